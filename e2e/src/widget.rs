//! The widget as a customer sees it: words, cards and buttons, reached through its closed shadow root.

use anyhow::{Context, Result, bail};
use fantoccini::Locator;
use fantoccini::elements::{Element, ShadowRoot};
use tokio::time::{self, Instant};

use crate::browser::{Browser, PATIENCE, PAUSE};

/// A widget of the page, the first unless another is asked for.
#[derive(Debug)]
pub struct Widget<'a> {
    browser: &'a Browser,
    index: usize,
}

impl<'a> Widget<'a> {
    /// Waits until the page has a widget that shows something.
    pub async fn find(browser: &'a Browser) -> Result<Self> {
        Self::nth(browser, 0).await
    }

    /// Waits until the page's widget with this index shows something.
    pub async fn nth(browser: &'a Browser, index: usize) -> Result<Self> {
        let widget = Self { browser, index };
        widget.wait_for(Self::SCREEN).await?;
        Ok(widget)
    }

    /// Waits until the page's first widget says that it can't start or was lost.
    pub async fn fallen(browser: &'a Browser) -> Result<Element> {
        Self { browser, index: 0 }.wait_for("[data-fallback]").await
    }

    /// The widget's outermost element once the wasm has painted.
    const SCREEN: &'static str = "[data-step]";

    /// The closed root; asked for anew each time, because a reload makes another.
    async fn root(&self) -> Result<ShadowRoot> {
        let hosts = self.browser.client().find_all(Locator::Css("esim-topup")).await?;
        let host = hosts.get(self.index).with_context(|| format!("the page has {} widgets", hosts.len()))?;
        Ok(host.shadow_root().await?)
    }

    /// All elements that a selector finds inside the widget.
    pub async fn all(&self, selector: &str) -> Result<Vec<Element>> {
        Ok(self.root().await?.find_all(Locator::Css(selector)).await?)
    }

    /// Waits for an element inside the widget.
    pub async fn wait_for(&self, selector: &str) -> Result<Element> {
        self.until(&format!("an element `{selector}`"), async || Ok(self.all(selector).await?.into_iter().next())).await
    }

    /// Waits until the widget shows this step, as `data-step` names it.
    pub async fn at(&self, step: &str) -> Result<Element> {
        self.wait_for(&format!("[data-step='{step}']")).await
    }

    /// Selects the SIM whose ICCID ends so, and goes on to its packages.
    pub async fn choose_sim(&self, tail: &str) -> Result<()> {
        self.at("choose-sim").await?;
        self.press(&format!("label[data-tail='{tail}']")).await?;
        self.go_on().await
    }

    /// Selects a package, and goes on to the review.
    pub async fn choose_package(&self, package: &str) -> Result<()> {
        self.at("choose-package").await?;
        self.press(&format!("label[data-offer='{package}']")).await?;
        self.go_on().await?;
        self.at("review").await.map(drop)
    }

    /// Presses the screen's one primary button, once it can be pressed.
    pub async fn go_on(&self) -> Result<()> {
        self.press("[data-primary]:not([aria-disabled])").await
    }

    /// Clicks what a selector finds, once it is there and nothing covers it.
    ///
    /// It is scrolled to the middle first, as a person would: the driver is content with an edge that a bar lies over.
    pub async fn press(&self, selector: &str) -> Result<()> {
        self.until(&format!("an element `{selector}` to click"), async || match self.all(selector).await?.into_iter().next() {
            Some(element) => {
                let argument = serde_json::to_value(&element)?;
                self.browser.client().execute("arguments[0].scrollIntoView({ block: 'center' })", vec![argument]).await?;
                Ok(Some(element.click().await?))
            }
            None => Ok(None),
        })
        .await
    }

    /// Everything that the widget says now.
    pub async fn text(&self) -> Result<String> {
        self.read(Self::SCREEN).await
    }

    /// Waits for an element inside the widget, and answers what it says.
    pub async fn read(&self, selector: &str) -> Result<String> {
        self.until(&format!("the words of `{selector}`"), async || match self.all(selector).await?.into_iter().next() {
            Some(element) => Ok(Some(element.text().await?)),
            None => Ok(None),
        })
        .await
    }

    /// Waits until the widget says this, anywhere.
    pub async fn says(&self, words: &str) -> Result<String> {
        let said = async || Ok(Some(self.text().await?).filter(|text| text.contains(words)));
        self.until(&format!("the words {words:?}"), said).await
    }

    /// Waits for the button, link or card that says this, and clicks it.
    pub async fn click(&self, words: &str) -> Result<()> {
        self.until(&format!("something to click that says \"{words}\""), async || {
            for element in self.all("button, a, label, summary").await? {
                if element.text().await?.contains(words) && element.is_enabled().await? {
                    element.click().await?;
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Asks again and again until there is an answer: the page has no event that reaches through a closed root.
    ///
    /// An element that a render replaces while it is being read counts as no answer yet.
    async fn until<T>(&self, what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = match ask().await {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if Instant::now() > deadline {
                let shown = self.text_now().await;
                match last {
                    Some(error) => return Err(error.context(format!("waited for {what}; the widget shows:\n{shown}"))),
                    None => bail!("waited for {what}; the widget shows:\n{shown}"),
                }
            }
            time::sleep(PAUSE).await;
        }
    }

    /// For the words of a failure.
    async fn text_now(&self) -> String {
        let text = async {
            let screen = self.all(Self::SCREEN).await?.into_iter().next().context("nothing yet")?;
            anyhow::Ok(screen.text().await?)
        };
        text.await.unwrap_or_else(|error| format!("({error:#})"))
    }
}
