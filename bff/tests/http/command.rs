//! `bff review …` and `bff dead-letters …` as an operator runs them, beside a BFF that runs.

use crate::stage::{ALICE, BOB, Stage};
use crate::visitor::key;
use contract::{OrderStatus, PaymentStatus};
use sandbox::{Fault, FaultRule, Operation, Player, When};
use serde_json::Value;
use std::time::Duration;

/// The program's exit code, and what it says on both outputs.
async fn bff(stage: &Stage, key: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_bff"));
    program.args(arguments).args(["--admin", &stage.admin]).env("TOPUP_ADMIN_KEY", key);
    let output = program.output().await.expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn an_order_is_listed_shown_and_decided_by_two_people_on_the_command_line() {
    let stage = Stage::with(|config| {
        config.orders = order::Settings::default().hurried(20_000);
        config.orders.submit_deadline = Duration::from_secs(3);
        config.orders.submit_grace = Duration::from_millis(100);
    })
    .await;
    let (sim, package) = ("89340000000000872", "bonbon-mobile-30days-3gb-topup");
    assert_eq!(bff(&stage, ALICE, &["review", "list"]).await, (Some(0), "nothing waits for a person\n".to_owned(), String::new()));
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Submit, Fault::Drop { when: When::Before }).on_sim(sim));
    let mara = stage.visitor("mara").await;
    let intent = mara.intent(sim, package).await;
    let order = mara.follow(mara.place(&key(), &intent).await.json(), |order| order.status == OrderStatus::Review).await;

    let (code, listed, _) = bff(&stage, ALICE, &["review", "list"]).await;
    assert_eq!(code, Some(0));
    for said in [order.id.as_str(), &order.reference, "…0872", "10.00 USD", "nobody knows after a day"] {
        assert!(listed.contains(said), "{said}: {listed}");
    }
    let (_, json, _) = bff(&stage, ALICE, &["review", "list", "--json"]).await;
    assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON")["reviews"][0]["order"], order.id.as_str());
    let (code, shown, _) = bff(&stage, ALICE, &["review", "show", order.id.as_str()]).await;
    assert_eq!(code, Some(0));
    for said in [sim, package, "customer mara", "held, not taken", "nothing that could be it", "review_opened"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let resend = ["review", "resolve", order.id.as_str(), "--resend", "--note", "support has no trace of it"];
    let (code, said, _) = bff(&stage, ALICE, &resend).await;
    assert!(code == Some(0) && said.contains("another person"), "{said}");
    let (code, said, _) = bff(&stage, BOB, &resend).await;
    assert!(code == Some(0) && said.contains("review closed"), "{said}");
    let order = mara.follow(order.clone(), |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!((order.status, stage.sandbox.ledger().topups_for(sim).len()), (OrderStatus::Delivered, 1));

    let (code, _, said) = bff(&stage, BOB, &resend).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("does not wait for a person") && said.lines().count() == 1, "{said}");
    let (code, _, said) = bff(&stage, "nobodys-key-0123456789abcdef", &["dead-letters", "list"]).await;
    assert!(code == Some(1) && said.contains("operator's key"), "{said}");
    assert_eq!(bff(&stage, ALICE, &["dead-letters", "list"]).await.1, "there are no dead letters\n");
    let (code, _, said) = bff(&stage, ALICE, &["dead-letters", "revive", "msg/../x"]).await;
    assert!(code == Some(1) && said.contains("no such dead letter"), "{said}");
}

#[tokio::test]
async fn a_command_that_cannot_be_asked_says_what_is_missing() {
    let stage = Stage::open().await;
    let order = "ord_00000000";
    for (arguments, code, said) in [
        (&["review", "resolve", order, "--note", "why"][..], 2, "--attach"),
        (&["review", "resolve", order, "--refund", "--write-off", "--note", "why"][..], 2, "cannot be used with"),
        (&["review", "resolve", order, "--refund"][..], 2, "--note"),
        (&["review", "list", "--key-env", "NOT_SET_ANYWHERE"][..], 2, "NOT_SET_ANYWHERE"),
        (&["review", "list", "--admin", "http://127.0.0.1:9"][..], 2, "--admin"),
    ] {
        let (found, _, stderr) = bff(&stage, ALICE, arguments).await;
        assert!(found == Some(code) && stderr.contains(said), "{arguments:?}: {found:?} {stderr}");
    }
    let run = |arguments: &[&str]| {
        let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_bff"));
        program.args(arguments).env("TOPUP_ADMIN_KEY", ALICE);
        program
    };
    let silent = run(&["review", "list", "--admin", "http://127.0.0.1:9"]).output().await.expect("it runs");
    assert!(silent.status.code() == Some(1) && String::from_utf8_lossy(&silent.stderr).contains("no BFF answers on http://127.0.0.1:9/"));
    let nowhere = run(&["review", "list"]).output().await.expect("it runs");
    assert!(nowhere.status.code() == Some(2) && String::from_utf8_lossy(&nowhere.stderr).contains("--config FILE"));
    // A configuration says where to ask, whether or not its secrets are at hand.
    let file = stage.folder.path().join("only.toml");
    std::fs::write(&file, format!("[admin]\nlisten = \"{}\"\n", stage.admin.trim_start_matches("http://"))).expect("a file");
    let by_file = run(&["review", "list", "--config", file.to_str().expect("a path")]).output().await.expect("it runs");
    assert_eq!((by_file.status.code(), by_file.stdout.as_slice()), (Some(0), &b"nothing waits for a person\n"[..]));
    std::fs::write(&file, "[server]\n").expect("a file");
    let without = run(&["review", "list", "--config", file.to_str().expect("a path")]).output().await.expect("it runs");
    assert!(without.status.code() == Some(2) && String::from_utf8_lossy(&without.stderr).contains("admin.listen: is missing"));
}
