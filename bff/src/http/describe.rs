//! `GET /openapi.json`: the API as programs read it. Routes and description are one list, so neither can lack what the other has.

use axum::{Extension, Json};
use contract::{IdempotencyKey, Problem};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as Described, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema as _};

/// What all of the API has in common.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "The top-up widget's backend-for-frontend",
        description = "What the widget talks to. Money is in minor units, data in bytes, times are RFC 3339 in UTC. Every error is a problem document (RFC 9457).",
    ),
    components(schemas(Problem, IdempotencyKey)),
    modifiers(&Handle),
    tags(
        (name = "session", description = "The storefront's signed token for a handle"),
        (name = "sims", description = "The customer's SIMs, what is on them and what may be bought for them"),
        (name = "orders", description = "Intents to buy"),
        (name = "operations", description = "For the machine that keeps the BFF running")
    )
)]
pub(crate) struct Api;

/// The session's handle, as a scheme that operations may ask for.
struct Handle;

impl Modify for Handle {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some("The handle of POST /v1/session, on the page that it was opened for".to_owned());
        api.components.get_or_insert_default().add_security_scheme("handle", SecurityScheme::Http(scheme));
    }
}

/// Every way to fail, of every operation: the document's `code` tells them apart.
pub(crate) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let document = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let response = ResponseBuilder::new().description("A problem document").content("application/problem+json", document).build();
        BTreeMap::from([("default".to_owned(), RefOr::T(response))])
    }
}

/// The description, made once.
#[derive(Clone)]
pub(super) struct Document(Arc<utoipa::openapi::OpenApi>);

impl Document {
    /// Of that API.
    pub(super) fn of(api: utoipa::openapi::OpenApi) -> Self {
        Self(Arc::new(api))
    }
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operations", responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(super) async fn document(Extension(Document(api)): Extension<Document>) -> Json<utoipa::openapi::OpenApi> {
    Json(api.as_ref().clone())
}
