//! What is on an eSIM at PressOne: `GET sims/{iccid}/packages`.

use super::complaint::refusal;
use crate::exchange::Reply;
use crate::json::{self, Part, Scalar};
use crate::moment;
use crate::reading::{HistoryEntry, ReadError};
use crate::volume::{MB, bytes};
use contract::{DataLeft, Origin, PackageState};
use serde::Deserialize;
use std::cmp::Reverse;

#[derive(Deserialize)]
struct Assignment {
    #[serde(default)]
    id: Scalar,
    #[serde(default)]
    status: Scalar,
    #[serde(default)]
    remaining: Scalar,
    #[serde(default)]
    activated_at: Scalar,
    #[serde(default)]
    expired_at: Scalar,
    #[serde(default)]
    package: Part<Package>,
}

#[derive(Clone, Debug, Deserialize)]
struct Package {
    #[serde(default)]
    id: Scalar,
    #[serde(rename = "type", default)]
    kind: Scalar,
    #[serde(default)]
    amount: Scalar,
    #[serde(default)]
    is_unlimited: Scalar,
    #[serde(default)]
    title: Scalar,
}

/// Reads the history, newest first: ids grow with time, while the dates are missing until a package starts.
pub(super) fn history(reply: &Reply) -> Result<Vec<HistoryEntry>, ReadError> {
    if !reply.is_success() {
        return Err(refusal(reply));
    }
    let mut entries = Vec::new();
    for item in json::items(&reply.body)? {
        match entry(item) {
            Some(entry) => entries.push(entry),
            None => tracing::warn!("a history entry is left out: it has no usable id"),
        }
    }
    entries.sort_by_key(|(id, _)| Reverse(*id));
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn entry(item: &str) -> Option<(u64, HistoryEntry)> {
    let assignment: Assignment = json::object(item).ok()?;
    let id = assignment.id.key()?;
    let package = assignment.package.get();
    let total = package.and_then(|package| bytes(package.amount.decimal()?, MB));
    let remaining = assignment.remaining.decimal().and_then(|remaining| bytes(remaining, MB));
    let data = match (package.and_then(|package| package.is_unlimited.flag()), remaining, total) {
        (Some(true), ..) => Some(DataLeft::Unlimited),
        (_, Some(remaining), Some(total)) => Some(DataLeft::Metered { remaining, total }),
        _ => None,
    };
    let origin = match package.and_then(|package| package.kind.word()).unwrap_or_default() {
        "topup" => Origin::TopUp,
        "initial" | "sim" => Origin::Initial,
        _ => Origin::Unknown,
    };
    let state = match assignment.status.word().unwrap_or_default().to_ascii_uppercase().as_str() {
        "NOT_ACTIVE" => PackageState::Waiting,
        "ACTIVE" => PackageState::Active,
        "FINISHED" => PackageState::UsedUp,
        "EXPIRED" | "RECYCLED" => PackageState::Expired,
        _ => PackageState::Unknown,
    };
    let time = |time: &Scalar| time.word().and_then(moment::parse);
    let entry = HistoryEntry {
        id: id.to_string(),
        offer: package.and_then(|package| package.id.text()?.parse().ok()),
        title: package.and_then(|package| package.title.word().or(package.id.word())).unwrap_or_default().to_owned(),
        origin,
        state,
        data,
        // PressOne's history does not say when a package was bought.
        bought_at: None,
        activated_at: time(&assignment.activated_at),
        expires_at: time(&assignment.expired_at),
    };
    Some((id, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: &str = r#"[{"id": 9031, "status": "active", "remaining": 1733,
      "activated_at": "2026-02-11T10:02:00Z", "expired_at": "2026-02-25T10:02:00Z", "finished_at": null,
      "package": {"id": "harborlight-14days-2gb-topup", "type": "topup", "price": 7.50, "net_price": 6.00, "amount": 2048,
        "day": 14, "is_unlimited": false, "title": "2 GB - 14 Days", "data": "2 GB", "short_info": null}},
     {"id": 9032, "status": "NOT_ACTIVE", "remaining": 0, "activated_at": null, "expired_at": null, "finished_at": null,
      "package": {"id": "endless", "type": "topup", "amount": 0, "is_unlimited": true, "title": "Unlimited"}},
     {"id": "9030", "status": "FINISHED", "remaining": 0, "activated_at": "2026-01-11T10:02:00+00:00",
      "expired_at": "2026-01-25 10:02:00", "package": {"id": "p", "type": "initial", "amount": 1024, "is_unlimited": false}}]"#;

    fn read(body: &str) -> Result<Vec<HistoryEntry>, ReadError> {
        history(&Reply { status: 200, retry_after: None, body: body.to_owned() })
    }

    #[test]
    fn both_envelopes_hold_the_same_history_newest_first() {
        let wrapped = format!(
            r#"{{"success": true, "code": "PACKAGE_HISTORY_RETRIEVED", "message": "m", "data": {{"data": {ENTRIES}}}, "timestamp": "t"}}"#
        );
        let plain = format!(r#"{{"pricing": {{"model": "net_pricing"}}, "data": {ENTRIES}}}"#);
        let entries = read(&wrapped).unwrap();
        assert_eq!(read(&plain).unwrap(), entries);
        assert_eq!(entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["9032", "9031", "9030"]);
        assert_eq!(
            entries.iter().map(|entry| entry.state).collect::<Vec<_>>(),
            [PackageState::Waiting, PackageState::Active, PackageState::UsedUp]
        );
        assert_eq!(entries.iter().map(|entry| entry.origin).collect::<Vec<_>>(), [Origin::TopUp, Origin::TopUp, Origin::Initial]);
        assert_eq!(entries[0].data, Some(DataLeft::Unlimited));
        assert_eq!(entries[1].data, Some(DataLeft::Metered { remaining: 1733 * MB, total: 2048 * MB }));
        assert_eq!(entries[2].activated_at, "2026-01-11T10:02:00Z".parse().ok());
        assert_eq!(entries[2].expires_at, "2026-01-25T10:02:00Z".parse().ok());
    }

    #[test]
    fn an_entry_without_id_does_not_take_the_others_with_it() {
        assert_eq!(read(r#"{"data": [{"status": "active"}, {"id": 1}, null]}"#).unwrap().len(), 1);
        assert!(read(r#"{"data": 1}"#).is_err());
    }
}
