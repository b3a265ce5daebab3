//! The operators' side, on a listener of its own: nothing of it can be reached where customers come in.

mod dead_letters;
mod figures;
mod operator;
mod reviews;

use super::describe::Document;
use super::{Shared, body, describe, failures, observe};
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The longest that an operator waits: a dossier asks the provider, which may take its own time.
const DEADLINE: Duration = Duration::from_secs(45);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "The top-up widget's backend-for-frontend, for its operators",
        description = "Orders that wait for a person, dead letters and metrics. Every error is a problem document (RFC 9457).",
    ),
    components(schemas(contract::Problem)),
    modifiers(&Key),
    tags(
        (name = "reviews", description = "Orders that wait for a person"),
        (name = "dead letters", description = "What could not be brought to the shop"),
        (name = "operations", description = "For the machines that watch the BFF")
    )
)]
struct Api;

/// An operator's key, as a scheme that operations may ask for.
struct Key;

impl Modify for Key {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some("The key of [admin.operators.NAME]".to_owned());
        api.components.get_or_insert_default().add_security_scheme("key", SecurityScheme::Http(scheme));
    }
}

/// The routes with the layers in the order in which a request meets them from the last line up.
pub(crate) fn router(app: &Shared) -> Router {
    let routes = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(reviews::list))
        .routes(routes!(reviews::show))
        .routes(routes!(reviews::rule))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::revive))
        .routes(routes!(figures::metrics))
        .routes(routes!(describe::document));
    let (routes, api) = routes.split_for_parts();
    routes
        .with_state(Arc::clone(app))
        .layer(Extension(Document::of(api)))
        .layer(DefaultBodyLimit::max(body::LIMIT))
        .layer(from_fn_with_state(DEADLINE, failures::deadline))
        .layer(CatchPanicLayer::custom(failures::panicked))
        .layer(from_fn_with_state(Arc::clone(&app.metrics), observe::observe))
}
