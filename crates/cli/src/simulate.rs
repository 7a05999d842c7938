//! `jianbao simulate`: a person corrects documents in order; how good are the proposals before each correction?

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use jianbao_core::{ByteRange, Role};
use jianbao_propose::entities::{Decided, EntityModel, Job, Learner, Options, Paragraph};
use serde::Deserialize;

use crate::evaluate::Counts;
use crate::input;
use crate::propose::Model;

/// What to correct, and what to score.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file of one {"text", "spans": [[start, end, label]]} a line, in code points; or a folder with train.jsonl, which
    /// is corrected, and dev.jsonl, which is scored.
    input: PathBuf,
    /// After how many corrected documents to score.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 10, 20, 50, 100, 200])]
    after: Vec<usize>,
    /// The model of entities.
    #[arg(long, value_enum, default_value_t = Model::Newspaper)]
    model: Model,
    /// Print the figures of each label too.
    #[arg(long)]
    by_label: bool,
}

/// A document and its entities.
#[derive(Debug, Deserialize)]
struct Document {
    text: String,
    spans: Vec<(usize, usize, String)>,
}

/// The entities of a document, in bytes.
type Spans = HashSet<(usize, usize, String)>;

impl Document {
    fn gold(&self) -> Spans {
        let starts: Vec<usize> =
            self.text.char_indices().map(|(at, _)| at).chain([self.text.len()]).collect();
        let in_bytes = |(start, end, label): &(usize, usize, String)| {
            Some((*starts.get(*start)?, *starts.get(*end)?, label.clone()))
        };
        self.spans.iter().filter_map(in_bytes).filter(|(start, end, _)| start < end).collect()
    }

    /// The work on it, done.
    fn job(
        &self,
        model: &Arc<EntityModel>,
        labels: &[String],
        learner: Option<Arc<Learner>>,
    ) -> (Job, Spans) {
        let whole =
            Paragraph { pieces: vec![ByteRange::at(0, self.text.len())], role: Role::Body, article: Some(0) };
        let options = Options { labels: labels.to_vec(), learner, ..Options::default() };
        let mut job = Job::new(Arc::from(self.text.as_str()), vec![whole], Arc::clone(model), options);
        while !job.step(usize::MAX).finished {}
        let found = job.take().into_iter().filter(|found| !found.nested).filter_map(|found| {
            let (first, last) = (found.ranges.first()?, found.ranges.last()?);
            Some((first.start().idx(), last.end().idx(), found.label.to_string()))
        });
        let found = found.collect();
        (job, found)
    }
}

/// Corrects and scores, and prints a row for each number of corrected documents.
///
/// # Errors
/// When the documents cannot be read.
pub fn run(args: &Args) -> Result<ExitCode> {
    let most = args.after.iter().copied().max().unwrap_or_default();
    let (corrected, scored) = if args.input.is_dir() {
        (read(&args.input.join("train.jsonl"))?, read(&args.input.join("dev.jsonl"))?)
    } else {
        let mut all = read(&args.input)?;
        if all.len() <= most {
            bail!(
                "{}: {} documents, to correct {most} of them and score the rest there must be more",
                args.input.display(),
                all.len()
            );
        }
        let rest = all.split_off(most);
        (all, rest)
    };
    let all = corrected.iter().chain(&scored);
    let labels: BTreeSet<String> =
        all.flat_map(|document| document.spans.iter().map(|span| span.2.clone())).collect();
    let labels: Vec<String> = labels.into_iter().collect();
    let model = match args.model {
        Model::Newspaper => EntityModel::built_in(),
        Model::Open => EntityModel::built_in_open(),
    };
    let mut out = io::stdout().lock();
    writeln!(out, "labels {}; {} documents scored", labels.join(" "), scored.len())?;
    let without = score(&scored, &model, &labels, None);
    let mut learner = Learner::default();
    let mut spent = std::time::Duration::ZERO;
    let mut n_spans = 0;
    for n in 0..=most.min(corrected.len()) {
        if args.after.contains(&n) {
            let with = score(&scored, &model, &labels, Some(Arc::new(learner.clone())));
            let [_, _, before] = without.iter().fold(Counts::default(), sum).prf();
            let [p, r, f] = with.iter().fold(Counts::default(), sum).prf();
            writeln!(
                out,
                "{n:>5} corrected ({n_spans:>5} entities)  without F {before:.3}  with P {p:.3} R {r:.3} F {f:.3}  gain {:+.1}  kept {:.0} kB, {:.1} ms a document",
                (f - before) * 100.0,
                learner.to_bytes().len() as f64 / 1000.0,
                spent.as_secs_f64() * 1000.0 / n.max(1) as f64,
            )?;
            for (label, (before, with)) in
                labels.iter().zip(without.iter().zip(&with)).filter(|_| args.by_label)
            {
                writeln!(
                    out,
                    "        {label:<10} {:.3} -> {:.3}  ({})",
                    before.prf()[2],
                    with.prf()[2],
                    with.gold
                )?;
            }
        }
        let Some(document) = corrected.get(n).filter(|_| n < most) else { break };
        let (mut job, proposed) = document.job(&model, &labels, Some(Arc::new(learner.clone())));
        let gold = document.gold();
        n_spans += gold.len();
        let range = |start: usize, end: usize| vec![ByteRange::at(start, end)];
        let mut decided: Vec<Decided> = gold
            .iter()
            .map(|(start, end, label)| Decided {
                ranges: range(*start, *end),
                label: Some(label.clone()),
                again: false,
            })
            .chain(proposed.difference(&gold).map(|(start, end, _)| Decided {
                ranges: range(*start, *end),
                label: None,
                again: false,
            }))
            .collect();
        decided.sort_by_key(|decided| (decided.ranges[0].start(), decided.label.is_none()));
        let start = std::time::Instant::now();
        job.learn(&mut learner, &decided, &[ByteRange::at(0, document.text.len())]);
        spent += start.elapsed();
    }
    Ok(ExitCode::SUCCESS)
}

fn sum(mut all: Counts, one: &Counts) -> Counts {
    all.add(*one);
    all
}

/// Counts by label.
fn score(
    documents: &[Document],
    model: &Arc<EntityModel>,
    labels: &[String],
    learner: Option<Arc<Learner>>,
) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); labels.len()];
    for document in documents {
        let (_, found) = document.job(model, labels, learner.clone());
        let gold = document.gold();
        for (counts, label) in counts.iter_mut().zip(labels) {
            let of = |spans: &Spans| spans.iter().filter(|span| span.2 == *label).count();
            counts.gold += of(&gold);
            counts.pred += of(&found);
            counts.hit += found.intersection(&gold).filter(|span| span.2 == *label).count();
        }
    }
    counts
}

fn read(path: &Path) -> Result<Vec<Document>> {
    let file = fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut documents = Vec::new();
    for line in input::lines(BufReader::new(file)) {
        let (number, line) = line?;
        let document = serde_json::from_slice(&line)
            .map_err(|error| anyhow::anyhow!("{}: line {number}: {error}", path.display()))?;
        documents.push(document);
    }
    Ok(documents)
}
