//! The published credentials of the demo accounts. They open the sandbox and nothing else.

/// The secret shared by BFF and demo storefront for signing payment hooks, in the `whsec_` form of Standard Webhooks.
pub const DEMO_HOOK_SECRET: &str = "whsec_ZGVtby1ob29rLXNlY3JldC1vcGVucy1vbmx5LXRoZS1zYW5kYm94";

/// One account's OAuth client credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `client_id` at the provider's token endpoint.
    pub client_id: String,
    /// `client_secret` at the provider's token endpoint.
    pub client_secret: String,
}

impl Credentials {
    /// The reseller's account at the played PressOne.
    #[must_use]
    pub fn pressone_demo() -> Self {
        Self { client_id: "demo-pressone-client".to_owned(), client_secret: "demo-pressone-secret".to_owned() }
    }

    /// The reseller's account at the played Connect.
    #[must_use]
    pub fn connect_demo() -> Self {
        Self { client_id: "demo-connect-client".to_owned(), client_secret: "demo-connect-secret".to_owned() }
    }
}
