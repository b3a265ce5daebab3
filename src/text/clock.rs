//! Times and dates, in the customer's own zone.

use super::intl::DateTimeFormat;
use super::{Text, Words};
use contract::Timestamp;

/// Half a year: nearer dates need no year to be understood.
const NEAR: i64 = 182 * 86_400;
/// Younger times need no day.
const TODAY: i64 = 16 * 3_600;

impl Words {
    /// "24 Nov", with the year when that is far from now.
    pub(crate) fn date(&self, time: Timestamp, now: Timestamp) -> String {
        let near = between(time, now) < NEAR;
        self.at(if near { &self.clock.day } else { &self.clock.day_of_year }, time)
    }

    /// "21 Nov 2026, 14:06"
    pub(crate) fn moment(&self, time: Timestamp) -> String {
        self.at(&self.clock.moment, time)
    }

    /// "14:05", with the date when that is not of these hours.
    pub(crate) fn hour(&self, time: Timestamp, now: Timestamp) -> String {
        if between(time, now) < TODAY { self.at(&self.clock.time, time) } else { self.moment(time) }
    }

    /// "as of 14:05"
    pub(crate) fn as_of(&self, time: Timestamp, now: Timestamp) -> String {
        self.fill(Text::AsOf, &[("time", &self.hour(time, now))])
    }

    /// A browser without that `Intl` format still shows the time, in UTC. It may stand alone, so it is set apart here already.
    fn at(&self, format: &Option<DateTimeFormat>, time: Timestamp) -> String {
        let milliseconds = milliseconds(time);
        let time = match format {
            Some(format) => format.write(milliseconds),
            None => String::from(js_sys::Date::new(&milliseconds.into()).to_iso_string()),
        };
        self.apart(&time)
    }
}

/// How many seconds the customer's clock is ahead of UTC at that time.
pub(crate) fn zone(time: Timestamp) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole minutes, less than a day of them")]
    let minutes = js_sys::Date::new(&milliseconds(time).into()).get_timezone_offset() as i64;
    minutes * -60
}

fn between(one: Timestamp, two: Timestamp) -> i64 {
    one.unix_seconds().saturating_sub(two.unix_seconds()).saturating_abs()
}

fn milliseconds(time: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "seconds of any calendar are far below 2^53")]
    let seconds = time.unix_seconds() as f64;
    seconds * 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::Texts;
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_far_date_has_its_year() {
        let words = Words::new("en-GB", Texts::english());
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert_eq!(words.date("2026-11-24T12:00:00Z".parse().unwrap(), now), "24 Nov");
        assert_eq!(words.date("2027-11-24T12:00:00Z".parse().unwrap(), now), "24 Nov 2027");
    }

    #[wasm_bindgen_test]
    fn the_zone_is_the_one_that_dates_are_written_in() {
        let words = Words::new("en-GB", Texts::english());
        let noon: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let at = |seconds| Timestamp::from_unix_seconds(noon.unix_seconds() + seconds);
        // Midnight on the customer's clock is where the written day changes.
        let midnight = 12 * 3_600 - zone(noon);
        assert_ne!(words.date(at(midnight - 1), noon), words.date(at(midnight), noon));
    }

    #[wasm_bindgen_test]
    fn an_old_answer_shows_its_day() {
        let words = Words::new("en-GB", Texts::english());
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert_eq!(words.as_of(now, now).len(), "as of 12:00".len());
        assert!(words.as_of("2026-11-19T12:00:00Z".parse().unwrap(), now).contains("19 Nov 2026"));
    }
}
