//! The page under test: what a person can do with it, and what can be asked of it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use static_server::StaticServer;
use thirtyfour::WindowHandle;
use thirtyfour::action_chain::ActionChain;
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

use crate::browser::{self, Browser, Driver, Scratch, Setup, capabilities};
use crate::{PATIENCE, keys, root, screenshots};

/// How long between two looks at something that is waited for.
const PAUSE: Duration = Duration::from_millis(25);

/// How long a fresh browser may take for the page.
const START_PATIENCE: Duration = Duration::from_secs(20);

/// The app in a browser of its own. Dropping it ends the browser.
pub struct Page {
    driver: WebDriver,
    browser: Browser,
    // The rest is dropped after the session has been closed in `drop`, the driver first.
    program: Driver,
    /// None once it was stopped.
    server: RefCell<Option<StaticServer>>,
    /// The address of the site, with a slash at its end.
    address: String,
    served: Receiver<String>,
    seen: RefCell<Seen>,
    scratch: Scratch,
    runtime: Runtime,
}

/// What has been read from logs of the browser, which are emptied by reading.
#[derive(Default)]
struct Seen {
    errors: Vec<String>,
    requests: Vec<String>,
    served: Vec<String>,
}

impl Page {
    /// Starts a browser and opens the app built in `dist/`.
    #[track_caller]
    pub fn open(setup: &Setup) -> Self {
        let site = root().join("dist");
        assert!(site.join("index.html").is_file(), "no built app: run `cargo xtask build` first");
        let (log, served) = channel();
        let server = StaticServer::start_logged(site, 0, log).expect("a free port for the site");
        let address = server.url();
        let scratch = Scratch::new().expect("a temporary folder");
        let program = Driver::start(setup.browser);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime on this thread");
        let driver = start(setup, &program, &scratch, &runtime, &address);
        let page = Self {
            driver,
            browser: setup.browser,
            program,
            server: RefCell::new(Some(server)),
            address,
            served,
            seen: RefCell::default(),
            scratch,
            runtime,
        };
        page.begin(setup);
        page
    }

    fn begin(&self, setup: &Setup) {
        if setup.browser == Browser::Chromium {
            self.set_viewport(setup.viewport.0, setup.viewport.1);
            self.set_dark(setup.dark);
            // The clipboard is refused to a page without the focus, which a window without a screen may lack.
            self.cdp("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        }
        self.goto("");
    }

    /// The process of the browser, by its number; only of Chromium on Linux, where it is told by its profile.
    pub fn browser_process(&self) -> Option<u32> {
        browser::process_of(&self.scratch)
    }

    /// Starts the browser again after its process was killed, with the profile that it left behind.
    pub fn start_again(&mut self, setup: &Setup) {
        let driver = start(setup, &self.program, &self.scratch, &self.runtime, &self.address);
        // Nobody answers for the old session any more.
        let _ = self.runtime.block_on(std::mem::replace(&mut self.driver, driver).quit());
        self.seen.borrow_mut().errors.clear();
        self.begin(setup);
    }

    /// Opens a path of the site in the same browser; the empty path is the app.
    #[track_caller]
    pub fn goto(&self, path: &str) {
        let url = format!("{}{path}", self.address);
        self.run("open the page", self.driver.goto(url));
    }

    /// This tab, for [`Page::switch_to`].
    #[track_caller]
    pub fn tab(&self) -> WindowHandle {
        self.run("this tab", self.driver.window())
    }

    /// Opens the app in a further tab and goes on there; the tab that was left.
    #[track_caller]
    pub fn open_tab(&self, setup: &Setup) -> WindowHandle {
        let left = self.tab();
        let tab = self.run("a new tab", self.driver.new_tab());
        self.switch_to(&tab);
        self.begin(setup);
        left
    }

    /// Goes on in another tab.
    #[track_caller]
    pub fn switch_to(&self, tab: &WindowHandle) {
        self.run("switch tabs", self.driver.switch_to_window(tab.clone()));
    }

    /// Closes this tab and goes on in another one.
    #[track_caller]
    pub fn close_tab(&self, next: &WindowHandle) {
        self.run("close the tab", self.driver.close_window());
        self.switch_to(next);
    }

    /// Ends the server of the site for good.
    pub fn stop_server(&self) {
        self.server.take();
    }

    /// Lets another build of the site come from its address: the same files but for a mark in the page,
    /// `meta[name=newer]`.
    #[track_caller]
    pub fn serve_newer(&self) {
        let site = self.scratch.path().join("newer");
        std::fs::create_dir_all(&site).expect("a folder in that of this test");
        for entry in std::fs::read_dir(root().join("dist")).expect("a built site").flatten() {
            let mut content = std::fs::read(entry.path()).expect("the site has files alone");
            let name = entry.file_name();
            let replace = |content: Vec<u8>, old: &str, new: &str| {
                let text = String::from_utf8(content).expect("text");
                assert!(text.contains(old), "{name:?} has {old}");
                text.replacen(old, new, 1).into_bytes()
            };
            if name == "index.html" {
                content = replace(content, "<head>", "<head><meta name=\"newer\">");
            } else if name == "service_worker.js" {
                content = replace(content, "\"jianbao-\" +", "\"jianbao-newer-\" +");
            }
            std::fs::write(site.join(&name), content).expect("a file in the folder of this test");
        }
        let port = self.address.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
        self.stop_server();
        let server = StaticServer::start(site, port.expect("the address has a port"));
        self.server.replace(Some(server.expect("the port that was just left")));
    }

    /// Opens a file of this machine.
    #[track_caller]
    pub fn open_file(&self, path: &Path) {
        let url: String = path.to_string_lossy().bytes().fold("file://".to_owned(), |url, byte| {
            // Every byte that is no plain character, so that any name is a valid address.
            if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
                format!("{url}{}", char::from(byte))
            } else {
                format!("{url}%{byte:02X}")
            }
        });
        self.run("open the file", self.driver.goto(url));
    }

    /// How many bytes the browser lets the site keep; none for what is usual.
    #[track_caller]
    pub fn set_quota(&self, bytes: Option<u64>) {
        let origin = self.address.trim_end_matches('/');
        self.cdp(
            "Storage.overrideQuotaForOrigin",
            match bytes {
                Some(bytes) => json!({ "origin": origin, "quotaSize": bytes }),
                None => json!({ "origin": origin }),
            },
        );
    }

    /// Loads the page again, as with the reload button.
    #[track_caller]
    pub fn reload(&self) {
        self.run("reload", self.driver.refresh());
    }

    /// The title of the window.
    #[track_caller]
    pub fn title(&self) -> String {
        self.run("title", self.driver.title())
    }

    // What a person does.

    /// Presses a chord, as in `Control+Shift+z`, `ArrowDown`, `a`; see `KeyboardEvent.key` for the names.
    #[track_caller]
    pub fn press(&self, chord: &str) {
        self.act(&format!("press {chord}"), |chain| strike(chain, chord));
    }

    /// Presses several chords, one after the other.
    #[track_caller]
    pub fn press_all(&self, chords: &[&str]) {
        self.act("press keys", |chain| chords.iter().fold(chain, |chain, chord| strike(chain, chord)));
    }

    /// Types a text, key by key, into whatever has the focus.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        self.act("type", |chain| chain.send_keys(text));
    }

    /// Puts a text on the clipboard and pastes it with Control+v, wherever the focus is.
    #[track_caller]
    pub fn paste(&self, text: &str) {
        self.set_clipboard(text);
        self.press("Control+v");
    }

    /// Puts a text on the clipboard.
    #[track_caller]
    pub fn set_clipboard(&self, text: &str) {
        self.allow_clipboard();
        let error: Option<String> = self.get_async(
            "const [text, done] = arguments;
            navigator.clipboard.writeText(text).then(() => done(null), error => done(String(error)));",
            json!([text]),
        );
        assert_eq!(error, None, "the clipboard takes the text");
    }

    /// The text on the clipboard.
    #[track_caller]
    pub fn clipboard(&self) -> String {
        self.allow_clipboard();
        self.get_async("const [done] = arguments; navigator.clipboard.readText().then(done);", json!([]))
    }

    #[track_caller]
    fn allow_clipboard(&self) {
        if self.browser == Browser::Firefox {
            return; // a preference allows it
        }
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.cdp("Browser.grantPermissions", json!({ "permissions": permissions }));
    }

    /// Shows an unfinished composition of an input method in the focused field, the cursor at its end.
    #[track_caller]
    pub fn compose(&self, text: &str) {
        let end = text.encode_utf16().count();
        self.cdp(
            "Input.imeSetComposition",
            json!({ "text": text, "selectionStart": end, "selectionEnd": end }),
        );
    }

    /// Ends the composition with this text, as picking a candidate does.
    #[track_caller]
    pub fn commit_composition(&self, text: &str) {
        self.cdp("Input.insertText", json!({ "text": text }));
    }

    /// Clicks on the middle of the first element that matches, once it is there and can be clicked.
    #[track_caller]
    pub fn click(&self, css: &str) {
        let element = self.element(css);
        self.run(&format!("click {css}"), element.click());
    }

    /// Moves the pointer over the first element that matches.
    #[track_caller]
    pub fn hover(&self, css: &str) {
        let element = self.element(css);
        self.act("hover", |chain| chain.move_to_element_center(&element));
    }

    /// Taps on the first element that matches, as a finger does.
    #[track_caller]
    pub fn tap(&self, css: &str) {
        let element = self.element(css);
        self.run(css, element.scroll_into_view());
        let rectangle = self.run(css, element.rect());
        let scrolled: (f64, f64) = self.get("return [scrollX, scrollY]", json!([]));
        let x = rectangle.x + rectangle.width / 2.0 - scrolled.0;
        let y = rectangle.y + rectangle.height / 2.0 - scrolled.1;
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true }));
        for (kind, points) in [("touchStart", json!([{ "x": x, "y": y }])), ("touchEnd", json!([]))] {
            self.cdp("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
        }
    }

    /// Drags one element onto another one, as with the mouse.
    #[track_caller]
    pub fn drag(&self, from: &str, to: &str) {
        let (from, to) = (self.element(from), self.element(to));
        self.act("drag", |chain| {
            chain
                .move_to_element_center(&from)
                .click_and_hold()
                .move_by_offset(4, 4)
                .move_to_element_center(&to)
                .move_by_offset(1, 1)
                .release()
        });
    }

    /// Chooses an option of a select by its value, as a click on it does.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        let element = self.element(css);
        self.run(css, async {
            let option = element.find(By::Css(format!("option[value=\"{value}\"]"))).await?;
            option.click().await
        });
    }

    /// Answers the question of a dialog of the browser.
    #[track_caller]
    pub fn answer_dialog(&self, yes: bool) {
        if yes {
            self.run("accept the dialog", self.driver.accept_alert());
        } else {
            self.run("dismiss the dialog", self.driver.dismiss_alert());
        }
    }

    /// Clicks with the right button.
    #[track_caller]
    pub fn context_click(&self, css: &str) {
        let element = self.element(css);
        self.act(&format!("context click {css}"), |chain| chain.context_click_element(&element));
    }

    /// Chooses files in a file input, as the dialog of the system would.
    #[track_caller]
    pub fn upload(&self, css: &str, files: &[&Path]) {
        let paths: Vec<_> = files.iter().map(|path| path.to_string_lossy()).collect();
        // A file input is often hidden behind a button, so it need not be displayed.
        self.wait(css, || self.count(css) > 0);
        let input = self.run(css, self.driver.find(By::Css(css)));
        self.run(&format!("upload to {css}"), input.send_keys(paths.join("\n")));
    }

    /// Drags files from the system over an element and drops them.
    #[track_caller]
    pub fn drop_files(&self, css: &str, files: &[&Path]) {
        let rectangle = self.run(css, self.element(css).rect());
        let (x, y) = (rectangle.x + rectangle.width / 2.0, rectangle.y + rectangle.height / 2.0);
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
            self.cdp("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }));
        }
    }

    /// Writes a file into the folder of this test, to upload or drop it.
    #[track_caller]
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.scratch.path().join(name);
        std::fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// Does something that downloads one file, and waits until the file is complete.
    #[track_caller]
    pub fn download(&self, act: impl FnOnce()) -> PathBuf {
        let before = self.downloaded();
        act();
        let mut new = BTreeSet::new();
        self.wait("a download", || {
            let now = self.downloaded();
            new = now.difference(&before).cloned().collect();
            let unfinished = |path: &PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                name.ends_with(".crdownload") || name.ends_with(".part") || name.starts_with(".org.chromium.")
            };
            !new.is_empty() && !new.iter().any(unfinished)
        });
        new.pop_first().expect("at least one new file was waited for")
    }

    #[track_caller]
    fn downloaded(&self) -> BTreeSet<PathBuf> {
        let entries = std::fs::read_dir(self.scratch.downloads()).expect("the download folder of this test");
        entries.flatten().map(|entry| entry.path()).collect()
    }

    /// Sets the size of the viewport in CSS pixels.
    #[track_caller]
    pub fn set_viewport(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size);
    }

    /// Whether the user prefers dark colors.
    #[track_caller]
    pub fn set_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Cuts the network off, or puts it back.
    #[track_caller]
    pub fn set_offline(&self, offline: bool) {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp("Network.enable", json!({}));
        self.cdp("Network.emulateNetworkConditions", conditions);
    }

    // What can be asked.

    /// The first displayed element that matches; waits for it.
    #[track_caller]
    pub fn element(&self, css: &str) -> WebElement {
        self.wait_for(css);
        let displayed = "return [...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility())";
        let found = self.run(css, self.driver.execute(displayed, vec![json!(css)]));
        found.element().unwrap_or_else(|error| panic!("{css} has gone again: {error}"))
    }

    /// Waits until an element that matches is displayed.
    #[track_caller]
    pub fn wait_for(&self, css: &str) {
        let displayed = "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility())";
        self.wait(css, || self.get(displayed, json!([css])));
    }

    /// Waits until no element that matches is displayed.
    #[track_caller]
    pub fn wait_gone(&self, css: &str) {
        let displayed = "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility())";
        self.wait(&format!("{css} to go"), || !self.get::<bool>(displayed, json!([css])));
    }

    /// Waits until the text of the first element that matches contains a text.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, text: &str) {
        let has = "return !!document.querySelector(arguments[0])?.innerText.includes(arguments[1])";
        self.wait(&format!("{text} in {css}"), || self.get(has, json!([css, text])));
    }

    /// Waits until a condition holds.
    #[track_caller]
    pub fn wait(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let start = Instant::now();
        while !condition() {
            assert!(start.elapsed() < PATIENCE, "waited {} s in vain for {what}", PATIENCE.as_secs());
            std::thread::sleep(PAUSE);
        }
    }

    /// How many elements match, displayed or not.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.get("return document.querySelectorAll(arguments[0]).length", json!([css]))
    }

    /// The rendered text of the first displayed element that matches.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.run(css, self.element(css).text())
    }

    /// The selected text, as the browser sees it.
    #[track_caller]
    pub fn selected_text(&self) -> String {
        self.get("return String(getSelection())", json!([]))
    }

    /// Runs a script in the page and returns what it returns; `arguments` holds the elements of `arguments`.
    #[track_caller]
    pub fn get<T: DeserializeOwned>(&self, script: &str, arguments: Value) -> T {
        let result = self.run("script", self.driver.execute(script, as_list(arguments)));
        result.convert().unwrap_or_else(|error| panic!("result of the script: {error}"))
    }

    /// As [`Page::get`], for a script that calls its last argument with the result.
    #[track_caller]
    pub fn get_async<T: DeserializeOwned>(&self, script: &str, arguments: Value) -> T {
        let result = self.run("script", self.driver.execute_async(script, as_list(arguments)));
        result.convert().unwrap_or_else(|error| panic!("result of the script: {error}"))
    }

    /// Sends a command of the DevTools protocol and returns its answer.
    #[track_caller]
    pub fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.run(command, self.driver.cdp().send_raw(command, parameters))
    }

    /// The errors in the console since this was asked last, uncaught exceptions and violations of the content
    /// security policy among them. Firefox does not tell them: then there are none.
    #[track_caller]
    pub fn take_console_errors(&self) -> Vec<String> {
        if self.browser == Browser::Firefox {
            return Vec::new();
        }
        let log = self.run("console", self.driver.browser_log());
        let new = log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        let mut seen = self.seen.borrow_mut();
        seen.errors.extend(new);
        std::mem::take(&mut seen.errors)
    }

    /// The addresses of all requests that the page has tried so far, in their order; without `data:`, `blob:` and
    /// `chrome:`, which stay in the browser. For those of workers see [`Page::served`].
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        for entry in self.run("performance log", self.driver.get_log("performance")) {
            let entry: Value = serde_json::from_str(&entry.message).expect("chromedriver logs JSON");
            let message = &entry["message"];
            let url = match message["method"].as_str() {
                Some("Network.requestWillBeSent") => message["params"]["request"]["url"].as_str(),
                Some("Network.webSocketCreated") => message["params"]["url"].as_str(),
                _ => None,
            };
            let inside = ["data:", "blob:", "chrome:", "chrome-untrusted:"];
            let leaves = |url: &&str| !inside.iter().any(|scheme| url.starts_with(scheme));
            self.seen.borrow_mut().requests.extend(url.filter(leaves).map(str::to_owned));
        }
        self.seen.borrow().requests.clone()
    }

    /// The paths that the server of this test has been asked for so far, by the page or a worker.
    pub fn served(&self) -> Vec<String> {
        let mut seen = self.seen.borrow_mut();
        seen.served.extend(self.served.try_iter());
        seen.served.clone()
    }

    /// The address of the app, with a slash at its end.
    pub fn url(&self) -> String {
        self.address.clone()
    }

    /// The bytes of the JavaScript heap in use after a garbage collection; wasm memory is not among them.
    #[track_caller]
    pub fn js_heap_bytes(&self) -> u64 {
        self.cdp("HeapProfiler.collectGarbage", json!({}));
        let usage = self.cdp("Runtime.getHeapUsage", json!({}));
        usage["usedSize"].as_f64().expect("a number of bytes") as u64
    }

    /// How often Chromium has laid out the page since it was asked to count, which the first question does.
    #[track_caller]
    pub fn n_layouts(&self) -> u64 {
        self.cdp("Performance.enable", json!({}));
        let metrics = self.cdp("Performance.getMetrics", json!({}));
        let count = metrics["metrics"].as_array().into_iter().flatten();
        let count = count
            .filter(|metric| metric["name"] == "LayoutCount")
            .find_map(|metric| metric["value"].as_f64());
        count.expect("Chromium counts layouts") as u64
    }

    /// The memory in use of the largest process that draws pages, which has wasm's memory too; none where the system does
    /// not tell.
    pub fn renderer_bytes(&self) -> Option<u64> {
        browser::renderer_bytes(self.browser_process()?)
    }

    /// Saves a picture of the viewport as `target/screenshots/NAME.png`.
    #[track_caller]
    pub fn screenshot(&self, name: &str) {
        let folder = screenshots();
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        self.run("screenshot", self.driver.screenshot(&folder.join(format!("{name}.png"))));
    }

    /// Performs keys and pointer moves without pauses between them.
    #[track_caller]
    pub(crate) fn act(&self, what: &str, actions: impl FnOnce(ActionChain) -> ActionChain) {
        let chain = ActionChain::new_with_delay(self.driver.handle().clone(), None, Some(Duration::ZERO));
        self.run(what, actions(chain).perform());
    }

    #[track_caller]
    fn run<T, E: Display>(&self, what: &str, action: impl Future<Output = Result<T, E>>) -> T {
        match self.runtime.block_on(action) {
            Ok(value) => value,
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // Without a session there is nothing to close; the driver is ended in any case.
        let _ = self.runtime.block_on(self.driver.clone().quit());
    }
}

/// Starts a browser that opens the page.
fn start(setup: &Setup, program: &Driver, scratch: &Scratch, runtime: &Runtime, url: &str) -> WebDriver {
    // On a busy machine a renderer of a fresh browser sometimes never answers: then another browser is started.
    let started = (0..3).find_map(|_| {
        let started = runtime.block_on(async {
            let driver = WebDriver::new(&program.url, capabilities(setup, scratch)?).await?;
            driver.set_script_timeout(PATIENCE).await?;
            driver.set_page_load_timeout(START_PATIENCE).await?;
            let opened = driver.goto(url).await;
            driver.set_page_load_timeout(PATIENCE).await?;
            match opened {
                Ok(()) => WebDriverResult::Ok(Some(driver)),
                Err(error) => {
                    eprintln!("once more, since the browser did not open the page: {error}");
                    driver.quit().await?;
                    Ok(None)
                }
            }
        });
        started.unwrap_or_else(|error| panic!("cannot start the browser: {error}"))
    });
    started.expect("one of three browsers opens the page")
}

fn as_list(arguments: Value) -> Vec<Value> {
    match arguments {
        Value::Array(list) => list,
        other => panic!("arguments of a script are a list, not {other}"),
    }
}

/// Presses the keys of a chord and lets them go in the other order.
fn strike(chain: ActionChain, chord: &str) -> ActionChain {
    let keys = keys::chord(chord);
    let down = keys.iter().fold(chain, |chain, key| chain.key_down(*key));
    keys.iter().rev().fold(down, |chain, key| chain.key_up(*key))
}
