//! Long lists: a page at a time, the selection kept, the person's place in them too.

use crate::fixtures::*;
use crate::harness::*;
use contract::{Offer, Sim, Sims};
use journey::{AT_ONCE, Event, Kind, Options, Page, Reply, Sort, State, Step, Task, View, do_alike, listed, matching, page};

fn numbered(number: usize) -> Sim {
    Sim { iccid: format!("8934000000000{number:06}").parse().unwrap(), ..sim(&format!("sim-{number}"), &format!("Trip {number}"), "1111") }
}

fn at_sims(count: usize, options: Options) -> Edge {
    let mut edge = Edge::new(options);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: (0..count).map(numbered).collect() })));
    edge
}

fn priced(number: usize) -> Offer {
    let minor = i64::try_from(number).unwrap() + 100;
    Offer { id: format!("offer-{number}").parse().unwrap(), price: money(minor), ..three() }
}

fn at_offers(offers_: Vec<Offer>) -> Edge {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), offers_))));
    edge
}

/// The page that a view of this state shows.
fn shown(state: &State) -> Page {
    match &state.step {
        Step::ChooseSim(step) => {
            let list = matching(state.sims.value().unwrap(), &step.query, &str::to_owned);
            page(list.len(), step.page, list.iter().position(|sim| step.selected.as_ref() == Some(&sim.id)))
        }
        Step::ChoosePackage(step) => {
            let list = listed(&step.offers.value().unwrap().offers, step.listing);
            page(list.len(), step.page, list.iter().position(|offer| step.selected.as_ref() == Some(&offer.id)))
        }
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn a_page_is_turned_and_a_search_or_another_order_begins_at_the_first() {
    let mut edge = at_sims(100, Options::default());
    assert_eq!((shown(&edge.state).start, shown(&edge.state).end), (0, AT_ONCE));
    edge.send(Event::TurnTo(3));
    assert_eq!((shown(&edge.state).start, shown(&edge.state).end), (3 * AT_ONCE, 4 * AT_ONCE));
    edge.send(Event::Search("trip".to_owned()));
    assert_eq!((shown(&edge.state).number, shown(&edge.state).total), (0, 100));
    let mut edge = at_offers((0..100).map(priced).collect());
    for change in [Event::SortBy(Sort::MostData), Event::ShowKind(Kind::All)] {
        edge.send(Event::TurnTo(2));
        assert_eq!(shown(&edge.state).number, 2);
        edge.send(change);
        assert_eq!(shown(&edge.state).number, 0);
    }
}

#[test]
fn what_is_selected_stays_so_over_all_pages_and_its_page_is_found_again() {
    let mut edge = at_sims(100, Options::default());
    edge.send(Event::TurnTo(2));
    edge.send(Event::SelectSim(numbered(50).id));
    for turned in [0, 4, 2] {
        edge.send(Event::TurnTo(turned));
        assert_eq!((shown(&edge.state).number, edge.shown_sim()), (turned, Some(numbered(50).id)));
    }
    edge.send(Event::Continue);
    edge.send(Event::Back);
    assert_eq!((shown(&edge.state).number, edge.shown_sim()), (2, Some(numbered(50).id)), "back from the packages");

    let mut edge = at_offers((0..100).map(priced).collect());
    edge.send(Event::TurnTo(3));
    edge.send(Event::SelectOffer(priced(80).id));
    edge.send(Event::Continue);
    edge.send(Event::Back);
    let Step::ChoosePackage(choose) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!((choose.selected.clone(), shown(&edge.state).number), (Some(priced(80).id), 3), "back from review");
}

#[test]
fn what_the_host_preselects_is_on_the_first_page_that_is_seen() {
    let retired = Sim { can_top_up: false, ..numbered(99) };
    let mut edge = Edge::new(Options { iccid: Some(retired.iccid.clone()), package: None, ..Options::default() });
    edge.settle(|task| *task != Task::Sims);
    let sims = (0..99).map(numbered).chain([retired]).collect();
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims })));
    assert_eq!(shown(&edge.state).number, 4);
}

#[test]
fn a_thousand_packages_come_in_their_order_and_equal_ones_as_they_came() {
    let shuffled: Vec<Offer> = (0..1_000).map(|number| priced(number * 389 % 1_000)).collect();
    let edge = at_offers(shuffled.clone());
    let Step::ChoosePackage(choose) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    let sorted = listed(&shuffled, choose.listing);
    assert!(sorted.len() == 1_000 && sorted.is_sorted_by_key(|offer| offer.price.minor));
    let equal: Vec<Offer> = (0..50).map(|number| Offer { price: money(100), ..priced(number) }).collect();
    assert!(listed(&equal, choose.listing).into_iter().eq(&equal));
}

#[test]
fn what_all_packages_do_alike_is_found_out() {
    use contract::{Activation, Effects, Validity, ValidityEffect};
    let with = |offer: Offer, validity_effect| Offer { effects: Effects { validity_effect, ..offer.effects }, ..offer };
    let month = |offer: Offer| Offer { validity: Validity::Months(1), ..offer };
    let later = Offer { effects: Effects { activation: Activation::FirstUse, ..ten().effects }, ..ten() };
    for (alike, offers, why) in [
        (false, vec![], "nobody does anything"),
        (false, vec![three()], "one has no other"),
        (true, vec![three(), ten()], ""),
        (false, vec![three(), later], "another start"),
        (true, vec![three(), month(ten())], "each keeps its own end, however long it lasts"),
        (false, vec![with(three(), ValidityEffect::Resets), with(month(ten()), ValidityEffect::Resets)], "the end moves to other dates"),
        (true, vec![with(three(), ValidityEffect::AddsDays), with(ten(), ValidityEffect::AddsDays)], ""),
    ] {
        assert_eq!(do_alike(&offers), alike, "{why}");
    }
}

#[test]
fn who_has_no_sim_yet_can_look_again() {
    for view in [View::Journey, View::History] {
        let mut edge = at_sims(0, Options { view, ..Options::default() });
        edge.send(Event::TryAgain);
        assert!(edge.state.sims.is_loading() && edge.state.sims.value().is_none(), "something is seen to happen");
        edge.settle(|_| true);
        assert_eq!(edge.state.sims.value().map(|sims| sims.len()), Some(2));
    }
}
