//! The tables of `docs/embedding.md`: between two comments that name a table, what stands there is written by `cargo xtask package`.

use std::fmt::Write;

use anyhow::{Context, Result, bail};

use super::{Named, Shape, Surface};

/// The page whose tables they are, in the repository.
pub(crate) const PAGE: &str = "docs/embedding.md";

impl Surface {
    /// The page with every table as it is now.
    ///
    /// # Errors
    /// When the page lacks a table, or names one that we don't have.
    pub(crate) fn tables(&self, page: &str) -> Result<String> {
        let tables = self.all_tables();
        let mut text = String::with_capacity(page.len());
        let mut rest = page;
        let mut written = Vec::new();
        while let Some((before, after)) = rest.split_once("<!-- table: ") {
            let (name, after) = after.split_once(" -->").context("a comment that names a table does not end")?;
            let (_, after) = after.split_once("<!-- end -->").with_context(|| format!("the table {name} does not end"))?;
            let Some((_, table)) = tables.iter().find(|(known, _)| *known == name) else { bail!("there is no table {name}") };
            let _ = write!(text, "{before}<!-- table: {name} -->\n{table}<!-- end -->");
            written.push(name);
            rest = after;
        }
        if let Some((missing, _)) = tables.iter().find(|(name, _)| !written.contains(name)) {
            bail!("{PAGE} lacks the table {missing}");
        }
        Ok(text + rest)
    }

    fn all_tables(&self) -> Vec<(&'static str, String)> {
        let attributes = self.attributes.iter().map(|one| {
            let need = if one.required { "must be there".to_owned() } else { one.default.as_deref().map_or_else(String::new, code) };
            vec![code(&one.name), code(one.option()), self.choices(&one.kind), need, one.doc.clone()]
        });
        let properties = self
            .properties
            .iter()
            .map(|one| vec![code(&one.name), code(&one.kind), one.default.as_deref().map_or_else(String::new, code), one.doc.clone()]);
        let methods = self.methods.iter().map(|one| vec![code(&format!("{}()", one.name)), code(&one.returns), one.doc.clone()]);
        let events = self.events.iter().map(|one| vec![code(&one.name), self.fields(&one.detail), one.doc.clone()]);
        let tokens = self.tokens.iter().flat_map(|group| {
            let rows = group.tokens.iter().map(|one| vec![code(&one.name), one.default.clone(), one.doc.clone()]);
            std::iter::once(vec![format!("**{}**", group.group), String::new(), String::new()]).chain(rows)
        });
        vec![
            ("attributes", table(&["Attribute", "Option of `mount`", "Value", "Without it", "What it does"], attributes)),
            ("properties", table(&["Property", "Type", "Without it", "What it does"], properties)),
            ("methods", table(&["Method", "Gives", "What it does"], methods)),
            ("events", table(&["Event", "`event.detail`", "When"], events)),
            ("stages", self.words("stage", &["OperationStage"])),
            ("load errors", self.words("code", &["LoadCode"])),
            ("operation errors", self.words("code", &["OperationCode"])),
            ("actions", self.words("action", &["ErrorAction"])),
            ("tokens", table(&["Token", "Without it", "What it colours or measures"], tokens)),
            ("parts", listed("Part", &self.parts)),
            ("slots", listed("Slot", &self.slots)),
        ]
    }

    fn words(&self, field: &str, types: &[&str]) -> String {
        let rows = types.iter().filter_map(|name| self.names_of(name)).flatten();
        table(&[&code(field), "What it means"], rows.map(|one| vec![code(&one.name), one.doc.clone()]))
    }

    /// The words of a choice, or the type as it is.
    fn choices(&self, kind: &str) -> String {
        self.names_of(kind).map_or_else(|| kind.to_owned(), |names| names.iter().map(|one| code(&one.name)).collect::<Vec<_>>().join(", "))
    }

    /// The fields of a detail by name.
    fn fields(&self, detail: &str) -> String {
        let shape = self.types.iter().find(|one| one.name == detail).map(|one| &one.shape);
        match shape {
            Some(Shape::Record(fields)) => fields.iter().map(|one| code(&one.name)).collect::<Vec<_>>().join(", "),
            // Either of several records that have the same fields.
            Some(Shape::Alias(kinds)) => kinds
                .split(" | ")
                .next()
                .filter(|first| *first != detail && !first.contains('<'))
                .map_or_else(String::new, |first| self.fields(first)),
            _ => String::new(),
        }
    }
}

fn listed(head: &str, all: &[Named]) -> String {
    table(&[head, "What it is"], all.iter().map(|one| vec![code(&one.name), one.doc.clone()]))
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cells = head.iter().map(ToString::to_string).collect();
    let rule = format!("|{}\n", " --- |".repeat(head.len()));
    // A bar would end the cell.
    let rows: String = rows.map(|cells| row(cells.iter().map(|cell| cell.replace('|', "\\|")).collect())).collect();
    row(cells) + &rule + &rows
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::super::tests::ours;
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_page_is_fresh() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let page = fs::read_to_string(root.join(PAGE)).unwrap();
        assert!(page == ours().tables(&page).unwrap(), "{PAGE} is not what embed/api.json says: run `cargo xtask package --docs`");
    }

    #[test]
    fn what_stands_around_a_table_stays_and_a_bar_does_not_end_a_cell() {
        let surface = ours();
        let names: String = surface
            .all_tables()
            .iter()
            .map(|(name, _)| format!("# {name}\n<!-- table: {name} -->what it said before<!-- end -->\n"))
            .collect();
        let page = surface.tables(&format!("first\n{names}last")).unwrap();
        assert!(page.starts_with("first\n# attributes\n<!-- table: attributes -->\n| Attribute |") && page.ends_with("last"), "{page}");
        assert!(!page.contains("what it said before"), "{page}");
        assert_eq!(surface.tables(&page).unwrap(), page);
        assert_eq!(table(&["a"], std::iter::once(vec!["b | c".to_owned()])), "| a |\n| --- |\n| b \\| c |\n");
    }

    #[test]
    fn a_table_that_is_not_there_is_named() {
        let lacking = ours().tables("<!-- table: events --><!-- end -->").unwrap_err().to_string();
        assert!(lacking.ends_with("lacks the table attributes"), "{lacking}");
        assert_eq!(ours().tables("<!-- table: x --><!-- end -->").unwrap_err().to_string(), "there is no table x");
    }
}
