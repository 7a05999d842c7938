//! `jianbao stats`: what labelled files hold.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use jianbao_core::annotation::Body;
use jianbao_core::{Annotation, Project};
use jianbao_formats::labelled_json::read;
use serde_json::json;

use crate::input::{self, Problems};

/// What to count.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled JSON, or JSONL of it (.jsonl); - for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

type Counts = BTreeMap<String, usize>;

#[derive(Debug, Default)]
struct Stats {
    documents: usize,
    chars: u64,
    articles: usize,
    blocks: usize,
    entities: usize,
    /// Entities that are not rejected.
    labels: Counts,
    /// Blocks that are not rejected.
    roles: Counts,
    /// `LAYER STATUS`.
    status: Counts,
    origin: Counts,
}

impl Stats {
    fn add(&mut self, project: &Project) {
        self.documents += 1;
        self.chars += u64::from(project.document.index().len_chars());
        for annotation in project.set().iter() {
            self.annotation(annotation);
        }
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let live = annotation.is_live();
        let mut count = |counts: fn(&mut Self) -> &mut Counts, key: String| {
            *counts(self).entry(key).or_insert(0) += 1;
        };
        let layer = match &annotation.body {
            Body::Article(_) => "articles",
            Body::Block(block) => {
                if live {
                    count(|stats| &mut stats.roles, block.role.to_string());
                }
                "blocks"
            }
            Body::Entity(entity) => {
                if live {
                    count(|stats| &mut stats.labels, entity.label.to_string());
                }
                "entities"
            }
        };
        count(|stats| &mut stats.status, format!("{layer} {}", annotation.status.id()));
        count(|stats| &mut stats.origin, annotation.origin.author.to_string());
        let total = match layer {
            "articles" => &mut self.articles,
            "blocks" => &mut self.blocks,
            _ => &mut self.entities,
        };
        *total += usize::from(live);
    }
}

/// Counts over all files.
///
/// # Errors
/// When the output fails.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    let mut stats = Stats::default();
    let mut add = |name: &str, bytes: &[u8], problems: &mut Problems| match read(bytes) {
        Ok(imported) => imported.projects.iter().for_each(|project| stats.add(project)),
        Err(error) => problems.report(format_args!("{name}: {error} [{}]", error.code())),
    };
    for path in &args.files {
        let name = path.display().to_string();
        if path.extension().is_some_and(|found| found == "jsonl") {
            match std::fs::File::open(path) {
                Ok(file) => {
                    for line in input::lines(io::BufReader::new(file)) {
                        let (number, line) = line?;
                        add(&format!("{name}:{number}"), &line, &mut problems);
                    }
                }
                Err(error) => problems.report(format_args!("{name}: {error}")),
            }
        } else {
            match input::read(path) {
                Ok(bytes) => add(&name, &bytes, &mut problems),
                Err(error) => problems.report(format_args!("{error:#}")),
            }
        }
    }
    let mut out = io::stdout().lock();
    if args.json {
        let value = json!({
            "documents": stats.documents, "chars": stats.chars, "articles": stats.articles,
            "blocks": stats.blocks, "entities": stats.entities, "labels": stats.labels, "roles": stats.roles,
            "status": stats.status, "origin": stats.origin,
        });
        writeln!(out, "{value}")?;
    } else {
        writeln!(
            out,
            "{} documents, {} characters, {} articles, {} blocks, {} entities (rejected ones not counted)",
            stats.documents, stats.chars, stats.articles, stats.blocks, stats.entities
        )?;
        for (title, counts) in [
            ("label", stats.labels),
            ("role", stats.roles),
            ("status", stats.status),
            ("origin", stats.origin),
        ] {
            writeln!(out, "by {title}")?;
            for (key, n) in counts {
                writeln!(out, "  {n:>8}  {key}")?;
            }
        }
    }
    Ok(problems.exit_code())
}
