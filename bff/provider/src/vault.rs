//! Where the instances of one shop share an account's access token, so that a limit of three a minute holds for all of them.

use async_trait::async_trait;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// An access token under a key that the vault does not have, so that no plain token can reach a database. Only this crate can
/// seal and open one; to a vault it is bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(Vec<u8>);

impl SealedToken {
    /// As a vault has kept it. Bytes that were never sealed, or for another account, are no token to anybody.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What a vault keeps, some 100 bytes more than the token itself.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealedToken({} bytes)", self.0.len())
    }
}

/// A vault that cannot be reached; the text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token vault: {0}")]
pub struct VaultError(pub String);

/// The turn to fetch an account's token; given up when dropped, also when its holder dies.
pub type Turn = Box<dyn Send>;

/// One token per account, shared by every instance that uses the vault. A vault that fails stops nobody: the instance fetches
/// a token of its own.
#[async_trait]
pub trait TokenVault: Send + Sync + 'static {
    /// The account's token as it was last stored.
    ///
    /// # Errors
    /// The vault cannot be read.
    async fn load(&self, account: &str) -> Result<Option<SealedToken>, VaultError>;

    /// Replaces the account's token.
    ///
    /// # Errors
    /// The vault cannot be written.
    async fn store(&self, account: &str, token: &SealedToken) -> Result<(), VaultError>;

    /// Waits until no other instance holds the account's turn, and holds it until the answer is dropped. The caller waits for
    /// a few seconds at most and then goes on without.
    ///
    /// # Errors
    /// The vault cannot be reached.
    async fn turn(&self, account: &str) -> Result<Turn, VaultError>;
}

/// A vault for the clients of one process.
#[derive(Debug, Default)]
pub struct MemoryVault {
    tokens: Mutex<BTreeMap<String, SealedToken>>,
    turns: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[async_trait]
impl TokenVault for MemoryVault {
    async fn load(&self, account: &str) -> Result<Option<SealedToken>, VaultError> {
        Ok(self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned())
    }

    async fn store(&self, account: &str, token: &SealedToken) -> Result<(), VaultError> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(account.to_owned(), token.clone());
        Ok(())
    }

    async fn turn(&self, account: &str) -> Result<Turn, VaultError> {
        let turn = Arc::clone(self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(account.to_owned()).or_default());
        Ok(Box::new(turn.lock_owned().await))
    }
}
