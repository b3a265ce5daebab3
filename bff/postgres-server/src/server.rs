//! One server.

use crate::database::{Database, OWNER};
use crate::keeper::Keeper;
use crate::{Programs, ServerError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Settings of every server: small, reached by its socket only, honest about what is on disk.
const SETTINGS: [(&str, &str); 6] = [
    ("listen_addresses", "''"),
    ("max_connections", "200"),
    ("shared_buffers", "32MB"),
    ("max_wal_size", "256MB"),
    ("autovacuum_naptime", "10s"),
    ("fsync", "on"),
];

/// A PostgreSQL server in a folder of its own. Dropping it stops it and removes the folder.
#[derive(Debug)]
pub struct Server {
    programs: Programs,
    folder: PathBuf,
    keeper: Mutex<Keeper>,
    made: AtomicU32,
}

impl Server {
    /// Starts one; `settings` come on top of the usual ones, as `("fsync", "off")`.
    ///
    /// # Errors
    /// When the programs are missing or the server does not start.
    pub fn start(settings: &[(&str, &str)]) -> Result<Arc<Self>, ServerError> {
        let programs = Programs::find()?;
        // Kept, for it is the keeper that removes it.
        let folder = tempfile::Builder::new().prefix("pg-").tempdir().map_err(ServerError::system("no temporary folder"))?.keep();
        let prepared = prepare(&programs, &folder);
        let settings: Vec<String> = SETTINGS.iter().chain(settings).map(|(name, value)| format!("-c {name}={value}")).collect();
        let settings = format!("-k {} {}", folder.display(), settings.join(" "));
        let started = prepared.and_then(|()| Keeper::start(&programs, &folder, &settings));
        let (keeper, up) = match started {
            Ok(started) => started,
            Err(error) => {
                // Nothing runs in it, and nobody else knows of it.
                let _ = std::fs::remove_dir_all(&folder);
                return Err(error);
            }
        };
        if !up {
            let log = folder.join("log");
            let said = end_of(&log);
            return Err(ServerError::NotStarted { log, said });
        }
        let server = Self { programs, folder, keeper: Mutex::new(keeper), made: AtomicU32::new(0) };
        server.sql("postgres", &format!("CREATE ROLE {OWNER} LOGIN"))?;
        Ok(Arc::new(server))
    }

    /// The one that all tests of this process share; it ends with the process.
    ///
    /// # Errors
    /// Those of [`Server::start`], to the first who asks; the next one tries again.
    pub fn shared() -> Result<Arc<Self>, ServerError> {
        static SHARED: OnceLock<Mutex<Option<Arc<Server>>>> = OnceLock::new();
        let mut shared = SHARED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.as_ref() {
            return Ok(Arc::clone(server));
        }
        let server = Self::start(&[])?;
        Ok(Arc::clone(shared.insert(server)))
    }

    /// A new, empty database, owned by a role that is no superuser.
    ///
    /// # Errors
    /// When the server is down.
    pub fn database(self: &Arc<Self>) -> Result<Database, ServerError> {
        let name = format!("t{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER}"))?;
        Ok(Database::new(Arc::clone(self), name))
    }

    /// Ends it as a power cut does: at once, without writing anything more.
    ///
    /// # Errors
    /// When its keeper is gone.
    pub fn crash(&self) -> Result<(), ServerError> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner).tell("crash").map(|_| ())
    }

    /// Starts it again after [`Server::crash`]; it has recovered when this returns.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start_again(&self) -> Result<(), ServerError> {
        if self.keeper.lock().unwrap_or_else(PoisonError::into_inner).tell("start")? == "ready" {
            return Ok(());
        }
        let log = self.folder.join("log");
        Err(ServerError::NotStarted { said: end_of(&log), log })
    }

    /// The folder with its socket and its log (`log`).
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs SQL as the superuser in one of the databases; answers what it says, a line per row, fields parted by `|`.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> Result<String, ServerError> {
        let mut psql = self.programs.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", database, "-c", sql]);
        let output = psql.arg("-h").arg(&self.folder).output().map_err(ServerError::system("psql cannot be started"))?;
        said("psql", &output)
    }
}

fn prepare(programs: &Programs, folder: &Path) -> Result<(), ServerError> {
    use std::os::unix::fs::PermissionsExt as _;
    // The socket is in it, and whoever runs the tests is another user than the server.
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).map_err(ServerError::system("the folder's rights"))?;
    programs.own(folder)?;
    let mut initdb = programs.command("initdb");
    initdb.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"]).arg(folder.join("data"));
    let output = initdb.output().map_err(ServerError::system("initdb cannot be started"))?;
    said("initdb", &output).map(|_| ())
}

fn said(program: &str, output: &std::process::Output) -> Result<String, ServerError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(ServerError::Failed { program: program.to_owned(), said: String::from_utf8_lossy(&output.stderr).trim_end().to_owned() })
}

fn end_of(log: &Path) -> String {
    let log = std::fs::read_to_string(log).unwrap_or_else(|error| error.to_string());
    let lines: Vec<&str> = log.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("; ")
}
