//! `cargo xtask size`: what the widget costs a customer to load, file by file, against the budgets and against the figures kept last.

mod kept;
mod weight;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, bail};

use self::weight::{When, weigh};
pub(crate) use self::weight::{brotli, compressed};
use crate::locales;
use crate::place::Place;
use crate::widget::Std;
use crate::{build, say};

/// Compressed bytes that a journey may load at most.
const BUDGET: usize = 100_000;
/// Compressed bytes that we would like to stay below.
const WANTED: usize = 85_000;
/// Compressed bytes before the first paint: the shell, and in it the critical style and the skeleton.
const FIRST_PAINT: usize = 5_000;

/// What to do with the figures.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Keep them in the repository, for later ones to be compared with.
    #[arg(long)]
    keep: bool,
}

/// Compressed bytes by file. A file whose name has a hash goes by its name without.
type Figures = BTreeMap<String, usize>;

/// Builds the site and judges it.
pub(crate) fn run(place: &Place, arguments: &Arguments) -> Result<()> {
    let std = build::site(place)?;
    if arguments.keep {
        if std == Std::Toolchain {
            bail!("these are not the figures of what ships: the widget got the toolchain's standard library");
        }
        kept::write(place.root(), &figures(&place.site())?)?;
    }
    judge(place, std)
}

/// Prints the weights of the built site and fails when one is over its budget. That is for what ships: with the toolchain's standard
/// library the same widget is larger, which is the machine's fault and no change's.
pub(crate) fn judge(place: &Place, std: Std) -> Result<()> {
    let weights = weigh(&place.site())?;
    let mut text = String::new();
    for (when, head) in [
        (When::FirstPaint, "before the first paint"),
        (When::Journey, "for a journey"),
        (When::Language, "for a language beyond English"),
        (When::Asked, "when it is needed"),
    ] {
        let _ = writeln!(text, "{head:<28} {:>10} {:>10}", "raw", "brotli 11");
        for weight in weights.iter().filter(|weight| weight.when == when) {
            let _ = writeln!(text, "  {:<26} {:>10} {:>10}", weight.file, weight.raw, weight.brotli);
        }
    }
    say::line(&text);
    let now = figures(&place.site())?;
    say::line(&kept::compare(kept::read(place.root())?, &now, eager(&now)));
    let findings = verdicts(&now, std);
    if findings.is_empty() { Ok(()) } else { bail!(findings.join("; ")) }
}

fn figures(site: &Path) -> Result<Figures> {
    Ok(weigh(site)?.into_iter().map(|weight| (weight.file, weight.brotli)).collect())
}

/// What one journey in English loads.
fn eager(figures: &Figures) -> usize {
    let is_eager = |file: &str| matches!(When::of(file), Some(When::FirstPaint | When::Journey));
    figures.iter().filter(|(file, _)| is_eager(file)).map(|(_, bytes)| bytes).sum()
}

/// Which budgets are not kept.
fn verdicts(figures: &Figures, std: Std) -> Vec<String> {
    let mut findings = Vec::new();
    let mut hold = |what: &str, bytes: usize, budget: usize| {
        if bytes > budget {
            findings.push(format!("{what} loads {bytes} bytes, {} over the budget of {budget}", bytes - budget));
        }
    };
    if std == Std::Own {
        hold("a journey", eager(figures), BUDGET);
    }
    for (file, bytes) in figures {
        match When::of(file) {
            Some(When::FirstPaint) => hold("the first paint", *bytes, FIRST_PAINT),
            Some(When::Language) if weight::is_locale(file) => hold(file, *bytes, locales::BUDGET),
            _ => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, usize)]) -> Figures {
        files.iter().map(|(file, bytes)| ((*file).to_owned(), *bytes)).collect()
    }

    #[test]
    fn a_journey_over_the_budget_fails_where_what_ships_was_built() {
        let heavy = of(&[("element.js", 4_000), ("esim-topup_bg.wasm", BUDGET)]);
        assert_eq!(verdicts(&heavy, Std::Own), ["a journey loads 104000 bytes, 4000 over the budget of 100000"]);
        assert_eq!(verdicts(&heavy, Std::Toolchain), [""; 0]);
        assert_eq!(verdicts(&of(&[("esim-topup_bg.wasm", BUDGET)]), Std::Own), [""; 0]);
    }

    #[test]
    fn a_file_that_nobody_knows_counts_for_a_journey() {
        assert_eq!(eager(&of(&[("snippets/new.js", 7), ("fallback.js", 9), ("locales/de.json", 9)])), 7);
    }

    #[test]
    fn the_first_paint_and_every_locale_have_budgets_of_their_own() {
        let heavy = of(&[("element.js", 5_001), ("locales/de.json", 3_001), ("locales/names.json", 9_000), ("locales/pseudo.json", 9_000)]);
        let found = verdicts(&heavy, Std::Own);
        let expected =
            ["the first paint loads 5001 bytes, 1 over the budget of 5000", "locales/de.json loads 3001 bytes, 1 over the budget of 3000"];
        assert_eq!(found, expected);
    }
}
