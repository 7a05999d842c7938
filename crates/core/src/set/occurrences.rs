//! Where the text of an entity stands elsewhere.

use std::sync::Arc;

use crate::annotation::{Annotation, AnnotationId, LabelId, Status};
use crate::project::Project;
use crate::text::ByteRange;

/// Where a text occurs, besides the one annotation that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// Live entities with the same label and exactly this place, by place.
    pub labeled: Vec<AnnotationId>,
    /// Places without an entity of this label, by place. Rejected places are not among them, nor are those inside or
    /// across a longer entity of the same label: 长安 in 长安分局 is another thing. A shorter one inside, which is
    /// only proposed, counts for nothing: its edges are most likely wrong.
    pub free: Vec<ByteRange>,
}

/// Whether an entity is a mere proposal that lies inside a place without being all of it.
pub(crate) fn is_outdone(annotation: &Annotation, place: ByteRange) -> bool {
    let ranges = annotation.body.ranges();
    annotation.status == Status::Proposed
        && ranges != [place]
        && ranges.iter().all(|range| place.covers(*range))
}

/// The other places of `quote` in the document, leftmost first, not overlapping; `id` is left out.
pub fn occurrences(project: &Project, id: AnnotationId, label: &LabelId, quote: &str) -> Occurrences {
    let mut found = Occurrences::default();
    if quote.trim().is_empty() {
        return found;
    }
    let index = project.document.index();
    for (at, _) in project.document.text().match_indices(quote) {
        let place = ByteRange::at(at, at + quote.len());
        let there = project.set().entities_in(index, place);
        let has_label = |annotation: &&&Arc<Annotation>| {
            annotation.entity().is_some_and(|entity| entity.label == *label) && !is_outdone(annotation, place)
        };
        let mut over = there.iter().filter(has_label).peekable();
        if over.peek().is_none() {
            found.free.push(place);
        }
        let exact = over.find(|annotation| annotation.body.ranges() == [place]);
        found.labeled.extend(exact.filter(|exact| exact.id != id && exact.is_live()).map(|exact| exact.id));
    }
    found
}
