//! News between instances, by NOTIFY and LISTEN.
//!
//! News is told after the commit and in batches, by a connection of its own that does not wait for the disk: NOTIFY inside the
//! commit would take a lock of the whole database until the commit is on disk, so that all instances' commits would queue.
//! What is lost that way (a crash in between, a connection that breaks) is found by whoever looks again each second.

use super::Postgres;
use crate::journal::News;
use sqlx::postgres::{PgListener, PgPool};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// What instances listen to.
const CHANNEL: &str = "topup_orders";

/// How many news one instance may be behind before it misses some.
const BACKLOG: usize = 1024;

/// How many news go into one statement.
const BATCH: usize = 100;

/// How long to wait after the connection has failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells what this process has committed, and hears what others have.
#[derive(Debug)]
pub(super) struct Herald {
    to_tell: mpsc::UnboundedSender<News>,
    heard: broadcast::Sender<News>,
    _tasks: [AbortOnDropHandle<()>; 2],
}

impl Herald {
    /// Listens before it returns, so that nothing is missed that is committed afterwards.
    pub(super) async fn start(ways: &Postgres) -> Result<Self, sqlx::Error> {
        let me = Uuid::new_v4().simple().to_string();
        let listener = listener(ways.background()).await?;
        let (to_tell, told) = mpsc::unbounded_channel();
        let heard = broadcast::channel(BACKLOG).0;
        let telling = tokio::spawn(tell(ways.background().clone(), me.clone(), told));
        let listening = tokio::spawn(listen(ways.background().clone(), listener, me, heard.clone()));
        Ok(Self { to_tell, heard, _tasks: [AbortOnDropHandle::new(telling), AbortOnDropHandle::new(listening)] })
    }

    pub(super) fn tell(&self, news: News) {
        if self.to_tell.send(news).is_err() {
            tracing::error!("news of orders is told no more: its task has ended");
        }
    }

    pub(super) fn news(&self) -> broadcast::Receiver<News> {
        self.heard.subscribe()
    }
}

async fn listener(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn tell(pool: PgPool, me: String, mut told: mpsc::UnboundedReceiver<News>) {
    let mut batch = Vec::with_capacity(BATCH);
    while told.recv_many(&mut batch, BATCH).await > 0 {
        // The newest of each order is enough.
        let newest: HashMap<_, _> = batch.drain(..).map(|news| (news.order, news.version)).collect();
        let texts: Vec<String> = newest.into_iter().map(|(order, version)| format!("{me} {version} {order}")).collect();
        let sent = sqlx::query("SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text").bind(CHANNEL).bind(texts).execute(&pool).await;
        if let Err(error) = sent {
            tracing::warn!(%error, "other instances were not told of an order");
        }
    }
}

async fn listen(pool: PgPool, mut listener: PgListener, me: String, heard: broadcast::Sender<News>) {
    loop {
        match listener.recv().await {
            Ok(notification) => {
                if let Some(news) = read(notification.payload(), &me) {
                    // Nobody may be listening just now; news is for those who are.
                    let _ = heard.send(news);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "news of other instances' orders does not arrive");
                listener = again(&pool).await;
            }
        }
    }
}

async fn again(pool: &PgPool) -> PgListener {
    loop {
        tokio::time::sleep(PAUSE).await;
        match self::listener(pool).await {
            Ok(listener) => return listener,
            Err(error) => tracing::debug!(%error, "still no news of other instances"),
        }
    }
}

/// Somebody else's news; our own come back to us as well.
fn read(payload: &str, me: &str) -> Option<News> {
    let mut words = payload.splitn(3, ' ');
    let (who, version, order) = (words.next()?, words.next()?, words.next()?);
    if who == me {
        return None;
    }
    Some(News { order: order.parse().ok()?, version: version.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_of_others_is_read_and_our_own_and_nonsense_is_not() {
        let news = News { order: "ord_0000000001".parse().expect("an id"), version: 7 };
        assert_eq!(read("them 7 ord_0000000001", "me"), Some(news));
        for payload in ["me 7 ord_0000000001", "", "them", "them 7", "them seven ord_0000000001", "them 7 ", "them -1 ord_0000000001"] {
            assert_eq!(read(payload, "me"), None, "{payload:?}");
        }
    }
}
