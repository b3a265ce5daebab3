//! The one Yew component that holds the machine: it steps it, runs its effects at the desk, and shows its state.

use crate::edge::bridge::Bridge;
use crate::edge::config::Config;
use crate::edge::{self, Desk, PageListeners};
use crate::text::Words;
use crate::view::Root;
use gloo_timers::callback::Interval;
use journey::{Effect, Event, Input, Moment, State};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use yew::prelude::*;

/// What the shell gives.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// The host's attributes.
    pub config: Config,
    /// The way to the shell.
    pub bridge: Bridge,
    /// Whether the element has left the page.
    pub paused: bool,
}

/// A whole widget.
#[component(App)]
pub fn app(props: &AppProps) -> Html {
    let (state, send) = use_journey(props);
    let words = use_memo(props.config.locale.clone(), |locale| Words::new(locale.as_deref()));
    html! { <Root {state} {send} {words} /> }
}

/// The machine as Yew holds it. Effects leave through the outbox, because a reducer can only answer a state.
struct Machine {
    state: Rc<State>,
    outbox: Rc<RefCell<VecDeque<Effect>>>,
}

impl PartialEq for Machine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) || self.state == other.state
    }
}

impl Machine {
    fn new(state: State) -> Self {
        let (state, effects) = journey::start(state);
        Self { state: Rc::new(state), outbox: Rc::new(RefCell::new(effects.into())) }
    }
}

impl Reducible for Machine {
    type Action = (Moment, Input);

    fn reduce(self: Rc<Self>, (moment, input): Self::Action) -> Rc<Self> {
        let (state, effects) = journey::step(State::clone(&self.state), moment, input);
        self.outbox.borrow_mut().extend(effects);
        Rc::new(Self { state: Rc::new(state), outbox: Rc::clone(&self.outbox) })
    }
}

/// The state to show and the way to send events: the machine with its clock, its effects and the page's own events.
#[hook]
fn use_journey(props: &AppProps) -> (Rc<State>, Callback<Event>) {
    let machine = use_reducer_eq(|| Machine::new(State::new(edge::moment().now, props.config.options.clone())));
    let state = Rc::clone(&machine.state);
    let desk = {
        let (dispatcher, outbox) = (machine.dispatcher(), Rc::clone(&machine.outbox));
        let (bff, bridge) = (props.config.bff.clone(), props.bridge.clone());
        use_memo((), move |()| Desk::new(&bff, bridge, outbox, move |input| dispatcher.dispatch((edge::moment(), input))))
    };
    let send = use_callback((), {
        let desk = Rc::clone(&desk);
        move |event, ()| desk.send(event)
    });
    let opened = Rc::clone(&desk);
    use_effect_with((), move |()| {
        opened.run();
        move || opened.close()
    });
    let shown = Rc::clone(&desk);
    use_effect_with(props.paused, move |paused| {
        let paused = *paused;
        let look = move || {
            shown.send(Event::Online(edge::is_online()));
            shown.send(Event::Visible(!paused && edge::is_visible()));
        };
        look();
        let listeners = PageListeners::new(look);
        move || drop(listeners)
    });
    let preselecting = Rc::clone(&desk);
    use_effect_with(props.config.options.clone(), move |options| preselecting.send(Event::Preselect(options.clone())));
    use_effect_with(journey::needs_ticks(&state), move |needed| {
        let ticking = needed.then(|| Interval::new(1_000, move || desk.send(Event::Tick)));
        move || drop(ticking)
    });
    (state, send)
}
