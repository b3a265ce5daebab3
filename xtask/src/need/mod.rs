//! What a command needs of the machine: looked for first, installed when that can be done without asking, named clearly when not.

pub(crate) mod axe;
pub(crate) mod bindgen;
pub(crate) mod browser;
mod debian;
pub(crate) mod firefox;
pub(crate) mod node;
pub(crate) mod npm;
pub(crate) mod own_std;
pub(crate) mod php;
pub(crate) mod postgres;
pub(crate) mod python;
pub(crate) mod shrink;
pub(crate) mod strace;
pub(crate) mod toolchain;
pub(crate) mod trunk;
pub(crate) mod webkit;

use std::env;
use std::path::PathBuf;

/// The program of this name that a shell would start.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}
