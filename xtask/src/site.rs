//! Builds the static site: `dist/`, in which every file but `index.html` is named by its content.
//!
//! `index.html` names files as they are before the build (`app.js`, `styles/base.css`); the build replaces
//! each name in quotes by the hashed one. So a browser may keep a hashed file for ever, and a page never
//! meets a worker or a wasm of another build.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::setup;
use crate::workspace::{cargo, files_below, root, run, target_dir};

/// The programs in wasm: the app and its web workers.
const PROGRAMS: [&str; 3] = ["app", "worker", "files"];

/// What the wasm of the app may weigh on its way to the user, after gzip. Guards against the detectors and their
/// data slipping into the app: they belong to the worker.
pub const APP_GZIP_LIMIT_KB: f64 = 600.0;

/// How to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Small and fast, for users; into `dist/`.
    Release,
    /// Quick to build and with a script that reloads the page after each build; into the target folder.
    Watch,
}

/// Which models a site brings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Models {
    /// All; a person chooses in the app.
    All,
    /// Only what was trained on openly licensed text, for who must not pass the others on.
    Open,
}

/// The script that keeps the app for work without a network.
pub const OFFLINE: &str = "service_worker.js";

/// What makes the site an app that can be installed; it names the icon.
const MANIFEST: &str = "assets/app.webmanifest";

const ICON: &str = "assets/icon.svg";

/// The model whose training texts have no open license.
const NEWSPAPER_MODEL: &str = "models/entities-newspaper.bin";

/// A site that was built.
pub struct Site {
    /// Where it is.
    pub folder: PathBuf,
    /// By the name of the program, what its wasm weighs after gzip; only of a release.
    pub gzip_bytes: BTreeMap<&'static str, usize>,
}

/// Asks every second whether `index.html` names another build.
const RELOAD_JS: &str = r#"const build = html => html.match(/name="jianbao-build" content="([^"]*)"/)?.[1];
const mine = document.querySelector('meta[name="jianbao-build"]').content;
setInterval(async () => {
  try {
    const now = build(await (await fetch("index.html", { cache: "no-store" })).text());
    if (now && now !== mine) location.reload();
  } catch { /* the server is away: ask again */ }
}, 1000);
"#;

/// Builds the site with all models.
pub fn build(mode: Mode) -> Result<Site> {
    build_with(mode, Models::All)
}

/// Builds the site.
pub fn build_with(mode: Mode, models: Models) -> Result<Site> {
    setup::wasm_target()?;
    let target = target_dir()?;
    let profile = match mode {
        Mode::Release => "web",
        Mode::Watch => "dev",
    };
    let build_id = build_id()?;

    let mut command = cargo();
    command.args(["build", "--locked", "--package", "jianbao", "--bins", "--target", setup::WASM]);
    command.args(["--profile", profile]).env("JIANBAO_BUILD_ID", &build_id);
    run(&mut command)?;

    // Name before the build -> content. Wasm first: the scripts name it.
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |name: String, content: Vec<u8>| -> String {
        let hashed = hashed_name(&name, &content);
        files.insert(hashed.clone(), content);
        names.insert(name, hashed.clone());
        hashed
    };
    let mut gzip_bytes = BTreeMap::new();
    let built = target.join(setup::WASM).join(if mode == Mode::Release { "web" } else { "debug" });
    for program in PROGRAMS {
        let (js, wasm) = bind(mode, &built.join(format!("{program}.wasm")), &target.join("bindgen"))?;
        if mode == Mode::Release {
            let gzip = gzip_size(&wasm)?;
            println!("{program:>6}.wasm {:>6} kB, {:>6} kB gzip", wasm.len() / 1000, gzip / 1000);
            let fits = program != "app" || gzip as f64 / 1000.0 <= APP_GZIP_LIMIT_KB;
            ensure!(fits, "app.wasm weighs more than {APP_GZIP_LIMIT_KB} kB after gzip");
            gzip_bytes.insert(program, gzip);
        }
        let wasm = add(format!("{program}.wasm"), wasm);
        let start =
            format!("{js}\nawait __wbg_init({{ module_or_path: new URL(\"{wasm}\", import.meta.url) }});\n");
        add(format!("{program}.js"), start.into_bytes());
    }
    for folder in ["styles", "assets", "models"] {
        for path in files_below(&root().join(folder))? {
            // Beside each model stands its card.
            if path.extension().is_some_and(|extension| extension == "md") {
                continue;
            }
            let name = path.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            if (models == Models::All || name != NEWSPAPER_MODEL) && !name.ends_with(MANIFEST) {
                add(name, std::fs::read(&path)?);
            }
        }
    }
    let manifest = std::fs::read_to_string(root().join(MANIFEST)).context(MANIFEST)?;
    let icon = add(ICON.to_owned(), std::fs::read(root().join(ICON))?);
    add(MANIFEST.to_owned(), manifest.replace(ICON, &icon).into_bytes());
    if mode == Mode::Watch {
        add("reload.js".to_owned(), RELOAD_JS.into());
    }

    let mut html = std::fs::read_to_string(root().join("index.html")).context("index.html")?;
    if models == Models::Open {
        html = without_line(&html, NEWSPAPER_MODEL);
    }
    if mode == Mode::Watch {
        // Nothing is kept: the next build is what counts.
        html = without_line(&html, OFFLINE);
        html = html.replace("</head>", "  <script type=\"module\" src=\"reload.js\"></script>\n  </head>");
    }
    // The page changes with a style too, so the id it carries is that of all files.
    let page_id = match mode {
        Mode::Release => build_id,
        Mode::Watch => hash(names.values().fold(Sha256::new(), |state, name| state.chain_update(name))),
    };
    let html = link(&html, &names, &page_id)?;
    if mode == Mode::Release {
        // Under its own name for ever, because browsers ask for it under the name that they know.
        let script = std::fs::read_to_string(root().join("src/offline").join(OFFLINE)).context(OFFLINE)?;
        let id =
            hash(files.keys().fold(Sha256::new_with_prefix(&html), |state, name| state.chain_update(name)));
        let list: Vec<_> = files.keys().map(|name| format!("\"{name}\"")).collect();
        let script = script
            .replace("BUILD_ID;", &format!("\"{id}\";"))
            .replace("FILES]", &format!("[{}]]", list.join(", ")));
        files.insert(OFFLINE.to_owned(), script.into_bytes());
    }
    files.insert("index.html".to_owned(), html.into_bytes());

    let folder = match mode {
        Mode::Release => root().join("dist"),
        Mode::Watch => target.join("watch-site"),
    };
    write_changed(&folder, &files)?;
    Ok(Site { folder, gzip_bytes })
}

/// Identifies the sources of both wasm programs: `jianbao::BUILD_ID`.
fn build_id() -> Result<String> {
    let mut state = Sha256::new();
    for source in ["Cargo.toml", "Cargo.lock"] {
        state.update(std::fs::read(root().join(source)).context(source)?);
    }
    for folder in ["src", "crates"] {
        for path in files_below(&root().join(folder))? {
            state.update(path.strip_prefix(root())?.to_string_lossy().as_bytes());
            state.update(std::fs::read(&path)?);
        }
    }
    Ok(hash(state))
}

/// The script and the final wasm that wasm-bindgen makes of a wasm file; kept in `cache` by its content.
fn bind(mode: Mode, wasm: &Path, cache: &Path) -> Result<(String, Vec<u8>)> {
    let input = std::fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let stem = wasm.file_stem().expect("a program's name").to_string_lossy();
    let kept = cache.join(hashed_name(&stem, &input));
    let (kept_js, kept_wasm) = (kept.with_extension("js"), kept.with_extension("wasm"));
    if let (Ok(js), Ok(wasm)) = (std::fs::read_to_string(&kept_js), std::fs::read(&kept_wasm)) {
        return Ok((js, wasm));
    }
    let mut output = Bindgen::new()
        .input_bytes(&stem, input)
        .web(true)?
        .typescript(false)
        // The names of functions are a sixth of what is loaded, and serve nobody who uses the app.
        .remove_name_section(mode == Mode::Release)
        .omit_default_module_path(true) // the build names the hashed file itself
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {stem}"))?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "{stem} brings script files of its own, which the build does not copy: {:?}",
        output.snippets().keys()
    );
    let js = output.js().to_owned();
    let wasm = output.wasm_mut().emit_wasm();
    // Only the newest of each program is worth keeping.
    for old in files_below(cache)? {
        if old.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{stem}-"))) {
            std::fs::remove_file(old)?;
        }
    }
    std::fs::create_dir_all(cache)?;
    std::fs::write(kept_js, &js)?;
    std::fs::write(kept_wasm, &wasm)?;
    Ok((js, wasm))
}

/// A page without the lines that name something.
fn without_line(html: &str, name: &str) -> String {
    html.lines().filter(|line| !line.contains(name)).fold(String::new(), |all, line| all + line + "\n")
}

/// `index.html` with hashed names in place of those before the build.
fn link(html: &str, names: &BTreeMap<String, String>, build_id: &str) -> Result<String> {
    let mut linked = html.replace("\"BUILD_ID\"", &format!("\"{build_id}\""));
    for (name, hashed) in names {
        let quoted = format!("\"{name}\"");
        // The wasm of a worker is named by its script.
        let by_script =
            PROGRAMS.iter().any(|program| *program != "app" && *name == format!("{program}.wasm"));
        ensure!(linked.contains(&quoted) || by_script, "index.html does not name {name}");
        linked = linked.replace(&quoted, &format!("\"{hashed}\""));
    }
    Ok(linked)
}

/// `styles/base.css` -> `base-HASH.css`: the folder is dropped, the hash of the content put in.
fn hashed_name(name: &str, content: &[u8]) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let hash = hash(Sha256::new_with_prefix(content));
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{file}-{hash}"),
    }
}

/// The first 48 bits in hexadecimal: enough to tell the builds of one project apart.
fn hash(state: Sha256) -> String {
    state.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn gzip_size(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

/// Makes `folder` hold exactly `files`, touching only what differs.
/// The page is written last and old files are removed after it, so that it never names a file that is missing.
fn write_changed(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let (page, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == "index.html");
    for (name, content) in others.into_iter().chain(page) {
        let path = folder.join(name);
        if std::fs::read(&path).ok().as_ref() != Some(content) {
            std::fs::write(&path, content).with_context(|| path.display().to_string())?;
        }
    }
    for path in files_below(folder)? {
        let name = path.strip_prefix(folder)?.to_string_lossy();
        if !files.contains_key(name.as_ref()) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_names_hashed_files() {
        let names = BTreeMap::from([("app.js".to_owned(), hashed_name("app.js", b"1"))]);
        let html = link("<meta content=\"BUILD_ID\"><script src=\"app.js\">", &names, "0123").unwrap();
        assert_eq!(html, "<meta content=\"0123\"><script src=\"app-6b86b273ff34.js\">");
    }

    #[test]
    fn a_file_the_page_does_not_name_is_an_error() {
        let names = BTreeMap::from([("styles/x.css".to_owned(), "x-1.css".to_owned())]);
        let error = link("<link href=\"styles/y.css\">", &names, "0123").unwrap_err();
        assert_eq!(error.to_string(), "index.html does not name styles/x.css");
    }

    #[test]
    fn folder_holds_exactly_the_files() {
        let folder = std::env::temp_dir().join(format!("xtask-site-{}", std::process::id()));
        let first = BTreeMap::from([("a-1.js".to_owned(), b"1".to_vec()), ("index.html".to_owned(), vec![])]);
        write_changed(&folder, &first).unwrap();
        let second =
            BTreeMap::from([("a-2.js".to_owned(), b"2".to_vec()), ("index.html".to_owned(), vec![])]);
        write_changed(&folder, &second).unwrap();
        let names: Vec<_> = files_below(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names, [folder.join("a-2.js"), folder.join("index.html")]);
    }
}
