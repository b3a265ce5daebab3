//! The host is asked before an order is sent.

use crate::fixtures::*;
use crate::harness::*;
use contract::{IdempotencyKey, PaymentReference, ProblemCode, Retry};
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

/// The key that the host is asked under.
fn asked_under(edge: &Edge) -> IdempotencyKey {
    let Some((_, Task::Approve(proposal))) = edge.find(is_approve) else { panic!("the host is asked: {:?}", edge.step()) };
    proposal.key
}

#[test]
fn a_page_that_was_left_to_pay_asks_about_the_same_order_under_the_same_key() {
    let before = asked();
    let key = asked_under(&before);
    let mut edge = before.reloaded();
    edge.settle(|task| !is_approve(task));
    assert!(edge.keys_sent().is_empty() && edge.step() == StepName::ChooseSim, "nothing is sent or asked before the customer says so");
    edge.ask_the_host(&three().id);
    assert_eq!(asked_under(&edge), key);
    decide(&mut edge, Decision::Approve(Some(paid())));
    edge.settle(|_| true);
    assert_eq!((edge.step(), edge.keys_sent()), (StepName::Outcome, vec![key.clone()]));
    assert!(edge.asked.is_empty());
    edge.send(Event::TopUpAnother);
    edge.ask_the_host(&three().id);
    assert_ne!(asked_under(&edge), key, "what was ordered is ordered: the same again is another order");
}

#[test]
fn who_looks_elsewhere_while_the_host_is_silent_asks_about_the_same_under_the_same_key() {
    let mut edge = asked();
    let key = asked_under(&edge);
    for leave in [true, false] {
        if leave {
            edge.send(Event::Back);
        } else {
            edge.end(is_approve, Err(Failure::Timeout));
        }
        edge.settle(|_| true);
        edge.send(Event::Back);
        edge.send(Event::Back);
        edge.ask_the_host(&three().id);
        assert_eq!(asked_under(&edge), key);
    }
    edge.send(Event::Back);
    edge.send(Event::Back);
    edge.send(Event::Back);
    edge.ask_the_host(&ten().id);
    assert_ne!(asked_under(&edge), key, "another package is another order");
}

#[test]
fn the_hosts_own_word_and_an_hour_settle_what_it_was_asked_about() {
    for decision in [Decision::Cancel, Decision::Reject("The card was declined.".to_owned())] {
        let mut before = asked();
        let key = asked_under(&before);
        decide(&mut before, decision);
        let mut edge = before.reloaded();
        edge.ask_the_host(&three().id);
        assert_ne!(asked_under(&edge), key);
    }
    let before = asked();
    let key = asked_under(&before);
    let mut edge = before.reloaded();
    edge.now = NOW.plus_seconds(3_600);
    edge.ask_the_host(&three().id);
    assert_ne!(asked_under(&edge), key, "a key that the host can do nothing with stands in the way for no longer");
}

#[test]
fn another_price_is_asked_about_under_another_key() {
    let mut edge = asked();
    let key = asked_under(&edge);
    edge.send(Event::Back);
    let dearer = contract::Offer { price: money(1_250), ..three() };
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![dearer]))));
    edge.settle(|_| true);
    edge.send(Event::Confirm);
    assert_ne!(asked_under(&edge), key, "a payment that is asked for twice under one key must be the same payment");
    assert_eq!(edge.asked.len(), 2, "and the other may have been paid");
}

#[test]
fn who_was_sent_away_to_pay_for_one_package_and_looks_at_another_does_not_pay_for_the_first_again() {
    let before = asked();
    let key = asked_under(&before);
    let mut edge = before.reloaded();
    edge.ask_the_host(&ten().id);
    let other = asked_under(&edge);
    decide(&mut edge, Decision::Cancel);
    edge.settle(|_| true);
    edge.send(Event::Back);
    edge.send(Event::Back);
    edge.ask_the_host(&three().id);
    assert_eq!((asked_under(&edge) == key, other == key), (true, false), "its key waits for it, whatever was asked about since");
}

#[test]
fn what_another_tab_was_answered_settles_nothing_of_ours() {
    let mut edge = asked();
    edge.asked.push(journey::Intent { offer: ten(), ..intent(NOW) });
    decide(&mut edge, Decision::Approve(Some(paid())));
    edge.settle(|_| true);
    assert_eq!(edge.asked.iter().map(|asked| asked.key.clone()).collect::<Vec<_>>(), [crate::harness::key(900)]);
}

#[test]
fn what_was_asked_long_ago_is_forgotten() {
    let mut edge = asked().reloaded();
    edge.now = NOW.plus_seconds(3_600);
    edge.ask_the_host(&ten().id);
    assert_eq!(edge.asked.len(), 1, "{:?}", edge.asked);
}
