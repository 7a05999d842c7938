//! What a person does to entities that are there: edges, ranges, occurrences.

use jianbao_core::edit::{Command, Millis};
use jianbao_core::{ByteRange, Pieces};

use super::Open;
use crate::actions::{Edge, Step};
use crate::cursor::{self, selected_pieces};
use crate::notice::Notice;
use crate::view::entity_details;

impl Open {
    pub(super) fn label_occurrences(&mut self, now: Millis) -> Option<Notice> {
        let annotation = self.project().set().get(self.picked_entity()?)?;
        let details = entity_details(self.project(), annotation)?;
        let set = self.project().set();
        let labeled = details.occurrences.labeled.iter();
        // Places that were only proposed are accepted with the rest.
        let places = labeled
            .filter_map(|&id| set.get(id)?.entity().map(|entity| entity.ranges.clone()))
            .chain(details.occurrences.free.iter().filter_map(|&range| Pieces::one(range).ok()));
        let own = annotation.entity()?.ranges.clone();
        let command =
            Command::AddEntities { label: details.label.clone(), places: places.chain([own]).collect() };
        self.run(&command, now)
    }

    /// Moves an edge by a character in the order that is shown: past a break the entity has a further range, and a
    /// range that has become empty goes.
    pub(super) fn move_edge(&mut self, edge: Edge, step: Step, now: Millis) -> Option<Notice> {
        let Some(id) = self.picked_entity() else { return Some(Notice::PickFirst) };
        let project = self.session.project();
        let old = &project.set().get(id)?.entity()?.ranges;
        let (moved, rest): (ByteRange, &[ByteRange]) = match edge {
            Edge::Start => (old.first(), &old.as_slice()[1..]),
            Edge::End => (old.last(), &old.as_slice()[..old.len() - 1]),
        };
        let (fixed, mut at) = match edge {
            Edge::Start => (moved.end(), moved.start()),
            Edge::End => (moved.start(), moved.end()),
        };
        let inward = (edge == Edge::Start) == (step == Step::On);
        // Twice where the first step only leads over a break.
        for _ in 0..2 {
            at = cursor::step(project, &self.layout, at, step == Step::On);
            let is_empty = inward && !moved.contains(at);
            let new = if is_empty || at == fixed {
                None
            } else {
                selected_pieces(&project.document, &self.layout.between(fixed, at))
            };
            let new = new.as_ref().map_or(&[][..], Pieces::as_slice);
            let ranges = match edge {
                Edge::Start => [new, rest].concat(),
                Edge::End => [rest, new].concat(),
            };
            // An edge does not move past the other one.
            let Ok(ranges) = Pieces::new(ranges) else { return None };
            if ranges != *old {
                return self.run(&Command::SetRanges { id, ranges }, now);
            }
        }
        None
    }
}
