//! What views are told, in tables.

use crate::fixtures::*;
use contract::{
    Activation, DataEffect, DataLeft, Money, Offer, OrderStatus, ProblemCode, Retry, Sim, SimState, Timestamp, Validity, ValidityEffect,
};
use journey::{
    Action, After, Amount, Failure, GIGABYTE, Holding, Kind, Listing, Sort, Start, Trouble, TroubleKind, WaitingWords, before_after,
    best_value, elapsed, kinds, listed, matching, price_per_day, price_per_gigabyte, same_as_now, waiting_words,
};

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(NOW.unix_seconds() + seconds)
}

fn with(activation: Activation, data_effect: DataEffect, validity_effect: ValidityEffect) -> Offer {
    let mut offer = three();
    offer.effects = contract::Effects { activation, data_effect, validity_effect, ..offer.effects };
    offer
}

#[test]
fn before_and_after_follow_the_four_effects() {
    use Activation as A;
    use DataEffect as D;
    use ValidityEffect as V;
    let left = GIGABYTE * 2 / 5;
    let both = Amount::Bytes(left + 3 * GIGABYTE);
    let total = |data, days: Option<i64>| After::Total(Holding { data, until: days.map(|days| NOW.plus_days(days)) });
    let package = |days: Option<i64>| Holding { data: Amount::Bytes(3 * GIGABYTE), until: days.map(|days| NOW.plus_days(days)) };
    for (activation, data, validity, expected) in [
        (A::Now, D::Adds, V::AddsDays, total(both, Some(33))),
        (A::Now, D::Separate, V::Resets, total(both, Some(30))),
        (A::Now, D::Separate, V::Independent, After::Beside(package(Some(30)))),
        (A::Now, D::Adds, V::Independent, After::Beside(package(Some(30)))),
        (A::Now, D::Unknown, V::Independent, total(Amount::Unknown, Some(30))),
        (A::Now, D::Unknown, V::Unknown, total(Amount::Unknown, None)),
        (A::AfterCurrent, D::Separate, V::Independent, After::Waits { start: Start::AfterCurrent, package: package(Some(33)) }),
        (A::FirstUse, D::Separate, V::Independent, After::Waits { start: Start::FirstUse, package: package(None) }),
        (A::Manual, D::Unknown, V::Unknown, After::Waits { start: Start::Manual, package: package(None) }),
        (A::Unknown, D::Adds, V::AddsDays, After::Unsaid { data: Amount::Bytes(3 * GIGABYTE) }),
    ] {
        let shown = before_after(&lisbon(), &with(activation, data, validity), NOW);
        assert_eq!(shown.after, expected, "{activation:?} {data:?} {validity:?}");
        assert_eq!(shown.before, Holding { data: Amount::Bytes(left), until: Some(NOW.plus_days(3)) });
    }
}

/// Connect: a subscription of its own beside the others, whose clock starts at once. PressOne: the same, but it does not say when.
#[test]
fn each_providers_top_up_keeps_its_own_end() {
    let three = Amount::Bytes(3 * GIGABYTE);
    let own = Holding { data: three, until: Some(NOW.plus_days(30)) };
    let connect = with(Activation::Now, DataEffect::Separate, ValidityEffect::Independent);
    let pressone = with(Activation::Unknown, DataEffect::Separate, ValidityEffect::Independent);
    for (sim, offer, expected) in [
        (lisbon(), &connect, After::Beside(own)),
        (Sim { expires_at: Some(NOW.plus_days(60)), ..lisbon() }, &connect, After::Beside(own)),
        (Sim { data: Some(DataLeft::Unlimited), ..lisbon() }, &connect, After::Beside(own)),
        (Sim { data: None, ..lisbon() }, &connect, After::Beside(own)),
        (Sim { state: SimState::Expired, expires_at: None, ..lisbon() }, &connect, After::Total(own)),
        (Sim { data: None, state: SimState::UsedUp, ..lisbon() }, &connect, After::Total(own)),
        (lisbon(), &pressone, After::Unsaid { data: three }),
        (Sim { state: SimState::Expired, ..lisbon() }, &pressone, After::Unsaid { data: three }),
    ] {
        assert_eq!(before_after(&sim, offer, NOW).after, expected, "{:?} {:?}", sim.state, offer.effects);
    }
}

#[test]
fn what_is_unlimited_unknown_or_over_is_said_as_such() {
    let offer = with(Activation::Now, DataEffect::Adds, ValidityEffect::AddsDays);
    let data = |sim: &Sim| match before_after(sim, &offer, NOW) {
        journey::BeforeAfter { before, after: After::Total(after) } => (before.data, after.data),
        other => panic!("{other:?}"),
    };
    let three = Amount::Bytes(3 * GIGABYTE);
    assert_eq!(data(&Sim { data: Some(DataLeft::Unlimited), ..lisbon() }), (Amount::Unlimited, Amount::Unlimited));
    assert_eq!(data(&Sim { data: None, ..lisbon() }), (Amount::Unknown, Amount::Unknown));
    assert_eq!(data(&Sim { data: None, state: SimState::UsedUp, ..lisbon() }), (Amount::Bytes(0), three));
    assert_eq!(data(&Sim { state: SimState::Expired, ..lisbon() }), (Amount::Bytes(0), three));
    assert_eq!(data(&Sim { expires_at: Some(NOW), ..lisbon() }), (Amount::Bytes(0), three));
    let unlimited = Offer { effects: offer.effects, ..unlimited() };
    assert!(matches!(before_after(&lisbon(), &unlimited, NOW).after, After::Total(Holding { data: Amount::Unlimited, .. })));
}

#[test]
fn months_end_on_the_same_day_or_the_months_last() {
    let ends = |from: &str, months| {
        let offer = Offer { validity: Validity::Months(months), ..with(Activation::Now, DataEffect::Adds, ValidityEffect::Resets) };
        match before_after(&lisbon(), &offer, from.parse().unwrap()).after {
            After::Total(Holding { until: Some(until), .. }) => until.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(ends("2026-11-21T14:05:00Z", 1), "2026-12-21T14:05:00Z");
    assert_eq!(ends("2026-12-31T00:00:00Z", 2), "2027-02-28T00:00:00Z");
    assert_eq!(ends("2027-12-31T00:00:00Z", 2), "2028-02-29T00:00:00Z");
    assert_eq!(ends("2026-01-31T23:59:59Z", 12), "2027-01-31T23:59:59Z");
}

#[test]
fn unit_prices_are_rounded_to_the_minor_unit() {
    assert_eq!((price_per_gigabyte(&three()), price_per_day(&three())), (Some(money(333)), Some(money(33))));
    assert_eq!(price_per_gigabyte(&ten()), Some(money(240)));
    assert_eq!((price_per_gigabyte(&unlimited()), price_per_day(&unlimited())), (None, Some(money(271))));
    let yen = Money::new(1_500, "JPY".parse().unwrap());
    let half = Offer { data: contract::DataAmount::Bytes(GIGABYTE / 2), price: yen, ..three() };
    assert_eq!(price_per_gigabyte(&half).map(|price| price.minor), Some(3_000));
    let empty = Offer { data: contract::DataAmount::Bytes(0), validity: Validity::Days(0), ..three() };
    assert_eq!((price_per_gigabyte(&empty), price_per_day(&empty)), (None, None));
}

#[test]
fn best_value_needs_a_comparison_and_a_winner() {
    let twin = Offer { id: "twin".parse().unwrap(), ..ten() };
    assert_eq!(best_value(&[three(), ten(), unlimited()]), Some(&ten().id));
    assert_eq!(best_value(&[ten(), unlimited()]), None);
    assert_eq!(best_value(&[three(), ten(), twin]), None);
    assert_eq!(best_value(&[]), None);
}

#[test]
fn same_as_now_is_one_package_or_none() {
    assert_eq!(same_as_now(&lisbon(), &[ten(), three()]), Some(&three().id));
    assert_eq!(same_as_now(&lisbon(), &[three(), Offer { id: "short".parse().unwrap(), ..three() }]), None);
    assert_eq!(same_as_now(&Sim { data: None, ..lisbon() }, &[three()]), None);
    assert_eq!(same_as_now(&Sim { data: Some(DataLeft::Unlimited), ..lisbon() }, &[three(), unlimited()]), Some(&unlimited().id));
}

#[test]
fn packages_come_in_the_wanted_order() {
    let all = [three(), unlimited(), ten()];
    let ids = |sort| listed(&all, Listing { sort, kind: Kind::All }).into_iter().map(|offer| offer.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(Sort::BestValue), [ten().id, three().id, unlimited().id]);
    assert_eq!(ids(Sort::LowestPrice), [three().id, unlimited().id, ten().id]);
    assert_eq!(ids(Sort::MostData), [unlimited().id, ten().id, three().id]);
}

#[test]
fn packages_are_filtered_by_the_kinds_that_tell_them_apart() {
    let calls = Offer { id: "calls".parse().unwrap(), minutes: Some(100), ..ten() };
    let silent = Offer { id: "silent".parse().unwrap(), minutes: Some(0), ..ten() };
    for (offers, expected) in [
        (vec![], vec![]),
        (vec![three(), ten(), silent.clone()], vec![]),
        (vec![unlimited()], vec![]),
        (vec![calls.clone()], vec![]),
        (vec![three(), unlimited()], vec![Kind::All, Kind::Unlimited]),
        (vec![three(), calls.clone(), unlimited()], vec![Kind::All, Kind::Unlimited, Kind::WithCalls]),
    ] {
        assert_eq!(kinds(&offers), expected, "{offers:?}");
    }
    let all = [three(), unlimited(), calls.clone(), silent];
    let ids = |kind| listed(&all, Listing { sort: Sort::LowestPrice, kind }).into_iter().map(|offer| offer.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(Kind::Unlimited), [unlimited().id]);
    assert_eq!(ids(Kind::WithCalls), [calls.id]);
    assert_eq!(ids(Kind::All).len(), 4);
}

#[test]
fn the_words_of_waiting_follow_time_and_status() {
    use WaitingWords as W;
    for (status, seconds, words) in [
        (None, 0, W::Adding),
        (None, 10, W::Checking),
        (Some(OrderStatus::Received), 9, W::Adding),
        (Some(OrderStatus::Adding), 10, W::Checking),
        (Some(OrderStatus::Checking), 0, W::Checking),
        (Some(OrderStatus::Checking), 900, W::StillChecking),
        (Some(OrderStatus::Review), 5, W::Review),
        (Some(OrderStatus::Sending), -30, W::Adding),
    ] {
        assert_eq!(waiting_words(status, NOW, later(seconds)), words, "{status:?} after {seconds} s");
    }
    assert_eq!((elapsed(NOW, later(61)), elapsed(NOW, later(-5))), (61, 0));
}

#[test]
fn sims_are_found_by_label_country_and_digits() {
    let sims = [lisbon(), work(), retired()];
    let named = |code: &str| if code == "PT" { "Portugal".to_owned() } else { code.to_owned() };
    let found = |query| matching(&sims, query, &named).into_iter().map(|sim| sim.label.as_str()).collect::<Vec<_>>();
    assert_eq!(found(""), ["Lisbon trip", "Work phone", "Japan 2024"]);
    assert_eq!(found("  LISBON "), ["Lisbon trip"]);
    assert_eq!(found("gb"), ["Work phone"]);
    assert_eq!(found("portu"), ["Lisbon trip", "Japan 2024"], "by the country's name in the customer's language");
    assert_eq!(found("08 72"), ["Lisbon trip"]);
    assert!(found("Tokyo").is_empty());
}

#[test]
fn every_problem_leaves_the_person_something_to_do() {
    for code in ProblemCode::ALL {
        let failure = Failure::Problem(Box::new(problem(*code, 422, Retry::AfterChange)));
        assert_eq!(Trouble::of(&failure, NOW).diagnostics_id.as_deref(), Some("d-0019"), "{code:?}");
    }
    let busy = contract::Problem { retry_after: Some(30), ..problem(ProblemCode::ProviderUnavailable, 503, Retry::Later) };
    for (failure, kind, action) in [
        (Failure::Network, TroubleKind::Network, Action::TryAgain),
        (Failure::Timeout, TroubleKind::Timeout, Action::TryAgain),
        (Failure::NoToken, TroubleKind::Session, Action::SignIn),
        (Failure::Unreadable { status: 502 }, TroubleKind::Internal, Action::TryAgain),
        (Failure::Problem(Box::new(busy)), TroubleKind::Busy, Action::WaitUntil(later(30))),
    ] {
        let trouble = Trouble::of(&failure, NOW);
        assert_eq!((trouble.kind, trouble.action), (kind, action), "{failure:?}");
    }
}
