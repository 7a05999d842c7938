//! What a person or the engine wants.

use std::sync::Arc;

use thiserror::Error;

use super::{Kind, Transaction};
use crate::annotation::{AnnotationId, Author, Body, Evidence, LabelId, LabelSet, Pieces, Role};
use crate::text::{ByteOffset, ByteRange};

/// What a person or the engine wants; [`plan`](super::plan) says what that means for the project.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Label stretches as entities, each on its own; what is labeled the same already is accepted.
    AddEntities {
        /// The label of all of them.
        label: LabelId,
        /// Where each of them is.
        places: Vec<Pieces>,
    },
    /// Add a range to an entity.
    AddRange {
        /// The entity.
        id: AnnotationId,
        /// What to add.
        range: ByteRange,
    },
    /// Give an entity other ranges, as when an edge is moved.
    SetRanges {
        /// The entity.
        id: AnnotationId,
        /// All its ranges.
        ranges: Pieces,
    },
    /// Give entities another label.
    SetLabel {
        /// The entities.
        ids: Vec<AnnotationId>,
        /// Their label.
        label: LabelId,
    },
    /// Say that entities, blocks or articles hold; an article with all its blocks.
    Accept {
        /// Which.
        ids: Vec<AnnotationId>,
    },
    /// Say that entities or articles do not hold. Blocks of a rejected article belong to no article.
    Reject {
        /// Which.
        ids: Vec<AnnotationId>,
    },
    /// Take entities or articles away: what a person made goes, what was proposed is rejected.
    Delete {
        /// Which.
        ids: Vec<AnnotationId>,
    },
    /// Note something on an annotation; an empty text takes the note away.
    SetNote {
        /// Which.
        id: AnnotationId,
        /// The note.
        text: String,
    },
    /// Begin a new article at a position. Inside a block, the block is cut there too.
    CutArticle {
        /// Where.
        at: ByteOffset,
    },
    /// Put the second article behind the first, in reading order, as one article.
    JoinArticles {
        /// The one that stays.
        into: AnnotationId,
        /// The one that is taken up.
        from: AnnotationId,
    },
    /// Move blocks to an article, a new one, or page furniture.
    MoveBlocks {
        /// The blocks.
        blocks: Vec<AnnotationId>,
        /// Where to.
        to: Destination,
    },
    /// Put the parts of an article in another reading order.
    ReorderParts {
        /// The article.
        id: AnnotationId,
        /// For each place in the new order, the number of the part in the old one.
        order: Vec<usize>,
    },
    /// Say what blocks are.
    SetRole {
        /// The blocks.
        blocks: Vec<AnnotationId>,
        /// What they are.
        role: Role,
    },
    /// Say whether a block goes on with the paragraph before it.
    SetContinues {
        /// The block.
        block: AnnotationId,
        /// Whether it does.
        continues: bool,
    },
    /// Give a stretch inside a block a role of its own, or take it away.
    SetInline {
        /// The block.
        block: AnnotationId,
        /// The stretch; what overlaps it is replaced.
        range: ByteRange,
        /// Its role; none takes it away.
        role: Option<Role>,
    },
    /// Add what the engine proposes. What exists, was rejected, or stands in the way of what a person did is left
    /// out; older proposals of articles and blocks that nobody touched make room.
    Propose {
        /// In order; articles before their blocks.
        proposals: Vec<NewProposal>,
    },
    /// The same right after a person went back to before earlier proposals: what stands there undecided makes room
    /// even where an undo refers to it. It is an edit that joins the way back and is undone with it.
    ProposeAnew {
        /// In order; articles before their blocks.
        proposals: Vec<NewProposal>,
    },
    /// Let the other places with the text of decided entities follow: where they were accepted, places without an
    /// entity of the label are proposed; where they were rejected and nowhere accepted, proposals that nobody touched
    /// are rejected too.
    Follow {
        /// The entities; those that are only proposed are passed over.
        ids: Vec<AnnotationId>,
    },
    /// Change the labels. A label that goes must not be in use, unless it is said what its entities become.
    SetLabels {
        /// All labels.
        labels: LabelSet,
        /// For labels that go: the label that their entities get, or none, which takes them away, rejected ones too.
        moved: Vec<(LabelId, Option<LabelId>)>,
    },
    /// Make everything as it was before these transactions, the last ones of the log in order. Text that came in with
    /// them stays, with its plain blocks.
    GoBack {
        /// All that happened since then.
        since: Vec<Arc<Transaction>>,
    },
}

/// Where blocks go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// This article, in the place that text order gives them.
    Article(AnnotationId),
    /// A new article.
    NewArticle,
    /// No article.
    Furniture,
}

/// What the engine proposes, before it has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProposal {
    /// What it says.
    pub body: Body,
    /// Who says it.
    pub author: Author,
    /// How sure, and why.
    pub evidence: Evidence,
}

/// The event of [`Command::GoBack`].
pub const WENT_BACK: &str = "go-back";

impl Command {
    /// The id of what is done, as the log and the history name it.
    pub fn event(&self) -> &'static str {
        match self {
            Self::AddEntities { .. } => "entity.add",
            Self::AddRange { .. } => "entity.add-range",
            Self::SetRanges { .. } => "entity.set-ranges",
            Self::SetLabel { .. } => "entity.set-label",
            Self::Accept { .. } => "accept",
            Self::Reject { .. } => "reject",
            Self::Delete { .. } => "delete",
            Self::SetNote { .. } => "note",
            Self::CutArticle { .. } => "article.cut",
            Self::JoinArticles { .. } => "article.join",
            Self::MoveBlocks { .. } => "block.move",
            Self::ReorderParts { .. } => "article.reorder",
            Self::SetRole { .. } => "block.set-role",
            Self::SetContinues { .. } => "block.set-continues",
            Self::SetInline { .. } => "block.set-inline",
            Self::Propose { .. } | Self::ProposeAnew { .. } => "propose",
            Self::Follow { .. } => "follow",
            Self::SetLabels { .. } => "labels",
            Self::GoBack { .. } => WENT_BACK,
        }
    }

    /// How it stands to undo. `joins_previous`: whether a person's edit is undone together with the one before it.
    pub fn kind(&self, joins_previous: bool) -> Kind {
        match self {
            Self::Propose { .. } => Kind::Insert,
            Self::ProposeAnew { .. } => Kind::Edit { joins_previous: true },
            _ => Kind::Edit { joins_previous },
        }
    }
}

/// Why a command cannot be carried out. The interface has words for each.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It would change nothing.
    #[error("nothing would change")]
    NothingToDo,
    /// There is no such annotation, or it is not of the layer that the command is for.
    #[error("no such annotation: {}", .0.0)]
    NotFound(AnnotationId),
    /// The label is not in the set.
    #[error("unknown label {0}")]
    UnknownLabel(LabelId),
    /// A label that should go is in use.
    #[error("the label {0} is in use")]
    LabelInUse(LabelId),
    /// The stretch is empty, all white space, or not of the text.
    #[error("no text there")]
    NoText,
    /// There is no block at this place.
    #[error("no block there")]
    NoBlock,
    /// An article already begins there.
    #[error("an article begins there already")]
    AlreadyBegins,
    /// An article cannot be joined with itself.
    #[error("an article cannot be joined with itself")]
    SameArticle,
    /// The order does not name each part once.
    #[error("the order does not name each part once")]
    BadOrder,
    /// An entity that says the same exists already.
    #[error("the same entity exists already")]
    Duplicate,
    /// The document is only to be looked at here, because it is open elsewhere.
    #[error("the document is only to be looked at")]
    ReadOnly,
    /// Blocks are neither rejected nor taken away; they have another role or belong elsewhere.
    #[error("a block cannot be rejected or deleted")]
    BlockStays,
    /// What should be taken back does not lead to the present state.
    #[error("these are not the last changes")]
    NotTheLast,
}
