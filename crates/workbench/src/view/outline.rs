//! The articles of a page in page order, with the numbers that they are shown under.

use jianbao_core::annotation::{Pieces, Status};
use jianbao_core::{AnnotationId, Project, order};

/// The live articles in the order in which they begin on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    entries: Vec<OutlineEntry>,
    /// Their places in the list, by id.
    by_id: Vec<(AnnotationId, usize)>,
}

/// An article in the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Which.
    pub id: AnnotationId,
    /// The number it is shown under, from 1.
    pub number: usize,
    /// Its parts in reading order.
    pub parts: Pieces,
    /// What was decided.
    pub status: Status,
}

impl Outline {
    /// The outline of a project as it stands.
    pub fn of(project: &Project) -> Self {
        let entries: Vec<_> = project
            .set()
            .articles()
            .enumerate()
            .filter_map(|(i, annotation)| {
                let parts = annotation.article()?.parts.clone();
                Some(OutlineEntry { id: annotation.id, number: i + 1, parts, status: annotation.status })
            })
            .collect();
        let mut by_id: Vec<_> = entries.iter().enumerate().map(|(i, entry)| (entry.id, i)).collect();
        order::sort_by_key(&mut by_id, |(id, _)| *id);
        Self { entries, by_id }
    }

    /// The articles in page order.
    pub fn entries(&self) -> &[OutlineEntry] {
        &self.entries
    }

    /// The article with this id.
    pub fn get(&self, id: AnnotationId) -> Option<&OutlineEntry> {
        let found = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.entries[self.by_id[found].1])
    }

    /// The article shown under a number.
    pub fn by_number(&self, number: usize) -> Option<&OutlineEntry> {
        self.entries.get(number.checked_sub(1)?)
    }
}
