//! What only the file itself can show: how commits are made durable, spoilt rows, a full disk.

use super::*;

#[tokio::test]
async fn every_commit_is_on_disk_before_it_returns() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&journal.writer).await.expect("a mode");
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&journal.writer).await.expect("a level");
    assert_eq!((mode.as_str(), synchronous), ("wal", 2), "2 is FULL");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_no_other_from_being_claimed() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
    let at = |millis| Moment::from_unix_millis(millis);
    let mut orders = Vec::new();
    for (index, iccid) in ["89340000000000001", "89340000000000002"].into_iter().enumerate() {
        let mut order = crate::fixtures::order(crate::PaymentTerms::Hook);
        order.key = format!("{index:0>20}").parse().expect("a key");
        order.sim.target.iccid = iccid.parse().expect("digits");
        journal.insert(&order, at(0), None).await.expect("stored");
        let changes = [crate::Change::Authorising];
        let next = order.amended(at(0), &changes).expect("legal");
        let errands =
            [Errand { id: format!("msg_{index}"), order: order.id.clone(), kind: crate::ErrandKind::Release, since: at(0), failures: 0 }];
        let commit =
            Commit { from: 0, order: &next, at: at(0), changes: &changes, due: Some(at(0)), errands: &errands, settles: None, epoch: None };
        journal.commit(&commit).await.expect("stored");
        orders.push(next);
    }
    for statement in ["UPDATE orders SET record = '{}' WHERE id = ?", "UPDATE order_errands SET kind = '7' WHERE order_id = ?"] {
        sqlx::query(statement).bind(orders[0].id.as_str()).execute(&journal.writer).await.expect("spoilt");
    }
    let claimed = journal.claim(at(1), at(10), 10, &[]).await.expect("claimed");
    assert_eq!(claimed.iter().map(|claimed| &claimed.order).collect::<Vec<_>>(), [&orders[1]]);
    let errands = journal.claim_errands(at(1), at(10), 10).await.expect("claimed");
    assert_eq!(errands.iter().map(|errand| errand.id.as_str()).collect::<Vec<_>>(), ["msg_1"]);
}

fn other(order: &OrderRecord, index: u32) -> OrderRecord {
    let mut other = crate::OrderRecord { id: crate::name::order_id(), ..order.clone() };
    other.key = format!("{index:0>20}").parse().expect("a key");
    other.sim.target.iccid = format!("8934000000{index:0>7}").parse().expect("digits");
    other
}

#[tokio::test]
async fn a_send_under_way_that_cannot_be_read_does_not_keep_the_shop_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
    let at = |millis| Moment::from_unix_millis(millis);
    let mut sending = Vec::new();
    for index in 0..2 {
        let order = other(&crate::fixtures::order(crate::PaymentTerms::Hook), index);
        journal.insert(&order, at(0), None).await.expect("stored");
        let attempt = Box::new(crate::fixtures::attempt(&order, 1, at(0), &crate::Settings::default()));
        let held = crate::Change::Authorised { authorisation: "auth".to_owned(), expires_at: None };
        let changes = [crate::Change::Authorising, held, crate::Change::Intended { attempt }];
        let next = order.amended(at(0), &changes).expect("legal");
        let commit =
            Commit { from: 0, order: &next, at: at(0), changes: &changes, due: Some(at(0)), errands: &[], settles: None, epoch: None };
        journal.commit(&commit).await.expect("stored");
        sending.push(next);
    }
    let spoil = sqlx::query("UPDATE orders SET record = '{}' WHERE id = ?").bind(sending[0].id.as_str());
    spoil.execute(&journal.writer).await.expect("spoilt");
    assert_eq!(journal.take_over().await, Ok(vec![sending[1].clone()]));
}

#[tokio::test]
async fn a_full_disk_stores_nothing_of_an_order_and_loses_nothing_that_was_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
    let at = |millis| Moment::from_unix_millis(millis);
    let first = other(&crate::fixtures::order(crate::PaymentTerms::Hook), 0);
    journal.insert(&first, at(0), None).await.expect("stored");
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&journal.writer).await.expect("a count");
    let limit = |pages: i64| sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}")));
    limit(pages).execute(&journal.writer).await.expect("set");
    // The room left in its last pages takes some; then it is full in earnest.
    let mut stored = vec![first];
    let refused = loop {
        let order = other(&stored[0], u32::try_from(stored.len()).expect("few"));
        match journal.insert(&order, at(0), None).await {
            Ok(Inserted::New) => stored.push(order),
            Ok(other) => panic!("{other:?}"),
            Err(error) => break (order, error),
        }
        assert!(stored.len() < 100, "it never fills");
    };
    assert!(refused.1.0.contains("full"), "{}", refused.1);
    assert_eq!(journal.load(&refused.0.id).await, Ok(None), "all or nothing");
    for order in &stored {
        assert_eq!(journal.load(&order.id).await.as_ref(), Ok(&Some(order.clone())));
    }
    // The limit went with the connection that met it: there is room again.
    assert_eq!(journal.insert(&refused.0, at(0), None).await, Ok(Inserted::New), "the journal goes on by itself");
    assert_eq!(journal.claim(at(1), at(10), 1_000, &[]).await.expect("claimed").len(), stored.len() + 1);
}

#[tokio::test]
async fn orders_of_a_release_that_did_not_know_whose_a_purchase_is_are_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.db");
    let journal = SqliteJournal::open(&path).await.expect("the journal opens");
    let at = |millis| Moment::from_unix_millis(millis);
    for index in 0..2 {
        journal.insert(&other(&crate::fixtures::order(crate::PaymentTerms::Hook), index), at(0), None).await.expect("stored");
    }
    for statement in [
        "DROP INDEX one_order_per_effect",
        "ALTER TABLE orders DROP COLUMN effect",
        "DELETE FROM _sqlx_migrations WHERE version = 1003",
        "UPDATE orders SET delivered_at = 5, record = json_set(record, '$.effect', '7')",
    ] {
        sqlx::query(statement).execute(&journal.writer).await.expect("as it was");
    }
    journal.writer.close().await;
    drop(journal);
    let journal = SqliteJournal::open(&path).await.expect("the journal opens");
    let claimed: Vec<Option<String>> =
        sqlx::query_scalar("SELECT effect FROM orders ORDER BY effect").fetch_all(&journal.readers).await.expect("readable");
    assert_eq!(claimed, [None, Some("7".to_owned())], "both are there, and one of them has it");
}

#[tokio::test]
async fn what_is_asked_for_every_order_is_found_by_an_index_however_many_orders_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
    for (asked, by) in [
        (claim::NEXT_DUE, &["orders_due", "orders_leased", "order_errands_due", "order_errands_leased"][..]),
        (read::UNKNOWNS, &["order_events_unknown", "sqlite_autoindex_orders_1"]),
    ] {
        let asked = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {asked}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(asked).fetch_all(&journal.readers).await.expect("a plan");
        let searched: Vec<&str> = plan.iter().map(|step| step.3.as_str()).filter(|step| step.contains(" order")).collect();
        assert_eq!(searched.len(), by.len(), "{searched:?}");
        for (step, index) in searched.iter().zip(by) {
            assert!(step.starts_with("SEARCH") && step.contains(&format!("INDEX {index} ")), "{step} is not by {index}");
        }
    }
}
