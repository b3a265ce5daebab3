//! Names for SIMs that tell nothing: stable per storefront, so that a reload and a second device see the same.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::{Iccid, IdError, SimId};
use secrecy::{ExposeSecret as _, SecretString};

/// Bytes of the code that are kept: 128 bits, so that no two SIMs meet.
const KEPT: usize = 16;

/// Makes SIM ids under the server's secret.
pub(crate) struct SimNames(hmac::Key);

impl SimNames {
    /// From the configured secret.
    pub(crate) fn new(secret: &SecretString) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes()))
    }

    /// The id of a SIM at a storefront. Storefront names hold no control character, so the parts cannot run together.
    pub(crate) fn name(&self, storefront: &str, iccid: &Iccid) -> Result<SimId, IdError> {
        let tag = hmac::sign(&self.0, format!("{storefront}\n{}", iccid.as_str()).as_bytes());
        let kept: Vec<u8> = tag.as_ref().iter().copied().take(KEPT).collect();
        format!("sim_{}", URL_SAFE_NO_PAD.encode(kept)).parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(secret: &str, storefront: &str, iccid: &str) -> SimId {
        SimNames::new(&SecretString::from(secret)).name(storefront, &iccid.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_sim_keeps_its_name_and_shares_it_with_nobody() {
        let one = name("secret", "demo", "89340000000000872");
        assert_eq!(one, name("secret", "demo", "89340000000000872"));
        for other in [
            name("secret", "demo", "89340000000000873"),
            name("secret", "other", "89340000000000872"),
            name("another", "demo", "89340000000000872"),
        ] {
            assert_ne!(one, other);
        }
        assert!(!one.as_str().contains("872"));
    }
}
