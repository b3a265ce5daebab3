//! The table `FILES` in our JavaScript: where a program finds what else it loads, filled in by each package in its own way.

use std::fmt::Write;

use anyhow::{Context, Result, bail};

const START: &str = "const FILES = {";
const END: &str = "};";

/// What a table lists: `key: ['./name'],` on each line.
pub(super) fn read(source: &str) -> Result<Vec<(String, String)>> {
    let (_, table, _) = split(source)?;
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (key, rest) = line.split_once(": ['").with_context(|| format!("not `key: ['./name'],`: {line}"))?;
            let name = rest
                .strip_suffix("'],")
                .and_then(|name| name.strip_prefix("./"))
                .with_context(|| format!("not a file beside us: {line}"))?;
            Ok((key.to_owned(), name.to_owned()))
        })
        .collect()
}

/// The program with another table: a key and an expression each.
pub(super) fn fill<'t>(source: &str, table: impl IntoIterator<Item = (&'t str, String)>) -> Result<String> {
    let (before, _, after) = split(source)?;
    let mut text = format!("{before}{START}\n");
    for (key, expression) in table {
        let _ = writeln!(text, "  {key}: {expression},");
    }
    Ok(text + END + after)
}

/// The program with one place changed; fails when there is none such, or more than one.
pub(super) fn replace(source: &str, from: &str, to: &str) -> Result<String> {
    match source.matches(from).count() {
        1 => Ok(source.replacen(from, to, 1)),
        count => bail!("{count} places where the program says `{from}`, not one"),
    }
}

fn split(source: &str) -> Result<(&str, &str, &str)> {
    let (before, rest) = source.split_once(START).context("the program has no table FILES")?;
    let (table, after) = rest.split_once(END).context("the table FILES does not end")?;
    Ok((before, table, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "first\nconst FILES = {\n  glue: ['./x.js'],\n  languages: ['./locales/l.js'],\n};\nlast\n";

    #[test]
    fn a_table_is_read_and_filled_in_its_place() {
        let read = read(PROGRAM).unwrap();
        assert_eq!(read, [("glue".to_owned(), "x.js".to_owned()), ("languages".to_owned(), "locales/l.js".to_owned())]);
        let filled = fill(PROGRAM, [("glue", "['./x.1.js', 'sha384-x']".to_owned())]).unwrap();
        assert_eq!(filled, "first\nconst FILES = {\n  glue: ['./x.1.js', 'sha384-x'],\n};\nlast\n");
        assert_eq!(fill("const FILES = {};", []).unwrap(), "const FILES = {\n};");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(fill("nothing", []).unwrap_err().to_string().contains("no table"));
        read("const FILES = {\n  glue: elsewhere,\n};").unwrap_err();
        read("const FILES = {\n  glue: ['https://elsewhere/x.js'],\n};").unwrap_err();
    }

    #[test]
    fn a_place_that_is_not_the_only_one_is_refused() {
        assert_eq!(replace("a b", "b", "c").unwrap(), "a c");
        assert!(replace("b b", "b", "c").unwrap_err().to_string().starts_with("2 places"));
        assert!(replace("a", "b", "c").unwrap_err().to_string().starts_with("0 places"));
    }
}
