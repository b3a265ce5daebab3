//! The control API over HTTP, as the end-to-end tests and a curious person use it.

use std::time::Duration;

use sandbox::{Fault, FaultRule, Ledger, Operation, Player, TOKEN_MARK, When};
use serde_json::{Value, json};

use crate::lab::{LISBON, Lab, THREE_GB, WORK_PHONE, psim_order, read};

#[tokio::test]
async fn the_ledger_is_the_same_over_http_and_holds_no_bearer() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap();
    read(lab.connect().await.order(&psim_order(WORK_PHONE))).await.unwrap();
    let text = lab.http.get(format!("{}/ledger", lab.running.control_url())).send().await.unwrap().text().await.unwrap();
    assert!(pressone.token.contains(TOKEN_MARK) && !text.contains(TOKEN_MARK));
    let ledger: Ledger = serde_json::from_str(&text).unwrap();
    assert_eq!((ledger.topups_for(LISBON).len(), ledger.connect_orders_for(WORK_PHONE).len()), (1, 1));
    assert_eq!(ledger.requests.len(), lab.running.ledger().requests.len());
}

#[tokio::test]
async fn an_armed_fault_strikes_once_and_can_be_taken_back() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let faults = format!("{}/faults", lab.running.control_url());
    let rule = json!({"player": "pressone", "operation": "submit", "iccid": LISBON, "fault": {"kind": "drop", "when": "after"}});
    assert_eq!(read(lab.http.post(&faults).json(&rule)).await.unwrap().0, 204);
    assert_eq!(read(pressone.topup(LISBON, THREE_GB, "lost")).await, None);
    assert_eq!(read(pressone.topup(LISBON, THREE_GB, "kept")).await.unwrap().0, 200);
    lab.running.arm(FaultRule::once(Player::Pressone, Operation::Offers, Fault::Drop { when: When::Before }).always());
    assert_eq!(read(lab.http.get(&faults)).await.unwrap().1.as_array().unwrap().len(), 1);
    assert_eq!(read(lab.http.delete(&faults)).await.unwrap().0, 204);
    assert_eq!(read(pressone.get(&format!("sims/{LISBON}/topups"))).await.unwrap().0, 200);
    let (status, body) = read(lab.http.post(&faults).json(&json!({"player": "nobody"}))).await.unwrap();
    assert!(status == 422 && body["error"].as_str().unwrap().contains("nobody"));
    assert_eq!(lab.running.ledger().topups_for(LISBON).len(), 2);
}

#[tokio::test]
async fn knobs_turn_and_bad_ones_are_refused() {
    let lab = Lab::open().await;
    let url = format!("{}/settings", lab.running.control_url());
    let (status, settings) = read(lab.http.patch(&url).json(&json!({"connect": {"accepted_ms": 0, "fulfilling_ms": 0}}))).await.unwrap();
    assert_eq!((status, &settings["connect"]["accepted_ms"], &settings["connect"]["token_seconds"]), (200, &json!(0), &json!(300)));
    let connect = lab.connect().await;
    let order = read(connect.order(&psim_order(WORK_PHONE))).await.unwrap().1;
    assert_eq!(connect.status(order["id"].as_str().unwrap()).await, "COMPLETED");
    assert_eq!(read(lab.http.patch(&url).json(&json!({"connect": {"accepted": 0}}))).await.unwrap().0, 422);
}

#[tokio::test]
async fn a_reset_empties_the_ledger_and_keeps_tokens() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap();
    lab.running.advance(Duration::from_secs(3600));
    let control = lab.running.control_url();
    assert_eq!(read(lab.http.post(format!("{control}/reset"))).await.unwrap().0, 204);
    assert!(lab.running.ledger().pressone_topups.is_empty() && lab.running.ledger().requests.is_empty());
    assert!((lab.running.now() - time::OffsetDateTime::now_utc()).abs() < Duration::from_secs(60));
    assert_eq!(read(pressone.get("sims")).await.unwrap().0, 200);
    assert_eq!(read(lab.http.post(format!("{control}/revoke-tokens"))).await.unwrap().0, 204);
    assert_eq!(read(pressone.get("sims")).await.unwrap().0, 401);
}

#[tokio::test]
async fn the_clock_moves_forward_on_request() {
    let lab = Lab::open().await;
    let url = format!("{}/clock", lab.running.control_url());
    let before = lab.running.now();
    let (status, body) = read(lab.http.post(&url).json(&json!({"advance_seconds": 900}))).await.unwrap();
    assert!(status == 200 && body["now"].is_string());
    assert!(lab.running.now() - before >= Duration::from_secs(900));
    assert_eq!(read(lab.http.post(&url).json(&json!({"advance_seconds": -1}))).await.unwrap().0, 422);
    assert!(matches!(read(lab.http.get(format!("{}/nothing", lab.running.control_url()))).await, Some((404, Value::Object(_)))));
}

#[tokio::test]
async fn two_sandboxes_cannot_share_a_port_and_a_stopped_one_frees_it() {
    let lab = Lab::open().await;
    let port: u16 = lab.running.pressone_url().rsplit(':').next().unwrap().parse().unwrap();
    let options = || sandbox::Options { pressone_port: port, ..sandbox::Options::default() };
    let error = sandbox::Sandbox::start(options()).await.err().unwrap();
    assert!(format!("{error:#}").contains(&format!("port {port}")));
    lab.running.shutdown().await;
    sandbox::Sandbox::start(options()).await.unwrap().shutdown().await;
}
