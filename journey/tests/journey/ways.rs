//! The way that is offered out of a trouble leads somewhere, whatever the BFF has said and whatever the host wants of the journey.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, Retry};
use journey::{Event, Failure, Moment, Options, Reply, Task, View};

fn is_packages(task: &Task) -> bool {
    matches!(task, Task::Packages(_))
}

/// Its name, the widget there, and the task that is about to fail.
type Place = (&'static str, Edge, fn(&Task) -> bool);

/// Every place where a trouble stands instead of what could not be had, up to the task that is about to fail.
fn places() -> Vec<Place> {
    let only = |view, iccid| Options { view, iccid, ..Options::default() };
    let mut packages = Edge::at_the_sims();
    packages.send(Event::SelectSim(lisbon().id));
    packages.send(Event::Continue);
    let mut history = Edge::at_the_sims();
    history.send(Event::ShowHistory(lisbon().id));
    let mut outcome = Edge::at_waiting();
    outcome.settle(is_poll);
    let mut named = Edge::new(only(View::History, Some(lisbon().iccid)));
    named.settle(|task| !is_packages(task));
    let mut chosen = Edge::new(only(View::History, None));
    chosen.settle(|_| true);
    chosen.send(Event::SelectSim(work().id));
    chosen.send(Event::Continue);
    let mut sims = Edge::new(Options::default());
    sims.settle(|task| *task != Task::Sims);
    let mut status = Edge::new(Options { order: Some(order(OrderStatus::Adding, 2).id), ..only(View::Status, None) });
    status.settle(|task| !is_poll(task));
    let mut bought = Edge::new(Options { order: Some(order(OrderStatus::Adding, 2).id), ..only(View::Status, None) });
    bought.settle(|task| !is_poll(task));
    bought.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Delivered, 5)))));
    vec![
        ("session", Edge::new(Options::default()), is_session),
        ("sims", sims, |task| *task == Task::Sims),
        ("packages", packages, is_offers),
        ("history", history, is_packages),
        ("outcome", outcome, is_packages),
        ("the history of a named SIM", named, is_packages),
        ("the history of a chosen SIM", chosen, is_packages),
        ("status", status, is_poll),
        ("a status that is final", bought, is_packages),
    ]
}

#[test]
fn every_way_out_of_a_trouble_changes_something() {
    let mut helpless = Vec::new();
    for code in ProblemCode::ALL {
        for (place, mut edge, task) in places() {
            edge.end(task, Err(Failure::Problem(Box::new(problem(*code, 409, Retry::Never)))));
            let Some(trouble) = edge.state.trouble() else { continue };
            let Some(event) = edge.state.way_out(trouble) else {
                helpless.push((place, code.as_str()));
                continue;
            };
            let words = format!("{event:?} after {code:?} of {place}");
            let (after, effects) = journey::step(edge.state.clone(), Moment { now: edge.now, dice: 0 }, event.into());
            assert!(after != edge.state || !effects.is_empty(), "{words} changes nothing");
        }
    }
    // Only where the shop alone can help, or where the host has named a SIM that there is nothing about.
    for (place, code) in helpless {
        let named = ["the history of a named SIM", "a status that is final"].contains(&place);
        assert!(code == "forbidden" || (place, code) == ("status", "not_found") || named, "no way out of {code} of {place}");
    }
}
