//! Drives the built app in a real browser, with real keys, pointer, clipboard and files.
//!
//! `cargo xtask test --only e2e` builds the site and runs these tests; by hand it is `cargo xtask build` (after
//! every change of the app) and `cargo test -p jianbao-e2e`. Needed: `chromedriver` in the path and its
//! Chromium; `geckodriver` and Firefox for the stories that run in both.
//!
//! A test is a plain function that gets a [`Page`]:
//!
//! ```no_run
//! use jianbao_e2e::browse;
//!
//! #[test]
//! fn undo_takes_a_label_back() {
//!     browse(|page| {
//!         page.paste("王小明在北京。");
//!         page.wait_for_text(".t", "王小明");
//!         page.select("王小明");
//!         page.press("Control+z");
//!         page.screenshot("undo");
//!     });
//! }
//! ```
//!
//! Every test has a server, a browser, a profile and a download folder of its own, so tests cannot meet in
//! storage or clipboard; starting these takes about a second.
//! The methods of [`Page`] panic with what they were doing; then the picture of the page is left in
//! `target/screenshots/failed-NAME.png` and the console is printed.
//! A test also fails when the console has an error at its end, violations of the content security policy among
//! them; one that provokes an error takes it with [`Page::take_console_errors`].
//! Waiting methods give up after [`PATIENCE`].

mod accessibility;
pub mod app;
mod browser;
pub mod crash;
mod keys;
mod page;
mod text;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use browser::{Browser, Keeps, Setup};
pub use page::Page;

/// How long waiting methods wait: long, because the machine may be busy, and a test that passes never waits long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a test on the app in a browser set up as [`Setup::default`].
#[track_caller]
pub fn browse(test: impl FnOnce(&Page)) {
    browse_with(Setup::default(), test);
}

/// Runs a test on the app in each browser that people use it with.
#[track_caller]
pub fn browse_everywhere(test: impl Fn(&Page)) {
    for browser in [Browser::Chromium, Browser::Firefox] {
        eprintln!("in {browser:?}");
        browse_with(Setup { browser, ..Setup::default() }, &test);
    }
}

/// Runs a test on the app in a browser set up as asked for.
#[track_caller]
pub fn browse_with(setup: Setup, test: impl FnOnce(&Page)) {
    let page = Page::open(&setup);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        test(&page);
        let errors = page.take_console_errors();
        assert!(errors.is_empty(), "errors in the console: {errors:#?}");
    }));
    if let Err(panic) = outcome {
        let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
        // The browser may be what failed; the first panic is what counts.
        let _: Result<(), Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(|| {
            page.screenshot(&format!("failed-{name}"));
            eprintln!("console of {name}: {:#?}", page.take_console_errors());
        }));
        resume_unwind(panic);
    }
}

/// Runs a script with the Python of this machine and returns what it prints; panics with what it complains about.
/// For what must hold in the hands of others, such as that `text[start:end]` is the quote.
#[track_caller]
pub fn python(script: &str, arguments: &[&Path]) -> String {
    let output = Command::new("python3")
        .args(["-X", "utf8", "-c", script])
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("cannot start python3: {error}"));
    assert!(output.status.success(), "python3: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The root folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies two folders below the root of the workspace")
}

/// Where [`Page::screenshot`] puts its pictures.
pub fn screenshots() -> PathBuf {
    root().join("target/screenshots")
}
