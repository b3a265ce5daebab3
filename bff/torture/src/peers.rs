//! The players and how they are reached: real clients over real sockets, the same that ship.

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use contract::Offer;
use order::{HookPayment, HookSettings, OwnedSim, Payment, Shop};
use provider::{
    Budgets, Connect, ConnectConfig, ConnectSettings, Credentials, PressOne, PressOneConfig, PressOneSettings, Provider, ProviderOffer,
    ReadError, Timeouts,
};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// The storefront of every order here.
pub const STOREFRONT: &str = "demo";

/// Where the sandbox's players are and what opens them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Peers {
    pressone: String,
    pressone_id: String,
    pressone_secret: String,
    connect: String,
    connect_token: String,
    connect_id: String,
    connect_secret: String,
    hook: String,
    hook_secret: String,
    /// How long any one call may take, in milliseconds.
    patience_ms: NonZeroU32,
}

impl Peers {
    /// The players of that sandbox, given up on after `patience_ms`.
    pub fn of(sandbox: &sandbox::Running, patience_ms: NonZeroU32) -> Self {
        let (pressone, connect) = (sandbox.pressone_credentials(), sandbox.connect_credentials());
        Self {
            pressone: sandbox.pressone_url(),
            pressone_id: pressone.client_id,
            pressone_secret: pressone.client_secret,
            connect: sandbox.connect_url(),
            connect_token: sandbox.connect_token_url(),
            connect_id: connect.client_id,
            connect_secret: connect.client_secret,
            hook: sandbox.payment_hook_url(),
            hook_secret: sandbox.hook_secret().to_owned(),
            patience_ms,
        }
    }
}

/// A shop of real clients.
pub struct RealShop {
    pressone: Arc<PressOne>,
    connect: Arc<Connect>,
    hook: Arc<HookPayment>,
}

impl RealShop {
    /// A shop that reaches the players there.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub fn new(at: &Peers) -> Result<Self> {
        let many = NonZeroU32::new(60_000).context("not zero")?;
        let budgets = Budgets { tokens_per_minute: Some(many), calls_per_minute: Some(many), ..Budgets::default() };
        let patience = at.patience_ms;
        let timeouts = Timeouts { connect_ms: patience, read_ms: patience, submit_ms: patience, token_ms: patience };
        let pressone = PressOneSettings {
            base_url: at.pressone.clone(),
            path_prefix: sandbox::PRESSONE_PREFIX.to_owned(),
            token_url: None,
            currency: None,
            history_interval_s: 900,
            timeouts,
            budgets: budgets.clone(),
            allow_http: false,
        };
        let connect = ConnectSettings {
            base_url: at.connect.clone(),
            path_prefix: "/v2".to_owned(),
            token_url: at.connect_token.clone(),
            sales_tax_percent: rust_decimal::Decimal::ZERO,
            clock_skew_s: 120,
            history_interval_s: 30,
            timeouts,
            budgets,
            allow_http: false,
        };
        let account = |id: &str, secret: &str| Credentials { client_id: id.to_owned(), client_secret: secret.to_owned().into() };
        let timeout = Duration::from_millis(patience.get().into());
        let hook = HookSettings { url: at.hook.clone(), secret: at.hook_secret.clone().into(), timeout };
        let pressone = PressOneConfig { settings: pressone, credentials: account(&at.pressone_id, &at.pressone_secret) };
        let connect = ConnectConfig { settings: connect, credentials: account(&at.connect_id, &at.connect_secret) };
        Ok(Self {
            pressone: Arc::new(PressOne::new(pressone)?),
            connect: Arc::new(Connect::new(connect)?),
            hook: Arc::new(HookPayment::new(&hook).map_err(anyhow::Error::msg)?),
        })
    }
}

/// At the list price.
fn priced(offer: ProviderOffer) -> Offer {
    Offer {
        id: offer.id,
        title: offer.title,
        data: offer.data,
        fair_use: offer.fair_use,
        minutes: offer.minutes,
        texts: offer.texts,
        validity: offer.validity,
        price: offer.list_price,
        effects: offer.effects,
    }
}

#[async_trait]
impl Shop for RealShop {
    async fn offers_now(&self, _storefront: &str, sim: &OwnedSim) -> Result<Vec<Offer>, ReadError> {
        let provider = self.provider(&sim.account).ok_or(ReadError::NotFound)?;
        Ok(provider.offers(&sim.target, provider::Purpose::Sale).await?.into_iter().map(priced).collect())
    }

    fn provider(&self, account: &str) -> Option<Arc<dyn Provider>> {
        match account {
            "pressone" => Some(self.pressone.clone()),
            "connect" => Some(self.connect.clone()),
            _ => None,
        }
    }

    fn payment(&self, _storefront: &str) -> Option<Arc<dyn Payment>> {
        Some(self.hook.clone())
    }
}
