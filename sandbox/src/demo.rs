//! The demo data: a believable shop, and a laboratory of everything that can go wrong. Dates are relative to the start.

pub(crate) mod catalogue;
mod connect_lab;
mod connect_sims;
pub(crate) mod operators;
mod payment_lab;
mod pressone_lab;
mod pressone_sims;
pub(crate) mod seeds;
pub(crate) mod shop;

use time::OffsetDateTime;

use crate::{FaultRule, Settings, connect::model::Connect, pressone::model::PressOne};
use shop::Shop;

/// Everything a sandbox starts with.
pub(crate) struct Demo {
    pub(crate) shop: Shop,
    pub(crate) pressone: PressOne,
    pub(crate) connect: Connect,
    pub(crate) magic: Vec<FaultRule>,
    now: OffsetDateTime,
}

impl Demo {
    /// The demo as of `now`.
    pub(crate) fn at(now: OffsetDateTime, settings: &Settings) -> Self {
        let balance = rust_decimal::Decimal::new(i64::try_from(settings.pressone.balance_cents).unwrap_or(i64::MAX), 2);
        let mut demo = Self {
            shop: Shop::default(),
            pressone: PressOne { balance, last_order_id: 51_000, last_assignment_id: 9_000, ..PressOne::default() },
            connect: Connect::default(),
            magic: Vec::new(),
            now,
        };
        catalogue::fill(&mut demo);
        shop::open(&mut demo);
        pressone_sims::issue(&mut demo);
        connect_sims::issue(&mut demo);
        pressone_lab::equip(&mut demo);
        connect_lab::equip(&mut demo);
        payment_lab::equip(&mut demo);
        demo
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_demo_hangs_together() {
        let demo = Demo::at(OffsetDateTime::UNIX_EPOCH, &Settings::default());
        let mut sims = BTreeSet::new();
        for customer in &demo.shop.customers {
            let tails: BTreeSet<&str> = customer.sims.iter().filter_map(|it| it.iccid.get(it.iccid.len() - 4..)).collect();
            assert_eq!(tails.len(), customer.sims.len(), "two SIMs of {} share their tail", customer.id);
            for sim in &customer.sims {
                assert!(sims.insert(sim.iccid.clone()), "{} has two owners", sim.iccid);
                let known = demo.pressone.esim(&sim.iccid).is_some() != demo.connect.sim(&sim.iccid).is_some();
                assert!(known, "{} must exist at exactly one provider", sim.iccid);
            }
        }
        for scenario in &demo.shop.scenarios {
            let customer = demo.shop.customers.iter().find(|it| it.id == scenario.customer);
            assert!(customer.is_some(), "{} has no customer", scenario.id);
            let Some(iccid) = &scenario.sim else { continue };
            assert!(customer.is_some_and(|it| it.sims.iter().any(|sim| sim.iccid == *iccid)), "{} has a foreign SIM", scenario.id);
            let Some(package) = &scenario.package else { continue };
            let offered = demo.pressone.esim(iccid).is_some_and(|it| it.offers.contains(package));
            assert!(offered || demo.connect.product(package).is_some(), "{} has a package that is not offered", scenario.id);
        }
        for esim in &demo.pressone.esims {
            let unknown: Vec<_> = esim.offers.iter().filter(|id| !demo.pressone.catalogue.contains_key(*id)).collect();
            assert!(unknown.is_empty(), "{} offers {unknown:?}", esim.iccid);
        }
        let ids: BTreeSet<&str> = demo.shop.scenarios.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids.len(), demo.shop.scenarios.len(), "two scenarios share an id");
    }
}
