//! The host is asked before an order is sent.

use crate::fixtures::*;
use crate::harness::*;
use contract::{PaymentReference, ProblemCode, Retry};
use journey::{Action, Decision, Event, Failure, Input, Options, Price, Reply, Stage, Step, StepName, Task, Told, TroubleKind};

fn is_approve(task: &Task) -> bool {
    matches!(task, Task::Approve(_))
}

/// As far as the question to the host.
fn asked() -> Edge {
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(Options { approval: true, ..Options::default() }));
    assert_eq!(edge.step(), StepName::Review, "a host that asks to be asked takes nothing off the screen");
    edge.send(Event::Confirm);
    assert_eq!(edge.step(), StepName::Approving);
    edge
}

fn paid() -> PaymentReference {
    "pi_3NkqbT2eZvKYlo2C".parse().unwrap()
}

fn decide(edge: &mut Edge, decision: Decision) {
    edge.end(is_approve, Ok(Reply::Decided(decision)));
}

#[test]
fn nothing_is_sent_or_stored_before_the_host_has_approved() {
    let edge = asked();
    assert!(edge.keys_sent().is_empty() && edge.stored.is_empty());
    let Some((_, Task::Approve(proposal))) = edge.find(is_approve) else { panic!("the host is asked") };
    assert_eq!((proposal.offer, proposal.sim_tail.as_str()), (three(), "0872"));
    assert_eq!(edge.running.iter().filter(|(_, task)| is_approve(task)).count(), 1);
}

#[test]
fn the_reference_is_stored_and_goes_with_every_send_of_that_key() {
    let mut edge = asked();
    decide(&mut edge, Decision::Approve(Some(paid())));
    assert!(edge.find(is_store).is_some() && edge.keys_sent().is_empty(), "stored first");
    edge.settle(is_store);
    assert_eq!(edge.stored.first().and_then(|intent| intent.payment_reference.clone()), Some(paid()));
    edge.end(is_place, Err(Failure::Network));
    edge.settle(is_rest);
    let sent: Vec<_> =
        edge.started.iter().filter_map(|task| if let Task::Place(key, body) = task { Some((key, body)) } else { None }).collect();
    assert!(sent.len() == 2 && sent.iter().all(|(_, body)| body.payment_reference == Some(paid())));

    let mut after_a_reload = Edge::with_storage(Options { approval: true, ..Options::default() }, edge.stored.clone());
    after_a_reload.settle(|task| !is_place(task));
    let keys = edge.keys_sent();
    let Some((_, Task::Place(key, body))) = after_a_reload.find(is_place) else { panic!("it is sent again, without asking again") };
    assert_eq!((Some(&key), body.payment_reference), (keys.first(), Some(paid())));
}

#[test]
fn a_host_that_has_no_such_function_is_not_asked() {
    let edge = Edge::at_submit();
    assert!(!edge.started.iter().any(is_approve) && edge.find(is_place).is_some());
}

#[test]
fn a_customer_who_changes_their_mind_is_back_at_review_and_nothing_is_said() {
    for cancel in [true, false] {
        let mut edge = asked();
        let told = edge.told.len();
        if cancel {
            decide(&mut edge, Decision::Cancel);
        } else {
            edge.send(Event::Back);
            assert!(edge.find(is_approve).is_none(), "the host hears that it is over");
        }
        let Step::Review(review) = &edge.state.step else { panic!("{:?}", edge.step()) };
        assert_eq!((&review.notice, &review.price), (&None, &Price::Checking), "a price that was left alone is checked again");
        assert!(!edge.told.iter().skip(told).any(|told| matches!(told, Told::Error(_))));
        assert!(edge.keys_sent().is_empty() && edge.stored.is_empty());
    }
}

#[test]
fn a_refusal_is_shown_in_the_hosts_own_words() {
    let mut edge = asked();
    decide(&mut edge, Decision::Reject("The card was declined.".to_owned()));
    edge.settle(is_offers);
    let Step::Review(review) = &edge.state.step else { panic!("{:?}", edge.step()) };
    let notice = review.notice.as_ref().unwrap();
    assert_eq!(
        (notice.kind, notice.action, notice.said.as_deref()),
        (TroubleKind::NotApproved, Action::TryAgain, Some("The card was declined."))
    );
    assert!(
        edge.told.iter().any(|told| matches!(told, Told::Error(fault) if fault.code == "not_approved" && fault.stage == Stage::Submit))
    );
    edge.send(Event::Confirm);
    assert_eq!(edge.step(), StepName::Approving, "and may be tried again");
}

#[test]
fn a_host_that_throws_or_never_answers_leads_back_kindly() {
    for (failure, code) in [(Failure::NoDecision, "not_approved"), (Failure::Timeout, "timeout")] {
        let mut edge = asked();
        let (ticket, _) = edge.find(is_approve).unwrap();
        edge.finish(ticket, Err(failure));
        edge.settle(is_offers);
        let trouble = edge.state.trouble().map(|trouble| (trouble.kind, trouble.code));
        assert_eq!(trouble, Some((TroubleKind::NotApproved, code)), "the customer reads that nothing was ordered");
        edge.put(Input::Done(ticket, Ok(Reply::Decided(Decision::Approve(Some(paid()))))));
        assert_eq!(edge.step(), StepName::Review, "what it says later is not heard");
        assert!(edge.keys_sent().is_empty());
    }
}

#[test]
fn an_order_that_the_bff_refuses_is_asked_about_again_under_another_key() {
    let mut edge = asked();
    decide(&mut edge, Decision::Approve(Some(paid())));
    edge.settle(is_store);
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    edge.settle(|task| !is_approve(task));
    edge.send(Event::Confirm);
    decide(&mut edge, Decision::Approve(None));
    edge.settle(is_store);
    let sent = edge.keys_sent();
    assert!(sent.len() == 2 && sent.first() != sent.last(), "{sent:?}");
}
