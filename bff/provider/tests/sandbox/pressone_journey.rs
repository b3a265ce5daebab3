use crate::stage::{BONBON, LISBON, calls, esim, order, pressone, pressone_settings, sandbox};
use contract::{DataAmount, DataLeft, Origin, RejectionCode, SimState, Starts, Validity, WhyNot};
use provider::{Provider as _, Purpose, ReadError, StatusReading, Transport, Verdict};
use sandbox::{Dialect, Fault, FaultRule, Operation, Player, Settings};
use std::collections::BTreeMap;

/// From the SIM to the history, in whatever way the provider chooses to write it.
async fn whole_journey(change: impl FnOnce(&mut Settings)) {
    let sandbox = sandbox(change).await;
    let pressone = pressone(&sandbox);
    let sim = esim(LISBON);

    let reading = pressone.sim(&sim).await.unwrap();
    assert_eq!((reading.state, reading.why_not), (SimState::Active, None));
    let mb = 1024 * 1024;
    assert_eq!(reading.data, Some(DataLeft::Metered { remaining: 410 * mb, total: 3072 * mb }));
    assert_eq!((reading.minutes.map(|it| it.remaining), reading.texts.map(|it| it.remaining)), (Some(22), Some(31)));
    assert!(reading.expires_at.is_some());

    let offers = pressone.offers(&sim, Purpose::Browsing).await.unwrap();
    let offer = offers.iter().find(|offer| offer.id.as_str() == BONBON).unwrap();
    assert_eq!((offer.data, offer.validity, offer.list_price.minor), (DataAmount::Bytes(3072 * mb), Validity::Days(30), 1000));
    let unlimited = offers.iter().find(|offer| offer.data == DataAmount::Unlimited).unwrap();
    assert!(unlimited.fair_use.is_some());

    let order = order(sim.clone(), BONBON);
    let baseline = pressone.baseline(&sim).await.unwrap();
    let evidence = pressone.submit(&order).await;
    assert_eq!((evidence.transport, evidence.status), (Transport::Complete, Some(200)));
    let Verdict::Delivered(id) = pressone.classify(&order, &evidence) else { panic!("{evidence:?}") };

    let ledger = sandbox.ledger();
    let bought = ledger.topups_for(LISBON);
    assert_eq!(bought.len(), 1);
    assert_eq!((bought[0].order_id.to_string(), bought[0].description.as_str()), (id.0.clone(), order.marker.as_str()));
    assert_eq!(calls(&ledger, Player::Pressone, Operation::Token), 1);

    let candidates = pressone.find_evidence(&order, &baseline).await.unwrap();
    assert_eq!(candidates.len(), 1);
    assert!(candidates[0].id == id && candidates[0].by_marker && !candidates[0].undone);
    assert_eq!(candidates[0].offer.as_ref(), Some(&order.offer));
    let ledger = sandbox.ledger();
    let asked = ledger.requests_for(Player::Pressone, Operation::Orders);
    assert!(asked.iter().all(|it| it.path.contains("include=status") && it.path.contains(order.marker.as_str())), "{asked:?}");
    assert!(asked.iter().all(|it| !it.path.contains("iccid") && !it.path.contains("created_at")), "either could hide the row");
    let completed = StatusReading::Completed { effect: id.0.clone(), starts: Starts::Unknown };
    assert_eq!(pressone.status(&order, &id).await, Ok(completed));

    let history = pressone.history(&sim).await.unwrap();
    assert_eq!(history.iter().map(|it| it.origin).collect::<Vec<_>>(), [Origin::TopUp, Origin::Initial]);
    assert_eq!(history[0].offer.as_ref(), Some(&order.offer));
    let Err(ReadError::Busy { retry_after }) = pressone.history(&sim).await else { panic!("once per 15 minutes") };
    assert!((800..=900).contains(&retry_after), "{retry_after}");
}

#[tokio::test]
async fn a_topup_runs_end_to_end_in_pressones_dialect() {
    whole_journey(|_| {}).await;
}

#[tokio::test]
async fn a_topup_runs_end_to_end_in_airalos_dialect() {
    whole_journey(|settings| settings.pressone.dialect = Dialect::Airalo).await;
}

#[tokio::test]
async fn a_topup_runs_end_to_end_in_loose_types_and_wrappers() {
    whole_journey(|settings| {
        settings.pressone.loose_types = true;
        settings.pressone.wrapper_everywhere = true;
    })
    .await;
}

#[tokio::test]
async fn every_state_of_an_esim_is_read() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    for (iccid, state, why_not) in [
        ("89340000000001042", SimState::UsedUp, None),
        ("89340000000001216", SimState::Retired, Some(WhyNot::Retired)),
        ("89340000000001323", SimState::NotActive, Some(WhyNot::NotActive)),
        ("89340000000001430", SimState::Expired, None),
    ] {
        let reading = pressone.sim(&esim(iccid)).await.unwrap();
        assert_eq!((reading.state, reading.why_not), (state, why_not), "{iccid}");
    }
    assert_eq!(pressone.sim(&esim("89340000000000955")).await.unwrap().data, Some(DataLeft::Unlimited));
    assert_eq!(pressone.offers(&esim("89340000000001547"), Purpose::Browsing).await, Ok(vec![]), "nothing on offer is an answer");
    assert_eq!(pressone.offers(&esim("89340000000001216"), Purpose::Browsing).await, Err(ReadError::Retired));
    for unknown in ["89340000000009999", "8934000000000999999999"] {
        assert_eq!(pressone.sim(&esim(unknown)).await, Err(ReadError::NotFound));
        assert_eq!(pressone.offers(&esim(unknown), Purpose::Browsing).await, Err(ReadError::NotFound));
    }
}

#[tokio::test]
async fn many_readers_share_one_token() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let sim = esim(LISBON);
    let (a, b, c, d) = tokio::join!(
        pressone.offers(&sim, Purpose::Browsing),
        pressone.offers(&sim, Purpose::Browsing),
        pressone.sim(&sim),
        pressone.offers(&sim, Purpose::Browsing)
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok() && d.is_ok());
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Token), 1);
}

#[tokio::test]
async fn a_read_survives_a_token_that_has_ended() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    pressone.offers(&esim(LISBON), Purpose::Browsing).await.unwrap();
    sandbox.arm(FaultRule::once(Player::Pressone, Operation::Offers, Fault::ExpireToken));
    assert!(!pressone.offers(&esim(LISBON), Purpose::Browsing).await.unwrap().is_empty());
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Token), 2);
}

#[tokio::test]
async fn our_own_budget_for_tokens_is_never_exceeded() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    sandbox.arm(FaultRule::once(Player::Pressone, Operation::Offers, Fault::ExpireToken).always());
    for _ in 0..10 {
        assert!(pressone.offers(&esim(LISBON), Purpose::Browsing).await.is_err());
    }
    let ledger = sandbox.ledger();
    let tokens = ledger.requests_for(Player::Pressone, Operation::Token);
    assert!(tokens.len() <= 3 && tokens.iter().all(|it| it.status == Some(200)), "{tokens:?}");
}

#[tokio::test]
async fn wrong_credentials_are_the_operators_matter_and_send_nothing() {
    let sandbox = sandbox(|_| {}).await;
    let credentials = provider::Credentials { client_id: "demo-pressone-client".to_owned(), client_secret: "wrong".to_owned().into() };
    let config = provider::PressOneConfig { settings: pressone_settings(sandbox.pressone_url()), credentials };
    let pressone = provider::PressOne::new(config).unwrap();
    assert!(matches!(pressone.offers(&esim(LISBON), Purpose::Browsing).await, Err(ReadError::Refused(_))));
    let order = order(esim(LISBON), BONBON);
    let evidence = pressone.submit(&order).await;
    assert_eq!(pressone.classify(&order, &evidence), Verdict::NotSent);
    assert_eq!(calls(&sandbox.ledger(), Player::Pressone, Operation::Submit), 0);
}

#[tokio::test]
async fn a_404_of_some_other_server_is_told_from_an_unknown_sim() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let html = Fault::Reply {
        status: 404,
        body: "<html>nothing here</html>".to_owned(),
        content_type: "text/html".to_owned(),
        headers: BTreeMap::new(),
        when: sandbox::When::Before,
    };
    sandbox.arm(FaultRule::once(Player::Pressone, Operation::Offers, html));
    let Err(ReadError::Refused(why)) = pressone.offers(&esim(LISBON), Purpose::Browsing).await else { panic!("a 404 of nobody's") };
    assert!(why.contains("path_prefix"), "{why}");
}

#[tokio::test]
async fn trouble_of_the_provider_is_told_from_trouble_of_ours() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let reply = |status: u16, body: &str, header: Option<(&str, &str)>| Fault::Reply {
        status,
        body: body.to_owned(),
        content_type: "application/json".to_owned(),
        headers: header.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>(),
        when: sandbox::When::Before,
    };
    let unavailable = ReadError::Unavailable(String::new());
    let (refused, malformed) = (ReadError::Refused(String::new()), ReadError::Malformed(String::new()));
    for (fault, expected) in [
        (reply(500, "{}", None), &unavailable),
        (reply(302, "", Some(("location", "http://127.0.0.1:1/"))), &unavailable),
        (Fault::Drop { when: sandbox::When::Before }, &unavailable),
        (Fault::Cut, &unavailable),
        (reply(422, r#"{"code": 13, "reason": "x"}"#, None), &unavailable),
        (reply(403, r#"{"code": 89, "reason": "x"}"#, None), &refused),
        (reply(422, r#"{"code": 73, "reason": "x"}"#, None), &ReadError::Retired),
        (reply(429, r#"{"message": "Too Many Attempts."}"#, Some(("retry-after", "7"))), &ReadError::Busy { retry_after: 7 }),
        (reply(200, "<html>", None), &malformed),
        (reply(200, r#"{"success": false, "code": "X", "message": "y"}"#, None), &malformed),
    ] {
        sandbox.arm(FaultRule::once(Player::Pressone, Operation::Offers, fault.clone()));
        let got = pressone.offers(&esim(LISBON), Purpose::Browsing).await.unwrap_err();
        assert_eq!(std::mem::discriminant(&got), std::mem::discriminant(expected), "{fault:?}: {got:?}");
        assert!(!format!("{got} {got:?}").contains(LISBON), "no whole ICCID: {got}");
        if let ReadError::Busy { .. } = expected {
            assert_eq!(&got, expected);
        }
    }
}

#[tokio::test]
async fn a_second_send_buys_twice_and_both_are_found() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim(LISBON), BONBON);
    let other = crate::stage::order(esim(LISBON), BONBON);
    for order in [&order, &order, &other] {
        let evidence = pressone.submit(order).await;
        assert!(matches!(pressone.classify(order, &evidence), Verdict::Delivered(_)));
    }
    assert_eq!(sandbox.ledger().topups_for(LISBON).len(), 3);
    for (order, found) in [(&order, 2), (&other, 1)] {
        assert_eq!(pressone.find_evidence(order, &provider::Baseline::default()).await.unwrap().len(), found);
    }
}

#[tokio::test]
async fn an_order_of_somebody_else_is_not_visible() {
    let sandbox = sandbox(|_| {}).await;
    let pressone = pressone(&sandbox);
    let order = order(esim(LISBON), BONBON);
    let foreign = provider::ProviderOrderId("999999999".to_owned());
    assert_eq!(pressone.status(&order, &foreign).await, Ok(StatusReading::NotVisible));
    assert_ne!(pressone.status(&order, &foreign).await, Ok(StatusReading::Failed(RejectionCode::NotAdded)));
}
