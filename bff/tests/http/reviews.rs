//! Orders that a person decides about, and what could not be brought to the shop; money is judged by the sandbox's ledger.

use crate::operator::Operator;
use crate::stage::{ALICE, BOB, Stage};
use crate::visitor::{Visitor, key};
use contract::{Order, OrderStatus, PaymentStatus, ProblemCode};
use sandbox::{Fault, FaultRule, Operation, PaymentState, Player, When};
use serde_json::{Value, json};
use std::time::Duration;

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// A shop whose day until review takes seconds, and whose sends end soon after they began.
async fn hurried(by: u32) -> Stage {
    Stage::with(|config| {
        config.orders = order::Settings::default().hurried(by);
        config.orders.submit_deadline = Duration::from_secs(3);
        config.orders.submit_grace = Duration::from_millis(100);
    })
    .await
}

/// An order whose answer was lost and of which the provider shows nothing, a day later.
async fn overdue<'a>(stage: &'a Stage) -> (Visitor<'a>, Order) {
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, Fault::Drop { when: When::Before }).on_sim(SIM));
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(SIM, PACKAGE).await;
    let order = mara.follow(mara.place(&key(), &intent).await.json(), |order| order.status == OrderStatus::Review).await;
    (mara, order)
}

fn payment(stage: &Stage, order: &Order) -> Option<PaymentState> {
    stage.sandbox.ledger().payment_of(order.id.as_str()).map(|payment| payment.state)
}

#[tokio::test]
async fn an_order_in_doubt_is_shown_with_all_its_evidence_and_attached() {
    // Life size: the provider's own late delivery takes three seconds whoever waits.
    let stage = Stage::with(|config| config.orders = order::Settings::default()).await;
    let lab = stage.visitor("lab-connect").await;
    let (iccid, product) = ("8944472600000600113", "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=");
    let intent = lab.intent(iccid, product).await;
    let order = lab.follow(lab.place(&key(), &intent).await.json(), |order| order.status == OrderStatus::Review).await;
    let alice = Operator::new(&stage, ALICE);

    let queue: Value = alice.get("reviews").await.json();
    let waiting = queue["reviews"].as_array().expect("a list");
    assert_eq!((waiting.len(), &waiting[0]["order"], &waiting[0]["reason"]), (1, &json!(order.id), &json!("failed_but_present")));
    assert_eq!((&waiting[0]["money"], &queue["next"]), (&json!("authorised"), &Value::Null));

    let shown = alice.get(&format!("reviews/{}", order.id)).await;
    let file: Value = shown.json();
    assert_eq!((&file["sim"]["iccid"], &file["customer"]), (&json!(iccid), &json!("lab-connect")));
    assert_eq!(file["attempts"][0]["evidence"]["status"], 201, "{file}");
    assert!(file["attempts"][0]["evidence"]["body"].as_str().is_some_and(|body| body.contains("ACCEPTED")), "raw, as it came");
    let candidate = &file["candidates"]["found"][0];
    assert_eq!((&candidate["taken_by"], &candidate["undone"]), (&Value::Null, &json!(false)), "{file}");
    let words: Vec<&str> = file["events"].as_array().expect("events").iter().filter_map(|event| event["what"].as_str()).collect();
    assert!(words.starts_with(&["placed"]) && words.contains(&"intended") && words.contains(&"review_opened"), "{words:?}");
    assert!(!shown.text.to_lowercase().contains("bearer"), "{}", shown.text);

    let refused = alice.rule(order.id.as_str(), json!({ "decision": "refund", "note": "a try" })).await.problem();
    assert_eq!((refused.status, refused.code), (409, ProblemCode::NotPossible), "no money was taken");
    let effect = candidate["id"].as_str().expect("an id");
    let ruling = json!({ "decision": "attach", "effect": effect, "note": "the subscription is there" });
    let ruled: Value = alice.rule(order.id.as_str(), ruling.clone()).await.json();
    assert_eq!((&ruled["order"]["fulfilment"], &ruled["second_person_needed"]), (&json!("delivered"), &json!(false)));
    let order = lab.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!((order.status, payment(&stage, &order)), (OrderStatus::Delivered, Some(PaymentState::Captured)));
    assert_eq!(alice.rule(order.id.as_str(), ruling).await.problem().code, ProblemCode::NotPossible, "it waits for nobody any more");

    let file: Value = alice.get(&format!("reviews/{}", order.id)).await.json();
    assert_eq!((&file["effect"], &file["candidates"]["found"][0]["taken_by"]), (&json!(effect), &json!(order.id)));
    let decided = file["events"].as_array().expect("events").iter().find(|event| event["what"] == "ruled").expect("its row");
    assert!(decided["detail"].to_string().contains("alice") && decided["detail"].to_string().contains("the subscription is there"));
    let queue: Value = alice.get("reviews").await.json();
    assert_eq!(queue["reviews"], json!([]));
}

#[tokio::test]
async fn a_resend_takes_two_different_people_and_buys_once() {
    let stage = hurried(20_000).await;
    let (mara, order) = overdue(&stage).await;
    let (alice, bob) = (Operator::new(&stage, ALICE), Operator::new(&stage, BOB));
    let again = json!({ "decision": "resend", "note": "the provider's support has no trace of it" });
    // The send may be under way until its deadline and grace are over; a day in this shop is longer.
    let first: Value = alice.rule(order.id.as_str(), again.clone()).await.json();
    assert_eq!((&first["second_person_needed"], &first["order"]["review"]), (&json!(true), &json!("open")));
    let problem = alice.rule(order.id.as_str(), again.clone()).await.problem();
    assert_eq!(problem.code, ProblemCode::NotPossible, "{problem:?}");
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 0, "nothing is sent for one person");
    let file: Value = bob.get(&format!("reviews/{}", order.id)).await.json();
    assert_eq!(file["resend_asked_by"], "alice");
    let second: Value = bob.rule(order.id.as_str(), again).await.json();
    assert_eq!((&second["second_person_needed"], &second["order"]["review"]), (&json!(false), &json!("closed")));
    let order = mara.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!((order.status, payment(&stage, &order)), (OrderStatus::Delivered, Some(PaymentState::Captured)));
    assert_eq!(stage.sandbox.ledger().topups_for(SIM).len(), 1);
}

#[tokio::test]
async fn what_was_not_delivered_is_given_back_and_the_sim_is_free() {
    let stage = hurried(20_000).await;
    let (mara, order) = overdue(&stage).await;
    let alice = Operator::new(&stage, ALICE);
    let ruled: Value = alice.rule(order.id.as_str(), json!({ "decision": "not_delivered", "note": "nothing on the SIM" })).await.json();
    assert_eq!(ruled["order"]["review"], "closed");
    let given_up = mara.follow(order, |order| order.payment == PaymentStatus::Released).await;
    assert_eq!((given_up.status, payment(&stage, &given_up)), (OrderStatus::Rejected, Some(PaymentState::Released)));
    let order = mara.buy(SIM, PACKAGE).await;
    assert_eq!((order.status, stage.sandbox.ledger().topups_for(SIM).len()), (OrderStatus::Delivered, 1));

    // The provider's desk finds it after all, and alice answers for it; whose purchase it is not, she cannot give it.
    let attach = |effect: &str| json!({ "decision": "attach", "effect": effect, "unseen": true, "note": "their desk has found it" });
    let theirs = stage.sandbox.ledger().topups_for(SIM)[0].order_id.to_string();
    assert_eq!(alice.rule(given_up.id.as_str(), attach(&theirs)).await.problem().code, ProblemCode::NotPossible);
    let ruled: Value = alice.rule(given_up.id.as_str(), attach("999999")).await.json();
    assert_eq!((&ruled["order"]["review"], &ruled["order"]["reason"]), (&json!("open"), &json!("delivered_after_release")));
    let found = mara.follow(given_up, |order| order.status == OrderStatus::Delivered).await;
    assert_eq!(payment(&stage, &found), Some(PaymentState::Released), "what was given back is not taken");
}

#[tokio::test]
async fn the_queue_is_read_in_pages() {
    let stage = hurried(20_000).await;
    let lab = stage.visitor("lab-pressone").await;
    let alice = Operator::new(&stage, ALICE);
    for iccid in ["89340000000100101", "89340000000100103", "89340000000100106"] {
        let intent = lab.intent(iccid, PACKAGE).await;
        lab.place(&key(), &intent).await.json::<Order>();
    }
    let all = alice.until("reviews", |queue| queue["reviews"].as_array().is_some_and(|reviews| reviews.len() == 3)).await;
    let mut found = Vec::new();
    let mut path = "reviews?limit=2".to_owned();
    for expected in [2, 1] {
        let page: Value = alice.get(&path).await.json();
        let reviews = page["reviews"].as_array().expect("a page").clone();
        assert_eq!(reviews.len(), expected);
        found.extend(reviews);
        path = format!("reviews?limit=2&after={}", page["next"].as_str().unwrap_or("none"));
    }
    assert_eq!(json!(found), all["reviews"], "the pages are the whole, in its order");
}

#[tokio::test]
async fn a_dead_letter_is_seen_and_brought_to_the_shop_when_it_listens_again() {
    let stage = hurried(200_000).await;
    stage.sandbox.arm(FaultRule::once(Player::Storefront, Operation::Notify, Fault::json(500, &json!({}), When::Before)).always());
    let mara = stage.visitor("mara").await;
    let order = mara.buy(SIM, PACKAGE).await;
    let alice = Operator::new(&stage, ALICE);
    let dead = alice.until("dead-letters", |dead| dead["dead_letters"] != json!([])).await;
    let letter = &dead["dead_letters"][0];
    assert_eq!((&letter["order"], &letter["what"]), (&json!(order.id), &json!("tell delivered")), "{dead}");
    assert!(letter["tries"].as_u64().is_some_and(|tries| tries > 5) && !letter["last_error"].as_str().unwrap_or_default().is_empty());
    assert!(heard(&stage, &order).is_empty());
    let file: Value = alice.get(&format!("reviews/{}", order.id)).await.json();
    assert_eq!(file["dead_letters"][0]["id"], letter["id"]);

    stage.sandbox.disarm_all();
    let path = format!("dead-letters/{}/revive", letter["id"].as_str().expect("an id"));
    assert_eq!(alice.post(&path, &json!({})).await.json::<Value>()["revived"], true);
    alice.until("dead-letters", |dead| dead["dead_letters"] == json!([]) && !heard(&stage, &order).is_empty()).await;
    assert_eq!(alice.post(&path, &json!({})).await.problem().status, 404, "it is dead no more");
}

fn heard(stage: &Stage, order: &Order) -> Vec<String> {
    stage.sandbox.ledger().notices_of(order.id.as_str()).iter().map(|notice| notice.kind.clone()).collect()
}
