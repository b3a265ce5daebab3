//! The opaque handle that the widget holds, and the hash that we keep.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Characters of a handle: 256 bits in base64url.
const LENGTH: usize = 43;

/// A handle as it travels. No `Debug`: it is a secret.
pub(crate) struct Handle(String);

/// SHA-256 of a handle: what is stored, and what the limiter counts by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct HandleHash([u8; 32]);

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("no randomness for a session handle")]
pub(crate) struct NoRandomness;

impl Handle {
    /// A new one.
    pub(crate) fn random() -> Result<Self, NoRandomness> {
        let mut bits = [0_u8; 32];
        rand::fill(&mut bits).map_err(|_| NoRandomness)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bits)))
    }

    /// A text that could be one; whether it is, only the table knows.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plausible = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        plausible.then(|| Self(text.to_owned()))
    }

    /// What is stored of it. Unsalted, because 256 random bits cannot be guessed.
    pub(crate) fn hash(&self) -> HandleHash {
        let mut hash = [0_u8; 32];
        let digest = digest::digest(&digest::SHA256, self.0.as_bytes());
        for (to, from) in hash.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        HandleHash(hash)
    }

    /// The text, for the one answer that carries it.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

impl HandleHash {
    /// The bytes, for the table.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_survives_the_wire_and_its_hash_tells_nothing() {
        let handle = Handle::random().unwrap();
        let (hash, text) = (handle.hash(), handle.into_text());
        assert!(Handle::parse(&text).unwrap().hash() == hash);
        assert!(Handle::random().unwrap().hash() != hash);
        assert!(!text.as_bytes().windows(8).any(|part| hash.as_bytes().windows(8).any(|other| other == part)));
    }

    #[test]
    fn what_cannot_be_a_handle_never_reaches_the_table() {
        for bad in ["", "short", &"a".repeat(42), &"a".repeat(44), &"é".repeat(43), &format!("{} ", "a".repeat(42))] {
            assert!(Handle::parse(bad).is_none(), "{bad}");
        }
    }
}
