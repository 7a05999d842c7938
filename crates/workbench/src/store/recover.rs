//! A project from what a store holds of it: the newest snapshot that can be read, and the log after it.

use jianbao_core::log::{Entry, ReplayError, Snapshot, replay};
use jianbao_core::{Document, Project};
use jianbao_formats::stored::{StoredError, decode_entry, decode_snapshot};
use thiserror::Error;

use super::Record;

/// Why a document could not be read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecoverError {
    /// A part of it was written by a newer version: nothing of it is opened.
    #[error("written by a newer version ({0})")]
    Newer(u8),
    /// Its text is missing or no text.
    #[error("the text cannot be read")]
    NoText,
    /// No snapshot can be read; what is wrong with the newest.
    #[error("no state can be read: {0}")]
    NoSnapshot(String),
    /// The log ends before its end; what is wrong, and how many entries cannot be used.
    #[error("{problem}; {left} entries cannot be used")]
    Log {
        /// What is wrong with the first of them.
        problem: String,
        /// How many.
        left: usize,
    },
}

impl From<StoredError> for RecoverError {
    fn from(error: StoredError) -> Self {
        match error {
            StoredError::NewerVersion { found, .. } => Self::Newer(found),
            other => Self::NoSnapshot(other.to_string()),
        }
    }
}

/// The newest state that can be read.
///
/// # Errors
/// When there is none, or the newest is of a newer version.
pub(crate) fn base(text: &[u8], snapshots: &[Record]) -> Result<Project, RecoverError> {
    let text = std::str::from_utf8(text).map_err(|_| RecoverError::NoText)?;
    // What is stored was taken in before, so that this changes nothing.
    let document = match Document::ingest(text) {
        Ok((document, report)) if report.is_clean() => document,
        _ => return Err(RecoverError::NoText),
    };
    let mut first_problem = None;
    for (key, value) in snapshots.iter().rev() {
        let read = decode_snapshot(value).map_err(RecoverError::from).and_then(|snapshot: Snapshot| {
            if snapshot.seq != key.seq {
                return Err(RecoverError::NoSnapshot("under another number".into()));
            }
            let restored = snapshot.restore(document.clone());
            restored.map_err(|error| RecoverError::NoSnapshot(error.to_string()))
        });
        match read {
            Ok(project) => return Ok(project),
            Err(newer @ RecoverError::Newer(_)) => return Err(newer),
            Err(problem) => first_problem = first_problem.or(Some(problem)),
        }
    }
    Err(first_problem.unwrap_or(RecoverError::NoSnapshot("none".into())))
}

/// Brings a state up to the end of the log.
///
/// # Errors
/// When an entry is missing, damaged or does not fit; the project has everything before it. When an entry is of a
/// newer version, which does not count as damage.
pub(crate) fn bring_up(project: &mut Project, log: &[Record]) -> Result<(), RecoverError> {
    for (at, (key, value)) in log.iter().enumerate() {
        let problem = match decode_entry(value) {
            Ok(entry) if entry.seq == key.seq => match replay(project, [&entry]) {
                Ok(_) => continue,
                Err(ReplayError::Gap { expected, .. }) => format!("entry {expected} is missing"),
                Err(error) => error.to_string(),
            },
            Ok(Entry { seq, .. }) => format!("entry {} says that it is {seq}", key.seq),
            Err(StoredError::NewerVersion { found, .. }) => return Err(RecoverError::Newer(found)),
            Err(error) => format!("entry {}: {error}", key.seq),
        };
        return Err(RecoverError::Log { problem, left: log.len() - at });
    }
    Ok(())
}
