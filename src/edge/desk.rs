//! Runs the effects of one widget and brings their results back as events.

use super::bridge::Bridge;
use super::client::Client;
use super::clock;
use super::fetch::Abort;
use super::storage::Intents;
use super::telling;
use gloo_timers::callback::Timeout;
use journey::{Effect, Event, Failure, Input, Reply, Task, Ticket};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;

/// Where the machine leaves its effects; emptied by the desk after every event.
pub(crate) type Outbox = Rc<RefCell<VecDeque<Effect>>>;

/// Runs the effects of one widget. What it has started ends with it: requests are aborted, timers cancelled.
pub struct Desk {
    bff: String,
    client: Rc<Client>,
    bridge: Bridge,
    intents: RefCell<Option<Rc<Intents>>>,
    outbox: Outbox,
    step: Box<dyn Fn(Input)>,
    running: RefCell<Vec<(Ticket, Running)>>,
    busy: Cell<bool>,
    me: Weak<Self>,
}

/// What a task holds while it is under way; dropping it ends it.
enum Running {
    Request(#[expect(dead_code, reason = "held for its drop")] Abort),
    Timer(#[expect(dead_code, reason = "held for its drop")] Timeout),
}

impl Desk {
    /// A desk that gives inputs to `step`, which must leave the effects that follow in `outbox`.
    pub(crate) fn new(bff: &str, bridge: Bridge, outbox: Outbox, step: impl Fn(Input) + 'static) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            bff: bff.to_owned(),
            client: Rc::new(Client::new(bff)),
            bridge,
            intents: RefCell::new(None),
            outbox,
            step: Box::new(step),
            running: RefCell::default(),
            busy: Cell::new(false),
            me: me.clone(),
        })
    }

    /// Gives an event to the machine and runs what follows.
    pub fn send(&self, event: Event) {
        self.put(event.into());
    }

    fn put(&self, input: Input) {
        (self.step)(input);
        self.run();
    }

    /// Runs what is in the outbox, in order, also what is added meanwhile: a result that comes at once (a key, a stored
    /// intent) must not overtake effects that were decided before it.
    pub(crate) fn run(&self) {
        if self.busy.replace(true) {
            return;
        }
        loop {
            let next = self.outbox.borrow_mut().pop_front();
            match next {
                Some(effect) => self.carry_out(effect),
                None => break,
            }
        }
        self.busy.set(false);
    }

    /// Ends everything that is under way; nothing is sent afterwards.
    pub(crate) fn close(&self) {
        self.running.borrow_mut().clear();
        self.outbox.borrow_mut().clear();
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Start(ticket, task) => self.start(ticket, task),
            Effect::Cancel(ticket) => drop(self.take(ticket)),
            Effect::Remember(intent) => self.with_intents(|intents| intents.remember(&intent)),
            Effect::Forget(sim, key) => self.with_intents(|intents| intents.forget(&sim, &key)),
            Effect::Tell(told) => telling::tell(&self.bridge, &told),
        }
    }

    fn start(&self, ticket: Ticket, task: Task) {
        match task {
            Task::MakeKey => {
                let key = clock::random_key().map(Reply::Key).ok_or(Failure::Unreadable { status: 0 });
                self.put(Input::Done(ticket, key));
            }
            Task::LoadIntents => {
                let intents = self.intents.borrow().as_ref().map(|intents| intents.all()).unwrap_or_default();
                self.put(Input::Done(ticket, Ok(Reply::Intents(intents))));
            }
            Task::StoreIntent(intent) => {
                let intents = self.intents.borrow().clone();
                let stored = intents.map(|intents| Reply::Stored(Box::new(intents.claim(*intent))));
                self.put(Input::Done(ticket, stored.ok_or(Failure::Unreadable { status: 0 })));
            }
            Task::Rest { ms } => {
                let me = self.me.clone();
                let timer = Timeout::new(ms, move || finish(&me, ticket, Ok(Reply::Rested)));
                self.running.borrow_mut().push((ticket, Running::Timer(timer)));
            }
            request => self.request(ticket, request),
        }
    }

    fn request(&self, ticket: Ticket, task: Task) {
        let abort = match Abort::new() {
            Ok(abort) => abort,
            Err(failure) => return self.put(Input::Done(ticket, Err(failure))),
        };
        let (me, client, bridge, controller) = (self.me.clone(), Rc::clone(&self.client), self.bridge.clone(), abort.controller());
        // Only the desk holds what aborts on drop; the task itself holds a mere controller.
        self.running.borrow_mut().push((ticket, Running::Request(abort)));
        spawn_local(async move {
            let token = match task {
                Task::OpenSession(reason) => bridge.token(reason, &controller.signal()).await.map(Some),
                _ => Ok(None),
            };
            let result = match token {
                Ok(token) => client.run(&task, token, &controller).await,
                Err(failure) => Err(failure),
            };
            finish(&me, ticket, result);
        });
    }

    /// What is under way under that ticket, taken off the list.
    fn take(&self, ticket: Ticket) -> Option<Running> {
        let mut running = self.running.borrow_mut();
        let place = running.iter().position(|(known, _)| *known == ticket)?;
        Some(running.swap_remove(place).1)
    }

    fn with_intents(&self, act: impl FnOnce(&Intents)) {
        if let Some(intents) = self.intents.borrow().as_ref() {
            act(intents);
        }
    }
}

/// Brings a result, unless its task was cancelled or the desk is gone.
fn finish(desk: &Weak<Desk>, ticket: Ticket, result: Result<Reply, Failure>) {
    let Some(desk) = desk.upgrade() else { return };
    if desk.take(ticket).is_none() {
        return;
    }
    if let Ok(Reply::Session(opened)) = &result {
        desk.intents.replace(Some(Rc::new(Intents::new(&desk.bff, &opened.customer))));
    }
    desk.put(Input::Done(ticket, result));
}

impl fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Desk").field("bff", &self.bff).finish_non_exhaustive()
    }
}
