//! `limit` and `page`, and the paged envelope.

use std::collections::HashMap;

use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::replies;
use crate::PressOneSettings;

/// The query of a call, as text.
pub(crate) type Query = axum::extract::Query<HashMap<String, String>>;

const DEFAULT_LIMIT: usize = 100;

/// A checked page request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) limit: usize,
}

impl Page {
    /// Reads `limit` and `page`; what is no positive integer is refused.
    pub(crate) fn read(query: &HashMap<String, String>, settings: &PressOneSettings) -> Result<Self, Box<Response>> {
        let limit = number(query, "limit", DEFAULT_LIMIT);
        let page = number(query, "page", 1);
        if let (Some(limit), Some(number)) = (limit, page) {
            return Ok(Self { number, limit });
        }
        let limit = limit.is_none().then_some(("limit", "The limit must be an integer."));
        let page = page.is_none().then_some(("page", "The page must be an integer."));
        let fields: Vec<_> = limit.into_iter().chain(page).collect();
        let status = StatusCode::from_u16(settings.bad_paging_status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        Err(Box::new(replies::invalid(status, &fields)))
    }

    /// The items of this page in the paged envelope; `path` is the absolute address without query.
    pub(crate) fn envelope(self, items: &[Value], path: &str) -> Value {
        let total = items.len();
        let last = total.div_ceil(self.limit).max(1);
        let start = self.limit.saturating_mul(self.number - 1);
        let shown: Vec<&Value> = items.iter().skip(start).take(self.limit).collect();
        let link = |page: usize| format!("{path}?page={page}");
        json!({
            "data": shown,
            "links": {
                "first": link(1),
                "last": link(last),
                "prev": (self.number > 1).then(|| link(self.number - 1)),
                "next": (self.number < last).then(|| link(self.number + 1)),
            },
            "meta": {
                "message": "success",
                "current_page": self.number,
                "from": (!shown.is_empty()).then_some(start + 1),
                "last_page": last,
                "path": path,
                "per_page": self.limit.to_string(),
                "to": (!shown.is_empty()).then_some(start + shown.len()),
                "total": total,
            },
        })
    }
}

fn number(query: &HashMap<String, String>, name: &str, default: usize) -> Option<usize> {
    query.get(name).map_or(Some(default), |text| text.parse().ok().filter(|it| *it > 0))
}

/// A comma list such as `include=order,order.status`.
pub(crate) fn includes(query: &HashMap<String, String>, what: &str) -> bool {
    query.get("include").is_some_and(|list| list.split(',').any(|it| it.trim() == what))
}

/// `filter[name]`, when sent.
pub(crate) fn filter<'a>(query: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    query.get(&format!("filter[{name}]")).map(String::as_str)
}

/// SQL's `LIKE %needle%` without regard to case.
pub(crate) fn like(haystack: &str, needle: &str) -> bool {
    haystack.to_lowercase().contains(&needle.to_lowercase())
}

/// Whether a day lies in `YYYY-MM-DD - YYYY-MM-DD`; an unreadable range lets everything pass.
pub(crate) fn in_days(at: time::OffsetDateTime, range: &str) -> bool {
    let day = at.date().to_string();
    range.split_once(" - ").is_none_or(|(from, to)| from <= day.as_str() && day.as_str() <= to)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_last_page_is_short_and_the_next_one_empty() {
        let items: Vec<Value> = (0..5).map(Value::from).collect();
        let third = Page { number: 3, limit: 2 }.envelope(&items, "p");
        assert_eq!(third["data"], json!([4]));
        assert_eq!((&third["meta"]["from"], &third["meta"]["per_page"], &third["links"]["next"]), (&json!(5), &json!("2"), &Value::Null));
        let fourth = Page { number: 4, limit: 2 }.envelope(&items, "p");
        assert_eq!((&fourth["data"], &fourth["meta"]["to"]), (&json!([]), &Value::Null));
    }

    #[test]
    fn filters_match_as_the_provider_does() {
        assert!(like("Topup (8934) tpABC", "TPabc"));
        assert!(!like("tp1", "tp2"));
        assert!(in_days(datetime!(2031-03-02 23:59 UTC), "2031-03-01 - 2031-03-02"));
        assert!(!in_days(datetime!(2031-03-03 00:00 UTC), "2031-03-01 - 2031-03-02"));
    }
}
