//! What was sold for an order, and whether it may have been.

use super::{Beyond, Book, Case, Invariant, Violation};
use order::{Fulfilment, OrderRecord, Review};
use sandbox::{Ledger, Operation, Player};

/// One purchase at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// For which SIM.
    pub iccid: String,
    /// What.
    pub package: String,
    /// The caller's label: PressOne's description, Connect's correlation id.
    pub label: String,
    /// What came of it.
    pub took: Took,
    /// When, in milliseconds since 1970.
    pub at: i128,
    /// Somebody else's on the same account.
    pub is_foreign: bool,
}

/// What came of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// It is on the SIM.
    OnTheSim,
    /// It was there, and the provider took it back.
    TakenBack,
    /// It may still come.
    UnderWay,
    /// The provider gave it up and put nothing on the SIM.
    Nothing,
}

impl Purchase {
    /// Whether it was made by a send of that order: the whole description at PressOne, the first part of the id at Connect.
    pub fn is_of(&self, order: &OrderRecord) -> bool {
        let rest = self.label.strip_prefix(order.marker.as_str());
        !self.is_foreign && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

/// The purchases of one order.
pub(super) fn own<'a>(sold: &'a [Purchase], order: &OrderRecord, beyond: Beyond) -> Vec<&'a Purchase> {
    let own: Vec<&Purchase> = sold.iter().filter(|purchase| purchase.is_of(order)).collect();
    if !own.is_empty() || !beyond.anonymous {
        return own;
    }
    let alike = |purchase: &&Purchase| {
        purchase.is_foreign && purchase.iccid == order.sim.target.iccid.as_str() && purchase.package == order.quote.id.as_str()
    };
    if order.fulfilment == Fulfilment::Delivered { sold.iter().filter(alike).collect() } else { own }
}

/// Everything that was sold, oldest first by player.
pub fn purchases(ledger: &Ledger) -> Vec<Purchase> {
    let millis = |at: time::OffsetDateTime| at.unix_timestamp_nanos() / 1_000_000;
    let topups = ledger.pressone_topups.iter().map(|it| Purchase {
        iccid: it.iccid.clone(),
        package: it.package_id.clone(),
        label: it.description.clone(),
        took: if it.reversed_at.is_some() { Took::TakenBack } else { Took::OnTheSim },
        at: millis(it.at),
        is_foreign: it.is_foreign,
    });
    let orders = ledger.connect_orders.iter().map(|it| Purchase {
        iccid: it.iccid.clone(),
        package: it.product_id.clone(),
        label: it.correlation_id.clone().unwrap_or_default(),
        took: match (&it.subscription_id, it.status.as_str()) {
            (Some(_), _) if it.reversed_at.is_some() => Took::TakenBack,
            (Some(_), _) => Took::OnTheSim,
            (None, "FAILED") => Took::Nothing,
            (None, _) => Took::UnderWay,
        },
        at: millis(it.at),
        is_foreign: it.is_foreign,
    });
    topups.chain(orders).collect()
}

/// What is wrong with what was sold for one order.
pub(super) fn of_order(book: &Book, own: &[&Purchase], beyond: Beyond) -> Vec<Violation> {
    let order = &book.order;
    let mut found = Vec::new();
    let mut fault = |invariant, what: String| found.push(Violation::of(invariant, book, what));
    let may_buy = if beyond.lies { order.attempts.len() } else { 1 };
    if own.len() > may_buy {
        fault(Invariant::OnePurchase, format!("bought {} times: {own:?}", own.len()));
    }
    for purchase in own {
        if purchase.iccid != order.sim.target.iccid.as_str() || purchase.package != order.quote.id.as_str() {
            fault(Invariant::RightPurchase, format!("bought {} for {}", purchase.package, purchase.iccid));
        }
        let intended = order.attempts.first().map(|attempt| i128::from(attempt.intended_at.unix_millis()));
        if intended.is_none_or(|intended| intended > purchase.at) {
            fault(Invariant::IntentFirst, format!("bought at {} but intended at {intended:?}", purchase.at));
        }
    }
    let on_the_sim = own.iter().filter(|purchase| purchase.took == Took::OnTheSim).count();
    let may_come = own.iter().filter(|purchase| purchase.took != Took::Nothing).count();
    // What a person looks at is no statement to the customer yet.
    if order.review == Review::Open {
        return found;
    }
    match order.fulfilment {
        Fulfilment::Reversed if own.iter().all(|purchase| purchase.took != Took::TakenBack) => {
            fault(Invariant::Truthful, "reversed, but nothing was taken back".to_owned());
        }
        Fulfilment::Delivered if on_the_sim == 0 || on_the_sim > may_buy => {
            fault(Invariant::Truthful, format!("delivered, but {on_the_sim} on the SIM"))
        }
        Fulfilment::Rejected if beyond.lies => {}
        Fulfilment::Absent if beyond.hides => {}
        Fulfilment::Rejected | Fulfilment::Absent if may_come != 0 => {
            fault(Invariant::Truthful, format!("{:?}, but {may_come} bought: {own:?}", order.fulfilment));
        }
        _ => {}
    }
    found
}

/// Every request to buy that a provider saw must be an attempt in the journal: its row is older than its first byte.
pub(super) fn sends(case: &Case) -> Option<Violation> {
    let seen: usize =
        [Player::Pressone, Player::Connect].map(|player| case.ledger.requests_for(player, Operation::Submit).len()).iter().sum();
    let intended: usize = case.books.iter().map(|book| book.order.attempts.len()).sum();
    let what = format!("{seen} requests to buy, {intended} intents");
    (seen > intended).then_some(Violation { invariant: Invariant::IntentFirst, order: None, what })
}
