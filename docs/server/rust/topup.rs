//! What stands between a shop and the top-up BFF: session tokens out, signed calls in. Take it as it is; `shop.rs` is where your shop begins.

use axum::http::{HeaderMap, Response, StatusCode, header};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds that a token lives; the BFF takes five minutes at most.
const LIFETIME: u64 = 240;

/// Anything that keeps a call from being answered: the BFF asks again.
pub(crate) type Broken = Box<dyn std::error::Error + Send + Sync>;

/// Why your payments give no answer.
pub(crate) enum No {
    /// They will not, and say so in a word: the BFF then knows that nothing was done.
    Refusal(&'static str),
    /// Something is broken.
    Broken(Broken),
}

impl<E: Into<Broken>> From<E> for No {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// An amount in minor units: cents, or whole yen.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Money {
    minor: i64,
    currency: String,
}

/// Hold this money for this order.
#[derive(Deserialize)]
pub(crate) struct Authorise {
    pub(crate) order: String,
    pub(crate) customer: String,
    pub(crate) amount: Money,
    pub(crate) payment_reference: Option<String>,
}

/// Take the money that is held, give it back, or pay it back.
#[derive(Deserialize)]
pub(crate) struct Move {
    pub(crate) order: String,
    pub(crate) authorisation: String,
    pub(crate) amount: Option<Money>,
}

/// Your shop's side of the BFF's calls. Each may come more than once, with the same answer.
pub(crate) trait Payments {
    fn authorise(&self, call: &Authorise) -> Result<Value, No>;
    fn capture(&self, call: &Move) -> Result<Value, No>;
    fn release(&self, call: &Move) -> Result<Value, No>;
    fn refund(&self, call: &Move) -> Result<Value, No>;
    fn read(&self, order: &str) -> Result<Value, No>;
    /// News of an order; `id` is the same for every repetition.
    fn told(&self, id: &str, notice: &Value) -> Result<Value, No>;
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Call {
    #[serde(rename = "payment.authorise")]
    Authorise(Authorise),
    #[serde(rename = "payment.capture")]
    Capture(Move),
    #[serde(rename = "payment.release")]
    Release(Move),
    #[serde(rename = "payment.refund")]
    Refund(Move),
    #[serde(rename = "payment.read")]
    Read { order: String },
    #[serde(rename = "order.delivered", alias = "order.rejected", alias = "order.review", alias = "order.reversed")]
    Notice,
    #[serde(other)]
    Unknown,
}

/// What a customer may do in one session.
pub(crate) struct Rights<'a> {
    /// Their SIMs, a list.
    pub(crate) sims: Value,
    /// How they pay: `{"mode": "hook"}`, or on account.
    pub(crate) payment: Value,
    /// The same in words that they know.
    pub(crate) payment_label: Option<&'a str>,
}

/// A storefront as the BFF's configuration knows it.
pub(crate) struct Topup {
    storefront: String,
    key_id: String,
    key: EncodingKey,
    webhook: Webhook,
}

impl Topup {
    /// `session_key` is the private key in PEM; `hook_secret` is `whsec_` and base64.
    pub(crate) fn new(storefront: String, key_id: String, session_key: &str, hook_secret: &str) -> Result<Self, Broken> {
        let key = EncodingKey::from_ed_pem(session_key.as_bytes())?;
        Ok(Self { storefront, key_id, key, webhook: Webhook::new(hook_secret)? })
    }

    /// A token for the customer who is logged in: it says which SIMs are theirs, and is good for one session.
    pub(crate) fn session_token(&self, customer: &str, rights: &Rights<'_>) -> Result<String, Broken> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("topup-session+jwt".to_owned());
        header.kid = Some(self.key_id.clone());
        let claims = json!({
            "iss": self.storefront, "aud": "esim-topup", "sub": customer, "iat": now, "exp": now + LIFETIME,
            "jti": uuid::Uuid::new_v4().to_string(), "payment": rights.payment, "payment_label": rights.payment_label, "sims": rights.sims,
        });
        Ok(jsonwebtoken::encode(&header, &claims, &self.key)?)
    }

    /// The id of a call that really is the BFF's and not older than five minutes; compares in constant time.
    pub(crate) fn verify<'h>(&self, headers: &'h HeaderMap, body: &[u8]) -> Option<&'h str> {
        self.webhook.verify(body, headers).ok()?;
        headers.get(HEADER_WEBHOOK_ID)?.to_str().ok()
    }

    /// Answers one call of the BFF; `payments` is your shop's side. Give the response back as it is: it is signed.
    pub(crate) fn hook(&self, headers: &HeaderMap, body: &[u8], payments: &impl Payments) -> Result<Response<String>, Broken> {
        let Some(id) = self.verify(headers, body) else {
            return Ok(Response::builder().status(StatusCode::UNAUTHORIZED).body(String::new())?);
        };
        match act(id, body, payments) {
            Ok(answer) => self.sealed(id, StatusCode::OK, &answer),
            Err(No::Refusal(code)) => self.sealed(id, StatusCode::CONFLICT, &json!({"code": code})),
            Err(No::Broken(error)) => Err(error),
        }
    }

    fn sealed(&self, id: &str, status: StatusCode, answer: &Value) -> Result<Response<String>, Broken> {
        let body = answer.to_string();
        let sent = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
        let response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
        let response = response.header(HEADER_WEBHOOK_ID, id).header(HEADER_WEBHOOK_TIMESTAMP, sent);
        Ok(response.header(HEADER_WEBHOOK_SIGNATURE, self.webhook.sign(id, sent, body.as_bytes())?).body(body)?)
    }
}

fn act(id: &str, body: &[u8], payments: &impl Payments) -> Result<Value, No> {
    match serde_json::from_slice(body)? {
        Call::Authorise(call) => payments.authorise(&call),
        Call::Capture(call) => payments.capture(&call),
        Call::Release(call) => payments.release(&call),
        Call::Refund(call) => payments.refund(&call),
        Call::Read { order } => payments.read(&order),
        Call::Notice => payments.told(id, &serde_json::from_slice(body)?),
        Call::Unknown => Err(No::Refusal("unknown_call")),
    }
}
