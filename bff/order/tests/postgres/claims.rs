//! Several instances claim, place and commit at the same time.

use crate::conformance::{at, commit, customer, delivery, intent, record};
use crate::{by_the_callers_clock, database, open};
use order::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// The machine's own time, a little in the past: due at once by any clock.
fn now() -> Moment {
    SystemClock.now()
}

async fn instances(count: usize) -> (Vec<Arc<PostgresJournal>>, postgres_server::Database) {
    let (database, address) = database();
    let mut journals = Vec::new();
    for _ in 0..count {
        journals.push(Arc::new(open(&address).await));
    }
    (journals, database)
}

fn iccid(index: usize) -> String {
    format!("8934000000{index:07}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_instances_that_claim_at_once_each_order_goes_to_one() {
    let (journals, _database) = instances(4).await;
    for index in 0..40 {
        journals[0].insert(&record(&format!("order-{index}"), &iccid(index), 0), now(), None).await.expect("stored");
    }
    let mut claims = JoinSet::new();
    for journal in journals.iter().cycle().take(16) {
        let journal = Arc::clone(journal);
        claims.spawn(async move { journal.claim(now(), now().plus(Duration::from_secs(60)), 5, &[]).await.expect("claimed") });
    }
    let claimed: Vec<_> = claims.join_all().await.into_iter().flatten().collect();
    let ids: std::collections::HashSet<_> = claimed.iter().map(|claimed| claimed.order.id.clone()).collect();
    assert_eq!(ids.len(), claimed.len(), "none went to two");
    let rest = journals[1].claim(now(), now().plus(Duration::from_secs(60)), 100, &[]).await.expect("claimed");
    assert_eq!(claimed.len() + rest.len(), 40, "and none was passed over for good");
    assert!(claimed.iter().chain(&rest).all(|claimed| claimed.epoch == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_placed_at_many_instances_at_once_is_one_order() {
    let (journals, _database) = instances(3).await;
    let mut placings = JoinSet::new();
    for journal in journals.iter().cycle().take(30) {
        let journal = Arc::clone(journal);
        placings.spawn(async move { journal.insert(&record("one", &iccid(1), 0), now(), None).await.expect("answered") });
    }
    let outcomes = placings.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::New).count(), 1);
    assert!(outcomes.iter().all(|outcome| !matches!(outcome, Inserted::SimBusy(_))), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sim_at_many_instances_at_once_has_one_open_order() {
    let (journals, _database) = instances(3).await;
    let mut placings = JoinSet::new();
    for (index, journal) in journals.iter().cycle().take(30).enumerate() {
        let journal = Arc::clone(journal);
        placings
            .spawn(async move { journal.insert(&record(&format!("order-{index}"), &iccid(1), 0), now(), None).await.expect("answered") });
    }
    let outcomes = placings.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::New).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Inserted::SimBusy(_))).count(), 29);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cap_holds_for_orders_in_many_tabs_at_many_instances() {
    let (journals, _database) = instances(3).await;
    let mut placings = JoinSet::new();
    for (index, journal) in journals.iter().cycle().take(24).enumerate() {
        let journal = Arc::clone(journal);
        let mut order = record(&format!("order-{index}"), &iccid(index), 0);
        // Room for five at ten dollars each.
        let amount = contract::Money::new(5 * order.quote.price.minor, order.quote.price.currency);
        order.terms = PaymentTerms::Account { cap: Some(amount), since: at(0) };
        let cap = AccountCap { amount, since: at(0) };
        placings.spawn(async move { journal.insert(&order, now(), Some(&cap)).await.expect("answered") });
    }
    let outcomes = placings.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::New).count(), 5);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::OverCap).count(), 19);
    assert_eq!(journals[0].open_orders(&customer("cus_1")).await.expect("readable").len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_commits_on_one_revision_one_is_stored() {
    let (journals, _database) = instances(3).await;
    let order = record("one", &iccid(1), 0);
    journals[0].insert(&order, now(), None).await.expect("stored");
    let mut commits = JoinSet::new();
    for journal in journals.iter().cycle().take(30) {
        let journal = Arc::clone(journal);
        let order = order.clone();
        commits.spawn(async move { commit(journal.as_ref(), &order, &[Change::PriceConfirmed], &[], None).await });
    }
    let outcomes = commits.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(CommitError::Conflict)).count(), 29);
    assert_eq!(journals[1].events(&order.id).await.expect("readable").len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_orders_that_claim_one_purchase_at_once_one_gets_it() {
    let (journals, _database) = instances(3).await;
    let mut commits = JoinSet::new();
    for (index, journal) in (0..15).zip(journals.iter().cycle()) {
        let order = record(&format!("order{index}"), &iccid(index), 0);
        journal.insert(&order, now(), None).await.expect("stored");
        let journal = Arc::clone(journal);
        commits.spawn(async move { commit(journal.as_ref(), &order, &delivery(&order, "7"), &[], None).await });
    }
    let outcomes = commits.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(CommitError::EffectTaken)).count(), 14, "{outcomes:?}");
}

#[tokio::test]
async fn a_fast_clock_steals_no_lease_and_a_wrong_one_claims_nothing() {
    let (journals, _database) = instances(1).await;
    let journal = &journals[0];
    journal.insert(&record("one", &iccid(1), 0), at(0), None).await.expect("stored");
    let lease = Duration::from_secs(10);
    assert_eq!(journal.claim(now(), now().plus(lease), 10, &[]).await.expect("claimed").len(), 1);
    // Twenty seconds fast: by that clock the lease is long over.
    let fast = now().plus(Duration::from_secs(20));
    assert_eq!(journal.claim(fast, fast.plus(lease), 10, &[]).await, Ok(vec![]));
    let next = journal.next_due().await.expect("readable").expect("due");
    assert!(next > fast, "told by the caller's clock, so that it does not come back too early: {next:?}");
    let wrong = now().plus(Duration::from_secs(40));
    let refused = journal.claim(wrong, wrong.plus(lease), 10, &[]).await.expect_err("refused");
    assert!(refused.0.contains("clock") && refused.0.contains("ahead of"), "{refused}");
    assert!(journal.ready().await.is_err(), "no orders are taken by a wrong clock");
    let right = now();
    assert_eq!(journal.claim(right, right.plus(lease), 10, &[]).await, Ok(vec![]));
    assert_eq!(journal.ready().await, Ok(()));
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_send_that_may_have_an_effect() {
    let (journal, _database) = by_the_callers_clock().await;
    let order = record("one", &iccid(1), 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let order = commit(&journal, &order, &[Change::PriceConfirmed, Change::OnAccount, intent(&order)], &[], None).await.expect("stored");
    // A row that no lane allows: two sends, neither proven without effect.
    let mut twice = order.clone();
    let mut second = order.attempts[0].clone();
    second.submission.attempt = 2;
    twice.attempts.push(second);
    twice.revision += 1;
    let changes = [Change::Waiting { until: at(9) }];
    let forged =
        Commit { from: order.revision, order: &twice, at: at(11), changes: &changes, due: None, errands: &[], settles: None, epoch: None };
    assert!(matches!(journal.commit(&forged).await, Err(CommitError::Storage(_))));
    assert_eq!(journal.load(&order.id).await, Ok(Some(order.clone())));
    // With the first one proven, the second may be.
    let mut mended = twice.clone();
    mended.attempts[0].without_effect = true;
    let proven = Commit { order: &mended, ..forged };
    assert_eq!(journal.commit(&proven).await, Ok(()));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_no_other_from_being_claimed() {
    let (journal, database) = by_the_callers_clock().await;
    let (spoilt, good) = (record("one", &iccid(1), 0), record("two", &iccid(2), 0));
    for order in [&spoilt, &good] {
        journal.insert(order, at(0), None).await.expect("stored");
    }
    database.sql(&format!("UPDATE orders SET record = '{{}}' WHERE id = '{}'", spoilt.id)).expect("spoilt");
    let claimed = journal.claim(at(1), at(10), 10, &[]).await.expect("claimed");
    assert_eq!(claimed.iter().map(|claimed| &claimed.order).collect::<Vec<_>>(), [&good]);
}
