//! Where PostgreSQL's programs are, and as whom they run.

use crate::ServerError;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a server takes.
const NEEDED: [&str; 4] = ["initdb", "postgres", "pg_ctl", "psql"];

/// Where Debian and Ubuntu keep them, one folder per version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs of one PostgreSQL installation.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
    /// User and group to run as; `None`: as we do.
    user: Option<(u32, u32)>,
}

impl Programs {
    /// The newest installation that has all of them.
    ///
    /// # Errors
    /// When there is none, or when we are root and there is no user `postgres`.
    pub fn find() -> Result<Self, ServerError> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        // Debian's own folders first: on PATH there may be only the client programs.
        let folder = debian().into_iter().chain(std::env::split_paths(&path)).find(|folder| whole(folder));
        let folder = folder.ok_or(ServerError::NotInstalled)?;
        let user = if is_root()? { Some(user("postgres").ok_or(ServerError::NoUser)?) } else { None };
        Ok(Self { folder, user })
    }

    /// One of them, ready to be given arguments; it runs as PostgreSQL's own user when we are root.
    pub(crate) fn command(&self, name: &str) -> Command {
        self.as_user(Command::new(self.folder.join(name)))
    }

    /// Another program, run as they are and finding them first.
    pub(crate) fn beside(&self, program: &str) -> Command {
        let mut command = self.as_user(Command::new(program));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(self.folder.clone()).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(paths) {
            command.env("PATH", path);
        }
        command
    }

    /// Gives a folder to the user that they run as.
    pub(crate) fn own(&self, folder: &Path) -> Result<(), ServerError> {
        let (user, group) = self.user.unzip();
        std::os::unix::fs::chown(folder, user, group).map_err(ServerError::system("the folder cannot be given to postgres"))
    }

    fn as_user(&self, mut command: Command) -> Command {
        // They want to stand where they may read.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

fn debian() -> Vec<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path());
    let number = |folder: &PathBuf| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut versions: Vec<_> = versions.filter_map(|folder| Some((number(&folder)?, folder))).collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder.join("bin")).collect()
}

fn whole(folder: &Path) -> bool {
    NEEDED.iter().all(|program| folder.join(program).is_file())
}

fn is_root() -> Result<bool, ServerError> {
    use std::os::unix::fs::MetadataExt as _;
    // What we make is ours: a file tells our user without a call that the standard library does not have.
    let file = tempfile::tempfile().and_then(|file| file.metadata()).map_err(ServerError::system("no temporary file"))?;
    Ok(file.uid() == 0)
}

fn user(name: &str) -> Option<(u32, u32)> {
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
