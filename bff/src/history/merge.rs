//! A history that reads its own writes: the provider's list and our deliveries as one; pure.

use contract::{DataAmount, DataLeft, Origin, Package, PackageState, Source, Starts, Timestamp, Validity, ValidityEffect};
use order::Delivery;
use provider::HistoryEntry;
use std::collections::HashMap;

/// How far the clocks of the provider and ours may differ, in seconds.
const SKEW: i64 = 10 * 60;

/// How long a delivery that the provider's fresh lists do not show is shown beside them, in seconds; then the list is believed.
const PATIENCE: i64 = 48 * 3600;

/// What the provider's list said when it was last read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed<'a> {
    /// Newest first.
    pub(super) entries: &'a [HistoryEntry],
    /// When it was read; `None`: never.
    pub(super) as_of: Option<Timestamp>,
}

/// All packages on the SIM, newest first. A delivery that the list shows appears once, as the provider tells it, with our
/// order's id; one that it does not show yet appears as our journal knows it.
pub(super) fn merge(listed: Listed<'_>, deliveries: &[Delivery]) -> Vec<Package> {
    let claimed = claim(listed.entries, deliveries);
    let shown = listed.entries.iter().enumerate().map(|(index, entry)| {
        let order = claimed.get(&index).and_then(|delivery| deliveries.get(*delivery)).and_then(|delivery| delivery.order.clone());
        from_provider(entry, order)
    });
    let missing = (deliveries.iter().enumerate())
        .filter(|(index, delivery)| !claimed.values().any(|claimer| claimer == index) && still_ours(delivery, listed.as_of))
        .map(|(_, delivery)| from_journal(delivery));
    let mut packages: Vec<Package> = missing.chain(shown).collect();
    // Stable, so what carries no date keeps the provider's order; what waits without a date was bought last.
    packages.sort_by_key(|package| std::cmp::Reverse(age_key(package)));
    packages
}

fn age_key(package: &Package) -> i64 {
    let undated = if package.state == PackageState::Waiting { i64::MAX } else { i64::MIN };
    package.bought_at.or(package.activated_at).map_or(undated, Timestamp::unix_seconds)
}

/// Which delivery (by index) stands behind which entry (by index). Strongest proof first: the provider's own id (Connect's
/// subscription); then the package's id, oldest with oldest, because PressOne's entries name no order; then a top-up of the
/// same size at the same time, because PressOne's history is known to name packages in its own way.
fn claim(entries: &[HistoryEntry], deliveries: &[Delivery]) -> HashMap<usize, usize> {
    let mut claimed = HashMap::new();
    let by_time = |index: &usize| entries.get(*index).and_then(started).map_or(i64::MAX, Timestamp::unix_seconds);
    let mut oldest_first: Vec<usize> = (0..entries.len()).rev().collect();
    oldest_first.sort_by_key(by_time);
    let mut in_turn: Vec<usize> = (0..deliveries.len()).collect();
    in_turn.sort_by_key(|index| deliveries.get(*index).map(|delivery| delivery.delivered_at));
    for proof in [same_effect, same_package, same_size_and_time] {
        for delivery_index in &in_turn {
            if claimed.values().any(|claimer| claimer == delivery_index) {
                continue;
            }
            let Some(delivery) = deliveries.get(*delivery_index) else { continue };
            let free = oldest_first.iter().filter(|index| !claimed.contains_key(*index));
            let found = free.copied().find(|index| entries.get(*index).is_some_and(|entry| proof(entry, delivery)));
            if let Some(entry_index) = found {
                claimed.insert(entry_index, *delivery_index);
            }
        }
    }
    claimed
}

fn started(entry: &HistoryEntry) -> Option<Timestamp> {
    entry.bought_at.or(entry.activated_at)
}

fn same_effect(entry: &HistoryEntry, delivery: &Delivery) -> bool {
    delivery.effect.as_deref() == Some(entry.id.as_str())
}

fn same_package(entry: &HistoryEntry, delivery: &Delivery) -> bool {
    let not_before = started(entry).is_none_or(|at| at.unix_seconds() >= delivery.delivered_at.unix_seconds() - SKEW);
    entry.offer.as_ref() == Some(&delivery.offer.id) && not_before
}

fn same_size_and_time(entry: &HistoryEntry, delivery: &Delivery) -> bool {
    let near = started(entry).is_some_and(|at| (at.unix_seconds() - delivery.delivered_at.unix_seconds()).abs() <= SKEW);
    let size = match (entry.data, delivery.offer.data) {
        (Some(DataLeft::Metered { total, .. }), DataAmount::Bytes(bytes)) => total == bytes,
        (Some(DataLeft::Unlimited), DataAmount::Unlimited) => true,
        _ => false,
    };
    near && size && entry.origin != Origin::Initial
}

fn still_ours(delivery: &Delivery, as_of: Option<Timestamp>) -> bool {
    as_of.is_none_or(|heard| heard.unix_seconds() - delivery.delivered_at.unix_seconds() < PATIENCE)
}

fn from_provider(entry: &HistoryEntry, order: Option<contract::OrderId>) -> Package {
    Package {
        id: entry.id.clone(),
        title: entry.title.clone(),
        origin: entry.origin,
        state: entry.state,
        data: entry.data,
        bought_at: entry.bought_at,
        activated_at: entry.activated_at,
        expires_at: entry.expires_at,
        source: Source::Provider,
        order,
    }
}

fn from_journal(delivery: &Delivery) -> Package {
    let runs = delivery.starts == Starts::Now;
    let data = match delivery.offer.data {
        DataAmount::Unlimited => DataLeft::Unlimited,
        DataAmount::Bytes(total) => DataLeft::Metered { remaining: total, total },
    };
    // Only an end that follows from what the provider promised is told; anything else would be a guess.
    let expires_at = match (delivery.offer.validity, delivery.offer.effects.validity_effect) {
        (Validity::Days(days), ValidityEffect::Independent) if runs => Some(delivery.delivered_at.plus_days(i64::from(days))),
        _ => None,
    };
    Package {
        id: delivery.order.as_ref().map_or_else(|| format!("added-{}", delivery.delivered_at.unix_seconds()), ToString::to_string),
        title: delivery.offer.title.clone(),
        origin: Origin::TopUp,
        state: match delivery.starts {
            Starts::Now => PackageState::Active,
            Starts::Later => PackageState::Waiting,
            Starts::Unknown => PackageState::Unknown,
        },
        data: Some(data),
        bought_at: Some(delivery.delivered_at),
        activated_at: runs.then_some(delivery.delivered_at),
        expires_at,
        source: Source::Journal,
        order: delivery.order.clone(),
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
