//! Every documented refusal, and the ones that are not documented and so prove nothing.

use serde_json::{Value, json};

use super::{Draft, Strikes, Truth};
use crate::{Fault, FaultRule, Operation, Player, When};

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    match player {
        Player::Connect => connect(drafts),
        _ => pressone(drafts),
    }
}

fn invalid(field: &str, message: &str) -> Value {
    json!({"data": {field: message}, "meta": {"message": "the parameter is invalid"}})
}

fn pressone(drafts: &mut Vec<Draft>) {
    let before = When::Before;
    let refuse = |status, body: Value| Fault::json(status, &body, before);
    let code = |code: u16| Fault::json(422, &json!({"code": code, "reason": "The provider's own words."}), before);
    let missing = json!({"data": {"iccid": "The iccid field is required.", "package_id": "The package id field is required."},
        "meta": {"message": "the parameter is invalid"}});
    let unexpected = json!({"code": 53, "reason": "Something unexpected happened, please try again later."});
    let unlisted = json!({"code": 97, "reason": "A code that no page lists."});
    let rows = [
        ("refused-limit", "422: the purchase limit.", refuse(422, invalid("package_id", "validation.order_exceed_limit"))),
        ("refused-fields", "422: fields are missing.", refuse(422, missing)),
        ("refused-package", "422: not offered for this eSIM.", refuse(422, invalid("package_id", "invalid topup package"))),
        ("refused-400", "400: the same in the other status.", refuse(400, invalid("package_id", "invalid topup package"))),
        ("refused-iccid", "422: an ICCID that is not ours.", refuse(422, invalid("iccid", "The selected iccid is invalid."))),
        (
            "refused-404",
            "404: an eSIM that is not known.",
            refuse(404, json!({"data": [], "meta": {"message": "messages.resource_not_found"}})),
        ),
        ("refused-11", "Code 11: the reseller's credit.", code(11)),
        ("refused-13", "Code 13: operator maintenance.", code(13)),
        ("refused-13-text", "Code 13 as a text.", refuse(422, json!({"code": "13", "reason": "The operator is under maintenance."}))),
        ("refused-14", "Code 14: checksum.", code(14)),
        ("refused-23", "Code 23: top-up disabled.", code(23)),
        ("refused-33", "Code 33: not enough eSIMs.", code(33)),
        ("refused-34", "Code 34: out of stock.", code(34)),
        ("refused-43", "Code 43: malformed.", code(43)),
        ("refused-73", "Code 73: recycled.", code(73)),
        (
            "refused-89",
            "403, code 89: address not allowed.",
            refuse(403, json!({"code": 89, "reason": "Your IP address is not on the allow list."})),
        ),
        ("53-before", "Code 53, which proves nothing: nothing bought.", refuse(422, unexpected.clone())),
        ("53-after", "Code 53, which proves nothing: bought.", Fault::json(422, &unexpected, When::After)),
        ("unlisted-code-before", "A code that no page lists: nothing bought.", refuse(422, unlisted.clone())),
        ("unlisted-code-after", "A code that no page lists: bought.", Fault::json(422, &unlisted, When::After)),
        ("withdrawn", "Offered, and gone at the purchase.", Fault::Withdraw),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(Player::Pressone, key, about, fault)));
    let busy = Fault::json(429, &json!({"message": "Too Many Attempts."}), before).with_header("retry-after", "1");
    limited(Player::Pressone, busy, drafts);
}

fn connect(drafts: &mut Vec<Draft>) {
    let error = |status, kind: &str, when| Fault::json(status, &json!({"type": kind, "messages": ["The provider's own words"]}), when);
    let (before, after) = (When::Before, When::After);
    let rows = [
        ("refused-message", "400 INVALID_HTTP_MESSAGE.", error(400, "INVALID_HTTP_MESSAGE", before)),
        ("refused-params", "400 INVALID_REQUEST_PARAMS.", error(400, "INVALID_REQUEST_PARAMS", before)),
        ("refused-403", "403 ACCESS_DENIED.", error(403, "ACCESS_DENIED", before)),
        ("refused-406", "406 UNACCEPTABLE: the account's limit.", error(406, "UNACCEPTABLE", before)),
        ("refused-422", "422 PRODUCT_NOT_FOUND.", error(422, "PRODUCT_NOT_FOUND", before)),
        ("internal-error-before", "500 INTERNAL_ERROR: no order.", error(500, "INTERNAL_ERROR", before)),
        ("internal-error-after", "500 INTERNAL_ERROR: taken.", error(500, "INTERNAL_ERROR", after)),
        ("unlisted-type-before", "A 400 of a type that no page lists: no order.", error(400, "SOMETHING_NEW", before)),
        ("unlisted-type-after", "A 400 of a type that no page lists: taken.", error(400, "SOMETHING_NEW", after)),
        ("422-html", "A 422 full of HTML: taken.", Fault::reply(422, "text/html", "<html><body>422</body></html>", after)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(Player::Connect, key, about, fault)));
    limited(Player::Connect, error(429, "TOO MANY REQUESTS", before).with_header("retry-after", "1"), drafts);
    let other =
        Fault::json(429, &json!({"message": "API rate limit of 1000 requests per minute exceeded", "http_status_code": 429}), before)
            .with_header("x-rate-limit-limit", "1000")
            .with_header("x-rate-limit-remaining", "0");
    let rule = FaultRule::once(Player::Connect, Operation::Submit, other);
    let about = "429 once, in the successor's words.";
    drafts.push(Draft::new(Strikes::Submit, "busy-other-words", Truth::DeliveredOnRepeat, about, vec![rule]));
}

/// Limits and tokens: the two refusals after which the same order may be sent again.
fn limited(player: Player, busy: Fault, drafts: &mut Vec<Draft>) {
    let rule = |fault: &Fault| FaultRule::once(player, Operation::Submit, fault.clone());
    let draft = |key, truth, about, rule| Draft::new(Strikes::Submit, key, truth, about, vec![rule]);
    let again = Truth::DeliveredOnRepeat;
    drafts.extend([
        draft("busy-once", again, "429 once, in the limiter's words.", rule(&busy)),
        draft("busy-always", Truth::Nothing, "429 at every purchase.", rule(&busy).always()),
        draft("token-once", again, "The token ends at the purchase: 401 once.", rule(&Fault::ExpireToken)),
        draft("token-always", Truth::Nothing, "Every token ends at the purchase.", rule(&Fault::ExpireToken).always()),
        Draft::submit(
            player,
            "busy-html",
            "A 429 full of HTML, which is not the limiter's: bought.",
            Fault::reply(429, "text/html", "<html><body>429</body></html>", When::After),
        ),
    ]);
}
