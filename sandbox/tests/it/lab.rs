//! A sandbox with the clients that the tests need.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use sandbox::{Options, PRESSONE_PREFIX, Running, Sandbox};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

pub(crate) const LISBON: &str = "89340000000000872";
pub(crate) const THREE_GB: &str = "bonbon-mobile-30days-3gb-topup";
pub(crate) const WORK_PHONE: &str = "8944472600000510740";
pub(crate) const TABLET: &str = "8944472600000510757";
pub(crate) const EUROPE_3GB: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

pub(crate) struct Lab {
    pub(crate) running: Running,
    pub(crate) http: Client,
}

/// What came back: status and body, or nothing because the connection ended.
pub(crate) type Answer = Option<(u16, Value)>;

impl Lab {
    pub(crate) async fn open() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        Self { running, http: Client::builder().no_proxy().build().unwrap() }
    }

    pub(crate) async fn pressone(&self) -> PressOne<'_> {
        let base = format!("{}{PRESSONE_PREFIX}", self.running.pressone_url());
        let account = self.running.pressone_credentials();
        let form = json!({"client_id": account.client_id, "client_secret": account.client_secret, "grant_type": "client_credentials"});
        let answer: Value = self.http.post(format!("{base}/token")).json(&form).send().await.unwrap().json().await.unwrap();
        PressOne { lab: self, base, token: answer["data"]["access_token"].as_str().unwrap().to_owned() }
    }

    pub(crate) async fn connect(&self) -> Connect<'_> {
        let account = self.running.connect_credentials();
        let form = [("grant_type", "client_credentials"), ("client_id", &account.client_id), ("client_secret", &account.client_secret)];
        let answer: Value = self.http.post(self.running.connect_token_url()).form(&form).send().await.unwrap().json().await.unwrap();
        Connect { lab: self, base: self.running.connect_url(), token: answer["access_token"].as_str().unwrap().to_owned() }
    }

    /// Sends a signed hook call; the answer's signature must hold too.
    pub(crate) async fn hook(&self, body: &Value) -> Answer {
        let webhook = Webhook::new(self.running.hook_secret()).unwrap();
        let text = body.to_string();
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let request = self
            .http
            .post(self.running.payment_hook_url())
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", now)
            .header("webhook-signature", webhook.sign("msg_1", now, text.as_bytes()).unwrap());
        let response = request.body(text).send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.ok()?;
        if status != 500 {
            webhook.verify(&bytes, &headers).unwrap();
            assert_eq!(headers["webhook-id"], "msg_1");
        }
        Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }

    /// The scenarios of one customer, as the demo page gets them: id, SIM, package.
    pub(crate) async fn scenarios(&self, customer: &str) -> Vec<(String, String, String)> {
        let url = format!("{}/storefront/demo.json", self.running.storefront_url());
        let demo: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let own = demo["scenarios"].as_array().unwrap().iter().filter(|it| it["customer"] == customer);
        own.map(|it| (text(&it["id"]), text(&it["sim"]), text(&it["package"]))).collect()
    }
}

/// Reads an answer to its end; `None` when the connection ended first.
pub(crate) async fn read(request: RequestBuilder) -> Answer {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await.ok()?;
    Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// Asks and hangs up as soon as `enough` has happened at the other end; `None` when no answer came before.
pub(crate) async fn read_until(request: RequestBuilder, enough: impl Fn() -> bool) -> Answer {
    let watch = async {
        while !enough() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        answer = read(request) => answer,
        () = watch => None,
    }
}

pub(crate) struct PressOne<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl PressOne<'_> {
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.lab.http.get(format!("{}/{path}", self.base)).bearer_auth(&self.token)
    }

    pub(crate) fn topup(&self, iccid: &str, package: &str, description: &str) -> RequestBuilder {
        let form = reqwest::multipart::Form::new()
            .text("package_id", package.to_owned())
            .text("iccid", iccid.to_owned())
            .text("description", description.to_owned());
        self.lab.http.post(format!("{}/orders/topups", self.base)).bearer_auth(&self.token).multipart(form)
    }

    /// Order rows whose description contains `needle`.
    pub(crate) async fn find(&self, needle: &str) -> Vec<Value> {
        let request = self.get("orders").query(&[("filter[description]", needle), ("include", "status,sims")]);
        let (status, body) = read(request).await.unwrap();
        assert_eq!(status, 200);
        body["data"].as_array().unwrap().clone()
    }
}

pub(crate) struct Connect<'a> {
    pub(crate) lab: &'a Lab,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl Connect<'_> {
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.lab.http.get(format!("{}/v2/{path}", self.base)).bearer_auth(&self.token).header("X-Correlation-ID", "test-read")
    }

    pub(crate) fn order(&self, body: &Value) -> RequestBuilder {
        self.lab.http.post(format!("{}/v2/orders", self.base)).bearer_auth(&self.token).header("X-Correlation-ID", "test-order").json(body)
    }

    pub(crate) async fn subscriptions(&self, iccid: &str) -> Vec<Value> {
        let (status, body) = read(self.get("subscriptions").query(&[("iccid", iccid), ("page_size", "100")])).await.unwrap();
        assert_eq!(status, 200);
        body["data"].as_array().unwrap().clone()
    }

    pub(crate) async fn status(&self, order: &str) -> String {
        read(self.get(&format!("orders/{order}"))).await.unwrap().1["status"].as_str().unwrap().to_owned()
    }
}

/// A physical SIM's top-up as the BFF would send it.
pub(crate) fn psim_order(iccid: &str) -> Value {
    json!({"operation_type": "TOPUP", "sim_type": "PSIM", "country": "GB",
        "product": {"id": EUROPE_3GB, "sold_price": 9.9, "sold_currency": "EUR"}, "subscriber": {"sim": {"iccid": iccid}}})
}

/// An eSIM's top-up, with its device.
pub(crate) fn esim_order(iccid: &str) -> Value {
    let mut order = psim_order(iccid);
    order["sim_type"] = json!("ESIM");
    order["subscriber"]["device"] = json!({"operating_system": "ios", "model": "iPhone 16", "id": "dev-1"});
    order
}

/// Headers of an answer, for tests about limits.
pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned()
}

/// Moves the clock second by second until `work` is done: nobody sits through a wait.
pub(crate) async fn hurry<T>(running: &Running, work: impl Future<Output = T>) -> T {
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::task::yield_now() => running.advance(Duration::from_millis(10)),
        }
    }
}
