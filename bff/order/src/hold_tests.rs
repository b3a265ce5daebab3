use super::*;
use crate::fixtures::sent;
use std::time::Duration;

fn ending(seconds: u64) -> OrderRecord {
    let order = sent();
    OrderRecord { hold_expires_at: Some(order.placed_at.plus(Duration::from_secs(seconds))), ..order }
}

#[test]
fn a_hold_must_outlast_a_send_and_its_grace() {
    let settings = Settings::default();
    for (seconds, lasts_long_enough) in [(0, false), (90, false), (91, true)] {
        let order = ending(seconds);
        assert_eq!(lasts(&order, order.placed_at, &settings), lasts_long_enough, "{seconds} s");
    }
    assert!(lasts(&sent(), sent().placed_at, &settings), "one without an end");
}

#[test]
fn its_end_is_told_while_it_may_still_be_owed() {
    let settings = Settings::default();
    let order = ending(7_200);
    let told = Some(order.placed_at.plus(Duration::from_secs(3_600)));
    for (fulfilment, wanted) in [
        (Fulfilment::None, None),
        (Fulfilment::Submitting, None),
        (Fulfilment::Unknown, told),
        (Fulfilment::Accepted, told),
        (Fulfilment::Fulfilling, told),
        (Fulfilment::Delivered, None),
        (Fulfilment::Absent, None),
    ] {
        assert_eq!(alarm(&OrderRecord { fulfilment, ..order.clone() }, &settings), wanted, "{fulfilment:?}");
    }
    let unknown = OrderRecord { fulfilment: Fulfilment::Unknown, ..order };
    assert_eq!(alarm(&OrderRecord { money: MoneyLane::OnAccount, ..unknown.clone() }, &settings), None);
    assert_eq!(alarm(&OrderRecord { review: Review::Open, ..unknown.clone() }, &settings), None);
    assert_eq!(alarm(&OrderRecord { review: Review::Closed, ..unknown.clone() }, &settings), told);
    assert_eq!(alarm(&OrderRecord { hold_warned: true, ..unknown }, &settings), None);
}
