//! Where the journal is kept.

use super::secrets::Place;
use super::{Faults, Sources};
use order::PostgresAddress;
use std::fmt;
use std::path::PathBuf;

/// Where journal, sessions and history are kept. `Debug` shows no password.
#[derive(Clone, Debug)]
pub enum JournalPlace {
    /// A SQLite file, of one process alone.
    File(PathBuf),
    /// A database, which any number of instances may share.
    Postgres(Box<PostgresAddress>),
}

impl fmt::Display for JournalPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Postgres(address) => write!(formatter, "{address}"),
        }
    }
}

/// What to write instead.
const EXAMPLE: &str = "journal = \"journal.sqlite\" or journal = \"postgres://topup@db.internal/topup\", above the first table";

/// Checks it.
pub(super) fn check(
    written: Option<config::Value>,
    password_env: Option<String>,
    password_file: Option<String>,
    sources: &Sources,
    faults: &mut Faults,
) -> Option<JournalPlace> {
    let written = faults.required("journal", written, EXAMPLE)?;
    let config::ValueKind::String(text) = written.kind else {
        return faults.add("journal", format!("is one text, not a table: {EXAMPLE}"));
    };
    let has_password = password_env.is_some() || password_file.is_some();
    if !PostgresAddress::is_meant_by(&text) {
        if text.is_empty() || text.contains("://") {
            return faults.add("journal", format!("is neither a path nor a database that we know: {EXAMPLE}"));
        }
        if has_password {
            return faults.add("journal_password", "is for a database; the journal is a file");
        }
        return Some(JournalPlace::File(sources.path(&text)));
    }
    let address = match PostgresAddress::parse(&text) {
        Ok(address) => address,
        Err(fault) => return faults.add("journal", fault.to_string()),
    };
    if !has_password {
        return Some(JournalPlace::Postgres(Box::new(address)));
    }
    let place = Place { key: "journal_password".to_owned(), env: password_env.as_deref(), file: password_file.as_deref() };
    Some(JournalPlace::Postgres(Box::new(address.with_password(place.read(sources, faults)?))))
}
