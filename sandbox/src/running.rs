//! A sandbox that runs: its addresses, its keys, and typed access to what the control API offers over HTTP.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Amount, Credentials, Ledger, Options, Player, Settings, connect, control, pressone,
    recorder::{Naming, Recorder},
    storefront,
    transport::{self, Site},
    world::World,
};

/// Starts sandboxes.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Binds the four listeners and starts answering.
    ///
    /// # Errors
    /// When a port is taken (the message names it) or the hook secret is no `whsec_` secret.
    pub async fn start(options: Options) -> anyhow::Result<Running> {
        let (pressone_listener, pressone_at) = transport::bind("PressOne", options.pressone_port).await?;
        let (connect_listener, connect_at) = transport::bind("Connect", options.connect_port).await?;
        let (storefront_listener, storefront_at) = transport::bind("the storefront", options.storefront_port).await?;
        let (control_listener, control_at) = transport::bind("the control API", options.control_port).await?;
        let world = Arc::new(World::new(options)?);
        let running = Running {
            world,
            pressone_at,
            connect_at,
            storefront_at,
            control_at,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let world = || running.world.clone();
        running.serve(pressone_listener, pressone::router(world()), Some((Player::Pressone, pressone::naming)));
        running.serve(connect_listener, connect::router(world()), Some((Player::Connect, connect::naming)));
        running.serve(storefront_listener, storefront::router(world()), Some((Player::Storefront, storefront::naming)));
        running.serve(control_listener, control::router(world()), None);
        Ok(running)
    }
}

/// A running sandbox. Dropping it stops it; [`Running::shutdown`] also waits for the end.
pub struct Running {
    pub(crate) world: Arc<World>,
    pressone_at: SocketAddr,
    connect_at: SocketAddr,
    storefront_at: SocketAddr,
    control_at: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    fn serve(&self, listener: TcpListener, router: Router, player: Option<(Player, Naming)>) {
        let door = player.map(|(player, _)| self.world.doors.of(player)).unwrap_or_default();
        let recorder = player.map(|(player, naming)| Recorder { world: self.world.clone(), player, naming });
        let site = Site { router, recorder, door, stop: self.stop.clone(), tasks: self.tasks.clone() };
        self.tasks.spawn(transport::serve(listener, site));
    }

    /// PressOne's origin, `http://127.0.0.1:port`; join [`crate::PRESSONE_PREFIX`] to it.
    #[must_use]
    pub fn pressone_url(&self) -> String {
        format!("http://{}", self.pressone_at)
    }

    /// Connect's base, `http://127.0.0.1:port/connect-api`; its calls start with `/v2/`.
    #[must_use]
    pub fn connect_url(&self) -> String {
        format!("http://{}/connect-api", self.connect_at)
    }

    /// Connect's token endpoint, whole.
    #[must_use]
    pub fn connect_token_url(&self) -> String {
        format!("http://{}/auth/realms/tru-staff/protocol/openid-connect/token", self.connect_at)
    }

    /// The storefront's origin: the demo page, and `/storefront/…`.
    #[must_use]
    pub fn storefront_url(&self) -> String {
        format!("http://{}", self.storefront_at)
    }

    /// The storefront's payment hook, whole.
    #[must_use]
    pub fn payment_hook_url(&self) -> String {
        format!("http://{}/storefront/hooks/payment", self.storefront_at)
    }

    /// The control API's base, `http://127.0.0.1:port/control`.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("http://{}/control", self.control_at)
    }

    /// The reseller's account at the played PressOne.
    #[must_use]
    pub fn pressone_credentials(&self) -> Credentials {
        Credentials::pressone_demo()
    }

    /// The reseller's account at the played Connect.
    #[must_use]
    pub fn connect_credentials(&self) -> Credentials {
        Credentials::connect_demo()
    }

    /// The storefront's Ed25519 public key, SubjectPublicKeyInfo in PEM.
    #[must_use]
    pub fn public_key_pem(&self) -> &str {
        self.world.signer.public_pem()
    }

    /// The `whsec_` secret that signs payment hooks both ways.
    #[must_use]
    pub fn hook_secret(&self) -> &str {
        &self.world.options.hook_secret
    }

    /// What was really bought, paid and asked so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.world.ledger()
    }

    /// A session token as the shop's server would sign it for a customer; a scenario of a lab customer narrows it to that scenario's SIM.
    ///
    /// # Errors
    /// When the customer or the scenario does not exist.
    pub fn session_token(&self, customer: &str, scenario: Option<&str>) -> anyhow::Result<String> {
        storefront::session::token(&self.world, customer, scenario, None)
    }

    /// The reference of a payment that this customer has approved at the shop, as `POST /storefront/payments` gives it; guests of
    /// [`Running::fresh_sim`] have them too.
    #[must_use]
    pub fn approved_payment(&self, customer: &str, amount: Amount) -> String {
        self.world.state().approvals.give(customer, amount)
    }

    /// Signs any claims with the storefront's key: for tests of tokens that a real shop would not sign.
    ///
    /// # Errors
    /// When the claims are no JSON object.
    pub fn sign_claims(&self, claims: &serde_json::Value) -> anyhow::Result<String> {
        let claims = claims.as_object().context("claims must be a JSON object")?;
        self.world.signer.sign(claims)
    }

    /// The sandbox clock's time, UTC.
    #[must_use]
    pub fn now(&self) -> time::OffsetDateTime {
        self.world.clock.now()
    }

    /// Moves the sandbox clock forward: token expiry, limiters, order progress, delays.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
    }

    /// Back to the state at start: ledger empty, demo data fresh, real time. Tokens already issued go on working.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// The players' knobs as they stand.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.world.state().settings.clone()
    }

    /// Turns knobs, for all later calls until a reset.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.world.state().settings);
    }

    /// Stops all listeners and waits until the last call has ended.
    pub async fn shutdown(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
