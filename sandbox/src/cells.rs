//! The catalogue of everything that can go wrong with one order, for a tester who wants it all: each cell can be armed on any SIM.

mod answers;
mod connect_orders;
mod draft;
mod evidence;
mod lists;
mod offers;
mod payments;
mod refusals;
mod tokens;
mod wire;

use std::sync::LazyLock;

use serde::Serialize;

use crate::{Fault, FaultRule, Operation, Player, Running, Times, elsewhere, world::World};
use draft::Draft;

/// One thing that can go wrong, on one provider's order.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// Unique, kebab-case, starts with the provider.
    pub name: String,
    /// Whose SIM the order is for: PressOne or Connect.
    pub player: Player,
    /// What happens, for people.
    pub about: &'static str,
    /// Which part of an order's way it strikes.
    pub strikes: Strikes,
    /// What is certain about the first send.
    pub truth: Truth,
    /// A refusal that the provider's own contract calls definite, although it has bought: a client may believe it.
    pub is_lie: bool,
    /// Somebody else's purchase of the same package for the same SIM comes with it.
    pub has_foreign: bool,
    /// Whether [`Cell::strike_late`] must be called once the order has been delivered.
    pub is_late: bool,
    #[serde(skip)]
    rules: Vec<FaultRule>,
    #[serde(skip)]
    shuts: bool,
}

/// The part of an order's way that a cell strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strikes {
    /// What may be bought is read.
    Offers,
    /// A token is fetched or used.
    Token,
    /// The purchase itself.
    Submit,
    /// How a purchase shows afterwards.
    Listing,
    /// What became of a purchase is read.
    Evidence,
    /// The payment hook is called.
    Payment,
    /// A delivered purchase is taken back.
    Reversal,
}

/// What is certain about the first send of an order, if the client sends it; the ledger stays the judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It buys, and the package comes to the SIM, however late that shows.
    Delivered,
    /// It is taken and paid for, and nothing ever comes to the SIM (Connect only).
    Taken,
    /// It buys nothing.
    Nothing,
    /// It buys nothing, as its answer proves; a repeat that such an answer allows buys and delivers.
    DeliveredOnRepeat,
    /// A careful client sends nothing as long as this lasts.
    Unsent,
}

/// How far a cell reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// One SIM: any number of such cells fit side by side into one sandbox.
    Sim,
    /// The whole player: it needs a sandbox of its own.
    Player,
}

/// Every cell, both providers.
#[must_use]
pub fn catalogue() -> &'static [Cell] {
    static CATALOGUE: LazyLock<Vec<Cell>> = LazyLock::new(|| {
        let of = |player| {
            let mut drafts = Vec::new();
            wire::add(player, &mut drafts);
            answers::add(player, &mut drafts);
            refusals::add(player, &mut drafts);
            lists::add(player, &mut drafts);
            evidence::add(player, &mut drafts);
            if player == Player::Connect {
                connect_orders::add(&mut drafts);
            }
            offers::add(player, &mut drafts);
            tokens::add(player, &mut drafts);
            payments::add(player, &mut drafts);
            drafts.into_iter().map(move |draft| draft.cell(player))
        };
        of(Player::Pressone).chain(of(Player::Connect)).collect()
    });
    &CATALOGUE
}

impl Cell {
    /// Arms the cell for the next order of this package for this SIM.
    ///
    /// # Errors
    /// When the sandbox has stopped.
    pub async fn arm(&self, running: &Running, iccid: &str, package: &str) -> anyhow::Result<()> {
        self.begin(&running.world, iccid, package).await
    }

    /// Ends what [`Cell::arm`] began on this SIM.
    ///
    /// # Errors
    /// When the sandbox has stopped.
    pub async fn lift(&self, running: &Running, iccid: &str, package: &str) -> anyhow::Result<()> {
        self.end(&running.world, iccid, package).await
    }

    pub(crate) async fn begin(&self, world: &World, iccid: &str, package: &str) -> anyhow::Result<()> {
        // What is armed last is tried first, so the list is armed from its end.
        for rule in self.rules.iter().rev() {
            world.state().faults.arm(aimed(rule, iccid, package));
        }
        if self.shuts {
            world.doors.of(self.player).shut().await?;
        }
        Ok(())
    }

    pub(crate) async fn end(&self, world: &World, iccid: &str, package: &str) -> anyhow::Result<()> {
        for rule in &self.rules {
            world.state().faults.take_back(&aimed(rule, iccid, package));
        }
        if self.shuts {
            world.doors.of(self.player).open().await?;
        }
        Ok(())
    }

    /// Does what a late cell does to a delivered order; says how many purchases were taken back. Nothing for other cells.
    pub fn strike_late(&self, running: &Running, iccid: &str) -> usize {
        if self.is_late { elsewhere::take_back(&mut running.world.state(), iccid, running.now()) } else { 0 }
    }

    /// Whether it passes without [`Cell::lift`], after the calls that it strikes.
    #[must_use]
    pub fn ends_by_itself(&self) -> bool {
        !self.shuts && self.rules.iter().all(|rule| matches!(rule.times, Times::Next(_)))
    }

    /// How far it reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let is_wide = |rule: &FaultRule| !knows_sim(rule.operation) || matches!(rule.fault, Fault::Shut { .. });
        if self.shuts || self.rules.iter().any(is_wide) { Reach::Player } else { Reach::Sim }
    }
}

/// Whether a call of this kind names one SIM.
fn knows_sim(operation: Operation) -> bool {
    use Operation::{Balance, Packages, Product, Products, Session, Sims, Token};
    !matches!(operation, Token | Products | Product | Sims | Packages | Balance | Session)
}

fn aimed(rule: &FaultRule, iccid: &str, package: &str) -> FaultRule {
    let mut rule = rule.clone();
    if knows_sim(rule.operation) {
        rule.iccid = Some(iccid.to_owned());
    }
    if let Fault::Reprice { package: repriced, .. } = &mut rule.fault {
        package.clone_into(repriced);
    }
    rule
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    impl Cell {
        fn what(&self) -> (Player, &[FaultRule], bool, bool) {
            (self.player, &self.rules, self.shuts, self.is_late)
        }
    }

    #[test]
    fn every_cell_is_named_once_and_differs_from_every_other() {
        let names: BTreeSet<&str> = catalogue().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), catalogue().len());
        for (at, cell) in catalogue().iter().enumerate() {
            let start = if cell.player == Player::Connect { "connect-" } else { "pressone-" };
            assert!(cell.name.starts_with(start), "{}", cell.name);
            assert!(cell.name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-'), "{}", cell.name);
            let twin = catalogue().iter().skip(at + 1).find(|it| it.what() == cell.what());
            assert!(twin.is_none(), "{} and {} are the same", cell.name, twin.map_or("", |it| it.name.as_str()));
        }
    }

    #[test]
    fn each_provider_has_its_cells() {
        for player in [Player::Pressone, Player::Connect] {
            assert!(catalogue().iter().filter(|it| it.player == player).count() >= 45, "{player:?}");
        }
    }
}
