//! After the outcome: the order is asked for a little longer, until its money has come to rest.

use crate::fixtures::*;
use crate::harness::*;
use contract::{Order, OrderStatus, PaymentStatus, Timestamp};
use journey::{Event, Failure, Reply, Step, StepName, Task, Told};

fn final_order(status: OrderStatus, payment: PaymentStatus, version: u64) -> Order {
    Order { payment, ..order(status, version) }
}

/// At the outcome of an order whose money stands so.
fn at_outcome(status: OrderStatus, payment: PaymentStatus) -> Edge {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(final_order(status, payment, 5)))));
    edge.settle(|task| matches!(task, Task::Packages(_)));
    assert_eq!(edge.step(), StepName::Outcome);
    edge
}

fn payment(edge: &Edge) -> PaymentStatus {
    match &edge.state.step {
        Step::Outcome(outcome) => outcome.order.payment,
        step => panic!("{step:?}"),
    }
}

fn pass(edge: &mut Edge, seconds: i64) {
    edge.now = Timestamp::from_unix_seconds(edge.now.unix_seconds() + seconds);
}

#[test]
fn a_receipt_turns_to_charged_or_released_by_itself_and_is_then_left_alone() {
    for (status, end) in [(OrderStatus::Delivered, PaymentStatus::Charged), (OrderStatus::Rejected, PaymentStatus::Released)] {
        let mut edge = at_outcome(status, PaymentStatus::Reserved);
        let (_, task) = edge.find(is_poll).expect("the order is asked for again");
        assert!(matches!(task, Task::Order { after: Some(5), .. }), "as a long-poll: {task:?}");
        let told = edge.told.len();
        edge.end(is_poll, Ok(Reply::Order(Box::new(final_order(status, end, 6)))));
        assert_eq!(payment(&edge), end);
        assert!(edge.is_idle(), "{:?}", edge.running);
        assert!(edge.told.len() == told, "the order has not moved, only its money");
    }
}

#[test]
fn money_that_has_come_to_rest_is_not_asked_for() {
    for (status, payment) in [
        (OrderStatus::Delivered, PaymentStatus::Charged),
        (OrderStatus::Delivered, PaymentStatus::OnAccount),
        (OrderStatus::Rejected, PaymentStatus::None),
        (OrderStatus::Rejected, PaymentStatus::Declined),
        (OrderStatus::Rejected, PaymentStatus::Released),
    ] {
        assert!(at_outcome(status, payment).is_idle(), "{status:?} {payment:?}");
    }
}

#[test]
fn answers_without_news_and_failures_are_spread_out_and_end_after_a_minute() {
    let mut edge = at_outcome(OrderStatus::Delivered, PaymentStatus::Reserved);
    let mut asks = 0;
    while edge.find(is_poll).is_some() {
        asks += 1;
        if asks % 2 == 0 {
            edge.end(is_poll, Err(Failure::Network));
        } else {
            edge.end(is_poll, Ok(Reply::Order(Box::new(final_order(OrderStatus::Delivered, PaymentStatus::Reserved, 5)))));
        }
        if let Some((_, Task::Rest { ms })) = edge.find(is_rest) {
            pass(&mut edge, i64::from(ms / 1_000) + 1);
            edge.settle(is_rest);
        }
    }
    assert!((5..20).contains(&asks), "{asks} asks");
    assert!(edge.is_idle());
    assert_eq!((edge.step(), edge.state.trouble().is_none()), (StepName::Outcome, true), "the outcome stands whatever the network does");
}

#[test]
fn a_hidden_page_asks_nothing_and_asks_again_when_it_is_back() {
    let mut edge = at_outcome(OrderStatus::Delivered, PaymentStatus::Reserved);
    edge.send(Event::Visible(false));
    assert!(edge.is_idle());
    edge.send(Event::Visible(true));
    assert!(edge.find(is_poll).is_some());
    edge.send(Event::ShowHistory(lisbon().id));
    assert!(edge.find(is_poll).is_none(), "what is not on screen is not asked for");
}

#[test]
fn a_delivery_that_is_taken_back_meanwhile_is_shown_as_that() {
    let mut edge = at_outcome(OrderStatus::Delivered, PaymentStatus::Reserved);
    edge.end(is_poll, Ok(Reply::Order(Box::new(final_order(OrderStatus::Reversed, PaymentStatus::Refunded, 6)))));
    assert!(matches!(&edge.state.step, Step::Outcome(outcome) if outcome.order.status == OrderStatus::Reversed));
    let told: Vec<_> = edge.told.iter().rev().take(2).collect();
    assert!(
        matches!(told.as_slice(), [Told::Failed { rejection: None, .. }, Told::Status { status: OrderStatus::Reversed, .. }]),
        "what was told as completed is told as taken back: {told:?}"
    );
    assert!(
        edge.find(|task| matches!(task, Task::Packages(_))).is_none(),
        "there is nothing to show, and nobody waits for a list that is not shown"
    );
}

#[test]
fn an_answer_that_was_overtaken_undoes_nothing() {
    let mut edge = at_outcome(OrderStatus::Reversed, PaymentStatus::RefundDue);
    edge.end(is_poll, Ok(Reply::Order(Box::new(final_order(OrderStatus::Delivered, PaymentStatus::Charged, 4)))));
    assert!(matches!(&edge.state.step, Step::Outcome(outcome) if outcome.order.status == OrderStatus::Reversed));
    assert!(edge.find(is_rest).is_some(), "it goes on asking");
}
