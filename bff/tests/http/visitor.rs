//! A customer's widget, as far as the wire knows it.

use crate::stage::Stage;
use contract::{Offer, Offers, Order, Packages, PlaceOrder, Problem, Sim, Sims};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub(crate) struct Visitor<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) handle: String,
}

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a body") }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        serde_json::from_str(&self.text).expect("the contract's shape")
    }

    /// The problem document, whole and true to its status.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text);
        let problem: Problem = serde_json::from_str(&self.text).expect("a problem document");
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, format!("urn:esim-topup:problem:{}", problem.code.as_str()));
        assert_eq!(problem.diagnostics_id, self.header("x-request-id"));
        assert!(!problem.detail.is_empty());
        assert_eq!(self.header("retry-after"), problem.retry_after.map_or_else(String::new, |seconds| seconds.to_string()));
        problem
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
    }
}

/// The longest that any order of these tests takes.
const LONGEST: Duration = Duration::from_secs(120);

/// A key that no test has used.
pub(crate) fn key() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("key-of-these-tests-{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl<'a> Visitor<'a> {
    pub(crate) async fn arrive(stage: &'a Stage, token: &str) -> Self {
        let request = stage.client.post(format!("{}/v1/session", stage.base)).header(ORIGIN, stage.origin());
        let session: serde_json::Value = Reply::of(request.json(&json!({ "token": token }))).await.json();
        Self { stage, handle: session["handle"].as_str().expect("a handle").to_owned() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.stage
            .client
            .request(method, format!("{}{path}", self.stage.base))
            .header(ORIGIN, self.stage.origin())
            .header(AUTHORIZATION, format!("Bearer {}", self.handle))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    /// Any bytes as an order.
    pub(crate) async fn post_order(&self, key: &str, body: impl Into<reqwest::Body>) -> Reply {
        let request = self.request(Method::POST, "/v1/orders").header("idempotency-key", key);
        Reply::of(request.header(CONTENT_TYPE, "application/json").body(body)).await
    }

    pub(crate) async fn sims(&self) -> Vec<Sim> {
        self.get("/v1/sims").await.json::<Sims>().sims
    }

    pub(crate) async fn sim(&self, iccid: &str) -> Sim {
        self.sims().await.into_iter().find(|sim| sim.iccid.as_str() == iccid).expect("the customer's SIM")
    }

    pub(crate) async fn offers(&self, sim: &Sim) -> Vec<Offer> {
        self.get(&format!("/v1/sims/{}/offers", sim.id)).await.json::<Offers>().offers
    }

    pub(crate) async fn packages(&self, sim: &Sim) -> Packages {
        self.get(&format!("/v1/sims/{}/packages", sim.id)).await.json()
    }

    /// What a customer would order: that package, at the price shown.
    pub(crate) async fn intent(&self, iccid: &str, package: &str) -> PlaceOrder {
        let sim = self.sim(iccid).await;
        let offers = self.offers(&sim).await;
        let offer = offers.into_iter().find(|offer| offer.id.as_str() == package).expect("the package is offered");
        PlaceOrder { sim: sim.id, offer: offer.id, price: offer.price, payment_reference: None }
    }

    pub(crate) async fn place(&self, key: &str, intent: &PlaceOrder) -> Reply {
        self.post_order(key, serde_json::to_vec(intent).expect("JSON")).await
    }

    /// Long-polls until `enough`.
    pub(crate) async fn follow(&self, order: Order, enough: impl Fn(&Order) -> bool) -> Order {
        let mut order = order;
        let started = Instant::now();
        while started.elapsed() < LONGEST {
            if enough(&order) {
                return order;
            }
            let path = format!("/v1/orders/{}?after={}&wait=20", order.id, order.version);
            order = self.get(&path).await.json();
        }
        panic!("the order stays {:?}", order.status)
    }

    /// The whole journey of one order to its end.
    pub(crate) async fn buy(&self, iccid: &str, package: &str) -> Order {
        let intent = self.intent(iccid, package).await;
        let reply = self.place(&key(), &intent).await;
        assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.text);
        self.follow(reply.json(), Order::is_final).await
    }
}
