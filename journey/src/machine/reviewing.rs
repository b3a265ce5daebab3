//! Step 3: the last look before an order. The price is fetched again, and the key of the intent is made.

use super::{approving, choosing, ordering, settled};
use crate::{ChoosePackage, Effect, Intent, Listing, Price, Progress, Remote, Review, State, Step, Submitting, Trouble};
use contract::{IdempotencyKey, Offer, Offers, Order, PaymentReference};
use std::rc::Rc;

/// For how long an order that the host was asked about keeps its key: a customer who was sent away to pay is back by then, and a key that
/// the host can do nothing with any more does not stand in the way for ever.
const ASKED: i64 = 60 * 60;

/// The host may have been asked about the same before, by a page that was left since; perhaps it was paid there.
pub(super) fn key_made(state: &mut State, key: IdempotencyKey, asked: &[Intent], effects: &mut Vec<Effect>) {
    let now = state.now;
    let Step::Review(review) = &mut state.step else { return };
    let (mut key, sim, offer) = (key, &review.sim.id, &review.offer);
    for asked in asked {
        if crate::elapsed(asked.made_at, now) >= ASKED {
            effects.push(Effect::Drop(asked.key.clone()));
        } else if asked.sim == *sim && asked.offer.id == offer.id && asked.offer.price == offer.price {
            key = asked.key.clone();
        }
    }
    // A second key for the same intent would be a second order.
    review.key.get_or_insert(key);
}

/// The live offers: the same price is confirmed, another one is shown beside the old, and a package that is gone leads back.
pub(super) fn offers_ready(state: &mut State, offers: Rc<Offers>) {
    let Step::Review(review) = &mut state.step else { return };
    if offers.sim != review.sim.id {
        return;
    }
    match offers.offers.iter().find(|offer| offer.id == review.offer.id) {
        Some(live) => {
            let shown = review.was_price.unwrap_or(review.offer.price);
            review.was_price = Some(shown).filter(|shown| *shown != live.price);
            // Another price is another order: the host may have noted the key with the old one.
            review.key = review.key.take().filter(|_| review.offer.price == live.price);
            review.offer = Rc::new(live.clone());
            review.price = Price::Live;
            review.offers = Some(offers);
        }
        None => {
            let mut choose = choosing::packages_of(Rc::clone(&review.sim), review.listing);
            choose.notice = Some(Trouble::offer_gone());
            choose.offers = Remote::Ready(offers);
            state.step = Step::ChoosePackage(choose);
        }
    }
}

/// "Top up". Counts only when the live price is on screen; a second press finds another step and changes nothing.
pub(super) fn confirm(state: &mut State, effects: &mut Vec<Effect>) {
    let allowed = state.capabilities().is_some_and(|capabilities| capabilities.order);
    let Step::Review(review @ Review { sim, price: Price::Live, key: Some(key), .. }) = &state.step else { return };
    if !allowed || state.open_order(&sim.id).is_some() {
        return;
    }
    let (review, key) = (review.clone(), key.clone());
    if state.options.approval {
        approving::ask(state, review, key, effects);
    } else {
        submit(state, &review, key, None, effects);
    }
}

/// What is agreed to now.
pub(super) fn intent(state: &State, review: &Review, key: IdempotencyKey, payment_reference: Option<PaymentReference>) -> Intent {
    Intent { key, sim: review.sim.id.clone(), offer: Offer::clone(&review.offer), made_at: state.now, order: None, payment_reference }
}

/// On its way, with what the host names its payment.
pub(super) fn submit(
    state: &mut State,
    review: &Review,
    key: IdempotencyKey,
    payment_reference: Option<PaymentReference>,
    effects: &mut Vec<Effect>,
) {
    let (intent, since) = (intent(state, review, key, payment_reference), state.now);
    effects.push(Effect::Drop(intent.key.clone()));
    state.step = Step::Submitting(Submitting { intent, since, progress: Progress::Asking, attempts: 0, trouble: None, stored: false });
}

/// Nothing was sent, because it could not be remembered: the person decides again.
pub(super) fn not_stored(state: &mut State, trouble: Trouble, effects: &mut Vec<Effect>) {
    if let Step::Submitting(submitting) = &state.step {
        let intent = submitting.intent.clone();
        ordering::give_up(state, &intent, effects);
        again(state, &intent, Some(trouble));
    }
}

pub(super) fn no_key(state: &mut State, trouble: Trouble) {
    if let Step::Review(review) = &mut state.step {
        review.price = Price::Unchecked(trouble);
    }
}

/// Review once more, under a new key: the last one is settled and bought nothing.
pub(super) fn again(state: &mut State, intent: &Intent, notice: Option<Trouble>) {
    let Some(sim) = state.sim(&intent.sim).cloned() else { return settled::sims_again(state, notice) };
    let mut review = choosing::fresh_review(Rc::new(sim), Rc::new(intent.offer.clone()), None, Listing::default());
    review.notice = notice;
    state.step = Step::Review(review);
}

/// A rejected order once more, to be agreed to again: its price is checked anew, and where it is known to have changed, both are shown.
pub(super) fn order_again(state: &mut State, order: &Order) {
    match state.sim(&order.sim).cloned() {
        Some(sim) => {
            let mut offer = order.offer.clone();
            let old = offer.price;
            offer.price = order.rejection.and_then(|rejection| rejection.new_price).unwrap_or(old);
            let was_price = Some(old).filter(|old| *old != offer.price);
            let review = choosing::fresh_review(Rc::new(sim), Rc::new(offer), None, Listing::default());
            state.step = Step::Review(Review { was_price, ..review });
        }
        None => settled::sims_again(state, None),
    }
}

/// The packages as review has left them.
pub(super) fn way_back(review: &Review) -> ChoosePackage {
    let mut choose = choosing::packages_of(Rc::clone(&review.sim), review.listing);
    choose.selected = Some(review.offer.id.clone());
    if let Some(offers) = &review.offers {
        choose.offers = Remote::Ready(Rc::clone(offers));
    }
    choose
}
