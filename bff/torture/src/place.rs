//! Places for a journal: a file, or a database.

use crate::child::PATIENCE;
use anyhow::{Context as _, Result};
use order::{Journal, Postgres, PostgresAddress, PostgresJournal, SqliteJournal};
use postgres_server::{Database, Server};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// A backend of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Backend {
    /// One file.
    Sqlite,
    /// A database server.
    Postgres,
}

/// Both.
pub const BACKENDS: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

/// Where a journal is, as a process can be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalAt {
    /// In that file.
    Sqlite(PathBuf),
    /// In that file, without waiting for the disk.
    Careless(PathBuf),
    /// In that database.
    Postgres(String),
}

impl JournalAt {
    /// Opens it as the BFF does.
    ///
    /// # Errors
    /// When it cannot be opened: another process may hold the file.
    pub async fn open(&self) -> Result<Arc<dyn Journal>> {
        match self {
            Self::Sqlite(path) => Ok(Arc::new(SqliteJournal::open(path).await.context("the journal's file")?)),
            Self::Careless(path) => Ok(Arc::new(SqliteJournal::open_carelessly(path).await.context("the journal's file")?)),
            Self::Postgres(url) => {
                let (address, deadline) = (PostgresAddress::parse(url)?, Instant::now() + PATIENCE);
                let database = loop {
                    match Postgres::connect(&address).await {
                        Ok(database) => break database,
                        Err(error) if Instant::now() > deadline => return Err(error.into()),
                        // The journal waits for no longer than a customer would; under torture the server is slower than that.
                        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                    }
                };
                Ok(Arc::new(PostgresJournal::open(database).await?))
            }
        }
    }
}

/// A place of its own for one journal; a folder is gone when it is dropped, a database when it is cleared or with this process.
pub struct Place {
    at: JournalAt,
    folder: Option<tempfile::TempDir>,
    database: Option<Database>,
}

impl Place {
    /// A new, empty one.
    ///
    /// # Errors
    /// When there is no room for it, or the database server's programs are missing.
    pub async fn new(backend: Backend) -> Result<Self> {
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir()?;
                Ok(Self { at: JournalAt::Sqlite(folder.path().join("journal.db")), folder: Some(folder), database: None })
            }
            Backend::Postgres => Self::on(server().await?).await,
        }
    }

    /// A new, empty database on that server.
    ///
    /// # Errors
    /// When the server is down.
    pub async fn on(server: Arc<Server>) -> Result<Self> {
        let database = tokio::task::spawn_blocking(move || server.database()).await??;
        Ok(Self { at: JournalAt::Postgres(database.url()), folder: None, database: Some(database) })
    }

    /// The database, where it is one.
    pub const fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The folder, where it is a file.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(tempfile::TempDir::path)
    }

    /// Removes it with all that is in it.
    ///
    /// # Errors
    /// When the database server is down.
    pub async fn clear(self) -> Result<()> {
        match self.database {
            Some(database) => Ok(tokio::task::spawn_blocking(move || database.remove()).await??),
            None => Ok(()),
        }
    }

    /// Where it is.
    pub const fn at(&self) -> &JournalAt {
        &self.at
    }
}

/// The one server of this process, with room for dozens of instances.
async fn server() -> Result<Arc<Server>> {
    static SERVER: OnceCell<Arc<Server>> = OnceCell::const_new();
    let start = || async { anyhow::Ok(tokio::task::spawn_blocking(|| Server::start(&[("max_connections", "800")])).await??) };
    SERVER.get_or_try_init(start).await.cloned()
}
