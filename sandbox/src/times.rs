//! The spellings of time that the providers use.

use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

const NAIVE: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const ZULU: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const ZULU_MILLIS: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const OFFSET: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+00:00");

fn spell(at: OffsetDateTime, format: &[BorrowedFormatItem<'static>]) -> String {
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_else(|error| format!("unspeakable time: {error}"))
}

/// `2031-03-02 08:00:00`, meaning UTC.
pub(crate) fn naive(at: OffsetDateTime) -> String {
    spell(at, NAIVE)
}

/// `2031-03-02T08:00:00Z`.
pub(crate) fn zulu(at: OffsetDateTime) -> String {
    spell(at, ZULU)
}

/// `2031-03-02T08:00:00.000Z`.
pub(crate) fn zulu_millis(at: OffsetDateTime) -> String {
    spell(at, ZULU_MILLIS)
}

/// `2031-03-02T08:00:00+00:00`.
pub(crate) fn offset(at: OffsetDateTime) -> String {
    spell(at, OFFSET)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn one_instant_has_four_spellings() {
        let at = datetime!(2031-03-02 08:00:00.25 UTC);
        assert_eq!(naive(at), "2031-03-02 08:00:00");
        assert_eq!(zulu(at), "2031-03-02T08:00:00Z");
        assert_eq!(zulu_millis(at), "2031-03-02T08:00:00.250Z");
        assert_eq!(offset(at), "2031-03-02T08:00:00+00:00");
    }
}
