//! Operators: people with a name and a key of their own, so that "who" is proven and two of them are two.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Digest, SHA256, digest};
use std::collections::BTreeMap;
use std::fmt;

/// The SHA-256 of an operator's key; the key itself is never kept. Unsalted, because long random keys cannot be guessed.
#[derive(Clone)]
pub struct KeyHash(Digest);

impl KeyHash {
    /// Of that key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(digest(&SHA256, key.as_bytes()))
    }
}

impl PartialEq for KeyHash {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.as_ref(), other.0.as_ref()).is_ok()
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyHash(…)")
    }
}

/// Whose key that is. All are compared, whichever fits: how long it takes tells nothing about any of them.
pub(crate) fn whose<'a>(key: &str, operators: &'a BTreeMap<String, KeyHash>) -> Option<&'a str> {
    let asked = KeyHash::of(key);
    operators.iter().fold(None, |found, (name, hash)| if *hash == asked { Some(name.as_str()) } else { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_owners_and_nobody_elses() {
        let keys = [("alice", "alices-key-0123456789abcdef"), ("bob", "bobs-key-0123456789abcdefgh")];
        let operators: BTreeMap<_, _> = keys.map(|(name, key)| (name.to_owned(), KeyHash::of(key))).into();
        for (name, key) in keys {
            assert_eq!(whose(key, &operators), Some(name));
        }
        for nobody in ["", "alices-key-0123456789abcde", "alices-key-0123456789abcdef ", "alice"] {
            assert_eq!(whose(nobody, &operators), None, "{nobody:?}");
        }
        assert_eq!(format!("{:?}", operators["bob"]), "KeyHash(…)");
    }
}
