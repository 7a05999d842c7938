//! What is stored of a change.

use std::borrow::Cow;
use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationId, LabelSet};

/// Milliseconds since the Unix epoch. The core has no clock: the time of a change comes in from outside.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

/// A change that can be turned around without knowing anything else, because it holds both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// An annotation comes, changes or goes.
    Put {
        /// Which.
        id: AnnotationId,
        /// What it was.
        before: Option<Arc<Annotation>>,
        /// What it becomes.
        after: Option<Arc<Annotation>>,
    },
    /// The labels change.
    Labels {
        /// What they were.
        before: Arc<LabelSet>,
        /// What they become.
        after: Arc<LabelSet>,
    },
}

impl Op {
    /// The change back.
    pub fn inverse(&self) -> Self {
        match self {
            Self::Put { id, before, after } => {
                Self::Put { id: *id, before: after.clone(), after: before.clone() }
            }
            Self::Labels { before, after } => {
                Self::Labels { before: Arc::clone(after), after: Arc::clone(before) }
            }
        }
    }
}

/// How a transaction stands to what can be undone.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person changed something.
    Edit {
        /// Whether it is undone together with the edit before it.
        joins_previous: bool,
    },
    /// A person took the last group of edits back.
    Undo,
    /// A person did it again after all.
    Redo,
    /// The engine or an import added something; not for undo.
    Insert,
}

/// What is known of a transaction besides its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// What was done, as an id such as `entity.add`.
    pub event: Cow<'static, str>,
    /// When.
    pub at: Millis,
    /// How it stands to undo.
    pub kind: Kind,
}

/// Changes that belong together: all are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The changes in order.
    pub ops: Vec<Op>,
    /// What else is known of them.
    pub meta: Meta,
}

impl Transaction {
    /// The changes that take these back, in order.
    pub fn inverse_ops(&self) -> Vec<Op> {
        self.ops.iter().rev().map(Op::inverse).collect()
    }
}
