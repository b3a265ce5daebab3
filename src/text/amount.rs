//! Money, data, counts.

use super::intl::{self, NumberFormat};
use super::texts::Counted;
use super::{Text, Words};
use contract::{DataAmount, Money, Offer, Validity};
use journey::{Amount, GIGABYTE};

const MEGABYTE: u64 = 1024 * 1024;

impl Words {
    /// "$10.00"
    pub(crate) fn money(&self, money: Money) -> String {
        let unit = match money.currency.digits() {
            0 => 1.0,
            3 => 1000.0,
            _ => 100.0,
        };
        let mut last = self.money.borrow_mut();
        let known = last.take().filter(|(currency, _)| *currency == money.currency);
        let (_, format) = last.insert(known.unwrap_or_else(|| {
            let options = [("style", "currency"), ("currency", money.currency.as_str())];
            (money.currency, intl::numbers(&self.locale, &options, None))
        }));
        #[expect(clippy::cast_precision_loss, reason = "a price is far below 2^53 minor units")]
        self.written(format.as_ref(), money.minor as f64 / unit)
    }

    /// "3 GB", "512 MB": in the unit that reads best.
    pub(crate) fn data(&self, bytes: u64) -> String {
        self.data_beside(bytes, bytes)
    }

    /// An amount in the unit of another one beside it ("0.4 GB of 3 GB"), unless nothing of it would be left to see.
    pub(crate) fn data_beside(&self, bytes: u64, other: u64) -> String {
        let (unit, format) = if other >= GIGABYTE && (bytes == 0 || bytes >= GIGABYTE / 20) {
            (GIGABYTE, &self.units.gigabyte)
        } else {
            (MEGABYTE, &self.units.megabyte)
        };
        #[expect(clippy::cast_precision_loss, reason = "one decimal of a gigabyte is shown, 2^53 bytes are eight million of them")]
        self.written(format.as_ref(), bytes as f64 / unit as f64)
    }

    /// "0.4 GB of 3 GB left"
    pub(crate) fn data_left(&self, remaining: u64, total: u64) -> String {
        self.fill(Text::DataLeft, &[("remaining", &self.data_beside(remaining, total)), ("total", &self.data(total))])
    }

    /// What an offer holds: "3 GB", "Unlimited".
    pub(crate) fn amount(&self, amount: DataAmount) -> String {
        match amount {
            DataAmount::Unlimited => self.say(Text::Unlimited).to_owned(),
            DataAmount::Bytes(bytes) => self.data(bytes),
        }
    }

    /// A side of before and after; `beside` is the other side, for the unit.
    pub(crate) fn holding(&self, amount: Amount, beside: Amount) -> String {
        match (amount, beside) {
            (Amount::Unlimited, _) => self.say(Text::Unlimited).to_owned(),
            (Amount::Unknown, _) => self.say(Text::NotKnown).to_owned(),
            (Amount::Bytes(bytes), Amount::Bytes(other)) => self.data_beside(bytes, bytes.max(other)),
            (Amount::Bytes(bytes), Amount::Unlimited | Amount::Unknown) => self.data_beside(bytes, bytes.max(GIGABYTE)),
        }
    }

    /// "+3 GB". Between right-to-left letters a sign would stand behind its number, so it goes in where the number is set apart, and a
    /// left-to-right mark keeps the two together.
    pub(crate) fn plus(&self, amount: &str) -> String {
        match amount.strip_prefix('\u{2068}') {
            Some(rest) => ["\u{2067}\u{200e}+", rest].concat(),
            None => ["+", amount].concat(),
        }
    }

    /// "30 days"; nothing when the provider does not say.
    pub(crate) fn validity(&self, validity: Validity) -> Option<String> {
        match validity {
            Validity::Days(days) => Some(self.days(i64::from(days))),
            Validity::Months(months) => Some(self.written(self.units.month.as_ref(), f64::from(months))),
            Validity::Unknown => None,
        }
    }

    /// An offer in a few words: "3 GB · 30 days".
    pub(crate) fn package(&self, offer: &Offer) -> String {
        self.line(&[&self.amount(offer.data), &self.validity(offer.validity).unwrap_or_default()])
    }

    /// What a package holds beside data: "100 minutes · 100 texts"; empty when there is nothing.
    pub(crate) fn extras(&self, minutes: Option<u32>, texts: Option<u32>) -> String {
        let minutes = minutes.map(|count| self.voice(count)).unwrap_or_default();
        self.line(&[&minutes, &texts.map(|count| self.texts(count)).unwrap_or_default()])
    }

    /// "100 minutes" of voice.
    pub(crate) fn voice(&self, minutes: u32) -> String {
        self.written(self.units.minute.as_ref(), f64::from(minutes))
    }

    /// "100 texts"
    pub(crate) fn texts(&self, count: u32) -> String {
        let form = self.texts.form(Counted::Texts, &intl::plural(&self.locale, f64::from(count)));
        self.filled(form, &[("count", &self.count(count))])
    }

    /// "1,000"
    pub(crate) fn count(&self, count: u32) -> String {
        self.written(self.units.plain.as_ref(), f64::from(count))
    }

    /// "30 days"
    pub(crate) fn days(&self, days: i64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "a package lasts far less than 2^53 days")]
        self.written(self.units.day.as_ref(), days as f64)
    }

    /// How long something took or takes: "12 seconds", "2 minutes", "3 hours"; whole ones, rounded down.
    pub(crate) fn duration(&self, seconds: i64) -> String {
        let (unit, format) = match seconds {
            ..60 => (1, &self.units.second),
            60..3_600 => (60, &self.units.minute),
            3_600.. => (3_600, &self.units.hour),
        };
        #[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^53 seconds")]
        self.written(format.as_ref(), (seconds / unit) as f64)
    }

    /// A browser without that `Intl` format still shows the number. It may stand alone, so it is set apart here already.
    fn written(&self, format: Option<&NumberFormat>, value: f64) -> String {
        let mut value = format.map_or_else(|| String::from(js_sys::Number::from(value).to_js_string()), |format| format.write(value));
        if self.right_to_left {
            // A left-to-right mark keeps the sign in "US$" behind its letters.
            value.push('\u{200e}');
        }
        self.apart(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Texts;
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn money_has_the_digits_of_its_currency() {
        let words = Words::new("en-US", Texts::english());
        for (minor, currency, shown) in
            [(1000, "USD", "$10.00"), (1000, "JPY", "¥1,000"), (1500, "BHD", "BHD\u{a0}1.500"), (5, "USD", "$0.05")]
        {
            assert_eq!(words.money(Money::new(minor, currency.parse().unwrap())), shown);
        }
        assert_eq!(Words::new("de", Texts::english()).money(Money::new(1000, "EUR".parse().unwrap())), "10,00\u{a0}€");
    }

    #[wasm_bindgen_test]
    fn data_reads_in_the_unit_that_fits() {
        let words = Words::new("en", Texts::english());
        assert_eq!(words.data(3 * GIGABYTE), "3 GB");
        assert_eq!(words.data(512 * MEGABYTE), "512 MB");
        assert_eq!(words.data_beside(GIGABYTE * 4 / 10, 3 * GIGABYTE), "0.4 GB");
        assert_eq!(words.data_beside(MEGABYTE, 3 * GIGABYTE), "1 MB");
        assert_eq!(words.data_beside(0, 3 * GIGABYTE), "0 GB");
    }

    #[wasm_bindgen_test]
    fn what_comes_on_top_has_its_sign_beside_its_number() {
        let plus = |tag| {
            let words = Words::new(tag, Texts::english());
            words.plus(&words.data(3 * GIGABYTE))
        };
        assert_eq!(plus("en"), "+3 GB");
        assert_eq!(plus("he"), "\u{2067}\u{200e}+3 GB\u{200e}\u{2069}");
        assert!(plus("ar").starts_with("\u{2067}\u{200e}+3"), "{}", plus("ar"));
    }

    #[wasm_bindgen_test]
    fn one_text_is_not_one_texts() {
        let words = Words::new("en", Texts::english());
        assert_eq!((words.texts(1), words.texts(20)), ("1 text".to_owned(), "20 texts".to_owned()));
        assert_eq!(words.extras(Some(100), None), "100 minutes");
    }

    #[wasm_bindgen_test]
    fn a_wait_is_told_in_whole_units() {
        let words = Words::new("en", Texts::english());
        for (seconds, shown) in
            [(0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (3_599, "59 minutes"), (7_300, "2 hours")]
        {
            assert_eq!(words.duration(seconds), shown);
        }
    }
}
