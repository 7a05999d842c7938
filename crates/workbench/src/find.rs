//! Search in the text: width, case and script do not count, and a hit may go over the end of a line.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::annotation::Entity;
use jianbao_core::edit::Command;
use jianbao_core::order::set_of;
use jianbao_core::{Annotation, ByteOffset, ByteRange, Document, LabelId, Pieces, Project};

use crate::actions::Step;
use crate::cursor::selected_pieces;
use crate::reading::fold;

/// How many hits the list shows at first and with every further step. Only what it shows is labeled.
pub const LIST_STEP: usize = 200;

/// Characters before and behind a hit that the list shows.
const CONTEXT_CHARS: usize = 12;

/// What is done in the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindMsg {
    /// This is looked for.
    Query(String),
    /// Go to the next hit or the one before.
    Step(Step),
    /// Go to a hit by its number, from 0.
    Go(usize),
    /// Show the list of hits, or hide it.
    List(bool),
    /// Label this hit with the others, or leave it out.
    Tick(usize, bool),
    /// Tick all hits of the list, or none.
    TickAll(bool),
    /// Show more hits in the list.
    More,
    /// Give the ticked hits of the list a label.
    Label(LabelId),
    /// Take the search away.
    Close,
}

/// The text as it is searched: every character folded, without the breaks that only the width of a column made.
#[derive(Debug, Default)]
struct Folded {
    chars: Vec<char>,
    /// Where each character begins in the text, in bytes.
    at: Vec<u32>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self::default();
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if c.is_whitespace() {
                // Blanks around the end of a line are no characters of a word; other blanks count as one.
                let mut breaks = c == '\n';
                while let Some((_, next)) = rest.next_if(|(_, next)| next.is_whitespace()) {
                    breaks |= next == '\n';
                }
                if !breaks {
                    folded.push(' ', at);
                }
            } else {
                folded.push(fold(c), at);
            }
        }
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.at.push(at as u32);
    }

    /// Where a query stands, leftmost first, not overlapping.
    fn hits(&self, document: &Document, query: &str) -> Vec<ByteRange> {
        let query = Self::of(query.trim()).chars;
        let Some(&first) = query.first() else { return Vec::new() };
        let mut hits = Vec::new();
        let mut from = 0;
        while let Some(found) = self.chars[from..].iter().position(|&c| c == first) {
            let start = from + found;
            if self.chars[start..].starts_with(&query) {
                from = start + query.len();
                let last = self.at[from - 1] as usize;
                let length = document.text()[last..].chars().next().map_or(0, char::len_utf8);
                hits.push(ByteRange::at(self.at[start] as usize, last + length));
            } else {
                from = start + 1;
            }
        }
        hits
    }
}

/// A search that is open.
#[derive(Debug)]
pub struct Find {
    /// Of the text that was folded, to see whether it is still the same.
    text: Arc<str>,
    folded: Folded,
    query: String,
    hits: Vec<ByteRange>,
    now: Option<usize>,
    is_listing: bool,
    shown: usize,
    ticked: BTreeSet<usize>,
}

/// A hit in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HitRow {
    /// Its number, from 0.
    pub number: usize,
    /// Some characters before it in its line.
    pub before: String,
    /// Its own text.
    pub text: String,
    /// Some characters behind it in its line.
    pub behind: String,
    /// The labels that live entities of exactly this place have.
    pub labels: Vec<LabelId>,
    /// Whether it is to be labeled with the others.
    pub ticked: bool,
}

impl Find {
    /// A search with nothing looked for yet.
    pub(crate) fn new(document: &Document) -> Self {
        Self {
            text: document.shared_text(),
            folded: Folded::of(document.text()),
            query: String::new(),
            hits: Vec::new(),
            now: None,
            is_listing: false,
            shown: LIST_STEP,
            ticked: BTreeSet::new(),
        }
    }

    /// What is looked for.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Where it stands, by place.
    pub fn hits(&self) -> &[ByteRange] {
        &self.hits
    }

    /// The number of the hit that is shown, from 0.
    pub fn now(&self) -> Option<usize> {
        self.now
    }

    /// Whether the hits are listed.
    pub fn is_listing(&self) -> bool {
        self.is_listing
    }

    /// How many hits of the list are ticked.
    pub fn n_ticked(&self) -> usize {
        self.ticked.range(..self.n_listed()).count()
    }

    /// How many hits the list shows.
    pub fn n_listed(&self) -> usize {
        self.shown.min(self.hits.len())
    }

    /// The hits of the list; none while it is hidden.
    pub fn rows(&self, project: &Project) -> Vec<HitRow> {
        if !self.is_listing {
            return Vec::new();
        }
        let text = project.document.text();
        let row = |(number, hit): (usize, &ByteRange)| {
            let (start, end) = (hit.start().idx(), hit.end().idx());
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let before: Vec<char> = text[line..start].chars().rev().take(CONTEXT_CHARS).collect();
            let behind = text[end..].lines().next().unwrap_or_default();
            HitRow {
                number,
                before: before.into_iter().rev().collect(),
                text: selected_pieces(&project.document, &[*hit])
                    .map_or_else(String::new, |pieces| pieces.text(text)),
                behind: behind.chars().take(CONTEXT_CHARS).collect(),
                labels: exactly_at(project, *hit)
                    .filter(|found| found.is_live())
                    .filter_map(label_of)
                    .collect(),
                ticked: self.ticked.contains(&number),
            }
        };
        self.hits[..self.n_listed()].iter().enumerate().map(row).collect()
    }

    /// Follows the text where it grew, and looks for something; the hit from `at` on is the one that is shown.
    pub(crate) fn look_for(&mut self, project: &Project, query: String, at: ByteOffset) {
        if !Arc::ptr_eq(&self.text, &project.document.shared_text()) {
            *self = Self { is_listing: self.is_listing, ..Self::new(&project.document) };
        }
        self.hits = self.folded.hits(&project.document, &query);
        self.query = query;
        let next = self.hits.partition_point(|hit| hit.start() < at);
        self.now = (!self.hits.is_empty()).then_some(if next == self.hits.len() { 0 } else { next });
        self.shown = LIST_STEP;
        let ticked = (0..self.hits.len()).filter(|&i| is_meant(project, self.hits[i]));
        self.ticked = set_of(ticked);
    }

    /// The hit that is shown.
    pub(crate) fn hit(&self) -> Option<ByteRange> {
        Some(self.hits[self.now?])
    }

    /// Goes to the next hit or the one before, round the ends.
    pub(crate) fn step(&mut self, step: Step) {
        let n = self.hits.len();
        self.now = self.now.map(|now| match step {
            Step::On => (now + 1) % n,
            Step::Back => (now + n - 1) % n,
        });
    }

    pub(crate) fn go(&mut self, number: usize) {
        self.now = (number < self.hits.len()).then_some(number).or(self.now);
    }

    pub(crate) fn list(&mut self, is_listing: bool) {
        self.is_listing = is_listing;
    }

    pub(crate) fn more(&mut self) {
        self.shown += LIST_STEP;
    }

    pub(crate) fn tick(&mut self, number: usize, ticked: bool) {
        if ticked {
            self.ticked.insert(number);
        } else {
            self.ticked.remove(&number);
        }
    }

    pub(crate) fn tick_all(&mut self, ticked: bool) {
        for number in 0..self.n_listed() {
            self.tick(number, ticked);
        }
    }

    /// What gives the ticked hits of the list a label; none where nothing is ticked.
    pub(crate) fn labeling(&self, project: &Project, label: &LabelId) -> Option<Command> {
        let ticked = self.ticked.range(..self.n_listed()).map(|&i| self.hits[i]);
        let places: Vec<_> = ticked.filter_map(|hit| selected_pieces(&project.document, &[hit])).collect();
        (!places.is_empty()).then(|| Command::AddEntities { label: label.clone(), places })
    }
}

/// Whether a hit is labeled with the others unless a person leaves it out: not where exactly it was decided on before,
/// and not where it goes over the end of a block that the next one does not go on with.
fn is_meant(project: &Project, hit: ByteRange) -> bool {
    let set = project.set();
    let is_whole = set.blocks_in(hit).skip(1).all(|block| block.block().is_some_and(|block| block.continues));
    is_whole && exactly_at(project, hit).all(|found| found.status == jianbao_core::Status::Proposed)
}

fn exactly_at(project: &Project, hit: ByteRange) -> impl Iterator<Item = &Arc<Annotation>> {
    let pieces = selected_pieces(&project.document, &[hit]);
    let there = project.set().entities_in(project.document.index(), hit);
    there.into_iter().filter(move |found| {
        let ranges: Option<&Pieces> = found.entity().map(|entity| &entity.ranges);
        ranges.is_some() && ranges == pieces.as_ref()
    })
}

fn label_of(found: &Arc<Annotation>) -> Option<LabelId> {
    found.entity().map(|entity: &Entity| entity.label.clone())
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::marked;

    use super::*;

    fn hits(text: &str, query: &str) -> Vec<String> {
        let document = marked(text).project.document;
        let hits = Folded::of(document.text()).hits(&document, query);
        hits.iter().map(|hit| document.slice(*hit).to_owned()).collect()
    }

    #[test]
    fn width_case_script_and_line_ends_do_not_count() {
        assert_eq!(hits("臺灣和台湾，ＡＢＣ、abc", "台灣"), ["臺灣", "台湾"]);
        assert_eq!(hits("臺灣和台湾，ＡＢＣ、abc", "aBc"), ["ＡＢＣ", "abc"]);
        assert_eq!(hits("记者魏\n　印魁，魏印魁", "魏印魁"), ["魏\n　印魁", "魏印魁"]);
        assert_eq!(hits("a  b　c a b", "a b"), ["a  b", "a b"]);
    }

    #[test]
    fn astral_characters_families_and_accents_are_found_where_they_stand() {
        let text = "𠮷野👩‍👩‍👧e\u{301}𠮷野";
        assert_eq!(hits(text, "𠮷野"), ["𠮷野", "𠮷野"]);
        assert_eq!(hits(text, "👩‍👩‍👧"), ["👩‍👩‍👧"]);
        assert_eq!(hits(text, "e\u{301}"), ["e\u{301}"]);
        assert!(hits(text, "  ").is_empty() && hits(text, "").is_empty() && hits(text, "无").is_empty());
        assert_eq!(hits("哈哈哈哈哈", "哈哈"), ["哈哈", "哈哈"]);
    }

    #[test]
    fn what_was_decided_on_is_not_ticked() {
        let project = marked("⟦ORG:长安⟧，⟦?LOC:长安⟧，⟦~LOC:长安⟧，长安").project;
        let mut find = Find::new(&project.document);
        find.look_for(&project, "长安".into(), ByteOffset(1));
        find.list(true);
        let ticked: Vec<_> = find.rows(&project).iter().map(|row| row.ticked).collect();
        assert_eq!(ticked, [false, true, false, true]);
        assert_eq!(find.now(), Some(1));
    }
}
