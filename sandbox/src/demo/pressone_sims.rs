//! The ordinary PressOne eSIMs.

use super::{
    Demo,
    seeds::{EsimSeed, Life},
};

/// Customer, ICCID, country, label, original plan, its life, operator whose top-ups are on offer ("" for none).
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, Life, &'static str);

const BONBON: &str = "bonbon-mobile-30days-3gb";
const EURO: &str = "eurolink-7days-1gb";

const fn running(megabytes: u64, hours: i64) -> Life {
    Life::Running { megabytes, voice: 0, text: 0, hours }
}

const ESIMS: [Row; 13] = [
    (
        "mara",
        "89340000000000872",
        "PT",
        "Lisbon trip",
        BONBON,
        Life::Running { megabytes: 410, voice: 22, text: 31, hours: 75 },
        "bonbon-mobile",
    ),
    ("mara", "89340000000000955", "JP", "Kyoto in spring", "moshi-10days-unlimited", running(0, 150), "moshi"),
    ("mara", "89340000000001042", "IT", "Rome weekend", "mamma-mia-7days-1gb", Life::UsedUp { days_left: 2 }, "mamma-mia"),
    ("theo", "89340000000001216", "PT", "Old phone", BONBON, Life::Recycled, ""),
    ("theo", "89340000000001323", "US", "New York in June", "change-30days-5gb", Life::NotActive, ""),
    ("theo", "89340000000001430", "IT", "Milan fair", "mamma-mia-7days-1gb", Life::Expired { days_ago: 12 }, ""),
    ("theo", "89340000000001547", "PT", "Madeira", BONBON, running(1860, 300), ""),
    ("theo", "89340000000001654", "JP", "Osaka", "moshi-30days-3gb", running(2650, 410), "moshi"),
    ("ana", "89340000000002118", "US", "My eSIM", "change-30days-5gb", running(940, 130), "change"),
    ("fleet", "89340000000003017", "PT", "Van 1, Porto", BONBON, running(300, 60), "bonbon-mobile"),
    ("fleet", "89340000000003124", "PT", "Van 2, Porto", BONBON, running(2210, 500), "bonbon-mobile"),
    ("fleet", "89340000000003231", "IT", "Van 3, Genoa", "mamma-mia-7days-1gb", running(120, 20), "mamma-mia"),
    ("fleet", "89340000000003348", "ES", "Relief phone", EURO, Life::UsedUp { days_left: 1 }, "eurolink"),
];

pub(super) fn issue(demo: &mut Demo) {
    for (customer, iccid, country, label, plan, life, operator) in ESIMS {
        let offers = if operator.is_empty() { Vec::new() } else { demo.topups_of(operator) };
        demo.esim(EsimSeed { customer, iccid, country, label, plan, life, offers });
    }
}
