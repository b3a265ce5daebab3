//! What a test can do to a running sandbox beside arming faults: ports, fresh SIMs, other people's purchases, deliveries taken back.

use std::io::ErrorKind;

use sandbox::{Player, TopUp};
use serde_json::json;
use tokio::net::TcpStream;

use crate::lab::{LISBON, Lab, THREE_GB, WORK_PHONE, read};

async fn knock(url: &str) -> Result<TcpStream, ErrorKind> {
    TcpStream::connect(url.trim_start_matches("http://").split('/').next().unwrap()).await.map_err(|error| error.kind())
}

#[tokio::test]
async fn a_shut_port_refuses_keeps_its_number_and_opens_again() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    for player in [Player::Pressone, Player::Connect, Player::Storefront] {
        lab.running.refuse_connections(player).await.unwrap();
    }
    for url in [lab.running.pressone_url(), lab.running.connect_url(), lab.running.storefront_url()] {
        assert_eq!(knock(&url).await.err(), Some(ErrorKind::ConnectionRefused));
    }
    // The pooled connection of this client is gone too.
    assert!(pressone.get("sims").send().await.unwrap_err().is_connect());
    lab.running.refuse_connections(Player::Pressone).await.unwrap();
    lab.running.accept_connections(Player::Pressone).await.unwrap();
    assert_eq!(read(pressone.get("sims")).await.unwrap().0, 200);
    lab.running.reset();
    lab.running.accept_connections(Player::Connect).await.unwrap();
    assert!(knock(&lab.running.connect_url()).await.is_ok());
}

#[tokio::test]
async fn ports_turn_over_http_too() {
    let lab = Lab::open().await;
    let turn = async |open: bool| {
        let body = json!({"player": "connect", "open": open});
        read(lab.http.post(format!("{}/ports", lab.running.control_url())).json(&body)).await.unwrap().0
    };
    assert_eq!(turn(false).await, 204);
    assert!(knock(&lab.running.connect_url()).await.is_err());
    assert_eq!(turn(true).await, 204);
    assert!(knock(&lab.running.connect_url()).await.is_ok());
}

#[tokio::test]
async fn a_purchase_of_somebody_else_is_not_ours() {
    let lab = Lab::open().await;
    let control = lab.running.control_url();
    let elsewhere = async |iccid: &str, package: &str| {
        let body = json!({"iccid": iccid, "package": package});
        read(lab.http.post(format!("{control}/buy-elsewhere")).json(&body)).await.unwrap().0
    };
    assert_eq!(elsewhere(LISBON, THREE_GB).await, 204);
    assert_eq!(elsewhere(LISBON, "nothing").await, 422);
    assert_eq!(elsewhere("1", THREE_GB).await, 422);
    let connect = lab.connect().await;
    let before = connect.subscriptions(WORK_PHONE).await.len();
    lab.running.buy_elsewhere(WORK_PHONE, crate::lab::EUROPE_3GB).unwrap();
    assert_eq!(connect.subscriptions(WORK_PHONE).await.len(), before + 1);
    let ledger = lab.running.ledger();
    let topup: &TopUp = ledger.topups_for(LISBON)[0];
    assert_eq!((topup.is_foreign, topup.description.as_str()), (true, "Topup (89340000000000872)"));
    assert!(ledger.connect_orders_for(WORK_PHONE)[0].is_foreign);
    assert!(ledger.purchases_for(LISBON).is_empty() && ledger.purchases_for(WORK_PHONE).is_empty());
    assert_eq!(lab.running.take_back(LISBON), 0, "only our own deliveries are taken back");
}

#[tokio::test]
async fn a_delivery_can_be_taken_back_once() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let order = read(pressone.topup(LISBON, THREE_GB, "kept-no-longer")).await.unwrap().1["data"]["id"].clone();
    let packages = async || {
        lab.running.advance(std::time::Duration::from_secs(900));
        let history = read(pressone.get(&format!("sims/{LISBON}/packages"))).await.unwrap().1;
        history["data"]["data"].as_array().unwrap().len()
    };
    let with = packages().await;
    let back = async || {
        let url = format!("{}/take-back", lab.running.control_url());
        read(lab.http.post(url).json(&json!({"iccid": LISBON}))).await.unwrap().1
    };
    assert_eq!(back().await, json!({"taken_back": 1}));
    assert_eq!(back().await, json!({"taken_back": 0}));
    assert_eq!(packages().await, with - 1);
    let shown = read(pressone.get(&format!("orders/{order}?include=status"))).await.unwrap().1;
    assert_eq!(shown["data"]["status"]["slug"], "refunded");
    let refunded = read(pressone.get("orders").query(&[("filter[order_status]", "refunded")])).await.unwrap().1;
    assert_eq!(refunded["data"][0]["id"], order);
    assert!(lab.running.ledger().purchases_for(LISBON)[0].reversed_at.is_some());
}

#[tokio::test]
async fn fresh_sims_are_all_different_and_can_be_sold_to() {
    let lab = Lab::open().await;
    let pressone = lab.pressone().await;
    let mut seen = std::collections::BTreeSet::new();
    for player in [Player::Pressone, Player::Connect].into_iter().cycle().take(40) {
        let sim = lab.running.fresh_sim(player).unwrap();
        assert!(seen.insert(sim.iccid[sim.iccid.len() - 4..].to_owned()), "a payment call must tell them apart by their tails");
    }
    let sim = lab.running.fresh_sim(Player::Pressone).unwrap();
    assert_eq!((sim.price.minor, sim.price.currency.as_str()), (1000, "USD"));
    assert_eq!(read(pressone.topup(&sim.iccid, &sim.package, "fresh")).await.unwrap().0, 200);
    assert_eq!(lab.running.ledger().purchases_for(&sim.iccid).len(), 1);
    assert!(lab.running.fresh_sim(Player::Storefront).is_err());
    lab.running.reset();
    assert!(lab.running.session_for(&[sim.iccid]).is_err(), "a reset forgets them");
}

#[tokio::test]
async fn a_cell_is_armed_and_lifted_over_http_and_stands_in_the_book() {
    let lab = Lab::open().await;
    let url = format!("{}/cells", lab.running.control_url());
    let listed = read(lab.http.get(&url)).await.unwrap().1;
    let book = include_str!("../../CELLS.md");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    for cell in listed.as_array().unwrap() {
        let row = format!("| `{}` | {} | {} |", text(&cell["name"]), text(&cell["truth"]).replace('_', " "), text(&cell["about"]));
        assert!(book.contains(&row), "missing: {row}");
    }
    assert_eq!(book.lines().filter(|it| it.starts_with("| `")).count(), listed.as_array().unwrap().len());
    let pressone = lab.pressone().await;
    let mut turn = json!({"cell": "pressone-busy-always", "iccid": LISBON, "package": THREE_GB});
    assert_eq!(read(lab.http.post(&url).json(&turn)).await.unwrap().0, 204);
    assert_eq!(read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap().0, 429);
    turn["armed"] = json!(false);
    assert_eq!(read(lab.http.post(&url).json(&turn)).await.unwrap().0, 204);
    assert_eq!(read(pressone.topup(LISBON, THREE_GB, "x")).await.unwrap().0, 200);
    turn["cell"] = json!("pressone-nothing");
    assert_eq!(read(lab.http.post(&url).json(&turn)).await.unwrap().0, 422);
}
