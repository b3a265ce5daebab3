//! Cases for the tests of the judge: two that are as they should be, and the pieces to doctor them with.

use super::{Answer, Book, Case, Testimony};
use contract::*;
use order::{Attempt, Change, Customer, EventRow, Moment, OrderRecord, OwnedSim, PaymentTerms, Placement, replay};
use provider::{Baseline, SimTarget, Submission};
use sandbox::{Amount, Ledger, Notice, Operation, Payment, PaymentState, PaymentStep, Player, RequestSeen, TopUp};
use time::OffsetDateTime;

pub(super) const START: i64 = 1_795_285_800_000;

pub(super) fn moment(seconds: i64) -> Moment {
    Moment::from_unix_millis(START + seconds * 1_000)
}

pub(super) fn time_of(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(START / 1_000 + seconds).unwrap()
}

pub(super) fn offer() -> Offer {
    Offer {
        id: "3gb".parse().unwrap(),
        title: "3 GB".to_owned(),
        data: DataAmount::Bytes(3),
        fair_use: None,
        minutes: None,
        texts: None,
        validity: Validity::Days(30),
        price: Money::new(1_000, "USD".parse().unwrap()),
        effects: Effects {
            activation: Activation::Unknown,
            data_effect: DataEffect::Unknown,
            validity_effect: ValidityEffect::Unknown,
            activate_by: ActivateBy::Unknown,
        },
    }
}

pub(super) fn placed(key: &str, at: i64) -> OrderRecord {
    let target = SimTarget { iccid: "89340000000000872".parse().unwrap(), kind: SimKind::Esim, country: None, device: None };
    let placement = Placement {
        customer: Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() },
        sim: OwnedSim { id: "sim_1".parse().unwrap(), account: "pressone".to_owned(), target, label: String::new() },
        key: key.parse().unwrap(),
        quote: offer(),
        terms: PaymentTerms::Hook,
        payment_reference: None,
    };
    OrderRecord::place(placement, moment(at))
}

pub(super) fn intended(order: &OrderRecord, at: i64) -> Change {
    let submission = Submission {
        sim: order.sim.target.clone(),
        offer: order.quote.id.clone(),
        sold: order.quote.price,
        marker: order.marker.clone(),
        attempt: 1,
        intended_at: moment(at).timestamp(),
    };
    let deadline = moment(at + 60);
    let (baseline, evidence) = (Baseline::default(), None);
    Change::Intended {
        attempt: Box::new(Attempt {
            submission,
            baseline,
            intended_at: moment(at),
            deadline,
            evidence,
            without_effect: false,
            declared: false,
        }),
    }
}

/// An order with these transactions, one second each, from `at` on.
pub(super) fn book(order: OrderRecord, at: i64, transactions: &[&[Change]]) -> Book {
    let mut events = vec![EventRow { revision: 0, commit: 0, at: moment(at), change: Change::Placed { order: Box::new(order) } }];
    let mut revision = 0;
    for (second, changes) in (at..).zip(transactions) {
        let commit = revision + 1;
        for change in *changes {
            revision += 1;
            events.push(EventRow { revision, commit, at: moment(second), change: change.clone() });
        }
    }
    let order = replay(&events).unwrap().unwrap();
    Book { order, events }
}

pub(super) fn paid_and_sent(order: &OrderRecord, at: i64) -> Vec<Change> {
    let held = Change::Authorised { authorisation: "auth".to_owned(), expires_at: None };
    vec![Change::PriceConfirmed, Change::Authorising, held, intended(order, at)]
}

pub(super) fn delivered() -> Vec<Change> {
    vec![Change::Delivered { effect: "51001".to_owned(), starts: Starts::Now }, Change::Capturing]
}

pub(super) fn delivered_book(key: &str, at: i64) -> Book {
    let order = placed(key, at);
    let sent = paid_and_sent(&order, at);
    book(order, at, &[&sent, &delivered(), &[Change::Captured]])
}

pub(super) fn rejected_book(last: &[Change]) -> Book {
    let order = placed(KEY, 0);
    let sent = paid_and_sent(&order, 0);
    let rejection = Rejection { code: RejectionCode::Busy, retry: Retry::Later, retry_after: None, new_price: None };
    book(order, 0, &[&sent, &[Change::Rejected { rejection }, Change::Releasing], last])
}

pub(super) fn topup(order: &OrderRecord, at: i64) -> TopUp {
    TopUp {
        order_id: 51_001,
        iccid: order.sim.target.iccid.as_str().to_owned(),
        package_id: order.quote.id.as_str().to_owned(),
        description: order.marker.as_str().to_owned(),
        price: 10.into(),
        at: time_of(at),
        is_foreign: false,
        reversed_at: None,
    }
}

pub(super) fn payment(order: &OrderRecord, states: &[PaymentState]) -> Payment {
    Payment {
        order: order.id.as_str().to_owned(),
        authorisation: Some("auth".to_owned()),
        payment_reference: None,
        amount: Amount { minor: 1_000, currency: "USD".to_owned() },
        state: *states.last().unwrap(),
        history: states.iter().map(|state| PaymentStep { state: *state, at: time_of(1) }).collect(),
        expires_at: time_of(1_000_000),
    }
}

pub(super) fn notice(order: &OrderRecord, kind: &str) -> Notice {
    let id = format!("msg_{kind}");
    Notice { id, kind: kind.to_owned(), order: order.id.as_str().to_owned(), body: serde_json::Value::Null, at: time_of(1) }
}

pub(super) fn request() -> RequestSeen {
    RequestSeen {
        player: Player::Pressone,
        operation: Some(Operation::Submit),
        method: "POST".to_owned(),
        path: "/customer/v2/orders/topups".to_owned(),
        status: Some(200),
        correlation_id: None,
        at: time_of(1),
    }
}

pub(super) const KEY: &str = "01234567890123456789";
pub(super) const OTHER_KEY: &str = "98765432109876543210";

/// Bought once, paid once, told once.
pub(super) fn good() -> Case {
    let book = delivered_book(KEY, 0);
    let order = &book.order;
    let ledger = Ledger {
        pressone_topups: vec![topup(order, 1)],
        payments: vec![payment(order, &[PaymentState::Authorised, PaymentState::Captured])],
        notices: vec![notice(order, "order.delivered")],
        requests: vec![request()],
        ..Ledger::default()
    };
    let answer = Answer { customer: "mara".to_owned(), key: KEY.to_owned(), order: order.id.as_str().to_owned() };
    Case { ledger, books: vec![book.clone()], testimony: Testimony { answers: vec![answer], ..Testimony::default() } }
}

/// Refused, and the money given back.
pub(super) fn refused(last: &[Change], payments: &[PaymentState]) -> Case {
    let book = rejected_book(last);
    let mut case = good();
    case.ledger.pressone_topups.clear();
    case.ledger.payments = vec![payment(&book.order, payments)];
    case.ledger.notices = vec![notice(&book.order, "order.rejected")];
    case.testimony.answers.clear();
    case.books = vec![book];
    case
}
