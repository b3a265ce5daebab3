//! Who may see what, and for how long.

use crate::stage::Stage;
use crate::visitor::{Reply, Visitor, key};
use contract::{ProblemCode, Session};
use reqwest::header::{AUTHORIZATION, ORIGIN};
use serde_json::json;

#[tokio::test]
async fn a_token_is_swapped_once() {
    let stage = Stage::open().await;
    let token = stage.token("mara").await;
    let ask = |token: String| {
        stage.client.post(format!("{}/v1/session", stage.base)).header(ORIGIN, stage.origin()).json(&json!({ "token": token }))
    };
    let session: Session = Reply::of(ask(token.clone())).await.json();
    assert_eq!((session.customer.as_str(), session.handle.len()), ("mara", 43));
    assert!(session.capabilities.order);
    let problem = Reply::of(ask(token.clone())).await.problem();
    assert_eq!((problem.status, problem.code), (401, ProblemCode::TokenRejected));
    let mut forged = token;
    forged.push('A');
    assert_eq!(Reply::of(ask(forged)).await.problem().code, ProblemCode::TokenRejected);
}

#[tokio::test]
async fn without_a_good_handle_there_is_nothing_to_see() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let sim = mara.sim("89340000000000872").await.id;
    let routes = [
        "/v1/sims".to_owned(),
        format!("/v1/sims/{sim}/offers"),
        format!("/v1/sims/{sim}/packages"),
        "/v1/orders?open=true".to_owned(),
        "/v1/orders/ord_00000000".to_owned(),
    ];
    for route in routes {
        let url = format!("{}{route}", stage.base);
        let unknown = "A".repeat(43);
        for bearer in [
            None,
            Some("Bearer".to_owned()),
            Some("Bearer x".to_owned()),
            Some(format!("Bearer {unknown}")),
            Some(format!("Basic {}", mara.handle)),
        ] {
            let mut request = stage.client.get(&url).header(ORIGIN, stage.origin());
            if let Some(bearer) = &bearer {
                request = request.header(AUTHORIZATION, bearer);
            }
            let reply = Reply::of(request).await;
            assert_eq!((reply.status.as_u16(), reply.problem().code), (401, ProblemCode::Unauthenticated), "{route} {bearer:?}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn an_ended_session_says_that_it_has_ended() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let file = format!("sqlite://{}", stage.folder.path().join("journal.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.expect("the journal");
    sqlx::query("UPDATE session SET ends_at = ends_at - 3600").execute(&pool).await.expect("an update");
    let problem = mara.get("/v1/sims").await.problem();
    assert_eq!((problem.status, problem.code), (401, ProblemCode::SessionExpired));
    let problem = mara.post_order(&key(), "{}").await.problem();
    assert_eq!(problem.code, ProblemCode::SessionExpired);
}

#[tokio::test]
async fn a_session_that_its_customer_has_ended_opens_nothing_any_more_and_no_other_ends_with_it() {
    let stage = Stage::open().await;
    let (mara, again) = (stage.visitor("mara").await, stage.visitor("mara").await);
    let close = |handle: String| {
        Reply::of(stage.client.delete(format!("{}/v1/session", stage.base)).header(ORIGIN, stage.origin()).bearer_auth(handle))
    };
    assert_eq!(close(mara.handle.clone()).await.status.as_u16(), 204);
    let problem = mara.get("/v1/sims").await.problem();
    assert_eq!((problem.status, problem.code), (401, ProblemCode::SessionExpired));
    assert_eq!(close(mara.handle.clone()).await.status.as_u16(), 401);
    assert_eq!(again.get("/v1/sims").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_session_outlives_a_restart() {
    let mut stage = Stage::open().await;
    let handle = stage.visitor("mara").await.handle;
    stage.restart().await;
    let mara = Visitor { stage: &stage, handle };
    assert_eq!(mara.sims().await.len(), 5);
}

#[tokio::test]
async fn what_is_another_customers_and_what_is_nobodys_look_the_same() {
    let stage = Stage::open().await;
    let (mara, ana) = (stage.visitor("mara").await, stage.visitor("ana").await);
    let theirs = mara.sim("89340000000000872").await;
    let intent = mara.intent("89340000000000872", "bonbon-mobile-30days-3gb-topup").await;
    let order: contract::Order = mara.place(&key(), &intent).await.json();
    let pairs = [
        (format!("/v1/sims/{}/offers", theirs.id), "/v1/sims/sim_0000000000000000000000/offers".to_owned()),
        (format!("/v1/sims/{}/packages", theirs.id), "/v1/sims/sim_0000000000000000000000/packages".to_owned()),
        (format!("/v1/orders/{}", order.id), "/v1/orders/ord_00000000000000000000000000".to_owned()),
        (format!("/v1/orders/{}?after=0&wait=1", order.id), "/v1/orders/x".to_owned()),
    ];
    for (foreign, nobodys) in pairs {
        let mut told = Vec::new();
        for path in [foreign, nobodys] {
            let mut problem = ana.get(&path).await.problem();
            assert_eq!((problem.status, problem.code), (404, ProblemCode::NotFound), "{path}");
            problem.diagnostics_id.clear();
            told.push(problem);
        }
        assert_eq!(told[0], told[1]);
    }
    let problem = ana.place(&key(), &intent).await.problem();
    assert_eq!((problem.status, problem.code), (404, ProblemCode::NotFound));
    assert_eq!(ana.get("/v1/orders?open=true").await.json::<contract::Orders>().orders.len(), 0);
    assert!(ana.sims().await.iter().all(|sim| sim.id != theirs.id));
}

#[tokio::test]
async fn a_customer_who_asks_too_much_is_told_how_long_to_wait() {
    let one = std::num::NonZeroU32::MIN;
    let stage = Stage::with(|config| {
        config.limits.requests_per_minute = one;
        config.limits.request_burst = one;
    })
    .await;
    let noor = stage.visitor("noor").await;
    assert_eq!(noor.sims().await.len(), 0);
    let problem = noor.get("/v1/sims").await.problem();
    assert_eq!((problem.status, problem.code), (429, ProblemCode::RateLimited));
    assert!(problem.retry_after.is_some_and(|seconds| (1..=61).contains(&seconds)));
    let ana = stage.visitor("ana").await;
    assert_eq!(ana.sims().await.len(), 1, "others are not held up");
}
