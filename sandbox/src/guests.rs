//! SIMs made on demand, for tests that need hundreds side by side, and the customers who hold them.

use time::OffsetDateTime;

use crate::{
    Amount, Player,
    connect::model::{Connect, SimType},
    demo::{
        catalogue::EUROPE_3GB,
        seeds::Life,
        shop::{Provider, ShopSim},
    },
    pressone::model::PressOne,
};

const PLAN: &str = "bonbon-mobile-30days-3gb";
const OPERATOR: &str = "bonbon-mobile";
const USUAL: &str = "bonbon-mobile-30days-3gb-topup";
/// A payment call names a SIM by its last four digits, so no two guests may share them.
const MOST: u32 = 10_000;

/// A SIM that nobody has used yet, and something to buy for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshSim {
    /// Which SIM; a session for it comes from [`crate::Running::session_for`].
    pub iccid: String,
    /// A package or product that is on offer for it.
    pub package: String,
    /// What the provider's list says it costs: PressOne's retail price, Connect's catalogue price.
    pub price: Amount,
}

/// All SIMs made so far.
#[derive(Debug, Default)]
pub(crate) struct Guests {
    sims: Vec<ShopSim>,
}

impl Guests {
    /// Makes one more SIM at a provider.
    pub(crate) fn mint(
        &mut self,
        player: Player,
        pressone: &mut PressOne,
        connect: &mut Connect,
        now: OffsetDateTime,
    ) -> anyhow::Result<FreshSim> {
        let number = u32::try_from(self.sims.len())?;
        anyhow::ensure!(number < MOST, "no more than {MOST} fresh SIMs fit into one sandbox");
        let (iccid, provider, country, fresh) = match player {
            Player::Pressone => {
                let iccid = format!("8934000000020{number:04}");
                let life = Life::Running { megabytes: 410, voice: 22, text: 31, hours: 500 };
                pressone.issue(&iccid, PLAN, life, pressone.topups_of(OPERATOR), now);
                let cents = pressone.catalogue.get(USUAL).map(|it| it.price * rust_decimal::Decimal::ONE_HUNDRED);
                let price = amount(cents, "USD")?;
                (iccid.clone(), Provider::PressOne, "PT", FreshSim { iccid, package: USUAL.to_owned(), price })
            }
            Player::Connect => {
                let iccid = format!("894447260000070{number:04}");
                connect.issue(&iccid, SimType::Psim, now);
                connect.add_plan(&iccid, EUROPE_3GB, 1180, 21, now);
                let cents = connect.product(EUROPE_3GB).map(|it| it.price * rust_decimal::Decimal::ONE_HUNDRED);
                let price = amount(cents, "EUR")?;
                (iccid.clone(), Provider::ConnectPsim, "GB", FreshSim { iccid, package: EUROPE_3GB.to_owned(), price })
            }
            Player::Storefront => anyhow::bail!("a storefront issues no SIMs"),
        };
        self.sims.push(ShopSim { iccid, provider, country, label: format!("Guest {number}") });
        Ok(fresh)
    }

    /// The SIMs with these ICCIDs, in that order.
    pub(crate) fn named(&self, iccids: &[impl AsRef<str>]) -> anyhow::Result<Vec<&ShopSim>> {
        let find = |iccid: &str| {
            let found = self.sims.iter().find(|it| it.iccid == iccid);
            found.ok_or_else(|| anyhow::anyhow!("{iccid} is no fresh SIM of this sandbox"))
        };
        iccids.iter().map(|it| find(it.as_ref())).collect()
    }

    /// The ICCID behind the last digits that a payment call names.
    pub(crate) fn iccid_of(&self, tail: &str) -> Option<String> {
        self.sims.iter().find(|it| !tail.is_empty() && it.iccid.ends_with(tail)).map(|it| it.iccid.clone())
    }
}

/// The customer that holds a SIM: the same for every session that starts with it.
pub(crate) fn holder(iccid: &str) -> String {
    format!("guest-{iccid}")
}

fn amount(cents: Option<rust_decimal::Decimal>, currency: &str) -> anyhow::Result<Amount> {
    use rust_decimal::prelude::ToPrimitive as _;
    let minor = cents.and_then(|it| it.to_i64()).ok_or_else(|| anyhow::anyhow!("the catalogue lacks the usual package"))?;
    Ok(Amount { minor, currency: currency.to_owned() })
}
