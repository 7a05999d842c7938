//! Edges of entities: where they are, and moving them by a key or with the pointer.

use std::ops::Range;

use jianbao_core::edit::{Command, Millis};
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, Pieces};

use super::Open;
use crate::actions::{Edge, Step};
use crate::cursor::{self, selected_pieces};
use crate::notice::Notice;

/// Ranges of an entity that read on from each other, with nothing but a break between: a name cut by the edge of a
/// column is one run of two ranges. An edge of a run can be moved; a break inside of it is none.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where its first range begins.
    pub start: ByteOffset,
    /// Where its last range ends.
    pub end: ByteOffset,
}

impl Run {
    /// These ranges, at least one, as one run.
    fn of(ranges: &[ByteRange]) -> Self {
        Self { start: ranges[0].start(), end: ranges[ranges.len() - 1].end() }
    }

    /// Where an edge of it is.
    pub fn at(self, edge: Edge) -> ByteOffset {
        if edge == Edge::Start { self.start } else { self.end }
    }
}

impl Open {
    /// The runs of the picked entity in reading order; none when none is picked.
    pub(super) fn picked_runs(&self) -> Option<(AnnotationId, Vec<Run>)> {
        let id = self.picked_entity()?;
        let ranges = &self.project().set().get(id)?.entity()?.ranges;
        let runs = self.runs(ranges).into_iter().map(|run| Run::of(&ranges.as_slice()[run]));
        Some((id, runs.collect()))
    }

    /// Which ranges read on from each other in the order that is shown.
    fn runs(&self, ranges: &Pieces) -> Vec<Range<usize>> {
        let document = &self.project().document;
        // Where the second is shown before the first, their own text lies between the places.
        let reads_on = |pair: &[ByteRange]| {
            let between = self.layout.between(pair[0].end(), pair[1].start());
            between.iter().all(|range| document.slice(*range).trim().is_empty())
        };
        let mut runs: Vec<Range<usize>> = Vec::new();
        for i in 0..ranges.len() {
            match runs.last_mut() {
                Some(last) if reads_on(&ranges.as_slice()[i - 1..=i]) => last.end = i + 1,
                _ => runs.push(i..i + 1),
            }
        }
        runs
    }

    /// Ranges of which one run reaches from one place to another. What it reaches over becomes part of it; none where
    /// it would be blank.
    fn with_run(&self, old: &Pieces, run: &Range<usize>, from: ByteOffset, to: ByteOffset) -> Option<Pieces> {
        let new = selected_pieces(&self.project().document, &self.layout.between(from, to))?;
        let rest = |others: &[ByteRange]| -> Vec<ByteRange> {
            let others = others.iter().filter_map(|&other| Pieces::one(other).ok());
            let left =
                others.filter_map(|other| new.iter().try_fold(other, |left, range| left.without(range)));
            left.flat_map(|left| left.as_slice().to_vec()).collect()
        };
        let (before, after) = (rest(&old.as_slice()[..run.start]), rest(&old.as_slice()[run.end..]));
        Pieces::new(before.into_iter().chain(new.iter()).chain(after)).ok()
    }

    /// An edge of a run was dragged to a place.
    pub(super) fn drag_edge(
        &mut self,
        (id, run): (AnnotationId, usize),
        edge: Edge,
        to: ByteOffset,
        now: Millis,
    ) -> Option<Notice> {
        let old = &self.project().set().get(id)?.entity()?.ranges;
        let run = self.runs(old).get(run)?.clone();
        let fixed = Run::of(&old.as_slice()[run.clone()]).at(edge.other());
        let ranges = self.with_run(old, &run, fixed, to)?;
        self.run(&Command::SetRanges { id, ranges }, now)
    }

    /// Moves an edge by a character in the order that is shown: of the run at the cursor, else, and in a review, of the
    /// first or the last one. Past a break the entity has a further range, and a range that has become empty goes.
    pub(super) fn move_edge(&mut self, edge: Edge, step: Step, now: Millis) -> Option<Notice> {
        let Some(id) = self.picked_entity() else { return Some(Notice::PickFirst) };
        let project = self.session.project();
        let old = &project.set().get(id)?.entity()?.ranges;
        let runs = self.runs(old);
        let cursor = self.cursor.at;
        let touches = |range: &ByteRange| range.contains(cursor) || range.end() == cursor;
        let is_here = |run: &&Range<usize>| old.as_slice()[(*run).clone()].iter().any(touches);
        let here = runs.iter().find(is_here).filter(|_| self.review.is_none());
        let outer = if edge == Edge::Start { runs.first() } else { runs.last() };
        let run = here.or(outer)?;
        let ends = Run::of(&old.as_slice()[run.clone()]);
        let (fixed, mut at) = (ends.at(edge.other()), ends.at(edge));
        // Twice where the first step only leads over a break.
        for _ in 0..2 {
            at = cursor::step(project, &self.layout, at, step == Step::On);
            if at == fixed {
                // An edge does not move past the other one.
                return None;
            }
            let ranges = self.with_run(old, run, fixed, at)?;
            if ranges != *old {
                // An edge that has moved over the cursor takes it along, so that the next key moves the same one.
                if here.is_some() && !ranges.as_slice().iter().any(touches) {
                    self.cursor.at = at;
                }
                return self.run(&Command::SetRanges { id, ranges }, now);
            }
        }
        None
    }
}
