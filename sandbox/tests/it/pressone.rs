//! PressOne's endpoints as its documentation describes them.

use std::time::Duration;

use sandbox::{Dialect, Operation, PRESSONE_PREFIX, Player};
use serde_json::{Value, json};

use crate::lab::{LISBON, Lab, THREE_GB, header, read};

#[tokio::test]
async fn a_duplicate_post_buys_twice() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    for _ in 0..2 {
        let (status, body) = read(pressone.topup(LISBON, THREE_GB, "tp01j9zk4m7q")).await.unwrap();
        assert_eq!(status, 200);
        let data = &body["data"];
        assert_eq!(
            (&data["quantity"], &data["price"], &data["type"], &data["validity"]),
            (&json!("1"), &json!(10), &json!("sim"), &json!(30))
        );
        assert_eq!(data["code"], format!("ORD-{}", data["id"]));
        assert!(data.get("iccid").is_none() && data.get("status").is_none() && data.get("net_price").is_none());
    }
    let ledger = lab.running.ledger();
    assert_eq!(ledger.topups_for(LISBON).len(), 2);
    assert_eq!(ledger.requests_for(Player::Pressone, Operation::Submit).len(), 2);
    let (_, balance) = read(pressone.get("balance")).await.unwrap();
    assert_eq!(balance["data"]["balances"]["availableBalance"]["amount"], json!(124_059));
}

#[tokio::test]
async fn the_token_endpoint_takes_three_encodings_and_three_calls_a_minute() {
    let lab = Lab::open().await;
    let url = format!("{}{PRESSONE_PREFIX}/token", lab.running.pressone_url());
    let account = lab.running.pressone_credentials();
    let fields =
        [("client_id", account.client_id.as_str()), ("client_secret", &account.client_secret), ("grant_type", "client_credentials")];
    let multipart =
        fields.iter().fold(reqwest::multipart::Form::new(), |form, (name, value)| form.text(name.to_string(), value.to_string()));
    let json: Value = fields.iter().map(|(name, value)| (name.to_string(), json!(value))).collect();
    assert_eq!(read(lab.http.post(&url).form(&fields)).await.unwrap().1["data"]["expires_in"], 31_622_400);
    assert_eq!(read(lab.http.post(&url).json(&json)).await.unwrap().0, 200);
    assert_eq!(read(lab.http.post(&url).multipart(multipart)).await.unwrap().0, 200);
    let throttled = lab.http.post(&url).form(&fields).send().await.unwrap();
    assert_eq!(throttled.status(), 429);
    lab.running.advance(Duration::from_secs(60));
    let wrong = [("client_id", "nobody"), ("client_secret", "x"), ("grant_type", "client_credentials")];
    let (status, body) = read(lab.http.post(&url).form(&wrong)).await.unwrap();
    assert_eq!((status, &body["data"]["client_id"]), (422, &json!("The selected client id is invalid.")));
    let wrong = [("client_id", account.client_id.as_str()), ("client_secret", "x"), ("grant_type", "client_credentials")];
    assert_eq!(
        read(lab.http.post(&url).form(&wrong)).await.unwrap(),
        (401, json!({"data": [], "meta": {"message": "Client authentication failed"}}))
    );
}

#[tokio::test]
async fn a_token_lives_a_day_and_can_be_revoked() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    assert_eq!(read(pressone.get("sims")).await.unwrap().0, 200);
    lab.running.advance(Duration::from_secs(24 * 3600));
    assert_eq!(read(pressone.get("sims")).await.unwrap().0, 401);
    let pressone = lab.pressone().await;
    lab.running.revoke_tokens();
    assert_eq!(read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap().0, 401);
    assert!(lab.running.ledger().pressone_topups.is_empty());
}

#[tokio::test]
async fn submit_checks_in_the_providers_order() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let unknown_field = |fields: Value| json!({"data": fields, "meta": {"message": "the parameter is invalid"}});
    let table = [
        ("", "", unknown_field(json!({"iccid": "The iccid field is required.", "package_id": "The package id field is required."}))),
        (LISBON, "", unknown_field(json!({"package_id": "The package id field is required."}))),
        ("1234", THREE_GB, unknown_field(json!({"iccid": "The selected iccid is invalid."}))),
        (
            "89340000000001216",
            THREE_GB,
            json!({"code": 73, "reason": "The eSIM with iccid 89340000000001216 has been recycled and can no longer be used."}),
        ),
        (LISBON, "moshi-7days-1gb-topup", unknown_field(json!({"package_id": "invalid topup package"}))),
    ];
    for (iccid, package, expected) in table {
        assert_eq!(read(pressone.topup(iccid, package, "x")).await.unwrap(), (422, expected));
    }
    assert!(lab.running.ledger().pressone_topups.is_empty());
}

#[tokio::test]
async fn an_empty_account_buys_nothing() {
    let mut options = sandbox::Options::default();
    options.settings.pressone.balance_cents = 799;
    let lab = Lab::with(options).await;
    let (status, body) = read(lab.pressone().await.topup(LISBON, THREE_GB, "x")).await.unwrap();
    assert_eq!((status, &body["code"]), (422, &json!(11)));
    assert!(lab.running.ledger().pressone_topups.is_empty());
}

#[tokio::test]
async fn an_order_is_found_by_its_description_and_hides_its_sim() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    read(pressone.topup(LISBON, THREE_GB, "tp01j9zk4m7q")).await.unwrap();
    let rows = pressone.find("J9ZK").await;
    assert_eq!(rows.len(), 1, "the filter is a substring without regard to case");
    let row = &rows[0];
    assert_eq!((&row["price"], &row["validity"], &row["quantity"]), (&json!("10.00"), &json!("30"), &json!(1)));
    assert_eq!((&row["sims"], &row["type"], &row["status"]["slug"]), (&json!([]), &json!("topup"), &json!("completed")));
    let (status, one) = read(pressone.get(&format!("orders/{}", row["id"]))).await.unwrap();
    assert_eq!((status, &one["data"]["description"]), (200, &json!("tp01j9zk4m7q")));
    assert!(one["data"].get("status").is_none(), "no status without its include");
    let (status, foreign) = read(pressone.get("orders/1")).await.unwrap();
    assert_eq!((status, &foreign["meta"]["message"]), (401, &json!("This action is unauthorized.")));
    let by_sim = read(pressone.get("orders").query(&[("filter[iccid]", LISBON)])).await.unwrap().1;
    assert_eq!(by_sim["meta"]["total"], 1, "only the original order is found by its SIM");
    let bad = read(pressone.get("orders?limit=many&page=0")).await.unwrap();
    assert_eq!(bad.0, 400);
    assert_eq!(bad.1["data"], json!({"limit": "The limit must be an integer.", "page": "The page must be an integer."}));
}

#[tokio::test]
async fn history_is_wrapped_and_rationed_per_sim() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap();
    let path = format!("sims/{LISBON}/packages");
    let (_, body) = read(pressone.get(&path)).await.unwrap();
    assert_eq!((&body["success"], &body["code"]), (&json!(true), &json!("PACKAGE_HISTORY_RETRIEVED")));
    let items = body["data"]["data"].as_array().unwrap();
    let kinds: Vec<_> = items.iter().map(|it| (it["status"].as_str().unwrap(), it["package"]["type"].as_str().unwrap())).collect();
    assert_eq!(kinds, [("active", "topup"), ("active", "initial")]);
    let refused = pressone.get(&path).send().await.unwrap();
    assert_eq!(refused.status(), 429);
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((895..=900).contains(&wait), "{wait}");
    assert_eq!((header(&refused, "x-ratelimit-limit"), header(&refused, "x-ratelimit-remaining")), ("1".to_owned(), "0".to_owned()));
    assert!(!header(&refused, "x-ratelimit-reset").is_empty());
    assert_eq!(read(pressone.get("sims/89340000000000955/packages")).await.unwrap().0, 200, "another SIM has its own ration");
    lab.running.advance(Duration::from_secs(wait));
    assert_eq!(read(pressone.get(&path)).await.unwrap().0, 200);
}

#[tokio::test]
async fn usage_is_frozen_for_twenty_minutes() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let path = format!("sims/{LISBON}/usage");
    let total = async || read(pressone.get(&path)).await.unwrap().1["data"]["total"].clone();
    assert_eq!(total().await, 3072);
    read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap();
    assert_eq!(total().await, 3072, "usage proves nothing about a fresh top-up");
    lab.running.advance(Duration::from_secs(20 * 60));
    assert_eq!(total().await, 6144);
}

#[tokio::test]
async fn every_sim_shows_its_state() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let table = [
        (LISBON, "ACTIVE", 7),
        ("89340000000000955", "ACTIVE", 6),
        ("89340000000001042", "FINISHED", 4),
        ("89340000000001323", "NOT_ACTIVE", 0),
        ("89340000000001430", "EXPIRED", 0),
        ("89340000000001547", "ACTIVE", 0),
    ];
    for (iccid, status, offers) in table {
        let usage = read(pressone.get(&format!("sims/{iccid}/usage"))).await.unwrap().1;
        assert_eq!(usage["data"]["status"], status, "{iccid}");
        let list = read(pressone.get(&format!("sims/{iccid}/topups"))).await.unwrap().1;
        assert_eq!(list["data"].as_array().unwrap().len(), offers, "{iccid}");
    }
    let recycled = read(pressone.get("sims/89340000000001216/usage")).await.unwrap().1;
    assert_eq!((&recycled["data"]["status"], &recycled["data"]["is_unlimited"]), (&json!("RECYCLED"), &Value::Null));
    assert_eq!(read(pressone.get("sims/89340000000001216/topups")).await.unwrap().1["code"], 73);
    let unknown = json!({"data": [], "meta": {"message": "messages.resource_not_found"}});
    for path in ["sims/1", "sims/1/topups", "sims/1/packages", "sims/1/usage"] {
        assert_eq!(read(pressone.get(path)).await.unwrap(), (404, unknown.clone()), "{path}");
    }
}

#[tokio::test]
async fn sims_are_paged_filtered_and_name_their_original_order() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let all = read(pressone.get("sims?limit=10")).await.unwrap().1;
    assert_eq!((all["data"].as_array().unwrap().len(), &all["meta"]["per_page"]), (10, &json!("10")));
    let one = read(pressone.get("sims").query(&[("filter[iccid]", LISBON), ("include", "order,order.status")])).await.unwrap().1;
    let sim = &one["data"][0];
    assert_eq!((&sim["iccid"], &sim["order"], &sim["recycled"]), (&json!(LISBON), &Value::Null, &json!(false)));
    assert_eq!((&sim["simable"]["type"], &sim["simable"]["status"]["slug"]), (&json!("sim"), &json!("completed")));
    assert!(sim.get("status").is_none(), "a SIM has no activity status");
}

#[tokio::test]
async fn the_catalogues_second_page_is_an_object() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let first = read(pressone.get("packages?limit=2&include=topup")).await.unwrap().1;
    let packages = first["data"][0]["operators"][0]["packages"].as_array().unwrap();
    assert!(packages.iter().any(|it| it["id"] == THREE_GB));
    let second = read(pressone.get("packages?limit=2&page=2")).await.unwrap().1;
    assert_eq!(second["data"].as_object().unwrap().keys().collect::<Vec<_>>(), ["2", "3"]);
    let portugal = read(pressone.get("packages").query(&[("filter[country]", "PT")])).await.unwrap().1;
    assert_eq!(portugal["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_airalo_dialect_differs_where_documented() {
    let lab = Lab::open().await;
    lab.running.change_settings(|it| it.pressone.dialect = Dialect::Airalo);
    let pressone = lab.pressone().await;
    let body = read(pressone.topup(LISBON, THREE_GB, "")).await.unwrap().1;
    let data = &body["data"];
    assert_eq!((&data["quantity"], &data["type"], &data["description"]), (&json!(1), &json!("topup"), &json!(format!("Topup ({LISBON})"))));
    let history = read(pressone.get(&format!("sims/{LISBON}/packages"))).await.unwrap().1;
    assert_eq!(history["data"][0]["status"], "ACTIVE");
    assert!(history["data"][0]["activated_at"].as_str().unwrap().ends_with("+00:00"));
    let other_prefix = format!("{}/v2/balance", lab.running.pressone_url());
    let balance = lab.http.get(other_prefix).bearer_auth(&pressone.token).send().await.unwrap();
    assert!(header(&balance, "content-type").starts_with("text/plain"));
}

#[tokio::test]
async fn wrapper_and_loose_types_can_be_had_everywhere() {
    let lab = Lab::open().await;
    lab.running.change_settings(|it| {
        it.pressone.wrapper_everywhere = true;
        it.pressone.loose_types = true;
    });
    let url = format!("{}{PRESSONE_PREFIX}/token", lab.running.pressone_url());
    let account = lab.running.pressone_credentials();
    let form = [("client_id", account.client_id.as_str()), ("client_secret", &account.client_secret), ("grant_type", "client_credentials")];
    let issued = read(lab.http.post(url).form(&form)).await.unwrap().1;
    let token = issued["data"]["data"]["access_token"].as_str().unwrap();
    let request = lab.http.get(format!("{}{PRESSONE_PREFIX}/sims/{LISBON}/topups", lab.running.pressone_url())).bearer_auth(token);
    let offers = read(request).await.unwrap().1;
    assert_eq!((&offers["success"], &offers["data"]["data"][0]["price"]), (&json!(true), &json!("4.5")));
}

#[tokio::test]
async fn a_listing_lag_hides_a_purchase_for_a_while() {
    let lab = Lab::open().await;
    lab.running.change_settings(|it| it.pressone.listing_lag_seconds = 30);
    let pressone = lab.pressone().await;
    read(pressone.topup(LISBON, THREE_GB, "late")).await.unwrap();
    assert!(pressone.find("late").await.is_empty());
    lab.running.advance(Duration::from_secs(30));
    assert_eq!(pressone.find("late").await.len(), 1);
}
