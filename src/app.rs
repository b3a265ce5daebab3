//! The one Yew component: it holds the machine, steps it, runs its effects at the desk, and shows its state.
//!
//! A component with messages and no hooks: every hook is compiled anew for what it holds, six kilobytes in all.

use crate::edge::bridge::Bridge;
use crate::edge::config::Config;
use crate::edge::{self, Desk, PageListeners};
use crate::text::Words;
use crate::view::{self, Act, Copied, Scene};
use gloo_timers::callback::{Interval, Timeout};
use journey::{Event, Input, State, Step};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What the shell gives.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The host's attributes.
    pub config: Config,
    /// The way to the shell.
    pub bridge: Bridge,
}

/// What reaches a widget.
pub enum Message {
    /// The customer has done something.
    Act(Act),
    /// A task has ended.
    Input(Input),
    /// Something was copied, or the browser has refused to.
    Copied(Copied),
    /// "Copied" was said for long enough.
    Faded,
    /// The page was shown or hidden, or went online or offline.
    Page,
    /// The element has left the page, or is back.
    Paused(bool),
    /// The host's attributes have changed.
    Configured(Config),
}

/// A whole widget.
pub struct App {
    state: State,
    desk: Desk,
    words: Words,
    act: Callback<Act>,
    heading: NodeRef,
    screen: Option<&'static str>,
    copied: Option<Copied>,
    paused: bool,
    ticking: Option<Interval>,
    fading: Option<Timeout>,
    _page: PageListeners,
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(context: &Context<Self>) -> Self {
        let Config { bff, locale, texts, options } = context.props().config.clone();
        let (results, page) = (context.link().clone(), context.link().clone());
        let report = Rc::new(move |input| results.send_message(Message::Input(input)));
        let (state, effects) = journey::start(State::new(edge::moment().now, options));
        let mut app = Self {
            state,
            desk: Desk::new(bff, context.props().bridge.clone(), report),
            words: Words::new(&locale, texts),
            act: context.link().callback(Message::Act),
            heading: NodeRef::default(),
            screen: None,
            copied: None,
            paused: false,
            ticking: None,
            fading: None,
            _page: PageListeners::new(move || page.send_message(Message::Page)),
        };
        app.desk.run(effects);
        if app.desk.is_forgetful() {
            app.step(context, Event::StorageRefused.into());
        }
        app.look(context);
        app
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(Act::Journey(event)) => {
                if self.begins_anew(&event) {
                    self.screen = Some("");
                }
                self.step(context, event.into());
            }
            Message::Act(Act::Copy(text)) => {
                let link = context.link().clone();
                spawn_local(async move { link.send_message(Message::Copied(edge::copy(text).await)) });
            }
            Message::Act(Act::Print) => edge::print(),
            Message::Input(input) => {
                self.desk.note(&input);
                self.step(context, input);
            }
            Message::Copied(copied) => {
                self.copied = Some(copied);
                let link = context.link().clone();
                self.fading = Some(Timeout::new(view::COPIED_MS, move || link.send_message(Message::Faded)));
            }
            Message::Faded => self.copied.take_if(|copied| copied.done).map(drop).unwrap_or_default(),
            Message::Page => self.look(context),
            Message::Paused(paused) => {
                self.paused = paused;
                self.look(context);
            }
            Message::Configured(config) => {
                if !self.words.are(&config.locale, config.texts) {
                    self.words = Words::new(&config.locale, config.texts);
                }
                self.step(context, Event::Preselect(config.options).into());
            }
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let Self { state, words, act: send, heading, .. } = self;
        view::root(&Scene { state, words, send, heading, copied: self.copied.as_ref() })
    }

    /// Moves the focus with the screen, but not to the first one: a page that loads keeps its focus and its place. What is shown
    /// before anything is known is none yet, because nobody has asked for what follows it.
    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if self.screen.is_none() && self.state.step == Step::Starting {
            return;
        }
        let screen = view::screen(&self.state.step);
        if self.screen.replace(screen).is_some_and(|before| before != screen) {
            view::focus(&self.heading);
        }
    }
}

impl App {
    /// Whether what is shown is read from its top next, as another screen is: a page of a list, and what takes the place of a trouble with
    /// the very button that was pressed.
    fn begins_anew(&self, event: &Event) -> bool {
        let stays = matches!(self.state.step, Step::Review(_) | Step::Waiting(_));
        matches!(event, Event::TurnTo(_)) || (matches!(event, Event::TryAgain) && !stays)
    }

    fn step(&mut self, context: &Context<Self>, input: Input) {
        let effects = journey::advance(&mut self.state, edge::moment(), input);
        self.desk.run(effects);
        let needed = journey::needs_ticks(&self.state);
        if needed != self.ticking.is_some() {
            let link = context.link().clone();
            let tick = move || link.send_message(Message::Act(Act::Journey(Event::Tick)));
            self.ticking = needed.then(|| Interval::new(1_000, tick));
        }
    }

    fn look(&mut self, context: &Context<Self>) {
        self.step(context, Event::Online(edge::is_online()).into());
        self.step(context, Event::Visible(!self.paused && edge::is_visible()).into());
    }
}
