//! The storefront's front door: one origin for the page, the storefront's server and the BFF, as a reseller's web server would give it,
//! and a recording of everything that passes.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::{self, Body};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::host;
use crate::mishap::{Happened, Mishap, Mishaps};
use crate::record::{Exchange, Record};

/// The largest body that is passed on, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// Headers that belong to one connection and must not be passed on (RFC 9110, 7.6.1).
const OF_ONE_CONNECTION: [HeaderName; 5] =
    [header::CONNECTION, header::TRANSFER_ENCODING, header::TE, header::UPGRADE, header::CONTENT_LENGTH];

/// A running front door; it closes when dropped.
#[derive(Debug)]
pub struct Front {
    url: String,
    record: Record,
    mishaps: Mishaps,
    serving: JoinHandle<()>,
}

struct Behind {
    bff: Arc<Mutex<String>>,
    storefront: String,
    record: Record,
    mishaps: Mishaps,
    client: reqwest::Client,
}

impl Front {
    /// A free port for the door: the BFF must know its origin before either is started.
    pub async fn reserve() -> Result<TcpListener> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no free port on loopback")
    }

    /// Opens the door. `/bff/…` goes to the BFF with the prefix taken off; everything else to the storefront.
    pub fn open(listener: TcpListener, bff: Arc<Mutex<String>>, storefront: String) -> Result<Self> {
        let url = format!("http://{}", listener.local_addr().context("the door has no address")?);
        // A connection that was kept may close just as it is used again: the browser would get a 502 that nobody has planned.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().pool_max_idle_per_host(0).build()?;
        let (record, mishaps) = (Record::default(), Mishaps::default());
        let behind = Behind { bff, storefront, record: record.clone(), mishaps: mishaps.clone(), client };
        let router = Router::new().fallback(pass).with_state(Arc::new(behind)).merge(host::router(record.clone()));
        let serving = tokio::spawn(async move {
            // It serves until the task is aborted; an error would show as a page that does not load.
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { url, record, mishaps, serving })
    }

    /// The origin that the browser sees, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everything that has passed so far.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Lets this happen to the next request of that method and path that nothing else is planned for.
    pub fn plan(&self, method: Method, path: &str, mishap: Mishap) -> Happened {
        self.mishaps.plan(method, path, mishap)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(behind): State<Arc<Behind>>, request: Request) -> Response {
    match behind.pass(request).await {
        Ok(response) => response,
        // What a web server says when what is behind it is down, which is a case that journeys play.
        Err(error) => (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response(),
    }
}

impl Behind {
    async fn pass(&self, request: Request) -> Result<Response> {
        let (head, body) = request.into_parts();
        let body = body::to_bytes(body, LARGEST).await?;
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let (mishap, happened) = self.mishaps.befalls(&head.method, &path).unzip();
        let tell = || happened.map(|happened| happened.send(()).is_ok());
        if let Some(mishap) = mishap.filter(|mishap| !mishap.lets_through()) {
            tell();
            return Ok(mishap.instead(Response::default()).await);
        }
        let answer = self
            .client
            .request(head.method.clone(), self.target(&path))
            .headers(passed_on(&head.headers))
            .body(body.clone())
            .send()
            .await?;
        let (status, headers) = (answer.status(), passed_on(answer.headers()));
        let exchange = Exchange {
            method: head.method,
            path,
            request_headers: head.headers,
            request: body,
            status,
            response_headers: headers.clone(),
            response: answer.bytes().await?,
        };
        let mut response = Response::new(Body::from(exchange.response.clone()));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        self.record.add(exchange);
        tell();
        Ok(match mishap {
            Some(mishap) => mishap.instead(response).await,
            None => response,
        })
    }

    fn target(&self, path: &str) -> String {
        match path.strip_prefix("/bff/") {
            Some(path) => {
                let bff = self.bff.lock().unwrap_or_else(PoisonError::into_inner);
                format!("{bff}/{path}")
            }
            None => format!("{}{path}", self.storefront),
        }
    }
}

fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in OF_ONE_CONNECTION {
        headers.remove(name);
    }
    headers.remove(header::HOST);
    headers
}
