//! Customers with tabs, keys and reloads against a small reference of what each may be told: any sequence of deeds, on memory and on
//! SQLite. A sequence that fails is made smaller by proptest.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test says why it fails")]
mod shop;

use contract::*;
use order::*;
use proptest::prelude::*;
use provider::SimTarget;
use shop::{End, Stall, Taker};
use std::sync::Arc;
use std::time::Duration;

/// How long something is waited for that must come.
const PATIENCE: Duration = Duration::from_secs(60);

const CUSTOMERS: usize = 3;

/// One thing that happens. Numbers are taken modulo what there is, so that every sequence means something.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// A customer posts from that many tabs at once: which of his SIMs, which key, which offer.
    Post { customer: usize, sim: usize, key: usize, offer: usize, tabs: usize },
    /// The provider ends what is open for a SIM.
    End { sim: usize, failed: bool },
    /// The service is restarted.
    Restart,
}

fn deed() -> impl Strategy<Value = Deed> {
    let post = (0..CUSTOMERS, 0..2_usize, 0..4_usize, 0..2_usize, 1..4_usize).prop_map(|(customer, sim, key, offer, tabs)| Deed::Post {
        customer,
        sim,
        key,
        offer,
        tabs,
    });
    prop_oneof![
        6 => post,
        3 => (0..=CUSTOMERS, any::<bool>()).prop_map(|(sim, failed)| Deed::End { sim, failed }),
        1 => Just(Deed::Restart),
    ]
}

fn offer(number: usize) -> Offer {
    let (id, minor) = if number == 0 { ("3gb", 1000) } else { ("1gb", 500) };
    Offer {
        id: id.parse().expect("an id"),
        title: id.to_owned(),
        data: DataAmount::Bytes(1 << 30),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: Money::new(minor, "USD".parse().expect("a currency")),
        effects: Effects {
            activation: Activation::Unknown,
            data_effect: DataEffect::Unknown,
            validity_effect: ValidityEffect::Unknown,
            activate_by: ActivateBy::Unknown,
        },
    }
}

fn iccid(sim: usize) -> String {
    format!("893400000000000{sim:02}")
}

fn owned(sim: usize) -> OwnedSim {
    let target = SimTarget { iccid: iccid(sim).parse().expect("digits"), kind: SimKind::Esim, country: None, device: None };
    OwnedSim { id: format!("sim_{sim}").parse().expect("an id"), account: "connect".to_owned(), target, label: String::new() }
}

fn customer(number: usize) -> Customer {
    Customer { storefront: "demo".to_owned(), reference: format!("cus_{number}") }
}

/// Neighbours share a SIM.
fn sims(customer: usize) -> [usize; 2] {
    [customer, customer + 1]
}

/// What the reference knows of an order.
struct Known {
    id: OrderId,
    customer: usize,
    sim: usize,
    key: usize,
    offer: usize,
    ended: Option<End>,
    seen: Order,
}

/// The service, and the reference beside it.
struct Play {
    journal: Arc<dyn Journal>,
    stall: Arc<Stall>,
    engine: Engine,
    known: Vec<Known>,
}

async fn start(journal: &Arc<dyn Journal>, stall: &Arc<Stall>) -> Engine {
    let settings = Settings::default().hurried(1_000);
    Engine::start(Arc::clone(journal), Arc::clone(stall) as Arc<dyn Shop>, settings).await.expect("the engine starts")
}

impl Play {
    async fn new(journal: Arc<dyn Journal>) -> Self {
        let stall = Arc::new(Stall { taker: Arc::new(Taker::default()), offers: vec![offer(0), offer(1)] });
        let engine = start(&journal, &stall).await;
        Self { journal, stall, engine, known: Vec::new() }
    }

    async fn happen(&mut self, deed: Deed) {
        match deed {
            Deed::Post { customer, sim, key, offer, tabs } => self.post(customer, sims(customer)[sim], key, offer, tabs).await,
            Deed::End { sim, failed } => self.end(sim, if failed { End::Failed } else { End::Completed }).await,
            Deed::Restart => {
                self.engine.stop().await;
                self.engine = start(&self.journal, &self.stall).await;
            }
        }
        self.look_around().await;
    }

    async fn post(&mut self, who: usize, sim: usize, key: usize, number: usize, tabs: usize) {
        let placement = Placement {
            customer: customer(who),
            sim: owned(sim),
            key: format!("key-number-{key}---------").parse().expect("a key"),
            quote: offer(number),
            terms: PaymentTerms::Account { cap: None, since: Moment::from_unix_millis(0) },
            payment_reference: None,
        };
        let mut posts = tokio::task::JoinSet::new();
        for _ in 0..tabs {
            let (engine, placement) = (self.engine.clone(), placement.clone());
            posts.spawn(async move { engine.place(placement).await });
        }
        let answers = posts.join_all().await;
        let same_key = self.known.iter().find(|known| (known.customer, known.key) == (who, key));
        let open = self.known.iter().find(|known| known.sim == sim && known.ended.is_none());
        match (same_key, open) {
            (Some(first), _) if (first.sim, first.offer) == (sim, number) => {
                assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|(order, new)| order.id == first.id && !new)), "{answers:?}");
            }
            (Some(_), _) => assert!(answers.iter().all(|answer| *answer == Err(PlaceError::KeyReused)), "{answers:?}"),
            (None, Some(open)) => {
                let refused = Err(PlaceError::OrderOpen { order: open.id.clone() });
                assert!(answers.iter().all(|answer| *answer == refused), "{answers:?}");
            }
            (None, None) => {
                let orders: Vec<_> = answers.into_iter().map(|answer| answer.expect("the order is taken")).collect();
                let (seen, _) = orders.first().expect("one tab at least").clone();
                assert!(orders.iter().all(|(order, _)| order.id == seen.id), "{orders:?}");
                assert_eq!(orders.iter().filter(|(_, new)| *new).count(), 1, "{orders:?}");
                let id = seen.id.clone();
                self.known.push(Known { id, customer: who, sim, key, offer: number, ended: None, seen });
            }
        }
    }

    /// Waits until the provider has the open order of that SIM, ends it, and waits until the customer is told.
    async fn end(&mut self, sim: usize, end: End) {
        let Some(open) = self.known.iter_mut().find(|known| known.sim == sim && known.ended.is_none()) else { return };
        let (who, own) = (customer(open.customer), [owned(sim).id]);
        let told = async {
            let mut after = 0;
            loop {
                let order =
                    self.engine.wait(&who, &own, &open.id, after, Duration::from_millis(200)).await.expect("readable").expect("known");
                if self.stall.taker.has(&iccid(sim)) {
                    self.stall.taker.end(&iccid(sim), end);
                }
                if matches!(order.status, OrderStatus::Delivered | OrderStatus::Rejected) {
                    return order;
                }
                after = order.version;
            }
        };
        let order = tokio::time::timeout(PATIENCE, told).await.unwrap_or_else(|_| panic!("nobody told {} of its end", open.id));
        let wanted = if end == End::Completed { OrderStatus::Delivered } else { OrderStatus::Rejected };
        assert_eq!(order.status, wanted);
        open.ended = Some(end);
    }

    /// What everybody may see now, and nobody else.
    async fn look_around(&mut self) {
        for known in &mut self.known {
            for asking in 0..CUSTOMERS {
                let own: Vec<SimId> = sims(asking).into_iter().map(|sim| owned(sim).id).collect();
                let found = self.engine.order(&customer(asking), &own, &known.id).await.expect("readable");
                if asking != known.customer {
                    assert_eq!(found, None, "a customer saw what is not his");
                    continue;
                }
                let seen = found.expect("his own order");
                let before = std::mem::replace(&mut known.seen, seen.clone());
                assert!(seen.version >= before.version, "a version went back");
                assert!(seen.version > before.version || seen == before, "one version, two looks: {before:?} {seen:?}");
                if matches!(before.status, OrderStatus::Delivered | OrderStatus::Rejected) {
                    assert_eq!(seen.status, before.status, "what was settled moved");
                }
                assert_eq!(matches!(seen.status, OrderStatus::Delivered | OrderStatus::Rejected), known.ended.is_some());
                let other_sims = ["sim_other".parse().expect("an id")];
                assert_eq!(self.engine.order(&customer(asking), &other_sims, &known.id).await.expect("readable"), None);
            }
        }
        for asking in 0..CUSTOMERS {
            let own: Vec<SimId> = sims(asking).into_iter().map(|sim| owned(sim).id).collect();
            let mut open: Vec<OrderId> =
                self.engine.open_orders(&customer(asking), &own).await.expect("readable").into_iter().map(|order| order.id).collect();
            let ours = self.known.iter().filter(|known| known.customer == asking && known.ended.is_none());
            let mut expected: Vec<OrderId> = ours.map(|known| known.id.clone()).collect();
            open.sort();
            expected.sort();
            assert_eq!(open, expected, "what a reload resumes");
        }
        assert!(self.stall.taker.sends().iter().all(|sends| *sends == 1), "an order was sent twice");
    }
}

fn run(deeds: Vec<Deed>, journal: impl AsyncFnOnce() -> Arc<dyn Journal>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut play = Play::new(journal().await).await;
        for deed in deeds {
            play.happen(deed).await;
        }
        play.engine.stop().await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn every_customer_is_told_what_the_reference_says_on_memory(deeds in proptest::collection::vec(deed(), 1..30)) {
        run(deeds, async || Arc::new(MemoryJournal::default()) as Arc<dyn Journal>);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 50, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn every_customer_is_told_what_the_reference_says_on_sqlite(deeds in proptest::collection::vec(deed(), 1..20)) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("orders.sqlite");
        run(deeds, async move || Arc::new(SqliteJournal::open(&file).await.expect("a journal")) as Arc<dyn Journal>);
    }
}
