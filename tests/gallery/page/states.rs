//! Every state that a customer can see, by name: made by playing the machine, as its own tests do.

mod links;
mod lists;
mod setbacks;
mod showcase;

use crate::fixtures::*;
use crate::harness::*;
use contract::{
    Activation, Capabilities, Effects, Meter, Offer, Order, OrderStatus, PackageState, Packages, PaymentStatus, ProblemCode, RejectionCode,
    Retry, Sim, Sims, Stage, StageName, Starts, Timestamp,
};
use esim_topup::view::Copied;
use journey::{Event, Failure, Kind, Opened, Options, Reply, State, Task};

/// A state under its name.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) copied: Option<Copied>,
}

fn shown(name: impl Into<String>, edge: Edge) -> Shown {
    Shown { name: name.into(), state: edge.state, copied: None }
}

/// All of them, in the order of the journey.
pub(crate) fn all() -> Vec<Shown> {
    let journey = [sims(), packages_to_choose(), reviews(), waits(), outcomes(), histories(), stops()];
    journey.into_iter().chain([lists::all(), links::all(), setbacks::all(), showcase::all()]).flatten().collect()
}

fn with_sims(options: Options, answer: Result<Vec<Sim>, Failure>) -> Edge {
    let mut edge = Edge::new(options);
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, answer.map(|sims| Reply::Sims(Sims { sims })));
    edge
}

fn many_sims() -> Vec<Sim> {
    let named = |number: usize| sim(&format!("sim-{number}"), &format!("Trip {number}"), &format!("11{number:02}"));
    let talkative = Sim {
        minutes: Some(Meter { remaining: 20, total: 60 }),
        texts: Some(Meter { remaining: 3, total: 10 }),
        ..sim("sim_rome", "Mum’s phone in Rome, with a name that takes its time", "4711")
    };
    let ended = Sim { expires_at: Some(NOW.plus_days(-2)), ..sim("sim_old", "Oslo", "0815") };
    (0..6).map(named).chain([talkative, ended]).collect()
}

fn sims() -> Vec<Shown> {
    let mut selected = Edge::at_the_sims();
    selected.send(Event::SelectSim(lisbon().id));
    let mut searched = with_sims(Options::default(), Ok(many_sims()));
    searched.send(Event::Search("Atlantis".to_owned()));
    let mut stale = Edge::at_waiting();
    stale.send(Event::TopUpAnother);
    stale.settle(|task| *task != Task::Sims);
    stale.end(|task| *task == Task::Sims, Err(Failure::Timeout));
    let mut open = Edge::at_waiting();
    open.open = vec![order(OrderStatus::Adding, 2)];
    open.send(Event::TopUpAnother);
    open.settle(|_| true);
    let mut offline = Edge::at_the_sims();
    offline.send(Event::Online(false));
    let preselected = Options { iccid: Some(retired().iccid), ..Options::default() };
    let copied = |done| Some(Copied { text: lisbon().iccid.as_str().to_owned(), done });
    vec![
        shown("starting", Edge::new(Options::default())),
        shown("sims", with_sims(Options::default(), Ok(vec![lisbon(), work(), retired()]))),
        shown("sims-selected", selected),
        shown("sims-many", with_sims(Options::default(), Ok(many_sims()))),
        shown("sims-not-found", searched),
        shown("sims-none", with_sims(Options::default(), Ok(Vec::new()))),
        shown("sims-none-to-top-up", with_sims(Options::default(), Ok(vec![retired()]))),
        shown("sims-preselected-retired", with_sims(preselected, Ok(vec![lisbon(), retired()]))),
        shown("sims-order-open", open),
        shown("sims-lost", with_sims(Options::default(), Err(Failure::Network))),
        shown("sims-stale", stale),
        shown("sims-offline", offline),
        Shown { copied: copied(true), ..shown("sims-copied", Edge::at_the_sims()) },
        Shown { copied: copied(false), ..shown("sims-copy-refused", Edge::at_the_sims()) },
    ]
}

fn with_offers(answer: Result<Vec<Offer>, Failure>) -> Edge {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.end(is_offers, answer.map(|list| Reply::Offers(offers(&lisbon(), list))));
    edge
}

fn packages_to_choose() -> Vec<Shown> {
    let mut loading = Edge::at_the_sims();
    loading.send(Event::SelectSim(lisbon().id));
    loading.send(Event::Continue);
    let numbered = |number: u32| offer(&format!("offer-{number}"), u64::from(number) + 1, 7 + number, 500 + 350 * i64::from(number));
    let talkative = Offer { minutes: Some(60), texts: Some(100), ..offer("offer-calls", 5, 30, 1_800) };
    let many: Vec<_> = (0..8).map(numbered).chain([unlimited(), talkative]).collect();
    let mut only_unlimited = with_offers(Ok(many.clone()));
    only_unlimited.send(Event::ShowKind(Kind::Unlimited));
    let mut selected = Edge::at_the_packages();
    selected.send(Event::SelectOffer(ten().id));
    vec![
        shown("packages-loading", loading),
        shown("packages", Edge::at_the_packages()),
        shown("packages-selected", selected),
        shown("packages-many", with_offers(Ok(many))),
        shown("packages-of-a-kind", only_unlimited),
        shown("packages-unlimited", with_offers(Ok(vec![unlimited()]))),
        shown("packages-none", with_offers(Ok(Vec::new()))),
        shown("packages-lost", with_offers(Err(Failure::Network))),
    ]
}

fn review_of(offer: &Offer) -> Edge {
    let mut edge = with_offers(Ok(vec![offer.clone()]));
    edge.send(Event::SelectOffer(offer.id.clone()));
    edge.send(Event::Continue);
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![offer.clone()]))));
    edge.settle(|_| true);
    edge
}

/// The review of the first package, while its price is asked for again.
fn checking() -> Edge {
    let mut edge = Edge::at_the_packages();
    edge.send(Event::SelectOffer(three().id));
    edge.send(Event::Continue);
    edge
}

/// On from the session to the review of the first package.
fn to_review(mut edge: Edge) -> Edge {
    for event in [Event::SelectSim(lisbon().id), Event::SelectOffer(three().id)] {
        edge.settle(|_| true);
        edge.send(event);
        edge.send(Event::Continue);
    }
    edge.settle(|_| true);
    edge
}

fn starting_by(activation: Activation) -> Offer {
    Offer { effects: Effects { activation, ..three().effects }, ..three() }
}

fn reviews() -> Vec<Shown> {
    let mut repriced = checking();
    let dearer = Offer { price: money(1_250), ..three() };
    repriced.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![dearer]))));
    repriced.settle(|_| true);
    let mut unchecked = checking();
    unchecked.end(is_offers, Err(Failure::Timeout));
    let mut forbidden = Edge::new(Options::default());
    let capabilities = Capabilities { order: false, payment_label: None };
    forbidden.end(is_session, Ok(Reply::Session(Opened { capabilities, ..opened() })));
    let mut approving = to_review(Edge::new(Options { approval: true, ..Options::default() }));
    approving.send(Event::Confirm);
    approving.settle(is_store);
    vec![
        shown("review-checking", checking()),
        shown("review", Edge::at_review()),
        shown("review-repriced", repriced),
        shown("review-unchecked", unchecked),
        shown("review-forbidden", to_review(forbidden)),
        shown("review-unlimited", review_of(&unlimited())),
        shown("review-after-current", review_of(&starting_by(Activation::AfterCurrent))),
        shown("review-manual", review_of(&starting_by(Activation::Manual))),
        shown("approving", approving),
    ]
}

/// That many seconds later.
fn later(mut edge: Edge, seconds: i64) -> Edge {
    edge.now = Timestamp::from_unix_seconds(NOW.unix_seconds() + seconds);
    edge.send(Event::Tick);
    edge
}

fn waiting_for(order: Order) -> Edge {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(order))));
    edge
}

fn staged(status: OrderStatus, names: &[StageName]) -> Order {
    let stages = names.iter().map(|name| Stage { name: *name, at: NOW }).collect();
    Order { stages, ..order(status, 2) }
}

fn waits() -> Vec<Shown> {
    let mut unanswered = Edge::at_submit();
    unanswered.end(is_place, Err(Failure::Timeout));
    let sent = [StageName::Received, StageName::Reserved, StageName::Sent];
    vec![
        shown("submitting", Edge::at_submit()),
        shown("submitting-unanswered", unanswered),
        shown("waiting", waiting_for(staged(OrderStatus::Adding, &sent))),
        shown("waiting-on-account", waiting_for(Order { payment: PaymentStatus::OnAccount, ..staged(OrderStatus::Sending, &sent[..1]) })),
        shown("checking", later(waiting_for(staged(OrderStatus::Checking, &sent)), 30)),
        shown("still-checking", later(waiting_for(staged(OrderStatus::Checking, &sent)), 1_000)),
        shown("seen-by-a-person", later(waiting_for(staged(OrderStatus::Review, &sent)), 4_000)),
    ]
}

const REJECTIONS: [RejectionCode; 14] = [
    RejectionCode::PurchaseLimit,
    RejectionCode::OurFault,
    RejectionCode::NotOffered,
    RejectionCode::Repriced,
    RejectionCode::SimRetired,
    RejectionCode::SimNotEligible,
    RejectionCode::ShopCannot,
    RejectionCode::Busy,
    RejectionCode::Unavailable,
    RejectionCode::PaymentDeclined,
    RejectionCode::PaymentUnavailable,
    RejectionCode::NotAdded,
    RejectionCode::Absent,
    RejectionCode::ProviderUnavailable,
];

fn outcomes() -> Vec<Shown> {
    let settled = |order: Order| {
        let mut edge = waiting_for(order.clone());
        // What starts later is in nobody's list as active.
        if order.starts == Some(Starts::Later) {
            let mut packages = packages(&lisbon());
            packages.packages.iter_mut().filter(|package| package.order.is_some()).for_each(|package| {
                (package.state, package.activated_at, package.expires_at) = (PackageState::Waiting, None, None);
            });
            edge.end(|task| matches!(task, Task::Packages(_)), Ok(Reply::Packages(packages)));
        }
        // Asked for again, a good world would bring another order in its place.
        edge.settle(|task| !is_poll(task));
        edge
    };
    let delivered = order(OrderStatus::Delivered, 5);
    let waits = Order { starts: Some(Starts::Later), ..delivered.clone() };
    let manual = Order { offer: starting_by(Activation::Manual), ..waits.clone() };
    let refund = Order { payment: PaymentStatus::RefundDue, ..order(OrderStatus::Reversed, 6) };
    let mut lost = waiting_for(delivered.clone());
    lost.end(|task| matches!(task, Task::Packages(_)), Err(Failure::Network));
    let rejections = REJECTIONS.iter().map(|code| {
        let name = serde_json::to_value(code).unwrap();
        shown(format!("rejected-{}", name.as_str().unwrap()), settled(rejected(*code, Retry::AfterChange)))
    });
    let mut all = vec![
        shown("added-history-loading", waiting_for(delivered.clone())),
        shown("added", settled(delivered)),
        shown("added-history-lost", lost),
        shown("added-starts-later", settled(waits)),
        shown("added-started-by-hand", settled(manual)),
        shown("taken-back", settled(order(OrderStatus::Reversed, 6))),
        shown("taken-back-refund-due", settled(refund)),
    ];
    all.extend(rejections);
    all
}

fn history_with(answer: Result<Packages, Failure>) -> Edge {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::ShowHistory(lisbon().id));
    edge.end(|task| matches!(task, Task::Packages(_)), answer.map(Reply::Packages));
    edge
}

fn histories() -> Vec<Shown> {
    let mut loading = Edge::at_the_sims();
    loading.send(Event::ShowHistory(lisbon().id));
    let full = packages(&lisbon());
    vec![
        shown("history-loading", loading),
        shown("history", history_with(Ok(full.clone()))),
        shown("history-own-only", history_with(Ok(Packages { as_of: None, ..full.clone() }))),
        shown("history-empty", history_with(Ok(Packages { packages: Vec::new(), ..full }))),
        shown("history-lost", history_with(Err(Failure::Network))),
    ]
}

fn stops() -> Vec<Shown> {
    let refused = |code: &ProblemCode| {
        let mut edge = Edge::new(Options::default());
        edge.refuse(is_session, problem(*code, 403, Retry::Never));
        shown(format!("stopped-{}", code.as_str()), edge)
    };
    let failed = |(name, failure): (&str, Failure)| {
        let mut edge = Edge::new(Options::default());
        edge.end(is_session, Err(failure));
        shown(name, edge)
    };
    let failures = [
        ("stopped-network", Failure::Network),
        ("stopped-timeout", Failure::Timeout),
        ("stopped-no-token", Failure::NoToken),
        ("stopped-unreadable", Failure::Unreadable { status: 502 }),
    ];
    ProblemCode::ALL.iter().map(refused).chain(failures.into_iter().map(failed)).collect()
}
