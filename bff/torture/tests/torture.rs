//! The torture at the size of a test run. Each part runs in a process of its own, as on the command line.

use std::process::Command;

fn torture(arguments: &[&str], line: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_torture")).args(arguments).output().unwrap();
    let (said, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.lines().last().is_some_and(|last| last.starts_with(line) && last.ends_with("violations: 0")), "{said}\n{complaints}");
}

/// In this order, for each takes both processors to itself.
#[test]
fn nothing_that_goes_wrong_makes_money_go_wrong() {
    torture(&["power"], "power cuts: 6,");
    torture(&["crash"], "crash points: ");
    torture(&["frozen"], "freezes: 21,");
    torture(&["kills", "--kills", "100"], "kills: 100,");
    torture(&["matrix", "--brief"], "cells: ");
}
