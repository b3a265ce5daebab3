//! Where configuration comes from: one TOML file, and environment variables over it.

use super::written::Written;
use super::{ConfigError, Fault};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What environment overrides start with: `TOPUP_BFF__SERVER__LISTEN` overrides `server.listen`.
const PREFIX: &str = "TOPUP_BFF";

/// Everything that configuration is read from, given as data so that a test can give its own.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The TOML text.
    pub toml: String,
    /// The folder that relative paths in it start from.
    pub folder: PathBuf,
    /// Environment variables: overrides and secrets.
    pub environment: BTreeMap<String, String>,
}

impl Sources {
    /// The file at `path` and this process's environment.
    ///
    /// # Errors
    /// When the file cannot be read, or a variable of ours is not Unicode.
    pub fn of_process(path: &Path) -> Result<Self, ConfigError> {
        let toml = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::one("--config", format!("{} cannot be read: {error}", path.display())))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        // A variable that is not Unicode cannot be one of ours; if it is meant to be, its absence is reported by name.
        let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(Self { toml, folder, environment: environment.collect() })
    }

    /// Reads the shape; unknown keys and wrong types become faults that name the key.
    pub(super) fn read(&self, faults: &mut Vec<Fault>) -> Option<Written> {
        let overrides: HashMap<String, String> = self.environment.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let merged = config::Config::builder()
            .add_source(config::File::from_str(&self.toml, config::FileFormat::Toml))
            .add_source(config::Environment::with_prefix(PREFIX).prefix_separator("__").separator("__").source(Some(overrides)))
            .build();
        let merged = match merged {
            Ok(merged) => merged,
            Err(error) => {
                faults.push(Fault::new("the file", format!("is not TOML: {error}")));
                return None;
            }
        };
        let mut unknown = Vec::new();
        let mut note = |path: serde_ignored::Path<'_>| unknown.push(plain(&path.to_string()));
        let read = serde_path_to_error::deserialize(serde_ignored::Deserializer::new(merged, &mut note));
        faults.extend(unknown.into_iter().map(|key| unknown_key(&key)));
        match read {
            Ok(written) => Some(written),
            Err(error) => {
                let key = plain(&error.path().to_string());
                faults.push(Fault::new(&key, format!("cannot be read: {}", error.into_inner())));
                None
            }
        }
    }

    /// A path as written, from the configuration's folder.
    pub(super) fn path(&self, written: &str) -> PathBuf {
        self.folder.join(written)
    }
}

/// The path without the marks of optional values and unknown names.
pub(super) fn plain(path: &str) -> String {
    path.split('.').filter(|segment| *segment != "?").collect::<Vec<_>>().join(".")
}

fn unknown_key(key: &str) -> Fault {
    let last = key.rsplit('.').next().unwrap_or(key);
    if matches!(last, "secret" | "client_secret" | "hook_secret" | "journal_password") {
        return Fault::new(key, format!("a secret may not stand in the configuration: name it with {last}_env or {last}_file"));
    }
    Fault::new(key, "there is no such key: see the reference in bff/README.md")
}
