//! The way of one customer with a drawer full of SIMs, as it is shown to who has never seen the widget.

use super::*;
use contract::{DataLeft, SimKind};
use journey::GIGABYTE;

fn gigabytes(remaining: u64, total: u64) -> Option<DataLeft> {
    Some(DataLeft::Metered { remaining: remaining * GIGABYTE / 10, total: total * GIGABYTE })
}

fn drawer() -> Vec<Sim> {
    let kyoto = sim("sim_kyoto", "Kyoto in spring", "0955");
    let kyoto = Sim { country: Some("JP".to_owned()), data: Some(DataLeft::Unlimited), expires_at: Some(NOW.plus_days(7)), ..kyoto };
    let work = Sim {
        kind: SimKind::Psim,
        country: Some("GB".to_owned()),
        data: gigabytes(72, 10),
        minutes: Some(Meter { remaining: 80, total: 100 }),
        expires_at: Some(NOW.plus_days(21)),
        ..sim("sim_work", "Work phone", "0740")
    };
    let japan = Sim { country: Some("JP".to_owned()), ..retired() };
    vec![lisbon(), kyoto, work, japan]
}

fn shelf() -> Vec<Offer> {
    let calls = Offer { minutes: Some(60), texts: Some(40), ..offer("bonbon-mobile-30days-5gb-topup", 5, 30, 1_650) };
    let short = offer("bonbon-mobile-7days-1gb-topup", 1, 7, 450);
    vec![ten(), calls, three(), short, unlimited()]
}

/// What the first package has left, beside the one that has just come.
fn both() -> Packages {
    let mut both = packages(&lisbon());
    for first in both.packages.iter_mut().filter(|package| package.order.is_none()) {
        (first.data, first.expires_at) = (lisbon().data, lisbon().expires_at);
        (first.bought_at, first.activated_at) = (Some(NOW.plus_days(-27)), Some(NOW.plus_days(-27)));
    }
    both
}

pub(super) fn all() -> Vec<Shown> {
    let mut way = with_sims(Options::default(), Ok(drawer()));
    let mut seen = Vec::new();
    let mut keep = |name: &str, edge: &Edge| {
        seen.push(Shown { name: format!("showcase-{name}"), state: edge.state.clone(), copied: None });
    };
    way.send(Event::SelectSim(lisbon().id));
    keep("sims", &way);
    way.send(Event::Continue);
    way.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), shelf()))));
    way.send(Event::SelectOffer(three().id));
    keep("packages", &way);
    way.send(Event::Continue);
    way.end(is_offers, Ok(Reply::Offers(offers(&lisbon(), shelf()))));
    way.settle(|_| true);
    keep("review", &way);
    way.send(Event::Confirm);
    way.settle(|task| is_store(task) || is_place(task));
    let sent = [StageName::Received, StageName::Reserved, StageName::Sent];
    way.end(is_poll, Ok(Reply::Order(Box::new(staged(OrderStatus::Adding, &sent)))));
    let mut way = later(way, 4);
    keep("waiting", &way);
    way.end(is_poll, Ok(Reply::Order(Box::new(order(OrderStatus::Delivered, 5)))));
    way.end(|task| matches!(task, Task::Packages(_)), Ok(Reply::Packages(both())));
    keep("added", &way);
    seen
}
