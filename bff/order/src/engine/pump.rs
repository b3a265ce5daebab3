//! The heart: claims what is due and gives each piece its own task.

use super::Inner;
use super::slots::Slots;
use crate::clock::Moment;
use crate::journal::StorageError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest it sleeps without looking, and how long it pauses when the journal fails.
const LONGEST: Duration = Duration::from_secs(60);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

impl Inner {
    pub(super) async fn pump(self: Arc<Self>) {
        // Apart, so that a storefront whose hook hangs does not keep orders waiting.
        let orders = Slots::new(&self.settings);
        let errands = Arc::new(Semaphore::new(self.settings.concurrency));
        while !self.stopping.is_cancelled() {
            let pause = match self.claim_due(&orders, &errands).await {
                Ok(next) => next.map_or(LONGEST, |next| next.since(self.now()).min(LONGEST)),
                Err(error) => {
                    tracing::error!(%error, "due work cannot be claimed");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = self.due.notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = self.stopping.cancelled() => {}
            }
        }
    }

    /// Starts all that is due and finds room; answers when the next is due.
    async fn claim_due(self: &Arc<Self>, orders: &Slots, errands: &Arc<Semaphore>) -> Result<Option<Moment>, StorageError> {
        let now = self.now();
        let until = now.plus(self.settings.lease);
        while let room @ 1.. = orders.room() {
            let claimed = self.journal.claim(now, until, room, &orders.full()).await?;
            let had_enough = claimed.len() < room;
            for claimed in claimed {
                let (engine, slot) = (Arc::clone(self), orders.take(&claimed.order.sim.account));
                self.tasks.spawn(async move {
                    // The pump alone takes places, and no more than there is room: without one it would run all the same.
                    let _slot = match slot {
                        Some(slot) => Some(slot.entered().await),
                        None => None,
                    };
                    engine.drive(claimed).await;
                });
            }
            if had_enough {
                break;
            }
        }
        let errand_room = errands.available_permits();
        if errand_room > 0 {
            for errand in self.journal.claim_errands(now, until, errand_room).await? {
                let (engine, slot) = (Arc::clone(self), Arc::clone(errands).try_acquire_owned());
                self.tasks.spawn(async move {
                    let _slot = slot;
                    engine.run_errand(errand).await;
                });
            }
        }
        let full = orders.room() == 0 || errands.available_permits() == 0 || !orders.full().is_empty();
        // A full house is told by the end of a task, not by the clock.
        Ok(self.journal.next_due().await?.map(|next| if full { next.max(now.plus(AFTER_FAILURE)) } else { next }))
    }
}
