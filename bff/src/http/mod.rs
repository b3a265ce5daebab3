//! The wire: routes, and what every request passes on its way to them.

mod body;
mod cors;
mod failures;
mod health;
mod key;
mod observe;
mod orders;
mod packages;
mod query;
mod session;
mod signed;
mod sims;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// What handlers share.
pub(crate) type Shared = Arc<App>;

/// All routes, with the layers in the order in which a request meets them from the last line up.
pub(crate) fn router(app: &Shared) -> Router {
    Router::new()
        .route("/v1/session", post(session::open))
        .route("/v1/sims", get(sims::list))
        .route("/v1/sims/{sim}/offers", get(sims::offers))
        .route("/v1/sims/{sim}/packages", get(packages::list))
        .route("/v1/orders", post(orders::place).get(orders::open))
        .route("/v1/orders/{order}", get(orders::follow))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(Arc::clone(app))
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(from_fn_with_state(app.config.request, failures::deadline))
        .layer(CatchPanicLayer::custom(failures::panicked))
        .layer(from_fn_with_state(Arc::clone(app), cors::known_origins))
        .layer(cors::layer(&app.config))
        .layer(from_fn(observe::observe))
}
