//! What holds on every way through the machine, whatever customers, pages and networks do.

use crate::fixtures::*;
use crate::harness::*;
use contract::{OrderStatus, ProblemCode, RejectionCode, Retry, Timestamp};
use journey::{Event, Failure, Input, Kind, Options, Reply, Sort, Step, StepName, Task, Ticket};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that happens; the numbers choose among what is possible just then.
#[derive(Clone, Debug)]
enum Happening {
    Customer(Event),
    /// The customer does what leads on from where they are.
    Onward,
    /// A running task ends well.
    Good(usize),
    /// A running task ends badly.
    Bad(usize, Bad),
    /// An order is heard of in that status.
    Status(OrderStatus, u64),
    /// Another widget tells of the order.
    News(OrderStatus, u64),
    /// A reply under a ticket that nobody may wait for.
    Stale(u32),
    Later(i64),
}

#[derive(Clone, Copy, Debug)]
enum Bad {
    Network,
    Timeout,
    NoToken,
    Unreadable(u16),
    Problem(ProblemCode, u16, Retry),
}

fn customer() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => Just(Event::SelectSim(lisbon().id)),
        1 => Just(Event::SelectSim(work().id)),
        1 => Just(Event::SelectOffer(three().id)),
        1 => Just(Event::SelectOffer(ten().id)),
        1 => Just(Event::Search("0872".to_owned())),
        1 => Just(Event::SortBy(Sort::MostData)),
        1 => prop::sample::select(vec![Kind::All, Kind::Unlimited, Kind::WithCalls]).prop_map(Event::ShowKind),
        6 => Just(Event::Continue),
        6 => Just(Event::Confirm),
        2 => Just(Event::Back),
        1 => Just(Event::ShowHistory(lisbon().id)),
        1 => Just(Event::FollowOrder(order(OrderStatus::Adding, 1).id)),
        1 => Just(Event::TopUpAnother),
        1 => Just(Event::ChooseAnotherPackage),
        3 => Just(Event::TryAgain),
        1 => Just(Event::Tick),
        1 => any::<bool>().prop_map(Event::Visible),
        1 => any::<bool>().prop_map(Event::Online),
        1 => Just(Event::Preselect(Options { iccid: Some(work().iccid), package: None, ..Options::default() })),
        1 => any::<bool>().prop_map(|approval| Event::Preselect(Options { approval, ..Options::default() })),
        1 => any::<bool>().prop_map(Event::Follow),
        1 => Just(Event::LogOut),
    ]
}

fn bad() -> impl Strategy<Value = Bad> {
    let problem = (
        proptest::sample::select(ProblemCode::ALL),
        proptest::sample::select(vec![401, 409, 422, 503]),
        proptest::sample::select(vec![Retry::Never, Retry::AfterChange, Retry::Later]),
    )
        .prop_map(|(code, status, retry)| Bad::Problem(code, status, retry));
    prop_oneof![2 => Just(Bad::Network), 2 => Just(Bad::Timeout), 1 => Just(Bad::NoToken), 1 => (500..505_u16).prop_map(Bad::Unreadable), 3 => problem]
}

fn happening() -> impl Strategy<Value = Happening> {
    let status = proptest::sample::select(vec![
        OrderStatus::Received,
        OrderStatus::Sending,
        OrderStatus::Adding,
        OrderStatus::Checking,
        OrderStatus::Review,
        OrderStatus::Delivered,
        OrderStatus::Rejected,
        OrderStatus::Reversed,
    ]);
    let status_of_news = status.clone();
    prop_oneof![
        3 => customer().prop_map(Happening::Customer),
        8 => Just(Happening::Onward),
        8 => (0..4_usize).prop_map(Happening::Good),
        3 => (0..4_usize, bad()).prop_map(|(which, bad)| Happening::Bad(which, bad)),
        2 => (status, 1..9_u64).prop_map(|(status, version)| Happening::Status(status, version)),
        1 => (status_of_news, 1..9_u64).prop_map(|(status, version)| Happening::News(status, version)),
        1 => (0..40_u32).prop_map(Happening::Stale),
        1 => (1..2_000_i64).prop_map(Happening::Later),
    ]
}

fn failure(bad: Bad) -> Failure {
    match bad {
        Bad::Network => Failure::Network,
        Bad::Timeout => Failure::Timeout,
        Bad::NoToken => Failure::NoToken,
        Bad::Unreadable(status) => Failure::Unreadable { status },
        Bad::Problem(code, status, retry) => Failure::Problem(Box::new(problem(code, status, retry))),
    }
}

fn known(status: OrderStatus, version: u64) -> contract::Order {
    if status == OrderStatus::Rejected { rejected(RejectionCode::Busy, Retry::Later) } else { order(status, version) }
}

fn beginning(which: u8) -> Edge {
    match which {
        0 => Edge::new(Options::default()),
        1 => Edge::at_the_packages(),
        2 => Edge::at_submit(),
        _ => Edge::at_waiting(),
    }
}

fn onward(step: &Step) -> Event {
    match step {
        Step::ChooseSim(choose) if choose.selected.is_none() => Event::SelectSim(lisbon().id),
        Step::ChoosePackage(choose) if choose.selected.is_none() => Event::SelectOffer(three().id),
        Step::ChooseSim(_) | Step::ChoosePackage(_) => Event::Continue,
        Step::Review(_) => Event::Confirm,
        Step::History(_) => Event::Back,
        Step::Outcome(_) => Event::TopUpAnother,
        Step::Starting | Step::Approving(_) | Step::Submitting(_) | Step::Waiting(_) | Step::Stopped(_) => Event::TryAgain,
    }
}

/// Lets it happen; answers whether the BFF has just said for certain that nothing more will happen to an order.
fn happen(edge: &mut Edge, happening: Happening) -> bool {
    let running = |edge: &Edge, which: usize| edge.running.get(which % edge.running.len().max(1)).cloned();
    match happening {
        Happening::Customer(event) => edge.send(event),
        Happening::Onward => edge.send(onward(&edge.state.step)),
        Happening::Good(which) => {
            if let Some((ticket, task)) = running(edge, which) {
                let reply = edge.good(&task);
                let is_final = matches!(&reply, Reply::Order(order) if order.is_final());
                edge.finish(ticket, Ok(reply));
                return is_final;
            }
        }
        Happening::Bad(which, bad) => {
            if let Some((ticket, _)) = running(edge, which) {
                edge.finish(ticket, Err(failure(bad)));
            }
        }
        Happening::Status(status, version) => {
            if let Some((ticket, _)) = edge.find(|task| is_poll(task) || is_place(task)) {
                let order = known(status, version);
                let is_final = order.is_final();
                edge.finish(ticket, Ok(Reply::Order(Box::new(order))));
                return is_final;
            }
        }
        Happening::News(status, version) => {
            let order = known(status, version);
            let is_final = order.is_final();
            edge.put(Input::Heard(Box::new(order)));
            return is_final;
        }
        Happening::Stale(ticket) => {
            let stale = Ticket(ticket);
            if edge.running.iter().all(|(running, _)| *running != stale) {
                let before = edge.state.clone();
                edge.put(Input::Done(stale, Ok(Reply::Order(Box::new(order(OrderStatus::Rejected, 9))))));
                assert_eq!(edge.state, before, "a reply that nobody waits for changes nothing");
            }
        }
        Happening::Later(seconds) => {
            edge.now = Timestamp::from_unix_seconds(edge.now.unix_seconds() + seconds);
            edge.send(Event::Tick);
        }
    }
    false
}

/// What must hold after every event.
fn check(edge: &Edge, heard_final: bool, was: StepName) {
    if edge.step() == StepName::Outcome && !matches!(was, StepName::Outcome | StepName::History) {
        assert!(heard_final, "an outcome comes from an order that says so, never from silence");
    }
    if let Step::Outcome(outcome) = &edge.state.step {
        assert!(outcome.order.is_final());
    }
    let tickets: BTreeSet<Ticket> = edge.running.iter().map(|(ticket, _)| *ticket).collect();
    assert_eq!(tickets.len(), edge.running.len(), "every task has its own ticket");
    for (place, (_, task)) in edge.running.iter().enumerate() {
        assert!(!edge.running.iter().skip(place + 1).any(|(_, other)| other == task), "nothing runs twice: {task:?}");
    }
}

/// No order is sent that storage did not hold first, and one intent never has two keys.
fn check_keys(edge: &Edge) {
    let mut confirmed: BTreeSet<String> = BTreeSet::new();
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for task in &edge.started {
        match task {
            Task::StoreIntent(intent) => drop(confirmed.insert(intent.key.as_str().to_owned())),
            Task::Place(key, body) => {
                assert!(confirmed.contains(key.as_str()), "stored first, sent second");
                let body = format!("{body:?}");
                let first = bodies.entry(key.as_str().to_owned()).or_insert_with(|| body.clone());
                assert_eq!(*first, body, "a key names one body for ever");
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_happens_breaks_a_promise(begin in 0..4_u8, happenings in prop::collection::vec(happening(), 0..120)) {
        let mut edge = beginning(begin);
        for happening in happenings {
            let was = edge.step();
            let heard_final = happen(&mut edge, happening);
            check(&edge, heard_final, was);
        }
        check_keys(&edge);
    }

    #[test]
    fn every_state_has_a_way_out(begin in 0..4_u8, happenings in prop::collection::vec(happening(), 0..80)) {
        let mut edge = beginning(begin);
        for happening in happenings {
            happen(&mut edge, happening);
        }
        // The world is well again: the page is seen and online, what was asked for patience has had it.
        edge.now = Timestamp::from_unix_seconds(edge.now.unix_seconds() + 3_600);
        edge.send(Event::Online(true));
        edge.send(Event::Visible(true));
        for _ in 0..6 {
            edge.settle(|_| true);
            let to_do = match edge.step() {
                StepName::Stopped | StepName::Submitting | StepName::Waiting => Event::TryAgain,
                StepName::Outcome => Event::TopUpAnother,
                _ if edge.state.sims.trouble().is_some() || edge.state.capabilities().is_none() => Event::TryAgain,
                StepName::ChoosePackage | StepName::Review | StepName::Approving | StepName::History => Event::Back,
                StepName::Starting | StepName::ChooseSim => break,
            };
            edge.send(to_do);
        }
        edge.settle(|_| true);
        prop_assert_eq!(edge.step(), StepName::ChooseSim, "{:?}", edge.state);
        prop_assert!(edge.state.sims.value().is_some_and(|sims| sims.len() == 2));
    }

    #[test]
    fn silence_about_an_order_is_never_a_failure(bads in prop::collection::vec((any::<bool>(), 0..5_usize), 1..40)) {
        let mut edge = Edge::at_submit();
        for (place, which) in bads {
            if place && edge.find(is_place).is_some() && which == 4 {
                edge.settle(is_place);
            }
            let silence = [Failure::Network, Failure::Timeout, Failure::Unreadable { status: 504 }, Failure::Unreadable { status: 200 }];
            let failure = silence.get(which).cloned().unwrap_or(Failure::Network);
            if edge.find(|task| is_place(task) || is_poll(task)).is_some() {
                edge.end(|task| is_place(task) || is_poll(task), Err(failure));
            }
            prop_assert!(matches!(edge.step(), StepName::Submitting | StepName::Waiting));
            edge.settle(is_rest);
        }
        let keys = edge.keys_sent();
        prop_assert!(keys.iter().all(|key| Some(key) == keys.first()));
    }
}
