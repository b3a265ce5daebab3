//! How many orders a journal carries from placing to captured money in a second, and how often the disk is waited for.
//!
//! `cargo run -p order --example throughput --release -- sqlite|postgres [orders] [at once]`
//!
//! Provider and hook answer at once, so that what is measured is the engine and its journal. For SQLite's fsyncs it runs
//! itself once more under `strace`; PostgreSQL counts its own.

mod instant_shop;

use contract::{Order, PaymentStatus};
use instant_shop::{InstantShop, placement};
use order::{Customer, Engine, Journal, Postgres, PostgresAddress, PostgresJournal, Settings, SqliteJournal};
use std::fmt::Display;
use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Few, for `strace` slows down what it watches.
const WATCHED: usize = 40;

/// What it came to, or what went wrong, as the one at the terminal reads it.
type Outcome<T> = Result<T, String>;

/// Says what went wrong before the reason.
fn failed<E: Display>(what: &str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error}")
}

/// What is asked for on the command line.
struct Wish {
    backend: String,
    orders: usize,
    at_once: usize,
    /// Only carry the orders: another process is watching.
    quiet: bool,
}

const USAGE: &str = "usage: throughput [sqlite|postgres] [orders] [at once]";

fn wish(words: impl IntoIterator<Item = String>) -> Outcome<Wish> {
    let (flags, words): (Vec<String>, Vec<String>) = words.into_iter().partition(|word| word.starts_with("--"));
    if let Some(stranger) = flags.iter().find(|flag| *flag != "--quiet") {
        return Err(format!("there is no option {stranger:?}\n{USAGE}"));
    }
    let number = |index: usize, name: &str, default| match words.get(index).map(|word| (word, word.parse::<usize>())) {
        None => Ok(default),
        Some((_, Ok(number @ 1..=1_000_000))) => Ok(number),
        Some((word, _)) => Err(format!("{name} is {word:?}: give a whole number from 1 to 1000000\n{USAGE}")),
    };
    if let Some(stranger) = words.get(3) {
        return Err(format!("{stranger:?} is one argument too many\n{USAGE}"));
    }
    let backend = words.first().cloned().unwrap_or_else(|| "sqlite".to_owned());
    Ok(Wish { backend, orders: number(1, "[orders]", 1_000)?, at_once: number(2, "[at once]", 32)?, quiet: !flags.is_empty() })
}

#[tokio::main]
async fn main() -> ExitCode {
    let measured = async { measure(&wish(std::env::args().skip(1))?).await };
    match measured.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Whoever has closed standard error as well learns it from the exit code.
            let _ = writeln!(std::io::stderr(), "throughput: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(wish: &Wish) -> Outcome<()> {
    match wish.backend.as_str() {
        "sqlite" => {
            let folder = tempfile::tempdir().map_err(failed("no folder for the journal (set TMPDIR to one that can be written)"))?;
            let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.map_err(failed("the journal does not open"))?;
            let took = carry(Arc::new(journal), wish).await?;
            if wish.quiet { Ok(()) } else { report(wish, took, sqlite_fsyncs(wish.at_once)) }
        }
        "postgres" => {
            let missing = "no PostgreSQL server of our own (install PostgreSQL, or give sqlite as [backend])";
            let database = postgres_server::Server::shared().and_then(|server| server.database()).map_err(failed(missing))?;
            let address = PostgresAddress::parse(&database.url()).map_err(failed("the database's own URL"))?;
            let enter = || async { Postgres::connect(&address).await.map_err(failed("the database cannot be entered")) };
            let journal = PostgresJournal::open(enter().await?).await.map_err(failed("the journal does not open"))?;
            let took = carry(Arc::new(journal), wish).await?;
            // A server process tells what it counted when it ends, at the latest.
            let tell = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = 'topup'";
            database.sql(tell).map_err(failed("the server's processes cannot be ended"))?;
            let counted = database.sql("SELECT wal_sync FROM pg_stat_wal").map_err(failed("the server's fsyncs cannot be counted"))?;
            let fsyncs = counted.parse::<f64>().map_err(failed("the server's count of fsyncs"))? / orders(wish.orders);
            report(wish, took, Some(fsyncs))?;
            two_instances(enter().await?, wish.orders).await
        }
        other => Err(format!("[backend] is {other:?}: give sqlite or postgres\n{USAGE}")),
    }
}

/// How long it took.
struct Carried {
    each: Vec<Duration>,
    all: Duration,
}

/// Places them all, so many at once, and waits until the money of each is taken.
async fn carry(journal: Arc<dyn Journal>, wish: &Wish) -> Outcome<Carried> {
    let settings = Settings { concurrency: wish.at_once, per_account: wish.at_once, ..Settings::default() };
    let engine = engine(journal, settings).await?;
    let places = Arc::new(Semaphore::new(wish.at_once));
    let mut tasks = tokio::task::JoinSet::new();
    let began = Instant::now();
    for index in 0..wish.orders {
        let place = Arc::clone(&places).acquire_owned().await.map_err(failed("the places"))?;
        let engine = engine.clone();
        tasks.spawn(async move {
            let began = Instant::now();
            one(&engine, index).await?;
            drop(place);
            Ok(began.elapsed())
        });
    }
    let each = tasks.join_all().await.into_iter().collect::<Outcome<Vec<Duration>>>()?;
    let all = began.elapsed();
    engine.stop().await;
    Ok(Carried { each, all })
}

async fn engine(journal: Arc<dyn Journal>, settings: Settings) -> Outcome<Engine> {
    Engine::start(journal, Arc::new(InstantShop::new()?), settings).await.map_err(failed("the engine does not start"))
}

async fn one(engine: &Engine, index: usize) -> Outcome<()> {
    let placement = placement(index)?;
    let who = placement.customer.clone();
    let (order, _) = engine.place(placement).await.map_err(failed("an order is not taken"))?;
    charged(engine, &who, order).await
}

async fn charged(engine: &Engine, who: &Customer, mut order: Order) -> Outcome<()> {
    while order.payment != PaymentStatus::Charged {
        let next = engine.wait(who, std::slice::from_ref(&order.sim), &order.id, order.version, Duration::from_secs(20)).await;
        order = next.map_err(failed("an order cannot be read"))?.ok_or_else(|| "an order has vanished".to_owned())?;
    }
    Ok(())
}

/// One order after the other, and a long-poll for it at each of two instances: how far apart they see the money taken.
async fn two_instances(ways: Postgres, count: usize) -> Outcome<()> {
    let open = |ways| async { PostgresJournal::open(ways).await.map_err(failed("the journal does not open")) };
    let one = engine(Arc::new(open(ways.clone()).await?), Settings::default()).await?;
    let two = engine(Arc::new(open(ways).await?), Settings::default()).await?;
    let mut apart = Vec::new();
    for index in 0..count.min(300) {
        // Beyond those that were carried before.
        let placement = placement(count + index)?;
        let who = placement.customer.clone();
        let (order, _) = one.place(placement).await.map_err(failed("an order is not taken"))?;
        let seen = |engine: &Engine, order: Order| {
            let (engine, who) = (engine.clone(), who.clone());
            tokio::spawn(async move {
                charged(&engine, &who, order).await?;
                Ok::<_, String>(Instant::now())
            })
        };
        let (here, there) = tokio::join!(seen(&one, order.clone()), seen(&two, order));
        let (here, there) = (here.map_err(failed("a long-poll"))??, there.map_err(failed("a long-poll"))??);
        apart.push(here.max(there) - here.min(there));
    }
    apart.sort();
    let at = |percent: usize| apart.get(apart.len() * percent / 100).copied().unwrap_or_default();
    say(&format!("two instances see the same change within p50 {:.1?}, p99 {:.1?} of each other", at(50), at(99)))?;
    one.stop().await;
    two.stop().await;
    Ok(())
}

/// By `strace`, in another process; `None` where there is none.
fn sqlite_fsyncs(at_once: usize) -> Option<f64> {
    let count = |orders: usize| {
        let trace = tempfile::NamedTempFile::new().ok()?;
        let mut watched = Command::new("strace");
        watched.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"]).arg(trace.path()).arg(std::env::current_exe().ok()?);
        let done = watched.args(["sqlite", &orders.to_string(), &at_once.to_string(), "--quiet"]).status().ok()?;
        let lines = std::fs::read_to_string(trace.path()).ok()?;
        // A call that another thread interrupts is told in two lines, of which one is "resumed".
        done.success().then(|| lines.lines().filter(|line| line.contains("sync(") && !line.contains("resumed")).count())
    };
    // Making the file costs some too: they are in both counts.
    let (few, more) = (count(WATCHED)?, count(2 * WATCHED)?);
    Some((orders(more) - orders(few)) / orders(WATCHED))
}

fn orders(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn report(wish: &Wish, carried: Carried, fsyncs: Option<f64>) -> Outcome<()> {
    let mut each = carried.each;
    each.sort();
    let at = |percent: usize| each.get(each.len() * percent / 100).copied().unwrap_or_default();
    let per_second = orders(wish.orders) / carried.all.as_secs_f64();
    let fsyncs = fsyncs.map_or_else(|| "not counted (strace is missing)".to_owned(), |count| format!("{count:.1}"));
    say(&format!(
        "{}: {} orders, {} at once: {per_second:.0} orders/s; one takes p50 {:.0?}, p99 {:.0?}; fsyncs per order: {fsyncs}",
        wish.backend,
        wish.orders,
        wish.at_once,
        at(50),
        at(99)
    ))
}

fn say(text: &str) -> Outcome<()> {
    writeln!(std::io::stdout(), "{text}").map_err(failed("nobody reads what was measured"))
}
