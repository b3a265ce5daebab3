//! Reads a form in any of the three encodings that PressOne's clients send.

use std::collections::BTreeMap;

use axum::{
    Form, Json,
    extract::{FromRequest as _, Multipart, Request},
};
use http::header::CONTENT_TYPE;
use serde_json::Value;

/// Form fields as text. What cannot be read counts as not sent, as it does for the provider's validator.
#[derive(Debug, Default)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(crate) async fn read(request: Request) -> Self {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let fields = if content_type.starts_with("multipart/form-data") {
            multipart(request).await
        } else if content_type.starts_with("application/json") {
            let body = Json::<BTreeMap<String, Value>>::from_request(request, &()).await;
            body.ok().map(|Json(fields)| fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect())
        } else {
            Form::<BTreeMap<String, String>>::from_request(request, &()).await.ok().map(|Form(fields)| fields)
        };
        Self(fields.unwrap_or_default())
    }

    /// A field that was sent and is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|it| !it.is_empty())
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

async fn multipart(request: Request) -> Option<BTreeMap<String, String>> {
    let mut parts = Multipart::from_request(request, &()).await.ok()?;
    let mut fields = BTreeMap::new();
    while let Some(part) = parts.next_field().await.ok()? {
        if let Some(name) = part.name().map(str::to_owned) {
            fields.insert(name, part.text().await.ok()?);
        }
    }
    Some(fields)
}
