//! Whose what was put on a SIM is.

use super::{at, commit, errand, intent, record};
use contract::Starts;
use order::*;

/// The changes that take a new order on account to its delivery.
pub(crate) fn delivery(order: &OrderRecord, effect: &str) -> [Change; 4] {
    let delivered = Change::Delivered { effect: effect.to_owned(), starts: Starts::Unknown };
    [Change::PriceConfirmed, Change::OnAccount, intent(order), delivered]
}

pub(crate) async fn what_was_put_on_a_sim_is_one_orders(journal: &dyn Journal) {
    let (one, two) = (record("one", "89340000000000001", 0), record("two", "89340000000000002", 1));
    let mut elsewhere = record("three", "89340000000000003", 2);
    elsewhere.sim.account = "connect".to_owned();
    for order in [&one, &two, &elsewhere] {
        journal.insert(order, at(0), None).await.expect("stored");
    }
    let first = commit(journal, &one, &delivery(&one, "7"), &[], None).await.expect("stored");
    let taken = commit(journal, &two, &delivery(&two, "7"), &[errand(&two, "a")], None).await;
    assert_eq!(taken, Err(CommitError::EffectTaken));
    assert_eq!(journal.load(&two.id).await, Ok(Some(two.clone())), "nothing of it is stored");
    assert_eq!(journal.events(&two.id).await.expect("readable").len(), 1);
    assert_eq!(journal.claim_errands(at(20), at(50), 10).await, Ok(vec![]));
    commit(journal, &elsewhere, &delivery(&elsewhere, "7"), &[], None).await.expect("another account's 7 is another thing");
    commit(journal, &two, &delivery(&two, "8"), &[], None).await.expect("nobody's yet");
    let reversed = commit(journal, &first, &[Change::Reversed, Change::ReviewOpened { reason: ReviewReason::Reversed }], &[], None).await;
    assert!(reversed.is_ok(), "whose it is may say more of it");
    let third = record("four", "89340000000000004", 3);
    journal.insert(&third, at(0), None).await.expect("stored");
    let taken_back = commit(journal, &third, &delivery(&third, "7"), &[], None).await;
    assert_eq!(taken_back, Err(CommitError::EffectTaken), "nor when it was taken back");
}
