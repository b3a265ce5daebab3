//! The wasm-bindgen command, at exactly the version of the library that the widget links.
//!
//! Architecture invariant: nothing here but the call into `wasm-bindgen-cli`, so that `Cargo.lock` alone decides the version.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
