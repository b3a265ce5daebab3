//! Writes down every request at arrival and its status at the end, without bearer and body.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;

use crate::{Operation, Player, RequestSeen, transport::Script, world::World};

/// Which operation a route stands for.
pub(crate) type Naming = fn(&Method, &str) -> Option<Operation>;

/// Whose requests a layer writes down, and how it names them.
#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) world: Arc<World>,
    pub(crate) player: Player,
    pub(crate) naming: Naming,
}

/// Middleware around all routes of one player.
pub(crate) async fn record(State(recorder): State<Recorder>, request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned());
    let seen = RequestSeen {
        player: recorder.player,
        operation: matched.and_then(|path| (recorder.naming)(request.method(), &path)),
        method: request.method().to_string(),
        path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        status: None,
        correlation_id: request.headers().get("x-correlation-id").and_then(|it| it.to_str().ok()).map(str::to_owned),
        at: recorder.world.clock.now(),
    };
    let number = recorder.world.state().requests.begin(seen);
    let response = next.run(request).await;
    let status = response.extensions().get::<Script>().is_none_or(Script::shows_status).then(|| response.status().as_u16());
    let operation = response.extensions().get::<Operation>().copied();
    recorder.world.state().requests.end(number, status, operation);
    response
}

/// Requests in order of arrival; the oldest leave when a long demo fills the book.
#[derive(Debug, Default)]
pub(crate) struct RequestBook {
    seen: std::collections::VecDeque<(u64, RequestSeen)>,
    next: u64,
}

const REQUESTS_KEPT: usize = 10_000;

impl RequestBook {
    fn begin(&mut self, seen: RequestSeen) -> u64 {
        if self.seen.len() >= REQUESTS_KEPT {
            self.seen.pop_front();
        }
        let number = self.next;
        self.next += 1;
        self.seen.push_back((number, seen));
        number
    }

    fn end(&mut self, number: u64, status: Option<u16>, operation: Option<Operation>) {
        // Absent when a reset came in between: the new ledger does not know the old request.
        if let Some((_, seen)) = self.seen.iter_mut().find(|(it, _)| *it == number) {
            seen.status = status;
            seen.operation = operation.or(seen.operation);
        }
    }

    pub(crate) fn all(&self) -> Vec<RequestSeen> {
        self.seen.iter().map(|(_, seen)| seen.clone()).collect()
    }

    /// Starts over without reusing a number, so a call under way cannot end another one's entry.
    pub(crate) fn emptied(&self) -> Self {
        Self { seen: std::collections::VecDeque::new(), next: self.next }
    }
}
