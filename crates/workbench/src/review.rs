//! The queue of what the engine is least sure of.

use std::collections::BTreeSet;

use jianbao_core::annotation::{Annotation, Evidence, Status};
use jianbao_core::{AnnotationId, Project};

use crate::thresholds::Thresholds;

/// Proposals that are surer than this need no review one by one; they are accepted together.
const SURE_FROM: u16 = 900;

/// A review under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Review {
    /// What was passed over or decided, the last one last, to go back to.
    seen: Vec<AnnotationId>,
    passed: BTreeSet<AnnotationId>,
}

impl Review {
    /// The most doubtful proposal that was not passed over, and how many are left with it.
    pub(crate) fn next(&self, project: &Project, thresholds: &Thresholds) -> Option<(AnnotationId, usize)> {
        let left = queue(project, thresholds).into_iter().filter(|(_, id)| !self.passed.contains(id));
        let left: Vec<_> = left.collect();
        left.first().map(|&(_, id)| (id, left.len()))
    }

    /// One was decided or passed over.
    pub(crate) fn pass(&mut self, id: AnnotationId) {
        self.passed.insert(id);
        self.seen.push(id);
    }

    /// The one before; it is in the queue again.
    pub(crate) fn back(&mut self) -> Option<AnnotationId> {
        let id = self.seen.pop()?;
        self.passed.remove(&id);
        Some(id)
    }
}

/// Undecided entities and blocks that are not hidden, the most doubtful first, then by place.
fn queue(project: &Project, thresholds: &Thresholds) -> Vec<(u16, AnnotationId)> {
    let set = project.set();
    let undecided = set
        .entities()
        .chain(set.blocks())
        .filter(|found| found.status == Status::Proposed && !thresholds.hide(found));
    let mut queue: Vec<_> = undecided
        .filter_map(|found| Some((doubt(found)?, found.body.start(), found.id)))
        .filter(|(sure, ..)| *sure < SURE_FROM)
        .collect();
    queue.sort_unstable();
    queue.into_iter().map(|(sure, _, id)| (sure, id)).collect()
}

/// How sure the engine is, in thousandths: of a block's role or its relation to what is before it, whichever is less.
/// None where nobody said.
fn doubt(annotation: &Annotation) -> Option<u16> {
    let sure = |evidence: &Evidence| evidence.confidence.map(|confidence| confidence.thousandths());
    let link = annotation.block().and_then(|block| block.link.as_ref()).and_then(sure);
    sure(&annotation.origin.evidence).into_iter().chain(link).min()
}
