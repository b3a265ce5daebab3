//! `cargo xtask demo`: the sandbox, the BFF and a storefront page with the widget, until Ctrl-C.

mod actors;
mod ports;
mod ready;
mod troupe;

use std::fs;

use anyhow::{Context, Result};

use self::troupe::Troupe;
use crate::need::trunk;
use crate::place::Place;
use crate::say;
use crate::step::{run as run_program, step};
use crate::widget::Tools;

/// Where to serve the page.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The port of the storefront page, on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Starts everything, prints the address, and stops everything when one of it ends or Ctrl-C is pressed.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    ports::free(arguments.port)?;
    let trunk = trunk::trunk(place)?;
    // trunk's hook needs them too, and would be silent about how long they take.
    Tools::build(place)?;
    step("the BFF and the sandbox", "the two servers behind the page; about three minutes the first time", || {
        run_program(place.native("build").args(["--bin", "bff", "--bin", "sandbox"]))
    })?;

    // A journal of an earlier demo would know orders of a sandbox that has forgotten them.
    let folder = place.demo();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;

    let mut troupe = Troupe::new()?;
    troupe.start("sandbox", actors::sandbox(place), &folder)?;
    ready::wait(&mut troupe, "sandbox", &ports::url(ports::STOREFRONT, actors::STOREFRONT_READY))?;
    troupe.start("bff", actors::bff(place, arguments.port)?, &folder)?;
    ready::wait(&mut troupe, "bff", &ports::url(ports::BFF, "/readyz"))?;
    say::headline(
        "trunk serve",
        "it compiles the widget as it ships, serves the page, and does both again when a file changes; \
         about two minutes the first time",
    );
    troupe.start_shown("trunk", actors::trunk(place, &trunk, arguments.port))?;
    let page = ports::url(arguments.port, "/");
    ready::wait(&mut troupe, "trunk", &page)?;

    say::line(&format!("\n    The storefront is ready: {page}\n    logs: {}\n    Ctrl-C stops everything.\n", folder.display()));
    troupe.until_the_end()
}
