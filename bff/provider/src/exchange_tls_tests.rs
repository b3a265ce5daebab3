//! Where TLS draws the line between "not sent" and "unknown": the end of the handshake.

use super::*;
use crate::config::positive;
use reqwest::Certificate;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

const BOUGHT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// A server with a certificate for `localhost` of its own making.
struct Server {
    certificate: CertificateDer<'static>,
    url: String,
    handshakes: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
}

/// Whether a client must show a certificate, which TLS 1.3 checks only when the client believes the handshake to be over.
#[derive(Clone, Copy, PartialEq)]
enum Visitors {
    Any,
    Certified,
}

async fn server<Done>(visitors: Visitors, act: impl Fn(TlsStream<TcpStream>) -> Done + Send + Sync + 'static) -> Server
where
    Done: Future<Output = ()> + Send + 'static,
{
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = own.cert.der().clone();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions().unwrap();
    let builder = match visitors {
        Visitors::Any => builder.with_no_client_auth(),
        Visitors::Certified => {
            let mut roots = RootCertStore::empty();
            roots.add(certificate.clone()).unwrap();
            let provider = Arc::new(default_provider());
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap())
        }
    };
    let mut config = builder.with_single_cert(vec![certificate.clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let (acceptor, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let url = format!("https://localhost:{}/orders", listener.local_addr().unwrap().port());
    let (handshakes, connections) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (shaken, connected) = (Arc::clone(&handshakes), Arc::clone(&connections));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            connected.fetch_add(1, Ordering::SeqCst);
            if let Ok(stream) = acceptor.accept(stream).await {
                shaken.fetch_add(1, Ordering::SeqCst);
                act(stream).await;
            }
        }
    });
    Server { certificate, url, handshakes, connections }
}

async fn read_order(stream: &mut TlsStream<TcpStream>) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"an order") {
        let mut buffer = [0; 1024];
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the whole order arrives");
        bytes.extend_from_slice(buffer.get(..count).unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

/// One order to that server, by a client that trusts its certificate, or not.
async fn send(server: &Server, trusts: bool) -> Evidence {
    let timeouts = Timeouts { connect_ms: positive(10_000), submit_ms: positive(20_000), ..Timeouts::default() };
    let builder = submitting(&timeouts);
    let builder = if trusts { builder.tls_certs_only([Certificate::from_der(&server.certificate).unwrap()]) } else { builder };
    let client = builder.build().unwrap();
    let request = client.post(&server.url).body("an order").build().unwrap();
    let evidence = exchange(&client, request, SUBMIT_CAP).await;
    assert_eq!(server.connections.load(Ordering::SeqCst), 1, "one send is one connection");
    evidence
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_sent_to() {
    let server = server(Visitors::Any, |_| async {}).await;
    assert_eq!(send(&server, false).await.transport, Transport::NotSent);
    let server = Server { url: server.url.replace("localhost", "127.0.0.1"), connections: Arc::default(), ..server };
    let builder = submitting(&Timeouts::default()).tls_certs_only([Certificate::from_der(&server.certificate).unwrap()]);
    let client = builder.build().unwrap();
    let evidence = exchange(&client, client.post(&server.url).body("an order").build().unwrap(), SUBMIT_CAP).await;
    assert_eq!(evidence.transport, Transport::NotSent, "the certificate is for another name");
    assert_eq!(server.handshakes.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_order_over_tls_is_http_1_even_where_http_2_is_on_offer() {
    let server = server(Visitors::Any, |mut stream| async move {
        let order = read_order(&mut stream).await;
        assert!(order.starts_with("POST /orders HTTP/1.1\r\n"), "{order}");
        assert_ne!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
        stream.write_all(BOUGHT.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    })
    .await;
    let evidence = send(&server, true).await;
    assert_eq!((evidence.transport, evidence.status), (Transport::Complete, Some(200)), "{:?}", evidence.error);
}

/// The client has sent its order by the time it hears the alert: an alert after the handshake proves nothing.
#[tokio::test]
async fn an_alert_after_the_handshake_is_unknown() {
    let server = server(Visitors::Certified, |_| async {}).await;
    let evidence = send(&server, true).await;
    assert_eq!(evidence.transport, Transport::Broken, "{:?}", evidence.error);
    assert_eq!(server.handshakes.load(Ordering::SeqCst), 0, "the server did not let us in, and still we cannot know");
}

#[tokio::test]
async fn a_connection_lost_after_the_handshake_is_unknown() {
    let at_once = server(Visitors::Any, |stream| async move { drop(stream) }).await;
    assert_eq!(send(&at_once, true).await.transport, Transport::Broken);
    let after_the_order = server(Visitors::Any, |mut stream| async move {
        read_order(&mut stream).await;
    })
    .await;
    assert_eq!(send(&after_the_order, true).await.transport, Transport::Broken);
}

/// Without a length, only TLS's own farewell tells the end of an answer from a cut.
#[tokio::test]
async fn an_answer_without_length_or_farewell_is_unknown() {
    for (farewell, expected) in [(true, Transport::Complete), (false, Transport::Broken)] {
        let server = server(Visitors::Any, move |mut stream| async move {
            read_order(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").await.unwrap();
            stream.flush().await.unwrap();
            if farewell {
                stream.shutdown().await.unwrap();
            }
        })
        .await;
        assert_eq!(send(&server, true).await.transport, expected, "farewell: {farewell}");
    }
}
