//! A web server over a folder that can change a byte of one file, as nobody should.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

/// The strictest policy that the widget runs under: no inline anything, and no text may become a script.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What is served, and how.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub(crate) folder: PathBuf,
    /// The page at `/`.
    pub(crate) page: &'static str,
    /// The file that gets another byte.
    pub(crate) changed: Option<String>,
}

impl Shelf {
    /// Serves it until the test ends; the origin.
    pub(crate) async fn open(self) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(answer).with_state(Arc::new(self));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(url)
    }
}

async fn answer(State(shelf): State<Arc<Shelf>>, request: Request) -> Response {
    let name = request.uri().path().trim_start_matches('/').to_owned();
    if name.is_empty() {
        let headers = [(header::CONTENT_TYPE, "text/html"), (header::CONTENT_SECURITY_POLICY, POLICY)];
        return (headers, shelf.page).into_response();
    }
    let kind = match Path::new(&name).extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        _ => "application/json",
    };
    match shelf.bytes(&name).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Shelf {
    async fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        let mut bytes = tokio::fs::read(self.folder.join(name)).await?;
        if self.changed.as_deref() == Some(name) {
            // A space at the end changes the meaning of no script and no style, so that only its integrity can refuse the file.
            bytes.push(b' ');
        }
        Ok(bytes)
    }
}

/// What `cargo xtask test` has packaged before these tests: a folder beside the tests' own.
pub(crate) fn package(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe().context("this test does not know where it is")?;
    let target = test.ancestors().nth(3).context("a test runs from cargo's target folder")?;
    let folder = target.join("package").join(name);
    anyhow::ensure!(folder.is_dir(), "there is no {}: run `cargo xtask test --only embed`", folder.display());
    Ok(folder)
}
