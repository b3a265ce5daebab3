//! A player's port, which may be shut for a while: the kernel then refuses every connection, and the port stays ours.

use std::{io, sync::Arc, time::Duration};

use anyhow::Context as _;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::Player;

/// Connections that may wait for the accept loop.
const BACKLOG: u32 = 1024;
/// Between two attempts to take the port back.
const RETRY: Duration = Duration::from_millis(20);

/// The doors of the three players.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    pressone: Arc<Door>,
    connect: Arc<Door>,
    storefront: Arc<Door>,
}

impl Doors {
    /// All open again, as at start.
    pub(crate) fn let_open(&self) {
        for door in [&self.pressone, &self.connect, &self.storefront] {
            door.let_open();
        }
    }

    pub(crate) fn of(&self, player: Player) -> Arc<Door> {
        match player {
            Player::Pressone => self.pressone.clone(),
            Player::Connect => self.connect.clone(),
            Player::Storefront => self.storefront.clone(),
        }
    }
}

/// What somebody wants the door to be, and what it is.
#[derive(Debug)]
pub(crate) struct Door {
    wanted: watch::Sender<Position>,
    actual: watch::Sender<Position>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Open,
    Shut {
        /// When it opens by itself.
        until: Option<Instant>,
    },
}

impl Position {
    fn is_open(self) -> bool {
        self == Self::Open
    }
}

impl Default for Door {
    fn default() -> Self {
        Self { wanted: watch::Sender::new(Position::Open), actual: watch::Sender::new(Position::Open) }
    }
}

impl Door {
    /// Refuses every connection from now on. Answers under way still go out; then the standing connections close.
    pub(crate) async fn shut(&self) -> anyhow::Result<()> {
        self.turn(Position::Shut { until: None }).await
    }

    /// The same, for so long in real time.
    pub(crate) async fn shut_for(&self, time: Duration) -> anyhow::Result<()> {
        self.turn(Position::Shut { until: Some(Instant::now() + time) }).await
    }

    /// Accepts connections again.
    pub(crate) async fn open(&self) -> anyhow::Result<()> {
        self.turn(Position::Open).await
    }

    async fn turn(&self, position: Position) -> anyhow::Result<()> {
        let mut actual = self.actual.subscribe();
        self.wanted.send_replace(position);
        // Somebody else may turn it at the same time, so only the side counts, not the hour.
        actual.wait_for(|it| it.is_open() == position.is_open()).await.context("the player has stopped")?;
        Ok(())
    }

    /// Accepts connections again, soon.
    pub(crate) fn let_open(&self) {
        self.wanted.send_replace(Position::Open);
    }

    /// Waits until somebody wants it shut.
    pub(super) async fn shutting(&self) {
        let mut wanted = self.wanted.subscribe();
        // The door outlives every waiter, so its sender cannot be gone.
        if wanted.wait_for(|it| !it.is_open()).await.is_err() {
            std::future::pending().await
        }
    }

    /// Keeps the port without listening until it may open again; nothing comes back when the sandbox stops meanwhile.
    pub(super) async fn keep_shut(&self, listener: TcpListener, stop: &CancellationToken) -> io::Result<Option<TcpListener>> {
        let address = listener.local_addr()?;
        // A bound socket that does not listen refuses, and nobody who asks for any free port is given this one.
        drop(listener);
        let held = TcpSocket::new_v4()?;
        held.set_reuseaddr(true)?;
        while let Err(error) = held.bind(address) {
            // Between the two sockets an outgoing connection may have been given our port; it will end.
            tracing::warn!(%error, "a shut port is in other hands");
            tokio::select! {
                () = tokio::time::sleep(RETRY) => {}
                () = stop.cancelled() => return Ok(None),
            }
        }
        let mut wanted = self.wanted.subscribe();
        loop {
            let position = *wanted.borrow_and_update();
            self.actual.send_replace(position);
            let Position::Shut { until } = position else { break };
            let opens = async {
                match until {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = wanted.changed() => {}
                () = opens => { self.wanted.send_replace(Position::Open); }
                () = stop.cancelled() => return Ok(None),
            }
        }
        let listener = held.listen(BACKLOG)?;
        self.actual.send_replace(Position::Open);
        Ok(Some(listener))
    }
}
