use super::*;
use crate::review::shapes::{DeadLetter, EventLine, PaymentFile, SimFile};
use contract::{Activation, DataAmount, DataEffect, Effects, Money, Offer, OfferId, SimKind, Starts, Validity, ValidityEffect};
use serde_json::json;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_800_000_000 + seconds)
}

fn package() -> OfferId {
    "gb3-30days".parse().unwrap()
}

fn price() -> Money {
    Money::new(1000, "USD".parse().unwrap())
}

fn line(order: &str) -> OrderLine {
    OrderLine {
        order: order.parse().unwrap(),
        reference: "K7QX-2M".to_owned(),
        storefront: "demo".to_owned(),
        account: "pressone".to_owned(),
        sim_tail: "0872".to_owned(),
        package: package(),
        price: price(),
        fulfilment: "unknown".to_owned(),
        money: "authorised".to_owned(),
        review: "open".to_owned(),
        reason: Some("several_candidates".to_owned()),
        placed_at: at(0),
        updated_at: at(60),
    }
}

fn offer() -> Offer {
    let effects = Effects {
        activation: Activation::Unknown,
        data_effect: DataEffect::Unknown,
        validity_effect: ValidityEffect::Unknown,
        activate_by: contract::ActivateBy::Unknown,
    };
    Offer {
        id: package(),
        title: "3 GB - 30 days".to_owned(),
        data: DataAmount::Bytes(3_000_000_000),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: price(),
        effects,
    }
}

fn found(id: &str, by_marker: bool, taken_by: Option<&str>) -> CandidateFile {
    CandidateFile {
        id: id.to_owned(),
        by_marker,
        package: Some(package()),
        created_at: Some(at(5)),
        undone: false,
        starts: Starts::Unknown,
        taken_by: taken_by.map(|order| order.parse().unwrap()),
    }
}

fn whole(candidates: Candidates) -> ReviewFile {
    let iccid: contract::Iccid = "89340000000000872".parse().unwrap();
    let evidence = EvidenceFile {
        transport: "complete".to_owned(),
        status: Some(502),
        body: "<html>bad gateway".to_owned(),
        retry_after: None,
        error: None,
        at: at(4),
    };
    ReviewFile {
        order: line("ord_00000001"),
        customer: "customer-7".to_owned(),
        sim: SimFile { iccid: iccid.clone(), kind: SimKind::Esim, country: None, label: "Lisbon trip".to_owned() },
        quote: offer(),
        payment: PaymentFile { on_account: false, reference: None, authorisation: Some("auth-9".to_owned()), hold_expires_at: None },
        marker: "tuabcdefghijklmnopqrstuvwxyz".to_owned(),
        provider_order: None,
        effect: None,
        starts: None,
        delivered_at: None,
        rejection: None,
        resend_asked_by: Some("bob".to_owned()),
        attempts: vec![AttemptFile {
            number: 1,
            intended_at: at(3),
            deadline: at(63),
            package: package(),
            iccid,
            baseline: vec!["sub-1".to_owned()],
            without_effect: false,
            declared: false,
            evidence: Some(evidence),
        }],
        candidates,
        on_sim: vec![line("ord_00000002")],
        events: vec![EventLine { revision: 1, at: at(1), what: "authorised".to_owned(), detail: json!({ "authorisation": "auth-9" }) }],
        dead_letters: vec![DeadLetter {
            id: "msg_1".to_owned(),
            order: "ord_00000001".parse().unwrap(),
            what: "tell review".to_owned(),
            since: at(2),
            tries: 40,
            last_error: "the payment hook gives no answer".to_owned(),
        }],
    }
}

#[test]
fn a_file_tells_all_evidence_side_by_side() {
    let told = file(&whole(Candidates::Found(vec![found("4711", true, None), found("4712", false, Some("ord_00000002"))])), at(8000));
    for line in [
        "  order     ord_00000001, reference K7QX-2M",
        "  review    open: more than one thing at the provider could be this order's effect",
        "  placed    2027-01-15T08:00:00Z, 2 h 13 min ago",
        "  SIM       89340000000000872 (Lisbon trip) at pressone",
        "  price     10.00 USD, paid by the payment hook",
        "  provider  nobody knows yet",
        "  money     held, not taken",
        "  hold      auth-9",
        "  resend    ordered by bob; done when another person orders it too",
        "  answer  502, read to its end at 2027-01-15T08:00:04Z",
        "  body    <html>bad gateway",
        "              asked                         4711                  4712",
        "  package     gb3-30days                    gb3-30days            gb3-30days",
        "  made        2027-01-15T08:00:03Z          2027-01-15T08:00:05Z  2027-01-15T08:00:05Z",
        "  marker      tuabcdefghijklmnopqrstuvwxyz  the same              no",
        "  belongs to  ord_00000001                  nobody yet            ord_00000002",
        "  on the SIM before the send: sub-1",
        "  2027-01-15T08:00:00Z  ord_00000002  gb3-30days  nobody knows yet  held, not taken",
        "  msg_1  tell review  2027-01-15T08:00:02Z  40     the payment hook gives no answer",
        "  2027-01-15T08:00:01Z  authorised  authorisation auth-9",
    ] {
        assert!(told.lines().any(|found| found == line), "{line:?} in\n{told}");
    }
}

#[test]
fn nothing_at_the_provider_and_a_silent_provider_are_two_things() {
    let nothing = file(&whole(Candidates::Found(Vec::new())), at(1));
    assert!(nothing.contains("nothing that could be it"), "{nothing}");
    let silent = file(&whole(Candidates::NotRead("the provider asks to wait 30 s".to_owned())), at(1));
    assert!(silent.contains("the provider asks to wait 30 s") && !silent.contains("nothing that could"), "{silent}");
}

#[test]
fn the_queue_says_why_each_order_waits() {
    assert_eq!(list(&[], &[], at(0)), "nothing waits for a person\n");
    let unreadable = ["ord_00000009".parse().unwrap()];
    assert_eq!(list(&[], &unreadable, at(0)), "ord_00000009 waits too, and its row cannot be read: see the log\n");
    assert!(list(&[line("ord_00000001")], &unreadable, at(0)).ends_with("see the log\n"));
    let told = list(&[line("ord_00000001")], &[], at(7200));
    let row = told.lines().nth(1).unwrap();
    for cell in ["ord_00000001", "K7QX-2M", "…0872", "10.00 USD", "2 h 0 min", "unknown", "authorised", "more than one thing"] {
        assert!(row.contains(cell), "{cell}: {row}");
    }
}

#[test]
fn a_first_order_to_resend_says_that_nothing_was_done_yet() {
    let waits = ruled(&Ruled { order: line("ord_00000001"), second_person_needed: true });
    assert!(waits.starts_with("recorded:") && waits.contains("another person"), "{waits}");
    let done = ruled(&Ruled { order: line("ord_00000001"), second_person_needed: false });
    assert_eq!(done, "ord_00000001 (K7QX-2M): provider nobody knows yet; money held, not taken; review open\n");
}
