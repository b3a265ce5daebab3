//! The operators' listener: who is heard there, and that nothing of it is heard elsewhere.

use crate::stage::{ALICE, Stage};
use crate::visitor::Reply;
use contract::ProblemCode;
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;

/// A person with a key.
pub(crate) struct Operator<'a> {
    stage: &'a Stage,
    key: &'a str,
}

impl<'a> Operator<'a> {
    pub(crate) fn new(stage: &'a Stage, key: &'a str) -> Self {
        Self { stage, key }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/admin/v1/{path}", self.stage.admin);
        self.stage.client.request(method, url).header(AUTHORIZATION, format!("Bearer {}", self.key))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn rule(&self, order: &str, ruling: Value) -> Reply {
        self.post(&format!("reviews/{order}/ruling"), &ruling).await
    }

    /// What that path answers, once it is enough; the operators' side has no long-polls.
    pub(crate) async fn until(&self, path: &str, enough: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..600 {
            let found: Value = self.get(path).await.json();
            if enough(&found) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{path} stays as it is")
    }
}

const ROUTES: [(&str, &str); 5] = [
    ("GET", "/admin/v1/reviews"),
    ("GET", "/admin/v1/reviews/ord_00000000"),
    ("POST", "/admin/v1/reviews/ord_00000000/ruling"),
    ("GET", "/admin/v1/dead-letters"),
    ("POST", "/admin/v1/dead-letters/msg_1/revive"),
];

#[tokio::test]
async fn nothing_of_it_is_heard_where_customers_come_in() {
    let stage = Stage::open().await;
    let ask = |base: &str, method: &str, path: &str| {
        let request = stage.client.request(method.parse().expect("a method"), format!("{base}{path}"));
        Reply::of(request.header(AUTHORIZATION, format!("Bearer {ALICE}")).json(&json!({ "decision": "refund", "note": "why" })))
    };
    for (method, path) in ROUTES.into_iter().chain([("GET", "/metrics")]) {
        let public = ask(&stage.base, method, path).await.problem();
        assert_eq!((public.status, public.code), (404, ProblemCode::NotFound), "{path}");
        assert_ne!(ask(&stage.admin, method, path).await.text, "", "{path} is there for operators");
    }
    for path in ["/v1/sims", "/v1/orders?open=true", "/readyz"] {
        assert_eq!(ask(&stage.admin, "GET", path).await.problem().status, 404, "{path}");
    }
}

#[tokio::test]
async fn without_a_good_key_there_is_nothing_to_see() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let bearers = [
        None,
        Some("Bearer".to_owned()),
        Some(format!("Bearer {}", &ALICE[1..])),
        Some(format!("Basic {ALICE}")),
        Some(format!("Bearer {}", mara.handle)),
    ];
    for (method, path) in ROUTES {
        for bearer in &bearers {
            let mut request = stage.client.request(method.parse().expect("a method"), format!("{}{path}", stage.admin));
            if let Some(bearer) = bearer {
                request = request.header(AUTHORIZATION, bearer);
            }
            let reply = Reply::of(request.json(&json!({}))).await;
            assert_eq!(reply.problem().code, ProblemCode::Unauthenticated, "{path} {bearer:?}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn bad_input_of_operators_is_named_too() {
    let stage = Stage::open().await;
    let alice = Operator::new(&stage, ALICE);
    for (path, status, field) in [
        ("reviews?limit=0", 422, "query:limit"),
        ("reviews?limit=101", 422, "query:limit"),
        ("reviews?limit=many", 422, "query:limit"),
        ("reviews?after=../x", 422, "query:after"),
        ("reviews?all=true", 422, "query:all"),
        ("dead-letters?limit=5", 422, "query:limit"),
        ("reviews/x", 404, ""),
        ("reviews/ord_00000000", 404, ""),
        ("nothing", 404, ""),
    ] {
        let problem = alice.get(path).await.problem();
        assert_eq!((problem.status, problem.errors.first().map_or("", |error| error.field.as_str())), (status, field), "{path}");
    }
    for (ruling, status, field) in [
        (json!({}), 422, "/decision"),
        (json!({ "decision": "guess", "note": "why" }), 422, "/decision"),
        (json!({ "decision": "refund" }), 422, "/note"),
        (json!({ "decision": "refund", "note": " " }), 422, "/note"),
        (json!({ "decision": "attach", "note": "why" }), 422, "/effect"),
        (json!({ "decision": "refund", "note": "why", "who": "bob" }), 422, "/who"),
        (json!({ "decision": "refund", "note": "why" }), 404, ""),
    ] {
        let problem = alice.rule("ord_00000000", ruling.clone()).await.problem();
        assert_eq!((problem.status, problem.errors.first().map_or("", |error| error.field.as_str())), (status, field), "{ruling}");
    }
    assert_eq!(alice.post("dead-letters/msg_1/revive", &json!({})).await.problem().status, 404);
}
