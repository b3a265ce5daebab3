//! What can happen between the browser and the BFF: each to one request, in the order in which they were ordered.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, future, stream};
use http::{Method, StatusCode};
use tokio::sync::oneshot;
use tokio::{task, time};

use crate::browser::PATIENCE;

/// One thing that goes wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The BFF does what it is asked, and the connection ends without an answer.
    AnswerLost,
    /// The BFF does what it is asked, and the answer breaks off in its middle.
    AnswerCut,
    /// The BFF does what it is asked, and the answer never comes; the connection stays.
    AnswerHeld,
    /// The BFF does what it is asked, and a gateway answers 502 with a page of its own.
    BadGateway,
    /// The BFF never hears of it; the connection stays.
    RequestHeld,
}

impl Mishap {
    /// Whether the BFF gets the request.
    pub(crate) const fn lets_through(self) -> bool {
        !matches!(self, Self::RequestHeld)
    }

    /// What the browser gets instead of the answer; perhaps nothing for as long as it waits.
    pub(crate) async fn instead(self, answer: Response) -> Response {
        match self {
            Self::AnswerHeld | Self::RequestHeld => future::pending().await,
            Self::BadGateway => (StatusCode::BAD_GATEWAY, "<h1>502 Bad Gateway</h1>").into_response(),
            Self::AnswerLost | Self::AnswerCut => {
                let (head, _) = answer.into_parts();
                let start = (self == Self::AnswerCut).then_some(Ok(r#"{"id": "#)).into_iter();
                let patience = async move {
                    if self == Self::AnswerCut {
                        // What has been said is sent meanwhile, or nothing of it would arrive.
                        task::yield_now().await;
                    }
                };
                let end = stream::once(patience).map(|()| Err(io::Error::other("the connection ends here")));
                let broken = stream::iter(start).chain(end);
                Response::from_parts(head, Body::from_stream(broken))
            }
        }
    }
}

/// Mishaps that have not happened yet. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mishaps(Arc<Mutex<VecDeque<Planned>>>);

#[derive(Debug)]
struct Planned {
    method: Method,
    path: String,
    mishap: Mishap,
    happened: oneshot::Sender<()>,
}

/// Tells that a mishap has happened, as far as the BFF is concerned: what it was to do, it has done.
#[derive(Debug)]
pub struct Happened(oneshot::Receiver<()>);

impl Happened {
    /// Waits until it has.
    pub async fn wait(self) -> Result<()> {
        time::timeout(PATIENCE, self.0).await.context("the mishap did not happen")?.context("the front door is closed")
    }
}

impl Mishaps {
    pub(crate) fn plan(&self, method: Method, path: &str, mishap: Mishap) -> Happened {
        let (happened, told) = oneshot::channel();
        self.lock().push_back(Planned { method, path: path.to_owned(), mishap, happened });
        Happened(told)
    }

    /// What happens to this request, and whom to tell.
    pub(crate) fn befalls(&self, method: &Method, path: &str) -> Option<(Mishap, oneshot::Sender<()>)> {
        let mut planned = self.lock();
        let place = planned.iter().position(|it| it.method == *method && it.path == path)?;
        planned.remove(place).map(|it| (it.mishap, it.happened))
    }

    /// A test that panicked while it held the lock leaves a plan that is still whole.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Planned>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mishaps_befall_the_requests_that_they_are_meant_for_one_each() {
        let mishaps = Mishaps::default();
        let kind = |method: &Method, path: &str| mishaps.befalls(method, path).map(|(mishap, _)| mishap);
        let _told = [Mishap::AnswerLost, Mishap::BadGateway].map(|mishap| mishaps.plan(Method::POST, "/bff/v1/orders", mishap));
        assert_eq!(kind(&Method::GET, "/bff/v1/orders"), None);
        assert_eq!(kind(&Method::POST, "/bff/v1/sessions"), None);
        assert_eq!(kind(&Method::POST, "/bff/v1/orders"), Some(Mishap::AnswerLost));
        assert_eq!(kind(&Method::POST, "/bff/v1/orders"), Some(Mishap::BadGateway));
        assert_eq!(kind(&Method::POST, "/bff/v1/orders"), None);
    }
}
