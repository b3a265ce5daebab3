//! The heart: claims what is due and gives each piece its own task.

use super::Inner;
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
        let orders = Arc::new(Semaphore::new(self.settings.concurrency));
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
    async fn claim_due(self: &Arc<Self>, orders: &Arc<Semaphore>, errands: &Arc<Semaphore>) -> Result<Option<Moment>, StorageError> {
        let now = self.now();
        let until = now.plus(self.settings.lease);
        let room = orders.available_permits();
        if room > 0 {
            for claimed in self.journal.claim(now, until, room).await? {
                let (engine, slots) = (Arc::clone(self), Arc::clone(orders));
                self.tasks.spawn(async move {
                    let _slot = slots.acquire_owned().await;
                    engine.drive(claimed).await;
                });
            }
        }
        let errand_room = errands.available_permits();
        if errand_room > 0 {
            for errand in self.journal.claim_errands(now, until, errand_room).await? {
                let (engine, slots) = (Arc::clone(self), Arc::clone(errands));
                self.tasks.spawn(async move {
                    let _slot = slots.acquire_owned().await;
                    engine.run_errand(errand).await;
                });
            }
        }
        let full = room == 0 || errand_room == 0;
        // A full house is told by the end of a task, not by the clock.
        Ok(self.journal.next_due().await?.map(|next| if full { next.max(now.plus(AFTER_FAILURE)) } else { next }))
    }
}
