//! Both providers' clients, with their orders at one peer and their tokens at another.

use crate::peer::{Line, Peer, answer};
use contract::{Money, SimKind, Timestamp};
use provider::{
    Budgets, Connect, ConnectConfig, ConnectSettings, Credentials, Evidence, MemoryVault, PressOne, PressOneConfig, PressOneSettings,
    Provider, SimTarget, Submission, Timeouts, TokenVault, Transport, UnknownWhy, Verdict,
};
use std::sync::Arc;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    PressOne,
    Connect,
}

pub(crate) const BOTH: [Family; 2] = [Family::PressOne, Family::Connect];

/// Long where nothing is waited for to end, short where something is.
pub(crate) fn timeouts(connect_ms: u32, submit_ms: u32) -> Timeouts {
    let submit_ms = submit_ms.try_into().unwrap();
    Timeouts { connect_ms: connect_ms.try_into().unwrap(), submit_ms, ..Timeouts::default() }
}

/// A token endpoint that grants `token-1`, `token-2` and so on.
pub(crate) async fn tokens() -> Peer {
    Peer::new(|mut line: Line| async move {
        line.read_request().await;
        let token = format!(r#"{{"access_token": "token-{}", "expires_in": 86400}}"#, line.number + 1);
        line.say(&answer("200 OK", &token)).await;
    })
    .await
}

fn credentials() -> Credentials {
    Credentials { client_id: "us".to_owned(), client_secret: "a-client-secret".to_owned().into() }
}

impl Family {
    /// A client that orders at `base_url`.
    pub(crate) fn client(self, base_url: &str, token_url: &str, timeouts: Timeouts) -> Arc<dyn Provider> {
        self.sharing(base_url, token_url, timeouts, Arc::new(MemoryVault::default()))
    }

    /// The same, with a vault.
    pub(crate) fn sharing(self, base_url: &str, token_url: &str, timeouts: Timeouts, vault: Arc<dyn TokenVault>) -> Arc<dyn Provider> {
        let (base_url, token_url) = (base_url.to_owned(), format!("{token_url}/token"));
        match self {
            Self::PressOne => {
                let settings = PressOneSettings {
                    base_url,
                    path_prefix: "/v2".to_owned(),
                    token_url: Some(token_url),
                    currency: None,
                    history_interval_s: 900,
                    timeouts,
                    budgets: Budgets::default(),
                    allow_http: false,
                };
                Arc::new(PressOne::sharing(PressOneConfig { settings, credentials: credentials() }, "ours", vault).unwrap())
            }
            Self::Connect => {
                let settings = ConnectSettings {
                    base_url,
                    path_prefix: "/v2".to_owned(),
                    token_url,
                    sales_tax_percent: 0.into(),
                    clock_skew_s: 120,
                    history_interval_s: 30,
                    timeouts,
                    budgets: Budgets::default(),
                    allow_http: false,
                };
                Arc::new(Connect::sharing(ConnectConfig { settings, credentials: credentials() }, "ours", vault).unwrap())
            }
        }
    }

    /// What a genuine success says.
    pub(crate) fn success(self) -> String {
        match self {
            Self::PressOne => r#"{"data": {"id": 51207, "code": "ORD-51207", "package_id": "3gb-topup", "quantity": "1", "type": "sim",
                "description": "tu0123456789abcdefghijklmn", "validity": 14, "price": 7.50, "currency": "USD"}, "meta": {"message": "success"}}"#
                .to_owned(),
            Self::Connect => r#"{"id": "0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11", "status": "ACCEPTED", "created_date": "2031-03-01T10:15:30Z"}"#
                .to_owned(),
        }
    }

    /// Its status line.
    pub(crate) const fn good(self) -> &'static str {
        match self {
            Self::PressOne => "200 OK",
            Self::Connect => "201 Created",
        }
    }
}

/// One order.
pub(crate) fn order() -> Submission {
    Submission {
        sim: SimTarget { iccid: "8988200000000417736".parse().unwrap(), kind: SimKind::Psim, country: Some("PT".to_owned()), device: None },
        offer: "3gb-topup".parse().unwrap(),
        sold: Money::new(1490, "EUR".parse().unwrap()),
        marker: "tu0123456789abcdefghijklmn".to_owned().try_into().unwrap(),
        attempt: 1,
        intended_at: Timestamp::from_unix_seconds(1_772_360_130),
    }
}

/// A client of one family and the peer it orders at.
pub(crate) struct Stage {
    pub(crate) family: Family,
    pub(crate) peer: Peer,
    pub(crate) client: Arc<dyn Provider>,
    _tokens: Peer,
}

impl Stage {
    /// With a peer that closes every connection until it is told what to play.
    pub(crate) async fn new(family: Family, timeouts: Timeouts) -> Self {
        let (peer, tokens) = (Peer::new(|line: Line| async move { drop(line) }).await, tokens().await);
        let client = family.client(&peer.url(), &tokens.url(), timeouts);
        Self { family, peer, client, _tokens: tokens }
    }

    /// One send, what it is taken for, and over how many connections it went.
    pub(crate) async fn send(&self) -> (Evidence, Verdict, usize) {
        let before = self.peer.connections().await;
        let evidence = self.client.submit(&order()).await;
        let verdict = self.client.classify(&order(), &evidence);
        (evidence, verdict, self.peer.connections().await - before)
    }

    /// Asserts that nobody can know what came of a send, and that it went over one connection only.
    pub(crate) async fn assert_unknown(&self, what: &str) -> Evidence {
        let (evidence, verdict, connections) = self.send().await;
        let family = self.family;
        assert_eq!(evidence.transport, Transport::Broken, "{what}, {family:?}: {evidence:?}");
        assert_eq!(verdict, Verdict::Unknown(UnknownWhy::Broken), "{what}, {family:?}: {evidence:?}");
        assert_eq!(connections, 1, "{what}, {family:?}: one send is one connection");
        evidence
    }
}

/// One send to that address, and what it is taken for.
pub(crate) async fn send(family: Family, base_url: &str, timeouts: Timeouts) -> (Evidence, Verdict) {
    let tokens = tokens().await;
    let client = family.client(base_url, &tokens.url(), timeouts);
    let evidence = client.submit(&order()).await;
    let verdict = client.classify(&order(), &evidence);
    (evidence, verdict)
}
