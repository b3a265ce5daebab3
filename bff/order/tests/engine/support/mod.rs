//! A shop, a provider and a payment hook that do what a test tells them, and remember what really happened.
pub(crate) mod fake_hook;
pub(crate) mod fake_provider;
pub(crate) mod wrapped_journal;

use async_trait::async_trait;
use contract::*;
use fake_hook::FakeHook;
use fake_provider::FakeProvider;
use order::{
    Clock, Customer, Engine, Journal, MemoryJournal, Moment, OwnedSim, Payment, PaymentTerms, Placement, Settings, Shop, TokioClock,
};
use provider::{Provider, ReadError, SimTarget};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// 21 November 2026, 18:30 UTC.
pub(crate) const START: Moment = Moment::from_unix_millis(1_795_285_800_000);

pub(crate) fn usd(minor: i64) -> Money {
    Money::new(minor, "USD".parse().expect("a currency"))
}

pub(crate) fn offer(id: &str, minor: i64) -> Offer {
    Offer {
        id: id.parse().expect("an offer id"),
        title: "3 GB - 30 Days".to_owned(),
        data: DataAmount::Bytes(3 << 30),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: usd(minor),
        effects: Effects {
            activation: Activation::Unknown,
            data_effect: DataEffect::Unknown,
            validity_effect: ValidityEffect::Unknown,
            activate_by: ActivateBy::Unknown,
        },
    }
}

pub(crate) fn customer(reference: &str) -> Customer {
    Customer { storefront: "demo".to_owned(), reference: reference.to_owned() }
}

pub(crate) fn sim(iccid: &str) -> OwnedSim {
    OwnedSim {
        id: format!("sim_{}", &iccid[iccid.len() - 6..]).parse().expect("a SIM id"),
        account: "pressone".to_owned(),
        target: SimTarget { iccid: iccid.parse().expect("an ICCID"), kind: SimKind::Esim, country: Some("PT".to_owned()), device: None },
        label: "Lisbon trip".to_owned(),
    }
}

pub(crate) fn key(name: &str) -> IdempotencyKey {
    format!("{name:-<20}").parse().expect("a key")
}

pub(crate) fn placement(name: &str) -> Placement {
    Placement {
        customer: customer("cus_1"),
        sim: sim("89340000000000872"),
        key: key(name),
        quote: offer("3gb", 1000),
        terms: PaymentTerms::Hook,
        payment_reference: None,
    }
}

/// The shop as a test has set it up.
pub(crate) struct FakeShop {
    pub(crate) provider: Arc<FakeProvider>,
    pub(crate) hook: Arc<FakeHook>,
    pub(crate) has_hook: Mutex<bool>,
    pub(crate) offers: Mutex<Result<Vec<Offer>, ReadError>>,
}

#[async_trait]
impl Shop for FakeShop {
    async fn offers_now(&self, _storefront: &str, _sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        self.offers.lock().expect("no panic").clone()
    }

    fn provider(&self, _account: &str) -> Option<Arc<dyn Provider>> {
        Some(self.provider.clone())
    }

    fn payment(&self, _storefront: &str) -> Option<Arc<dyn Payment>> {
        self.has_hook.lock().expect("no panic").then(|| self.hook.clone() as Arc<dyn Payment>)
    }
}

async fn start(journal: &Arc<dyn Journal>, shop: &Arc<FakeShop>, clock: &Arc<TokioClock>, settings: Settings) -> Engine {
    Engine::start_with_clock(journal.clone(), shop.clone(), settings, clock.clone()).await.expect("the engine starts")
}

/// An engine on a memory journal, by the runtime's (paused) clock.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) shop: Arc<FakeShop>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<TokioClock>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(FakeProvider::by_marker()).await
    }

    pub(crate) async fn with(provider: FakeProvider) -> Self {
        Self::build(provider, Arc::new(MemoryJournal::default()), Settings::default()).await
    }

    pub(crate) async fn build(provider: FakeProvider, journal: Arc<dyn Journal>, settings: Settings) -> Self {
        let clock = Arc::new(TokioClock::starting_at(START));
        let shop = Arc::new(FakeShop {
            provider: Arc::new(provider),
            hook: Arc::new(FakeHook::default()),
            has_hook: Mutex::new(true),
            offers: Mutex::new(Ok(vec![offer("3gb", 1000), offer("1gb", 500)])),
        });
        shop.provider.set_clock(clock.clone());
        let engine = start(&journal, &shop, &clock, settings).await;
        Self { engine, shop, journal, clock }
    }

    /// Another engine takes the journal over as after a crash: the old one is cut off and never told.
    pub(crate) async fn forget_engine(&mut self) {
        self.engine = self.another_engine(&self.journal).await;
    }

    /// A second engine of the same shop.
    pub(crate) async fn another_engine(&self, journal: &Arc<dyn Journal>) -> Engine {
        start(journal, &self.shop, &self.clock, Settings::default()).await
    }

    pub(crate) async fn place(&self, placement: Placement) -> Order {
        self.engine.place(placement).await.expect("the order is taken").0
    }

    /// The order as its customer sees it.
    pub(crate) async fn see(&self, id: &OrderId) -> Order {
        let stored = self.journal.load(id).await.expect("readable").expect("known");
        self.engine.order(&stored.customer, &[stored.sim.id], id).await.expect("readable").expect("known")
    }

    /// Waits until the order looks like that; a test that waits in vain fails after eleven days of its own time.
    pub(crate) async fn until(&self, id: &OrderId, wanted: impl Fn(&Order) -> bool) -> Order {
        let stored = self.journal.load(id).await.expect("readable").expect("known");
        let (who, sims) = (stored.customer, [stored.sim.id]);
        let deadline = self.clock.now().plus(Duration::from_secs(11 * 86_400));
        let mut after = 0;
        loop {
            let seen = self.engine.wait(&who, &sims, id, after, Duration::from_secs(600)).await.expect("readable").expect("known");
            if wanted(&seen) {
                return seen;
            }
            assert!(self.clock.now() < deadline, "waited in vain: {seen:?}");
            after = seen.version;
        }
    }

    pub(crate) async fn until_status(&self, id: &OrderId, status: OrderStatus) -> Order {
        self.until(id, |order| order.status == status).await
    }

    /// Lets everything happen that is due within that time.
    pub(crate) async fn pass(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}
