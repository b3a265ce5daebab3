//! What a test does to a running sandbox: faults armed and lifted, ports shut, SIMs made, purchases by others, deliveries taken back.

use crate::{
    FaultRule, FreshSim, Player, Running,
    demo::shop::Paying,
    elsewhere, guests,
    storefront::session::{self, Buyer},
};

impl Running {
    /// Arms a fault, ahead of the demo's standing magic.
    pub fn arm(&self, rule: FaultRule) {
        self.world.state().faults.arm(rule);
    }

    /// Takes back one armed fault that equals this one; a fault that is not armed any more is no error.
    pub fn lift(&self, rule: &FaultRule) {
        self.world.state().faults.take_back(rule);
    }

    /// Takes back every armed fault; the demo's standing magic stays.
    pub fn disarm_all(&self) {
        self.world.state().faults.disarm();
    }

    /// Ends every token of both providers, as an incident at theirs would.
    pub fn revoke_tokens(&self) {
        self.world.state().tokens.revoke_all();
    }

    /// Shuts a player's port: from now on the kernel refuses connections. Answers under way still go out, then the standing connections close. The port stays ours.
    ///
    /// # Errors
    /// When the player has stopped.
    pub async fn refuse_connections(&self, player: Player) -> anyhow::Result<()> {
        self.world.doors.of(player).shut().await
    }

    /// Opens a port again that was shut.
    ///
    /// # Errors
    /// When the player has stopped.
    pub async fn accept_connections(&self, player: Player) -> anyhow::Result<()> {
        self.world.doors.of(player).open().await
    }

    /// A new SIM at a provider, with a running plan and an ordinary package on offer. At most 10,000 in one sandbox.
    ///
    /// # Errors
    /// When there are too many, or for the storefront, which issues no SIMs.
    pub fn fresh_sim(&self, player: Player) -> anyhow::Result<FreshSim> {
        let now = self.world.clock.now();
        let mut state = self.world.state();
        let state = &mut *state;
        state.guests.mint(player, &mut state.pressone, &mut state.connect, now)
    }

    /// A session token for these fresh SIMs, paid by the payment hook. Sessions that start with the same SIM belong to the same customer.
    ///
    /// # Errors
    /// When one of them is no fresh SIM, or when there are none.
    pub fn session_for(&self, iccids: &[impl AsRef<str>]) -> anyhow::Result<String> {
        self.guest_session(iccids, Paying::ByHook)
    }

    /// The same on account, with a cap in US cents.
    ///
    /// # Errors
    /// As [`Running::session_for`].
    pub fn session_on_account(&self, iccids: &[impl AsRef<str>], cap_cents: i64) -> anyhow::Result<String> {
        self.guest_session(iccids, Paying::OnAccount { cap_cents })
    }

    fn guest_session(&self, iccids: &[impl AsRef<str>], paying: Paying) -> anyhow::Result<String> {
        let first = iccids.first().ok_or_else(|| anyhow::anyhow!("a session needs a SIM"))?;
        let holder = guests::holder(first.as_ref());
        let buyer = Buyer { id: &holder, paying, payment_label: Some("Visa ·· 4242") };
        let claims = {
            let state = self.world.state();
            session::claims(&buyer, state.guests.named(iccids)?.into_iter(), "en")
        };
        self.world.signer.sign(&claims)
    }

    /// Somebody else buys this package for this SIM at its provider: without our marker, delivered at once, and marked foreign in the ledger.
    ///
    /// # Errors
    /// When no provider has the SIM or the package.
    pub fn buy_elsewhere(&self, iccid: &str, package: &str) -> anyhow::Result<()> {
        elsewhere::buy(&mut self.world.state(), iccid, package, self.world.clock.now())
    }

    /// The provider takes back what was delivered to this SIM: PressOne shows the order as refunded and drops the package from the eSIM,
    /// Connect's order turns `FAILED` and its subscription is gone. Says how many purchases.
    pub fn take_back(&self, iccid: &str) -> usize {
        elsewhere::take_back(&mut self.world.state(), iccid, self.world.clock.now())
    }
}
