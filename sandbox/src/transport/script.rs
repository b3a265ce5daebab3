//! What a socket does in place of a proper HTTP answer, byte by byte: hyper would mend what a fault wants broken.

use std::{io, time::Duration};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, header, response::Parts};
use http_body_util::BodyExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What an endless answer goes on with: harmless in front of any JSON, so that only a limit ends the reading.
const FILLER: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// Bytes for the caller, and how the connection ends after them.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    bytes: Bytes,
    /// One byte each time this has passed; all at once when absent.
    pace: Option<Duration>,
    end: End,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// An orderly close (FIN).
    Close,
    /// A reset (RST).
    Reset,
    /// Never from this side.
    Hang,
    /// Never from this side, and with more bytes as long as the caller takes them.
    Flood,
}

/// Where an answer is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutAt {
    /// In the middle of the head.
    Head,
    /// In the middle of a body whose length the head has promised.
    Body,
    /// In the middle of a body that comes in chunks.
    Chunk,
}

impl Script {
    /// Not a byte of answer, then this end.
    pub(crate) fn silent(end: End) -> Self {
        Self { bytes: Bytes::new(), pace: None, end }
    }

    /// Part of an answer, then an orderly close.
    pub(crate) async fn cut(response: Response, at: CutAt) -> Self {
        let (parts, body) = taken_apart(response).await;
        let half = body.slice(..body.len() / 2);
        let bytes = match at {
            CutAt::Head => {
                let head = head(&parts, &length(&body));
                head.slice(..head.len() / 2)
            }
            CutAt::Body => joined(&[&head(&parts, &length(&body)), &half]),
            CutAt::Chunk => {
                let first = format!("{:x}\r\n", half.len());
                let second = format!("\r\n{:x}\r\n", body.len() - half.len());
                joined(&[&head(&parts, CHUNKED), first.as_bytes(), &half, second.as_bytes()])
            }
        };
        Self { bytes, pace: None, end: End::Close }
    }

    /// A whole answer, one byte at a time.
    pub(crate) async fn drip(response: Response, pace: Duration) -> Self {
        let (parts, body) = taken_apart(response).await;
        Self { bytes: joined(&[&head(&parts, &length(&body)), &body]), pace: Some(pace), end: End::Close }
    }

    /// The head of an answer, then more body than anybody should take.
    pub(crate) async fn flood(response: Response) -> Self {
        let (parts, _) = taken_apart(response).await;
        Self { bytes: head(&parts, "connection: close\r\n"), pace: None, end: End::Flood }
    }

    /// Whether the caller gets to see a whole head, and so a status.
    pub(crate) fn shows_status(&self) -> bool {
        self.bytes.windows(4).any(|window| window == b"\r\n\r\n")
    }

    /// Plays it to the end, or until the caller has gone.
    pub(super) async fn play(self, mut stream: TcpStream) -> io::Result<()> {
        match self.pace {
            None => stream.write_all(&self.bytes).await?,
            Some(pace) => {
                stream.set_nodelay(true)?;
                for byte in &self.bytes {
                    stream.write_all(&[*byte]).await?;
                    tokio::time::sleep(pace).await;
                }
            }
        }
        match self.end {
            End::Close => stream.shutdown().await,
            End::Reset => stream.set_zero_linger(),
            End::Hang => {
                let mut ignored = [0; 256];
                while stream.read(&mut ignored).await? > 0 {}
                Ok(())
            }
            End::Flood => loop {
                stream.write_all(&FILLER).await?;
            },
        }
    }
}

/// A response that this script takes the place of; its status is what a caller may get to see.
pub(crate) fn scripted(script: Script) -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(script);
    response
}

const CHUNKED: &str = "transfer-encoding: chunked\r\n";

fn length(body: &Bytes) -> String {
    format!("content-length: {}\r\n", body.len())
}

async fn taken_apart(response: Response) -> (Parts, Bytes) {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = match body.collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "a played answer has no readable body");
            Bytes::new()
        }
    };
    (parts, body)
}

fn head(parts: &Parts, framing: &str) -> Bytes {
    let mut head = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
    for (name, value) in &parts.headers {
        push_header(&mut head, name.as_str(), value);
    }
    head.extend_from_slice(framing.as_bytes());
    head.extend_from_slice(b"\r\n");
    head.into()
}

fn push_header(head: &mut Vec<u8>, name: &str, value: &HeaderValue) {
    for part in [name.as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
        head.extend_from_slice(part);
    }
}

fn joined(parts: &[&[u8]]) -> Bytes {
    parts.concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Response {
        Response::builder().status(200).header("content-type", "application/json").body(Body::from("{\"id\": 1}")).unwrap()
    }

    async fn text(script: Script) -> String {
        String::from_utf8(script.bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_can_be_cut_in_three_places() {
        let head = Script::cut(answer(), CutAt::Head).await;
        assert!(!head.shows_status());
        let head = text(head).await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: appl") && !head.contains("\r\n\r\n"), "{head}");
        let body = Script::cut(answer(), CutAt::Body).await;
        assert!(body.shows_status());
        assert!(text(body).await.ends_with("content-length: 9\r\n\r\n{\"id"));
        let chunk = text(Script::cut(answer(), CutAt::Chunk).await).await;
        assert!(chunk.ends_with("transfer-encoding: chunked\r\n\r\n4\r\n{\"id\r\n5\r\n"), "{chunk}");
    }
}
