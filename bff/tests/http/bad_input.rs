//! Bad input on every route: always a problem document that says what to change, never a 500, nothing lost.

use crate::stage::Stage;
use crate::visitor::{Reply, key};
use contract::ProblemCode;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};

/// code and first named field.
fn told(reply: &Reply) -> (u16, ProblemCode, String) {
    let problem = reply.problem();
    (problem.status, problem.code, problem.errors.first().map(|error| error.field.clone()).unwrap_or_default())
}

#[tokio::test]
async fn orders_name_every_wrong_field() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let sim = mara.sim("89340000000000872").await.id.to_string();
    let price = r#"{"minor":1000,"currency":"USD"}"#;
    let long = "x".repeat(201);
    for (body, status, code, field) in [
        (String::new(), 400, ProblemCode::BadRequest, ""),
        ("{".to_owned(), 400, ProblemCode::BadRequest, ""),
        ("null".to_owned(), 422, ProblemCode::Invalid, ""),
        ("[]".to_owned(), 422, ProblemCode::Invalid, ""),
        ("{}".to_owned(), 422, ProblemCode::Invalid, "/sim"),
        (format!(r#"{{"sim":5,"offer":"a","price":{price}}}"#), 422, ProblemCode::Invalid, "/sim"),
        (format!(r#"{{"sim":"../..","offer":"a","price":{price}}}"#), 422, ProblemCode::Invalid, "/sim"),
        (format!(r#"{{"sim":"{sim}","offer":"","price":{price}}}"#), 422, ProblemCode::Invalid, "/offer"),
        (format!(r#"{{"sim":"{sim}","offer":"{long}","price":{price}}}"#), 422, ProblemCode::Invalid, "/offer"),
        (format!(r#"{{"sim":"{sim}","offer":"a"}}"#), 422, ProblemCode::Invalid, "/price"),
        (format!(r#"{{"sim":"{sim}","offer":"a","price":10}}"#), 422, ProblemCode::Invalid, "/price"),
        (format!(r#"{{"sim":"{sim}","offer":"a","price":{{"minor":1.5,"currency":"USD"}}}}"#), 422, ProblemCode::Invalid, "/price/minor"),
        (format!(r#"{{"sim":"{sim}","offer":"a","price":{{"minor":-1,"currency":"USD"}}}}"#), 422, ProblemCode::Invalid, "/price/minor"),
        (
            format!(r#"{{"sim":"{sim}","offer":"a","price":{{"minor":99999999999999999999,"currency":"USD"}}}}"#),
            422,
            ProblemCode::Invalid,
            "/price/minor",
        ),
        (
            format!(r#"{{"sim":"{sim}","offer":"a","price":{{"minor":1,"currency":"dollar"}}}}"#),
            422,
            ProblemCode::Invalid,
            "/price/currency",
        ),
        (
            format!(r#"{{"sim":"{sim}","offer":"a","price":{price},"payment_reference":7}}"#),
            422,
            ProblemCode::Invalid,
            "/payment_reference",
        ),
        (
            format!(r#"{{"sim":"{sim}","offer":"a","price":{price},"payment_reference":"two words"}}"#),
            422,
            ProblemCode::Invalid,
            "/payment_reference",
        ),
        (
            format!(r#"{{"sim":"{sim}","offer":"a","price":{price},"payment_reference":"{long}"}}"#),
            422,
            ProblemCode::Invalid,
            "/payment_reference",
        ),
        (format!(r#"{{"sim":"{sim}","offer":"a","price":{price},"net_price":1}}"#), 422, ProblemCode::Invalid, "/net_price"),
        (format!(r#"{{"sim":"sim_of_nobody","offer":"a","price":{price}}}"#), 404, ProblemCode::NotFound, ""),
        (format!(r#"{{"sim":"{sim}","offer":"a","price":{price}}}"#), 422, ProblemCode::OfferGone, ""),
    ] {
        assert_eq!(told(&mara.post_order(&key(), body.clone()).await), (status, code, field.to_owned()), "{body}");
    }
    assert_eq!(told(&mara.post_order(&key(), vec![0xff, 0xfe]).await).0, 400);
    let huge = format!(r#"{{"sim":"{sim}","offer":"{}"}}"#, "x".repeat(64 * 1024));
    assert_eq!(told(&mara.post_order(&key(), huge).await), (413, ProblemCode::TooLarge, String::new()));
    assert_eq!(stage.sandbox.ledger().payments.len(), 0);
}

#[tokio::test]
async fn orders_need_one_good_key_and_json() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let header = "header:Idempotency-Key".to_owned();
    for bad in ["short", "with spaces in the middle of it", "ümlaute-are-not-allowed-here", &"x".repeat(65)] {
        assert_eq!(told(&mara.post_order(bad, "{}").await), (400, ProblemCode::KeyMissing, header.clone()), "{bad}");
    }
    let post = || mara.request(Method::POST, "/v1/orders").body("{}");
    let json = "application/json";
    assert_eq!(told(&Reply::of(post().header(CONTENT_TYPE, json)).await), (400, ProblemCode::KeyMissing, header.clone()));
    let twice = post().header(CONTENT_TYPE, json).header("idempotency-key", key()).header("idempotency-key", key());
    assert_eq!(told(&Reply::of(twice).await), (400, ProblemCode::KeyMissing, header));
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let reply = Reply::of(post().header("idempotency-key", key()).header(CONTENT_TYPE, media_type)).await;
        assert_eq!(told(&reply), (415, ProblemCode::UnsupportedMediaType, String::new()), "{media_type}");
    }
}

#[tokio::test]
async fn paths_and_queries_are_judged_too() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    for (path, status, code, field) in [
        ("/v1/orders", 422, ProblemCode::Invalid, "query:open"),
        ("/v1/orders?open=false", 422, ProblemCode::Invalid, "query:open"),
        ("/v1/orders?open=maybe", 422, ProblemCode::Invalid, "query:open"),
        ("/v1/orders?open=true&open=true", 422, ProblemCode::Invalid, "query:open"),
        ("/v1/orders?open=true&limit=5", 422, ProblemCode::Invalid, "query:limit"),
        ("/v1/orders/ord_00000000?after=-1", 422, ProblemCode::Invalid, "query:after"),
        ("/v1/orders/ord_00000000?after=99999999999999999999", 422, ProblemCode::Invalid, "query:after"),
        ("/v1/orders/ord_00000000?after=1&wait=soon", 422, ProblemCode::Invalid, "query:wait"),
        ("/v1/orders/ord_00000000?wait=5", 422, ProblemCode::Invalid, "query:after"),
        ("/v1/orders/ord_00000000?%FF=%FF", 422, ProblemCode::Invalid, "query:\u{fffd}"),
        ("/v1/orders/%FF%FE", 400, ProblemCode::BadRequest, ""),
        ("/v1/orders/..%2f..%2fetc%2fpasswd", 404, ProblemCode::NotFound, ""),
        ("/v1/sims?page=2", 422, ProblemCode::Invalid, "query:page"),
        ("/v1/sims/x/offers", 404, ProblemCode::NotFound, ""),
        ("/v1/sims/89340000000000872/offers", 404, ProblemCode::NotFound, ""),
        ("/v1/sims/x/packages", 404, ProblemCode::NotFound, ""),
        ("/v1/nothing", 404, ProblemCode::NotFound, ""),
        ("/", 404, ProblemCode::NotFound, ""),
    ] {
        assert_eq!(told(&mara.get(path).await), (status, code, field.to_owned()), "{path}");
    }
    for (method, path) in
        [(Method::GET, "/v1/session"), (Method::DELETE, "/v1/orders"), (Method::PUT, "/v1/sims"), (Method::POST, "/healthz")]
    {
        let reply = Reply::of(mara.request(method, path)).await;
        assert_eq!(told(&reply), (405, ProblemCode::MethodNotAllowed, String::new()), "{path}");
        assert!(!reply.header("allow").is_empty());
    }
}

#[tokio::test]
async fn sessions_name_every_wrong_field() {
    let stage = Stage::open().await;
    for (body, status, code, field) in [
        ("", 400, ProblemCode::BadRequest, ""),
        ("{}", 422, ProblemCode::Invalid, "/token"),
        (r#"{"token":7}"#, 422, ProblemCode::Invalid, "/token"),
        (r#"{"token":"x","customer":"mara"}"#, 422, ProblemCode::Invalid, "/customer"),
        (r#"{"token":""}"#, 401, ProblemCode::TokenRejected, ""),
        (r#"{"token":"a.b.c"}"#, 401, ProblemCode::TokenRejected, ""),
    ] {
        let request = stage.client.post(format!("{}/v1/session", stage.base)).header(ORIGIN, stage.origin());
        let reply = Reply::of(request.header(CONTENT_TYPE, "application/json").body(body)).await;
        assert_eq!(told(&reply), (status, code, field.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn everything_is_answered_with_no_store_and_a_request_id() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    for path in ["/v1/sims", "/v1/nothing", "/healthz", "/readyz"] {
        let reply = mara.get(path).await;
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("x-request-id").len(), 12, "{path}");
    }
    assert!(mara.get("/healthz").await.status.is_success());
    assert!(mara.get("/readyz").await.status.is_success());
}
