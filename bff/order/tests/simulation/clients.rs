//! Customers: each has a few SIMs, orders a few times, posts from two tabs, hangs up and posts again, and watches what becomes of it.

use crate::shop::{customer, offer, sim, usd};
use crate::storm::{Fault as F, seconds};
use crate::world::World;
use contract::{Order, OrderId, OrderStatus, SimId};
use order::{Clock as _, Customer, Engine, PaymentTerms, PlaceError, Placement};
use std::sync::Arc;
use std::time::Duration;

/// One customer.
pub(crate) struct Client {
    number: usize,
    who: Customer,
    world: Arc<World>,
}

/// What came of one intent.
enum Placed {
    Order(OrderId),
    Nothing,
}

impl Client {
    pub(crate) fn new(number: usize, world: Arc<World>) -> Self {
        Self { number, who: customer(number), world }
    }

    pub(crate) async fn live(self) {
        let name = format!("client {}", self.number);
        let intents = 1 + self.world.storm.throw(&name).below(3);
        let mut followed = Vec::new();
        for intent in 0..intents {
            let mut throw = self.world.storm.throw(&name);
            tokio::time::sleep(if throw.in_a_hundred(60) { throw.millis(0, 2_000) } else { throw.millis(0, 60_000) }).await;
            let chosen = self.number + throw.below(2);
            let terms = match throw.below(4) {
                0 => PaymentTerms::Account { cap: throw.in_a_hundred(50).then(|| usd(1_500)), since: order::Moment::from_unix_millis(0) },
                _ => PaymentTerms::Hook,
            };
            let placement = Placement {
                customer: self.who.clone(),
                sim: sim(chosen),
                key: format!("key-of-{}-intent-{intent}-----", self.number).parse().expect("a key"),
                quote: offer(throw.below(2)),
                terms,
                payment_reference: None,
            };
            let tabs = throw.in_a_hundred(40);
            let (one, other) =
                tokio::join!(self.insist(&placement, 0), async { if tabs { self.insist(&placement, 1).await } else { Placed::Nothing } });
            for placed in [one, other] {
                if let Placed::Order(id) = placed {
                    self.other_body(&placement, &id).await;
                    followed.push(tokio::spawn(follow(Arc::clone(&self.world), self.who.clone(), placement.sim.id.clone(), id)));
                }
            }
        }
        for task in followed {
            if let Err(error) = task.await {
                self.world.outside.witness.wrong(format!("a customer panicked: {error}"));
            }
        }
    }

    /// Posts until there is an answer that says what became of it, or nobody answers any more.
    async fn insist(&self, placement: &Placement, tab: usize) -> Placed {
        let name = format!("post {} {}", placement.key.as_str(), tab);
        for _ in 0..40 {
            let mut throw = self.world.storm.throw(&name);
            let hangs_up = self.world.storm.strikes(&format!("hang up {name}"), &[F::HangUp]).is_some();
            let patience = if hangs_up { throw.millis(0, 30) } else { World::PATIENCE };
            let Some(engine) = self.world.engine(throw.below(2)) else {
                tokio::time::sleep(seconds(20)).await;
                continue;
            };
            match tokio::time::timeout(patience, engine.place(placement.clone())).await {
                Ok(Ok((order, _))) => {
                    self.world.outside.witness.sees_key(&self.who, &placement.key, &order.id);
                    return Placed::Order(order.id);
                }
                Ok(Err(PlaceError::KeyReused)) => {
                    self.world.outside.witness.wrong("the same body was taken for another one");
                    return Placed::Nothing;
                }
                Ok(Err(PlaceError::OrderOpen { .. } | PlaceError::OverCap)) => return Placed::Nothing,
                Ok(Err(_)) | Err(_) => tokio::time::sleep(throw.millis(5, 200)).await,
            }
        }
        Placed::Nothing
    }

    /// The same key with another body is refused, whatever became of the order.
    async fn other_body(&self, placement: &Placement, id: &OrderId) {
        let Some(engine) = self.world.engine(0) else { return };
        let mut quote = placement.quote.clone();
        quote.price = usd(quote.price.minor + 1);
        let other = Placement { quote, ..placement.clone() };
        match tokio::time::timeout(World::PATIENCE, engine.place(other)).await {
            Ok(Ok((order, new))) => {
                self.world.outside.witness.wrong(format!("a key with another body: {} new: {new}, first {id}", order.id))
            }
            Ok(Err(PlaceError::KeyReused | PlaceError::Storage(_) | PlaceError::Stopping)) | Err(_) => {}
            Ok(Err(error)) => self.world.outside.witness.wrong(format!("a key with another body: {error}")),
        }
    }
}

/// Watches one order as its customer does, until it is over or a day has passed.
async fn follow(world: Arc<World>, who: Customer, sim: SimId, id: OrderId) {
    let name = format!("follow {}", world.outside.witness.number(&id));
    let until = world.clock.now().plus(seconds(86_400));
    let mut last: Option<Order> = None;
    while world.clock.now() < until {
        let mut throw = world.storm.throw(&name);
        let Some(engine) = world.engine(throw.below(2)) else {
            tokio::time::sleep(seconds(20)).await;
            continue;
        };
        look_elsewhere(&world, &engine, &who, &sim, &id).await;
        let after = last.as_ref().map_or(0, |order| order.version);
        let asked = engine.wait(&who, std::slice::from_ref(&sim), &id, after, throw.millis(10, 400));
        let Ok(Ok(Some(seen))) = tokio::time::timeout(World::PATIENCE, asked).await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        if let Some(before) = &last
            && let Some(wrong) = goes_back(before, &seen)
        {
            world.outside.witness.wrong(format!("{wrong}: {:?} then {:?}", before.status, seen.status));
        }
        if matches!(seen.status, OrderStatus::Delivered | OrderStatus::Rejected | OrderStatus::Reversed) {
            return;
        }
        if seen.version == after {
            tokio::time::sleep(throw.millis(20, 10_000)).await;
        }
        last = Some(seen);
    }
}

/// What a customer may never see after what he has seen.
fn goes_back(before: &Order, seen: &Order) -> Option<&'static str> {
    if seen.version < before.version {
        return Some("a version went back");
    }
    if seen.version == before.version && (seen.status != before.status || seen.payment != before.payment) {
        return Some("one version, two looks");
    }
    None
}

/// Another customer, and the same one without the SIM in his session, must find nothing.
async fn look_elsewhere(world: &World, engine: &Engine, owner: &Customer, sim: &SimId, id: &OrderId) {
    let strangers = [(customer(77), vec![sim.clone()]), (owner.clone(), vec!["sim_other".parse().expect("a SIM id")])];
    for (who, sims) in strangers {
        if let Ok(Ok(Some(_))) = tokio::time::timeout(World::PATIENCE, engine.order(&who, &sims, id)).await {
            world.outside.witness.wrong("a session saw what is not its own");
        }
    }
}
