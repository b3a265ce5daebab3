//! Hearing what other processes do with the orders of a shared journal.

use super::Inner;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// How often a long-poll looks for itself when other processes may change its order: news may be missed.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl Inner {
    /// Passes news on to whoever waits for the order, and to the pump, since what another process has left may be due here.
    pub(super) async fn listen(self: Arc<Self>) {
        let mut news = self.journal.news();
        loop {
            let heard = tokio::select! {
                heard = news.recv() => heard,
                () = self.stopping.cancelled() => return,
            };
            match heard {
                Ok(news) => self.waiters.tell(&news.order, news.version),
                // Whoever missed something looks again within a second.
                Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "news of other processes came too fast"),
                Err(RecvError::Closed) => return,
            }
            self.due.notify_one();
        }
    }
}
