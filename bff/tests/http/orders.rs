//! One intent is one order: keys, quotes and open orders.

use crate::stage::Stage;
use crate::visitor::{Visitor, key};
use contract::{Money, Order, OrderStatus, Orders, PaymentStatus, PlaceOrder, ProblemCode, WhyNot};
use reqwest::StatusCode;
use sandbox::{Fault, FaultRule, Operation, Player, When};
use serde_json::json;
use std::time::{Duration, Instant};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn the_same_key_and_body_is_the_same_order_and_buys_once() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let (intent, key) = (mara.intent(SIM, PACKAGE).await, key());
    let (first, second) = tokio::join!(mara.place(&key, &intent), mara.place(&key, &intent));
    assert_eq!((first.status, second.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED), "{} {}", first.text, second.text);
    let (first, second): (Order, Order) = (first.json(), second.json());
    assert_eq!(first.id, second.id);
    mara.follow(first, Order::is_final).await;
    // The offer may go while the widget retries: the order is still found.
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, Fault::Withdraw).on_sim(SIM));
    let third: Order = mara.place(&key, &intent).await.json();
    assert_eq!((third.id, third.status), (second.id, OrderStatus::Delivered));
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn on_account_the_signed_cap_holds_for_all_orders_of_the_session_together() {
    let stage = Stage::open().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let sim = |iccid: &str| json!({ "iccid": iccid, "provider": "pressone", "kind": "esim", "label": "a SIM" });
    let claims = json!({
        "iss": "demo", "aud": "esim-topup", "sub": "mara", "iat": now, "exp": now + 240, "jti": key(),
        "payment": { "mode": "account", "cap": { "minor": 1500, "currency": "USD" } }, "sims": [sim(SIM), sim("89340000000000955")],
    });
    let token = stage.sandbox.sign_claims(&claims).expect("a token");
    let mara = Visitor::arrive(&stage, &token).await;
    let order = mara.buy(SIM, PACKAGE).await;
    assert_eq!((order.status, order.offer.price.minor, order.payment), (OrderStatus::Delivered, 1000, PaymentStatus::OnAccount));
    let second = mara.sim("89340000000000955").await;
    let offer =
        mara.offers(&second).await.into_iter().find(|offer| (501..=1500).contains(&offer.price.minor)).expect("within the cap alone");
    let intent = PlaceOrder { sim: second.id, offer: offer.id, price: offer.price, payment_reference: None };
    let problem = mara.place(&key(), &intent).await.problem();
    assert_eq!((problem.status, problem.code), (403, ProblemCode::Forbidden));
    assert_eq!((stage.sandbox.ledger().pressone_topups.len(), stage.sandbox.ledger().payments.len()), (1, 0));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_and_changes_nothing() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let (intent, key) = (mara.intent(SIM, PACKAGE).await, key());
    let order: Order = mara.place(&key, &intent).await.json();
    let sim = mara.sim(SIM).await;
    let other = mara.offers(&sim).await.into_iter().find(|offer| offer.id != intent.offer).expect("another package");
    let mut bodies = vec![intent.clone(), intent.clone(), intent.clone()];
    bodies[0].price = Money::new(intent.price.minor + 1, intent.price.currency);
    (bodies[1].offer, bodies[1].price) = (other.id, other.price);
    bodies[2].payment_reference = Some("another".parse().expect("a reference"));
    for body in bodies {
        let problem = mara.place(&key, &body).await.problem();
        assert_eq!((problem.status, problem.code), (422, ProblemCode::KeyReused), "{body:?}");
    }
    let order = mara.follow(order, Order::is_final).await;
    assert_eq!(order.offer.id, intent.offer);
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn a_sim_has_one_open_order_and_says_so() {
    let stage = Stage::open().await;
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, Fault::Hang { when: When::Before }).on_sim(SIM));
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(SIM, PACKAGE).await;
    let order: Order = mara.place(&key(), &intent).await.json();
    let problem = mara.place(&key(), &intent).await.problem();
    assert_eq!((problem.status, problem.code), (409, ProblemCode::OrderOpen));
    assert!(!problem.detail.contains(order.id.as_str()));
    let sim = mara.sim(SIM).await;
    assert_eq!((sim.can_top_up, sim.why_not), (false, Some(WhyNot::OrderOpen)));
    let open: Orders = mara.get("/v1/orders?open=true").await.json();
    assert_eq!(open.orders.iter().map(|order| order.id.clone()).collect::<Vec<_>>(), [order.id]);
    assert_eq!(
        mara.intent("89340000000000955", &first_package(&mara, "89340000000000955").await).await.sim,
        mara.sim("89340000000000955").await.id
    );
}

async fn first_package(visitor: &crate::visitor::Visitor<'_>, iccid: &str) -> String {
    let sim = visitor.sim(iccid).await;
    visitor.offers(&sim).await.first().expect("an offer").id.to_string()
}

#[tokio::test]
async fn another_price_than_the_customer_agreed_to_asks_again() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let mut intent = mara.intent(SIM, PACKAGE).await;
    intent.price = Money::new(intent.price.minor - 100, intent.price.currency);
    let problem = mara.place(&key(), &intent).await.problem();
    assert_eq!((problem.status, problem.code), (409, ProblemCode::Repriced));
    intent.offer = "no-such-package".parse().expect("an id");
    let problem = mara.place(&key(), &intent).await.problem();
    assert_eq!((problem.status, problem.code), (422, ProblemCode::OfferGone));
    assert_eq!(stage.sandbox.ledger().payments.len(), 0);
}

#[tokio::test]
async fn an_order_without_a_shown_list_is_quoted_live() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let sim = mara.sim(SIM).await;
    let body = format!(r#"{{"sim":"{}","offer":"{PACKAGE}","price":{{"minor":1000,"currency":"USD"}}}}"#, sim.id);
    let order: Order = mara.post_order(&key(), body).await.json();
    assert_eq!(mara.follow(order, Order::is_final).await.status, OrderStatus::Delivered);
}

#[tokio::test]
async fn a_sim_that_cannot_be_topped_up_is_refused_before_anything_happens() {
    let stage = Stage::open().await;
    let theo = stage.visitor("theo").await;
    let refused: Vec<_> = theo.sims().await.into_iter().filter(|sim| sim.why_not == Some(WhyNot::Retired)).collect();
    assert!(!refused.is_empty());
    for sim in refused {
        let body = format!(r#"{{"sim":"{}","offer":"{PACKAGE}","price":{{"minor":1000,"currency":"USD"}}}}"#, sim.id);
        let problem = theo.post_order(&key(), body).await.problem();
        assert_eq!((problem.status, problem.code), (422, ProblemCode::SimNotEligible), "{:?}", sim.why_not);
    }
    assert_eq!(stage.sandbox.ledger().payments.len(), 0);
}

#[tokio::test]
async fn a_long_poll_wakes_with_the_change_and_not_with_the_clock() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(SIM, PACKAGE).await;
    let order: Order = mara.place(&key(), &intent).await.json();
    let mut order = order;
    while !order.is_final() {
        let path = format!("/v1/orders/{}?after={}&wait=20", order.id, order.version);
        let next: Order = mara.get(&path).await.json();
        assert!(next.version > order.version, "answered by the clock: {next:?}");
        order = next;
    }
    let settled = mara.follow(order, |order| order.payment == contract::PaymentStatus::Charged).await;
    let quiet = Instant::now();
    let path = format!("/v1/orders/{}?after={}&wait=1", settled.id, settled.version);
    let same: Order = mara.get(&path).await.json();
    assert_eq!(same.version, settled.version);
    assert!(quiet.elapsed() >= Duration::from_millis(900), "nothing changed, so it waited");
    let path = format!("/v1/orders/{}?after={}&wait=20", settled.id, settled.version - 1);
    let at_once = Instant::now();
    assert_eq!(mara.get(&path).await.json::<Order>().version, settled.version);
    assert!(at_once.elapsed() < Duration::from_secs(18));
}
