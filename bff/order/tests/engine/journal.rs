//! What every journal must do, and one thing that only a file can.

use crate::support::{START, customer, key, placement, sim};
use contract::{RejectionCode, Starts};
use order::*;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn at(seconds: u64) -> Moment {
    START.plus(Duration::from_secs(seconds))
}

fn record(name: &str, iccid: &str, seconds: u64) -> OrderRecord {
    let mut placement = placement(name);
    placement.sim = sim(iccid);
    OrderRecord::place(placement, at(seconds))
}

/// A commit of these changes, due in an hour, with these errands.
async fn commit(
    journal: &dyn Journal,
    order: &OrderRecord,
    changes: &[Change],
    errands: &[Errand],
    epoch: Option<u64>,
) -> Result<OrderRecord, CommitError> {
    let next = order.amended(at(10), changes).expect("legal");
    let due = Some(at(3_600));
    let commit = Commit { from: order.revision, order: &next, at: at(10), changes, due, errands, settles: None, epoch };
    journal.commit(&commit).await.map(|()| next)
}

fn errand(order: &OrderRecord, word: &str) -> Errand {
    Errand { id: format!("msg_{word}"), order: order.id.clone(), kind: ErrandKind::Release, since: at(10), failures: 0 }
}

async fn keys_and_sims_are_unique(journal: &dyn Journal) {
    let first = record("one", "89340000000000001", 0);
    assert_eq!(journal.insert(&first, at(0)).await, Ok(Inserted::New));
    let same_key = record("one", "89340000000000002", 1);
    assert_eq!(journal.insert(&same_key, at(1)).await, Ok(Inserted::SameKey(Box::new(first.clone()))));
    let same_sim = record("two", "89340000000000001", 2);
    assert_eq!(journal.insert(&same_sim, at(2)).await, Ok(Inserted::SimBusy(first.id.clone())));
    let mut elsewhere = same_sim.clone();
    elsewhere.sim.account = "connect".to_owned();
    assert_eq!(journal.insert(&elsewhere, at(3)).await, Ok(Inserted::New), "the same digits at another provider are another SIM");
    let rejection =
        contract::Rejection { code: RejectionCode::NotOffered, retry: contract::Retry::AfterChange, retry_after: None, new_price: None };
    commit(journal, &first, &[Change::Rejected { rejection }], &[], None).await.expect("stored");
    assert_eq!(journal.insert(&same_sim, at(4)).await, Ok(Inserted::SameKey(Box::new(elsewhere.clone()))));
    let third = record("three", "89340000000000001", 5);
    assert_eq!(journal.insert(&third, at(5)).await, Ok(Inserted::New), "the SIM is free once its order has ended");
    assert_eq!(journal.by_key(&customer("cus_1"), &key("three")).await, Ok(Some(third.clone())));
    assert_eq!(journal.by_key(&customer("cus_2"), &key("three")).await, Ok(None));
    let open: Vec<_> = journal.open_orders(&customer("cus_1")).await.expect("readable").into_iter().map(|order| order.id).collect();
    assert_eq!(open, [third.id.clone(), elsewhere.id]);
    let on_sim: Vec<_> =
        journal.on_sim("pressone", &third.sim.target.iccid).await.expect("readable").into_iter().map(|order| order.id).collect();
    assert_eq!(on_sim, [third.id, first.id]);
    assert_eq!(journal.load(&elsewhere_id()).await, Ok(None));
}

fn elsewhere_id() -> contract::OrderId {
    "ord_unheard_of".parse().expect("an id")
}

async fn a_commit_is_all_or_nothing_and_knows_what_it_was_decided_upon(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0)).await.expect("stored");
    let next = commit(journal, &order, &[Change::PriceConfirmed, Change::Authorising], &[errand(&order, "a")], None).await.expect("stored");
    assert_eq!(next.revision, 2);
    let stale = commit(journal, &order, &[Change::Waiting { until: at(9) }], &[errand(&order, "b")], None).await;
    assert_eq!(stale, Err(CommitError::Conflict));
    assert_eq!(journal.load(&order.id).await, Ok(Some(next.clone())));
    let events = journal.events(&order.id).await.expect("readable");
    assert_eq!(events.iter().map(|event| (event.revision, event.commit)).collect::<Vec<_>>(), [(0, 0), (1, 1), (2, 1)]);
    assert_eq!(replay(&events), Ok(Some(next)));
    let errands = journal.claim_errands(at(20), at(50), 10).await.expect("readable");
    assert_eq!(errands, [errand(&order, "a")], "what was not stored owes nothing");
}

async fn due_orders_are_claimed_once_until_they_are_put_down_or_the_lease_ends(journal: &dyn Journal) {
    let (one, two) = (record("one", "89340000000000001", 0), record("two", "89340000000000002", 1));
    journal.insert(&one, at(5)).await.expect("stored");
    journal.insert(&two, at(500)).await.expect("stored");
    assert_eq!(journal.next_due().await, Ok(Some(at(5))));
    assert_eq!(journal.claim(at(4), at(60), 10).await, Ok(vec![]));
    let claimed = journal.claim(at(6), at(60), 10).await.expect("readable");
    assert_eq!(claimed, [Claimed { order: one.clone(), epoch: 1 }]);
    assert_eq!(journal.claim(at(6), at(60), 10).await, Ok(vec![]));
    assert_eq!(journal.next_due().await, Ok(Some(at(60))), "when the lease ends");
    journal.put_down(&one.id, 1).await.expect("stored");
    let again = journal.claim(at(7), at(70), 10).await.expect("readable");
    assert_eq!(again[0].epoch, 2);
    journal.put_down(&one.id, 1).await.expect("a late one does nothing");
    assert_eq!(journal.claim(at(8), at(70), 10).await, Ok(vec![]));
    let stolen = journal.claim(at(70), at(130), 10).await.expect("readable");
    assert_eq!(stolen[0].epoch, 3);
    let late = commit(journal, &one, &[Change::PriceConfirmed], &[], Some(2)).await;
    assert_eq!(late, Err(CommitError::LeaseLost));
    let next = commit(journal, &one, &[Change::PriceConfirmed], &[], Some(3)).await.expect("the owner may");
    commit(journal, &next, &[Change::Authorising], &[], None).await.expect("evidence may");
    assert_eq!(journal.next_due().await, Ok(Some(at(500))));
    let both = journal.claim(at(4_000), at(4_100), 1).await.expect("readable");
    assert_eq!(both.len(), 1, "no more than asked for");
}

async fn a_new_process_frees_what_the_old_one_owned_and_finds_what_it_was_sending(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0)).await.expect("stored");
    let claimed = journal.claim(at(1), at(1_000), 10).await.expect("readable");
    let order =
        commit(journal, &order, &[Change::PriceConfirmed, Change::OnAccount], &[errand(&order, "a")], Some(1)).await.expect("stored");
    assert_eq!(journal.take_over().await, Ok(vec![]));
    let late = commit(journal, &order, &[Change::Waiting { until: at(9) }], &[], Some(claimed[0].epoch)).await;
    assert_eq!(late, Err(CommitError::LeaseLost), "the old process is fenced off");
    let sending = commit(journal, &order, &[intent(&order)], &[], None).await.expect("stored");
    journal.claim_errands(at(20), at(1_000), 10).await.expect("readable");
    assert_eq!(journal.take_over().await, Ok(vec![sending]));
    assert_eq!(journal.claim_errands(at(20), at(1_000), 10).await.expect("readable").len(), 1, "free again");
}

async fn errands_come_back_until_they_are_done_or_given_up(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0)).await.expect("stored");
    let errands = [errand(&order, "a"), errand(&order, "b"), errand(&order, "c")];
    let order = commit(journal, &order, &[Change::PriceConfirmed], &errands, None).await.expect("stored");
    assert_eq!(journal.claim_errands(at(20), at(50), 10).await.expect("readable").len(), 3);
    assert_eq!(journal.claim_errands(at(20), at(50), 10).await, Ok(vec![]));
    journal.errand_failed("msg_a", Some(at(30)), "silent").await.expect("stored");
    journal.errand_failed("msg_b", None, "refused").await.expect("stored");
    let next = order.amended(at(40), &[Change::Authorising]).expect("legal");
    let settles = Some("msg_c");
    let changes = [Change::Authorising];
    let done = Commit { from: order.revision, order: &next, at: at(40), changes: &changes, due: None, errands: &[], settles, epoch: None };
    journal.commit(&done).await.expect("stored");
    let left = journal.claim_errands(at(3_000), at(3_050), 10).await.expect("readable");
    assert_eq!(left.iter().map(|errand| (errand.id.as_str(), errand.failures)).collect::<Vec<_>>(), [("msg_a", 1)]);
    journal.errand_done("msg_a", at(3_001)).await.expect("stored");
    assert_eq!(journal.claim_errands(at(9_000), at(9_050), 10).await, Ok(vec![]));
}

async fn the_newest_delivery_after_a_time_is_found(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0)).await.expect("stored");
    let changes =
        [Change::PriceConfirmed, Change::OnAccount, intent(&order), Change::Delivered { effect: "7".to_owned(), starts: Starts::Unknown }];
    let delivered = commit(journal, &order, &changes, &[], None).await.expect("stored");
    assert_eq!(journal.delivered_since("pressone", at(9)).await, Ok(Some(delivered)));
    assert_eq!(journal.delivered_since("pressone", at(10)).await, Ok(None));
    assert_eq!(journal.delivered_since("connect", at(9)).await, Ok(None));
}

fn intent(order: &OrderRecord) -> Change {
    let submission = provider::Submission {
        sim: order.sim.target.clone(),
        offer: order.quote.id.clone(),
        sold: order.quote.price,
        marker: order.marker.clone(),
        attempt: 1,
        intended_at: at(10).timestamp(),
    };
    let baseline = provider::Baseline::default();
    let attempt = Attempt { submission, baseline, intended_at: at(10), deadline: at(70), evidence: None, without_effect: false };
    Change::Intended { attempt: Box::new(attempt) }
}

async fn sqlite(folder: &Path) -> SqliteJournal {
    SqliteJournal::open(&folder.join("journal.db")).await.expect("the journal opens")
}

macro_rules! conformance {
    ($($rule:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $rule() {
                super::$rule(&order::MemoryJournal::default()).await;
            })+
        }

        mod on_sqlite {
            $(#[tokio::test]
            async fn $rule() {
                let folder = tempfile::tempdir().expect("a folder");
                super::$rule(&super::sqlite(folder.path()).await).await;
            })+
        }
    };
}

conformance! {
    keys_and_sims_are_unique,
    a_commit_is_all_or_nothing_and_knows_what_it_was_decided_upon,
    due_orders_are_claimed_once_until_they_are_put_down_or_the_lease_ends,
    a_new_process_frees_what_the_old_one_owned_and_finds_what_it_was_sending,
    errands_come_back_until_they_are_done_or_given_up,
    the_newest_delivery_after_a_time_is_found,
}

#[tokio::test]
async fn a_file_keeps_what_was_stored_and_lets_no_second_process_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let order = record("one", "89340000000000001", 0);
    let journal = sqlite(folder.path()).await;
    journal.insert(&order, at(0)).await.expect("stored");
    let second = SqliteJournal::open(&folder.path().join("journal.db")).await;
    assert!(second.expect_err("refused").0.contains("another process"));
    drop(journal);
    assert_eq!(sqlite(folder.path()).await.load(&order.id).await, Ok(Some(order)));
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_send_that_may_have_an_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = sqlite(folder.path()).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0)).await.expect("stored");
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
    assert_eq!(journal.load(&order.id).await, Ok(Some(order)));
}

#[tokio::test]
async fn parallel_placings_on_a_file_with_one_key_make_one_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(sqlite(folder.path()).await);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let journal = Arc::clone(&journal);
        tasks.spawn(async move { journal.insert(&record("one", "89340000000000001", 0), at(0)).await.expect("answered") });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::New).count(), 1);
    assert!(outcomes.iter().all(|outcome| !matches!(outcome, Inserted::SimBusy(_))));
}
