use super::*;
use crate::clock::Moment;
use crate::customer::PaymentTerms;
use crate::fixtures::order;
use crate::record::Watch;
use provider::ProviderOrderId;
use std::time::Duration;

#[test]
fn what_comes_next_in_each_state() {
    use {Fulfilment as F, MoneyLane as M};
    let settings = Settings::default();
    let placed = order(PaymentTerms::Hook);
    let now = placed.placed_at.plus(Duration::from_secs(86_400 * 2));
    let fresh = Some(now.minus(settings.price_holds));
    let stale = Some(now.minus(settings.price_holds + Duration::from_millis(1)));
    for (fulfilment, money, price_seen_at, named, wanted) in [
        (F::None, M::None, None, false, Step::ConfirmPrice),
        (F::None, M::None, stale, false, Step::ConfirmPrice),
        (F::None, M::None, fresh, false, Step::HoldMoney),
        (F::None, M::Authorising, fresh, false, Step::HoldMoney),
        (F::None, M::Authorising, None, false, Step::HoldMoney),
        (F::None, M::Authorised, stale, false, Step::ConfirmPrice),
        (F::None, M::Authorised, fresh, false, Step::Submit),
        (F::None, M::OnAccount, fresh, false, Step::Submit),
        (F::Accepted, M::Authorised, fresh, true, Step::Poll),
        (F::Fulfilling, M::Authorised, fresh, true, Step::Poll),
        (F::Unknown, M::Authorised, fresh, true, Step::Poll),
        (F::Unknown, M::Authorised, fresh, false, Step::Look),
        (F::Absent, M::Released, fresh, false, Step::Look),
        (F::Absent, M::Released, fresh, true, Step::Look),
        (F::Delivered, M::Captured, fresh, false, Step::Recheck),
        (F::Rejected, M::Released, fresh, false, Step::Rest),
        (F::Reversed, M::Captured, fresh, false, Step::Rest),
    ] {
        let mut order = OrderRecord { fulfilment, money, price_seen_at, ..placed.clone() };
        order.watch = Some(Watch::starting(placed.placed_at));
        order.provider_order = named.then(|| ProviderOrderId("o-1".to_owned()));
        assert_eq!(step(&order, now, &settings), wanted, "{fulfilment:?} {money:?}");
        order.not_before = Some(now.plus(Duration::from_millis(1)));
        assert_eq!(step(&order, now, &settings), Step::Rest, "not before its time: {fulfilment:?}");
    }
}

#[test]
fn a_send_is_called_unknown_only_after_its_deadline_and_grace() {
    let settings = Settings::default();
    let order = crate::fixtures::sent();
    let over = order.placed_at.plus(settings.submit_deadline).plus(settings.submit_grace);
    assert_eq!(step(&order, over, &settings), Step::CallUnknown);
    assert_eq!(step(&order, over.minus(Duration::from_millis(1)), &settings), Step::Rest);
    let watched = OrderRecord { fulfilment: Fulfilment::Delivered, watch: None, ..order };
    assert_eq!(step(&watched, Moment::from_unix_millis(i64::MAX), &settings), Step::Rest, "its watch is over");
}
