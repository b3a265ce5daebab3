//! A server comes, keeps its databases apart, survives a crash, and leaves nothing behind.

use postgres_server::Server;

#[test]
fn a_server_comes_up_keeps_what_was_committed_through_a_crash_and_leaves_nothing_behind() {
    let server = Server::start(&[("work_mem", "5MB")]).unwrap();
    let (one, two) = (server.database().unwrap(), server.database().unwrap());
    assert_eq!(one.sql("SHOW work_mem").unwrap(), "5MB");
    assert_eq!(one.sql("SHOW fsync").unwrap(), "on");
    one.sql("CREATE TABLE kept AS SELECT 7 AS number").unwrap();
    assert!(two.sql("SELECT number FROM kept").unwrap_err().to_string().contains("does not exist"));
    server.crash().unwrap();
    assert!(one.sql("SELECT 1").is_err(), "it is down");
    server.start_again().unwrap();
    assert_eq!(one.sql("SELECT number FROM kept").unwrap(), "7");
    let folder = server.folder().to_path_buf();
    drop((one, two, server));
    assert!(!folder.exists());
}

#[test]
fn tests_of_one_process_share_a_server_but_no_database() {
    let (one, two) = (Server::shared().unwrap(), Server::shared().unwrap());
    assert_eq!(one.folder(), two.folder());
    let (first, second) = (one.database().unwrap(), two.database().unwrap());
    assert_ne!(first.url(), second.url());
    assert_eq!(first.sql("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'topup'").unwrap(), "f");
}
