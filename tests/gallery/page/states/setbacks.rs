//! What comes between: a shop that does not approve, a browser that stores nothing, a network that goes and comes.

use super::*;
use journey::Decision;

/// Back at the review of the first package, after the shop has said that.
fn decided(answer: Result<Decision, Failure>) -> Edge {
    let mut edge = to_review(Edge::new(Options { approval: true, ..Options::default() }));
    edge.send(Event::Confirm);
    edge.settle(|task| !matches!(task, Task::Approve(_)));
    edge.end(|task| matches!(task, Task::Approve(_)), answer.map(Reply::Decided));
    edge.settle(|_| true);
    edge
}

fn sent(mut edge: Edge, events: impl IntoIterator<Item = Event>) -> Edge {
    events.into_iter().for_each(|event| edge.send(event));
    edge
}

fn waiting() -> Edge {
    waiting_for(staged(OrderStatus::Adding, &[StageName::Received, StageName::Reserved, StageName::Sent]))
}

/// The history asked for once more, which failed: what was there stays.
fn stale_history(as_of: Option<Timestamp>) -> Edge {
    let mut edge = sent(history_with(Ok(Packages { as_of, ..packages(&lisbon()) })), [Event::TryAgain]);
    edge.end(|task| matches!(task, Task::Packages(_)), Err(Failure::Timeout));
    later(edge, 120)
}

pub(super) fn all() -> Vec<Shown> {
    let refusal = "The card that ends in 4242 was declined. Choose another one in your account.".to_owned();
    let mut unheard = waiting();
    unheard.end(is_poll, Err(Failure::Network));
    let mut signed_out = waiting();
    signed_out.refuse(is_poll, problem(ProblemCode::SessionExpired, 401, Retry::Never));
    signed_out.end(is_session, Err(Failure::NoToken));
    let mut unsent = Edge::at_submit();
    unsent.refuse(is_place, problem(ProblemCode::SessionExpired, 401, Retry::Never));
    unsent.end(is_session, Err(Failure::NoToken));
    let offline = || [Event::Online(false)];
    vec![
        shown("review-not-approved", decided(Ok(Decision::Reject(refusal)))),
        shown("review-not-asked", decided(Err(Failure::NoDecision))),
        shown("review-not-decided-in-time", decided(Err(Failure::Timeout))),
        shown("review-not-stored", sent(Edge::at_review(), [Event::StorageRefused])),
        shown("review-offline", sent(Edge::at_review(), offline())),
        shown("waiting-offline", later(sent(waiting(), offline()), 60)),
        shown("waiting-unheard", later(unheard, 60)),
        shown("waiting-signed-out", signed_out),
        shown("submitting-signed-out", unsent),
        shown("history-stale", stale_history(Some(NOW))),
        shown("history-own-only-stale", stale_history(None)),
    ]
}
