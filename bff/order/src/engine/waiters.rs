//! Who waits for news of which order.

use contract::OrderId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

type Bells = Arc<Mutex<HashMap<OrderId, watch::Sender<u64>>>>;

/// Who waits for news of which order; holds an entry only while somebody does.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    bells: Bells,
}

/// One who waits.
pub(super) struct Listener {
    receiver: watch::Receiver<u64>,
    id: OrderId,
    bells: Bells,
}

impl Waiters {
    /// Everything that is told from now on is heard.
    pub(super) fn listen(&self, id: &OrderId) -> Listener {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = bells.entry(id.clone()).or_insert_with(|| watch::channel(0).0).subscribe();
        Listener { receiver, id: id.clone(), bells: Arc::clone(&self.bells) }
    }

    /// The order has this version now.
    pub(super) fn tell(&self, id: &OrderId, version: u64) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = bells.get(id) {
            bell.send_replace(version);
        }
    }
}

impl Listener {
    /// Ends with the next thing told.
    pub(super) async fn changed(&mut self) {
        if self.receiver.changed().await.is_err() {
            // The bell is held in the map as long as this listener lives, so there will be no more news of any kind.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        if bells.get(&self.id).is_some_and(|bell| bell.receiver_count() <= 1) {
            bells.remove(&self.id);
        }
    }
}
