//! Words, amounts, spans and columns for a terminal; pure.

use contract::{Money, Timestamp};
use order::ReviewReason;
use serde::Deserialize as _;
use serde::de::value::{Error as ValueError, StrDeserializer};

/// What the lanes and the transport mean, by their words on the wire; a word that is not here stands for itself.
const WORDS: &[(&str, &str)] = &[
    ("submitting", "being sent"),
    ("accepted", "taken by the provider"),
    ("fulfilling", "the provider works on it"),
    ("unknown", "nobody knows yet"),
    ("delivered", "on the SIM"),
    ("rejected", "nothing bought"),
    ("absent", "nothing bought, as far as the provider has shown"),
    ("reversed", "taken back by the provider"),
    ("none", "nothing yet"),
    ("on_account", "billed by the shop"),
    ("authorising", "being held"),
    ("authorised", "held, not taken"),
    ("capturing", "to be taken"),
    ("captured", "taken"),
    ("declined", "refused by the customer's bank"),
    ("releasing", "to be given back"),
    ("released", "given back"),
    ("refund_due", "to be paid back"),
    ("refunded", "paid back"),
    ("not_sent", "no byte was sent"),
    ("broken", "the connection broke or the time ran out"),
    ("complete", "read to its end"),
];

/// Why a person must decide.
const fn why(reason: ReviewReason) -> &'static str {
    use ReviewReason as R;
    match reason {
        R::SeveralCandidates => "more than one thing at the provider could be this order's effect",
        R::SharedCandidate => "one thing at the provider could be this order's effect or another order's",
        R::UnnamedCandidate => "something new is on the SIM, and the provider does not say what it is, or names another package",
        R::Undone => "the provider shows the order, but as undone",
        R::Mismatch => "the provider carried it out for another SIM or package",
        R::FailedButPresent => "the provider or a person says it failed, and something new is on the SIM",
        R::Contradiction => "an answer says something else than what is settled",
        R::EffectTaken => "what it seems to have bought is another order's already",
        R::Overdue => "nobody knows after a day",
        R::HoldExpiring => "the hold on the money ends within the hour, and nobody knows yet whether it is owed",
        R::DeliveredAfterRelease => "it was delivered after its money had been given back",
        R::Reversed => "the provider took back what it had delivered",
        R::HoldExpired => "the hold had ended before the money of a delivered order could be taken",
        R::CaptureRefused => "the shop will not take the money of a delivered order",
        R::CaptureFailing => "the shop has not taken the money of a delivered order for a day",
        R::ReleaseRefused => "the shop will not give the money back",
        R::ReleaseFailing => "the shop has not given the money back for a day",
        R::RefundRefused => "the shop will not pay the money back",
        R::RefundFailing => "the shop has not paid the money back for a day",
    }
}

/// A word that stands for itself, as one of another release does.
fn itself(word: &str) -> String {
    word.replace('_', " ")
}

/// A state in words.
pub(super) fn word(word: &str) -> String {
    WORDS.iter().find(|(known, _)| *known == word).map_or_else(|| itself(word), |(_, text)| (*text).to_owned())
}

/// A reason in words.
pub(super) fn sentence(reason: &str) -> String {
    let known = ReviewReason::deserialize(StrDeserializer::<ValueError>::new(reason));
    known.map_or_else(|_| itself(reason), |reason| why(reason).to_owned())
}

/// `10.00 USD`.
pub(super) fn money(money: Money) -> String {
    let digits = money.currency.digits();
    let unit = 10_i64.pow(digits);
    let sign = if money.minor < 0 { "-" } else { "" };
    let (whole, rest) = (money.minor.unsigned_abs() / unit.unsigned_abs(), money.minor.unsigned_abs() % unit.unsigned_abs());
    let fraction = if digits == 0 { String::new() } else { format!(".{rest:0width$}", width = digits as usize) };
    format!("{sign}{whole}{fraction} {}", money.currency.as_str())
}

/// How long ago: `40 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
pub(super) fn span(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.unix_seconds().saturating_sub(then.unix_seconds()).max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {} min", minutes % 60),
        (days, hours, _) => format!("{days} d {} h", hours % 24),
    }
}

/// Rows with their cells under each other, indented; the last cell of a row ends it, however long it is.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter(|row| row.len() > column + 1).filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..count).map(|column| width(column).unwrap_or(0)).collect();
    let mut told = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("  {:width$}", plain(cell)));
        told.push_str(cells.collect::<String>().trim_end());
        told.push('\n');
    }
    told
}

/// The text without what would move the cursor or colour the terminal: parts of it come from providers.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        for (minor, currency, expected) in [
            (1000, "USD", "10.00 USD"),
            (5, "EUR", "0.05 EUR"),
            (1200, "JPY", "1200 JPY"),
            (10_990, "KWD", "10.990 KWD"),
            (-150, "USD", "-1.50 USD"),
        ] {
            assert_eq!(money(Money::new(minor, currency.parse().unwrap())), expected);
        }
    }

    #[test]
    fn spans_are_told_in_two_units_at_most() {
        for (seconds, expected) in
            [(-5, "0 s"), (40, "40 s"), (60, "1 min"), (3599, "59 min"), (12_000, "3 h 20 min"), (187_200, "2 d 4 h")]
        {
            assert_eq!(span(Timestamp::from_unix_seconds(0), Timestamp::from_unix_seconds(seconds)), expected);
        }
    }

    #[test]
    fn cells_stand_under_each_other_and_move_no_cursor() {
        let rows =
            [vec!["a".to_owned(), "b\u{1b}[31m\n".to_owned(), "c".to_owned()], vec!["länger".to_owned(), "e".to_owned(), "f".to_owned()]];
        assert_eq!(columns(&rows), "  a       b [31m   c\n  länger  e        f\n");
        assert_eq!(columns(&[]), "");
    }

    #[test]
    fn a_word_that_is_not_known_stands_for_itself() {
        assert_eq!((word("unknown"), word("brand_new")), ("nobody knows yet".to_owned(), "brand new".to_owned()));
        assert_eq!(sentence("brand_new"), "brand new");
    }

    #[test]
    fn every_reason_is_told_in_words_and_not_by_its_name() {
        for (reason, told) in [("effect_taken", "another order's already"), ("unnamed_candidate", "another package"), ("overdue", "a day")]
        {
            assert!(sentence(reason).contains(told), "{reason}: {}", sentence(reason));
        }
    }
}
