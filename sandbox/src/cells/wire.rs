//! Connections that break: before the purchase or after it.

use super::{Draft, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    let (before, after) = (When::Before, When::After);
    // The last read before the purchase: the next connection is the purchase's own.
    let last_read = if player == Player::Connect { Operation::Subscriptions } else { Operation::Offers };
    let shut_for = |millis| vec![FaultRule::once(player, last_read, Fault::Shut { millis })];
    drafts.extend([
        Draft::new(Strikes::Offers, "port-shut", Truth::Unsent, "The port refuses every connection.", Vec::new()).shut(),
        Draft::new(
            Strikes::Submit,
            "port-shut-at-purchase",
            Truth::DeliveredOnRepeat,
            "The port refuses the connection of the purchase, and works again after a second.",
            shut_for(1_000),
        ),
    ]);
    drafts.extend(
        [
            ("unread", "The connection is accepted and the purchase never read.", Fault::NeverRead),
            ("closed-before", "Read whole, then closed: nothing bought.", Fault::Drop { when: before }),
            ("closed-after", "Bought, then closed without an answer.", Fault::Drop { when: after }),
            ("reset-before", "Read whole, then reset: nothing bought.", Fault::Reset { when: before }),
            ("reset-after", "Bought, then reset.", Fault::Reset { when: after }),
            ("hang-before", "Read whole, then silence: nothing bought.", Fault::Hang { when: before }),
            ("hang-after", "Bought, then silence on an open connection.", Fault::Hang { when: after }),
            ("cut-head-before", "Half of a 200's head, then closed: nothing bought.", Fault::CutHead { when: before }),
            ("cut-head-after", "Bought, then half of the answer's head.", Fault::CutHead { when: after }),
            ("cut-body", "Bought, then half of the promised body.", Fault::Cut),
            ("cut-chunk", "Bought, then half of a chunked body.", Fault::CutChunk),
            ("drip", "Bought, and the answer comes one byte at a time.", Fault::Drip),
            ("flood-before", "A 200 whose body never ends: nothing bought.", Fault::Flood { when: before }),
            ("flood-after", "Bought, and the body of the answer never ends.", Fault::Flood { when: after }),
            ("late-answer", "Bought, and the answer comes after eight seconds.", Fault::Slow { millis: 8_000, when: after }),
            (
                "late-purchase",
                "Bought only eight seconds after the request, whoever still waits.",
                Fault::Slow { millis: 8_000, when: before },
            ),
        ]
        .map(|(key, about, fault)| Draft::submit(player, key, about, fault)),
    );
}
