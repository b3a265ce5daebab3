//! A PostgreSQL server of a test's own: real, in a temporary folder, reached by a socket in it, and gone with the process that
//! started it, however that ends.
//!
//! The server runs below a small shell script whose standard input is a pipe from here: when the pipe closes, because the
//! [`Server`] is dropped or because the process was killed, the script stops the server and removes its folder.
//!
//! Architecture invariant: nothing that ships depends on this crate, and it knows nothing of what is kept in its databases.
#![deny(missing_docs)]

mod database;
mod keeper;
mod programs;
mod server;

pub use database::Database;
pub use programs::Programs;
pub use server::Server;

use std::path::PathBuf;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The programs are not on this machine.
    #[error(
        "PostgreSQL's programs initdb, postgres, pg_ctl and psql are neither on PATH nor in /usr/lib/postgresql: apt install postgresql"
    )]
    NotInstalled,
    /// PostgreSQL does not run as root, and there is no other user to run it as.
    #[error("PostgreSQL does not run as root, and there is no user `postgres` to run it as: apt install postgresql")]
    NoUser,
    /// A program could not be started or talked to.
    #[error("{what}: {why}")]
    System {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        why: std::io::Error,
    },
    /// A program said no.
    #[error("{program} failed: {said}")]
    Failed {
        /// Which.
        program: String,
        /// What it said.
        said: String,
    },
    /// The server did not come up.
    #[error("PostgreSQL did not start; see {log}: {said}", log = log.display())]
    NotStarted {
        /// Its log, as long as the folder lives.
        log: PathBuf,
        /// The end of it.
        said: String,
    },
}

impl ServerError {
    fn system(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |why| Self::System { what, why }
    }
}
