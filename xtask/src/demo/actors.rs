//! The programs of the demo and how each is started.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::ports;
use crate::need::{self, bindgen::Bindgen};
use crate::place::Place;

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

/// The BFF, with the example configuration and the sandbox's secrets.
pub(super) fn bff(place: &Place, _page: u16) -> Command {
    let mut command = Command::new(place.programs().join("bff"));
    command.arg("--config").arg(place.root().join("bff/bff.example.toml"));
    command
}

/// The page and the widget, served and rebuilt by trunk.
pub(super) fn trunk(place: &Place, trunk: &Path, bindgen: &Bindgen, page: u16) -> Result<Command> {
    let mut command = Command::new(trunk);
    command.args(["serve", "--port", &page.to_string()]).current_dir(place.root());
    command.env("PATH", need::path_with(bindgen.folder())?);
    // Some terminals set this to 1, which trunk refuses to read as a boolean.
    command.env_remove("NO_COLOR");
    Ok(command)
}

fn public_key(place: &Place) -> std::path::PathBuf {
    place.demo().join("storefront.pem")
}
