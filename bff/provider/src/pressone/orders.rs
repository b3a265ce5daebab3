//! PressOne's orders: found again by marker, or read by id.

use super::complaint::{Complaint, refusal};
use crate::exchange::Reply;
use crate::json::{self, Part, Scalar};
use crate::moment;
use crate::reading::{Candidate, ReadError, StatusReading};
use crate::submission::{ProviderOrderId, Submission};
use contract::{RejectionCode, Starts};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    package_id: Scalar,
    #[serde(default)]
    description: Scalar,
    #[serde(default)]
    created_at: Scalar,
    #[serde(default)]
    status: Part<Status>,
}

#[derive(Clone, Debug, Deserialize)]
struct Status {
    #[serde(default)]
    slug: Scalar,
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default)]
    meta: Part<Meta>,
}

#[derive(Clone, Debug, Deserialize)]
struct Meta {
    #[serde(default)]
    last_page: Scalar,
}

impl Row {
    fn slug(&self) -> String {
        self.status.get().and_then(|status| status.slug.word()).unwrap_or_default().to_ascii_lowercase()
    }
}

/// One page of `GET orders?filter[description]=…`: how many rows it held, the candidates among them, and the number of the
/// last page if it says so. A row that cannot be read makes the whole page unreadable: it might be the one.
pub(super) fn page(reply: &Reply, submission: &Submission) -> Result<(usize, Vec<Candidate>, Option<u64>), ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let items = json::items(&reply.body)?;
    let rows = items.iter().map(|item| json::object::<Row>(item)).collect::<Result<Vec<_>, _>>()?;
    // The filter is a LIKE without case, so the rows may carry other markers.
    let ours = rows.iter().filter(|row| row.description.text() == Some(submission.marker.as_str()));
    let candidates = ours.map(|row| candidate(row, submission)).collect::<Result<Vec<_>, _>>()?;
    let last = json::object::<Paging>(&reply.body).ok().and_then(|paging| paging.meta.get().and_then(|meta| meta.last_page.whole()));
    Ok((rows.len(), candidates, last))
}

fn candidate(row: &Row, submission: &Submission) -> Result<Candidate, ReadError> {
    let id = row.id.whole().ok_or_else(|| ReadError::Malformed("an order with our marker and no usable id".to_owned()))?;
    Ok(Candidate {
        id: ProviderOrderId(id.to_string()),
        by_marker: true,
        offer: row.package_id.text().and_then(|package| package.parse().ok()),
        created_at: row.created_at.word().and_then(moment::parse),
        // Nobody else knows the marker, so a row with another package is not dropped: a person must look at it.
        undone: matches!(row.slug().as_str(), "failed" | "refunded") || row.package_id.text() != Some(submission.offer.as_str()),
        starts: Starts::Unknown,
    })
}

/// Reads `GET orders/{id}?include=status`.
pub(super) fn status(reply: &Reply, submission: &Submission) -> Result<StatusReading, ReadError> {
    // A foreign or unknown order answers 401 with these words, also to a good token.
    if reply.status == 401 && matches!(Complaint::read(&reply.body), Complaint::Empty(token) if token.contains("action is unauthorized")) {
        return Ok(StatusReading::NotVisible);
    }
    if !reply.is_success() {
        return match refusal(reply) {
            ReadError::NotFound => Ok(StatusReading::NotVisible),
            error => Err(error),
        };
    }
    let row: Row = json::document(&reply.body)?;
    let id = row.id.whole().ok_or_else(|| ReadError::Malformed("an order without a usable id".to_owned()))?;
    let other = |got: &Scalar, sent: &str| got.text().is_some_and(|got| got != sent);
    if other(&row.package_id, submission.offer.as_str()) || other(&row.description, submission.marker.as_str()) {
        return Ok(StatusReading::Mismatch);
    }
    Ok(match row.slug().as_str() {
        // Without a status it is an order all the same, and PressOne's orders are carried out when they are made.
        "completed" | "" => StatusReading::Completed { effect: id.to_string(), starts: Starts::Unknown },
        "failed" | "refunded" => StatusReading::Failed(RejectionCode::NotAdded),
        _ => StatusReading::Fulfilling,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::submission;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, retry_after: None, body: body.to_owned() }
    }

    fn row(id: &str, description: &str, package: &str, slug: &str) -> String {
        format!(
            r#"{{"id": {id}, "created_at": "2026-02-11 09:14:05", "code": "ORD-1", "type": "topup", "package_id": "{package}",
            "quantity": 1, "description": {description}, "validity": "14", "price": "7.50", "sims": [],
            "status": {{"name": "x", "slug": "{slug}"}}}}"#
        )
    }

    const OURS: &str = r#""tu0123456789abcdefghijklmn""#;
    const PACKAGE: &str = "harborlight-14days-2gb-topup";

    #[test]
    fn only_rows_with_the_very_marker_are_candidates() {
        let rows = [
            row("3", OURS, PACKAGE, "completed"),
            row("2", r#""xtu0123456789abcdefghijklmnx""#, PACKAGE, "completed"),
            row("1", r#""TU0123456789ABCDEFGHIJKLMN""#, PACKAGE, "completed"),
            row("4", "null", PACKAGE, "completed"),
        ];
        let body = format!(
            r#"{{"data": [{}], "links": {{"next": null}}, "meta": {{"message": "success", "current_page": 1, "last_page": 1, "per_page": "50"}}}}"#,
            rows.join(",")
        );
        let (seen, candidates, last) = page(&reply(200, &body), &submission()).unwrap();
        assert_eq!((seen, last), (4, Some(1)));
        assert_eq!(candidates.len(), 1);
        assert_eq!(candidates[0].id, ProviderOrderId("3".to_owned()));
        assert_eq!(candidates[0].created_at, "2026-02-11T09:14:05Z".parse().ok());
        assert!(candidates[0].by_marker && !candidates[0].undone);
    }

    #[test]
    fn a_candidate_that_is_no_delivery_of_what_was_asked_says_so() {
        for (package, slug, undone) in [
            (PACKAGE, "completed", false),
            (PACKAGE, "failed", true),
            (PACKAGE, "REFUNDED", true),
            (PACKAGE, "partially_refunded", false),
            (PACKAGE, "", false),
            ("other", "completed", true),
        ] {
            let body = format!(r#"{{"data": [{}]}}"#, row("3", OURS, package, slug));
            let (_, candidates, _) = page(&reply(200, &body), &submission()).unwrap();
            assert_eq!(candidates.iter().map(|it| it.undone).collect::<Vec<_>>(), [undone], "{package} {slug}");
            assert_eq!(candidates[0].offer.as_ref().map(|offer| offer.as_str()), Some(package));
        }
    }

    #[test]
    fn an_unreadable_list_is_never_an_empty_one() {
        for (status, body) in [
            (200, r#"{"data": [7]}"#.to_owned()),
            (200, format!(r#"{{"data": [{}]}}"#, row("null", OURS, PACKAGE, "completed"))),
            (200, "<html>".to_owned()),
            (200, r#"{"meta": {}}"#.to_owned()),
            (422, r#"{"data": {"limit": "The limit must be an integer."}}"#.to_owned()),
            (400, r#"{"data": {"limit": "The limit must be an integer."}}"#.to_owned()),
            (401, String::new()),
        ] {
            assert!(page(&reply(status, &body), &submission()).is_err(), "{status} {body}");
        }
        assert_eq!(page(&reply(200, r#"{"data": []}"#), &submission()).unwrap(), (0, vec![], None));
    }

    #[test]
    fn an_order_read_by_id_is_compared_with_what_was_asked() {
        let read =
            |row: String| status(&reply(200, &format!(r#"{{"data": {row}, "meta": {{"message": "success"}}}}"#)), &submission()).unwrap();
        let completed = StatusReading::Completed { effect: "3".to_owned(), starts: Starts::Unknown };
        assert_eq!(read(row("3", OURS, PACKAGE, "completed")), completed);
        assert_eq!(read(row("\"3\"", OURS, PACKAGE, "")), completed);
        assert_eq!(read(row("3", OURS, PACKAGE, "failed")), StatusReading::Failed(RejectionCode::NotAdded));
        assert_eq!(read(row("3", OURS, PACKAGE, "thinking")), StatusReading::Fulfilling);
        assert_eq!(read(row("3", OURS, "other", "completed")), StatusReading::Mismatch);
        assert_eq!(read(row("3", "\"other\"", PACKAGE, "completed")), StatusReading::Mismatch);
    }

    #[test]
    fn a_foreign_order_is_not_visible_and_a_bad_token_is_an_error() {
        let foreign = r#"{"data": [], "meta": {"message": "This action is unauthorized."}}"#;
        assert_eq!(status(&reply(401, foreign), &submission()), Ok(StatusReading::NotVisible));
        assert!(status(&reply(401, r#"{"data": [], "meta": {"message": "Unauthenticated."}}"#), &submission()).is_err());
    }
}
