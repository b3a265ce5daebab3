//! A session is renewed before it ends, one at a time, and never in the way of an order; and it ends when the host says so.

use crate::fixtures::*;
use crate::harness::*;
use contract::{ProblemCode, Retry, Timestamp};
use journey::{Event, Failure, Opened, Options, Reason, Reply, Session, Step, StepName, Task, Told};

fn is_age(task: &Task) -> bool {
    matches!(task, Task::Age(_))
}

/// A session that lasts for that many seconds from now.
fn lasting(edge: &Edge, seconds: i64) -> Reply {
    Reply::Session(Opened { expires_at: edge.now.plus_seconds(seconds), ..opened() })
}

/// At the SIMs, in a session of ten minutes.
fn short() -> Edge {
    let mut edge = Edge::new(Options::default());
    let reply = lasting(&edge, 600);
    edge.end(is_session, Ok(reply));
    edge.settle(|_| true);
    edge
}

fn later(edge: &mut Edge, seconds: i64) {
    edge.now = edge.now.plus_seconds(seconds);
    if edge.find(is_age).is_some() {
        edge.end(is_age, Ok(Reply::Rested));
    } else {
        edge.send(Event::Tick);
    }
}

fn reasons(edge: &Edge) -> Vec<Reason> {
    edge.started.iter().filter_map(|task| if let Task::OpenSession(reason) = task { Some(*reason) } else { None }).collect()
}

#[test]
fn it_is_renewed_a_minute_before_its_end_and_serves_until_the_new_one_is_there() {
    let mut edge = short();
    assert_eq!(edge.find(is_age).map(|(_, task)| task), Some(Task::Age(NOW.plus_seconds(540))));
    later(&mut edge, 540);
    assert_eq!(reasons(&edge), [Reason::Initial, Reason::Expiring]);
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.settle(is_offers);
    assert!(matches!(edge.state.session, Session::Open(_)) && edge.step() == StepName::ChoosePackage);
    let reply = lasting(&edge, 600);
    edge.end(is_session, Ok(reply));
    assert_eq!(edge.find(is_age).map(|(_, task)| task), Some(Task::Age(NOW.plus_seconds(1_080))));
}

#[test]
fn a_timer_that_rings_early_is_set_again() {
    let mut edge = short();
    edge.end(is_age, Ok(Reply::Rested));
    assert!(edge.find(is_age).is_some() && reasons(&edge) == [Reason::Initial]);
}

#[test]
fn nobody_looks_so_nothing_is_renewed_until_somebody_does() {
    for (away, back) in [(Event::Visible(false), Event::Visible(true)), (Event::Online(false), Event::Online(true))] {
        let mut edge = short();
        edge.send(away);
        assert!(edge.find(is_age).is_none());
        later(&mut edge, 590);
        assert_eq!(reasons(&edge), [Reason::Initial]);
        edge.send(back);
        assert_eq!(reasons(&edge), [Reason::Initial, Reason::Expiring]);
    }
}

#[test]
fn an_order_that_is_being_sent_is_neither_interrupted_nor_kept_waiting() {
    let mut edge = Edge::at_review();
    // A clock that jumps: the session is in its last minute now.
    edge.now = NOW.plus_days(1).plus_seconds(-30);
    edge.send(Event::Confirm);
    edge.settle(is_store);
    assert!(edge.find(is_place).is_some() && edge.find(is_session).is_none(), "{:?}", edge.running);
    edge.settle(is_place);
    assert!(edge.find(is_session).is_some() && edge.find(is_poll).is_some(), "then it is renewed, beside the wait");

    let mut edge = Edge::at_review();
    edge.now = NOW.plus_days(1).plus_seconds(-30);
    edge.send(Event::Tick);
    assert!(edge.find(is_session).is_some());
    edge.send(Event::Confirm);
    assert!(edge.find(is_session).is_none(), "one that has begun makes room");
}

#[test]
fn a_renewal_that_fails_ends_nothing() {
    let mut edge = short();
    later(&mut edge, 540);
    let told = edge.told.len();
    edge.end(is_session, Err(Failure::NoToken));
    assert!(matches!(edge.state.session, Session::Open(_)) && edge.step() == StepName::ChooseSim);
    assert_eq!(edge.told.len(), told);
    later(&mut edge, 10);
    assert_eq!(reasons(&edge).len(), 2, "the host is not asked over and over: the BFF will say when it is over");
}

#[test]
fn one_refusal_while_a_renewal_is_under_way_starts_no_second() {
    let mut edge = short();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    later(&mut edge, 541);
    edge.refuse(is_offers, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    assert_eq!(reasons(&edge), [Reason::Initial, Reason::Expiring]);
    assert!(edge.find(is_offers).is_none(), "it waits for the session");
    edge.settle(is_session);
    assert!(edge.find(is_offers).is_some());
}

#[test]
fn a_clock_that_is_wrong_makes_no_storm_of_sessions() {
    for seconds in [-86_400, 0, 19] {
        let mut edge = Edge::new(Options::default());
        let reply = lasting(&edge, seconds);
        edge.end(is_session, Ok(reply));
        edge.settle(|_| true);
        later(&mut edge, 100);
        assert_eq!(reasons(&edge), [Reason::Initial], "{seconds} s");
    }
    let mut edge = Edge::new(Options::default());
    let reply = lasting(&edge, 40);
    edge.end(is_session, Ok(reply));
    assert_eq!(edge.find(is_age).map(|(_, task)| task), Some(Task::Age(NOW.plus_seconds(20))), "a short one at half of its time");
}

#[test]
fn who_is_signed_out_sees_nothing_of_before_and_an_order_goes_on_without_them() {
    let mut edge = Edge::at_waiting();
    assert!(!edge.stored.is_empty() && edge.watched.is_some());
    edge.send(Event::LogOut);
    assert!(edge.running.is_empty() && edge.stored.is_empty() && edge.watched.is_none());
    assert_eq!(edge.step(), StepName::Stopped);
    assert!(edge.state.sims.value().is_none() && edge.state.order().is_none());
    let told = edge.told.last();
    assert!(matches!(told, Some(Told::Error(fault)) if fault.code == "session" && fault.action == "sign_in"), "{told:?}");
    edge.now = Timestamp::from_unix_seconds(edge.now.unix_seconds() + 60);
    edge.send(Event::Tick);
    assert!(edge.running.is_empty(), "nobody is signed in again unasked");
    edge.send(Event::TryAgain);
    assert_eq!(reasons(&edge), [Reason::Initial, Reason::Initial]);
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChooseSim);
}

fn signed_out() -> Edge {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.refuse(is_offers, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    edge.end(is_session, Err(Failure::NoToken));
    assert!(matches!(edge.state.session, Session::Lost(_)));
    edge
}

#[test]
fn who_goes_on_without_a_session_is_asked_for_one_and_gets_an_answer() {
    for onward in [Event::Continue, Event::ShowHistory(lisbon().id)] {
        for signs_in in [false, true] {
            let mut edge = signed_out();
            for event in [Event::Back, onward.clone()] {
                edge.send(event);
                if !signs_in {
                    edge.end(is_session, Err(Failure::NoToken));
                }
            }
            edge.settle(|_| true);
            let loads = match &edge.state.step {
                Step::ChoosePackage(choose) => choose.offers.is_loading(),
                Step::History(history) => history.packages.is_loading(),
                _ => false,
            };
            assert!(!loads, "nobody waits before a skeleton for ever: {:?}", edge.state.step);
            assert_eq!(edge.state.trouble().is_none(), signs_in, "{onward:?}");
        }
    }
}

#[test]
fn who_was_offline_at_the_start_goes_on_when_they_are_back() {
    let mut edge = Edge::new(Options::default());
    edge.send(Event::Online(false));
    edge.end(is_session, Err(Failure::Network));
    let told = edge.told.last();
    assert!(
        matches!(told, Some(Told::Error(fault)) if (fault.code, fault.stage.as_str(), fault.action) == ("network", "session", "retry")),
        "{told:?}"
    );
    edge.send(Event::Online(true));
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChooseSim);
}

#[test]
fn an_order_under_way_gets_a_new_session_by_itself_when_only_the_connection_was_missing() {
    let mut edge = Edge::at_waiting();
    edge.refuse(is_poll, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    edge.end(is_session, Err(Failure::Network));
    edge.settle(|task| is_rest(task) || is_session(task));
    assert!(edge.find(is_poll).is_some(), "{:?}", edge.running);
}

#[test]
fn what_was_asked_for_in_another_customers_session_is_answered_to_nobody() {
    let others = |task: &Task| !matches!(task, Task::Sims | Task::OpenOrders);
    let mut edge = Edge::new(Options::default());
    let reply = lasting(&edge, 600);
    edge.end(is_session, Ok(reply));
    edge.settle(others);
    let asked: Vec<_> = edge.running.iter().filter(|(_, task)| !others(task)).cloned().collect();
    assert_eq!(asked.len(), 2);
    later(&mut edge, 541);
    edge.end(is_session, Ok(Reply::Session(opened_for("customer-8"))));
    for (ticket, task) in asked {
        let reply = edge.good(&task);
        edge.put(journey::Input::Done(ticket, Ok(reply)));
    }
    assert!(
        edge.state.sims.value().is_none() && edge.step() == StepName::Starting,
        "the SIMs of the customer before: {:?}",
        edge.state.step
    );
    edge.settle(|_| true);
    assert_eq!(edge.step(), StepName::ChooseSim, "each is asked for anew");
}

#[test]
fn an_order_that_is_being_sent_goes_on_as_soon_as_its_customer_is_signed_in_again() {
    let mut edge = Edge::at_submit();
    edge.refuse(is_place, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
    edge.end(is_session, Err(Failure::NoToken));
    edge.settle(is_rest);
    assert!(edge.running.is_empty() && edge.step() == StepName::Submitting, "{:?}", edge.running);
    edge.send(Event::TryAgain);
    edge.settle(|_| true);
    let keys = edge.keys_sent();
    assert!(keys.len() == 2 && keys[0] == keys[1] && edge.step() == StepName::Outcome, "{keys:?}");
}

#[test]
fn an_order_that_is_being_sent_waits_for_no_button_where_the_shop_has_troubles_of_its_own() {
    for (code, status) in [(ProblemCode::ShopCannot, 503), (ProblemCode::Forbidden, 403), (ProblemCode::Internal, 500)] {
        let mut edge = Edge::at_submit();
        edge.refuse(is_place, problem(ProblemCode::SessionExpired, 401, Retry::AfterChange));
        edge.refuse(is_session, problem(code, status, Retry::Never));
        assert!(edge.find(is_session).is_none(), "not at once");
        edge.settle(|task| is_rest(task) || is_session(task));
        assert!(edge.find(is_place).is_some(), "{code:?}: {:?}", edge.running);
    }
}
