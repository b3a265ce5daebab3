//! What each refusal of a provider or a bank becomes for the customer; nothing is bought and nothing is charged.

use crate::stage::Stage;
use contract::{Order, OrderStatus, PaymentStatus, RejectionCode, Retry};
use sandbox::PaymentState;

async fn rejected(customer: &str, cases: &[(&str, &str, RejectionCode, Retry)]) {
    let stage = Stage::open().await;
    let visitor = stage.visitor(customer).await;
    for (iccid, package, code, retry) in cases {
        let order = visitor.buy(iccid, package).await;
        let rejection = order.rejection.unwrap_or_else(|| panic!("{iccid} {package}: {:?}", order.status));
        assert_eq!((order.status, rejection.code, rejection.retry), (OrderStatus::Rejected, *code, *retry), "{iccid} {package}");
        nothing_is_charged(&stage, &visitor.follow(order, money_is_settled).await);
    }
    let ledger = stage.sandbox.ledger();
    for (iccid, package, _, _) in cases {
        assert_eq!(ledger.topups_for(iccid).len(), 0, "{package}");
    }
}

fn money_is_settled(order: &Order) -> bool {
    matches!(order.payment, PaymentStatus::None | PaymentStatus::Released | PaymentStatus::Declined)
}

fn nothing_is_charged(stage: &Stage, order: &Order) {
    let ledger = stage.sandbox.ledger();
    let state = ledger.payment_of(order.id.as_str()).map(|payment| payment.state);
    assert!(matches!(state, None | Some(PaymentState::Released | PaymentState::Declined)), "{:?}: {state:?}", order.id);
}

#[tokio::test]
async fn pressones_documented_refusals() {
    let lab = "89340000000100001";
    rejected(
        "lab-pressone",
        &[
            (lab, "magic-limit-14days-1gb-topup", RejectionCode::PurchaseLimit, Retry::AfterChange),
            (lab, "magic-fields-14days-2gb-topup", RejectionCode::OurFault, Retry::Never),
            (lab, "magic-withdrawn-14days-3gb-topup", RejectionCode::NotOffered, Retry::AfterChange),
            (lab, "magic-recycled-14days-4gb-topup", RejectionCode::SimRetired, Retry::Never),
        ],
    )
    .await;
}

#[tokio::test]
async fn pressones_business_codes() {
    let lab = "89340000000100001";
    rejected(
        "lab-pressone",
        &[
            (lab, "magic-11-14days-5gb-topup", RejectionCode::ShopCannot, Retry::Later),
            (lab, "magic-13-14days-6gb-topup", RejectionCode::Busy, Retry::Later),
            (lab, "magic-14-14days-7gb-topup", RejectionCode::OurFault, Retry::Never),
            (lab, "magic-23-14days-8gb-topup", RejectionCode::Unavailable, Retry::AfterChange),
            (lab, "magic-34-14days-10gb-topup", RejectionCode::Unavailable, Retry::AfterChange),
            (lab, "magic-43-14days-11gb-topup", RejectionCode::OurFault, Retry::Never),
            (lab, "magic-89-14days-12gb-topup", RejectionCode::ShopCannot, Retry::Later),
        ],
    )
    .await;
}

#[tokio::test]
async fn connects_refusals() {
    let product = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";
    let stage = Stage::open().await;
    let lab = stage.visitor("lab-connect").await;
    for (iccid, code) in [
        ("8944472600000600101", RejectionCode::OurFault),
        ("8944472600000600103", RejectionCode::ShopCannot),
        ("8944472600000600104", RejectionCode::ShopCannot),
        ("8944472600000600105", RejectionCode::ShopCannot),
        ("8944472600000600106", RejectionCode::NotOffered),
        ("8944472600000600112", RejectionCode::NotAdded),
    ] {
        let order = lab.buy(iccid, product).await;
        let found = order.rejection.map(|rejection| rejection.code);
        assert_eq!((order.status, found), (OrderStatus::Rejected, Some(code)), "{iccid}");
        nothing_is_charged(&stage, &lab.follow(order, money_is_settled).await);
        assert!(stage.sandbox.ledger().connect_orders_for(iccid).iter().all(|order| order.subscription_id.is_none()));
    }
}

#[tokio::test]
async fn a_declined_payment_orders_nothing() {
    let stage = Stage::open().await;
    let lab = stage.visitor("lab-payment").await;
    let order = lab.buy("89340000000100301", "bonbon-mobile-30days-3gb-topup").await;
    assert_eq!(order.rejection.map(|rejection| rejection.code), Some(RejectionCode::PaymentDeclined));
    assert_eq!(order.payment, PaymentStatus::Declined);
    assert_eq!(stage.sandbox.ledger().pressone_topups.len(), 0);
}

#[tokio::test]
async fn a_price_that_changes_after_the_order_stops_it_and_tells_the_new_one() {
    let stage = Stage::open().await;
    let lab = stage.visitor("lab-pressone").await;
    let order = lab.buy("89340000000100114", "bonbon-mobile-30days-3gb-topup").await;
    let rejection = order.rejection.expect("a rejection");
    assert_eq!((rejection.code, rejection.new_price.map(|price| price.minor)), (RejectionCode::Repriced, Some(1150)));
    let ledger = stage.sandbox.ledger();
    assert_eq!((ledger.pressone_topups.len(), ledger.payments.len()), (0, 0));
}

#[tokio::test]
async fn an_answer_lost_after_the_purchase_is_found_and_charged_once() {
    let stage = Stage::open().await;
    let lab = stage.visitor("lab-pressone").await;
    let order = lab.buy("89340000000100105", "bonbon-mobile-30days-3gb-topup").await;
    assert_eq!(order.status, OrderStatus::Delivered);
    lab.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(stage.sandbox.ledger().topups_for("89340000000100105").len(), 1);
}
