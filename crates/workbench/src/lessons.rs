//! What the proposer is taught of a person's decisions.

use std::collections::BTreeSet;

use jianbao_core::annotation::{Annotation, Status};
use jianbao_core::{AnnotationId, ByteRange, Project};
use jianbao_propose::protocol::{KnownPlaceOf, Report};

/// What learned state begins with in a file of its own.
const MAGIC: &[u8] = b"jianbao learned\n";

/// Learning: whether it is on, how it stands, and what was taught so far.
#[derive(Debug)]
pub(crate) struct Lessons {
    /// Whether decisions are taught and what was learned is used.
    pub(crate) on: bool,
    /// How it stands; none before anything was taught.
    pub(crate) report: Option<Report>,
}

impl Default for Lessons {
    fn default() -> Self {
        Self { on: true, report: None }
    }
}

/// Ranges in bytes, and the id of the label that they have, if any.
type Place = (Vec<(u32, u32)>, Option<String>);

/// What the worker is taught at once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lesson {
    /// What was decided.
    pub(crate) decided: Vec<KnownPlaceOf>,
    /// Blocks in which everything is decided, in bytes.
    pub(crate) complete: Vec<(u32, u32)>,
}

/// What of one document was taught.
#[derive(Debug, Default)]
pub(crate) struct Taught {
    known: BTreeSet<Place>,
    due: BTreeSet<AnnotationId>,
}

impl Taught {
    /// These may have been decided.
    pub(crate) fn note(&mut self, ids: impl IntoIterator<Item = AnnotationId>) {
        self.due.extend(ids);
    }

    /// What was decided since the last call and never taught, and the blocks in which with that everything is decided;
    /// of these, what was taught before is told again. None where nothing is new.
    pub(crate) fn lesson(&mut self, project: &Project) -> Option<Lesson> {
        let set = project.set();
        let index = project.document.index();
        let due = std::mem::take(&mut self.due);
        let new: Vec<_> = due
            .into_iter()
            .filter_map(|id| place_of(set.get(id)?))
            .filter(|place| self.known.insert((place.ranges.clone(), place.label.clone())))
            .collect();
        if new.is_empty() {
            return None;
        }
        let mut complete = BTreeSet::new();
        let mut again = Vec::new();
        for range in new.iter().flat_map(|place| &place.ranges) {
            let range = ByteRange::at(range.0 as usize, range.1 as usize);
            for block in set.blocks_in(range).filter_map(|block| block.block()) {
                let inside = set.entities_in(index, block.range);
                let is_open = inside.iter().any(|found| found.status == Status::Proposed);
                if is_open || !complete.insert(wire(block.range)) {
                    continue;
                }
                let known = inside.iter().filter_map(|found| place_of(found));
                again.extend(known.filter(|place| place.label.is_some() && !new.contains(place)));
            }
        }
        let again = again.into_iter().map(|place| KnownPlaceOf { again: true, ..place });
        let decided = new.iter().cloned().chain(again).collect();
        Some(Lesson { decided, complete: complete.into_iter().collect() })
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
    Some(KnownPlaceOf { ranges, label, again: false })
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

    #[test]
    fn each_decision_is_taught_once_and_a_block_as_a_whole_when_all_is_decided() {
        let source = "⟦LOC:𠮷鱼⟧和⟦?PER:甲乙⟧和⟦~PER:丙丁⟧👩‍👩‍👧\n⟦?PER:e\u{301}戊⟧";
        let mut harness = Harness::with_plain_blocks(marked(source).project);
        let ids: Vec<_> = harness.project.set().entities().map(|found| found.id).collect();
        let mut taught = Taught::default();
        taught.note(ids.iter().copied());
        let Lesson { decided, complete } = taught.lesson(&harness.project).expect("two decisions");
        let labels: Vec<_> = decided.iter().map(|place| place.label.as_deref()).collect();
        assert_eq!((labels, complete.len()), (vec![Some("LOC"), None], 0));
        taught.note(ids.iter().copied());
        assert_eq!(taught.lesson(&harness.project), None, "nothing twice");

        harness.run(&Command::Accept { ids: vec![ids[1]] }).expect("it is proposed");
        taught.note([ids[1]]);
        let Lesson { decided, complete } = taught.lesson(&harness.project).expect("one decision");
        let told: Vec<_> = decided.iter().map(|place| (place.label.as_deref(), place.again)).collect();
        assert_eq!(told, [(Some("PER"), false), (Some("LOC"), true)]);
        assert_eq!(complete.len(), 1, "the first line, and not the second");
    }

    #[test]
    fn files_of_what_was_learned_are_told_from_others() {
        assert_eq!(from_file(&to_file(&[1, 2])), Some(&[1, 2][..]));
        assert_eq!(from_file(b"{}"), None);
    }
}
