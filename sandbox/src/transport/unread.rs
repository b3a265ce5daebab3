//! Connections that are accepted and never read: the request waits in the kernel, looked at there but not taken.

use std::time::Duration;

use tokio::net::TcpStream;

use crate::{Operation, recorder::Recorder};

/// The most that is looked at to tell one request from another.
const LOOK: usize = 16 * 1024;
/// The kernel has no event for "more bytes than the last look saw", so the next look waits this long.
const PAUSE: Duration = Duration::from_millis(1);
/// After so many looks without a whole request it is an ordinary connection.
const LOOKS: u32 = 5_000;

/// Whether the request that waits on this connection meets a rule that leaves it unread.
pub(super) async fn stays_unread(stream: &TcpStream, recorder: &Recorder) -> bool {
    if !recorder.world.state().faults.leaves_unread(recorder.player) {
        return false;
    }
    let mut bytes = vec![0; LOOK];
    for _ in 0..LOOKS {
        let Ok(seen) = stream.peek(&mut bytes).await else { return false };
        let waiting = bytes.get(..seen).unwrap_or_default();
        let Some(request) = Waiting::read(waiting) else {
            // Nothing at all after a first look is the end of the stream.
            if seen == 0 {
                return false;
            }
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let operation = recorder.name(&request.method, &request.path);
        return operation.is_some_and(|operation| recorder.world.state().faults.take_unread(recorder.player, operation, &request.text));
    }
    false
}

/// A whole request, as it lies there.
struct Waiting {
    method: http::Method,
    path: String,
    text: String,
}

impl Waiting {
    /// `None` until head and body are there.
    fn read(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ');
        let method = words.next()?.parse().ok()?;
        let path = words.next()?.split('?').next()?.to_owned();
        let headers = || lines.clone().filter_map(|line| line.split_once(':'));
        let header = |name: &str| headers().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned());
        let length: usize = header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
        let is_chunked = header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked"));
        let is_whole = if is_chunked { body.ends_with("0\r\n\r\n") } else { body.len() >= length };
        is_whole.then_some(Self { method, path, text })
    }
}

impl Recorder {
    /// The operation behind a path that has no parameters.
    fn name(&self, method: &http::Method, path: &str) -> Option<Operation> {
        (self.naming)(method, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_once_it_is_whole() {
        let head = "POST /v2/orders?x=1 HTTP/1.1\r\nContent-Length: 4\r\n\r\n";
        assert!(Waiting::read(b"POST /v2/orders HTTP/1.1\r\nContent-Le").is_none());
        assert!(Waiting::read(format!("{head}abc").as_bytes()).is_none());
        let whole = Waiting::read(format!("{head}abcd").as_bytes()).unwrap();
        assert_eq!((whole.method.as_str(), whole.path.as_str()), ("POST", "/v2/orders"));
        assert!(Waiting::read(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n").is_none());
        assert!(Waiting::read(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n").is_some());
    }
}
