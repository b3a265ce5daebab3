//! `cargo xtask size`: what one journey costs a customer to load, file by file, against the budget.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::widget::Std;
use crate::{build, say};

/// Compressed bytes that a journey may load at most.
const BUDGET: usize = 100_000;
/// Compressed bytes that we would like to stay below.
const WANTED: usize = 85_000;

/// What stands in the site but is not loaded for a journey: the host's own page, and locales, which come when they are asked for.
const NOT_EAGER: [&str; 5] = ["index.html", "demo", "locales", "fallback.js", "script.js"];

/// The weight of one file, in bytes.
#[derive(Debug, PartialEq)]
struct Weight {
    file: String,
    raw: usize,
    brotli: usize,
}

/// Builds the site and judges it.
pub(crate) fn run(place: &Place) -> Result<()> {
    let std = build::site(place)?;
    judge(&place.site(), std)
}

/// Prints the weights of a built site and fails when they are over budget. That is for what ships: with the toolchain's standard library
/// the same widget is larger, which is the machine's fault and no change's.
pub(crate) fn judge(site: &Path, std: Std) -> Result<()> {
    let mut weights = Vec::new();
    weigh_folder(site, "", &mut weights)?;
    weights.sort_by(|a, b| a.file.cmp(&b.file));
    say::line(&table(&weights));
    let total = total(&weights);
    if total <= BUDGET {
        return Ok(());
    }
    let verdict = format!("a journey loads {total} bytes, {} over the budget of {BUDGET}", total - BUDGET);
    match std {
        Std::Own => bail!(verdict),
        Std::Toolchain => say::line(&format!("{verdict}: not judged, for this is not the standard library that ships")),
    }
    Ok(())
}

/// Everything that is not known to be lazy counts, so that a new file can't slip past the budget.
fn weigh_folder(folder: &Path, prefix: &str, weights: &mut Vec<Weight>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let file = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if NOT_EAGER.contains(&file.as_str()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            weigh_folder(&entry.path(), &format!("{file}/"), weights)?;
        } else {
            let bytes = fs::read(entry.path()).with_context(|| format!("could not read {file}"))?;
            weights.push(Weight { file, raw: bytes.len(), brotli: compressed(&bytes)? });
        }
    }
    Ok(())
}

/// The length after brotli at its best quality, as a storefront's CDN would store it.
pub(crate) fn compressed(bytes: &[u8]) -> Result<usize> {
    brotli(bytes).map(|bytes| bytes.len())
}

/// After brotli at its best quality.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(bytes).context("could not compress")?;
    Ok(writer.into_inner())
}

fn total(weights: &[Weight]) -> usize {
    weights.iter().map(|weight| weight.brotli).sum()
}

fn table(weights: &[Weight]) -> String {
    let row = |file: &str, raw: &str, brotli: &str| format!("{file:<28} {raw:>10} {brotli:>10}\n");
    let mut text = row("loaded for a journey", "raw", "brotli 11");
    for weight in weights {
        text += &row(&weight.file, &weight.raw.to_string(), &weight.brotli.to_string());
    }
    let raw: usize = weights.iter().map(|weight| weight.raw).sum();
    text += &row("total", &raw.to_string(), &total(weights).to_string());
    text + &format!("budget {BUDGET}, wanted {WANTED} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_with(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let site = tempfile::tempdir().unwrap();
        for (file, bytes) in files {
            let path = site.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        site
    }

    /// Bytes that brotli can't make smaller.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn a_site_over_the_budget_fails_and_says_by_how_much() {
        let site = site_with(&[("esim-topup_bg.wasm", noise(BUDGET + 1_000))]);
        let error = judge(site.path(), Std::Own).unwrap_err().to_string();
        assert!(error.contains("over the budget of 100000"), "{error}");
        judge(site.path(), Std::Toolchain).unwrap();
    }

    #[test]
    fn only_what_is_known_to_be_lazy_is_left_out() {
        let site = site_with(&[
            ("index.html", noise(BUDGET)),
            ("demo/demo.css", noise(BUDGET)),
            ("locales/de.json", noise(BUDGET)),
            ("snippets/new.js", noise(10)),
        ]);
        let mut weights = Vec::new();
        weigh_folder(site.path(), "", &mut weights).unwrap();
        let files: Vec<_> = weights.iter().map(|weight| weight.file.as_str()).collect();
        assert_eq!(files, ["snippets/new.js"]);
        judge(site.path(), Std::Own).unwrap();
    }

    #[test]
    fn compression_is_really_done() {
        assert!(compressed(&[7; 10_000]).unwrap() < 100);
    }
}
