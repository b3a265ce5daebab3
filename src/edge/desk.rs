//! Runs the effects of one widget and brings their results back as inputs.

use super::bridge::Bridge;
use super::client::Client;
use super::clock;
use super::fetch::Abort;
use super::storage::{self, Intents};
use super::telling;
use gloo_timers::callback::Timeout;
use journey::{Effect, Failure, Input, Reply, Task, Ticket};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Runs the effects of one widget. What it has started ends with it: requests are aborted, timers cancelled.
pub(crate) struct Desk {
    bff: String,
    client: Rc<Client>,
    bridge: Bridge,
    intents: Option<Intents>,
    report: Rc<dyn Fn(Input)>,
    running: Vec<(Ticket, Running)>,
}

/// What a task holds while it is under way; dropping it ends it.
enum Running {
    Request(#[expect(dead_code, reason = "held for its drop")] Abort),
    Timer(#[expect(dead_code, reason = "held for its drop")] Timeout),
}

impl Desk {
    /// A desk that brings results to `report`, which must not step the machine at once: a result that is there at once (a
    /// key, a stored intent) would overtake effects that were decided before it.
    pub(crate) fn new(bff: String, bridge: Bridge, report: Rc<dyn Fn(Input)>) -> Self {
        Self { client: Rc::new(Client::new(&bff, bridge.clone())), bff, bridge, intents: None, report, running: Vec::new() }
    }

    /// Starts what the machine asks for, in its order.
    pub(crate) fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(ticket, task) => self.start(ticket, task),
                Effect::Cancel(ticket) => self.end(ticket),
                Effect::LogOut => {
                    self.client.close();
                    self.intents.take().iter().for_each(Intents::forget_all);
                }
                Effect::Watch(order) => {
                    let name = self.intents.as_ref().zip(order).map(|(intents, order)| intents.name(order.as_str()));
                    self.bridge.wait_for(name);
                }
                Effect::Tell(told) => telling::tell(&self.bridge, &told),
                stored => self.intents.iter().for_each(|intents| intents.note(&stored)),
            }
        }
    }

    /// Whether the browser refuses to store anything: then only this page knows what it has sent.
    pub(crate) fn is_forgetful(&self) -> bool {
        storage::is_refused(&self.bridge)
    }

    /// Notes a result on its way to the machine: its task holds nothing any more, and a session says whose intents are meant.
    pub(crate) fn note(&mut self, input: &Input) {
        if let Input::Done(ticket, result) = input {
            self.end(*ticket);
            if let Ok(Reply::Session(opened)) = result {
                self.intents = Some(Intents::new(&self.bff, &opened.customer, self.bridge.clone()));
            }
        }
    }

    fn start(&mut self, ticket: Ticket, mut task: Task) {
        let unreadable = Failure::Unreadable { status: 0 };
        if let Task::Approve(proposal) = &mut task {
            // Another tab may have used it since: two orders must not be paid by one payment.
            let kept = self.intents.as_ref().map(Intents::unused).unwrap_or_default();
            proposal.previous.take_if(|previous| kept.iter().all(|kept| kept.key != previous.key));
        }
        let result = match task {
            Task::MakeKey => {
                let asked = self.intents.as_ref().map(Intents::asked).unwrap_or_default();
                clock::random_key().map(|key| Reply::Key(key, asked)).ok_or(unreadable)
            }
            Task::LoadIntents => Ok(self
                .intents
                .as_ref()
                .map(|intents| Reply::Intents(intents.all(), intents.unused()))
                .unwrap_or(Reply::Intents(Vec::new(), Vec::new()))),
            Task::StoreIntent(intent) => {
                self.intents.as_ref().map(|intents| Reply::Stored(Box::new(intents.claim(*intent)))).ok_or(unreadable)
            }
            Task::Rest { ms } => return self.rest(ticket, ms),
            Task::Age(until) => {
                // The longest that a browser can wait is some weeks; what rings too early is set again.
                let seconds = journey::elapsed(clock::moment().now, until).min(1_000_000);
                return self.rest(ticket, u32::try_from(seconds.saturating_mul(1_000)).unwrap_or_default());
            }
            request => match Abort::new() {
                Ok(abort) => return self.request(ticket, request, abort),
                Err(failure) => Err(failure),
            },
        };
        (self.report)(Input::Done(ticket, result));
    }

    fn request(&mut self, ticket: Ticket, task: Task, abort: Abort) {
        let (report, client, controller) = (Rc::clone(&self.report), Rc::clone(&self.client), abort.controller());
        // Only the desk holds what aborts on drop; the task itself holds a mere controller.
        self.running.push((ticket, Running::Request(abort)));
        spawn_local(async move {
            report(Input::Done(ticket, client.run(&task, &controller).await));
        });
    }

    fn rest(&mut self, ticket: Ticket, ms: u32) {
        let report = Rc::clone(&self.report);
        let timer = Timeout::new(ms, move || report(Input::Done(ticket, Ok(Reply::Rested))));
        self.running.push((ticket, Running::Timer(timer)));
    }

    fn end(&mut self, ticket: Ticket) {
        self.running.retain(|(running, _)| *running != ticket);
    }
}
