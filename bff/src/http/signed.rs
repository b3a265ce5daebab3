//! Who asks: the session behind the bearer handle, on the page that it was opened for.

use super::{Shared, cors};
use crate::failure::Failure;
use crate::session::{Found, Handle, Session};
use crate::time::now;
use axum::extract::FromRequestParts;
use contract::ProblemCode;
use http::header::{AUTHORIZATION, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

/// The session of this request; a handler that takes it serves nobody without one.
pub(super) struct Signed(pub(super) Session);

impl FromRequestParts<Shared> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Failure> {
        let handle = bearer(&parts.headers)
            .ok_or_else(|| Failure::new(ProblemCode::Unauthenticated, "send Authorization: Bearer with the handle of POST /v1/session"))?;
        let now = now();
        let session = match app.sessions.find(handle.hash(), now).await? {
            Found::Open(session) => *session,
            Found::Ended => return Err(Failure::new(ProblemCode::SessionExpired, "the session has ended: open a new one")),
            Found::Never => return Err(Failure::new(ProblemCode::Unauthenticated, "there is no such session: open a new one")),
        };
        if !same_page(&parts.headers, session.origin.as_deref()) {
            return Err(cors::foreign().with_internal("a session was used from another origin"));
        }
        app.limits.request(session.hash)?;
        // After both judgements: what is refused keeps no session open. A disk that takes no note still lets reads go on.
        if let Err(error) = app.sessions.note_use(&session, now).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Self(session))
    }
}

fn bearer(headers: &HeaderMap) -> Option<Handle> {
    let (scheme, handle) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Handle::parse(handle.trim()))?
}

/// Whether the request comes from the page that the session is bound to. Browsers leave `Origin` out of a plain GET to the
/// page's own origin, but then say `Sec-Fetch-Site: same-origin`, which no script can forge.
fn same_page(headers: &HeaderMap, bound: Option<&str>) -> bool {
    let origin = headers.get(ORIGIN).map(HeaderValue::to_str);
    match (origin, bound) {
        (Some(Ok(origin)), Some(bound)) => origin == bound,
        (None, Some(_)) => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
        (None, None) => true,
        (Some(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_works_on_its_own_page_only() {
        let shop = "https://shop.example";
        for (origin, site, bound, expected) in [
            (Some(shop), None, Some(shop), true),
            (Some("https://evil.example"), None, Some(shop), false),
            (Some("null"), None, Some(shop), false),
            (None, Some("same-origin"), Some(shop), true),
            (None, Some("same-site"), Some(shop), false),
            (None, Some("cross-site"), Some(shop), false),
            (None, None, Some(shop), false),
            (None, None, None, true),
            (Some(shop), None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            assert_eq!(same_page(&headers, bound), expected, "{origin:?} {site:?} {bound:?}");
        }
    }
}
