//! How a cell is written down: its rules without a SIM, and what is certain about it.

use super::{Cell, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

/// A cell before it knows its provider's name.
#[derive(Debug)]
pub(super) struct Draft {
    key: &'static str,
    about: &'static str,
    strikes: Strikes,
    truth: Truth,
    is_lie: bool,
    is_late: bool,
    shuts: bool,
    rules: Vec<FaultRule>,
}

impl Draft {
    pub(super) fn new(strikes: Strikes, key: &'static str, truth: Truth, about: &'static str, rules: Vec<FaultRule>) -> Self {
        Self { key, about, strikes, truth, is_lie: false, is_late: false, shuts: false, rules }
    }

    /// A cell that only spoils the purchase once: what is bought follows from the side on which it strikes.
    pub(super) fn submit(player: Player, key: &'static str, about: &'static str, fault: Fault) -> Self {
        let truth = match &fault {
            // A delay before the deed still ends in the deed.
            Fault::Slow { .. } => Truth::Delivered,
            fault if fault.is_before() || matches!(fault, Fault::NeverRead | Fault::ExpireToken | Fault::Withdraw) => Truth::Nothing,
            _ => Truth::Delivered,
        };
        Self::new(Strikes::Submit, key, truth, about, vec![FaultRule::once(player, Operation::Submit, fault)])
    }

    /// The same cell, as a refusal that is not true.
    pub(super) fn lying(mut self) -> Self {
        self.is_lie = true;
        self
    }

    /// The same cell, with another certainty.
    pub(super) fn with_truth(mut self, truth: Truth) -> Self {
        self.truth = truth;
        self
    }

    /// The same cell, which takes a delivery back.
    pub(super) fn late(mut self) -> Self {
        self.is_late = true;
        self
    }

    /// The same cell, with the provider's port shut.
    pub(super) fn shut(mut self) -> Self {
        self.shuts = true;
        self
    }

    pub(super) fn cell(self, player: Player) -> Cell {
        let provider = if player == Player::Connect { "connect" } else { "pressone" };
        Cell {
            name: format!("{provider}-{}", self.key),
            player,
            about: self.about,
            strikes: self.strikes,
            truth: self.truth,
            is_lie: self.is_lie,
            has_foreign: self.rules.iter().any(|rule| rule.foreign.is_some()),
            is_late: self.is_late,
            rules: self.rules,
            shuts: self.shuts,
        }
    }
}

/// The purchase's answer is lost and nothing was bought, or it was.
pub(super) fn lost(player: Player, when: When) -> FaultRule {
    FaultRule::once(player, Operation::Submit, Fault::Drop { when })
}
