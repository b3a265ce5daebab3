//! Several widgets wait for one order, and one of them asks.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, Retry};
use journey::{Event, Failure, Input, Step, StepName, Task};

fn heard(status: OrderStatus, version: u64) -> Input {
    Input::Heard(Box::new(order(status, version)))
}

fn version(edge: &Edge) -> Option<u64> {
    edge.state.order().map(|order| order.version)
}

/// It follows, and has caught up.
fn following() -> Edge {
    let mut edge = Edge::at_waiting();
    edge.send(Event::Follow(true));
    edge.end(is_poll, Ok(journey::Reply::Order(Box::new(order(OrderStatus::Adding, 2)))));
    assert!(edge.find(is_poll).is_none(), "{:?}", edge.running);
    edge
}

#[test]
fn a_waiting_widget_says_for_which_order_while_it_can_be_seen_and_is_online() {
    let mut edge = Edge::at_waiting();
    let id = Some(order(OrderStatus::Adding, 1).id);
    assert_eq!(edge.watched, id);
    for (away, back) in [(Event::Visible(false), Event::Visible(true)), (Event::Online(false), Event::Online(true))] {
        edge.send(away);
        assert_eq!(edge.watched, None);
        edge.send(back);
        assert_eq!(edge.watched, id);
    }
    edge.settle(is_poll);
    assert_eq!((edge.step(), edge.watched), (StepName::Outcome, None));
}

#[test]
fn it_asks_for_itself_until_it_is_told_to_follow_and_then_once_to_catch_up() {
    let mut edge = Edge::at_waiting();
    assert!(matches!(edge.find(is_poll), Some((_, Task::Order { after: Some(1), .. }))));
    edge.send(Event::Follow(true));
    assert!(matches!(edge.find(is_poll), Some((_, Task::Order { after: None, .. }))));
    edge.end(is_poll, Err(Failure::Network));
    edge.settle(is_rest);
    assert!(edge.find(is_poll).is_some(), "it has not caught up yet");
}

#[test]
fn a_follower_lives_on_the_news_of_the_leader() {
    let mut edge = following();
    edge.put(heard(OrderStatus::Checking, 3));
    assert_eq!(version(&edge), Some(3));
    edge.put(heard(OrderStatus::Adding, 2));
    assert_eq!(version(&edge), Some(3), "old news is none");
    assert!(edge.find(is_poll).is_none());
    edge.put(heard(OrderStatus::Delivered, 5));
    assert_eq!((edge.step(), edge.stored.len()), (StepName::Outcome, 0));
}

#[test]
fn a_customer_who_wants_to_know_is_answered_by_the_bff() {
    let mut edge = following();
    edge.send(Event::TryAgain);
    assert!(matches!(edge.find(is_poll), Some((_, Task::Order { after: None, .. }))));
}

#[test]
fn when_the_leader_goes_the_next_one_asks_at_once() {
    let mut edge = following();
    edge.send(Event::Follow(false));
    edge.settle(|task| matches!(task, Task::Order { after: None, .. }));
    assert_ne!(edge.step(), StepName::Stopped);
    let mut edge = following();
    edge.send(Event::Follow(false));
    assert!(edge.find(is_poll).is_some());
}

#[test]
fn a_leader_takes_news_as_well_and_asks_on_from_there() {
    let mut edge = Edge::at_waiting();
    edge.put(heard(OrderStatus::Checking, 4));
    assert!(matches!(edge.find(is_poll), Some((_, Task::Order { after: Some(4), .. }))));
    assert_eq!(edge.running.iter().filter(|(_, task)| is_poll(task)).count(), 1);
}

#[test]
fn news_of_another_order_is_none_of_ours() {
    let mut edge = following();
    let other = contract::Order { id: "ord_0000000002".parse().unwrap(), ..order(OrderStatus::Delivered, 9) };
    edge.put(Input::Heard(Box::new(other)));
    assert!(matches!(edge.state.step, Step::Waiting(_)));
}

#[test]
fn who_comes_back_asks_for_itself_first() {
    let mut edge = following();
    edge.send(Event::Visible(false));
    edge.send(Event::Follow(true));
    edge.send(Event::Visible(true));
    assert!(edge.find(is_poll).is_some(), "who leads now is not known yet");
}

fn signed_out(mut edge: Edge) -> Edge {
    edge.refuse(is_poll, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    edge.end(is_session, Err(Failure::NoToken));
    edge
}

#[test]
fn a_leader_that_has_no_session_any_more_makes_room() {
    let mut edge = signed_out(Edge::at_waiting());
    assert_eq!((edge.step(), &edge.watched), (StepName::Waiting, &None), "others wait for what it can't ask");
    edge.send(Event::TryAgain);
    edge.settle(is_session);
    assert!(edge.watched.is_some());
    let mut edge = following();
    edge.send(Event::TryAgain);
    let mut edge = signed_out(edge);
    assert!(edge.watched.is_some(), "who follows needs none");
    edge.put(heard(OrderStatus::Delivered, 5));
    assert_eq!(edge.step(), StepName::Outcome);
}
