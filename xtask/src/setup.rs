//! Makes sure of what the other commands need on this machine, or says exactly what to install.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{cargo, run, target_dir};

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
    if output.status.success() && Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("installing the Rust target {WASM}");
    let installed = run(Command::new("rustup").args(["target", "add", WASM]));
    installed.with_context(|| {
        format!("the Rust target {WASM} is missing; install it with: rustup target add {WASM}")
    })
}

/// Installs a browser with its driver, Chinese fonts for its pictures, and Python, if any of them is missing.
pub fn test_tools() -> Result<()> {
    let mut packages = Vec::new();
    if !(answers("chromedriver") && CHROMIUM_NAMES.into_iter().any(answers)) {
        packages.extend(["chromium", "chromium-driver"]);
    }
    let apt = answers("apt-get");
    if !answers("firefox") && !answers("firefox-esr") {
        packages.push("firefox-esr");
    }
    if !answers("python3") {
        packages.push("python3");
    }
    // Debian splits it from Python.
    if apt && !has_venv() {
        packages.push("python3-venv");
    }
    if apt && !has_chinese_font() {
        packages.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    if packages.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install {}", packages.join(" "));
    ensure!(
        apt,
        "missing: {}; install Chromium or Chrome with the chromedriver of the same version, Firefox and Python 3, \
         and put `chromedriver`, `firefox` and `python3` into the path",
        packages.join(", ")
    );
    let Some(prefix) = root_prefix() else { bail!("missing on this machine; install with: sudo {command}") };
    eprintln!("installing {}", packages.join(", "));
    let mut update = root_command(prefix);
    run(update.args(["apt-get", "update", "-q"]))?;
    let mut install = root_command(prefix);
    install.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q"]);
    run(install.arg("--no-install-recommends").args(&packages))
        .with_context(|| format!("install by hand what {command} would"))?;
    ensure!(answers("chromedriver"), "chromedriver is not in the path after {command}");
    Ok(())
}

/// Builds the driver of Firefox below the target folder if none is there: Debian has no package of it.
pub fn geckodriver() -> Result<()> {
    let folder = target_dir()?.join("tools");
    let program = folder.join("bin/geckodriver").with_extension(std::env::consts::EXE_EXTENSION);
    if program.is_file() || answers("geckodriver") {
        return Ok(());
    }
    eprintln!("building geckodriver {GECKODRIVER}");
    let mut install = cargo();
    install.args(["install", "geckodriver", "--locked", "--version", GECKODRIVER, "--root"]).arg(&folder);
    // A debug build is the quickest to make, and a driver has little to compute.
    run(install.arg("--debug").env("CARGO_TARGET_DIR", folder.join("target")))?;
    std::fs::remove_dir_all(folder.join("target")).context("removing what geckodriver was built from")
}

/// The version of the driver of Firefox.
const GECKODRIVER: &str = "0.37.1";

/// The names a Chromium that chromedriver finds goes by.
const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Whether a program is there and runs.
fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn has_venv() -> bool {
    let output = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    output.is_ok_and(|output| output.status.success())
}

fn has_chinese_font() -> bool {
    Command::new("fc-list").arg(":lang=zh").output().is_ok_and(|output| !output.stdout.is_empty())
}

/// What to put before a command that needs to be root: nothing or sudo; none if neither works unasked.
fn root_prefix() -> Option<&'static [&'static str]> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        return Some(&[]);
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status();
    sudo.is_ok_and(|status| status.success()).then_some(&["sudo", "-n"])
}

/// `env` where sudo is not needed, so that the arguments follow alike.
fn root_command(prefix: &[&str]) -> Command {
    let mut words = prefix.iter().chain(["env"].iter());
    let mut command = Command::new(words.next().expect("env at least"));
    command.args(words);
    command
}
