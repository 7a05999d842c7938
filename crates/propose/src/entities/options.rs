//! What a person or a caller can set.

use std::collections::BTreeMap;
use std::sync::Arc;

use jianbao_core::Confidence;

use super::learner::Learner;

/// The date of the page, which completes dates without a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageDate {
    /// The year, such as 2021.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A string and its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownString {
    /// As it stands in the text, without line breaks.
    pub text: String,
    /// The id of the label, such as `PER`.
    pub label: String,
}

/// What a job of the entity proposer takes into account beside the text.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Below which confidence nothing is proposed, by label; 0 for a label that is not named.
    pub thresholds: BTreeMap<String, Confidence>,
    /// When the page came out, if known; else a whole date in the page furniture or on a line of its own is taken.
    pub page_date: Option<PageDate>,
    /// Accepted by the person: proposed wherever it occurs.
    pub accepted: Vec<KnownString>,
    /// Rejected by the person: never proposed with that label.
    pub rejected: Vec<KnownString>,
    /// The person's own word list.
    pub words: Vec<KnownString>,
    /// The labels that there are; proposals with others are left out. All where this is empty.
    pub labels: Vec<String>,
    /// What was learned from the person.
    pub learner: Option<Arc<Learner>>,
    /// Switches off what brings the proposals in line with `docs/guideline.md`, so that the bare
    /// tagger can be measured on corpora with other conventions.
    pub raw_tagger: bool,
}
