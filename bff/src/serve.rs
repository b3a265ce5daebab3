//! The socket: connections in, and a stop that lets what is under way end.

use crate::app::{App, StartError};
use crate::config::Config;
use crate::http::{admin_router, router};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The longest that a request's head may take to arrive, and an idle connection may stay.
const HEAD: Duration = Duration::from_secs(20);

/// The largest head, in bytes.
const HEAD_SIZE: usize = 32 * 1024;

/// The most connections of operators and scrapers.
const OPERATORS: usize = 64;

/// A BFF that runs. Dropping it leaves it running; [`Running::stop`] ends it in good order.
pub struct Running {
    address: SocketAddr,
    admin: Option<SocketAddr>,
    app: Arc<App>,
    accepting: CancellationToken,
    servers: Vec<JoinHandle<()>>,
}

/// Starts the BFF: opens the journal, takes up open orders, and answers.
///
/// # Errors
/// A port in use, or a journal that cannot be read; the text names the key.
pub async fn start(config: Config) -> Result<Running, StartError> {
    // The ports first: two processes on one port would otherwise fight for one journal.
    let (listener, address) = listen("server.listen", config.listen).await?;
    let admin = match &config.admin {
        Some(admin) => Some(listen("admin.listen", admin.listen).await?),
        None => None,
    };
    let (connections, patience) = (config.limits.connections, config.stop);
    let app = Arc::new(App::start(config).await?);
    let accepting = CancellationToken::new();
    let mut servers = vec![tokio::spawn(accept(listener, router(&app), connections, patience, accepting.clone()))];
    let admin = admin.map(|(listener, address)| {
        servers.push(tokio::spawn(accept(listener, admin_router(&app), OPERATORS, patience, accepting.clone())));
        address
    });
    tracing::info!(%address, admin = admin.map(tracing::field::display), "ready");
    Ok(Running { address, admin, app, accepting, servers })
}

async fn listen(key: &'static str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { key, address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it hears its operators; `None`: nowhere.
    #[must_use]
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// Stops: no new connection, no new send to a provider; long-polls are answered, requests and sends under way end.
    pub async fn stop(self) {
        self.accepting.cancel();
        self.app.engine.stop().await;
        for server in self.servers {
            if let Err(error) = server.await {
                tracing::error!(%error, "a server task ended badly");
            }
        }
        tracing::info!("stopped");
    }
}

async fn accept(listener: TcpListener, router: Router, connections: usize, patience: Duration, accepting: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(connections));
    loop {
        let place = tokio::select! {
            // Full: whoever comes waits in the listener's queue until a connection ends.
            place = Arc::clone(&places).acquire_owned() => place,
            () = accepting.cancelled() => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = accepting.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(stream, router.clone());
                let watched = graceful.watch(connection);
                tokio::spawn(async move {
                    let _place = place;
                    if let Err(error) = watched.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Out of descriptors: accepting again at once would only burn the processor.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open when the stop ran out of time");
    }
}

fn connection(stream: TcpStream, router: Router) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small answers may wait for more");
    }
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_SIZE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
}
