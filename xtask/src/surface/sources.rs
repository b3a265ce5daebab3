//! The surface held against the widget's own sources, in both directions: nothing that a page can touch is untold, and nothing is told
//! that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::tests::ours;
use super::{Named, Shape};

type Names = BTreeSet<String>;

fn source(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name)).unwrap()
}

/// Every file of a folder of the repository, one after the other, with what stands in their tests left out.
fn folder(name: &str, extension: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|known| known == extension)).map(|path| fs::read_to_string(path).unwrap());
    texts.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned() + "\n").collect()
}

/// What stands between two marks, each time that it does.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split_once(end).unwrap().0).collect()
}

fn block<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let blocks = between(text, start, end);
    assert_eq!(blocks.len(), 1, "`{start}` stands there {} times", blocks.len());
    blocks[0]
}

fn quoted(text: &str, quote: &str) -> Names {
    text.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
}

fn names<'n>(all: impl IntoIterator<Item = &'n Named>) -> Names {
    all.into_iter().map(|one| one.name.clone()).collect()
}

/// The words of one of our types.
fn words(name: &str) -> Names {
    names(ours().names_of(name).unwrap())
}

fn set<const N: usize>(names: [&str; N]) -> Names {
    names.map(str::to_owned).into()
}

/// The rows of the macro `names!` for a type of the wire.
fn on_the_wire(name: &str) -> Names {
    quoted(block(&source("src/edge/wire.rs"), &format!("\n    {name} {{"), "}"), "\"")
}

#[test]
fn attributes_properties_and_methods_are_those_of_the_shell() {
    let (surface, shell) = (ours(), source("src/element.js"));
    let attributes: Names = surface.attributes.iter().map(|one| one.name.clone()).collect();
    assert_eq!(attributes, quoted(block(&shell, "const ATTRIBUTES = [", "]"), "'"));
    let properties: Names = surface.properties.iter().map(|one| one.name.clone()).collect();
    assert_eq!(properties, quoted(block(&shell, "const PROPERTIES = [", "]"), "'"));
    let methods: Names = surface.methods.iter().map(|one| one.name.clone()).collect();
    let class = block(&shell, "class EsimTopup extends", "\n}\n");
    // A member stands two spaces in; private ones start with a #.
    let members = class.lines().filter(|line| line.ends_with(") {")).filter_map(|line| line.strip_prefix("  "));
    let members =
        members.map(|line| line.strip_prefix("async ").unwrap_or(line)).filter_map(|line| line.split_once('(')).map(|(name, _)| name);
    let found: Names = members.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase())).map(str::to_owned).collect();
    let of_every_element = set(["constructor", "connectedCallback", "disconnectedCallback", "attributeChangedCallback"]);
    assert_eq!(methods, &found - &of_every_element);
}

#[test]
fn an_option_is_called_as_mount_turns_it_into_an_attribute() {
    for attribute in &ours().attributes {
        let kebab: String = attribute
            .option()
            .chars()
            .flat_map(|letter| letter.is_uppercase().then_some('-').into_iter().chain(letter.to_lowercase()))
            .collect();
        assert_eq!(kebab, attribute.name);
    }
}

#[test]
fn events_and_the_fields_of_their_details_are_those_that_are_told() {
    let surface = ours();
    let telling = source("src/edge/telling.rs");
    let told = quoted(telling.split("\nfn written(").nth(1).unwrap(), "\"");
    let events: Names = surface.events.iter().map(|one| one.name.clone()).collect();
    let fields = surface.types.iter().filter(|one| one.name.ends_with("Detail") || one.name == "OperationError");
    let fields = fields.filter_map(|one| match &one.shape {
        Shape::Record(fields) => Some(fields),
        _ => None,
    });
    let fields: Names = fields.flatten().map(|one| one.name.clone()).collect();
    assert_eq!(told, &events | &fields);
}

#[test]
fn an_operation_error_has_the_fields_of_a_load_error_and_those_of_what_was_approved() {
    let surface = ours();
    let fields = |name: &str| match &surface.types.iter().find(|one| one.name == name).unwrap().shape {
        Shape::Record(fields) => fields.iter().map(|one| one.name.clone()).collect::<Vec<_>>(),
        _ => panic!("{name} is no record"),
    };
    let load = fields("LoadError");
    assert_eq!(fields("OperationError"), [load, vec!["key".to_owned(), "paymentReference".to_owned()]].concat());
}

#[test]
fn words_of_the_wire_are_all_told() {
    for name in ["OrderStatus", "RejectionCode"] {
        assert_eq!(words(name), on_the_wire(name), "{name}");
    }
    let steps = block(&source("journey/src/steps.rs"), "impl StepName {", "\n}\n").to_owned();
    // The skeleton is no step that anyone is told.
    assert_eq!(words("TopupStep"), &quoted(&steps, "\"") - &set(["starting"]));
}

#[test]
fn error_codes_are_those_of_the_bff_the_journey_and_the_fallback() {
    assert_eq!(words("LoadCode"), {
        let causes = source("src/fallback.js");
        block(&causes, "const CAUSES = {", "\n};")
            .lines()
            .filter_map(|line| line.split_once(": ["))
            .map(|(name, _)| name.trim().to_owned())
            .collect()
    });
    let problems = source("contract/src/problem.rs");
    let problems = block(&problems, "\ncodes! {", "\n}\n").lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let problems: Names = problems.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    let trouble = source("journey/src/trouble.rs");
    let own = between(&trouble, "Self::bare(TroubleKind::", ",")
        .into_iter()
        .map(|kind| block(&trouble, &format!("Self::{kind} => \""), "\"").to_owned());
    assert_eq!(words("OperationCode"), problems.into_iter().chain(own).collect());
}

#[test]
fn tokens_are_those_that_the_style_sheets_read() {
    let tokens: Names = ours().tokens.into_iter().flat_map(|group| group.tokens).map(|one| one.name).collect();
    let styles = folder("src", "css") + &folder("src", "js");
    let read = between(&styles, "var(--topup-", ")").into_iter().map(|rest| rest.split(',').next().unwrap().trim());
    assert_eq!(tokens, read.map(|name| format!("--topup-{name}")).collect());
}

#[test]
fn parts_are_those_that_the_views_name() {
    let views = folder("src/view", "rs");
    let parts = between(&views, "(Attr::Part, ", ")").into_iter().flat_map(|literal| {
        assert!(literal.starts_with('"'), "a part must be written out, to be found: {literal}");
        literal.trim_matches('"').split(' ')
    });
    assert_eq!(names(&ours().parts), parts.map(str::to_owned).collect());
}

#[test]
fn slots_are_those_that_the_views_leave() {
    let views = folder("src/view", "rs");
    let slots = between(&views, "frame::slot(", ")").into_iter().map(|literal| literal.trim_matches('"').to_owned());
    assert_eq!(names(&ours().slots), slots.collect());
}

#[test]
fn stages_and_actions_are_those_of_the_journey_and_the_fallback() {
    let (fault, fallback, shell) = (source("journey/src/fault.rs"), source("src/fallback.js"), source("src/element.js"));
    let stages = quoted(block(&fault, "impl Stage {", "\n}\n"), "\"");
    assert_eq!(words("OperationStage"), stages);
    let actions: Names =
        between(&fault, "Action::", "\n").into_iter().filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    let causes = block(&fallback, "const CAUSES = {", "\n};").lines().filter_map(|line| line.split('\'').nth_back(1)).map(str::to_owned);
    let reload = ["reload"].iter().filter(|word| fallback.contains(&format!("'{word}'"))).map(ToString::to_string);
    assert!(shell.contains("action: 'retry'"), "the shell's own last words");
    assert_eq!(words("ErrorAction"), actions.into_iter().chain(causes).chain(reload).collect());
}

#[test]
fn the_page_shown_by_a_component_is_the_page_that_is_told() {
    let views = words("TopupView");
    let journey = folder("src/edge", "rs") + &folder("journey/src", "rs");
    for view in &views - &set(["journey"]) {
        assert!(
            journey.contains(&format!("\"{view}\" =>")) || journey.contains(&format!("Some(\"{view}\")")),
            "nobody reads the view {view}"
        );
    }
}
