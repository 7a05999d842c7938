//! The queue of what the engine is least sure of.

use std::collections::BTreeSet;

use jianbao_core::annotation::{Annotation, Evidence, Status};
use jianbao_core::order;
use jianbao_core::{AnnotationId, Project};

use crate::thresholds::Thresholds;

/// Proposals that are surer than this need no review one by one; they are accepted together.
const SURE_FROM: u16 = 900;

/// What a review goes through.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Reviewed {
    /// Blocks and entities, whatever is most doubtful.
    #[default]
    All,
    /// Blocks: where articles begin and go on, and roles.
    Blocks,
    /// Entities.
    Entities,
}

/// How far a review is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ReviewProgress {
    /// What it goes through.
    pub reviewed: Reviewed,
    /// How many were decided or passed over.
    pub passed: usize,
    /// How many are left, with the one that is shown.
    pub left: usize,
}

/// A review under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Review {
    reviewed: Reviewed,
    /// What was passed over or decided, the last one last, to go back to.
    seen: Vec<AnnotationId>,
    passed: BTreeSet<AnnotationId>,
}

impl Review {
    /// The most doubtful proposal that was not passed over.
    pub(crate) fn next(&self, project: &Project, thresholds: &Thresholds) -> Option<AnnotationId> {
        self.left(project, thresholds).next()
    }

    /// How far it is.
    pub(crate) fn progress(&self, project: &Project, thresholds: &Thresholds) -> ReviewProgress {
        let left = self.left(project, thresholds).count();
        ReviewProgress { reviewed: self.reviewed, passed: self.seen.len(), left }
    }

    fn left(&self, project: &Project, thresholds: &Thresholds) -> impl Iterator<Item = AnnotationId> {
        queue(project, self.reviewed, thresholds).into_iter().filter(|id| !self.passed.contains(id))
    }

    /// Goes through something else from now on.
    pub(crate) fn set_reviewed(&mut self, reviewed: Reviewed) {
        self.reviewed = reviewed;
    }

    /// One was decided or passed over.
    pub(crate) fn pass(&mut self, id: AnnotationId) {
        if self.passed.insert(id) {
            self.seen.push(id);
        }
    }

    /// The one before; it is in the queue again.
    pub(crate) fn back(&mut self) -> Option<AnnotationId> {
        let id = self.seen.pop()?;
        self.passed.remove(&id);
        Some(id)
    }

    /// Of changed annotations those that were passed are in the queue again; the last of them is to be shown.
    pub(crate) fn reopen(&mut self, changed: &BTreeSet<AnnotationId>) -> Option<AnnotationId> {
        let last = self.seen.iter().rfind(|id| changed.contains(id)).copied();
        self.seen.retain(|id| !changed.contains(id));
        self.passed.retain(|id| !changed.contains(id));
        last
    }
}

/// Undecided entities and blocks that are not hidden, the most doubtful first, then by place.
fn queue(project: &Project, reviewed: Reviewed, thresholds: &Thresholds) -> Vec<AnnotationId> {
    let set = project.set();
    let entities = set.entities().filter(|_| reviewed != Reviewed::Blocks);
    let blocks = set.blocks().filter(|_| reviewed != Reviewed::Entities);
    let undecided =
        entities.chain(blocks).filter(|found| found.status == Status::Proposed && !thresholds.hide(found));
    let mut queue: Vec<_> = undecided
        .filter_map(|found| Some((doubt(found)?, found.body.start(), found.id)))
        .filter(|(sure, ..)| *sure < SURE_FROM)
        .collect();
    order::sort(&mut queue);
    queue.into_iter().map(|(.., id)| id).collect()
}

/// How sure the engine is, in thousandths: of a block's role or its relation to what is before it, whichever is less.
/// None where nobody said.
fn doubt(annotation: &Annotation) -> Option<u16> {
    let sure = |evidence: &Evidence| evidence.confidence.map(|confidence| confidence.thousandths());
    let link = annotation.block().and_then(|block| block.link.as_ref()).and_then(sure);
    sure(&annotation.origin.evidence).into_iter().chain(link).min()
}
