//! Starts a browser with its driver for one test, and ends them with it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, FirefoxCapabilities, LoggingPrefsLogLevel};

use crate::root;

/// The browsers that stories run in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Browser {
    /// Chromium or Chrome; the only one that answers to the DevTools protocol.
    Chromium,
    /// Firefox. What needs the DevTools protocol, logs among them, cannot be asked of it.
    Firefox,
}

/// How the browser of a test is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Which browser.
    pub browser: Browser,
    /// The languages of the user, most wanted first, as in `navigator.languages`.
    pub languages: &'static str,
    /// Width and height of the viewport in CSS pixels.
    pub viewport: (u32, u32),
    /// Whether the user prefers dark colors.
    pub dark: bool,
    /// What the browser lets pages keep; only of Chromium.
    pub keeps: Keeps,
}

/// What a browser lets pages keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Everything.
    Everything,
    /// Until the last window is closed, as in a private window.
    UntilTheEnd,
    /// Nothing, as where cookies and site data are blocked.
    Nothing,
}

impl Default for Setup {
    /// A Chinese user with a usual laptop.
    fn default() -> Self {
        Self {
            browser: Browser::Chromium,
            languages: "zh-CN,zh",
            viewport: (1280, 800),
            dark: false,
            keeps: Keeps::Everything,
        }
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

/// The running driver of a browser.
pub(crate) struct Driver {
    process: Child,
    /// The address for WebDriver commands.
    pub(crate) url: String,
}

impl Driver {
    /// Starts the driver of a browser on a free port and waits until it listens.
    ///
    /// A driver takes a free port of IPv4 first and then the same of IPv6, and ends if somebody has that one: a matter
    /// of chance where many start at once, so it is started again a few times.
    pub(crate) fn start(browser: Browser) -> Self {
        const ATTEMPTS: usize = 5;
        let mut ends = Vec::new();
        for _ in 0..ATTEMPTS {
            match Self::try_start(browser) {
                Ok(driver) => return driver,
                Err(said) => ends.push(said),
            }
        }
        panic!("the driver of {browser:?} ended {ATTEMPTS} times without saying its port: {ends:#?}");
    }

    /// Starts the driver once.
    ///
    /// # Errors
    ///
    /// What the driver said before it ended, if it ended without a port.
    fn try_start(browser: Browser) -> Result<Self, String> {
        // They say: ChromeDriver was started successfully on port 12345. / ... Listening on 127.0.0.1:12345
        let (program, before_port) = match browser {
            Browser::Chromium => (
                std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into()),
                "successfully on port ",
            ),
            Browser::Firefox => (geckodriver(), "Listening on 127.0.0.1:"),
        };
        let process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let mut driver = Self { process, url: String::new() };
        let mut output = BufReader::new(driver.process.stdout.take().expect("piped above"));
        let mut said = String::new();
        loop {
            let start = said.len();
            if output.read_line(&mut said).expect("drivers print text") == 0 {
                return Err(format!("{}: {said}", program.display()));
            }
            if let Some((_, port)) = said[start..].split_once(before_port) {
                driver.url = format!("http://127.0.0.1:{}", port.trim().trim_end_matches('.'));
                // Keep reading, so that it never blocks on a full pipe.
                std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
                return Ok(driver);
            }
        }
    }
}

/// The geckodriver that the test command builds, or another that is in the path or named by `GECKODRIVER`.
fn geckodriver() -> std::ffi::OsString {
    let built = root().join("target/tools/bin/geckodriver").with_extension(std::env::consts::EXE_EXTENSION);
    std::env::var_os("GECKODRIVER")
        .or_else(|| built.is_file().then(|| built.into_os_string()))
        .unwrap_or_else(|| "geckodriver".into())
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It has ended by itself, or ends now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the browser is started with.
pub(crate) fn capabilities(setup: &Setup, scratch: &Scratch) -> WebDriverResult<Capabilities> {
    match setup.browser {
        Browser::Chromium => chromium(setup, scratch).map(Capabilities::from),
        Browser::Firefox => firefox(setup, scratch).map(Capabilities::from),
    }
}

fn firefox(setup: &Setup, scratch: &Scratch) -> WebDriverResult<FirefoxCapabilities> {
    let mut preferences = FirefoxPreferences::new();
    preferences.set("intl.accept_languages", setup.languages)?;
    preferences.set("layout.css.prefers-color-scheme.content-override", if setup.dark { 0 } else { 1 })?;
    preferences.set("browser.download.folderList", 2)?;
    preferences.set("browser.download.dir", scratch.downloads().to_string_lossy())?;
    // As Chromium's permission does: the clipboard is for the test to fill.
    preferences.set("dom.events.testing.asyncClipboard", true)?;
    // Nothing is looked up outside; the app is all there is.
    preferences.set("network.captive-portal-service.enabled", false)?;
    preferences.set("network.connectivity-service.enabled", false)?;
    let mut wanted = DesiredCapabilities::firefox();
    wanted.set_headless()?;
    let (width, height) = setup.viewport;
    wanted.add_arg(&format!("--width={width}"))?;
    wanted.add_arg(&format!("--height={height}"))?;
    wanted.set_preferences(preferences)?;
    Ok(wanted)
}

fn chromium(setup: &Setup, scratch: &Scratch) -> WebDriverResult<ChromeCapabilities> {
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
    if setup.keeps == Keeps::UntilTheEnd {
        wanted.add_arg("--incognito")?;
    }
    wanted.add_experimental_option(
        "prefs",
        json!({
            "intl.accept_languages": setup.languages,
            "download.default_directory": scratch.downloads(),
            "download.prompt_for_download": false,
            "profile.default_content_setting_values.cookies": if setup.keeps == Keeps::Nothing { 2 } else { 1 },
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

/// The first process of the Chromium that has this test's profile; what it started names a type in its arguments.
pub(crate) fn process_of(scratch: &Scratch) -> Option<u32> {
    let profile = format!("--user-data-dir={}", scratch.path().join("profile").display());
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let number = entry.file_name().to_str()?.parse().ok()?;
        let command = std::fs::read(entry.path().join("cmdline")).ok()?;
        let mut arguments = command.split(|&byte| byte == 0);
        let is_own = arguments.clone().any(|argument| argument == profile.as_bytes());
        (is_own && !arguments.any(|argument| argument.starts_with(b"--type="))).then_some(number)
    })
}

/// The bytes in memory of the largest renderer below the main process of a browser.
pub(crate) fn renderer_bytes(browser: u32) -> Option<u64> {
    let field = |status: &str, name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    // Of each process, its parent, and its kilobytes if it draws pages.
    let mut processes = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u64>().ok()) else {
            continue;
        };
        let read = |file: &str| std::fs::read(entry.path().join(file)).unwrap_or_default();
        let status = String::from_utf8_lossy(&read("status")).into_owned();
        let Some(parent) = field(&status, "PPid:") else { continue };
        let draws = String::from_utf8_lossy(&read("cmdline")).contains("--type=renderer");
        processes.insert(number, (parent, draws.then(|| field(&status, "VmRSS:")).flatten()));
    }
    let is_below = |&start: &u64| {
        let parents = std::iter::successors(Some(start), |number| Some(processes.get(number)?.0));
        parents.take(20).any(|number| number == u64::from(browser))
    };
    let renderers = processes.iter().filter(|(number, _)| is_below(number));
    renderers.filter_map(|(_, (_, kilobytes))| *kilobytes).max().map(|kilobytes| kilobytes * 1024)
}
