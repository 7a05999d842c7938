//! A document with everything that was said of it.

use std::sync::Arc;

use crate::annotation::{
    Annotation, AnnotationId, Author, Block, Body, Evidence, Extra, LabelId, LabelSet, Role,
};
use crate::edit::{ApplyError, History, NewProposal};
use crate::set::AnnotationSet;
use crate::text::{ByteRange, Document, IngestReport, plain_blocks};

/// What is known of a document besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentInfo {
    /// Its id in files.
    pub id: Box<str>,
    /// The name of the file that it came from, or one that a person gave.
    pub name: Box<str>,
    /// The encoding that it was read from, as the WHATWG Encoding Standard names it, when it came as bytes.
    pub encoding: Option<Box<str>>,
    /// What ingest changed.
    pub ingest: IngestReport,
    /// Facts about the source that the project keeps and does not read, as the text of a JSON object.
    pub meta: Extra,
    /// Fields of its file that this version does not know, as the text of a JSON object.
    pub extra: Extra,
    /// Fields at the top of its file that this version does not know, as the text of a JSON object.
    pub file_extra: Extra,
}

/// The part of the engine that makes plain blocks of lines.
const LINES: &str = "lines";

/// Whether an annotation came in with the text, as one of its plain blocks.
pub fn is_by_lines(annotation: &Annotation) -> bool {
    matches!(&annotation.origin.author, Author::Engine(part) if **part == *LINES)
}

/// A document with its labels, its annotations, and what can be undone.
///
/// It changes only by [`apply`](crate::edit::apply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The text.
    pub document: Document,
    /// What else is known of it.
    pub info: DocumentInfo,
    pub(crate) labels: Arc<LabelSet>,
    pub(crate) set: AnnotationSet,
    pub(crate) history: History,
    /// How many transactions were applied: the number of the next log entry.
    pub(crate) seq: u64,
}

impl Project {
    /// A project without annotations.
    pub fn new(document: Document, info: DocumentInfo, labels: LabelSet) -> Self {
        let set = AnnotationSet::new(document.index());
        Self { document, info, labels: Arc::new(labels), set, history: History::default(), seq: 0 }
    }

    /// A project with annotations as a file or a snapshot holds them, under the numbers that they carry.
    ///
    /// # Errors
    /// When a range is not of the text, or two annotations have the same number.
    pub fn with_annotations(
        document: Document,
        info: DocumentInfo,
        labels: LabelSet,
        annotations: impl IntoIterator<Item = Annotation>,
    ) -> Result<Self, ApplyError> {
        let mut project = Self::new(document, info, labels);
        for annotation in annotations {
            let id = annotation.id;
            if project.set.get(id).is_some() {
                return Err(ApplyError::Changed { id });
            }
            project.holds(&annotation)?;
            project.set.put(project.document.index(), id, Some(Arc::new(annotation)));
        }
        Ok(project)
    }

    /// The same project on a longer text that begins with this one, as when a page is added. Every offset and all
    /// that can be undone hold as they are.
    ///
    /// # Errors
    /// [`ApplyError::OutsideText`] when the text does not begin with this one.
    pub fn extended(&self, document: Document) -> Result<Self, ApplyError> {
        if !document.text().starts_with(self.document.text()) {
            return Err(ApplyError::OutsideText { id: AnnotationId(0) });
        }
        let labels = LabelSet::clone(&self.labels);
        let annotations = self.set.iter().map(|annotation| (**annotation).clone());
        let mut project = Self::with_annotations(document, self.info.clone(), labels, annotations)?;
        project.set.reserve_below(self.set.next_id());
        project.history = self.history.clone();
        project.seq = self.seq;
        Ok(project)
    }

    /// The plain blocks of the text as proposals: what a project starts with before the engine has said anything,
    /// so that all can be done by hand.
    pub fn plain_blocks(&self) -> Vec<NewProposal> {
        let plain = |range| NewProposal {
            body: Body::Block(Block::plain(range)),
            author: Author::Engine(LINES.into()),
            evidence: Evidence::default(),
        };
        plain_blocks(self.document.text()).map(plain).collect()
    }

    /// The labels.
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// The labels, shared.
    pub fn shared_labels(&self) -> Arc<LabelSet> {
        Arc::clone(&self.labels)
    }

    /// The annotations.
    pub fn set(&self) -> &AnnotationSet {
        &self.set
    }

    /// What can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How many transactions were applied.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The text of an annotation: its stretches in reading order, joined without what lies between.
    pub fn quote(&self, annotation: &Annotation) -> String {
        annotation.body.ranges().iter().map(|range| self.document.slice(*range)).collect()
    }

    /// The title of an article: its headlines joined; none where it has none.
    pub fn title(&self, article: AnnotationId) -> Option<String> {
        let blocks = self.set.blocks_of(article);
        let headlines =
            blocks.iter().filter_map(|found| found.block()).filter(|block| block.role == Role::Headline);
        let lines: Vec<_> = headlines.map(|block| self.document.slice(block.range)).collect();
        (!lines.is_empty()).then(|| lines.join(""))
    }

    /// Whether every stretch of the annotation is of the text.
    pub(crate) fn holds(&self, annotation: &Annotation) -> Result<(), ApplyError> {
        let id = annotation.id;
        let inside = |range: &ByteRange| !range.is_empty() && self.document.holds(*range);
        let mut fits = annotation.body.ranges().iter().all(inside);
        if let Body::Block(block) = &annotation.body {
            fits &=
                block.inline.iter().all(|inline| inside(&inline.range) && block.range.covers(inline.range));
            fits &= block.inline.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
        }
        if fits { Ok(()) } else { Err(ApplyError::OutsideText { id }) }
    }

    /// Every breach of the rules that hold between annotations. A project that only ever changed by planned
    /// commands has none; a file from elsewhere may.
    pub fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut last: Option<(ByteRange, AnnotationId)> = None;
        for (part, id) in self.set.parts_in(self.document.range()) {
            if let Some((before, other)) = last.filter(|(before, _)| before.overlaps(part)) {
                found.push(Violation::ArticlesOverlap {
                    ids: [other, id],
                    at: part.intersection(before).unwrap_or(part),
                });
            }
            last = Some((part, id));
        }
        let mut last: Option<(ByteRange, AnnotationId)> = None;
        for annotation in self.set.blocks() {
            let Some(block) = annotation.block() else { continue };
            let (range, id) = (block.range, annotation.id);
            if let Some((before, other)) = last.filter(|(before, _)| before.overlaps(range)) {
                found.push(Violation::BlocksOverlap {
                    ids: [other, id],
                    at: range.intersection(before).unwrap_or(range),
                });
            }
            if let Some((part, article)) = self.set.parts_in(range).find(|(part, _)| !part.covers(range)) {
                found.push(Violation::BlockAcrossPart {
                    block: id,
                    article,
                    at: part.intersection(range).unwrap_or(range),
                });
            }
            last = Some((range, id));
        }
        for annotation in self.set.entities() {
            let Some(entity) = annotation.entity() else { continue };
            if self.labels.get(&entity.label).is_none() {
                found.push(Violation::UnknownLabel { id: annotation.id, label: entity.label.clone() });
            }
            if let Some(target) = entity.alias_of
                && self.set.get(target).and_then(|found| found.entity()).is_none()
            {
                found.push(Violation::NoAliasTarget { id: annotation.id, target });
            }
        }
        found
    }
}

/// A breach of a rule that holds between annotations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// Two live articles share text.
    #[error("two articles share bytes {at:?}")]
    ArticlesOverlap {
        /// The two.
        ids: [AnnotationId; 2],
        /// What they share.
        at: ByteRange,
    },
    /// Two live blocks share text.
    #[error("two blocks share bytes {at:?}")]
    BlocksOverlap {
        /// The two.
        ids: [AnnotationId; 2],
        /// What they share.
        at: ByteRange,
    },
    /// A block lies partly inside a part of an article.
    #[error("a block is cut by the edge of an article at bytes {at:?}")]
    BlockAcrossPart {
        /// The block.
        block: AnnotationId,
        /// The article.
        article: AnnotationId,
        /// What they share.
        at: ByteRange,
    },
    /// An entity has a label that is not in the set.
    #[error("an entity has the unknown label {label}")]
    UnknownLabel {
        /// The entity.
        id: AnnotationId,
        /// Its label.
        label: LabelId,
    },
    /// An entity is the short form of something that is no entity.
    #[error("an entity is a short form of what is no entity")]
    NoAliasTarget {
        /// The entity.
        id: AnnotationId,
        /// What it names.
        target: AnnotationId,
    },
}
