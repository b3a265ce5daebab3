//! The process under torture: an engine, its orders, and an end that it does not choose.
//!
//! The first line on its standard input is its errand, every later one lets it go on from where it waits; when the input closes,
//! it ends. It tells on its standard output what it was told and where it has been.

use crate::crossing::{CrossedJournal, CrossedShop, Crossing, say};
use crate::errand::{Errand, Manner, Wish, is_at_rest};
use crate::peers::RealShop;
use anyhow::{Context as _, Result};
use contract::SimId;
use order::{Customer, Engine, Journal, PlaceError};
use std::io::BufRead as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// It takes orders.
pub const READY: &str = "ready";
/// An order was taken: customer, key, order.
pub const PLACED: &str = "placed";
/// An order was not taken: key, why.
pub const REFUSED: &str = "refused";
/// Somebody else has looked at an order: their storefront, its id, whether it was shown.
pub const LOOKED: &str = "looked";
/// An order is at rest: its id.
pub const RESTS: &str = "rests";
/// All are.
pub const DONE: &str = "done";

/// Runs the errand that stands on the standard input.
///
/// # Errors
/// When the errand cannot be read, or the engine does not start.
pub fn run() -> Result<()> {
    // A broken promise inside the engine must not pass as a crash that was ordered.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        std::process::exit(101);
    }));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level()?).init();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let errand: Errand = serde_json::from_str(&line).context("the errand")?;
    let crossing = Crossing::new(errand.stop.clone());
    let listener = crossing.clone();
    std::thread::spawn(move || {
        // Whoever started this process keeps the other end open: when it closes, nobody needs this process any more.
        while std::io::stdin().lock().read_line(&mut String::new()).is_ok_and(|read| read > 0) {
            listener.go();
        }
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(carry_on(errand, crossing))
}

fn level() -> Result<tracing_subscriber::filter::LevelFilter> {
    let wanted = std::env::var("TORTURE_LOG").unwrap_or_else(|_| "off".to_owned());
    wanted.parse().context("TORTURE_LOG is a level: off, error, warn, info, debug, trace")
}

async fn carry_on(errand: Errand, crossing: Crossing) -> Result<()> {
    let journal: Arc<dyn Journal> = Arc::new(CrossedJournal::new(errand.journal.open().await?, crossing.clone()));
    let shop = Arc::new(CrossedShop::new(Arc::new(RealShop::new(&errand.peers)?), crossing));
    let engine = Engine::start(Arc::clone(&journal), shop, errand.pace.settings()).await?;
    say(READY);
    let slots = Arc::new(Semaphore::new(errand.at_once));
    let mut wishes = JoinSet::new();
    for wish in errand.wishes {
        let (engine, journal, slots) = (engine.clone(), Arc::clone(&journal), Arc::clone(&slots));
        wishes.spawn(async move {
            let _slot = slots.acquire().await?;
            fulfil(&engine, journal.as_ref(), &wish).await
        });
    }
    while let Some(ended) = wishes.join_next().await {
        ended??;
    }
    say(DONE);
    // The notices are still on their way; whoever listens knows when all have come.
    std::future::pending().await
}

async fn fulfil(engine: &Engine, journal: &dyn Journal, wish: &Wish) -> Result<()> {
    match wish.manner {
        Manner::Waits => {}
        // Whoever drops a request is gone: the engine must not notice.
        Manner::HangsUp => drop(tokio::time::timeout(Duration::ZERO, engine.place(wish.placement())).await),
        Manner::ComesAfter(pause) => tokio::time::sleep(pause).await,
    }
    let order = match patiently(|| engine.place(wish.placement()), is_passing).await {
        Ok((order, _)) => order,
        Err(error @ (PlaceError::Storage(_) | PlaceError::Stopping)) => return Err(error.into()),
        Err(error) => {
            say(&format!("{REFUSED} {} {error}", wish.key.as_str()));
            return Ok(());
        }
    };
    say(&format!("{PLACED} {} {} {}", wish.customer.reference, wish.key.as_str(), order.id.as_str()));
    for (stranger, sims) in strangers(wish)? {
        let shown = patiently(|| engine.order(&stranger, &sims, &order.id), |_| true).await?.is_some();
        let listed = patiently(|| engine.open_orders(&stranger, &sims), |_| true).await?.iter().any(|open| open.id == order.id);
        say(&format!("{LOOKED} {} {} {}", stranger.storefront, order.id.as_str(), shown || listed));
    }
    loop {
        let standing = patiently(|| journal.load(&order.id), |_| true).await?.context("an order that was just taken is gone")?;
        if is_at_rest(&standing) {
            say(&format!("{RESTS} {}", order.id.as_str()));
            return Ok(());
        }
        let sims = [wish.sim.id.clone()];
        let news = || engine.wait(&wish.customer, &sims, &order.id, standing.version, Duration::from_secs(1));
        patiently(news, |_| true).await?;
    }
}

/// How often a customer asks again when the journal does not answer, and how long after.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

fn is_passing(error: &PlaceError) -> bool {
    matches!(error, PlaceError::Storage(_) | PlaceError::ProviderTroubled { .. })
}

/// As a customer does: asks again. A database drops the connections of an instance that was frozen.
async fn patiently<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F, again: impl Fn(&E) -> bool) -> Result<T, E> {
    for _ in 0..TRIES {
        match ask().await {
            Err(error) if again(&error) => tokio::time::sleep(PAUSE).await,
            answered => return answered,
        }
    }
    ask().await
}

/// Sessions that have no right to that order: another customer with the same SIM, the same name at another storefront, and the
/// customer with another SIM.
fn strangers(wish: &Wish) -> Result<[(Customer, Vec<SimId>); 3]> {
    let own = vec![wish.sim.id.clone()];
    let other: SimId = "sim_of-somebody-else".parse().map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let namesake = Customer { storefront: "elsewhere".to_owned(), ..wish.customer.clone() };
    let neighbour = Customer { reference: "neighbour".to_owned(), ..wish.customer.clone() };
    Ok([(neighbour, own.clone()), (namesake, own), (wish.customer.clone(), vec![other])])
}
