//! What faults do to answers: replaced, spoilt, delayed, cut or withheld.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::{
    Fault, Garbling, Player, When, stage,
    transport::{CutAt, End, Script, scripted},
    world::World,
};

/// Waits out a delay that comes before the deed; `false` when the fault is of another kind, and nothing is to be done.
pub(crate) async fn delay_before(world: &World, fault: &Fault) -> bool {
    let Fault::Slow { millis, when: When::Before } = fault else { return false };
    wait(world, *millis).await;
    true
}

/// Stands in for the genuine answer when nothing was done.
pub(crate) fn nothing_done() -> Response {
    stage::json(StatusCode::OK, &serde_json::json!({}))
}

/// The answer as the fault leaves it.
pub(crate) async fn spoiled(world: &World, player: Player, fault: &Fault, genuine: Response) -> Response {
    match fault {
        Fault::Reply { status, body, content_type, headers, .. } => canned(*status, body, content_type, headers),
        Fault::Drop { .. } => scripted(Script::silent(End::Close)),
        Fault::Reset { .. } => scripted(Script::silent(End::Reset)),
        Fault::Hang { .. } => scripted(Script::silent(End::Hang)),
        Fault::CutHead { .. } => shown(genuine.status(), Script::cut(genuine, CutAt::Head).await),
        Fault::Cut => shown(genuine.status(), Script::cut(genuine, CutAt::Body).await),
        Fault::CutChunk => shown(genuine.status(), Script::cut(genuine, CutAt::Chunk).await),
        Fault::Drip => {
            let pace = Duration::from_millis(world.state().settings.drip_ms.into());
            shown(genuine.status(), Script::drip(genuine, pace).await)
        }
        Fault::Flood { .. } => shown(genuine.status(), Script::flood(genuine).await),
        Fault::Shut { millis } => {
            if let Err(error) = world.doors.of(player).shut_for(Duration::from_millis((*millis).into())).await {
                tracing::debug!(%error, "the sandbox stops");
            }
            genuine
        }
        Fault::Slow { millis, .. } => {
            wait(world, *millis).await;
            genuine
        }
        Fault::Garble { how } => garbled(genuine, *how).await,
        Fault::Edit { changes } => edited(genuine, changes).await,
        _ => genuine,
    }
}

fn shown(status: StatusCode, script: Script) -> Response {
    let mut response = scripted(script);
    *response.status_mut() = status;
    response
}

async fn wait(world: &World, millis: u64) {
    let until = world.clock.now() + Duration::from_millis(millis);
    world.clock.wait_until(until).await;
}

fn canned(status: u16, body: &str, content_type: &str, headers: &BTreeMap<String, String>) -> Response {
    let mut builder = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(body.to_owned())).unwrap_or_else(|error| {
        let message = format!("the armed reply is no HTTP response: {error}");
        (StatusCode::NOT_IMPLEMENTED, message).into_response()
    })
}

/// The same answer with another body.
async fn rewritten(response: Response, rewrite: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = match body.collect().await {
        Ok(whole) => whole.to_bytes().to_vec(),
        Err(error) => return (StatusCode::NOT_IMPLEMENTED, format!("a played answer has no readable body: {error}")).into_response(),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(rewrite(whole)))
}

async fn garbled(response: Response, how: Garbling) -> Response {
    match how {
        Garbling::Truncated => {
            rewritten(response, |mut body| {
                body.truncate(body.len() / 2);
                body
            })
            .await
        }
        Garbling::Empty => rewritten(response, |_| Vec::new()).await,
        Garbling::NotUtf8 => rewritten(response, not_utf8).await,
        Garbling::HugeNumbers => {
            rewritten(response, |body| String::from_utf8_lossy(&body).chars().fold(Numbers::default(), Numbers::next).done()).await
        }
        Garbling::CalledHtml => {
            let mut response = response;
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
            response
        }
    }
}

/// A lone continuation byte right after the first quotation mark.
fn not_utf8(mut body: Vec<u8>) -> Vec<u8> {
    let at = body.iter().position(|byte| *byte == b'"').map_or(0, |at| at + 1);
    body.insert(at, 0x9f);
    body
}

/// JSON read character by character, so that its numbers can grow beyond what any reader holds.
#[derive(Default)]
struct Numbers {
    out: String,
    in_text: bool,
    escaped: bool,
    in_number: bool,
}

impl Numbers {
    fn next(mut self, it: char) -> Self {
        let is_number = !self.in_text && (it.is_ascii_digit() || (self.in_number && matches!(it, '.' | 'e' | 'E' | '+' | '-')));
        if is_number {
            if !self.in_number {
                self.out.push_str(&"9".repeat(400));
            }
        } else {
            self.out.push(it);
        }
        self.in_number = is_number;
        match it {
            '"' if !self.escaped => self.in_text = !self.in_text,
            _ => {}
        }
        self.escaped = it == '\\' && !self.escaped;
        self
    }

    fn done(self) -> Vec<u8> {
        self.out.into_bytes()
    }
}

async fn edited(response: Response, changes: &BTreeMap<String, Option<Value>>) -> Response {
    rewritten(response, |body| match serde_json::from_slice::<Value>(&body) {
        Ok(mut whole) => {
            for (pointer, value) in changes {
                change(&mut whole, pointer, value.as_ref());
            }
            whole.to_string().into_bytes()
        }
        // Only JSON has fields.
        Err(_) => body,
    })
    .await
}

/// Changes a field that is there; what is not there stays away.
fn change(whole: &mut Value, pointer: &str, value: Option<&Value>) {
    match value {
        Some(value) => {
            if let Some(field) = whole.pointer_mut(pointer) {
                *field = value.clone();
            }
        }
        None => {
            let Some((parent, name)) = pointer.rsplit_once('/') else { return };
            match whole.pointer_mut(parent) {
                Some(Value::Object(fields)) => {
                    fields.remove(name);
                }
                Some(Value::Array(items)) => {
                    if let Some(at) = name.parse().ok().filter(|at| *at < items.len()) {
                        items.remove(at);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    async fn body(response: Response) -> Vec<u8> {
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    fn genuine() -> Response {
        stage::json(StatusCode::OK, &json!({"data": {"id": 7, "note": "1 \"2\" 3", "rows": [1.5, -2]}}))
    }

    #[tokio::test]
    async fn an_edit_changes_what_is_there_and_adds_nothing() {
        let changes = BTreeMap::from([
            ("/data/id".to_owned(), Some(json!("8"))),
            ("/data/note".to_owned(), None),
            ("/data/rows/0".to_owned(), None),
            ("/data/other".to_owned(), Some(json!(1))),
            ("/missing/deep".to_owned(), None),
        ]);
        let edited: Value = serde_json::from_slice(&body(edited(genuine(), &changes).await).await).unwrap();
        assert_eq!(edited, json!({"data": {"id": "8", "rows": [-2]}}));
    }

    #[tokio::test]
    async fn garbling_spoils_the_body_and_keeps_the_status() {
        let spoilt = async |how| {
            let response = garbled(genuine(), how).await;
            assert_eq!(response.status(), 200);
            body(response).await
        };
        let whole = body(genuine()).await;
        assert_eq!(spoilt(Garbling::Truncated).await, whole[..whole.len() / 2]);
        assert!(spoilt(Garbling::Empty).await.is_empty());
        assert!(String::from_utf8(spoilt(Garbling::NotUtf8).await).is_err());
        assert_eq!(spoilt(Garbling::CalledHtml).await, whole);
        let huge = String::from_utf8(spoilt(Garbling::HugeNumbers).await).unwrap();
        assert_eq!(huge.matches(&"9".repeat(400)).count(), 3);
        assert!(huge.contains("\"1 \\\"2\\\" 3\""), "{huge}");
    }
}
