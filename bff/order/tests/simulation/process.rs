//! One life of one instance: a process that is frozen or dead makes no call and hears no answer.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pulse {
    Running,
    Frozen,
    Dead,
}

/// Whether a process runs; every call passes here before it leaves and before its answer is heard.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) instance: usize,
    pulse: watch::Sender<Pulse>,
}

impl Process {
    pub(crate) fn new(instance: usize) -> Self {
        Self { instance, pulse: watch::Sender::new(Pulse::Running) }
    }

    /// Goes on as soon as the process runs: at once, when it is thawed, or never.
    pub(crate) async fn runs(&self) {
        let mut pulse = self.pulse.subscribe();
        if pulse.wait_for(|pulse| *pulse == Pulse::Running).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    pub(crate) fn freeze(&self) {
        self.turn(Pulse::Running, Pulse::Frozen);
    }

    pub(crate) fn thaw(&self) {
        self.turn(Pulse::Frozen, Pulse::Running);
    }

    pub(crate) fn kill(&self) {
        self.pulse.send_replace(Pulse::Dead);
    }

    fn turn(&self, from: Pulse, to: Pulse) {
        self.pulse.send_if_modified(|pulse| {
            let turns = *pulse == from;
            if turns {
                *pulse = to;
            }
            turns
        });
    }
}
