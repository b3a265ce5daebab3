//! The harness itself: what it must see, it sees.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use axum::{Router, response::Html, routing::get};
use e2e::{Browser, Front, Widget};
use tokio::net::TcpListener;

const PAGE: &str = r#"<!doctype html><esim-topup></esim-topup><script>
    const root = document.querySelector('esim-topup').attachShadow({ mode: 'closed' });
    root.innerHTML = '<div data-step="sims"><button>Choose</button><p></p></div>';
    root.querySelector('button').onclick = async () => {
        const answer = await fetch('/bff/v1/sims');
        root.querySelector('p').textContent = await answer.text();
    };
</script>"#;

async fn serve(router: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

#[tokio::test]
async fn the_harness_reaches_into_a_closed_root_and_records_what_the_page_receives() -> Result<()> {
    let storefront = serve(Router::new().route("/", get(async || Html(PAGE)))).await?;
    let bff = serve(Router::new().route("/v1/sims", get(async || "a SIM from behind the door"))).await?;
    let front = Front::open(Front::reserve().await?, Arc::new(Mutex::new(bff)), storefront)?;
    let browser = Browser::start().await?;
    browser.client().goto(front.url()).await?;

    let widget = Widget::find(&browser).await?;
    widget.click("Choose").await?;
    widget.says("a SIM from behind the door").await?;

    assert_eq!(front.record().leaks_of("from behind the door"), ["/bff/v1/sims"]);
    browser.resize(320, 600).await?;
    let width = browser.client().execute("return window.innerWidth", Vec::new()).await?;
    assert_eq!(width, 320);
    browser.close().await
}
