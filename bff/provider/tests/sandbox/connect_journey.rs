use crate::stage::{EUROPE, TABLET, WORK_PHONE, calls, connect, connect_settings, connect_with, esim, order, psim, sandbox, until};
use contract::{DataAmount, DataLeft, Origin, PackageState, SimKind, SimState, Starts, Validity, WhyNot};
use provider::{Connect, Provider as _, ProviderOrderId, Purpose, ReadError, SimTarget, StatusReading, Submission, Verdict};
use rust_decimal::Decimal;
use sandbox::{Fault, FaultRule, Operation, Player, Running, Settings};
use std::collections::HashSet;
use std::time::Duration;

pub(crate) async fn accepted(connect: &Connect, order: &Submission) -> ProviderOrderId {
    let evidence = connect.submit(order).await;
    let Verdict::Accepted(id) = connect.classify(order, &evidence) else { panic!("{evidence:?}") };
    id
}

/// Moves on until the order is done; the sandbox's clock is ours, so nobody waits.
async fn completed(sandbox: &Running, connect: &Connect, order: &Submission, id: &ProviderOrderId) -> (String, Starts, Vec<StatusReading>) {
    let mut seen = Vec::new();
    for _ in 0..20 {
        match connect.status(order, id).await.unwrap() {
            StatusReading::Completed { effect, starts } => return (effect, starts, seen),
            reading => seen.push(reading),
        }
        sandbox.advance(Duration::from_millis(500));
    }
    panic!("never done: {seen:?}");
}

async fn whole_journey(sim: SimTarget, change: impl FnOnce(&mut Settings)) {
    let sandbox = sandbox(change).await;
    let connect = connect(&sandbox);
    let iccid = sim.iccid.as_str();

    let before = connect.sim(&sim).await.unwrap();
    assert_eq!((before.state, before.why_not), (SimState::Active, None));
    let Some(DataLeft::Metered { remaining, total }) = before.data else { panic!("{before:?}") };

    let offers = connect.offers(&sim, Purpose::Browsing).await.unwrap();
    let offer = offers.iter().find(|offer| offer.id.as_str() == EUROPE).unwrap();
    assert_eq!((offer.data, offer.validity, offer.list_price.minor), (DataAmount::Bytes(3 << 30), Validity::Days(30), 750));
    let plastic_only = "Dk3xP5yLq9Vb2TnRc8WzHf7MgJs4Eu6aOi1RtZ0Qe3Y=";
    assert_eq!(offers.iter().any(|offer| offer.id.as_str() == plastic_only), sim.kind == SimKind::Psim);

    let order = order(sim.clone(), EUROPE);
    let baseline = connect.baseline(&sim).await.unwrap();
    assert_eq!(connect.find_evidence(&order, &baseline).await, Ok(vec![]));
    let id = accepted(&connect, &order).await;
    let (effect, starts, _) = completed(&sandbox, &connect, &order, &id).await;
    assert_eq!(starts, Starts::Now);

    let ledger = sandbox.ledger();
    let bought = ledger.connect_orders_for(iccid);
    assert_eq!(bought.len(), 1);
    assert_eq!((bought[0].order_id.as_str(), bought[0].subscription_id.as_deref()), (id.0.as_str(), Some(effect.as_str())));
    assert_eq!(bought[0].sold_price, Some(Decimal::new(1490, 2)));
    assert_eq!((bought[0].sold_currency.as_deref(), bought[0].activation_date.as_deref()), (Some("EUR"), None));
    assert_eq!(bought[0].correlation_id, Some(format!("{}-1", order.marker.as_str())));

    let found = connect.find_evidence(&order, &baseline).await.unwrap();
    assert_eq!(found.iter().map(|it| it.id.0.as_str()).collect::<Vec<_>>(), [effect.as_str()]);
    let after = connect.sim(&sim).await.unwrap();
    assert_eq!(after.data, Some(DataLeft::Metered { remaining: remaining + (3 << 30), total: total + (3 << 30) }));
    let history = connect.history(&sim).await.unwrap();
    assert_eq!((history[0].id.as_str(), history[0].origin, history[0].state), (effect.as_str(), Origin::TopUp, PackageState::Active));
    assert_eq!(history.last().map(|it| it.origin), Some(Origin::Initial));
    assert_eq!(history.len(), baseline.known.len() + 1);
}

#[tokio::test]
async fn a_plastic_sim_is_topped_up_end_to_end() {
    whole_journey(psim(WORK_PHONE), |_| {}).await;
}

#[tokio::test]
async fn an_esim_is_topped_up_end_to_end() {
    whole_journey(esim(TABLET), |_| {}).await;
}

#[tokio::test]
async fn every_undocumented_variant_is_read() {
    for status in [200, 202] {
        whole_journey(psim(WORK_PHONE), |settings| {
            settings.connect.order_status = status;
            settings.connect.balances_as_strings = true;
            settings.connect.spent_spelling = true;
            settings.connect.null_output = true;
            settings.connect.refresh_tokens = false;
            settings.connect.order_hidden_ms = 1_000;
        })
        .await;
    }
}

#[tokio::test]
async fn an_order_goes_through_its_stations() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(WORK_PHONE), EUROPE);
    let id = accepted(&connect, &order).await;
    let (.., mut seen) = completed(&sandbox, &connect, &order, &id).await;
    seen.dedup();
    assert_eq!(seen, [StatusReading::Accepted, StatusReading::Fulfilling]);
    let foreign = ProviderOrderId("0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11".to_owned());
    assert_eq!(connect.status(&order, &foreign).await, Ok(StatusReading::NotVisible));
}

#[tokio::test]
async fn every_call_has_a_correlation_id_of_its_own_and_an_orders_calls_share_its_marker() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let order = order(psim(WORK_PHONE), EUROPE);
    connect.sim(&order.sim).await.unwrap();
    connect.offers(&order.sim, Purpose::Browsing).await.unwrap();
    let baseline = connect.baseline(&order.sim).await.unwrap();
    let id = accepted(&connect, &order).await;
    completed(&sandbox, &connect, &order, &id).await;
    connect.find_evidence(&order, &baseline).await.unwrap();
    let ledger = sandbox.ledger();
    let seen: Vec<_> = ledger.requests.iter().filter(|it| it.player == Player::Connect).collect();
    let ids: HashSet<_> = seen.iter().map(|it| it.correlation_id.clone().unwrap_or_else(|| panic!("{it:?}"))).collect();
    assert_eq!(ids.len(), seen.len(), "no two calls share one");
    for request in seen.iter().filter(|it| matches!(it.operation, Some(Operation::Submit | Operation::Order | Operation::Subscription))) {
        assert!(request.correlation_id.as_deref().unwrap_or_default().starts_with(&format!("{}-1", order.marker.as_str())), "{request:?}");
    }
}

#[tokio::test]
async fn a_sold_price_is_reported_net_of_tax() {
    let sandbox = sandbox(|_| {}).await;
    let settings = provider::ConnectSettings { sales_tax_percent: 20.into(), ..connect_settings(&sandbox) };
    accepted(&connect_with(&sandbox, settings), &order(psim(WORK_PHONE), EUROPE)).await;
    let sold = sandbox.ledger().connect_orders_for(WORK_PHONE)[0].sold_price.unwrap();
    assert_eq!(sold, Decimal::new(1242, 2));
}

#[tokio::test]
async fn every_state_of_a_sim_is_read() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let deleted = esim("8944472600000600201");
    let reading = connect.sim(&deleted).await.unwrap();
    assert_eq!((reading.state, reading.why_not), (SimState::Retired, Some(WhyNot::Retired)));
    assert_eq!(connect.offers(&deleted, Purpose::Browsing).await, Err(ReadError::Retired));
    let full = connect.sim(&psim("8944472600000600202")).await.unwrap();
    assert_eq!((full.state, full.why_not), (SimState::Active, Some(WhyNot::Full)));
    let never = connect.sim(&psim("8944472600000999999")).await.unwrap();
    assert_eq!((never.state, never.why_not), (SimState::NotActive, Some(WhyNot::NotActive)));
    assert_eq!(connect.sim(&esim("8944472600000999999")).await, Err(ReadError::NotFound));
    assert!(matches!(connect.sim(&psim("8944472600000999990")).await, Err(ReadError::Refused(_))));
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_refreshed_while_it_can_be() {
    for refresh_tokens in [true, false] {
        let sandbox = sandbox(|settings| settings.connect.refresh_tokens = refresh_tokens).await;
        let connect = connect(&sandbox);
        let sim = psim(WORK_PHONE);
        let pass = |seconds| {
            let sandbox = &sandbox;
            async move {
                sandbox.advance(Duration::from_secs(seconds));
                tokio::time::pause();
                tokio::time::advance(Duration::from_secs(seconds)).await;
                tokio::time::resume();
            }
        };
        connect.baseline(&sim).await.unwrap();
        pass(235).await;
        connect.baseline(&sim).await.unwrap();
        assert_eq!(calls(&sandbox.ledger(), Player::Connect, Operation::Token), 1);
        pass(6).await;
        connect.baseline(&sim).await.unwrap();
        // The old token serves while a new one is fetched.
        until(|| calls(&sandbox.ledger(), Player::Connect, Operation::Token) == 2).await;
        connect.baseline(&sim).await.unwrap();
        let ledger = sandbox.ledger();
        assert_eq!(calls(&ledger, Player::Connect, Operation::Token), 2);
        assert!(ledger.requests.iter().all(|it| it.status.is_none_or(|status| status < 400)), "no 401 was ever needed");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_yet_is_used_until_it_ends() {
    let sandbox = sandbox(|_| {}).await;
    let connect = connect(&sandbox);
    let sim = psim(WORK_PHONE);
    connect.baseline(&sim).await.unwrap();
    sandbox.arm(FaultRule::once(Player::Connect, Operation::Token, Fault::Drop { when: sandbox::When::Before }).always());
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(241)).await;
    tokio::time::resume();
    assert!(connect.baseline(&sim).await.is_ok(), "renewal fails, the old token still works");
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    assert!(connect.baseline(&sim).await.is_err());
}
