//! Where the host lets a widget start, and how much of the journey it wants.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, Retry};
use journey::{Event, Failure, Options, Reply, Step, StepName, Task, Told, TroubleKind, View};

fn opened_with(options: Options) -> Edge {
    let mut edge = Edge::new(options);
    edge.settle(is_session);
    edge
}

fn linked(view: View) -> Options {
    Options { order: Some(order(OrderStatus::Adding, 2).id), view, ..Options::default() }
}

fn known(status: OrderStatus) -> Result<Reply, Failure> {
    Ok(Reply::Order(Box::new(order(status, 2))))
}

fn at_lisbon(view: View) -> Options {
    Options { iccid: Some(lisbon().iccid), package: Some(three().id), view, ..Options::default() }
}

#[test]
fn views_have_names_and_an_unknown_one_is_the_whole_journey() {
    let named = ["journey", "review", "history", "status", "", "Review"].map(View::named);
    assert_eq!(named, [View::Journey, View::Review, View::History, View::Status, View::Journey, View::Journey]);
}

#[test]
fn review_comes_first_when_sim_and_package_are_good_and_only_once() {
    let mut edge = opened_with(at_lisbon(View::Review));
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::Review);
    edge.send(Event::Back);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChoosePackage, "the customer may look at others");
    edge.send(Event::Back);
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChoosePackage);
}

#[test]
fn review_degrades_to_as_far_as_the_ids_go() {
    let gone = "no-such-package".parse().unwrap();
    let stranger = retired().iccid;
    for (options, step, kind) in [
        (Options { package: Some(gone), ..at_lisbon(View::Review) }, StepName::ChoosePackage, Some(TroubleKind::OfferGone)),
        (Options { package: None, ..at_lisbon(View::Review) }, StepName::ChoosePackage, None),
        (Options { iccid: Some(stranger), ..at_lisbon(View::Review) }, StepName::ChooseSim, Some(TroubleKind::NotFound)),
    ] {
        let mut edge = opened_with(options);
        edge.settle(|_| true);
        assert_eq!((edge.step(), edge.state.trouble().map(|trouble| trouble.kind)), (step, kind));
    }
}

#[test]
fn an_order_is_shown_where_it_stands_and_then_the_journey_is_open() {
    for (status, step) in [(OrderStatus::Adding, StepName::Waiting), (OrderStatus::Delivered, StepName::Outcome)] {
        let mut edge = opened_with(linked(View::Journey));
        edge.settle(|task| !is_poll(task));
        edge.end(is_poll, known(status));
        assert_eq!(edge.step(), step);
        edge.send(Event::TopUpAnother);
        edge.settle(|_| true);
        assert_eq!(edge.step(), StepName::ChooseSim);
    }
}

#[test]
fn the_intent_of_an_order_that_is_over_is_forgotten_when_it_is_shown() {
    let stored = journey::Intent { order: Some(order(OrderStatus::Delivered, 5).id), ..intent(NOW) };
    let mut edge = Edge::with_storage(linked(View::Status), vec![stored]);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::Outcome);
    assert!(edge.stored.is_empty());
}

#[test]
fn an_order_of_somebody_else_leads_to_the_sims_with_a_word() {
    let mut edge = opened_with(linked(View::Journey));
    edge.refuse(is_poll, problem(ProblemCode::NotFound, 404, Retry::Never));
    edge.settle(|_| true);
    assert_eq!((edge.step(), edge.state.trouble().map(|trouble| trouble.kind)), (StepName::ChooseSim, Some(TroubleKind::NotFound)));
}

#[test]
fn an_order_that_can_not_be_asked_for_now_can_be_later() {
    for view in [View::Journey, View::Status] {
        let mut edge = opened_with(linked(view));
        edge.settle(|task| !is_poll(task));
        edge.end(is_poll, Err(Failure::Network));
        assert_eq!(edge.step(), StepName::Stopped);
        edge.send(Event::TryAgain);
        edge.settle(|task| !is_poll(task));
        edge.end(is_poll, known(OrderStatus::Adding));
        assert_eq!(edge.step(), StepName::Waiting);
    }
}

#[test]
fn a_status_alone_asks_for_nothing_else_and_leads_nowhere_else() {
    let mut edge = opened_with(linked(View::Status));
    edge.settle(|task| !is_poll(task));
    edge.end(is_poll, known(OrderStatus::Adding));
    for event in [Event::TopUpAnother, Event::Back] {
        edge.send(event);
        assert_eq!(edge.step(), StepName::Waiting);
    }
    edge.settle(is_poll);
    assert_eq!(edge.step(), StepName::Outcome);
    for event in [Event::TopUpAnother, Event::ChooseAnotherPackage, Event::Back, Event::Continue] {
        edge.send(event);
        assert_eq!(edge.step(), StepName::Outcome);
    }
    assert!(!edge.started.iter().any(|task| matches!(task, Task::Sims | Task::OpenOrders | Task::Offers(_))));
}

#[test]
fn a_status_of_an_order_that_is_not_there_says_so() {
    let mut edge = opened_with(linked(View::Status));
    edge.settle(|task| !is_poll(task));
    edge.refuse(is_poll, problem(ProblemCode::NotFound, 404, Retry::Never));
    let named = edge.told.last().cloned();
    let mut nameless = opened_with(Options { view: View::Status, ..Options::default() });
    nameless.settle(|_| true);
    for (edge, told) in [(&edge, named), (&nameless, nameless.told.last().cloned())] {
        assert!(
            matches!(&edge.state.step, Step::Stopped(trouble) if trouble.kind == TroubleKind::NoOrder && edge.state.way_out(trouble).is_none()),
            "{:?}",
            edge.step()
        );
        assert!(matches!(told, Some(Told::Error(fault)) if (fault.code, fault.stage.as_str()) == ("not_found", "status")));
    }
}

#[test]
fn a_history_alone_is_of_the_sim_that_is_named_or_chosen() {
    let mut edge = opened_with(Options { package: None, ..at_lisbon(View::History) });
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::History);
    assert!(!edge.state.leads_back());
    edge.send(Event::Back);
    assert_eq!(edge.step(), StepName::History);
    assert!(!edge.started.iter().any(|task| matches!(task, Task::OpenOrders | Task::Offers(_) | Task::LoadIntents)));

    let mut edge = opened_with(Options { view: View::History, ..Options::default() });
    edge.settle(|_| true);
    edge.send(Event::SelectSim(work().id));
    edge.send(Event::Continue);
    edge.settle(|_| true);
    assert!(edge.step() == StepName::History && edge.state.leads_back());
    edge.send(Event::Back);
    assert_eq!(edge.step(), StepName::ChooseSim);
}

#[test]
fn a_history_alone_is_shown_beside_an_order_that_is_under_way() {
    let stored = intent(NOW);
    let mut edge = Edge::with_storage(at_lisbon(View::History), vec![stored.clone()]);
    edge.open = vec![order(OrderStatus::Adding, 2)];
    edge.settle(|_| true);
    assert_eq!((edge.step(), edge.stored.as_slice()), (StepName::History, std::slice::from_ref(&stored)));
}

#[test]
fn a_link_that_is_set_later_is_followed_but_pushes_no_order_aside() {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::Preselect(linked(View::Journey)));
    edge.settle(|task| !is_poll(task));
    edge.end(is_poll, known(OrderStatus::Adding));
    assert_eq!(edge.step(), StepName::Waiting);

    let mut edge = Edge::at_submit();
    edge.send(Event::Preselect(linked(View::Status)));
    assert_eq!(edge.step(), StepName::Submitting);
}

#[test]
fn a_link_that_is_set_while_the_widget_starts_counts() {
    let mut edge = opened_with(Options { view: View::Status, ..Options::default() });
    assert_eq!(edge.step(), StepName::Starting);
    edge.send(Event::Preselect(linked(View::Status)));
    edge.settle(|task| !is_poll(task));
    edge.end(is_poll, known(OrderStatus::Adding));
    assert_eq!(edge.step(), StepName::Waiting);
}

#[test]
fn a_view_that_is_set_later_needs_no_answer_to_be_shown_where_all_is_known() {
    for (view, step) in [(View::History, StepName::History), (View::Journey, StepName::ChoosePackage)] {
        let mut edge = Edge::at_the_packages();
        edge.send(Event::Preselect(at_lisbon(view)));
        edge.settle(|_| true);
        assert_eq!(edge.step(), step, "{view:?}");
    }
    let mut edge = opened_with(Options { view: View::History, ..Options::default() });
    edge.settle(|_| true);
    edge.send(Event::Preselect(at_lisbon(View::Review)));
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::Review);
}

#[test]
fn a_page_that_only_looks_on_can_look_at_another_order() {
    let mut edge = opened_with(linked(View::Status));
    edge.settle(|task| !is_poll(task));
    edge.end(is_poll, known(OrderStatus::Adding));
    let other: contract::OrderId = "ord_0000000002".parse().unwrap();
    edge.send(Event::Preselect(Options { order: Some(other.clone()), ..linked(View::Status) }));
    assert!(matches!(edge.find(is_poll), Some((_, Task::Order { id, after: None })) if id == other), "{:?}", edge.running);
    edge.end(is_poll, Ok(Reply::Order(Box::new(contract::Order { id: other.clone(), ..order(OrderStatus::Checking, 3) }))));
    edge.settle(|task| !is_poll(task));
    assert_eq!(edge.state.order().map(|order| order.id.clone()), Some(other));
}

#[test]
fn a_review_makes_room_for_a_view_that_sells_nothing_and_so_does_one_that_the_host_leads_back_to() {
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(at_lisbon(View::History)));
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::History, "nothing could be bought there any more");

    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(Options { approval: true, ..Options::default() }));
    edge.send(Event::Confirm);
    edge.send(Event::Preselect(Options { approval: true, ..at_lisbon(View::History) }));
    assert_eq!(edge.step(), StepName::Approving, "the host is still asked");
    edge.end(|task| matches!(task, Task::Approve(_)), Ok(Reply::Decided(journey::Decision::Cancel)));
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::History);
}
