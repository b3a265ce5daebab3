//! The payment laboratory, judged by the ledger.

use std::{collections::BTreeSet, time::Duration};

use sandbox::{Operation, PaymentState, Player};
use serde_json::{Value, json};

use crate::{lab::Lab, storefront::authorise, wire::QUIET};

/// Scenario, what the calls to authorise answer, what the calls to capture answer; 0 stands for no answer.
const CASES: [(&str, &[u16], &[u16]); 6] = [
    ("payment-declined", &[200], &[]),
    ("payment-hangs", &[0, 200], &[200]),
    ("payment-500", &[500, 500, 200], &[200]),
    ("payment-lost", &[0, 200], &[200]),
    ("payment-capture", &[200], &[500, 500, 200]),
    ("payment-capture-lost", &[200], &[0, 200]),
];

/// Nothing for a while after a call has arrived: silence cannot be awaited, only given up on.
async fn silence(lab: &Lab) {
    let asked = || lab.running.ledger().requests_for(Player::Storefront, Operation::Authorise).len();
    let before = asked();
    while asked() == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(QUIET).await;
}

#[tokio::test]
async fn every_magic_case_ends_with_one_payment() {
    let lab = Lab::open().await;
    let scenarios = lab.scenarios("lab-payment").await;
    let listed: BTreeSet<&str> = scenarios.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(listed, CASES.iter().map(|it| it.0).collect(), "every scenario has its case");
    for (id, authorises, captures) in CASES {
        let iccid = &scenarios.iter().find(|it| it.0 == id).unwrap().1;
        let mut answer = Value::Null;
        for expected in authorises {
            let call = authorise(id, &iccid[iccid.len() - 4..], "lab-payment");
            let answered = match (id, expected) {
                ("payment-hangs", 0) => tokio::select! {
                    answered = lab.hook(&call) => answered,
                    () = silence(&lab) => None,
                },
                _ => lab.hook(&call).await,
            };
            assert_eq!(answered.as_ref().map_or(0, |it| it.0), *expected, "{id}");
            answer = answered.map_or(Value::Null, |it| it.1);
        }
        let capture = json!({"type": "payment.capture", "order": id, "authorisation": answer["authorisation"], "amount": {"minor": 1000, "currency": "USD"}});
        for expected in captures {
            assert_eq!(lab.hook(&capture).await.map_or(0, |it| it.0), *expected, "{id}");
        }
        let ledger = lab.running.ledger();
        let expected = if id == "payment-declined" { PaymentState::Declined } else { PaymentState::Captured };
        assert_eq!(ledger.payments.iter().filter(|it| it.order == id).map(|it| it.state).collect::<Vec<_>>(), [expected], "{id}");
    }
}
