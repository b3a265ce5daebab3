//! Answers that say nothing certain: gateways, redirects, garbage, wrong echoes, and refusals that are not true.

use serde_json::json;

use super::{Draft, Truth};
use crate::{Fault, Garbling, Player, When};

const GATEWAY: &str = "<html><head><title>Bad gateway</title></head><body><center><h1>Bad gateway</h1></center></body></html>";
/// A port where nobody listens.
const ELSEWHERE: &str = "http://127.0.0.1:9/elsewhere";

pub(super) fn add(player: Player, drafts: &mut Vec<Draft>) {
    gateways(player, drafts);
    redirects(player, drafts);
    garbage(player, drafts);
    echoes(player, drafts);
    lies(player, drafts);
}

fn gateways(player: Player, drafts: &mut Vec<Draft>) {
    let (before, after) = (When::Before, When::After);
    let page = |status, when| Fault::reply(status, "text/html", GATEWAY, when);
    let nothing = "A gateway's page: nothing bought.";
    let bought = "Bought, then a gateway's page.";
    let rows = [
        ("500-before", nothing, page(500, before)),
        ("500-after", bought, page(500, after)),
        ("502-before", nothing, page(502, before)),
        ("502-after", bought, page(502, after)),
        ("503-before", nothing, page(503, before)),
        ("503-after", bought, page(503, after)),
        ("504-before", nothing, page(504, before)),
        ("504-after", bought, page(504, after)),
        ("408-after", "Bought, then a proxy's 408.", Fault::reply(408, "text/plain", "Request Timeout", after)),
        ("409-after", "Bought, then a 409 that nobody has documented.", Fault::json(409, &json!({"message": "Conflict"}), after)),
        ("204-after", "Bought, then a 204 without a body.", Fault::reply(204, "text/plain", "", after)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
}

fn redirects(player: Player, drafts: &mut Vec<Draft>) {
    let path = if player == Player::Connect { "/connect-api/v2/orders" } else { "/customer/v2/orders/topups" };
    let to = |status, place: &str, when| Fault::reply(status, "text/html", "", when).with_header("location", place);
    let rows = [
        ("307-self-before", "A 307 to the same address: nothing bought, and following it would buy.", to(307, path, When::Before)),
        ("307-self-after", "Bought, then a 307 to the same address: following it would buy twice.", to(307, path, When::After)),
        ("301-elsewhere-after", "Bought, then a 301 to another address.", to(301, ELSEWHERE, When::After)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
}

fn garbage(player: Player, drafts: &mut Vec<Draft>) {
    let (before, after) = (When::Before, When::After);
    let other_shape = json!({"status": "ok", "result": [1, 2, 3]});
    let garbled = |how| Fault::Garble { how };
    let rows = [
        ("html-200-before", "A 200 full of HTML: nothing bought.", Fault::reply(200, "text/html", GATEWAY, before)),
        ("html-200-after", "Bought, then a 200 full of HTML.", Fault::reply(200, "text/html", GATEWAY, after)),
        ("other-json-before", "A 200 with JSON of another shape: nothing bought.", Fault::json(200, &other_shape, before)),
        ("other-json-after", "Bought, then a 200 with JSON of another shape.", Fault::json(200, &other_shape, after)),
        ("empty-200", "Bought, then a 200 without a body.", garbled(Garbling::Empty)),
        ("truncated-json", "Bought, then half of the JSON under its right length.", garbled(Garbling::Truncated)),
        ("not-utf8", "Bought, and the answer is no UTF-8.", garbled(Garbling::NotUtf8)),
        ("called-html", "Bought, and the genuine answer is called HTML.", garbled(Garbling::CalledHtml)),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
}

fn echoes(player: Player, drafts: &mut Vec<Draft>) {
    let id = if player == Player::Connect { "/id" } else { "/data/id" };
    let other_id = if player == Player::Connect { json!("0b6c1f5e-6a0f-4f57-9a51-1f0f6f2f7c11") } else { json!(51_001) };
    let rows = [
        ("no-id", "Bought, and the answer has no id.", Fault::edit(id, None)),
        ("null-id", "Bought, and the id is null.", Fault::edit(id, Some(json!(null)))),
        ("other-id", "Bought, and the id is not this order's.", Fault::edit(id, Some(other_id))),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
    if player == Player::Pressone {
        let edit = |field: &str, value: serde_json::Value| Fault::edit(&format!("/data/{field}"), Some(value));
        let failed = json!({"success": false, "code": "TOPUP_FAILED", "message": "text", "timestamp": "2026-02-11T12:30:00.000Z"});
        let rows = [
            (
                "huge-numbers",
                "Bought, and every number of the answer has four hundred digits.",
                Fault::Garble { how: Garbling::HugeNumbers },
            ),
            ("other-package", "Bought, and the answer names another package.", edit("package_id", json!("bonbon-mobile-7days-1gb-topup"))),
            (
                "other-marker",
                "Bought, and the answer carries another description.",
                edit("description", json!("tu00000000000000000000000000")),
            ),
            ("success-false", "Bought, and the 200 says success false.", Fault::json(200, &failed, When::After)),
        ];
        drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
    } else {
        let edit = |value: &str| Fault::edit("/status", Some(json!(value)));
        let failed = json!({"type": "INTERNAL_ERROR", "messages": ["An unexpected error occurred"]});
        let rows = [
            ("strange-status", "Taken, and the answer's status is a word that nobody knows.", edit("QUEUED_FOR_REVIEW")),
            ("failed-at-once", "Taken and delivering, and the answer says FAILED.", edit("FAILED")),
            ("error-200", "Taken, and the 200 speaks of an error.", Fault::json(200, &failed, When::After)),
        ];
        drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault)));
    }
}

/// The provider's contract calls these definite, so only a late look can find the purchase.
fn lies(player: Player, drafts: &mut Vec<Draft>) {
    let after = When::After;
    let (refused, unauthorised, denied, busy) = if player == Player::Connect {
        let error = |kind: &str, message: &str| json!({"type": kind, "messages": [message]});
        (
            error("PRODUCT_NOT_FOUND", "The product does not exist in the catalogue"),
            error("UNAUTHORISED", "The access token is missing, invalid or expired"),
            error("ACCESS_DENIED", "The resource belongs to another client"),
            error("TOO MANY REQUESTS", "Request limit per minute exceeded"),
        )
    } else {
        (
            json!({"code": 34, "reason": "The package is invalid or out of stock."}),
            json!({"data": [], "meta": {"message": "Unauthenticated."}}),
            json!({"code": 89, "reason": "Your IP address is not on the allow list."}),
            json!({"message": "Too Many Attempts."}),
        )
    };
    let rows = [
        ("lie-422", "Bought, and a listed refusal is answered.", Fault::json(422, &refused, after)),
        ("lie-401", "Bought, and the token is refused.", Fault::json(401, &unauthorised, after)),
        ("lie-403", "Bought, and access is refused.", Fault::json(403, &denied, after)),
        ("lie-429", "Bought, and the limiter's own words are answered.", Fault::json(429, &busy, after).with_header("retry-after", "1")),
    ];
    drafts.extend(rows.map(|(key, about, fault)| Draft::submit(player, key, about, fault).with_truth(Truth::Delivered).lying()));
}
