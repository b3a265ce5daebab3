//! The widget in a modal dialog of its page: bought in it, closed in the middle, opened again; the focus is where it belongs.

use anyhow::{Context, Result};
use e2e::{Stage, Widget, play};
use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use sandbox::Player;
use serde_json::Value;

use crate::steps::{PACKAGE, bought_once};

/// As WebDriver names keys that type nothing.
const ESCAPE: char = '\u{e00c}';
const TAB: char = '\u{e004}';

const EUROPE: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

/// Where the focus is: what has it in the dialog, what has it outside, or nothing.
const FOCUSED: &str = "const focused = document.activeElement, name = focused?.id || focused?.localName;
return !focused || focused === document.body ? 'nothing' : focused.closest('dialog') ? `${name} inside` : `${name} outside`;";

const IS_OPEN: &str = "return document.querySelector('dialog').open";

/// Another dialog with another widget takes the place of the first, as where a page's components come and go.
const ANOTHER: &str = "const first = document.querySelector('dialog'), second = document.createElement('dialog');
const [before, widget] = [first.querySelector('esim-topup'), document.createElement('esim-topup')];
widget.setAttribute('bff', before.getAttribute('bff'));
widget.getSession = before.getSession;
second.append(widget);
first.replaceWith(second);
second.showModal();";

/// How wide a widget is in places that take their width from what is in them, and by how much the page is wider than its window.
const WIDTHS: &str = "const first = document.querySelector('esim-topup');
const widths = ['dialog', 'inline-block', 'float', 'flex'].map((kind) => {
    const [outer, place] = [document.createElement('div'), document.createElement(kind === 'dialog' ? kind : 'div')];
    if (kind === 'dialog') place.open = true;
    else if (kind === 'float') place.style.float = 'left';
    else (kind === 'flex' ? outer : place).style.display = kind;
    const widget = document.createElement('esim-topup');
    widget.setAttribute('bff', first.getAttribute('bff'));
    widget.getSession = first.getSession;
    place.append(widget);
    outer.append(place);
    first.after(outer);
    const { width } = widget.getBoundingClientRect();
    const wider = document.documentElement.scrollWidth - innerWidth;
    outer.remove();
    return [kind, width, wider];
});
return widths;";

async fn press(stage: &Stage, key: char) -> Result<()> {
    let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    stage.browser.client().perform_actions(keys).await.context("the key was not pressed")
}

async fn ask(stage: &Stage, question: &str) -> Result<Value> {
    Ok(stage.browser.client().execute(question, Vec::new()).await?)
}

async fn open(stage: &Stage) -> Result<()> {
    Ok(stage.browser.client().find(Locator::Id("open")).await?.click().await?)
}

/// The widget is there before its dialog is opened, and the order is delivered while it is closed.
pub(crate) async fn is_bought_in_it(stage: &Stage) -> Result<()> {
    let widget = stage.open("/host?customer=mara&dialog=closed").await?;
    widget.wait_for("label[data-tail='0872']").await?;
    assert_eq!(ask(stage, FOCUSED).await?, "nothing", "what nobody sees takes no focus");
    open(stage).await?;
    widget.choose_sim("0872").await?;
    widget.wait_for("[data-step='choose-package'] h2:focus").await?;
    widget.choose_package(PACKAGE).await?;
    widget.wait_for("[data-step='review'] h2:focus").await?;
    widget.wait_for("[data-primary]:not([aria-disabled])").await?;
    for _ in 0..8 {
        press(stage, TAB).await?;
        assert_ne!(ask(stage, FOCUSED).await?, "open outside", "Tab stays in the dialog");
    }
    stage.hold_next(Player::Pressone);
    widget.go_on().await?;
    widget.at("waiting").await?;
    let reference = widget.read("b[data-reference]").await?;
    press(stage, ESCAPE).await?;
    assert_eq!(ask(stage, IS_OPEN).await?, false, "it is the page's to close");
    stage.let_go();
    widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
    assert_eq!(ask(stage, FOCUSED).await?, "open outside", "news behind a closed dialog leave the focus where it is");
    open(stage).await?;
    widget.says(&reference).await?;
    widget.says("3 GB added").await?;
    bought_once(stage).await
}

#[tokio::test]
async fn a_package_is_bought_in_a_dialog_that_is_closed_in_the_middle_and_opened_again() -> Result<()> {
    play("dialog", async |stage| is_bought_in_it(stage).await).await
}

#[tokio::test]
async fn an_order_goes_on_in_the_next_dialog_where_each_has_a_widget_of_its_own() -> Result<()> {
    play("dialog-next", async |stage| {
        let widget = stage.open("/host?customer=lab-connect&scenario=connect-slow&dialog=open").await?;
        assert_eq!(ask(stage, FOCUSED).await?, "close inside", "a widget that loads takes no focus");
        widget.press("label[data-tail]").await?;
        widget.go_on().await?;
        widget.choose_package(EUROPE).await?;
        stage.hold_next(Player::Connect);
        widget.go_on().await?;
        widget.at("waiting").await?;
        let reference = widget.read("b[data-reference]").await?;
        ask(stage, ANOTHER).await?;
        let widget = Widget::find(&stage.browser).await?;
        widget.at("waiting").await?;
        widget.says(&reference).await?;
        stage.let_go();
        widget.wait_for("[data-step='outcome'] [data-status='delivered']").await?;
        let ledger = stage.ledger();
        assert_eq!((ledger.connect_orders.len(), ledger.payments.len()), (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_place_that_shrinks_is_as_wide_as_the_widget_likes_and_no_wider_than_the_page() -> Result<()> {
    play("dialog-width", async |stage| {
        stage.visit("mara", None).await?.at("choose-sim").await?;
        for (page, at_least) in [(900, 700.0), (320, 240.0)] {
            stage.browser.resize(page, 900).await?;
            let widths: Vec<(String, f64, f64)> = serde_json::from_value(ask(stage, WIDTHS).await?)?;
            for (place, width, wider) in widths {
                assert!(width >= at_least && wider <= 0.0, "{place} on a page of {page}: {width}, {wider} too wide");
            }
        }
        Ok(())
    })
    .await
}
