//! Makes sure of what the other commands need on this machine.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::run;

/// The target triple of the browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs the standard library for wasm if it is missing.
pub fn wasm_target() -> Result<()> {
    // Ask the compiler rather than rustup, so that a toolchain from elsewhere does too.
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .context("cannot start rustc")?;
    let folder = String::from_utf8(output.stdout).context("the path of the standard library")?;
    if output.status.success() && std::path::Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("installing the Rust target {WASM}");
    if run(Command::new("rustup").args(["target", "add", WASM])).is_err() {
        bail!("the Rust target {WASM} is missing; install it with: rustup target add {WASM}");
    }
    Ok(())
}
