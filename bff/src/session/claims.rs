//! What a storefront's token says, parsed into what it grants.

use super::{Granted, SimNames, TokenFault};
use crate::config::StorefrontConfig;
use contract::{Iccid, Money, SimKind, Timestamp};
use order::{OwnedSim, PaymentTerms};
use provider::{Device, SimTarget};
use serde::Deserialize;
use std::collections::HashSet;

/// The most SIMs that one session may hold: more is a mistake of the storefront, not a customer.
const SIMS: usize = 100;

/// The payload of a session token. Unknown claims are ignored, as JWT asks. No `Debug`: it names a customer.
#[derive(Deserialize)]
pub(crate) struct SessionClaims {
    /// The customer, in the storefront's words.
    pub(crate) sub: String,
    /// When it was signed, in seconds since 1970.
    pub(crate) iat: i64,
    /// When it ends.
    pub(crate) exp: i64,
    /// Its own name, so that it is used once.
    pub(crate) jti: String,
    payment: PaymentClaim,
    #[serde(default)]
    payment_label: Option<String>,
    sims: Vec<SimClaim>,
}

#[derive(Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
enum PaymentClaim {
    Hook,
    Account {
        #[serde(default)]
        cap: Option<Money>,
    },
}

#[derive(Deserialize)]
struct SimClaim {
    iccid: Iccid,
    provider: String,
    kind: SimKind,
    #[serde(default)]
    country: Option<String>,
    label: String,
    #[serde(default)]
    device: Option<Device>,
}

impl SessionClaims {
    /// What they grant at that storefront now; a SIM or payment that the configuration does not know is a fault of the token.
    pub(crate) fn grant(self, name: &str, shop: &StorefrontConfig, names: &SimNames, now: Timestamp) -> Result<Granted, TokenFault> {
        // A storefront's clock may be ahead: what is ordered until ours has come that far counts too.
        let since = Timestamp::from_unix_seconds(self.iat).min(now).into();
        let terms = match self.payment {
            PaymentClaim::Hook if shop.payment.hook.is_none() => return Err(TokenFault::Claim("payment: this shop has no payment hook")),
            PaymentClaim::Account { .. } if !shop.payment.allow_account => {
                return Err(TokenFault::Claim("payment: this shop does not sell on account"));
            }
            // Without one, a page could spend the reseller's money without end.
            PaymentClaim::Account { cap: None } => return Err(TokenFault::Claim("payment: on account needs a cap")),
            PaymentClaim::Hook => PaymentTerms::Hook,
            PaymentClaim::Account { cap } => PaymentTerms::Account { cap, since },
        };
        if self.sims.len() > SIMS {
            return Err(TokenFault::Claim("sims: more than 100"));
        }
        let mut seen = HashSet::new();
        let mut sims = Vec::with_capacity(self.sims.len());
        for sim in self.sims {
            if !seen.insert(sim.iccid.clone()) {
                return Err(TokenFault::Claim("sims: an ICCID stands there twice"));
            }
            sims.push(sim.own(name, shop, names)?);
        }
        Ok(Granted { sims, terms, payment_label: self.payment_label.filter(|label| within(label, 80)) })
    }
}

impl SimClaim {
    fn own(self, name: &str, shop: &StorefrontConfig, names: &SimNames) -> Result<OwnedSim, TokenFault> {
        let account = shop.accounts.get(&self.provider).ok_or(TokenFault::Claim("sims: a provider that this shop has no account for"))?;
        if self.country.as_deref().is_some_and(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase())) {
            return Err(TokenFault::Claim("sims: a country is two capital letters (ISO 3166-1)"));
        }
        if !within(&self.label, 80) {
            return Err(TokenFault::Claim("sims: a label has 1 to 80 characters"));
        }
        Ok(OwnedSim {
            id: names.name(name, &self.iccid).map_err(|_| TokenFault::Claim("sims: an ICCID that cannot be named"))?,
            account: account.clone(),
            target: SimTarget { iccid: self.iccid, kind: self.kind, country: self.country, device: self.device },
            label: self.label,
        })
    }
}

fn within(text: &str, characters: usize) -> bool {
    (1..=characters).contains(&text.chars().count())
}
