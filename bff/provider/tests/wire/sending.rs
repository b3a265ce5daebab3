//! What reaches the wire: one request, on a connection of its own, where it was meant to go.

use crate::peer::{Line, Peer, answer};
use crate::shop::{BOTH, Family, Stage, order, send, timeouts, tokens};
use provider::{Transport, UnknownWhy, Verdict};

#[tokio::test]
async fn an_order_is_one_plain_request() {
    for family in BOTH {
        let peer = Peer::answering(answer(family.good(), &family.success())).await;
        let (_, verdict) = send(family, &peer.url(), timeouts(5_000, 5_000)).await;
        assert!(matches!(verdict, Verdict::Delivered(_) | Verdict::Accepted(_)), "{verdict:?}");
        let requests = peer.requests();
        let [request] = requests.as_slice() else { panic!("one request: {requests:?}") };
        let path = if family == Family::PressOne { "/v2/orders/topups" } else { "/v2/orders" };
        assert!(request.starts_with(&format!("POST {path} HTTP/1.1\r\n")), "{request}");
        let head = request.split("\r\n\r\n").next().unwrap_or_default().to_ascii_lowercase();
        assert!(head.contains("authorization: bearer token-1"), "{head}");
        assert!(!head.contains("expect:") && !head.contains("transfer-encoding") && !head.contains("upgrade"), "{head}");
        assert!(request.contains("8988200000000417736") && request.contains("3gb-topup") && request.contains("tu0123456789"), "{request}");
    }
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    for family in BOTH {
        let elsewhere = Peer::answering(answer(family.good(), &family.success())).await;
        let stage = Stage::new(family, timeouts(5_000, 5_000)).await;
        for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
            let location = format!("HTTP/1.1 {status}\r\nLocation: {}/v2/orders\r\nContent-Length: 0\r\n\r\n", elsewhere.url());
            stage.peer.answer(location);
            let (evidence, verdict, connections) = stage.send().await;
            assert_eq!((evidence.transport, connections), (Transport::Complete, 1));
            assert_eq!(verdict, Verdict::Unknown(UnknownWhy::Status), "{status}");
        }
        assert_eq!(elsewhere.connections().await, 0, "neither order nor token goes where nobody configured it to go");
    }
}

/// A pooled connection may die while the order is on its way, and nobody could tell how far it came.
#[tokio::test]
async fn each_order_has_a_connection_of_its_own() {
    for family in BOTH {
        let peer = Peer::new(move |mut line: Line| async move {
            while line.read_request().await.is_some() && line.say(&answer(family.good(), &family.success())).await {}
        })
        .await;
        let tokens = tokens().await;
        let client = family.client(&peer.url(), &tokens.url(), timeouts(5_000, 5_000));
        for _ in 0..3 {
            assert_eq!(client.submit(&order()).await.transport, Transport::Complete);
        }
        assert_eq!((peer.connections().await, peer.requests().len()), (3, 3));
        assert_eq!(tokens.connections().await, 1);
    }
}

/// Reads of the same client keep a connection open; an order must not go out on it.
#[tokio::test]
async fn an_order_never_rides_on_the_connection_of_a_read() {
    let peer = Peer::new(|mut line: Line| async move {
        while let Some(request) = line.read_request().await {
            let body = if request.starts_with("GET") { r#"{"data": []}"#.to_owned() } else { Family::PressOne.success() };
            if !line.say(&answer("200 OK", &body)).await {
                return;
            }
        }
    })
    .await;
    let tokens = tokens().await;
    let client = Family::PressOne.client(&peer.url(), &tokens.url(), timeouts(5_000, 5_000));
    for _ in 0..2 {
        client.offers(&order().sim, provider::Purpose::Sale).await.unwrap();
    }
    client.submit(&order()).await;
    assert_eq!(peer.connections().await, 2, "one for both reads, one for the order");
}

/// An instance that answers "not now" in whatever words of the protocol is not asked a second time.
#[tokio::test]
async fn no_answer_makes_the_client_send_again() {
    for family in BOTH {
        let stage = Stage::new(family, timeouts(5_000, 5_000)).await;
        for status in [
            "401 Unauthorized",
            "408 Request Timeout",
            "417 Expectation Failed",
            "421 Misdirected Request",
            "425 Too Early",
            "429 Too Many Requests",
            "503 Service Unavailable",
        ] {
            stage.peer.answer(format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            let before = stage.peer.requests().len();
            let (evidence, _, connections) = stage.send().await;
            assert_eq!((evidence.transport, connections), (Transport::Complete, 1), "{status}");
            assert_eq!(stage.peer.requests().len(), before + 1, "{status}");
        }
    }
}

const PROXIED: &str = "a_provider_is_asked_directly_whatever_the_environment_says";

/// Runs itself again in an environment that names a proxy.
#[tokio::test]
async fn a_proxy_in_the_environment_is_not_asked() {
    let proxy = Peer::answering(answer("200 OK", &Family::PressOne.success())).await;
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", &format!("sending::{PROXIED}")]).kill_on_drop(true);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        again.env(name, proxy.url()).env(name.to_ascii_lowercase(), proxy.url());
    }
    again.env_remove("NO_PROXY").env_remove("no_proxy");
    let output = again.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(proxy.connections().await, 0);
}

#[tokio::test]
async fn a_provider_is_asked_directly_whatever_the_environment_says() {
    for family in BOTH {
        let peer = Peer::answering(answer(family.good(), &family.success())).await;
        let (evidence, _) = send(family, &peer.url(), timeouts(5_000, 5_000)).await;
        assert_eq!((evidence.transport, peer.connections().await), (Transport::Complete, 1));
    }
}
