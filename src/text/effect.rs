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
        let start = self.say(match effects.activation {
            Activation::Now => Text::StartsNow,
            Activation::FirstUse => Text::StartsFirstUse,
            Activation::AfterCurrent => Text::StartsAfterCurrent,
            Activation::Manual => Text::StartsManual,
            Activation::Unknown => Text::StartsUnknown,
        });
        let data = self.say(match effects.data_effect {
            DataEffect::Adds => Text::DataAdds,
            DataEffect::Separate => Text::DataSeparate,
            DataEffect::Unknown => Text::DataUnsaid,
        });
        match effects.activate_by {
            ActivateBy::Days(days) => {
                let by = self.fill(Text::StartWithin, &[("time", &self.days(i64::from(days)))]);
                self.fill(Text::EffectSentenceBy, &[("start", start), ("data", data), ("end", &end), ("by", &by)])
            }
            ActivateBy::None | ActivateBy::Unknown => self.fill(Text::EffectSentence, &[("start", start), ("data", data), ("end", &end)]),
        }
    }
}
