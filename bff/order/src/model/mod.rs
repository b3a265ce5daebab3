//! The decisions of this crate in every order in which things can happen: two customers, two instances, one provider, crashes, lost
//! requests and answers, late and missing listings, leases that run out under a worker that stands still. Every world that can be
//! reached is visited, and each must keep the rules.

mod moves;
mod provider;
mod state;
mod work;

use crate::lanes::{Fulfilment, MoneyLane, Review};
use crate::reason::ReviewReason;
use crate::record::OrderRecord;
use crate::settings::Settings;
use moves::Move;
use state::{Money, World};
use stateright::{Checker as _, Property};
use std::sync::Arc;

/// Which rule is broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// None.
    AsDesigned,
    /// An outcome that nobody knows leads to another send.
    ResendsUnknown,
    /// The request leaves before its intent is in the journal.
    SendsBeforeIntent,
    /// A send that was interrupted counts as one without effect.
    GivesUpUnknown,
}

/// One setting to explore.
struct Model {
    instances: usize,
    by_marker: bool,
    one_sim: bool,
    crashes: u8,
    deep: bool,
    rule: Rule,
    settings: Settings,
    orders: [Arc<OrderRecord>; 2],
}

impl Model {
    fn new(instances: usize, by_marker: bool, one_sim: bool, rule: Rule) -> Self {
        let deep = std::env::var_os("MODEL_DEEP").is_some();
        Self {
            instances,
            by_marker,
            one_sim,
            // Where the orders do not compete, a crash of one's worker is like one of the other's.
            crashes: u8::from(one_sim || deep),
            deep,
            rule,
            settings: Settings::default(),
            orders: state::orders(one_sim),
        }
    }
}

fn is_settled(world: &World, order: usize) -> bool {
    let Some(record) = world.record(order) else { return true };
    let rests = !matches!(record.money, MoneyLane::Authorising | MoneyLane::Capturing | MoneyLane::Releasing);
    record.review == Review::Open || (!record.fulfilment.is_open() && rests)
}

fn each(world: &World, holds: impl Fn(usize, &OrderRecord) -> bool) -> bool {
    (0..2).all(|order| world.record(order).is_none_or(|record| holds(order, record)))
}

impl stateright::Model for Model {
    type State = World;
    type Action = Move;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self.crashes)]
    }

    fn actions(&self, world: &World, moves: &mut Vec<Move>) {
        self.possible(world, moves);
    }

    fn next_state(&self, world: &World, what: Move) -> Option<World> {
        self.after(world, what)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("intents first, legal lanes, what is settled stays", |_, world: &World| world.broken.is_none()),
            Property::always("at most one purchase per order", |_, world: &World| (0..2).all(|order| world.sold_for(order) <= 1)),
            Property::always("rejected means nothing was bought", |_, world: &World| {
                each(world, |order, record| record.fulfilment != Fulfilment::Rejected || world.sold_for(order) == 0)
            }),
            Property::always("captured only when delivered", |_, world: &World| {
                each(world, |order, record| {
                    let delivered = matches!(record.fulfilment, Fulfilment::Delivered | Fulfilment::Reversed);
                    world.money[order] != Money::Captured || (delivered && world.sold_for(order) == 1)
                })
            }),
            Property::always("released is never captured", |_, world: &World| {
                each(world, |order, record| {
                    let released = matches!(record.money, MoneyLane::Releasing | MoneyLane::Released);
                    let (taken, given) = (world.money[order] == Money::Captured, world.money[order] == Money::Released);
                    !((released && taken) || (record.money == MoneyLane::Capturing && given))
                })
            }),
            Property::always("one open order per SIM", |model: &Self, world: &World| {
                let open = (0..2).filter(|order| world.record(*order).is_some_and(|record| record.fulfilment.is_open())).count();
                !model.one_sim || open <= 1
            }),
            Property::always("no dead end", |model: &Self, world: &World| {
                let mut moves = Vec::new();
                model.possible(world, &mut moves);
                !moves.is_empty() || (0..2).all(|order| is_settled(world, order))
            }),
            Property::sometimes("both are delivered", |_, world: &World| {
                (0..2).all(|order| world.record(order).is_some_and(|record| record.fulfilment == Fulfilment::Delivered))
            }),
            // Absence takes a later order on another SIM, which proves that the list is live.
            Property::sometimes("a late listing undoes an absence", |model: &Self, world: &World| {
                model.one_sim
                    || world.record(0).is_some_and(|record| {
                        record.fulfilment == Fulfilment::Delivered && record.review_reason == Some(ReviewReason::DeliveredAfterRelease)
                    })
            }),
            Property::sometimes("a person is asked", |_, world: &World| {
                (0..2).any(|order| world.record(order).is_some_and(|record| record.review == Review::Open))
            }),
        ]
    }
}

/// Visits every world; answers how many there are, and which rules were seen broken.
fn explore(model: Model) -> (usize, Vec<&'static str>) {
    let must: Vec<&'static str> = stateright::Model::properties(&model)
        .iter()
        .filter(|it| it.expectation == stateright::Expectation::Sometimes)
        .map(|it| it.name)
        .collect();
    let checker = stateright::Model::checker(model).threads(2).spawn_bfs().join();
    let found = checker.discoveries();
    for (name, path) in found.iter().filter(|(name, _)| !must.contains(name)) {
        println!("{name}: {:#?}", path.clone().into_actions());
    }
    let unseen = must.iter().filter(|name| !found.contains_key(*name)).copied();
    let broken = found.keys().filter(|name| !must.contains(name)).copied();
    (checker.unique_state_count(), broken.chain(unseen).collect())
}

#[test]
fn every_world_of_two_customers_and_two_instances_keeps_the_rules() {
    for (instances, by_marker, one_sim, at_least) in
        [(2, true, true, 700_000), (2, false, true, 330_000), (1, false, true, 130_000), (1, true, false, 480_000)]
    {
        let begun = std::time::Instant::now();
        let (worlds, broken) = explore(Model::new(instances, by_marker, one_sim, Rule::AsDesigned));
        println!("{instances} instances, by marker: {by_marker}, one SIM: {one_sim}: {worlds} worlds in {:?}", begun.elapsed());
        assert!(broken.is_empty(), "{broken:?}");
        assert!(worlds >= at_least, "the model has shrunk to {worlds} worlds");
    }
}

#[test]
fn a_broken_rule_is_found() {
    for (rule, expected) in [
        (Rule::ResendsUnknown, "at most one purchase per order"),
        (Rule::SendsBeforeIntent, "intents first, legal lanes, what is settled stays"),
        (Rule::GivesUpUnknown, "rejected means nothing was bought"),
    ] {
        let model = Model::new(1, true, true, rule);
        let checker =
            stateright::Model::checker(model).finish_when(stateright::HasDiscoveries::AnyOf([expected].into())).spawn_bfs().join();
        assert!(checker.discovery(expected).is_some(), "{rule:?} went unseen");
    }
}
