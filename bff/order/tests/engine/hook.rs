//! The payment hook's client against storefronts that answer wrongly, over real sockets.

use crate::support::{customer, usd};
use order::{AuthoriseRequest, HookPayment, HookSettings, Payment, PaymentError};
use standardwebhooks::Webhook;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const SECRET: &str = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0LXNlY3JldC1vZi10aGU=";
const HELD: &str = r#"{"decision":"authorised","authorisation":"auth_1"}"#;

/// How a storefront signs.
#[derive(Clone, Copy)]
enum Signs {
    Rightly,
    WithAnotherSecret,
    AnotherCall,
    LongAgo,
    Never,
}

/// A storefront that gives every call this answer; its address.
async fn storefront(status: &'static str, headers: &'static str, body: String, signs: Signs) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/hook", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let request = read_request(&mut socket).await;
            let id = header(&request, "webhook-id");
            let signature = signature(&id, &body, signs);
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}{signature}\r\n{body}");
            // A client that hangs up on an endless answer is one of the cases.
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = socket.read(&mut buffer).await.expect("a request");
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length: usize = header(head, "content-length").parse().expect("a length");
            if body.len() >= length {
                return text;
            }
        }
    }
}

fn header(request: &str, name: &str) -> String {
    let named = |line: &str| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned());
    request.lines().find_map(named).expect("the header is sent")
}

fn signature(id: &str, body: &str, signs: Signs) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let now = i64::try_from(now).expect("small");
    let (secret, id, at) = match signs {
        Signs::Rightly => (SECRET, id, now),
        Signs::WithAnotherSecret => ("whsec_YW5vdGhlci1zZWNyZXQ=", id, now),
        Signs::AnotherCall => (SECRET, "msg_another", now),
        Signs::LongAgo => (SECRET, id, now - 3_600),
        Signs::Never => return String::new(),
    };
    let signature = Webhook::new(secret).expect("a secret").sign(id, at, body.as_bytes()).expect("a signature");
    format!("webhook-id: {id}\r\nwebhook-timestamp: {at}\r\nwebhook-signature: {signature}\r\n")
}

fn hook(url: String) -> HookPayment {
    let settings = HookSettings { url, secret: SECRET.to_owned().into(), timeout: Duration::from_secs(30) };
    HookPayment::new(&settings).expect("good settings")
}

async fn authorise(url: String) -> Result<order::Authorisation, PaymentError> {
    let request = AuthoriseRequest {
        order: "ord_0123456789".parse().expect("an id"),
        reference: "K7QX-2M".to_owned(),
        customer: customer("cus_1"),
        amount: usd(1000),
        sim_tail: "0872".to_owned(),
        package_title: "3 GB".to_owned(),
        payment_reference: None,
    };
    hook(url).authorise(&request).await
}

#[tokio::test]
async fn a_signed_answer_to_this_call_is_believed() {
    let answer = authorise(storefront("200 OK", "", HELD.to_owned(), Signs::Rightly).await).await;
    assert_eq!(answer, Ok(order::Authorisation::Held { authorisation: "auth_1".to_owned(), expires_at: None }));
}

#[tokio::test]
async fn an_answer_that_is_not_the_storefronts_own_to_this_call_is_silence() {
    for signs in [Signs::WithAnotherSecret, Signs::AnotherCall, Signs::LongAgo, Signs::Never] {
        for status in ["200 OK", "402 Payment Required", "409 Conflict"] {
            let answer = authorise(storefront(status, "", HELD.to_owned(), signs).await).await;
            assert!(matches!(answer, Err(PaymentError::Silent(_))), "{status}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_signed_refusal_is_a_refusal_and_a_signed_failure_is_silence() {
    let refused = authorise(storefront("409 Conflict", "", "{}".to_owned(), Signs::Rightly).await).await;
    assert!(matches!(refused, Err(PaymentError::Refused(_))), "{refused:?}");
    for status in ["500 Internal Server Error", "429 Too Many Requests", "204 No Content"] {
        let answer = authorise(storefront(status, "", String::new(), Signs::Rightly).await).await;
        assert!(matches!(answer, Err(PaymentError::Silent(_))), "{status}: {answer:?}");
    }
}

#[tokio::test]
async fn a_refusal_says_when_the_hold_has_ended_and_whatever_else_it_says_it_is_a_refusal() {
    let order = "ord_0123456789".parse().expect("an id");
    for (body, expired) in [(r#"{"code":"expired","error":"too late"}"#, true), (r#"{"code":7}"#, false), ("no JSON", false)] {
        let hook = hook(storefront("409 Conflict", "", body.to_owned(), Signs::Rightly).await);
        let answer = hook.capture(&order, "auth_1", usd(1000)).await.expect_err("refused");
        assert_eq!(answer == PaymentError::Expired, expired, "{answer:?}");
        assert!(expired || matches!(answer, PaymentError::Refused(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_refund_is_believed_when_the_hook_says_refunded() {
    let order = "ord_0123456789".parse().expect("an id");
    for (state, done) in [("refunded", true), ("captured", false)] {
        let hook = hook(storefront("200 OK", "", format!(r#"{{"state":"{state}"}}"#), Signs::Rightly).await);
        assert_eq!(hook.refund(&order, "auth_1", usd(1000)).await.is_ok(), done, "{state}");
    }
    let reading = hook(storefront("200 OK", "", r#"{"state":"refunded","authorisation":"auth_1"}"#.to_owned(), Signs::Rightly).await);
    assert_eq!(reading.read(&order).await, Ok(order::HookReading::Refunded));
}

#[tokio::test]
async fn no_redirect_is_followed_and_no_endless_answer_is_read() {
    let elsewhere = storefront("302 Found", "location: http://127.0.0.1:9/\r\n", HELD.to_owned(), Signs::Rightly).await;
    assert!(matches!(authorise(elsewhere).await, Err(PaymentError::Silent(_))));
    let endless = storefront("200 OK", "", "x".repeat(1 << 20), Signs::Rightly).await;
    assert_eq!(authorise(endless).await, Err(PaymentError::Silent("the answer is too long".to_owned())));
}

#[tokio::test]
async fn nobody_at_the_address_is_silence_that_names_neither_url_nor_secret() {
    let silence = authorise("http://127.0.0.1:9/hook-of-the-shop".to_owned()).await.expect_err("nobody").to_string();
    assert!(!silence.contains("hook-of-the-shop") && !silence.contains(SECRET), "{silence}");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_never_quoted() {
    for body in [r#"{"decision":"cus_secret"}"#, r#"{"decision":"authorised","authorisation":"a","expires_at":"cus_secret"}"#] {
        let answer = authorise(storefront("200 OK", "", body.to_owned(), Signs::Rightly).await).await;
        let silence = answer.expect_err("unreadable").to_string();
        assert!(!silence.contains("cus_secret"), "{silence}");
    }
}

#[test]
fn bad_settings_are_named_without_the_secret() {
    let broken = |url: &str, secret: &str| {
        let settings = HookSettings { url: url.to_owned(), secret: secret.to_owned().into(), timeout: Duration::from_secs(1) };
        HookPayment::new(&settings).err().expect("refused").to_string()
    };
    assert!(broken("http://127.0.0.1/hook", "whsec_not base64!").contains("secret"));
    assert!(!broken("http://127.0.0.1/hook", "whsec_not base64!").contains("not base64!"));
    assert!(broken("no address", SECRET).contains("URL"));
}
