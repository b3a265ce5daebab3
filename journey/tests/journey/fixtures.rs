//! SIMs, packages and orders that tests share: here, and in the widget's own tests in a browser.

use contract::{
    ActivateBy, Activation, Capabilities, Currency, DataAmount, DataEffect, DataLeft, Effects, Money, Offer, Offers, Order, OrderStatus,
    Origin, Package, PackageState, Packages, PaymentStatus, Problem, ProblemCode, Rejection, RejectionCode, Retry, Sim, SimKind, SimState,
    Source, Stage, StageName, Starts, Timestamp, Validity, ValidityEffect, WhyNot,
};
use journey::{GIGABYTE, Opened};

/// 2026-11-21T14:05:00Z
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_269_900);

pub(crate) fn money(minor: i64) -> Money {
    Money::new(minor, "USD".parse::<Currency>().unwrap())
}

pub(crate) fn sim(id: &str, label: &str, tail: &str) -> Sim {
    Sim {
        id: id.parse().unwrap(),
        label: label.to_owned(),
        iccid: format!("8934000000000{tail}").parse().unwrap(),
        kind: SimKind::Esim,
        country: Some("PT".to_owned()),
        state: SimState::Active,
        data: Some(DataLeft::Metered { remaining: GIGABYTE * 2 / 5, total: 3 * GIGABYTE }),
        minutes: None,
        texts: None,
        expires_at: Some(NOW.plus_days(3)),
        as_of: Some(NOW),
        can_top_up: true,
        why_not: None,
    }
}

pub(crate) fn lisbon() -> Sim {
    sim("sim_lisbon", "Lisbon trip", "0872")
}

pub(crate) fn work() -> Sim {
    Sim { kind: SimKind::Psim, country: Some("GB".to_owned()), ..sim("sim_work", "Work phone", "0740") }
}

pub(crate) fn retired() -> Sim {
    Sim {
        state: SimState::Retired,
        data: None,
        can_top_up: false,
        why_not: Some(WhyNot::Retired),
        ..sim("sim_japan", "Japan 2024", "0073")
    }
}

pub(crate) fn offer(id: &str, gigabytes: u64, days: u32, minor: i64) -> Offer {
    Offer {
        id: id.parse().unwrap(),
        title: format!("{gigabytes} GB - {days} Days"),
        data: DataAmount::Bytes(gigabytes * GIGABYTE),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(days),
        price: money(minor),
        effects: Effects {
            activation: Activation::Now,
            data_effect: DataEffect::Separate,
            validity_effect: ValidityEffect::Independent,
            activate_by: ActivateBy::None,
        },
    }
}

pub(crate) fn three() -> Offer {
    offer("bonbon-mobile-30days-3gb-topup", 3, 30, 1_000)
}

pub(crate) fn ten() -> Offer {
    offer("bonbon-mobile-30days-10gb-topup", 10, 30, 2_400)
}

pub(crate) fn unlimited() -> Offer {
    let fair_use = Some("3 GB a day at full speed, then slower until midnight".to_owned());
    Offer { data: DataAmount::Unlimited, fair_use, ..offer("bonbon-unlimited-7days-topup", 0, 7, 1_900) }
}

pub(crate) fn offers(sim: &Sim, offers: Vec<Offer>) -> Offers {
    Offers { sim: sim.id.clone(), as_of: NOW, offers }
}

pub(crate) fn order(status: OrderStatus, version: u64) -> Order {
    Order {
        id: "ord_0000000001".parse().unwrap(),
        reference: "K7QX-2M".to_owned(),
        version,
        status,
        payment: if status == OrderStatus::Delivered { PaymentStatus::Charged } else { PaymentStatus::Reserved },
        sim: lisbon().id,
        sim_tail: "0872".to_owned(),
        offer: three(),
        placed_at: NOW,
        updated_at: NOW,
        stages: vec![Stage { name: StageName::Received, at: NOW }],
        starts: (status == OrderStatus::Delivered).then_some(Starts::Now),
        rejection: (status == OrderStatus::Rejected).then_some(rejection(RejectionCode::PurchaseLimit, Retry::AfterChange)),
    }
}

pub(crate) fn rejection(code: RejectionCode, retry: Retry) -> Rejection {
    Rejection { code, retry, retry_after: None, new_price: None }
}

pub(crate) fn rejected(code: RejectionCode, retry: Retry) -> Order {
    Order { rejection: Some(rejection(code, retry)), payment: PaymentStatus::Released, ..order(OrderStatus::Rejected, 5) }
}

pub(crate) fn packages(sim: &Sim) -> Packages {
    let package = |id: &str, origin, source, order| Package {
        id: id.to_owned(),
        title: "3 GB - 30 Days".to_owned(),
        origin,
        state: PackageState::Active,
        data: Some(DataLeft::Metered { remaining: 3 * GIGABYTE, total: 3 * GIGABYTE }),
        bought_at: Some(NOW),
        activated_at: Some(NOW),
        expires_at: Some(NOW.plus_days(30)),
        source,
        order,
    };
    let bought = package("new", Origin::TopUp, Source::Journal, Some(order(OrderStatus::Delivered, 5).id));
    Packages { sim: sim.id.clone(), as_of: Some(NOW), packages: vec![bought, package("first", Origin::Initial, Source::Provider, None)] }
}

pub(crate) fn opened() -> Opened {
    opened_for("customer-7")
}

pub(crate) fn opened_for(customer: &str) -> Opened {
    let capabilities = Capabilities { order: true, payment_label: Some("Visa ·· 4242".to_owned()) };
    Opened { customer: customer.to_owned(), expires_at: NOW.plus_days(1), capabilities }
}

pub(crate) fn problem(code: ProblemCode, status: u16, retry: Retry) -> Problem {
    Problem { diagnostics_id: "d-0019".to_owned(), ..Problem::new(code, status, retry, "what to change") }
}
