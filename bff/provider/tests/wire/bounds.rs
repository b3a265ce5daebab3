//! No answer is too long or too slow: what is read has an end in bytes and in time.

use crate::peer::Line;
use crate::shop::{BOTH, Stage, timeouts};
use std::time::{Duration, Instant};

const LARGEST: usize = 64 * 1024;

#[tokio::test]
async fn an_endless_answer_is_read_to_64_kib() {
    for family in BOTH {
        let stage = Stage::new(family, timeouts(5_000, 20_000)).await;
        for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"] {
            stage.peer.play(move |mut line: Line| async move {
                line.read_request().await;
                line.say(head.as_bytes()).await;
                while line.say(&[b'x'; 4096]).await {}
            });
            let evidence = stage.assert_unknown("endless body").await;
            assert_eq!((evidence.body.len(), evidence.status), (LARGEST, Some(200)));
        }
        stage.peer.play(move |mut line: Line| async move {
            line.read_request().await;
            line.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
            while line.say(b"5\r\nxxxxx\r\n").await {}
        });
        assert_eq!(stage.assert_unknown("endless chunks").await.body.len(), LARGEST);
        stage.peer.play(move |mut line: Line| async move {
            line.read_request().await;
            line.say(b"HTTP/1.1 200 OK\r\n").await;
            while line.say(b"X-More: and more and more and more\r\n").await {}
        });
        stage.assert_unknown("endless head").await;
    }
}

/// The deadline is one for the whole exchange: each byte would be in time for a limit that starts anew with every read.
#[tokio::test]
async fn an_answer_of_a_byte_at_a_time_ends_at_the_deadline() {
    for family in BOTH {
        let stage = Stage::new(family, timeouts(5_000, 800)).await;
        for (what, head) in [("the head drips", ""), ("the body drips", "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")] {
            stage.peer.play(move |mut line: Line| async move {
                line.read_request().await;
                line.say(head.as_bytes()).await;
                let bytes = if head.is_empty() { "HTTP/1.1 200 OK\r\nX-Slow: yes and so slow that it takes forever" } else { " " };
                line.drip(bytes.as_bytes(), Duration::from_millis(50)).await;
            });
            let started = Instant::now();
            stage.assert_unknown(what).await;
            let took = started.elapsed();
            assert!(took >= Duration::from_millis(750) && took < Duration::from_secs(20), "{what}: {took:?}");
        }
    }
}
