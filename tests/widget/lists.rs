//! Long lists: what is on screen, and what a keystroke costs, do not grow with them.

use crate::fake_bff::{Answer, FakeBff};
use crate::fixtures::*;
use crate::harness::*;
use crate::machine::{Shell, good, mounted};
use crate::page::{Place, turn, until};
use crate::views::{drawn, sound};
use contract::{Offer, Sim, Sims};
use journey::{Event, Kind, Options, Reply, Sort, Task};
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// Countries in turn, because each distinct one asks the browser for its name.
const COUNTRIES: [&str; 3] = ["PT", "GB", "DE"];

fn numbered(number: usize) -> Sim {
    let country = COUNTRIES.get(number % COUNTRIES.len()).map(|code| (*code).to_owned());
    let iccid = format!("89340000000{number:08}").parse().unwrap();
    Sim { country, iccid, ..sim(&format!("sim-{number}"), &format!("Trip {number}"), "1111") }
}

fn many(count: usize) -> Vec<Sim> {
    (0..count).map(numbered).collect()
}

fn at_sims(count: usize) -> Edge {
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims: many(count) })));
    edge
}

fn at_offers(count: i64) -> Edge {
    let priced = |number| Offer { id: format!("offer-{number}").parse().unwrap(), price: money(number + 100), ..three() };
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), (0..count).map(priced).chain([unlimited()]).collect()))));
    edge
}

fn at(place: &Place, selector: &str) -> String {
    place.find(selector).unwrap_or_else(|| panic!("{selector} in {}", place.0.inner_html())).text_content().unwrap()
}

#[wasm_bindgen_test]
async fn the_markup_does_not_grow_with_the_list() {
    let nodes = async |edge: &Edge| drawn(&edge.state).await.0.count("*");
    let (hundred, all) = (nodes(&at_sims(100)).await, nodes(&at_sims(10_000)).await);
    assert_eq!(hundred, all, "elements for 100 SIMs, and for 10,000");
    let (fifty, all) = (nodes(&at_offers(50)).await, nodes(&at_offers(1_000)).await);
    assert_eq!(fifty, all, "elements for 50 packages, and for 1,000");
    assert!(hundred < 700 && fifty < 700, "{hundred} and {fifty}");
}

#[wasm_bindgen_test]
async fn a_short_list_has_no_pages_and_a_long_one_says_where_it_is() {
    assert!(drawn(&at_sims(24).state).await.0.find("[part=pager]").is_none());
    let mut edge = at_sims(10_000);
    let place = sound(&edge, "10,000 SIMs").await;
    assert_eq!((place.count("[data-sim]"), at(&place, "[part=pager] .small").as_str()), (24, "1–24 of 10,000"));
    assert_eq!(place.count("[part=pager] [aria-disabled]"), 1, "nothing before the first page");
    let (place, sent) = drawn(&edge.state).await;
    place.click("[part=pager] button:last-child");
    assert_eq!(*sent.borrow(), [Event::TurnTo(1)]);
    edge.send(Event::TurnTo(416));
    let place = sound(&edge, "the last page").await;
    assert_eq!((place.count("[data-sim]"), at(&place, "[part=pager] .small").as_str()), (16, "9,985–10,000 of 10,000"));
    assert_eq!(at(&place, ".sr p"), "9,985–10,000 of 10,000", "and it is heard");
    assert_eq!(place.count("[part=pager] button:last-child[aria-disabled]"), 1, "nothing after the last page");
}

#[wasm_bindgen_test]
async fn what_is_selected_on_another_page_cannot_be_continued_with_unseen() {
    let mut edge = at_sims(100);
    edge.send(Event::SelectSim(numbered(3).id));
    for (page, checked, ready) in [(0, 1, 1), (1, 0, 0), (0, 1, 1)] {
        edge.send(Event::TurnTo(page));
        let (place, _) = drawn(&edge.state).await;
        assert_eq!((place.count("[data-sim] input:checked"), place.count("[data-primary]:not([aria-disabled])")), (checked, ready));
    }
    let mut edge = at_offers(100);
    edge.send(Event::SelectOffer("offer-3".parse().unwrap()));
    assert!(at(&drawn(&edge.state).await.0, "[data-primary]").starts_with("Review"));
    edge.send(Event::TurnTo(2));
    assert_eq!(at(&drawn(&edge.state).await.0, "[data-primary]"), "Choose a package");
}

#[wasm_bindgen_test]
async fn what_another_order_and_a_filter_bring_is_heard() {
    let mut edge = at_offers(30);
    assert_eq!(at(&drawn(&edge.state).await.0, ".sr p"), "", "nobody has asked for anything");
    for (event, heard) in
        [(Event::SortBy(Sort::MostData), "1–24 of 31"), (Event::TurnTo(1), "25–31 of 31"), (Event::ShowKind(Kind::Unlimited), "1–1 of 1")]
    {
        edge.send(event);
        assert_eq!(at(&drawn(&edge.state).await.0, ".sr p"), heard);
    }
}

/// Types the name of a SIM into the search and waits until that one alone is there; milliseconds.
async fn typed(place: &Place, name: &str) -> f64 {
    let clock = web_sys::window().unwrap().performance().unwrap();
    let field = place.find("input[type=search]").unwrap();
    let began = clock.now();
    field.dyn_ref::<web_sys::HtmlInputElement>().unwrap().set_value(name);
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    field.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    for _ in 0..1_000 {
        if place.count("[data-sim]") == 1 && at(place, "[data-sim] .name") == name {
            return clock.now() - began;
        }
        turn().await;
    }
    panic!("{name} is not found: {}", place.0.inner_html());
}

/// A customer with that many SIMs, from the answer of the BFF to the quickest of some keystrokes; milliseconds of both.
async fn search_among(count: usize) -> (f64, f64) {
    let name = format!("lists-{count}");
    let _bff = FakeBff::new(
        move |asked| {
            if asked.path.ends_with("/sims") { Answer::json(&Sims { sims: many(count) }) } else { good(asked, "c-lists") }
        },
    );
    let (place, shell) = (Place::new(), Shell::new());
    let clock = web_sys::window().unwrap().performance().unwrap();
    let began = clock.now();
    let instance = mounted(&place, &name, &shell);
    place.until("[data-sim]").await;
    let shown = clock.now() - began;
    let mut quickest = f64::INFINITY;
    for digit in 0..5 {
        // The last SIMs of the list, by the whole of their name, one by one.
        let took = typed(&place, &format!("Trip {}", count - 1 - digit)).await;
        quickest = quickest.min(took);
    }
    instance.destroy();
    (shown, quickest)
}

#[wasm_bindgen_test]
async fn a_keystroke_in_ten_thousand_sims_is_not_felt() {
    let (_, few) = search_among(100).await;
    let (shown, many) = search_among(10_000).await;
    wasm_bindgen_test::console_log!("100 SIMs: {few:.1} ms a keystroke; 10,000 SIMs: {many:.1} ms, shown after {shown:.0} ms");
    // A tenth of a second is felt; a machine that does other things beside may take half of it for them.
    assert!(many < 100.0 || many < few * 10.0, "a keystroke takes {many:.1} ms among 10,000 SIMs, {few:.1} ms among 100");
}

/// A shadow root, as the widget has one in a shop, and a place in it: what has the focus in there is the widget's own.
fn shadow(outer: &Place) -> (JsValue, Place) {
    let make = Function::new_with_args(
        "host",
        "const root = host.attachShadow({ mode: 'open' }); root.append(document.createElement('div')); return root;",
    );
    let root = make.call1(&JsValue::UNDEFINED, &outer.0).unwrap();
    let inner = Reflect::get(&root, &"firstElementChild".into()).unwrap().dyn_into().unwrap();
    (root, Place(inner))
}

#[wasm_bindgen_test]
async fn a_turned_page_is_read_from_its_top_and_a_search_keeps_its_focus() {
    let _bff =
        FakeBff::new(|asked| if asked.path.ends_with("/sims") { Answer::json(&Sims { sims: many(60) }) } else { good(asked, "c-turn") });
    let (outer, shell) = (Place::new(), Shell::new());
    let (root, place) = shadow(&outer);
    let instance = mounted(&place, "turn", &shell);
    place.until("[part=pager]").await;
    let active = || Reflect::get(&root, &"activeElement".into()).unwrap().dyn_into::<Element>().ok();
    let press = |selector: &str| {
        let button: HtmlElement = place.find(selector).unwrap().dyn_into().unwrap();
        button.focus().unwrap();
        button.click();
    };
    press("[part=pager] button:last-child");
    until("the heading has the focus", || active() == place.find("h2")).await;
    assert_eq!(at(&place, "[part=pager] .small"), "25–48 of 60");
    place.find("input[type=search]").unwrap().dyn_into::<HtmlElement>().unwrap().focus().unwrap();
    typed(&place, "Trip 59").await;
    assert_eq!(active(), place.find("input[type=search]"));
    instance.destroy();
}
