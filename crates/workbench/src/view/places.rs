//! The other places with the text of an entity, as a list to tick.

use std::collections::BTreeSet;

use jianbao_core::annotation::{Annotation, Status};
use jianbao_core::order;
use jianbao_core::set::occurrences;
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, LabelId, Project};

/// Characters of the text that are shown before a place: few, so that the place is seen in a narrow column.
const BEFORE_CHARS: usize = 6;
/// And behind it.
const BEHIND_CHARS: usize = 10;

/// A place with the text of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub range: ByteRange,
    /// What is there.
    pub state: PlaceState,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// What is at a place with the text of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceState {
    /// No entity with the label.
    Free,
    /// The same is proposed.
    Proposed,
    /// The same was accepted.
    Accepted,
    /// The same was rejected: it stays so unless a person ticks it.
    Rejected,
    /// An entity with another label.
    Other {
        /// Which.
        id: AnnotationId,
        /// Its label.
        label: LabelId,
        /// What was decided.
        status: Status,
    },
}

impl Place {
    /// Whether there is anything to do.
    pub fn can_tick(&self) -> bool {
        self.state != PlaceState::Accepted
    }

    /// Whether *all places* means it.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, PlaceState::Accepted | PlaceState::Rejected)
    }

    /// The text before it and the text behind it, in its line.
    pub fn context<'a>(&self, project: &'a Project) -> (&'a str, &'a str) {
        let text = project.document.text();
        let (before, behind) = (&text[..self.range.start().idx()], &text[self.range.end().idx()..]);
        let from = before.char_indices().rev().take_while(|(_, c)| *c != '\n').take(BEFORE_CHARS).last();
        let to = behind.char_indices().take_while(|(_, c)| *c != '\n').take(BEHIND_CHARS).last();
        let to = to.map_or(0, |(at, c)| at + c.len_utf8());
        (from.map_or("", |(at, _)| &before[at..]), &behind[..to])
    }
}

/// Which places a person ticked otherwise than they were. Everything is ticked at first but what a person rejected or
/// gave another label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticks(BTreeSet<ByteOffset>);

impl Ticks {
    /// Ticks the place that begins here, or takes its tick away.
    pub fn toggle(&mut self, at: ByteOffset) {
        if !self.0.remove(&at) {
            self.0.insert(at);
        }
    }
}

impl FromIterator<ByteOffset> for Ticks {
    fn from_iter<I: IntoIterator<Item = ByteOffset>>(places: I) -> Self {
        Self(places.into_iter().collect())
    }
}

/// The other places with the text of an entity, in the order of the text; none for what is no entity. Places inside a
/// longer entity of its label are left out.
pub fn places(project: &Project, annotation: &Annotation, ticks: &Ticks) -> Option<Vec<Place>> {
    let entity = annotation.entity()?;
    let set = project.set();
    let quote = project.quote(annotation);
    let found = occurrences(project, annotation.id, &entity.label, &quote);
    let labeled = found.labeled.iter().filter_map(|&id| {
        let found = set.get(id)?;
        let accepted = found.status == Status::Accepted;
        let state = if accepted { PlaceState::Accepted } else { PlaceState::Proposed };
        Some((*found.body.ranges().first()?, state))
    });
    let free = found.free.iter().map(|&range| {
        let there = set.entities_in(project.document.index(), range);
        let exact = there.iter().find(|found| found.is_live() && found.body.ranges() == [range]);
        let other = exact.and_then(|found| Some((found, found.entity()?)));
        let state = other.map_or(PlaceState::Free, |(found, entity)| PlaceState::Other {
            id: found.id,
            label: entity.label.clone(),
            status: found.status,
        });
        (range, state)
    });
    let rejected = set.entities().filter_map(|found| match found.body.ranges() {
        [range] if found.status == Status::Rejected && found.entity()?.label == entity.label => {
            (project.document.slice(*range) == quote).then_some((*range, PlaceState::Rejected))
        }
        _ => None,
    });
    let mut places: Vec<_> = labeled
        .chain(free)
        .chain(rejected)
        .filter(|(range, _)| entity.ranges.as_slice() != [*range])
        .map(|(range, state)| {
            let at_first =
                !matches!(state, PlaceState::Rejected | PlaceState::Other { status: Status::Accepted, .. });
            Place { range, state, ticked: at_first != ticks.0.contains(&range.start()) }
        })
        .collect();
    order::sort_by_key(&mut places, |place| place.range);
    Some(places)
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::marked;

    use super::*;

    fn show(source: &str, ticks: &[u32]) -> Vec<String> {
        let project = marked(source).project;
        let first = project.set().entities().next().unwrap();
        let ticks = ticks.iter().copied().map(ByteOffset).collect();
        let show = |place: &Place| {
            let state = match &place.state {
                PlaceState::Free => "free".to_owned(),
                PlaceState::Proposed => "proposed".to_owned(),
                PlaceState::Accepted => "accepted".to_owned(),
                PlaceState::Rejected => "rejected".to_owned(),
                PlaceState::Other { label, .. } => label.to_string(),
            };
            let (before, behind) = place.context(&project);
            format!("{}{before}〔{state}〕{behind}", if place.ticked { "✓" } else { "" })
        };
        places(&project, first, &ticks).unwrap().iter().map(show).collect()
    }

    #[test]
    fn places_have_their_state_and_context() {
        let source = "⟦LOC:长安⟧𠮷\n，长安e\u{301}\n⟦~LOC:长安⟧⟦?LOC:长安⟧⟦PER:长安⟧⟦LOC:长安⟧⟦LOC:长安区⟧";
        assert_eq!(
            show(source, &[]),
            [
                "✓，〔free〕e\u{301}",
                "〔rejected〕长安长安长安长安区",
                "✓长安〔proposed〕长安长安长安区",
                "长安长安〔PER〕长安长安区",
                "✓长安长安长安〔accepted〕长安区"
            ]
        );
    }

    #[test]
    fn a_tick_is_taken_away_and_set() {
        assert_eq!(
            show("⟦LOC:长安⟧，长安，⟦PER:长安⟧", &[9, 18])[..],
            ["长安，〔free〕，长安", "✓长安，长安，〔PER〕"]
        );
    }
}
