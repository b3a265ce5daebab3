//! The way to an order and around it: SIMs, packages, review, session, history.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, Retry};
use journey::{Action, Event, Failure, Input, Kind, Options, Price, Reply, Session, Step, StepName, Task, Told, TroubleKind};

#[test]
fn from_the_first_click_to_the_history_in_eight_requests() {
    let mut edge = Edge::at_waiting();
    edge.settle(|_| true);
    let Step::Outcome(outcome) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!(outcome.order.status, OrderStatus::Delivered);
    assert_eq!(outcome.packages.as_ref().unwrap().value().unwrap().packages.len(), 2);
    assert!(edge.stored.is_empty(), "a settled intent is forgotten");
    let local = |task: &&Task| !matches!(task, Task::LoadIntents | Task::MakeKey | Task::StoreIntent(_) | Task::Age(_));
    assert_eq!(edge.started.iter().filter(local).count(), 8, "{:?}", edge.started);
}

#[test]
fn the_host_hears_of_every_step_and_of_the_order() {
    let mut edge = Edge::at_waiting();
    edge.settle(|_| true);
    let (id, reference) = (order(OrderStatus::Delivered, 5).id, "K7QX-2M".to_owned());
    let status = |status| Told::Status { order: id.clone(), reference: reference.clone(), status };
    let expected = vec![
        Told::Ready,
        Told::Step(StepName::ChooseSim),
        Told::Step(StepName::ChoosePackage),
        Told::Step(StepName::Review),
        Told::Step(StepName::Submitting),
        Told::Step(StepName::Waiting),
        Told::Submitted { order: id.clone(), reference: reference.clone(), sim_tail: "0872".to_owned() },
        status(OrderStatus::Received),
        Told::Step(StepName::Outcome),
        status(OrderStatus::Delivered),
        Told::Completed { order: id.clone(), reference: reference.clone(), sim_tail: "0872".to_owned() },
    ];
    assert_eq!(edge.told, expected);
}

#[test]
fn a_single_possible_sim_is_selected_and_a_preselected_one_leads_to_its_packages() {
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(contract::Sims { sims: vec![retired(), lisbon()] })));
    assert_eq!((edge.step(), edge.shown_sim()), (StepName::ChooseSim, Some(lisbon().id)));

    let mut edge = Edge::new(Options { iccid: Some(work().iccid), package: Some(ten().id), ..Options::default() });
    edge.settle(|_| true);
    let Step::ChoosePackage(choose) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!((choose.sim.id.clone(), choose.selected.clone()), (work().id, Some(ten().id)));
    edge.send(Event::Back);
    assert_eq!(edge.step(), StepName::ChooseSim);
}

#[test]
fn a_preselected_sim_of_somebody_else_is_said_to_be_unknown() {
    let mut edge = Edge::new(Options { iccid: Some(retired().iccid), package: None, ..Options::default() });
    edge.settle(|_| true);
    assert_eq!(edge.state.trouble().map(|trouble| trouble.kind), Some(TroubleKind::NotFound));
    assert_eq!(edge.step(), StepName::ChooseSim);
}

/// At the SIMs, of which only one can be topped up.
fn among_sims(options: Options) -> Edge {
    let mut edge = Edge::new(options);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(contract::Sims { sims: vec![lisbon(), retired()] })));
    edge
}

#[test]
fn a_preselected_sim_that_cannot_be_topped_up_is_kept_in_view_and_never_continued_with() {
    let mut edge = among_sims(Options { iccid: Some(retired().iccid), package: Some(three().id), ..Options::default() });
    assert_eq!((edge.step(), edge.shown_sim()), (StepName::ChooseSim, Some(retired().id)), "no other is chosen in its place");
    edge.send(Event::Continue);
    assert_eq!(edge.step(), StepName::ChooseSim);
    assert!(edge.find(is_offers).is_none());
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    assert_eq!(edge.step(), StepName::ChoosePackage, "another one can still be chosen");
}

#[test]
fn a_sim_that_cannot_be_topped_up_is_not_chosen_nor_continued_with_once_it_has_become_so() {
    let mut edge = among_sims(Options::default());
    edge.send(Event::SelectSim(retired().id));
    assert_eq!(edge.shown_sim(), Some(lisbon().id), "the choice stays where it was");

    let mut edge = Edge::at_waiting();
    edge.send(Event::TopUpAnother);
    edge.send(Event::SelectSim(work().id));
    edge.settle(|task| *task != Task::Sims);
    let ended = contract::Sim { can_top_up: false, ..work() };
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(contract::Sims { sims: vec![lisbon(), ended] })));
    edge.send(Event::Continue);
    assert_eq!((edge.step(), edge.shown_sim()), (StepName::ChooseSim, Some(work().id)));
}

#[test]
fn a_package_that_is_filtered_out_of_sight_is_not_selected_any_more() {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![three(), unlimited()]))));
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::ShowKind(Kind::Unlimited));
    let shown = |edge: &Edge| match &edge.state.step {
        Step::ChoosePackage(choose) => (choose.listing.kind, choose.selected.clone()),
        step => panic!("{step:?}"),
    };
    assert_eq!(shown(&edge), (Kind::Unlimited, None));
    edge.send(Event::Continue);
    assert_eq!(edge.step(), StepName::ChoosePackage, "what is not seen is not continued with");
    edge.send(Event::SelectOffer(unlimited().id));
    edge.send(Event::Continue);
    edge.send(Event::Back);
    assert_eq!(shown(&edge), (Kind::Unlimited, Some(unlimited().id)), "the way back finds the same list");
}

#[test]
fn a_changed_price_is_shown_beside_the_old_one_and_must_be_confirmed() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge.send(Event::Confirm);
    assert_eq!(edge.step(), StepName::Review, "nothing can be confirmed before the price is checked");
    let dearer = contract::Offer { price: money(1_200), ..three() };
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![dearer]))));
    edge.settle(|_| true);
    let Step::Review(review) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!((review.was_price, review.offer.price, &review.price), (Some(money(1_000)), money(1_200), &Price::Live));
    edge.send(Event::Confirm);
    edge.settle(is_store);
    let (_, task) = edge.find(is_place).unwrap();
    let Task::Place(_, body) = task else { panic!("{task:?}") };
    assert_eq!(body.price, money(1_200), "what is ordered is what was last shown");
}

#[test]
fn a_package_that_is_gone_at_review_leads_back_to_the_packages() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![ten()]))));
    let Step::ChoosePackage(choose) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!(choose.notice.as_ref().map(|notice| notice.kind), Some(TroubleKind::OfferGone));
    assert_eq!(choose.offers.value().unwrap().offers, vec![ten()]);
}

#[test]
fn sessions_that_are_refused_at_once_do_not_loop() {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    for _ in 0..3 {
        edge.refuse(is_offers, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
        edge.settle(is_session);
    }
    assert!(matches!(&edge.state.session, Session::Lost(trouble) if trouble.action == Action::SignIn));
    assert!(edge.running.is_empty());
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    assert!(matches!(&edge.state.step, Step::ChoosePackage(choose) if choose.offers.value().is_some()));
}

#[test]
fn another_customer_finds_nothing_of_the_last_one() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge.refuse(is_offers, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    edge.end(is_session, Ok(Reply::Session(opened_for("customer-8"))));
    assert_eq!(edge.step(), StepName::Starting);
    assert!(edge.state.sims.value().is_none());
}

#[test]
fn without_a_token_the_person_is_asked_to_sign_in() {
    let mut edge = Edge::new(Options::default());
    edge.end(is_session, Err(Failure::NoToken));
    assert!(matches!(&edge.state.step, Step::Stopped(trouble) if trouble.action == Action::SignIn));
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChooseSim);
}

#[test]
fn a_reply_that_nobody_waits_for_changes_nothing() {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    let (ticket, _) = edge.find(is_offers).unwrap();
    edge.send(Event::Back);
    assert!(edge.find(is_offers).is_none(), "leaving a step ends its request");
    let before = edge.state.clone();
    edge.put(Input::Done(ticket, Ok(Reply::Offers(offers(&lisbon(), vec![three()])))));
    assert_eq!(edge.state, before);
}

#[test]
fn last_good_data_stays_when_the_next_answer_fails() {
    let mut edge = Edge::at_waiting();
    edge.send(Event::TopUpAnother);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Err(Failure::Timeout));
    assert_eq!(edge.state.sims.value().unwrap().len(), 2);
    assert_eq!(edge.state.trouble().map(|trouble| trouble.kind), Some(TroubleKind::Timeout));
    edge.send(Event::Online(false));
    edge.send(Event::Online(true));
    assert!(edge.find(|task| *task == Task::Sims).is_some(), "back online it is asked again by itself");
}

#[test]
fn history_leads_back_to_where_it_was_opened() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(ten().id));
    let before = edge.state.step.clone();
    edge.send(Event::ShowHistory(lisbon().id));
    edge.settle(|_| true);
    assert!(matches!(&edge.state.step, Step::History(history) if history.packages.value().is_some()));
    edge.send(Event::Back);
    assert_eq!(edge.state.step, before);
}
