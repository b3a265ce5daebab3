//! What a command needs of the machine: looked for first, installed when that can be done without asking, named clearly when not.

pub(crate) mod bindgen;
pub(crate) mod browser;
pub(crate) mod toolchain;
pub(crate) mod trunk;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The program of this name that a shell would start.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The search path with `folder` in front, so that its programs win over others of the same name.
pub(crate) fn path_with(folder: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).context("the search path has a folder with a separator in its name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_put_in_front_is_searched_first() {
        let path = path_with(Path::new("first")).unwrap();
        assert_eq!(env::split_paths(&path).next().unwrap(), Path::new("first"));
    }
}
