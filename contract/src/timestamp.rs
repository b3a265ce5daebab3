//! Points in time, without a calendar library: the widget asks the browser's `Intl` to show them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in time to the second; on the wire RFC 3339 in UTC (`2026-11-21T18:30:00Z`).
///
/// ```
/// use contract::Timestamp;
/// let time: Timestamp = "1970-01-02T00:00:01Z".parse()?;
/// assert_eq!(time.unix_seconds(), 86_401);
/// assert_eq!(time.to_string(), "1970-01-02T00:00:01Z");
/// # Ok::<(), contract::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Why a text is not a time: only `YYYY-MM-DDTHH:MM:SS[.fff]Z` is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampError;

const DAY: i64 = 86_400;

impl Timestamp {
    /// That many seconds after the start of 1970 in UTC.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the start of 1970 in UTC.
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The time that many days (of 24 hours) later.
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(DAY))
    }

    /// The time that many seconds later.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The same time of the same day of a later month, or of that month's last day when it is shorter.
    ///
    /// ```
    /// # use contract::Timestamp;
    /// let time: Timestamp = "2027-12-31T14:05:00Z".parse()?;
    /// assert_eq!(time.plus_months(2).to_string(), "2028-02-29T14:05:00Z");
    /// # Ok::<(), contract::TimestampError>(())
    /// ```
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let month = year * 12 + month - 1 + i64::from(months);
        let first_of = |month: i64| days_from_civil(month.div_euclid(12), month.rem_euclid(12) + 1, 1);
        let day = (first_of(month) + day - 1).min(first_of(month + 1) - 1);
        Self(day.saturating_mul(DAY).saturating_add(self.0.rem_euclid(DAY)))
    }
}

/// Days since 1970-01-01 of a Gregorian date (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn digits(text: &str) -> Result<i64, TimestampError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().map_err(|_| TimestampError) } else { Err(TimestampError) }
}

impl std::str::FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let body = text.strip_suffix('Z').ok_or(TimestampError)?;
        let (body, fraction) = body.split_once('.').unwrap_or((body, "0"));
        let piece = |range: std::ops::Range<usize>| body.get(range).ok_or(TimestampError).and_then(digits);
        let punctuation: Vec<u8> =
            body.bytes().enumerate().filter(|(index, _)| [4, 7, 10, 13, 16].contains(index)).map(|(_, byte)| byte).collect();
        if body.len() != 19 || punctuation != *b"--T::" || fraction.is_empty() || digits(fraction).is_err() {
            return Err(TimestampError);
        }
        let (year, month, day) = (piece(0..4)?, piece(5..7)?, piece(8..10)?);
        let (hour, minute, second) = (piece(11..13)?, piece(14..16)?, piece(17..19)?);
        let days = days_from_civil(year, month, day);
        if civil_from_days(days) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return Err(TimestampError);
        }
        Ok(Self(days * DAY + hour * 3_600 + minute * 60 + second))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a time is RFC 3339 in UTC, as in 2026-11-21T18:30:00Z")
    }
}

impl std::error::Error for TimestampError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::format_description::well_known::Rfc3339;

    proptest! {
        #[test]
        fn agrees_with_a_calendar_library(seconds in 0_i64..253_402_300_799) {
            let ours = Timestamp::from_unix_seconds(seconds);
            let theirs = time::OffsetDateTime::from_unix_timestamp(seconds).expect("in range").format(&Rfc3339).expect("formats");
            prop_assert_eq!(ours.to_string(), theirs);
            prop_assert_eq!(ours.to_string().parse::<Timestamp>(), Ok(ours));
        }

        #[test]
        fn months_later_is_the_same_day_or_the_months_last(seconds in 0_i64..250_000_000_000, months in 0_u32..1_200) {
            let date = |time: Timestamp| time::OffsetDateTime::from_unix_timestamp(time.unix_seconds()).expect("in range");
            let from = date(Timestamp::from_unix_seconds(seconds));
            let index = from.year() * 12 + i32::from(u8::from(from.month())) - 1 + i32::try_from(months).expect("small");
            let to = date(Timestamp::from_unix_seconds(seconds).plus_months(months));
            let month = time::Month::try_from(u8::try_from(index % 12 + 1).expect("a month")).expect("a month");
            let day = from.day().min(month.length(index / 12));
            prop_assert_eq!((to.year(), to.month(), to.day(), to.time()), (index / 12, month, day, from.time()));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = text.parse::<Timestamp>();
        }
    }

    #[test]
    fn only_whole_utc_times_are_read() {
        assert_eq!("2026-11-21T18:30:00.250Z".parse::<Timestamp>(), "2026-11-21T18:30:00Z".parse());
        for bad in [
            "2026-11-21 18:30:00",
            "2026-11-21T18:30:00+01:00",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T18:30:00.Z",
            "2026-11-21T18:30Z",
            "+026-11-21T18:30:00Z",
            "",
            "Z",
            "2026/11/21T18:30:00Z",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(TimestampError), "{bad}");
        }
    }
}
