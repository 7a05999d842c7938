//! Measures the core on 1 MB of text with 10,000 entities, and prints `figure`, name and value with tabs between.
//!
//! `cargo xtask bench` runs this and knows the budgets. Each figure is the best of several runs, in milliseconds:
//! the machine may be busy, and the best run says what the code costs.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use jianbao_core::annotation::Pieces;
use jianbao_core::edit::{Command, Kind, Meta, Millis, Transaction, apply, plan};
use jianbao_core::log::{Entry, replay};
use jianbao_core::{ByteRange, Document, DocumentInfo, LabelId, LabelSet, Project};

/// A sentence about nobody, with an astral character; every one holds one name to label.
const SENTENCE: &str = "王小明在澜江市说，𠮷田桥将于三月通车。";
const NAME_BYTES: usize = "王小明".len();
const SENTENCES_PER_LINE: usize = 4;
const TEXT_BYTES: usize = 1_000_000;
const N_ENTITIES: usize = 10_000;
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let text = text();
    let document = Document::ingest(&text)?.0;
    let empty = || Project::new(document.clone(), DocumentInfo::default(), LabelSet::newspaper());
    let names: Vec<Pieces> = names().map(Pieces::one).collect::<Result<_, _>>()?;

    figure("ingest and index, 1 MB", best(|| Document::ingest(&text).map(drop))?);

    // One entity each, as a person would add them, is also the longest log.
    let mut project = empty();
    let mut log = Vec::new();
    for name in &names {
        let entry = Entry { seq: project.seq(), transaction: add(&project, name.clone())? };
        apply(&mut project, &entry.transaction)?;
        log.push(entry);
    }
    figure(
        "replay of 10,000 log entries",
        best(|| {
            let mut project = empty();
            replay(&mut project, &log).map(|_| assert_eq!(project.set().len(), N_ENTITIES))
        })?,
    );

    // Names further on, so that each command adds something.
    let mut more = (0..RUNS).map(|run| Pieces::one(name_at(N_ENTITIES + run * 100)));
    figure(
        "one command among 10,000 entities",
        best(|| -> Result<(), Box<dyn Error>> {
            let name = more.next().ok_or("a name for each run")??;
            let transaction = add(&project, name)?;
            apply(&mut project, &transaction)?;
            Ok(())
        })?,
    );

    figure("a decision followed through 1 MB, 50 places", followed(&empty(), 50)?);
    figure("a decision followed through 1 MB, 13,000 places", followed(&empty(), 13_000)?);
    Ok(())
}

/// Milliseconds until a decision about a name is planned and applied in all other places of its text, accepted and then
/// rejected: the slower of both. The text has so many places of the name.
fn followed(empty: &Project, n_places: usize) -> Result<f64, Box<dyn Error>> {
    let text = empty.document.text().replacen("王小明", "赵小兰", usize::MAX);
    let text = text.replacen("赵小兰", "王小明", n_places);
    let mut project =
        Project::new(Document::ingest(&text)?.0, DocumentInfo::default(), LabelSet::newspaper());
    let first = text.find("王小明").ok_or("the name is there")?;
    let place = Pieces::one(ByteRange::at(first, first + NAME_BYTES))?;
    let add = add(&project, place)?;
    let made = apply(&mut project, &add)?;
    let id = *made.ids.first().ok_or("an entity was made")?;
    let mut slowest: f64 = 0.0;
    for reject in [false, true] {
        if reject {
            run(&mut project, &Command::Reject { ids: vec![id] })?;
        }
        let follow = Command::Follow { ids: vec![id] };
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            let mut copy = project.clone();
            let start = Instant::now();
            run(&mut copy, &follow)?;
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        run(&mut project, &follow)?;
        slowest = slowest.max(best);
    }
    Ok(slowest)
}

fn run(project: &mut Project, command: &Command) -> Result<(), Box<dyn Error>> {
    let ops = plan(project, command)?;
    let meta =
        Meta { event: command.event().into(), at: Millis(0), kind: Kind::Edit { joins_previous: false } };
    apply(project, &Arc::new(Transaction { ops, meta }))?;
    Ok(())
}

fn text() -> String {
    let line = SENTENCE.repeat(SENTENCES_PER_LINE) + "\n";
    line.repeat(TEXT_BYTES / line.len() + 1)
}

/// The name in the sentence with this number, counted from 0.
fn name_at(sentence: usize) -> ByteRange {
    let newlines = sentence / SENTENCES_PER_LINE;
    let start = sentence * SENTENCE.len() + newlines;
    ByteRange::at(start, start + NAME_BYTES)
}

fn names() -> impl Iterator<Item = ByteRange> {
    (0..N_ENTITIES).map(name_at)
}

fn add(project: &Project, name: Pieces) -> Result<Arc<Transaction>, Box<dyn Error>> {
    let command = Command::AddEntities { label: LabelId::new("PER"), places: vec![name] };
    let ops = plan(project, &command)?;
    let meta =
        Meta { event: command.event().into(), at: Millis(0), kind: Kind::Edit { joins_previous: false } };
    Ok(Arc::new(Transaction { ops, meta }))
}

/// The milliseconds of the best run.
fn best<E>(mut run: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(best)
}

fn figure(name: &str, value: f64) {
    println!("figure\t{name}\t{value}");
}
