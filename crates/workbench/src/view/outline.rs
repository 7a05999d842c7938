//! The articles of a page in page order, with the numbers that they are shown under.

use std::collections::HashMap;

use jianbao_core::annotation::Status;
use jianbao_core::{AnnotationId, ByteRange, Project};

/// The live articles in the order in which they begin on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    entries: Vec<OutlineEntry>,
    by_id: HashMap<AnnotationId, usize>,
}

/// An article in the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Which.
    pub id: AnnotationId,
    /// The number it is shown under, from 1.
    pub number: usize,
    /// Its parts in reading order.
    pub parts: Vec<ByteRange>,
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
                let parts = annotation.article()?.parts.as_slice().to_vec();
                Some(OutlineEntry { id: annotation.id, number: i + 1, parts, status: annotation.status })
            })
            .collect();
        let by_id = entries.iter().enumerate().map(|(i, entry)| (entry.id, i)).collect();
        Self { entries, by_id }
    }

    /// The articles in page order.
    pub fn entries(&self) -> &[OutlineEntry] {
        &self.entries
    }

    /// The article with this id.
    pub fn get(&self, id: AnnotationId) -> Option<&OutlineEntry> {
        self.by_id.get(&id).map(|&i| &self.entries[i])
    }

    /// The article shown under a number.
    pub fn by_number(&self, number: usize) -> Option<&OutlineEntry> {
        self.entries.get(number.checked_sub(1)?)
    }
}
