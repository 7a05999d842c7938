//! Files, folders and standard input.

use std::fs;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The longest line of JSONL that is read, in bytes: with it the memory of a stream is bounded.
pub const MAX_LINE_BYTES: usize = 256 * 1024 * 1024;

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| path.display().to_string())
}

/// The files of a folder with this extension, by name.
pub fn files_in(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let context = || folder.display().to_string();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path.is_file() && path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The lines of a stream, blank ones left out, with their numbers from 1.
pub fn lines(mut input: impl BufRead) -> impl Iterator<Item = Result<(usize, Vec<u8>)>> {
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            let mut line = Vec::new();
            let read = input.by_ref().take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line);
            number += 1;
            match read {
                Ok(0) => return None,
                Ok(n) if n > MAX_LINE_BYTES => return Some(too_long(number)),
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(Ok((number, line))),
                Err(error) => return Some(Err(error.into())),
            }
        }
    })
}

fn too_long(number: usize) -> Result<(usize, Vec<u8>)> {
    bail!("line {number}: longer than {MAX_LINE_BYTES} bytes")
}

/// Counts problems and prints one line for each.
#[derive(Debug, Default)]
pub struct Problems {
    n: usize,
    is_silent: bool,
}

impl Problems {
    /// Counts without printing.
    pub fn silent() -> Self {
        Self { n: 0, is_silent: true }
    }

    /// Prints a problem.
    pub fn report(&mut self, what: impl std::fmt::Display) {
        self.n += 1;
        if !self.is_silent {
            eprintln!("jianbao: {what}");
        }
    }

    /// The exit code: 1 when there was a problem.
    pub fn exit_code(&self) -> std::process::ExitCode {
        u8::from(self.n > 0).into()
    }
}
