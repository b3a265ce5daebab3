//! How many orders a journal carries from placing to captured money in a second, and how often the disk is waited for.
//!
//! `cargo run -p order --example throughput --release -- sqlite|postgres [orders] [at once]`
//!
//! Provider and hook answer at once, so that what is measured is the engine and its journal. For SQLite's fsyncs it runs
//! itself once more under `strace`; PostgreSQL counts its own.
#![expect(clippy::expect_used, reason = "a measurement stops at the first surprise")]

mod instant_shop;

use contract::{Order, PaymentStatus};
use instant_shop::{InstantShop, placement};
use order::{Customer, Engine, Journal, Postgres, PostgresAddress, PostgresJournal, Settings, SqliteJournal};
use std::io::Write as _;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Few, for `strace` slows down what it watches.
const WATCHED: usize = 40;

/// What is asked for on the command line.
struct Wish {
    backend: String,
    orders: usize,
    at_once: usize,
    /// Only carry the orders: another process is watching.
    quiet: bool,
}

fn wish() -> Wish {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, default| words.get(index).and_then(|word| word.parse().ok()).unwrap_or(default);
    let backend = words.first().cloned().unwrap_or_else(|| "sqlite".to_owned());
    Wish { backend, orders: number(1, 1_000), at_once: number(2, 32), quiet: words.iter().any(|word| word == "--quiet") }
}

#[tokio::main]
async fn main() {
    let wish = wish();
    let folder = tempfile::tempdir().expect("a folder");
    match wish.backend.as_str() {
        "sqlite" => {
            let journal = SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens");
            let took = carry(Arc::new(journal), &wish).await;
            if !wish.quiet {
                report(&wish, took, sqlite_fsyncs(wish.at_once));
            }
        }
        "postgres" => {
            let database = postgres_server::Server::shared().and_then(|server| server.database()).expect("a database");
            let ways = Postgres::connect(&PostgresAddress::parse(&database.url()).expect("a good URL")).await.expect("entered");
            let journal = PostgresJournal::open(ways).await.expect("the journal opens");
            let took = carry(Arc::new(journal), &wish).await;
            // A server process tells what it counted when it ends, at the latest.
            let tell = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = 'topup'";
            database.sql(tell).expect("told");
            let counted = database.sql("SELECT wal_sync FROM pg_stat_wal").expect("counted");
            let fsyncs = counted.parse::<f64>().ok().map(|count| count / orders(wish.orders));
            report(&wish, took, fsyncs);
            let ways = Postgres::connect(&PostgresAddress::parse(&database.url()).expect("a good URL")).await.expect("entered");
            two_instances(ways, wish.orders).await;
        }
        other => say(&format!("{other:?} is no backend: sqlite or postgres")),
    }
}

/// How long it took.
struct Carried {
    each: Vec<Duration>,
    all: Duration,
}

/// Places them all, so many at once, and waits until the money of each is taken.
async fn carry(journal: Arc<dyn Journal>, wish: &Wish) -> Carried {
    let settings = Settings { concurrency: wish.at_once, per_account: wish.at_once, ..Settings::default() };
    let engine = engine(journal, settings).await;
    let places = Arc::new(Semaphore::new(wish.at_once));
    let mut tasks = tokio::task::JoinSet::new();
    let began = Instant::now();
    for index in 0..wish.orders {
        let place = Arc::clone(&places).acquire_owned().await.expect("never closed");
        let engine = engine.clone();
        tasks.spawn(async move {
            let began = Instant::now();
            one(&engine, index).await;
            drop(place);
            began.elapsed()
        });
    }
    let each = tasks.join_all().await;
    let all = began.elapsed();
    engine.stop().await;
    Carried { each, all }
}

async fn engine(journal: Arc<dyn Journal>, settings: Settings) -> Engine {
    Engine::start(journal, Arc::new(InstantShop), settings).await.expect("the engine starts")
}

async fn one(engine: &Engine, index: usize) {
    let placement = placement(index);
    let who = placement.customer.clone();
    let (order, _) = engine.place(placement).await.expect("taken");
    charged(engine, &who, order).await;
}

async fn charged(engine: &Engine, who: &Customer, mut order: Order) {
    while order.payment != PaymentStatus::Charged {
        let next = engine.wait(who, std::slice::from_ref(&order.sim), &order.id, order.version, Duration::from_secs(20)).await;
        order = next.expect("readable").expect("known");
    }
}

/// One order after the other, and a long-poll for it at each of two instances: how far apart they see the money taken.
async fn two_instances(ways: Postgres, count: usize) {
    let (one, two) = (PostgresJournal::open(ways.clone()).await, PostgresJournal::open(ways).await);
    let one = engine(Arc::new(one.expect("the journal opens")), Settings::default()).await;
    let two = engine(Arc::new(two.expect("the journal opens")), Settings::default()).await;
    let mut apart = Vec::new();
    for index in 0..count.min(300) {
        // Beyond those that were carried before.
        let placement = placement(count + index);
        let who = placement.customer.clone();
        let (order, _) = one.place(placement).await.expect("taken");
        let seen = |engine: &Engine, order: Order| {
            let (engine, who) = (engine.clone(), who.clone());
            tokio::spawn(async move {
                charged(&engine, &who, order).await;
                Instant::now()
            })
        };
        let (here, there) = tokio::join!(seen(&one, order.clone()), seen(&two, order));
        let (here, there) = (here.expect("seen"), there.expect("seen"));
        apart.push(here.max(there) - here.min(there));
    }
    apart.sort();
    let at = |percent: usize| apart.get(apart.len() * percent / 100).copied().unwrap_or_default();
    say(&format!("two instances see the same change within p50 {:.1?}, p99 {:.1?} of each other", at(50), at(99)));
    one.stop().await;
    two.stop().await;
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

fn report(wish: &Wish, carried: Carried, fsyncs: Option<f64>) {
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
    ));
}

fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("somebody reads it");
}
