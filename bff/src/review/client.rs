//! Asks a running BFF on its operators' address.

use super::shapes::{DeadLetters, ReviewFile, ReviewList, Ruled, RulingRequest};
use contract::Problem;
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The longest that an answer may take: a dossier asks the provider.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    /// Nobody there, or the connection broke.
    #[error("no BFF answers on {address}: is it running, with [admin] listen?")]
    Silent {
        /// Where.
        address: String,
        /// The library's words.
        source: reqwest::Error,
    },
    /// The BFF says no.
    #[error("{} ({}): {}", .0.title, .0.status, .0.detail)]
    Refused(Box<Problem>),
    /// Something else than our BFF.
    #[error("{address} answers {status}, and not in the words of the operators' API")]
    Strange {
        /// Where.
        address: String,
        /// With what.
        status: StatusCode,
    },
}

/// An answer, as it came and as it was understood.
pub(super) struct Answer<T> {
    /// The body.
    pub(super) text: String,
    /// What it says.
    pub(super) value: T,
}

/// A way to one BFF under one operator's key. No `Debug`: it holds the key.
pub(super) struct AdminClient {
    base: Url,
    key: SecretString,
    client: Client,
}

impl AdminClient {
    /// To the BFF whose operators' address that is.
    pub(super) fn new(base: Url, key: SecretString) -> Result<Self, reqwest::Error> {
        // No redirect and no proxy: the key is for this address alone.
        let client = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
        Ok(Self { base, key, client })
    }

    /// One page of the review queue.
    pub(super) async fn reviews(&self, after: Option<&str>) -> Result<Answer<ReviewList>, AskError> {
        let request = self.request(Method::GET, &["reviews"]);
        self.ask(request.query(&after.map(|after| [("after", after)]))).await
    }

    /// One order's file.
    pub(super) async fn review(&self, order: &str) -> Result<Answer<ReviewFile>, AskError> {
        self.ask(self.request(Method::GET, &["reviews", order])).await
    }

    /// Decides.
    pub(super) async fn rule(&self, order: &str, ruling: &RulingRequest) -> Result<Answer<Ruled>, AskError> {
        self.ask(self.request(Method::POST, &["reviews", order, "ruling"]).json(ruling)).await
    }

    /// The dead letters.
    pub(super) async fn dead_letters(&self) -> Result<Answer<DeadLetters>, AskError> {
        self.ask(self.request(Method::GET, &["dead-letters"])).await
    }

    /// Tries one again.
    pub(super) async fn revive(&self, letter: &str) -> Result<Answer<serde_json::Value>, AskError> {
        self.ask(self.request(Method::POST, &["dead-letters", letter, "revive"])).await
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["admin", "v1"]).extend(path);
        }
        self.client.request(method, url).bearer_auth(self.key.expose_secret())
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<Answer<T>, AskError> {
        let address = || self.base.to_string();
        let silent = |source| AskError::Silent { address: address(), source };
        let response = request.send().await.map_err(silent)?;
        let status = response.status();
        let text = response.text().await.map_err(silent)?;
        if status.is_success() {
            let value = serde_json::from_str(&text).map_err(|_| AskError::Strange { address: address(), status })?;
            return Ok(Answer { text, value });
        }
        match serde_json::from_str(&text) {
            Ok(problem) => Err(AskError::Refused(Box::new(problem))),
            Err(_) => Err(AskError::Strange { address: address(), status }),
        }
    }
}
