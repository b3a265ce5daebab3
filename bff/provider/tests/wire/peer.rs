//! A peer that does with each connection what a test says, and counts the connections.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a peer does with a connection.
type Act = Arc<dyn Fn(Line) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A listener; it ends with the test.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    act: Arc<Mutex<Act>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

/// One connection to a peer.
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    /// How many came before it.
    pub(crate) number: usize,
    seen: Arc<Mutex<Seen>>,
}

impl Peer {
    /// Listens, and plays `act` to each connection.
    pub(crate) async fn new<Done>(act: impl Fn(Line) -> Done + Send + Sync + 'static) -> Self
    where
        Done: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Seen::default())));
        let act: Arc<Mutex<Act>> = Arc::new(Mutex::new(boxed(act)));
        let (shared, acts) = (Arc::clone(&seen), Arc::clone(&act));
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let number = {
                    let mut seen = shared.lock().unwrap();
                    seen.connections += 1;
                    seen.connections - 1
                };
                let act = Arc::clone(&acts.lock().unwrap());
                tokio::spawn(act(Line { stream, number, seen: Arc::clone(&shared) }));
            }
        });
        Self { address, seen, act, task }
    }

    /// Reads each request to its end and answers these bytes, then closes.
    pub(crate) async fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let peer = Self::new(|line: Line| async move { drop(line) }).await;
        peer.answer(bytes);
        peer
    }

    /// Plays another act from now on.
    pub(crate) fn play<Done>(&self, act: impl Fn(Line) -> Done + Send + Sync + 'static)
    where
        Done: Future<Output = ()> + Send + 'static,
    {
        *self.act.lock().unwrap() = boxed(act);
    }

    /// Answers these bytes from now on.
    pub(crate) fn answer(&self, bytes: impl Into<Vec<u8>>) {
        let bytes: Arc<Vec<u8>> = Arc::new(bytes.into());
        self.play(move |mut line| {
            let bytes = Arc::clone(&bytes);
            async move {
                line.read_request().await;
                line.say(&bytes).await;
            }
        });
    }

    /// Answers each read with the first of these whose words are in its request line, else 404, from now on.
    pub(crate) fn serve(&self, routes: &[(&str, &str, String)]) {
        let owned =
            |(words, status, body): &(&str, &str, String)| ((*words).to_owned(), format!("{status}\r\nConnection: close"), body.clone());
        let routes: Arc<Vec<_>> = Arc::new(routes.iter().map(owned).collect());
        self.play(move |mut line| {
            let routes = Arc::clone(&routes);
            async move {
                let request = line.read_request().await.unwrap_or_default();
                let asked = request.lines().next().unwrap_or_default();
                let said = match routes.iter().find(|(words, ..)| asked.contains(words)) {
                    Some((_, status, body)) => answer(status, body),
                    None => answer("404 Not Found\r\nConnection: close", r#"{"type": "NOT_FOUND"}"#),
                };
                line.say(&said).await;
            }
        });
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections there were. Connections are taken in their order, so one of our own, once taken, is behind all
    /// that came before.
    pub(crate) async fn connections(&self) -> usize {
        let before = self.seen.lock().unwrap().connections;
        let _ours = TcpStream::connect(self.address).await.unwrap();
        loop {
            let now = self.seen.lock().unwrap().connections;
            // Ours is one of them; whoever came in between is another.
            if now > before {
                tokio::task::yield_now().await;
                self.seen.lock().unwrap().connections -= 1;
                return now - 1;
            }
            tokio::task::yield_now().await;
        }
    }

    /// What was read of requests, in their order.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

fn boxed<Done>(act: impl Fn(Line) -> Done + Send + Sync + 'static) -> Act
where
    Done: Future<Output = ()> + Send + 'static,
{
    Arc::new(move |line| Box::pin(act(line)))
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    /// Reads one request with its body and keeps it.
    pub(crate) async fn read_request(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length =
                    head.lines().filter_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()).next();
                if body.len() >= length.unwrap_or(0_usize) {
                    self.seen.lock().unwrap().requests.push(text.clone());
                    return Some(text);
                }
            }
            match self.stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            }
        }
    }

    /// Writes these bytes; a client that has gone is no matter.
    pub(crate) async fn say(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok() && self.stream.flush().await.is_ok()
    }

    /// Ends the connection with a reset instead of an end.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
        drop(self.stream);
    }

    /// Says nothing more and keeps the line open for as long as the client does.
    pub(crate) async fn hang(mut self) {
        let mut buffer = [0; 4096];
        while !matches!(self.stream.read(&mut buffer).await, Ok(0) | Err(_)) {}
    }

    /// Says these bytes one at a time, with a pause before each, until the client has gone.
    pub(crate) async fn drip(mut self, bytes: &[u8], pause: std::time::Duration) {
        for byte in bytes.iter().cycle() {
            tokio::time::sleep(pause).await;
            if !self.say(&[*byte]).await {
                return;
            }
        }
    }
}

/// A whole answer.
pub(crate) fn answer(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
