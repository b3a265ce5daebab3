//! Every view in its states: it draws, names its step, and leaves the person a way on.

#[path = "../gallery/page/still.rs"]
mod still;

use self::still::{Still, StillProps};
use crate::fits::all_fits;
use crate::fixtures::*;
use crate::harness::*;
use crate::languages::{all_is_translated, pseudo};
use crate::page::{Place, turn};
use contract::{OrderStatus, ProblemCode, RejectionCode, Retry, Sims};
use esim_topup::text::Texts;
use esim_topup::view::{Act, Copied};
use journey::{Event, Failure, Kind, Options, Reply, State, Task};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::Callback;

/// Draws a state; the events that the view sends are kept.
pub(crate) async fn drawn(state: &State) -> (Place, Rc<RefCell<Vec<Event>>>) {
    drawn_with(state, None).await
}

/// The same just after something was copied.
pub(crate) async fn drawn_with(state: &State, copied: Option<Copied>) -> (Place, Rc<RefCell<Vec<Event>>>) {
    drawn_with_words(state, copied, "en-GB", Texts::english()).await
}

/// Draws a state in a language.
pub(crate) async fn drawn_in(state: &State, tag: &'static str, texts: Texts) -> Place {
    drawn_with_words(state, None, tag, texts).await.0
}

async fn drawn_with_words(state: &State, copied: Option<Copied>, tag: &'static str, texts: Texts) -> (Place, Rc<RefCell<Vec<Event>>>) {
    let place = Place::new();
    let sent = drawn_into(&place, state, copied, tag, texts).await;
    (place, sent)
}

/// Draws it into a place that is there.
pub(crate) async fn drawn_into(
    place: &Place,
    state: &State,
    copied: Option<Copied>,
    tag: &'static str,
    texts: Texts,
) -> Rc<RefCell<Vec<Event>>> {
    let sent = Rc::new(RefCell::new(Vec::new()));
    let keep = Rc::clone(&sent);
    let send = Callback::from(move |act| {
        if let Act::Journey(event) = act {
            keep.borrow_mut().push(event);
        }
    });
    let props = StillProps { state: Rc::new(state.clone()), send, copied, tag: tag.into(), texts };
    yew::Renderer::<Still>::with_root_and_props(place.0.clone(), props).render();
    place.until("[data-step]").await;
    turn().await;
    sent
}

/// What every screen owes.
pub(crate) async fn sound(edge: &Edge, what: &str) -> Place {
    all_is_translated(&drawn_in(&edge.state, "en", pseudo()).await, what);
    all_fits(&edge.state, what).await;
    let (place, _) = drawn(&edge.state).await;
    assert_eq!(place.step().as_deref(), Some(edge.step().as_str()), "{what}");
    assert!(place.count("h2") <= 1, "{what}: one heading, which takes the focus");
    assert!(place.count("[data-primary]") <= 1, "{what}: one primary button");
    assert!(!place.text().contains('{'), "{what}: a blank was left: {}", place.text());
    assert!(!place.0.inner_html().contains("style="), "{what}: a strict policy forbids inline styles");
    if let Some(trouble) = edge.state.trouble() {
        let said = format!("[data-trouble={}]", trouble.kind.name());
        assert!(place.find(&said).is_some(), "{what}: {said} in {}", place.0.inner_html());
    }
    place
}

#[wasm_bindgen_test]
async fn starting_shows_the_size_of_what_comes() {
    let place = sound(&Edge::new(Options::default()), "starting").await;
    assert!(place.find("[aria-busy], .is-bone").is_some());
}

#[wasm_bindgen_test]
async fn sims_are_cards_with_the_tail_of_the_number_and_a_reason_where_none_can_be_had() {
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: vec![lisbon(), work(), retired()] })));
    let place = sound(&edge, "sims").await;
    assert_eq!(place.count("[data-sim]"), 2, "only what can be topped up can be chosen");
    assert!(place.find("[data-tail='0872']").is_some() && place.find("[data-tail='0073']").is_some());
    assert!(place.text().contains("0.4"), "{}", place.text());
}

#[wasm_bindgen_test]
async fn no_sims_and_lost_sims_are_sentences() {
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: Vec::new() })));
    assert!(sound(&edge, "no sims").await.text().len() > 20);
    let (place, sent) = drawn(&edge.state).await;
    place.click("[data-primary]");
    assert_eq!(*sent.borrow(), [Event::TryAgain], "who has just bought one looks again");

    let mut edge = Edge::at_waiting();
    edge.send(Event::TopUpAnother);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Err(Failure::Timeout));
    assert_eq!(sound(&edge, "lost sims").await.count("[data-sim], [data-sim-off]"), 2, "the last good ones stay");
}

#[wasm_bindgen_test]
async fn a_chosen_card_is_an_event_and_a_checked_radio() {
    let mut edge = Edge::at_the_packages();
    let (place, sent) = drawn(&edge.state).await;
    assert_eq!(place.count("[data-offer] input[type=radio]"), 2);
    place.click(&format!("[data-offer='{}'] input", ten().id));
    assert_eq!(*sent.borrow(), [Event::SelectOffer(ten().id)]);
    edge.send(Event::SelectOffer(ten().id));
    let (place, sent) = drawn(&edge.state).await;
    assert!(place.find(&format!("[data-offer='{}'] input:checked", ten().id)).is_some());
    place.click("[data-primary]");
    place.click("[data-back]");
    assert_eq!(*sent.borrow(), [Event::Continue, Event::Back]);
}

#[wasm_bindgen_test]
async fn packages_load_fail_run_out_and_may_be_unlimited() {
    let packages = |answer: Result<Reply, Failure>| {
        let mut edge = Edge::at_the_sims();
        edge.send(Event::SelectSim(lisbon().id));
        edge.send(Event::Continue);
        edge.end(is_offers, answer);
        edge
    };
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    sound(&edge, "packages loading").await;
    sound(&packages(Err(Failure::Network)), "packages lost").await;
    sound(&packages(Ok(Reply::Offers(offers(&lisbon(), Vec::new())))), "no packages").await;
    let place = sound(&packages(Ok(Reply::Offers(offers(&lisbon(), vec![unlimited()])))), "unlimited").await;
    assert!(place.text().contains("Unlimited") && !place.text().contains("0 GB"), "{}", place.text());
}

#[wasm_bindgen_test]
async fn many_packages_are_filtered_and_sorted() {
    let numbered = |number: u32| contract::Offer { id: format!("offer-{number}").parse().unwrap(), ..ten() };
    let at = |list: Vec<contract::Offer>| {
        let mut edge = Edge::at_the_sims();
        edge.send(Event::SelectSim(lisbon().id));
        edge.send(Event::Continue);
        edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), list))));
        edge
    };
    let place = sound(&at((0..8).map(numbered).collect()), "eight packages").await;
    assert_eq!(place.count("input[name=sort], input[name=kind]"), 0, "a short list is seen at once");
    let mut edge = at((0..8).map(numbered).chain([unlimited()]).collect());
    let (place, sent) = drawn(&edge.state).await;
    assert_eq!((place.count("input[name=sort]"), place.count("input[name=kind]")), (3, 2), "only kinds that there are");
    place.click("input[name=kind]:not(:checked)");
    assert_eq!(*sent.borrow(), [Event::ShowKind(Kind::Unlimited)]);
    edge.send(Event::ShowKind(Kind::Unlimited));
    assert_eq!(sound(&edge, "unlimited ones").await.count("[data-offer]"), 1);
}

#[wasm_bindgen_test]
async fn a_preselected_sim_that_cannot_be_topped_up_says_why_and_cannot_be_continued_with() {
    let mut edge = Edge::new(Options { iccid: Some(retired().iccid), package: None, ..Options::default() });
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: vec![lisbon(), retired()] })));
    let place = sound(&edge, "a retired SIM preselected").await;
    assert!(place.find(".note").unwrap().text_content().unwrap().contains("retired"), "{}", place.text());
    assert_eq!(place.find("[data-primary]").unwrap().get_attribute("aria-disabled").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn sims_are_found_by_the_name_of_their_country() {
    let numbered = |number: u32| contract::Sim { country: Some("DE".to_owned()), ..sim(&format!("sim-{number}"), "Trip", "1111") };
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: (0..7).map(numbered).chain([lisbon()]).collect() })));
    edge.send(Event::Search("portug".to_owned()));
    assert_eq!(sound(&edge, "a search").await.count("[data-sim]"), 1);
}

#[wasm_bindgen_test]
async fn review_says_what_it_costs_and_shows_both_prices_when_they_differ() {
    let place = sound(&Edge::at_review(), "review").await;
    let button = place.find("[data-primary]").unwrap().text_content().unwrap();
    assert!(button.contains("10.00"), "{button}");

    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    sound(&edge, "price being checked").await;
    let dearer = contract::Offer { price: money(1_250), ..three() };
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![dearer]))));
    edge.settle(|_| true);
    let place = sound(&edge, "repriced").await;
    assert!(place.find("[data-repriced]").is_some() && place.text().contains("10.00") && place.text().contains("12.50"));

    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge.end(is_offers, Err(Failure::Timeout));
    sound(&edge, "price not to be had").await;
}

#[wasm_bindgen_test]
async fn waiting_is_calm_then_checking_and_never_a_failure() {
    let mut edge = Edge::at_submit();
    sound(&edge, "submitting").await;
    edge.end(is_place, Err(Failure::Timeout));
    let place = sound(&edge, "submitting without an answer").await;
    assert!(place.find("[data-rejection]").is_none());
    for status in [OrderStatus::Received, OrderStatus::Sending, OrderStatus::Adding, OrderStatus::Checking, OrderStatus::Review] {
        let mut edge = Edge::at_waiting();
        edge.end(is_poll, Ok(Reply::Order(Box::new(order(status, 2)))));
        for seconds in [0, 30, 1_000] {
            edge.now = contract::Timestamp::from_unix_seconds(NOW.unix_seconds() + seconds);
            edge.send(Event::Tick);
            let place = sound(&edge, "waiting").await;
            assert!(place.text().contains("K7QX-2M"), "{}", place.text());
            assert!(place.find("[data-rejection]").is_none());
        }
    }
}

#[wasm_bindgen_test]
async fn an_outcome_is_a_receipt_or_a_reason() {
    let outcome = |order: contract::Order| {
        let mut edge = Edge::at_waiting();
        edge.end(is_poll, Ok(Reply::Order(Box::new(order))));
        edge
    };
    let mut edge = outcome(order(OrderStatus::Delivered, 5));
    sound(&edge, "delivered, history loading").await;
    edge.settle(|_| true);
    let place = sound(&edge, "delivered").await;
    for (failure, helps) in
        [(Failure::Network, true), (Failure::Problem(Box::new(problem(ProblemCode::Forbidden, 403, Retry::Never))), false)]
    {
        let mut lost = outcome(order(OrderStatus::Delivered, 5));
        lost.end(|task| matches!(task, Task::Packages(_)), Err(failure));
        let lost = sound(&lost, "delivered, history lost").await;
        assert_eq!((lost.count("[data-primary]"), lost.text().contains("Try again")), (1, helps), "{}", lost.text());
    }
    assert!(place.find("[data-reference]").is_some() && place.count("[data-package]") == 2);
    assert_eq!(place.count("[data-package][data-new][data-source=journal]"), 1, "the new package is marked");
    sound(&outcome(contract::Order { starts: Some(contract::Starts::Later), ..order(OrderStatus::Delivered, 5) }), "starts later").await;
    sound(&outcome(order(OrderStatus::Reversed, 6)), "reversed").await;
    for code in [
        RejectionCode::PurchaseLimit,
        RejectionCode::OurFault,
        RejectionCode::NotOffered,
        RejectionCode::Repriced,
        RejectionCode::SimRetired,
        RejectionCode::SimNotEligible,
        RejectionCode::ShopCannot,
        RejectionCode::Busy,
        RejectionCode::Unavailable,
        RejectionCode::PaymentDeclined,
        RejectionCode::PaymentUnavailable,
        RejectionCode::NotAdded,
        RejectionCode::Absent,
        RejectionCode::ProviderUnavailable,
    ] {
        let place = sound(&outcome(rejected(code, Retry::AfterChange)), "rejected").await;
        let name = serde_json::to_value(code).unwrap();
        assert!(place.find(&format!("[data-rejection={}]", name.as_str().unwrap())).is_some(), "{code:?}");
        assert!(place.text().to_lowercase().contains("nothing was charged"), "{code:?}: {}", place.text());
    }
}

#[wasm_bindgen_test]
async fn history_loads_fails_and_lists() {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::ShowHistory(lisbon().id));
    sound(&edge, "history loading").await;
    let mut failed = Edge::at_the_sims();
    failed.send(Event::ShowHistory(lisbon().id));
    failed.end(|_| true, Err(Failure::Network));
    sound(&failed, "history lost").await;
    edge.settle(|_| true);
    assert_eq!(sound(&edge, "history").await.count("[data-package]"), 2);
    let mut empty = Edge::at_the_sims();
    empty.send(Event::ShowHistory(work().id));
    let none = contract::Packages { packages: Vec::new(), ..packages(&work()) };
    empty.end(|_| true, Ok(Reply::Packages(none)));
    assert!(sound(&empty, "no history").await.text().len() > 20);
}

#[wasm_bindgen_test]
async fn every_trouble_says_what_to_do_and_quotes_its_id() {
    for code in ProblemCode::ALL {
        let mut edge = Edge::new(Options::default());
        edge.refuse(is_session, problem(*code, 403, Retry::Never));
        let place = sound(&edge, code.as_str()).await;
        assert!(place.text().contains("d-0019"), "{code:?}: {}", place.text());
    }
    for failure in [Failure::Network, Failure::Timeout, Failure::NoToken, Failure::Unreadable { status: 502 }] {
        let mut edge = Edge::new(Options::default());
        edge.end(is_session, Err(failure));
        sound(&edge, "stopped").await;
    }
}
