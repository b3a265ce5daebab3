//! The wire below axum: a small accept loop over hyper, so that a player can close a connection without answering.

use std::{convert::Infallible, net::SocketAddr};

use anyhow::Context as _;
use axum::{Router, body::Body, response::Response};
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

/// How long a connection may take to end once the sandbox stops.
const GRACE: std::time::Duration = std::time::Duration::from_secs(1);

/// Marks a response that must never be sent: the connection closes instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsent;

/// Why a connection ends without an answer; hyper closes the socket when its service fails.
#[derive(Debug, thiserror::Error)]
#[error("the connection closes without an answer")]
struct ClosedUnanswered;

/// Binds a loopback port; the error names the player and the port.
pub(crate) async fn bind(who: &str, port: u16) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("failed to listen on port {port} for {who}: is another program using it?"))?;
    let address = listener.local_addr().with_context(|| format!("failed to read the address of {who}"))?;
    Ok((listener, address))
}

/// Serves `router` until `stop` fires.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken, tasks: TaskTracker) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                tasks.spawn(connection(stream, router.clone(), stop.clone(), tasks.clone()));
            }
            Err(error) => tracing::warn!(%error, "failed to accept a connection"),
        }
    }
}

async fn connection(stream: TcpStream, router: Router, stop: CancellationToken, tasks: TaskTracker) {
    let calls = stop.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| answer(router.clone(), request, calls.clone(), tasks.clone()));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            // A caller that keeps half a request to itself must not keep the sandbox alive.
            match tokio::time::timeout(GRACE, connection).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Runs the call in a task of its own: a real provider finishes a purchase although the caller has hung up.
async fn answer(
    router: Router,
    request: hyper::Request<Incoming>,
    stop: CancellationToken,
    tasks: TaskTracker,
) -> Result<Response, ClosedUnanswered> {
    let call = tasks.spawn(async move {
        tokio::select! {
            answered = router.oneshot(request.map(Body::new)) => Some(answered),
            () = stop.cancelled() => None,
        }
    });
    let answered: Option<Result<Response, Infallible>> = call.await.map_err(|_| ClosedUnanswered)?;
    match answered {
        Some(Ok(response)) if response.extensions().get::<Unsent>().is_none() => Ok(response),
        _ => Err(ClosedUnanswered),
    }
}

/// A response that closes the connection instead of being sent.
pub(crate) fn unsent() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Unsent);
    response
}

/// Promises the whole body in `Content-Length`, sends half of it, then closes.
pub(crate) async fn cut(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = body.collect().await else { return unsent() };
    let whole = whole.to_bytes();
    parts.headers.insert(http::header::CONTENT_LENGTH, whole.len().into());
    let half = whole.slice(..whole.len() / 2);
    let sent = futures_util::stream::once(async { Ok(http_body::Frame::data(half)) });
    // The pause lets hyper write what it has before the end surprises it.
    let ending = futures_util::stream::once(async {
        tokio::task::yield_now().await;
        Err(ClosedUnanswered)
    });
    let frames = futures_util::StreamExt::chain(sent, ending);
    Response::from_parts(parts, Body::new(http_body_util::StreamBody::new(frames)))
}
