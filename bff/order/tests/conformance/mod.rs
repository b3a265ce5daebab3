//! What every journal must do. A backend's test file takes this module in and says how to make one:
//! `conformance!(on_sqlite, make())`, where `make()` is a future of the journal and of whatever must live as long.

mod cap;
mod effects;

pub(crate) use cap::orders_on_account_together_stay_within_the_cap_of_the_session;
pub(crate) use effects::{delivery, what_was_put_on_a_sim_is_one_orders};

use contract::*;
use order::*;
use provider::SimTarget;
use std::time::Duration;

/// 21 November 2026, 18:30 UTC.
pub(crate) const START: Moment = Moment::from_unix_millis(1_795_285_800_000);

pub(crate) fn customer(reference: &str) -> Customer {
    Customer { storefront: "demo".to_owned(), reference: reference.to_owned() }
}

pub(crate) fn key(name: &str) -> IdempotencyKey {
    format!("{name:-<20}").parse().expect("a key")
}

fn usd(minor: i64) -> Money {
    Money::new(minor, "USD".parse().expect("a currency"))
}

/// Ten dollars, by the storefront's hook.
fn placement(name: &str, iccid: &str) -> Placement {
    let target = SimTarget { iccid: iccid.parse().expect("an ICCID"), kind: SimKind::Esim, country: None, device: None };
    let effects = Effects {
        activation: Activation::Unknown,
        data_effect: DataEffect::Unknown,
        validity_effect: ValidityEffect::Unknown,
        activate_by: ActivateBy::Unknown,
    };
    let quote = Offer {
        id: "3gb".parse().expect("an offer id"),
        title: "3 GB".to_owned(),
        data: DataAmount::Bytes(3 << 30),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: usd(1000),
        effects,
    };
    Placement {
        customer: customer("cus_1"),
        sim: OwnedSim { id: "sim_1".parse().expect("an id"), account: "pressone".to_owned(), target, label: String::new() },
        key: key(name),
        quote,
        terms: PaymentTerms::Hook,
        payment_reference: None,
    }
}

pub(crate) fn at(seconds: u64) -> Moment {
    START.plus(Duration::from_secs(seconds))
}

pub(crate) fn record(name: &str, iccid: &str, seconds: u64) -> OrderRecord {
    OrderRecord::place(placement(name, iccid), at(seconds))
}

/// A commit of these changes, due in an hour, with these errands.
pub(crate) async fn commit(
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

pub(crate) async fn keys_and_sims_are_unique(journal: &dyn Journal) {
    let first = record("one", "89340000000000001", 0);
    assert_eq!(journal.insert(&first, at(0), None).await, Ok(Inserted::New));
    let same_key = record("one", "89340000000000002", 1);
    assert_eq!(journal.insert(&same_key, at(1), None).await, Ok(Inserted::SameKey(Box::new(first.clone()))));
    let same_sim = record("two", "89340000000000001", 2);
    assert_eq!(journal.insert(&same_sim, at(2), None).await, Ok(Inserted::SimBusy(first.id.clone())));
    let mut elsewhere = same_sim.clone();
    elsewhere.sim.account = "connect".to_owned();
    assert_eq!(journal.insert(&elsewhere, at(3), None).await, Ok(Inserted::New), "the same digits at another provider are another SIM");
    let rejection = Rejection { code: RejectionCode::NotOffered, retry: Retry::AfterChange, retry_after: None, new_price: None };
    commit(journal, &first, &[Change::Rejected { rejection }], &[], None).await.expect("stored");
    assert_eq!(journal.insert(&same_sim, at(4), None).await, Ok(Inserted::SameKey(Box::new(elsewhere.clone()))));
    let third = record("three", "89340000000000001", 5);
    assert_eq!(journal.insert(&third, at(5), None).await, Ok(Inserted::New), "the SIM is free once its order has ended");
    assert_eq!(journal.by_key(&customer("cus_1"), &key("three")).await, Ok(Some(third.clone())));
    assert_eq!(journal.by_key(&customer("cus_2"), &key("three")).await, Ok(None));
    let open: Vec<_> = journal.open_orders(&customer("cus_1")).await.expect("readable").into_iter().map(|order| order.id).collect();
    assert_eq!(open, [third.id.clone(), elsewhere.id]);
    let on_sim: Vec<_> =
        journal.on_sim("pressone", &third.sim.target.iccid).await.expect("readable").into_iter().map(|order| order.id).collect();
    assert_eq!(on_sim, [third.id, first.id]);
    assert_eq!(journal.load(&elsewhere_id()).await, Ok(None));
}

fn elsewhere_id() -> OrderId {
    "ord_unheard_of".parse().expect("an id")
}

pub(crate) async fn a_commit_is_all_or_nothing_and_knows_what_it_was_decided_upon(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
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

pub(crate) async fn due_orders_are_claimed_once_until_they_are_put_down_or_the_lease_ends(journal: &dyn Journal) {
    let (one, two) = (record("one", "89340000000000001", 0), record("two", "89340000000000002", 1));
    journal.insert(&one, at(5), None).await.expect("stored");
    journal.insert(&two, at(500), None).await.expect("stored");
    assert_eq!(journal.next_due().await, Ok(Some(at(5))));
    assert_eq!(journal.claim(at(4), at(60), 10, &[]).await, Ok(vec![]));
    let claimed = journal.claim(at(6), at(60), 10, &[]).await.expect("readable");
    assert_eq!(claimed, [Claimed { order: one.clone(), epoch: 1 }]);
    assert_eq!(journal.claim(at(6), at(60), 10, &[]).await, Ok(vec![]));
    assert_eq!(journal.next_due().await, Ok(Some(at(60))), "when the lease ends");
    journal.put_down(&one.id, 1).await.expect("stored");
    let again = journal.claim(at(7), at(70), 10, &[]).await.expect("readable");
    assert_eq!(again[0].epoch, 2);
    journal.put_down(&one.id, 1).await.expect("a late one does nothing");
    assert_eq!(journal.claim(at(8), at(70), 10, &[]).await, Ok(vec![]));
    let stolen = journal.claim(at(70), at(130), 10, &[]).await.expect("readable");
    assert_eq!(stolen[0].epoch, 3);
    let late = commit(journal, &one, &[Change::PriceConfirmed], &[], Some(2)).await;
    assert_eq!(late, Err(CommitError::LeaseLost));
    let next = commit(journal, &one, &[Change::PriceConfirmed], &[], Some(3)).await.expect("the owner may");
    commit(journal, &next, &[Change::Authorising], &[], None).await.expect("evidence may");
    assert_eq!(journal.next_due().await, Ok(Some(at(500))));
    let elsewhere = journal.claim(at(4_000), at(4_100), 10, &["connect".to_owned(), "pressone".to_owned()]).await;
    assert_eq!(elsewhere, Ok(vec![]), "accounts that are full are left alone");
    let both = journal.claim(at(4_000), at(4_100), 1, &[]).await.expect("readable");
    assert_eq!(both.len(), 1, "no more than asked for");
}

pub(crate) async fn a_new_process_frees_what_the_old_one_owned_and_finds_what_it_was_sending(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let claimed = journal.claim(at(1), at(1_000), 10, &[]).await.expect("readable");
    if journal.is_shared() {
        assert_eq!(journal.take_over().await, Ok(vec![]));
        let kept = commit(journal, &order, &[Change::PriceConfirmed], &[], Some(claimed[0].epoch)).await;
        return assert!(kept.is_ok(), "where there may be others, nothing is taken from them");
    }
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

pub(crate) async fn errands_come_back_until_they_are_done_or_given_up(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
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

pub(crate) async fn the_newest_delivery_after_a_time_is_found(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let delivered = commit(journal, &order, &delivery(&order, "7"), &[], None).await.expect("stored");
    assert_eq!(journal.delivered_since("pressone", at(9)).await, Ok(Some(delivered)));
    assert_eq!(journal.delivered_since("pressone", at(10)).await, Ok(None));
    assert_eq!(journal.delivered_since("connect", at(9)).await, Ok(None));
}

pub(crate) fn intent(order: &OrderRecord) -> Change {
    let submission = provider::Submission {
        sim: order.sim.target.clone(),
        offer: order.quote.id.clone(),
        sold: order.quote.price,
        marker: order.marker.clone(),
        attempt: 1,
        intended_at: at(10).timestamp(),
    };
    let baseline = provider::Baseline::default();
    let attempt =
        Attempt { submission, baseline, intended_at: at(10), deadline: at(70), evidence: None, without_effect: false, declared: false };
    Change::Intended { attempt: Box::new(attempt) }
}

pub(crate) async fn the_review_queue_is_oldest_first_and_in_pages(journal: &dyn Journal) {
    let mut open = Vec::new();
    for (index, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let index = u64::try_from(index).expect("few");
        // The first two at the same time: then the id decides.
        let order = record(name, &(89_340_000_000_000_001 + index).to_string(), (index / 2) * 7);
        journal.insert(&order, at(0), None).await.expect("stored");
        if name != "c" {
            let changes = [Change::ReviewOpened { reason: ReviewReason::Overdue }];
            open.push(commit(journal, &order, &changes, &[], None).await.expect("stored"));
        }
    }
    open.sort_by(|one, other| (one.placed_at, &one.id).cmp(&(other.placed_at, &other.id)));
    let ids: Vec<OrderId> = open.iter().map(|order| order.id.clone()).collect();
    assert_eq!(journal.review_queue(None, 10).await, Ok(ids.clone()));
    assert_eq!(journal.review_queue(None, 2).await, Ok(ids[..2].to_vec()));
    assert_eq!(journal.review_queue(Some(&open[0].id), 10).await, Ok(ids[1..].to_vec()));
    let closed = [Change::ReviewClosed { decision: "seen".to_owned(), who: "ana".to_owned() }];
    commit(journal, &open[0], &closed, &[], None).await.expect("stored");
    assert_eq!(journal.review_queue(None, 10).await, Ok(ids[1..].to_vec()));
    assert_eq!(journal.review_queue(Some(&open[0].id), 10).await, Ok(ids[1..].to_vec()), "a page goes on where it stood");
    assert_eq!(journal.review_queue(Some(&elsewhere_id()), 10).await, Ok(vec![]), "nothing comes after nobody");
}

pub(crate) async fn what_became_unknown_is_counted_by_account_and_time(journal: &dyn Journal) {
    for (name, iccid, account) in
        [("a", "89340000000000001", "pressone"), ("b", "89340000000000002", "pressone"), ("c", "89340000000000003", "connect")]
    {
        let mut order = record(name, iccid, 0);
        order.sim.account = account.to_owned();
        journal.insert(&order, at(0), None).await.expect("stored");
        let unknown = Change::Unknown { why: Doubt::Interrupted };
        let changes = [Change::PriceConfirmed, Change::OnAccount, intent(&order), unknown];
        let order = commit(journal, &order, &changes, &[], None).await.expect("stored");
        if name == "a" {
            let settled = [Change::Delivered { effect: "7".to_owned(), starts: Starts::Unknown }];
            commit(journal, &order, &settled, &[], None).await.expect("stored");
        }
    }
    assert_eq!(journal.unknowns_since("pressone", at(10)).await, Ok(2), "whatever became of them since");
    assert_eq!(journal.unknowns_since("pressone", at(11)).await, Ok(0));
    assert_eq!(journal.unknowns_since("connect", at(0)).await, Ok(1));
    assert_eq!(journal.unknowns_since("nobody", at(0)).await, Ok(0));
}

pub(crate) async fn a_given_up_errand_is_kept_for_a_person_and_can_be_revived(journal: &dyn Journal) {
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let errands = [errand(&order, "a"), errand(&order, "b")];
    commit(journal, &order, &[Change::PriceConfirmed], &errands, None).await.expect("stored");
    journal.claim_errands(at(20), at(50), 10).await.expect("readable");
    journal.errand_failed("msg_a", Some(at(30)), "silent").await.expect("stored");
    journal.errand_failed("msg_b", None, "refused").await.expect("stored");
    let dead = DeadErrand { errand: Errand { failures: 1, ..errand(&order, "b") }, last_error: "refused".to_owned() };
    assert_eq!(journal.dead_errands(10).await, Ok(vec![dead]));
    assert_eq!(journal.dead_errands(0).await, Ok(vec![]));
    assert_eq!(journal.revive_errand("msg_a", at(60)).await, Ok(false), "it lives");
    assert_eq!(journal.revive_errand("msg_b", at(60)).await, Ok(true));
    assert_eq!(journal.revive_errand("msg_b", at(60)).await, Ok(false), "it lives again");
    assert_eq!(journal.dead_errands(10).await, Ok(vec![]));
    assert_eq!(journal.claim_errands(at(59), at(90), 10).await.expect("readable").len(), 1, "not due before");
    let revived = journal.claim_errands(at(60), at(100), 10).await.expect("readable");
    assert_eq!(revived, [errand(&order, "b")], "its failures are forgotten");
    journal.errand_done("msg_b", at(61)).await.expect("stored");
    assert_eq!(journal.revive_errand("msg_b", at(70)).await, Ok(false), "done is done");
}

/// One test of each rule for one backend.
macro_rules! conformance {
    ($backend:ident, $make:expr) => {
        crate::conformance::conformance! { @ $backend, $make,
            keys_and_sims_are_unique,
            a_commit_is_all_or_nothing_and_knows_what_it_was_decided_upon,
            due_orders_are_claimed_once_until_they_are_put_down_or_the_lease_ends,
            a_new_process_frees_what_the_old_one_owned_and_finds_what_it_was_sending,
            errands_come_back_until_they_are_done_or_given_up,
            the_newest_delivery_after_a_time_is_found,
            what_was_put_on_a_sim_is_one_orders,
            orders_on_account_together_stay_within_the_cap_of_the_session,
            the_review_queue_is_oldest_first_and_in_pages,
            what_became_unknown_is_counted_by_account_and_time,
            a_given_up_errand_is_kept_for_a_person_and_can_be_revived,
        }
    };
    (@ $backend:ident, $make:expr, $($rule:ident,)+) => {
        mod $backend {
            use super::*;

            $(#[tokio::test]
            async fn $rule() {
                let (journal, _kept) = $make.await;
                crate::conformance::$rule(&journal).await;
            })+
        }
    };
}
pub(crate) use conformance;
