//! The demo storefront's session key: made at start, public half handed to the BFF.

use anyhow::Context as _;
use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::{Ed25519KeyPair, KeyPair as _},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

/// The `kid` of the demo storefront's only key.
pub(crate) const KEY_ID: &str = "demo-1";

/// Signs session tokens with EdDSA.
pub(crate) struct SessionSigner {
    private: EncodingKey,
    public_pem: String,
}

impl SessionSigner {
    pub(crate) fn generate() -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::generate().context("failed to make the session key")?;
        let pkcs8 = pair.to_pkcs8v1().context("failed to encode the session key")?;
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().context("failed to encode the public session key")?;
        Ok(Self {
            private: EncodingKey::from_ed_der(pkcs8.as_ref()),
            public_pem: pem::encode(&pem::Pem::new("PUBLIC KEY", public.as_ref())),
        })
    }

    /// The public key as SubjectPublicKeyInfo in PEM.
    pub(crate) fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// A compact JWT over `claims`.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some("topup-session+jwt".to_owned());
        header.kid = Some(KEY_ID.to_owned());
        jsonwebtoken::encode(&header, claims, &self.private).context("failed to sign a session token")
    }
}
