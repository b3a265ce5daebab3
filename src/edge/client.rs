//! The BFF, as the widget calls it.

use super::bridge::{self, Bridge};
use super::fetch::{self, Deadline, Request};
use super::json::{self, Misread};
use crate::text::digits;
use contract::{OpenSession, Session};
use gloo_net::http::Headers;
use journey::{Failure, Opened, Reply, Task};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// Milliseconds that an ordinary answer may take; placing an order waits for no provider, listing offers does.
const PATIENCE: u32 = 30_000;
/// How many seconds the BFF may hold a long-poll: below its limit of 25, and well below our own patience.
const WAIT: &str = "&wait=20";

/// The BFF of one widget, with the session's handle: in memory only, never in storage, a cookie or a URL.
#[derive(Debug)]
pub struct Client {
    base: String,
    bridge: Bridge,
    handle: RefCell<Option<String>>,
}

impl Client {
    /// The BFF at that address, without a session.
    pub fn new(base: &str, bridge: Bridge) -> Self {
        Self { base: base.to_owned(), bridge, handle: RefCell::new(None) }
    }

    /// Carries out a task that is a question to the host, a request, or both. The others are not its own.
    pub async fn run(&self, task: &Task, abort: &AbortController) -> Result<Reply, Failure> {
        let asked = match task {
            Task::OpenSession(reason) => Some(self.bridge.token(*reason, &abort.signal())),
            Task::Approve(proposal) => Some(self.bridge.approval(proposal, &abort.signal())),
            _ => None,
        };
        let answer = match asked {
            Some(asked) => asked.answer().await,
            None => JsValue::UNDEFINED,
        };
        let token = match task {
            Task::Approve(_) => return bridge::decision(&answer).map(Reply::Decided),
            Task::OpenSession(_) => Some(bridge::token(&answer)?),
            _ => None,
        };
        let deadline = Deadline::new(abort.clone(), PATIENCE);
        let request = self.request(task, token.as_ref()).ok_or(Failure::Unreadable { status: 0 })?;
        // One await for all kinds of answers: each generic one would be compiled again, state machine and all.
        let answer = fetch::answer(request, &deadline).await?;
        self.read(task, &answer.value).map_err(|Misread| Failure::Unreadable { status: answer.status })
    }

    /// Ends the session, here at once and at the BFF as soon as it hears of it.
    pub(super) fn close(&self) {
        if let Some(handle) = self.handle.take() {
            self.bridge.close(&[self.base.as_str(), "/v1/session"].concat(), &handle);
        }
    }

    /// `None`: not a request, or its body could not be written.
    fn request(&self, task: &Task, token: Option<&OpenSession>) -> Option<Request> {
        let headers = Headers::new();
        let (pieces, body): (&[&str], Option<String>) = match task {
            Task::OpenOrders => (&["/v1/orders?open=true"], None),
            Task::Sims => (&["/v1/sims"], None),
            Task::Offers(sim) => (&["/v1/sims/", sim.as_str(), "/offers"], None),
            Task::Packages(sim) => (&["/v1/sims/", sim.as_str(), "/packages"], None),
            Task::Order { id, after: None } => (&["/v1/orders/", id.as_str()], None),
            Task::Order { id, after: Some(after) } => (&["/v1/orders/", id.as_str(), "?after=", &digits(*after), WAIT], None),
            Task::Place(placed, order) => {
                headers.set("Idempotency-Key", placed.as_str());
                (&["/v1/orders"], Some(json::write(&**order)?))
            }
            Task::OpenSession(_) => (&["/v1/session"], Some(json::write(token?)?)),
            Task::LoadIntents | Task::MakeKey | Task::StoreIntent(_) | Task::Rest { .. } | Task::Age(_) | Task::Approve(_) => return None,
        };
        // Ids are URL-safe by their types.
        let mut url = self.base.clone();
        url.extend(pieces.iter().copied());
        if let Some(handle) = &*self.handle.borrow() {
            headers.set("Authorization", &["Bearer ", handle].concat());
        }
        if body.is_some() {
            headers.set("Content-Type", "application/json");
        }
        Some(Request { url, headers, body })
    }

    fn read(&self, task: &Task, value: &JsValue) -> Result<Reply, Misread> {
        Ok(match task {
            Task::OpenOrders => Reply::Orders(json::read(value)?),
            Task::Sims => Reply::Sims(json::read(value)?),
            Task::Offers(_) => Reply::Offers(json::read(value)?),
            Task::Packages(_) => Reply::Packages(json::read(value)?),
            Task::Order { .. } | Task::Place(..) => {
                let order = json::read(value)?;
                self.bridge.share(value);
                Reply::Order(Box::new(order))
            }
            Task::OpenSession(_) => {
                let session: Session = json::read(value)?;
                if !session.handle.bytes().all(|byte| byte.is_ascii_graphic()) {
                    // No header could carry it.
                    return Err(Misread);
                }
                self.handle.replace(Some(session.handle));
                Reply::Session(Opened { customer: session.customer, expires_at: session.expires_at, capabilities: session.capabilities })
            }
            _ => return Err(Misread),
        })
    }
}
