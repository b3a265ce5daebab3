//! What PressOne's answer to a purchase means: the table of listed answers. Whatever is not in it is unknown.

use super::complaint::Complaint;
use crate::evidence::Evidence;
use crate::json::{self, Scalar};
use crate::submission::{ProviderOrderId, Submission, UnknownWhy, Verdict};
use crate::table::{Meaning, whole_status};
use contract::RejectionCode as Code;
use rust_decimal::Decimal;
use serde::Deserialize;

/// The body's family, and what must be in it.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// Any body at all.
    Any,
    /// Validation: a field with that name (empty: any) whose message contains those words in lower case (empty: any).
    Field(&'static str, &'static str),
    /// Business: that code.
    Code(&'static str),
    /// Empty `data` and a token.
    Empty,
    /// The limiter's own words.
    Throttle,
}

struct Row {
    statuses: &'static [u16],
    body: Body,
    meaning: Meaning,
}

const fn row(statuses: &'static [u16], body: Body, meaning: Meaning) -> Row {
    Row { statuses, body, meaning }
}

/// PressOne files its validation errors under 400 or 422, so both read the same.
const WRONG: &[u16] = &[400, 422];

/// First match wins. Sources: "Submit top-up order" and "Error codes" of PressOne and Airalo.
const LISTED: &[Row] = &[
    row(WRONG, Body::Field("", "order_exceed_limit"), Meaning::Refused(Code::PurchaseLimit)),
    row(WRONG, Body::Field("package_id", "invalid topup package"), Meaning::Refused(Code::NotOffered)),
    row(WRONG, Body::Field("", "field is required"), Meaning::Refused(Code::OurFault)),
    row(WRONG, Body::Field("iccid", ""), Meaning::Refused(Code::SimNotEligible)),
    row(WRONG, Body::Field("", ""), Meaning::Refused(Code::OurFault)),
    row(WRONG, Body::Code("11"), Meaning::Refused(Code::ShopCannot)),
    row(WRONG, Body::Code("13"), Meaning::Refused(Code::Busy)),
    row(WRONG, Body::Code("14"), Meaning::Refused(Code::OurFault)),
    row(WRONG, Body::Code("23"), Meaning::Refused(Code::Unavailable)),
    row(WRONG, Body::Code("33"), Meaning::Refused(Code::Unavailable)),
    row(WRONG, Body::Code("34"), Meaning::Refused(Code::Unavailable)),
    row(WRONG, Body::Code("43"), Meaning::Refused(Code::OurFault)),
    // "Something unexpected happened": it may have been bought all the same.
    row(WRONG, Body::Code("53"), Meaning::Ambiguous),
    row(WRONG, Body::Code("73"), Meaning::Refused(Code::SimRetired)),
    row(&[401], Body::Any, Meaning::Unauthorised),
    row(&[403], Body::Code("89"), Meaning::Refused(Code::ShopCannot)),
    row(&[404], Body::Empty, Meaning::Refused(Code::SimNotEligible)),
    row(&[429], Body::Throttle, Meaning::Limited),
];

impl Body {
    fn fits(self, complaint: &Complaint) -> bool {
        match (self, complaint) {
            (Self::Any, _) | (Self::Empty, Complaint::Empty(_)) | (Self::Throttle, Complaint::Throttle) => true,
            (Self::Code(code), Complaint::Business(got)) => got == code,
            (Self::Field(name, words), Complaint::Validation(fields)) => {
                fields.iter().any(|(field, text)| (name.is_empty() || field == name) && text.to_ascii_lowercase().contains(words))
            }
            _ => false,
        }
    }
}

/// What that evidence means.
pub(super) fn classify(submission: &Submission, evidence: &Evidence) -> Verdict {
    let status = match whole_status(evidence) {
        Ok(status) => status,
        Err(verdict) => return verdict,
    };
    // 200 alone is PressOne's success; 201 or 202 would speak of something that its pages do not know.
    if status == 200 {
        return placed(submission, &evidence.body).unwrap_or_else(Verdict::Unknown);
    }
    let complaint = Complaint::read(&evidence.body);
    let listed = LISTED.iter().find(|row| row.statuses.contains(&status) && row.body.fits(&complaint));
    match (listed, complaint) {
        (Some(row), _) => row.meaning.verdict(evidence),
        (None, Complaint::Business(_)) if (400..500).contains(&status) => Verdict::Unknown(UnknownWhy::Code),
        (None, _) if (200..300).contains(&status) => Verdict::Unknown(UnknownWhy::Unreadable),
        (None, _) => Verdict::Unknown(UnknownWhy::Status),
    }
}

#[derive(Deserialize)]
struct Placed {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    package_id: Scalar,
    #[serde(default)]
    description: Scalar,
    #[serde(default)]
    iccid: Scalar,
    #[serde(default)]
    quantity: Scalar,
}

/// The reply holds no state, and names the SIM only by the description: it is a delivery if the package comes back as it was
/// sent, once, and so does our marker, which nobody else knows. One published sample shows the provider's own description in
/// place of the caller's; that names the SIM itself.
fn placed(submission: &Submission, body: &str) -> Result<Verdict, UnknownWhy> {
    let placed: Placed = json::document(body).map_err(|_| UnknownWhy::Unreadable)?;
    let id = placed.id.key().ok_or(UnknownWhy::Unreadable)?;
    let package = placed.package_id.text().ok_or(UnknownWhy::Unreadable)?;
    let description = placed.description.text();
    let ours = description.is_none_or(|text| names_us(text, submission));
    let one = placed.quantity.text().is_none_or(|_| placed.quantity.decimal() == Some(Decimal::ONE));
    let sim = placed.iccid.text().is_none_or(|iccid| iccid == submission.sim.iccid.as_str());
    match (package == submission.offer.as_str(), ours && one && sim, description.or(placed.iccid.text())) {
        (true, true, Some(_)) => Ok(Verdict::Delivered(ProviderOrderId(id.to_string()))),
        // Nothing contradicts, but nothing says which SIM it was either.
        (true, true, None) => Err(UnknownWhy::Unreadable),
        _ => Err(UnknownWhy::Mismatch),
    }
}

/// Whether a description is ours: the marker itself, or the provider's own words for a top-up of our SIM.
pub(super) fn names_us(description: &str, submission: &Submission) -> bool {
    description == submission.marker.as_str() || description == default_description(submission)
}

/// What the provider writes when it keeps no words of the caller's.
pub(super) fn default_description(submission: &Submission) -> String {
    format!("Topup ({})", submission.sim.iccid.as_str())
}

#[cfg(test)]
#[path = "refusals_tests.rs"]
mod tests;
