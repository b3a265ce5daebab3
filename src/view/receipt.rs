//! What was bought, to keep.

use super::copy::copy;
use super::frame;
use super::icon::{Icon, icon};
use super::markup::{Attr, div, span, tag};
use super::progress::sim_name;
use super::review::list_of_facts;
use super::scene::{Act, Scene};
use crate::text::Text;
use contract::{Order, PaymentStatus, StageName};
use yew::prelude::Html;

/// The receipt, to copy and to print.
pub(super) fn view(scene: &Scene<'_>, order: &Order) -> Html {
    let words = scene.words;
    let (rows, total, sum) = (rows(scene, order), total(order), words.money(order.offer.price));
    let mut text = String::new();
    for (name, value) in rows.iter().map(|(name, value)| (*name, value)).chain([(total, &sum)]) {
        text.push_str(&words.fill(Text::ReceiptLine, &[("name", words.say(name)), ("value", value)]));
    }
    let print = frame::button("link").with(Attr::Part, "link").pressed(scene, Act::Print);
    let print = print.child(icon(Icon::Print)).child(span("", words.say(Text::Print))).done();
    tag("section", "panel stack")
        .with(Attr::Part, "receipt")
        .with(Attr::AriaLabel, words.say(Text::Receipt))
        .with(Attr::DataReference, order.reference.clone())
        .child(list_of_facts(scene, rows, total, span("", sum)))
        .child(div("pair").child(copy(scene, &text, Text::CopyReceipt).done()).child(print).done())
        .done()
}

fn rows(scene: &Scene<'_>, order: &Order) -> [(Text, String); 4] {
    let words = scene.words;
    let added = order.stages.iter().find(|stage| stage.name == StageName::Added).map_or(order.updated_at, |stage| stage.at);
    // Without the SIM's name, what it is called says how it ends already.
    let tail = scene.state.sim(&order.sim).map_or("", |_| &order.sim_tail);
    [
        (Text::Reference, words.line(&[&order.reference])),
        (Text::Package, words.line(&[&words.package(&order.offer), &words.extras(order.offer.minutes, order.offer.texts)])),
        (Text::Sim, words.line(&[&sim_name(scene, order), tail])),
        (Text::AddedAt, words.moment(added)),
    ]
}

/// Named by what happened to the money so far.
const fn total(order: &Order) -> Text {
    match order.payment {
        PaymentStatus::Charged => Text::Charged,
        PaymentStatus::Reserved => Text::ReservedOnly,
        PaymentStatus::OnAccount => Text::BilledByShop,
        PaymentStatus::RefundDue | PaymentStatus::Refunded => Text::RefundedTotal,
        PaymentStatus::None | PaymentStatus::Released | PaymentStatus::Declined => Text::Total,
    }
}
