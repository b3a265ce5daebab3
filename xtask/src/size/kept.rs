//! The figures that the last commit keeps, so that what a change costs can be read beside what it does.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{BUDGET, Figures, WANTED, eager};
use crate::step::answer;

/// Where they are, in the repository.
const FILE: &str = "xtask/weights.json";

/// Figures, and the commit that they were kept in.
pub(super) struct Kept {
    commit: String,
    figures: Figures,
}

/// Those of the last commit; none where there is no repository, or none were kept.
pub(super) fn read(root: &Path) -> Result<Option<Kept>> {
    let git = |arguments: &[&str]| answer(Command::new("git").args(arguments).current_dir(root));
    let Some(text) = git(&["show", &format!("HEAD:{FILE}")]) else { return Ok(None) };
    let figures = serde_json::from_str(&text).context(FILE)?;
    let commit = git(&["log", "-1", "--format=%h of %cs", "--", FILE]).unwrap_or_else(|| "the last commit".to_owned());
    Ok(Some(Kept { commit, figures }))
}

/// Puts these in their place.
pub(super) fn write(root: &Path, figures: &Figures) -> Result<()> {
    let mut text = serde_json::to_string_pretty(figures).context("could not write the figures")?;
    text.push('\n');
    fs::write(root.join(FILE), text).with_context(|| format!("could not write {FILE}"))
}

/// The total against the budget, and what has changed since.
pub(super) fn compare(kept: Option<Kept>, now: &Figures, total: usize) -> String {
    let mut text = format!("a journey loads {total} bytes after brotli, of {BUDGET} at most and {WANTED} wanted");
    let Some(kept) = kept else { return text + "; no figures are kept to compare with" };
    let _ = write!(text, "; against {}: {}", kept.commit, change(eager(&kept.figures), total));
    let files: BTreeSet<_> = kept.figures.keys().chain(now.keys()).collect();
    for file in files {
        let [before, after] = [&kept.figures, now].map(|figures| figures.get(file).copied().unwrap_or(0));
        if before != after {
            let _ = write!(text, "\n  {file:<26} {before:>10} {after:>10} {:>8}", change(before, after));
        }
    }
    text
}

fn change(before: usize, after: usize) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Less => format!("-{}", before - after),
        std::cmp::Ordering::Equal => "no change".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", after - before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, usize)]) -> Figures {
        files.iter().map(|(file, bytes)| ((*file).to_owned(), *bytes)).collect()
    }

    #[test]
    fn what_changed_is_told_file_by_file_and_in_total() {
        let kept = Kept { commit: "abc".to_owned(), figures: of(&[("a.js", 10), ("gone.js", 5), ("same.js", 7)]) };
        let text = compare(Some(kept), &of(&[("a.js", 14), ("new.js", 2), ("same.js", 7)]), 23);
        assert!(text.starts_with("a journey loads 23 bytes") && text.contains("; against abc: +1"), "{text}");
        let changes: Vec<_> = text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(changes, ["a.js 10 14 +4", "gone.js 5 0 -5", "new.js 0 2 +2"]);
    }

    #[test]
    fn without_kept_figures_it_says_so() {
        assert!(compare(None, &Figures::new(), 0).ends_with("no figures are kept to compare with"));
        let nowhere = tempfile::tempdir().unwrap();
        assert!(read(nowhere.path()).unwrap().is_none());
    }

    #[test]
    fn kept_figures_are_read_from_the_last_commit_and_not_from_the_folder() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("xtask")).unwrap();
        write(root.path(), &of(&[("a.js", 1)])).unwrap();
        let git = |arguments: &[&str]| {
            let who = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
            assert!(Command::new("git").args(who).args(arguments).current_dir(root.path()).output().unwrap().status.success());
        };
        git(&["init", "--quiet"]);
        git(&["add", "."]);
        git(&["commit", "--quiet", "--message", "first"]);
        write(root.path(), &of(&[("a.js", 2)])).unwrap();
        assert_eq!(read(root.path()).unwrap().unwrap().figures, of(&[("a.js", 1)]));
    }
}
