//! Labelled JSON, the project's own file: see [`crate::labelled_json`]. Nothing is lost, and nothing is filtered.

use super::{Draft, ExportError, Format, FormatInfo, Job, OutFile, ReadError, table};
use crate::labelled_json::{WriteOptions, write};

pub(super) struct Jianbao;

impl Format for Jianbao {
    fn info(&self) -> &'static FormatInfo {
        &table::JIANBAO
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let json = write(job.projects, &WriteOptions::default());
        Ok(vec![OutFile::new(format!("{}.json", job.stem), "application/json", json)])
    }

    /// Goes past drafts: nothing of the file may be lost.
    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let _checked = crate::labelled_json::check(bytes)?;
        Ok(Vec::new())
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let head = &bytes[..bytes.len().min(200)];
        head.windows(9).any(|word| word == b"\"jianbao\"")
            && head.windows(8).any(|word| word == b"\"format\"")
    }
}
