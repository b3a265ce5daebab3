//! Long lists, a page at a time.

use super::*;
use journey::Sort;

/// As many as one customer of a large shop may have.
fn ten_thousand_sims() -> Edge {
    let numbered = |number: usize| sim(&format!("sim-{number}"), &format!("Traveller {number}"), &format!("{:04}", number % 10_000));
    with_sims(Options::default(), Ok((0..10_000).map(numbered).collect()))
}

/// As many as one SIM may be offered.
fn a_thousand_packages() -> Edge {
    let numbered =
        |number: u32| offer(&format!("offer-{number}"), u64::from(number % 50) + 1, 1 + number % 90, 500 + 35 * i64::from(number));
    with_offers(Ok((0..1_000).map(numbered).collect()))
}

/// The first page, one in the middle with something selected, and the last.
pub(super) fn all() -> Vec<Shown> {
    let (sims, packages) = (ten_thousand_sims(), a_thousand_packages());
    let mut selected = ten_thousand_sims();
    selected.send(Event::SelectSim(sim("sim-5000", "", "0000").id));
    let mut last = ten_thousand_sims();
    last.send(Event::TurnTo(usize::MAX));
    let mut sorted = a_thousand_packages();
    sorted.send(Event::SortBy(Sort::MostData));
    sorted.send(Event::TurnTo(usize::MAX));
    vec![
        shown("sims-pages", sims),
        shown("sims-pages-selected", selected),
        shown("sims-pages-last", last),
        shown("packages-pages", packages),
        shown("packages-pages-last", sorted),
    ]
}
