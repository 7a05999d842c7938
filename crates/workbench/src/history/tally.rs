//! What was done, counted by kind and put into words.

use jianbao_core::Annotation;
use jianbao_core::annotation::{Author, Body, Layer, Status};
use jianbao_core::edit::{Kind, Op, Transaction, WENT_BACK};
use jianbao_core::project::is_by_lines;

use crate::lang::Lang;

/// How an annotation differs from what it was.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A person made it.
    Added,
    /// It was proposed.
    Proposed,
    /// It was accepted.
    Accepted,
    /// It was rejected.
    Rejected,
    /// It is no more.
    Removed,
    /// An entity has another label, a block another role or another relation to the paragraph before.
    Relabeled,
    /// It has other ranges.
    Moved,
    /// What was decided is open again.
    Reopened,
    /// Its note is another one.
    Noted,
}

/// A kind of what was done.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Annotations of a layer changed.
    Of(Layer, Change),
    /// Articles were cut.
    Cut,
    /// Articles were joined.
    Joined,
    /// The set of labels changed.
    Labels,
    /// A page was added.
    Page,
    /// Something was taken back.
    Undone,
    /// Something was done again.
    Redone,
    /// Everything was made as it was at a point.
    WentBack,
}

/// How often each kind occurs, in the order of the kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(Vec<(What, usize)>);

impl Tally {
    /// So many of one kind.
    pub fn of(what: What, n: usize) -> Self {
        Self(vec![(what, n)])
    }

    /// How many of a kind.
    pub fn n(&self, what: What) -> usize {
        self.0.iter().find(|(other, _)| *other == what).map_or(0, |(_, n)| *n)
    }

    /// So many more of a kind.
    pub(super) fn add(&mut self, what: What, n: usize) {
        let place = self.0.partition_point(|(other, _)| *other < what);
        match self.0.get_mut(place) {
            Some((other, count)) if *other == what => *count += n,
            _ => self.0.insert(place, (what, n)),
        }
    }

    /// The counts of another one too.
    pub(super) fn take(&mut self, other: &Self) {
        other.0.iter().for_each(|(what, n)| self.add(*what, *n));
    }

    /// All kinds in words.
    pub fn words(&self, lang: Lang) -> String {
        let words: Vec<_> = self.0.iter().map(|(what, n)| what.text(*n, lang)).collect();
        words.join(" · ")
    }
}

impl What {
    /// In words, for so many.
    pub fn text(self, n: usize, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Of(layer, change) => {
                let (noun, one, many) = match layer {
                    Layer::Article => ("文章", "article", "articles"),
                    Layer::Block => ("段块", "block", "blocks"),
                    Layer::Entity => ("实体", "entity", "entities"),
                };
                let (before, behind, en) = match change {
                    Change::Added => ("新增", "", "added"),
                    Change::Proposed => ("提议", "", "proposed"),
                    Change::Accepted => ("接受", "", "accepted"),
                    Change::Rejected => ("拒绝", "", "rejected"),
                    Change::Removed => ("去掉", "", "removed"),
                    Change::Relabeled if layer == Layer::Entity => ("", "改标签", "relabeled"),
                    Change::Relabeled => ("", "改角色或接续", "with another role or place in a paragraph"),
                    Change::Moved => ("", "改范围", "with other ranges"),
                    Change::Reopened => ("", "重新待定", "open again"),
                    Change::Noted => ("", "改备注", "with another note"),
                };
                let noun_en = if n == 1 { one } else { many };
                return lang.pick(format!("{before}{noun}{behind} {n}"), format!("{n} {noun_en} {en}"));
            }
            Self::Cut => ("切开文章", "cut of an article|cuts of articles"),
            Self::Joined => ("合并文章", "join of articles|joins of articles"),
            Self::Labels => ("改标签集", "change of the labels|changes of the labels"),
            Self::Page => ("加入版面", "page added|pages added"),
            Self::Undone => ("撤销", "undo|undos"),
            Self::Redone => ("重做", "redo|redos"),
            Self::WentBack => ("回到以前", "return to a point|returns to a point"),
        };
        let (one, many) = en.split_once('|').unwrap_or((en, en));
        lang.pick(format!("{zh} {n}"), format!("{n} {}", if n == 1 { one } else { many }))
    }
}

/// How an annotation changed; none where what it says and what was decided are the same.
pub fn change(before: Option<&Annotation>, after: Option<&Annotation>) -> Option<Change> {
    let (before, after) = match (before, after) {
        (None, None) => return None,
        (Some(_), None) => return Some(Change::Removed),
        (None, Some(after)) => {
            return Some(match after.status {
                Status::Rejected => Change::Rejected,
                // A cut leaves what it makes as undecided as the whole was.
                Status::Proposed if after.origin.author != Author::Person => Change::Proposed,
                _ => Change::Added,
            });
        }
        (Some(before), Some(after)) => (before, after),
    };
    if before.status != after.status && !after.is_live() {
        return Some(Change::Rejected);
    }
    if !before.body.says_same(&after.body) {
        let relabeled = match (&before.body, &after.body) {
            (Body::Entity(before), Body::Entity(after)) => before.label != after.label,
            (Body::Block(before), Body::Block(after)) => before.range == after.range,
            _ => false,
        };
        return Some(if relabeled { Change::Relabeled } else { Change::Moved });
    }
    match after.status {
        Status::Accepted if before.status != Status::Accepted => Some(Change::Accepted),
        Status::Proposed if before.status != Status::Proposed => Some(Change::Reopened),
        _ => (before.note != after.note).then_some(Change::Noted),
    }
}

/// What a transaction did: what a person asked for where that has a word of its own, else what changed.
pub fn tally(transaction: &Transaction) -> Tally {
    let whole = match (transaction.meta.kind, &*transaction.meta.event) {
        (Kind::Undo, _) => Some(What::Undone),
        (Kind::Redo, _) => Some(What::Redone),
        (_, WENT_BACK) => Some(What::WentBack),
        (_, "article.cut") => Some(What::Cut),
        (_, "article.join") => Some(What::Joined),
        _ => None,
    };
    if let Some(what) = whole {
        return Tally::of(what, 1);
    }
    let mut tally = Tally::default();
    for op in &transaction.ops {
        match op {
            Op::Labels { .. } => tally.add(What::Labels, 1),
            Op::Put { before: None, after: Some(block), .. }
                if transaction.meta.kind == Kind::Insert && is_by_lines(block) =>
            {
                tally = Tally::of(What::Page, 1);
            }
            Op::Put { before, after, .. } => {
                let layer = after.as_ref().or(before.as_ref()).map(|found| found.body.layer());
                if let Some((layer, change)) = layer.zip(change(before.as_deref(), after.as_deref())) {
                    tally.add(What::Of(layer, change), 1);
                }
            }
        }
    }
    tally
}
