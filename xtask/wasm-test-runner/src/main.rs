//! Runs wasm tests in a browser, as `wasm-bindgen-test-runner` does, at the version in `Cargo.lock`.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())?;
    Ok(())
}
