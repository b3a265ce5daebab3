//! State of an eSIM at PressOne: its usage, and whether it was recycled.

use super::complaint::refusal;
use crate::exchange::Reply;
use crate::json::{self, Scalar};
use crate::moment;
use crate::reading::{ReadError, SimReading};
use crate::volume::{MB, bytes};
use contract::{DataLeft, Meter, SimState, WhyNot};
use serde::Deserialize;

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    status: Scalar,
    #[serde(default)]
    remaining: Scalar,
    #[serde(default)]
    total: Scalar,
    #[serde(default)]
    is_unlimited: Scalar,
    #[serde(default)]
    expired_at: Scalar,
    #[serde(default)]
    remaining_voice: Scalar,
    #[serde(default)]
    total_voice: Scalar,
    #[serde(default)]
    remaining_text: Scalar,
    #[serde(default)]
    total_text: Scalar,
}

#[derive(Deserialize)]
struct Sim {
    #[serde(default)]
    recycled: Scalar,
    #[serde(default)]
    recycled_at: Scalar,
}

/// Reads `GET sims/{iccid}/usage`.
pub(super) fn usage(reply: &Reply) -> Result<SimReading, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let usage: Usage = json::document(&reply.body)?;
    let state = state(usage.status.word().unwrap_or_default());
    if state == SimState::Retired {
        return Ok(retired());
    }
    Ok(SimReading {
        state,
        data: data(&usage),
        minutes: meter(&usage.remaining_voice, &usage.total_voice),
        texts: meter(&usage.remaining_text, &usage.total_text),
        expires_at: usage.expired_at.word().and_then(moment::parse),
        // A finished or expired eSIM may still be topped up within its grace window: the live list decides. PressOne's page
        // rules out only the one that is not active yet.
        why_not: (state == SimState::NotActive).then_some(WhyNot::NotActive),
    })
}

/// Reads from `GET sims/{iccid}` whether the eSIM was recycled, which its usage shows up to 20 minutes late.
pub(super) fn recycled(reply: &Reply) -> Result<bool, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let sim: Sim = json::document(&reply.body)?;
    Ok(sim.recycled.flag().unwrap_or(false) || sim.recycled_at.word().and_then(moment::parse).is_some())
}

/// An eSIM that was recycled: its counters mean nothing.
pub(super) fn retired() -> SimReading {
    SimReading { state: SimState::Retired, data: None, minutes: None, texts: None, expires_at: None, why_not: Some(WhyNot::Retired) }
}

fn state(status: &str) -> SimState {
    match status.to_ascii_uppercase().as_str() {
        "NOT_ACTIVE" => SimState::NotActive,
        "ACTIVE" => SimState::Active,
        "FINISHED" => SimState::UsedUp,
        "EXPIRED" => SimState::Expired,
        "RECYCLED" => SimState::Retired,
        _ => SimState::Unknown,
    }
}

fn data(usage: &Usage) -> Option<DataLeft> {
    if usage.is_unlimited.flag() == Some(true) {
        return Some(DataLeft::Unlimited);
    }
    let remaining = bytes(usage.remaining.decimal()?, MB)?;
    Some(DataLeft::Metered { remaining, total: bytes(usage.total.decimal()?, MB)? })
}

/// Nothing bought is the same as no such allowance: an eSIM without voice shows zeros or nulls.
fn meter(remaining: &Scalar, total: &Scalar) -> Option<Meter> {
    let total = total.count().filter(|total| *total > 0)?;
    Some(Meter { remaining: remaining.count()?, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> SimReading {
        usage(&Reply { status: 200, retry_after: None, body: body.to_owned() }).unwrap()
    }

    #[test]
    fn usage_is_read_in_its_own_units() {
        let reading = read(
            r#"{"data": {"remaining": 1733, "total": "4096", "expired_at": "2026-02-25 10:02:00", "is_unlimited": false,
                "status": "ACTIVE", "remaining_voice": 60, "remaining_text": "40", "total_voice": 60, "total_text": 40},
                "meta": {"message": "api.succes"}}"#,
        );
        assert_eq!(reading.state, SimState::Active);
        assert_eq!(reading.data, Some(DataLeft::Metered { remaining: 1733 * MB, total: 4096 * MB }));
        assert_eq!(reading.minutes, Some(Meter { remaining: 60, total: 60 }));
        assert_eq!(reading.texts, Some(Meter { remaining: 40, total: 40 }));
        assert_eq!(reading.expires_at, "2026-02-25T10:02:00Z".parse().ok());
        assert_eq!(reading.why_not, None);
    }

    #[test]
    fn a_recycled_esim_shows_no_counters() {
        let reading = read(
            r#"{"data": {"remaining": 0, "total": 0, "expired_at": null, "is_unlimited": null, "status": "RECYCLED",
                "remaining_voice": 0, "remaining_text": 0, "total_voice": 0, "total_text": 0}}"#,
        );
        assert_eq!(reading, retired());
    }

    #[test]
    fn an_unlimited_esim_has_no_volume_and_missing_counters_are_unknown() {
        assert_eq!(
            read(r#"{"data": {"remaining": 0, "total": 0, "is_unlimited": true, "status": "ACTIVE"}}"#).data,
            Some(DataLeft::Unlimited)
        );
        let bare = read(r#"{"data": {"status": "active"}}"#);
        assert_eq!((bare.state, bare.data, bare.minutes, bare.texts, bare.expires_at), (SimState::Active, None, None, None, None));
    }

    #[test]
    fn every_status_word_is_known_in_either_case() {
        for (word, expected) in [
            ("NOT_ACTIVE", SimState::NotActive),
            ("finished", SimState::UsedUp),
            ("Expired", SimState::Expired),
            ("UNKNOWN", SimState::Unknown),
            ("PAUSED", SimState::Unknown),
            ("", SimState::Unknown),
        ] {
            assert_eq!(state(word), expected, "{word}");
        }
        assert_eq!(read(r#"{"data": {"status": "NOT_ACTIVE"}}"#).why_not, Some(WhyNot::NotActive));
    }

    #[test]
    fn recycling_is_read_from_the_flag_or_the_date() {
        let read = |body: &str| recycled(&Reply { status: 200, retry_after: None, body: body.to_owned() });
        assert_eq!(read(r#"{"data": {"recycled": true}}"#), Ok(true));
        assert_eq!(read(r#"{"data": {"recycled": 0, "recycled_at": "2026-01-19 07:41:12"}}"#), Ok(true));
        assert_eq!(read(r#"{"data": {"recycled": false, "recycled_at": null}}"#), Ok(false));
        assert_eq!(read(r#"{"data": {}}"#), Ok(false));
    }
}
