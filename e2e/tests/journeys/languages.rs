//! The journey in other languages: the words, the direction, and what happens when a language can't be had.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use sandbox::{PaymentState, Player};
use serde_json::{Value, json};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

/// A language's texts by key, as the repository has them.
type Texts = BTreeMap<String, String>;

fn texts(json: &str) -> Result<Texts> {
    Ok(serde_json::from_str(json)?)
}

/// The English text of every message.
fn english() -> Texts {
    let messages = include_str!("../../../src/text/catalogue.rs").lines().filter_map(|line| line.trim().split_once(' '));
    messages.filter_map(|(key, literal)| Some((key.to_owned(), serde_json::from_str(literal).ok()?))).collect()
}

/// Waits for the heading that has this key, then for a screen on which nothing is said in English that has other words here.
async fn at(widget: &Widget<'_>, texts: &Texts, key: &str) -> Result<String> {
    // A driver reads every kind of space as a plain one.
    let heading = texts.get(key).context("there is such a message")?.replace(['\u{a0}', '\u{202f}'], " ");
    let text = widget.says(&heading).await?;
    let foreign = |key: &String, english: &String| texts.contains_key(key) && !texts.values().any(|own| own == english);
    let left: Vec<_> =
        english().into_iter().filter(|(key, english)| foreign(key, english) && text.lines().any(|line| line.trim() == english)).collect();
    assert!(left.is_empty(), "still English: {left:?} in {text}");
    Ok(text)
}

async fn run(stage: &Stage, script: &str, argument: Value) -> Result<Value> {
    Ok(stage.browser.client().execute(script, vec![argument]).await?)
}

/// Buys in that language, with a picture of every step.
async fn buys(stage: &Stage, tag: &str, direction: &str, texts: &Texts) -> Result<()> {
    let widget = stage.open(&format!("/host?customer=mara&locale={tag}")).await?;
    widget.wait_for(&format!(".topup[lang='{tag}'][dir='{direction}']")).await?;
    widget.wait_for("label[data-tail='0872']").await?;
    at(&widget, texts, "WhichSim").await?;
    stage.pictures(&format!("language-{tag}-1-sim")).await?;
    widget.choose_sim("0872").await?;
    at(&widget, texts, "ChooseOne").await?;
    widget.press(&format!("label[data-offer='{PACKAGE}']")).await?;
    stage.pictures(&format!("language-{tag}-2-package")).await?;
    widget.choose_package(PACKAGE).await?;
    at(&widget, texts, "ReviewTitle").await?;
    stage.pictures(&format!("language-{tag}-3-review")).await?;
    let own = json!({ "ReviewTitle": "Farewell Mobile!", "Nonsense": "nothing" });
    run(stage, "document.querySelector('esim-topup').messages = arguments[0]", own).await?;
    widget.says("Farewell Mobile!").await?;
    widget.says(texts.get("Promise").context("the promise")?).await?;
    run(stage, "document.querySelector('esim-topup').messages = undefined", Value::Null).await?;
    at(&widget, texts, "ReviewTitle").await?;
    stage.hold_next(Player::Pressone);
    widget.go_on().await?;
    widget.at("waiting").await?;
    at(&widget, texts, "Adding").await?;
    stage.pictures(&format!("language-{tag}-4-progress")).await?;
    stage.let_go();
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    widget.wait_for("[data-package][data-new]").await?;
    at(&widget, texts, "Charged").await?;
    stage.pictures(&format!("language-{tag}-5-result")).await?;
    let captured = |payment: &sandbox::Payment| payment.state == PaymentState::Captured;
    let ledger = stage.ledger_shows("one captured payment", |ledger| ledger.payments.iter().all(captured)).await?;
    assert_eq!((ledger.topups_for(SIM).len(), ledger.payments.len()), (1, 1));
    Ok(())
}

/// The addresses of the languages that the page has asked for.
async fn loaded(stage: &Stage) -> Result<Vec<String>> {
    let script = "return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/locales/'))";
    Ok(serde_json::from_value(run(stage, script, Value::Null).await?)?)
}

#[tokio::test]
async fn the_journey_is_german_from_its_first_word() -> Result<()> {
    play("language-de", async |stage| {
        buys(stage, "de", "ltr", &texts(include_str!("../../../locales/de.json"))?).await?;
        let loaded = loaded(stage).await?;
        let of = |part: &str| loaded.iter().filter(|name| name.contains(part)).count();
        assert_eq!((of("/locales/de."), of("index.json"), of("names.json")), (1, 1, 1), "each once: {loaded:?}");
        assert!(loaded.iter().all(|name| name.starts_with(stage.front.url())), "{loaded:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_journey_in_arabic_runs_from_right_to_left() -> Result<()> {
    play("language-ar", async |stage| buys(stage, "ar", "rtl", &texts(include_str!("../../../locales/ar.json"))?).await).await
}

#[tokio::test]
async fn a_language_that_does_not_come_blocks_nobody_and_may_come_later() -> Result<()> {
    play("language-late", async |stage| {
        let widget = stage.visit("mara", None).await?;
        assert_eq!(loaded(stage).await?, [""; 0], "nothing is asked for in English");
        // Languages hang from here on, until they are let go.
        let hold = "const fetched = window.fetch;
            const released = new Promise((release) => { window.release = release; });
            window.fetch = (...asked) => String(asked[0]).includes('/locales/')
              ? released.then(() => fetched(...asked)) : fetched(...asked);
            const other = document.createElement('esim-topup');
            other.setAttribute('bff', '/bff');
            other.setAttribute('locale', 'fr-CA');
            other.getSession = document.querySelector('esim-topup').getSession;
            document.querySelector('main').append(other);";
        run(stage, hold, Value::Null).await?;
        let other = Widget::nth(&stage.browser, 1).await?;
        other.at("choose-sim").await?;
        other.says("Which SIM?").await?;
        other.wait_for(".topup[lang='en'][dir='ltr']").await?;
        other.press("label[data-tail='0872']").await?;
        run(stage, "window.release()", Value::Null).await?;
        other.wait_for(".topup[lang='fr-CA']").await?;
        let french = texts(include_str!("../../../locales/fr.json"))?;
        at(&other, &french, "WhichSim").await?;
        assert_eq!(other.all("label[data-tail='0872'] input:checked").await?.len(), 1, "what was chosen stays chosen");
        widget.says("Which SIM?").await?;
        // One that can't be loaded at all: English, and the journey goes on where it is.
        other.choose_sim("0872").await?;
        other.at("choose-package").await?;
        run(stage, "window.fetch = async () => { throw new TypeError('blocked'); }", Value::Null).await?;
        run(stage, "document.querySelectorAll('esim-topup')[1].setAttribute('locale', 'nl')", Value::Null).await?;
        other.wait_for(".topup[lang^='en'] [data-step='choose-package'] [data-offer]").await?;
        other.says("Choose a package").await.map(drop)
    })
    .await
}
