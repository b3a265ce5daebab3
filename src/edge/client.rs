//! The BFF, as the widget calls it.

use super::fetch::{self, Deadline};
use contract::{OpenSession, Session};
use gloo_net::http::{Request, RequestBuilder};
use journey::{Failure, Opened, Reply, Task};
use std::cell::RefCell;
use web_sys::{AbortController, AbortSignal, RequestCache, RequestCredentials, RequestRedirect};

/// Milliseconds that an ordinary answer may take; placing an order waits for no provider, listing offers does.
const PATIENCE: u32 = 30_000;
/// Seconds that the BFF may hold a long-poll; at most 25.
const WAIT: u32 = 20;

/// The BFF of one widget, with the session's handle: in memory only, never in storage, a cookie or a URL.
#[derive(Debug)]
pub struct Client {
    base: String,
    handle: RefCell<Option<String>>,
}

impl Client {
    /// The BFF at that address, without a session.
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned(), handle: RefCell::new(None) }
    }

    /// Swaps the storefront's token for a session and keeps its handle.
    pub(super) async fn open(&self, token: &OpenSession, abort: &AbortController) -> Result<Opened, Failure> {
        let deadline = Deadline::new(abort.clone(), PATIENCE);
        let request = self.posted("/v1/session", token, &deadline.signal(), None)?;
        let session: Session = fetch::answer(request, &deadline).await?;
        let opened = Opened { customer: session.customer, expires_at: session.expires_at, capabilities: session.capabilities };
        self.handle.replace(Some(session.handle));
        Ok(opened)
    }

    /// Carries out a task that is one request; the others are not its own and answer as unreadable.
    pub(super) async fn run(&self, task: &Task, abort: &AbortController) -> Result<Reply, Failure> {
        let deadline = Deadline::new(abort.clone(), PATIENCE);
        let get = |path: &str| self.request(Request::get(&self.at(path)), &deadline.signal()).build().map_err(|_| Failure::Network);
        Ok(match task {
            Task::OpenOrders => Reply::Orders(fetch::answer(get("/v1/orders?open=true")?, &deadline).await?),
            Task::Sims => Reply::Sims(fetch::answer(get("/v1/sims")?, &deadline).await?),
            Task::Offers(sim) => Reply::Offers(fetch::answer(get(&path(&["/v1/sims/", sim.as_str(), "/offers"]))?, &deadline).await?),
            Task::Packages(sim) => Reply::Packages(fetch::answer(get(&path(&["/v1/sims/", sim.as_str(), "/packages"]))?, &deadline).await?),
            Task::Order { id, after } => {
                let order = path(&["/v1/orders/", id.as_str()]);
                let path = match after {
                    Some(after) => path(&[&order, "?after=", &after.to_string(), "&wait=", &WAIT.to_string()]),
                    None => order,
                };
                Reply::Order(Box::new(fetch::answer(get(&path)?, &deadline).await?))
            }
            Task::Place(key, order) => {
                let request = self.posted("/v1/orders", &**order, &deadline.signal(), Some(key.as_str()))?;
                Reply::Order(Box::new(fetch::answer(request, &deadline).await?))
            }
            Task::OpenSession(_) | Task::LoadIntents | Task::MakeKey | Task::StoreIntent(_) | Task::Rest { .. } => {
                return Err(Failure::Unreadable { status: 0 });
            }
        })
    }

    fn at(&self, path: &str) -> String {
        self::path(&[&self.base, path])
    }

    /// The session goes into `Authorization`; no cookie, no cache, and no redirect that could carry it elsewhere.
    fn request(&self, request: RequestBuilder, signal: &AbortSignal) -> RequestBuilder {
        let request = request
            .abort_signal(Some(signal))
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Error);
        match &*self.handle.borrow() {
            Some(handle) => request.header("Authorization", &path(&["Bearer ", handle])),
            None => request,
        }
    }

    fn posted(&self, path: &str, body: &impl serde::Serialize, signal: &AbortSignal, key: Option<&str>) -> Result<Request, Failure> {
        let mut request = self.request(Request::post(&self.at(path)), signal).header("Content-Type", "application/json");
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let body = fetch::to_json(body).ok_or(Failure::Unreadable { status: 0 })?;
        request.body(body).map_err(|_| Failure::Network)
    }
}

/// Joins the pieces of a path; ids are URL-safe by their types.
fn path(pieces: &[&str]) -> String {
    pieces.concat()
}
