//! A customer's right to certain SIMs for a while.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Body of `POST /v1/session`: the JWT that the storefront's server signed. No `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// A compact JWS (EdDSA or ES256, at most five minutes old, used once).
    pub token: String,
}

/// Reply of `POST /v1/session`. No `Debug`: the handle is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// 256 random bits in base64url; travels in `Authorization: Bearer` and lives in memory only.
    pub handle: String,
    /// When the handle ends whatever is done with it; it also ends after 15 minutes without use.
    pub expires_at: Timestamp,
    /// The storefront's own reference of the customer, as it was signed.
    pub customer: String,
    /// What this session may do.
    pub capabilities: Capabilities,
}

/// What a session may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// May place orders.
    pub order: bool,
    /// How the customer pays, in the storefront's words ("Visa ·· 4242"), when it said so.
    pub payment_label: Option<String>,
}
