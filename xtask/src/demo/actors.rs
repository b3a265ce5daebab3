//! The programs of the demo and how each is started.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::ports;
use crate::place::Place;

/// The sandbox's published secrets, which open nothing else, and one of the demo's own.
const SECRETS: [(&str, &str); 4] = [
    ("TOPUP_SERVER_SECRET", "the-demo-forgets-its-orders-anyway"),
    ("TOPUP_PRESSONE_SECRET", "demo-pressone-secret"),
    ("TOPUP_CONNECT_SECRET", "demo-connect-secret"),
    ("TOPUP_DEMO_HOOK_SECRET", "whsec_ZGVtby1ob29rLXNlY3JldC1vcGVucy1vbmx5LXRoZS1zYW5kYm94"),
];

/// Answered by the sandbox's storefront as soon as it plays.
pub(super) const STOREFRONT_READY: &str = "/storefront/demo.json";

/// The providers and the storefront's server, played by the sandbox.
pub(super) fn sandbox(place: &Place) -> Command {
    let mut command = Command::new(place.programs().join("sandbox"));
    for (flag, port) in [
        ("--pressone-port", ports::PRESSONE),
        ("--connect-port", ports::CONNECT),
        ("--storefront-port", ports::STOREFRONT),
        ("--control-port", ports::CONTROL),
    ] {
        command.args([flag, &port.to_string()]);
    }
    command.arg("--public-key-out").arg(public_key(place));
    command
}

/// The BFF, with the example configuration: its paths moved to the demo's folder, its origins to the page's port.
pub(super) fn bff(place: &Place, page: u16) -> Result<Command> {
    let example = place.root().join("bff/bff.example.toml");
    let text = fs::read_to_string(&example).with_context(|| format!("could not read {}", example.display()))?;
    let config = place.demo().join("bff.toml");
    let text = text.replace("../target/demo/", "").replace(":8080", &format!(":{page}"));
    fs::write(&config, text).with_context(|| format!("could not write {}", config.display()))?;
    let mut command = Command::new(place.programs().join("bff"));
    command.arg("--config").arg(config).envs(SECRETS);
    Ok(command)
}

/// The page and the widget, served and rebuilt by trunk.
pub(super) fn trunk(place: &Place, trunk: &Path, page: u16) -> Command {
    let mut command = Command::new(trunk);
    command.args(["serve", "--port", &page.to_string()]).current_dir(place.root());
    // Some terminals set this to 1, which trunk refuses to read as a boolean.
    command.env_remove("NO_COLOR");
    command
}

fn public_key(place: &Place) -> PathBuf {
    place.demo().join("storefront.pem")
}
