//! A sandbox with everything that it takes to order from it, and to judge what came of it.

use crate::child::PATIENCE;
use crate::errand::{Errand, Manner, Pace, UNHURRIED, Wish};
use crate::judge::{Book, Case, Testimony};
use crate::peers::{Peers, RealShop, STOREFRONT};
use crate::place::JournalAt;
use anyhow::{Context as _, Result, bail};
use contract::{Offer, SimKind};
use order::{Customer, Journal, OwnedSim, Shop as _};
use provider::SimTarget;
use sandbox::{Ledger, Options, Player, Running, Sandbox};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// PressOne.
    Pressone,
    /// Connect.
    Connect,
}

/// Both.
pub const SIDES: [Side; 2] = [Side::Pressone, Side::Connect];

impl Side {
    /// The provider account of that name.
    pub const fn account(self) -> &'static str {
        match self {
            Self::Pressone => "pressone",
            Self::Connect => "connect",
        }
    }

    /// Who plays it.
    pub const fn player(self) -> Player {
        match self {
            Self::Pressone => Player::Pressone,
            Self::Connect => Player::Connect,
        }
    }

    const fn kind(self) -> SimKind {
        match self {
            Self::Pressone => SimKind::Esim,
            Self::Connect => SimKind::Psim,
        }
    }
}

/// A sandbox and a shop in front of it.
pub struct Stage {
    /// The players.
    pub sandbox: Running,
    /// How to reach them.
    pub peers: Peers,
    /// How fast everybody lives here.
    pub pace: Pace,
}

/// What packages cost, by account and package: the catalogue is the same in every sandbox, and a shop is dear to set up.
static QUOTES: Mutex<BTreeMap<(&str, String), Offer>> = Mutex::const_new(BTreeMap::new());

impl Stage {
    /// A new one, without faults.
    ///
    /// # Errors
    /// When the sandbox does not start.
    pub async fn new(pace: Pace) -> Result<Self> {
        let mut options = Options::default();
        // The pace of a provider whose clock is not hurried, fast enough to be waited for.
        options.settings.connect.accepted_ms = 40;
        options.settings.connect.fulfilling_ms = 40;
        // Processes that are killed fetch a token with every life, which no provider's limit foresees.
        options.settings.pressone.tokens_per_minute = 1_000_000;
        let sandbox = Sandbox::start(options).await?;
        let peers = Peers::of(&sandbox, pace.patience_ms);
        Ok(Self { sandbox, peers, pace })
    }

    /// A SIM that nobody has used yet, and a package for it.
    ///
    /// # Errors
    /// When there are no more.
    pub fn fresh(&self, side: Side) -> Result<(String, String)> {
        let fresh = self.sandbox.fresh_sim(side.player())?;
        Ok((fresh.iccid, fresh.package))
    }

    /// Somebody's wish for a package on a SIM, as the shop shows it now.
    ///
    /// # Errors
    /// When the package is not offered.
    pub async fn wish(&self, (side, iccid, package): (Side, &str, &str), customer: &str, key: &str) -> Result<Wish> {
        let iccid: contract::Iccid = iccid.parse().map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let id = format!("sim_{}", iccid.as_str()).parse().map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let target = SimTarget { iccid, kind: side.kind(), country: Some("GB".to_owned()), device: None };
        let sim = OwnedSim { id, account: side.account().to_owned(), target, label: "a SIM".to_owned() };
        let mut quotes = QUOTES.lock().await;
        let quote = match quotes.get(&(side.account(), package.to_owned())) {
            Some(quote) => quote.clone(),
            None => {
                let offers = RealShop::new(&Peers::of(&self.sandbox, UNHURRIED))?.offers_now(STOREFRONT, &sim).await?;
                let quote = offers.into_iter().find(|offer| offer.id.as_str() == package).context("the package is not offered")?;
                quotes.insert((side.account(), package.to_owned()), quote.clone());
                quote
            }
        };
        let customer = Customer { storefront: STOREFRONT.to_owned(), reference: customer.to_owned() };
        let key = key.parse().map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Ok(Wish { customer, sim, key, quote, manner: Manner::Waits })
    }

    /// What a process is to do here.
    pub fn errand(&self, journal: &JournalAt, wishes: &[Wish]) -> Errand {
        let (peers, journal) = (self.peers.clone(), journal.clone());
        Errand { peers, journal, pace: self.pace, stop: None, wishes: wishes.to_vec(), at_once: 16 }
    }

    /// Waits until the ledger shows that.
    ///
    /// # Errors
    /// When it never does.
    pub async fn until(&self, what: &str, seen: impl Fn(&Ledger) -> bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        // The ledger has no bell: it is the players' own book, and nobody of ours may listen in.
        while !seen(&self.sandbox.ledger()) {
            if Instant::now() > deadline {
                bail!("the ledger never showed {what}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Everything that a verdict on these wishes rests on.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn case(&self, journal: &dyn Journal, wishes: &[Wish], testimony: Testimony) -> Result<Case> {
        let mut books = Vec::new();
        let sims: BTreeSet<_> = wishes.iter().map(|wish| (wish.sim.account.clone(), wish.sim.target.iccid.clone())).collect();
        for (account, iccid) in sims {
            for order in journal.on_sim(&account, &iccid).await? {
                let events = journal.events(&order.id).await?;
                books.push(Book { order, events });
            }
        }
        Ok(Case { ledger: self.sandbox.ledger(), books, testimony })
    }
}
