//! What went wrong with a request (RFC 9457, `application/problem+json`).

use serde::{Deserialize, Serialize};

/// The body of every answer with an error status.
///
/// ```
/// use contract::{Problem, ProblemCode, Retry};
/// let problem = Problem::new(ProblemCode::NotFound, 404, Retry::Never, "there is no such SIM in this session");
/// assert_eq!(problem.kind, "urn:esim-topup:problem:not_found");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Stable per cause: `urn:esim-topup:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The cause in a few words, always the same for a code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong this time and what to change; never a provider's own text.
    pub detail: String,
    /// The cause, for programs.
    pub code: ProblemCode,
    /// What sense the same request makes later.
    pub retry: Retry,
    /// Seconds to wait, when known; the header `Retry-After` says the same.
    pub retry_after: Option<u32>,
    /// Names this failure in the log; what a customer quotes to the shop.
    pub diagnostics_id: String,
    /// Which fields of the body were wrong.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// A JSON pointer into the body (`/price/minor`), or `header:Idempotency-Key`, or `query:after`.
    pub field: String,
    /// What to change.
    pub detail: String,
}

impl Problem {
    /// A problem without field errors; the diagnostics id is the caller's to set.
    pub fn new(code: ProblemCode, status: u16, retry: Retry, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:esim-topup:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status,
            detail: detail.into(),
            code,
            retry,
            retry_after: None,
            diagnostics_id: String::new(),
            errors: Vec::new(),
        }
    }
}

/// What sense it makes to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// None.
    Never,
    /// Once something else is chosen or put right.
    AfterChange,
    /// The same thing, later.
    Later,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $title:literal),+ $(,)?) => {
        /// The cause of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $code)] $variant),+
        }

        impl ProblemCode {
            /// Every code, for documentation and tests.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it crosses the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The cause in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

codes! {
    /// 400: the request cannot be read.
    BadRequest "bad_request" "The request cannot be read",
    /// 422: readable, but a field is wrong.
    Invalid "invalid" "A field is wrong",
    /// 413: the body is too large.
    TooLarge "too_large" "The body is too large",
    /// 415: the body is not JSON.
    UnsupportedMediaType "unsupported_media_type" "The body must be JSON",
    /// 405: the path exists, the method does not.
    MethodNotAllowed "method_not_allowed" "The method is not allowed here",
    /// 404: there is no such thing, or it is not this session's.
    NotFound "not_found" "There is no such thing here",
    /// 401: no handle, or one that has never existed.
    Unauthenticated "unauthenticated" "A session is needed",
    /// 401: the handle has ended; a new session helps.
    SessionExpired "session_expired" "The session has ended",
    /// 401: the storefront's token is not acceptable.
    TokenRejected "token_rejected" "The storefront's token is not acceptable",
    /// 403: this origin may not use this storefront.
    OriginNotAllowed "origin_not_allowed" "This site may not use the shop",
    /// 403: the session may not do this.
    Forbidden "forbidden" "The session may not do this",
    /// 400: `Idempotency-Key` is missing or malformed.
    KeyMissing "key_missing" "An Idempotency-Key is needed",
    /// 422: `Idempotency-Key` was used with another body.
    KeyReused "key_reused" "The Idempotency-Key belongs to another order",
    /// 409: an order for this SIM is still under way.
    OrderOpen "order_open" "An order for this SIM is still under way",
    /// 422: the offer is not, or no longer, made for this SIM.
    OfferGone "offer_gone" "The offer is no longer made",
    /// 409: the price has changed since the customer saw it.
    Repriced "repriced" "The price has changed",
    /// 422: this SIM cannot be topped up.
    SimNotEligible "sim_not_eligible" "This SIM cannot be topped up",
    /// 409: an operator's request that does not go with how things stand.
    NotPossible "not_possible" "Not possible as things stand",
    /// 429: too many requests from this session.
    RateLimited "rate_limited" "Too many requests",
    /// 503: the provider asks for patience or does not answer.
    ProviderUnavailable "provider_unavailable" "The network cannot be reached",
    /// 503: the shop is not set up right; the operator is told.
    ShopCannot "shop_cannot" "The shop cannot do this now",
    /// 503: the BFF is stopping or cannot store orders.
    Unavailable "unavailable" "The service is not available",
    /// 500: our own fault.
    Internal "internal" "Something went wrong on our side",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_crosses_the_wire_under_its_own_name() {
        for code in ProblemCode::ALL {
            let json = serde_json::to_string(code).expect("serializable");
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ProblemCode>(&json).expect("the same"), *code);
        }
    }
}
