//! What is over, how long something lasts, when a package starts, and the way on from a refusal.

use crate::fixtures::*;
use crate::harness::*;
use contract::{Order, OrderStatus, Package, PackageState, RejectionCode, Retry, Sim, SimState, Starts, Timestamp};
use journey::{Action, Event, Outcome, Price, Remote, Reply, Step, days_left, has_ended, is_over, needs_ticks, way_on};
use std::rc::Rc;

#[test]
fn days_left_are_the_nights_of_the_customers_calendar() {
    let hours = |hours: i64| hours * 3_600;
    for (until, now, zone, days) in [
        ("2026-11-24T14:05:00Z", "2026-11-21T14:05:00Z", 0, Some(3)),
        ("2026-11-24T23:59:59Z", "2026-11-21T00:00:00Z", 0, Some(3)),
        ("2026-11-24T00:00:00Z", "2026-11-21T23:59:59Z", 0, Some(3)),
        ("2026-11-21T23:00:00Z", "2026-11-21T14:05:00Z", 0, Some(0)),
        ("2026-11-21T14:59:59Z", "2026-11-21T14:05:00Z", 9, Some(0)),
        ("2026-11-21T15:00:00Z", "2026-11-21T14:05:00Z", 9, Some(1)),
        ("2026-11-22T04:00:00Z", "2026-11-21T14:05:00Z", -5, Some(0)),
        ("2026-11-21T14:05:00Z", "2026-11-21T14:05:00Z", 0, None),
        ("2026-11-20T14:05:00Z", "2026-11-21T14:05:00Z", 0, None),
    ] {
        let left = days_left(until.parse().unwrap(), now.parse().unwrap(), &|_| hours(zone));
        assert_eq!(left, days, "{until} at {now}, {zone} h ahead");
    }
    // Clocks were put forward in between: the offset of each day is its own.
    let (until, now): (Timestamp, Timestamp) = ("2026-03-31T22:30:00Z".parse().unwrap(), "2026-03-28T22:30:00Z".parse().unwrap());
    assert_eq!(days_left(until, now, &|time| if time == now { hours(1) } else { hours(2) }), Some(4));
}

#[test]
fn what_is_over_is_over_whatever_its_meter_says() {
    assert!(!is_over(&lisbon(), NOW) && is_over(&lisbon(), NOW.plus_days(3)));
    assert!(is_over(&Sim { state: SimState::Expired, expires_at: None, ..lisbon() }, NOW));
    assert!(!is_over(&Sim { state: SimState::UsedUp, expires_at: None, ..lisbon() }, NOW));
    let package = || packages(&lisbon()).packages.remove(0);
    assert!(!has_ended(&package(), NOW) && has_ended(&package(), NOW.plus_days(30)));
    assert!(has_ended(&Package { state: PackageState::Expired, expires_at: None, ..package() }, NOW));
    assert!(!has_ended(&Package { state: PackageState::UsedUp, expires_at: None, ..package() }, NOW));
}

#[test]
fn a_package_starts_as_the_order_says_unless_the_sims_list_knows_better() {
    let outcome = |told, state: Option<PackageState>| {
        let mut listed = packages(&lisbon());
        listed
            .packages
            .iter_mut()
            .filter(|package| package.order.is_some())
            .for_each(|package| package.state = state.unwrap_or(PackageState::Unknown));
        let order = Order { starts: told, ..order(OrderStatus::Delivered, 5) };
        Outcome { order: Rc::new(order), packages: state.map(|_| Remote::Ready(Rc::new(listed))), watch: None }
    };
    for (told, state, starts) in [
        (None, None, Starts::Unknown),
        (Some(Starts::Unknown), Some(PackageState::Active), Starts::Now),
        (Some(Starts::Unknown), Some(PackageState::Waiting), Starts::Later),
        (Some(Starts::Unknown), Some(PackageState::Unknown), Starts::Unknown),
        (Some(Starts::Later), Some(PackageState::Active), Starts::Now),
        (Some(Starts::Later), Some(PackageState::Unknown), Starts::Later),
        (Some(Starts::Now), Some(PackageState::Waiting), Starts::Now),
        (Some(Starts::Now), None, Starts::Now),
    ] {
        assert_eq!(outcome(told, state).starts(), starts, "{told:?} {state:?}");
    }
    let others = Outcome {
        packages: Some(Remote::Ready(Rc::new(packages(&lisbon())))),
        order: Rc::new(Order { id: "ord_0000000002".parse().unwrap(), starts: None, ..order(OrderStatus::Delivered, 5) }),
        watch: None,
    };
    assert_eq!(others.starts(), Starts::Unknown, "another order's package says nothing");
}

#[test]
fn a_refusal_leads_to_the_same_again_only_where_nothing_about_it_was_wrong() {
    use RejectionCode as R;
    for (action, codes) in [
        (Action::TryAgain, &[R::PaymentDeclined, R::PaymentUnavailable, R::Absent, R::Busy, R::ProviderUnavailable, R::Repriced][..]),
        (Action::ChooseSim, &[R::SimRetired, R::SimNotEligible]),
        (Action::ChoosePackage, &[R::PurchaseLimit, R::OurFault, R::NotOffered, R::ShopCannot, R::Unavailable, R::NotAdded]),
    ] {
        for code in codes {
            assert_eq!(way_on(&rejected(*code, Retry::Later)), action, "{code:?}");
        }
    }
    assert_eq!(way_on(&order(OrderStatus::Reversed, 6)), Action::ChooseSim, "taken back");
}

#[test]
fn a_busy_network_is_left_alone_until_the_time_that_it_asks_for() {
    let busy = Order {
        rejection: Some(contract::Rejection { retry_after: Some(90), ..rejection(RejectionCode::Busy, Retry::Later) }),
        ..rejected(RejectionCode::Busy, Retry::Later)
    };
    assert_eq!(way_on(&busy), Action::WaitUntil(NOW.plus_seconds(90)));
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(busy))));
    for (seconds, left) in [(0, 90), (89, 1)] {
        edge.now = NOW.plus_seconds(seconds);
        edge.send(Event::TryAgain);
        assert!(matches!(edge.state.step, Step::Outcome(_)) && needs_ticks(&edge.state), "{seconds}");
        assert_eq!(edge.state.patience(), left);
    }
    edge.now = NOW.plus_seconds(90);
    edge.send(Event::Tick);
    assert!(!needs_ticks(&edge.state), "nothing counts any more");
    edge.send(Event::TryAgain);
    assert!(matches!(edge.state.step, Step::Review(_)));
}

#[test]
fn a_refusal_for_its_price_leads_to_a_review_of_both_prices_and_a_new_consent() {
    let refused = |new_price| {
        let mut edge = Edge::at_waiting();
        let rejection = contract::Rejection { new_price, ..rejection(RejectionCode::Repriced, Retry::AfterChange) };
        let order = Order { rejection: Some(rejection), ..rejected(RejectionCode::Repriced, Retry::AfterChange) };
        edge.end(is_poll, Ok(Reply::Order(Box::new(order))));
        edge.send(Event::TryAgain);
        edge
    };
    let shown = |edge: &Edge| match &edge.state.step {
        Step::Review(review) => (review.was_price, review.offer.price, review.price == Price::Live),
        other => panic!("{other:?}"),
    };
    let live = |edge: &mut Edge, minor| {
        edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![contract::Offer { price: money(minor), ..three() }]))));
    };
    let (old, new) = (three().price, money(1_250));
    let mut edge = refused(Some(new));
    assert_eq!(shown(&edge), (Some(old), new, false), "both at once, and nothing to confirm before the price is known to be live");
    edge.send(Event::Confirm);
    assert_eq!(edge.keys_sent().len(), 1, "no second order by itself");
    live(&mut edge, 1_250);
    assert_eq!(shown(&edge), (Some(old), new, true));
    let mut edge = refused(Some(new));
    live(&mut edge, 1_300);
    assert_eq!(shown(&edge), (Some(old), money(1_300), true), "it has changed once more");
    let mut edge = refused(Some(new));
    live(&mut edge, 1_000);
    assert_eq!(shown(&edge), (None, old, true), "it is what it was");
    let mut edge = refused(None);
    assert_eq!(shown(&edge), (None, old, false));
    live(&mut edge, 1_250);
    assert_eq!(shown(&edge), (Some(old), new, true));
}

#[test]
fn the_same_again_is_a_review_and_its_package_is_still_chosen_behind_it() {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(rejected(RejectionCode::PaymentDeclined, Retry::AfterChange)))));
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    assert!(matches!(&edge.state.step, Step::Review(review) if review.offer.id == three().id && review.key.is_some()));
    edge.send(Event::Back);
    assert!(matches!(&edge.state.step, Step::ChoosePackage(choose) if choose.selected == Some(three().id)));
}

#[test]
fn being_back_online_is_said_only_to_those_who_were_away() {
    let mut edge = Edge::at_the_sims();
    for (online, back) in [(true, false), (false, false), (true, true), (true, true), (false, false), (true, true)] {
        edge.send(Event::Online(online));
        assert_eq!((edge.state.online, edge.state.back_online), (online, back));
    }
}
