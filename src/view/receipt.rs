//! What was bought, to keep.

use super::copy::Copy;
use super::icon::{Icon, icon};
use super::progress::sim_name;
use super::scene::Scene;
use crate::text::Text;
use contract::{Order, PaymentStatus, StageName};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `window.print()`
    fn print();
}

/// The receipt, to copy and to print.
pub(super) fn view(scene: &Scene<'_>, order: &Order) -> Html {
    let words = scene.words;
    let (rows, total) = (rows(scene, order), total(scene, order));
    let text = rows.iter().chain([&total]).map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    html! {
        <section class="panel stack" part="receipt" aria-label={words.say(Text::Receipt)} data-reference={order.reference.clone()}>
            <dl class="facts">
                { for rows.into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
                <dt class="total">{ total.0 }</dt>
                <dd class="total">{ total.1 }</dd>
            </dl>
            <div class="pair">
                <Copy text={text} label={words.say(Text::CopyReceipt)} done={words.say(Text::Copied)} announce={scene.announce.clone()} />
                <button type="button" class="link" part="link" onclick={Callback::from(|_: MouseEvent| print())}>
                    { icon(Icon::Print) }
                    <span>{ words.say(Text::Print) }</span>
                </button>
            </div>
        </section>
    }
}

fn rows(scene: &Scene<'_>, order: &Order) -> Vec<(&'static str, String)> {
    let words = scene.words;
    let added = order.stages.iter().find(|stage| stage.name == StageName::Added).map_or(order.updated_at, |stage| stage.at);
    vec![
        (words.say(Text::Reference), order.reference.clone()),
        (words.say(Text::Package), words.line(&[&words.package(&order.offer), &words.extras(order.offer.minutes, order.offer.texts)])),
        (words.say(Text::Sim), words.line(&[&sim_name(scene, order), &words.fill(Text::EndsIn, &[("tail", &order.sim_tail)])])),
        (words.say(Text::AddedAt), words.moment(added)),
    ]
}

/// Named by what happened to the money so far.
fn total(scene: &Scene<'_>, order: &Order) -> (&'static str, String) {
    let name = match order.payment {
        PaymentStatus::Charged => Text::Charged,
        PaymentStatus::Reserved => Text::ReservedOnly,
        PaymentStatus::OnAccount => Text::BilledByShop,
        PaymentStatus::RefundDue | PaymentStatus::Refunded => Text::RefundedTotal,
        PaymentStatus::None | PaymentStatus::Released | PaymentStatus::Declined => Text::Total,
    };
    (scene.words.say(name), scene.words.money(order.offer.price))
}
