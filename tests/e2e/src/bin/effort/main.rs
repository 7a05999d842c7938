//! Counts the keys from a page as it is proposed to its truth, and from nothing: `effort PAGE.txt TRUTH.json OUT`.
//!
//! A plan is made beside the browser with the same workbench; the browser then gets the keys, and its files are left in
//! the folder OUT (`with_proposals.json`, `by_hand.json`) for the scorers. The last line printed is JSON.
//! `cargo xtask effort` builds the site, runs this, and scores the files.

mod desk;
mod plan;
mod truth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use desk::{Desk, Kind, Press};
use jianbao_core::{Document, DocumentInfo, LabelSet, Project};
use jianbao_e2e::{Page, Setup};
use jianbao_formats::labelled_json::{self, WriteOptions};
use serde_json::{Value, json};
use truth::Truth;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [page, gold, out] = arguments.as_slice() else {
        eprintln!("effort PAGE.txt TRUTH.json OUT");
        return ExitCode::from(2);
    };
    match run(page, gold, out) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(page: &Path, gold: &Path, out: &Path) -> Result<Value, String> {
    let read =
        |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let text = read(page)?;
    let gold: Value = serde_json::from_str(&read(gold)?).map_err(|error| error.to_string())?;
    let (document, truth) = Truth::read(&gold, &text)?;
    std::fs::create_dir_all(out).map_err(|error| error.to_string())?;

    let proposed = propose(&text);
    let plain = plain(document);
    let mut totals = Vec::new();
    for (name, start) in [("with_proposals", proposed), ("by_hand", plain)] {
        let mut desk = Desk::open(&start)?;
        plan::correct(&mut desk, &truth)?;
        let left = plan::differences(&desk, &truth);
        if !left.is_empty() {
            return Err(format!("{name}: the plan does not end in the truth: {left:#?}"));
        }
        let file = replay(&start, &desk.presses);
        let end = Desk::open(&file)?;
        let left = plan::differences(&end, &truth);
        if !left.is_empty() {
            return Err(format!("{name}: the browser does not end in the truth: {left:#?}"));
        }
        let path = out.join(format!("{name}.json"));
        std::fs::write(&path, file).map_err(|error| format!("{}: {error}", path.display()))?;
        totals.push((desk.presses.len(), print(name, &desk.presses)));
    }
    let [(with, with_kinds), (by_hand, hand_kinds)] = totals.as_slice() else {
        return Err("two runs".into());
    };
    Ok(json!({
        "with_proposals": with, "by_hand": by_hand, "saved": 1.0 - *with as f64 / *by_hand as f64,
        "kinds": { "with_proposals": with_kinds, "by_hand": hand_kinds },
    }))
}

/// The page as the app proposes it, as labelled JSON.
fn propose(text: &str) -> Vec<u8> {
    let page = Page::open(&Setup::default());
    page.paste_page(text);
    let (path, _) = page.save();
    std::fs::read(path).expect("the file that was just saved")
}

/// The page with nothing proposed: a block for each line, all of them running text and page furniture.
fn plain(document: Document) -> Vec<u8> {
    let info = DocumentInfo { name: "page.txt".into(), ..DocumentInfo::default() };
    let project = Project::new(document, info, LabelSet::newspaper());
    labelled_json::write(&[&project], &WriteOptions::default()).into_bytes()
}

/// Opens a file in the app, presses the keys and saves.
fn replay(start: &[u8], presses: &[Press]) -> Vec<u8> {
    let page = Page::open(&Setup::default());
    page.wait_for(".start");
    page.upload("input[type=file]", &[&page.file("page.json", start)]);
    page.wait_for(".surface");
    let chords: Vec<&str> = presses.iter().map(|(_, chord)| chord.as_str()).collect();
    chords.chunks(40).for_each(|chords| page.press_all(chords));
    let (path, _) = page.save();
    std::fs::read(path).expect("the file that was just saved")
}

fn print(name: &str, presses: &[Press]) -> BTreeMap<&'static str, usize> {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    presses.iter().for_each(|(kind, _)| *kinds.entry(*kind).or_default() += 1);
    println!("{name}: {} keys", presses.len());
    kinds.iter().for_each(|(kind, n)| println!("  {:<12} {n:>6}", kind.name()));
    kinds.into_iter().map(|(kind, n)| (kind.name(), n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plan for the sample page reaches the truth from nothing, without a browser.
    #[test]
    fn a_plan_ends_in_the_truth() {
        let samples = jianbao_e2e::root().join("samples");
        let gold = std::fs::read_to_string(samples.join("page.gold.json")).unwrap();
        let (document, truth) = Truth::read(&serde_json::from_str(&gold).unwrap(), "").unwrap();
        let mut desk = Desk::open(&plain(document)).unwrap();
        plan::correct(&mut desk, &truth).unwrap();
        assert_eq!(plan::differences(&desk, &truth), Vec::<String>::new());
        print("from nothing", &desk.presses);
    }

    #[test]
    fn a_truth_with_other_line_ends_is_read() {
        let truth = json!({
            "lines": [{ "start": 1, "end": 3, "role": "headline", "article": "a" }, { "start": 5, "end": 8, "role": "body", "article": "a", "cont": true }],
            "articles": [{ "id": "a", "parts": [[1, 8]] }],
            "entities": [{ "start": 5, "end": 6, "label": "PER" }],
        });
        let (document, truth) = Truth::read(&truth, "\u{feff}题𠮷\r\n王e\u{301}\r\n").unwrap();
        let quote = |range: jianbao_core::ByteRange| document.slice(range);
        assert_eq!(
            truth.blocks.iter().map(|block| quote(block.range)).collect::<Vec<_>>(),
            ["题𠮷", "王e\u{301}"]
        );
        assert_eq!(quote(truth.entities[0].ranges.first()), "王");
        assert_eq!(truth.articles, [[0, 1]]);
    }
}
