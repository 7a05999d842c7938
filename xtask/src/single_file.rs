//! `single-file`: the whole app in one HTML file, which opens by a double click from a folder or a stick.
//!
//! Everything that the site has is packed into the page, and a script unpacks it in the browser's memory
//! (`src/offline/single_file.js`). The policy of the page allows just this script and this style, by their hashes, and
//! nothing from anywhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::site::{self, Mode};
use crate::workspace::{root, target_dir};

const START: &str = include_str!("../../src/offline/single_file.js");

/// Builds the site and packs it; the file.
pub fn single_file() -> Result<PathBuf> {
    let folder = site::build(Mode::Release)?.folder;
    let read = |name: &str| std::fs::read(folder.join(name)).with_context(|| name.to_owned());
    let page = String::from_utf8(read("index.html")?)?;

    let mut style = String::new();
    let mut head = String::new();
    let mut app = None;
    let mut embedded = Vec::new();
    for line in page.lines() {
        let value = |attribute: &str| Some(line.split_once(&format!("{attribute}=\""))?.1.split_once('"')?.0);
        if line.contains("rel=\"stylesheet\"") {
            style += &String::from_utf8(read(value("href").unwrap_or_default())?)?;
        } else if line.contains("<script") {
            app = value("src").map(str::to_owned);
        } else if [
            "rel=\"preload\"",
            "rel=\"manifest\"",
            "rel=\"icon\"",
            site::OFFLINE,
            "Content-Security-Policy",
        ]
        .iter()
        .any(|left_out| line.contains(left_out))
        {
        } else {
            if let Some(name) = value("content").filter(|name| folder.join(name).is_file()) {
                embedded.push(name.to_owned());
            }
            writeln!(head, "{line}")?;
        }
    }
    let app = app.context("index.html names no script")?;
    embedded.push(app.clone());

    // The wasm that each script names.
    let mut programs = BTreeMap::new();
    for name in embedded.clone().iter().filter(|name| name.ends_with(".js")) {
        let source = String::from_utf8(read(name)?)?;
        let wasm = source.rsplit_once("new URL(\"").and_then(|(_, rest)| rest.split_once('"'));
        let wasm = wasm.map(|(wasm, _)| wasm.to_owned()).with_context(|| format!("{name} names no wasm"))?;
        embedded.push(wasm.clone());
        programs.insert(name.clone(), wasm);
    }
    let programs = serde_json::to_string(&programs)?;
    let start = format!("\nconst APP = \"{app}\";\nconst PROGRAMS = {programs};\n{START}");

    let policy = format!(
        "default-src 'none'; script-src '{}' blob: 'wasm-unsafe-eval'; style-src '{}'; img-src data:; connect-src blob: data:; \
         worker-src blob:; base-uri 'none'; form-action 'none'",
        hash(&start),
        hash(&style),
    );
    let mut files = String::new();
    for name in &embedded {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&read(name)?)?;
        let text = BASE64.encode(packed.finish()?);
        writeln!(files, "<script type=\"application/octet-stream\" id=\"file:{name}\">{text}</script>")?;
    }
    let charset = "<meta charset=\"utf-8\">";
    ensure!(
        head.contains(charset) && head.contains("</head>") && head.contains("</body>"),
        "index.html is of another form"
    );
    let head = head
        .replace(
            charset,
            &format!("{charset}\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        )
        .replace(
            "</head>",
            &format!("  <link rel=\"icon\" href=\"data:,\">\n    <style>{style}</style>\n  </head>"),
        )
        // Behind what it unpacks.
        .replace("</body>", &format!("{files}<script type=\"module\">{start}</script>\n  </body>"));

    let target = target_dir()?.join("single-file");
    std::fs::create_dir_all(&target)?;
    let path = target.join("jianbao.html");
    std::fs::write(&path, &head).with_context(|| path.display().to_string())?;
    let shown = path.strip_prefix(root()).unwrap_or(&path);
    println!("{} {:.1} MB", shown.display(), head.len() as f64 / 1e6);
    Ok(path)
}

/// As a policy names it.
fn hash(content: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(content)))
}
