//! Everything that a request handler may reach.

use crate::accounts::{self, Accounts};
use crate::catalogue::{Catalogue, Readings, ShownOffers};
use crate::config::Config;
use crate::database;
use crate::history::History;
use crate::limits::Limits;
use crate::metrics::{Counted, Metrics};
use crate::session::{SessionStore, SimNames};
use crate::shop::ConfiguredShop;
use order::{Engine, Journal, SqliteJournal};
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
    /// The journal's file cannot be used.
    #[error("journal.path: {path}: {why}")]
    Journal {
        /// Which file.
        path: String,
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
        let journal_failed =
            |why: &dyn std::fmt::Display| StartError::Journal { path: config.journal.display().to_string(), why: why.to_string() };
        let journal = SqliteJournal::open(&config.journal).await.map_err(|error| journal_failed(&error))?;
        let journal: Arc<dyn Journal> = Arc::new(journal);
        let pool = database::open(&config.journal).await.map_err(|error| journal_failed(&error))?;

        let metrics = Arc::new(Metrics::new());
        let mut accounts = Accounts::new();
        for (name, account) in &config.accounts {
            let client = accounts::client(account).map_err(|error| StartError::Settings(format!("accounts.{name}: {error}")))?;
            accounts.insert(name.clone(), Counted::over(name, client, metrics.calls()));
        }
        let catalogue = Arc::new(Catalogue::new(&config, accounts.clone()));
        let shop = ConfiguredShop::new(&config, accounts.clone(), Arc::clone(&catalogue));
        let shop = shop.map_err(|error| StartError::Settings(error.to_string()))?;
        let engine = Engine::start(Arc::clone(&journal), Arc::new(shop), config.orders.clone()).await;
        let engine = engine.map_err(|error| journal_failed(&error))?;
        Ok(Self {
            names: SimNames::new(&config.secret),
            sessions: SessionStore::new(pool.clone(), config.sessions),
            limits: Limits::new(&config.limits),
            readings: Readings::new(accounts.clone(), &config.catalogue),
            shown: ShownOffers::new(config.catalogue.shown),
            history: Arc::new(History::new(pool, accounts, config.catalogue.provider)),
            catalogue,
            journal,
            engine,
            metrics,
            config,
        })
    }
}
