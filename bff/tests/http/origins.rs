//! Which pages may use the shop.

use crate::stage::Stage;
use crate::visitor::Reply;
use contract::ProblemCode;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, ORIGIN};
use serde_json::json;

#[tokio::test]
async fn a_preflight_names_the_one_origin_and_no_other() {
    let stage = Stage::open().await;
    let preflight = |origin: String| {
        stage
            .client
            .request(Method::OPTIONS, format!("{}/v1/orders", stage.base))
            .header(ORIGIN, origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type,idempotency-key")
    };
    let reply = Reply::of(preflight(stage.origin())).await;
    assert!(reply.status.is_success());
    assert_eq!(reply.header("access-control-allow-origin"), stage.origin());
    for header in ["authorization", "content-type", "idempotency-key"] {
        assert!(reply.header("access-control-allow-headers").contains(header), "{header}");
    }
    for foreign in ["https://evil.example", "null", "http://127.0.0.1:8803.evil.example"] {
        let reply = Reply::of(preflight(foreign.to_owned())).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{foreign}");
    }
}

#[tokio::test]
async fn a_foreign_page_gets_nothing_even_with_a_good_handle() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let ask = |origin: Option<&'static str>, site: Option<&'static str>| {
        let mut request = stage.client.get(format!("{}/v1/sims", stage.base)).header(AUTHORIZATION, format!("Bearer {}", mara.handle));
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        request
    };
    // The second is another page of the same shop: a session belongs to the page that opened it.
    for origin in [Some("https://evil.example"), Some("http://localhost:8080"), None] {
        let reply = Reply::of(ask(origin, None)).await;
        let problem = reply.problem();
        assert_eq!((problem.status, problem.code), (403, ProblemCode::OriginNotAllowed), "{origin:?}");
    }
    assert!(Reply::of(ask(None, Some("same-origin"))).await.status.is_success(), "a browser leaves Origin out of its own page's GET");
    assert_eq!(Reply::of(ask(None, Some("cross-site"))).await.status, 403);
}

#[tokio::test]
async fn a_token_opens_no_session_on_a_foreign_page() {
    let stage = Stage::open().await;
    let token = stage.token("mara").await;
    let ask = || stage.client.post(format!("{}/v1/session", stage.base)).json(&json!({ "token": token }));
    let foreign = Reply::of(ask().header(ORIGIN, "https://evil.example")).await;
    assert_eq!(foreign.problem().code, ProblemCode::OriginNotAllowed);
    assert_eq!(Reply::of(ask()).await.problem().code, ProblemCode::OriginNotAllowed, "without Origin neither");
    assert!(Reply::of(ask().header(ORIGIN, stage.origin())).await.status.is_success(), "and none of that used the token up");
}

#[tokio::test]
async fn a_client_that_is_no_browser_is_let_in_where_configured() {
    let stage = Stage::with(|config| {
        for shop in config.storefronts.values_mut() {
            shop.allow_missing_origin = true;
        }
    })
    .await;
    let token = stage.token("mara").await;
    let reply = Reply::of(stage.client.post(format!("{}/v1/session", stage.base)).json(&json!({ "token": token }))).await;
    let handle = reply.json::<contract::Session>().handle;
    let ask = || stage.client.get(format!("{}/v1/sims", stage.base)).header(AUTHORIZATION, format!("Bearer {handle}"));
    assert!(Reply::of(ask()).await.status.is_success());
    assert_eq!(Reply::of(ask().header(ORIGIN, stage.origin())).await.status, 403, "a page cannot take its session over");
}

#[tokio::test]
async fn a_foreign_page_does_not_keep_a_session_open() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(stage.folder.path().join("journal.sqlite"));
    let pool = sqlx::SqlitePool::connect_with(file).await.expect("the BFF's file");
    // As if the last use were a minute ago: uses are noted to half a minute.
    sqlx::query("UPDATE session SET used_at = used_at - 60").execute(&pool).await.expect("an update");
    let used_at = || async { sqlx::query_scalar::<_, i64>("SELECT used_at FROM session").fetch_one(&pool).await.expect("one session") };
    let before = used_at().await;
    let request = stage.client.get(format!("{}/v1/sims", stage.base)).header(AUTHORIZATION, format!("Bearer {}", mara.handle));
    let foreign = Reply::of(request.header(ORIGIN, "http://localhost:8080")).await;
    assert_eq!(foreign.problem().code, ProblemCode::OriginNotAllowed);
    assert_eq!(used_at().await, before, "another page of the same shop has not used it");
    mara.sims().await;
    assert!(used_at().await >= before + 60, "its own page has");
}
