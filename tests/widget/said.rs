//! What is said, and that it is true at that moment; what a screen reader hears of it.

use crate::fixtures::*;
use crate::harness::*;
use crate::page::Place;
use crate::views::{drawn, drawn_with};
use contract::{
    DataLeft, Offer, Order, OrderStatus, Package, PackageState, Packages, RejectionCode, Retry, Sim, SimState, Sims, Stage, StageName,
    Starts, Timestamp,
};
use esim_topup::view::Copied;
use journey::{Event, Failure, GIGABYTE, Options, Reply, Task};
use wasm_bindgen_test::wasm_bindgen_test;

pub(crate) fn at(place: &Place, selector: &str) -> String {
    place.find(selector).unwrap_or_else(|| panic!("{selector} in {}", place.0.inner_html())).text_content().unwrap()
}

/// At the list of those SIMs.
fn at_sims(sims: Vec<Sim>) -> Edge {
    let mut edge = Edge::new(Options::default());
    edge.settle(|task| *task != Task::Sims);
    edge.end(|task| *task == Task::Sims, Ok(Reply::Sims(Sims { sims })));
    edge
}

/// At an order as it was last heard, that many seconds after it was placed.
fn waiting(order: Order, seconds: i64) -> Edge {
    let mut edge = Edge::at_waiting();
    edge.end(is_poll, Ok(Reply::Order(Box::new(order))));
    edge.now = Timestamp::from_unix_seconds(NOW.unix_seconds() + seconds);
    edge.send(Event::Tick);
    edge
}

/// At the review of that package.
fn review(offer: Offer) -> Edge {
    let mut edge = Edge::at_the_sims();
    edge.send(Event::SelectSim(lisbon().id));
    edge.send(Event::Continue);
    for _ in 0..2 {
        edge.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), vec![offer.clone()]))));
        edge.send(Event::Continue);
    }
    edge
}

#[wasm_bindgen_test]
async fn nobody_may_close_the_page_before_the_shop_has_the_order() {
    let mut edge = Edge::at_submit();
    for seconds in [0, 30, 1_000] {
        edge.now = Timestamp::from_unix_seconds(NOW.unix_seconds() + seconds);
        edge.send(Event::Tick);
        let (place, _) = drawn(&edge.state).await;
        assert!(place.text().contains("Keep this page open") && !place.text().contains("can close"), "{}", place.text());
    }
    edge.end(is_place, Err(Failure::Timeout));
    edge.settle(is_rest);
    edge.settle(is_place);
    let (place, _) = drawn(&edge.state).await;
    assert!(place.text().contains("can close") && !place.text().contains("Keep this page open"), "{}", place.text());
}

#[wasm_bindgen_test]
async fn a_stage_is_said_as_what_goes_on_and_while_checking_nothing_is_claimed() {
    let reached = |names: &[StageName], status| {
        let stages = names.iter().map(|name| Stage { name: *name, at: NOW }).collect();
        Order { stages, ..order(status, 2) }
    };
    use StageName as S;
    for (stages, status, seconds, now) in [
        (&[S::Received][..], OrderStatus::Received, 2, "Reserving your payment"),
        (&[S::Received, S::Reserved], OrderStatus::Received, 2, "Sending to the network"),
        (&[S::Received, S::Reserved, S::Sent], OrderStatus::Sending, 2, "Being added to your SIM"),
        (&[S::Received, S::Reserved, S::Sent], OrderStatus::Sending, 12, "Checking with the network"),
        (&[S::Received, S::Reserved, S::Sent], OrderStatus::Checking, 2, "Checking with the network"),
        (&[S::Received, S::Reserved, S::Sent, S::Accepted], OrderStatus::Review, 2, "Checking with the network"),
    ] {
        let (place, _) = drawn(&waiting(reached(stages, status), seconds).state).await;
        let unsure = now.starts_with("Checking");
        assert_eq!(at(&place, ".timeline [aria-current] b"), now);
        assert_eq!(place.count(".timeline .warn"), u32::from(unsure), "{now}");
        assert_eq!(place.text().contains("Being added"), now.starts_with("Being"), "{}", place.text());
    }
    let (place, _) = drawn(&Edge::at_submit().state).await;
    assert_eq!(at(&place, ".timeline [aria-current] b"), "Sending your order to the shop");
}

#[wasm_bindgen_test]
async fn two_packages_with_their_own_ends_are_not_summed_and_unlimited_has_no_plus() {
    let (place, _) = drawn(&review(three()).state).await;
    let after = at(&place, ".change .after");
    assert!(after.contains("+3 GB") && after.contains("until 21 Dec") && !place.text().contains("3.4 GB"), "{after}");
    let (place, _) = drawn(&review(unlimited()).state).await;
    let after = at(&place, ".change .after");
    assert!(after.contains("Unlimited") && !after.contains('+'), "{after}");
}

#[wasm_bindgen_test]
async fn a_package_that_runs_is_not_said_to_start_at_some_time() {
    let unsaid = Order { starts: Some(Starts::Unknown), ..order(OrderStatus::Delivered, 5) };
    let mut edge = waiting(unsaid, 0);
    let (place, _) = drawn(&edge.state).await;
    assert!(at(&place, ".hero").contains("does not say when"), "{}", place.text());
    edge.settle(|_| true);
    let (place, _) = drawn(&edge.state).await;
    assert!(at(&place, ".hero").contains("Lisbon trip can use it now."), "{}", place.text());
    assert!(at(&place, ".sr").contains("can use it now"), "and it is heard");
}

#[wasm_bindgen_test]
async fn the_way_is_not_gone_to_its_end_where_nothing_was_added() {
    let (place, _) = drawn(&waiting(rejected(RejectionCode::NotAdded, Retry::AfterChange), 0).state).await;
    assert_eq!((place.count(".steps .is-done"), place.count(".steps .is-now.bad[aria-current]")), (3, 1));
    let (place, _) = drawn(&waiting(order(OrderStatus::Delivered, 5), 0).state).await;
    assert_eq!((place.count(".steps .is-done"), place.count(".steps [aria-current]")), (4, 0));
}

#[wasm_bindgen_test]
async fn what_may_be_tried_again_says_so() {
    for (code, event, label) in [
        (RejectionCode::PaymentDeclined, Event::TryAgain, "Try again"),
        (RejectionCode::NotOffered, Event::ChooseAnotherPackage, "See packages"),
        (RejectionCode::SimRetired, Event::TopUpAnother, "Choose another SIM"),
    ] {
        let (place, sent) = drawn(&waiting(rejected(code, Retry::Later), 0).state).await;
        assert_eq!(at(&place, "[data-primary]"), label);
        place.click("[data-primary]");
        assert_eq!(*sent.borrow(), [event]);
    }
}

#[wasm_bindgen_test]
async fn of_what_has_ended_nothing_is_left() {
    let over = |state, end| Sim { state, expires_at: end, ..lisbon() };
    for sim in
        [over(SimState::Expired, None), over(SimState::Active, Some(NOW.plus_days(-1))), over(SimState::Expired, Some(NOW.plus_days(2)))]
    {
        let (place, _) = drawn(&at_sims(vec![sim]).state).await;
        assert!(place.find("progress").is_none() && !at(&place, ".pick").contains("left"), "{}", place.text());
    }
    let (place, _) = drawn(&at_sims(vec![lisbon()]).state).await;
    assert!(place.find("progress").is_some() && at(&place, ".pick").contains("3 days left"), "{}", place.text());
    let (place, _) = drawn(&at_sims(vec![over(SimState::Active, Some(Timestamp::from_unix_seconds(NOW.unix_seconds() + 1)))]).state).await;
    assert!(at(&place, ".pick").contains("ends today"), "{}", place.text());

    let mut edge = Edge::at_the_sims();
    edge.send(Event::ShowHistory(lisbon().id));
    let half = Some(DataLeft::Metered { remaining: GIGABYTE, total: 3 * GIGABYTE });
    let ended = |package| Package { state: PackageState::Expired, data: half, expires_at: Some(NOW.plus_days(-1)), ..package };
    let list = packages(&lisbon());
    let list = Packages { packages: list.packages.into_iter().map(ended).collect(), ..list };
    edge.end(|_| true, Ok(Reply::Packages(list)));
    let (place, _) = drawn(&edge.state).await;
    let said = at(&place, "[data-package]");
    assert!(place.find("progress").is_none() && !said.contains("left") && said.contains("ended"), "{said}");
}

#[wasm_bindgen_test]
async fn every_tool_of_a_card_says_whose_it_is() {
    let (place, _) = drawn(&at_sims(vec![lisbon(), retired()]).state).await;
    assert_eq!(place.count(".tools button"), 4);
    for (index, label) in ["Lisbon trip", "Japan 2024"].into_iter().enumerate() {
        let tools = format!(".tools button[aria-describedby='name-{index}']");
        assert_eq!(place.count(&tools), 2, "History and Copy ICCID of {label}");
        assert!(at(&place, &format!("#name-{index}")).contains(label));
    }
}

/// What a screen reader has to say, place by place.
fn heard(place: &Place) -> Vec<String> {
    (1..=place.count(".sr[role=status] p")).map(|number| at(place, &format!(".sr[role=status] p:nth-child({number})"))).collect()
}

#[wasm_bindgen_test]
async fn what_was_copied_and_the_connection_are_heard_alone() {
    let mut edge = waiting(order(OrderStatus::Delivered, 5), 0);
    edge.settle(|_| true);
    let lead = "Lisbon trip can use it now.".to_owned();
    assert_eq!(heard(&drawn(&edge.state).await.0), [lead.clone(), String::new(), String::new()]);
    let copied = Copied { text: "K7QX-2M".to_owned(), done: true };
    assert_eq!(heard(&drawn_with(&edge.state, Some(copied)).await.0), [lead.clone(), "Copied".to_owned(), String::new()]);
    edge.send(Event::Online(false));
    assert!(matches!(heard(&drawn(&edge.state).await.0).as_slice(), [_, _, offline] if offline.starts_with("You are offline.")));
    edge.send(Event::Online(true));
    assert_eq!(heard(&drawn(&edge.state).await.0), [lead, String::new(), "You are online again.".to_owned()]);
}

#[wasm_bindgen_test]
async fn a_search_without_a_find_is_heard_where_something_was_before() {
    let mut edge = at_sims((0..7).map(|number| sim(&format!("sim-{number}"), "Trip", "1111")).collect());
    let silent = [String::new(), String::new(), String::new()];
    assert_eq!(heard(&drawn(&edge.state).await.0), silent);
    edge.send(Event::Search("Tokyo".to_owned()));
    let (place, _) = drawn(&edge.state).await;
    assert_eq!(heard(&place).first().map(String::as_str), Some("No SIM matches “Tokyo”."));
    assert_eq!(place.count("[role=status], [aria-live]"), 1, "one region, in which nothing is said twice");
    edge.send(Event::Search("Trip".to_owned()));
    let found = ["1–7 of 7".to_owned(), String::new(), String::new()];
    assert_eq!(heard(&drawn(&edge.state).await.0), found, "how many there are");
}

#[wasm_bindgen_test]
async fn while_the_shop_does_not_answer_the_last_known_is_said_with_its_time() {
    let time = |seconds| js_sys::Date::new(&wasm_bindgen::JsValue::from_f64((NOW.unix_seconds() + seconds) as f64 * 1_000.0));
    let clock = |seconds| {
        String::from(time(seconds).to_locale_time_string_with_options("en-GB", &crate::page::object(&[("timeStyle", "short".into())])))
    };
    let mut edge = waiting(order(OrderStatus::Adding, 2), 0);
    edge.now = NOW.plus_seconds(120);
    edge.send(Event::Tick);
    edge.end(is_poll, Err(Failure::Network));
    let (place, _) = drawn(&edge.state).await;
    let said = at(&place, "[data-trouble=network]");
    assert!(said.contains("No connection") && said.contains(&format!("what we knew at {}", clock(0))), "{said}");
    edge.settle(is_rest);
    edge.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Adding, 3)))));
    assert!(drawn(&edge.state).await.0.find("[data-trouble]").is_none(), "it has been heard again");
    edge.send(Event::Online(false));
    let (place, _) = drawn(&edge.state).await;
    assert!(place.text().contains("You are offline") && place.text().contains(&format!("as of {}", clock(120))), "{}", place.text());
}

#[wasm_bindgen_test]
async fn review_says_how_old_the_numbers_of_before_are() {
    let (place, _) = drawn(&review(three()).state).await;
    assert!(at(&place, ".change > :first-child").contains("as of "), "{}", place.text());
    assert!(!at(&place, ".change .after").contains("as of "));
}

#[wasm_bindgen_test]
async fn where_nothing_can_be_stored_review_says_what_that_means() {
    let mut edge = Edge::at_review();
    assert!(!drawn(&edge.state).await.0.text().contains("stores nothing"));
    edge.send(Event::StorageRefused);
    let (place, _) = drawn(&edge.state).await;
    assert!(place.text().contains("This browser stores nothing for this page."), "{}", place.text());
    assert_eq!(place.count("[data-primary]:not([aria-disabled])"), 1, "and one can order all the same");
}

#[wasm_bindgen_test]
async fn a_refusal_for_its_price_shows_both_and_its_button_leads_to_review() {
    let rejection = |new_price| contract::Rejection { new_price, ..rejection(RejectionCode::Repriced, Retry::AfterChange) };
    let refused = |new_price| Order { rejection: Some(rejection(new_price)), ..rejected(RejectionCode::Repriced, Retry::AfterChange) };
    for (new_price, label) in [(Some(money(1_250)), "Review · US$12.50"), (None, "Try again")] {
        let mut edge = waiting(refused(new_price), 0);
        let (place, sent) = drawn(&edge.state).await;
        assert_eq!(at(&place, "[data-primary]"), label);
        if new_price.is_some() {
            assert!(at(&place, "[data-rejection=repriced]").contains("It was US$10.00 and is now US$12.50. Nothing was bought."));
        }
        place.click("[data-primary]");
        assert_eq!(*sent.borrow(), [Event::TryAgain]);
        edge.send(Event::TryAgain);
        let (place, _) = drawn(&edge.state).await;
        assert_eq!((place.step().as_deref(), place.count("[data-repriced]")), (Some("review"), u32::from(new_price.is_some())));
        assert_eq!(place.count("[data-primary][aria-disabled]"), 1, "not before the live price is known");
    }
}

#[wasm_bindgen_test]
async fn a_busy_network_counts_down_to_the_time_that_it_asks_for() {
    let busy = contract::Rejection { retry_after: Some(90), ..rejection(RejectionCode::Busy, Retry::Later) };
    let mut edge = waiting(Order { rejection: Some(busy), ..rejected(RejectionCode::Busy, Retry::Later) }, 60);
    let (place, _) = drawn(&edge.state).await;
    assert_eq!((at(&place, "[data-primary]").as_str(), place.count("[data-primary][aria-disabled]")), ("Try again in 30 seconds", 1));
    edge.now = NOW.plus_seconds(90);
    edge.send(Event::Tick);
    let (place, _) = drawn(&edge.state).await;
    assert_eq!((at(&place, "[data-primary]").as_str(), place.count("[data-primary][aria-disabled]")), ("Try again", 0));
}

/// The size, weight and line height that a style sheet gives a widget on a page whose text is `10px`.
fn type_of(css: &str) -> String {
    let make = js_sys::Function::new_with_args(
        "css",
        "const page = document.createElement('div'), host = document.createElement('div'), style = document.createElement('style');
         page.style.font = 'italic 900 10px/3 monospace'; style.textContent = css; host.attachShadow({ mode: 'open' }).append(style);
         page.append(host); document.body.append(page); const seen = getComputedStyle(host);
         const said = [seen.fontFamily, seen.fontSize, seen.fontWeight, seen.lineHeight].join(' '); page.remove(); return said;",
    );
    make.call1(&wasm_bindgen::JsValue::UNDEFINED, &css.into()).unwrap().as_string().unwrap()
}

#[wasm_bindgen_test]
fn the_skeleton_is_set_in_the_type_of_what_comes_and_in_the_pages_font() {
    let shell = include_str!("../../src/element.js");
    let critical = shell.split_once("CRITICAL = `").and_then(|(_, rest)| rest.split_once('`')).unwrap().0;
    assert_eq!(type_of(critical), "monospace 16px 400 23.2px");
    assert_eq!(type_of(include_str!("../../src/esim-topup.css")), type_of(critical));
}

#[wasm_bindgen_test]
async fn why_somebody_is_led_back_is_heard() {
    let heard_first = async |edge: &Edge| heard(&drawn(&edge.state).await.0).into_iter().next().unwrap();
    let mut edge = Edge::at_review();
    edge.send(Event::Preselect(Options { approval: true, ..Options::default() }));
    edge.send(Event::Confirm);
    let said = "Your card was declined.".to_owned();
    edge.end(|task| matches!(task, Task::Approve(_)), Ok(Reply::Decided(journey::Decision::Reject(said))));
    assert_eq!(heard_first(&edge).await, "Checking the price…");
    edge.settle(|_| true);
    assert_eq!(heard_first(&edge).await, "Your payment was not confirmed · Your card was declined.");
    let among_others = crate::views::drawn_in(&edge.state, "ar", esim_topup::text::Texts::english()).await.text();
    assert!(among_others.contains("\u{2068}Your card was declined.\u{2069}"), "a shop's words run as they do: {among_others}");

    let refused = |code| {
        let mut edge = Edge::at_submit();
        edge.refuse(is_place, problem(code, 409, Retry::AfterChange));
        edge.settle(|_| true);
        edge
    };
    let gone = heard_first(&refused(contract::ProblemCode::OfferGone)).await;
    assert_eq!(gone, "No longer offered for this SIM · Here is the current list.");
    let sim = heard_first(&refused(contract::ProblemCode::SimNotEligible)).await;
    assert!(sim.starts_with("This SIM can’t be topped up · "), "{sim}");
}

#[wasm_bindgen_test]
async fn who_is_signed_out_while_an_order_is_sent_or_under_way_hears_it_and_can_go_on() {
    for (mut edge, is_asked) in [(Edge::at_submit(), is_place as fn(&Task) -> bool), (Edge::at_waiting(), is_poll)] {
        edge.refuse(is_asked, problem(contract::ProblemCode::SessionExpired, 401, Retry::AfterChange));
        edge.end(is_session, Err(Failure::NoToken));
        edge.settle(is_rest);
        let (place, _) = drawn(&edge.state).await;
        assert!(at(&place, "[role=status]").contains("Sign in to the shop again"), "{}", place.text());
        assert!(!place.text().contains("We send the same order again"), "nothing is sent meanwhile");
        assert!(["Try again", "Ask again now"].iter().any(|again| place.text().contains(again)), "{}", place.text());
        assert_eq!(place.count("[aria-disabled]"), 0);
    }
}
