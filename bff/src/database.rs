//! The BFF's own tables, beside the journal's: sessions, used tokens and cached history.
//!
//! One text of each statement serves both databases: SQLite too takes `$1`.

use order::{Postgres, StorageError, bring_up_to_date};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, SqlitePool};
use std::path::Path;
use std::time::Duration;

/// Where the tables are. Clones share their connections.
#[derive(Clone)]
pub(crate) enum Database {
    /// In the journal's file, of this process alone.
    Sqlite(SqlitePool),
    /// In the journal's database, shared by all instances.
    Postgres(Postgres),
}

/// Why the tables cannot be read or written. The text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the database fails: {0}")]
pub(crate) struct DatabaseError(String);

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<StorageError> for DatabaseError {
    fn from(error: StorageError) -> Self {
        Self(error.0)
    }
}

impl From<serde_json::Error> for DatabaseError {
    fn from(error: serde_json::Error) -> Self {
        // The column is named by the caller's table; the value itself may be a customer's, so only the place is told.
        Self(format!("a stored value cannot be read (line {}, column {})", error.line(), error.column()))
    }
}

impl Database {
    /// Opens the file and brings our tables up to date.
    pub(crate) async fn in_file(path: &Path) -> Result<Self, DatabaseError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        // A full disk makes SQLite end a transaction by itself, of which the library never hears: such a connection would refuse
        // every later one, so it is replaced.
        let pool = SqlitePoolOptions::new().max_connections(4).after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        let pool = pool.connect_with(options).await?;
        bring_up_to_date(&pool, &sqlx::migrate!("./migrations")).await?;
        Ok(Self::Sqlite(pool))
    }

    /// Brings our tables up to date there.
    pub(crate) async fn in_postgres(ways: Postgres) -> Result<Self, DatabaseError> {
        ways.bring_up_to_date(&sqlx::migrate!("./migrations-postgres")).await?;
        Ok(Self::Postgres(ways))
    }
}

/// Does `$work` with a pool that sees every row.
macro_rules! whole {
    ($database:expr, $pool:ident => $work:expr) => {
        match $database {
            $crate::database::Database::Sqlite($pool) => $work,
            $crate::database::Database::Postgres(ways) => {
                let $pool = ways.lookups();
                $work
            }
        }
    };
}

/// Does `$work` in a transaction that writes, and that sees the rows of one storefront only where the database can see to that.
macro_rules! scoped {
    ($database:expr, $storefront:expr, $transaction:ident => $work:block) => {
        match $database {
            $crate::database::Database::Sqlite(pool) => {
                let mut $transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
                $work
            }
            $crate::database::Database::Postgres(ways) => {
                let mut $transaction = ways.scoped($storefront).await?;
                $work
            }
        }
    };
}

pub(crate) use {scoped, whole};

#[cfg(test)]
pub(crate) mod both {
    //! Each kind of database, new and empty, for tests that hold for both.
    use super::*;
    use order::PostgresAddress;

    pub(crate) enum Place {
        File(tempfile::TempDir),
        Postgres(postgres_server::Database),
    }

    pub(crate) fn places() -> [Place; 2] {
        let database = postgres_server::Server::shared().unwrap().database().unwrap();
        [Place::File(tempfile::tempdir().unwrap()), Place::Postgres(database)]
    }

    impl Place {
        /// As a process opens it; another call is another process.
        pub(crate) async fn open(&self) -> Database {
            match self {
                Self::File(folder) => Database::in_file(&folder.path().join("journal.sqlite")).await.unwrap(),
                Self::Postgres(database) => {
                    let ways = Postgres::connect(&PostgresAddress::parse(&database.url()).unwrap()).await.unwrap();
                    Database::in_postgres(ways).await.unwrap()
                }
            }
        }
    }
}
