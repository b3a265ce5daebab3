//! Two instances on one database, one of them frozen (SIGSTOP) past its lease and then let go: it neither sends nor settles what
//! the other one has taken over.

use crate::child::{Child, Said};
use crate::crossing::{Deed, Stop};
use crate::errand::{Pace, Wish};
use crate::judge::Testimony;
use crate::kills::wishes;
use crate::place::{Backend, Place};
use crate::report::{Report, told};
use crate::rest::{until_told, verdict};
use crate::stage::{SIDES, Side, Stage};
use anyhow::{Context as _, Result};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sandbox::Operation;
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;

/// Where an instance is frozen, in the words of [`crate::crossing`].
const POINTS: [&str; 10] = [
    "after claim",
    "after offers",
    "after authorise",
    "before intended",
    "after intended",
    "before submit",
    "after submit",
    "before capture",
    "after capture",
    "before captured",
];

/// Freezes an instance at every point, and one in the middle of a crowd; only a shared database has two instances.
///
/// # Errors
/// When there is no database server.
pub async fn freeze(program: &Path, seed: u64) -> Result<Report> {
    let mut running = JoinSet::new();
    for side in SIDES {
        for point in POINTS {
            let program = program.to_owned();
            running.spawn(async move { (format!("frozen {point}, {side:?}"), at(&program, side, point).await) });
        }
    }
    let crowd = program.to_owned();
    running.spawn(async move { (format!("frozen in a crowd, seed {seed}"), in_a_crowd(&crowd, seed).await) });
    let mut report = Report::new("freezes");
    while let Some(ended) = running.join_next().await {
        let (name, ended) = ended?;
        report.note(&name, ended);
    }
    Ok(report)
}

async fn at(program: &Path, side: Side, point: &str) -> Result<Vec<String>> {
    let stage = Stage::new(Pace::USUAL).await?;
    let place = Place::new(Backend::Postgres).await?;
    let (iccid, package) = stage.fresh(side)?;
    let wishes = [stage.wish((side, &iccid, &package), &format!("guest-{iccid}"), "one-and-the-same-key-0001").await?];
    let mut errand = stage.errand(place.at(), &wishes);
    errand.stop = Some(Stop { point: point.to_owned(), deed: Deed::Wait });
    let mut frozen = Child::start(&[], program, &errand).await?;
    frozen.until(&Said::Reached).await.context("the first instance")?;
    frozen.freeze()?;
    let sent = sends(&stage, side);
    errand.stop = None;
    let mut other = Child::start(&[], program, &errand).await?;
    other.until(&Said::Done).await.context("the second instance")?;
    let settled = sends(&stage, side);
    frozen.thaw()?;
    frozen.go().await?;
    frozen.until(&Said::Done).await.context("the first instance, let go")?;
    let mut violations = finish(program, &stage, &place, &wishes, [frozen, other]).await?;
    let afterwards = sends(&stage, side);
    if afterwards != settled || settled > 1.max(sent) {
        violations.push(format!("{sent} sends before, {settled} when the other one was done, {afterwards} in the end"));
    }
    Ok(violations)
}

fn sends(stage: &Stage, side: Side) -> usize {
    stage.sandbox.ledger().requests_for(side.player(), Operation::Submit).len()
}

/// Both instances are asked for the same crowd of orders at once, and one of them freezes in the middle of it.
async fn in_a_crowd(program: &Path, seed: u64) -> Result<Vec<String>> {
    let stage = Stage::new(Pace::USUAL).await?;
    let place = Place::new(Backend::Postgres).await?;
    let wishes = wishes(&stage, 60, &mut StdRng::seed_from_u64(seed)).await?;
    let errand = stage.errand(place.at(), &wishes);
    let mut frozen = Child::start(&[], program, &errand).await?;
    frozen.until(&Said::Ready).await?;
    // In the middle: some orders of each kind are under way.
    stage.until("ten purchases", |ledger| ledger.pressone_topups.len() + ledger.connect_orders.len() >= 10).await?;
    frozen.freeze()?;
    let mut other = Child::start(&[], program, &errand).await?;
    other.until(&Said::Ready).await?;
    tokio::time::sleep(Duration::from_millis(stage.pace.lease_ms + 500)).await;
    frozen.thaw()?;
    other.until(&Said::Done).await.context("the second instance")?;
    frozen.until(&Said::Done).await.context("the first instance, let go")?;
    finish(program, &stage, &place, &wishes, [frozen, other]).await
}

/// Ends both and looks at what they leave.
async fn finish(program: &Path, stage: &Stage, place: &Place, wishes: &[Wish], children: [Child; 2]) -> Result<Vec<String>> {
    let mut answers = Vec::new();
    for child in children {
        until_told(stage, &child.answers).await?;
        answers.extend(child.dismiss().await?);
    }
    let (case, violations) = verdict(program, stage, place, wishes, Testimony { answers, ..Testimony::default() }).await?;
    Ok(told(&case, violations))
}
