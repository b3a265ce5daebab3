//! The seal of a shared token. Its key comes from the account's client secret: every instance has that, a database has not,
//! and whoever has it could fetch a token anyway.

use crate::config::Credentials;
use crate::vault::SealedToken;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use secrecy::ExposeSecret as _;

const PURPOSE: &[u8] = b"esim-topup shared access token, version 1";

/// Seals and opens the tokens of one account.
pub(crate) struct Sealer {
    key: RandomizedNonceKey,
    /// What the token is for; a token of another account, client or token endpoint does not open.
    bound_to: String,
}

impl Sealer {
    pub(crate) fn new(credentials: &Credentials, account: &str, token_url: &str) -> Result<Self, Unspecified> {
        let mut key = [0; 32];
        let root = Salt::new(HKDF_SHA256, PURPOSE).extract(credentials.client_secret.expose_secret().as_bytes());
        root.expand(&[account.as_bytes()], &AES_256_GCM)?.fill(&mut key)?;
        let bound_to = [account, &credentials.client_id, token_url].join("\n");
        Ok(Self { key: RandomizedNonceKey::new(&AES_256_GCM, &key)?, bound_to })
    }

    /// Nonce, sealed text and tag in one.
    pub(crate) fn seal(&self, mut text: Vec<u8>) -> Result<SealedToken, Unspecified> {
        let nonce = self.key.seal_in_place_append_tag(Aad::from(&self.bound_to), &mut text)?;
        let mut bytes = nonce.as_ref().to_vec();
        bytes.append(&mut text);
        Ok(SealedToken::from_bytes(bytes))
    }

    /// The text, unless it was sealed for something else or damaged.
    pub(crate) fn open(&self, token: &SealedToken) -> Result<Vec<u8>, Unspecified> {
        let (nonce, sealed) = token.as_bytes().split_at_checked(NONCE_LEN).ok_or(Unspecified)?;
        let mut text = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        Ok(self.key.open_in_place(nonce, Aad::from(&self.bound_to), &mut text)?.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(secret: &str, client: &str, account: &str, url: &str) -> Sealer {
        Sealer::new(&Credentials { client_id: client.to_owned(), client_secret: secret.to_owned().into() }, account, url).unwrap()
    }

    #[test]
    fn a_token_opens_for_its_own_account_only() {
        let ours = sealer("s", "us", "pressone", "https://a.test/token");
        let sealed = ours.seal(b"very-secret".to_vec()).unwrap();
        assert_eq!(ours.open(&sealed).unwrap(), b"very-secret");
        assert_eq!(sealer("s", "us", "pressone", "https://a.test/token").open(&sealed).unwrap(), b"very-secret", "another instance");
        for other in [
            sealer("another", "us", "pressone", "https://a.test/token"),
            sealer("s", "them", "pressone", "https://a.test/token"),
            sealer("s", "us", "connect", "https://a.test/token"),
            sealer("s", "us", "pressone", "https://b.test/token"),
        ] {
            assert!(other.open(&sealed).is_err());
        }
    }

    #[test]
    fn a_damaged_token_never_opens_and_a_sealed_one_shows_nothing() {
        let ours = sealer("s", "us", "pressone", "https://a.test/token");
        let sealed = ours.seal(b"very-secret".to_vec()).unwrap();
        assert!(!sealed.as_bytes().windows(6).any(|bytes| bytes == b"secret"));
        assert_ne!(ours.seal(b"very-secret".to_vec()).unwrap(), sealed, "never the same twice");
        for at in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert!(ours.open(&SealedToken::from_bytes(bytes)).is_err(), "bit at {at}");
        }
        for bytes in [vec![], vec![7; 5], vec![7; 12], vec![7; 200], b"very-secret".to_vec()] {
            assert!(ours.open(&SealedToken::from_bytes(bytes)).is_err());
        }
    }
}
