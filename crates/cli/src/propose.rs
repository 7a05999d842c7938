//! `jianbao propose`: articles, roles and entities for pages of text.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use jianbao_core::edit::{self, Kind, Meta, Millis};
use jianbao_core::{Command, Confidence, Document, DocumentInfo, LabelId, LabelSet, Project, Transaction};
use jianbao_formats::decode::decode;
use jianbao_formats::labelled_json::{Layout, WriteOptions, write};
use jianbao_formats::word_list;
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::entities::{KnownString, Options};
use jianbao_propose::intake::{Intake, Rejected};
use jianbao_propose::models::Models;
use jianbao_propose::protocol::EntityModelKind;
use serde_json::{Map, Value};

use crate::input::{self, Problems};

/// What to propose for and where to put it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A text, a folder of .txt files, or - for standard input.
    input: PathBuf,
    /// Read one {"id", "text"} a line and write one labelled document a line.
    #[arg(long)]
    jsonl: bool,
    /// The folder for the results: NAME.json for NAME.txt.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The model of entities.
    #[arg(long, value_enum, default_value_t = Model::Newspaper)]
    model: Model,
    /// A word list: a table with the columns text and label.
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Leave out entities that are less sure than this, from 0 to 1: of all labels, or of one as in PER=0.6.
    #[arg(long, value_name = "[LABEL=]P", value_parser = threshold)]
    threshold: Vec<Threshold>,
    /// What counts as accepted in the result.
    #[arg(long, value_enum, default_value_t = Accept::None)]
    accept: Accept,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
enum Accept {
    /// Everything stays a proposal.
    None,
    /// Every proposal is accepted.
    All,
}

/// Which model of entities.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// Trained on what helps most on newspaper text, not all of it openly licensed.
    Newspaper,
    /// Trained on openly licensed text only.
    Open,
}

impl From<Model> for EntityModelKind {
    fn from(model: Model) -> Self {
        match model {
            Model::Newspaper => Self::Newspaper,
            Model::Open => Self::Open,
        }
    }
}

/// Below which confidence entities are left out.
#[derive(Clone, Debug, PartialEq)]
struct Threshold {
    /// None for all labels.
    label: Option<String>,
    from: Confidence,
}

fn threshold(argument: &str) -> Result<Threshold, String> {
    let (label, number) = match argument.rsplit_once('=') {
        Some((label, number)) => (Some(label.to_owned()), number),
        None => (None, argument),
    };
    match number.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(Threshold { label, from: Confidence::from_probability(p) }),
        _ => Err(format!("{number} is no number from 0 to 1")),
    }
}

/// What the command line says of entities. A row of the word list that is of no use is one line on standard error.
fn entity_options(args: &Args, problems: &mut Problems) -> Result<Options> {
    let labels = LabelSet::newspaper();
    let mut options = Options::default();
    if let Some(path) = &args.words {
        let list = decode(&input::read(path)?).with_context(|| path.display().to_string())?;
        let list = word_list::read(&list.text, &labels);
        for row in &list.left_out {
            problems.report(format_args!("{}: {row}", path.display()));
        }
        let word = |(text, label): (String, LabelId)| KnownString { text, label: label.to_string() };
        options.words = list.words.into_iter().map(word).collect();
    }
    for threshold in &args.threshold {
        match &threshold.label {
            Some(name) => {
                let Some(label) = labels.named(name) else { bail!("--threshold: there is no label {name}") };
                options.thresholds.insert(label.id.to_string(), threshold.from);
            }
            None => {
                let all = labels.iter().map(|label| (label.id.to_string(), threshold.from));
                options.thresholds.extend(all);
            }
        }
    }
    Ok(options)
}

/// Proposes for every page. A page that cannot be read is one line on standard error.
///
/// # Errors
/// When the input or the output as a whole fails.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    let entities = entity_options(args, &mut problems)?;
    let how = &How { args, entities };
    if args.jsonl {
        jsonl(how, &mut problems)?;
    } else if args.input.is_dir() {
        let Some(out) = &args.out else { bail!("a folder needs --out DIR for the results") };
        fs::create_dir_all(out).with_context(|| out.display().to_string())?;
        let files = input::files_in(&args.input, "txt")?;
        if files.is_empty() {
            problems.report(format_args!("{}: no .txt file in it", args.input.display()));
        }
        for path in files {
            if let Err(error) = file(&path, Some(out), how) {
                problems.report(format_args!("{}: {error:#}", path.display()));
            }
        }
    } else if let Err(error) = file(&args.input, args.out.as_deref(), how) {
        if crate::is_broken_pipe(&error) {
            return Err(error);
        }
        let name = if args.input == Path::new("-") {
            "standard input".into()
        } else {
            args.input.display().to_string()
        };
        problems.report(format_args!("{name}: {error:#}"));
    }
    Ok(problems.exit_code())
}

/// The command line, and what it says of entities.
struct How<'a> {
    args: &'a Args,
    entities: Options,
}

fn file(path: &Path, out: Option<&Path>, how: &How<'_>) -> Result<()> {
    let bytes = if path == Path::new("-") {
        input::read(path)?
    } else {
        // The name is in front of the message already.
        fs::read(path)?
    };
    let decoded = decode(&bytes)?;
    let name = path.file_name().filter(|_| path != Path::new("-")).unwrap_or_default().to_string_lossy();
    let mut info = DocumentInfo { id: "d1".into(), name: name.as_ref().into(), ..DocumentInfo::default() };
    info.encoding = Some(decoded.encoding.into());
    let project = propose(&decoded.text, info, how)?;
    let json = write(&[&project], &WriteOptions::default());
    match out {
        Some(folder) => {
            fs::create_dir_all(folder)?;
            let target = folder.join(path.file_stem().unwrap_or("page".as_ref())).with_extension("json");
            fs::write(&target, json).with_context(|| target.display().to_string())
        }
        None => Ok(io::stdout().lock().write_all(json.as_bytes())?),
    }
}

fn jsonl(how: &How<'_>, problems: &mut Problems) -> Result<()> {
    let args = how.args;
    let stdin = args.input == Path::new("-");
    let reader: Box<dyn io::BufRead> = if stdin {
        Box::new(io::stdin().lock())
    } else {
        let file = fs::File::open(&args.input).with_context(|| args.input.display().to_string())?;
        Box::new(io::BufReader::new(file))
    };
    let mut out: Box<dyn Write> = match &args.out {
        None => Box::new(BufWriter::new(io::stdout().lock())),
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            let name = if stdin { "propose".as_ref() } else { args.input.file_stem().unwrap_or_default() };
            let target = folder.join(name).with_extension("labelled.jsonl");
            Box::new(BufWriter::new(fs::File::create(&target).with_context(|| target.display().to_string())?))
        }
    };
    let options = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
    for line in input::lines(reader) {
        let (number, line) = line?;
        match page_of_line(&line).and_then(|(text, info)| propose(&text, info, how)) {
            Ok(project) => {
                writeln!(out, "{}", write(&[&project], &options))?;
                // Who reads along a pipe sees each page when it is done.
                out.flush()?;
            }
            Err(error) => problems.report(format_args!("line {number}: {error:#}")),
        }
    }
    Ok(())
}

/// The text of a line; its other keys become facts about the source.
fn page_of_line(line: &[u8]) -> Result<(String, DocumentInfo)> {
    let mut object: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| anyhow::anyhow!("not a JSON object (column {})", error.column()))?;
    let Some(Value::String(text)) = object.shift_remove("text") else { bail!("no text in it") };
    let id = match object.shift_remove("id") {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    let meta = (!object.is_empty()).then(|| Arc::from(Value::Object(object).to_string()));
    Ok((text, DocumentInfo { id: id.into(), meta, ..DocumentInfo::default() }))
}

/// A project with everything that the engine proposes.
fn propose(raw: &str, mut info: DocumentInfo, how: &How<'_>) -> Result<Project> {
    let (document, report) = Document::ingest(raw)?;
    info.ingest = report;
    let text = document.shared_text();
    let mut project = Project::new(document, info, LabelSet::newspaper());
    let proposals = project.plain_blocks();
    insert(&mut project, &Command::Propose { proposals })?;
    let mut intake = Intake::default();
    let config = Config { entities: how.entities.clone(), ..Config::default() };
    intake.push(Engine::with_models(text, config, Models::built_in(how.args.model.into())).run());
    while let Some(command) = intake.next_command(&project, &Rejected::new()) {
        insert(&mut project, &command)?;
    }
    if how.args.accept == Accept::All {
        let ids = project.set().iter().filter(|found| found.is_live()).map(|found| found.id).collect();
        insert(&mut project, &Command::Accept { ids })?;
    }
    Ok(project)
}

/// Carries a command out. One that is refused has nothing to add.
fn insert(project: &mut Project, command: &Command) -> Result<()> {
    let Ok(ops) = edit::plan(project, command) else { return Ok(()) };
    let meta = Meta { event: command.event().into(), at: Millis(0), kind: Kind::Insert };
    edit::apply(project, &Arc::new(Transaction { ops, meta }))?;
    Ok(())
}
