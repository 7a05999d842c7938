//! What the proposer is taught of a person's decisions.

use std::collections::{BTreeMap, BTreeSet};

use jianbao_core::annotation::{Annotation, Status};
use jianbao_core::{AnnotationId, ByteRange, Project};
use jianbao_propose::protocol::{JobId, KnownPlaceOf, Report, Request};

/// What learned state begins with in a file of its own.
const MAGIC: &[u8] = b"jianbao learned\n";

/// Learning: whether it is on, how it stands, and what was learned before the page was opened.
#[derive(Debug)]
pub(crate) struct Lessons {
    /// Whether decisions are taught and what was learned is used.
    pub(crate) on: bool,
    /// How it stands; none before anything was taught.
    pub(crate) report: Option<Report>,
    /// What the worker is to go on with, until it was told.
    pub(crate) to_recall: Vec<u8>,
}

impl Default for Lessons {
    fn default() -> Self {
        Self { on: true, report: None, to_recall: Vec::new() }
    }
}

impl Lessons {
    /// What the worker must hear before it learns, proposes by what was learned, or hands it out.
    pub(crate) fn recall(&mut self) -> Option<Request> {
        let learned = std::mem::take(&mut self.to_recall);
        (!learned.is_empty()).then_some(Request::Recall(learned))
    }
}

/// What of one document is to be taught. What was taught already is known to the worker.
#[derive(Debug, Default)]
pub(crate) struct Taught {
    /// What the worker kept of it before.
    pub(crate) kept: Vec<u8>,
    /// Of these the decision may have changed.
    due: BTreeSet<AnnotationId>,
    /// A job came to its end: everything is told.
    whole: bool,
}

impl Taught {
    /// With what the worker kept of the document before.
    pub(crate) fn before(kept: Vec<u8>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// These may have been decided, or not be decided any more.
    pub(crate) fn note(&mut self, ids: impl IntoIterator<Item = AnnotationId>) {
        self.due.extend(ids);
    }

    /// A job came to its end: all that is decided may be new to the worker.
    pub(crate) fn note_all(&mut self) {
        self.whole = true;
    }

    /// What changed since the last call, and the blocks in which with that everything is decided, with everything in
    /// them. None where nothing changed.
    pub(crate) fn lesson(&mut self, project: &Project, job: JobId, document: &str) -> Option<Request> {
        let set = project.set();
        let index = project.document.index();
        let mut due = std::mem::take(&mut self.due);
        let whole = std::mem::take(&mut self.whole);
        if whole {
            due.extend(set.entities().map(|found| found.id));
        }
        let is_entity = |id: &AnnotationId| set.get(*id).is_none_or(|found| found.entity().is_some());
        let due = due
            .into_iter()
            .filter(is_entity)
            .map(|id| (id.0, set.get(id).and_then(|found| place_of(found))))
            .filter(|(_, place)| !whole || place.is_some());
        let mut decided: BTreeMap<u32, Option<KnownPlaceOf>> = BTreeMap::new();
        decided.extend(due);
        if decided.is_empty() && !whole {
            return None;
        }
        let mut complete = BTreeSet::new();
        let ranges: Vec<_> = decided.values().flatten().flat_map(|place| place.ranges.clone()).collect();
        for range in ranges {
            let range = ByteRange::at(range.0 as usize, range.1 as usize);
            for block in set.blocks_in(range).filter_map(|block| block.block()) {
                let inside = set.entities_in(index, block.range);
                let is_open = inside.iter().any(|found| found.status == Status::Proposed);
                if !is_open && complete.insert(wire(block.range)) {
                    decided.extend(inside.iter().map(|found| (found.id.0, place_of(found))));
                }
            }
        }
        Some(Request::Learn {
            job,
            document: document.to_owned(),
            taught: if whole { self.kept.clone() } else { Vec::new() },
            decided: decided.into_iter().collect(),
            complete: complete.into_iter().collect(),
            whole,
        })
    }
}

/// What was decided about an entity; none where nothing was.
fn place_of(annotation: &Annotation) -> Option<KnownPlaceOf> {
    let entity = annotation.entity()?;
    let label = match annotation.status {
        Status::Accepted => Some(entity.label.to_string()),
        Status::Rejected => None,
        Status::Proposed => return None,
    };
    let ranges = annotation.body.ranges().iter().map(|range| wire(*range)).collect();
    Some(KnownPlaceOf { ranges, label })
}

fn wire(range: ByteRange) -> (u32, u32) {
    (range.start().0, range.end().0)
}

/// A file of what was learned.
pub(crate) fn to_file(learned: &[u8]) -> Vec<u8> {
    [MAGIC, learned].concat()
}

/// What was learned, from such a file; none for any other.
pub(crate) fn from_file(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(MAGIC)
}

#[cfg(test)]
mod tests {
    use jianbao_core::Command;
    use jianbao_core::testing::{Harness, marked};

    use super::*;

    type Told = (Vec<(u32, Option<String>)>, usize, bool);

    fn told(request: Option<Request>) -> Option<Told> {
        let Some(Request::Learn { decided, complete, whole, .. }) = request else { return None };
        // Of what is decided, the label; an empty one where it is rejected.
        let label = |place: KnownPlaceOf| place.label.unwrap_or_default();
        Some((decided.into_iter().map(|(id, place)| (id, place.map(label))).collect(), complete.len(), whole))
    }

    #[test]
    fn what_changes_is_told_and_a_block_with_all_in_it_once_all_is_decided() {
        let source = "⟦LOC:𠮷鱼⟧和⟦?PER:甲乙⟧和⟦~PER:丙丁⟧👩‍👩‍👧\n⟦?PER:e\u{301}戊⟧";
        let mut harness = Harness::with_plain_blocks(marked(source).project);
        let ids: Vec<_> = harness.project.set().entities().map(|found| found.id).collect();
        let [loc, per, gone, _] = ids[..] else { panic!("four entities") };
        let mut taught = Taught::before(vec![7]);
        let tell =
            |taught: &mut Taught, harness: &Harness| told(taught.lesson(&harness.project, JobId(1), "a"));
        taught.note_all();
        let yes = |label: &str| Some(label.to_owned());
        assert_eq!(
            tell(&mut taught, &harness),
            Some((vec![(loc.0, yes("LOC")), (gone.0, yes(""))], 0, true)),
            "all that is decided"
        );
        assert_eq!(tell(&mut taught, &harness), None, "nothing twice");

        harness.run(&Command::Accept { ids: vec![per] }).expect("it is proposed");
        taught.note([per]);
        let line = vec![(loc.0, yes("LOC")), (per.0, yes("PER")), (gone.0, yes(""))];
        assert_eq!(tell(&mut taught, &harness), Some((line, 1, false)), "the first line, and not the second");

        assert!(harness.undo());
        taught.note([per]);
        assert_eq!(tell(&mut taught, &harness), Some((vec![(per.0, None)], 0, false)), "it is open again");
    }

    #[test]
    fn files_of_what_was_learned_are_told_from_others() {
        assert_eq!(from_file(&to_file(&[1, 2])), Some(&[1, 2][..]));
        assert_eq!(from_file(b"{}"), None);
    }
}
