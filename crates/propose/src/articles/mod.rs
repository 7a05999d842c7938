//! Finds the articles of a page: roles, boundaries, resumptions and paragraph joins.
//!
//! A [`Job`] reads a text in steps of about as much work as it is given, and its result does not
//! depend on how the work was cut into steps.

mod chars;
mod inline;
mod layout;
mod lines;
mod patterns;
pub mod reasons;
mod rules;
mod script;

use std::sync::Arc;

use jianbao_core::Confidence;

pub use layout::{Layout, LayoutArticle, LayoutBlock, Paragraph};

use crate::proposal::{ArticleProposal, BlockProposal, Evidence, Proposal};
use lines::{Line, LineCutter};

/// What may be said about a document before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {}

/// The trained model of the article detector.
#[derive(Debug, Default)]
pub struct ArticleModel {}

/// Why a model file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not begin with the mark of an article model.
    #[error("not an article model")]
    NotAModel,
}

impl ArticleModel {
    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are not an article model of this version, or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        if bytes.is_empty() { Ok(Self {}) } else { Err(ModelError::NotAModel) }
    }

    /// The model that comes with the program.
    pub fn built_in() -> Arc<Self> {
        Arc::new(Self::default())
    }
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

/// One document on its way to a [`Layout`].
#[derive(Debug)]
pub struct Job {
    text: Arc<str>,
    cutter: LineCutter,
    lines: Vec<Line>,
    layout: Option<Layout>,
    out: Vec<Proposal>,
}

impl Job {
    /// A job on an ingested text (line feeds only).
    pub fn new(text: Arc<str>, _model: Arc<ArticleModel>, _options: Options) -> Self {
        Self { text, cutter: LineCutter::default(), lines: Vec::new(), layout: None, out: Vec::new() }
    }

    /// Does about `budget_chars` characters of work; at least one piece of it.
    pub fn step(&mut self, budget_chars: usize) -> Progress {
        let from = self.cutter.position();
        while self.cutter.next_line(&self.text, &mut self.lines) {
            if self.cutter.position() - from >= budget_chars {
                return self.progress();
            }
        }
        if self.layout.is_none() {
            let layout = rules::decode(&self.text, &self.lines);
            emit(&layout, &mut self.out);
            self.layout = Some(layout);
        }
        self.progress()
    }

    /// What was found since the last call: every article before its blocks.
    pub fn take(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.out)
    }

    /// Everything that was found; empty until the job is finished.
    pub fn layout(&self) -> &Layout {
        static EMPTY: Layout = Layout { blocks: Vec::new(), articles: Vec::new() };
        self.layout.as_ref().unwrap_or(&EMPTY)
    }

    fn progress(&self) -> Progress {
        Progress {
            done_chars: self.cutter.position(),
            total_chars: self.text.len(),
            finished: self.layout.is_some(),
        }
    }
}

/// The proposals of a layout, every article before its blocks, blocks in text order.
fn emit(layout: &Layout, out: &mut Vec<Proposal>) {
    out.extend(layout.articles.iter().map(|article| {
        Proposal::Article(ArticleProposal {
            parts: article.parts.clone(),
            evidence: article.evidence.clone(),
        })
    }));
    out.extend(layout.blocks.iter().map(|block| {
        Proposal::Block(BlockProposal {
            range: block.range,
            role: block.role,
            article: block.article,
            continues: block.continues,
            inline: block.inline.clone(),
            evidence: block.role_evidence.clone(),
            link: block.link_evidence.clone(),
        })
    }));
}

/// Evidence with one reason.
fn evidence(p: f64, reason: &'static str) -> Evidence {
    Evidence { confidence: Confidence::from_probability(p), reasons: vec![reason.into()] }
}
