//! What a format cannot hold.

use std::collections::BTreeMap;

/// What is left out or changed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LossKind {
    /// Rejected items are only in the project's own file.
    Rejected,
    /// Proposals were not asked for.
    Proposed,
    /// An entity lies outside every article, and articles were asked for.
    OutsideArticles,
    /// Entities are not kept.
    Entities,
    /// Entities of white space alone are left out.
    Blank,
    /// Entities of several ranges become one over white space, or one for each range.
    Discontiguous,
    /// An edge inside a grapheme cluster was moved out of it.
    Cluster,
    /// An entity gives way to one that it overlaps.
    Overlap,
    /// Which stretches make one article is not kept.
    Articles,
    /// Roles of blocks, and inline roles, are not kept.
    Roles,
    /// Whether something is proposed or accepted is not kept.
    Status,
    /// Confidences and reasons are not kept.
    Confidence,
    /// Notes are not kept.
    Notes,
    /// Normal forms and short forms are not kept.
    Values,
    /// White space and line ends are not kept.
    WhiteSpace,
    /// A label is written with other characters.
    Label,
}

impl LossKind {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Rejected,
        Self::Proposed,
        Self::OutsideArticles,
        Self::Entities,
        Self::Blank,
        Self::Discontiguous,
        Self::Cluster,
        Self::Overlap,
        Self::Articles,
        Self::Roles,
        Self::Status,
        Self::Confidence,
        Self::Notes,
        Self::Values,
        Self::WhiteSpace,
        Self::Label,
    ];

    /// A fixed id, for which the interface has words.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Proposed => "proposed",
            Self::OutsideArticles => "outside-articles",
            Self::Entities => "entities",
            Self::Blank => "blank",
            Self::Discontiguous => "discontiguous",
            Self::Cluster => "cluster",
            Self::Overlap => "overlap",
            Self::Articles => "articles",
            Self::Roles => "roles",
            Self::Status => "status",
            Self::Confidence => "confidence",
            Self::Notes => "notes",
            Self::Values => "values",
            Self::WhiteSpace => "white-space",
            Self::Label => "label",
        }
    }

    /// What it means, in English.
    pub fn text(self) -> &'static str {
        match self {
            Self::Rejected => "rejected items are left out",
            Self::Proposed => "proposals are left out",
            Self::OutsideArticles => "entities outside the articles are left out",
            Self::Entities => "entities are left out",
            Self::Blank => "entities of white space alone are left out",
            Self::Discontiguous => "entities of several ranges are written as one over a break, or in pieces",
            Self::Cluster => "edges inside a grapheme cluster are moved out of it",
            Self::Overlap => "entities that overlap others are left out",
            Self::Articles => "articles are not kept",
            Self::Roles => "roles of blocks are not kept",
            Self::Status => "whether something is proposed or accepted is not kept",
            Self::Confidence => "confidences and reasons are not kept",
            Self::Notes => "notes are not kept",
            Self::Values => "normal forms and short forms are not kept",
            Self::WhiteSpace => "white space and line ends are not kept",
            Self::Label => "labels are written with other characters",
        }
    }
}

/// One kind of loss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// How many items it touches.
    pub count: usize,
    /// The documents and ids of the first of them, as `DOCUMENT#ID`.
    pub items: Vec<String>,
}

/// What a format cannot hold of projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    /// By kind.
    pub losses: BTreeMap<LossKind, Loss>,
}

/// How many items of a kind are named.
const MAX_ITEMS: usize = 1000;

impl LossReport {
    /// Whether nothing is lost.
    pub fn is_empty(&self) -> bool {
        self.losses.is_empty()
    }

    /// Whether this kind is among the losses.
    pub fn has(&self, kind: LossKind) -> bool {
        self.losses.contains_key(&kind)
    }

    pub(crate) fn add(&mut self, kind: LossKind, document: &str, id: &str) {
        let loss = self.losses.entry(kind).or_default();
        loss.count += 1;
        if loss.items.len() < MAX_ITEMS {
            loss.items.push(format!("{document}#{id}"));
        }
    }

    /// These and others.
    pub fn merge(&mut self, other: Self) {
        for (kind, loss) in other.losses {
            let into = self.losses.entry(kind).or_default();
            into.count += loss.count;
            let room = MAX_ITEMS - into.items.len().min(MAX_ITEMS);
            into.items.extend(loss.items.into_iter().take(room));
        }
    }
}
