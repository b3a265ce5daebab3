//! The BFF's own tables, in the journal's file: sessions, used tokens and cached history.

use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Why the tables cannot be read or written. The text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the database fails: {0}")]
pub(crate) struct DatabaseError(String);

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for DatabaseError {
    fn from(error: serde_json::Error) -> Self {
        // The column is named by the caller's table; the value itself may be a customer's, so only the place is told.
        Self(format!("a stored value cannot be read (line {}, column {})", error.line(), error.column()))
    }
}

/// Opens the file and brings our tables up to date.
pub(crate) async fn open(path: &Path) -> Result<SqlitePool, DatabaseError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let mut migrator = Migrator { migrations: MIGRATIONS.migrations.clone(), ..Migrator::DEFAULT };
    // The journal keeps its own versions in the same file.
    migrator.set_ignore_missing(true);
    migrator.run(&pool).await.map_err(|error| DatabaseError(error.to_string()))?;
    Ok(pool)
}
