//! The wire: routes, and what every request passes on its way to them.

mod admin;
mod body;
mod cors;
mod describe;
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
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use admin::router as admin_router;
pub(crate) use health::Readiness;

/// What handlers share.
pub(crate) type Shared = Arc<App>;

/// All routes, each with its own description.
fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(describe::Api::openapi())
        .routes(routes!(session::open, session::close))
        .routes(routes!(sims::list))
        .routes(routes!(sims::offers))
        .routes(routes!(packages::list))
        .routes(routes!(orders::place, orders::open))
        .routes(routes!(orders::follow))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(describe::document))
}

/// The routes with the layers in the order in which a request meets them from the last line up.
pub(crate) fn router(app: &Shared) -> Router {
    let (routes, api) = routes().split_for_parts();
    routes
        .with_state(Arc::clone(app))
        .layer(Extension(describe::Document::of(api)))
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(from_fn_with_state(app.config.request, failures::deadline))
        .layer(CatchPanicLayer::custom(failures::panicked))
        .layer(from_fn_with_state(Arc::clone(app), cors::known_origins))
        .layer(cors::layer(&app.config))
        .layer(from_fn_with_state(Arc::clone(&app.metrics), observe::observe))
}
