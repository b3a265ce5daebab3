//! What is sold to whom: the shop as one instance reaches it, and the fixed cast of customers, SIMs and offers.

use crate::hook::{HookLine, Storefront};
use crate::network::Line;
use crate::process::Process;
use crate::server::{Dialect, Server};
use crate::storm::Fault as F;
use crate::witness::Witness;
use crate::wrongness::Wrongness;
use async_trait::async_trait;
use contract::*;
use order::*;
use provider::{Provider, ReadError, SimTarget};
use std::sync::Arc;

/// The SIMs: each provider has two, and every customer shares one with another.
pub(crate) const SIMS: [(&str, &str); 4] = [
    ("pressone", "89340000000000011"),
    ("pressone", "89340000000000022"),
    ("connect", "89340000000000033"),
    ("connect", "89340000000000044"),
];

pub(crate) fn sim(number: usize) -> OwnedSim {
    let (account, iccid) = SIMS[number % SIMS.len()];
    OwnedSim {
        id: format!("sim_{number}").parse().expect("a SIM id"),
        account: account.to_owned(),
        target: SimTarget { iccid: iccid.parse().expect("an ICCID"), kind: SimKind::Esim, country: Some("PT".to_owned()), device: None },
        label: String::new(),
    }
}

pub(crate) fn customer(number: usize) -> Customer {
    Customer { storefront: "demo".to_owned(), reference: format!("cus_{number}") }
}

pub(crate) fn usd(minor: i64) -> Money {
    Money::new(minor, "USD".parse().expect("a currency"))
}

pub(crate) fn offer(number: usize) -> Offer {
    let (id, minor) = [("3gb", 1000), ("1gb", 500)][number % 2];
    Offer {
        id: id.parse().expect("an offer id"),
        title: id.to_owned(),
        data: DataAmount::Bytes(1 << 30),
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

/// Everything outside the instances, one for all of them.
pub(crate) struct Outside {
    pub(crate) pressone: Arc<Server>,
    pub(crate) connect: Arc<Server>,
    pub(crate) storefront: Arc<Storefront>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) wrongness: Option<Wrongness>,
}

impl Outside {
    pub(crate) fn server(&self, account: &str) -> &Arc<Server> {
        if account == "connect" { &self.connect } else { &self.pressone }
    }
}

/// The shop as one process reaches it.
pub(crate) struct Counter {
    pub(crate) process: Arc<Process>,
    pub(crate) outside: Arc<Outside>,
}

#[async_trait]
impl Shop for Counter {
    async fn offers_now(&self, _storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        self.process.runs().await;
        let storm = &self.outside.storefront.storm;
        let name = format!("offers {}", sim.target.iccid.as_str());
        let fault = storm.strikes(&name, &[F::OffersChange, F::NoReading, F::BusyReading, F::HungReading]);
        let mut throw = storm.throw(&format!("way of {name}"));
        tokio::time::sleep(throw.millis(1, 20)).await;
        let answer = match fault {
            Some(F::OffersChange) if throw.in_a_hundred(50) => Ok(vec![Offer { price: usd(1100), ..offer(0) }]),
            Some(F::OffersChange) => Ok(Vec::new()),
            Some(F::NoReading) => Err(ReadError::Unavailable("as it happens".to_owned())),
            Some(F::BusyReading) => Err(ReadError::Busy { retry_after: throw.one_of(&[1, 5, 90]).unwrap_or(1) }),
            Some(F::HungReading) => std::future::pending().await,
            _ => Ok(vec![offer(0), offer(1)]),
        };
        self.process.runs().await;
        answer
    }

    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>> {
        Some(Arc::new(Line {
            process: Arc::clone(&self.process),
            server: Arc::clone(self.outside.server(account)),
            witness: Arc::clone(&self.outside.witness),
            wrongness: self.outside.wrongness,
        }))
    }

    fn payment(&self, _storefront: &str) -> Option<Arc<dyn Payment>> {
        Some(Arc::new(HookLine {
            process: Arc::clone(&self.process),
            storefront: Arc::clone(&self.outside.storefront),
            witness: Arc::clone(&self.outside.witness),
            wrongness: self.outside.wrongness,
        }))
    }
}

/// Which dialect an account speaks.
pub(crate) fn dialect(account: &str) -> Dialect {
    if account == "connect" { Dialect::Difference } else { Dialect::Marker }
}
