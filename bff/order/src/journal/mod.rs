//! Where orders are kept.

use std::path::Path;

/// Why the journal could not be read or written. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal fails: {0}")]
pub struct StorageError(pub String);

/// Where orders are kept.
pub trait Journal: Send + Sync + 'static {}

/// A journal that forgets on exit: for tests and simulations.
#[derive(Debug, Default)]
pub struct MemoryJournal;

impl Journal for MemoryJournal {}

/// A journal in one SQLite file.
#[derive(Debug)]
pub struct SqliteJournal;

impl SqliteJournal {
    /// Opens or makes the file, brings its schema up to date and takes the lock that keeps a second process out.
    pub async fn open(_path: &Path) -> Result<Self, StorageError> {
        Err(StorageError("being written".to_owned()))
    }
}

impl Journal for SqliteJournal {}
