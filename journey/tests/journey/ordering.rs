//! An order: sent once, found again, never taken for failed.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, RejectionCode, Retry};
use journey::{Event, Failure, Options, Progress, Reason, Reply, Session, Step, StepName, Task, Told};

#[test]
fn nothing_is_sent_before_storage_has_answered() {
    let mut edge = Edge::at_review();
    edge.send(Event::Confirm);
    assert!(edge.find(is_store).is_some() && edge.find(is_place).is_none());
    edge.end(is_store, Err(Failure::Unreadable { status: 0 }));
    assert_eq!(edge.step(), StepName::Review, "an order that could not be recognised after a reload is not placed");
    assert!(edge.keys_sent().is_empty());
}

#[test]
fn a_double_click_is_one_order() {
    let mut edge = Edge::at_review();
    edge.send(Event::Confirm);
    edge.send(Event::Confirm);
    edge.settle(is_store);
    edge.send(Event::Confirm);
    edge.settle(|_| true);
    assert_eq!(edge.keys_sent().len(), 1);
}

#[test]
fn a_post_without_an_answer_is_sent_again_under_the_same_key() {
    let mut edge = Edge::at_submit();
    let internal = Failure::Problem(Box::new(problem(ProblemCode::Internal, 500, Retry::Never)));
    for failure in [Failure::Network, Failure::Timeout, Failure::Unreadable { status: 502 }, internal] {
        edge.end(is_place, Err(failure));
        assert_eq!(edge.step(), StepName::Submitting);
        edge.settle(is_rest);
    }
    let keys = edge.keys_sent();
    assert_eq!(keys.len(), 5);
    assert!(keys.iter().all(|key| *key == keys[0]));
    edge.settle(is_place);
    assert_eq!(edge.step(), StepName::Waiting);
}

#[test]
fn patience_that_the_bff_asks_for_is_kept() {
    let mut edge = Edge::at_submit();
    let busy = contract::Problem { retry_after: Some(90), ..problem(ProblemCode::RateLimited, 429, Retry::Later) };
    edge.refuse(is_place, busy);
    let Some((_, Task::Rest { ms })) = edge.find(is_rest) else { panic!("{:?}", edge.running) };
    assert_eq!(ms, 90_000);
    edge.send(Event::TryAgain);
    assert!(edge.find(is_place).is_none(), "not even the person may be quicker");
}

#[test]
fn a_definite_refusal_leads_back_and_the_next_order_has_another_key() {
    for (code, status, step) in [
        (ProblemCode::OfferGone, 422, StepName::ChoosePackage),
        (ProblemCode::SimNotEligible, 422, StepName::ChooseSim),
        (ProblemCode::Repriced, 409, StepName::Review),
        (ProblemCode::ShopCannot, 503, StepName::Review),
        (ProblemCode::KeyReused, 422, StepName::ChooseSim),
    ] {
        let mut edge = Edge::at_submit();
        edge.refuse(is_place, problem(code, status, Retry::AfterChange));
        assert_eq!(edge.step(), step, "{code:?}");
        assert!(edge.state.trouble().is_some() && edge.stored.is_empty(), "{code:?}");
    }
    let mut edge = Edge::at_submit();
    edge.refuse(is_place, problem(ProblemCode::Repriced, 409, Retry::AfterChange));
    edge.settle(|_| true);
    edge.send(Event::Confirm);
    edge.settle(is_store);
    let keys = edge.keys_sent();
    assert!(keys.len() == 2 && keys[0] != keys[1], "another body under the same key would be refused: {keys:?}");
}

#[test]
fn an_order_that_is_under_way_elsewhere_is_shown_instead_of_a_second_one() {
    // "Later" is what the BFF says: sent again and again, it would be a second order as soon as the first one is over.
    for retry in [Retry::Later, Retry::AfterChange] {
        let mut edge = Edge::at_submit();
        edge.open = vec![order(OrderStatus::Adding, 3)];
        edge.refuse(is_place, problem(ProblemCode::OrderOpen, 409, retry));
        edge.settle(|task| *task == Task::OpenOrders);
        let Step::Waiting(waiting) = &edge.state.step else { panic!("{retry:?}: {:?}", edge.state.step) };
        assert_eq!(waiting.order.status, OrderStatus::Adding);
        assert!(edge.stored.is_empty());
    }
}

#[test]
fn an_ended_session_is_renewed_once_and_the_same_order_is_sent_with_the_same_key() {
    let mut edge = Edge::at_submit();
    edge.refuse(is_place, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    assert_eq!(edge.state.session, Session::Opening(Reason::Expired));
    assert!(edge.find(is_place).is_none());
    edge.settle(is_session);
    let keys = edge.keys_sent();
    assert!(keys.len() == 2 && keys[0] == keys[1]);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::Outcome);
}

#[test]
fn a_reload_in_the_middle_of_an_order_shows_it_again() {
    let mut edge = Edge::with_storage(Options::default(), vec![intent(NOW)]);
    edge.open = vec![order(OrderStatus::Checking, 4)];
    edge.settle(|task| !is_poll(task));
    let Step::Waiting(waiting) = &edge.state.step else { panic!("{:?}", edge.state.step) };
    assert_eq!((waiting.order.version, waiting.placed.clone().map(|placed| placed.key)), (4, Some(key(900))));
    edge.settle(|_| true);
    assert!(edge.stored.is_empty());
}

#[test]
fn a_reload_before_the_answer_asks_with_the_same_key() {
    let mut edge = Edge::with_storage(Options::default(), vec![intent(NOW)]);
    edge.settle(|task| !is_place(task));
    assert_eq!((edge.step(), edge.keys_sent()), (StepName::Submitting, vec![key(900)]));
}

#[test]
fn an_order_that_ended_while_the_page_was_closed_shows_its_outcome() {
    let known = journey::Intent { order: Some(order(OrderStatus::Received, 1).id), ..intent(NOW) };
    let mut edge = Edge::with_storage(Options::default(), vec![known]);
    edge.settle(|_| true);
    assert!(edge.step() == StepName::Outcome && edge.stored.is_empty() && edge.keys_sent().is_empty());
}

#[test]
fn an_old_intent_is_never_ordered_behind_the_customers_back() {
    let old = contract::Timestamp::from_unix_seconds(NOW.unix_seconds() - 601);
    let mut edge = Edge::with_storage(Options::default(), vec![intent(old)]);
    edge.settle(|_| true);
    assert!(edge.step() == StepName::ChooseSim && edge.keys_sent().is_empty() && edge.stored.is_empty());
}

#[test]
fn a_second_tab_follows_the_order_of_the_first() {
    let mut edge = Edge::at_review();
    edge.stored = vec![intent(NOW)];
    edge.send(Event::Confirm);
    edge.settle(is_store);
    assert_eq!(edge.keys_sent(), vec![key(900)]);
}

#[test]
fn a_tab_that_was_closed_long_ago_does_not_stand_in_the_way() {
    let mut edge = Edge::at_review();
    edge.stored = vec![intent(contract::Timestamp::from_unix_seconds(NOW.unix_seconds() - 3_600))];
    edge.send(Event::Confirm);
    edge.settle(is_store);
    assert_eq!(edge.keys_sent().len(), 1);
    assert_ne!(edge.keys_sent(), vec![key(900)]);
}

#[test]
fn a_hidden_or_offline_page_asks_nothing_and_asks_at_once_on_return() {
    for (away, back) in [(Event::Visible(false), Event::Visible(true)), (Event::Online(false), Event::Online(true))] {
        let mut edge = Edge::at_waiting();
        edge.end(is_poll, Err(Failure::Network));
        edge.send(away.clone());
        assert!(edge.running.is_empty(), "{away:?}");
        edge.send(back);
        assert!(matches!(edge.find(is_poll), Some((_, Task::Order { after: None, .. }))), "{away:?}");
    }
}

#[test]
fn a_hidden_page_still_finishes_the_post_that_the_customer_has_asked_for() {
    let mut edge = Edge::at_submit();
    edge.send(Event::Visible(false));
    assert!(edge.find(is_place).is_some());
}

#[test]
fn a_long_poll_that_does_not_wait_is_not_asked_in_a_storm() {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Received, 1)))));
    assert!(edge.find(is_rest).is_some() && edge.find(is_poll).is_none());
    edge.settle(is_rest);
    edge.now = contract::Timestamp::from_unix_seconds(NOW.unix_seconds() + 20);
    edge.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Received, 1)))));
    assert!(edge.find(is_poll).is_some(), "one that has waited goes on at once");
}

#[test]
fn an_older_version_changes_nothing() {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Adding, 3)))));
    edge.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Received, 2)))));
    assert!(matches!(&edge.state.step, Step::Waiting(waiting) if waiting.order.version == 3));
}

#[test]
fn a_sim_with_an_order_under_way_leads_to_that_order() {
    let mut edge = Edge::at_waiting();
    edge.open = vec![order(OrderStatus::Received, 1)];
    edge.send(Event::TopUpAnother);
    edge.settle(|_| true);
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    assert_eq!(edge.step(), StepName::Waiting);
}

#[test]
fn a_rejection_says_so_and_leads_to_the_packages_or_once_more_to_review() {
    let refused = || {
        let mut edge = Edge::at_waiting();
        edge.end(is_poll, Ok(Reply::Order(Box::new(rejected(RejectionCode::Repriced, Retry::AfterChange)))));
        assert!(edge.told.iter().any(|told| matches!(told, Told::Failed { rejection: Some(RejectionCode::Repriced), .. })));
        assert!(edge.stored.is_empty());
        edge
    };
    let mut edge = refused();
    edge.send(Event::ChooseAnotherPackage);
    assert_eq!((edge.step(), edge.shown_sim()), (StepName::ChoosePackage, Some(lisbon().id)));
    let mut edge = refused();
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    edge.send(Event::Confirm);
    edge.settle(is_store);
    let keys = edge.keys_sent();
    assert!(keys.len() == 2 && keys[0] != keys[1], "a new order is a new intent");
}

#[test]
fn pauses_grow_and_never_exceed_half_a_minute() {
    let mut edge = Edge::at_waiting();
    let mut pauses = Vec::new();
    for _ in 0..10 {
        edge.end(is_poll, Err(Failure::Network));
        let Step::Waiting(journey::Waiting { progress: Progress::Resting { ms }, .. }) = edge.state.step else { panic!() };
        pauses.push(ms);
        edge.settle(is_rest);
    }
    assert!(pauses.is_sorted() && pauses[0] >= 500 && pauses[9] <= 30_000, "{pauses:?}");
}

#[test]
fn patience_beyond_all_measure_is_no_storm_and_no_farewell() {
    for seconds in [3_600, 2_200_000, 4_000_000, u32::MAX] {
        let mut edge = Edge::at_submit();
        edge.refuse(is_place, contract::Problem { retry_after: Some(seconds), ..problem(ProblemCode::RateLimited, 429, Retry::Later) });
        assert_eq!(edge.find(is_rest).map(|(_, task)| task), Some(Task::Rest { ms: 3_600_000 }), "{seconds}");
    }
}

#[test]
fn a_wait_is_counted_by_the_clock_of_the_one_who_waits() {
    for skew in [-7_200, 7_200] {
        let at = NOW.plus_seconds(skew);
        let far = |status, version| contract::Order { placed_at: at, updated_at: at, ..order(status, version) };
        let since = |edge: &Edge| if let Step::Waiting(waiting) = &edge.state.step { Some(waiting.since) } else { None };
        let mut edge = Edge::at_submit();
        edge.end(is_place, Ok(Reply::Order(Box::new(far(OrderStatus::Received, 1)))));
        assert_eq!(since(&edge), Some(NOW), "the shop's clock is another one");
        let mut edge = edge.reloaded();
        edge.open = vec![far(OrderStatus::Adding, 2)];
        edge.settle(|task| !is_poll(task));
        assert_eq!(since(&edge), Some(NOW));
        let mut elsewhere = Edge::new(Options::default());
        elsewhere.open = vec![far(OrderStatus::Adding, 2)];
        elsewhere.settle(|task| !is_poll(task));
        assert_eq!(since(&elsewhere), Some(at), "what another device has ordered is known by the shop's clock only");
    }
}

/// Left alone while it was under way, and the SIMs are shown again.
fn left_alone() -> Edge {
    let mut edge = Edge::at_waiting();
    edge.open = vec![order(OrderStatus::Received, 1)];
    edge.send(Event::TopUpAnother);
    edge
}

#[test]
fn an_order_that_ended_unseen_is_not_shown_for_the_next_one() {
    let mut edge = left_alone();
    edge.now = NOW.plus_seconds(60);
    edge.open = Vec::new();
    edge.settle(|_| true);
    for event in [Event::SelectSim(lisbon().id), Event::Continue, Event::SelectOffer(ten().id), Event::Continue, Event::Confirm] {
        edge.send(event);
        edge.settle(|task| !is_place(task));
    }
    let keys = edge.keys_sent();
    assert!(keys.len() == 2 && keys[0] != keys[1], "the new one is sent: {keys:?}, {:?}", edge.step());
    assert!(edge.stored.len() == 1 && edge.kept.is_empty(), "what has become an order was not approved in vain");
}

#[test]
fn an_order_that_another_tab_has_placed_since_is_followed_even_where_it_is_over_and_nobody_has_seen_that() {
    let mut edge = Edge::at_review();
    edge.now = NOW.plus_seconds(60);
    edge.stored = vec![journey::Intent { order: Some(order(OrderStatus::Received, 1).id), ..intent(NOW.plus_seconds(30)) }];
    edge.send(Event::Confirm);
    edge.settle(|_| true);
    assert_eq!((edge.step(), edge.keys_sent()), (StepName::Outcome, vec![]), "one that a hidden tab has bought is not bought again unseen");
}

#[test]
fn an_order_that_was_left_and_looked_at_again_leaves_nothing_behind() {
    let mut edge = left_alone();
    edge.settle(|_| true);
    edge.send(Event::FollowOrder(order(OrderStatus::Received, 1).id));
    edge.settle(|_| true);
    assert_eq!((edge.step(), edge.stored.as_slice()), (StepName::Outcome, [].as_slice()), "the next visit would begin with it");
}

#[test]
fn two_tabs_under_one_key_send_one_body() {
    let held = journey::Intent { payment_reference: Some("pay_2".parse().unwrap()), ..intent(NOW) };
    let mut edge = Edge::at_review();
    edge.send(Event::Confirm);
    let Some((_, Task::StoreIntent(ours))) = edge.find(is_store) else { panic!("{:?}", edge.running) };
    let held = journey::Intent { key: ours.key, ..held };
    edge.stored = vec![held.clone()];
    edge.settle(is_store);
    let Some((_, Task::Place(key, body))) = edge.find(is_place) else { panic!("{:?}", edge.running) };
    assert_eq!((key, *body), (held.key.clone(), held.body()));
    assert_eq!(edge.stored, [held], "and it stays for a reload");
}
