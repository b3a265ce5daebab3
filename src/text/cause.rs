//! Why something did not work, in plain words: what, and what to do about it.

use super::{Text, Words};
use contract::{Order, Rejection, RejectionCode, Timestamp, WhyNot};
use journey::{Action, Trouble, TroubleKind};

impl Words {
    /// What a trouble is, in a few words.
    pub(crate) fn trouble(&self, kind: TroubleKind) -> &'static str {
        self.say(match kind {
            TroubleKind::Network => Text::NetworkTrouble,
            TroubleKind::Timeout => Text::TimeoutTrouble,
            TroubleKind::Session => Text::SessionTrouble,
            TroubleKind::Busy => Text::BusyTrouble,
            TroubleKind::Shop => Text::ShopTrouble,
            TroubleKind::NotFound => Text::NotFoundTrouble,
            TroubleKind::NoOrder => Text::NoOrderTrouble,
            TroubleKind::OfferGone => Text::OfferGoneTrouble,
            TroubleKind::Repriced => Text::RepricedTrouble,
            TroubleKind::SimCannot => Text::SimTrouble,
            TroubleKind::NotApproved => Text::ApprovalTrouble,
            TroubleKind::Forbidden => Text::ForbiddenTrouble,
            TroubleKind::Internal => Text::InternalTrouble,
        })
    }

    /// What the person can do about it.
    pub(crate) fn trouble_advice(&self, trouble: &Trouble, now: Timestamp) -> String {
        let text = match trouble.kind {
            TroubleKind::Network => Text::NetworkTroubleDo,
            TroubleKind::Timeout => Text::TimeoutTroubleDo,
            TroubleKind::Session => Text::SessionTroubleDo,
            TroubleKind::Busy => match trouble.action {
                Action::WaitUntil(time) => return self.fill(Text::BusyDo, &[("time", &self.hour(time, now))]),
                _ => Text::BusyDoBare,
            },
            TroubleKind::Shop => Text::ShopTroubleDo,
            TroubleKind::NotFound => Text::NotFoundTroubleDo,
            TroubleKind::NoOrder => Text::NoOrderTroubleDo,
            TroubleKind::OfferGone => Text::OfferGoneTroubleDo,
            TroubleKind::Repriced => Text::RepricedTroubleDo,
            TroubleKind::SimCannot => Text::SimTroubleDo,
            TroubleKind::NotApproved => match &trouble.said {
                Some(said) => return self.apart(said),
                None => Text::ApprovalTroubleDo,
            },
            TroubleKind::Forbidden => Text::ForbiddenTroubleDo,
            TroubleKind::Internal => Text::InternalTroubleDo,
        };
        self.say(text).to_owned()
    }

    /// Why an order was refused.
    pub(crate) fn rejection(&self, code: RejectionCode) -> &'static str {
        self.say(match code {
            RejectionCode::PurchaseLimit => Text::LimitWhat,
            RejectionCode::OurFault => Text::OurFaultWhat,
            RejectionCode::NotOffered => Text::NotOfferedWhat,
            RejectionCode::Repriced => Text::RepricedWhat,
            RejectionCode::SimRetired => Text::RetiredWhat,
            RejectionCode::SimNotEligible => Text::IneligibleWhat,
            RejectionCode::ShopCannot => Text::ShopWhat,
            RejectionCode::Busy => Text::BusyWhat,
            RejectionCode::Unavailable => Text::SoldOutWhat,
            RejectionCode::PaymentDeclined => Text::DeclinedWhat,
            RejectionCode::PaymentUnavailable => Text::PaymentDownWhat,
            RejectionCode::NotAdded => Text::FailedWhat,
            RejectionCode::Absent => Text::AbsentWhat,
            RejectionCode::ProviderUnavailable => Text::UnreachableWhat,
        })
    }

    /// What the person can do after a refusal.
    pub(crate) fn rejection_advice(&self, rejection: &Rejection, order: &Order, now: Timestamp) -> String {
        let text = match rejection.code {
            RejectionCode::PurchaseLimit => Text::LimitDo,
            RejectionCode::OurFault => Text::OurFaultDo,
            RejectionCode::NotOffered => Text::NotOfferedDo,
            RejectionCode::Repriced => match rejection.new_price {
                Some(price) => {
                    return self.fill(Text::PriceChanged, &[("old", &self.money(order.offer.price)), ("new", &self.money(price))]);
                }
                None => Text::RepricedDoBare,
            },
            RejectionCode::SimRetired => Text::RetiredDo,
            RejectionCode::SimNotEligible => Text::IneligibleDo,
            RejectionCode::ShopCannot => Text::ShopDo,
            RejectionCode::Busy => match rejection.retry_after {
                Some(seconds) => {
                    let until = order.updated_at.plus_seconds(i64::from(seconds));
                    return self.fill(Text::BusyDo, &[("time", &self.hour(until, now))]);
                }
                None => Text::BusyDoBare,
            },
            RejectionCode::Unavailable => Text::SoldOutDo,
            RejectionCode::PaymentDeclined => Text::DeclinedDo,
            RejectionCode::PaymentUnavailable => Text::PaymentDownDo,
            RejectionCode::NotAdded => Text::FailedDo,
            RejectionCode::Absent => Text::AbsentDo,
            RejectionCode::ProviderUnavailable => Text::UnreachableDo,
        };
        self.say(text).to_owned()
    }

    /// Why a SIM cannot be topped up, and what to do instead.
    pub(crate) fn why_not(&self, why: Option<WhyNot>) -> &'static str {
        self.say(match why {
            Some(WhyNot::Retired) => Text::WhyRetired,
            Some(WhyNot::Expired) => Text::WhyExpired,
            Some(WhyNot::NotActive) => Text::WhyNotActive,
            Some(WhyNot::NothingOffered) => Text::WhyNothingOffered,
            Some(WhyNot::OrderOpen) => Text::WhyOrderOpen,
            Some(WhyNot::Full) => Text::WhyFull,
            Some(WhyNot::ProviderUnavailable) => Text::WhyProvider,
            None => Text::WhyUnknown,
        })
    }
}
