//! `effort`: how many keys it takes from a proposed page to its truth, against doing all of it by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::setup;
use crate::site::{self, Mode};
use crate::workspace::{cargo, each_line, root, shown, target_dir};

/// What must be 1 in the scores of a file that has the truth.
const ARTICLE_SCORES: [&str; 6] = ["exact", "bound", "resume", "join", "joinb", "inline"];

/// Drives the app from the proposal to the truth of `folder/page.txt` in `folder/page.gold.json`, then from nothing,
/// and scores both files; false if one is not the truth. The last line printed is JSON.
pub fn effort(folder: &Path) -> Result<bool> {
    let (page, gold) = (folder.join("page.txt"), folder.join("page.gold.json"));
    for file in [&page, &gold] {
        ensure!(file.is_file(), "{} is missing", file.display());
    }
    setup::test_tools()?;
    site::build(Mode::Release)?;
    let out = target_dir()?.join("effort");
    let mut drive = cargo();
    drive.args(["run", "--quiet", "--locked", "--package", "jianbao-e2e", "--bin", "effort", "--"]);
    drive.args([&absolute(&page)?, &absolute(&gold)?, &out]);
    let summary = run_and_show(&mut drive)?;
    let mut is_truth = true;
    for name in ["with_proposals", "by_hand"] {
        is_truth &= score(name, &absolute(&gold)?, &out.join(name).with_extension("json"))?;
    }
    println!("{summary}");
    Ok(is_truth)
}

/// The scores of a file against the truth, by the command line; false if any is not full.
fn score(name: &str, gold: &Path, file: &Path) -> Result<bool> {
    let mut evaluate = cargo();
    evaluate.args(["run", "--quiet", "--locked", "--package", "jianbao-cli", "--", "evaluate", "--json"]);
    let output =
        evaluate.args([gold, file]).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(output.status.success(), "{} failed: {}", shown(&evaluate), output.status);
    let scores: Value = serde_json::from_slice(&output.stdout).context("scores as JSON")?;
    let articles = &scores["articles"];
    let mut found: Vec<(&str, Option<f64>)> =
        ARTICLE_SCORES.iter().map(|key| (*key, articles[key][2].as_f64())).collect();
    found.push(("role accuracy", articles["role_acc"].as_f64()));
    found.push(("entities F1", scores["entities"]["all"]["f"].as_f64()));
    let text: Vec<_> =
        found.iter().filter_map(|(key, value)| Some(format!("{key} {:.3}", (*value)?))).collect();
    println!("{name}, scored against the truth: {}", text.join(", "));
    // What a page does not have is not scored.
    Ok(found.iter().all(|(_, value)| value.is_none_or(|value| value >= 1.0)))
}

/// Runs a program, shows its lines but the last, and returns that.
fn run_and_show(command: &mut Command) -> Result<String> {
    let mut last: Option<String> = None;
    let status = each_line(command, |line| {
        last.replace(line).into_iter().for_each(|line| println!("{line}"));
        Ok(())
    })?;
    ensure!(status.success(), "{} failed: {status}", shown(command));
    last.context("the program printed nothing")
}

/// Programs are started in the root folder of the project.
fn absolute(path: &Path) -> Result<PathBuf> {
    let here = std::env::current_dir().unwrap_or_else(|_| root().to_owned());
    here.join(path).canonicalize().with_context(|| path.display().to_string())
}
