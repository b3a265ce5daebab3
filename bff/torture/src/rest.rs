//! Bringing a tortured journal to rest, and what is found then.

use crate::child::{Child, Said};
use crate::errand::Wish;
use crate::judge::{Answer, Case, Invariant, Testimony, Violation, judge};
use crate::place::Place;
use crate::stage::Stage;
use anyhow::{Context as _, Result, bail};
use sandbox::Ledger;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// How many lives of a process an order may take to its rest once nobody troubles it any more: late evidence may move an order
/// in review in the very moment in which its process is dismissed.
const LIVES: usize = 5;

/// How long late evidence is waited for, once: a little more than the pause between two looks at the end of a hurried watch.
const LATE: Duration = Duration::from_secs(6);

/// One untroubled life, until all orders are at rest and the storefront knows of them.
///
/// # Errors
/// When it does not come to its end.
pub async fn life(program: &Path, stage: &Stage, place: &Place, wishes: &[Wish]) -> Result<Vec<Answer>> {
    lived(program, stage, place, wishes).await?.dismiss().await
}

async fn lived(program: &Path, stage: &Stage, place: &Place, wishes: &[Wish]) -> Result<Child> {
    let mut child = Child::start(&[], program, &stage.errand(place.at(), wishes)).await?;
    child.until(&Said::Done).await.context("an untroubled life")?;
    until_told(stage, &child.answers).await?;
    Ok(child)
}

/// What is broken once everything is at rest.
///
/// # Errors
/// When the journal cannot be read, or an untroubled life does not come to its end.
pub async fn verdict(
    program: &Path,
    stage: &Stage,
    place: &Place,
    wishes: &[Wish],
    mut testimony: Testimony,
) -> Result<(Case, Vec<Violation>)> {
    let mut waited = false;
    for lives in 0.. {
        let journal = place.at().open().await?;
        let case = stage.case(journal.as_ref(), wishes, testimony.clone()).await?;
        drop(journal);
        let violations = judge(&case);
        let is_of = |wanted: &[Invariant]| violations.iter().any(|it| wanted.contains(&it.invariant));
        let untruthful = is_of(&[Invariant::Truthful]);
        let untold = is_of(&[Invariant::StorefrontTold]);
        let restless = untold || is_of(&[Invariant::ComesToRest]) || (untruthful && !waited);
        if lives == LIVES || !restless {
            return Ok((case, violations));
        }
        let child = lived(program, stage, place, wishes).await?;
        if untruthful || untold {
            // What counts as absent is still watched, and what a former life had claimed waits for its lease: the storefront hears
            // of either. When nothing comes, that is judged.
            let before = case.ledger.notices.len();
            let news = stage.until("news", |ledger| ledger.notices.len() > before);
            drop(tokio::time::timeout(LATE, news).await);
            waited = true;
        }
        testimony.answers.append(&mut child.dismiss().await?);
    }
    bail!("there is always one more life")
}

/// Waits until the storefront has heard of each of these orders.
///
/// # Errors
/// When it never does.
pub async fn until_told(stage: &Stage, answers: &[Answer]) -> Result<()> {
    let orders: BTreeSet<&str> = answers.iter().map(|answer| answer.order.as_str()).collect();
    let told = |ledger: &Ledger| {
        let heard: BTreeSet<&str> = ledger.notices.iter().map(|notice| notice.order.as_str()).collect();
        orders.is_subset(&heard)
    };
    stage.until("a notice for each order", told).await
}
