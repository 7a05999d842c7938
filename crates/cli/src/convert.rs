//! `jianbao convert`: from one format to another, in a stream where both allow it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::ValueEnum;
use jianbao_core::Project;
use jianbao_formats::Severity;
use jianbao_formats::decode::decode_as;
use jianbao_formats::hub::{
    self, ExportOptions, Exported, Format, LossReport, OffsetUnit, OpenChoice, OutFile, Parting, SplitBy,
    SplitRule, Stream,
};

use crate::input::{self, Problems};

/// What to convert, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file, or - for standard input.
    input: PathBuf,
    /// The format to write.
    #[arg(long, value_parser = format_named)]
    to: FormatId,
    /// The format to read; found out from the content where it is not given.
    #[arg(long, value_parser = format_named)]
    from: Option<FormatId>,
    /// The encoding of the input, such as gb18030; found out where it is not given.
    #[arg(long)]
    encoding: Option<String>,
    /// The file to write, or the folder for several files; standard output where it is not given.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Read one document a line and write each when it is read (for .jsonl this is so without being asked for).
    #[arg(long)]
    jsonl: bool,
    /// Write each article as a document, put together, in place of the page.
    #[arg(long)]
    articles: bool,
    /// Leave proposals out.
    #[arg(long)]
    accepted: bool,
    /// Which of several entities at one place is written, where only one can be.
    #[arg(long, value_enum, default_value_t = Flat::Outermost)]
    flat: Flat,
    /// Part the documents, as in train=.8,dev=.1,test=.1; --out is a folder then.
    #[arg(long, value_name = "SHARES", value_parser = shares, requires = "out")]
    split: Option<Shares>,
    /// By what the documents are parted.
    #[arg(long, value_enum, default_value_t = By::Document, requires = "split")]
    by: By,
    /// Another seed parts the documents otherwise.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "split")]
    seed: u64,
    /// The unit of offsets, for doccano.
    #[arg(long, value_enum)]
    unit: Option<Unit>,
    /// Write doccano's form with relations, as PaddleNLP reads it.
    #[arg(long)]
    relations: bool,
    /// The longest sentence in characters, for formats of tokens.
    #[arg(long)]
    max_chars: Option<usize>,
}

/// The shares of a split in per cent; the rest is for training.
#[derive(Copy, Clone, Debug)]
struct Shares {
    dev: u8,
    test: u8,
}

/// `train=.8,dev=.1,test=.1`; what is not named is none, and for training the rest.
fn shares(text: &str) -> Result<Shares, String> {
    let mut found: [Option<u8>; 3] = [None; 3];
    for item in text.split(',') {
        let (name, value) = item.split_once('=').ok_or("NAME=SHARE expected, such as dev=.1")?;
        let place = match name.trim() {
            "train" => 0,
            "dev" => 1,
            "test" => 2,
            other => return Err(format!("{other} is none of train, dev, test")),
        };
        let value: f64 = value.trim().parse().map_err(|_| format!("{value} is no number"))?;
        let percent = (value * 100.0).round();
        if !(0.0..=1.0).contains(&value) || (value * 100.0 - percent).abs() > 1e-6 {
            return Err(format!("{value} is no share from 0 to 1 in whole per cent"));
        }
        if found[place].replace(percent as u8).is_some() {
            return Err(format!("{name} is given twice"));
        }
    }
    let [train, dev, test] = found;
    let (dev, test) = (dev.unwrap_or(0), test.unwrap_or(0));
    let rest = 100_u8.checked_sub(dev.saturating_add(test)).ok_or("the shares are more than 1")?;
    match train {
        Some(train) if train != rest => Err("the shares do not add up to 1".to_owned()),
        _ => Ok(Shares { dev, test }),
    }
}

#[derive(Copy, Clone, Debug, ValueEnum)]
enum By {
    /// By their ids and the seed.
    Document,
    /// By their days: the latest are for testing.
    Date,
}

/// A format by its id.
#[derive(Clone, Copy)]
struct FormatId(&'static dyn Format);

impl std::fmt::Debug for FormatId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.info().id)
    }
}

fn format_named(id: &str) -> Result<FormatId, String> {
    hub::format(id).map(FormatId).ok_or_else(|| {
        let ids: Vec<_> = hub::formats().iter().map(|format| format.info().id).collect();
        format!("one of {}", ids.join(", "))
    })
}

#[derive(Copy, Clone, Debug, ValueEnum)]
enum Flat {
    /// The longest.
    Outermost,
    /// The shortest.
    Innermost,
    /// One file for each label.
    PerLabel,
}

#[derive(Copy, Clone, Debug, ValueEnum)]
enum Unit {
    /// UTF-16 code units, as doccano counts.
    Utf16,
    /// Grapheme clusters, as doccano counts when asked to.
    Grapheme,
    /// Code points, as Python counts.
    CodePoint,
}

impl Args {
    fn options(&self) -> ExportOptions {
        ExportOptions {
            scope: if self.articles { hub::Scope::Article } else { hub::Scope::Page },
            statuses: if self.accepted { hub::Statuses::Accepted } else { hub::Statuses::WithProposals },
            flat: match self.flat {
                Flat::Outermost => hub::Flat::Outermost,
                Flat::Innermost => hub::Flat::Innermost,
                Flat::PerLabel => hub::Flat::PerLabel,
            },
            unit: self.unit.map(|unit| match unit {
                Unit::Utf16 => OffsetUnit::Utf16,
                Unit::Grapheme => OffsetUnit::Grapheme,
                Unit::CodePoint => OffsetUnit::CodePoint,
            }),
            relations: self.relations,
            max_chars: self.max_chars,
        }
    }

    fn rule(&self) -> Option<SplitRule> {
        let by = match self.by {
            By::Document => SplitBy::Document,
            By::Date => SplitBy::Date,
        };
        self.split.map(|Shares { dev, test }| SplitRule { by, dev, test, seed: self.seed })
    }

    /// Whether the input is read line by line.
    fn is_lines(&self) -> bool {
        self.jsonl || self.input.extension().is_some_and(|found| found == "jsonl")
    }

    /// Where the files go.
    fn target(&self) -> Result<Target> {
        let Some(out) = &self.out else { return Ok(Target::Stdout) };
        if self.split.is_some() {
            fs::create_dir_all(out).with_context(|| out.display().to_string())?;
        }
        Ok(if out.is_dir() { Target::Folder(out.clone()) } else { Target::File(out.clone()) })
    }

    /// The name of the files, without an extension.
    fn stem(&self, target: &Target) -> String {
        let named = match target {
            Target::File(path) => path,
            Target::Folder(_) | Target::Stdout => &self.input,
        };
        let stem = named.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if stem.is_empty() || stem == "-" { "jianbao".to_owned() } else { stem }
    }
}

/// Where files go.
enum Target {
    /// The first to standard output, others nowhere.
    Stdout,
    /// The first to this file, others beside it.
    File(PathBuf),
    /// All into this folder.
    Folder(PathBuf),
}

impl Target {
    /// Where a file goes, of which is said whether it is the first.
    fn path(&self, name: &str, is_first: bool) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) if is_first => Some(path.clone()),
            Self::File(path) => Some(path.with_file_name(name)),
            Self::Folder(folder) => Some(folder.join(name)),
        }
    }
}

/// Converts. What the format cannot hold is told on standard error, and so is what could not be placed.
///
/// # Errors
/// When the input cannot be read or the output not written.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    let target = args.target()?;
    let exported = if args.is_lines() {
        stream(args, &target, &mut problems)?
    } else {
        let bytes = input::read(&args.input)?;
        let name = args.input.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let choice = OpenChoice {
            format: args.from.map(|from| from.0),
            encoding: args.encoding.as_deref(),
            unit: None,
        };
        let imported =
            hub::import_file(&bytes, &name, &choice).with_context(|| args.input.display().to_string())?;
        let projects = told(imported, &name, &mut problems);
        let projects: Vec<&Project> = projects.iter().collect();
        let rule = args.rule();
        let stem = args.stem(&target);
        let exported = hub::export_split(args.to.0, &projects, &stem, &args.options(), rule.as_ref())?;
        whole(&target, &exported.files)?;
        exported
    };
    tell(&exported);
    Ok(problems.exit_code())
}

/// Says what was lost, and what a split is like.
fn tell(exported: &Exported) {
    /// How many pairs are named.
    const MAX_LEAKS: usize = 20;
    let LossReport { losses } = &exported.loss;
    for (kind, lost) in losses {
        eprintln!("jianbao: loss: {}: {} [{}]", lost.count, kind.text(), kind.id());
    }
    if !exported.parts.is_empty() {
        let parts: Vec<_> = exported.parts.iter().map(|(name, n)| format!("{name} {n}")).collect();
        eprintln!("jianbao: split: {}", parts.join(", "));
        for (a, b) in exported.leaks.iter().take(MAX_LEAKS) {
            eprintln!("jianbao: leak: {a} and {b} are nearly the same, on two sides");
        }
        let more = exported.leaks.len().saturating_sub(MAX_LEAKS);
        if more > 0 {
            eprintln!("jianbao: leak: {more} more");
        }
    }
}

/// The documents of a file; tells what could not be placed.
fn told(
    imported: jianbao_formats::labelled_json::Imported,
    name: &str,
    problems: &mut Problems,
) -> Vec<Project> {
    for found in imported.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        problems.report(format_args!("{name}: {found}"));
    }
    imported.projects
}

/// Writes files that are whole.
fn whole(target: &Target, files: &[OutFile]) -> Result<()> {
    for (i, file) in files.iter().enumerate() {
        match target.path(&file.name, i == 0) {
            Some(path) => fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?,
            None if i == 0 => io::stdout().lock().write_all(&file.bytes)?,
            None => {}
        }
    }
    if let (Target::Stdout, [_, beside @ ..]) = (target, files)
        && !beside.is_empty()
    {
        let names: Vec<_> = beside.iter().map(|file| file.name.as_str()).collect();
        eprintln!("jianbao: with --out, also written: {}", names.join(", "));
    }
    Ok(())
}

/// The lines of the input.
fn open(args: &Args) -> Result<Box<dyn io::BufRead>> {
    if args.input == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = fs::File::open(&args.input).with_context(|| args.input.display().to_string())?;
    Ok(Box::new(io::BufReader::with_capacity(1 << 20, file)))
}

/// Calls back with each document of each line; a line that cannot be read is a problem.
fn each(
    args: &Args,
    problems: &mut Problems,
    mut take: impl FnMut(&str, &Project, &mut Problems) -> Result<()>,
) -> Result<()> {
    let mut from = args.from.map(|from| from.0);
    for line in input::lines(open(args)?) {
        let (number, mut line) = line?;
        let name = format!("line {number}");
        if let Some(encoding) = &args.encoding {
            ensure!(
                !encoding.to_ascii_lowercase().starts_with("utf-16"),
                "{encoding}: lines are not told in this encoding; convert the file as a whole"
            );
            line = decode_as(&line, encoding)?.text.into_bytes();
        }
        // All lines are of the format of the first.
        let format = match from {
            Some(format) => format,
            None => *from.insert(hub::detect(&line).ok_or_else(|| anyhow!("{name}: no known format"))?),
        };
        match hub::import(Some(format), &line, &name) {
            Ok(imported) => {
                for project in &told(imported, &name, problems) {
                    take(&name, project, problems)?;
                }
            }
            Err(error) => problems.report(format_args!("{name}: {error:#}")),
        }
    }
    Ok(())
}

/// How the documents of a stream are parted. By date the input is read twice: which days are the latest is only known
/// at its end.
fn parting(args: &Args) -> Result<Option<Parting>> {
    let Some(rule) = args.rule() else { return Ok(None) };
    if rule.by == SplitBy::Document {
        return Ok(Some(Parting::Document(rule)));
    }
    if args.input == Path::new("-") {
        bail!("by date the input is read twice, so it must be a file");
    }
    let mut days: BTreeMap<u32, usize> = BTreeMap::new();
    // What is wrong is told when it is read again.
    let mut silent = Problems::silent();
    each(args, &mut silent, |_, project, _| {
        if let Some(day) = hub::day_of(project) {
            *days.entry(day).or_insert(0) += 1;
        }
        Ok(())
    })?;
    Ok(Some(Parting::Day(rule.part_of_days(&days))))
}

/// One document a line in, one after another out; nothing is kept in memory but a few.
fn stream(args: &Args, target: &Target, problems: &mut Problems) -> Result<Exported> {
    let (options, stem) = (args.options(), args.stem(target));
    let info = args.to.0.info();
    if matches!(args.flat, Flat::PerLabel)
        && info.keeps.entities
        && !info.keeps.overlap
        && matches!(target, Target::Stdout)
    {
        bail!("each label has a file of its own, so --out is needed");
    }
    let numbered = Stream::is_numbered(args.to.0);
    ensure!(
        !numbered || matches!(target, Target::Folder(_)),
        "of lines, {} is written as numbered files, so --out must be a folder",
        info.id
    );
    let parting = parting(args)?;
    let mut stream = Stream::new(args.to.0, &options, &stem, parting);
    let mut ends = Ends { target, open: HashMap::new() };
    each(args, problems, |name, project, problems| {
        match stream.write(project) {
            Ok(files) if numbered => whole(target, &files),
            Ok(files) => ends.add(&files),
            // A numbered file is of many documents: without it all of them would be missing.
            Err(error) if numbered => Err(anyhow!(error).context(format!("up to {name}"))),
            Err(error) => {
                problems.report(format_args!("{name}: {error}"));
                Ok(())
            }
        }
    })?;
    let left_out = stream.leaks_left_out();
    if left_out > 0 {
        eprintln!("jianbao: leak: {left_out} articles were too many to be compared with one another");
    }
    let (rest, exported) = stream.finish()?;
    if numbered {
        whole(target, &rest)?
    } else {
        ends.add(&rest)?
    }
    ends.open.into_values().try_for_each(|mut out| out.flush())?;
    if !matches!(target, Target::Stdout) {
        for file in &exported.files {
            if let Some(path) = target.path(&file.name, false) {
                fs::write(&path, &file.bytes).with_context(|| path.display().to_string())?;
            }
        }
    }
    Ok(exported)
}

/// The files that a stream goes to.
struct Ends<'a> {
    target: &'a Target,
    open: HashMap<String, Box<dyn Write>>,
}

impl Ends<'_> {
    /// Adds to the ends of files.
    fn add(&mut self, files: &[OutFile]) -> Result<()> {
        for (i, file) in files.iter().enumerate() {
            if let Some(out) = self.open.get_mut(&file.name) {
                out.write_all(&file.bytes)?;
                continue;
            }
            let is_first = i == 0 && !matches!(self.target, Target::File(_) if !self.open.is_empty());
            let out: Option<Box<dyn Write>> = match self.target.path(&file.name, is_first) {
                Some(path) => {
                    let created = fs::File::create(&path).with_context(|| path.display().to_string())?;
                    Some(Box::new(BufWriter::with_capacity(1 << 18, created)))
                }
                None if is_first => Some(Box::new(BufWriter::with_capacity(1 << 16, io::stdout().lock()))),
                None => None,
            };
            if let Some(mut out) = out {
                out.write_all(&file.bytes)?;
                self.open.insert(file.name.clone(), out);
            }
        }
        Ok(())
    }
}
