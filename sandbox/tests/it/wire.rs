//! One exchange over a bare socket: what arrives byte by byte, and how the connection ends.

use std::{io::ErrorKind, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Nothing for so long after a request has arrived makes its connection silent: silence itself is no event that could be awaited.
pub(crate) const QUIET: Duration = Duration::from_millis(300);
/// How long an answer may take that is sure to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// More than any genuine answer.
const FLOODED: usize = 1024 * 1024;

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Refused,
    Silent,
    Closed,
    Reset,
    Flooded,
}

/// Everything that one exchange brought.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: End,
    /// How many separate reads it took.
    pub(crate) reads: usize,
}

/// Sends a whole request on a connection of its own and listens until it ends. `origin` is `http://host:port`.
pub(crate) async fn exchange(origin: &str, request: &[u8]) -> Heard {
    let mut heard = Heard { bytes: Vec::new(), end: End::Closed, reads: 0 };
    let address = origin.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = match TcpStream::connect(address).await {
        Ok(stream) => stream,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
            heard.end = End::Refused;
            return heard;
        }
    };
    stream.write_all(request).await.unwrap();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await {
            Err(_) => heard.end = End::Silent,
            Ok(Ok(0)) => heard.end = End::Closed,
            Ok(Ok(count)) => {
                heard.bytes.extend_from_slice(&buffer[..count]);
                heard.reads += 1;
                if heard.bytes.len() < FLOODED {
                    continue;
                }
                heard.end = End::Flooded;
            }
            Ok(Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
                heard.end = End::Reset;
            }
        }
        return heard;
    }
}

impl Heard {
    /// Nothing, so far.
    pub(crate) fn silence() -> Self {
        Self { bytes: Vec::new(), end: End::Silent, reads: 0 }
    }

    /// Head and body, when the head came whole.
    fn parts(&self) -> Option<(String, &[u8])> {
        let at = self.bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
        Some((String::from_utf8(self.bytes[..at].to_vec()).unwrap(), &self.bytes[at + 4..]))
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.parts()?.0.split(' ').nth(1)?.parse().ok()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.parts()?;
        let found = head.lines().filter_map(|line| line.split_once(": ")).find(|(it, _)| it.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    }

    pub(crate) fn body(&self) -> &[u8] {
        self.parts().map_or(&[], |(_, body)| body)
    }

    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }

    /// Whether head and promised body came, and the connection then closed in good order.
    pub(crate) fn is_whole(&self) -> bool {
        let promised = self.header("content-length").map_or(0, |it| it.parse().unwrap());
        self.end == End::Closed && self.parts().is_some_and(|(_, body)| body.len() == promised)
    }
}
