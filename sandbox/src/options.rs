//! What a caller decides before the sandbox starts.

use std::path::PathBuf;

use crate::{DEMO_HOOK_SECRET, Settings};

/// The path prefix of every PressOne call, to be joined to [`crate::Running::pressone_url`].
pub const PRESSONE_PREFIX: &str = "/customer/v2";

/// How to start a sandbox. Ports are TCP ports on loopback; 0 takes any free one.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port of the PressOne player.
    pub pressone_port: u16,
    /// Port of the Connect player.
    pub connect_port: u16,
    /// Port of the storefront player.
    pub storefront_port: u16,
    /// Port of the control API.
    pub control_port: u16,
    /// Folder served at the storefront's `/`: the built demo page.
    pub site: Option<PathBuf>,
    /// The BFF's address as the demo page must use it, absolute or relative to the page.
    pub bff_url: String,
    /// The `whsec_` secret that signs payment hooks both ways.
    pub hook_secret: String,
    /// Starting behaviour of the players; also what a reset returns to.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pressone_port: 0,
            connect_port: 0,
            storefront_port: 0,
            control_port: 0,
            site: None,
            bff_url: "/bff".to_owned(),
            hook_secret: DEMO_HOOK_SECRET.to_owned(),
            settings: Settings::default(),
        }
    }
}
