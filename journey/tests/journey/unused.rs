//! What the host has approved, perhaps with its customer's money, must not be asked for twice.

use crate::fixtures::*;
use crate::harness::*;
use contract::{IdempotencyKey, OrderStatus, PaymentReference, ProblemCode, Retry};
use journey::{Approval, Decision, Event, Failure, Fault, Options, Reply, Stage, StepName, Task, Told};

fn is_approve(task: &Task) -> bool {
    matches!(task, Task::Approve(_))
}

fn asks_first() -> Options {
    Options { approval: true, ..Options::default() }
}

fn reference(name: &str) -> PaymentReference {
    name.parse().unwrap()
}

/// As far as the first send of an order that the host has approved.
fn approved() -> Edge {
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(asks_first()));
    edge.send(Event::Confirm);
    approve(&mut edge, "pay_1");
    edge
}

fn approve(edge: &mut Edge, name: &str) {
    edge.end(is_approve, Ok(Reply::Decided(Decision::Approve(Some(reference(name))))));
    edge.settle(is_store);
}

fn sent(edge: &Edge) -> Approval {
    let last = edge.started.iter().rev().find_map(|task| {
        if let Task::Place(key, body) = task {
            Some(Approval { key: key.clone(), payment_reference: body.payment_reference.clone() })
        } else {
            None
        }
    });
    last.expect("an order was sent")
}

/// Leads on to the next question to the host, from wherever the customer is.
fn ask_again(edge: &mut Edge) -> Option<Approval> {
    edge.settle(|task| !is_approve(task));
    if edge.step() == StepName::ChooseSim {
        edge.send(Event::SelectSim(lisbon().id));
        edge.send(Event::Continue);
        edge.settle(|task| !is_approve(task));
    }
    if edge.step() == StepName::ChoosePackage {
        edge.send(Event::SelectOffer(three().id));
        edge.send(Event::Continue);
        edge.settle(|task| !is_approve(task));
    }
    edge.send(Event::Confirm);
    let Some((_, Task::Approve(proposal))) = edge.find(is_approve) else { panic!("the host is asked: {:?}", edge.step()) };
    let before: Vec<IdempotencyKey> = edge.keys_sent();
    assert!(!before.contains(&proposal.key), "what was refused is settled: its key is not used again");
    proposal.previous
}

fn faults(edge: &Edge) -> Vec<&Fault> {
    edge.told.iter().filter_map(|told| if let Told::Error(fault) = told { Some(fault) } else { None }).collect()
}

#[test]
fn whatever_the_bff_refuses_an_approved_order_for_the_host_is_told_and_hears_of_it_when_it_is_asked_next() {
    for (code, status) in [
        (ProblemCode::OfferGone, 409),
        (ProblemCode::Repriced, 409),
        (ProblemCode::SimNotEligible, 409),
        (ProblemCode::Forbidden, 403),
        (ProblemCode::Invalid, 422),
        (ProblemCode::KeyReused, 409),
        (ProblemCode::ShopCannot, 503),
    ] {
        let mut edge = approved();
        let ours = sent(&edge);
        edge.refuse(is_place, problem(code, status, Retry::AfterChange));
        let told = faults(&edge);
        let [fault] = told.as_slice() else { panic!("{code:?} is told once: {told:?}") };
        assert_eq!((fault.code, fault.stage, fault.approval.as_ref()), (code.as_str(), Stage::Submit, Some(&ours)));
        assert!(edge.stored.is_empty() && edge.kept == std::slice::from_ref(&ours), "{code:?}");
        assert_eq!(ask_again(&mut edge), Some(ours), "{code:?}");
    }
}

#[test]
fn an_order_that_may_still_be_taken_as_it_is_goes_again_with_the_same_key_and_the_host_is_not_asked_again() {
    let later = |code, status| Failure::Problem(Box::new(problem(code, status, Retry::Later)));
    for failure in [
        later(ProblemCode::RateLimited, 429),
        later(ProblemCode::ProviderUnavailable, 503),
        later(ProblemCode::Unavailable, 503),
        later(ProblemCode::Internal, 500),
        Failure::Network,
        Failure::Timeout,
        Failure::Unreadable { status: 502 },
    ] {
        let mut edge = approved();
        let ours = sent(&edge);
        edge.end(is_place, Err(failure.clone()));
        edge.settle(is_rest);
        assert!(edge.find(is_place).is_some() && sent(&edge) == ours, "{failure:?}");
        assert_eq!(edge.started.iter().filter(|task| is_approve(task)).count(), 1, "{failure:?}");
        assert!(edge.kept.is_empty() && faults(&edge).iter().all(|fault| fault.approval.is_none()), "nothing has come to nothing yet");
    }
}

#[test]
fn a_reload_loses_no_approval() {
    let mut before = approved();
    let ours = sent(&before);
    before.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    let mut edge = before.reloaded();
    edge.settle(|_| true);
    assert!(faults(&edge).is_empty(), "it was told before");
    assert_eq!(ask_again(&mut edge), Some(ours));
}

#[test]
fn the_host_hears_of_it_until_it_has_approved_the_next() {
    let mut edge = approved();
    let first = sent(&edge);
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    assert_eq!(ask_again(&mut edge), Some(first.clone()));
    edge.end(is_approve, Ok(Reply::Decided(Decision::Cancel)));
    assert_eq!(ask_again(&mut edge), Some(first.clone()), "who cancels has approved nothing");
    edge.end(is_approve, Err(Failure::Timeout));
    assert_eq!(ask_again(&mut edge), Some(first));
    approve(&mut edge, "pay_2");
    assert!(edge.kept.is_empty());
    let second = sent(&edge);
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    assert_eq!(edge.kept, std::slice::from_ref(&second));
    assert_eq!(ask_again(&mut edge), Some(second));
}

#[test]
fn an_order_of_another_tab_in_the_way_is_shown_and_the_host_hears_that_its_approval_was_not_used() {
    let mut edge = approved();
    let ours = sent(&edge);
    edge.refuse(is_place, problem(ProblemCode::OrderOpen, 409, Retry::AfterChange));
    edge.open = vec![order(OrderStatus::Adding, 4)];
    edge.settle(|task| matches!(task, Task::OpenOrders));
    assert_eq!((edge.step(), edge.kept.as_slice()), (StepName::Waiting, std::slice::from_ref(&ours)));
    assert!(faults(&edge).iter().any(|fault| fault.code == "order_open" && fault.approval.as_ref() == Some(&ours)));
    assert!(!edge.told.iter().any(|told| matches!(told, Told::Submitted { .. })), "ours was not taken");
}

#[test]
fn an_intent_of_another_tab_is_followed_and_the_host_hears_that_its_approval_was_not_used() {
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(asks_first()));
    edge.send(Event::Confirm);
    edge.stored = vec![intent(NOW)];
    let Some((_, Task::Approve(proposal))) = edge.find(is_approve) else { panic!("the host is asked") };
    approve(&mut edge, "pay_1");
    let ours = Approval { key: proposal.key, payment_reference: Some(reference("pay_1")) };
    assert_eq!((sent(&edge).key, edge.kept.as_slice()), (key(900), std::slice::from_ref(&ours)));
    assert!(faults(&edge).iter().any(|fault| fault.code == "order_open" && fault.approval.as_ref() == Some(&ours)));
    assert_eq!(edge.stored.len(), 1, "the other tab's is still there");
}

#[test]
fn an_approved_intent_that_was_left_behind_is_handed_to_the_host_and_not_sent_unasked() {
    let left = journey::Intent { payment_reference: Some(reference("pay_1")), ..intent(NOW.plus_seconds(-3_600)) };
    let mut edge = Edge::with_storage(asks_first(), vec![left.clone()]);
    edge.settle(|_| true);
    assert!(edge.stored.is_empty() && edge.keys_sent().is_empty());
    assert_eq!(ask_again(&mut edge), Some(left.approval()));
}

#[test]
fn a_rejected_order_is_told_with_its_approval_and_is_the_shops_servers_to_settle() {
    for at_once in [true, false] {
        let mut edge = approved();
        let ours = sent(&edge);
        if !at_once {
            edge.settle(is_place);
        }
        edge.end(if at_once { is_place } else { is_poll }, Ok(Reply::Order(Box::new(order(OrderStatus::Rejected, 5)))));
        let told = edge.told.iter().find_map(|told| if let Told::Failed { approval, .. } = told { approval.clone() } else { None });
        assert_eq!((told, edge.kept.as_slice()), (Some(ours), [].as_slice()));
    }
}

#[test]
fn who_is_signed_out_leaves_nothing_behind() {
    let mut edge = approved();
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    edge.send(Event::LogOut);
    assert!(edge.kept.is_empty());
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    assert_eq!(ask_again(&mut edge), None);
}

#[test]
fn a_host_that_is_not_asked_is_told_of_no_approval() {
    let mut edge = Edge::at_submit();
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    assert!(edge.kept.is_empty() && faults(&edge).iter().all(|fault| fault.approval.is_none()));
}

#[test]
fn what_a_second_tab_approved_under_the_same_key_is_told_and_the_firsts_intent_stays() {
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(asks_first()));
    edge.send(Event::Confirm);
    let Some((_, Task::Approve(proposal))) = edge.find(is_approve) else { panic!("the host is asked") };
    let first = journey::Intent { key: proposal.key.clone(), payment_reference: Some(reference("pay_1")), ..intent(NOW) };
    edge.stored = vec![first.clone()];
    approve(&mut edge, "pay_2");
    let ours = Approval { key: proposal.key, payment_reference: Some(reference("pay_2")) };
    assert_eq!(
        (sent(&edge), edge.kept.as_slice(), edge.stored.as_slice()),
        (first.approval(), [ours.clone()].as_slice(), [first].as_slice())
    );
    assert!(faults(&edge).iter().any(|fault| fault.approval.as_ref() == Some(&ours)));
}
