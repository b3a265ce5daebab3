//! The programs of a PostgreSQL server: the tests start servers of their own from them, in temporary folders.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::{debian, on_path};

const WORDS: &str = "the tests start PostgreSQL servers of their own: install its server programs \
    (Debian and Ubuntu: `apt-get install postgresql`), or put `initdb` and `postgres` on the search path";

/// Where Debian keeps them, off the search path, by version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Sees to it that they are here.
pub(crate) fn server() -> Result<()> {
    if found() {
        return Ok(());
    }
    if !debian::may_install() {
        bail!(WORDS);
    }
    debian::install(&["postgresql"], "the order journal is tested on PostgreSQL as well as on SQLite")?;
    if found() { Ok(()) } else { bail!(WORDS) }
}

fn found() -> bool {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let whole = |folder: &Path| ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file());
    (on_path("initdb").is_some() && on_path("postgres").is_some()) || versions.into_iter().any(|folder| whole(&folder))
}
