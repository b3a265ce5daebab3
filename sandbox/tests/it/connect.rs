//! Connect's endpoints as its documentation describes them.

use std::time::Duration;

use sandbox::{Operation, Options, Player};
use serde_json::{Value, json};

use crate::lab::{EUROPE_3GB, Lab, TABLET, WORK_PHONE, esim_order, psim_order, read};

#[tokio::test]
async fn an_order_goes_from_accepted_to_completed_and_adds_a_subscription() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let before = connect.subscriptions(WORK_PHONE).await;
    let (status, order) = read(connect.order(&psim_order(WORK_PHONE))).await.unwrap();
    assert_eq!((status, &order["status"]), (201, &json!("ACCEPTED")));
    assert!(order["_metadata"]["_links"]["_self"].is_string(), "the odd container of the POST");
    let id = order["id"].as_str().unwrap();
    assert_eq!(connect.status(id).await, "ACCEPTED");
    lab.running.advance(Duration::from_millis(1500));
    assert_eq!(connect.status(id).await, "FULFILLING");
    assert_eq!(connect.subscriptions(WORK_PHONE).await.len(), before.len());
    lab.running.advance(Duration::from_millis(1500));
    let (_, done) = read(connect.get(&format!("orders/{id}"))).await.unwrap();
    assert_eq!((&done["status"], &done["output"]["iccid"]), (&json!("COMPLETED"), &json!(WORK_PHONE)));
    let after = connect.subscriptions(WORK_PHONE).await;
    let new: Vec<&Value> = after.iter().filter(|it| !before.contains(it)).collect();
    assert_eq!(new.len(), 1);
    assert_eq!((&new[0]["id"], &new[0]["status"]), (&done["output"]["subscription_id"], &json!("ACTIVE")));
    assert_eq!(new[0]["initial_balance"], 3_221_225_472_u64);
    let ledger = lab.running.ledger();
    let purchase = ledger.connect_orders_for(WORK_PHONE)[0];
    assert_eq!(
        (purchase.correlation_id.as_deref(), purchase.sold_price.map(|it| it.to_string())),
        (Some("test-order"), Some("9.9".to_owned()))
    );
    assert!(purchase.subscription_id.is_some() && purchase.activation_date.is_none());
}

#[tokio::test]
async fn a_duplicate_post_orders_twice() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let before = connect.subscriptions(TABLET).await.len();
    for _ in 0..2 {
        assert_eq!(read(connect.order(&esim_order(TABLET))).await.unwrap().0, 201);
    }
    lab.running.advance(Duration::from_secs(3));
    assert_eq!(connect.subscriptions(TABLET).await.len(), before + 2);
    assert_eq!(lab.running.ledger().connect_orders_for(TABLET).len(), 2);
}

#[tokio::test]
async fn tokens_come_by_form_by_basic_and_by_refresh_and_last_five_minutes() {
    let lab = Lab::open().await;
    let url = lab.running.connect_token_url();
    let account = lab.running.connect_credentials();
    let basic = lab.http.post(&url).basic_auth(&account.client_id, Some(&account.client_secret));
    let (status, issued) = read(basic.form(&[("grant_type", "client_credentials")])).await.unwrap();
    assert_eq!((status, &issued["expires_in"], &issued["refresh_expires_in"]), (200, &json!(300), &json!(1800)));
    let refresh = issued["refresh_token"].as_str().unwrap().to_owned();
    let connect = lab.connect().await;
    lab.running.advance(Duration::from_secs(300));
    assert_eq!(
        read(connect.get("products")).await.unwrap(),
        (401, json!({"type": "UNAUTHORISED", "messages": ["The access token is missing, invalid or expired"]}))
    );
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh),
        ("client_id", &account.client_id),
        ("client_secret", &account.client_secret),
    ];
    assert_eq!(read(lab.http.post(&url).form(&form)).await.unwrap().0, 200);
    lab.running.advance(Duration::from_secs(1500));
    assert_eq!(read(lab.http.post(&url).form(&form)).await.unwrap().1["error"], "invalid_grant");
    form[3].1 = "wrong";
    assert_eq!(read(lab.http.post(&url).form(&form)).await.unwrap().0, 401);
}

#[tokio::test]
async fn a_call_without_correlation_id_is_refused_unless_told_otherwise() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let bare = || lab.http.get(format!("{}/v2/products", connect.base)).bearer_auth(&connect.token);
    let (status, body) = read(bare()).await.unwrap();
    assert_eq!((status, &body["type"]), (400, &json!("INVALID_REQUEST_PARAMS")));
    lab.running.change_settings(|it| it.connect.require_correlation_id = false);
    assert_eq!(read(bare()).await.unwrap().0, 200);
    let ledger = lab.running.ledger();
    let seen = ledger.requests_for(Player::Connect, Operation::Products);
    assert_eq!(seen.iter().map(|it| (it.status, it.correlation_id.clone())).collect::<Vec<_>>(), [(Some(400), None), (Some(200), None)]);
}

#[tokio::test]
async fn bad_orders_are_refused_and_leave_no_trace() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let table: [(&str, Value, u16, &str); 10] = [
        ("/operation_type", json!("ACTIVATION"), 400, "INVALID_REQUEST_PARAMS"),
        ("/sim_type", json!("ESIM"), 400, "INVALID_REQUEST_PARAMS"),
        ("/country", json!("ZZ"), 400, "INVALID_REQUEST_PARAMS"),
        ("/product/id", json!("gone="), 422, "PRODUCT_NOT_FOUND"),
        ("/product/sold_currency", json!("XXX"), 400, "INVALID_REQUEST_PARAMS"),
        ("/subscriber/sim/iccid", json!("1"), 400, "INVALID_REQUEST_PARAMS"),
        ("/subscriber/sim/iccid", json!("8944472600000999990"), 403, "ACCESS_DENIED"),
        ("/subscriber/sim/iccid", json!(TABLET), 400, "INVALID_REQUEST_PARAMS"),
        ("/product/activation_date", json!("2001-01-01T00:00:00Z"), 400, "INVALID_REQUEST_PARAMS"),
        ("/product/activation_date", json!("now"), 400, "INVALID_HTTP_MESSAGE"),
    ];
    for (path, value, status, kind) in table {
        let mut order = psim_order(WORK_PHONE);
        order["product"]["activation_date"] = Value::Null;
        *order.pointer_mut(path).unwrap() = value;
        let (answered, body) = read(connect.order(&order)).await.unwrap();
        assert_eq!((answered, body["type"].as_str().unwrap()), (status, kind), "{path}: {body}");
    }
    let broken = connect.order(&json!([])).body("{");
    assert_eq!(read(broken).await.unwrap().1["type"], "INVALID_HTTP_MESSAGE");
    assert!(lab.running.ledger().connect_orders.is_empty());
}

#[tokio::test]
async fn a_plan_for_later_waits_and_a_first_use_plan_waits_for_traffic() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let mut later = psim_order(WORK_PHONE);
    let tomorrow = lab.running.now() + Duration::from_secs(86_400);
    later["product"]["activation_date"] = json!(tomorrow.format(&time::format_description::well_known::Rfc3339).unwrap());
    assert_eq!(read(connect.order(&later)).await.unwrap().0, 201);
    let mut first_use = psim_order(WORK_PHONE);
    first_use["product"]["is_first_usage_activation"] = json!(true);
    assert_eq!(read(connect.order(&first_use)).await.unwrap().0, 201);
    lab.running.advance(Duration::from_secs(4));
    let plans = connect.subscriptions(WORK_PHONE).await;
    let states: Vec<&str> = plans.iter().rev().take(2).map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["PENDING_USAGE", "PENDING"]);
}

#[tokio::test]
async fn products_and_subscriptions_are_paged() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        let (_, body) = read(connect.get(&format!("products?page={page}&page_size=4"))).await.unwrap();
        assert_eq!(body["_metadata"]["page_count"], 3);
        assert_eq!(body["_metadata"]["links"].get("_next").is_some(), page < 3);
        seen.extend(body["data"].as_array().unwrap().iter().map(|it| it["id"].clone()));
    }
    assert_eq!(seen.len(), 9);
    assert!(seen.contains(&json!(EUROPE_3GB)));
    let (_, product) = read(connect.get(&format!("products/{}", EUROPE_3GB.replace('=', "%3D")))).await.unwrap();
    assert_eq!((&product["data"], &product["data_unit"], &product["duration"]), (&json!(3), &json!("GB"), &json!(30)));
    assert_eq!(read(connect.get("products?page=0")).await.unwrap().0, 400);
    let (_, one) =
        read(connect.get("subscriptions").query(&[("iccid", WORK_PHONE), ("page_size", "1"), ("product-id", EUROPE_3GB)])).await.unwrap();
    assert_eq!((one["data"].as_array().unwrap().len(), &one["_metadata"]["page_count"]), (1, &json!(1)));
    let id = one["data"][0]["id"].as_str().unwrap();
    assert_eq!(read(connect.get(&format!("subscriptions/{id}"))).await.unwrap().1, one["data"][0]);
}

#[tokio::test]
async fn sims_are_known_foreign_or_unknown() {
    let lab = Lab::open().await;
    let connect = lab.connect().await;
    let (_, sim) = read(connect.get(&format!("sims/{TABLET}"))).await.unwrap();
    assert_eq!((&sim["sim_type"], &sim["status"]), (&json!("ESIM"), &json!("Installed")));
    assert!(sim["matching_id"].is_string());
    assert_eq!(read(connect.get("sims/8944472600000999990")).await.unwrap().1["type"], "ACCESS_DENIED");
    assert_eq!(read(connect.get("sims/1")).await.unwrap().0, 404);
    assert_eq!(read(connect.get("orders/0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11")).await.unwrap().1["type"], "ORDER_NOT_FOUND");
}

#[tokio::test]
async fn the_undocumented_can_be_had_in_its_variants() {
    let mut options = Options::default();
    options.settings.connect.order_status = 202;
    options.settings.connect.balances_as_strings = true;
    options.settings.connect.spent_spelling = true;
    options.settings.connect.null_output = true;
    options.settings.connect.order_hidden_ms = 500;
    let lab = Lab::with(options).await;
    let connect = lab.connect().await;
    let (status, order) = read(connect.order(&psim_order(WORK_PHONE))).await.unwrap();
    assert_eq!(status, 202);
    let path = format!("orders/{}", order["id"].as_str().unwrap());
    assert_eq!(read(connect.get(&path)).await.unwrap().0, 404, "hidden at first");
    lab.running.advance(Duration::from_millis(600));
    assert_eq!(read(connect.get(&path)).await.unwrap().1["output"], Value::Null);
    let plan = &connect.subscriptions(WORK_PHONE).await[0];
    assert!(plan["current_balance"].is_string() && plan.get("spend_balance").is_none() && plan["spent_balance"].is_string());
}
