//! What a customer's orders on account may cost together.

use super::{at, commit, customer, delivery, key, placement, record, usd};
use contract::{Rejection, RejectionCode, Retry};
use order::*;

/// Placed on account at that second, with that cap since second 100.
async fn on_account(journal: &dyn Journal, name: &str, who: &str, seconds: u64, cap: i64) -> (OrderRecord, Inserted) {
    let terms = PaymentTerms::Account { cap: Some(usd(cap)), since: at(100) };
    // A SIM of its own each, so that only the cap decides.
    let digits = name.bytes().fold(89_340_000_000_000_000_u64, |sum, byte| sum + u64::from(byte));
    let placement = Placement { customer: customer(who), terms, ..placement(name, &digits.to_string()) };
    let order = OrderRecord::place(placement, at(seconds));
    let inserted = journal.insert(&order, at(seconds), terms.cap().as_ref()).await.expect("answered");
    (order, inserted)
}

/// Delivered at that second.
async fn delivered(journal: &dyn Journal, order: &OrderRecord, seconds: u64) {
    let changes = delivery(order, order.id.as_str());
    let next = order.amended(at(seconds), &changes).expect("legal");
    let commit = Commit {
        from: order.revision,
        order: &next,
        at: at(seconds),
        changes: &changes,
        due: None,
        errands: &[],
        settles: None,
        epoch: None,
    };
    journal.commit(&commit).await.expect("stored");
}

pub(crate) async fn orders_on_account_together_stay_within_the_cap_of_the_session(journal: &dyn Journal) {
    assert_eq!(on_account(journal, "alone", "cus_1", 150, 999).await.1, Inserted::OverCap);
    let (before, inserted) = on_account(journal, "before", "cus_1", 80, 9_999).await;
    assert_eq!(inserted, Inserted::New);
    assert_eq!(
        on_account(journal, "beside", "cus_1", 150, 1_999).await.1,
        Inserted::OverCap,
        "what was under way when the session began counts"
    );
    delivered(journal, &before, 99).await;
    let (late, inserted) = on_account(journal, "late", "cus_3", 80, 9_999).await;
    assert_eq!(inserted, Inserted::New);
    delivered(journal, &late, 100).await;
    assert_eq!(on_account(journal, "later", "cus_3", 150, 1_999).await.1, Inserted::OverCap, "nor could the shop know of this one");
    assert_eq!(on_account(journal, "other", "cus_2", 150, 9_999).await.1, Inserted::New, "another customer's");
    let (first, inserted) = on_account(journal, "first", "cus_1", 100, 2_000).await;
    assert_eq!(inserted, Inserted::New);
    assert_eq!(on_account(journal, "second", "cus_1", 160, 2_000).await.1, Inserted::New, "exactly the cap");
    assert_eq!(on_account(journal, "third", "cus_1", 170, 2_000).await.1, Inserted::OverCap);
    let refused = journal.by_key(&customer("cus_1"), &key("third")).await;
    assert_eq!(refused, Ok(None), "what is refused is not stored");
    let by_hook = record("by_hook", "89340000000009999", 175);
    assert_eq!(journal.insert(&by_hook, at(175), None).await, Ok(Inserted::New), "paid otherwise");
    let again = journal.insert(&first, at(176), first.terms.cap().as_ref()).await.expect("answered");
    assert!(matches!(again, Inserted::SameKey(_)), "a repeated key is answered with its order, cap or no cap: {again:?}");
    let rejection = Rejection { code: RejectionCode::NotOffered, retry: Retry::AfterChange, retry_after: None, new_price: None };
    let changes = [Change::PriceConfirmed, Change::OnAccount, Change::Rejected { rejection }, Change::Released];
    commit(journal, &first, &changes, &[], None).await.expect("stored");
    assert_eq!(on_account(journal, "fourth", "cus_1", 180, 2_000).await.1, Inserted::New, "what was rejected costs nothing");
}
