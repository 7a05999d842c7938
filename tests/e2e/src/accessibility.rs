//! The accessibility checker axe-core, on the page as it stands.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::Page;

/// Loads the checker and runs the rules of WCAG 2.2 A and AA on the page.
const CHECK: &str = r"
const [done] = arguments;
SOURCE
window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(result => done(result.violations.map(({ id, help, nodes }) =>
    ({ id, help, nodes: nodes.slice(0, 5).map(node => node.html.slice(0, 200) + ' | ' + node.failureSummary) }))));
";

impl Page {
    /// Fails as [`Page::assert_accessible`] on a screen as it stands, in the dark, and narrow in the dark, and takes
    /// pictures of the first and the last; then the page is light and wide.
    #[track_caller]
    pub fn assert_screen(&self, screen: &str) {
        self.screenshot(screen);
        self.assert_accessible(screen);
        self.set_dark(true);
        self.assert_accessible(&format!("{screen}, dark"));
        self.set_viewport(420, 850);
        self.screenshot(&format!("{screen}-narrow-dark"));
        self.assert_accessible(&format!("{screen}, narrow"));
        self.set_viewport(1280, 900);
        self.set_dark(false);
    }

    /// Fails with what axe-core finds against WCAG 2.2 AA on the page as it stands. `screen` says which it is.
    #[track_caller]
    pub fn assert_accessible(&self, screen: &str) {
        let source = std::fs::read_to_string(script()).expect("the script can be read");
        // The policy of the page forbids `eval`, to scripts of a test too, so the whole script is what runs.
        let check = CHECK.replace("SOURCE", &format!("if (!window.axe) {{ {source} }}"));
        let found: Vec<Value> = self.get_async(&check, json!([]));
        assert!(found.is_empty(), "{screen}: {}", serde_json::to_string_pretty(&found).expect("plain JSON"));
    }
}

/// Where `cargo xtask test` has put the checker.
fn script() -> PathBuf {
    let folder = crate::root().join("target/python/e2e");
    let file = "axe_playwright_python/axe.min.js";
    let libraries =
        std::fs::read_dir(folder.join("lib")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut places =
        libraries.map(|library| library.join("site-packages")).chain([folder.join("Lib/site-packages")]);
    let found = places.find_map(|place| Some(place.join(file)).filter(|path| path.is_file()));
    found.expect("axe-core is not installed: run `cargo xtask test --only e2e` once")
}
