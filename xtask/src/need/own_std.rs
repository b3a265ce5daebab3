//! The source of the standard library, so that the widget can have one that is built for it.

use std::path::Path;
use std::process::Command;

use super::on_path;
use super::toolchain::rustup;
use crate::place::Place;
use crate::say;
use crate::step::answer;

/// What the compiler is told: no text, place or value of a panic is kept, for a panic traps at once and `element.js` sees the trap. And
/// that only what is very small is copied to where it is called: half a kilobyte after brotli, measured.
pub(crate) const RUSTC: [&str; 4] =
    ["-Zunstable-options", "-Zlocation-detail=none", "-Zfmt-debug=none", "-Cllvm-args=-inline-threshold=10"];
/// What cargo is told: build the standard library with the widget, so that the whole of it is optimised together and for size.
pub(crate) const CARGO: [&str; 3] = ["-Zpanic-immediate-abort", "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
/// How the widget's profile panics then; cargo passes it on to the compiler.
pub(crate) const PANIC: (&str, &str) = ("CARGO_PROFILE_WIDGET_PANIC", "immediate-abort");

/// Makes ready what building the standard library needs. Where that can't be had, it says so in one line and answers `false`: the widget
/// works with the one that comes with the toolchain, and is larger.
pub(crate) fn can_be_built(place: &Place) -> bool {
    let obstacle = obstacle(place);
    if let Some(obstacle) = obstacle {
        say::line(&format!("\nthe widget gets the toolchain's own standard library, which makes it an eighth larger: {obstacle}"));
    }
    obstacle.is_none()
}

fn obstacle(place: &Place) -> Option<&'static str> {
    // Both are asked for something quick, which they refuse when they don't know a flag.
    let understood = answer(
        unlocked(&mut Command::new("rustc")).args(RUSTC).args(["-Cpanic=immediate-abort", "--print", "cfg"]).current_dir(place.root()),
    )
    .is_some()
        && answer(unlocked(&mut place.cargo()).args(["metadata", "--no-deps", "--format-version", "1"]).args(CARGO)).is_some();
    if !understood {
        return Some("this toolchain does not know the flags to build another");
    }
    let sysroot = answer(Command::new("rustc").args(["--print", "sysroot"]).current_dir(place.root()))?;
    let manifest = Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.toml");
    if !manifest.is_file() {
        let why = "the standard library is built for the widget, which makes it a tenth smaller";
        let added = on_path("rustup").is_some() && rustup(place, &["component", "add", "rust-src"], why).is_ok();
        if !added || !manifest.is_file() {
            return Some("its source could not be installed (rustup would say `rustup component add rust-src`)");
        }
    }
    let fetched = answer(unlocked(&mut place.cargo()).args(["fetch", "--locked", "--manifest-path"]).arg(manifest));
    fetched.is_none().then_some("crates that it is made of could not be fetched")
}

/// Lets a released compiler or cargo take flags that are not final yet: the standard library is always built with some.
pub(crate) fn unlocked(command: &mut Command) -> &mut Command {
    command.env("RUSTC_BOOTSTRAP", "1")
}
