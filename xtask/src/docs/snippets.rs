//! What a document quotes of a program must stand in that program, which a test runs: `<!-- from PATH -->` above a fenced block.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::say;

/// Where documents quote programs.
const FOLDER: &str = "docs/embed";

/// Languages in which a block is a program, and so must say where it is from. Commands and settings may stand for themselves.
const PROGRAMS: [&str; 10] = ["html", "js", "jsx", "liquid", "php", "python", "rust", "ts", "tsx", "vue"];

/// A fenced block of a document.
#[derive(Debug, PartialEq)]
struct Block {
    /// The line of its opening fence, counted from 1.
    line: usize,
    language: String,
    /// The file that it is from, relative to the repository, where it says so.
    from: Option<String>,
    lines: Vec<String>,
}

/// Fails with a list of the blocks that are not, or no longer, in the files that they are said to be from.
pub(crate) fn check(root: &Path) -> Result<()> {
    let (mut quotes, mut findings) = (0, 0);
    let folder = root.join(FOLDER);
    for entry in fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {name}"))?;
        for block in blocks(&text) {
            let source = block.from.as_ref().map(|from| fs::read_to_string(root.join(from)));
            let source = source.transpose().with_context(|| format!("{name}:{}: the file that this is from", block.line))?;
            quotes += usize::from(source.is_some());
            if let Some(words) = fault(&block, source.as_deref()) {
                findings += 1;
                say::line(&format!("{name}:{}: {words}", block.line));
            }
        }
    }
    if findings > 0 {
        bail!("{findings} block(s) of the documents that no test runs, listed above");
    }
    if quotes == 0 {
        bail!("{FOLDER} quotes nothing: has the mark `<!-- from PATH -->` changed?");
    }
    Ok(())
}

/// What is wrong with a block, given the text of the file that it is from.
fn fault(block: &Block, source: Option<&str>) -> Option<String> {
    match (&block.from, source) {
        (Some(from), Some(source)) if !stands_in(&block.lines, source) => {
            Some(format!("this is not in {from}: copy whole lines of it, without a gap"))
        }
        (None, _) if PROGRAMS.contains(&block.language.as_str()) => {
            Some("a program that no test has run: put it into a file and write `<!-- from PATH -->` above the block".to_owned())
        }
        _ => None,
    }
}

/// Whether these lines follow each other in the source, all moved to the left by the same number of spaces.
fn stands_in(lines: &[String], source: &str) -> bool {
    let source: Vec<&str> = source.lines().collect();
    lines.iter().any(|line| !line.trim().is_empty()) && source.windows(lines.len()).any(|window| moved_left(window) == lines)
}

fn moved_left(lines: &[&str]) -> Vec<String> {
    let spaces = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(spaces).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or_default().to_owned()).collect()
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    let mut mark = None;
    for (index, line) in text.lines().enumerate() {
        match (open.take(), line.trim().strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { line: index + 1, language: language.to_owned(), from: mark.take(), lines: Vec::new() });
            }
            (None, None) => mark = line.trim().strip_prefix("<!-- from ").and_then(|rest| rest.strip_suffix(" -->")).map(str::to_owned),
            (Some(block), Some("")) => found.push(block),
            (Some(mut block), _) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "class Shop {\n    open() {\n        return 1;\n\n    }\n}\n";

    fn faults(document: &str) -> Vec<Option<String>> {
        blocks(document).iter().map(|block| fault(block, block.from.as_ref().map(|_| SOURCE))).collect()
    }

    #[test]
    fn whole_lines_of_the_file_pass_wherever_they_are_indented() {
        for quote in ["class Shop {\n    open() {", "open() {\n    return 1;\n\n}", "return 1;"] {
            assert_eq!(faults(&format!("Text.\n<!-- from shop.js -->\n```js\n{quote}\n```\n")), [None], "{quote}");
        }
    }

    #[test]
    fn what_is_not_in_the_file_is_found() {
        for quote in ["class Shop {\n    close() {", "class Shop {\n        return 1;", "open() {\nreturn 1;", "", "return 1"] {
            let found = faults(&format!("<!-- from shop.js -->\n```js\n{quote}\n```\n"));
            assert!(matches!(found.as_slice(), [Some(words)] if words.contains("not in shop.js")), "{quote}: {found:?}");
        }
    }

    #[test]
    fn a_program_must_say_where_it_is_from_and_a_command_need_not() {
        let found = faults("```js\nopen();\n```\n\n```sh\nnode shop.js\n```\n<!-- from shop.js -->\n\n```php\nopen();\n```\n");
        assert!(matches!(found.as_slice(), [Some(_), None, Some(_)]), "{found:?}");
    }
}
