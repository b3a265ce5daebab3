//! PHP, with which the documented shop and the WordPress plugin are tried.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{debian, on_path};

const WORDS: &str =
    "the documented shop in PHP is tried as a program: install PHP 8.1 or newer (Debian and Ubuntu: `apt-get install php-cli`)";

/// The program.
pub(crate) fn php() -> Result<PathBuf> {
    if on_path("php").is_none() && debian::may_install() {
        debian::install(&["php-cli"], "the documented shop in PHP and the WordPress plugin are tried as programs")?;
    }
    on_path("php").context(WORDS)
}
