//! The BFF's configuration for one stage.

use sandbox::Running;

/// The configuration file, for a BFF on `port` and a page served from `origin`.
pub(crate) fn text(_port: u16, _origin: &str, _sandbox: &Running) -> String {
    String::new()
}

/// The secrets, which the BFF takes only from its environment.
pub(crate) fn secrets(_sandbox: &Running) -> Vec<(String, String)> {
    Vec::new()
}
