//! How a SIM of the demo comes to be: one line says its state, the rest follows.

use time::{Duration, OffsetDateTime};

use super::{
    Demo,
    shop::{Provider, ShopSim},
};
use crate::{
    Listing,
    connect::model::{Connect, Sim, SimType, Subscription},
    pressone::{
        model::{Assignment, Esim, PressOne},
        purchases::Order,
    },
};

/// What a PressOne eSIM's original plan has come to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Life {
    /// Running: megabytes, minutes and messages left, hours left.
    Running {
        megabytes: u64,
        voice: u32,
        text: u32,
        hours: i64,
    },
    NotActive,
    UsedUp {
        days_left: i64,
    },
    Expired {
        days_ago: i64,
    },
    Recycled,
}

/// An eSIM of the played PressOne, and who owns it.
pub(super) struct EsimSeed<'a> {
    pub(super) customer: &'a str,
    pub(super) iccid: &'a str,
    pub(super) country: &'static str,
    pub(super) label: &'a str,
    pub(super) plan: &'a str,
    pub(super) life: Life,
    /// Ids of top-ups on offer.
    pub(super) offers: Vec<String>,
}

impl PressOne {
    /// The ids of an operator's top-ups, cheapest first.
    pub(crate) fn topups_of(&self, slug: &str) -> Vec<String> {
        let mut own: Vec<_> = self.catalogue.values().filter(|it| it.is_topup && it.id.starts_with(slug)).collect();
        own.sort_by_key(|it| it.price);
        own.into_iter().map(|it| it.id.clone()).collect()
    }

    /// An eSIM with its original plan, and the order that bought both.
    pub(crate) fn issue(&mut self, iccid: &str, plan_id: &str, life: Life, offers: Vec<String>, now: OffsetDateTime) {
        let plan = self.catalogue.get(plan_id);
        let (days, price) = plan.map_or((30, rust_decimal::Decimal::ZERO), |it| (i64::from(it.days), it.price));
        let ends = match life {
            Life::Running { hours, .. } => Some(now + Duration::hours(hours)),
            Life::UsedUp { days_left } => Some(now + Duration::days(days_left)),
            Life::Expired { days_ago } => Some(now - Duration::days(days_ago)),
            Life::NotActive => None,
            Life::Recycled => Some(now - Duration::days(200)),
        };
        let starts = ends.map(|at| at - Duration::days(days));
        let bought_at = starts.unwrap_or(now) - Duration::days(2);
        let (remaining, remaining_voice, remaining_text) = match life {
            Life::Running { megabytes, voice, text, .. } => (megabytes, voice, text),
            Life::NotActive => plan.map_or((0, 0, 0), |it| (it.amount, it.voice.unwrap_or(0), it.text.unwrap_or(0))),
            Life::UsedUp { .. } => (0, 0, 0),
            Life::Expired { .. } | Life::Recycled => (212, 0, 0),
        };
        self.last_order_id += 1;
        self.last_assignment_id += 1;
        let order_id = self.last_order_id;
        self.orders.push(Order {
            id: order_id,
            created_at: bought_at,
            iccid: iccid.to_owned(),
            package_id: plan_id.to_owned(),
            description: None,
            is_topup: false,
            price,
            listing: Listing::default(),
            is_foreign: false,
            refunded_at: None,
            assignment: self.last_assignment_id,
        });
        self.esims.push(Esim {
            id: order_id - 11_000,
            iccid: iccid.to_owned(),
            created_at: bought_at,
            recycled_at: matches!(life, Life::Recycled).then(|| now - Duration::days(20)),
            offers,
            assignments: vec![Assignment {
                id: self.last_assignment_id,
                package_id: plan_id.to_owned(),
                is_initial: true,
                remaining,
                remaining_voice,
                remaining_text,
                activated_at: starts,
                expires_at: ends,
                used_up_at: matches!(life, Life::UsedUp { .. }).then(|| now - Duration::hours(5)),
            }],
            original_order: order_id,
        });
    }
}

impl Connect {
    /// A SIM without plans.
    pub(crate) fn issue(&mut self, iccid: &str, sim_type: SimType, now: OffsetDateTime) {
        self.sims.push(Sim {
            iccid: iccid.to_owned(),
            sim_type,
            status: "Installed",
            last_modified: now - Duration::days(40),
            is_foreign: false,
        });
    }

    /// A plan on a SIM: megabytes left, days since its start.
    pub(crate) fn add_plan(&mut self, iccid: &str, product_id: &str, megabytes_left: u64, days_ago: i64, now: OffsetDateTime) {
        let Some(product) = self.product(product_id).cloned() else { return };
        let starts = now - Duration::days(days_ago);
        let number = self.subscriptions.len() + 1;
        self.subscriptions.push(Subscription {
            id: format!("h7Tq-2LmVb0xYw9EoRk4ZsDc5JfNu8GaPi1rXe{number:04}="),
            iccid: iccid.to_owned(),
            product_id: product.id,
            name: product.name,
            created_at: starts,
            activates_at: Some(starts),
            expires_at: Some(starts + Duration::days(product.days.into())),
            initial: product.megabytes * 1024 * 1024,
            current: megabytes_left * 1024 * 1024,
            listing: Listing::default(),
            cancelled_at: None,
        });
    }
}

impl Demo {
    /// The ids of an operator's top-ups, cheapest first.
    pub(super) fn topups_of(&self, slug: &str) -> Vec<String> {
        self.pressone.topups_of(slug)
    }

    pub(super) fn esim(&mut self, seed: EsimSeed<'_>) {
        self.pressone.issue(seed.iccid, seed.plan, seed.life, seed.offers, self.now);
        let sim =
            ShopSim { iccid: seed.iccid.to_owned(), provider: Provider::PressOne, country: seed.country, label: seed.label.to_owned() };
        self.hand_out(seed.customer, sim);
    }

    /// A Connect SIM without plans.
    pub(super) fn connect_sim(&mut self, customer: &str, iccid: &str, provider: Provider, country: &'static str, label: &str) {
        let sim_type = if provider == Provider::ConnectEsim { SimType::Esim } else { SimType::Psim };
        self.connect.issue(iccid, sim_type, self.now);
        self.hand_out(customer, ShopSim { iccid: iccid.to_owned(), provider, country, label: label.to_owned() });
    }

    /// A plan on a Connect SIM: megabytes left, days since its start.
    pub(super) fn connect_plan(&mut self, iccid: &str, product_id: &str, megabytes_left: u64, days_ago: i64) {
        self.connect.add_plan(iccid, product_id, megabytes_left, days_ago, self.now);
    }
}
