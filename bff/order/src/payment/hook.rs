//! A storefront's payment hook over HTTP: one URL, JSON, signed both ways in the Standard Webhooks layout.

use super::{Authorisation, AuthoriseRequest, HookReading, Notice, NoticeKind, Payment, PaymentError};
use async_trait::async_trait;
use contract::{Money, OrderId, PaymentReference, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use std::time::Duration;

/// The largest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 64 * 1024;

/// The code of a refusal because the hold has ended by itself.
const EXPIRED: &str = "expired";

/// Where a storefront's hook is and how it is spoken to.
#[derive(Clone, Debug)]
pub struct HookSettings {
    /// The hook's address, from the operator's configuration.
    pub url: String,
    /// The shared secret, `whsec_` and base64.
    pub secret: SecretString,
    /// The longest that one call may take.
    pub timeout: Duration,
}

/// The payment hook of one storefront.
pub struct HookPayment {
    client: reqwest::Client,
    url: reqwest::Url,
    webhook: Webhook,
}

impl HookPayment {
    /// Checks the settings and makes the client; the error names what is wrong, without the secret.
    pub fn new(settings: &HookSettings) -> Result<Self, PaymentError> {
        let refused = |what: &str| PaymentError::Refused(what.to_owned());
        let webhook = Webhook::new(settings.secret.expose_secret()).map_err(|_| refused("the hook secret is not whsec_ and base64"))?;
        let url = settings.url.parse().map_err(|_| refused("the hook URL cannot be read"))?;
        // A repeat is the engine's decision alone, and a redirect could lead a signed request to somebody else.
        let client = reqwest::Client::builder()
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .map_err(|error| refused(&format!("no HTTP client: {error}")))?;
        Ok(Self { client, url, webhook })
    }

    /// One signed call. `id` is stable for what may be repeated, so that a storefront can tell a repetition.
    async fn call<B: Serialize + Sync>(&self, id: &str, body: &B) -> Result<Vec<u8>, PaymentError> {
        let payload = serde_json::to_vec(body).map_err(|error| PaymentError::Refused(error.to_string()))?;
        let sent_at = crate::Clock::now(&crate::SystemClock).timestamp().unix_seconds();
        let signature = self.webhook.sign(id, sent_at, &payload).map_err(|error| PaymentError::Refused(error.to_string()))?;
        let request = self
            .client
            .post(self.url.clone())
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .header(HEADER_WEBHOOK_ID, id)
            .header(HEADER_WEBHOOK_TIMESTAMP, sent_at.to_string())
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .body(payload);
        let mut response = request.send().await.map_err(|error| PaymentError::Silent(error.without_url().to_string()))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| PaymentError::Silent(error.without_url().to_string()))? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_LIMIT {
                return Err(PaymentError::Silent("the answer is too long".to_owned()));
            }
        }
        // Only what the storefront itself has signed, for this very call, is its word: anything else may be a proxy's.
        let silent = |why: &str| PaymentError::Silent(format!("status {}: {why}", status.as_u16()));
        self.webhook.verify(&answer, &headers).map_err(|error| silent(&error.to_string()))?;
        if headers.get(HEADER_WEBHOOK_ID).and_then(|echo| echo.to_str().ok()) != Some(id) {
            return Err(silent("the answer is for another call"));
        }
        if status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429) {
            let refusal: Refusal = serde_json::from_slice(&answer).unwrap_or_default();
            let expired = refusal.code.as_deref() == Some(EXPIRED);
            return Err(if expired { PaymentError::Expired } else { PaymentError::Refused(format!("status {}", status.as_u16())) });
        }
        if !status.is_success() {
            return Err(silent("not an answer"));
        }
        Ok(answer)
    }

    async fn ask<A: for<'de> Deserialize<'de>, B: Serialize + Sync>(&self, id: &str, body: &B) -> Result<A, PaymentError> {
        let answer = self.call(id, body).await?;
        // The place is enough; serde's own words would quote the storefront, customers included.
        serde_json::from_slice(&answer)
            .map_err(|error| PaymentError::Silent(format!("the answer cannot be read: line {}, column {}", error.line(), error.column())))
    }

    async fn expect_state(&self, id: &str, body: &Call<'_>, wanted: StateWord) -> Result<(), PaymentError> {
        let answer: StateAnswer = self.ask(id, body).await?;
        if answer.state == wanted { Ok(()) } else { Err(PaymentError::Refused(format!("the money is {:?}, not {wanted:?}", answer.state))) }
    }
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Call<'a> {
    #[serde(rename = "payment.authorise")]
    Authorise {
        order: &'a OrderId,
        reference: &'a str,
        customer: &'a str,
        amount: Money,
        sim_tail: &'a str,
        package_title: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        payment_reference: Option<&'a PaymentReference>,
    },
    #[serde(rename = "payment.capture")]
    Capture { order: &'a OrderId, authorisation: &'a str, amount: Money },
    #[serde(rename = "payment.release")]
    Release { order: &'a OrderId, authorisation: &'a str },
    #[serde(rename = "payment.refund")]
    Refund { order: &'a OrderId, authorisation: &'a str, amount: Money },
    #[serde(rename = "payment.read")]
    Read { order: &'a OrderId },
}

#[derive(Serialize)]
struct News<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    order: &'a OrderId,
    reference: &'a str,
    customer: &'a str,
    sim_tail: &'a str,
    offer: &'a contract::OfferId,
    package_title: &'a str,
    amount: Money,
    owed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_reference: Option<&'a PaymentReference>,
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejection: Option<contract::RejectionCode>,
}

#[derive(Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
enum DecisionAnswer {
    Authorised {
        authorisation: String,
        #[serde(default)]
        expires_at: Option<Timestamp>,
    },
    Declined,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateWord {
    None,
    Authorised,
    Captured,
    Refunded,
    Released,
    Declined,
}

#[derive(Deserialize)]
struct StateAnswer {
    state: StateWord,
    #[serde(default)]
    authorisation: Option<String>,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// What a refusal says of itself, where it says it in JSON.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    code: Option<String>,
}

#[async_trait]
impl Payment for HookPayment {
    async fn authorise(&self, request: &AuthoriseRequest) -> Result<Authorisation, PaymentError> {
        let call = Call::Authorise {
            order: &request.order,
            reference: &request.reference,
            customer: &request.customer.reference,
            amount: request.amount,
            sim_tail: &request.sim_tail,
            package_title: &request.package_title,
            payment_reference: request.payment_reference.as_ref(),
        };
        Ok(match self.ask(&format!("msg_{}_authorise", request.order), &call).await? {
            DecisionAnswer::Authorised { authorisation, expires_at } => Authorisation::Held { authorisation, expires_at },
            DecisionAnswer::Declined => Authorisation::Declined,
        })
    }

    async fn capture(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        let call = Call::Capture { order, authorisation, amount };
        self.expect_state(&format!("msg_{order}_capture"), &call, StateWord::Captured).await
    }

    async fn release(&self, order: &OrderId, authorisation: &str) -> Result<(), PaymentError> {
        let call = Call::Release { order, authorisation };
        self.expect_state(&format!("msg_{order}_release"), &call, StateWord::Released).await
    }

    async fn refund(&self, order: &OrderId, authorisation: &str, amount: Money) -> Result<(), PaymentError> {
        let call = Call::Refund { order, authorisation, amount };
        self.expect_state(&format!("msg_{order}_refund"), &call, StateWord::Refunded).await
    }

    async fn read(&self, order: &OrderId) -> Result<HookReading, PaymentError> {
        // A fresh id every time: the answer of a reading may change, so it must not be taken for a repetition.
        let id = format!("msg_{}", uuid::Uuid::new_v4().simple());
        let answer: StateAnswer = self.ask(&id, &Call::Read { order }).await?;
        Ok(match (answer.state, answer.authorisation) {
            (StateWord::None, _) => HookReading::None,
            (StateWord::Authorised, Some(authorisation)) => HookReading::Authorised { authorisation, expires_at: answer.expires_at },
            (StateWord::Authorised, None) => return Err(PaymentError::Silent("a hold without a name".to_owned())),
            (StateWord::Captured, _) => HookReading::Captured,
            (StateWord::Refunded, _) => HookReading::Refunded,
            (StateWord::Released, _) => HookReading::Released,
            (StateWord::Declined, _) => HookReading::Declined,
        })
    }

    async fn notify(&self, notice: &Notice) -> Result<(), PaymentError> {
        let (kind, rejection) = match notice.kind {
            NoticeKind::Delivered => ("order.delivered", None),
            NoticeKind::Rejected(code) => ("order.rejected", Some(code)),
            NoticeKind::Review => ("order.review", None),
            NoticeKind::Reversed => ("order.reversed", None),
        };
        let news = News {
            kind,
            order: &notice.order,
            reference: &notice.reference,
            customer: &notice.customer.reference,
            sim_tail: &notice.sim_tail,
            offer: &notice.offer,
            package_title: &notice.package_title,
            amount: notice.amount,
            owed: notice.is_owed,
            payment_reference: notice.payment_reference.as_ref(),
            at: notice.at,
            rejection,
        };
        self.call(&notice.id, &news).await.map(drop)
    }
}
