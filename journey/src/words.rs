//! Which words fit: decisions about time and text that views only render.

use crate::{Action, Outcome, Remote, State, Step, way_on};
use contract::{Order, OrderStatus, Package, PackageState, Sim, SimState, Starts, Timestamp};

/// What to tell somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitingWords {
    /// "Adding your data."
    Adding,
    /// "We are checking with the network. You will not be charged twice."
    Checking,
    /// "Still checking. Your payment is only reserved."
    StillChecking,
    /// A person looks into it.
    Review,
}

const CALM: i64 = 10;
const LONG: i64 = 15 * 60;

/// What to tell somebody who has waited since `since`; `status` is `None` while no order is known.
pub fn waiting_words(status: Option<OrderStatus>, since: Timestamp, now: Timestamp) -> WaitingWords {
    let waited = elapsed(since, now);
    match status {
        Some(OrderStatus::Review) => WaitingWords::Review,
        _ if waited >= LONG => WaitingWords::StillChecking,
        Some(OrderStatus::Checking) => WaitingWords::Checking,
        _ if waited >= CALM => WaitingWords::Checking,
        _ => WaitingWords::Adding,
    }
}

/// Whole seconds from `since` to `now`; never negative, whatever the device's clock thinks.
pub fn elapsed(since: Timestamp, now: Timestamp) -> i64 {
    now.unix_seconds().saturating_sub(since.unix_seconds()).max(0)
}

/// Nights that are left until `until`, as the customer's calendar counts them: 0 when it ends today, `None` when it is over.
/// `zone` says how many seconds the customer's clock is ahead of UTC at a time.
pub fn days_left(until: Timestamp, now: Timestamp, zone: &dyn Fn(Timestamp) -> i64) -> Option<i64> {
    let day = |time: Timestamp| time.unix_seconds().saturating_add(zone(time)).div_euclid(86_400);
    (until > now).then(|| day(until).saturating_sub(day(now)))
}

/// Whether nothing on a SIM can be used any more, whatever its last meter said.
pub fn is_over(sim: &Sim, now: Timestamp) -> bool {
    matches!(sim.state, SimState::Expired | SimState::Retired) || sim.expires_at.is_some_and(|end| end <= now)
}

/// Whether the time of a package is over, whatever its last meter said.
pub fn has_ended(package: &Package, now: Timestamp) -> bool {
    package.state == PackageState::Expired || package.expires_at.is_some_and(|end| end <= now)
}

impl Outcome {
    /// When the package starts: as the order was told, unless the SIM's own list knows better by now.
    pub fn starts(&self) -> Starts {
        let told = self.order.starts.unwrap_or(Starts::Unknown);
        let listed = self.packages.as_ref().and_then(Remote::value).into_iter().flat_map(|packages| &packages.packages);
        let mut ours = listed.filter(|package| package.order.as_ref() == Some(&self.order.id));
        match (told, ours.next().map(|package| package.state)) {
            (_, Some(PackageState::Active)) => Starts::Now,
            (Starts::Unknown, Some(PackageState::Waiting)) => Starts::Later,
            (told, _) => told,
        }
    }
}

/// Seconds until a trouble may be tried again; 0: now.
pub fn seconds_to_wait(action: Action, now: Timestamp) -> i64 {
    match action {
        Action::WaitUntil(until) => elapsed(now, until),
        Action::TryAgain | Action::ChoosePackage | Action::ChooseSim | Action::SignIn | Action::ContactShop => 0,
    }
}

/// The SIMs whose label, country or number holds the text; all when it is empty. `country` says how the customer's language
/// names a country's code. Capitals of the Latin alphabet do not matter; other alphabets are compared as typed, because the
/// tables to fold them weigh more than all of this crate.
pub fn matching<'s>(sims: &'s [Sim], query: &str, country: &dyn Fn(&str) -> String) -> Vec<&'s Sim> {
    let query = query.trim_ascii();
    let digits: Vec<u8> = query.bytes().filter(|letter| !letter.is_ascii_whitespace()).collect();
    // The browser is asked for each country once, not for each SIM: there may be thousands of them.
    let mut countries: Vec<(&str, bool)> = Vec::new();
    let mut named = |code: &'s str| match countries.iter().find(|(known, _)| *known == code) {
        Some((_, fits)) => *fits,
        None => {
            let fits = code.eq_ignore_ascii_case(query) || holds(&country(code), query.as_bytes());
            countries.push((code, fits));
            fits
        }
    };
    let fits = |sim: &&'s Sim| {
        query.is_empty()
            || holds(&sim.label, query.as_bytes())
            || sim.country.as_deref().is_some_and(&mut named)
            || holds(sim.iccid.as_str(), &digits)
    };
    sims.iter().filter(fits).collect()
}

fn holds(text: &str, piece: &[u8]) -> bool {
    !piece.is_empty() && text.as_bytes().windows(piece.len()).any(|window| window.eq_ignore_ascii_case(piece))
}

/// Whether something on screen counts seconds: then the edge sends [`crate::Event::Tick`] each second.
pub fn needs_ticks(state: &State) -> bool {
    let counts = matches!(state.step, Step::Submitting(_) | Step::Waiting(_));
    state.visible && (counts || state.patience() > 0)
}

impl State {
    /// Seconds until what is on screen may be tried again; 0: now.
    pub fn patience(&self) -> i64 {
        let refused = match &self.step {
            Step::Outcome(outcome) => Some(way_on(&outcome.order)),
            _ => None,
        };
        let asked = refused.into_iter().chain(self.trouble().map(|trouble| trouble.action));
        asked.map(|action| seconds_to_wait(action, self.now)).fold(0, i64::max)
    }

    /// The order that the customer looks at.
    pub fn order(&self) -> Option<&Order> {
        match &self.step {
            Step::Waiting(waiting) => Some(&waiting.order),
            Step::Outcome(outcome) => Some(&outcome.order),
            _ => None,
        }
    }
}
