//! Steps 1 and 2: which SIM, which package.

use super::{ordering, settled};
use crate::{ChoosePackage, ChooseSim, Kind, Listing, Price, Remote, Review, Sort, State, Step, Trouble, View};
use contract::{Iccid, Offer, OfferId, Offers, Sim, SimId};
use std::rc::Rc;

pub(super) fn select_sim(state: &mut State, sim: SimId) {
    let any = state.options.view == View::History;
    let known = state.sim(&sim).is_some_and(|found| any || found.can_top_up || state.open_order(&sim).is_some());
    if let (true, Step::ChooseSim(choose)) = (known, &mut state.step) {
        choose.selected = Some(sim);
        choose.notice = None;
    }
}

pub(super) fn search(state: &mut State, query: String) {
    if let Step::ChooseSim(choose) = &mut state.step {
        choose.query = query;
        choose.page = Some(0);
    }
}

pub(super) fn select_offer(state: &mut State, offer: OfferId) {
    if let Step::ChoosePackage(choose) = &mut state.step
        && choose.offers.value().is_some_and(|offers| offers.offers.iter().any(|known| known.id == offer))
    {
        choose.selected = Some(offer);
        choose.notice = None;
    }
}

pub(super) fn sort_by(state: &mut State, sort: Sort) {
    if let Step::ChoosePackage(choose) = &mut state.step {
        choose.listing.sort = sort;
        choose.page = Some(0);
    }
}

/// What is filtered out of sight is not selected any more: it could be continued with unseen.
pub(super) fn show_kind(state: &mut State, kind: Kind) {
    if let Step::ChoosePackage(choose) = &mut state.step {
        choose.listing.kind = kind;
        choose.page = Some(0);
        let offers = choose.offers.value();
        let shown = |id: &OfferId| offers.is_some_and(|offers| offers.offers.iter().any(|offer| offer.id == *id && kind.holds(offer)));
        choose.selected = choose.selected.take().filter(shown);
    }
}

/// On with what is selected; a SIM with an order under way leads to that order, never to a second one.
pub(super) fn go_on(state: &mut State) {
    match &state.step {
        Step::ChooseSim(ChooseSim { selected: Some(selected), .. }) if state.options.view == View::History => {
            let selected = selected.clone();
            settled::show_history(state, &selected);
        }
        Step::ChooseSim(ChooseSim { selected: Some(selected), .. }) => {
            if let Some(order) = state.open_order(selected).cloned() {
                ordering::wait_for(state, Rc::new(order), None);
            } else if let Some(sim) = state.sim(selected).filter(|sim| sim.can_top_up).cloned() {
                state.step = Step::ChoosePackage(packages_of(Rc::new(sim), Listing::default()));
            }
        }
        Step::ChoosePackage(choose) => {
            if let Some(order) = state.open_order(&choose.sim.id).cloned() {
                ordering::wait_for(state, Rc::new(order), None);
            } else if let Some(review) = review_of(choose) {
                state.step = Step::Review(review);
            }
        }
        _ => {}
    }
}

fn review_of(choose: &ChoosePackage) -> Option<Review> {
    let (selected, offers) = (choose.selected.as_ref()?, choose.offers.value()?);
    let offer = offers.offers.iter().find(|offer| offer.id == *selected)?;
    Some(review(Rc::clone(&choose.sim), offer.clone(), Some(Rc::clone(offers)), choose.listing))
}

/// A review that still has its price to check and its key to get.
pub(super) const fn fresh_review(sim: Rc<Sim>, offer: Rc<Offer>, offers: Option<Rc<Offers>>, listing: Listing) -> Review {
    Review { sim, offer, was_price: None, price: Price::Checking, key: None, notice: None, offers, listing }
}

fn review(sim: Rc<Sim>, offer: Offer, offers: Option<Rc<Offers>>, listing: Listing) -> Review {
    fresh_review(sim, Rc::new(offer), offers, listing)
}

/// The packages of a SIM, still to be fetched.
pub(super) const fn packages_of(sim: Rc<Sim>, listing: Listing) -> ChoosePackage {
    ChoosePackage { sim, offers: Remote::loading(), selected: None, listing, page: None, notice: None }
}

/// New SIMs: what is selected must still be there, and a single possible choice is made.
pub(super) fn sims_ready(state: &mut State) {
    let Some(sims) = state.sims.value().map(Rc::clone) else { return };
    if let Step::ChooseSim(choose) = &mut state.step {
        choose.selected = choose.selected.take().filter(|selected| sims.iter().any(|sim| sim.id == *selected));
        let mut possible = sims.iter().filter(|sim| sim.can_top_up);
        if let (None, Some(only), None) = (&choose.selected, possible.next(), possible.next()) {
            choose.selected = Some(only.id.clone());
        }
    }
}

/// New packages: what is selected must still be there, the host's choice comes first, and a single possible choice is made.
pub(super) fn offers_ready(state: &mut State, offers: Rc<Offers>) {
    let package = state.options.package.clone();
    let iccid = state.options.iccid.clone();
    let Step::ChoosePackage(choose) = &mut state.step else { return };
    if offers.sim != choose.sim.id {
        return;
    }
    if !offers.offers.iter().any(|offer| choose.listing.kind.holds(offer)) {
        choose.listing.kind = Kind::All;
    }
    let there = |id: &OfferId| offers.offers.iter().any(|offer| offer.id == *id);
    choose.selected = choose.selected.take().filter(&there);
    if choose.selected.is_none()
        && let Some(package) = package.clone().filter(|_| is_meant(iccid.as_ref(), &choose.sim))
    {
        if there(&package) {
            choose.selected = Some(package);
        } else if choose.notice.is_none() {
            choose.notice = Some(Trouble::offer_gone());
        }
    }
    if let (None, [only]) = (&choose.selected, offers.offers.as_slice()) {
        choose.selected = Some(only.id.clone());
    }
    let preselected = package.is_some() && choose.selected == package;
    choose.offers = Remote::Ready(offers);
    if std::mem::take(&mut state.review_due) && preselected {
        go_on(state);
    }
}

/// A preselected package is meant for the preselected SIM; without one, for any.
fn is_meant(iccid: Option<&Iccid>, sim: &Sim) -> bool {
    iccid.is_none_or(|iccid| *iccid == sim.iccid)
}
