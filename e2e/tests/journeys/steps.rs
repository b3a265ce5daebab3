//! What many journeys begin and end with.

use anyhow::Result;
use e2e::{Stage, Widget};
use sandbox::PaymentState;

/// Where an order is sent, as the browser sees it.
pub(crate) const ORDERS: &str = "/bff/v1/orders";

/// Where a page of the shop takes a payment.
pub(crate) const PAYMENTS: &str = "/storefront/payments";

/// A SIM of Mara's at PressOne, and a package for it that is delivered at once.
pub(crate) const SIM: &str = "89340000000000872";
pub(crate) const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// Goes to the review of [`PACKAGE`] for [`SIM`], whose price is checked; `query` is added to the page's.
pub(crate) async fn to_review<'a>(stage: &'a Stage, query: &str) -> Result<Widget<'a>> {
    let widget = stage.open(&format!("/host?customer=mara{query}")).await?;
    widget.choose_sim("0872").await?;
    widget.choose_package(PACKAGE).await?;
    widget.wait_for("[data-primary]:not([aria-disabled])").await?;
    Ok(widget)
}

/// Waits until the money is taken, and fails unless exactly one package was bought at one payment.
pub(crate) async fn bought_once(stage: &Stage) -> Result<()> {
    let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
    let ledger = stage.ledger_shows("a captured payment", |ledger| ledger.payments.iter().any(captured)).await?;
    assert_eq!((ledger.topups_for(SIM).len(), ledger.pressone_topups.len(), ledger.payments.len()), (1, 1, 1), "{ledger:?}");
    Ok(())
}
