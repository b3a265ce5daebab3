//! A SIM as its owner may see it, from what was signed, what its provider says and what we are doing with it; pure.

use super::readings::Known;
use contract::{Sim, SimState, WhyNot};
use order::OwnedSim;

/// The SIM for the widget. An open order comes before every other reason, except that nothing can be done any more.
pub(crate) fn tell(sim: &OwnedSim, known: Known, order_open: bool) -> Sim {
    let (seen, silent) = match known {
        Known::Fresh(seen) | Known::Stale(seen) => (Some(seen), None),
        Known::Nothing => (None, Some(WhyNot::ProviderUnavailable)),
    };
    let as_of = seen.as_ref().map(|seen| seen.as_of);
    let reading = seen.map(|seen| seen.reading);
    let said = reading.as_ref().and_then(|reading| reading.why_not).or(silent);
    let why_not = match said {
        Some(WhyNot::Retired) => said,
        _ if order_open => Some(WhyNot::OrderOpen),
        said => said,
    };
    Sim {
        id: sim.id.clone(),
        label: sim.label.clone(),
        iccid: sim.target.iccid.clone(),
        kind: sim.target.kind,
        country: sim.target.country.clone(),
        state: reading.as_ref().map_or(SimState::Unknown, |reading| reading.state),
        data: reading.as_ref().and_then(|reading| reading.data),
        minutes: reading.as_ref().and_then(|reading| reading.minutes),
        texts: reading.as_ref().and_then(|reading| reading.texts),
        expires_at: reading.as_ref().and_then(|reading| reading.expires_at),
        as_of,
        can_top_up: why_not.is_none(),
        why_not,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::readings::Seen;
    use contract::{SimKind, Timestamp};
    use provider::{SimReading, SimTarget};

    fn owned() -> OwnedSim {
        OwnedSim {
            id: "sim_1234".parse().unwrap(),
            account: "a".to_owned(),
            target: SimTarget { iccid: "89340000000000872".parse().unwrap(), kind: SimKind::Esim, country: None, device: None },
            label: "Lisbon trip".to_owned(),
        }
    }

    fn seen(why_not: Option<WhyNot>) -> Seen {
        let reading = SimReading { state: SimState::Active, data: None, minutes: None, texts: None, expires_at: None, why_not };
        Seen { reading, as_of: Timestamp::from_unix_seconds(1000) }
    }

    #[test]
    fn what_stands_in_the_way_follows_the_table() {
        for (known, order_open, expected) in [
            (Known::Fresh(seen(None)), false, None),
            (Known::Stale(seen(None)), false, None),
            (Known::Fresh(seen(None)), true, Some(WhyNot::OrderOpen)),
            (Known::Fresh(seen(Some(WhyNot::Retired))), true, Some(WhyNot::Retired)),
            (Known::Fresh(seen(Some(WhyNot::NotActive))), true, Some(WhyNot::OrderOpen)),
            (Known::Fresh(seen(Some(WhyNot::NotActive))), false, Some(WhyNot::NotActive)),
            (Known::Nothing, false, Some(WhyNot::ProviderUnavailable)),
            (Known::Nothing, true, Some(WhyNot::OrderOpen)),
        ] {
            let told = tell(&owned(), known.clone(), order_open);
            assert_eq!((told.why_not, told.can_top_up), (expected, expected.is_none()), "{known:?} {order_open}");
        }
    }

    #[test]
    fn a_silent_provider_hides_no_sim_and_invents_nothing() {
        let told = tell(&owned(), Known::Nothing, false);
        assert_eq!((told.state, told.as_of, told.data), (SimState::Unknown, None, None));
        assert_eq!(told.label, "Lisbon trip");
        assert_eq!(tell(&owned(), Known::Stale(seen(None)), false).as_of, Some(Timestamp::from_unix_seconds(1000)));
    }
}
