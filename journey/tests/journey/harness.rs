//! Plays the edge: runs the machine's effects against a pretended BFF, storage and clock.

use crate::fixtures::{NOW, lisbon, offers, opened, order, packages, ten, three, work};
use contract::{IdempotencyKey, OfferId, Order, OrderId, OrderStatus, Orders, Problem, SimId, Sims, Timestamp};
use journey::{
    Approval, Decision, Effect, Event, Failure, Input, Intent, Moment, Options, Reply, State, Step, StepName, Task, Ticket, Told,
};

/// The machine, and a world around it that answers well unless told otherwise.
pub(crate) struct Edge {
    pub(crate) state: State,
    pub(crate) now: Timestamp,
    /// What is under way, oldest first.
    pub(crate) running: Vec<(Ticket, Task)>,
    /// Every task that was ever started.
    pub(crate) started: Vec<Task>,
    pub(crate) told: Vec<Told>,
    /// The order that is waited for.
    pub(crate) watched: Option<OrderId>,
    pub(crate) stored: Vec<Intent>,
    /// What the host has approved in vain, as storage keeps it.
    pub(crate) kept: Vec<Approval>,
    /// What the host was asked about and has not answered, as storage keeps it.
    pub(crate) asked: Vec<Intent>,
    /// What the BFF lists as open.
    pub(crate) open: Vec<Order>,
    keys: u32,
}

impl Edge {
    pub(crate) fn new(options: Options) -> Self {
        Self::with_storage(options, Vec::new())
    }

    pub(crate) fn with_storage(options: Options, stored: Vec<Intent>) -> Self {
        Self::with_kept(options, stored, Vec::new())
    }

    /// The page is left and loaded again: what storage holds is all that is left.
    pub(crate) fn reloaded(self) -> Self {
        let Self { state, now, stored, kept, asked, keys, .. } = self;
        Self { now, asked, keys, ..Self::with_kept(state.options, stored, kept) }
    }

    pub(crate) fn with_kept(options: Options, stored: Vec<Intent>, kept: Vec<Approval>) -> Self {
        let (state, effects) = journey::start(State::new(NOW, options));
        let mut edge = Self {
            state,
            now: NOW,
            running: Vec::new(),
            started: Vec::new(),
            told: Vec::new(),
            watched: None,
            stored,
            kept,
            asked: Vec::new(),
            open: Vec::new(),
            keys: 0,
        };
        edge.carry_out(effects);
        edge
    }

    pub(crate) fn send(&mut self, event: Event) {
        self.put(event.into());
    }

    pub(crate) fn put(&mut self, input: Input) {
        let (state, effects) = journey::step(self.state.clone(), Moment { now: self.now, dice: 128 }, input);
        self.state = state;
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(ticket, task) => {
                    self.started.push(task.clone());
                    self.running.push((ticket, task));
                }
                Effect::Cancel(ticket) => self.running.retain(|(running, _)| *running != ticket),
                Effect::Remember(intent) => {
                    self.stored.retain(|stored| stored.sim != intent.sim);
                    self.stored.push(*intent);
                }
                Effect::Forget(sim, key) => self.stored.retain(|stored| stored.sim != sim || stored.key != key),
                Effect::Settled(sim, id) => self.stored.retain(|stored| stored.sim != sim || stored.order.as_ref() != Some(&id)),
                Effect::Keep(approval) => self.kept.push(approval),
                Effect::Drop(key) => {
                    self.kept.retain(|kept| kept.key != key);
                    self.asked.retain(|asked| asked.key != key);
                }
                Effect::Asked(asked) => {
                    self.asked.retain(|before| before.key != asked.key);
                    self.asked.push(*asked);
                }
                Effect::LogOut => {
                    self.stored.clear();
                    self.kept.clear();
                    self.asked.clear();
                }
                Effect::Watch(order) => self.watched = order,
                Effect::Tell(told) => self.told.push(told),
            }
        }
    }

    /// Whether nothing is under way; a session ages for as long as it is open.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.iter().all(|(_, task)| matches!(task, Task::Age(_)))
    }

    pub(crate) fn step(&self) -> StepName {
        self.state.step.name()
    }

    /// The first running task that fits.
    pub(crate) fn find(&self, fits: impl Fn(&Task) -> bool) -> Option<(Ticket, Task)> {
        self.running.iter().find(|(_, task)| fits(task)).cloned()
    }

    /// Ends the first running task that fits.
    pub(crate) fn end(&mut self, fits: impl Fn(&Task) -> bool, result: Result<Reply, Failure>) {
        let (ticket, _) = self.find(fits).expect("such a task is under way");
        self.finish(ticket, result);
    }

    pub(crate) fn finish(&mut self, ticket: Ticket, result: Result<Reply, Failure>) {
        self.running.retain(|(running, _)| *running != ticket);
        self.put(Input::Done(ticket, result));
    }

    /// Ends the first running task that fits with that problem.
    pub(crate) fn refuse(&mut self, fits: impl Fn(&Task) -> bool, problem: Problem) {
        self.end(fits, Err(Failure::Problem(Box::new(problem))));
    }

    /// What a good world answers.
    pub(crate) fn good(&mut self, task: &Task) -> Reply {
        match task {
            Task::OpenSession(_) => Reply::Session(opened()),
            Task::LoadIntents => Reply::Intents(self.stored.clone(), self.kept.clone()),
            Task::MakeKey => {
                self.keys += 1;
                Reply::Key(key(self.keys), self.asked.clone())
            }
            Task::StoreIntent(intent) => Reply::Stored(Box::new(self.claim(intent))),
            Task::Rest { .. } | Task::Age(_) => Reply::Rested,
            Task::Approve(_) => Reply::Decided(Decision::Approve(None)),
            Task::OpenOrders => Reply::Orders(Orders { orders: self.open.clone() }),
            Task::Sims => Reply::Sims(Sims { sims: vec![lisbon(), work()] }),
            Task::Offers(sim) => {
                let sim = [lisbon(), work()].into_iter().find(|known| known.id == *sim).unwrap();
                Reply::Offers(offers(&sim, vec![three(), ten()]))
            }
            Task::Place(..) => Reply::Order(Box::new(order(OrderStatus::Received, 1))),
            Task::Order { .. } => Reply::Order(Box::new(order(OrderStatus::Delivered, 5))),
            Task::Packages(sim) => {
                let sim = [lisbon(), work()].into_iter().find(|known| known.id == *sim).unwrap();
                Reply::Packages(packages(&sim))
            }
        }
    }

    fn claim(&mut self, intent: &Intent) -> Intent {
        if let Some(held) = self.stored.iter().find(|held| held.sim == intent.sim) {
            return held.clone();
        }
        self.stored.push(intent.clone());
        intent.clone()
    }

    /// Lets the good world answer everything that fits, until nothing of it is under way.
    pub(crate) fn settle(&mut self, fits: impl Fn(&Task) -> bool) {
        for _ in 0..50 {
            // A session ages for as long as it is open.
            let Some((ticket, task)) = self.find(|task| fits(task) && !matches!(task, Task::Age(_))) else { return };
            let reply = self.good(&task);
            self.finish(ticket, Ok(reply));
        }
        panic!("the machine never comes to rest: {:?}", self.running);
    }

    /// As far as the SIMs.
    pub(crate) fn at_the_sims() -> Self {
        let mut edge = Self::new(Options::default());
        edge.settle(|_| true);
        assert_eq!(edge.step(), StepName::ChooseSim);
        edge
    }

    /// As far as the packages of the Lisbon SIM.
    pub(crate) fn at_the_packages() -> Self {
        let mut edge = Self::at_the_sims();
        edge.send(Event::SelectSim(lisbon().id));
        edge.send(Event::Continue);
        edge.settle(|_| true);
        assert_eq!(edge.step(), StepName::ChoosePackage);
        edge
    }

    /// As far as the review of the first package, its price checked.
    pub(crate) fn at_review() -> Self {
        let mut edge = Self::at_the_packages();
        edge.send(Event::SelectOffer(three().id));
        edge.send(Event::Continue);
        edge.settle(|_| true);
        assert_eq!(edge.step(), StepName::Review);
        edge
    }

    /// As far as the question to the host about that package, from a page that was just loaded or is at its SIMs.
    pub(crate) fn ask_the_host(&mut self, offer: &OfferId) {
        let others = |task: &Task| !matches!(task, Task::Approve(_));
        self.settle(others);
        for event in [Event::SelectSim(lisbon().id), Event::Continue, Event::SelectOffer(offer.clone()), Event::Continue, Event::Confirm] {
            self.send(event);
            self.settle(others);
        }
        assert_eq!(self.step(), StepName::Approving);
    }

    /// As far as the order's `POST`, which is under way.
    pub(crate) fn at_submit() -> Self {
        let mut edge = Self::at_review();
        edge.send(Event::Confirm);
        edge.settle(is_store);
        assert_eq!(edge.step(), StepName::Submitting);
        edge
    }

    /// As far as a known order, whose long-poll is under way.
    pub(crate) fn at_waiting() -> Self {
        let mut edge = Self::at_submit();
        edge.settle(is_place);
        assert_eq!(edge.step(), StepName::Waiting);
        edge
    }

    /// The keys of every order that was ever sent.
    pub(crate) fn keys_sent(&self) -> Vec<IdempotencyKey> {
        self.started.iter().filter_map(|task| if let Task::Place(key, _) = task { Some(key.clone()) } else { None }).collect()
    }

    pub(crate) fn shown_sim(&self) -> Option<SimId> {
        match &self.state.step {
            Step::ChooseSim(choose) => choose.selected.clone(),
            Step::ChoosePackage(choose) => Some(choose.sim.id.clone()),
            Step::Review(review) => Some(review.sim.id.clone()),
            _ => None,
        }
    }
}

pub(crate) fn key(number: u32) -> IdempotencyKey {
    format!("key-{number:020}").parse().unwrap()
}

pub(crate) fn intent(made_at: Timestamp) -> Intent {
    Intent { key: key(900), sim: lisbon().id, offer: three(), made_at, order: None, payment_reference: None }
}

pub(crate) fn is_place(task: &Task) -> bool {
    matches!(task, Task::Place(..))
}

pub(crate) fn is_store(task: &Task) -> bool {
    matches!(task, Task::StoreIntent(_))
}

pub(crate) fn is_poll(task: &Task) -> bool {
    matches!(task, Task::Order { .. })
}

pub(crate) fn is_offers(task: &Task) -> bool {
    matches!(task, Task::Offers(_))
}

pub(crate) fn is_rest(task: &Task) -> bool {
    matches!(task, Task::Rest { .. })
}

pub(crate) fn is_session(task: &Task) -> bool {
    matches!(task, Task::OpenSession(_))
}
