//! What an annotation says, by layer.

use std::sync::Arc;

use super::{AnnotationId, Evidence, LabelId, Pieces, Role};
use crate::text::{ByteOffset, ByteRange};

/// The three layers of annotation.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Which stretches make one article.
    Article,
    /// What each block is.
    Block,
    /// Names, times, amounts.
    Entity,
}

/// What an annotation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// An article.
    Article(Article),
    /// A block.
    Block(Block),
    /// An entity.
    Entity(Entity),
}

/// An article: its parts in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Parts of different live articles never overlap.
    pub parts: Pieces,
}

/// A block: non-blank text on one line, or a part of a longer line, trimmed of white space.
///
/// Live blocks never overlap. A block belongs to the live article of which a part covers it;
/// one that belongs to none is page furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it is; never empty.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
    /// Whether it goes on with the paragraph of the block before it in its article's reading order.
    pub continues: bool,
    /// Stretches with a role of their own, in text order, disjoint, inside `range`, none empty.
    pub inline: Vec<InlineRole>,
    /// How sure the engine is of the block's relation to the block before it in reading order.
    pub link: Option<Evidence>,
}

/// A stretch inside a block with a role of its own, such as a dateline before the first sentence.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct InlineRole {
    /// Where it is.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
}

/// An entity: a name, a time, an amount. Entities may nest and overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub label: LabelId,
    /// One range, or several where a line or column break cuts it.
    pub ranges: Pieces,
    /// What it stands for, in a normal form.
    pub value: Option<NormalValue>,
    /// The entity of which this is a short form.
    pub alias_of: Option<AnnotationId>,
}

/// The normal form of a time or an amount.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NormalValue {
    /// ISO 8601 for a time, a decimal number for an amount.
    pub value: Box<str>,
    /// The unit of an amount.
    pub unit: Option<Box<str>>,
}

impl Block {
    /// A block about which nothing is known but where it is.
    pub fn plain(range: ByteRange) -> Self {
        Self { range, role: Role::Body, continues: false, inline: Vec::new(), link: None }
    }
}

impl Entity {
    /// An entity with nothing but its label and its ranges.
    pub fn new(label: LabelId, ranges: Pieces) -> Self {
        Self { label, ranges, value: None, alias_of: None }
    }
}

impl Body {
    /// Its layer.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Article(_) => Layer::Article,
            Self::Block(_) => Layer::Block,
            Self::Entity(_) => Layer::Entity,
        }
    }

    /// The stretches that it covers, in reading order.
    pub fn ranges(&self) -> &[ByteRange] {
        match self {
            Self::Article(article) => article.parts.as_slice(),
            Self::Block(block) => std::slice::from_ref(&block.range),
            Self::Entity(entity) => entity.ranges.as_slice(),
        }
    }

    /// Its first byte in text order.
    pub fn start(&self) -> ByteOffset {
        self.ranges().iter().map(|range| range.start()).min().unwrap_or_default()
    }

    /// Whether it says the same, whatever the evidence: the same layer, stretches, and label or role.
    pub fn says_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Article(a), Self::Article(b)) => a.parts == b.parts,
            (Self::Block(a), Self::Block(b)) => {
                a.range == b.range && a.role == b.role && a.continues == b.continues && a.inline == b.inline
            }
            (Self::Entity(a), Self::Entity(b)) => a.label == b.label && a.ranges == b.ranges,
            _ => false,
        }
    }
}

/// Fields of a file that this version does not know, as the text of a JSON object; kept so that they
/// survive a round trip.
pub type Extra = Option<Arc<str>>;
