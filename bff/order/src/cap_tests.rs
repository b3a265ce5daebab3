use super::*;
use crate::fixtures::order;
use std::time::Duration;

const ON_ACCOUNT: PaymentTerms = PaymentTerms::Account { cap: None, since: Moment::from_unix_millis(0) };

fn cap(minor: i64, currency: &str) -> AccountCap {
    AccountCap { amount: Money::new(minor, currency.parse().expect("a currency")), since: order(ON_ACCOUNT).placed_at }
}

#[test]
fn what_was_placed_since_then_on_account_counts_and_nothing_else() {
    let next = order(ON_ACCOUNT);
    let dollars = cap(1999, "USD");
    assert!(dollars.allows(&next, []) && cap(1000, "USD").allows(&next, []), "exactly the cap");
    assert!(!cap(999, "USD").allows(&next, []) && !cap(5_000, "JPY").allows(&next, []), "nor in another currency");
    let placed = order(ON_ACCOUNT);
    assert!(!dollars.allows(&next, [&placed]));
    assert!(cap(2000, "USD").allows(&next, [&placed]));
    assert!(!cap(2999, "USD").allows(&next, [&placed, &placed]));
    let yen = Money::new(1000, "JPY".parse().expect("a currency"));
    let mut in_yen = placed.clone();
    in_yen.quote.price = yen;
    let before = OrderRecord { placed_at: placed.placed_at.minus(Duration::from_millis(1)), ..placed.clone() };
    let delivered = |at| OrderRecord { fulfilment: Fulfilment::Delivered, delivered_at: Some(at), ..before.clone() };
    let clocks_apart = OrderRecord { placed_at: dollars.since, ..delivered(before.placed_at) };
    // When it signed, the shop could not know what these would cost.
    for (what, other) in
        [("under way then", before.clone()), ("delivered since", delivered(dollars.since)), ("delivered by a slower clock", clocks_apart)]
    {
        assert!(!dollars.allows(&next, [&other]), "{what}");
    }
    for (what, other) in [
        ("placed and delivered before", delivered(before.placed_at)),
        ("by hook", order(PaymentTerms::Hook)),
        ("rejected", OrderRecord { fulfilment: Fulfilment::Rejected, ..placed.clone() }),
        ("absent", OrderRecord { fulfilment: Fulfilment::Absent, ..placed.clone() }),
        ("released", OrderRecord { money: MoneyLane::Released, ..placed }),
        ("in another currency", in_yen),
    ] {
        assert!(dollars.allows(&next, [&other]), "{what}");
    }
}
