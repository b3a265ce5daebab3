//! Orders for the tests of the pure parts.

use crate::change::Change;
use crate::clock::Moment;
use crate::customer::{Customer, OwnedSim, PaymentTerms, Placement};
use crate::record::{Attempt, OrderRecord};
use crate::settings::Settings;
use contract::*;
use provider::{Baseline, SimTarget, Submission};

pub(crate) fn offer(minor: i64) -> Offer {
    Offer {
        id: "3gb".parse().expect("an id"),
        title: "3 GB".to_owned(),
        data: DataAmount::Bytes(3),
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

pub(crate) fn order(terms: PaymentTerms) -> OrderRecord {
    let iccid = "89340000000000872".parse().expect("digits");
    let target = SimTarget { iccid, kind: SimKind::Esim, country: None, device: None };
    let placement = Placement {
        customer: Customer { storefront: "demo".to_owned(), reference: "cus_1".to_owned() },
        sim: OwnedSim { id: "sim_1".parse().expect("an id"), account: "pressone".to_owned(), target, label: String::new() },
        key: "01234567890123456789".parse().expect("a key"),
        quote: offer(1000),
        terms,
        payment_reference: None,
    };
    OrderRecord::place(placement, Moment::from_unix_millis(1_795_285_800_000))
}

pub(crate) fn attempt(order: &OrderRecord, number: u32, now: Moment, settings: &Settings) -> Attempt {
    let submission = Submission {
        sim: order.sim.target.clone(),
        offer: order.quote.id.clone(),
        sold: order.quote.price,
        marker: order.marker.clone(),
        attempt: number,
        intended_at: now.timestamp(),
    };
    let deadline = now.plus(settings.submit_deadline);
    Attempt {
        submission,
        baseline: Baseline::default(),
        intended_at: now,
        deadline,
        evidence: None,
        without_effect: false,
        declared: false,
    }
}

/// An order whose money is held and whose first send is under way since it was placed.
pub(crate) fn sent() -> OrderRecord {
    let order = order(PaymentTerms::Hook);
    let attempt = Box::new(attempt(&order, 1, order.placed_at, &Settings::default()));
    let held = Change::Authorised { authorisation: "auth".to_owned(), expires_at: None };
    order.amended(order.placed_at, &[Change::PriceConfirmed, Change::Authorising, held, Change::Intended { attempt }]).expect("legal")
}
