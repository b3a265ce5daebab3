//! What the client under test has no part in: purchases by somebody else on the same account, and deliveries that are taken back.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Course, Listing,
    connect::{model::Subscription, purchases::Order},
    pressone::purchases::{Bought, default_description},
    world::State,
};

/// Somebody else buys this package for this SIM: no marker, no correlation id of ours, delivered at once.
pub(crate) fn buy(state: &mut State, iccid: &str, package: &str, now: OffsetDateTime) -> anyhow::Result<()> {
    if state.pressone.esim(iccid).is_some() {
        let package = state.pressone.catalogue.get(package).cloned();
        let package = package.ok_or_else(|| anyhow::anyhow!("PressOne has no such package"))?;
        let description = default_description(iccid);
        let bought = Bought { iccid: iccid.to_owned(), package, description, listing: Listing::default(), is_foreign: true };
        state.pressone.commit_topup(bought, now);
        return Ok(());
    }
    anyhow::ensure!(state.connect.sim(iccid).is_some(), "no SIM has the ICCID {iccid}");
    let product = state.connect.product(package).cloned().ok_or_else(|| anyhow::anyhow!("Connect has no such product"))?;
    let subscription_id = format!("{}=", Uuid::new_v4().simple());
    let bytes = product.megabytes * 1024 * 1024;
    state.connect.orders.push(Order {
        id: Uuid::new_v4().to_string(),
        created_at: now,
        course: Course::Normal,
        pace: (Duration::ZERO, Duration::ZERO),
        readable_from: now,
        iccid: iccid.to_owned(),
        product_id: product.id.clone(),
        subscription_id: subscription_id.clone(),
        correlation_id: None,
        sold_price: None,
        sold_currency: None,
        activation_date: None,
        is_foreign: true,
        reversed_at: None,
    });
    state.connect.subscriptions.push(Subscription {
        id: subscription_id,
        iccid: iccid.to_owned(),
        product_id: product.id,
        name: product.name,
        created_at: now,
        activates_at: Some(now),
        expires_at: Some(now + Duration::days(product.days.into())),
        initial: bytes,
        current: bytes,
        listing: Listing::default(),
        cancelled_at: None,
    });
    Ok(())
}

/// The provider takes back what it delivered to this SIM. Says how many purchases.
pub(crate) fn take_back(state: &mut State, iccid: &str, now: OffsetDateTime) -> usize {
    state.pressone.take_back(iccid, now) + state.connect.take_back(iccid, now)
}
