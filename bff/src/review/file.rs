//! From the journal's rows to what an operator is shown; pure.

use super::shapes::{
    AttemptFile, CandidateFile, Candidates, DeadLetter, EventLine, EvidenceFile, OrderLine, PaymentFile, ReviewFile, SimFile,
};
use order::{Attempt, DeadErrand, Dossier, EventRow, OrderRecord, PaymentTerms};
use provider::{Candidate, Evidence};
use serde::Serialize;
use serde_json::Value;

/// The order in short.
pub(crate) fn line(order: &OrderRecord) -> OrderLine {
    OrderLine {
        order: order.id.clone(),
        reference: order.reference.clone(),
        storefront: order.customer.storefront.clone(),
        account: order.sim.account.clone(),
        sim_tail: order.sim.target.iccid.tail().to_owned(),
        package: order.quote.id.clone(),
        price: order.quote.price,
        fulfilment: order.fulfilment.as_str().to_owned(),
        money: order.money.as_str().to_owned(),
        review: order.review.as_str().to_owned(),
        reason: order.review_reason.as_ref().map(words),
        placed_at: order.placed_at.timestamp(),
        updated_at: order.updated_at.timestamp(),
    }
}

/// All that is known about an order.
pub(crate) fn whole(dossier: &Dossier) -> ReviewFile {
    let order = &dossier.order;
    let target = &order.sim.target;
    ReviewFile {
        order: line(order),
        customer: order.customer.reference.clone(),
        sim: SimFile { iccid: target.iccid.clone(), kind: target.kind, country: target.country.clone(), label: order.sim.label.clone() },
        quote: order.quote.clone(),
        payment: PaymentFile {
            on_account: matches!(order.terms, PaymentTerms::Account { .. }),
            reference: order.payment_reference.as_ref().map(ToString::to_string),
            authorisation: order.authorisation.clone(),
            hold_expires_at: order.hold_expires_at.map(order::Moment::timestamp),
        },
        marker: order.marker.as_str().to_owned(),
        provider_order: order.provider_order.as_ref().map(|id| id.0.clone()),
        effect: order.effect.clone(),
        starts: order.starts,
        delivered_at: order.delivered_at.map(order::Moment::timestamp),
        rejection: order.rejection,
        resend_asked_by: order.resend_asked_by.clone(),
        attempts: order.attempts.iter().map(attempt).collect(),
        candidates: match &dossier.candidates {
            Ok(found) => Candidates::Found(found.iter().map(|one| candidate(one, dossier)).collect()),
            Err(error) => Candidates::NotRead(error.to_string()),
        },
        on_sim: dossier.on_sim.iter().filter(|other| other.id != order.id).map(line).collect(),
        events: dossier.events.iter().map(event).collect(),
        dead_letters: dossier.dead.iter().map(dead_letter).collect(),
    }
}

/// What was given up.
pub(crate) fn dead_letter(dead: &DeadErrand) -> DeadLetter {
    let errand = &dead.errand;
    DeadLetter {
        id: errand.id.clone(),
        order: errand.order.clone(),
        what: words(&errand.kind),
        since: errand.since.timestamp(),
        tries: errand.failures,
        last_error: without_bearer(&dead.last_error),
    }
}

fn attempt(attempt: &Attempt) -> AttemptFile {
    let submission = &attempt.submission;
    AttemptFile {
        number: submission.attempt,
        intended_at: attempt.intended_at.timestamp(),
        deadline: attempt.deadline.timestamp(),
        package: submission.offer.clone(),
        iccid: submission.sim.iccid.clone(),
        baseline: attempt.baseline.known.clone(),
        without_effect: attempt.without_effect,
        declared: attempt.declared,
        evidence: attempt.evidence.as_ref().map(evidence),
    }
}

fn evidence(evidence: &Evidence) -> EvidenceFile {
    EvidenceFile {
        transport: words(&evidence.transport),
        status: evidence.status,
        body: without_bearer(&evidence.body),
        retry_after: evidence.retry_after,
        error: evidence.error.as_deref().map(without_bearer),
        at: evidence.at,
    }
}

fn candidate(candidate: &Candidate, dossier: &Dossier) -> CandidateFile {
    let id = &candidate.id.0;
    let owns =
        |order: &&OrderRecord| order.effect.as_ref() == Some(id) || order.provider_order.as_ref().is_some_and(|known| known.0 == *id);
    let owner = std::iter::once(&dossier.order).chain(&dossier.on_sim).find(owns);
    CandidateFile {
        id: id.clone(),
        by_marker: candidate.by_marker,
        package: candidate.offer.clone(),
        created_at: candidate.created_at,
        undone: candidate.undone,
        starts: candidate.starts,
        taken_by: owner.map(|order| order.id.clone()),
    }
}

fn event(event: &EventRow) -> EventLine {
    let mut detail = serde_json::to_value(&event.change).unwrap_or(Value::Null);
    if let Value::Object(fields) = &mut detail {
        fields.remove("what");
        // The row as it began says again what the file says already.
        fields.remove("order").filter(|order| !order.is_object()).map(|order| fields.insert("order".to_owned(), order));
    }
    blot(&mut detail);
    EventLine { revision: event.revision, at: event.at.timestamp(), what: event.change.as_str().to_owned(), detail }
}

/// Blots bearer tokens out of every text in it.
fn blot(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_bearer(text),
        Value::Array(values) => values.iter_mut().for_each(blot),
        Value::Object(fields) => fields.values_mut().for_each(blot),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text without bearer tokens: some servers and proxies echo the request that they could not carry out.
fn without_bearer(text: &str) -> String {
    const WORD: &str = "bearer ";
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    // ASCII case folding keeps every byte in its place, so an index into the one is an index into the other.
    while let Some((before, after)) = rest.to_ascii_lowercase().find(WORD).and_then(|at| rest.split_at_checked(at + WORD.len())) {
        let secret = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
        let length = after.bytes().take_while(|byte| secret(byte)).count();
        told.push_str(before);
        told.push_str(if length > 0 { "…" } else { "" });
        rest = after.get(length..).unwrap_or_default();
    }
    told + rest
}

/// A word of ours as it crosses the wire: `several_candidates`; what holds another is both: `tell rejected busy`.
fn words<T: Serialize>(value: &T) -> String {
    fn said(value: &Value) -> String {
        match value {
            Value::String(word) => word.clone(),
            Value::Object(fields) => fields.iter().map(|(word, inner)| format!("{word} {}", said(inner))).collect::<Vec<_>>().join(" "),
            other => other.to_string(),
        }
    }
    serde_json::to_value(value).map_or_else(|_| "?".to_owned(), |value| said(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use order::{ErrandKind, NoticeKind, ReviewReason};

    #[test]
    fn no_bearer_token_is_shown_whoever_echoes_it() {
        for (text, expected) in [
            ("", ""),
            ("nothing of the kind", "nothing of the kind"),
            ("Authorization: Bearer eyJ0.abc-_~+/=\r\nHost: x", "Authorization: Bearer …\r\nHost: x"),
            (r#"{"h":"BEARER abc","i":"bearer def"}"#, r#"{"h":"BEARER …","i":"bearer …"}"#),
            ("ümlaut bearer secret ümlaut", "ümlaut bearer … ümlaut"),
            ("bearer ", "bearer "),
            ("the bearer \"of\" news", "the bearer \"of\" news"),
        ] {
            assert_eq!(without_bearer(text), expected);
        }
    }

    #[test]
    fn our_words_are_told_as_they_cross_the_wire() {
        assert_eq!(words(&ReviewReason::SeveralCandidates), "several_candidates");
        assert_eq!(words(&ErrandKind::Capture), "capture");
        assert_eq!(words(&ErrandKind::Tell(NoticeKind::Delivered)), "tell delivered");
        assert_eq!(words(&ErrandKind::Tell(NoticeKind::Rejected(contract::RejectionCode::Busy))), "tell rejected busy");
    }
}
