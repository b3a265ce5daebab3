//! One request: aborted when its owner is dropped, given up after a time, its JSON parsed by the browser.
//!
//! gloo-net holds the headers and reads the answer; the sending goes straight through the browser's `fetch`. gloo-net's own panics when a
//! page's patched `fetch` rejects with something that is not an `Error`, which would freeze every widget of the module, and its builder
//! parses the URL and brings the formatting machinery along, 1,500 bytes on the wire.

use super::json::object;
use contract::Problem;
use gloo_net::http::{Headers, Response};
use gloo_timers::callback::Timeout;
use journey::Failure;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// Aborts on drop. The owner of a request holds it.
#[derive(Debug)]
pub(super) struct Abort(AbortController);

impl Abort {
    /// A browser without `AbortController` cannot run this wasm either, so that is reported as a failed connection.
    pub(super) fn new() -> Result<Self, Failure> {
        AbortController::new().map(Self).map_err(|_| Failure::Network)
    }

    pub(super) fn controller(&self) -> AbortController {
        self.0.clone()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// How long a request may take, its body included.
#[derive(Debug)]
pub(super) struct Deadline {
    controller: AbortController,
    over: Rc<Cell<bool>>,
    _timer: Timeout,
}

impl Deadline {
    pub(super) fn new(controller: AbortController, milliseconds: u32) -> Self {
        let over = Rc::new(Cell::new(false));
        let (flag, late) = (Rc::clone(&over), controller.clone());
        let timer = Timeout::new(milliseconds, move || {
            flag.set(true);
            late.abort();
        });
        Self { controller, over, _timer: timer }
    }

    /// Why a request that brought nothing brought nothing.
    fn failure(&self) -> Failure {
        if self.over.get() { Failure::Timeout } else { Failure::Network }
    }
}

/// A request to be sent: a `POST` where it has a body, else a `GET`.
///
/// Headers must hold visible ASCII only: gloo-net takes it for granted that the browser accepts them.
pub(super) struct Request {
    pub(super) url: String,
    pub(super) headers: Headers,
    pub(super) body: Option<String>,
}

impl Request {
    /// As `fetch` takes it: no cookie, no cache, and no redirect that could carry the session elsewhere.
    fn options(self, signal: AbortSignal) -> JsValue {
        let mut options = vec![("headers", self.headers.into_raw().into()), ("signal", signal.into())];
        options.extend([("cache", "no-store"), ("credentials", "omit"), ("redirect", "error")].map(|(name, text)| (name, text.into())));
        if let Some(body) = self.body {
            options.extend([("method", "POST".into()), ("body", body.into())]);
        }
        object(&options)
    }
}

/// A good answer, parsed by the browser.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) value: JsValue,
}

/// Sends it: a good status brings its JSON, any other the problem that it describes.
pub(super) async fn answer(request: Request, deadline: &Deadline) -> Result<Answer, Failure> {
    let window = web_sys::window().ok_or(Failure::Network)?;
    let url = request.url.clone();
    let options = request.options(deadline.controller.signal());
    let response = JsFuture::from(window.fetch_with_str_and_init(&url, options.unchecked_ref())).await;
    let response: web_sys::Response = response.map_err(|_| deadline.failure())?.dyn_into().map_err(|_| deadline.failure())?;
    let response = Response::from(response);
    let (status, good) = (response.status(), response.ok());
    let value = match web_sys::Response::from(response).json() {
        Ok(json) => JsFuture::from(json).await,
        Err(refused) => Err(refused),
    };
    if good {
        // A body that was cut says nothing about what the request has done.
        return Ok(Answer { status, value: value.map_err(|_| deadline.failure())? });
    }
    let problem = value.ok().and_then(|value| super::json::read::<Problem>(&value).ok());
    Err(problem.map_or(Failure::Unreadable { status }, |problem| Failure::Problem(Box::new(problem))))
}
