//! What one source says of one stretch of a paragraph, before the sources are resolved.

use std::borrow::Cow;

use crate::{NormalValue, Reason};

/// Who says so, from the weakest voice to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Rules for English and mixed text.
    English,
    /// A weak cue in the text, such as a word of saying after a surname.
    Cue,
    /// The statistical tagger.
    Tagger,
    /// A name that stands elsewhere on the page.
    Repeated,
    /// A grammar.
    Grammar,
    /// The place on the page: byline, dateline, signature, credit.
    Structure,
    /// What the tagger learned from the person.
    Learned,
    /// The person's word list.
    WordList,
    /// What the person has accepted.
    Person,
}

/// A stretch of a paragraph, in characters, and what it may be.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The id of the label.
    pub label: Cow<'static, str>,
    /// From 0 to 1.
    pub confidence: f64,
    /// Who says so.
    pub source: Source,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
    /// The normal form.
    pub value: Option<NormalValue>,
}

impl Candidate {
    /// A candidate with one reason and no value.
    pub fn new(
        start: usize,
        end: usize,
        label: impl Into<Cow<'static, str>>,
        confidence: f64,
        source: Source,
        reason: impl Into<Reason>,
    ) -> Self {
        Self {
            start,
            end,
            label: label.into(),
            confidence,
            source,
            reasons: vec![reason.into()],
            value: None,
        }
    }

    /// Whether the two share a character.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies in it and is shorter.
    pub fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end && self.end - self.start > other.end - other.start
    }
}
