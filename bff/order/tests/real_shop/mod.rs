//! A shop of real clients: both providers and the payment hook over real sockets.

use async_trait::async_trait;
use contract::Offer;
use order::{HookPayment, HookSettings, OwnedSim, Payment, Shop};
use provider::{
    Budgets, Connect, ConnectConfig, ConnectSettings, Credentials, PressOne, PressOneConfig, PressOneSettings, Provider, ProviderOffer,
    Purpose, ReadError, Timeouts,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Where the sandbox's players are and what opens them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Addresses {
    pressone: String,
    pressone_id: String,
    pressone_secret: String,
    connect: String,
    connect_token: String,
    connect_id: String,
    connect_secret: String,
    hook: String,
    hook_secret: String,
}

impl Addresses {
    pub(crate) fn of(sandbox: &sandbox::Running) -> Self {
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
        }
    }
}

pub(crate) struct RealShop {
    pressone: Arc<PressOne>,
    connect: Arc<Connect>,
    hook: Arc<HookPayment>,
}

impl RealShop {
    pub(crate) fn new(at: &Addresses) -> Self {
        let many = std::num::NonZeroU32::new(60_000).expect("not zero");
        let budgets = Budgets { calls_per_minute: Some(many), ..Budgets::default() };
        let pressone = PressOneSettings {
            base_url: at.pressone.clone(),
            path_prefix: sandbox::PRESSONE_PREFIX.to_owned(),
            token_url: None,
            currency: None,
            history_interval_s: 900,
            timeouts: Timeouts::default(),
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
            timeouts: Timeouts::default(),
            budgets,
            allow_http: false,
        };
        let account = |id: &str, secret: &str| Credentials { client_id: id.to_owned(), client_secret: secret.to_owned().into() };
        let hook = HookSettings { url: at.hook.clone(), secret: at.hook_secret.clone().into(), timeout: Duration::from_secs(2) };
        let pressone = PressOneConfig { settings: pressone, credentials: account(&at.pressone_id, &at.pressone_secret) };
        let connect = ConnectConfig { settings: connect, credentials: account(&at.connect_id, &at.connect_secret) };
        Self {
            pressone: Arc::new(PressOne::new(pressone).expect("good settings")),
            connect: Arc::new(Connect::new(connect).expect("good settings")),
            hook: Arc::new(HookPayment::new(&hook).expect("good settings")),
        }
    }
}

/// At the list price.
pub(crate) fn priced(offer: ProviderOffer) -> Offer {
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
        let provider = self.provider(&sim.account).expect("an account of the sandbox");
        Ok(provider.offers(&sim.target, Purpose::Sale).await?.into_iter().map(priced).collect())
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
