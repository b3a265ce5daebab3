//! Ways into the database, each with what it may see and how long it waits for the disk.

use super::address::PostgresAddress;
use crate::journal::StorageError;
use crate::journal::schema;
use crate::journal::stored::storage;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Postgres as Db, Transaction};
use std::time::Duration;

/// The longest that a statement waits for a connection, and a connection for the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a connection may have been idle before it is tried with a ping: the database may have been restarted.
const STALE: Duration = Duration::from_secs(1);

/// How long such a ping may take.
const PING: Duration = Duration::from_secs(1);

/// The number of connections that one instance opens at most, in all.
const ENGINE: u32 = 10;
const CUSTOMERS: u32 = 8;
const LOOKUPS: u32 = 5;
const BACKGROUND: u32 = 4;
const TURNS: u32 = 4;

/// A PostgreSQL database, ready for the journal and the tables beside it. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Postgres {
    engine: PgPool,
    customers: PgPool,
    lookups: PgPool,
    background: PgPool,
    turns: PgPool,
}

impl Postgres {
    /// Connects, and sees to it that what the journal promises can hold there.
    ///
    /// # Errors
    /// When it cannot be reached, or is set up so that orders could get lost or seen by others; the text says what to change.
    pub async fn connect(address: &PostgresAddress) -> Result<Self, StorageError> {
        let everything = [("topup.storefront", "*")];
        let engine = pool(ENGINE, options(address, "on").options(everything)).await?;
        let ways = Self {
            engine,
            // Sees nothing until a transaction has said whose rows it wants.
            customers: pool(CUSTOMERS, options(address, "on")).await?,
            lookups: pool(LOOKUPS, options(address, "on").options(everything)).await?,
            // For what may be lost with the database: nobody waits for the disk.
            background: pool(BACKGROUND, options(address, "off").options(everything)).await?,
            turns: pool(TURNS, options(address, "off")).await?,
        };
        ways.judge(address).await?;
        Ok(ways)
    }

    /// Connections that see every storefront's rows: the engine's own work.
    pub fn whole(&self) -> &PgPool {
        &self.engine
    }

    /// Connections that see every storefront's rows, for what whoever comes may ask for; apart, so that no crowd at the door keeps
    /// the engine from storing what a provider has answered.
    pub fn lookups(&self) -> &PgPool {
        &self.lookups
    }

    /// Connections whose commits do not wait for the disk: for what is only a hint.
    pub(super) fn background(&self) -> &PgPool {
        &self.background
    }

    /// Connections for locks that are held while somebody outside is asked; apart, so that they keep no order waiting.
    pub fn turns(&self) -> &PgPool {
        &self.turns
    }

    /// A transaction that sees one storefront's rows and no others.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn scoped(&self, storefront: &str) -> Result<Transaction<'static, Db>, sqlx::Error> {
        let mut transaction = self.customers.begin().await?;
        sqlx::query("SELECT set_config('topup.storefront', $1, true)").bind(storefront).execute(&mut *transaction).await?;
        Ok(transaction)
    }

    /// Makes the tables or brings them up to date; several instances may do so at once.
    pub(super) async fn migrate(&self) -> Result<(), StorageError> {
        self.bring_up_to_date(&sqlx::migrate!("./migrations-postgres")).await
    }

    /// The same for the tables of another part of the program. A table of many rows takes longer than any statement of an order
    /// may, and so may waiting for an instance that is at it already.
    ///
    /// # Errors
    /// As [`schema::bring_up_to_date`](crate::bring_up_to_date).
    pub async fn bring_up_to_date(&self, migrations: &Migrator) -> Result<(), StorageError> {
        let patient = self.engine.connect_options().as_ref().clone().options([("statement_timeout", "0")]);
        let patient = pool(1, patient).await?;
        let done = schema::bring_up_to_date(&patient, migrations).await;
        patient.close().await;
        done
    }

    async fn judge(&self, address: &PostgresAddress) -> Result<(), StorageError> {
        let (exempt, fsync): (bool, bool) =
            sqlx::query_as("SELECT rolsuper OR rolbypassrls, current_setting('fsync')::boolean FROM pg_roles WHERE rolname = current_user")
                .fetch_one(&self.engine)
                .await
                .map_err(storage)?;
        if exempt {
            let role = address.role();
            return Err(StorageError(format!(
                "the role {role:?} is a superuser or bypasses row-level security, so one shop could see another's rows: use a plain role \
                 (CREATE ROLE topup LOGIN; ALTER DATABASE … OWNER TO topup)"
            )));
        }
        if !fsync {
            return Err(StorageError(
                "the server runs with fsync = off, so an order could be lost after it was sent: switch it on".to_owned(),
            ));
        }
        Ok(())
    }
}

fn options(address: &PostgresAddress, synchronous_commit: &str) -> PgConnectOptions {
    address.options().application_name("esim-topup").options([
        ("synchronous_commit", synchronous_commit),
        // An instance that freezes inside a transaction must not hold up the others.
        ("idle_in_transaction_session_timeout", "10s"),
        ("statement_timeout", "10s"),
    ])
}

async fn pool(most: u32, options: PgConnectOptions) -> Result<PgPool, StorageError> {
    let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE).test_before_acquire(false);
    let pool = pool.before_acquire(|connection, idle| {
        Box::pin(async move {
            // One that does not answer at once is replaced, rather than waited for: its other end may be gone without a word.
            let alive = idle.idle_for < STALE || matches!(tokio::time::timeout(PING, connection.ping()).await, Ok(Ok(())));
            Ok(alive)
        })
    });
    pool.connect_with(options).await.map_err(|error| StorageError(format!("the database cannot be entered: {error}")))
}
