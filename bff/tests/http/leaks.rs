//! What must never leave: secrets and costs in answers; secrets, ICCIDs and customers in logs.

use crate::stage::{ALICE, BOB, SERVER_SECRET, Stage};
use crate::visitor::key;
use contract::{Order, PlaceOrder};

#[tokio::test]
async fn no_answer_and_no_log_line_tells_what_it_must_not() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let iccid = "89340000000000872";
    let sim = mara.sim(iccid).await;
    let mut bodies = Vec::new();
    for path in ["/v1/sims".to_owned(), format!("/v1/sims/{}/offers", sim.id), format!("/v1/sims/{}/packages", sim.id)] {
        bodies.push(mara.get(&path).await.text);
    }
    let reference = "canary-payment-reference";
    let payment_reference = Some(reference.parse().expect("a reference"));
    let intent = PlaceOrder { payment_reference, ..mara.intent(iccid, "bonbon-mobile-30days-3gb-topup").await };
    let placed = mara.place(&key(), &intent).await;
    bodies.push(placed.text.clone());
    let order = mara.follow(placed.json(), Order::is_final).await;
    bodies.push(mara.get(&format!("/v1/orders/{}", order.id)).await.text);
    bodies.push(mara.get("/v1/orders?open=true").await.text);
    bodies.push(mara.get("/v1/sims/89340000000000872/offers").await.text);
    for magic in ["magic-11-14days-5gb-topup", "magic-89-14days-12gb-topup"] {
        let lab = stage.visitor("lab-pressone").await;
        let order = lab.buy("89340000000100001", magic).await;
        bodies.push(lab.get(&format!("/v1/orders/{}", order.id)).await.text);
    }
    let secrets = [
        SERVER_SECRET.to_owned(),
        ALICE.to_owned(),
        BOB.to_owned(),
        stage.sandbox.pressone_credentials().client_secret,
        stage.sandbox.connect_credentials().client_secret,
        stage.sandbox.hook_secret().to_owned(),
        "sandboxbearer".to_owned(),
    ];
    for body in &bodies {
        for told in secrets.iter().map(String::as_str).chain(["net_price", "discount_percentage", reference, &mara.handle]) {
            assert!(!body.contains(told), "{told} in {body}");
        }
    }
    let log = stage.log.text();
    assert!(log.contains(r#""route":"/v1/sims/{sim}/offers""#), "the log has this test's requests: {log}");
    for told in
        secrets.iter().map(String::as_str).chain([mara.handle.as_str(), reference, iccid, "89340000000100001", "8944472600000510740"])
    {
        assert!(!log.contains(told), "{told} in the log");
    }
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
        assert!(!line.contains("\"mara\"") && !line.contains("lab-pressone"), "a customer in {line}");
    }
}

#[tokio::test]
async fn the_id_that_a_customer_quotes_is_in_the_log_with_the_cause() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let fault = sandbox::Fault::Drop { when: sandbox::When::Before };
    stage.sandbox.arm(sandbox::FaultRule::once(sandbox::Player::Pressone, sandbox::Operation::Offers, fault).always());
    let sim = mara.sim("89340000000000872").await;
    let problem = mara.get(&format!("/v1/sims/{}/offers", sim.id)).await.problem();
    let log = stage.log.text();
    let line = log.lines().find(|line| line.contains(&problem.diagnostics_id) && line.contains("answered")).expect("its line");
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!((&line["status"], &line["code"]), (&503.into(), &"provider_unavailable".into()));
    assert_eq!(line["route"], "/v1/sims/{sim}/offers");
    assert!(line["internal"].as_str().is_some_and(|text| text.contains("does not answer")), "{line}");
    assert!(line["duration_ms"].is_number());
}
