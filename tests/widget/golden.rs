//! Before and after, as a customer reads it: what each provider's top-up makes of each kind of SIM, and the unknown in words.

use crate::fixtures::*;
use crate::harness::*;
use crate::page::Place;
use crate::views::drawn;
use contract::{ActivateBy, Activation, DataEffect, DataLeft, Effects, Offer, Sim, SimState, Sims, ValidityEffect};
use journey::{Event, Options, Reply, Task};
use wasm_bindgen_test::wasm_bindgen_test;

/// A subscription of its own beside the others, whose clock starts at once.
const CONNECT: Effects = Effects {
    activation: Activation::Now,
    data_effect: DataEffect::Separate,
    validity_effect: ValidityEffect::Independent,
    activate_by: ActivateBy::None,
};
/// The same, but nobody says when it starts, nor until when it must.
const PRESSONE: Effects = Effects { activation: Activation::Unknown, activate_by: ActivateBy::Unknown, ..CONNECT };
/// A provider that says nothing at all.
const SILENT: Effects = Effects { data_effect: DataEffect::Unknown, validity_effect: ValidityEffect::Unknown, ..PRESSONE };

fn text(place: &Place, selector: &str) -> String {
    place.find(selector).unwrap_or_else(|| panic!("{selector} in {}", place.0.inner_html())).text_content().unwrap()
}

/// What review says of both sides: how much and until when, how much then and when.
async fn read(sim: Sim, effects: Effects) -> [String; 4] {
    let offer = Offer { effects, ..three() };
    let mut edge = Edge::new(Options { iccid: Some(sim.iccid.clone()), ..Options::default() });
    edge.settle(|task| !matches!(task, Task::Sims | Task::Offers(_)));
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: vec![sim.clone()] })));
    for _ in 0..2 {
        edge.end(is_offers, Ok(Reply::Offers(offers(&sim, vec![offer.clone()]))));
        edge.send(Event::Continue);
    }
    let (place, _) = drawn(&edge.state).await;
    ["div:first-child .big", "div:first-child .big + .small", ".after .big", ".after .big + .small"]
        .map(|part| text(&place, &format!(".change > {part}")))
}

#[wasm_bindgen_test]
async fn each_providers_top_up_is_told_for_each_kind_of_sim() {
    let running = lisbon;
    let unlimited = || Sim { data: Some(DataLeft::Unlimited), ..lisbon() };
    let unheard = || Sim { data: None, expires_at: None, as_of: None, state: SimState::Unknown, ..lisbon() };
    let used_up = || Sim { data: None, state: SimState::UsedUp, ..lisbon() };
    let expired = || Sim { state: SimState::Expired, expires_at: Some(NOW.plus_days(-2)), ..lisbon() };
    let silent = "Your provider does not say when";
    for (sim, effects, told) in [
        (running(), CONNECT, ["0.4 GB", "until 24 Nov", "+3 GB", "until 21 Dec"]),
        (unlimited(), CONNECT, ["Unlimited", "until 24 Nov", "+3 GB", "until 21 Dec"]),
        (unheard(), CONNECT, ["Not known", "No end date known", "+3 GB", "until 21 Dec"]),
        (used_up(), CONNECT, ["0 GB", "until 24 Nov", "3 GB", "until 21 Dec"]),
        (expired(), CONNECT, ["0 GB", "Nothing left", "3 GB", "until 21 Dec"]),
        (running(), PRESSONE, ["0.4 GB", "until 24 Nov", "+3 GB", silent]),
        (unlimited(), PRESSONE, ["Unlimited", "until 24 Nov", "+3 GB", silent]),
        (unheard(), PRESSONE, ["Not known", "No end date known", "+3 GB", silent]),
        (used_up(), PRESSONE, ["0 GB", "until 24 Nov", "+3 GB", silent]),
        (expired(), PRESSONE, ["0 GB", "Nothing left", "+3 GB", silent]),
        (running(), SILENT, ["0.4 GB", "until 24 Nov", "+3 GB", silent]),
        (unheard(), SILENT, ["Not known", "No end date known", "+3 GB", silent]),
    ] {
        let state = (sim.state, sim.data);
        assert_eq!(read(sim, effects).await, told, "{state:?} {effects:?}");
    }
}
