//! The torture at the size of a test run. Each part runs in a process of its own, as on the command line.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop at the first surprise and tell its figures")]

use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Each part takes all processors to itself.
static ALONE: Mutex<()> = Mutex::new(());

fn torture(arguments: &[&str], begins: &str) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let output = Command::new(env!("CARGO_BIN_EXE_torture")).args(arguments).output().unwrap();
    let (said, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let last = said.lines().last().unwrap_or_default();
    println!("{last}");
    assert!(output.status.success() && last.starts_with(begins) && last.ends_with("violations: 0"), "{said}\n{complaints}");
}

#[test]
fn the_intent_survives_a_power_cut_at_the_first_byte_of_a_purchase() {
    torture(&["power"], "power cuts: 6,");
}

#[test]
fn a_crash_at_any_step_of_an_order_neither_buys_twice_nor_loses_it() {
    torture(&["crash"], "crash points: ");
}

#[test]
fn an_instance_that_was_frozen_past_its_lease_neither_sends_nor_settles() {
    torture(&["frozen"], "freezes: 21,");
}

#[test]
fn a_hundred_kills_under_load_leave_every_order_right() {
    torture(&["kills", "--kills", "100"], "kills: 100,");
}

#[test]
fn no_fault_of_a_provider_or_a_storefront_makes_money_go_wrong() {
    torture(&["matrix", "--brief"], "cells: ");
}
