//! One request: aborted when its owner is dropped, given up after a time, its JSON parsed by the browser.

use contract::Problem;
use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use journey::Failure;
use serde::Serialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// Aborts on drop. The owner of a request holds it: gloo-net itself never aborts.
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

    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Why a request that brought nothing brought nothing.
    fn failure(&self) -> Failure {
        if self.over.get() { Failure::Timeout } else { Failure::Network }
    }
}

/// A good answer, parsed by the browser.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) value: JsValue,
}

/// Sends it: a good status brings its JSON, any other the problem that it describes.
pub(super) async fn answer(request: Request, deadline: &Deadline) -> Result<Answer, Failure> {
    let response = request.send().await.map_err(|_| deadline.failure())?;
    let (status, good) = (response.status(), response.ok());
    let value = json(response.into(), deadline).await;
    if good {
        // A body that was cut says nothing about what the request has done.
        return Ok(Answer { status, value: value? });
    }
    let problem = value.ok().and_then(|value| super::json::read::<Problem>(value).ok());
    Err(problem.map_or(Failure::Unreadable { status }, |problem| Failure::Problem(Box::new(problem))))
}

async fn json(response: web_sys::Response, deadline: &Deadline) -> Result<JsValue, Failure> {
    let promise = response.json().map_err(|_| deadline.failure())?;
    JsFuture::from(promise).await.map_err(|_| deadline.failure())
}

/// JSON text, written by the browser.
pub(super) fn to_json(value: &impl Serialize) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}
