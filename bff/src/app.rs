//! Everything that a request handler may reach.

use crate::accounts::{self, Accounts};
use crate::catalogue::{Catalogue, Readings, ShownOffers};
use crate::config::{Config, JournalPlace};
use crate::database::{Database, DatabaseError};
use crate::history::History;
use crate::http::Readiness;
use crate::limits::Limits;
use crate::metrics::{Counted, Metrics};
use crate::session::{SessionStore, SimNames};
use crate::shop::ConfiguredShop;
use crate::vault::PostgresVault;
use order::{Engine, Journal, Postgres, PostgresJournal, SqliteJournal, StorageError};
use provider::{MemoryVault, TokenVault};
use std::sync::Arc;

/// The BFF without its socket.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) names: SimNames,
    pub(crate) sessions: SessionStore,
    pub(crate) limits: Limits,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) readings: Readings,
    pub(crate) shown: ShownOffers,
    pub(crate) history: Arc<History>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) engine: Engine,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) readiness: Readiness,
}

/// Why the BFF cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or the address is not this machine's.
    #[error("{key}: cannot listen on {address}")]
    Listen {
        /// `server.listen` or `admin.listen`.
        key: &'static str,
        /// Where.
        address: std::net::SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The journal's file or database cannot be used.
    #[error("journal: {place}: {why}")]
    Journal {
        /// Which.
        place: String,
        /// Why not.
        why: String,
    },
    /// A provider account or payment hook cannot be made from its settings.
    #[error("{0}")]
    Settings(String),
}

impl App {
    /// Opens the journal, takes up open orders, and makes ready to answer.
    pub(crate) async fn start(config: Config) -> Result<Self, StartError> {
        let journal_failed = |why: String| StartError::Journal { place: config.journal.to_string(), why };
        let Kept { journal, database, vault } = Kept::open(&config.journal).await.map_err(journal_failed)?;

        let metrics = Arc::new(Metrics::new());
        let mut accounts = Accounts::new();
        for (name, account) in &config.accounts {
            let client = accounts::client(account, name, Arc::clone(&vault))
                .map_err(|error| StartError::Settings(format!("accounts.{name}: {error}")))?;
            accounts.insert(name.clone(), Counted::over(name, client, metrics.calls()));
        }
        let catalogue = Arc::new(Catalogue::new(&config, accounts.clone()));
        let shop = ConfiguredShop::new(&config, accounts.clone(), Arc::clone(&catalogue));
        let shop = shop.map_err(|error| StartError::Settings(error.to_string()))?;
        let engine = Engine::start(Arc::clone(&journal), Arc::new(shop), config.orders.clone()).await;
        let engine = engine.map_err(|error| journal_failed(error.to_string()))?;
        Ok(Self {
            names: SimNames::new(&config.secret),
            sessions: SessionStore::new(database.clone(), config.sessions),
            limits: Limits::new(&config.limits),
            readings: Readings::new(accounts.clone(), &config.catalogue),
            shown: ShownOffers::new(config.catalogue.shown),
            history: Arc::new(History::new(database, accounts, config.catalogue.provider)),
            catalogue,
            journal,
            engine,
            metrics,
            readiness: Readiness::default(),
            config,
        })
    }
}

/// What outlives the process.
struct Kept {
    journal: Arc<dyn Journal>,
    database: Database,
    vault: Arc<dyn TokenVault>,
}

impl Kept {
    /// Everything in one place: what is shared by several machines is shared as a whole.
    async fn open(place: &JournalPlace) -> Result<Self, String> {
        let (storage, tables) = (|error: StorageError| error.0, |error: DatabaseError| error.to_string());
        Ok(match place {
            JournalPlace::File(path) => Self {
                journal: Arc::new(SqliteJournal::open(path).await.map_err(storage)?),
                database: Database::in_file(path).await.map_err(tables)?,
                vault: Arc::new(MemoryVault::default()),
            },
            JournalPlace::Postgres(address) => {
                let ways = Postgres::connect(address).await.map_err(storage)?;
                Self {
                    journal: Arc::new(PostgresJournal::open(ways.clone()).await.map_err(storage)?),
                    database: Database::in_postgres(ways.clone()).await.map_err(tables)?,
                    vault: Arc::new(PostgresVault::new(ways)),
                }
            }
        })
    }
}
