//! State of a SIM at Connect, out of the SIM itself and its subscriptions.

use super::complaint::refusal;
use super::subscriptions::Subscription;
use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::reading::{ReadError, SimReading};
use contract::{DataLeft, PackageState, SimState, WhyNot};
use serde::Deserialize;

/// At most that many subscriptions may run on one SIM at a time.
const LIMIT: usize = 15;

#[derive(Deserialize)]
struct Sim {
    #[serde(default)]
    status: Scalar,
}

/// Whether the profile was taken out of use, from `GET /sims/{iccid}`: then a top-up must not be sent.
pub(super) fn unavailable(reply: &Reply) -> Result<bool, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let sim: Sim = json::document(&reply.body)?;
    Ok(sim.status.word().is_some_and(|status| status.eq_ignore_ascii_case("Unavailable")))
}

/// A plastic card that Connect does not know yet: it was never activated.
pub(super) fn never_activated() -> SimReading {
    blank(SimState::NotActive, Some(WhyNot::NotActive))
}

/// A profile that was taken out of use.
pub(super) fn retired() -> SimReading {
    blank(SimState::Retired, Some(WhyNot::Retired))
}

const fn blank(state: SimState, why_not: Option<WhyNot>) -> SimReading {
    SimReading { state, data: None, minutes: None, texts: None, expires_at: None, why_not }
}

/// Sums up the subscriptions of a SIM that is in use.
pub(super) fn reading(subscriptions: &[Subscription]) -> SimReading {
    let running: Vec<&Subscription> = subscriptions.iter().filter(|it| it.state == PackageState::Active).collect();
    let newest = subscriptions.iter().max_by_key(|it| (it.created_at, it.expires_at));
    let waiting = subscriptions.iter().any(|it| it.state == PackageState::Waiting);
    let state = match newest.map(|it| it.state) {
        _ if !running.is_empty() => SimState::Active,
        None => SimState::NotActive,
        _ if waiting => SimState::NotActive,
        Some(PackageState::UsedUp) => SimState::UsedUp,
        Some(PackageState::Expired) => SimState::Expired,
        Some(_) => SimState::Unknown,
    };
    let data = match state {
        SimState::Active => sum(&running),
        SimState::UsedUp => newest.and_then(|it| it.data),
        _ => None,
    };
    SimReading {
        data,
        expires_at: running.iter().filter_map(|it| it.expires_at).max(),
        ..blank(state, (running.len() >= LIMIT).then_some(WhyNot::Full))
    }
}

/// What is left over all of them; not known when one of them does not say.
fn sum(running: &[&Subscription]) -> Option<DataLeft> {
    let (mut remaining, mut total) = (0_u64, 0_u64);
    for subscription in running {
        match subscription.data? {
            DataLeft::Unlimited => return Some(DataLeft::Unlimited),
            DataLeft::Metered { remaining: left, total: bought } => {
                remaining = remaining.checked_add(left)?;
                total = total.checked_add(bought)?;
            }
        }
    }
    Some(DataLeft::Metered { remaining, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::subscriptions::{ProductName, Says};
    use contract::Timestamp;

    fn subscription(number: i64, state: PackageState, data: Option<(u64, u64)>) -> Subscription {
        let day = |day: i64| Some(Timestamp::from_unix_seconds(0).plus_days(day));
        Subscription {
            id: number.to_string(),
            name: String::new(),
            sim: None,
            product: ProductName::Unsaid,
            state,
            says: Says::OnTheSim,
            data: data.map(|(remaining, total)| DataLeft::Metered { remaining, total }),
            created_at: day(number),
            activated_at: None,
            expires_at: day(number + 30),
        }
    }

    #[test]
    fn running_subscriptions_are_summed_and_others_are_not() {
        let read = reading(&[
            subscription(1, PackageState::Expired, Some((9, 9))),
            subscription(2, PackageState::Active, Some((1, 3))),
            subscription(3, PackageState::Active, Some((2, 4))),
            subscription(4, PackageState::Waiting, Some((5, 5))),
        ]);
        assert_eq!((read.state, read.data), (SimState::Active, Some(DataLeft::Metered { remaining: 3, total: 7 })));
        assert_eq!(read.expires_at, Some(Timestamp::from_unix_seconds(0).plus_days(33)));
        assert_eq!(read.why_not, None);
    }

    #[test]
    fn a_running_subscription_that_does_not_say_makes_the_sum_unknown() {
        let read = reading(&[subscription(1, PackageState::Active, None), subscription(2, PackageState::Active, Some((2, 4)))]);
        assert_eq!((read.state, read.data), (SimState::Active, None));
    }

    #[test]
    fn the_newest_subscription_says_how_a_sim_ended() {
        for (states, expected) in [
            (vec![], SimState::NotActive),
            (vec![PackageState::Expired, PackageState::UsedUp], SimState::UsedUp),
            (vec![PackageState::UsedUp, PackageState::Expired], SimState::Expired),
            (vec![PackageState::Expired, PackageState::Waiting], SimState::NotActive),
            (vec![PackageState::Unknown], SimState::Unknown),
        ] {
            let subscriptions: Vec<_> = (1..).zip(&states).map(|(day, state)| subscription(day, *state, None)).collect();
            assert_eq!(reading(&subscriptions).state, expected, "{states:?}");
        }
    }

    #[test]
    fn the_fifteenth_running_subscription_fills_a_sim() {
        let running = |count| reading(&(0..count).map(|day| subscription(day, PackageState::Active, None)).collect::<Vec<_>>()).why_not;
        assert_eq!((running(14), running(15)), (None, Some(WhyNot::Full)));
    }

    #[test]
    fn only_an_unavailable_profile_is_out_of_use() {
        for (status, expected) in [("Installed", false), ("Released", false), ("Unavailable", true), ("UNAVAILABLE", true), ("", false)] {
            let body = format!(r#"{{"iccid": "1", "status": "{status}", "sim_type": "ESIM"}}"#);
            assert_eq!(unavailable(&Reply { status: 200, retry_after: None, body }), Ok(expected), "{status}");
        }
    }
}
