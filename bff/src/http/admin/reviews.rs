//! `GET /admin/v1/reviews`, `GET /admin/v1/reviews/{order}` and `POST /admin/v1/reviews/{order}/ruling`.

use super::super::Shared;
use super::super::body::Json as Body;
use super::super::describe::Problems;
use super::super::query::Query;
use super::operator::Operator;
use crate::failure::Failure;
use crate::review::{DecisionWord, ReviewFile, ReviewList, Ruled, RulingRequest, line, whole};
use axum::Json;
use axum::extract::{Path, State};
use contract::{OrderId, ProblemCode};
use order::{Decision, InReview, Review, Ruling, RulingError};

/// How many orders a page has, unless less is asked for.
const PAGE: usize = 100;

/// Orders that wait for a person, oldest first.
#[utoipa::path(
    get, path = "/admin/v1/reviews", tag = "reviews", security(("key" = [])),
    params(
        ("after" = Option<OrderId>, Query, description = "`next` of the page before"),
        ("limit" = Option<usize>, Query, description = "Orders per page: 1 to 100"),
    ),
    responses((status = 200, description = "One page", body = ReviewList), Problems),
)]
pub(super) async fn list(State(app): State<Shared>, _: Operator, mut query: Query) -> Result<Json<ReviewList>, Failure> {
    let after: Option<OrderId> = query.take("after", "an order's id")?;
    let limit: usize = query.take("limit", "a whole number")?.unwrap_or(PAGE);
    query.end()?;
    if !(1..=PAGE).contains(&limit) {
        return Err(Failure::invalid("query:limit", format!("is out of range: 1 to {PAGE}")));
    }
    // One more than is shown tells whether there is a next page.
    let mut orders = app.engine.review_queue(after.as_ref(), limit + 1).await?;
    let more = orders.len() > limit;
    orders.truncate(limit);
    let next = orders.last().filter(|_| more).map(|waiting| waiting.id().clone());
    let (mut reviews, mut unreadable) = (Vec::new(), Vec::new());
    for waiting in orders {
        match waiting {
            InReview::Order(order) => reviews.push(line(&order)),
            InReview::Unreadable(id) => unreadable.push(id),
        }
    }
    Ok(Json(ReviewList { reviews, unreadable, next }))
}

/// All that is known about an order, whether it waits for a person or not; the provider is asked now.
#[utoipa::path(
    get, path = "/admin/v1/reviews/{order}", tag = "reviews", security(("key" = [])), params(("order" = OrderId, Path)),
    responses((status = 200, description = "The order's file", body = ReviewFile), Problems),
)]
pub(super) async fn show(
    State(app): State<Shared>,
    Operator(who): Operator,
    Path(order): Path<String>,
    query: Query,
) -> Result<Json<ReviewFile>, Failure> {
    query.end()?;
    let id: OrderId = order.parse().map_err(|_| unknown())?;
    let dossier = app.engine.dossier(&id).await?.ok_or_else(unknown)?;
    // It names a customer and a whole ICCID: who has read it is worth a line.
    tracing::info!(order = %id, who, "a review file was read");
    Ok(Json(whole(&dossier)))
}

/// Decides about an order.
#[utoipa::path(
    post, path = "/admin/v1/reviews/{order}/ruling", tag = "reviews", security(("key" = [])), params(("order" = OrderId, Path)),
    request_body = RulingRequest,
    responses((status = 200, description = "What came of it", body = Ruled), Problems),
)]
pub(super) async fn rule(
    State(app): State<Shared>,
    Operator(who): Operator,
    Path(order): Path<String>,
    query: Query,
    Body(request): Body<RulingRequest>,
) -> Result<Json<Ruled>, Failure> {
    query.end()?;
    let id: OrderId = order.parse().map_err(|_| unknown())?;
    let decision = request.decision;
    let ruling = ruling(request, who.clone())?;
    match app.engine.resolve(&id, ruling).await {
        Ok(order) => {
            let second_person_needed = decision == DecisionWord::Resend && order.review == Review::Open;
            Ok(Json(Ruled { order: line(&order), second_person_needed }))
        }
        Err(error) => {
            // The engine logs what is decided. The note may name a customer, so it stays in the journal.
            tracing::warn!(order = %id, who, ?decision, %error, "a person's decision was not carried out");
            Err(refused(error))
        }
    }
}

/// The request as a ruling of that person.
fn ruling(request: RulingRequest, who: String) -> Result<Ruling, Failure> {
    let RulingRequest { decision, effect, unseen, note } = request;
    if !(1..=1000).contains(&note.trim().chars().count()) {
        return Err(Failure::invalid("/note", "is 1 to 1,000 characters: it tells those who come after why"));
    }
    let decision = match (decision, effect) {
        (DecisionWord::Attach, Some(effect)) if (1..=200).contains(&effect.len()) && effect.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Decision::Attach { effect, unseen }
        }
        (DecisionWord::Attach, _) => {
            return Err(Failure::invalid("/effect", "is the provider's id of what is attached: 1 to 200 visible ASCII characters"));
        }
        (_, None) if unseen => return Err(Failure::invalid("/unseen", "goes with the decision attach only")),
        (_, Some(_)) => return Err(Failure::invalid("/effect", "goes with the decision attach only")),
        (DecisionWord::NotDelivered, None) => Decision::NotDelivered,
        (DecisionWord::Refund, None) => Decision::Refund,
        (DecisionWord::WriteOff, None) => Decision::WriteOff,
        (DecisionWord::Resend, None) => Decision::Resend,
    };
    Ok(Ruling { decision, who, note: note.trim().to_owned() })
}

fn unknown() -> Failure {
    Failure::new(ProblemCode::NotFound, "there is no such order")
}

fn refused(error: RulingError) -> Failure {
    match error {
        RulingError::NotFound => unknown(),
        RulingError::NotInReview => Failure::new(ProblemCode::NotPossible, "this order does not wait for a person"),
        RulingError::NotPossible(why) => Failure::new(ProblemCode::NotPossible, why),
        RulingError::SecondPersonNeeded => {
            Failure::new(ProblemCode::NotPossible, "you have ordered this resend already: another person must order it too")
        }
        RulingError::Storage(error) => Failure::unavailable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(decision: DecisionWord, effect: Option<&str>, note: &str) -> Result<Decision, String> {
        asked(RulingRequest { decision, effect: effect.map(str::to_owned), unseen: false, note: note.to_owned() })
    }

    fn asked(request: RulingRequest) -> Result<Decision, String> {
        match ruling(request, "alice".to_owned()) {
            Ok(ruling) => Ok(ruling.decision),
            Err(failure) => Err(failure.problem.errors[0].field.clone()),
        }
    }

    #[test]
    fn a_decision_comes_with_its_reason_and_with_nothing_that_is_not_its_own() {
        use DecisionWord::{Attach, NotDelivered, Refund, Resend, WriteOff};
        let effect = || Err("/effect".to_owned());
        let note = || Err("/note".to_owned());
        for (word, given, why, expected) in [
            (Attach, Some("4711"), "why", Ok(Decision::Attach { effect: "4711".to_owned(), unseen: false })),
            (Attach, None, "why", effect()),
            (Attach, Some(""), "why", effect()),
            (Attach, Some("two words"), "why", effect()),
            (NotDelivered, None, " why ", Ok(Decision::NotDelivered)),
            (Refund, None, "why", Ok(Decision::Refund)),
            (WriteOff, None, "why", Ok(Decision::WriteOff)),
            (Resend, None, "why", Ok(Decision::Resend)),
            (Refund, Some("4711"), "why", effect()),
            (Refund, None, "  ", note()),
            (Refund, None, "", note()),
        ] {
            assert_eq!(judged(word, given, why), expected, "{word:?} {given:?} {why:?}");
        }
        assert_eq!(judged(Refund, None, &"x".repeat(1001)), note());
        let unseen = |decision, effect: Option<&str>| {
            asked(RulingRequest { decision, effect: effect.map(str::to_owned), unseen: true, note: "why".to_owned() })
        };
        assert_eq!(unseen(Attach, Some("4711")), Ok(Decision::Attach { effect: "4711".to_owned(), unseen: true }));
        assert_eq!(unseen(Refund, None), Err("/unseen".to_owned()));
    }
}
