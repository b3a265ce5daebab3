//! What a top-up does, in one sentence made of the four effects.

use super::{Text, Words};
use contract::{ActivateBy, Activation, DataEffect, Offer, ValidityEffect};

impl Words {
    /// "Starts now, adds to the data you have, moves the end by 30 days." What the provider does not say is said to be unsaid.
    pub(crate) fn effects(&self, offer: &Offer) -> String {
        let effects = &offer.effects;
        let unsaid = (Activation::Unknown, DataEffect::Unknown, ValidityEffect::Unknown);
        if (effects.activation, effects.data_effect, effects.validity_effect) == unsaid {
            return self.say(Text::EffectUnknown).to_owned();
        }
        let time = self.validity(offer.validity);
        let lasting = |text| time.as_ref().map_or_else(|| self.say(Text::EndUnsaid).to_owned(), |time| self.fill(text, &[("time", time)]));
        let end = match effects.validity_effect {
            ValidityEffect::AddsDays => lasting(Text::EndAddsDays),
            ValidityEffect::Resets => lasting(Text::EndResets),
            ValidityEffect::Independent => self.say(Text::EndIndependent).to_owned(),
            ValidityEffect::Unknown => self.say(Text::EndUnsaid).to_owned(),
        };
        let start = match effects.activation {
            Activation::Now => Some(Text::StartsNow),
            Activation::FirstUse => Some(Text::StartsFirstUse),
            Activation::AfterCurrent => Some(Text::StartsAfterCurrent),
            Activation::Manual => Some(Text::StartsManual),
            Activation::Unknown => None,
        };
        let data = self.say(match effects.data_effect {
            DataEffect::Adds => Text::DataAdds,
            DataEffect::Separate => Text::DataSeparate,
            DataEffect::Unknown => Text::DataUnsaid,
        });
        let by = match effects.activate_by {
            ActivateBy::Days(days) => self.fill(Text::StartWithin, &[("time", &self.days(i64::from(days)))]),
            ActivateBy::None | ActivateBy::Unknown => String::new(),
        };
        let sentence = match (start, by.is_empty()) {
            (Some(_), true) => Text::EffectSentence,
            (Some(_), false) => Text::EffectSentenceBy,
            (None, true) => Text::EffectNoStart,
            (None, false) => Text::EffectNoStartBy,
        };
        let start = start.map_or("", |start| self.say(start));
        self.fill(sentence, &[("start", start), ("data", data), ("end", &end), ("by", &by)])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Texts;
    use super::*;
    use contract::{DataAmount, Effects, Money, Validity};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn said(activation: Activation, data_effect: DataEffect, validity_effect: ValidityEffect, activate_by: ActivateBy) -> String {
        Words::new("en", Texts::english()).effects(&Offer {
            id: "offer".parse().unwrap(),
            title: String::new(),
            data: DataAmount::Unlimited,
            fair_use: None,
            minutes: None,
            texts: None,
            validity: Validity::Days(30),
            price: Money::new(1000, "USD".parse().unwrap()),
            effects: Effects { activation, data_effect, validity_effect, activate_by },
        })
    }

    #[wasm_bindgen_test]
    fn four_effects_are_one_sentence_and_what_is_unknown_is_said() {
        use ValidityEffect::{AddsDays, Independent};
        let now = said(Activation::Now, DataEffect::Adds, AddsDays, ActivateBy::None);
        assert_eq!(now, "Starts now, adds to the data you have, moves the end by 30 days.");
        let later = said(Activation::AfterCurrent, DataEffect::Separate, Independent, ActivateBy::Days(90));
        let expected =
            "Starts when the current one ends, stands beside the data you have, keeps its own end date, must be started within 90 days.";
        assert_eq!(later, expected);
        let unsaid = said(Activation::Unknown, DataEffect::Separate, Independent, ActivateBy::Unknown);
        assert_eq!(
            unsaid,
            "The top-up stands beside the data you have and keeps its own end date; your provider does not say when it starts."
        );
        let nothing = said(Activation::Unknown, DataEffect::Unknown, ValidityEffect::Unknown, ActivateBy::Unknown);
        assert_eq!(nothing, "Your provider does not say when it starts or what it does to the data you have.");
    }
}
