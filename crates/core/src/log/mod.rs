//! The append-only log of a project, and snapshots that shorten its replay.
//!
//! Plain data: the formats crate turns it into bytes, the shell keeps them.

use std::sync::Arc;

use thiserror::Error;

use crate::annotation::{Annotation, AnnotationId, LabelSet};
use crate::edit::{ApplyError, Changes, Group, History, Transaction, apply};
use crate::project::{DocumentInfo, Project};
use crate::text::Document;

/// One transaction and its number, counted from 0 over the life of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// What was done.
    pub transaction: Arc<Transaction>,
}

/// Everything of a project but its text, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// How many transactions it contains: the number of the entry that comes next.
    pub seq: u64,
    /// What else is known of the document.
    pub info: DocumentInfo,
    /// The labels.
    pub labels: Arc<LabelSet>,
    /// Every annotation, by number.
    pub annotations: Vec<Arc<Annotation>>,
    /// The number that the next new annotation gets; no number is ever used again.
    pub next_id: AnnotationId,
    /// What can be undone, the next one last.
    pub undo: Vec<Group>,
    /// What can be redone, the next one last.
    pub redo: Vec<Group>,
}

impl Snapshot {
    /// The present state of a project.
    pub fn of(project: &Project) -> Self {
        Self {
            seq: project.seq,
            info: project.info.clone(),
            labels: project.shared_labels(),
            annotations: project.set.iter().cloned().collect(),
            next_id: project.set.next_id(),
            undo: project.history.undo_groups().to_vec(),
            redo: project.history.redo_groups().to_vec(),
        }
    }

    /// The project as it was.
    ///
    /// # Errors
    /// When an annotation is not of the text, or two have the same number.
    pub fn restore(self, document: Document) -> Result<Project, ApplyError> {
        let labels = Arc::unwrap_or_clone(self.labels);
        let annotations = self.annotations.into_iter().map(Arc::unwrap_or_clone);
        let mut project = Project::with_annotations(document, self.info, labels, annotations)?;
        project.set.reserve_below(self.next_id);
        project.history = History::from_groups(self.undo, self.redo);
        project.seq = self.seq;
        Ok(project)
    }
}

/// Why a log could not be replayed to its end. What came before the entry is in the project.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// An entry is missing.
    #[error("log entry {expected} is missing, {found} was found in its place")]
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry does not fit.
    #[error("log entry {seq} does not fit: {error}")]
    Entry {
        /// Its number.
        seq: u64,
        /// Why.
        error: ApplyError,
    },
}

/// Applies the entries of a log that a project does not contain yet; older ones are passed over.
/// Any prefix of a log replays.
///
/// # Errors
/// At the first entry that is missing or does not fit; the project has everything before it.
pub fn replay<'a>(
    project: &mut Project,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Result<Changes, ReplayError> {
    let mut changes = Changes::default();
    for entry in entries {
        if entry.seq < project.seq {
            continue;
        }
        if entry.seq > project.seq {
            return Err(ReplayError::Gap { expected: project.seq, found: entry.seq });
        }
        let made = apply(project, &entry.transaction);
        changes.merge(made.map_err(|error| ReplayError::Entry { seq: entry.seq, error })?);
    }
    Ok(changes)
}
