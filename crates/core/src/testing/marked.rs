//! Entities written into the text that they mark, so that a test reads like the document.
//!
//! `⟦PER:王小明⟧` is an accepted entity, `⟦?PER:王小明⟧` a proposed one, `⟦~PER:王小明⟧` a rejected one; they nest.
//! `|` is the cursor.

use crate::annotation::{
    Annotation, AnnotationId, Author, Body, Entity, Evidence, LabelId, LabelSet, Origin, Pieces, Status,
};
use crate::project::{DocumentInfo, Project};
use crate::text::{ByteOffset, ByteRange, Document};

/// What a text with marks stands for.
pub struct Marked {
    /// The project, with its entities and without blocks or articles.
    pub project: Project,
    /// Where the cursor was.
    pub cursor: Option<ByteOffset>,
}

/// Reads a text with marks.
///
/// # Panics
/// If the marks are not well formed or the text is not clean; it is a test that is wrong then.
pub fn marked(source: &str) -> Marked {
    let mut text = String::new();
    let mut cursor = None;
    let mut open: Vec<(usize, Status, LabelId)> = Vec::new();
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '|' => cursor = Some(ByteOffset::at(text.len())),
            '⟦' => {
                let (head, tail) = rest.split_once(':').expect("a mark has a label and a colon");
                let (status, label) = match head.chars().next() {
                    Some('?') => (Status::Proposed, &head[1..]),
                    Some('~') => (Status::Rejected, &head[1..]),
                    _ => (Status::Accepted, head),
                };
                open.push((text.len(), status, LabelId::new(label)));
                rest = tail;
            }
            '⟧' => {
                let (start, status, label) = open.pop().expect("a mark that is closed was opened");
                found.push((ByteRange::at(start, text.len()), status, label));
            }
            _ => text.push(c),
        }
    }
    assert!(open.is_empty(), "a mark is not closed");
    found.sort_by_key(|&(range, ..)| (range.start(), std::cmp::Reverse(range.end())));

    let (document, report) = Document::ingest(&text).expect("a short text");
    assert!(report.is_clean(), "the text of a fixture is clean");
    let annotations = found.into_iter().zip(0..).map(|((range, status, label), id)| {
        let author =
            if status == Status::Accepted { Author::Person } else { Author::Engine("entities".into()) };
        Annotation {
            id: AnnotationId(id),
            body: Body::Entity(Entity::new(label, Pieces::one(range).expect("a mark holds text"))),
            status,
            origin: Origin { author, evidence: Evidence::default(), corrected_from: None },
            note: None,
            extra: None,
        }
    });
    let project =
        Project::with_annotations(document, DocumentInfo::default(), LabelSet::newspaper(), annotations)
            .expect("marks are of the text");
    Marked { project, cursor }
}

/// Writes the entities of a project into its text, as [`marked`] reads them. Each range of an entity with several
/// is a mark of its own.
pub fn show(project: &Project, cursor: Option<ByteOffset>) -> String {
    let text = project.document.text();
    // At one place marks close before others open; the longer opens first and closes last.
    let mut edges: Vec<(u32, i64, String)> = Vec::new();
    for annotation in project.set().entities() {
        let Some(entity) = annotation.entity() else { continue };
        let sign = match annotation.status {
            Status::Accepted => "",
            Status::Proposed => "?",
            Status::Rejected => "~",
        };
        for range in entity.ranges.iter() {
            let len = i64::from(range.len_bytes());
            edges.push((range.start().0, 1 << 40 | ((1 << 32) - len), format!("⟦{sign}{}:", entity.label)));
            edges.push((range.end().0, len, "⟧".to_owned()));
        }
    }
    edges.extend(cursor.map(|at| (at.0, 1 << 39, "|".to_owned())));
    edges.sort();
    let mut out = String::new();
    let mut from = 0;
    for (at, _, mark) in edges {
        out.push_str(&text[from..at as usize]);
        out.push_str(&mark);
        from = at as usize;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_shown() {
        for source in ["", "⟦PER:王小明⟧在⟦?ORG:⟦LOC:光明⟧报社⟧工作。|", "|⟦~PER:𠮷⟧⟦PER:👩‍👩‍👧⟧e\u{301}"]
        {
            let Marked { project, cursor } = marked(source);
            assert_eq!(show(&project, cursor), source);
        }
    }
}
