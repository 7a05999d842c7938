//! What a person has decided about texts, whatever the place.

use std::collections::BTreeSet;

use crate::annotation::{Annotation, LabelId, Status};
use crate::project::Project;

/// Texts that were accepted or rejected, each with its label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedTexts {
    /// Accepted in one place or more.
    pub accepted: BTreeSet<(String, LabelId)>,
    /// Rejected and nowhere accepted with this label. What was rejected because a longer entity with the label stands
    /// there is not among them: that says nothing about other places.
    pub rejected: BTreeSet<(String, LabelId)>,
}

/// The texts that a person has decided about so far.
pub fn decided_texts(project: &Project) -> DecidedTexts {
    let mut decided = DecidedTexts::default();
    for annotation in project.set().entities() {
        let Some(entity) = annotation.entity() else { continue };
        let to = match annotation.status {
            Status::Accepted => &mut decided.accepted,
            Status::Rejected if !is_inside_longer(project, annotation) => &mut decided.rejected,
            _ => continue,
        };
        to.insert((project.quote(annotation), entity.label.clone()));
    }
    // One place was rejected, another accepted: the text alone decides nothing.
    decided.rejected.retain(|text| !decided.accepted.contains(text));
    decided
}

/// Whether a live entity with the same label covers it and more.
fn is_inside_longer(project: &Project, annotation: &Annotation) -> bool {
    let ranges = annotation.body.ranges();
    let Some(&first) = ranges.first() else { return false };
    let label = annotation.entity().map(|entity| &entity.label);
    project.set().entities_in(project.document.index(), first).iter().any(|other| {
        other.is_live()
            && other.entity().map(|entity| &entity.label) == label
            && other.body.ranges() != ranges
            && ranges.iter().all(|range| other.body.ranges().iter().any(|outer| outer.covers(*range)))
    })
}
