//! Measures what a key press costs the workbench on 1 MB of text with 10,000 entities, without drawing it, and prints
//! `figure`, name and value with tabs between.
//!
//! `cargo xtask bench` runs this and knows the budgets. Each figure is the best of several runs, in milliseconds:
//! the machine may be busy, and the best run says what the code costs.

use std::time::Instant;

use jianbao_core::annotation::Pieces;
use jianbao_core::edit::{Command, Kind, Meta, Millis, Transaction, apply, plan};
use jianbao_core::{ByteOffset, ByteRange, Document, DocumentInfo, LabelId, LabelSet, Project, Role};
use jianbao_formats::labelled_json::{self, WriteOptions};
use jianbao_workbench::actions::{Action, Edge, Step};
use jianbao_workbench::find::FindMsg;
use jianbao_workbench::view::Order;
use jianbao_workbench::{Lang, Msg, Workbench};

/// A sentence about nobody, with an astral character; every one holds one name to label.
const SENTENCE: &str = "王小明在澜江市说，𠮷田桥将于三月通车。";
const NAME_BYTES: usize = "王小明".len();
const SENTENCES_PER_LINE: usize = 4;
const LINES_PER_ARTICLE: usize = 100;
const TEXT_BYTES: usize = 1_000_000;
const N_ENTITIES: usize = 10_000;
const RUNS: usize = 7;
const NAMES: [&str; 8] =
    ["select", "label", "move an edge", "delete", "undo", "go to a line", "cut an article", "set a role"];

fn main() {
    let file = file();
    let open = || {
        let mut bench = Workbench::new(Lang::Zh);
        bench.update(Msg::Opened { name: "bench.json".into(), bytes: file.clone() }, Millis(0));
        assert!(bench.project().is_some_and(|project| project.set().entities().count() == N_ENTITIES));
        bench
    };
    let opening = Instant::now();
    let mut bench = open();
    figure("workbench: 10,000 entities opened", opening.elapsed().as_secs_f64() * 1000.0);

    figure("workbench: slowest edit among 10,000 entities", slowest(&mut bench, 0));
    let best = (0..RUNS).map(|_| {
        bench.update(Msg::Act(Action::Undo), Millis(0));
        bench.update(Msg::Act(Action::Redo), Millis(0));
        let listing = Instant::now();
        bench.update(Msg::Idle, Millis(0));
        listing.elapsed().as_secs_f64() * 1000.0
    });
    println!("lists, which no edit waits for: {:.3} ms", best.fold(f64::INFINITY, f64::min));
    let searching = Instant::now();
    bench.update(Msg::Act(Action::Find), Millis(0));
    println!("search opened: {:.3} ms", searching.elapsed().as_secs_f64() * 1000.0);
    let searching = Instant::now();
    bench.update(Msg::Find(FindMsg::Query("澜江市".into())), Millis(0));
    println!("search for what stands everywhere: {:.3} ms", searching.elapsed().as_secs_f64() * 1000.0);
    bench.update(Msg::Find(FindMsg::Close), Millis(0));
    let switching = Instant::now();
    bench.update(Msg::SetOrder(Order::Article), Millis(0));
    println!("to article order: {:.3} ms", switching.elapsed().as_secs_f64() * 1000.0);
    figure("workbench: slowest edit in article order", slowest(&mut bench, RUNS));
}

/// Milliseconds that the slowest of all edits takes, each run in other places; prints every one.
fn slowest(bench: &mut Workbench, from: usize) -> f64 {
    // Places in the middle of the text, so that there is as much before as behind.
    let mut best = [f64::INFINITY; NAMES.len()];
    for run in from..from + RUNS {
        let at = sentence_start(N_ENTITIES / 2 + run * 12) + "王小明在".len();
        let word = ByteRange::at(at, at + "澜江市".len());
        let line = ByteOffset::at(line_start(1003 + run * 7));
        let messages = [
            Msg::Select(word),
            Msg::Label(LabelId::new("LOC")),
            Msg::Act(Action::MoveEdge(Edge::End, Step::On)),
            Msg::Act(Action::Delete),
            Msg::Act(Action::Undo),
            Msg::GoTo(line),
            Msg::Act(Action::Cut),
            Msg::SetRole(Role::Headline),
        ];
        for (best, msg) in best.iter_mut().zip(messages) {
            let start = Instant::now();
            bench.update(msg, Millis(run as u64 * 10_000));
            // What the inspector shows is made for every drawing.
            let _shown = bench.details();
            *best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    for (name, millis) in NAMES.iter().zip(best) {
        println!("{name}: {millis:.3} ms");
    }
    best.into_iter().fold(0.0, f64::max)
}

/// Labelled JSON of the text with a block for each line, articles of a hundred lines, and names as entities.
fn file() -> Vec<u8> {
    let line = SENTENCE.repeat(SENTENCES_PER_LINE) + "\n";
    let (document, _) = Document::ingest(&line.repeat(TEXT_BYTES / line.len() + 1)).expect("below the limit");
    let n_lines = document.text().lines().count();
    let mut project = Project::new(document, DocumentInfo::default(), LabelSet::newspaper());
    let proposals = project.plain_blocks();
    run(&mut project, &Command::Propose { proposals });
    for line in (0..n_lines).step_by(LINES_PER_ARTICLE) {
        run(&mut project, &Command::CutArticle { at: ByteOffset::at(line_start(line)) });
    }
    let places = (0..N_ENTITIES).map(|sentence| {
        let start = sentence_start(sentence);
        Pieces::one(ByteRange::at(start, start + NAME_BYTES)).expect("a name is not empty")
    });
    run(&mut project, &Command::AddEntities { label: LabelId::new("PER"), places: places.collect() });
    labelled_json::write(&[&project], &WriteOptions::default()).into_bytes()
}

fn run(project: &mut Project, command: &Command) {
    let ops = plan(project, command).expect("the text is made for it");
    let meta =
        Meta { event: command.event().into(), at: Millis(0), kind: Kind::Edit { joins_previous: false } };
    apply(project, &std::sync::Arc::new(Transaction { ops, meta })).expect("planned for this state");
}

fn line_start(line: usize) -> usize {
    line * (SENTENCE.len() * SENTENCES_PER_LINE + 1)
}

fn sentence_start(sentence: usize) -> usize {
    line_start(sentence / SENTENCES_PER_LINE) + sentence % SENTENCES_PER_LINE * SENTENCE.len()
}

fn figure(name: &str, value: f64) {
    println!("figure\t{name}\t{value}");
}
