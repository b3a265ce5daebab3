//! A storefront's two routes for the top-up widget. In a crate of your own:
//! `cargo add axum serde_json standardwebhooks uuid --features uuid/v4`, `cargo add serde --features derive`,
//! `cargo add tokio --features full` and `cargo add jsonwebtoken --features aws_lc_rs`.

mod shop;
mod topup;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;
use shop::Shop;
use std::env;
use std::io::Write as _;
use std::sync::Arc;
use tokio::net::TcpListener;
use topup::{Broken, Topup};

struct Storefront {
    topup: Topup,
    shop: Shop,
}

#[tokio::main]
async fn main() -> Result<(), Broken> {
    let storefront = Arc::new(Storefront {
        topup: Topup::new(
            setting("TOPUP_STOREFRONT")?,
            setting("TOPUP_KEY_ID")?,
            &setting("TOPUP_SESSION_KEY")?,
            &setting("TOPUP_HOOK_SECRET")?,
        )?,
        shop: Shop::open(setting("SHOP_FOLDER")?.into())?,
    });
    let routes = Router::new()
        .route("/topup/session", post(session))
        .route("/topup/hook", post(hook))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(storefront);
    let listener = TcpListener::bind(("127.0.0.1", setting("PORT")?.parse()?)).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, routes).await?)
}

async fn session(State(storefront): State<Arc<Storefront>>, headers: HeaderMap) -> Response {
    let shop = &storefront.shop;
    let answer = match shop.customer(&headers) {
        None => (StatusCode::UNAUTHORIZED, Json(json!({"error": "log in first"}))).into_response(),
        Some(customer) => match storefront.topup.session_token(customer, &shop.rights(customer)) {
            Ok(token) => Json(json!({"token": token})).into_response(),
            Err(error) => broken(&error),
        },
    };
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}

async fn hook(State(storefront): State<Arc<Storefront>>, headers: HeaderMap, body: Bytes) -> Response {
    // Files block, and so may a payment provider's library: not on a thread that others wait for.
    let answered = tokio::task::spawn_blocking(move || storefront.topup.hook(&headers, &body, &storefront.shop)).await;
    match answered.map_err(Broken::from).flatten() {
        Ok(response) => response.into_response(),
        Err(error) => broken(&error),
    }
}

fn broken(error: &Broken) -> Response {
    // A closed standard error leaves nobody to tell; the status still tells the BFF to ask again.
    let _ = writeln!(std::io::stderr(), "{error}");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn setting(name: &str) -> Result<String, Broken> {
    env::var(name).map_err(|_| format!("the environment variable {name} is missing").into())
}
