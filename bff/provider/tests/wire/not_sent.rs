//! Only a connection that never stood proves that nothing was sent.

use crate::peer::{Line, Peer, answer};
use crate::shop::{BOTH, Family, order, send, timeouts};
use provider::{Transport, Verdict};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

async fn assert_not_sent(what: &str, family: Family, base_url: &str) {
    let (evidence, verdict) = send(family, base_url, timeouts(1_000, 20_000)).await;
    assert_eq!((evidence.transport, verdict), (Transport::NotSent, Verdict::NotSent), "{what}, {family:?}: {:?}", evidence.error);
    assert!(evidence.error.is_some_and(|error| !error.contains("8988") && !error.contains("http")), "{what}: neither SIM nor address");
}

#[tokio::test]
async fn a_port_that_refuses_a_name_that_is_none_and_a_failed_handshake_are_not_sent() {
    for family in BOTH {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert_not_sent("refused", family, &nobody).await;
        assert_not_sent("no such name", family, "https://provider.invalid").await;
        let plain = Peer::new(|mut line: Line| async move {
            line.say(&answer("200 OK", &Family::PressOne.success())).await;
        })
        .await;
        assert_not_sent("no TLS there", family, &format!("https://{}", plain.address)).await;
        let closes = Peer::new(|line: Line| async move { drop(line) }).await;
        assert_not_sent("closed in the handshake", family, &format!("https://{}", closes.address)).await;
        let silent = Peer::new(|line: Line| async move { line.hang().await }).await;
        assert_not_sent("a handshake without end", family, &format!("https://{}", silent.address)).await;
        assert_eq!(silent.connections().await, 1, "one try");
    }
}

/// A listener whose queue is full answers no further connection, as a machine that is not there.
#[tokio::test]
async fn a_connection_that_never_comes_about_is_not_sent() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queue.push(stream.unwrap());
        assert!(queue.len() < 1_000, "the queue must fill");
    }
    for family in BOTH {
        let started = Instant::now();
        assert_not_sent("no answer to the connection", family, &format!("http://{address}")).await;
        assert!(started.elapsed() < Duration::from_secs(10), "the connection's own limit ends it");
    }
}

/// When the deadline of the whole send ends a connection that was still coming about, nobody says where it stood.
#[tokio::test]
async fn a_deadline_during_the_connection_is_unknown() {
    let silent = Peer::new(|line: Line| async move { line.hang().await }).await;
    for family in BOTH {
        let (evidence, _) = send(family, &format!("https://{}", silent.address), timeouts(20_000, 800)).await;
        assert_eq!(evidence.transport, Transport::Broken, "{:?}", evidence.error);
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    for family in BOTH {
        let orders = Peer::answering(answer("200 OK", &family.success())).await;
        let tokens = Peer::answering("").await;
        let client = family.client(&orders.url(), &tokens.url(), timeouts(1_000, 1_000));
        for refusal in [answer("401 Unauthorized", "{}"), answer("503 Service Unavailable", ""), Vec::new()] {
            tokens.answer(refusal);
            assert_eq!(client.submit(&order()).await.transport, Transport::NotSent);
        }
        assert_eq!(orders.connections().await, 0);
    }
}
