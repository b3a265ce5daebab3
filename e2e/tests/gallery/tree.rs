//! What a screen reader is told, as text: a line for each thing, indented by what it is in.

use std::collections::BTreeMap;

use anyhow::Context;
use serde_json::{Value, json};

use crate::Result;
use crate::page::Page;

/// What is said of a thing beside its role and its name.
const PROPERTIES: [&str; 10] = ["level", "checked", "disabled", "busy", "live", "atomic", "invalid", "expanded", "required", "valuetext"];
/// Roles that tell nothing of their own.
const SILENT: [&str; 4] = ["generic", "none", "InlineTextBox", "LineBreak"];

/// The tree of the widget that is shown now.
pub(crate) async fn shown(page: &Page) -> Result<String> {
    let answer = page.browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = answer["nodes"].as_array().context("the browser told no tree")?;
    let by_id: BTreeMap<_, _> = nodes.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
    // The page around the widget is the gallery's own.
    let main = nodes.iter().find(|node| node["role"]["value"] == "main").context("the page has lost its main part")?;
    let mut lines = String::new();
    tell(main, &by_id, 0, "", &mut lines);
    Ok(lines)
}

fn tell(node: &Value, by_id: &BTreeMap<&str, &Value>, depth: usize, around: &str, lines: &mut String) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = words(&node["name"]["value"]);
    // What only repeats the name of what it is in, as the text of a button does.
    let repeats = role == "StaticText" && around.contains(&name);
    let told = node["ignored"] != true && !SILENT.contains(&role) && !repeats;
    if told {
        lines.push_str(&"  ".repeat(depth));
        lines.push_str(role);
        if !name.is_empty() {
            lines.push_str(&format!(" \"{name}\""));
        }
        let described = words(&node["description"]["value"]);
        if !described.is_empty() {
            lines.push_str(&format!(" described \"{described}\""));
        }
        for property in node["properties"].as_array().into_iter().flatten() {
            let (name, value) = (property["name"].as_str().unwrap_or_default(), &property["value"]["value"]);
            if PROPERTIES.contains(&name) && *value != false && *value != "false" && *value != "" {
                lines.push_str(&format!(" {name}={}", words(value)));
            }
        }
        lines.push('\n');
    }
    let (depth, around) = if told { (depth + 1, name.as_str()) } else { (depth, around) };
    for child in node["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if let Some(child) = by_id.get(child) {
            tell(child, by_id, depth, around, lines);
        }
    }
}

/// A text in one line; spaces that only differ in their width are one.
fn words(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that only one of them has.
pub(crate) fn difference(before: &str, now: &str) -> Option<String> {
    if before == now {
        return None;
    }
    let only = |sign: char, lines: &str, others: &str| {
        let others: Vec<_> = others.lines().collect();
        lines.lines().filter(|line| !others.contains(line)).map(|line| format!("\n  {sign} {line}")).collect::<String>()
    };
    Some(format!("it differs{}{}", only('-', before, now), only('+', now, before)))
}
