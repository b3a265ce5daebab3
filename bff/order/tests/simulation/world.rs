//! One seed's world from its beginning to the judge: instances that die, freeze and come back, customers, and others who buy.

use crate::clients::Client;
use crate::desk::Desk;
use crate::dice::Dice;
use crate::hook::Storefront;
use crate::judge;
use crate::process::Process;
use crate::server::{Dialect, Server};
use crate::shop::{Counter, Outside, SIMS, offer};
use crate::storm::{Fault as F, HURRY, Storm, seconds};
use crate::witness::Witness;
use crate::wrongness::Wrongness;
use order::*;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;

/// 21 November 2026, 18:30 UTC.
const START: Moment = Moment::from_unix_millis(1_795_285_800_000);

/// A running process and its engine.
type Instance = (Arc<Process>, Engine);

/// Everything of one seed.
pub(crate) struct World {
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) outside: Arc<Outside>,
    pub(crate) clock: Arc<TokioClock>,
    pub(crate) storm: Arc<Storm>,
    news: Arc<Vec<broadcast::Sender<News>>>,
    instances: Mutex<Vec<Option<Instance>>>,
}

/// What came of one seed.
pub(crate) struct Outcome {
    /// What may never happen and did.
    pub(crate) wrongs: Vec<String>,
    /// What happened to every order, in words that are the same in every run.
    pub(crate) story: Vec<String>,
}

/// Every waiting time divided alike, deadlines of calls included.
fn settings() -> Settings {
    let plain = Settings::default();
    Settings {
        submit_deadline: plain.submit_deadline / HURRY,
        submit_grace: plain.submit_grace / HURRY,
        lease: plain.lease / HURRY,
        read_timeout: plain.read_timeout / HURRY,
        price_holds: plain.price_holds / HURRY,
        ..plain.hurried(HURRY)
    }
}

/// Plays one seed to its end on a runtime of its own, whose clock jumps.
pub(crate) fn play(seed: u64, wrongness: Option<Wrongness>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let world = World::new(seed, wrongness);
        world.live().await;
        judge::judge(&world).await
    })
}

impl World {
    fn new(seed: u64, wrongness: Option<Wrongness>) -> Arc<Self> {
        let clock = Arc::new(TokioClock::starting_at(START));
        let dice = Arc::new(Dice::new(seed));
        let storm = Arc::new(Storm::new(Arc::clone(&dice), Arc::clone(&clock)));
        let journal = Arc::new(MemoryJournal::default());
        let server = |dialect| Arc::new(Server::new(dialect, Arc::clone(&storm), Arc::clone(&clock)));
        let outside = Arc::new(Outside {
            pressone: server(Dialect::Marker),
            connect: server(Dialect::Difference),
            storefront: Arc::new(Storefront::new(Arc::clone(&storm), Arc::clone(&clock))),
            witness: Arc::new(Witness::new(Arc::clone(&journal))),
            wrongness,
        });
        let instances = 1 + dice.throw("instances").below(2);
        let news = Arc::new((0..instances).map(|_| broadcast::channel(64).0).collect());
        let instances = Mutex::new(vec![None; instances]);
        Arc::new(Self { journal, outside, clock, storm, news, instances })
    }

    async fn live(self: &Arc<Self>) {
        for instance in 0..self.news.len() {
            self.start(instance).await;
        }
        let chaos: Vec<_> = (0..self.news.len()).map(|instance| tokio::spawn(Arc::clone(self).trouble(instance))).collect();
        let foreigners = tokio::spawn(Arc::clone(self).foreign_purchases());
        let clients: Vec<_> = (0..3).map(|number| tokio::spawn(Client::new(number, Arc::clone(self)).live())).collect();
        for task in clients.into_iter().chain(chaos).chain([foreigners]) {
            if let Err(error) = task.await {
                self.outside.witness.wrong(format!("a part of the world panicked: {error}"));
            }
        }
        // The watch of ten days, and a day for those who come late.
        let watched = self.clock.now().plus(seconds(11 * 86_400));
        while self.clock.now() < watched && !judge::is_settled(self).await {
            tokio::time::sleep(seconds(300)).await;
        }
    }

    /// A running instance, by chance.
    pub(crate) fn engine(&self, choice: usize) -> Option<Engine> {
        let instances = self.instances.lock().unwrap_or_else(PoisonError::into_inner);
        let running: Vec<&Engine> = instances.iter().flatten().map(|(_, engine)| engine).collect();
        if running.is_empty() { None } else { running.get(choice % running.len()).map(|engine| (*engine).clone()) }
    }

    async fn start(&self, instance: usize) {
        let engine = loop {
            let process = Arc::new(Process::new(instance));
            let desk = Desk {
                process: Arc::clone(&process),
                journal: Arc::clone(&self.journal),
                storm: Arc::clone(&self.storm),
                witness: Arc::clone(&self.outside.witness),
                news: Arc::clone(&self.news),
                wrongness: self.outside.wrongness,
            };
            let counter = Counter { process: Arc::clone(&process), outside: Arc::clone(&self.outside) };
            let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
            match Engine::start_with_clock(Arc::new(desk), Arc::new(counter), settings(), clock).await {
                Ok(engine) => break (process, engine),
                // The journal fails at the start: whoever runs the service starts it again.
                Err(_) => tokio::time::sleep(seconds(10)).await,
            }
        };
        if let Some(slot) = self.instances.lock().unwrap_or_else(PoisonError::into_inner).get_mut(instance) {
            *slot = Some(engine);
        }
    }

    fn process(&self, instance: usize) -> Option<Arc<Process>> {
        let instances = self.instances.lock().unwrap_or_else(PoisonError::into_inner);
        instances.get(instance)?.as_ref().map(|(process, _)| Arc::clone(process))
    }

    /// Kills and freezes one instance again and again until the storm is over; then it runs.
    async fn trouble(self: Arc<Self>, instance: usize) {
        let name = format!("instance {instance}");
        while self.clock.now() < self.storm.ends() {
            let mut throw = self.storm.throw(&name);
            // Dense at first, when the orders are under way.
            tokio::time::sleep(if throw.in_a_hundred(70) { throw.millis(5, 4_000) } else { throw.millis(4_000, 90_000) }).await;
            let Some(process) = self.process(instance) else { continue };
            match self.storm.strikes(&format!("trouble {instance}"), &[F::Crash, F::Freeze]) {
                Some(F::Crash) => {
                    process.kill();
                    if let Some(slot) = self.instances.lock().unwrap_or_else(PoisonError::into_inner).get_mut(instance) {
                        *slot = None;
                    }
                    tokio::time::sleep(throw.millis(1, 2_000)).await;
                    self.start(instance).await;
                }
                Some(F::Freeze) => {
                    process.freeze();
                    // Past its lease of three minutes as often as not.
                    tokio::time::sleep(throw.millis(100, 8_000)).await;
                    process.thaw();
                }
                _ => {}
            }
        }
    }

    async fn foreign_purchases(self: Arc<Self>) {
        while self.clock.now() < self.storm.ends() {
            let mut throw = self.storm.throw("foreigner");
            tokio::time::sleep(throw.millis(50, 60_000)).await;
            if self.storm.strikes("foreign", &[F::ForeignPurchase]).is_some()
                && let Some((account, iccid)) = throw.one_of(&SIMS)
            {
                self.outside.server(account).foreign_purchase(iccid, &offer(throw.below(2)).id);
            }
        }
    }

    /// How long a customer looks on, and how long one call may take him.
    pub(crate) const PATIENCE: Duration = Duration::from_millis(3_000);
}
