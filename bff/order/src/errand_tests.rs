use super::*;
use crate::customer::PaymentTerms;
use crate::fixtures::sent;
use crate::lanes::Fulfilment;
use crate::reason::ReviewReason;
use contract::{Rejection, RejectionCode, Retry, Starts};

#[test]
fn each_change_owes_the_storefront_what_it_must_do_or_hear() {
    let order = sent();
    let rejection = Rejection { code: RejectionCode::NotAdded, retry: Retry::Later, retry_after: None, new_price: None };
    let told = |kind| Some(ErrandKind::Tell(kind));
    for (change, wanted, word) in [
        (Change::Capturing, Some(ErrandKind::Capture), "capture"),
        (Change::Releasing, Some(ErrandKind::Release), "release"),
        (Change::RefundDue, Some(ErrandKind::Refund), "refund"),
        (Change::Delivered { effect: "e".to_owned(), starts: Starts::Now }, told(NoticeKind::Delivered), "delivered_4"),
        (Change::Rejected { rejection }, told(NoticeKind::Rejected(RejectionCode::NotAdded)), "rejected_4"),
        (Change::Absent { rejection }, told(NoticeKind::Rejected(RejectionCode::NotAdded)), "rejected_4"),
        (Change::ReviewOpened { reason: ReviewReason::Overdue }, told(NoticeKind::Review), "review_4"),
        (Change::Reversed, told(NoticeKind::Reversed), "reversed_4"),
        (Change::Captured, None, ""),
        (Change::Released, None, ""),
        (Change::PriceConfirmed, None, ""),
    ] {
        let errands = errands_of(&order, order.placed_at, std::slice::from_ref(&change));
        assert_eq!(errands.first().map(|errand| errand.kind), wanted, "{change:?}");
        if let Some(errand) = errands.first() {
            assert_eq!(errand.id, format!("msg_{}_{word}", order.id));
            assert_eq!((&errand.order, errand.since, errand.failures), (&order.id, order.placed_at, 0));
        }
    }
}

#[test]
fn a_shop_that_bills_by_the_news_hears_when_a_delivered_order_is_not_owed_any_more() {
    let account = PaymentTerms::Account { cap: None, since: Moment::default() };
    for (fulfilment, terms, told) in [
        (Fulfilment::Delivered, account, true),
        // It was told that the provider took it back, and that it is not owed.
        (Fulfilment::Reversed, account, false),
        (Fulfilment::Absent, account, false),
        (Fulfilment::Delivered, PaymentTerms::Hook, false),
    ] {
        let order = OrderRecord { fulfilment, terms, ..sent() };
        let errands = errands_of(&order, order.placed_at, &[Change::Released]);
        let wanted: &[ErrandKind] = if told { &[ErrandKind::Tell(NoticeKind::Delivered)] } else { &[] };
        assert_eq!(errands.iter().map(|errand| errand.kind).collect::<Vec<_>>(), wanted, "{fulfilment:?} {terms:?}");
    }
}
