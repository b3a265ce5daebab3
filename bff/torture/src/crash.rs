//! Crash points: a process ends without any tidying at every step of an order and is started again.
//!
//! The points are not listed by hand: a rehearsal passes through an order's whole life and names each point that it passes, so a
//! new phase of the engine gets its crash points by itself. What the issue of a crash must be is the judge's matter alone.

use crate::child::{Child, Said};
use crate::crossing::{Deed, Stop};
use crate::errand::{Pace, Wish};
use crate::judge::{Testimony, Took, purchases};
use crate::place::{Backend, Place};
use crate::report::{Report, told};
use crate::rest::{life, verdict};
use crate::stage::{SIDES, Side, Stage};
use anyhow::{Context as _, Result, bail, ensure};
use order::{Fulfilment, OrderRecord};
use sandbox::{Course, Fault, FaultRule, Ledger, Operation, PaymentState, Player, When};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many trials run at a time: most of their time is waiting.
const AT_ONCE: usize = 16;

/// How the order ends when nothing crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Delivered and paid for.
    Sold,
    /// Refused after the money was held.
    Refused,
}

/// Where it crashes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Crash {
    /// Before or after a transaction or a call.
    At(String),
    /// While the other side has done what was asked and its answer is on its way.
    Inside(Player, Operation),
}

#[derive(Clone, Debug)]
struct Trial {
    backend: Backend,
    side: Side,
    end: End,
    crash: Crash,
}

impl Trial {
    fn name(&self) -> String {
        let at = match &self.crash {
            Crash::At(point) => point.clone(),
            Crash::Inside(player, operation) => format!("inside {operation:?} of {player:?}"),
        };
        format!("{:?}, {:?}, {:?}, {at}", self.backend, self.side, self.end)
    }
}

/// Transactions (T) and calls (P) of the protocol that a rehearsal of a sold order must have passed, or it proves nothing.
pub const PHASES: [(&str, &str); 12] = [
    ("P0", "offers"),
    ("T0", "placed"),
    ("P1", "authorise"),
    ("T1", "authorised"),
    ("P2", "baseline"),
    ("T2", "intended"),
    ("P3", "submit"),
    ("T3", "delivered"),
    ("P4", "capture"),
    ("T4", "captured"),
    ("P5", "notify"),
    ("T5", "errand_done"),
];

/// Crashes at every point on the given backends; `program` is this crate's own.
///
/// # Errors
/// When the rehearsal fails: then there are no points.
pub async fn crash_everywhere(program: &Path, backends: &[Backend]) -> Result<Report> {
    let mut trials = Vec::new();
    for side in SIDES {
        let mut known = Vec::new();
        for end in [End::Sold, End::Refused] {
            let points = rehearse(program, side, end).await.with_context(|| format!("the rehearsal of {side:?}, {end:?}"))?;
            let anew: Vec<String> = points.into_iter().filter(|point| !known.contains(point)).collect();
            let inside = inside(side, end).into_iter().map(|(player, operation)| Crash::Inside(player, operation));
            for crash in anew.iter().cloned().map(Crash::At).chain(inside) {
                trials.extend(backends.iter().map(|backend| Trial { backend: *backend, side, end, crash: crash.clone() }));
            }
            known.extend(anew);
        }
    }
    let mut report = Report::new("crash points");
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for trial in trials {
        let (slots, program) = (Arc::clone(&slots), program.to_owned());
        running.spawn(async move {
            let _slot = slots.acquire().await;
            (trial.name(), run(&program, &trial).await)
        });
    }
    while let Some(ended) = running.join_next().await {
        let (name, ended) = ended?;
        report.note(&name, ended);
    }
    Ok(report)
}

/// The calls during which it crashes.
fn inside(side: Side, end: End) -> Vec<(Player, Operation)> {
    let player = side.player();
    match (side, end) {
        (_, End::Refused) => vec![(Player::Storefront, Operation::Release)],
        (Side::Pressone, End::Sold) => [&[(player, Operation::Offers), (player, Operation::Submit)], MONEY].concat(),
        (Side::Connect, End::Sold) => {
            let own = [
                (player, Operation::Products),
                (player, Operation::Subscriptions),
                (player, Operation::Submit),
                (player, Operation::Order),
            ];
            [&own, MONEY].concat()
        }
    }
}

const MONEY: &[(Player, Operation)] =
    &[(Player::Storefront, Operation::Authorise), (Player::Storefront, Operation::Capture), (Player::Storefront, Operation::Notify)];

async fn set(side: Side, end: End) -> Result<(Stage, Vec<Wish>)> {
    let stage = Stage::new(Pace::USUAL).await?;
    // Slow enough for each step to be seen by a poll.
    stage.sandbox.change_settings(|settings| (settings.connect.accepted_ms, settings.connect.fulfilling_ms) = (200, 200));
    let (iccid, package) = stage.fresh(side)?;
    let wishes = vec![stage.wish((side, &iccid, &package), &format!("guest-{iccid}"), "one-and-the-same-key-0001").await?];
    if end == End::Refused {
        let fault = match side {
            Side::Pressone => Fault::Reply {
                status: 422,
                body: r#"{"code": 23, "reason": "This top-up is disabled by the operator."}"#.to_owned(),
                content_type: "application/json".to_owned(),
                headers: [].into(),
                when: When::Before,
            },
            Side::Connect => Fault::Take { course: Course::Fails },
        };
        stage.sandbox.arm(FaultRule::once(side.player(), Operation::Submit, fault).always());
    }
    Ok((stage, wishes))
}

/// Every point that an order passes, in the order in which it first does.
async fn rehearse(program: &Path, side: Side, end: End) -> Result<Vec<String>> {
    let (stage, wishes) = set(side, end).await?;
    let place = Place::new(Backend::Sqlite).await?;
    let mut child = Child::start(&[], program, &stage.errand(place.at(), &wishes)).await?;
    let last = Said::Passed("after errand_done".to_owned());
    let mut heard = child.until(&Said::Done).await?;
    if !heard.contains(&last) {
        heard.extend(child.until(&last).await?);
        heard.push(last);
    }
    child.dismiss().await?;
    let points: Vec<String> =
        heard.into_iter().filter_map(|said| if let Said::Passed(point) = said { Some(point) } else { None }).collect();
    if end == End::Sold {
        for (phase, word) in PHASES {
            // Connect's T3 is its acceptance; delivery comes later there.
            let word = if phase == "T3" && side == Side::Connect { "accepted" } else { word };
            for side in ["before", "after"] {
                let point = format!("{side} {word}");
                ensure!(points.contains(&point), "{phase} has no point {point}: {points:?}");
            }
        }
    }
    Ok(points)
}

/// How often a trial is made at most until it comes to its point.
const TRIES: usize = 5;

async fn run(program: &Path, trial: &Trial) -> Result<Vec<String>> {
    for _ in 0..TRIES {
        if let Some(violations) = once(program, trial).await? {
            return Ok(violations);
        }
    }
    bail!("it never came to its point")
}

/// `None`: it did not come to its point.
async fn once(program: &Path, trial: &Trial) -> Result<Option<Vec<String>>> {
    let (stage, wishes) = set(trial.side, trial.end).await?;
    let place = Place::new(trial.backend).await?;
    let mut errand = stage.errand(place.at(), &wishes);
    let mut answers = match &trial.crash {
        Crash::At(point) => {
            errand.stop = Some(Stop { point: point.clone(), deed: Deed::Abort });
            let mut child = Child::start(&[], program, &errand).await?;
            // A point is passed by every order that takes this way, but two polls a moment apart may see one step less.
            if child.finishes().await? {
                return Ok(None);
            }
            child.answers
        }
        Crash::Inside(player, operation) => {
            let hang = FaultRule::once(*player, *operation, Fault::Hang { when: When::After });
            stage.sandbox.arm(hang);
            let mut child = Child::start(&[], program, &errand).await?;
            stage.until("the call", |ledger| is_done(ledger, *player, *operation)).await?;
            child.abort()?;
            child.ended().await?;
            child.answers
        }
    };
    answers.append(&mut life(program, &stage, &place, &wishes).await?);
    let (case, violations) = verdict(program, &stage, &place, &wishes, Testimony { answers, ..Testimony::default() }).await?;
    let mut violations = told(&case, violations);
    let sold = purchases(&case.ledger).iter().filter(|purchase| purchase.took == Took::OnTheSim).count();
    let orders: Vec<&OrderRecord> = case.books.iter().map(|book| &book.order).collect();
    if sold == 1 && orders.iter().all(|order| order.fulfilment != Fulfilment::Delivered) {
        violations.push("sold, and the provider shows it, but it was not found".to_owned());
    }
    Ok(Some(violations))
}

/// Whether that call was made and what it asks for was done.
fn is_done(ledger: &Ledger, player: Player, operation: Operation) -> bool {
    let entered = |state| ledger.payments.iter().any(|payment| payment.state == state);
    match operation {
        Operation::Submit => !purchases(ledger).is_empty(),
        Operation::Authorise => entered(PaymentState::Authorised),
        Operation::Capture => entered(PaymentState::Captured),
        Operation::Release => entered(PaymentState::Released),
        Operation::Notify => !ledger.notices.is_empty(),
        _ => ledger.requests_for(player, operation).iter().any(|request| request.status.is_none()),
    }
}
