//! Kills at random moments, under load: the process dies (SIGKILL) again and again in the middle of everything, is started on the
//! same journal, and is asked for the same orders. Seeds are told, so that a failing run can be tried again.

use crate::child::{Child, Said};
use crate::errand::{Pace, Wish};
use crate::judge::{Testimony, purchases};
use crate::place::{Backend, Place};
use crate::report::{Report, told};
use crate::rest::{life, verdict};
use crate::stage::{Side, Stage};
use anyhow::{Context as _, Result, ensure};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use sandbox::{Course, Fault, FaultRule, Operation, Player, When};
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;

/// How many journals with a sandbox each are tortured at a time, per backend.
const ARENAS: usize = 2;

/// How many purchases a life sees at most before its last moments begin, and how long these are at most, in milliseconds: the time
/// of an order from its placing to its capture.
const PURCHASES_PER_LIFE: usize = 4;
const LONGEST_REST: u64 = 150;

/// New orders with every life: some meet a fault that keeps them from being bought, and still there are more left than a life waits for.
const NEW_PER_LIFE: usize = 4 * PURCHASES_PER_LIFE;

/// How many of the newest are asked for in one life: those of several lives before, so that what a kill has left open is taken up.
const ASKED_PER_LIFE: usize = 6 * NEW_PER_LIFE;

/// Kills that many processes, in equal parts on the given backends.
///
/// # Errors
/// When a torture cannot be carried out; what it breaks is in the report.
pub async fn kill_at_random(program: &Path, backends: &[Backend], kills: usize, seed: u64) -> Result<Report> {
    let arenas = backends.len() * ARENAS;
    let mut running = JoinSet::new();
    for (number, backend) in backends.iter().cycle().take(arenas).enumerate() {
        let share = kills / arenas + usize::from(number < kills % arenas);
        let (program, backend, seed) = (program.to_owned(), *backend, seed.wrapping_add(number as u64));
        running.spawn(async move { (format!("{backend:?}, seed {seed}"), arena(&program, backend, share, seed).await, share) });
    }
    let mut report = Report::new("kills");
    while let Some(ended) = running.join_next().await {
        let (name, ended, share) = ended?;
        report.note(&name, ended);
        // What is counted is kills, not arenas.
        report.trials += share.saturating_sub(1);
    }
    Ok(report)
}

async fn arena(program: &Path, backend: Backend, kills: usize, seed: u64) -> Result<Vec<String>> {
    let mut random = StdRng::seed_from_u64(seed);
    let stage = Stage::new(Pace::USUAL).await?;
    let place = Place::new(backend).await?;
    let mut all = Vec::new();
    let mut answers = Vec::new();
    for number in 0..kills {
        all.append(&mut wishes(&stage, NEW_PER_LIFE, &mut random).await?);
        // Old wishes are repeated among new ones, in another order with every life.
        let mut asked: Vec<Wish> = all.iter().rev().take(ASKED_PER_LIFE).cloned().collect();
        let shift = random.random_range(0..asked.len());
        asked.rotate_left(shift);
        let mut child = Child::start(&[], program, &stage.errand(place.at(), &asked)).await?;
        child.until(&Said::Ready).await.with_context(|| format!("life {number}"))?;
        // Some are killed while they take up what the last one left, most of them in the middle of their load.
        if random.random_ratio(3, 4) {
            let enough = sold(&stage) + random.random_range(1..=PURCHASES_PER_LIFE);
            stage
                .until("that many purchases", |ledger| purchases(ledger).len() >= enough)
                .await
                .with_context(|| format!("life {number}"))?;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..LONGEST_REST))).await;
        child.kill().await.with_context(|| format!("life {number}"))?;
        answers.append(&mut child.answers);
    }
    let sold = sold(&stage);
    ensure!(sold >= kills / 2, "{sold} purchases in {kills} lives are no load");
    stage.sandbox.disarm_all();
    answers.append(&mut life(program, &stage, &place, &all).await?);
    let (case, violations) = verdict(program, &stage, &place, &all, Testimony { answers, ..Testimony::default() }).await?;
    Ok(told(&case, violations))
}

fn sold(stage: &Stage) -> usize {
    purchases(&stage.sandbox.ledger()).len()
}

/// Wishes for fresh SIMs at both providers, some of which two customers want at once, some of which meet a fault.
///
/// # Errors
/// When the sandbox has no more SIMs.
pub async fn wishes(stage: &Stage, count: usize, random: &mut StdRng) -> Result<Vec<Wish>> {
    let mut wishes = Vec::new();
    for number in 0..count {
        let side = if number % 2 == 0 { Side::Pressone } else { Side::Connect };
        let (iccid, package) = stage.fresh(side)?;
        wishes.push(stage.wish((side, &iccid, &package), &format!("guest-{iccid}"), &format!("wish-of-the-first-{number:06}")).await?);
        if random.random_ratio(1, 8) {
            let rival = stage.wish((side, &iccid, &package), &format!("rival-{iccid}"), &format!("wish-of-the-rival-{number:06}")).await?;
            wishes.push(rival);
        }
        if random.random_ratio(1, 3) {
            stage.sandbox.arm(fault(side, random).on_sim(&iccid));
        }
    }
    Ok(wishes)
}

/// One of the faults that leave an order in doubt.
fn fault(side: Side, random: &mut StdRng) -> FaultRule {
    let reply = |status, when| Fault::Reply {
        status,
        body: "<html><body>Bad Gateway</body></html>".to_owned(),
        content_type: "text/html".to_owned(),
        headers: [].into(),
        when,
    };
    let submit = |fault| (side.player(), Operation::Submit, fault);
    let storefront = |operation, fault| (Player::Storefront, operation, fault);
    let mut faults = vec![
        submit(Fault::Drop { when: When::Before }),
        submit(Fault::Drop { when: When::After }),
        submit(Fault::Hang { when: When::After }),
        submit(Fault::Cut),
        submit(reply(502, When::After)),
        submit(reply(500, When::Before)),
        submit(Fault::Slow { millis: 200, when: When::Before }),
        submit(Fault::ExpireToken),
        storefront(Operation::Authorise, Fault::Drop { when: When::After }),
        storefront(Operation::Capture, Fault::Drop { when: When::After }),
        storefront(Operation::Capture, reply(500, When::Before)),
        storefront(Operation::Notify, Fault::Drop { when: When::After }),
    ];
    if side == Side::Connect {
        let courses = [Course::Fails, Course::SkipsFulfilling, Course::DeliversEarly];
        faults.extend(courses.map(|course| submit(Fault::Take { course })));
    }
    let (player, operation, fault) = faults.choose(random).cloned().unwrap_or_else(|| submit(Fault::Cut));
    FaultRule::once(player, operation, fault)
}
