//! One storefront's rows are invisible to whoever has asked for another's, or for none.

use crate::conformance::{at, commit, customer, key, record};
use crate::{database, open};
use order::*;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::str::FromStr as _;

const TABLES: [&str; 4] = ["orders", "order_events", "order_attempts", "order_errands"];

async fn seen(connection: &mut PgConnection, storefront: Option<&str>) -> Vec<i64> {
    let mut transaction = connection.begin().await.expect("a transaction");
    if let Some(storefront) = storefront {
        let scope = sqlx::query("SELECT set_config('topup.storefront', $1, true)").bind(storefront);
        scope.execute(&mut *transaction).await.expect("a scope");
    }
    let mut counts = Vec::new();
    for table in TABLES {
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
        counts.push(count.fetch_one(&mut *transaction).await.expect("readable"));
    }
    transaction.rollback().await.expect("closed");
    counts
}

#[tokio::test]
async fn a_forgotten_scope_reads_nothing_and_another_storefronts_reads_only_its_own() {
    let (database, address) = database();
    let journal = open(&address).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let changes = [Change::PriceConfirmed, Change::OnAccount, crate::conformance::intent(&order)];
    let errand = Errand { id: "msg_a".to_owned(), order: order.id.clone(), kind: ErrandKind::Capture, since: at(0), failures: 0 };
    commit(&journal, &order, &changes, &[errand], None).await.expect("stored");
    // The very role that owns the tables, without what the journal says for itself.
    let owner = PgConnectOptions::from_str(&database.url()).expect("a good URL");
    let mut connection = owner.connect().await.expect("connected");
    assert_eq!(seen(&mut connection, None).await, [0, 0, 0, 0]);
    assert_eq!(seen(&mut connection, Some("demo")).await, [1, 4, 1, 1]);
    assert_eq!(seen(&mut connection, Some("other")).await, [0, 0, 0, 0]);
    assert_eq!(seen(&mut connection, Some("*")).await, [1, 4, 1, 1]);
    assert_eq!(seen(&mut connection, None).await, [0, 0, 0, 0], "a scope ends with its transaction");
    let moved = sqlx::query("UPDATE orders SET customer = 'mallory'").execute(&mut connection).await.expect("answered");
    assert_eq!(moved.rows_affected(), 0, "what is not seen is not changed");
    let mut transaction = connection.begin().await.expect("a transaction");
    sqlx::query("SELECT set_config('topup.storefront', 'other', true)").execute(&mut *transaction).await.expect("a scope");
    let smuggled = sqlx::query("INSERT INTO order_events VALUES ($1, 'demo', 9, 9, 0, 'x', '{}')").bind(order.id.as_str());
    let refused = smuggled.execute(&mut *transaction).await.expect_err("refused");
    assert!(refused.to_string().contains("row-level security"), "{refused}");
}

#[tokio::test]
async fn what_a_customer_asks_for_is_read_through_its_storefronts_scope() {
    let (database, address) = database();
    let journal = open(&address).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    assert_eq!(journal.by_key(&customer("cus_1"), &key("one")).await.expect("readable").map(|found| found.id), Some(order.id.clone()));
    // The row moves to another shop behind the columns that the query asks for: only the policy can tell.
    database.sql("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY; ALTER POLICY of_storefront ON orders USING (false)").expect("changed");
    database.sql("ALTER TABLE orders FORCE ROW LEVEL SECURITY").expect("changed");
    assert_eq!(journal.by_key(&customer("cus_1"), &key("one")).await, Ok(None));
    assert_eq!(journal.open_orders(&customer("cus_1")).await, Ok(vec![]));
    assert_eq!(journal.load_own(&customer("cus_1"), &order.id).await, Ok(None));
    let policy = "ALTER POLICY of_storefront ON orders USING (current_setting('topup.storefront', true) = 'demo')";
    database.sql(policy).expect("changed");
    assert_eq!(journal.by_key(&customer("cus_1"), &key("one")).await.expect("readable").map(|found| found.id), Some(order.id.clone()));
    assert_eq!(journal.open_orders(&customer("cus_1")).await.expect("readable").len(), 1);
    assert_eq!(journal.load_own(&customer("cus_1"), &order.id).await, Ok(Some(order.clone())));
    assert_eq!(journal.load_own(&customer("cus_2"), &order.id).await, Ok(None), "nor another customer's of the same shop");
    assert_eq!(journal.load(&order.id).await, Ok(None), "the engine's own reads ask for everything, which this policy does not know");
}

#[tokio::test]
async fn commits_wait_for_the_disk() {
    let (database, address) = database();
    let ways = Postgres::connect(&address).await.expect("entered");
    let level: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(ways.whole()).await.expect("readable");
    assert_eq!(level, "on");
    let mut scoped = ways.scoped("demo").await.expect("a scope");
    let level: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&mut *scoped).await.expect("readable");
    assert_eq!(level, "on");
    // Even where the database says otherwise for everybody.
    database.sql("ALTER ROLE topup SET synchronous_commit = off").expect("changed");
    let ways = Postgres::connect(&address).await.expect("entered");
    let level: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(ways.whole()).await.expect("readable");
    assert_eq!(level, "on");
    database.sql("ALTER ROLE topup RESET synchronous_commit").expect("changed");
}
