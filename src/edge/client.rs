//! The BFF, as the widget calls it.

use super::fetch::{self, Deadline};
use super::json::{self, Misread};
use contract::{OpenSession, Session};
use gloo_net::http::{Request, RequestBuilder};
use journey::{Failure, Opened, Reply, Task};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal, RequestCache, RequestCredentials, RequestRedirect};

/// Milliseconds that an ordinary answer may take; placing an order waits for no provider, listing offers does.
const PATIENCE: u32 = 30_000;
/// How many seconds the BFF may hold a long-poll: below its limit of 25, and well below our own patience.
const WAIT: &str = "&wait=20";

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

    /// Carries out a task that is one request; `token` is what opens a session. The others are not its own.
    pub(super) async fn run(&self, task: &Task, token: Option<OpenSession>, abort: &AbortController) -> Result<Reply, Failure> {
        let deadline = Deadline::new(abort.clone(), PATIENCE);
        let request = self.request(task, token.as_ref(), &deadline.signal())?;
        // One await for all kinds of answers: each generic one would be compiled again, state machine and all.
        let answer = fetch::answer(request, &deadline).await?;
        self.read(task, answer.value).map_err(|Misread| Failure::Unreadable { status: answer.status })
    }

    fn request(&self, task: &Task, token: Option<&OpenSession>, signal: &AbortSignal) -> Result<Request, Failure> {
        let get = |pieces: &[&str]| self.dressed(Request::get(&self.at(pieces)), signal).build().map_err(|_| Failure::Network);
        match task {
            Task::OpenOrders => get(&["/v1/orders?open=true"]),
            Task::Sims => get(&["/v1/sims"]),
            Task::Offers(sim) => get(&["/v1/sims/", sim.as_str(), "/offers"]),
            Task::Packages(sim) => get(&["/v1/sims/", sim.as_str(), "/packages"]),
            Task::Order { id, after: None } => get(&["/v1/orders/", id.as_str()]),
            Task::Order { id, after: Some(after) } => get(&["/v1/orders/", id.as_str(), "?after=", &after.to_string(), WAIT]),
            Task::Place(key, order) => self.posted("/v1/orders", fetch::to_json(&**order), signal, Some(key.as_str())),
            Task::OpenSession(_) => self.posted("/v1/session", token.and_then(fetch::to_json), signal, None),
            Task::LoadIntents | Task::MakeKey | Task::StoreIntent(_) | Task::Rest { .. } => Err(Failure::Unreadable { status: 0 }),
        }
    }

    fn read(&self, task: &Task, value: JsValue) -> Result<Reply, Misread> {
        Ok(match task {
            Task::OpenOrders => Reply::Orders(json::read(value)?),
            Task::Sims => Reply::Sims(json::read(value)?),
            Task::Offers(_) => Reply::Offers(json::read(value)?),
            Task::Packages(_) => Reply::Packages(json::read(value)?),
            Task::Order { .. } | Task::Place(..) => Reply::Order(Box::new(json::read(value)?)),
            Task::OpenSession(_) => {
                let session: Session = json::read(value)?;
                self.handle.replace(Some(session.handle));
                Reply::Session(Opened {
                    customer: session.customer,
                    expires_at: session.expires_at,
                    capabilities: session.capabilities,
                })
            }
            Task::LoadIntents | Task::MakeKey | Task::StoreIntent(_) | Task::Rest { .. } => return Err(Misread),
        })
    }

    /// An address at the BFF; ids are URL-safe by their types.
    fn at(&self, pieces: &[&str]) -> String {
        let mut address = self.base.clone();
        address.extend(pieces.iter().copied());
        address
    }

    /// The session goes into `Authorization`; no cookie, no cache, and no redirect that could carry it elsewhere.
    fn dressed(&self, request: RequestBuilder, signal: &AbortSignal) -> RequestBuilder {
        let request = request
            .abort_signal(Some(signal))
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Error);
        match &*self.handle.borrow() {
            Some(handle) => request.header("Authorization", &["Bearer ", handle].concat()),
            None => request,
        }
    }

    fn posted(&self, path: &str, body: Option<String>, signal: &AbortSignal, key: Option<&str>) -> Result<Request, Failure> {
        let mut request = self.dressed(Request::post(&self.at(&[path])), signal).header("Content-Type", "application/json");
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        request.body(body.ok_or(Failure::Unreadable { status: 0 })?).map_err(|_| Failure::Network)
    }
}
