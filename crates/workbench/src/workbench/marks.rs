//! What a person does to entities that are there: ranges, occurrences.

use jianbao_core::edit::{Command, Millis};
use jianbao_core::order;
use jianbao_core::text::{next_boundary, prev_boundary};
use jianbao_core::{AnnotationId, ByteRange, Pieces};

use super::{Open, Picked};
use crate::msg::Effect;
use crate::notice::Notice;
use crate::view::{PlaceState, Ticks, places};

impl Open {
    // Ranges.

    /// The selection becomes a further range of the picked entity; without one, what is selected next does.
    pub(super) fn add_range(&mut self, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let Some(id) = self.picked_entity() else { return Some(Notice::PickFirst) };
        let Some(selected) = self.selected() else {
            self.adding = !self.adding;
            return self.adding.then_some(Notice::AddingRange);
        };
        self.adding = false;
        let old = &self.project().set().get(id)?.entity()?.ranges;
        let added = selected.iter().try_fold(old.clone(), |ranges, range| ranges.with(range)).ok()?;
        let ranges = self.in_reading_order(&added)?;
        let notice = self.run(&Command::SetRanges { id, ranges }, now);
        self.cursor.at = selected.last().end();
        self.deselect(effects);
        notice
    }

    /// Ranges in the order in which they are shown.
    fn in_reading_order(&self, ranges: &Pieces) -> Option<Pieces> {
        let first = self.layout.ends(self.project()).0;
        let mut sorted = ranges.as_slice().to_vec();
        order::sort_by_key(&mut sorted, |range| {
            let before = self.layout.between(first, range.start());
            before.iter().map(|stretch| stretch.len_bytes()).sum::<u32>()
        });
        Pieces::new(sorted).ok()
    }

    /// Takes stretches from an entity; not the last of it.
    pub(super) fn remove_range(
        &mut self,
        id: AnnotationId,
        gone: &[ByteRange],
        now: Millis,
    ) -> Option<Notice> {
        let old = &self.project().set().get(id)?.entity()?.ranges;
        let left = gone.iter().try_fold(old.clone(), |left, range| left.without(*range));
        match left {
            Some(ranges) if ranges == *old => Some(Notice::NoRangeHere),
            Some(ranges) => self.run(&Command::SetRanges { id, ranges }, now),
            None => Some(Notice::LastRange),
        }
    }

    /// Takes what is selected from the picked entity, else its range at the cursor.
    pub(super) fn remove_range_here(&mut self, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let Some(id) = self.picked_entity() else { return Some(Notice::PickFirst) };
        if let Some(selected) = self.selected() {
            let notice = self.remove_range(id, selected.as_slice(), now);
            self.deselect(effects);
            return notice;
        }
        let at = self.cursor.at;
        let ranges = &self.project().set().get(id)?.entity()?.ranges;
        let inside = ranges.iter().find(|range| range.contains(at));
        let Some(range) = inside.or_else(|| ranges.iter().find(|range| range.end() == at)) else {
            return Some(Notice::NoRangeHere);
        };
        self.remove_range(id, &[range], now)
    }

    // Marks that lie over each other.

    /// Picks the smallest entity at the cursor; where one of them is picked, the next larger one.
    pub(super) fn next_mark(&mut self) -> Option<Notice> {
        let project = self.project();
        let (text, at) = (project.document.text(), self.cursor.at);
        let around = ByteRange::new(prev_boundary(text, at), next_boundary(text, at));
        let index = project.document.index();
        let entities = project.set().entities_in(index, around);
        let drawn = entities.iter().filter(|found| found.is_live() || self.show_rejected);
        let mut marks: Vec<_> =
            drawn.filter_map(|found| Some((found.entity()?.ranges.len_bytes(), found.id))).collect();
        order::sort(&mut marks);
        marks.dedup();
        let current = self.picked_entity().and_then(|id| marks.iter().position(|(_, other)| *other == id));
        let next = current.map_or(0, |at| (at + 1) % marks.len());
        match marks.get(next) {
            Some(&(_, id)) => {
                self.pick(Picked::Entity(id));
                None
            }
            None => Some(Notice::NoMarkHere),
        }
    }

    // The same text elsewhere.

    pub(super) fn tick_places(&mut self, ticked: bool) -> Option<Notice> {
        let annotation = self.session.project().set().get(self.picked_entity()?)?;
        let places = places(self.session.project(), annotation, &Ticks::default())?;
        let wrong = places.iter().filter(|place| place.is_open() && place.ticked != ticked);
        self.ticks = wrong.map(|place| place.range.start()).collect();
        None
    }

    /// Gives the label of the picked entity to the other places with its text: those that are ticked, or all that were
    /// not rejected. What has another label gets this one. One step to undo.
    pub(super) fn label_occurrences(&mut self, all: bool, now: Millis) -> Option<Notice> {
        let Some(id) = self.picked_entity() else { return Some(Notice::PickFirst) };
        let annotation = self.project().set().get(id)?;
        let entity = annotation.entity()?;
        let label = entity.label.clone();
        let places = places(self.project(), annotation, &self.ticks)?;
        let (mut relabeled, mut labeled) = (Vec::new(), vec![entity.ranges.clone()]);
        for place in
            places.iter().filter(|place| place.can_tick() && (place.ticked || all && place.is_open()))
        {
            match place.state {
                PlaceState::Other { id, .. } => relabeled.push(id),
                _ => labeled.push(Pieces::one(place.range).ok()?),
            }
        }
        let before = self.project().seq();
        let notice = if relabeled.is_empty() {
            None
        } else {
            self.run(&Command::SetLabel { ids: relabeled, label: label.clone() }, now)
        };
        self.joins_next = self.project().seq() > before;
        let notice = notice.or(self.run(&Command::AddEntities { label, places: labeled }, now));
        self.joins_next = false;
        notice
    }
}
