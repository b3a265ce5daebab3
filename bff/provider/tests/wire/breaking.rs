//! Every way of losing an answer after the connection stood is unknown, and nothing is ever sent twice.

use crate::peer::{Line, answer};
use crate::shop::{BOTH, Stage, timeouts};
use provider::{Timeouts, Transport, UnknownWhy, Verdict};
use tokio::io::AsyncReadExt as _;

fn ample() -> Timeouts {
    timeouts(10_000, 20_000)
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_is_unknown() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        stage.assert_unknown("closed at once").await;
        stage.peer.play(|line: Line| async move { line.reset() });
        stage.assert_unknown("reset at once").await;
        stage.peer.play(|mut line: Line| async move {
            let mut byte = [0; 1];
            line.stream.read_exact(&mut byte).await.unwrap();
            line.reset();
        });
        stage.assert_unknown("reset after the first byte").await;
    }
}

#[tokio::test]
async fn an_order_that_was_read_whole_and_not_answered_is_unknown() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        stage.peer.answer("");
        stage.assert_unknown("read and closed").await;
        let requests = stage.peer.requests();
        assert!(requests.len() == 1 && requests.iter().all(|it| it.contains("8988200000000417736")), "the peer has had the whole order");
        stage.peer.play(|mut line: Line| async move {
            line.read_request().await;
            line.reset();
        });
        stage.assert_unknown("read and reset").await;
        assert_eq!(stage.peer.requests().len(), 2);
        let stage = Stage::new(family, timeouts(10_000, 800)).await;
        stage.peer.play(|mut line: Line| async move {
            line.read_request().await;
            line.hang().await;
        });
        stage.assert_unknown("read and hung").await;
        stage.peer.play(|line: Line| async move {
            std::future::pending::<()>().await;
            drop(line);
        });
        stage.assert_unknown("never read").await;
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_unknown_wherever_it_breaks() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        let whole = answer(family.good(), &family.success());
        let head = whole.len() - family.success().len();
        for cut in [1, 8, 14, 30, head - 2, head, head + 1, whole.len() - 1] {
            let part = whole.get(..cut).unwrap_or_default().to_vec();
            stage.peer.answer(part.clone());
            stage.assert_unknown(&format!("cut at {cut}")).await;
            stage.peer.play(move |mut line: Line| {
                let part = part.clone();
                async move {
                    line.read_request().await;
                    line.say(&part).await;
                    line.reset();
                }
            });
            stage.assert_unknown(&format!("reset at {cut}")).await;
        }
    }
}

#[tokio::test]
async fn a_chunked_answer_counts_only_with_its_last_chunk() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        let body = family.success();
        let head = format!("HTTP/1.1 {}\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n", family.good(), body.len());
        stage.peer.answer(head.clone());
        assert_eq!(stage.assert_unknown("no last chunk").await.body, body, "what was read is kept");
        for wrong in ["zz\r\n", "-1\r\n", "ffffffffffffffffff\r\n"] {
            stage.peer.answer(format!("{head}{wrong}"));
            stage.assert_unknown("a chunk of no size").await;
        }
        stage.peer.answer(format!("{head}0\r\n\r\n"));
        let (evidence, verdict, connections) = stage.send().await;
        assert_eq!((evidence.transport, connections), (Transport::Complete, 1));
        assert!(matches!(verdict, Verdict::Delivered(_) | Verdict::Accepted(_)), "{verdict:?}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_unknown() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        let body = family.success();
        for bytes in [
            b"\x00\xff\x13\x37 not http at all\r\n\r\n".to_vec(),
            b"HTTP/9.9 200 OK\r\n\r\n".to_vec(),
            b"HTTP/1.1 two hundred\r\n\r\n".to_vec(),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            b"220 mail.example.test ready\r\n".to_vec(),
            format!("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{body}").into_bytes(),
            format!("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\nContent-Length: 5\r\n\r\n{body}", body.len()).into_bytes(),
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len() + 1).into_bytes(),
            b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
            b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n".to_vec(),
        ] {
            stage.peer.answer(bytes.clone());
            stage.assert_unknown(&String::from_utf8_lossy(&bytes)).await;
        }
    }
}

#[tokio::test]
async fn a_whole_answer_of_the_wrong_length_or_kind_is_unknown() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        let body = family.success();
        for (bytes, why) in [
            (format!("HTTP/1.1 {}\r\nContent-Length: {}\r\n\r\n{body}", family.good(), body.len() - 1), UnknownWhy::Unreadable),
            (format!("HTTP/1.1 {}\r\nContent-Length: 0\r\n\r\n{body}", family.good()), UnknownWhy::Unreadable),
            (format!("HTTP/1.1 204 No Content\r\n\r\n{body}"), UnknownWhy::Unreadable),
            ("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n".to_owned(), UnknownWhy::Status),
            // Without a length the end of the connection is the end of the answer, so only its text can show that it was cut.
            (format!("HTTP/1.1 {}\r\n\r\n{}", family.good(), body.get(..body.len() - 1).unwrap_or_default()), UnknownWhy::Unreadable),
        ] {
            stage.peer.answer(bytes.clone());
            let (evidence, verdict, connections) = stage.send().await;
            assert_eq!((verdict, connections), (Verdict::Unknown(why), 1), "{family:?} {bytes}: {evidence:?}");
        }
    }
}

#[tokio::test]
async fn an_interim_answer_is_not_the_answer() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        let mut bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n".to_vec();
        bytes.extend(answer(family.good(), &family.success()));
        stage.peer.answer(bytes);
        let (evidence, verdict, connections) = stage.send().await;
        assert_eq!((evidence.transport, evidence.body, connections), (Transport::Complete, family.success(), 1));
        assert!(matches!(verdict, Verdict::Delivered(_) | Verdict::Accepted(_)), "{verdict:?}");
    }
}

/// Whatever a connection says after the answer belongs to nothing that was asked.
#[tokio::test]
async fn what_follows_an_answer_is_not_read_into_it() {
    for family in BOTH {
        let stage = Stage::new(family, ample()).await;
        stage.peer.play(move |mut line: Line| async move {
            line.read_request().await;
            let twice = [answer("500 Internal Server Error", "{}"), answer(family.good(), &family.success())].concat();
            line.say(&twice).await;
        });
        let (evidence, verdict, connections) = stage.send().await;
        assert_eq!((evidence.status, verdict, connections), (Some(500), Verdict::Unknown(UnknownWhy::Status), 1));
    }
}
