//! The payment laboratory: ordinary eSIMs whose payments go wrong.

use super::{
    Demo,
    seeds::{EsimSeed, Life},
};
use crate::{Fault, FaultRule, Operation, Player, Times, When};

const CUSTOMER: &str = "lab-payment";
const USUAL: &str = "bonbon-mobile-30days-3gb-topup";

fn broken() -> Fault {
    Fault::reply(500, "text/plain", "Internal Server Error", When::Before)
}

pub(super) fn equip(demo: &mut Demo) {
    let once = Times::Cycle { fire: 1, of: 2 };
    let twice = Times::Cycle { fire: 2, of: 3 };
    let decline = Fault::Decline { reason: "card_declined".to_owned() };
    let rows = [
        ("declined", "Card declined", "The bank says no: nothing is ordered.", Operation::Authorise, decline, Times::Always),
        (
            "hangs",
            "Payment hook hangs",
            "The first call never gets an answer, the second one does.",
            Operation::Authorise,
            Fault::Hang { when: When::Before },
            once,
        ),
        ("500", "Payment hook fails twice", "500 twice, then authorised.", Operation::Authorise, broken(), twice),
        (
            "lost",
            "Authorised, answer lost",
            "Authorised, then the connection closes; asked again, the same authorisation.",
            Operation::Authorise,
            Fault::Drop { when: When::After },
            once,
        ),
        ("capture", "Capture fails twice", "Delivered; the capture answers 500 twice, then works.", Operation::Capture, broken(), twice),
        (
            "capture-lost",
            "Captured, answer lost",
            "Delivered and captured, then the connection closes; asked again, still one capture.",
            Operation::Capture,
            Fault::Drop { when: When::After },
            once,
        ),
    ];
    for (number, (key, title, what, operation, fault, times)) in (301_u32..).zip(rows) {
        let iccid = format!("89340000000100{number:03}");
        demo.esim(EsimSeed {
            customer: CUSTOMER,
            iccid: &iccid,
            country: "PT",
            label: &format!("Lab: {}", title.to_lowercase()),
            plan: "bonbon-mobile-30days-3gb",
            life: Life::Running { megabytes: 410, voice: 22, text: 31, hours: 75 },
            offers: demo.topups_of("bonbon-mobile"),
        });
        demo.scenario(CUSTOMER, [&format!("payment-{key}"), title, &format!("Payment: {what}")], Some(&iccid), Some(USUAL));
        let rule = FaultRule::once(Player::Storefront, operation, fault).on_sim(&iccid);
        demo.magic.push(FaultRule { times, ..rule });
    }
}
