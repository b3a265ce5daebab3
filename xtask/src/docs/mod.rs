//! The documents: their code is tried as programs and pages, and what they quote is what was tried.

pub(crate) mod snippets;

use std::process::Command;

use anyhow::Result;

use crate::need::{browser, node, npm, php, python};
use crate::place::Place;
use crate::step::{run as run_program, step};

/// Where the tests are.
const TRY: &str = "docs/try";

/// What tries every documented server and page; the packages are made already. `filter` is part of a test's name.
pub(crate) fn tests(place: &Place, filter: Option<&str>) -> Result<Command> {
    let php = php::php()?;
    let (python, packages) = python::with_packages(place, "docs/server/python/requirements.txt")?;
    let node = node::node()?;
    npm::packages(&node, &place.root().join(TRY))?;
    let browser = browser::browser()?;
    step("the programs of the documents", "the BFF and the sandbox that the documented shops stand between, and the shop in Rust", || {
        run_program(place.native("build").args(["--bin", "bff", "--bin", "sandbox", "--example", "storefront"]))
    })?;
    let mut tests = Command::new(node.node);
    tests.args(["--test", "--test-reporter=tap", "--test-concurrency=1"]);
    if let Some(filter) = filter {
        tests.arg(format!("--test-name-pattern={filter}"));
    }
    tests.args(["server.test.mjs", "pages.test.mjs", "readme.test.mjs", "widget.test.mjs"]);
    tests
        .current_dir(place.root().join(TRY))
        .env("BFF", place.programs().join("bff"))
        .env("SANDBOX", place.programs().join("sandbox"))
        .env("RUST_STOREFRONT", place.programs().join("examples/storefront"))
        .env("PHP", php)
        .env("PYTHON", python)
        .env("PYTHON_PACKAGES", packages)
        .env("PACKAGES", place.package())
        .env("EMBED", place.root().join("embed"))
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.chromedriver);
    Ok(tests)
}
