//! A page that is itself a Yew application, with the widget inside its own virtual DOM: it renders around it, takes it away and puts it back.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Element, Event};
use yew::prelude::*;

/// What the page wants to hear.
const EVENTS: [&str; 3] = ["topup-ready", "topup-submitted", "topup-completed"];

enum Message {
    /// Anything on the page was clicked.
    Clicked,
    /// The page is to render once more.
    Again,
    /// The widget goes or comes.
    Toggled,
    /// The widget has told of something.
    Told(String),
}

/// What a widget is given, for as long as it is there.
struct Given {
    to: Element,
    session: Closure<dyn Fn() -> js_sys::Promise>,
    listener: Closure<dyn Fn(Event)>,
}

struct Page {
    shown: bool,
    clicks: u32,
    renders: u32,
    told: Vec<String>,
    widget: NodeRef,
    given: Option<Given>,
}

impl Component for Page {
    type Message = Message;
    type Properties = ();

    fn create(_: &Context<Self>) -> Self {
        Self { shown: true, clicks: 0, renders: 0, told: Vec::new(), widget: NodeRef::default(), given: None }
    }

    fn update(&mut self, _: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Clicked => self.clicks += 1,
            Message::Again => self.renders += 1,
            Message::Toggled => self.shown = !self.shown,
            Message::Told(name) => self.told.push(name),
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let link = context.link();
        html! {
            <main onclick={link.callback(|_| Message::Clicked)}>
                <button id="again" onclick={link.callback(|_| Message::Again)}>{ "Again" }</button>
                <button id="toggle" onclick={link.callback(|_| Message::Toggled)}>{ if self.shown { "Away" } else { "Back" } }</button>
                <output id="clicks">{ self.clicks }</output>
                <output id="told">{ self.told.join(" ") }</output>
                if self.shown {
                    <esim-topup bff="/bff" locale="en" data-renders={self.renders.to_string()} ref={self.widget.clone()} />
                }
            </main>
        }
    }

    /// A new widget gets its session and is listened to; one that has gone loses both.
    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let widget = self.widget.cast::<Element>().filter(|_| self.shown);
        if self.given.as_ref().map(|given| &given.to) == widget.as_ref() {
            return;
        }
        self.given = widget.and_then(|widget| {
            let link = context.link().clone();
            let listener = Closure::new(move |event: Event| link.send_message(Message::Told(event.type_())));
            let given = Given { to: widget, session: Closure::new(|| future_to_promise(session())), listener };
            given.give().is_ok().then_some(given)
        });
    }
}

impl Given {
    fn give(&self) -> Result<(), JsValue> {
        js_sys::Reflect::set(&self.to, &"getSession".into(), self.session.as_ref())?;
        EVENTS.iter().try_for_each(|name| self.to.add_event_listener_with_callback(name, self.listener.as_ref().unchecked_ref()))
    }
}

/// A token of the storefront's, for the customer that the page's address names.
async fn session() -> Result<JsValue, JsValue> {
    let search = web_sys::window().ok_or("no window")?.location().search()?;
    let query = web_sys::UrlSearchParams::new_with_str(&search)?;
    let body = serde_json::json!({ "customer": query.get("customer"), "scenario": query.get("scenario") });
    let failed = |error: gloo_net::Error| JsValue::from(error.to_string());
    let request = gloo_net::http::Request::post("/storefront/session").header("content-type", "application/json");
    let reply = request.body(body.to_string()).map_err(failed)?.send().await.map_err(failed)?;
    let reply = reply.text().await.map_err(failed)?;
    let reply: serde_json::Value = serde_json::from_str(&reply).map_err(|error| error.to_string())?;
    reply.get("token").and_then(serde_json::Value::as_str).map(JsValue::from).ok_or_else(|| "no token".into())
}

#[wasm_bindgen(start)]
fn main() {
    yew::Renderer::<Page>::new().render();
}
