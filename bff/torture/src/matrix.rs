//! The fault matrix: every cell of the sandbox's catalogue, on both backends, each with an order of its own, a sandbox of its own
//! and a process of its own.

use crate::child::{Child, PATIENCE, Said};
use crate::errand::{Manner, Pace, Wish};
use crate::judge::{Answer, Beyond, Testimony};
use crate::place::{Backend, Place};
use crate::report::{Report, told};
use crate::rest::{until_told, verdict};
use crate::stage::{Side, Stage};
use anyhow::{Context as _, Result};
use sandbox::{Cell, Player, catalogue};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many cells run at a time: most of their time is waiting.
const AT_ONCE: usize = 24;

/// How long a fault that does not end by itself lasts: a send and several looks after it.
const LASTS: Duration = Duration::from_millis(2_500);

/// How far the sandbox's clock is moved once all is at rest, so that whatever a provider still holds back comes to light.
const AFTERWARDS: Duration = Duration::from_secs(3_600);

/// What customers do beside ordering once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twist {
    /// Nothing.
    Plain,
    /// The same key twice at once.
    Twice,
    /// Two customers race for one SIM.
    Rivals,
    /// The customer hangs up while placing, and comes again.
    HangsUp,
    /// A later order for another SIM shows that the provider's list is live.
    Later,
}

const TWISTS: [Twist; 5] = [Twist::Plain, Twist::Twice, Twist::Rivals, Twist::HangsUp, Twist::Later];

/// Cells in which a purchase never shows under our marker: with proof that the list is live it counts as absent, which is all that
/// a client can know.
const HIDDEN: [&str; 3] = ["pressone-listed-never", "pressone-marker-stripped", "connect-listed-never"];

/// A provider's pace is not hurried with ours: this cell delivers three seconds after `FAILED`, and ten are what ours waits.
const UNHURRIED: [&str; 1] = ["connect-fails-but-delivers"];

fn beyond(cell: &Cell) -> Beyond {
    Beyond {
        lies: cell.is_lie,
        hides: HIDDEN.contains(&cell.name.as_str()),
        // Connect has no marker: a subscription is told from another by the time at which it appeared.
        anonymous: cell.has_foreign && cell.player == Player::Connect,
    }
}

fn pace(cell: &Cell) -> Pace {
    if UNHURRIED.contains(&cell.name.as_str()) { Pace { hurry: 2, ..Pace::USUAL } } else { Pace::USUAL }
}

/// Runs every cell whose name holds `named` on each of the given backends, with all twists or with one by turns.
///
/// # Errors
/// When there is no database server.
pub async fn matrix(program: &Path, backends: &[Backend], named: &str, all_twists: bool) -> Result<Report> {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    let cells = catalogue().iter().filter(|cell| cell.name.contains(named));
    for (number, (cell, backend)) in cells.flat_map(|cell| backends.iter().map(move |backend| (cell, *backend))).enumerate() {
        // An odd count of twists meets every cell with another one on each backend.
        let twists = TWISTS.iter().enumerate().filter(|(turn, _)| all_twists || *turn == number % TWISTS.len());
        for (_, twist) in twists {
            let (slots, program, twist) = (Arc::clone(&slots), program.to_owned(), *twist);
            running.spawn(async move {
                let _slot = slots.acquire().await;
                (format!("{}, {backend:?}, {twist:?}", cell.name), run(&program, cell, backend, twist).await)
            });
        }
    }
    let mut report = Report::new("cells");
    while let Some(ended) = running.join_next().await {
        let (name, ended) = ended?;
        report.note(&name, ended);
    }
    Ok(report)
}

/// One cell with everything that it takes.
struct Trial {
    cell: &'static Cell,
    stage: Stage,
    place: Place,
    wishes: Vec<Wish>,
    iccid: String,
    package: String,
}

async fn run(program: &Path, cell: &'static Cell, backend: Backend, twist: Twist) -> Result<Vec<String>> {
    let side = if cell.player == Player::Connect { Side::Connect } else { Side::Pressone };
    let stage = Stage::new(pace(cell)).await?;
    let place = Place::new(backend).await?;
    let (iccid, package) = stage.fresh(side)?;
    let wishes = wishes(&stage, (side, &iccid, &package), twist).await?;
    let trial = Trial { cell, stage, place, wishes, iccid, package };
    cell.arm(&trial.stage.sandbox, &trial.iccid, &trial.package).await?;
    let mut testimony = trial.strike(program).await?;
    testimony.beyond = beyond(cell);
    trial.stage.sandbox.advance(AFTERWARDS);
    if cell.strike_late(&trial.stage.sandbox, &trial.iccid) > 0 {
        testimony.answers.append(&mut trial.until_noticed(program).await?);
    }
    let (case, violations) = verdict(program, &trial.stage, &trial.place, &trial.wishes, testimony).await?;
    let broken = told(&case, violations);
    // Nobody can look into it afterwards: the server ends with this process.
    trial.place.clear().await?;
    Ok(broken)
}

async fn wishes(stage: &Stage, what: (Side, &str, &str), twist: Twist) -> Result<Vec<Wish>> {
    let (side, iccid, _) = what;
    let mut wish = stage.wish(what, &format!("guest-{iccid}"), "the-key-of-the-guest-0001").await?;
    Ok(match twist {
        Twist::Plain => vec![wish],
        Twist::Twice => vec![wish.clone(), wish],
        Twist::Rivals => vec![wish, stage.wish(what, &format!("rival-{iccid}"), "the-key-of-the-rival-0001").await?],
        Twist::HangsUp => {
            wish.manner = Manner::HangsUp;
            vec![wish]
        }
        Twist::Later => {
            let (iccid, package) = stage.fresh(side)?;
            let mut later = stage.wish((side, &iccid, &package), &format!("guest-{iccid}"), "the-key-of-the-later-0001").await?;
            // The first one's deadline must have passed before this one can prove anything.
            let settings = stage.pace.settings();
            later.manner = Manner::ComesAfter(settings.submit_deadline + settings.submit_grace / 4);
            vec![wish, later]
        }
    })
}

impl Trial {
    /// The life in which the fault strikes; it is lifted when all is at rest, or when it has lasted long enough.
    async fn strike(&self, program: &Path) -> Result<Testimony> {
        let mut child = Child::start(&[], program, &self.stage.errand(self.place.at(), &self.wishes)).await?;
        match tokio::time::timeout(LASTS, child.until(&Said::Done)).await {
            Ok(done) => {
                done?;
                self.lift().await?;
            }
            Err(_) => {
                self.lift().await?;
                child.until(&Said::Done).await.context("after the fault")?;
            }
        }
        until_told(&self.stage, &child.answers).await?;
        let glimpses = std::mem::take(&mut child.glimpses);
        Ok(Testimony { glimpses, answers: child.dismiss().await?, ..Testimony::default() })
    }

    async fn lift(&self) -> Result<()> {
        if self.cell.ends_by_itself() {
            return Ok(());
        }
        self.cell.lift(&self.stage.sandbox, &self.iccid, &self.package).await
    }

    /// Lives on until the storefront hears that the provider took its delivery back.
    async fn until_noticed(&self, program: &Path) -> Result<Vec<Answer>> {
        let mut child = Child::start(&[], program, &self.stage.errand(self.place.at(), &self.wishes)).await?;
        child.until(&Said::Done).await?;
        let heard = self.stage.until("order.reversed", |ledger| ledger.notices.iter().any(|notice| notice.kind == "order.reversed"));
        tokio::time::timeout(PATIENCE / 2, heard).await.context("the reversal was never noticed")??;
        child.dismiss().await
    }
}
