//! Annotations: what is said of which stretch of the text, by whom, and what was decided.

use std::sync::Arc;

mod body;
mod confidence;
mod label;
mod origin;
mod pieces;
mod presets;
mod role;

pub use body::{Article, Block, Body, Entity, Extra, InlineRole, Layer, NormalValue};
pub use confidence::Confidence;
pub use label::{Color, Label, LabelId, LabelSet, LabelSetError};
pub use origin::{Author, Evidence, Origin, Status};
pub use pieces::{Pieces, PiecesError};
pub use presets::Preset;
pub use role::Role;

/// The number of an annotation in its project: dense, never used again.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotationId(pub u32);

impl AnnotationId {
    /// The number as an index into a slice.
    pub const fn idx(self) -> usize {
        self.0 as usize
    }
}

/// Something said of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its number.
    pub id: AnnotationId,
    /// What it says.
    pub body: Body,
    /// What was decided.
    pub status: Status,
    /// Where it came from.
    pub origin: Origin,
    /// What a person noted.
    pub note: Option<Arc<str>>,
    /// What a file said that this version does not know.
    pub extra: Extra,
}

impl Annotation {
    /// Whether it counts: it was not rejected.
    pub fn is_live(&self) -> bool {
        self.status.is_live()
    }

    /// The article, where it is one.
    pub fn article(&self) -> Option<&Article> {
        if let Body::Article(article) = &self.body { Some(article) } else { None }
    }

    /// The block, where it is one.
    pub fn block(&self) -> Option<&Block> {
        if let Body::Block(block) = &self.body { Some(block) } else { None }
    }

    /// The entity, where it is one.
    pub fn entity(&self) -> Option<&Entity> {
        if let Body::Entity(entity) = &self.body { Some(entity) } else { None }
    }
}
