//! Parts of the journey, for a shop that wants no more of it: only a history, only a status.

use super::*;
use contract::Iccid;
use journey::View;

fn history(iccid: Option<Iccid>) -> Options {
    Options { iccid, view: View::History, ..Options::default() }
}

fn status() -> Options {
    Options { order: Some(order(OrderStatus::Adding, 2).id), view: View::Status, ..Options::default() }
}

/// As far as the order that is asked for, and what becomes of that.
fn asked(options: Options, answer: Result<Order, Failure>) -> Edge {
    let mut edge = Edge::new(options);
    edge.settle(|task| !is_poll(task));
    edge.end(is_poll, answer.map(|order| Reply::Order(Box::new(order))));
    edge.settle(|task| !is_poll(task));
    edge
}

fn settled(mut edge: Edge) -> Edge {
    edge.settle(|_| true);
    edge
}

pub(super) fn all() -> Vec<Shown> {
    let mut choosing = settled(Edge::new(history(None)));
    choosing.send(Event::SelectSim(work().id));
    let mut chosen = settled(Edge::new(history(None)));
    chosen.send(Event::SelectSim(work().id));
    chosen.send(Event::Continue);
    let sent = [StageName::Received, StageName::Reserved, StageName::Sent];
    let absent = Failure::Problem(Box::new(problem(ProblemCode::NotFound, 404, Retry::Never)));
    vec![
        shown("only-history", settled(Edge::new(history(Some(lisbon().iccid))))),
        shown("only-history-choosing", choosing),
        shown("only-history-chosen", settled(chosen)),
        shown("only-status-waiting", asked(status(), Ok(staged(OrderStatus::Adding, &sent)))),
        shown("only-status-added", asked(status(), Ok(order(OrderStatus::Delivered, 5)))),
        shown("only-status-rejected", asked(status(), Ok(rejected(RejectionCode::PurchaseLimit, Retry::AfterChange)))),
        shown("only-status-absent", asked(status(), Err(absent))),
        shown("only-status-lost", asked(status(), Err(Failure::Network))),
        shown("only-status-nameless", settled(Edge::new(Options { order: None, ..status() }))),
    ]
}
