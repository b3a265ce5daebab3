//! The three ways in which the providers write a time.

use contract::Timestamp;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const NAIVE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Reads `2026-02-11T09:14:05Z`, `2026-02-11T09:14:05+00:00` and, as UTC, `2026-02-11 09:14:05`.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let time = OffsetDateTime::parse(text, &Rfc3339).or_else(|_| PrimitiveDateTime::parse(text, NAIVE).map(PrimitiveDateTime::assume_utc));
    time.ok().map(|time| Timestamp::from_unix_seconds(time.unix_timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_spellings_are_the_same_time() {
        let expected = "2026-02-11T09:14:05Z".parse().ok();
        for text in ["2026-02-11T09:14:05Z", "2026-02-11T09:14:05.120Z", "2026-02-11T10:14:05+01:00", "2026-02-11 09:14:05"] {
            assert_eq!(parse(text), expected, "{text}");
        }
        for text in ["", "2026-02-11", "2026-02-30 00:00:00", "soon", "1770801245"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
