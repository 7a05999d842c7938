//! `jianbao train articles`: the model of articles and roles, from pages whose articles are known.
//!
//! A page is a `.txt` with a `.json` of the same name beside it:
//! `{"lines": [{"start", "end", "role", "article", "cont"}], "articles": [{"id", "parts"}], "meta": {"page"}}`,
//! offsets in code points. Pages with the same `meta.page` are made from the same articles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use jianbao_core::{ByteRange, Role};
use jianbao_propose::articles::train::{TrainingLine, TrainingPage, train};
use serde::Deserialize;

/// What to train on and where to write the model.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the pages; folders inside it are read too.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The model file to write.
    #[arg(long, value_name = "FILE", default_value = "models/articles.bin")]
    out: PathBuf,
    /// The same seed and pages give the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave out the pages of these days of the month (the last two digits of the date at the start of
    /// `meta.page`), to measure on them.
    #[arg(long, value_name = "DAY", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=31))]
    without_days: Vec<u8>,
}

#[derive(Deserialize)]
struct PageFile {
    lines: Vec<LineEntry>,
    articles: Vec<ArticleEntry>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Deserialize, Default)]
struct Meta {
    page: Option<String>,
    mode: Option<String>,
}

/// Kinds of page, those with every article whole and in sequence first: characters are counted on the first
/// page of each source.
const MODES: [&str; 4] = ["clean", "broken", "interrupted", "all"];

#[derive(Deserialize)]
struct LineEntry {
    start: usize,
    end: usize,
    role: String,
    article: Option<String>,
    #[serde(default)]
    cont: bool,
}

#[derive(Deserialize)]
struct ArticleEntry {
    id: String,
    parts: Vec<(usize, usize)>,
}

/// Trains and writes the model.
///
/// # Errors
/// When there is nothing to train on, a page cannot be read, or the model cannot be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut names = Vec::new();
    find(&args.data, &mut names)?;
    names.sort();
    let mut pages = Vec::with_capacity(names.len());
    for name in &names {
        let (rank, page) = read(name).with_context(|| name.display().to_string())?;
        let day = page.source.get(6..8).and_then(|day| day.parse().ok());
        if !day.is_some_and(|day| args.without_days.contains(&day)) {
            pages.push((rank, page));
        }
    }
    pages.sort_by_key(|&(rank, _)| rank);
    let pages: Vec<TrainingPage> = pages.into_iter().map(|(_, page)| page).collect();
    if pages.is_empty() {
        bail!("no pages in {}", args.data.display());
    }
    let model = train(&pages, args.seed);
    fs::write(&args.out, &model).with_context(|| args.out.display().to_string())?;
    eprintln!("{} pages, {} bytes", pages.len(), model.len());
    Ok(ExitCode::SUCCESS)
}

/// Collects the `.json` files that have a `.txt` beside them.
fn find(dir: &Path, out: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "json") && path.with_extension("txt").is_file() {
            out.push(path);
        }
    }
    Ok(())
}

/// A page with the place of its kind in [`MODES`].
fn read(path: &Path) -> anyhow::Result<(usize, TrainingPage)> {
    let text = fs::read_to_string(path.with_extension("txt"))?;
    let file: PageFile = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let range = |start: usize, end: usize| -> anyhow::Result<ByteRange> {
        match (bytes.get(start), bytes.get(end)) {
            (Some(&a), Some(&b)) if a <= b => Ok(ByteRange::at(a, b)),
            _ => bail!("range {start}..{end} outside the text"),
        }
    };
    let mut lines = Vec::with_capacity(file.lines.len());
    for line in &file.lines {
        let role = Role::from_id(&line.role).with_context(|| format!("unknown role {}", line.role))?;
        let article = match &line.article {
            None => None,
            Some(id) => {
                let known = file.articles.iter().position(|a| a.id == *id);
                Some(known.with_context(|| format!("line of an article that is not listed: {id}"))? as u32)
            }
        };
        lines.push(TrainingLine { range: range(line.start, line.end)?, role, article, continues: line.cont });
    }
    let articles = file
        .articles
        .iter()
        .map(|article| article.parts.iter().map(|&(a, b)| range(a, b)).collect())
        .collect::<anyhow::Result<Vec<_>>>()?;
    let source = file.meta.page.clone().unwrap_or_else(|| path.display().to_string());
    let rank = MODES.iter().position(|m| file.meta.mode.as_deref() == Some(m)).unwrap_or(MODES.len());
    Ok((rank, TrainingPage { text, source, lines, articles }))
}
