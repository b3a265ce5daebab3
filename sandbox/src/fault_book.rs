//! The book of armed faults: which rule meets a call, and whether it fires this time.

use crate::{FaultRule, Operation, Player, Times};

/// The armed rules, in the order in which they are tried.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    armed: Vec<Armed>,
}

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    hits: u32,
    /// Part of the demo data: only a reset touches it.
    is_standing: bool,
}

/// One call, as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occasion<'a> {
    pub(crate) player: Player,
    pub(crate) operation: Operation,
    pub(crate) iccid: Option<&'a str>,
    pub(crate) package: Option<&'a str>,
}

impl FaultBook {
    /// The book at start: the demo's standing magic.
    pub(crate) fn standing(rules: Vec<FaultRule>) -> Self {
        Self { armed: rules.into_iter().map(|rule| Armed { rule, hits: 0, is_standing: true }).collect() }
    }

    /// Adds a rule before all others: what a test arms goes before the standing magic.
    pub(crate) fn arm(&mut self, rule: FaultRule) {
        self.armed.insert(0, Armed { rule, hits: 0, is_standing: false });
    }

    /// Takes back what was armed; the standing magic stays.
    pub(crate) fn disarm(&mut self) {
        self.armed.retain(|it| it.is_standing);
    }

    /// The rules that were armed and can still fire.
    pub(crate) fn armed(&self) -> Vec<FaultRule> {
        self.armed.iter().filter(|it| !it.is_standing && !it.is_spent()).map(|it| it.rule.clone()).collect()
    }

    /// Counts the call against the first rule that matches it, and says whether that rule fires.
    pub(crate) fn take(&mut self, occasion: Occasion<'_>) -> Option<FaultRule> {
        let armed = self.armed.iter_mut().find(|it| !it.is_spent() && it.matches(occasion))?;
        let hit = armed.hits;
        armed.hits = armed.hits.saturating_add(1);
        let fires = match armed.rule.times {
            Times::Next(_) | Times::Always => true,
            Times::Cycle { fire, of } => hit % of.max(1) < fire,
        };
        fires.then(|| armed.rule.clone())
    }
}

impl Armed {
    fn is_spent(&self) -> bool {
        matches!(self.rule.times, Times::Next(count) if self.hits >= count)
    }

    fn matches(&self, occasion: Occasion<'_>) -> bool {
        let fits = |wanted: &Option<String>, given: Option<&str>| wanted.as_deref().is_none_or(|wanted| given == Some(wanted));
        self.rule.player == occasion.player
            && self.rule.operation == occasion.operation
            && fits(&self.rule.iccid, occasion.iccid)
            && fits(&self.rule.package, occasion.package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fault;

    fn occasion(iccid: &str) -> Occasion<'_> {
        Occasion { player: Player::Connect, operation: Operation::Submit, iccid: Some(iccid), package: None }
    }

    fn fired(times: Times, calls: u32) -> Vec<bool> {
        let mut book = FaultBook::default();
        let rule = FaultRule::once(Player::Connect, Operation::Submit, Fault::Cut).on_sim("1");
        book.arm(FaultRule { times, ..rule });
        (0..calls).map(|_| book.take(occasion("1")).is_some()).collect()
    }

    #[test]
    fn a_rule_fires_as_often_as_it_says() {
        assert_eq!(fired(Times::Next(2), 4), [true, true, false, false]);
        assert_eq!(fired(Times::Always, 3), [true, true, true]);
        assert_eq!(fired(Times::Cycle { fire: 1, of: 2 }, 4), [true, false, true, false]);
        assert_eq!(fired(Times::Cycle { fire: 2, of: 3 }, 4), [true, true, false, true]);
    }

    #[test]
    fn a_rule_for_one_sim_leaves_the_others_alone() {
        let mut book = FaultBook::default();
        book.arm(FaultRule::once(Player::Connect, Operation::Submit, Fault::Cut).on_sim("1"));
        assert_eq!(book.take(occasion("2")), None);
        assert!(book.take(occasion("1")).is_some());
        assert!(book.armed().is_empty());
    }
}
