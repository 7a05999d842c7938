//! Starts a server, chromedriver and Chromium for one test, and ends them with it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

/// How the browser of a test is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The languages of the user, most wanted first, as in `navigator.languages`.
    pub languages: &'static str,
    /// Width and height of the viewport in CSS pixels.
    pub viewport: (u32, u32),
    /// Whether the user prefers dark colors.
    pub dark: bool,
}

impl Default for Setup {
    /// A Chinese user with a usual laptop.
    fn default() -> Self {
        Self { languages: "zh-CN,zh", viewport: (1280, 800), dark: false }
    }
}

/// A folder for one test, removed with everything in it at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> std::io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("jianbao-e2e-{}-{number}", std::process::id()));
        std::fs::create_dir_all(folder.join("downloads"))?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn downloads(&self) -> PathBuf {
        self.0.join("downloads")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Chromium may still be writing to its profile; the system cleans its temporary folder in the end.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running chromedriver.
pub(crate) struct Chromedriver {
    process: Child,
    /// The address for WebDriver commands.
    pub(crate) url: String,
}

impl Chromedriver {
    /// Starts chromedriver on a free port and waits until it listens.
    pub(crate) fn start() -> Self {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut output = BufReader::new(process.stdout.take().expect("piped above"));
        // It says: ChromeDriver was started successfully on port 12345.
        let mut line = String::new();
        let port = loop {
            line.clear();
            let read = output.read_line(&mut line).expect("chromedriver prints text");
            assert!(read > 0, "chromedriver ended without saying its port");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim().trim_end_matches('.').to_owned();
            }
        };
        // Keep reading, so that it never blocks on a full pipe.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self { process, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // It has ended by itself, or ends now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What Chromium is started with.
pub(crate) fn capabilities(setup: &Setup, scratch: &Scratch) -> WebDriverResult<ChromeCapabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox", // continuous integration runs as root, where the sandbox refuses to start
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        "--no-default-browser-check",
        "--force-color-profile=srgb",
    ] {
        wanted.add_arg(argument)?;
    }
    let (width, height) = setup.viewport;
    wanted.add_arg(&format!("--window-size={width},{height}"))?;
    wanted.add_arg(&format!("--accept-lang={}", setup.languages))?;
    wanted.add_arg(&format!("--user-data-dir={}", scratch.path().join("profile").display()))?;
    wanted.add_experimental_option(
        "prefs",
        json!({
            "intl.accept_languages": setup.languages,
            "download.default_directory": scratch.downloads(),
            "download.prompt_for_download": false,
            "translate.enabled": false,
            // Start empty rather than with the page for new tabs, which loads two hundred files.
            "session.restore_on_startup": 4,
            "session.startup_urls": ["about:blank"],
        }),
    )?;
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
    Ok(wanted)
}
