//! The wire below axum: a small accept loop over hyper, so that a player can treat its connections as badly as life does.

mod door;
mod script;
mod unread;

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use anyhow::Context as _;
use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

use crate::recorder::Recorder;
pub(crate) use door::{Door, Doors};
pub(crate) use script::{CutAt, End, Script, scripted};

/// How long a connection may take to end once the sandbox stops.
const GRACE: std::time::Duration = std::time::Duration::from_secs(1);

/// Why a connection ends without an answer of hyper's; hyper lets go of the socket when its service fails.
#[derive(Debug, thiserror::Error)]
#[error("the connection goes on without HTTP")]
struct OffScript;

/// Binds a loopback port; the error names the player and the port.
pub(crate) async fn bind(who: &str, port: u16) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("failed to listen on port {port} for {who}: is another program using it?"))?;
    let address = listener.local_addr().with_context(|| format!("failed to read the address of {who}"))?;
    Ok((listener, address))
}

/// One listener's end of the sandbox.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) router: Router,
    /// Names requests for the rules that strike before HTTP; absent where no fault may strike.
    pub(crate) recorder: Option<Recorder>,
    pub(crate) door: Arc<Door>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// Serves a site until the sandbox stops.
pub(crate) async fn serve(mut listener: TcpListener, site: Site) {
    let mut power = site.stop.child_token();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = site.door.shutting() => {
                power.cancel();
                listener = match site.door.keep_shut(listener, &site.stop).await {
                    Ok(Some(listener)) => listener,
                    Ok(None) => return,
                    Err(error) => return tracing::error!(%error, "a shut port cannot be opened again"),
                };
                power = site.stop.child_token();
                continue;
            }
            () = site.stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                site.tasks.spawn(connection(stream, site.clone(), power.clone()));
            }
            Err(error) => tracing::warn!(%error, "failed to accept a connection"),
        }
    }
}

async fn connection(stream: TcpStream, site: Site, power: CancellationToken) {
    if let Some(recorder) = &site.recorder {
        let stays_unread = tokio::select! {
            it = unread::stays_unread(&stream, recorder) => it,
            () = power.cancelled() => return,
        };
        if stays_unread {
            return power.cancelled().await;
        }
    }
    let ending = Arc::new(OnceLock::new());
    let (stage, slot) = (site.clone(), ending.clone());
    let service = service_fn(move |request: hyper::Request<Incoming>| answer(stage.clone(), request, slot.clone()));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = power.cancelled() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            // A caller that keeps half a request to itself must not keep the sandbox alive.
            match tokio::time::timeout(GRACE, &mut connection).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    let Err(error) = ended else { return };
    let Some(script) = ending.get().cloned() else {
        return tracing::debug!(%error, "a connection ended early");
    };
    let stream = connection.into_parts().io.into_inner();
    tokio::select! {
        played = script.play(stream) => if let Err(error) = played {
            tracing::debug!(%error, "the caller left before its answer ended");
        },
        () = site.stop.cancelled() => {}
    }
}

/// Runs the call in a task of its own: a real provider finishes a purchase although the caller has hung up.
async fn answer(site: Site, request: hyper::Request<Incoming>, ending: Arc<OnceLock<Script>>) -> Result<Response, OffScript> {
    let (router, stop) = (site.router, site.stop);
    let call = site.tasks.spawn(async move {
        tokio::select! {
            answered = router.oneshot(request.map(Body::new)) => Some(answered),
            () = stop.cancelled() => None,
        }
    });
    let answered: Option<Result<Response, Infallible>> = call.await.map_err(|_| OffScript)?;
    let Some(Ok(mut response)) = answered else { return Err(OffScript) };
    match response.extensions_mut().remove::<Script>() {
        None => Ok(response),
        Some(script) => {
            // A connection has one ending: this service is not called again after it fails.
            ending.get_or_init(|| script);
            Err(OffScript)
        }
    }
}
