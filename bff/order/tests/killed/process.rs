//! The process that is killed, and the one that takes up after it.

use super::stops::{Point, StoppingJournal, StoppingShop};
use crate::real_shop::{Addresses, RealShop};
use contract::{Order, OrderStatus, PaymentStatus, SimKind};
use order::{Customer, Engine, OwnedSim, PaymentTerms, Placement, Settings, Shop as _, SqliteJournal};
use provider::SimTarget;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// The environment variable that makes this binary the process.
pub(crate) const ERRAND: &str = "KILLED_ERRAND";

/// What the process is to do: place this order (the same key every time) and carry it on until it stops or the order ends.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Errand {
    pub(crate) addresses: Addresses,
    pub(crate) journal: PathBuf,
    pub(crate) account: String,
    pub(crate) iccid: String,
    pub(crate) offer: String,
    pub(crate) point: String,
}

pub(crate) fn run(errand: &str) -> ExitCode {
    let errand: Errand = serde_json::from_str(errand).expect("an errand");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let order = runtime.block_on(carry_on(errand));
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::to_string(&order).expect("an order")).expect("the judge listens");
    ExitCode::SUCCESS
}

async fn carry_on(errand: Errand) -> Order {
    let point = Point(errand.point);
    let journal = StoppingJournal { inner: SqliteJournal::open(&errand.journal).await.expect("the journal opens"), point: point.clone() };
    let shop = Arc::new(StoppingShop { inner: RealShop::new(&errand.addresses), point });
    // A day is over in some four seconds, so that an order that nobody can settle comes to a person while the judge waits.
    let settings = Settings { submit_deadline: Duration::from_secs(5), ..Settings::default() }.hurried(20_000);
    let engine = Engine::start(Arc::new(journal), shop.clone(), settings).await.expect("the engine starts");
    let target =
        SimTarget { iccid: errand.iccid.parse().expect("digits"), kind: SimKind::Psim, country: Some("GB".to_owned()), device: None };
    let sim = OwnedSim { id: "sim_one".parse().expect("an id"), account: errand.account, target, label: "a SIM".to_owned() };
    let offers = shop.offers_now("demo", &sim).await.expect("offers");
    let quote = offers.into_iter().find(|offer| offer.id.as_str() == errand.offer).expect("the package is offered");
    let customer = Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() };
    let key = "one-and-the-same-key-0001".parse().expect("a key");
    let (who, sims) = (customer.clone(), [sim.id.clone()]);
    let placement = Placement { customer, sim, key, quote, terms: PaymentTerms::Hook, payment_reference: None };
    let mut order = engine.place(placement).await.expect("the order is taken").0;
    while !is_settled(&order) {
        let next = engine.wait(&who, &sims, &order.id, order.version, Duration::from_secs(5)).await;
        order = next.expect("readable").expect("known");
    }
    engine.stop().await;
    order
}

fn is_settled(order: &Order) -> bool {
    match order.status {
        OrderStatus::Review => true,
        OrderStatus::Delivered => order.payment == PaymentStatus::Charged,
        OrderStatus::Rejected => order.payment != PaymentStatus::Reserved,
        _ => false,
    }
}
