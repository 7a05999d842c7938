//! Everything that can be proposed for a text, step by step.

use std::sync::Arc;

use crate::articles::{self, ArticleModel};
use crate::proposal::Proposal;

/// Proposes for one text. What it gives out does not depend on how the work is cut into steps; not calling
/// [`Self::step`] any more is all it takes to stop.
#[derive(Debug)]
pub struct Engine {
    articles: articles::Job,
    out: Vec<Proposal>,
}

/// How far an engine is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Work done, in characters.
    pub done_chars: usize,
    /// Work in all, in characters.
    pub total_chars: usize,
    /// Whether nothing is left to do.
    pub finished: bool,
}

impl Progress {
    /// Work done, in thousandths.
    pub fn thousandths(self) -> u16 {
        let done = self.done_chars.min(self.total_chars) * 1000;
        done.checked_div(self.total_chars).unwrap_or(1000) as u16
    }
}

impl Engine {
    /// An engine for a text after ingest, with the models that come with the program.
    pub fn new(text: Arc<str>) -> Self {
        let articles = articles::Job::new(text, ArticleModel::built_in(), articles::Options::default());
        Self { articles, out: Vec::new() }
    }

    /// Does about so much work, in characters.
    pub fn step(&mut self, budget_chars: usize) -> Progress {
        let progress = self.articles.step(budget_chars);
        self.out.extend(self.articles.take());
        Progress {
            done_chars: progress.done_chars,
            total_chars: progress.total_chars,
            finished: progress.finished,
        }
    }

    /// What was proposed since the last call, in order.
    pub fn take(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.out)
    }

    /// Does all the work at once and returns every proposal.
    pub fn run(mut self) -> Vec<Proposal> {
        while !self.step(usize::MAX).finished {}
        self.take()
    }
}
