//! The course of orders by their events: what followed what, and how it ended.

use super::money::notice;
use super::{Book, Case, Invariant, Violation};
use order::{EventRow, Fulfilment, Moment, MoneyLane, OrderRecord, Review, replay};
use std::collections::HashMap;

/// What is wrong with the course of one order.
pub(super) fn of_order(case: &Case, book: &Book) -> Vec<Violation> {
    let order = &book.order;
    let mut found = Vec::new();
    let mut fault = |invariant, what: String| found.push(Violation::of(invariant, book, what));
    let course = match course(&book.events) {
        Ok(course) => course,
        Err(what) => {
            fault(Invariant::Replays, what);
            Vec::new()
        }
    };
    if course.last().is_none_or(|(_, last)| last != order) {
        fault(Invariant::Replays, "the events lead elsewhere".to_owned());
    }
    for ((_, before), (_, after)) in course.iter().zip(course.iter().skip(1)) {
        if !may_follow(before.fulfilment, after.fulfilment) {
            fault(Invariant::TerminalStays, format!("{:?} became {:?}", before.fulfilment, after.fulfilment));
        }
        if !money_may_follow(before.money, after.money) {
            fault(Invariant::TerminalStays, format!("{:?} money became {:?}", before.money, after.money));
        }
    }
    let ended = matches!(order.fulfilment, Fulfilment::Delivered | Fulfilment::Rejected | Fulfilment::Absent | Fulfilment::Reversed);
    let under_way = matches!(order.money, MoneyLane::Authorising | MoneyLane::Capturing | MoneyLane::Releasing | MoneyLane::RefundDue);
    if order.review != Review::Open && (!ended || under_way) {
        fault(Invariant::ComesToRest, format!("left as {:?}, {:?}, {:?}", order.fulfilment, order.money, order.review));
    }
    if let Some(kind) = notice(book) {
        let told = case.ledger.notices.iter().any(|notice| notice.order == order.id.as_str() && notice.kind == kind);
        if !told {
            fault(Invariant::StorefrontTold, format!("no {kind}"));
        }
    }
    found
}

/// The row after each transaction, with its time.
fn course(events: &[EventRow]) -> Result<Vec<(Moment, OrderRecord)>, String> {
    let mut rows = Vec::new();
    let mut until = 0;
    for batch in events.chunk_by(|one, next| one.commit == next.commit) {
        until += batch.len();
        let so_far = events.get(..until).unwrap_or_default();
        match (replay(so_far), batch.first()) {
            (Ok(Some(row)), Some(first)) => rows.push((first.at, row)),
            (Ok(_), _) => return Err("the events do not begin with the placing".to_owned()),
            (Err(illegal), _) => return Err(illegal.to_string()),
        }
    }
    Ok(rows)
}

/// Late evidence is the one thing that moves an order that has ended.
pub(super) fn may_follow(before: Fulfilment, after: Fulfilment) -> bool {
    use Fulfilment as F;
    match before {
        F::Delivered => matches!(after, F::Delivered | F::Reversed),
        F::Absent => matches!(after, F::Absent | F::Delivered),
        F::Rejected | F::Reversed => after == before,
        _ => true,
    }
}

pub(super) fn money_may_follow(before: MoneyLane, after: MoneyLane) -> bool {
    use MoneyLane as M;
    match before {
        M::Captured => matches!(after, M::Captured | M::RefundDue),
        M::Released | M::Declined | M::Refunded => after == before,
        _ => true,
    }
}

/// What only several orders, or customers, together can break.
pub(super) fn across(case: &Case) -> Vec<Violation> {
    let mut found = keys(case);
    found.extend(overlaps(&case.books));
    for glimpse in case.testimony.glimpses.iter().filter(|glimpse| glimpse.shown) {
        let what = format!("somebody at {} was shown another one's order", glimpse.storefront);
        found.push(Violation { invariant: Invariant::OwnOnly, order: Some(glimpse.order.clone()), what });
    }
    found
}

fn keys(case: &Case) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut told: HashMap<(&str, &str), &str> = HashMap::new();
    for answer in &case.testimony.answers {
        let first = *told.entry((&answer.customer, &answer.key)).or_insert(&answer.order);
        let fault = |invariant, what: String| Violation { invariant, order: Some(answer.order.clone()), what };
        if first != answer.order {
            found.push(fault(Invariant::SameKeySameOrder, format!("the key was {first}'s before")));
        }
        if !case.books.iter().any(|book| book.order.id.as_str() == answer.order) {
            found.push(fault(Invariant::NothingLost, "the customer was told of an order that the journal does not hold".to_owned()));
        }
    }
    let mut rows: HashMap<_, &Book> = HashMap::new();
    for book in &case.books {
        let intent = (&book.order.customer.storefront, &book.order.customer.reference, book.order.key.as_str());
        if let Some(other) = rows.insert(intent, book) {
            let what = format!("shares its key with {}", other.order.id.as_str());
            found.push(Violation::of(Invariant::SameKeySameOrder, book, what));
        }
    }
    found
}

/// An order that was sent: when it first was, and when it closed.
struct Sent<'a> {
    book: &'a Book,
    begun: Moment,
    closed: Option<Moment>,
}

/// Two orders for one SIM, the one sent while the other, sent before, was still open.
fn overlaps(books: &[Book]) -> Vec<Violation> {
    let mut sims: HashMap<(&str, &str), Vec<Sent<'_>>> = HashMap::new();
    for book in books {
        let Some(first) = book.order.attempts.first() else { continue };
        let sim = (book.order.sim.account.as_str(), book.order.sim.target.iccid.as_str());
        sims.entry(sim).or_default().push(Sent { book, begun: first.intended_at, closed: closed_at(book) });
    }
    let mut found = Vec::new();
    for sent in sims.values() {
        for one in sent {
            for other in sent.iter().filter(|other| other.book.order.id != one.book.order.id) {
                if other.begun > one.begun && one.closed.is_none_or(|closed| other.begun < closed) {
                    let what = format!("sent while {} was open for the same SIM", one.book.order.id.as_str());
                    found.push(Violation::of(Invariant::OneOpenPerSim, other.book, what));
                }
            }
        }
    }
    found
}

fn closed_at(book: &Book) -> Option<Moment> {
    let closed = |row: &OrderRecord| {
        matches!(row.fulfilment, Fulfilment::Delivered | Fulfilment::Rejected | Fulfilment::Absent | Fulfilment::Reversed)
    };
    course(&book.events).ok()?.into_iter().find(|(_, row)| closed(row)).map(|(at, _)| at)
}
