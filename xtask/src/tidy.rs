//! `tidy`: rules of the house that neither the compiler nor clippy checks.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::test::PURE;
use crate::workspace::{cargo, root};

/// Which packages of the workspace a package may depend on, also in its tests.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("jianbao-core", &["jianbao-core"]), // itself with fixtures, in its tests
    ("jianbao-propose", &["jianbao-core"]),
    ("jianbao-formats", &["jianbao-core"]),
    // Itself with the suite for stores, in its tests.
    ("jianbao-workbench", &["jianbao-core", "jianbao-propose", "jianbao-formats", "jianbao-workbench"]),
    ("jianbao-cli", &["jianbao-core", "jianbao-propose", "jianbao-formats"]),
    ("jianbao", &["jianbao-core", "jianbao-propose", "jianbao-formats", "jianbao-workbench"]),
    (
        "jianbao-e2e",
        &["static-server", "jianbao-core", "jianbao-formats", "jianbao-propose", "jianbao-workbench"],
    ),
    ("xtask", &["static-server"]),
    ("", &[]), // every other package: none
];

/// Crates that a pure crate may not name: the browser, clocks, randomness, threads.
const IMPURE_CRATES: [&str; 12] = [
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "yew",
    "gloo",
    "chrono",
    "time",
    "rand",
    "getrandom",
    "tokio",
    "rayon",
];

/// What the code of a pure crate may not name outside its tests.
const IMPURE_CODE: [&str; 8] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "Instant::now",
    "SystemTime",
];

/// What only `src/` and the browser tests may name.
const BROWSER_CODE: [&str; 4] = ["web_sys::", "js_sys::", "yew::", "gloo::"];

/// Checks all rules; the error lists every violation.
pub fn tidy() -> Result<()> {
    let mut problems = dependencies(&metadata()?)?;
    for path in tracked_files()? {
        // Files deleted but not yet committed are still tracked; those that are not text have no rules.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        problems.extend(file_problems(&path, &text));
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

fn metadata() -> Result<Value> {
    let output = cargo().args(["metadata", "--locked", "--no-deps", "--format-version", "1"]).output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("cargo metadata prints JSON")
}

/// Paths relative to the root, of all files that git has or would take.
fn tracked_files() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root());
    let output = git.output().context("cannot start git, which lists the files to check")?;
    if !output.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    }
    let names = String::from_utf8(output.stdout).context("file names are UTF-8")?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

/// The direction of dependencies, and what pure crates may use.
fn dependencies(metadata: &Value) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let packages = metadata["packages"].as_array().context("packages in cargo metadata")?;
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let allowed = MAY_USE.iter().find(|(user, _)| *user == name).map_or(&[][..], |(_, used)| used);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let ours = dependency["path"].is_string();
            if ours && !allowed.contains(&used) {
                problems.push(format!("{name} may not depend on {used}; see MAY_USE in xtask/src/tidy.rs"));
            }
            let in_code = dependency["kind"].is_null();
            if in_code && PURE.contains(&name) && IMPURE_CRATES.contains(&used) {
                problems.push(format!("{name} is pure and may not depend on {used}"));
            }
        }
    }
    Ok(problems)
}

/// The rules for one file.
fn file_problems(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let rust = path.ends_with(".rs");
    // The rules themselves name what they forbid.
    if path == "xtask/src/tidy.rs" {
        return problems;
    }
    for place in ["/root/", "/home/", "/work/", "/Users/", "C:\\Users\\"] {
        if let Some(line) = line_with(text, place) {
            problems.push(format!("{path}:{line}: a path of one machine: {place}"));
        }
    }
    if rust && !text.starts_with("//!") && !path.starts_with("fuzz/") {
        problems.push(format!("{path}:1: a file starts with //! and what it is for"));
    }
    let browser = path.starts_with("src/") || path.starts_with("tests/web_");
    if rust && !browser {
        for name in BROWSER_CODE {
            if let Some(line) = line_with(text, name) {
                problems.push(format!("{path}:{line}: only src/ may name {name}"));
            }
        }
    }
    let pure = PURE.iter().any(|package| {
        let folder = package.strip_prefix("jianbao-").unwrap_or(package);
        path.starts_with(&format!("crates/{folder}/src/"))
    });
    // Training runs in the command line only, where threads halve its time and change no byte of its result.
    let trains = path.contains("/train/");
    if rust && pure && !trains {
        let code = text.split("#[cfg(test)]").next().unwrap_or(text);
        for name in IMPURE_CODE {
            if let Some(line) = line_with(code, name) {
                problems.push(format!("{path}:{line}: a pure crate may not name {name}"));
            }
        }
    }
    if path.ends_with(".md") {
        for (line, target) in links(text) {
            let folder = Path::new(path).parent().unwrap_or(Path::new(""));
            if !root().join(folder).join(&target).exists() {
                problems.push(format!("{path}:{line}: the link leads nowhere: {target}"));
            }
        }
        for (line, name, target) in named_tests(text) {
            let folder = Path::new(path).parent().unwrap_or(Path::new(""));
            let code = std::fs::read_to_string(root().join(folder).join(target)).unwrap_or_default();
            if !code.contains(&format!("fn {name}(")) {
                problems.push(format!("{path}:{line}: {target} has no test {name}"));
            }
        }
    }
    problems
}

/// The number of the first line that contains a text.
fn line_with(text: &str, wanted: &str) -> Option<usize> {
    text.lines().position(|line| line.contains(wanted)).map(|index| index + 1)
}

/// The tests that a Markdown text names as links, ``[`test`](file.rs)``: line, test, file.
fn named_tests(text: &str) -> Vec<(usize, &str, &str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("[`") {
            let named = line[at + 2..].split_once("`](");
            let Some((name, (target, _))) =
                named.and_then(|(name, rest)| Some((name, rest.split_once(')')?)))
            else {
                continue;
            };
            if target.ends_with(".rs") {
                found.push((index + 1, name, target));
            }
        }
    }
    found
}

/// The files that a Markdown text links to, with their line; not addresses, anchors in the same page or code.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let Some((target, _)) = line[at + 2..].split_once(')') else { continue };
            let target = target.split('#').next().unwrap_or_default();
            // A target has no spaces: what looks like one with them is text in brackets.
            if !target.is_empty()
                && !target.contains([' ', '\u{3000}'])
                && !target.contains("://")
                && !target.starts_with("mailto:")
            {
                found.push((index + 1, target.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dependencies_keep_their_direction() {
        let package = |name, used, kind: Value| {
            let path = if str::starts_with(used, "jianbao") { json!("somewhere") } else { Value::Null };
            json!({ "packages": [{ "name": name, "dependencies": [{ "name": used, "path": path, "kind": kind }] }] })
        };
        let problems = |name, used, kind| dependencies(&package(name, used, kind)).unwrap().len();
        assert_eq!(problems("jianbao-propose", "jianbao-core", Value::Null), 0);
        assert_eq!(problems("jianbao-core", "jianbao-propose", Value::Null), 1);
        assert_eq!(problems("jianbao-formats", "jianbao-propose", json!("dev")), 1);
        assert_eq!(problems("jianbao-core", "web-sys", Value::Null), 1);
        assert_eq!(problems("jianbao-core", "rand", json!("dev")), 0);
        assert_eq!(problems("unknown", "jianbao-core", Value::Null), 1);
    }

    #[test]
    fn files_keep_the_rules() {
        let problems = |path, text| file_problems(path, text).len();
        assert_eq!(problems("crates/core/src/a.rs", "//! A.\nuse std::fmt;\n"), 0);
        assert_eq!(problems("crates/core/src/a.rs", "//! A.\nuse std::fs;\n"), 1);
        assert_eq!(problems("crates/core/src/a.rs", "//! A.\n#[cfg(test)]\nmod tests { use std::fs; }\n"), 0);
        assert_eq!(problems("crates/cli/src/a.rs", "//! A.\nuse std::fs;\n"), 0);
        assert_eq!(problems("crates/cli/src/a.rs", "use std::fs;\n"), 1);
        assert_eq!(problems("crates/cli/src/a.rs", "//! A.\nuse web_sys::Node;\n"), 1);
        assert_eq!(problems("src/a.rs", "//! A.\nuse web_sys::Node;\n"), 0);
        assert_eq!(problems("a.md", "in /home/somebody"), 1);
    }

    #[test]
    fn named_tests_are_found() {
        let text = "`a` [b](c.rs)\n| [`d`](e.rs), [`f`](g.md) | [`h`](../i.rs) |";
        assert_eq!(named_tests(text), [(2, "d", "e.rs"), (2, "h", "../i.rs")]);
        assert_eq!(file_problems("x.md", "[`named_tests_are_found`](xtask/src/tidy.rs)").len(), 0);
        assert_eq!(file_problems("x.md", "[`no_such_test`](xtask/src/tidy.rs)").len(), 1);
    }

    #[test]
    fn links_to_files_are_found() {
        let text =
            "[a](b.md#c) [d](#e) [f](https://g) and [h](i/j.png) or [k](not a link)\n```\n[k](l)\n```\n";
        assert_eq!(links(text), [(1, "b.md".to_owned()), (1, "i/j.png".to_owned())]);
        assert_eq!(file_problems("x.md", "[a](no-such-file.md)").len(), 1);
        assert_eq!(file_problems("docs/x.md", "[a](../Cargo.toml)").len(), 0);
    }
}
