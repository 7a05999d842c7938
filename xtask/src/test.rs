//! `test`: every check there is, in stages, with the time of each and one line to read at the end.

use std::io::IsTerminal;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::python;
use crate::setup::{self, WASM};
use crate::single_file;
use crate::tidy;
use crate::workspace::{cargo, each_line, root, run, shown, target_dir};

/// One stage of the tests.
struct Stage {
    name: &'static str,
    about: &'static str,
    /// Stages that must have passed, else this one is left out.
    needs: &'static [&'static str],
    run: fn(&mut Counts) -> Result<()>,
}

/// In the order they run: quick ones first, and each near those whose build products it shares.
const STAGES: [Stage; 11] = [
    Stage { name: "setup", about: "wasm target, browser, fonts, Python", needs: &[], run: set_up },
    Stage { name: "fmt", about: "rustfmt has nothing to change", needs: &[], run: fmt },
    Stage {
        name: "tidy",
        about: "rules of the house that no other tool checks",
        needs: &[],
        run: tidy_stage,
    },
    Stage { name: "clippy", about: "clippy on all that runs natively", needs: &[], run: clippy },
    Stage { name: "clippy-wasm", about: "clippy on the app for wasm", needs: &["setup"], run: clippy_wasm },
    Stage { name: "doc", about: "cargo doc of the pure crates without a warning", needs: &[], run: doc },
    Stage {
        name: "native",
        about: "tests of everything but the app, with doc examples",
        needs: &[],
        run: native,
    },
    Stage {
        name: "consumers",
        about: "spaCy, cassis, datasets, seqeval, Label Studio and STAM read what is written",
        needs: &["setup"],
        run: consumers,
    },
    Stage { name: "wasm", about: "tests of the app in a browser", needs: &["setup"], run: wasm },
    Stage {
        name: "build",
        about: "the release site, and the app in one file",
        needs: &["setup"],
        run: build,
    },
    Stage { name: "e2e", about: "the built site in a browser", needs: &["setup", "build"], run: e2e },
];

/// The crates whose documentation people read, which do no input and output.
pub const PURE: [&str; 4] = ["jianbao-core", "jianbao-propose", "jianbao-formats", "jianbao-workbench"];

/// The packages that need wasm or a built site, so that plain `cargo test` cannot run their tests.
const BROWSER: [&str; 2] = ["jianbao", "jianbao-e2e"];

/// The tools; the runner has no tests and is built where it is used.
const TOOLS: [&str; 3] = ["xtask", "static-server", "wasm-test-runner"];

/// Tests that passed and failed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Counts {
    passed: usize,
    failed: usize,
}

enum Outcome {
    Passed,
    Failed,
    LeftOut,
}

/// Which stages to run.
#[derive(Default)]
pub struct Selection {
    /// Run these and what they need; all if empty.
    pub only: Vec<String>,
    /// Never run these.
    pub skip: Vec<String>,
}

/// Prints the names of the stages.
pub fn list() {
    for stage in STAGES {
        println!("{:<12} {}", stage.name, stage.about);
    }
}

/// Runs the stages. The last line is `N passed, N failed`: tests, and each stage that failed without one.
/// False if anything failed.
pub fn test(selection: &Selection) -> Result<bool> {
    for name in selection.only.iter().chain(&selection.skip) {
        ensure!(STAGES.iter().any(|stage| stage.name == name), "no stage is named {name}; see --list");
    }
    let start = Instant::now();
    let mut total = Counts::default();
    let mut rows: Vec<(&str, Outcome, Duration, Counts)> = Vec::new();
    for stage in STAGES.into_iter().filter(|stage| selection.holds(stage.name)) {
        println!("\n== {}: {}", stage.name, stage.about);
        let failed =
            |name: &&&str| rows.iter().any(|row| row.0 == **name && !matches!(row.1, Outcome::Passed));
        if let Some(need) = stage.needs.iter().find(failed) {
            println!("left out, because {need} failed");
            rows.push((stage.name, Outcome::LeftOut, Duration::ZERO, Counts::default()));
            continue;
        }
        let mut counts = Counts::default();
        let stage_start = Instant::now();
        let result = (stage.run)(&mut counts);
        let time = stage_start.elapsed();
        let outcome = match result {
            Ok(()) if counts.failed == 0 => Outcome::Passed,
            Ok(()) => Outcome::Failed,
            Err(error) => {
                eprintln!("{error:#}");
                counts.failed = counts.failed.max(1);
                Outcome::Failed
            }
        };
        total.passed += counts.passed;
        total.failed += counts.failed;
        rows.push((stage.name, outcome, time, counts));
    }
    println!();
    for (name, outcome, time, counts) in rows {
        let outcome = match outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "FAILED",
            Outcome::LeftOut => "left out",
        };
        let tests = match counts.passed + counts.failed {
            0 => String::new(),
            _ => format!("{} passed, {} failed", counts.passed, counts.failed),
        };
        println!("{}", format!("{name:<12} {outcome:<8} {:>7.1} s  {tests}", time.as_secs_f64()).trim_end());
    }
    println!("in all {:.1} s", start.elapsed().as_secs_f64());
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

impl Selection {
    fn holds(&self, name: &str) -> bool {
        let is_needed = |wanted: &String| {
            wanted == name || STAGES.iter().any(|stage| stage.name == wanted && stage.needs.contains(&name))
        };
        (self.only.is_empty() || self.only.iter().any(is_needed))
            && !self.skip.iter().any(|skipped| skipped == name)
    }
}

fn set_up(_: &mut Counts) -> Result<()> {
    setup::wasm_target()?;
    setup::test_tools()
}

fn fmt(_: &mut Counts) -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn tidy_stage(_: &mut Counts) -> Result<()> {
    tidy::tidy()
}

fn clippy(_: &mut Counts) -> Result<()> {
    run(cargo()
        .args(["clippy", "--locked", "--workspace", "--exclude", "jianbao", "--all-targets"])
        .args(["--", "-D", "warnings"]))
}

fn clippy_wasm(_: &mut Counts) -> Result<()> {
    run(cargo()
        .args(["clippy", "--locked", "--package", "jianbao", "--all-targets", "--target", WASM])
        .args(["--", "-D", "warnings"]))
}

fn doc(_: &mut Counts) -> Result<()> {
    let mut command = cargo();
    command.args(["doc", "--locked", "--no-deps"]);
    // A link to something private is text in the public documentation and a link in the editor: both are right.
    command.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links");
    for package in PURE {
        command.args(["--package", package]);
    }
    run(&mut command)
}

fn native(counts: &mut Counts) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    for package in BROWSER.into_iter().chain(TOOLS) {
        command.args(["--exclude", package]);
    }
    let result = run_tests(&mut command, counts);
    // Alone, so that cargo chooses the features this program was built with and builds nothing twice.
    let mut tools = cargo();
    tools.args(["test", "--locked", "--no-fail-fast", "--package", "xtask", "--package", "static-server"]);
    result.and(run_tests(&mut tools, counts))
}

fn consumers(counts: &mut Counts) -> Result<()> {
    let environment = python::environment("consumers", "tests/consumers/requirements.txt", &[])?;
    run(cargo().args(["build", "--locked", "--package", "jianbao-cli"]))?;
    let target = target_dir()?;
    let jianbao = target.join("debug").join("jianbao").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(python::python(&environment));
    command.arg(root().join("tests/consumers/consumers.py")).arg(jianbao).arg(target.join("consumers"));
    run_tests(&mut command, counts)
}

fn wasm(counts: &mut Counts) -> Result<()> {
    run(cargo().args(["build", "--locked", "--package", "wasm-test-runner"]))?;
    let runner =
        target_dir()?.join("debug").join("wasm-test-runner").with_extension(std::env::consts::EXE_EXTENSION);
    let driver = std::env::var_os("CHROMEDRIVER").or_else(|| find("chromedriver"));
    let mut command = cargo();
    command
        .args(["test", "--locked", "--package", "jianbao", "--target", WASM, "--no-fail-fast"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver.context("chromedriver is not in the path")?)
        // Tests that do not say where they run do so in the browser too.
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    run_tests(&mut command, counts)
}

fn build(_: &mut Counts) -> Result<()> {
    single_file::single_file().map(drop)
}

fn e2e(counts: &mut Counts) -> Result<()> {
    let mut command = cargo();
    // Each test has a browser of its own, so more of them at once than processors only slow one another down.
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    command.args(["test", "--locked", "--package", "jianbao-e2e", "--no-fail-fast"]);
    // Of the package only a script is wanted, which the tests look for there; not what the package needs to run.
    setup::geckodriver()?;
    python::environment("e2e", "tests/e2e/requirements.txt", &["--no-deps"])?;
    run_tests(command.arg("--").arg(format!("--test-threads={threads}")), counts)
}

/// Runs a test command, shows what it prints and adds up its results.
fn run_tests(command: &mut Command, counts: &mut Counts) -> Result<()> {
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let status = each_line(command, |line| {
        if let Some(found) = result_line(&line) {
            counts.passed += found.passed;
            counts.failed += found.failed;
        }
        println!("{line}");
        Ok(())
    })?;
    if !status.success() && counts.failed == 0 {
        bail!("{} failed: {status}", shown(command));
    }
    Ok(())
}

/// Reads `test result: ok. 3 passed; 0 failed; ...`, as libtest and wasm-bindgen-test print it.
fn result_line(line: &str) -> Option<Counts> {
    let (_, numbers) = line.split_once("test result: ")?.1.split_once(". ")?;
    let mut counts = Counts::default();
    for part in numbers.split("; ") {
        match part.split_once(' ') {
            Some((number, "passed")) => counts.passed = number.parse().ok()?,
            Some((number, "failed")) => counts.failed = number.parse().ok()?,
            _ => {}
        }
    }
    Some(counts)
}

/// The file a program's name stands for.
fn find(program: &str) -> Option<std::ffi::OsString> {
    let file = std::path::Path::new(program).with_extension(std::env::consts::EXE_EXTENSION);
    let mut folders = std::env::split_paths(&std::env::var_os("PATH")?).collect::<Vec<_>>().into_iter();
    folders.find_map(|folder| Some(folder.join(&file)).filter(|path| path.is_file())).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_read() {
        let plain =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(result_line(plain), Some(Counts { passed: 12, failed: 0 }));
        let colored = "test result: \u{1b}[31mFAILED\u{1b}[0m. 3 passed; 2 failed; 0 ignored";
        assert_eq!(result_line(colored), Some(Counts { passed: 3, failed: 2 }));
        assert_eq!(result_line("test tests::result ... ok"), None);
    }

    #[test]
    fn one_stage_brings_what_it_needs() {
        let selection = Selection { only: vec!["e2e".into()], skip: vec!["setup".into()] };
        let names: Vec<_> =
            STAGES.iter().map(|stage| stage.name).filter(|name| selection.holds(name)).collect();
        assert_eq!(names, ["build", "e2e"]);
    }

    #[test]
    fn needs_are_earlier_stages() {
        for (index, stage) in STAGES.iter().enumerate() {
            for need in stage.needs {
                assert!(STAGES[..index].iter().any(|earlier| earlier.name == *need), "{need}");
            }
        }
    }
}
