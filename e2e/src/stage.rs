//! One journey's world: everything started fresh, and taken down again whatever happens.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::FutureExt;
use sandbox::{Course, Fault, FaultRule, Ledger, Operation, Options, Player, Running, Sandbox, TOKEN_MARK, When};
use tokio::time::{self, Instant};

use crate::bff::Bff;
use crate::browser::{Browser, PATIENCE, PAUSE};
use crate::built;
use crate::config::SERVER_SECRET;
use crate::engine::Engine;
use crate::front::Front;
use crate::host::REFUSED;
use crate::record::{Exchange, Record};
use crate::widget::Widget;

/// How a report of a refused page icon names it.
const ICON: &[u8] = b"/favicon.ico\"";

/// How long an order is held by the providers' clock; the BFF gives a send up after sixty seconds.
const HELD_SECONDS: u32 = 50;

/// Everything that a journey meets.
pub struct Stage {
    /// The played providers and storefront; their ledger judges.
    pub sandbox: Running,
    /// The BFF, which may be killed and started again.
    pub bff: Bff,
    /// The customer's browser.
    pub browser: Browser,
    /// Where the browser finds page, storefront and BFF.
    pub front: Front,
}

/// Plays a journey on a fresh stage, named for its pictures and its folder `target/e2e/<name>`.
///
/// # Errors
/// Those of the journey, or of setting the stage, or a secret that reached the browser, or anything that the policy of the journeys' page has refused: every journey is searched for both. A journey that fails or panics leaves a picture, `<name>-failed`, and in its folder what was asked, `exchanges.txt`.
pub async fn play<F>(name: &str, journey: F) -> Result<()>
where
    F: AsyncFnOnce(&mut Stage) -> Result<()>,
{
    perform(Stage::set(name, built::site()?, Engine::Chromium).await?, name, journey).await
}

/// The same in a browser of that engine.
///
/// # Errors
/// Those of [`play`].
pub async fn play_in<F>(engine: Engine, name: &str, journey: F) -> Result<()>
where
    F: AsyncFnOnce(&mut Stage) -> Result<()>,
{
    perform(Stage::set(name, built::site()?, engine).await?, name, journey).await
}

/// The same in another site than the demo's: a folder whose files the storefront serves.
///
/// # Errors
/// Those of [`play`].
pub async fn play_at<F>(name: &str, site: PathBuf, journey: F) -> Result<()>
where
    F: AsyncFnOnce(&mut Stage) -> Result<()>,
{
    perform(Stage::set(name, site, Engine::Chromium).await?, name, journey).await
}

async fn perform<F>(mut stage: Stage, name: &str, journey: F) -> Result<()>
where
    F: AsyncFnOnce(&mut Stage) -> Result<()>,
{
    let outcome = AssertUnwindSafe(journey(&mut stage)).catch_unwind().await;
    let kept = stage.no_secret_has_leaked().and(stage.nothing_was_refused());
    if !matches!(outcome, Ok(Ok(()))) {
        // A picture is worth having, and no reason to hide why the journey failed.
        drop(stage.browser.screenshot(&format!("{name}-failed")).await);
        drop(stage.bff.leave("exchanges.txt", &stage.record().told()));
    }
    let closed = stage.browser.close().await;
    let stopped = stage.bff.stop().await;
    stage.sandbox.shutdown().await;
    match outcome {
        Ok(outcome) => outcome.and(kept).and(closed).and(stopped),
        Err(panic) => panic::resume_unwind(panic),
    }
}

impl Stage {
    async fn set(name: &str, site: PathBuf, engine: Engine) -> Result<Self> {
        let folder = built::target()?.join("e2e").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        let options = Options { site: Some(site), bff_url: "/bff".to_owned(), ..Options::default() };
        let sandbox = Sandbox::start(options).await?;
        let door = Front::reserve().await?;
        let origin = format!("http://{}", door.local_addr()?);
        let bff = Bff::start(folder, &sandbox, &origin).await?;
        let front = Front::open(door, bff.url(), sandbox.storefront_url())?;
        let browser = Browser::start_in(engine).await?;
        browser.resize(900, 900).await?;
        Ok(Self { sandbox, bff, browser, front })
    }

    /// Opens a page of the storefront (`/`, or with a query) and waits for the widget in it.
    pub async fn open(&self, path: &str) -> Result<Widget<'_>> {
        self.goto(path).await?;
        Widget::find(&self.browser).await
    }

    /// Opens a page of the storefront. Where the driver can't see into a closed root, the journeys' own page opens it.
    pub async fn goto(&self, path: &str) -> Result<()> {
        let opened = if self.browser.engine().sees_closed_roots() { "" } else { "&root=open" };
        self.browser.client().goto(&format!("{}{path}{opened}", self.front.url())).await.context("the page can't be had")
    }

    /// Opens the demo's page as this customer, with nothing preselected.
    pub async fn shop(&self, customer: &str) -> Result<Widget<'_>> {
        self.open(&format!("/?customer={customer}&controls=closed")).await
    }

    /// Pictures of the page as it is now, on a phone and on a desk: `target/screenshots/<name>-320.png` and `-900.png`.
    pub async fn pictures(&self, name: &str) -> Result<()> {
        for width in [320, 900] {
            self.browser.resize(width, 900).await?;
            self.browser.screenshot(&format!("{name}-{width}")).await?;
        }
        Ok(())
    }

    /// The next order at that provider stays under way until [`Stage::let_go`], so that a slow machine sees it too.
    pub fn hold_next(&self, player: Player) {
        let fault = match player {
            Player::Connect => Fault::Take { course: Course::CompletesAfter(HELD_SECONDS) },
            Player::Pressone | Player::Storefront => Fault::Slow { millis: u64::from(HELD_SECONDS) * 1_000, when: When::Before },
        };
        self.sandbox.arm(FaultRule::once(player, Operation::Submit, fault));
    }

    /// Ends what was held.
    pub fn let_go(&self) {
        self.sandbox.advance(Duration::from_secs(HELD_SECONDS.into()));
    }

    /// Waits until the ledger is as it should be: money is moved after the customer has seen the outcome.
    pub async fn ledger_shows(&self, what: &str, mut is_so: impl FnMut(&Ledger) -> bool) -> Result<Ledger> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ledger = self.ledger();
            if is_so(&ledger) {
                return Ok(ledger);
            }
            if Instant::now() > deadline {
                bail!("waited for {what}; the ledger shows {:?} {:?} {:?}", ledger.payments, ledger.pressone_topups, ledger.connect_orders);
            }
            time::sleep(PAUSE).await;
        }
    }

    /// Opens the journeys' own page as this customer, narrowed to a scenario of the sandbox if one is given.
    pub async fn visit(&self, customer: &str, scenario: Option<&str>) -> Result<Widget<'_>> {
        let scenario = scenario.map(|scenario| format!("&scenario={scenario}")).unwrap_or_default();
        self.open(&format!("/host?customer={customer}{scenario}")).await
    }

    /// Fails when the browser has received what must never leave the BFF: a provider's token, a secret, or what the reseller pays.
    pub fn no_secret_has_leaked(&self) -> Result<()> {
        let (pressone, connect) = (self.sandbox.pressone_credentials(), self.sandbox.connect_credentials());
        let secrets = [TOKEN_MARK, &pressone.client_secret, &connect.client_secret, self.sandbox.hook_secret(), SERVER_SECRET, "net_price"];
        for secret in secrets {
            let leaks = self.record().leaks_of(secret);
            if !leaks.is_empty() {
                bail!("the browser received {secret:?} from {leaks:?}");
            }
        }
        Ok(())
    }

    /// Fails when the browser has told that the policy of [`Stage::visit`]'s page has refused something.
    fn nothing_was_refused(&self) -> Result<()> {
        // A browser asks for a page's icon by itself.
        let icon = |told: &Exchange| told.request.windows(ICON.len()).any(|bytes| bytes == ICON);
        match self.record().below(REFUSED).into_iter().find(|told| !icon(told)) {
            Some(told) => bail!("the page's policy has refused: {}", String::from_utf8_lossy(&told.request)),
            None => Ok(()),
        }
    }

    /// Waits until such a request has been answered.
    pub async fn recorded(&self, what: &str, is_it: impl Fn(&Exchange) -> bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !self.record().exchanges().iter().any(&is_it) {
            if Instant::now() > deadline {
                bail!("waited for {what}");
            }
            time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// What was really bought and paid so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.sandbox.ledger()
    }

    /// Everything that the browser sent and received so far.
    #[must_use]
    pub fn record(&self) -> &Record {
        self.front.record()
    }
}
