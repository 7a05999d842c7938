//! The history of a document: what was done when, what changed since a point, and the way back to it.
//!
//! The log of what was done before the document was opened is in the store and read from its end, as far as it is
//! looked at.

mod tally;
mod timeline;

use std::sync::Arc;

use jianbao_core::annotation::{Body, Layer};
use jianbao_core::edit::{Net, Transaction};
use jianbao_core::log::Entry;
use jianbao_core::{Annotation, AnnotationId, ByteOffset, Project};
use jianbao_formats::stored::PointRecord;

use self::timeline::{Step, periods, single};
use crate::actions::role_name;
use crate::exchange::short_quote;
use crate::lang::Lang;

pub use self::tally::{Change, Tally, What, change, tally};
pub use self::timeline::Period;

/// How many actions are read from the store in one go.
const READ_STEP: u64 = 1000;

/// How many periods the timeline shows at first and with every further step.
const LIST_STEP: usize = 40;

/// How many places of one kind of change are listed.
pub const MAX_ITEMS: usize = 200;

/// Points of a document that were named or exported, each with how many actions come before it; in that order.
pub type Points = Vec<(u64, PointRecord)>;

/// What a person does in the history. Points are told by how many actions come before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryMsg {
    /// Show older periods.
    More,
    /// Show the single actions of the period that ends here, or no longer.
    Unfold(u64),
    /// The name of this point is to be written, or no longer.
    Edit(Option<u64>),
    /// Give a point a name; an empty one takes it away.
    Name(u64, String),
    /// Show what changed since a point; none for the timeline.
    Compare(Option<u64>),
    /// Make everything as it was at the point that is compared.
    GoBack,
    /// Go to a place.
    GoTo(AnnotationId, ByteOffset),
}

/// What the history knows and shows.
#[derive(Debug, Default)]
pub struct History {
    /// How many actions there were when the document came in.
    floor: u64,
    /// What was read of the log, without a gap up to the present.
    transactions: Vec<Arc<Transaction>>,
    /// The same for the timeline.
    steps: Vec<Step>,
    /// How many actions there are.
    now: u64,
    /// What comes before is being read.
    reads: bool,
    /// What comes before cannot be read.
    is_damaged: bool,
    limit: usize,
    unfolded: Option<u64>,
    editing: Option<u64>,
    compared: Option<Compared>,
}

#[derive(Debug)]
struct Compared {
    seq: u64,
    /// What changed; how many actions there were when it was made, and the language of its words.
    made: Option<(u64, Lang, Arc<Vec<Difference>>)>,
}

/// What changed in one way since a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In which way.
    pub what: What,
    /// How many annotations.
    pub n: usize,
    /// The first of them in the order of the text, at most [`MAX_ITEMS`].
    pub items: Vec<Item>,
}

/// An annotation that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub id: AnnotationId,
    /// Where it begins.
    pub at: ByteOffset,
    /// Its text where it is short, and what it was and is.
    pub text: String,
}

/// What the screen shows of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryView {
    /// The timeline, the newest first.
    pub rows: Vec<HistoryRow>,
    /// Whether there is more behind the rows, before the older points.
    pub has_more: bool,
    /// Points that are older than the rows.
    pub older: Vec<HistoryRow>,
    /// Whether what comes before the rows cannot be read.
    pub is_damaged: bool,
    /// Whether older actions are being read.
    pub reads: bool,
    /// How many actions there are.
    pub now: u64,
    /// The point of the last export.
    pub exported: Option<u64>,
    /// The point whose name is written.
    pub editing: Option<u64>,
    /// What is compared with the present; none while the timeline is shown.
    pub compared: Option<ComparedView>,
}

/// A point in the timeline, with the period that leads to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryRow {
    /// The period; of no actions where only the point is known.
    pub period: Period,
    /// What is kept of the point.
    pub point: PointRecord,
    /// Whether it is the present.
    pub is_now: bool,
    /// Whether the document was exported here last.
    pub is_last_export: bool,
    /// Whether the document came in here.
    pub is_start: bool,
    /// Whether it is a single action of the period above.
    pub is_single: bool,
    /// Whether its single actions follow.
    pub is_unfolded: bool,
}

/// A point beside the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedView {
    /// The point.
    pub row: HistoryRow,
    /// What changed since; none while older actions are being read or where they cannot be.
    pub differences: Option<Arc<Vec<Difference>>>,
}

impl History {
    /// The history of what happened since the document was opened. `floor` is how many actions there were when it
    /// came in, `now` how many there are.
    pub(crate) fn new(floor: u64, log: &[Entry], now: u64) -> Self {
        let first = log.first().map_or(now, |entry| entry.seq).max(floor);
        let mut history = Self { floor, now: first, limit: LIST_STEP, ..Self::default() };
        history.follow(log);
        history
    }

    /// Takes in what was done meanwhile.
    pub(crate) fn follow(&mut self, log: &[Entry]) {
        for entry in &log[log.partition_point(|entry| entry.seq < self.now)..] {
            let (at, tally) = (entry.transaction.meta.at.0, tally(&entry.transaction));
            self.steps.push(Step { at, tally });
            self.transactions.push(Arc::clone(&entry.transaction));
            self.now = entry.seq + 1;
        }
    }

    /// The number of the first action that was read.
    fn from(&self) -> u64 {
        self.now - self.steps.len() as u64
    }

    /// The numbers of the actions that are to be read next, the first and the one behind the last; none where that is
    /// not needed, not possible or under way.
    pub(crate) fn wants(&mut self, points: &Points) -> Option<(u64, u64)> {
        let from = self.from();
        if self.reads || self.is_damaged || from <= self.floor {
            return None;
        }
        let first = match &self.compared {
            Some(compared) if compared.seq < from => compared.seq,
            _ if self.periods(points, self.limit + 1).len() <= self.limit => from.saturating_sub(READ_STEP),
            _ => return None,
        };
        self.reads = true;
        Some((first.max(self.floor), from))
    }

    /// Those of the wanted actions were read that could be, without a gap up to the last.
    pub(crate) fn take(&mut self, (first, to): (u64, u64), found: &[Entry]) {
        if to != self.from() {
            return;
        }
        self.reads = false;
        self.is_damaged = (found.len() as u64) < to - first;
        let (steps, transactions) = (std::mem::take(&mut self.steps), std::mem::take(&mut self.transactions));
        let now = std::mem::replace(&mut self.now, to - found.len() as u64);
        self.follow(found);
        self.steps.extend(steps);
        self.transactions.extend(transactions);
        self.now = now;
    }

    /// Shows what changed since a point, or the timeline.
    pub(crate) fn compare(&mut self, seq: Option<u64>) {
        self.editing = None;
        self.compared = seq.map(|seq| Compared { seq: seq.clamp(self.floor, self.now), made: None });
    }

    /// Begins to write the name of a point, or ends it.
    pub(crate) fn edit(&mut self, seq: Option<u64>) {
        self.editing = seq;
    }

    /// Shows older periods.
    pub(crate) fn more(&mut self) {
        self.limit += LIST_STEP;
    }

    /// Shows the single actions of a period, or no longer.
    pub(crate) fn unfold(&mut self, seq: u64) {
        self.unfolded = (self.unfolded != Some(seq)).then_some(seq);
    }

    /// How many actions there are.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// What was done since the point that is compared; none where that is not known.
    pub(crate) fn since(&self) -> Option<&[Arc<Transaction>]> {
        let first = self.compared.as_ref()?.seq.checked_sub(self.from())?;
        self.transactions.get(first as usize..)
    }

    /// Brings what is compared up to date.
    pub(crate) fn bring_up(&mut self, project: &Project, lang: Lang) {
        let now = self.now;
        let is_made = |made: &(u64, Lang, _)| (made.0, made.1) == (now, lang);
        if self.compared.as_ref().is_none_or(|compared| compared.made.as_ref().is_some_and(is_made)) {
            return;
        }
        let made = self.since().map(|since| (now, lang, Arc::new(differences(project, since, lang))));
        if let Some(compared) = &mut self.compared {
            compared.made = made;
        }
    }

    fn periods(&self, points: &Points, limit: usize) -> Vec<Period> {
        periods(&self.steps, self.now, |seq| point_at(points, seq).is_ok(), limit)
    }

    /// What the screen shows. `created` is when the document came in.
    pub(crate) fn view(&self, points: &Points, created: u64) -> HistoryView {
        let last_export = last_export(points);
        let row = |period: Period| HistoryRow {
            point: point_at(points, period.seq).map(|at| points[at].1.clone()).unwrap_or_default(),
            is_now: period.seq == self.now,
            is_last_export: last_export == Some(period.seq),
            is_start: period.seq == self.floor,
            is_single: false,
            is_unfolded: false,
            period,
        };
        let bare = |seq: u64| {
            let at = point_at(points, seq).map_or(created, |at| points[at].1.at);
            row(Period { seq, from: at, to: at, ..Period::default() })
        };
        let periods = self.periods(points, self.limit);
        let shown = periods.iter().map(|period| period.n_steps as u64).sum::<u64>();
        let first = self.now - shown;
        let mut rows = Vec::new();
        for period in periods {
            let is_unfolded = self.unfolded == Some(period.seq) && period.n_steps > 1;
            let inside = if is_unfolded { single(&period, &self.steps, self.now) } else { Vec::new() };
            rows.push(HistoryRow { is_unfolded, ..row(period) });
            let inside = inside.into_iter().map(|period| HistoryRow { is_single: true, ..row(period) });
            rows.extend(inside);
        }
        if rows.is_empty() && first > self.floor {
            // Nothing is read yet.
            rows.push(bare(self.now));
        }
        let has_more = first > self.floor && !(self.is_damaged && first == self.from());
        let mut older = Vec::new();
        if !self.is_damaged {
            let is_older = |seq: u64| self.floor < seq && seq <= first && seq < self.now;
            older.extend(points.iter().rev().filter(|(seq, _)| is_older(*seq)).map(|(seq, _)| bare(*seq)));
            older.push(bare(self.floor));
        }
        if !has_more {
            rows.append(&mut older);
        }
        let compared = self.compared.as_ref().map(|compared| ComparedView {
            row: match compared.seq.checked_sub(self.from() + 1) {
                Some(at) => row(Period::of(compared.seq, &self.steps[at as usize])),
                None => bare(compared.seq),
            },
            differences: compared.made.as_ref().map(|(.., made)| Arc::clone(made)),
        });
        HistoryView {
            rows,
            has_more,
            older,
            is_damaged: self.is_damaged && !has_more,
            reads: self.reads,
            now: self.now,
            exported: last_export,
            editing: self.editing,
            compared,
        }
    }
}

/// The place of a point, or where it would be.
pub(crate) fn point_at(points: &Points, seq: u64) -> Result<usize, usize> {
    points.binary_search_by_key(&seq, |(seq, _)| *seq)
}

/// The point of the last export.
pub fn last_export(points: &Points) -> Option<u64> {
    points.iter().rev().find(|(_, point)| point.exported.is_some()).map(|(seq, _)| *seq)
}

/// What transactions changed in all, by kind; the project is as it is after them.
fn differences(project: &Project, since: &[Arc<Transaction>], lang: Lang) -> Vec<Difference> {
    let net = Net::of(since);
    let mut found: Vec<Difference> = Vec::new();
    for (id, before, after) in &net.annotations {
        let (before, after) = (before.as_deref(), after.as_deref());
        let Some((change, shown)) = change(before, after).zip(after.or(before)) else { continue };
        let item = Item { id: *id, at: shown.body.start(), text: String::new() };
        let difference = of_kind(&mut found, What::Of(shown.body.layer(), change));
        difference.n += 1;
        // The first ones in the order of the text.
        let place = difference.items.partition_point(|other| (other.at, other.id) < (item.at, item.id));
        if place < MAX_ITEMS {
            difference.items.truncate(MAX_ITEMS - 1);
            difference.items.insert(place, Item { text: text_of(project, before, shown, lang), ..item });
        }
    }
    if net.labels.is_some() {
        of_kind(&mut found, What::Labels).n = 1;
    }
    found
}

/// The differences of a kind, in the order of the kinds.
fn of_kind(found: &mut Vec<Difference>, what: What) -> &mut Difference {
    let place = found.partition_point(|other| other.what < what);
    if found.get(place).is_none_or(|other| other.what != what) {
        found.insert(place, Difference { what, n: 0, items: Vec::new() });
    }
    &mut found[place]
}

/// The text of an annotation, and what its label or role was and is.
fn text_of(project: &Project, before: Option<&Annotation>, shown: &Annotation, lang: Lang) -> String {
    let quote = short_quote(project, shown);
    let name = |annotation: &Annotation| match &annotation.body {
        Body::Entity(entity) => {
            let label = project.labels().get(&entity.label);
            label.map_or(entity.label.to_string(), |label| {
                lang.pick(&label.name_zh, &label.name_en).to_string()
            })
        }
        Body::Block(block) => role_name(block.role, lang).to_owned(),
        Body::Article(_) => String::new(),
    };
    let name_now = name(shown);
    match before.map(name).filter(|before| *before != name_now) {
        Some(before) => format!("{quote} {before} → {name_now}"),
        None if shown.body.layer() == Layer::Entity => format!("{quote} {name_now}"),
        None => quote,
    }
}
