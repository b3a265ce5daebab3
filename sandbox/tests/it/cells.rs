//! Every cell of the catalogue on the wire: what a client meets, call by call, and what the ledger says afterwards.

use std::{collections::BTreeSet, time::Duration};

use sandbox::{Cell, Operation, Options, PaymentState, Player, Reach, Running, Sandbox, Strikes, Truth, catalogue};
use standardwebhooks::Webhook;

use crate::{
    buyer::{Buyer, Call},
    cell_rows::{self, Seen, Step},
    wire::{End, Heard},
};

async fn sandbox() -> Running {
    let mut options = Options::default();
    options.settings.drip_ms = 1;
    options.settings.pressone.tokens_per_minute = 1_000;
    Sandbox::start(options).await.unwrap()
}

fn key(cell: &Cell) -> &str {
    cell.name.split_once('-').unwrap().1
}

fn steps(cell: &Cell) -> &'static [Step] {
    cell_rows::rows().find(|(row, _)| *row == key(cell)).unwrap().1
}

#[test]
fn every_cell_has_its_row_and_every_row_its_cell() {
    let cells: BTreeSet<&str> = catalogue().iter().map(key).collect();
    let rows: BTreeSet<&str> = cell_rows::rows().map(|(row, _)| *row).collect();
    assert_eq!(rows.len(), cell_rows::rows().count(), "a row stands there twice");
    assert_eq!(cells, rows);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_behaves_on_the_socket_as_it_says() {
    let mut running = tokio::task::JoinSet::new();
    for cell in catalogue() {
        while running.len() >= 24 {
            running.join_next().await.unwrap().unwrap();
        }
        running.spawn(play(cell));
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}

async fn play(cell: &'static Cell) {
    let running = sandbox().await;
    let mut buyer = Buyer::new(&running, cell.player).await;
    let (iccid, package) = (buyer.sim.iccid.clone(), buyer.sim.package.clone());
    cell.arm(&running, &iccid, &package).await.unwrap();
    if cell.strikes == Strikes::Evidence {
        let heard = buyer.call(Call::List).await;
        assert!(matches(&buyer, Call::List, &heard, &Seen::Rows(0)), "{}: the list before the purchase is none of its business", cell.name);
    }
    for (at, step) in steps(cell).iter().enumerate() {
        match step {
            Step::Sees(call, seen) | Step::Hurried(call, seen) => {
                let heard = match (step, seen) {
                    (Step::Hurried(..), _) => buyer.hurried(*call).await,
                    (_, Seen::Silent) => buyer.call_into_silence(*call).await,
                    _ => buyer.call(*call).await,
                };
                assert!(
                    matches(&buyer, *call, &heard, seen),
                    "{}, step {at}: {call:?} should be {seen:?}, but: {:?} {}",
                    cell.name,
                    heard.end,
                    String::from_utf8_lossy(&heard.bytes[..heard.bytes.len().min(700)])
                );
            }
            Step::Later(seconds) => running.advance(Duration::from_secs(*seconds)),
            Step::Lift => cell.lift(&running, &iccid, &package).await.unwrap(),
            Step::PortOpens => buyer.port_open().await,
            Step::Strikes => assert_eq!(cell.strike_late(&running, &iccid), 1, "{}", cell.name),
        }
    }
    buyer.has_bought(bought_by(cell)).await;
    judge(cell, &buyer);
    running.shutdown().await;
}

/// How many purchases the calls of a cell's row come to.
fn bought_by(cell: &Cell) -> usize {
    usize::from(matches!(cell.truth, Truth::Delivered | Truth::Taken | Truth::DeliveredOnRepeat))
}

/// The ledger against what the cell says about itself.
fn judge(cell: &Cell, buyer: &Buyer<'_>) {
    let running = buyer.running;
    running.advance(Duration::from_secs(7_200));
    let ledger = running.ledger();
    let own = ledger.purchases_for(&buyer.sim.iccid);
    assert_eq!(own.len(), bought_by(cell), "{}: {own:?}", cell.name);
    for purchase in &own {
        assert_eq!((&purchase.package, &purchase.marker), (&buyer.sim.package, &buyer.marker()), "{}", cell.name);
        assert_eq!(purchase.is_delivered, cell.truth != Truth::Taken && !cell.is_late, "{}", cell.name);
        assert_eq!(purchase.reversed_at.is_some(), cell.is_late, "{}", cell.name);
    }
    let foreign = ledger.topups_for(&buyer.sim.iccid).len() + ledger.connect_orders_for(&buyer.sim.iccid).len() - own.len();
    assert_eq!(foreign, usize::from(cell.has_foreign), "{}", cell.name);
    for payment in &ledger.payments {
        let captures = payment.history.iter().filter(|it| it.state == PaymentState::Captured).count();
        assert!(captures <= 1, "{}: {payment:?}", cell.name);
    }
    assert!(cell.truth != Truth::Unsent || buyer.submits_seen() == 0, "{}", cell.name);
}

fn matches(buyer: &Buyer<'_>, call: Call, heard: &Heard, seen: &Seen) -> bool {
    let whole = |status: u16| heard.is_whole() && heard.status() == Some(status);
    let genuine = if buyer.player == Player::Connect && matches!(call, Call::Submit) { 201 } else { 200 };
    let nothing = |end: End| heard.bytes.is_empty() && heard.end == end;
    match seen {
        Seen::Refused => heard.end == End::Refused,
        Seen::Silent => nothing(End::Silent),
        Seen::Closed => nothing(End::Closed),
        Seen::Reset => nothing(End::Reset),
        Seen::HalfHead => !heard.bytes.is_empty() && heard.status().is_none() && heard.end == End::Closed,
        Seen::HalfBody => heard.status() == Some(genuine) && !heard.body().is_empty() && heard.end == End::Closed && !heard.is_whole(),
        Seen::HalfChunk => {
            let is_chunked = heard.header("transfer-encoding").as_deref() == Some("chunked");
            is_chunked && heard.end == End::Closed && heard.body().len() > 20 && !heard.body().ends_with(b"0\r\n\r\n")
        }
        Seen::Flood => heard.status().is_some() && heard.end == End::Flooded,
        Seen::Dripped => whole(genuine) && heard.reads > 50,
        Seen::Genuine => whole(genuine) && heard.json().is_some(),
        Seen::Status(status) => whole(*status),
        Seen::NotJson(status) => whole(*status) && heard.json().is_none(),
        Seen::Field(status, pointer, value) => {
            let expected: serde_json::Value = serde_json::from_str(value).unwrap();
            whole(*status) && heard.json().is_some_and(|body| body.pointer(pointer).cloned().unwrap_or_default() == expected)
        }
        Seen::Header(status, name, value) => whole(*status) && heard.header(name).is_some_and(|it| it.starts_with(value)),
        Seen::GenuineHeader(name, value) => whole(genuine) && heard.header(name).is_some_and(|it| it.starts_with(value)),
        Seen::GenuineNotJson => whole(genuine) && heard.json().is_none(),
        Seen::NoId => whole(genuine) && heard.json().is_some_and(|body| id(buyer, &body).is_none()),
        Seen::NullId => whole(genuine) && heard.json().is_some_and(|body| id(buyer, &body).is_some_and(serde_json::Value::is_null)),
        Seen::OtherId => whole(genuine) && heard.json().is_some_and(|body| id(buyer, &body).is_some_and(|it| !is_own(buyer, it))),
        Seen::Price { pressone, connect } => {
            let (pointer, price) = if buyer.player == Player::Connect { ("/data/1/price", connect) } else { ("/data/2/price", pressone) };
            whole(200) && heard.json().is_some_and(|body| body.pointer(pointer).and_then(serde_json::Value::as_f64) == Some(*price))
        }
        Seen::TakenBack => {
            let (pointer, word) = if buyer.player == Player::Connect { ("/status", "FAILED") } else { ("/data/status/slug", "refunded") };
            whole(200) && heard.json().is_some_and(|body| body.pointer(pointer).is_some_and(|it| it == word))
        }
        Seen::RowsBesideForeign(own) => {
            let count = own + usize::from(buyer.player == Player::Connect);
            whole(200) && heard.json().is_some_and(|body| rows(buyer, &body) == count)
        }
        Seen::NotUtf8 => whole(genuine) && std::str::from_utf8(heard.body()).is_err(),
        Seen::Huge => whole(genuine) && heard.body().windows(400).any(|it| it.iter().all(|digit| *digit == b'9')),
        Seen::Rows(count) => whole(200) && heard.json().is_some_and(|body| rows(buyer, &body) == *count),
        Seen::Forged => whole(200) && signature(buyer, heard).is_err(),
        Seen::Misaddressed => whole(200) && signature(buyer, heard).is_ok() && heard.header("webhook-id").as_deref() != Some("msg_1"),
        Seen::Signed(status) => whole(*status) && signature(buyer, heard).is_ok() && heard.header("webhook-id").as_deref() == Some("msg_1"),
    }
}

fn id<'a>(buyer: &Buyer<'_>, body: &'a serde_json::Value) -> Option<&'a serde_json::Value> {
    body.pointer(if buyer.player == Player::Connect { "/id" } else { "/data/id" })
}

fn is_own(buyer: &Buyer<'_>, id: &serde_json::Value) -> bool {
    let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    buyer.running.ledger().purchases_for(&buyer.sim.iccid).iter().any(|it| it.order_id == text)
}

/// Rows that could be this order's effect: by marker at PressOne, beyond the SIM's first plan at Connect.
fn rows(buyer: &Buyer<'_>, body: &serde_json::Value) -> usize {
    let Some(rows) = body["data"].as_array() else { return 0 };
    if buyer.player == Player::Connect {
        return rows.iter().filter(|it| it["product_id"] == buyer.sim.package).count() - 1;
    }
    rows.iter().filter(|it| it["description"] == buyer.marker() && it["package_id"] == buyer.sim.package).count()
}

fn signature(buyer: &Buyer<'_>, heard: &Heard) -> Result<(), standardwebhooks::WebhookError> {
    let mut headers = http::HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        if let Some(value) = heard.header(name) {
            headers.insert(name, value.parse().unwrap());
        }
    }
    Webhook::new(buyer.running.hook_secret()).unwrap().verify(heard.body(), &headers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_that_reach_one_sim_stand_side_by_side() {
    let running = sandbox().await;
    let mut armed = Vec::new();
    let submits = |cell: &Cell| steps(cell).iter().filter(|it| matches!(it, Step::Sees(Call::Submit, _))).count();
    for cell in catalogue().iter().filter(|it| it.reach() == Reach::Sim && it.truth != Truth::Unsent && submits(it) == 1) {
        let buyer = Buyer::new(&running, cell.player).await;
        cell.arm(&running, &buyer.sim.iccid, &buyer.sim.package).await.unwrap();
        armed.push((cell, buyer));
    }
    assert!(armed.len() > 100, "only {}", armed.len());
    let unread = armed.iter().filter(|(cell, _)| cell.name.ends_with("-unread")).count();
    let all_bought = async {
        for (cell, buyer) in &armed {
            buyer.has_bought(bought_by(cell)).await;
        }
        while [Player::Pressone, Player::Connect].map(|it| running.ledger().requests_for(it, Operation::Submit).len()).iter().sum::<usize>()
            < armed.len() - unread
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = futures_util::future::join_all(armed.iter().map(|(_, buyer)| buyer.ask(Call::Submit))) => unreachable!("some calls hang for ever"),
        () = all_bought => {}
    }
    let ledger = running.ledger();
    for (cell, buyer) in &armed {
        assert_eq!(ledger.purchases_for(&buyer.sim.iccid).len(), bought_by(cell), "{}", cell.name);
    }
}

#[tokio::test]
async fn a_lifted_cell_leaves_no_trace() {
    for cell in catalogue() {
        let running = sandbox().await;
        let mut buyer = Buyer::new(&running, cell.player).await;
        let (iccid, package) = (buyer.sim.iccid.clone(), buyer.sim.package.clone());
        cell.arm(&running, &iccid, &package).await.unwrap();
        cell.lift(&running, &iccid, &package).await.unwrap();
        let heard = buyer.call(Call::Submit).await;
        assert!(matches(&buyer, Call::Submit, &heard, &Seen::Genuine), "{}", cell.name);
        running.shutdown().await;
    }
}
