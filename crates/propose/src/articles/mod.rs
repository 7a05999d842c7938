//! Finds the articles of a page: roles, boundaries, resumptions and paragraph joins.
//!
//! A [`Job`] reads a text in steps of about as much work as it is given, and its result does not
//! depend on how the work was cut into steps.

mod assemble;
mod calibration;
mod chars;
mod decode;
mod features;
mod hints;
mod labels;
mod latin;
mod lattice;
mod layout;
mod lines;
mod links;
mod math;
mod model;
mod network;
mod ngrams;
mod pairs;
mod patterns;
pub mod reasons;
mod rules;
mod segments;
mod sheet;
#[cfg(feature = "train")]
pub mod train;
mod units;
mod why;

use std::sync::Arc;

use jianbao_core::Role;

pub use hints::{Correction, Hints, Place};
pub use layout::{Layout, LayoutArticle, LayoutBlock, Paragraph};
pub use model::{ArticleModel, ModelError};

use crate::proposal::{ArticleProposal, BlockProposal, Proposal};
use lines::{Line, LineCutter};
use sheet::{Sheet, Source};

/// What may be said about a document before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What was learned from the person so far, in this document and those before it.
    pub hints: Hints,
    /// What the person has decided in this document; the proposals keep to it.
    pub fixed: Vec<Correction>,
}

/// How far a job is, in characters of work.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Done so far.
    pub done_chars: usize,
    /// In all.
    pub total_chars: usize,
    /// Whether the job is finished.
    pub finished: bool,
}

/// Characters of a stretch of text that is decided at once, at most; a longer one is cut where it looks best.
const SHEET_CHARS: usize = 24_000;
/// A line counts as so many characters there, at least: what is decided is about lines.
const LEAST_LINE: usize = 12;

/// One document on its way to a [`Layout`].
///
/// The text is cut into lines, then into sheets: what lies between page breaks, and not much more than
/// [`SHEET_CHARS`]. A sheet is decided as a whole, in small pieces of work. What is sure not to change any more is given out sheet by
/// sheet; articles that go on over pages are joined at the end.
#[derive(Debug)]
pub struct Job {
    text: Arc<str>,
    model: Arc<ArticleModel>,
    options: Options,
    cutter: LineCutter,
    lines: Vec<Line>,
    /// Where each sheet ends, in lines; empty until all lines are read.
    sheets: Vec<usize>,
    /// The sheet that is being decided.
    sheet: Option<Sheet>,
    /// Sheets that are decided.
    decided: usize,
    /// Bytes of text in them.
    decided_bytes: usize,
    layout: Layout,
    /// The sheet of each block.
    sheet_of: Vec<usize>,
    /// Articles and blocks that were given out.
    given: (usize, usize),
    /// Whether something may still be joined over pages, so that nothing more is given out before the end.
    held: bool,
    finished: bool,
    out: Vec<Proposal>,
}

impl Job {
    /// A job on an ingested text (line feeds only).
    pub fn new(text: Arc<str>, model: Arc<ArticleModel>, options: Options) -> Self {
        Self {
            cutter: LineCutter::new(&text),
            text,
            model,
            options,
            lines: Vec::new(),
            sheets: Vec::new(),
            sheet: None,
            decided: 0,
            decided_bytes: 0,
            layout: Layout::default(),
            sheet_of: Vec::new(),
            given: (0, 0),
            held: false,
            finished: false,
            out: Vec::new(),
        }
    }

    /// Does about `budget_chars` characters of work; at least one piece of it.
    pub fn step(&mut self, budget_chars: usize) -> Progress {
        let mut left = budget_chars.max(1);
        while !self.finished && left > 0 {
            left = left.saturating_sub(self.piece());
        }
        self.progress()
    }

    /// Does the next piece of work and returns about how many characters it was.
    fn piece(&mut self) -> usize {
        /// Reading a line is this much quicker than deciding it.
        const READING: usize = 20;
        let from = self.cutter.position();
        if self.cutter.next_line(&self.text, &mut self.lines) {
            return (self.cutter.position() - from) / READING + 1;
        }
        if self.sheets.is_empty() {
            self.sheets = sheets(&self.lines);
        }
        if self.decided < self.sheets.len() {
            let start = self.decided.checked_sub(1).map_or(0, |s| self.sheets[s]);
            let lines = start..self.sheets[self.decided];
            let source =
                Source { model: &self.model, options: &self.options, text: &self.text, lines: &self.lines };
            let sheet = self.sheet.get_or_insert_with(|| Sheet::new(lines.clone()));
            let (work, found) = sheet.step(&source);
            if let Some(found) = found {
                self.sheet = None;
                self.decided_bytes = self.lines[lines.end - 1].range.end().idx();
                self.add(found);
            }
            return work;
        }
        let sheets = links::Sheets { of_block: std::mem::take(&mut self.sheet_of) };
        if self.held {
            links::join(&mut self.layout, &self.text, &sheets, &self.model.counts);
        }
        self.give();
        self.finished = true;
        1
    }

    /// Adds what was found on the next sheet.
    fn add(&mut self, found: Layout) {
        self.held |= found
            .blocks
            .iter()
            .any(|b| b.role == Role::Jump || b.inline.iter().any(|i| i.role == Role::Jump));
        append(&mut self.layout, found);
        self.sheet_of.resize(self.layout.blocks.len(), self.decided);
        self.decided += 1;
        if !self.held {
            self.give();
        }
    }

    /// Gives out what was found since the last time.
    fn give(&mut self) {
        let (articles, blocks) = self.given;
        let layout = &self.layout;
        self.out.extend(layout.articles[articles..].iter().map(article_proposal));
        self.out.extend(layout.blocks[blocks..].iter().map(block_proposal));
        self.given = (layout.articles.len(), layout.blocks.len());
    }

    /// What was found since the last call: every article before its blocks.
    pub fn take(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.out)
    }

    /// Everything that was found; complete once the job is finished.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    fn progress(&self) -> Progress {
        let total = self.text.len();
        let done = if self.finished { total } else { (self.cutter.position() + 9 * self.decided_bytes) / 10 };
        Progress { done_chars: done, total_chars: total, finished: self.finished }
    }
}

/// Where the sheets end: at page breaks, and in longer stretches before a line that looks like a headline.
fn sheets(lines: &[Line]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        let mut chars = 0;
        let mut best = (0, lines.len());
        let mut end = lines.len();
        for (k, line) in lines.iter().enumerate().skip(from) {
            if k > from && line.page_break {
                end = k;
                break;
            }
            if chars > SHEET_CHARS * 2 / 3 && k > from {
                let before = &lines[k - 1].chars;
                let fresh = rules::ends_sentence(before) || patterns::names(before) > 0;
                let score = 1
                    + usize::from(fresh) * 2
                    + usize::from(line.blank > 0)
                    + usize::from(fresh && line.chars.len() <= 30) * 3;
                if score > best.0 {
                    best = (score, k);
                }
            }
            chars += line.chars.len().max(LEAST_LINE);
            if chars > SHEET_CHARS && best.0 > 0 {
                end = best.1;
                break;
            }
        }
        ends.push(end);
        from = end;
    }
    ends
}

/// Adds the layout of the next sheet.
fn append(layout: &mut Layout, mut next: Layout) {
    let (articles, blocks) = (layout.articles.len() as u32, layout.blocks.len() as u32);
    for block in &mut next.blocks {
        block.article = block.article.map(|a| a + articles);
    }
    for article in &mut next.articles {
        for block in &mut article.blocks {
            *block += blocks;
        }
    }
    layout.blocks.append(&mut next.blocks);
    layout.articles.append(&mut next.articles);
}

fn article_proposal(article: &LayoutArticle) -> Proposal {
    Proposal::Article(ArticleProposal { parts: article.parts.clone(), evidence: article.evidence.clone() })
}

fn block_proposal(block: &LayoutBlock) -> Proposal {
    Proposal::Block(BlockProposal {
        range: block.range,
        role: block.role,
        article: block.article,
        continues: block.continues,
        inline: block.inline.clone(),
        evidence: block.role_evidence.clone(),
        link: block.link_evidence.clone(),
    })
}
