//! The judge: compares what the engine believes with what providers really sold and what really happened to the money.

use crate::hook::Deed;
use crate::ledger::Sale;
use crate::server::Dialect;
use crate::shop::dialect;
use crate::storm::seconds;
use crate::world::{Outcome, World};
use order::*;

async fn orders(world: &World) -> Vec<OrderRecord> {
    let mut orders = Vec::new();
    for id in world.outside.witness.orders() {
        orders.extend(world.journal.load(&id).await.expect("memory does not fail"));
    }
    orders
}

/// What was sold for an order, foreign purchases aside.
fn sales(world: &World, order: &OrderRecord) -> Vec<Sale> {
    let ledger = world.outside.server(&order.sim.account).ledger();
    ledger.of(&order.marker).cloned().collect()
}

/// Whether the money may rest where it is.
fn money_rests(order: &OrderRecord) -> bool {
    !matches!(order.money, MoneyLane::Authorising | MoneyLane::Capturing | MoneyLane::Releasing | MoneyLane::RefundDue)
}

/// What an order's list still has to show within the watch of ten days.
fn may_be_listed_late(world: &World, order: &OrderRecord) -> bool {
    let watch_ends = order.watch.map(|watch| watch.since.plus(seconds(10 * 86_400)));
    let here = |sale: &Sale| sale.iccid == order.sim.target.iccid.as_str();
    let listed = sales(world, order).into_iter().filter(here).filter_map(|sale| sale.listed_at).max();
    let due = listed.zip(watch_ends).is_some_and(|(listed, ends)| listed < ends);
    order.fulfilment == Fulfilment::Absent && order.review == Review::None && due
}

/// Whether nothing more is to be waited for.
pub(crate) async fn is_settled(world: &World) -> bool {
    orders(world).await.iter().all(|order| {
        let over = !order.fulfilment.is_open() && money_rests(order);
        (over || order.review == Review::Open) && !may_be_listed_late(world, order) && told(world, order).is_empty()
    })
}

/// Everything that may never be, of one world that has come to its end.
pub(crate) async fn judge(world: &World) -> Outcome {
    let orders = orders(world).await;
    let mut wrongs = world.outside.witness.wrongs();
    let mut story = Vec::new();
    for (number, order) in orders.iter().enumerate() {
        let events = world.journal.events(&order.id).await.expect("memory does not fail");
        story.push(format!("order {number}"));
        story.extend(events.iter().map(|event| format!("{} {} {}", event.revision, event.at.unix_millis(), event.change.as_str())));
        let faults = [
            purchases(world, order, &orders),
            money(world, order),
            ends(world, order, &orders),
            history(order, &events),
            told(world, order),
        ];
        for fault in faults.into_iter().flatten() {
            let words: Vec<_> = events.iter().map(|event| event.change.as_str()).collect();
            wrongs.push(format!("order {number} {:?} {:?}: {fault}; {}", order.lanes(), order.review_reason, words.join(" ")));
        }
    }
    Outcome { wrongs, story }
}

/// At most one purchase per order; rejected means none; delivered means one that matches and that no other order claims.
fn purchases(world: &World, order: &OrderRecord, all: &[OrderRecord]) -> Vec<String> {
    let mut wrongs = Vec::new();
    let bought = sales(world, order);
    if bought.len() > 1 {
        wrongs.push(format!("bought {} times", bought.len()));
    }
    if order.fulfilment == Fulfilment::Rejected && !bought.is_empty() {
        wrongs.push("rejected, and bought".to_owned());
    }
    if order.fulfilment == Fulfilment::Delivered {
        let fits = |sale: &Sale| sale.iccid == order.sim.target.iccid.as_str() && sale.offer == order.quote.id;
        let named = |sale: &Sale| order.effect.as_ref() == Some(&sale.id);
        let ledger = world.outside.server(&order.sim.account).ledger();
        let matching = match dialect(&order.sim.account) {
            Dialect::Marker => bought.iter().any(|sale| fits(sale) && named(sale)),
            // What carries no marker may be somebody else's purchase of the same package: it is there, and it is claimed once.
            Dialect::Difference => ledger.sales.iter().any(|sale| fits(sale) && named(sale)),
        };
        if !matching {
            wrongs.push(format!("delivered without a matching purchase: {:?} {bought:?}", order.effect));
        }
        let same = |other: &&OrderRecord| other.id != order.id && other.sim.account == order.sim.account && other.effect == order.effect;
        if all.iter().any(|other| same(&other)) {
            wrongs.push("two orders claim one purchase".to_owned());
        }
    }
    wrongs
}

/// Captured only when delivered; never captured and released; held by nobody when it is over.
fn money(world: &World, order: &OrderRecord) -> Vec<String> {
    let mut wrongs = Vec::new();
    let storefront = &world.outside.storefront;
    let deeds = storefront.books().of(&order.id).to_vec();
    let did = |deed| deeds.contains(&deed);
    if did(Deed::Captured) && !matches!(order.fulfilment, Fulfilment::Delivered | Fulfilment::Reversed) {
        wrongs.push(format!("captured without a delivery: {deeds:?}"));
    }
    if did(Deed::Captured) && did(Deed::Released) {
        wrongs.push(format!("captured and released: {deeds:?}"));
    }
    if order.money == MoneyLane::Captured && !did(Deed::Captured) {
        wrongs.push(format!("captured in the journal only: {deeds:?}"));
    }
    let held = did(Deed::Held) && !did(Deed::Captured) && !did(Deed::Released) && !storefront.is_over(&order.id);
    if held && order.review == Review::None {
        wrongs.push(format!("money is still held: {deeds:?}"));
    }
    if order.terms != PaymentTerms::Hook && !deeds.is_empty() {
        wrongs.push("the hook was asked about an order on account".to_owned());
    }
    wrongs
}

/// Everything ends terminal or in review, and what the list shows is not overlooked.
fn ends(world: &World, order: &OrderRecord, all: &[OrderRecord]) -> Vec<String> {
    let mut wrongs = Vec::new();
    if order.review == Review::None && (order.fulfilment.is_open() || !money_rests(order)) {
        wrongs.push("neither over nor in review".to_owned());
    }
    if may_be_listed_late(world, order) {
        let on_sim = all.iter().filter(|other| other.sim.target.iccid == order.sim.target.iccid);
        let others: Vec<_> = on_sim.map(OrderRecord::lanes).collect();
        wrongs.push(format!("overlooked what the list shows: {others:?} {:?} {:?}", order.watch, sales(world, order)));
    }
    wrongs
}

/// Events replay to the row, and what was settled moves by late evidence only.
fn history(order: &OrderRecord, events: &[EventRow]) -> Vec<String> {
    let mut wrongs = Vec::new();
    match replay(events) {
        Ok(Some(replayed)) if replayed == *order => {}
        other => wrongs.push(format!("events do not replay to the row: {:?}", other.map(|order| order.map(|order| order.lanes())))),
    }
    let mut settled: Option<&Change> = None;
    for change in events.iter().map(|event| &event.change) {
        match change {
            Change::Delivered { .. } | Change::Rejected { .. } | Change::Absent { .. } => {
                if settled.is_some_and(|before| !matches!((before, change), (Change::Absent { .. }, Change::Delivered { .. }))) {
                    wrongs.push("settled twice".to_owned());
                }
                settled = Some(change);
            }
            Change::Intended { .. } | Change::Unknown { .. } | Change::Accepted { .. } if settled.is_some() => {
                wrongs.push("settled, and then open again".to_owned());
            }
            _ => {}
        }
    }
    wrongs
}

/// The storefront was told what became of an order, and nothing else.
fn told(world: &World, order: &OrderRecord) -> Vec<String> {
    let mut wrongs = Vec::new();
    let books = world.outside.storefront.books();
    let told: Vec<NoticeKind> = books.told.iter().filter(|(_, id, _)| *id == order.id).map(|(_, _, kind)| *kind).collect();
    let delivered = told.contains(&NoticeKind::Delivered);
    if delivered != matches!(order.fulfilment, Fulfilment::Delivered | Fulfilment::Reversed) {
        wrongs.push(format!("told of a delivery: {delivered}"));
    }
    let rejected = told.iter().any(|kind| matches!(kind, NoticeKind::Rejected(_)));
    if matches!(order.fulfilment, Fulfilment::Rejected | Fulfilment::Absent) && !rejected {
        wrongs.push("not told of a rejection".to_owned());
    }
    wrongs
}
