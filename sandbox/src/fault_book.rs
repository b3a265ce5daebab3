//! The book of armed faults: which rule meets a call, and whether it fires this time.

use crate::{Fault, FaultRule, Operation, Player, Times};

/// The armed rules, in the order in which they are tried.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    armed: Vec<Armed>,
}

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    hits: u32,
    /// Whether what it waits for has come.
    is_awake: bool,
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
        Self { armed: rules.into_iter().map(|rule| Armed::new(rule, true)).collect() }
    }

    /// Adds a rule before all others: what a test arms goes before the standing magic.
    pub(crate) fn arm(&mut self, rule: FaultRule) {
        self.armed.insert(0, Armed::new(rule, false));
    }

    /// Takes back what was armed; the standing magic stays.
    pub(crate) fn disarm(&mut self) {
        self.armed.retain(|it| it.is_standing);
    }

    /// Takes back one armed rule that equals this one, if it is there.
    pub(crate) fn take_back(&mut self, rule: &FaultRule) {
        if let Some(at) = self.armed.iter().position(|it| !it.is_standing && it.rule == *rule) {
            self.armed.remove(at);
        }
    }

    /// The rules that were armed and can still fire.
    pub(crate) fn armed(&self) -> Vec<FaultRule> {
        self.armed.iter().filter(|it| !it.is_standing && !it.is_spent()).map(|it| it.rule.clone()).collect()
    }

    /// Counts the call against the first rule that matches it, and says whether that rule fires.
    pub(crate) fn take(&mut self, occasion: Occasion<'_>) -> Option<FaultRule> {
        let meets = self.armed.iter_mut().find(|it| !it.is_for_unread() && it.matches(occasion));
        let fired = meets.and_then(|armed| armed.hit().then(|| armed.rule.clone()));
        for armed in &mut self.armed {
            armed.hear(occasion);
        }
        fired
    }

    /// Whether any request of this player may have to stay unread.
    pub(crate) fn leaves_unread(&self, player: Player) -> bool {
        self.armed.iter().any(|it| it.is_for_unread() && !it.is_spent() && it.rule.player == player)
    }

    /// Counts a request that nobody has read yet; all that is known of its SIM and package is that they stand in its text.
    pub(crate) fn take_unread(&mut self, player: Player, operation: Operation, text: &str) -> bool {
        let stands = |wanted: &Option<String>| wanted.as_deref().is_none_or(|wanted| text.contains(wanted));
        let fits = |it: &Armed| it.is_for_unread() && it.is_about(player, operation) && stands(&it.rule.iccid) && stands(&it.rule.package);
        self.armed.iter_mut().find(|it| fits(it)).is_some_and(Armed::hit)
    }
}

impl Armed {
    fn new(rule: FaultRule, is_standing: bool) -> Self {
        Self { hits: 0, is_awake: rule.since.is_none(), is_standing, rule }
    }

    /// Wakes up when this is the call that it waits for.
    fn hear(&mut self, occasion: Occasion<'_>) {
        let is_own = self.rule.iccid.as_deref().is_none_or(|wanted| occasion.iccid == Some(wanted));
        self.is_awake |= self.rule.player == occasion.player && self.rule.since == Some(occasion.operation) && is_own;
    }

    fn is_spent(&self) -> bool {
        matches!(self.rule.times, Times::Next(count) if self.hits >= count)
    }

    /// Strikes before the request is read, so it is no rule for a call.
    fn is_for_unread(&self) -> bool {
        self.rule.fault == Fault::NeverRead
    }

    fn is_about(&self, player: Player, operation: Operation) -> bool {
        self.is_awake && !self.is_spent() && self.rule.player == player && self.rule.operation == operation
    }

    fn matches(&self, occasion: Occasion<'_>) -> bool {
        let fits = |wanted: &Option<String>, given: Option<&str>| wanted.as_deref().is_none_or(|wanted| given == Some(wanted));
        self.is_about(occasion.player, occasion.operation)
            && fits(&self.rule.iccid, occasion.iccid)
            && fits(&self.rule.package, occasion.package)
    }

    /// Counts a call that matches, and says whether the rule fires on it.
    fn hit(&mut self) -> bool {
        let hit = self.hits;
        self.hits = self.hits.saturating_add(1);
        match self.rule.times {
            Times::Next(_) | Times::Always => true,
            Times::Cycle { fire, of } => hit % of.max(1) < fire,
        }
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
    fn an_unread_rule_waits_for_its_own_request() {
        let mut book = FaultBook::default();
        book.arm(FaultRule::once(Player::Connect, Operation::Submit, Fault::NeverRead).on_sim("8944"));
        assert_eq!(book.take(occasion("8944")), None, "no rule for a call that was read");
        assert!(book.leaves_unread(Player::Connect) && !book.leaves_unread(Player::Pressone));
        assert!(!book.take_unread(Player::Connect, Operation::Submit, "iccid 8945"));
        assert!(!book.take_unread(Player::Connect, Operation::Token, "iccid 8944"));
        assert!(book.take_unread(Player::Connect, Operation::Submit, "iccid 8944"));
        assert!(!book.leaves_unread(Player::Connect));
    }

    #[test]
    fn a_sleeping_rule_wakes_after_the_call_that_it_waits_for() {
        let mut book = FaultBook::default();
        book.arm(FaultRule::once(Player::Connect, Operation::Submit, Fault::Cut).on_sim("1").since(Operation::Submit));
        assert!(book.take(occasion("2")).is_none() && book.take(occasion("1")).is_none());
        assert!(book.take(occasion("1")).is_some());
    }

    #[test]
    fn a_rule_is_taken_back_once() {
        let rule = FaultRule::once(Player::Connect, Operation::Submit, Fault::Cut).always();
        let mut book = FaultBook::standing(vec![rule.clone()]);
        book.arm(rule.clone());
        book.take_back(&rule);
        book.take_back(&rule);
        assert!(book.armed().is_empty() && book.take(occasion("1")).is_some(), "the standing rule stays");
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
