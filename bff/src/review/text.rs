//! Review files as a person reads them in a terminal; pure.

use super::shapes::{AttemptFile, CandidateFile, Candidates, DeadLetters, EvidenceFile, OrderLine, ReviewFile, Ruled};
use super::table::{columns, money, sentence, span, word};
use contract::{OrderId, Timestamp};

/// The queue.
pub(super) fn list(reviews: &[OrderLine], unreadable: &[OrderId], now: Timestamp) -> String {
    let warning: String = unreadable.iter().map(|order| format!("{order} waits too, and its row cannot be read: see the log\n")).collect();
    if reviews.is_empty() {
        return if warning.is_empty() { "nothing waits for a person\n".to_owned() } else { warning };
    }
    let head = ["order", "reference", "shop", "account", "SIM", "price", "waits", "provider", "money", "why"];
    let row = |line: &OrderLine| {
        vec![
            line.order.to_string(),
            line.reference.clone(),
            line.storefront.clone(),
            line.account.clone(),
            format!("…{}", line.sim_tail),
            money(line.price),
            span(line.placed_at, now),
            line.fulfilment.clone(),
            line.money.clone(),
            line.reason.as_deref().map(sentence).unwrap_or_default(),
        ]
    };
    let rows = std::iter::once(head.map(str::to_owned).to_vec()).chain(reviews.iter().map(row));
    columns(&rows.collect::<Vec<_>>()) + &warning
}

/// One order's file.
pub(super) fn file(file: &ReviewFile, now: Timestamp) -> String {
    let mut told = summary(file, now);
    for attempt in &file.attempts {
        told += &heading(&format!("Attempt {}", attempt.number));
        told += &answer(attempt);
    }
    told += &heading("What we asked for, and what the provider shows now");
    told += &side_by_side(file);
    if !file.on_sim.is_empty() {
        told += &heading("Our other orders for this SIM");
        told += &columns(&file.on_sim.iter().map(neighbour).collect::<Vec<_>>());
    }
    if !file.dead_letters.is_empty() {
        told += &heading("Not brought to the shop");
        told += &letters(&file.dead_letters);
    }
    told += &heading("What happened");
    let event = |event: &super::shapes::EventLine| vec![event.at.to_string(), event.what.clone(), particulars(&event.detail)];
    told + &columns(&file.events.iter().map(event).collect::<Vec<_>>())
}

/// What came of a decision.
pub(super) fn ruled(ruled: &Ruled) -> String {
    let OrderLine { order, reference, fulfilment, money, review, .. } = &ruled.order;
    if ruled.second_person_needed {
        return format!("recorded: {order} ({reference}) is sent again once another person orders it too\n");
    }
    format!("{order} ({reference}): provider {}; money {}; review {review}\n", word(fulfilment), word(money))
}

/// The dead letters.
pub(super) fn dead_letters(dead: &DeadLetters) -> String {
    if dead.dead_letters.is_empty() { "there are no dead letters\n".to_owned() } else { letters(&dead.dead_letters) }
}

fn heading(text: &str) -> String {
    format!("\n{text}\n")
}

fn summary(file: &ReviewFile, now: Timestamp) -> String {
    let order = &file.order;
    let review = match (order.review.as_str(), &order.reason) {
        ("open", Some(reason)) => format!("open: {}", sentence(reason)),
        ("closed", Some(reason)) => format!("closed; it was: {}", sentence(reason)),
        (review, _) => review.to_owned(),
    };
    let paid = if file.payment.on_account { "billed by the shop" } else { "by the payment hook" };
    let mut rows = vec![
        ("order", format!("{}, reference {}", order.order, order.reference)),
        ("review", review),
        ("shop", format!("{}, customer {}", order.storefront, file.customer)),
        ("placed", format!("{}, {} ago", order.placed_at, span(order.placed_at, now))),
        ("SIM", format!("{} ({}) at {}", file.sim.iccid.as_str(), file.sim.label, order.account)),
        ("package", format!("{} ({})", order.package, file.quote.title)),
        ("price", format!("{}, paid {paid}", money(order.price))),
        ("provider", word(&order.fulfilment)),
        ("money", word(&order.money)),
    ];
    let known = |name, value: &Option<String>| value.as_ref().map(|value| (name, value.clone()));
    rows.extend(known("hold", &file.payment.authorisation));
    rows.extend(file.payment.hold_expires_at.map(|at| ("hold ends", at.to_string())));
    rows.extend(known("payment", &file.payment.reference));
    rows.extend(known("their order", &file.provider_order));
    rows.extend(known("on the SIM", &file.effect));
    rows.extend(file.resend_asked_by.as_ref().map(|who| ("resend", format!("ordered by {who}; done when another person orders it too"))));
    columns(&rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect::<Vec<_>>())
}

fn answer(attempt: &AttemptFile) -> String {
    let mut rows = vec![vec!["sent".to_owned(), format!("{} to {} at the latest", attempt.intended_at, attempt.deadline)]];
    if attempt.without_effect {
        let how = if attempt.declared { "declared: none; what shows of it still counts" } else { "proven: none" };
        rows.push(vec!["effect".to_owned(), how.to_owned()]);
    }
    match &attempt.evidence {
        None => rows.push(vec!["answer".to_owned(), "none was stored: the process ended, or lost the order, in between".to_owned()]),
        Some(EvidenceFile { transport, status, body, error, at, .. }) => {
            let status = status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
            rows.push(vec!["answer".to_owned(), format!("{status}, {} at {at}", word(transport))]);
            rows.extend(error.as_ref().map(|error| vec!["broke".to_owned(), error.clone()]));
            rows.push(vec!["body".to_owned(), if body.is_empty() { "empty".to_owned() } else { body.clone() }]);
        }
    }
    columns(&rows)
}

/// One column for what was asked, one for each thing that the provider shows.
fn side_by_side(file: &ReviewFile) -> String {
    let found = match &file.candidates {
        Candidates::NotRead(why) => return format!("  {why}\n"),
        Candidates::Found(found) => found,
    };
    let last = file.attempts.last();
    let sent = last.map_or_else(|| "never sent".to_owned(), |attempt| attempt.intended_at.to_string());
    let unsaid = || "not said".to_owned();
    let row = |name: &str, asked: String, shown: &dyn Fn(&CandidateFile) -> String| {
        [name.to_owned(), asked].into_iter().chain(found.iter().map(shown)).collect::<Vec<String>>()
    };
    let mut rows = vec![
        row("", "asked".to_owned(), &|one| one.id.clone()),
        row("package", file.order.package.to_string(), &|one| one.package.as_ref().map_or_else(unsaid, ToString::to_string)),
        row("made", sent, &|one| one.created_at.map_or_else(unsaid, |at| at.to_string())),
        row("marker", file.marker.clone(), &|one| if one.by_marker { "the same" } else { "no" }.to_owned()),
        row("state", String::new(), &|one| if one.undone { "failed or taken back" } else { "stands" }.to_owned()),
        row("belongs to", file.order.order.to_string(), &|one| {
            one.taken_by.as_ref().map_or_else(|| "nobody yet".to_owned(), ToString::to_string)
        }),
    ];
    if found.is_empty() {
        for row in &mut rows {
            row.push(String::new());
        }
        if let Some(first) = rows.first_mut().and_then(|row| row.last_mut()) {
            "nothing that could be it".clone_into(first);
        }
    }
    let before = last.map(|attempt| attempt.baseline.join(", ")).filter(|known| !known.is_empty());
    columns(&rows) + &before.map_or_else(String::new, |known| format!("  on the SIM before the send: {known}\n"))
}

fn neighbour(line: &OrderLine) -> Vec<String> {
    let OrderLine { order, package, fulfilment, money, placed_at, .. } = line;
    vec![placed_at.to_string(), order.to_string(), package.to_string(), word(fulfilment), word(money)]
}

fn letters(letters: &[super::shapes::DeadLetter]) -> String {
    let head = ["id", "what", "since", "tries", "last error"].map(str::to_owned).to_vec();
    let row = |letter: &super::shapes::DeadLetter| {
        vec![letter.id.clone(), letter.what.clone(), letter.since.to_string(), letter.tries.to_string(), letter.last_error.clone()]
    };
    columns(&std::iter::once(head).chain(letters.iter().map(row)).collect::<Vec<_>>())
}

/// The particulars of an event in one line; raw bodies stand with their attempt.
fn particulars(detail: &serde_json::Value) -> String {
    let Some(fields) = detail.as_object() else { return String::new() };
    let plain = fields.iter().filter(|(_, value)| !value.is_object() && !value.is_null());
    let said = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    plain.map(|(name, value)| format!("{name} {}", said(value))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
