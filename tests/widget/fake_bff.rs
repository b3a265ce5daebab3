//! `window.fetch`, replaced: remembers what was asked and answers as told, or hangs until it is aborted.

use js_sys::{Function, Promise, Reflect};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, RequestInit, Response, ResponseInit};

/// What the widget has asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) body: String,
}

/// How the pretended BFF answers.
#[derive(Clone)]
pub(crate) enum Answer {
    /// That status and text.
    Text(u16, String),
    /// The connection fails.
    Broken,
    /// Nothing comes until the request is aborted.
    Hangs,
}

impl Answer {
    /// A good status and that JSON.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        Self::with(200, value)
    }

    pub(crate) fn with(status: u16, value: &impl Serialize) -> Self {
        Self::Text(status, serde_json::to_string(value).unwrap())
    }
}

type Brain = Rc<dyn Fn(&Asked) -> Answer>;

/// Stands in for `fetch` until it is dropped.
pub(crate) struct FakeBff {
    asked: Rc<RefCell<Vec<Asked>>>,
    aborted: Rc<RefCell<Vec<String>>>,
    real: JsValue,
    _closure: Closure<dyn Fn(String, RequestInit) -> Promise>,
}

impl FakeBff {
    pub(crate) fn new(brain: impl Fn(&Asked) -> Answer + 'static) -> Self {
        let (asked, aborted) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
        let (heard, cut, brain): (_, _, Brain) = (Rc::clone(&asked), Rc::clone(&aborted), Rc::new(brain));
        let closure = Closure::<dyn Fn(String, RequestInit) -> Promise>::new(move |url: String, init: RequestInit| {
            let request = Request::new_with_str_and_init(&url, &init).unwrap();
            let (heard, cut, brain) = (Rc::clone(&heard), Rc::clone(&cut), Rc::clone(&brain));
            future_to_promise(async move {
                let question = read(&request).await;
                heard.borrow_mut().push(question.clone());
                match brain(&question) {
                    Answer::Text(status, text) => {
                        let init = ResponseInit::new();
                        init.set_status(status);
                        Ok(Response::new_with_opt_str_and_init(Some(&text), &init)?.into())
                    }
                    Answer::Broken => Err(js_sys::TypeError::new("Failed to fetch").into()),
                    Answer::Hangs => {
                        JsFuture::from(aborting(&request)).await?;
                        cut.borrow_mut().push(question.path);
                        Err(JsValue::from_str("AbortError"))
                    }
                }
            })
        });
        let window = js_sys::global();
        let real = Reflect::get(&window, &"fetch".into()).unwrap();
        Reflect::set(&window, &"fetch".into(), closure.as_ref()).unwrap();
        Self { asked, aborted, real, _closure: closure }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// What was asked, as "METHOD path".
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked.borrow().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// The paths of the hanging requests that were aborted.
    pub(crate) fn aborted(&self) -> Vec<String> {
        self.aborted.borrow().clone()
    }
}

impl Drop for FakeBff {
    fn drop(&mut self) {
        Reflect::set(&js_sys::global(), &"fetch".into(), &self.real).unwrap();
    }
}

async fn read(request: &Request) -> Asked {
    let url = web_sys::Url::new(&request.url()).unwrap();
    let body = JsFuture::from(request.clone().unwrap().text().unwrap()).await.unwrap();
    let header = |name| request.headers().get(name).unwrap();
    Asked {
        method: request.method(),
        path: url.pathname() + &url.search(),
        authorization: header("authorization"),
        key: header("idempotency-key"),
        body: body.as_string().unwrap(),
    }
}

/// Resolves when the request is aborted.
fn aborting(request: &Request) -> Promise {
    let signal = request.signal();
    Promise::new(&mut |resolve: Function, _| {
        if signal.aborted() {
            resolve.call0(&JsValue::UNDEFINED).unwrap();
        }
        signal.add_event_listener_with_callback("abort", &resolve).unwrap();
    })
}
