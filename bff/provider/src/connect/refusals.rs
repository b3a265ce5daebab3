//! What Connect's answer to an order means: the table of listed answers. Whatever is not in it is unknown.

use super::complaint::Complaint;
use crate::evidence::Evidence;
use crate::json::{self, Scalar};
use crate::submission::{ProviderOrderId, UnknownWhy, Verdict};
use crate::table::{Meaning, whole_status};
use contract::RejectionCode as Code;
use serde::Deserialize;

/// What must be in the body.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// Any body at all.
    Any,
    /// That type.
    Type(&'static str),
    /// That type, and those words in lower case in its messages.
    Words(&'static str, &'static str),
    /// A type that contains that word.
    About(&'static str),
    /// Any type: the error model, but a type that no page names.
    Typed,
    /// The limiter's second shape: `http_status_code` 429.
    Limiter,
}

struct Row {
    status: u16,
    body: Body,
    meaning: Meaning,
}

const fn row(status: u16, body: Body, meaning: Meaning) -> Row {
    Row { status, body, meaning }
}

/// First match wins. Sources: "Conventions" (v2), the error list of v1 for 404 and 422, the successor's portal for the
/// second 429. 409 has no row: nothing is documented, so a person looks.
const LISTED: &[Row] = &[
    row(400, Body::Type("PRODUCT_NOT_FOUND"), Meaning::Refused(Code::NotOffered)),
    row(400, Body::Words("INVALID_REQUEST_PARAMS", "product.id"), Meaning::Refused(Code::NotOffered)),
    row(400, Body::Type("INVALID_REQUEST_PARAMS"), Meaning::Refused(Code::OurFault)),
    row(400, Body::Type("INVALID_HTTP_MESSAGE"), Meaning::Refused(Code::OurFault)),
    row(401, Body::Any, Meaning::Unauthorised),
    row(403, Body::Type("ACCESS_DENIED"), Meaning::Refused(Code::ShopCannot)),
    row(404, Body::About("PRODUCT"), Meaning::Refused(Code::NotOffered)),
    row(404, Body::Typed, Meaning::Refused(Code::SimNotEligible)),
    row(406, Body::Type("UNACCEPTABLE"), Meaning::Refused(Code::ShopCannot)),
    row(422, Body::Type("PRODUCT_NOT_FOUND"), Meaning::Refused(Code::NotOffered)),
    row(429, Body::Type("TOO MANY REQUESTS"), Meaning::Limited),
    row(429, Body::Limiter, Meaning::Limited),
];

impl Body {
    fn fits(self, complaint: &Complaint) -> bool {
        match self {
            Self::Any => true,
            Self::Type(kind) => complaint.kind == kind,
            Self::Words(kind, words) => complaint.kind == kind && complaint.words.contains(words),
            Self::About(word) => complaint.kind.contains(word),
            Self::Typed => !complaint.kind.is_empty(),
            Self::Limiter => complaint.code == Some(429) && !complaint.words.is_empty(),
        }
    }
}

#[derive(Deserialize)]
struct Taken {
    #[serde(default)]
    id: Scalar,
}

/// What that evidence means.
pub(super) fn classify(evidence: &Evidence) -> Verdict {
    let status = match whole_status(evidence) {
        Ok(status) => status,
        Err(verdict) => return verdict,
    };
    // The success code is not documented for v2 (v1: 201); the id is what counts, for the order can be asked about.
    if (200..300).contains(&status) {
        let taken: Option<Taken> = json::document(&evidence.body).ok();
        return match taken.as_ref().and_then(|taken| taken.id.name()).filter(|id| is_id(id)) {
            Some(id) => Verdict::Accepted(ProviderOrderId(id.to_owned())),
            None => Verdict::Unknown(UnknownWhy::Unreadable),
        };
    }
    let complaint = Complaint::read(&evidence.body);
    match LISTED.iter().find(|row| row.status == status && row.body.fits(&complaint)) {
        Some(row) => row.meaning.verdict(evidence),
        None if (400..500).contains(&status) && !complaint.kind.is_empty() => Verdict::Unknown(UnknownWhy::Code),
        None => Verdict::Unknown(UnknownWhy::Status),
    }
}

/// An order's id is a UUID; longer or odder than an id it is not taken for one.
fn is_id(text: &str) -> bool {
    text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=.".contains(&byte))
}

#[cfg(test)]
#[path = "refusals_tests.rs"]
mod tests;
