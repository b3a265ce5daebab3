//! What may be bought: PressOne's packages by operator, Connect's products for every SIM.

use rust_decimal::Decimal;

use super::Demo;
use crate::{
    connect::model::{Product, SimType},
    pressone::model::Package,
};

/// Said of every unlimited package.
const FAIR_USE: &str = "Full speed for the first 3 GB of each day, then 1 Mbps until midnight.";

/// Slug, megabytes (0: unlimited), days, minutes, messages, retail in US cents.
type Row = (&'static str, u64, u32, Option<u32>, Option<u32>, i64);

const TOPUPS: [Row; 25] = [
    ("bonbon-mobile", 1024, 7, None, None, 450),
    ("bonbon-mobile", 2048, 15, None, None, 700),
    ("bonbon-mobile", 3072, 30, None, None, 1000),
    ("bonbon-mobile", 5120, 30, Some(60), Some(40), 1650),
    ("bonbon-mobile", 10_240, 30, None, None, 2400),
    ("bonbon-mobile", 20_480, 30, None, None, 3600),
    ("bonbon-mobile", 0, 7, None, None, 2900),
    ("moshi", 1024, 7, None, None, 450),
    ("moshi", 3072, 30, None, None, 900),
    ("moshi", 5120, 30, None, None, 1150),
    ("moshi", 10_240, 30, None, None, 1800),
    ("moshi", 0, 5, None, None, 1750),
    ("moshi", 0, 15, None, None, 3800),
    ("mamma-mia", 1024, 7, None, None, 450),
    ("mamma-mia", 3072, 30, Some(30), Some(30), 1100),
    ("mamma-mia", 5120, 30, None, None, 1500),
    ("mamma-mia", 10_240, 30, None, None, 2200),
    ("change", 1024, 7, None, None, 400),
    ("change", 3072, 30, None, None, 1100),
    ("change", 5120, 30, None, None, 1600),
    ("change", 10_240, 30, Some(100), Some(100), 2600),
    ("eurolink", 500, 3, None, None, 250),
    ("eurolink", 1024, 7, None, None, 500),
    ("eurolink", 3072, 30, None, None, 1300),
    ("eurolink", 10_240, 30, None, None, 3700),
];

/// Original plans, which came with the eSIM.
const PLANS: [Row; 6] = [
    ("bonbon-mobile", 3072, 30, Some(60), Some(40), 1150),
    ("moshi", 0, 10, None, None, 2900),
    ("moshi", 3072, 30, None, None, 950),
    ("mamma-mia", 1024, 7, None, None, 450),
    ("change", 5120, 30, None, None, 1600),
    ("eurolink", 1024, 7, None, None, 500),
];

/// Name, megabytes, days, wholesale in euro cents, footprint, SIM types, id when it must be a certain one.
type ProductRow = (&'static str, u64, u32, i64, &'static str, &'static [SimType], &'static str);

const BOTH: &[SimType] = &[SimType::Esim, SimType::Psim];
const PSIM: &[SimType] = &[SimType::Psim];

const PRODUCTS: [ProductRow; 9] = [
    ("1 GB / 7 days Europe", 1024, 7, 260, "EUROPE", BOTH, "c1Xr0wTq8ZbK5nVdLmYh3sGfPj7EuAo2iR6tN9aQe4M="),
    ("3 GB / 30 days Europe", 3072, 30, 750, "EUROPE", BOTH, "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak="),
    ("5 GB / 30 days Europe", 5120, 30, 1120, "EUROPE", BOTH, "Vw2hQ7sYp0Jc4LxNb9TzRf6KdMe1GuAi8oXr3CtZy5U="),
    ("10 GB / 30 days Europe", 10_240, 30, 1980, "EUROPE", BOTH, "Tg5bW1nZx8Hq3CrLe7YvJm0PsKd4Ua9fOi2Rt6QcX-8="),
    ("20 GB / 30 days Europe", 20_480, 30, 3450, "EUROPE", BOTH, "Yp9dK3mRb6Xz1GfVt8QwLs5HnJc0Eu7aOi4TrN2Ye_A="),
    ("500 MB / 3 days World", 500, 3, 390, "GLOBAL", BOTH, "Hb4sT8kNw2Lq7YxCf1ZrVd6MgPj9Eu3aOi5RtX0Qe7I="),
    ("2 GB / 15 days World", 2048, 15, 1290, "GLOBAL", BOTH, "Nq6vL0rTy3Kb8WzGd5XhSf2CmJp7Eu1aOi9RtV4Qe_c="),
    ("5 GB / 30 days World", 5120, 30, 2790, "GLOBAL", BOTH, "Rz1mC7wVt4Nx9LkHb6QyGd3SfJp0Eu5aOi2RtT8Qe-0="),
    ("30 GB / 30 days Office", 30_720, 30, 4200, "GB", PSIM, "Dk3xP5yLq9Vb2TnRc8WzHf7MgJs4Eu6aOi1RtZ0Qe3Y="),
];

/// The product that scenarios use when any would do.
pub(crate) const EUROPE_3GB: &str = "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=";

pub(super) fn fill(demo: &mut Demo) {
    for row in TOPUPS {
        let package = package(row, true);
        demo.pressone.catalogue.insert(package.id.clone(), package);
    }
    for row in PLANS {
        let package = package(row, false);
        demo.pressone.catalogue.insert(package.id.clone(), package);
    }
    for (name, megabytes, days, cents, footprint, sim_types, id) in PRODUCTS {
        demo.connect.products.push(Product {
            id: id.to_owned(),
            name: name.to_owned(),
            sim_types: sim_types.to_vec(),
            days,
            megabytes,
            price: Decimal::new(cents, 2),
            footprint,
        });
    }
}

/// Ids follow the provider's convention: `bonbon-mobile-30days-3gb-topup`.
pub(super) fn package((slug, amount, days, voice, text, cents): Row, is_topup: bool) -> Package {
    let price = Decimal::new(cents, 2);
    let mut package = Package {
        id: String::new(),
        title: String::new(),
        amount,
        days,
        is_unlimited: amount == 0,
        voice,
        text,
        price,
        net_price: (price * Decimal::new(8, 1)).round_dp(2),
        fair_use: (amount == 0).then(|| FAIR_USE.to_owned()),
        is_topup,
        limit_per_sim: None,
    };
    let data = package.data_label();
    let suffix = if is_topup { "-topup" } else { "" };
    package.id = format!("{slug}-{days}days-{}{suffix}", data.to_lowercase().replace(' ', ""));
    let extras = [text.map(|it| format!("{it} SMS")), voice.map(|it| format!("{it} Mins"))];
    let parts = [Some(data)].into_iter().chain(extras).chain([Some(format!("{days} Days"))]).flatten();
    package.title = parts.collect::<Vec<_>>().join(" - ");
    package
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_titles_follow_the_providers_convention() {
        let topup = package(("bonbon-mobile", 3072, 30, None, None, 1000), true);
        assert_eq!((topup.id.as_str(), topup.title.as_str()), ("bonbon-mobile-30days-3gb-topup", "3 GB - 30 Days"));
        let talk = package(("mamma-mia", 500, 3, Some(60), Some(40), 100), false);
        assert_eq!((talk.id.as_str(), talk.title.as_str()), ("mamma-mia-3days-500mb", "500 MB - 40 SMS - 60 Mins - 3 Days"));
        assert_eq!(package(("moshi", 0, 5, None, None, 1), true).id, "moshi-5days-unlimited-topup");
    }
}
