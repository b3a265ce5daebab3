//! The widget in a real browser: its views in every state, the machine as Yew holds it, its edges.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

#[path = "../../journey/tests/journey/fixtures.rs"]
mod fixtures;
#[expect(dead_code, reason = "shared with the machine's own tests, which use more of it")]
#[path = "../../journey/tests/journey/harness.rs"]
mod harness;
/// What the gallery shows.
#[path = "../gallery/page"]
mod gallery {
    pub(crate) mod states;
}

mod client;
mod fake_bff;
mod fallback;
mod fits;
mod focus;
mod golden;
mod hosting;
mod json;
mod languages;
mod lists;
mod machine;
mod page;
mod said;
mod sessions;
mod shell;
mod storage;
mod views;
mod ways;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
