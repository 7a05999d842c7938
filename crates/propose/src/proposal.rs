//! What the detectors say, before anybody has decided anything.

use std::borrow::Cow;

use jianbao_core::{ByteRange, Confidence, Role};

/// Why something was proposed: an id of the catalogue in [`crate::reasons`], with an argument
/// after a colon where the reason has one (`jump-page:3`).
pub type Reason = Cow<'static, str>;

/// How sure a detector is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Calibrated: of what is said at 0.9, nine in ten are right.
    pub confidence: Confidence,
    /// The strongest reasons first; never empty.
    pub reasons: Vec<Reason>,
}

/// One thing that a detector proposes. Numbers of articles and entities count the proposals of
/// that kind in one job, from 0, in the order in which they were given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// An article; comes before its blocks.
    Article(ArticleProposal),
    /// A block and its role.
    Block(BlockProposal),
    /// A name, a time, an amount.
    Entity(EntityProposal),
}

/// An article, as stretches of the page in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleProposal {
    /// In reading order, each on block edges, disjoint, also from the parts of other articles.
    pub parts: Vec<ByteRange>,
    /// That these parts and no others are one article.
    pub evidence: Evidence,
}

/// A block: non-blank text on one line, or a part of a longer line, trimmed of white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockProposal {
    /// Where it is. The blocks of a job are disjoint and come in text order.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
    /// The number of its article; none for page furniture.
    pub article: Option<u32>,
    /// Whether it goes on with the paragraph of the block before it in its article's reading order.
    pub continues: bool,
    /// Stretches inside it that have a role of their own, in text order, disjoint.
    pub inline: Vec<InlineRole>,
    /// That the role is right.
    pub evidence: Evidence,
    /// That its relation to the block before it in reading order (begins an article, follows,
    /// continues a paragraph, resumes after an interruption) is right.
    pub link: Evidence,
}

/// A stretch inside a block with a role of its own, such as a dateline before the first sentence.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct InlineRole {
    /// Where it is; inside its block.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
}

/// A name, a time, an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityProposal {
    /// The id of its label, such as `PER`.
    pub label: Cow<'static, str>,
    /// One stretch, or several where a line or column break cuts it. In reading order, disjoint, none empty.
    pub ranges: Vec<ByteRange>,
    /// That both stretch and label are right.
    pub evidence: Evidence,
    /// What it stands for, in a normal form.
    pub value: Option<NormalValue>,
    /// The number of the entity of which this is a short form.
    pub alias_of: Option<u32>,
    /// Whether it lies inside a longer entity of the same job.
    pub nested: bool,
}

/// The normal form of a time or an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalValue {
    /// ISO 8601 for a time (also `2021-08`, `2021-Q2`, an interval `a/b`, or a duration such as
    /// `P3Y2M`), a decimal number for an amount, `a/b` for a range of amounts.
    pub value: String,
    /// The unit of an amount: ISO 4217 for money, `%` for a percentage, else the measure as written.
    pub unit: Option<String>,
}
