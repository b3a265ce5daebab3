//! A sandbox with both providers connected to it.

use contract::{Iccid, Money, SimKind, Timestamp};
use provider::{
    Budgets, Connect, ConnectConfig, ConnectSettings, Credentials, Device, Marker, PressOne, PressOneConfig, PressOneSettings, SimTarget,
    Submission, Timeouts,
};
use sandbox::{Ledger, Operation, Options, PRESSONE_PREFIX, Player, Running, Sandbox, Settings};
use std::time::SystemTime;

pub(crate) const BONBON: &str = "bonbon-mobile-30days-3gb-topup";
pub(crate) const LISBON: &str = "89340000000000872";
pub(crate) const WORK_PHONE: &str = "8944472600000510740";
pub(crate) const TABLET: &str = "8944472600000510757";
pub(crate) const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

pub(crate) async fn sandbox(change: impl FnOnce(&mut Settings)) -> Running {
    let mut settings = Settings::default();
    change(&mut settings);
    Sandbox::start(Options { settings, ..Options::default() }).await.unwrap()
}

/// Short where the sandbox never answers, so that a test waits for a timeout and not for its author.
fn timeouts() -> Timeouts {
    Timeouts { submit_ms: 1_500.try_into().unwrap(), ..Timeouts::default() }
}

pub(crate) fn pressone_settings(base_url: String) -> PressOneSettings {
    PressOneSettings {
        base_url,
        path_prefix: PRESSONE_PREFIX.to_owned(),
        token_url: None,
        currency: None,
        history_interval_s: 900,
        timeouts: timeouts(),
        budgets: Budgets::default(),
        allow_http: false,
    }
}

pub(crate) fn pressone(sandbox: &Running) -> PressOne {
    pressone_with(sandbox, pressone_settings(sandbox.pressone_url()))
}

pub(crate) fn pressone_with(sandbox: &Running, settings: PressOneSettings) -> PressOne {
    let account = sandbox.pressone_credentials();
    let credentials = Credentials { client_id: account.client_id, client_secret: account.client_secret.into() };
    PressOne::new(PressOneConfig { settings, credentials }).unwrap()
}

pub(crate) fn connect_settings(sandbox: &Running) -> ConnectSettings {
    ConnectSettings {
        base_url: sandbox.connect_url(),
        path_prefix: "/v2".to_owned(),
        token_url: sandbox.connect_token_url(),
        sales_tax_percent: 0.into(),
        clock_skew_s: 120,
        history_interval_s: 30,
        timeouts: timeouts(),
        budgets: Budgets::default(),
        allow_http: false,
    }
}

pub(crate) fn connect(sandbox: &Running) -> Connect {
    connect_with(sandbox, connect_settings(sandbox))
}

pub(crate) fn connect_with(sandbox: &Running, settings: ConnectSettings) -> Connect {
    let account = sandbox.connect_credentials();
    let credentials = Credentials { client_id: account.client_id, client_secret: account.client_secret.into() };
    Connect::new(ConnectConfig { settings, credentials }).unwrap()
}

pub(crate) fn esim(iccid: &str) -> SimTarget {
    let device = Device { operating_system: "ios".to_owned(), model: Some("iPhone".to_owned()), id: Some("dev-0091".to_owned()) };
    let iccid: Iccid = iccid.parse().unwrap();
    SimTarget { iccid, kind: SimKind::Esim, country: Some("GB".to_owned()), device: Some(device) }
}

pub(crate) fn psim(iccid: &str) -> SimTarget {
    SimTarget { kind: SimKind::Psim, device: None, ..esim(iccid) }
}

pub(crate) fn order(sim: SimTarget, offer: &str) -> Submission {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    Submission {
        sim,
        offer: offer.parse().unwrap(),
        sold: Money::new(1490, "EUR".parse().unwrap()),
        marker: Marker::random(),
        attempt: 1,
        intended_at: Timestamp::from_unix_seconds(now.try_into().unwrap()),
    }
}

pub(crate) fn calls(ledger: &Ledger, player: Player, operation: Operation) -> usize {
    ledger.requests_for(player, operation).len()
}

/// Waits for what another task brings about.
pub(crate) async fn until(mut done: impl FnMut() -> bool) {
    let wait = async {
        while !done() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), wait).await.unwrap();
}
