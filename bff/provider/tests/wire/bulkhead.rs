//! One endpoint that hangs holds up nobody else: neither another account, nor the orders of its own.

use crate::peer::{Line, Peer, answer};
use crate::shop::{BOTH, Family, order, timeouts, tokens};
use provider::{Purpose, Transport};
use std::sync::Arc;
use tokio::sync::Notify;

#[tokio::test]
async fn a_hanging_account_leaves_others_and_its_own_orders_alone() {
    for family in BOTH {
        let arrived = Arc::new(Notify::new());
        let told = Arc::clone(&arrived);
        let hanging = Peer::new(move |mut line: Line| {
            let told = Arc::clone(&told);
            async move {
                if line.read_request().await.is_some_and(|request| request.starts_with("GET")) {
                    told.notify_one();
                    line.hang().await;
                } else {
                    line.say(&answer(family.good(), &family.success())).await;
                }
            }
        })
        .await;
        let healthy = Peer::answering(answer("200 OK", r#"{"data": []}"#)).await;
        let tokens = tokens().await;
        let ill = family.client(&hanging.url(), &tokens.url(), timeouts(5_000, 10_000));
        let well = family.client(&healthy.url(), &tokens.url(), timeouts(5_000, 10_000));
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let ill = Arc::clone(&ill);
            waiting.spawn(async move { ill.offers(&order().sim, Purpose::Browsing).await });
            arrived.notified().await;
        }
        assert_eq!(well.offers(&order().sim, Purpose::Browsing).await, Ok(vec![]), "another account");
        assert_eq!(ill.submit(&order()).await.transport, Transport::Complete, "an order of the same account");
        waiting.abort_all();
    }
}

/// A token that works is used while the endpoint that should renew it hangs.
#[tokio::test]
async fn a_hanging_token_endpoint_holds_up_nobody_who_has_a_token() {
    let tokens = Peer::new(|mut line: Line| async move {
        line.read_request().await;
        if line.number == 0 {
            line.say(&answer("200 OK", r#"{"access_token": "token-1", "expires_in": 300}"#)).await;
        } else {
            line.hang().await;
        }
    })
    .await;
    let family = Family::Connect;
    let peer = Peer::answering(answer(family.good(), &family.success())).await;
    let client = family.client(&peer.url(), &tokens.url(), timeouts(5_000, 10_000));
    assert_eq!(client.submit(&order()).await.transport, Transport::Complete);
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(241)).await;
    tokio::time::resume();
    let started = std::time::Instant::now();
    assert_eq!(client.submit(&order()).await.transport, Transport::Complete);
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "nobody waited for the renewal");
    while tokens.requests().len() < 2 {
        tokio::task::yield_now().await;
    }
}
