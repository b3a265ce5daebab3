//! Making a decision durable: decide, commit, and decide again when somebody else was faster.

use super::Inner;
use crate::change::Change;
use crate::errand::errands_of;
use crate::journal::{Commit, CommitError, StorageError};
use crate::judge::effect_taken;
use crate::lanes::{Fulfilment, Illegal};
use crate::reason::Doubt;
use crate::record::OrderRecord;
use crate::schedule::due;

/// On whose behalf an order is changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Under<'a> {
    /// A worker's, as long as it owns the order.
    Lease(u64),
    /// An errand's, which is settled with it.
    Errand(&'a str),
    /// Evidence, or recovery: counts whoever brings it.
    Evidence,
}

/// Why an order was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AmendError {
    /// Another worker owns it.
    #[error("the order belongs to another worker now")]
    LeaseLost,
    /// What it was to deliver is another order's.
    #[error("what was delivered is another order's already")]
    EffectTaken,
    /// The journal fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The lanes do not allow it.
    #[error(transparent)]
    Illegal(#[from] Illegal),
}

impl Inner {
    /// Decides on the order as it stands and stores the decision; on a conflict both again, on the order as it stands then.
    pub(super) async fn amend(
        &self,
        order: &OrderRecord,
        under: Under<'_>,
        decide: impl Fn(&OrderRecord) -> Vec<Change> + Send + Sync,
    ) -> Result<OrderRecord, AmendError> {
        match self.try_amend(order, under, |order| Ok(decide(order))).await {
            // What looked like ours was claimed by another order a moment before: a person tells whose it is.
            Err(AmendError::EffectTaken) => self.try_amend(order, under, |order| Ok(effect_taken(order, decide(order)))).await,
            amended => amended,
        }
    }

    /// The same, for a decision that may be refused.
    pub(super) async fn try_amend<E: From<AmendError> + Send>(
        &self,
        order: &OrderRecord,
        under: Under<'_>,
        decide: impl Fn(&OrderRecord) -> Result<Vec<Change>, E> + Send,
    ) -> Result<OrderRecord, E> {
        let mut order = order.clone();
        loop {
            let changes = decide(&order)?;
            if changes.is_empty() {
                return Ok(order);
            }
            let at = self.now();
            let next = order.amended(at, &changes).map_err(|illegal| {
                tracing::error!(order = %order.id, %illegal, "refused a change that the lanes do not have");
                debug_assert!(false, "{illegal}");
                AmendError::from(illegal)
            })?;
            let commit = Commit {
                from: order.revision,
                order: &next,
                at,
                changes: &changes,
                due: due(&next, &self.settings),
                errands: &errands_of(&next, at, &changes),
                settles: if let Under::Errand(id) = under { Some(id) } else { None },
                epoch: if let Under::Lease(epoch) = under { Some(epoch) } else { None },
            };
            match self.journal.commit(&commit).await {
                Ok(()) => {
                    self.tell(&order, &next, &changes);
                    return Ok(next);
                }
                Err(CommitError::LeaseLost) => return Err(AmendError::LeaseLost.into()),
                Err(CommitError::EffectTaken) => return Err(AmendError::EffectTaken.into()),
                Err(CommitError::Storage(error)) => return Err(AmendError::from(error).into()),
                Err(CommitError::Conflict) => {
                    let standing = self.journal.load(&order.id).await.map_err(AmendError::from)?;
                    order = standing.ok_or_else(|| AmendError::from(StorageError("an order has vanished".to_owned())))?;
                }
            }
        }
    }

    fn tell(&self, before: &OrderRecord, after: &OrderRecord, changes: &[Change]) {
        for change in changes {
            self.counters.note(change);
            match change {
                Change::ReviewOpened { reason } => tracing::warn!(order = %after.id, ?reason, "a person must decide"),
                Change::Unknown { why } => tracing::warn!(order = %after.id, ?why, "outcome unknown"),
                _ => tracing::info!(order = %after.id, change = change.as_str(), revision = after.revision, "order changed"),
            }
        }
        if after.version > before.version {
            self.waiters.tell(&after.id, after.version);
        }
        // Errands are due at once.
        self.due.notify_one();
    }

    /// At start: whatever a former process owned is free, and a send that was under way is unknown, for a crash before the first
    /// byte cannot be told from one after the reply.
    pub(super) async fn recover(&self) -> Result<(), StorageError> {
        for order in self.journal.take_over().await? {
            match self.amend(&order, Under::Evidence, interrupted).await {
                Ok(_) | Err(AmendError::LeaseLost | AmendError::Illegal(_) | AmendError::EffectTaken) => {}
                Err(AmendError::Storage(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

/// No evidence came in time.
pub(super) fn interrupted(order: &OrderRecord) -> Vec<Change> {
    if order.fulfilment == Fulfilment::Submitting { vec![Change::Unknown { why: Doubt::Interrupted }] } else { Vec::new() }
}
