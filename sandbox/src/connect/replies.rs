//! Connect's one error model, and its paging metadata.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::stage;

/// `{type, messages}` with its HTTP status.
pub(crate) fn error(status: StatusCode, kind: &str, messages: &[String]) -> Response {
    stage::json(status, &json!({"type": kind, "messages": messages}))
}

/// 400: parsed, but something is missing or impossible.
pub(crate) fn invalid(messages: &[String]) -> Response {
    error(StatusCode::BAD_REQUEST, "INVALID_REQUEST_PARAMS", messages)
}

/// 400: cannot be parsed.
pub(crate) fn unparsable(message: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "INVALID_HTTP_MESSAGE", &[message.to_owned()])
}

/// 401, in British spelling.
pub(crate) fn unauthorised() -> Response {
    error(StatusCode::UNAUTHORIZED, "UNAUTHORISED", &["The access token is missing, invalid or expired".to_owned()])
}

/// 403 for another client's resource.
pub(crate) fn denied() -> Response {
    error(StatusCode::FORBIDDEN, "ACCESS_DENIED", &["The resource belongs to another client".to_owned()])
}

/// 404 with the type that the resource uses.
pub(crate) fn not_found(kind: &str) -> Response {
    error(StatusCode::NOT_FOUND, kind, &["The resource does not exist".to_owned()])
}

/// One page of `items`. `base` is what the links start with; `query` what they carry beside the page.
pub(crate) fn page(items: &[Value], number: usize, size: usize, base: &str, query: &str) -> Value {
    let count = items.len().div_ceil(size).max(1);
    let start = size.saturating_mul(number - 1);
    let shown: Vec<&Value> = items.iter().skip(start).take(size).collect();
    let link = |page: usize| format!("{base}?{query}page={page}&page_size={size}");
    let mut links = json!({"_self": link(number)});
    if let Some(links) = links.as_object_mut() {
        if number < count {
            links.insert("_next".to_owned(), link(number + 1).into());
        }
        if number > 1 {
            links.insert("_prev".to_owned(), link(number - 1).into());
        }
    }
    json!({"data": shown, "_metadata": {"links": links, "page": number, "page_size": size, "page_count": count}})
}

/// `page` and `page_size` of a query, 1-based, ten by default.
pub(crate) fn read_page(query: &std::collections::HashMap<String, String>) -> Result<(usize, usize), Box<Response>> {
    let read = |name: &str, default: usize| match query.get(name) {
        None => Ok(default),
        Some(text) => text.parse().ok().filter(|it| *it > 0).ok_or_else(|| format!("{name}: must be a positive integer")),
    };
    match (read("page", 1), read("page_size", 10)) {
        (Ok(number), Ok(size)) => Ok((number, size)),
        (Err(message), _) | (_, Err(message)) => Err(Box::new(invalid(&[message]))),
    }
}
