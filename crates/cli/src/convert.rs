//! `jianbao convert`: from one format to another, in a stream where both allow it.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use jianbao_core::Project;
use jianbao_formats::Severity;
use jianbao_formats::hub::{self, ExportOptions, Format, LossReport, OffsetUnit, OutFile};
use jianbao_formats::labelled_json::{Layout, WriteOptions, write};

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
    /// The file to write, or the folder for a format of several files; standard output where it is not given.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Read one document a line and write each when it is read (for .jsonl this is so without being asked for).
    #[arg(long)]
    jsonl: bool,
    /// What one document of the result is.
    #[arg(long, value_enum, default_value_t = Scope::Page)]
    scope: Scope,
    /// Leave proposals out.
    #[arg(long)]
    accepted: bool,
    /// Which of several entities at one place is written, where only one can be.
    #[arg(long, value_enum, default_value_t = Flat::Outermost)]
    flat: Flat,
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
enum Scope {
    /// A page, its text as it is.
    Page,
    /// An article, put together.
    Article,
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
            scope: match self.scope {
                Scope::Page => hub::Scope::Page,
                Scope::Article => hub::Scope::Article,
            },
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

    /// The name of the files, without an extension.
    fn stem(&self) -> String {
        let named = self.out.as_deref().filter(|out| !out.is_dir()).unwrap_or(&self.input);
        let stem = named.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if stem.is_empty() || stem == "-" { "jianbao".to_owned() } else { stem }
    }
}

/// Converts. What the format cannot hold is told on standard error, and so is what could not be placed.
///
/// # Errors
/// When the input cannot be read or the output not written.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    let mut loss = LossReport::default();
    let lines = args.jsonl || args.input.extension().is_some_and(|found| found == "jsonl");
    if lines {
        stream(args, &mut problems, &mut loss)?;
    } else {
        let bytes = input::read(&args.input)?;
        let name = args.input.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let from = args.from.map(|from| from.0);
        let projects =
            read(from, &bytes, &name, &mut problems).with_context(|| args.input.display().to_string())?;
        let projects: Vec<&Project> = projects.iter().collect();
        let exported = hub::export(args.to.0, &projects, &args.stem(), &args.options())?;
        loss = exported.loss;
        whole(args, &exported.files)?;
    }
    for (kind, lost) in &loss.losses {
        eprintln!("jianbao: loss: {}: {} [{}]", lost.count, kind.text(), kind.id());
    }
    Ok(problems.exit_code())
}

/// Reads a file, telling what could not be placed.
fn read(
    from: Option<&dyn Format>,
    bytes: &[u8],
    name: &str,
    problems: &mut Problems,
) -> Result<Vec<Project>> {
    let imported = hub::import(from, bytes, name)?;
    for found in &imported.diagnostics {
        if found.severity == Severity::Error {
            problems.report(format_args!("{name}: {found}"));
        }
    }
    Ok(imported.projects)
}

/// Writes files: the one to the place that was named, several to a folder.
fn whole(args: &Args, files: &[OutFile]) -> Result<()> {
    let put = |path: &Path, file: &OutFile| {
        fs::write(path, &file.bytes).with_context(|| path.display().to_string())
    };
    match (&args.out, files) {
        (None, [file, beside @ ..]) => {
            io::stdout().lock().write_all(&file.bytes)?;
            if !beside.is_empty() {
                let names: Vec<_> = beside.iter().map(|file| file.name.as_str()).collect();
                eprintln!("jianbao: with --out, also written: {}", names.join(", "));
            }
            Ok(())
        }
        (Some(out), [file, beside @ ..]) if !out.is_dir() => {
            put(out, file)?;
            beside.iter().try_for_each(|file| put(&out.with_file_name(&file.name), file))
        }
        (Some(out), files) => files.iter().try_for_each(|file| put(&out.join(&file.name), file)),
        (None, []) => Ok(()),
    }
}

/// One document a line in, one after another out; nothing is kept in memory but the one.
fn stream(args: &Args, problems: &mut Problems, loss: &mut LossReport) -> Result<()> {
    let to = args.to.0;
    let labelled = to.info().id == "jianbao";
    if !(to.info().streams || labelled) {
        bail!("{} cannot be written line by line; it is one file", to.info().id);
    }
    let reader: Box<dyn io::BufRead> = if args.input == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = fs::File::open(&args.input).with_context(|| args.input.display().to_string())?;
        Box::new(io::BufReader::new(file))
    };
    let target = |path: &Path| -> Result<Box<dyn Write>> {
        let file = fs::File::create(path).with_context(|| path.display().to_string())?;
        Ok(Box::new(BufWriter::new(file)))
    };
    let mut out = match &args.out {
        Some(path) => target(path)?,
        None => Box::new(BufWriter::new(io::stdout().lock())),
    };
    let mut map: Option<Box<dyn Write>> = None;
    let mut n_lines = 0_usize;
    let (options, stem) = (args.options(), args.stem());
    let mut from = args.from.map(|from| from.0);
    for line in input::lines(reader) {
        let (number, line) = line?;
        // All lines are of the format of the first.
        if from.is_none() {
            from = Some(hub::detect(&line).ok_or_else(|| anyhow!("line {number}: no known format"))?);
        }
        let name = format!("line {number}");
        let projects = match read(from, &line, &name, problems) {
            Ok(projects) => projects,
            Err(error) => {
                problems.report(format_args!("{name}: {error:#}"));
                continue;
            }
        };
        for project in &projects {
            if labelled {
                let compact = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
                writeln!(out, "{}", write(&[project], &compact))?;
                continue;
            }
            let exported = match hub::export(to, &[project], &stem, &options) {
                Ok(exported) => exported,
                Err(error) => {
                    problems.report(format_args!("{name}: {error}"));
                    continue;
                }
            };
            loss.merge(exported.loss);
            for (i, file) in exported.files.iter().enumerate() {
                if file.name.ends_with(".map.jsonl") {
                    let Some(path) = &args.out else { continue };
                    let map = match &mut map {
                        Some(map) => map,
                        None => map.insert(target(&path.with_extension("map.jsonl"))?),
                    };
                    shift(map, &file.bytes, n_lines)?;
                } else if i == 0 {
                    out.write_all(&file.bytes)?;
                }
            }
            let written = exported.files.first().map_or(&[][..], |file| &file.bytes);
            n_lines += written.iter().filter(|byte| **byte == b'\n').count();
        }
    }
    out.flush()?;
    if let Some(mut map) = map {
        map.flush()?;
    }
    Ok(())
}

/// Writes a map whose lines are counted from the start of the stream.
fn shift(out: &mut dyn Write, map: &[u8], n_lines: usize) -> Result<()> {
    for row in map.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()) {
        let mut row: serde_json::Value = serde_json::from_slice(row)?;
        row["line"] = (row["line"].as_u64().unwrap_or(0) + n_lines as u64).into();
        writeln!(out, "{row}")?;
    }
    Ok(())
}
