//! Where the text of an entity stands elsewhere.

use crate::annotation::{Annotation, AnnotationId, LabelId};
use crate::project::Project;
use crate::text::ByteRange;

/// Where a text occurs, besides the one annotation that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// Live entities with the same label and exactly this place, by place.
    pub labeled: Vec<AnnotationId>,
    /// Places without an entity of this label, by place. Rejected places are not among them, nor are those inside or
    /// across a longer entity of the same label: 长安 in 长安分局 is another thing.
    pub free: Vec<ByteRange>,
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
        let has_label = |annotation: &&&std::sync::Arc<Annotation>| {
            annotation.entity().is_some_and(|entity| entity.label == *label)
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
