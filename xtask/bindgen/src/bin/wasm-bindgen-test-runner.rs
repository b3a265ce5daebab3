//! The runner that cargo starts for tests compiled to wasm: it serves them to a headless browser and reports back.
//!
//! Architecture invariant: nothing here but the call into `wasm-bindgen-cli`, so that `Cargo.lock` alone decides the version.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
