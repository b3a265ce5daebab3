//! Words, amounts, spans and columns for a terminal; pure.

use contract::{Money, Timestamp};

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

/// Why a person must decide, by its word on the wire.
const REASONS: &[(&str, &str)] = &[
    ("several_candidates", "more than one thing at the provider could be this order's effect"),
    ("shared_candidate", "one thing at the provider could be this order's effect or another order's"),
    ("unnamed_candidate", "something new is on the SIM, and the provider does not say what"),
    ("undone", "the provider shows the order, but as undone"),
    ("mismatch", "the provider carried it out for another SIM or package"),
    ("failed_but_present", "the provider or a person says it failed, and something new is on the SIM"),
    ("contradiction", "an answer says something else than what is settled"),
    ("overdue", "nobody knows after a day"),
    ("hold_expiring", "the hold on the money ends within the hour, and nobody knows yet whether it is owed"),
    ("reversed", "the provider took back what it had delivered"),
    ("hold_expired", "the hold had ended before the money of a delivered order could be taken"),
    ("delivered_after_release", "it was delivered after its money had been given back"),
    ("capture_refused", "the shop will not take the money of a delivered order"),
    ("capture_failing", "the shop has not taken the money of a delivered order for a day"),
    ("release_refused", "the shop will not give the money back"),
    ("release_failing", "the shop has not given the money back for a day"),
    ("refund_refused", "the shop will not pay the money back"),
    ("refund_failing", "the shop has not paid the money back for a day"),
];

fn said(table: &[(&str, &str)], word: &str) -> String {
    let found = table.iter().find(|(known, _)| *known == word);
    found.map_or_else(|| word.replace('_', " "), |(_, text)| (*text).to_owned())
}

/// A state in words.
pub(super) fn word(word: &str) -> String {
    said(WORDS, word)
}

/// A reason in words.
pub(super) fn sentence(reason: &str) -> String {
    said(REASONS, reason)
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
}
