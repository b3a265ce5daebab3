//! A page cannot order unpaid: the shop's hook is asked for the payment that its customer has approved, and the sandbox's ledger
//! tells what the provider has seen.

use crate::operator::Operator;
use crate::stage::{ALICE, Stage};
use crate::visitor::{Visitor, key};
use contract::{Order, PaymentStatus, PlaceOrder, RejectionCode};
use sandbox::{Amount, Operation, PaymentState, Player};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// A shop that holds money only for payments that were approved before.
async fn strict_shop() -> Stage {
    let stage = Stage::open().await;
    stage.sandbox.change_settings(|settings| settings.needs_payment_reference = true);
    stage
}

/// The reference of a payment, as the shop's own page would fetch it.
async fn pay(stage: &Stage, customer: &str, minor: i64) -> String {
    let body = serde_json::json!({"customer": customer, "amount": {"minor": minor, "currency": "USD"}});
    let url = format!("{}/storefront/payments", stage.sandbox.storefront_url());
    let reply: serde_json::Value = stage.client.post(url).json(&body).send().await.expect("a reply").json().await.expect("JSON");
    reply["reference"].as_str().expect("a reference").to_owned()
}

async fn end_of(visitor: &Visitor<'_>, intent: &PlaceOrder, reference: Option<&str>) -> Order {
    let payment_reference = reference.map(|text| text.parse().expect("a reference"));
    let order = visitor.place(&key(), &PlaceOrder { payment_reference, ..intent.clone() }).await.json();
    visitor.follow(order, Order::is_final).await
}

#[tokio::test]
async fn an_order_for_an_approved_payment_is_carried_out_and_charges_that_one() {
    let stage = strict_shop().await;
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(SIM, PACKAGE).await;
    let reference = pay(&stage, "mara", intent.price.minor).await;
    let order = end_of(&mara, &intent, Some(&reference)).await;
    assert_eq!((order.rejection, order.offer.id), (None, intent.offer));
    let ledger = stage.sandbox.ledger();
    let payment = ledger.payment_of(order.id.as_str()).expect("a payment");
    assert_eq!((payment.payment_reference.as_deref(), &payment.amount.minor), (Some(reference.as_str()), &1000));
    assert_eq!(ledger.topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn without_an_approved_payment_of_its_own_an_order_is_declined_before_the_provider_is_asked() {
    let stage = strict_shop().await;
    let (mara, price) = (stage.visitor("mara").await, 1000);
    let intent = mara.intent(SIM, PACKAGE).await;
    assert_eq!(intent.price.minor, price);
    let used = pay(&stage, "mara", price).await;
    end_of(&mara, &intent, Some(&used)).await;
    let foreign = stage.sandbox.approved_payment("theo", Amount { minor: price, currency: "USD".to_owned() });
    let small = pay(&stage, "mara", price - 1).await;
    for reference in [None, Some("pay_of_nobody"), Some(&foreign), Some(&small), Some(&used)] {
        let order = end_of(&mara, &intent, reference).await;
        let cause = order.rejection.map(|rejection| rejection.code);
        assert_eq!((cause, order.payment), (Some(RejectionCode::PaymentDeclined), PaymentStatus::Declined), "{reference:?}");
        assert_eq!(stage.sandbox.ledger().payment_of(order.id.as_str()).expect("asked for").state, PaymentState::Declined, "{reference:?}");
    }
    let ledger = stage.sandbox.ledger();
    assert_eq!(ledger.requests_for(Player::Pressone, Operation::Submit).len(), 1, "only the one that was paid for was sent");
    assert_eq!(ledger.topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn on_account_a_reference_is_kept_for_the_shop_and_asked_for_by_nobody() {
    let stage = strict_shop().await;
    let fleet = stage.visitor("fleet").await;
    let sim = fleet.sims().await.into_iter().find(|sim| sim.can_top_up).expect("a SIM to top up");
    let offer = fleet.offers(&sim).await.remove(0);
    let intent = PlaceOrder { sim: sim.id, offer: offer.id, price: offer.price, payment_reference: None };
    let order = end_of(&fleet, &intent, Some("invoice-2026/11")).await;
    assert_eq!((order.rejection, order.payment), (None, PaymentStatus::OnAccount));
    assert!(stage.sandbox.ledger().payments.is_empty());
}

#[tokio::test]
async fn a_shop_learns_which_payment_an_order_leaves_unused_that_ended_before_anything_was_held() {
    let stage = strict_shop().await;
    let lab = stage.visitor("lab-pressone").await;
    // Every later list says another price.
    let intent = lab.intent("89340000000100114", PACKAGE).await;
    let reference = pay(&stage, "lab-pressone", intent.price.minor).await;
    let order = end_of(&lab, &intent, Some(&reference)).await;
    assert_eq!(order.rejection.map(|rejection| rejection.code), Some(RejectionCode::Repriced));
    assert!(stage.sandbox.ledger().payments.is_empty(), "the hook was never asked for it");
    let notice = || stage.sandbox.ledger().notices_of(order.id.as_str()).first().map(|notice| (*notice).clone());
    Operator::new(&stage, ALICE).until("dead-letters", |_| notice().is_some()).await;
    let told = notice().expect("a notice");
    assert_eq!((told.kind.as_str(), &told.body["payment_reference"]), ("order.rejected", &serde_json::json!(reference)), "{told:?}");
}
