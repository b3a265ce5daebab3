//! What a simulated provider really sold: the judge's only source.

use contract::OfferId;
use order::Moment;
use provider::Marker;

/// One thing that was really sold.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    /// PressOne: the order's number. Connect: the subscription.
    pub(crate) id: String,
    pub(crate) iccid: String,
    pub(crate) offer: OfferId,
    /// Whose request it was, whether the list shows it or not; `None`: somebody else's purchase.
    pub(crate) marker: Option<Marker>,
    pub(crate) at: Moment,
    /// When the list begins to show it.
    pub(crate) listed_at: Option<Moment>,
    pub(crate) listed_twice: bool,
    pub(crate) undone: bool,
}

/// What becomes of an order that was accepted first (Connect).
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) id: String,
    pub(crate) visible_at: Moment,
    pub(crate) ends_at: Moment,
    pub(crate) end: End,
}

/// How an accepted order ends.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// Done; names that sale.
    Completed(String),
    /// Done, for another SIM.
    Mismatch,
    /// "Failed".
    Failed,
    /// Not at all.
    Never,
}

/// Everything one provider sold and took.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) sales: Vec<Sale>,
    pub(crate) taken: Vec<Taken>,
}

impl Ledger {
    /// What was bought for that marker and not taken back.
    pub(crate) fn of<'a>(&'a self, marker: &'a Marker) -> impl Iterator<Item = &'a Sale> {
        self.sales.iter().filter(move |sale| sale.marker.as_ref() == Some(marker) && !sale.undone)
    }
}
