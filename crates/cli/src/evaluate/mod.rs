//! `jianbao evaluate`: how close a prediction comes to the truth.

mod articles;
mod entities;
mod page;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::input::{self, Problems};
use page::Page;

/// What to compare.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The truth: labelled JSON, a training page, or a folder of either.
    gold: PathBuf,
    /// The prediction, of the same kind; in a folder, a file of the same name. A missing one counts as nothing found.
    pred: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Score only these labels, on both sides.
    #[arg(long, value_delimiter = ',')]
    labels: Option<Vec<String>>,
    /// Count predicted entities inside longer ones too.
    #[arg(long)]
    nested: bool,
}

/// Counts found, proposed and true items.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Proposed and true.
    pub hit: usize,
    /// Proposed.
    pub pred: usize,
    /// True.
    pub gold: usize,
}

impl Counts {
    /// The sum of both.
    pub fn add(&mut self, other: Self) {
        self.hit += other.hit;
        self.pred += other.pred;
        self.gold += other.gold;
    }

    /// Precision, recall and F1. Where nothing is proposed and nothing true, all is right.
    pub fn prf(self) -> [f64; 3] {
        let share = |of: usize| self.hit as f64 / of as f64;
        let p = if self.pred > 0 { share(self.pred) } else { f64::from(u8::from(self.gold == 0)) };
        let r = if self.gold > 0 { share(self.gold) } else { 1.0 };
        [p, r, f1(p, r)]
    }
}

/// The harmonic mean; 0 for two zeros.
pub fn f1(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// Scores every page of the truth and prints the figures.
///
/// # Errors
/// When there is nothing to score.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    let pairs: Vec<(PathBuf, PathBuf)> = if args.gold.is_dir() {
        let files = input::files_in(&args.gold, "json")?;
        files
            .into_iter()
            .map(|gold| (gold.clone(), args.pred.join(gold.file_name().unwrap_or_default())))
            .collect()
    } else {
        vec![(args.gold.clone(), args.pred.clone())]
    };
    if pairs.is_empty() {
        bail!("{}: no .json file in it", args.gold.display());
    }
    let mut of_articles = articles::Sum::default();
    let mut of_entities = entities::Sum::default();
    for (gold_path, pred_path) in pairs {
        let gold = match load(&gold_path) {
            Ok(page) => page,
            Err(error) => {
                problems.report(format_args!("{error:#}"));
                continue;
            }
        };
        let pred = if args.gold.is_dir() && !pred_path.exists() {
            Page::default()
        } else {
            match load(&pred_path) {
                Ok(page) => page,
                Err(error) => {
                    problems.report(format_args!("{error:#}"));
                    Page::default()
                }
            }
        };
        if !gold.lines.is_empty() {
            of_articles.add(&articles::score(&gold, &pred));
        }
        if gold.has_entities {
            of_entities.add(&gold, &pred, args.labels.as_deref(), args.nested);
        }
    }
    if of_articles.is_empty() && of_entities.is_empty() {
        bail!("{}: neither lines nor entities to score", args.gold.display());
    }
    let mut out = io::stdout().lock();
    if args.json {
        let mut value = json!({});
        if !of_articles.is_empty() {
            value["articles"] = of_articles.json();
        }
        if !of_entities.is_empty() {
            value["entities"] = of_entities.json();
        }
        writeln!(out, "{value}")?;
    } else {
        if !of_articles.is_empty() {
            write!(out, "{}", of_articles.text())?;
        }
        if !of_entities.is_empty() {
            write!(out, "{}", of_entities.text())?;
        }
    }
    Ok(problems.exit_code())
}

fn load(path: &Path) -> Result<Page> {
    let bytes = input::read(path)?;
    let value: Value = serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes))
        .map_err(|error| anyhow::anyhow!("{}: not JSON: {error}", path.display()))?;
    Page::from_json(&value).map_err(|what| anyhow::anyhow!("{}: {what}", path.display()))
}
