//! The payment hook in trouble, around an order of either provider.

use serde_json::json;

use super::{Draft, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    let hook = |operation, fault| FaultRule::once(Player::Storefront, operation, fault);
    let (before, after) = (When::Before, When::After);
    let broken = || Fault::reply(500, "text/plain", "Internal Server Error", before);
    let page = || Fault::reply(200, "text/html", "<html><body>Welcome</body></html>", before);
    let decline = || Fault::Decline { reason: "card_declined".to_owned() };
    let authorise = |fault| hook(Operation::Authorise, fault);
    let capture = |fault| hook(Operation::Capture, fault);
    let notify = |fault| hook(Operation::Notify, fault);
    let payment = |key, truth, about, rules| Draft::new(Strikes::Payment, key, truth, about, rules);
    let sure = Truth::Delivered;
    drafts.extend([
        payment("payment-declined", Truth::Unsent, "The bank says no.", vec![authorise(decline())]),
        payment("payment-500-always", Truth::Unsent, "Every authorisation is a 500.", vec![authorise(broken()).always()]),
        payment("payment-500", sure, "The first two authorisations are 500s.", vec![authorise(broken()).next(2)]),
        payment("payment-hang", sure, "The first authorisation is never answered.", vec![authorise(Fault::Hang { when: before })]),
        payment("payment-lost", sure, "Authorised, and the answer is lost.", vec![authorise(Fault::Drop { when: after })]),
        payment("payment-html", sure, "The first authorisation is a 200 full of HTML.", vec![authorise(page())]),
        payment("payment-forged", sure, "Authorised, and the answer is signed by a stranger.", vec![authorise(Fault::Forge)]),
        payment("payment-misaddressed", sure, "Authorised, and the answer is signed for another call.", vec![authorise(Fault::Misaddress)]),
        payment(
            "payment-without-hold",
            sure,
            "Authorised, and the answer does not name the hold.",
            vec![authorise(Fault::edit("/authorisation", None))],
        ),
        payment(
            "payment-strange-decision",
            sure,
            "Authorised, and the answer's decision is a word that nobody knows.",
            vec![authorise(Fault::edit("/decision", Some(json!("perhaps"))))],
        ),
        payment("capture-500", sure, "The first three captures are 500s.", vec![capture(broken()).next(3)]),
        payment("capture-hang", sure, "The first capture is never answered.", vec![capture(Fault::Hang { when: before })]),
        payment("capture-lost", sure, "Captured, and the answer is lost.", vec![capture(Fault::Drop { when: after })]),
        payment("capture-forged", sure, "Captured, and the answer is signed by a stranger.", vec![capture(Fault::Forge)]),
        payment(
            "hold-expires",
            sure,
            "The hold lasts one second, and the provider answers after two.",
            vec![
                authorise(Fault::HoldFor { seconds: 1 }),
                FaultRule::once(player, Operation::Submit, Fault::Slow { millis: 2_000, when: after }),
            ],
        ),
        payment("notice-500", sure, "The first three notices are 500s.", vec![notify(broken()).next(3)]),
        payment("notice-hang", sure, "The first notice is never answered.", vec![notify(Fault::Hang { when: before })]),
        payment("notice-lost", sure, "The first notice is taken, and the answer lost.", vec![notify(Fault::Drop { when: after })]),
    ]);
    let refused = match player {
        Player::Connect => Fault::json(422, &json!({"type": "PRODUCT_NOT_FOUND", "messages": ["The product does not exist"]}), before),
        _ => Fault::json(422, &json!({"code": 23, "reason": "This top-up is disabled by the operator."}), before),
    };
    let refused = || FaultRule::once(player, Operation::Submit, refused.clone());
    let release = |fault| hook(Operation::Release, fault);
    drafts.extend([
        payment(
            "release-500",
            Truth::Nothing,
            "Refused, and the first three releases are 500s.",
            vec![refused(), release(broken()).next(3)],
        ),
        payment(
            "release-lost",
            Truth::Nothing,
            "Refused, released, and the answer is lost.",
            vec![refused(), release(Fault::Drop { when: after })],
        ),
    ]);
}
