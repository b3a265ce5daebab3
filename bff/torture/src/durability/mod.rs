//! The order of writes: at the first byte of a purchase on the wire, its intent is on the disk.
//!
//! A power cut is staged at that very moment. SQLite: the process is traced, and the files are rebuilt from what had been synced
//! by then and nothing else. PostgreSQL: the server is ended at once, with everything in its memory lost. Then the journal is
//! opened and judged: a request to buy without an intent is a violation. The same trial with a journal that does not wait for
//! the disk must show one, or the trial proves nothing.

mod disk;
mod trace;

use crate::child::{Child, Said};
use crate::errand::{Pace, Wish};
use crate::judge::{Answer, Testimony, judge};
use crate::place::{Backend, JournalAt, Place};
use crate::report::{Report, told};
use crate::stage::{SIDES, Side, Stage};
use anyhow::{Context as _, Result, bail};
use postgres_server::Server;
use sandbox::{Fault, FaultRule, Operation, When};
use std::path::Path;

/// Whether a journal waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// As it ships.
    Careful,
    /// `synchronous = OFF`, `synchronous_commit = off`.
    Careless,
}

/// Cuts the power at the first byte of a purchase, at both providers on the given backends: the careful journal keeps the intent,
/// and the careless one is caught.
///
/// # Errors
/// When `strace` or the database server's programs are missing.
pub async fn cut_power(program: &Path, backends: &[Backend]) -> Result<Report> {
    let mut report = Report::new("power cuts");
    for backend in backends {
        for side in SIDES {
            let name = format!("{backend:?}, {side:?}");
            report.note(&name, power_cut(program, *backend, side, Care::Careful).await);
        }
        let caught = power_cut(program, *backend, Side::Pressone, Care::Careless).await.map(|broken| {
            let missed = || vec!["a journal that does not wait for the disk was not caught".to_owned()];
            if broken.is_empty() { missed() } else { Vec::new() }
        });
        report.note(&format!("{backend:?}, careless"), caught);
    }
    Ok(report)
}

/// What is broken after a power cut at the first byte of a purchase.
///
/// # Errors
/// When `strace` or the database server's programs are missing.
pub async fn power_cut(program: &Path, backend: Backend, side: Side, care: Care) -> Result<Vec<String>> {
    let stage = Stage::new(Pace::USUAL).await?;
    let (iccid, package) = stage.fresh(side)?;
    let wishes = [stage.wish((side, &iccid, &package), &format!("guest-{iccid}"), "one-and-the-same-key-0001").await?];
    // The answer never comes, so nothing that is written after it can make up for what was not.
    stage.sandbox.arm(FaultRule::once(side.player(), Operation::Submit, Fault::Hang { when: When::After }));
    match backend {
        Backend::Sqlite => on_sqlite(program, &stage, &wishes, care).await,
        Backend::Postgres => on_postgres(program, &stage, &wishes, care).await,
    }
}

async fn on_sqlite(program: &Path, stage: &Stage, wishes: &[Wish], care: Care) -> Result<Vec<String>> {
    let place = Place::new(Backend::Sqlite).await?;
    let folder = place.folder().context("a file has a folder")?;
    let file = folder.join("journal.db");
    let journal = if care == Care::Careful { JournalAt::Sqlite(file) } else { JournalAt::Careless(file) };
    let record = folder.join("trace");
    let mut child = Child::start(&trace::under(&record), program, &stage.errand(&journal, wishes)).await?;
    let answers = until_sent(stage, &mut child).await?;
    child.dismiss().await?;
    let steps = trace::read(&std::fs::read_to_string(&record)?)?;
    let kept = disk::after_power_cut(&steps, trace::is_purchase).context("no purchase was seen on the wire")?;
    let afterwards = Place::new(Backend::Sqlite).await?;
    for (name, bytes) in kept.into_iter().filter(|(name, _)| matches!(name.as_str(), "journal.db" | "journal.db-wal")) {
        std::fs::write(afterwards.folder().context("a file has a folder")?.join(name), bytes)?;
    }
    broken(stage, &afterwards, wishes, answers).await
}

async fn on_postgres(program: &Path, stage: &Stage, wishes: &[Wish], care: Care) -> Result<Vec<String>> {
    // Alone on its server, of which nothing brings to disk what a commit did not wait for.
    let start = || Server::start(&NOBODY_ELSE_SYNCS);
    let place = Place::on(tokio::task::spawn_blocking(start).await??).await?;
    let database = place.database().context("a database")?;
    // The tables must be there before they can be spoilt.
    drop(place.at().open().await?);
    if care == Care::Careless {
        database.sql(CARELESS)?;
    }
    let mut child = Child::start(&[], program, &stage.errand(place.at(), wishes)).await?;
    let answers = until_sent(stage, &mut child).await?;
    database.server().crash()?;
    // Without its database it may have ended already; if not, it must not carry on with what it remembers.
    drop(child);
    database.server().start_again()?;
    broken(stage, &place, wishes, answers).await
}

/// What the server does on its own makes everything before it durable: its writer of the log five times a second, a snapshot for
/// standbys every fifteen seconds, vacuum, checkpoints, and the writer of pages.
const NOBODY_ELSE_SYNCS: [(&str, &str); 6] = [
    ("wal_writer_delay", "10000"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("autovacuum", "off"),
    ("checkpoint_timeout", "3600"),
    ("bgwriter_lru_maxpages", "0"),
];

/// The transaction that stores an intent does not wait for the disk.
const CARELESS: &str = "CREATE FUNCTION careless() RETURNS trigger LANGUAGE plpgsql AS \
    $$ BEGIN PERFORM set_config('synchronous_commit', 'off', true); RETURN NEW; END $$; \
    CREATE TRIGGER careless BEFORE INSERT ON order_attempts FOR EACH ROW EXECUTE FUNCTION careless()";

/// Lives until a player has read the request to buy.
async fn until_sent(stage: &Stage, child: &mut Child) -> Result<Vec<Answer>> {
    loop {
        match child.hear().await?.context("it ended before it had placed its order")? {
            Said::Placed(_) => break,
            Said::Done => bail!("it was done before it had sent anything"),
            _ => {}
        }
    }
    let seen = |ledger: &sandbox::Ledger| SIDES.iter().any(|side| !ledger.requests_for(side.player(), Operation::Submit).is_empty());
    stage.until("a request to buy", seen).await?;
    Ok(child.answers.clone())
}

async fn broken(stage: &Stage, place: &Place, wishes: &[Wish], answers: Vec<Answer>) -> Result<Vec<String>> {
    let journal = place.at().open().await?;
    let case = stage.case(journal.as_ref(), wishes, Testimony { answers, ..Testimony::default() }).await?;
    let mut violations = judge(&case);
    // The power is out in the middle of everything: what matters is what is known when it comes back.
    violations.retain(|it| it.invariant.is_about_durability());
    Ok(told(&case, violations))
}
