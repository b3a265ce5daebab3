//! One database of a server.

use crate::{Server, ServerError};
use std::sync::Arc;

/// Who owns every database and is no superuser, so that row-level security holds for it.
pub(crate) const OWNER: &str = "topup";

/// A database of a test's own. Keeps its server alive.
#[derive(Clone, Debug)]
pub struct Database {
    server: Arc<Server>,
    name: String,
}

impl Database {
    pub(crate) fn new(server: Arc<Server>, name: String) -> Self {
        Self { server, name }
    }

    /// Where it is, for its owner, as a configuration names it.
    pub fn url(&self) -> String {
        self.url_as(OWNER)
    }

    /// Where it is, for another role; `postgres` is the superuser.
    pub fn url_as(&self, role: &str) -> String {
        format!("postgres://{role}@localhost/{}?host={}", self.name, self.server.folder().display())
    }

    /// Runs SQL as the superuser; answers a line per row, fields parted by `|`.
    ///
    /// # Errors
    /// When the server is down or the SQL fails.
    pub fn sql(&self, sql: &str) -> Result<String, ServerError> {
        self.server.sql(&self.name, sql)
    }

    /// Removes it with all that is in it, whoever is connected: hundreds of them fill a disk before their server ends.
    ///
    /// # Errors
    /// When the server is down.
    pub fn remove(&self) -> Result<(), ServerError> {
        self.server.sql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name)).map(|_| ())
    }

    /// Its server.
    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }
}
