//! The shop's own records: who owns which SIM, how they pay, and which scenario shows what.

use super::{Demo, catalogue::EUROPE_3GB};

/// Customers and scenarios.
#[derive(Debug, Default)]
pub(crate) struct Shop {
    pub(crate) customers: Vec<Customer>,
    pub(crate) scenarios: Vec<Scenario>,
}

/// Somebody who may log in.
#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) paying: Paying,
    pub(crate) payment_label: Option<&'static str>,
    pub(crate) sims: Vec<ShopSim>,
    /// A scenario of a lab customer shows its own SIM alone.
    pub(crate) is_lab: bool,
}

/// How a customer pays.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paying {
    ByHook,
    OnAccount { cap_cents: i64 },
}

/// A SIM as the shop sold it.
#[derive(Debug)]
pub(crate) struct ShopSim {
    pub(crate) iccid: String,
    pub(crate) provider: Provider,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: &'static str,
    /// The customer's own name for it.
    pub(crate) label: String,
}

/// Who fulfils, and what kind of SIM it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    PressOne,
    ConnectEsim,
    ConnectPsim,
}

/// Something worth showing, for the demo page's picker.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) what: String,
    pub(crate) customer: &'static str,
    pub(crate) sim: Option<String>,
    pub(crate) package: Option<String>,
}

impl Shop {
    /// The ICCID behind the last digits that the BFF names in a payment call.
    pub(crate) fn iccid_of(&self, customer: &str, tail: &str) -> Option<String> {
        let customer = self.customers.iter().find(|it| it.id == customer)?;
        let found = customer.sims.iter().find(|it| !tail.is_empty() && it.iccid.ends_with(tail));
        found.map(|it| it.iccid.clone())
    }
}

const HOOK: Paying = Paying::ByHook;

/// id, name, how they pay, what the page calls it, lab.
const CUSTOMERS: [(&str, &str, Paying, Option<&str>, bool); 8] = [
    ("mara", "Mara Lindqvist", HOOK, Some("Visa ·· 4242"), false),
    ("theo", "Théo Brandt", HOOK, Some("Mastercard ·· 0077"), false),
    ("ana", "Ana Sousa", HOOK, Some("PayPal"), false),
    ("noor", "Noor Haddad", HOOK, None, false),
    ("fleet", "Harbour Couriers (12 SIMs, on account)", Paying::OnAccount { cap_cents: 50_000 }, Some("Monthly invoice"), false),
    ("lab-pressone", "Lab: PressOne", HOOK, Some("Visa ·· 4242"), true),
    ("lab-connect", "Lab: Connect", HOOK, Some("Visa ·· 4242"), true),
    ("lab-payment", "Lab: payment", HOOK, Some("Visa ·· 4242"), true),
];

type ScenarioRow = (&'static str, [&'static str; 3], Option<&'static str>, Option<&'static str>);

/// Customer; id, title, what it shows; SIM and package.
const SCENARIOS: [ScenarioRow; 8] = [
    (
        "mara",
        ["happy-pressone", "Top up an eSIM", "PressOne: 3 GB for the Lisbon trip, delivered at once."],
        Some("89340000000000872"),
        Some("bonbon-mobile-30days-3gb-topup"),
    ),
    (
        "mara",
        ["happy-connect", "Top up a physical SIM", "Connect: accepted, fulfilling, completed in about three seconds."],
        Some("8944472600000510740"),
        Some(EUROPE_3GB),
    ),
    (
        "mara",
        ["happy-connect-esim", "Top up an eSIM of the other network", "Connect: an order with the device it is installed on."],
        Some("8944472600000510757"),
        Some(EUROPE_3GB),
    ),
    ("mara", ["unlimited", "Unlimited data", "An unlimited package has no bar and a fair-use line."], Some("89340000000000955"), None),
    (
        "theo",
        ["ineligible", "SIMs that cannot be topped up", "Recycled, not active yet, expired, and one with nothing on offer."],
        None,
        None,
    ),
    ("ana", ["single", "A single SIM", "With one SIM there is nothing to choose."], Some("89340000000002118"), None),
    ("noor", ["empty", "No SIM at all", "A customer who has not bought a SIM yet."], None, None),
    ("fleet", ["fleet", "A dozen SIMs on account", "Search appears, and the purchase goes on the monthly invoice."], None, None),
];

/// Registers the customers and the scenarios that need no fault.
pub(super) fn open(demo: &mut Demo) {
    for (id, name, paying, payment_label, is_lab) in CUSTOMERS {
        demo.shop.customers.push(Customer { id, name, paying, payment_label, sims: Vec::new(), is_lab });
    }
    for (customer, words, sim, package) in SCENARIOS {
        demo.scenario(customer, words, sim, package);
    }
}

impl Demo {
    /// Adds a scenario, with the SIM and perhaps the package that show it.
    pub(super) fn scenario(&mut self, customer: &'static str, [id, title, what]: [&str; 3], sim: Option<&str>, package: Option<&str>) {
        self.shop.scenarios.push(Scenario {
            id: id.to_owned(),
            title: title.to_owned(),
            what: what.to_owned(),
            customer,
            sim: sim.map(str::to_owned),
            package: package.map(str::to_owned),
        });
    }

    /// Gives a customer a SIM.
    pub(super) fn hand_out(&mut self, customer: &str, sim: ShopSim) {
        if let Some(customer) = self.shop.customers.iter_mut().find(|it| it.id == customer) {
            customer.sims.push(sim);
        }
    }
}
