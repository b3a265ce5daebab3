//! One token for all instances of an account.

use crate::peer::{Line, Peer, answer};
use crate::shop::{BOTH, Family, order, timeouts, tokens};
use async_trait::async_trait;
use provider::{MemoryVault, Provider, Purpose, SealedToken, TokenVault, Transport, Turn, VaultError};
use std::sync::Arc;

fn instances(family: Family, peer: &Peer, tokens: &Peer, vault: &Arc<MemoryVault>, count: usize) -> Vec<Arc<dyn Provider>> {
    let one = |_| family.sharing(&peer.url(), &tokens.url(), timeouts(5_000, 5_000), Arc::<MemoryVault>::clone(vault));
    (0..count).map(one).collect()
}

#[tokio::test]
async fn instances_that_start_together_fetch_one_token() {
    for family in BOTH {
        let (tokens, vault) = (tokens().await, Arc::default());
        let peer = Peer::answering(answer(family.good(), &family.success())).await;
        let mut sends = tokio::task::JoinSet::new();
        for client in instances(family, &peer, &tokens, &vault, 8) {
            sends.spawn(async move { client.submit(&order()).await.transport });
        }
        while let Some(transport) = sends.join_next().await {
            assert_eq!(transport.unwrap(), Transport::Complete);
        }
        assert_eq!(tokens.connections().await, 1, "eight instances, one token");
        assert!(peer.requests().iter().all(|request| request.contains("Bearer token-1") || request.contains("bearer token-1")));
        let sealed = vault.load("ours").await.unwrap().unwrap();
        assert!(!String::from_utf8_lossy(sealed.as_bytes()).contains("token-1"), "only sealed bytes are shared");
    }
}

/// A peer that takes the second token only.
async fn second_only() -> Peer {
    Peer::new(|mut line: Line| async move {
        while let Some(request) = line.read_request().await {
            let good = request.contains("Bearer token-2");
            let said = if good { answer("200 OK", r#"{"data": []}"#) } else { answer("401 Unauthorized", r#"{"type": "UNAUTHORISED"}"#) };
            if !line.say(&said).await {
                return;
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_refused_token_is_not_taken_from_the_vault_again_and_its_successor_is() {
    for family in BOTH {
        let (tokens, vault) = (tokens().await, Arc::default());
        let peer = second_only().await;
        let clients = instances(family, &peer, &tokens, &vault, 3);
        for client in &clients {
            assert_eq!(client.offers(&order().sim, Purpose::Sale).await, Ok(vec![]));
        }
        assert_eq!(tokens.connections().await, 2, "the refused one and its successor, for all three");
        let with_first = peer.requests().iter().filter(|request| request.contains("Bearer token-1")).count();
        assert_eq!(with_first, 1, "whoever came later took the successor at once");
    }
}

/// PressOne answers 401 for an order of somebody else, to a good token as well; only a few tokens may be asked for per minute.
#[tokio::test]
async fn a_401_that_is_not_about_the_token_costs_no_token() {
    let tokens = tokens().await;
    let peer = Peer::answering(answer("401 Unauthorized", r#"{"data": [], "meta": {"message": "This action is unauthorized."}}"#)).await;
    let client = Family::PressOne.client(&peer.url(), &tokens.url(), timeouts(5_000, 5_000));
    for _ in 0..4 {
        let status = client.status(&order(), &provider::ProviderOrderId("7".to_owned())).await;
        assert_eq!(status, Ok(provider::StatusReading::NotVisible));
    }
    assert_eq!((peer.requests().len(), tokens.connections().await), (4, 1));
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_not_replaced_at_once() {
    for family in BOTH {
        let tokens = tokens().await;
        let peer = Peer::answering(answer("401 Unauthorized", r#"{"type": "UNAUTHORISED"}"#)).await;
        let client = family.client(&peer.url(), &tokens.url(), timeouts(5_000, 5_000));
        assert!(client.offers(&order().sim, Purpose::Browsing).await.is_err());
        let with = |token: &str| peer.requests().iter().filter(|request| request.contains(&format!("Bearer {token}"))).count();
        let asked = (with("token-1"), with("token-2"), with("token-3"));
        assert_eq!((asked, tokens.connections().await), ((1, 1, 0), 2));
        client.submit(&order()).await;
        assert_eq!((with("token-2"), tokens.connections().await), (2, 2), "the next call still uses it");
    }
}

/// A vault that is down, or that never answers.
struct Broken {
    hangs: bool,
}

impl Broken {
    async fn fail<T>(&self) -> Result<T, VaultError> {
        if self.hangs { std::future::pending().await } else { Err(VaultError("no database".to_owned())) }
    }
}

#[async_trait]
impl TokenVault for Broken {
    async fn load(&self, _account: &str) -> Result<Option<SealedToken>, VaultError> {
        self.fail().await
    }

    async fn store(&self, _account: &str, _token: &SealedToken) -> Result<(), VaultError> {
        self.fail().await
    }

    async fn turn(&self, _account: &str) -> Result<Turn, VaultError> {
        self.fail().await
    }
}

#[tokio::test]
async fn a_vault_that_fails_or_hangs_stops_no_sale() {
    for family in BOTH {
        for hangs in [false, true] {
            let tokens = tokens().await;
            let peer = Peer::answering(answer(family.good(), &family.success())).await;
            let patience = provider::Timeouts { token_ms: 2_000.try_into().unwrap(), ..timeouts(5_000, 5_000) };
            let client = family.sharing(&peer.url(), &tokens.url(), patience, Arc::new(Broken { hangs }));
            assert_eq!(client.submit(&order()).await.transport, Transport::Complete, "{family:?}, hangs: {hangs}");
            assert_eq!(tokens.connections().await, 1);
        }
    }
}

#[tokio::test]
async fn what_a_vault_holds_of_somebody_else_is_no_token() {
    for bytes in [Vec::new(), b"token-9".to_vec(), vec![0; 300]] {
        let (tokens, vault) = (tokens().await, Arc::new(MemoryVault::default()));
        vault.store("ours", &SealedToken::from_bytes(bytes)).await.unwrap();
        let peer = Peer::answering(answer("200 OK", &Family::PressOne.success())).await;
        let clients = instances(Family::PressOne, &peer, &tokens, &vault, 2);
        for client in clients {
            assert_eq!(client.submit(&order()).await.transport, Transport::Complete);
        }
        assert_eq!(tokens.connections().await, 1, "replaced, and then shared");
    }
}
