//! Makes the changes of a transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

use super::{Kind, Op, Transaction};
use crate::annotation::{Annotation, AnnotationId, Body, Layer};
use crate::project::Project;
use crate::text::ByteRange;

/// What a transaction changed; a view needs nothing else to repaint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The lines whose look may have changed.
    pub lines: BTreeSet<usize>,
    /// The annotations that came, changed or went.
    pub ids: BTreeSet<AnnotationId>,
    /// Whether articles or blocks changed, so that numbers and bands elsewhere may change too.
    pub structure: bool,
    /// Whether blocks or articles came, went, or stand or go on elsewhere, so that what is read after what may be
    /// something else.
    pub reading: bool,
    /// Whether labels changed.
    pub labels: bool,
}

impl Changes {
    /// These and others.
    pub fn merge(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.ids.extend(other.ids);
        self.structure |= other.structure;
        self.reading |= other.reading;
        self.labels |= other.labels;
    }
}

/// Why a transaction does not fit a project.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The annotation is not what the transaction expects it to be.
    #[error("annotation {} is not what the change was made for", id.0)]
    Changed {
        /// Which.
        id: AnnotationId,
    },
    /// A new annotation has a number that leaves a gap, or its body carries another number.
    #[error("annotation {} has a number out of turn", id.0)]
    Number {
        /// Which.
        id: AnnotationId,
    },
    /// A stretch is empty, or outside the text, or not on character boundaries.
    #[error("annotation {} has a range that is not of the text", id.0)]
    OutsideText {
        /// Which.
        id: AnnotationId,
    },
    /// The labels are not what the transaction expects them to be.
    #[error("the labels are not what the change was made for")]
    Labels,
    /// There is nothing to undo or redo.
    #[error("nothing to undo or redo")]
    NoHistory,
}

/// Makes the changes of a transaction, all or none.
///
/// # Errors
/// When the transaction was made for another state; the project is as before then. A transaction that was planned
/// for this state always fits.
pub fn apply(project: &mut Project, transaction: &Arc<Transaction>) -> Result<Changes, ApplyError> {
    match transaction.meta.kind {
        Kind::Undo if project.history.undo_groups().is_empty() => return Err(ApplyError::NoHistory),
        Kind::Redo if project.history.redo_groups().is_empty() => return Err(ApplyError::NoHistory),
        _ => {}
    }
    let mut changes = Changes::default();
    for (done, op) in transaction.ops.iter().enumerate() {
        if let Err(error) = apply_op(project, op, &mut changes) {
            for op in transaction.ops[..done].iter().rev() {
                let back = apply_op(project, &op.inverse(), &mut Changes::default());
                debug_assert!(back.is_ok(), "a change that was just made can be taken back");
            }
            return Err(error);
        }
    }
    project.history.note(transaction);
    project.seq += 1;
    Ok(changes)
}

/// What the reading order depends on: where a live article or block is, and whether it goes on with the one before.
fn reading(annotation: Option<&Annotation>) -> Option<(&[ByteRange], bool)> {
    let annotation = annotation.filter(|annotation| annotation.is_live())?;
    match &annotation.body {
        Body::Article(_) => Some((annotation.body.ranges(), false)),
        Body::Block(block) => Some((annotation.body.ranges(), block.continues)),
        Body::Entity(_) => None,
    }
}

fn apply_op(project: &mut Project, op: &Op, changes: &mut Changes) -> Result<(), ApplyError> {
    match op {
        Op::Labels { before, after } => {
            if project.labels != *before {
                return Err(ApplyError::Labels);
            }
            project.labels = Arc::clone(after);
            changes.labels = true;
        }
        Op::Put { id, before, after } => {
            let id = *id;
            if project.set.get(id) != before.as_ref() {
                return Err(ApplyError::Changed { id });
            }
            // Numbers are dense, so a damaged log cannot ask for a table of four billion.
            if id > project.set.next_id() {
                return Err(ApplyError::Number { id });
            }
            if let Some(after) = after {
                if after.id != id {
                    return Err(ApplyError::Number { id });
                }
                project.holds(after)?;
            }
            let index = project.document.index();
            for annotation in before.iter().chain(after) {
                for range in annotation.body.ranges() {
                    changes.lines.extend(index.lines_of(*range));
                }
                changes.structure |= annotation.body.layer() != Layer::Entity;
            }
            changes.reading |= reading(before.as_deref()) != reading(after.as_deref());
            changes.ids.insert(id);
            project.set.put(index, id, after.clone());
        }
    }
    Ok(())
}
