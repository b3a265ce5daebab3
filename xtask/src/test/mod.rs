//! `cargo xtask test`: every test there is, the quick ones first, with one line at the end that adds them up.

mod engines;
mod tally;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use self::tally::Tally;
use crate::need::{
    bindgen::Bindgen,
    browser::{self, Browser},
    node, postgres, strace, toolchain,
};
use crate::place::Place;
use crate::step::{run as run_program, shown, step};
use crate::{build, docs, gallery, package, say, size};

/// How long a page of the runner may take to load, and how often it is tried.
const PAGE_LOAD_MS: u32 = 60_000;
const LOADS: u32 = 4;

/// Which tests to run.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only this part, instead of all of them in order.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Only tests whose name contains this.
    filter: Option<String>,
}

/// A part of the tests, by what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Unit, property and socket tests of the native crates.
    Native,
    /// The widget's views in a headless browser.
    Widget,
    /// Every state of the widget on one page: accessibility, contrast, keyboard, baselines.
    Gallery,
    /// Whole journeys: browser, site, BFF and sandbox.
    E2e,
    /// The packages as shops take them: types, tarball, React and Vue, and files that were tampered with.
    Embed,
    /// The code of the documents: shops in four languages and two systems, and a page with one of them behind it.
    Docs,
}

/// Runs the parts in order, stops at the first failure, and ends with the line `N passed, N failed`.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    let mut total = Tally::default();
    let outcome = [Part::Native, Part::Widget, Part::Gallery, Part::E2e, Part::Embed, Part::Docs]
        .into_iter()
        .filter(|part| arguments.only.is_none_or(|only| only == *part))
        .try_for_each(|part| run_part(place, part, arguments, &mut total));
    say::line(&format!("\n{total}"));
    outcome?;
    if total.passed == 0 {
        bail!("no test ran: is the filter right?");
    }
    Ok(())
}

fn run_part(place: &Place, part: Part, arguments: &Arguments, total: &mut Tally) -> Result<()> {
    let filter = arguments.filter.as_deref();
    let mut tests;
    let mut built = None;
    let (what, why) = match part {
        Part::Native => {
            postgres::server()?;
            strace::strace()?;
            tests = place.native("test");
            ("tests of the native crates", "pure cores by table and property; BFF and sandbox over real sockets")
        }
        Part::Widget => {
            toolchain::wasm_target(place)?;
            let browser = browser::browser()?;
            let bindgen = Bindgen::build(place)?;
            tests = place.widget("test");
            tests
                .arg("--tests")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bindgen.test_runner())
                .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver_json(place, &browser)?)
                .env("CHROMEDRIVER", browser.chromedriver)
                // The runner's own limits (5 and 20 seconds) are for fast machines; a slow one is not a defect.
                .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
                .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
            ("tests of the widget in headless Chromium", "every view in its states, drawn by a real browser")
        }
        Part::Gallery => {
            gallery::build(place)?;
            tests = gallery::tests(place)?;
            ("tests of every state", "what axe, a keyboard, a magnifier and a baseline find on the gallery's page")
        }
        Part::E2e => {
            let browser = browser::browser()?;
            built = Some(build::site(place)?);
            step("the BFF", "the journeys start it as the program that ships, so that it can be killed", || {
                run_program(place.native("build").args(["--bin", "bff"]))
            })?;
            tests = place.native("test");
            tests
                .args(["--features", "e2e/browser", "--test", "journeys"])
                .env("CHROME", browser.chrome)
                .env("CHROMEDRIVER", browser.chromedriver);
            engines::offer(place, &mut tests)?;
            ("whole journeys", "from the first click to the provider's ledger, in three engines")
        }
        Part::Embed => {
            let (node, browser) = (node::node()?, browser::browser()?);
            build::site(place)?;
            package::pack(place, &place.package())?;
            package::prepare(place, &node)?;
            run_program(place.native("build").args(["--bin", "bff"]))?;
            let mut opened = place.native("test");
            opened.args(["--features", "e2e/browser", "--test", "embed"]);
            opened.env("CHROME", browser.chrome).env("CHROMEDRIVER", browser.chromedriver);
            engines::offer(place, &mut opened)?;
            opened.args(filter);
            step("embedding pages", "a browser opens what React, Vue and a script tag make of the packages", || count(&mut opened, total))?;
            tests = Command::new(node.node);
            tests.args(["--test", "--test-reporter=tap"]).current_dir(place.root()).env("PACKAGE", place.package().join("npm"));
            if let Some(filter) = filter {
                tests.arg(format!("--test-name-pattern={filter}"));
            }
            // What follows the folder is another folder to Node.
            tests.arg("embed/tests/");
            let before = total.passed;
            step("types, tarball and servers", "what compilers, npm and Node make of the package", || count(&mut tests, total))?;
            if total.passed == before && filter.is_none() {
                bail!("no test of the package ran");
            }
            return Ok(());
        }
        Part::Docs => {
            // Otherwise the part before this one has just made the packages.
            if arguments.only.is_some() {
                build::site(place)?;
                package::pack(place, &place.package())?;
                package::prepare(place, &node::node()?)?;
            }
            tests = docs::tests(place, filter)?;
            ("the code of the documents", "what a reader copies is started as they would, with the real BFF and the sandbox around it")
        }
    };
    if let Some(filter) = filter.filter(|_| part != Part::Docs) {
        tests.arg(filter);
    }
    let before = total.passed;
    step(what, why, || if part == Part::Widget { count_loaded(&mut tests, total) } else { count(&mut tests, total) })?;
    if total.passed == before && filter.is_none() {
        bail!("{what}: none ran, so nothing was tested");
    }
    if let Some(std) = built {
        step("the weight of the site", "a journey is played on what a customer loads, so this is where its budget is held", || {
            size::judge(place, std)
        })?;
    }
    Ok(())
}

/// Tells the runner which browser to start: its driver would look for one of its own. It adds "headless" and "no-sandbox" itself.
fn webdriver_json(place: &Place, browser: &Browser) -> Result<PathBuf> {
    let path = place.programs().join("webdriver.json");
    let chrome = browser.chrome.to_str().context("the browser's path is no text")?;
    let json = format!(
        r#"{{"goog:chromeOptions": {{"binary": {chrome:?}, "args": ["disable-background-networking"]}}, "timeouts": {{"pageLoad": {PAGE_LOAD_MS}}}}}"#
    );
    fs::write(&path, json).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

/// Runs the tests of the widget, again where none has failed and yet not all have run: the runner's web server may leave one of several
/// requests of a page unanswered, and then the page never starts.
fn count_loaded(tests: &mut Command, total: &mut Tally) -> Result<()> {
    let mut left = LOADS;
    loop {
        left -= 1;
        let mut heard = Tally::default();
        let outcome = count(tests, &mut heard);
        if outcome.is_ok() || heard.failed > 0 || left == 0 {
            *total += heard;
            return outcome;
        }
        say::line("    no test failed, but the browser did not run them all: once more");
    }
}

/// Runs the tests, passing their words on line by line, and adds what each test binary reports to the total.
fn count(tests: &mut Command, total: &mut Tally) -> Result<()> {
    let mut child =
        tests.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(|| format!("could not start {}", shown(tests)))?;
    let output = child.stdout.take().context("the tests have no output")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("the output of the tests broke off")?;
        let line = String::from_utf8_lossy(&line);
        say::line(&line);
        if let Some(tally) = tally::read(&line) {
            *total += tally;
        }
    }
    let status = child.wait().context("the tests got lost")?;
    if !status.success() {
        bail!("{} ended with {status}", shown(tests));
    }
    Ok(())
}
