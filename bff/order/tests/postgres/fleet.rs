//! Two engines on one database, over real sockets, judged by the sandbox's ledger.

use crate::observed::{Hooks, Observed};
use crate::real_shop::{Addresses, RealShop};
use crate::{database, open};
use contract::{Order, OrderStatus, PaymentStatus, SimKind};
use order::*;
use postgres_server::Database;
use provider::SimTarget;
use sandbox::{Operation, Options, Player, Running, Sandbox};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// The longest that anything here is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

struct Bench {
    sandbox: Running,
    shop: Arc<RealShop>,
    address: PostgresAddress,
    _database: Database,
}

impl Bench {
    async fn new() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.expect("the sandbox starts");
        let shop = Arc::new(RealShop::new(&Addresses::of(&sandbox)));
        let (database, address) = database();
        Self { sandbox, shop, address, _database: database }
    }

    async fn engine<H: Hooks>(&self, hooks: H, settings: Settings) -> Engine {
        let journal = Observed { inner: open(&self.address).await, hooks };
        Engine::start(Arc::new(journal), self.shop.clone(), settings).await.expect("the engine starts")
    }

    async fn placement(&self, name: &str) -> Placement {
        let fresh = self.sandbox.fresh_sim(Player::Pressone).expect("a SIM");
        let iccid = fresh.iccid.parse().expect("digits");
        let target = SimTarget { iccid, kind: SimKind::Esim, country: Some("PT".to_owned()), device: None };
        let id = format!("sim_{name}").parse().expect("an id");
        let sim = OwnedSim { id, account: "pressone".to_owned(), target, label: "a SIM".to_owned() };
        let offers = self.shop.offers_now("demo", &sim).await.expect("offers");
        let quote = offers.into_iter().find(|offer| offer.id.as_str() == fresh.package).expect("the package is offered");
        let customer = Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() };
        Placement {
            customer,
            sim,
            key: format!("{name:-<20}").parse().expect("a key"),
            quote,
            terms: PaymentTerms::Hook,
            payment_reference: None,
        }
    }

    fn sends(&self) -> usize {
        self.sandbox.ledger().requests_for(Player::Pressone, Operation::Submit).len()
    }
}

fn mara() -> Customer {
    Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() }
}

async fn until(engine: &Engine, order: &Order, wanted: impl Fn(&Order) -> bool) -> Order {
    let deadline = Instant::now() + PATIENCE;
    let mut after = 0;
    loop {
        let seen = engine.wait(&mara(), std::slice::from_ref(&order.sim), &order.id, after, Duration::from_secs(5)).await;
        let seen = seen.expect("readable").expect("known");
        if wanted(&seen) {
            return seen;
        }
        assert!(Instant::now() < deadline, "waited in vain: {seen:?}");
        after = seen.version;
    }
}

/// Counts the intents that its engine has stored.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

#[async_trait::async_trait]
impl Hooks for Counted {
    async fn before_commit(&self, commit: &Commit<'_>) {
        if is_intent(commit) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn is_intent(commit: &Commit<'_>) -> bool {
    commit.changes.iter().any(|change| matches!(change, Change::Intended { .. }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_placed_at_two_instances_are_each_sent_once_whoever_carries_them() {
    let bench = Bench::new().await;
    let (here, there) = (Counted::default(), Counted::default());
    // One at a time, so that each instance leaves work to the other.
    let settings = Settings { concurrency: 1, ..Settings::default() };
    let (one, two) = (bench.engine(here.clone(), settings.clone()).await, bench.engine(there.clone(), settings).await);
    let mut placed = Vec::new();
    for index in 0..24 {
        // All of them here.
        let placement = bench.placement(&format!("order-{index}")).await;
        placed.push(one.place(placement).await.expect("taken").0);
    }
    for order in &placed {
        let done = until(&two, order, |order| order.payment == PaymentStatus::Charged).await;
        assert_eq!(done.status, OrderStatus::Delivered);
    }
    assert_eq!(bench.sends(), 24);
    assert_eq!(bench.sandbox.ledger().pressone_topups.len(), 24);
    let (here, there) = (here.0.load(Ordering::SeqCst), there.0.load(Ordering::SeqCst));
    assert!(here > 0 && there > 0, "both have carried some: {here} and {there}");
    one.stop().await;
    two.stop().await;
}

/// Holds its engine up where it is about to store an intent, as a machine that freezes does.
#[derive(Clone, Default)]
struct Frozen {
    reached: Arc<Notify>,
    thawed: Arc<Notify>,
    done: Arc<AtomicBool>,
}

#[async_trait::async_trait]
impl Hooks for Frozen {
    async fn before_commit(&self, commit: &Commit<'_>) {
        if is_intent(commit) && !self.done.swap(true, Ordering::SeqCst) {
            self.reached.notify_one();
            self.thawed.notified().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_that_froze_past_its_lease_can_neither_commit_nor_send() {
    let bench = Bench::new().await;
    let settings = Settings { lease: Duration::from_secs(1), ..Settings::default() };
    let freeze = Frozen::default();
    let frozen = bench.engine(freeze.clone(), settings.clone()).await;
    let (placed, _) = frozen.place(bench.placement("one").await).await.expect("taken");
    tokio::time::timeout(PATIENCE, freeze.reached.notified()).await.expect("it comes to its intent");
    let other = bench.engine(Counted::default(), settings).await;
    let done = until(&other, &placed, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    assert_eq!(bench.sends(), 1);
    freeze.thawed.notify_one();
    // Stopping waits for its tasks: whatever it would still do, it has done then.
    frozen.stop().await;
    assert_eq!(bench.sends(), 1, "it had lost the order and knew it");
    let events = open(&bench.address).await.events(&placed.id).await.expect("readable");
    let intents = events.iter().filter(|event| matches!(event.change, Change::Intended { .. })).count();
    assert_eq!(intents, 1);
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_poll_at_one_instance_hears_of_a_change_at_the_other_in_time() {
    let bench = Bench::new().await;
    let placement = bench.placement("one").await;
    let journal = open(&bench.address).await;
    let order = OrderRecord::place(placement, SystemClock.now());
    // Due tomorrow: no engine touches it, so that the only changes are the test's own.
    journal.insert(&order, SystemClock.now().plus(Duration::from_secs(86_400)), None).await.expect("stored");
    let engine = bench.engine(Counted::default(), Settings::default()).await;
    let mut standing = order.clone();
    let mut took = Vec::new();
    for _ in 0..60 {
        let sims = [order.sim.id.clone()];
        let (asking, id, after) = (engine.clone(), order.id.clone(), standing.version);
        let (started, begun) = tokio::sync::oneshot::channel();
        let poll = tokio::spawn(async move {
            started.send(()).expect("heard");
            let seen = asking.wait(&mara(), &sims, &id, after, PATIENCE).await.expect("readable").expect("known");
            (seen, Instant::now())
        });
        begun.await.expect("begun");
        // A change without a consequence for any lane, which the customer is told of all the same.
        let changes = [Change::Waiting { until: SystemClock.now() }];
        let mut next = standing.amended(SystemClock.now(), &changes).expect("legal");
        next.version += 1;
        let commit = Commit {
            from: standing.revision,
            order: &next,
            at: SystemClock.now(),
            changes: &changes,
            due: Some(SystemClock.now().plus(Duration::from_secs(86_400))),
            errands: &[],
            settles: None,
            epoch: None,
        };
        journal.commit(&commit).await.expect("stored");
        let committed = Instant::now();
        let (seen, at) = poll.await.expect("answered");
        assert!(seen.version > standing.version);
        took.push(at.saturating_duration_since(committed));
        standing = next;
    }
    took.sort();
    // Who missed the news would look for itself after a second; on a machine that does other things as well, single ones come late.
    let middle = took[took.len() / 2];
    assert!(middle < Duration::from_millis(500), "half of them took longer than {middle:?}: {took:?}");
    engine.stop().await;
}
