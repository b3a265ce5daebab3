//! The two journeys from the first look to the history.

use crate::stage::Stage;
use contract::{DataLeft, OrderStatus, Origin, PaymentStatus, SimState, Source, StageName};
use sandbox::PaymentState;

#[tokio::test]
async fn a_pressone_esim_is_topped_up() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let (iccid, package) = ("89340000000000872", "bonbon-mobile-30days-3gb-topup");
    let sim = mara.sim(iccid).await;
    assert_eq!((sim.label.as_str(), sim.state, sim.can_top_up), ("Lisbon trip", SimState::Active, true));
    assert!(matches!(sim.data, Some(DataLeft::Metered { .. })) && sim.as_of.is_some());
    let order = mara.buy(iccid, package).await;
    assert_eq!((order.status, order.offer.price.minor), (OrderStatus::Delivered, 1000));
    assert_eq!((order.sim_tail.as_str(), order.rejection), ("0872", None));
    assert!(order.stages.iter().any(|stage| stage.name == StageName::Added));
    let order = mara.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    let ledger = stage.sandbox.ledger();
    let bought = ledger.topups_for(iccid);
    assert_eq!(bought.len(), 1);
    assert_eq!(bought[0].package_id, package);
    let payment = ledger.payment_of(order.id.as_str()).expect("a payment");
    assert_eq!((payment.state, payment.amount.minor), (PaymentState::Captured, 1000));

    let packages = mara.packages(&sim).await.packages;
    assert_eq!(packages[0].origin, Origin::TopUp);
    assert_eq!(packages[0].order, Some(order.id));
    assert!(packages.iter().skip(1).any(|package| package.origin == Origin::Initial));
}

#[tokio::test]
async fn a_connect_card_is_topped_up_at_the_shops_price() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let (iccid, product) = ("8944472600000510740", "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=");
    let before = mara.packages(&mara.sim(iccid).await).await.packages.len();
    let order = mara.buy(iccid, product).await;
    assert_eq!(order.status, OrderStatus::Delivered);
    let price = order.offer.price;
    assert_eq!(price.minor % 50, 0, "the example rounds to halves: {price:?}");
    mara.follow(order.clone(), |order| order.payment == PaymentStatus::Charged).await;
    let ledger = stage.sandbox.ledger();
    let bought = ledger.connect_orders_for(iccid);
    assert_eq!(bought.len(), 1);
    assert_eq!(bought[0].sold_currency.as_deref(), Some(price.currency.as_str()));
    assert_eq!(bought[0].sold_price.expect("a price").to_string().parse::<f64>().expect("a number"), price.minor as f64 / 100.0);
    assert_eq!(bought[0].activation_date, None, "now is said by leaving the date out");
    assert!(bought[0].correlation_id.is_some());

    let history = mara.packages(&mara.sim(iccid).await).await;
    assert_eq!(history.packages.len(), before + 1);
    assert_eq!(history.packages[0].order, Some(order.id));
    assert_eq!(history.packages.iter().filter(|package| package.source == Source::Journal).count(), 1);
}

#[tokio::test]
async fn a_connect_esim_is_topped_up_with_its_device() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let order = mara.buy("8944472600000510757", "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=").await;
    assert_eq!(order.status, OrderStatus::Delivered);
    assert_eq!(stage.sandbox.ledger().connect_orders_for("8944472600000510757").len(), 1);
}

#[tokio::test]
async fn a_fleet_pays_on_account_and_no_further_than_its_cap() {
    let stage = Stage::open().await;
    let fleet = stage.visitor("fleet").await;
    for sim in fleet.sims().await.into_iter().filter(|sim| sim.can_top_up) {
        let Some(offer) = fleet.offers(&sim).await.into_iter().next() else { continue };
        let order = fleet.buy(sim.iccid.as_str(), offer.id.as_str()).await;
        assert_eq!((order.status, order.payment), (OrderStatus::Delivered, PaymentStatus::OnAccount));
        assert_eq!(stage.sandbox.ledger().payments.len(), 0, "the hook is not asked");
        return;
    }
    panic!("the fleet has nothing to top up");
}
