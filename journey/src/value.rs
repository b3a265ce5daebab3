//! Comparing packages: what a gigabyte and a day cost, which is the best value, which is the same as now.

use crate::{Kind, Listing, Sort};
use contract::{DataAmount, DataLeft, Money, Offer, OfferId, Sim, Validity, ValidityEffect};
use std::cmp::Ordering;

/// Bytes of a gigabyte, as both providers count (1 GB = 1024 MB).
pub const GIGABYTE: u64 = 1024 * 1024 * 1024;

/// The price of one gigabyte, rounded to the minor unit; `None` for unlimited or empty packages.
pub fn price_per_gigabyte(offer: &Offer) -> Option<Money> {
    match offer.data {
        DataAmount::Bytes(bytes) => share(offer.price, GIGABYTE, bytes),
        DataAmount::Unlimited => None,
    }
}

/// The price of one day, rounded to the minor unit; `None` unless the package lasts a number of days.
pub fn price_per_day(offer: &Offer) -> Option<Money> {
    match offer.validity {
        Validity::Days(days) => share(offer.price, 1, u64::from(days)),
        Validity::Months(_) | Validity::Unknown => None,
    }
}

/// `price * part / whole`, rounded half up; `None` where the product passes 64 bits (some 17 billion minor units for a gigabyte).
///
/// In 64 bits, because the division of 128 weighs a kilobyte.
fn share(price: Money, part: u64, whole: u64) -> Option<Money> {
    let minor = u64::try_from(price.minor).ok()?.checked_mul(part)?;
    let half = whole / 2;
    Some(Money::new(i64::try_from(minor.checked_add(half)?.checked_div(whole)?).ok()?, price.currency))
}

/// The package whose gigabyte costs least: only where at least two can be compared and one is really cheaper.
pub fn best_value(offers: &[Offer]) -> Option<&OfferId> {
    let metered = || offers.iter().filter(|offer| price_per_gigabyte(offer).is_some());
    let best = metered().reduce(|best, next| if by_value(next, best) == Ordering::Less { next } else { best })?;
    let mut others = metered().filter(|offer| offer.id != best.id).peekable();
    others.peek()?;
    others.all(|other| by_value(best, other) == Ordering::Less).then_some(&best.id)
}

/// The package that holds as much data as what is on the SIM: only where exactly one does.
pub fn same_as_now<'o>(sim: &Sim, offers: &'o [Offer]) -> Option<&'o OfferId> {
    let now = match sim.data? {
        DataLeft::Unlimited => DataAmount::Unlimited,
        DataLeft::Metered { total, .. } => DataAmount::Bytes(total),
    };
    let mut same = offers.iter().filter(|offer| offer.data == now);
    same.next().filter(|_| same.next().is_none()).map(|offer| &offer.id)
}

/// The packages of the wanted kind in the wanted order; equal ones keep the BFF's.
pub fn listed(offers: &[Offer], listing: Listing) -> Vec<&Offer> {
    let order: fn(&Offer, &Offer) -> Ordering = match listing.sort {
        Sort::BestValue => by_value,
        Sort::LowestPrice => by_price,
        Sort::MostData => by_volume,
    };
    // Inserted one by one: the library's sort weighs five kilobytes, and a thousand are in their places within a millisecond.
    let mut sorted: Vec<&Offer> = Vec::with_capacity(offers.len());
    for offer in offers.iter().filter(|offer| listing.kind.holds(offer)) {
        let place = sorted.partition_point(|other| order(offer, other) != Ordering::Less);
        sorted.insert(place, offer);
    }
    sorted
}

/// Whether all of them, and more than one, do the same to a SIM: then it can be said once for all.
pub fn do_alike(offers: &[Offer]) -> bool {
    let Some((first, rest)) = offers.split_first() else { return false };
    // How long a package lasts is a part of what it does only where it moves the end of something.
    let moves = matches!(first.effects.validity_effect, ValidityEffect::AddsDays | ValidityEffect::Resets);
    let alike = |offer: &Offer| offer.effects == first.effects && (!moves || offer.validity == first.validity);
    !rest.is_empty() && rest.iter().all(alike)
}

/// The kinds that tell these packages apart, all first; none where every package is of the same.
pub fn kinds(offers: &[Offer]) -> Vec<Kind> {
    let tells_apart = |kind: &Kind| offers.iter().any(|offer| kind.holds(offer)) && !offers.iter().all(|offer| kind.holds(offer));
    let mut kinds = vec![Kind::All];
    kinds.extend([Kind::Unlimited, Kind::WithCalls].into_iter().filter(tells_apart));
    if kinds.len() == 1 { Vec::new() } else { kinds }
}

impl Kind {
    /// Whether a package is of this kind.
    pub fn holds(self, offer: &Offer) -> bool {
        match self {
            Self::All => true,
            Self::Unlimited => offer.data == DataAmount::Unlimited,
            Self::WithCalls => offer.minutes.is_some_and(|minutes| minutes > 0),
        }
    }
}

fn by_price(one: &Offer, two: &Offer) -> Ordering {
    one.price.minor.cmp(&two.price.minor)
}

fn by_volume(one: &Offer, two: &Offer) -> Ordering {
    volume(two).cmp(&volume(one)).then_with(|| by_price(one, two))
}

/// Unlimited is more than any volume.
const fn volume(offer: &Offer) -> u64 {
    match offer.data {
        DataAmount::Unlimited => u64::MAX,
        DataAmount::Bytes(bytes) => bytes,
    }
}

/// Metered packages by the exact price of a byte, then unlimited ones by that of a day: these two cannot be compared.
fn by_value(one: &Offer, two: &Offer) -> Ordering {
    match (one.data, two.data) {
        (DataAmount::Bytes(bytes_one), DataAmount::Bytes(bytes_two)) => ratio(one.price, bytes_one, two.price, bytes_two),
        (DataAmount::Unlimited, DataAmount::Unlimited) => ratio(one.price, days(one), two.price, days(two)),
        (DataAmount::Bytes(_), DataAmount::Unlimited) => Ordering::Less,
        (DataAmount::Unlimited, DataAmount::Bytes(_)) => Ordering::Greater,
    }
}

/// Compares two prices per amount without rounding.
fn ratio(one: Money, amount_one: u64, two: Money, amount_two: u64) -> Ordering {
    let product = |minor: i64, amount: u64| i128::from(minor).saturating_mul(i128::from(amount));
    product(one.minor, amount_two).cmp(&product(two.minor, amount_one))
}

const fn days(offer: &Offer) -> u64 {
    match offer.validity {
        Validity::Days(days) => days as u64,
        Validity::Months(months) => months as u64 * 30,
        Validity::Unknown => 1,
    }
}
