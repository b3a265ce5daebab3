use super::*;
use contract::{ActivateBy, Activation, DataEffect, Effects, Money, Offer};

const NOON: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

fn entry(id: &str, offer: &str, started: Option<i64>) -> HistoryEntry {
    HistoryEntry {
        id: id.to_owned(),
        offer: Some(offer.parse().unwrap()),
        title: "3 GB - 30 Days".to_owned(),
        origin: Origin::TopUp,
        state: if started.is_some() { PackageState::Active } else { PackageState::Waiting },
        data: Some(DataLeft::Metered { remaining: 5, total: 9 }),
        bought_at: None,
        activated_at: started.map(at),
        expires_at: None,
    }
}

fn delivery(order: &str, offer: &str, delivered: i64) -> Delivery {
    Delivery {
        order: order.parse().ok(),
        effect: None,
        offer: Offer {
            id: offer.parse().unwrap(),
            title: "3 GB - 30 Days".to_owned(),
            data: DataAmount::Bytes(9),
            fair_use: None,
            minutes: None,
            texts: None,
            validity: Validity::Days(30),
            price: Money::new(1000, "USD".parse().unwrap()),
            effects: Effects {
                activation: Activation::Now,
                data_effect: DataEffect::Separate,
                validity_effect: ValidityEffect::Independent,
                activate_by: ActivateBy::None,
            },
        },
        delivered_at: at(delivered),
        starts: Starts::Now,
    }
}

/// `id:source:order` of each package, in order.
fn told(entries: &[HistoryEntry], as_of: Option<i64>, deliveries: &[Delivery]) -> Vec<String> {
    merge(Listed { entries, as_of: as_of.map(at) }, deliveries)
        .into_iter()
        .map(|package| {
            let source = if package.source == Source::Journal { "journal" } else { "provider" };
            format!("{}:{source}:{}", package.id, package.order.map_or_else(|| "-".to_owned(), String::from))
        })
        .collect()
}

#[test]
fn a_delivery_shows_at_once_on_top_of_an_older_list() {
    let list = [entry("1", "gb3", Some(NOON - 86_400))];
    let shown = told(&list, Some(NOON - 60), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["ord_000001:journal:ord_000001", "1:provider:-"]);
}

#[test]
fn without_any_list_the_journal_speaks_alone() {
    assert_eq!(told(&[], None, &[delivery("ord_000001", "gb3", NOON)]), ["ord_000001:journal:ord_000001"]);
}

#[test]
fn once_the_list_shows_it_it_stands_there_once() {
    let list = [entry("2", "gb3", Some(NOON + 5)), entry("1", "gb3", Some(NOON - 86_400))];
    let shown = told(&list, Some(NOON + 900), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["2:provider:ord_000001", "1:provider:-"]);
}

#[test]
fn an_older_package_of_the_same_name_is_not_taken_for_the_new_one() {
    let list = [entry("1", "gb3", Some(NOON - 86_400))];
    let shown = told(&list, Some(NOON + 900), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["ord_000001:journal:ord_000001", "1:provider:-"]);
}

#[test]
fn of_two_deliveries_of_the_same_package_the_list_may_show_one() {
    let list = [entry("2", "gb3", Some(NOON + 5))];
    let two = [delivery("ord_000002", "gb3", NOON + 60), delivery("ord_000001", "gb3", NOON)];
    assert_eq!(told(&list, Some(NOON + 30), &two), ["ord_000002:journal:ord_000002", "2:provider:ord_000001"]);
    let list = [entry("3", "gb3", Some(NOON + 70)), entry("2", "gb3", Some(NOON + 5))];
    assert_eq!(told(&list, Some(NOON + 900), &two), ["3:provider:ord_000002", "2:provider:ord_000001"]);
}

#[test]
fn a_waiting_entry_without_dates_can_be_the_new_one() {
    let list = [entry("2", "gb3", None), entry("1", "gb5", Some(NOON - 86_400))];
    let shown = told(&list, Some(NOON + 900), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["2:provider:ord_000001", "1:provider:-"]);
}

#[test]
fn the_providers_own_id_beats_every_likeness() {
    let list = [entry("sub-b", "gb3", Some(NOON + 2)), entry("sub-a", "gb3", Some(NOON + 1))];
    let mine = Delivery { effect: Some("sub-b".to_owned()), ..delivery("ord_000001", "gb3", NOON) };
    assert_eq!(told(&list, Some(NOON + 900), &[mine]), ["sub-b:provider:ord_000001", "sub-a:provider:-"]);
}

#[test]
fn a_package_that_the_history_names_in_its_own_way_is_known_by_size_and_time() {
    let list = [entry("2", "opaque", Some(NOON + 5))];
    let shown = told(&list, Some(NOON + 900), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["2:provider:ord_000001"]);
    let initial = [HistoryEntry { origin: Origin::Initial, ..entry("2", "opaque", Some(NOON + 5)) }];
    let shown = told(&initial, Some(NOON + 900), &[delivery("ord_000001", "gb3", NOON)]);
    assert_eq!(shown, ["2:provider:-", "ord_000001:journal:ord_000001"]);
}

#[test]
fn what_somebody_else_has_ordered_for_the_sim_shows_without_its_order() {
    let theirs = [delivery("-", "gb3", NOON)];
    assert_eq!(told(&[], None, &theirs), [format!("added-{NOON}:journal:-")]);
    assert_eq!(told(&[entry("2", "gb3", Some(NOON + 5))], Some(NOON + 900), &theirs), ["2:provider:-"]);
}

#[test]
fn a_list_that_does_not_show_it_for_two_days_is_believed() {
    let gone = [delivery("ord_000001", "gb3", NOON)];
    assert_eq!(told(&[], Some(NOON + PATIENCE - 1), &gone).len(), 1);
    assert_eq!(told(&[], Some(NOON + PATIENCE), &gone).len(), 0);
}

#[test]
fn the_journal_promises_no_end_that_the_provider_did_not() {
    let known = delivery("ord_000001", "gb3", NOON);
    assert_eq!(from_journal(&known).expires_at, Some(at(NOON).plus_days(30)));
    let mut vague = known.clone();
    vague.offer.effects.validity_effect = ValidityEffect::Unknown;
    assert_eq!(from_journal(&vague).expires_at, None);
    let waiting = Delivery { starts: Starts::Later, ..known };
    let package = from_journal(&waiting);
    assert_eq!((package.state, package.activated_at, package.expires_at), (PackageState::Waiting, None, None));
}
