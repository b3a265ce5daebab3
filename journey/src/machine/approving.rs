//! Step 3b: the host is asked before anything is sent. Whatever it answers, or fails to, nothing has been ordered yet.

use super::{page, reviewing};
use crate::{Approving, Decision, Effect, Price, Proposal, Review, State, Step, Trouble, TroubleKind};
use contract::{IdempotencyKey, Offer};

const TAIL: usize = 4;

/// The host is asked from now on. Storage holds what about, for a host that sends its customer away to pay: the page that they come back to
/// asks again, under the same key.
pub(super) fn ask(state: &mut State, review: Review, key: IdempotencyKey, effects: &mut Vec<Effect>) {
    let asked = reviewing::intent(state, &review, key.clone(), None);
    effects.push(Effect::Asked(Box::new(asked)));
    let number = review.sim.iccid.as_str();
    let sim_tail = number.get(number.len().saturating_sub(TAIL)..).unwrap_or_default().to_owned();
    let previous = state.unused.last().cloned();
    let proposal = Proposal { key, offer: Offer::clone(&review.offer), sim_tail, previous };
    state.step = Step::Approving(Approving { review, proposal });
}

pub(super) fn decided(state: &mut State, decision: Decision, effects: &mut Vec<Effect>) {
    match decision {
        Decision::Approve(reference) => {
            if let Step::Approving(Approving { review, proposal }) = &state.step {
                let (review, Proposal { key, previous, .. }) = (review.clone(), proposal.clone());
                if let Some(previous) = previous {
                    state.unused.retain(|unused| unused.key != previous.key);
                    effects.push(Effect::Drop(previous.key));
                }
                reviewing::submit(state, &review, key, reference, effects);
            }
        }
        Decision::Cancel => refused(state, None, effects),
        Decision::Reject(said) => refused(state, Some(Trouble::refused(said)), effects),
    }
}

/// The host's word settles what it was asked about; its silence does not.
fn refused(state: &mut State, notice: Option<Trouble>, effects: &mut Vec<Effect>) {
    if let Step::Approving(approving) = &state.step {
        effects.push(Effect::Drop(approving.proposal.key.clone()));
    }
    back(state, notice);
}

/// The host has not answered, or nothing that counts: to the customer that is a payment that was not confirmed, whatever the cause.
pub(super) fn undecided(state: &mut State, trouble: Trouble) {
    back(state, Some(Trouble { kind: TroubleKind::NotApproved, ..trouble }));
}

/// Back at review, whose price has aged meanwhile. The key stays: under it nothing was sent, and the host may have noted it.
pub(super) fn back(state: &mut State, notice: Option<Trouble>) {
    if !state.options.view.sells() {
        // The host wants something else by now, where nothing could be bought.
        return page::start_again(state);
    }
    if let Step::Approving(Approving { review, .. }) = &state.step {
        state.step = Step::Review(Review { notice, price: Price::Checking, ..review.clone() });
    }
}
