//! The shop: what the page gets, what a session token says, and how the payment hook behaves.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use sandbox::{Fault, FaultRule, Operation, Options, PaymentState, Player};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::lab::{Lab, read};

async fn session(lab: &Lab, body: Value) -> (u16, Value) {
    read(lab.http.post(format!("{}/storefront/session", lab.running.storefront_url())).json(&body)).await.unwrap()
}

fn claims(lab: &Lab, token: &str) -> Value {
    let key = DecodingKey::from_ed_pem(lab.running.public_key_pem().as_bytes()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["esim-topup"]);
    validation.set_issuer(&["demo"]);
    let decoded = decode::<Value>(token, &key, &validation).unwrap();
    assert_eq!((decoded.header.typ.as_deref(), decoded.header.kid.as_deref()), (Some("topup-session+jwt"), Some("demo-1")));
    decoded.claims
}

#[tokio::test]
async fn a_session_token_names_the_customers_sims_and_is_new_every_time() {
    let lab = Lab::open().await;
    let (status, body) = session(&lab, json!({"customer": "mara"})).await;
    assert_eq!(status, 200);
    let first = claims(&lab, body["token"].as_str().unwrap());
    assert_eq!(first["exp"].as_i64().unwrap() - first["iat"].as_i64().unwrap(), 240);
    assert_eq!((&first["sub"], &first["locale"], &first["payment"]), (&json!("mara"), &json!("en"), &json!({"mode": "hook"})));
    let lisbon = json!({"iccid": "89340000000000872", "provider": "pressone", "kind": "esim", "country": "PT", "label": "Lisbon trip"});
    assert_eq!(first["sims"][0], lisbon);
    let sims = first["sims"].as_array().unwrap();
    let tablet = sims.iter().find(|it| it["label"] == "Tablet").unwrap();
    assert_eq!(
        (&tablet["provider"], &tablet["kind"], &tablet["device"]["operating_system"]),
        (&json!("connect"), &json!("esim"), &json!("ios"))
    );
    let again = claims(&lab, session(&lab, json!({"customer": "mara"})).await.1["token"].as_str().unwrap());
    assert_ne!(again["jti"], first["jti"]);
    assert_eq!(claims(&lab, &lab.running.session_token("fleet", None).unwrap())["payment"]["cap"]["minor"], 50_000);
}

#[tokio::test]
async fn a_session_for_fresh_sims_names_them_and_their_one_holder() {
    let lab = Lab::open().await;
    let (first, second) = (lab.running.fresh_sim(Player::Pressone).unwrap(), lab.running.fresh_sim(Player::Connect).unwrap());
    let both = claims(&lab, &lab.running.session_for(&[&first.iccid, &second.iccid]).unwrap());
    assert_eq!((&both["sims"][0]["iccid"], &both["sims"][1]["provider"]), (&json!(first.iccid), &json!("connect")));
    assert_eq!(both["payment"], json!({"mode": "hook"}));
    let again = claims(&lab, &lab.running.session_on_account(&[&first.iccid], 2_500).unwrap());
    assert_eq!((&again["sub"], &again["payment"]["cap"]["minor"]), (&both["sub"], &json!(2_500)));
    assert!(lab.running.session_for(&["89340000000000872"]).is_err(), "a SIM of the shop's own customers");
    assert!(lab.running.session_for(&[""; 0]).is_err());
    // The hook finds a guest's SIM by its tail, so that a fault can be armed on it.
    lab.running
        .arm(FaultRule::once(Player::Storefront, Operation::Authorise, Fault::Decline { reason: "x".to_owned() }).on_sim(&first.iccid));
    let tail = &first.iccid[first.iccid.len() - 4..];
    let declined = lab.hook(&authorise("o1", tail, both["sub"].as_str().unwrap())).await.unwrap().1;
    assert_eq!(declined["decision"], "declined");
}

#[tokio::test]
async fn a_hold_ends_on_the_sandbox_clock_and_says_when() {
    let lab = Lab::open().await;
    lab.running.change_settings(|it| it.hold_seconds = 60);
    let (_, held) = lab.hook(&authorise("o1", "0872", "mara")).await.unwrap();
    let ends = lab.running.ledger().payment_of("o1").unwrap().expires_at;
    assert_eq!(held["expires_at"], json!(ends.replace_nanosecond(0).unwrap().format(&Rfc3339).unwrap()));
    lab.running.advance(Duration::from_secs(61));
    let capture = json!({"type": "payment.capture", "order": "o1", "authorisation": held["authorisation"], "amount": {"minor": 1000, "currency": "USD"}});
    let (status, refused) = lab.hook(&capture).await.unwrap();
    assert_eq!((status, &refused["code"]), (409, &json!("expired")));
    assert_eq!(lab.running.ledger().payment_of("o1").unwrap().state, PaymentState::Authorised);
}

#[tokio::test]
async fn only_captured_money_is_refunded_and_only_once() {
    let lab = Lab::open().await;
    let (_, held) = lab.hook(&authorise("o1", "0872", "mara")).await.unwrap();
    let call = |kind: &str| json!({"type": kind, "order": "o1", "authorisation": held["authorisation"], "amount": {"minor": 1000, "currency": "USD"}});
    let (status, refused) = lab.hook(&call("payment.refund")).await.unwrap();
    assert_eq!((status, &refused["code"]), (409, &json!("authorised")));
    lab.hook(&call("payment.capture")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(lab.hook(&call("payment.refund")).await.unwrap(), (200, json!({"order": "o1", "state": "refunded"})));
    }
    assert_eq!(lab.hook(&call("payment.capture")).await.unwrap().1["code"], "refunded");
    let ledger = lab.running.ledger();
    let states: Vec<PaymentState> = ledger.payment_of("o1").unwrap().history.iter().map(|it| it.state).collect();
    assert_eq!(states, [PaymentState::Authorised, PaymentState::Captured, PaymentState::Refunded]);
}

#[tokio::test]
async fn a_repeated_notice_stands_there_twice_under_one_id() {
    let lab = Lab::open().await;
    for _ in 0..2 {
        assert_eq!(lab.hook(&json!({"type": "order.reversed", "order": "o1"})).await.unwrap().0, 204);
    }
    let ledger = lab.running.ledger();
    let seen: Vec<(&str, &str)> = ledger.notices_of("o1").iter().map(|it| (it.id.as_str(), it.kind.as_str())).collect();
    assert_eq!(seen, [("msg_1", "order.reversed"), ("msg_1", "order.reversed")]);
}

#[tokio::test]
async fn a_lab_scenario_shows_its_own_sim_alone() {
    let lab = Lab::open().await;
    let (_, body) = session(&lab, json!({"customer": "lab-connect", "scenario": "connect-stuck"})).await;
    let sims = claims(&lab, body["token"].as_str().unwrap())["sims"].clone();
    assert_eq!(sims.as_array().unwrap().len(), 1);
    assert_eq!(session(&lab, json!({"customer": "nobody"})).await.0, 404);
    assert_eq!(session(&lab, json!({"customer": "mara", "scenario": "connect-stuck"})).await.0, 404);
    assert_eq!(session(&lab, json!({"client": "mara"})).await.0, 422);
}

#[tokio::test]
async fn the_page_is_served_with_its_types() {
    let site = std::env::temp_dir().join(format!("sandbox-site-{}", std::process::id()));
    std::fs::create_dir_all(&site).unwrap();
    std::fs::write(site.join("index.html"), "<p>shop</p>").unwrap();
    std::fs::write(site.join("app.wasm"), b"\0asm").unwrap();
    let lab = Lab::with(Options { site: Some(site.clone()), bff_url: "http://bff.test".to_owned(), ..Options::default() }).await;
    let origin = lab.running.storefront_url();
    let page = lab.http.get(&origin).send().await.unwrap();
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(page.text().await.unwrap(), "<p>shop</p>");
    let wasm = lab.http.get(format!("{origin}/app.wasm")).send().await.unwrap();
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    let (_, demo) = read(lab.http.get(format!("{origin}/storefront/demo.json"))).await.unwrap();
    assert_eq!(demo["bff"], "http://bff.test");
    assert!(demo["customers"].as_array().unwrap().iter().any(|it| it == &json!({"id": "noor", "name": "Noor Haddad"})));
    let key = lab.http.get(format!("{origin}/storefront/key.pem")).send().await.unwrap().text().await.unwrap();
    assert_eq!(key, lab.running.public_key_pem());
    std::fs::remove_dir_all(site).unwrap();
}

pub(crate) fn authorise(order: &str, sim_tail: &str, customer: &str) -> Value {
    json!({"type": "payment.authorise", "order": order, "reference": "AB12", "customer": customer,
        "amount": {"minor": 1000, "currency": "USD"}, "sim_tail": sim_tail, "package_title": "3 GB - 30 Days"})
}

#[tokio::test]
async fn a_payment_is_authorised_once_and_captured_once() {
    let lab = Lab::open().await;
    assert_eq!(lab.hook(&json!({"type": "payment.read", "order": "o1"})).await.unwrap().1, json!({"order": "o1", "state": "none"}));
    let (_, first) = lab.hook(&authorise("o1", "0872", "mara")).await.unwrap();
    assert_eq!(first["decision"], "authorised");
    assert_eq!(lab.hook(&authorise("o1", "0872", "mara")).await.unwrap().1, first);
    let capture = json!({"type": "payment.capture", "order": "o1", "authorisation": first["authorisation"], "amount": {"minor": 1000, "currency": "USD"}});
    for _ in 0..2 {
        assert_eq!(lab.hook(&capture).await.unwrap(), (200, json!({"order": "o1", "state": "captured"})));
    }
    let release = json!({"type": "payment.release", "order": "o1", "authorisation": first["authorisation"]});
    assert_eq!(lab.hook(&release).await.unwrap().0, 409);
    let read = lab.hook(&json!({"type": "payment.read", "order": "o1"})).await.unwrap().1;
    assert_eq!((&read["state"], &read["authorisation"]), (&json!("captured"), &first["authorisation"]));
    let ledger = lab.running.ledger();
    let states: Vec<PaymentState> = ledger.payment_of("o1").unwrap().history.iter().map(|it| it.state).collect();
    assert_eq!(states, [PaymentState::Authorised, PaymentState::Captured]);
}

#[tokio::test]
async fn a_released_payment_cannot_be_captured() {
    let lab = Lab::open().await;
    let (_, held) = lab.hook(&authorise("o1", "0872", "mara")).await.unwrap();
    let release = json!({"type": "payment.release", "order": "o1", "authorisation": held["authorisation"]});
    assert_eq!(lab.hook(&release).await.unwrap(), (200, json!({"order": "o1", "state": "released"})));
    let capture = json!({"type": "payment.capture", "order": "o1", "authorisation": held["authorisation"], "amount": {"minor": 1000, "currency": "USD"}});
    assert_eq!(lab.hook(&capture).await.unwrap().0, 409);
    assert_eq!(lab.hook(&authorise("o1", "0872", "mara")).await.unwrap().0, 409);
    assert_eq!(lab.running.ledger().payment_of("o1").unwrap().state, PaymentState::Released);
}

#[tokio::test]
async fn an_unsigned_or_stale_call_moves_no_money() {
    let lab = Lab::open().await;
    let body = authorise("o1", "0872", "mara").to_string();
    let webhook = standardwebhooks::Webhook::new(lab.running.hook_secret()).unwrap();
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    for (at, signature) in [(now, "v1,AAAA".to_owned()), (now - 600, webhook.sign("m", now - 600, body.as_bytes()).unwrap())] {
        let request = lab.http.post(lab.running.payment_hook_url()).header("webhook-id", "m");
        let request = request.header("webhook-timestamp", at).header("webhook-signature", signature).body(body.clone());
        assert_eq!(read(request).await.unwrap().0, 401);
    }
    assert_eq!(read(lab.http.post(lab.running.payment_hook_url()).body(body)).await.unwrap().0, 401);
    assert!(lab.running.ledger().payments.is_empty());
    assert_eq!(lab.hook(&json!({"type": "payment.steal", "order": "o1"})).await.unwrap().0, 400);
}

#[tokio::test]
async fn notifications_are_written_down() {
    let lab = Lab::open().await;
    let notice = json!({"type": "order.delivered", "order": "o1", "reference": "AB12"});
    assert_eq!(lab.hook(&notice).await.unwrap().0, 204);
    let ledger = lab.running.ledger();
    assert_eq!(
        (ledger.notices[0].kind.as_str(), ledger.notices[0].order.as_str(), &ledger.notices[0].body),
        ("order.delivered", "o1", &notice)
    );
}

#[tokio::test]
async fn the_readme_lists_every_scenario() {
    let lab = Lab::open().await;
    let readme = include_str!("../../README.md");
    for customer in ["mara", "theo", "ana", "noor", "fleet", "lab-pressone", "lab-connect", "lab-payment"] {
        for (id, sim, package) in lab.scenarios(customer).await {
            let row = readme.lines().find(|line| line.starts_with(&format!("| `{id}` |")));
            assert!(row.is_some_and(|row| row.contains(&sim) && row.contains(&package)), "{id} is missing or differs");
        }
    }
}

#[tokio::test]
async fn a_shop_that_wants_an_approved_payment_declines_every_other_and_says_why() {
    let lab = Lab::open().await;
    let control = format!("{}/settings", lab.running.control_url());
    read(lab.http.patch(control).json(&json!({"needs_payment_reference": true}))).await.unwrap();
    let pay =
        async |body: Value| read(lab.http.post(format!("{}/storefront/payments", lab.running.storefront_url())).json(&body)).await.unwrap();
    let (status, paid) = pay(json!({"customer": "mara", "amount": {"minor": 1000, "currency": "USD"}})).await;
    assert_eq!(status, 201);
    assert_eq!(pay(json!({"customer": "nobody", "amount": {"minor": 1000, "currency": "USD"}})).await.0, 404);
    assert_eq!(pay(json!({"customer": "mara"})).await.0, 422);
    let with = |order: &str, customer: &str, reference: Option<&Value>| {
        let mut call = authorise(order, "0872", customer);
        if let Some(reference) = reference {
            call["payment_reference"] = reference.clone();
        }
        call
    };
    for (order, customer, reference, reason) in [
        ("o1", "mara", None, "no_payment_reference"),
        ("o2", "mara", Some(json!("pay_x")), "unknown_payment_reference"),
        ("o3", "theo", Some(paid["reference"].clone()), "unknown_payment_reference"),
    ] {
        let (_, answer) = lab.hook(&with(order, customer, reference.as_ref())).await.unwrap();
        assert_eq!((&answer["decision"], &answer["reason"]), (&json!("declined"), &json!(reason)));
    }
    let first = lab.hook(&with("o4", "mara", Some(&paid["reference"]))).await.unwrap().1;
    assert_eq!(first["decision"], "authorised");
    assert_eq!(lab.hook(&with("o4", "mara", Some(&paid["reference"]))).await.unwrap().1, first);
    assert_eq!(lab.hook(&with("o5", "mara", Some(&paid["reference"]))).await.unwrap().1["reason"], "used_payment_reference");
    assert_eq!(lab.running.ledger().payment_of("o4").unwrap().payment_reference.as_deref(), paid["reference"].as_str());
    lab.running.reset();
    assert_eq!(lab.hook(&authorise("o6", "0872", "mara")).await.unwrap().1["decision"], "authorised", "the setting is off again");
}
