//! What can be undone and redone.
//!
//! Undo is linear: it applies the inverse of the last group as a new transaction, so the log only grows.
//! Since the engine never touches what a person has changed, the inverse always fits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Kind, Meta, Millis, Op, Transaction};
use crate::annotation::AnnotationId;

/// Edits that are undone together, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Never empty.
    pub edits: Vec<Arc<Transaction>>,
}

impl Group {
    /// What was done first in it.
    pub fn event(&self) -> &str {
        self.edits.first().map_or("", |edit| &edit.meta.event)
    }

    fn ids(&self) -> impl Iterator<Item = AnnotationId> + '_ {
        self.edits.iter().flat_map(|edit| &edit.ops).filter_map(|op| match op {
            Op::Put { id, .. } => Some(*id),
            Op::Labels { .. } => None,
        })
    }
}

/// The groups that can be undone and redone, the next one last. No limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    undo: Vec<Group>,
    redo: Vec<Group>,
    /// In how many changes of the groups an annotation occurs.
    touched: HashMap<AnnotationId, u32>,
}

impl History {
    /// From the groups of a snapshot, the next one last.
    pub fn from_groups(undo: Vec<Group>, redo: Vec<Group>) -> Self {
        let mut history = Self { undo, redo, touched: HashMap::new() };
        for group in history.undo.iter().chain(&history.redo) {
            for id in group.ids() {
                *history.touched.entry(id).or_insert(0) += 1;
            }
        }
        history
    }

    /// What can be undone, the next one last.
    pub fn undo_groups(&self) -> &[Group] {
        &self.undo
    }

    /// What can be redone, the next one last.
    pub fn redo_groups(&self) -> &[Group] {
        &self.redo
    }

    /// Whether an annotation occurs in anything that can be undone or redone. The engine leaves it alone then.
    pub fn touches(&self, id: AnnotationId) -> bool {
        self.touched.contains_key(&id)
    }

    /// Every change that an undo or a redo may bring back.
    pub(super) fn ops(&self) -> impl Iterator<Item = &Op> {
        self.undo.iter().chain(&self.redo).flat_map(|group| &group.edits).flat_map(|edit| &edit.ops)
    }

    /// The transaction that undoes the last group; none when nothing is left.
    pub fn undo(&self, at: Millis) -> Option<Transaction> {
        let group = self.undo.last()?;
        let ops = group.edits.iter().rev().flat_map(|edit| edit.inverse_ops()).collect();
        Some(Transaction { ops, meta: Meta { event: event("undo", group), at, kind: Kind::Undo } })
    }

    /// The transaction that redoes the group undone last; none when nothing is left.
    pub fn redo(&self, at: Millis) -> Option<Transaction> {
        let group = self.redo.last()?;
        let ops = group.edits.iter().flat_map(|edit| edit.ops.clone()).collect();
        Some(Transaction { ops, meta: Meta { event: event("redo", group), at, kind: Kind::Redo } })
    }

    /// Takes note of a transaction that was applied.
    pub(super) fn note(&mut self, transaction: &Arc<Transaction>) {
        match transaction.meta.kind {
            Kind::Insert => {}
            Kind::Undo => self.redo.extend(self.undo.pop()),
            Kind::Redo => self.undo.extend(self.redo.pop()),
            Kind::Edit { joins_previous } => {
                for group in std::mem::take(&mut self.redo) {
                    self.forget(&group);
                }
                match self.undo.last_mut().filter(|_| joins_previous) {
                    Some(group) => group.edits.push(Arc::clone(transaction)),
                    None => self.undo.push(Group { edits: vec![Arc::clone(transaction)] }),
                }
                for op in &transaction.ops {
                    if let Op::Put { id, .. } = op {
                        *self.touched.entry(*id).or_insert(0) += 1;
                    }
                }
            }
        }
    }

    fn forget(&mut self, group: &Group) {
        for id in group.ids() {
            if let Some(count) = self.touched.get_mut(&id) {
                *count -= 1;
                if *count == 0 {
                    self.touched.remove(&id);
                }
            }
        }
    }
}

fn event(verb: &str, group: &Group) -> Cow<'static, str> {
    Cow::Owned(format!("{verb}:{}", group.event()))
}
