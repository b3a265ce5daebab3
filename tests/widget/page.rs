//! A place on the page to mount into, and a way to wait for what a browser does in its own time.

use js_sys::Promise;
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// An element on the page; it is taken away when dropped.
pub(crate) struct Place(pub(crate) Element);

impl Place {
    pub(crate) fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        Self(element)
    }

    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.0.query_selector(selector).unwrap()
    }

    pub(crate) fn count(&self, selector: &str) -> u32 {
        self.0.query_selector_all(selector).unwrap().length()
    }

    pub(crate) fn text(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    /// The step that is shown.
    pub(crate) fn step(&self) -> Option<String> {
        self.find("[data-step]")?.get_attribute("data-step")
    }

    pub(crate) fn click(&self, selector: &str) {
        let found = self.find(selector).unwrap_or_else(|| panic!("{selector} in {}", self.0.inner_html()));
        found.dyn_into::<HtmlElement>().unwrap().click();
    }

    /// Waits until something is there.
    pub(crate) async fn until(&self, selector: &str) {
        until(&format!("{selector} appears"), || self.find(selector).is_some()).await;
    }

    pub(crate) async fn until_step(&self, step: &str) {
        let shown = format!("[data-step={step}]");
        if let Err(late) = attempt(|| self.find(&shown).is_some()).await {
            panic!("{late}: {step} in {}", self.0.inner_html());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Waits until it is so; looks again with every turn of the browser's own loop, and gives up after a minute.
pub(crate) async fn until(what: &str, so: impl Fn() -> bool) {
    if let Err(late) = attempt(so).await {
        panic!("{late}: {what}");
    }
}

async fn attempt(so: impl Fn() -> bool) -> Result<(), &'static str> {
    let deadline = js_sys::Date::now() + 60_000.0;
    while !so() {
        if js_sys::Date::now() > deadline {
            return Err("it has not come");
        }
        turn().await;
    }
    Ok(())
}

/// One turn of the browser's loop: everything that was queued has run.
pub(crate) async fn turn() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Runs both at the same time.
pub(crate) async fn both<A, B>(one: impl Future<Output = A>, two: impl Future<Output = B>) -> (A, B) {
    let (mut one, mut two) = (std::pin::pin!(one), std::pin::pin!(two));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(move |context| {
        if first.is_none()
            && let Poll::Ready(value) = one.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = two.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(two)) => Poll::Ready((one, two)),
            (one, two) => {
                first = one;
                second = two;
                Poll::Pending
            }
        }
    })
    .await
}

/// A plain object.
pub(crate) fn object(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in pairs {
        js_sys::Reflect::set(&object, &JsValue::from_str(name), value).unwrap();
    }
    object.into()
}
