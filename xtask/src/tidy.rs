//! House rules about source files that no compiler checks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::say;

/// Above this a file does more than one thing.
const LONGEST: usize = 350;

/// Folders that hold what was built or fetched, at any depth.
const NOT_OURS: [&str; 5] = ["target", "dist", ".git", "node_modules", ".demo"];

/// Words that may not stand in a Rust file, and why. Each is split here, so that this file keeps its own rule.
const FORBIDDEN: [(&str, &str); 5] = [
    (concat!("#[", "allow("), "say `#[expect(..., reason = ...)]`: it tells when it is no longer needed"),
    (concat!("#![", "allow("), "say `#![expect(..., reason = ...)]`: it tells when it is no longer needed"),
    (concat!("todo", "!("), "a hole: finish it, or leave it out"),
    (concat!("unimpl", "emented!("), "a hole: finish it, or leave it out"),
    (concat!("#[", "ignore"), "a test that does not run guards nothing"),
];

/// Where a path of one person's machine starts.
const HOMES: [&str; 4] = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!("C:\\Us", "ers\\")];

/// One broken rule, in one place.
#[derive(Debug, PartialEq)]
struct Finding {
    line: usize,
    words: String,
}

/// Checks every file of ours below `root` and fails with a list of what is broken.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut findings = 0;
    walk(root, &mut |path, text| {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        for finding in judge(&name, text) {
            findings += 1;
            say::line(&format!("{name}:{}: {}", finding.line, finding.words));
        }
    })?;
    if findings > 0 {
        bail!("{findings} broken house rule(s), listed above");
    }
    Ok(())
}

/// Calls `visit` with every text file below `folder`; binary files have no words to judge.
fn walk(folder: &Path, visit: &mut impl FnMut(&Path, &str)) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&path, visit)?;
        } else if let Ok(text) = String::from_utf8(fs::read(&path)?) {
            visit(&path, &text);
        }
    }
    Ok(())
}

/// What is wrong with one file; `name` is its path in the repository, with forward slashes.
fn judge(name: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    for (index, line) in text.lines().enumerate() {
        let mut find = |words: String| findings.push(Finding { line: index + 1, words });
        if extension == "rs" {
            for (word, why) in FORBIDDEN {
                if line.contains(word) {
                    find(format!("`{word}`: {why}"));
                }
            }
        }
        for home in HOMES {
            if starts_path(line, home) {
                find(format!("`{home}`: a path of one machine means nothing on another"));
            }
        }
    }
    let lines = text.lines().count();
    if matches!(extension, "rs" | "js" | "css" | "html") && lines > LONGEST {
        findings.push(Finding { line: lines, words: format!("{lines} lines, at most {LONGEST}: a file does one thing, split it") });
    }
    if is_crate_root(name) && !text.contains("Architecture invariant:") {
        findings
            .push(Finding { line: 1, words: "a crate root says what it may never do, in a line `Architecture invariant: ...`".to_owned() });
    }
    findings
}

/// Whether `home` stands in the line as the beginning of a path, not in the middle of a longer one.
fn starts_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric() && !".-_~*}".contains(before))
    })
}

/// The file whose documentation introduces a crate: `lib.rs`, which every crate but xtask has.
fn is_crate_root(name: &str) -> bool {
    name == "src/lib.rs" || name == "xtask/src/main.rs" || name.ends_with("/src/lib.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str, text: &str) -> String {
        judge(name, text).into_iter().map(|finding| format!("{}: {}\n", finding.line, finding.words)).collect()
    }

    #[test]
    fn every_forbidden_word_is_found_where_it_stands() {
        for (word, _) in FORBIDDEN {
            let found = words("bff/src/order.rs", &format!("fn f() {{\n    {word}\n}}"));
            assert!(found.starts_with(&format!("2: `{word}`")), "{word}: {found}");
        }
    }

    #[test]
    fn the_word_for_an_expected_lint_is_fine() {
        assert_eq!(words("bff/src/order.rs", "#[expect(dead_code, reason = \"…\")]\nassert!(x, \"ignored\");"), "");
    }

    #[test]
    fn a_path_of_one_machine_is_found_in_any_file_but_not_inside_a_longer_path() {
        for home in HOMES {
            assert!(words("README.md", &format!("see `{home}me/x`")).contains("one machine"), "{home}");
        }
        assert_eq!(words("README.md", &format!("GET https://api.example{}page", HOMES[0])), "");
    }

    #[test]
    fn a_file_may_have_350_lines_and_not_one_more() {
        assert_eq!(words("bff/src/order.rs", &"x\n".repeat(350)), "");
        assert!(words("src/element.js", &"x\n".repeat(351)).contains("351 lines"));
        assert_eq!(words("README.md", &"x\n".repeat(351)), "");
    }

    #[test]
    fn a_crate_root_without_its_invariant_is_found() {
        for root in ["src/lib.rs", "bff/src/lib.rs", "xtask/src/main.rs"] {
            assert!(words(root, "//! Something.").contains("Architecture invariant"), "{root}");
        }
        assert_eq!(words("bff/src/order/lib.rs", "//! Something."), "");
        assert_eq!(words("bff/src/lib.rs", "//! Architecture invariant: one."), "");
    }

    #[test]
    fn what_was_built_is_not_judged() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("target")).unwrap();
        fs::write(root.path().join("target/built.rs"), format!("{})", FORBIDDEN[2].0)).unwrap();
        check(root.path()).unwrap();
        fs::write(root.path().join("ours.rs"), format!("{})", FORBIDDEN[2].0)).unwrap();
        assert!(check(root.path()).is_err());
    }
}
