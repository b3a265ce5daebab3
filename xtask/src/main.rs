//! Every developer command of the project: `cargo xtask demo | test | torture | check | build | package | size`.
//!
//! Architecture invariant: a command only starts other programs and judges what they leave behind; no product code is linked here.

mod build;
mod check;
mod demo;
mod docs;
mod gallery;
mod locales;
mod need;
mod package;
mod place;
mod say;
mod size;
mod step;
mod surface;
mod test;
mod tidy;
mod torture;
mod widget;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::place::Place;

/// The developer commands of esim-topup.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the sandbox, the BFF and a storefront page with the widget in it, and print the address.
    Demo(demo::Arguments),
    /// Run every test: native, the widget in a browser, and whole journeys end to end.
    Test(test::Arguments),
    /// The proofs of the order engine at length: some hours of faults, kills and simulated worlds.
    Torture(torture::Arguments),
    /// Languages, formatting, lints (native and wasm), documentation and the tidy rules.
    Check,
    /// Build the site as it ships: the page, the element and the optimised wasm.
    Build,
    /// Build the gallery: every state of the widget on one page, in `dist/gallery`.
    Gallery(gallery::Arguments),
    /// Make the packages that shops embed: `dist/npm` for those who bundle, `dist/cdn` for a script tag.
    Package(package::Arguments),
    /// Build the site and weigh what one journey loads, against the budget.
    Size(size::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Place::find().and_then(|place| match arguments.command {
        Command::Demo(arguments) => demo::run(&place, &arguments),
        Command::Test(arguments) => test::run(&place, &arguments),
        Command::Torture(arguments) => torture::run(&place, &arguments),
        Command::Check => check::run(&place),
        Command::Build => build::run(&place),
        Command::Gallery(arguments) => gallery::run(&place, &arguments),
        Command::Package(arguments) => package::run(&place, &arguments),
        Command::Size(arguments) => size::run(&place, &arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}
