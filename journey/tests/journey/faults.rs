//! What the host is told about each failure there is.

use crate::fixtures::*;
use crate::harness::*;
use contract::{ProblemCode, Retry};
use journey::{Action, Event, Failure, Fault, Stage, StepName, Told, Trouble};

fn fault(failure: &Failure) -> Fault {
    Fault::new(&Trouble::of(failure, NOW), Stage::Packages, NOW)
}

#[test]
fn every_failure_has_a_code_an_action_and_a_verdict() {
    for (failure, code, action, recoverable) in [
        (Failure::Network, "network", "retry", true),
        (Failure::Timeout, "timeout", "retry", true),
        (Failure::Unreadable { status: 502 }, "internal", "retry", true),
        (Failure::NoToken, "session", "sign_in", true),
        (Failure::NoDecision, "not_approved", "retry", true),
    ] {
        let told = fault(&failure);
        assert_eq!(
            (told.code, told.action, told.recoverable, told.retry_after, told.diagnostics_id),
            (code, action, recoverable, None, None)
        );
    }
}

#[test]
fn every_code_of_the_bff_is_told_as_it_is() {
    for code in ProblemCode::ALL {
        let told = fault(&Failure::Problem(Box::new(problem(*code, 400, Retry::Never))));
        assert_eq!((told.code, told.diagnostics_id.as_deref()), (code.as_str(), Some("d-0019")));
        let action = match code {
            ProblemCode::NotFound | ProblemCode::SimNotEligible | ProblemCode::OrderOpen | ProblemCode::KeyReused => "choose_sim",
            ProblemCode::Unauthenticated | ProblemCode::SessionExpired | ProblemCode::TokenRejected => "sign_in",
            ProblemCode::OfferGone => "choose_package",
            ProblemCode::Repriced | ProblemCode::RateLimited | ProblemCode::ProviderUnavailable | ProblemCode::Unavailable => "retry",
            _ => "ask_shop",
        };
        assert_eq!((told.action, told.recoverable), (action, action != "ask_shop"), "{code:?}");
    }
}

#[test]
fn patience_is_told_in_seconds() {
    for code in [ProblemCode::RateLimited, ProblemCode::ProviderUnavailable, ProblemCode::Unavailable, ProblemCode::Internal] {
        let patient = contract::Problem { retry_after: Some(20), ..problem(code, 503, Retry::Later) };
        let trouble = Trouble::of(&Failure::Problem(Box::new(patient)), NOW);
        assert!(matches!(trouble.action, Action::WaitUntil(_)));
        let told = Fault::new(&trouble, Stage::Status, NOW.plus_seconds(5));
        assert_eq!((told.action, told.retry_after, told.recoverable), ("wait", Some(15), true), "{code:?}");
    }
}

#[test]
fn the_stage_is_what_could_not_be_done() {
    let failed = Failure::Problem(Box::new(problem(ProblemCode::Forbidden, 403, Retry::Never)));
    let stage = |mut edge: Edge, fits: &dyn Fn(&journey::Task) -> bool| {
        edge.end(fits, Err(failed.clone()));
        edge.told.iter().rev().find_map(|told| if let Told::Error(fault) = told { Some(fault.stage) } else { None })
    };
    let fresh = || {
        let mut edge = Edge::new(journey::Options::default());
        edge.settle(is_session);
        edge.settle(|task| matches!(task, journey::Task::OpenOrders | journey::Task::LoadIntents));
        edge
    };
    let at_packages = || {
        let mut edge = Edge::at_the_sims();
        edge.send(Event::SelectSim(lisbon().id));
        edge.send(Event::Continue);
        edge
    };
    let at_review = || {
        let mut edge = Edge::at_the_packages();
        edge.send(Event::SelectOffer(three().id));
        edge.send(Event::Continue);
        edge
    };
    let at_history = || {
        let mut edge = Edge::at_the_sims();
        edge.send(Event::ShowHistory(lisbon().id));
        assert_eq!(edge.step(), StepName::History);
        edge
    };
    assert_eq!(stage(Edge::new(journey::Options::default()), &is_session), Some(Stage::Session));
    assert_eq!(stage(fresh(), &|task| *task == journey::Task::Sims), Some(Stage::Sims));
    assert_eq!(stage(at_packages(), &is_offers), Some(Stage::Packages));
    assert_eq!(stage(at_review(), &is_offers), Some(Stage::Review));
    assert_eq!(stage(Edge::at_submit(), &is_place), Some(Stage::Submit));
    assert_eq!(stage(Edge::at_waiting(), &is_poll), Some(Stage::Status));
    assert_eq!(stage(at_history(), &|task| matches!(task, journey::Task::Packages(_))), Some(Stage::History));
}
