//! A database that goes away and comes back.

use crate::conformance::{at, commit, record};
use crate::open;
use order::*;
use postgres_server::Server;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_cut_off_refuses_at_once_keeps_what_was_committed_and_is_used_again() {
    let server = Server::start(&[]).expect("a server");
    let database = server.database().expect("a database");
    let journal = open(&PostgresAddress::parse(&database.url()).expect("a good URL")).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let order = commit(&journal, &order, &[Change::PriceConfirmed], &[], None).await.expect("stored");
    server.crash().expect("crashed");
    let started = Instant::now();
    let other = record("two", "89340000000000002", 0);
    assert!(journal.insert(&other, at(0), None).await.is_err());
    assert!(journal.ready().await.is_err());
    assert!(matches!(commit(&journal, &order, &[Change::Authorising], &[], None).await, Err(CommitError::Storage(_))));
    assert!(started.elapsed() < Duration::from_secs(60), "a customer waits for it: {:?}", started.elapsed());
    server.start_again().expect("started");
    assert_eq!(journal.load(&order.id).await, Ok(Some(order.clone())), "what was committed is there");
    assert_eq!(journal.load(&other.id).await, Ok(None), "what was refused is not");
    assert_eq!(journal.ready().await, Ok(()));
    assert_eq!(journal.insert(&other, at(0), None).await, Ok(Inserted::New));
    commit(&journal, &order, &[Change::Authorising], &[], None).await.expect("stored");
}
