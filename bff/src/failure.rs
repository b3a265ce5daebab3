//! How a request fails: what the customer is told, and beside it what only the log may know.
//!
//! Each function below says in its name what went wrong; the table in [`Failure::new`] says once what each code means in HTTP.

use axum::response::{IntoResponse, Response};
use contract::{FieldError, Problem, ProblemCode, Retry};
use http::StatusCode;

/// A failed request. It becomes a problem document when the outermost layer gives it its diagnostics id.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What is told.
    pub(crate) problem: Box<Problem>,
    /// What is logged beside it; no secret, whole ICCID or customer.
    pub(crate) internal: Option<String>,
}

impl Failure {
    /// With the status and the sense of a repetition that belong to the code.
    pub(crate) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        use ProblemCode as Code;
        let (status, retry) = match code {
            Code::BadRequest | Code::KeyMissing => (400, Retry::AfterChange),
            Code::Unauthenticated | Code::SessionExpired | Code::TokenRejected => (401, Retry::AfterChange),
            Code::OriginNotAllowed | Code::Forbidden => (403, Retry::Never),
            Code::NotFound => (404, Retry::Never),
            Code::MethodNotAllowed => (405, Retry::Never),
            Code::OrderOpen => (409, Retry::Later),
            Code::Repriced | Code::NotPossible => (409, Retry::AfterChange),
            Code::TooLarge => (413, Retry::AfterChange),
            Code::UnsupportedMediaType => (415, Retry::AfterChange),
            Code::Invalid | Code::KeyReused | Code::OfferGone | Code::SimNotEligible => (422, Retry::AfterChange),
            Code::RateLimited => (429, Retry::Later),
            Code::Internal => (500, Retry::Later),
            Code::ProviderUnavailable | Code::ShopCannot | Code::Unavailable => (503, Retry::Later),
        };
        Self { problem: Box::new(Problem::new(code, status, retry, detail)), internal: None }
    }

    /// The request cannot be read.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::BadRequest, detail)
    }

    /// A field of the request is wrong: `/price/minor`, `query:after` or `header:Idempotency-Key`.
    pub(crate) fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let (field, detail) = (field.into(), detail.into());
        Self::new(ProblemCode::Invalid, format!("{field}: {detail}")).with_field(field, detail)
    }

    /// There is no such thing, or it is not this session's: the same answer, so that nobody learns which.
    pub(crate) fn not_found() -> Self {
        Self::new(ProblemCode::NotFound, "there is no such thing in this session")
    }

    /// Our own fault; only the log hears what it was.
    pub(crate) fn internal(internal: impl std::fmt::Display) -> Self {
        Self::new(ProblemCode::Internal, "something went wrong on our side").with_internal(internal)
    }

    /// Nothing can be stored or read now.
    pub(crate) fn unavailable(internal: impl std::fmt::Display) -> Self {
        Self::new(ProblemCode::Unavailable, "the service is not available at the moment: try again shortly")
            .with_internal(internal)
            .with_wait(5)
    }

    /// Names the wrong field for programs.
    pub(crate) fn with_field(mut self, field: impl Into<String>, detail: impl Into<String>) -> Self {
        self.problem.errors.push(FieldError { field: field.into(), detail: detail.into() });
        self
    }

    /// Says how many seconds to wait.
    pub(crate) fn with_wait(mut self, seconds: u32) -> Self {
        self.problem.retry_after = Some(seconds);
        self
    }

    /// Adds what only the log may know.
    pub(crate) fn with_internal(mut self, internal: impl std::fmt::Display) -> Self {
        self.internal = Some(internal.to_string());
        self
    }

    /// The failure that an answer without a body of ours stands for: axum's own, or a layer's.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => ProblemCode::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => ProblemCode::Invalid,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => ProblemCode::Unavailable,
            other if other.is_client_error() => ProblemCode::BadRequest,
            _ => ProblemCode::Internal,
        };
        let detail = match code {
            ProblemCode::NotFound => "there is no such path",
            ProblemCode::MethodNotAllowed => "this path does not take this method: see the header Allow",
            other => other.title(),
        };
        Self::new(code, detail)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<crate::database::DatabaseError> for Failure {
    fn from(error: crate::database::DatabaseError) -> Self {
        Self::unavailable(error)
    }
}

impl From<order::StorageError> for Failure {
    fn from(error: order::StorageError) -> Self {
        Self::unavailable(error)
    }
}

/// What a customer is told when a provider cannot be read: never the provider's own words.
impl From<provider::ReadError> for Failure {
    fn from(error: provider::ReadError) -> Self {
        use provider::ReadError;
        let failure = match &error {
            ReadError::Unavailable(_) | ReadError::Malformed(_) => {
                Self::new(ProblemCode::ProviderUnavailable, "the network cannot be asked at the moment: try again shortly").with_wait(10)
            }
            ReadError::Busy { retry_after } => {
                Self::new(ProblemCode::ProviderUnavailable, "the network asks for patience").with_wait(*retry_after)
            }
            ReadError::NotFound => Self::new(ProblemCode::SimNotEligible, "the network does not know this SIM: ask the shop"),
            ReadError::Retired => {
                Self::new(ProblemCode::SimNotEligible, "this SIM was retired by the network and cannot be used again: get a new one")
            }
            ReadError::Refused(_) => Self::new(ProblemCode::ShopCannot, "the shop cannot do this at the moment; nothing was charged"),
        };
        failure.with_internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_and_its_status_agree_for_every_code() {
        for code in ProblemCode::ALL {
            let failure = Failure::new(*code, "why");
            let status = failure.problem.status;
            assert!((400..=599).contains(&status), "{code:?}");
            assert_eq!(failure.into_response().status().as_u16(), status, "{code:?}");
        }
    }

    #[test]
    fn every_error_status_has_a_problem_of_its_class() {
        for number in 400..600 {
            let Ok(status) = StatusCode::from_u16(number) else { continue };
            let problem = Failure::of_status(status).problem;
            let same_class = problem.status / 100 == number / 100;
            assert!(same_class || problem.code == ProblemCode::Unavailable, "{number}");
        }
    }

    #[test]
    fn a_providers_own_words_stay_in_the_log() {
        let error = provider::ReadError::Refused("code 11, credit too low".to_owned());
        let failure = Failure::from(error);
        assert!(!failure.problem.detail.contains("credit"));
        assert!(failure.internal.is_some_and(|text| text.contains("credit")));
    }
}
