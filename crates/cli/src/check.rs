//! `jianbao check`: what is wrong in labelled files, and where.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use jianbao_formats::labelled_json;
use jianbao_formats::{Diagnostic, Severity};

use crate::input::{self, Problems};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled JSON, or JSONL of it (.jsonl); - for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Also print what is only worth knowing.
    #[arg(long)]
    notes: bool,
}

/// Prints one line for each problem, with its place in the file and in the text (in code points).
///
/// # Errors
/// When the output fails.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut problems = Problems::default();
    for path in &args.files {
        let name = path.display().to_string();
        if path.extension().is_some_and(|found| found == "jsonl") {
            let file = match std::fs::File::open(path) {
                Ok(file) => file,
                Err(error) => {
                    problems.report(format_args!("{name}: {error}"));
                    continue;
                }
            };
            for line in input::lines(io::BufReader::new(file)) {
                let (number, line) = line?;
                check(&format!("{name}:{number}"), &line, args.notes, &mut problems)?;
            }
        } else {
            match input::read(path) {
                Ok(bytes) => check(&name, &bytes, args.notes, &mut problems)?,
                Err(error) => problems.report(format_args!("{error:#}")),
            }
        }
    }
    Ok(problems.exit_code())
}

fn check(name: &str, bytes: &[u8], notes: bool, problems: &mut Problems) -> io::Result<()> {
    match labelled_json::check(bytes) {
        Ok(diagnostics) => {
            let (wrong, worth): (Vec<Diagnostic>, _) =
                diagnostics.into_iter().partition(|found| found.severity > Severity::Note);
            for found in &wrong {
                problems.report(format_args!("{name}: {found}"));
            }
            if notes {
                for found in &worth {
                    writeln!(io::stdout(), "{name}: {found}")?;
                }
            }
        }
        Err(error) => problems.report(format_args!("{name}: {error} [{}]", error.code())),
    }
    Ok(())
}
