//! A database on which the journal's promises cannot hold is refused, with words that say what to change.

use crate::conformance::{at, commit, delivery, record};
use crate::{database, open};
use order::*;
use postgres_server::{Database, Server};

async fn refused(url: &str) -> String {
    let address = PostgresAddress::parse(url).expect("a good URL");
    let ways = match Postgres::connect(&address).await {
        Ok(ways) => ways,
        Err(error) => return error.to_string(),
    };
    PostgresJournal::open(ways).await.expect_err("refused").to_string()
}

fn fresh() -> Database {
    database().0
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_at_once() {
    let database = fresh();
    let nobody = database.url().replace("topup@", "nobody@");
    assert!(refused(&nobody).await.contains("role \"nobody\" does not exist"));
    let nowhere = format!("postgres://topup@localhost/topup?host={}", database.server().folder().join("data").display());
    let told = refused(&nowhere).await;
    assert!(told.contains("cannot be entered"), "{told}");
    let missing = database.url().replace("localhost/t", "localhost/missing");
    assert!(refused(&missing).await.contains("does not exist"));
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_demanded() {
    let told = refused(&format!("{}&sslmode=verify-full", fresh().url())).await;
    assert!(told.contains("TLS"), "{told}");
}

#[tokio::test]
async fn a_superuser_is_refused_because_row_level_security_does_not_hold_for_it() {
    let database = fresh();
    let told = refused(&database.url_as("postgres")).await;
    assert!(told.contains("superuser") && told.contains("CREATE ROLE topup LOGIN"), "{told}");
    database.sql("CREATE ROLE sneaky LOGIN BYPASSRLS").expect("a role");
    assert!(refused(&database.url_as("sneaky")).await.contains("bypasses row-level security"));
}

#[tokio::test]
async fn a_role_that_may_make_no_tables_is_told_so() {
    let database = fresh();
    database.sql("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM public").expect("a role");
    let told = refused(&database.url_as("guest")).await;
    assert!(told.contains("the schema cannot be brought up to date") && told.contains("permission denied"), "{told}");
}

#[tokio::test]
async fn a_schema_of_a_newer_release_is_left_alone() {
    let (database, address) = database();
    drop(open(&address).await);
    let newer = "INSERT INTO _sqlx_migrations VALUES (1900, 'from the future', now(), true, '', 0)";
    database.sql(newer).expect("inserted");
    let told = refused(&database.url()).await;
    assert!(told.contains("version 1900") && told.contains("newer release"), "{told}");
    database.sql("UPDATE _sqlx_migrations SET version = 2900 WHERE version = 1900").expect("changed");
    drop(open(&address).await);
}

#[tokio::test]
async fn a_machine_whose_clock_is_off_the_databases_does_not_start() {
    let (database, address) = database();
    drop(open(&address).await);
    let clock = "CREATE OR REPLACE FUNCTION topup_now() RETURNS bigint LANGUAGE sql VOLATILE \
                 AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 60000 $$";
    database.sql(clock).expect("another clock");
    let told = refused(&database.url()).await;
    assert!(told.contains("behind the database's"), "{told}");
}

#[tokio::test]
async fn a_server_that_does_not_wait_for_its_disk_is_refused() {
    let server = Server::start(&[("fsync", "off")]).expect("a server");
    let told = refused(&server.database().expect("a database").url()).await;
    assert!(told.contains("fsync = off"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_that_start_together_make_the_tables_once() {
    let (database, address) = database();
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let address = address.clone();
        starts.spawn(async move { open(&address).await });
    }
    assert_eq!(starts.join_all().await.len(), 4);
    assert_eq!(database.sql("SELECT count(*) FROM _sqlx_migrations WHERE version = 1001").expect("readable"), "1");
}

#[tokio::test]
async fn orders_of_a_release_that_did_not_know_whose_a_purchase_is_are_taken_over() {
    let (database, address) = database();
    let journal = open(&address).await;
    let orders = [record("one", "89340000000000001", 0), record("two", "89340000000000002", 1)];
    for order in &orders {
        journal.insert(order, at(0), None).await.expect("stored");
        commit(&journal, order, &delivery(order, order.id.as_str()), &[], None).await.expect("stored");
    }
    drop(journal);
    let before = "DROP INDEX one_order_per_effect; ALTER TABLE orders DROP COLUMN effect; \
                  DELETE FROM _sqlx_migrations WHERE version = 1002; \
                  UPDATE orders SET record = regexp_replace(record, '\"effect\":\"[^\"]*\"', '\"effect\":\"7\"')";
    database.sql(before).expect("as it was");
    drop(open(&address).await);
    let claimed = database.sql("SELECT count(*), count(effect), min(effect) FROM orders").expect("readable");
    assert_eq!(claimed, "2|1|7", "both are there, and one of them has it");
}

#[tokio::test]
async fn an_upgrade_takes_whatever_a_provider_once_answered_and_as_long_as_many_orders_need() {
    let (database, address) = database();
    let journal = open(&address).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    commit(&journal, &order, &delivery(&order, "7"), &[], None).await.expect("stored");
    drop(journal);
    let before = "DROP INDEX one_order_per_effect; ALTER TABLE orders DROP COLUMN effect; \
                  DELETE FROM _sqlx_migrations WHERE version = 1002; \
                  UPDATE orders SET record = replace(record, '\"label\":\"', '\"label\":\"\\u0000')";
    database.sql(before).expect("as it was");
    assert_eq!(database.sql("SELECT count(*) FROM orders WHERE position('\\u0000' IN record) > 0").expect("readable"), "1");
    // A table of many orders takes longer than any other statement may.
    let patience = "CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                    IF current_setting('statement_timeout') <> '0' THEN RAISE 'cut short after %', current_setting('statement_timeout'); END IF; \
                    RETURN NEW; END $$; \
                    CREATE TRIGGER judge BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION judge()";
    database.sql(patience).expect("a trigger");
    drop(open(&address).await);
    assert_eq!(database.sql("SELECT effect FROM orders").expect("readable"), "7");
}
