//! Query strings: known names only, each at most once, each parsed.

use crate::failure::Failure;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::collections::BTreeMap;

/// The query of this request, decoded.
pub(super) struct Query(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut found = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            if found.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Failure::invalid(format!("query:{name}"), "give it once"));
            }
        }
        Ok(Self(found))
    }
}

impl Query {
    /// Takes a value out; `None`: it is not there.
    pub(super) fn take<T: std::str::FromStr>(&mut self, name: &str, expected: &str) -> Result<Option<T>, Failure> {
        let value = self.0.remove(name).map(|text| text.parse());
        value.transpose().map_err(|_| Failure::invalid(format!("query:{name}"), format!("is not {expected}")))
    }

    /// Nothing may be left: a misspelt name is told, not passed over.
    pub(super) fn end(self) -> Result<(), Failure> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) => {
                let shown: String = name.chars().take(40).collect();
                Err(Failure::invalid(format!("query:{shown}"), "there is no such parameter here"))
            }
        }
    }
}
