//! Secrets, from environment variables or files only.

use super::{Faults, Sources};
use secrecy::SecretString;

/// Where one secret is written down: exactly one of the two.
pub(super) struct Place<'a> {
    /// The key without `_env` or `_file`: `accounts.pressone.client_secret`.
    pub(super) key: String,
    pub(super) env: Option<&'a str>,
    pub(super) file: Option<&'a str>,
}

impl Place<'_> {
    /// The secret, or a fault that says where it was looked for.
    pub(super) fn read(&self, sources: &Sources, faults: &mut Faults) -> Option<SecretString> {
        let found = match (self.env, self.file) {
            (Some(name), None) => sources
                .environment
                .get(name)
                .cloned()
                .ok_or_else(|| (format!("{}_env", self.key), format!("the environment variable {name} is not set"))),
            (None, Some(file)) => {
                let path = sources.path(file);
                std::fs::read_to_string(&path)
                    .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
                    .map_err(|error| (format!("{}_file", self.key), format!("{} cannot be read: {error}", path.display())))
            }
            (Some(_), Some(_)) => Err((self.key.clone(), format!("give either {0}_env or {0}_file, not both", last(&self.key)))),
            (None, None) => Err((self.key.clone(), format!("is missing: give {0}_env or {0}_file", last(&self.key)))),
        };
        match found {
            Ok(secret) if secret.trim().is_empty() => faults.add(&self.key, "the secret is empty"),
            Ok(secret) => Some(SecretString::from(secret)),
            Err((key, text)) => faults.add(&key, text),
        }
    }
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
