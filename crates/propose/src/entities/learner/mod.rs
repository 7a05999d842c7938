//! Learns from what a person decides: a small model on top of what the proposer says by itself.
//!
//! A linear-chain conditional random field over the labels that were seen, those of the person's own among them. It
//! begins by repeating the proposer (a prior from its labels and confidences) and moves away from that by adaptive
//! gradient steps (Duchi et al., "Adaptive subgradient methods", 2011) on sparse features, a few for each decision.
//! Where a paragraph is decided only in part, the states that are not known are summed over (Tsuboi et al., "Training
//! conditional random fields using incomplete annotations", 2008).
//! Beside the sparse features stand weights on the hidden states of the tagger's network, and nouns for people as a kind
//! of word that labels are soon learned for.
//!
//! Bounded: at most [`MAX_ROWS`] features, [`MAX_FORMS`] surface forms and [`MAX_LABELS`] labels.

mod dense;
mod features;
mod forms;
mod people;
mod record;
mod state;

use std::sync::Arc;

use dense::Dense;
use features::Prints;
use forms::Forms;
pub use forms::MAX_FORMS;
use record::Record;
pub use state::{LearnerError, State};

use super::dictionary::QuickMap;
use super::tagger::crf::{self, Chain};
use super::tagger::network::Hidden;
use crate::protocol::Report;

/// The most labels; those that come later are not learned.
pub const MAX_LABELS: usize = 24;

/// The most features that have weights.
pub const MAX_ROWS: usize = 20_000;

/// How many paragraphs are kept to go over them again.
const MAX_KEPT: usize = 120;

/// Longer paragraphs are not kept.
const MAX_KEPT_CHARS: usize = 1500;

/// How many kept paragraphs are gone over with each new one, at most.
const AGAIN: usize = 16;

/// So many characters of kept paragraphs are enough, so that a correction stays a matter of milliseconds.
const AGAIN_CHARS: usize = 2000;

/// The size of a step. Larger ones learn no faster and do more harm at the beginning; smaller ones learn as much.
const RATE: f32 = 0.03;

/// How much a weight is drawn to zero with each step on it.
const DECAY: f32 = 0.1;

/// Goes into the sum of squares of a gradient, so that the first steps are not too long.
const DAMPING: f32 = 0.1;

/// How often a new paragraph is gone over.
const PASSES: usize = 3;

/// How much the score of outside is above that of a label that nothing speaks for, at each character.
const OUTSIDE: f32 = 3.0;

/// Smaller parts of a gradient are left out, so that few features get weights.
const SMALL: f32 = 0.02;

/// What the proposer says of a stretch before anything is learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The id of the label.
    pub label: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// A paragraph as the learner sees it.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph<'a> {
    /// Its characters, folded.
    pub text: &'a [char],
    /// What the tagger knows of each character: small numbers, see `Features::rows`.
    pub rows: &'a [Vec<u8>],
    /// What the tagger's network thinks of each character.
    pub hidden: &'a Hidden,
    /// What the proposer says, in text order, not overlapping.
    pub said: &'a [Said],
}

/// What a person decided about a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The id of the label that it has; none where a proposal was rejected.
    pub label: Option<String>,
    /// It was learned before: it counts neither as held out nor as another occurrence of its form.
    pub again: bool,
}

/// A stretch that the learner takes for an entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// The id of the label.
    pub label: String,
    /// The probability of the model.
    pub probability: f64,
}

/// The weights of one feature, a number for each state, and the sums of squares of their gradients.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    weights: Vec<f32>,
    squares: Vec<f32>,
}

/// A paragraph that is gone over again.
#[derive(Clone, Debug)]
struct Kept {
    prints: Prints,
    hidden: Hidden,
    prior: Vec<PriorSpan>,
    /// The states that are possible at each position; none for all of them.
    allowed: Vec<Option<u8>>,
}

/// A stretch that something speaks for before any weight does.
#[derive(Clone, Copy, Debug)]
struct PriorSpan {
    start: usize,
    end: usize,
    label: usize,
    /// Added at each character.
    score: f32,
}

/// What was learned.
///
/// A clone shares what is large with the one that it was made of until one of the two learns, so that states to go back
/// to cost little.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    labels: Vec<String>,
    rows: QuickMap<u32, Arc<Row>>,
    dense: Arc<Dense>,
    forms: Arc<Forms>,
    /// How many paragraphs were learned from.
    n_learned: u32,
    kept: Vec<Arc<Kept>>,
    record: Record,
}

impl Learner {
    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.n_learned == 0
    }

    /// Whether what was learned is better than the proposer alone, by what would have been proposed for paragraphs before
    /// they were learned from. It is not brought to proposals while it is not, or while too little is known.
    pub fn helps(&self) -> bool {
        self.record.helps(self.n_learned)
    }

    /// How learning stands.
    pub fn report(&self) -> Report {
        self.record.report(self.n_learned)
    }

    /// The labels that it knows of, in the order in which they came.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// What the paragraph holds by what was learned, in text order, not overlapping.
    pub fn find(&self, paragraph: Paragraph<'_>) -> Vec<Found> {
        let mut labels = self.labels.clone();
        for said in paragraph.said {
            if !labels.contains(&said.label) {
                labels.push(said.label.clone());
            }
        }
        let chain = Chain::new(labels.len());
        let forms = self.forms.find(paragraph.text);
        let prints = Prints::new(paragraph, &forms);
        let prior = prior(paragraph.said, &forms, &labels);
        let emissions = self.emissions(&prints, paragraph.hidden, &prior, &chain);
        let n = chain.n;
        let transitions = vec![0.0; n * n];
        let spans = crf::spans_of(&chain.viterbi(&emissions, &transitions));
        if spans.is_empty() {
            return Vec::new();
        }
        let ones = vec![1.0; n * n];
        let marginals = chain.forward_backward(&emissions, &ones);
        spans
            .into_iter()
            .map(|span| Found {
                start: span.0,
                end: span.1,
                label: labels[span.2].clone(),
                probability: marginals.span(span, &ones).clamp(0.0, 1.0),
            })
            .collect()
    }

    /// Learns from what a person decided in a paragraph. `complete` says that everything in it was seen: what is not
    /// decided to be an entity is none. Decisions that overlap an earlier one are left out.
    pub fn learn(&mut self, paragraph: Paragraph<'_>, decisions: &[Decision], complete: bool) {
        let len = paragraph.text.len();
        for label in decisions.iter().filter_map(|decision| decision.label.as_ref()) {
            if !self.labels.contains(label) && self.labels.len() < MAX_LABELS {
                self.labels.push(label.clone());
            }
        }
        for said in paragraph.said {
            if !self.labels.contains(&said.label) && self.labels.len() < MAX_LABELS {
                self.labels.push(said.label.clone());
            }
        }
        let allowed = self.allowed(len, decisions, complete);
        if allowed.iter().all(Option::is_none) {
            return;
        }
        let found = self.find(paragraph);
        self.record.add(paragraph.said, &found, decisions, complete, self.n_learned);
        // The forms of this paragraph are added afterwards, so that what is learned about known forms is true of new
        // paragraphs.
        let forms = self.forms.find(paragraph.text);
        let prints = Prints::new(paragraph, &forms);
        let prior = prior(paragraph.said, &forms, &self.labels);
        let kept = Arc::new(Kept { prints, hidden: paragraph.hidden.clone(), prior, allowed });
        for _ in 0..PASSES {
            self.step(&kept);
        }
        let mut chars = 0;
        for i in 0..AGAIN.min(self.kept.len()) {
            let at = again(self.n_learned, i, self.kept.len());
            let old = Arc::clone(&self.kept[at]);
            chars += old.prints.len();
            if i > 0 && chars > AGAIN_CHARS {
                break;
            }
            self.step(&old);
        }
        if len <= MAX_KEPT_CHARS {
            if self.kept.len() < MAX_KEPT {
                self.kept.push(kept);
            } else {
                self.kept[self.n_learned as usize % MAX_KEPT] = kept;
            }
        }
        Arc::make_mut(&mut self.forms).learn(paragraph.text, decisions, complete);
        self.n_learned += 1;
        self.prune();
    }

    /// The one state that each position has by the decisions; none where nothing is known.
    fn allowed(&self, len: usize, decisions: &[Decision], complete: bool) -> Vec<Option<u8>> {
        let mut allowed = vec![complete.then_some(0); len];
        let mut taken = vec![false; len];
        // What is an entity counts for more than what is none.
        let mut sorted: Vec<_> = decisions.iter().filter(|d| d.start < d.end && d.end <= len).collect();
        sorted.sort_by_key(|decision| (decision.label.is_none(), decision.start, decision.end));
        for decision in sorted {
            let range = decision.start..decision.end;
            let Some(label) = &decision.label else {
                for i in range.filter(|&i| !taken[i]) {
                    allowed[i] = Some(0);
                }
                continue;
            };
            let Some(kind) = self.labels.iter().position(|known| known == label) else { continue };
            if taken[range.clone()].iter().any(|&t| t) {
                continue;
            }
            let states = crf::states_of(range.len(), &[(0, range.len(), kind)]);
            for (i, state) in range.zip(states) {
                allowed[i] = Some(state);
                taken[i] = true;
            }
        }
        allowed
    }

    fn emissions(&self, prints: &Prints, hidden: &Hidden, prior: &[PriorSpan], chain: &Chain) -> Vec<f32> {
        let n = chain.n;
        let mut out = vec![0.0; prints.len() * n];
        for (i, row) in out.chunks_exact_mut(n).enumerate() {
            row[0] = OUTSIDE;
            for print in prints.at(i) {
                if let Some(known) = self.rows.get(print) {
                    for (score, weight) in row.iter_mut().zip(&known.weights) {
                        *score += weight;
                    }
                }
            }
            self.dense.add(hidden, i, row);
        }
        for span in prior {
            let len = span.end - span.start;
            let states = crf::states_of(len, &[(0, len, span.label)]);
            for (i, state) in states.into_iter().enumerate() {
                let score = &mut out[(span.start + i) * n + state as usize];
                *score += OUTSIDE + span.score;
            }
        }
        out
    }

    /// One step of the gradient.
    fn step(&mut self, kept: &Kept) {
        let chain = Chain::new(self.labels.len());
        let n = chain.n;
        let free = self.emissions(&kept.prints, &kept.hidden, &kept.prior, &chain);
        let mut bound = free.clone();
        for (row, allowed) in bound.chunks_exact_mut(n).zip(&kept.allowed) {
            if let Some(state) = allowed {
                for (s, score) in row.iter_mut().enumerate() {
                    if s != *state as usize {
                        *score = -1e4;
                    }
                }
            }
        }
        let ones = vec![1.0; n * n];
        let (free, bound) = (chain.forward_backward(&free, &ones), chain.forward_backward(&bound, &ones));
        let mut gradient = vec![0.0; n];
        let dense = Arc::make_mut(&mut self.dense);
        for i in 0..kept.prints.len() {
            let mut largest: f32 = 0.0;
            for (s, g) in gradient.iter_mut().enumerate() {
                *g = free.state(i, s) - bound.state(i, s);
                largest = largest.max(g.abs());
            }
            // NaN, from paths that contradict each other, teaches nothing either.
            if largest.is_nan() || largest < SMALL {
                continue;
            }
            dense.step(&kept.hidden, i, &gradient, SMALL * 0.5);
            for &print in kept.prints.at(i) {
                let row = Arc::make_mut(self.rows.entry(print).or_default());
                row.weights.resize(n, 0.0);
                row.squares.resize(n, 0.0);
                for (s, &g) in gradient.iter().enumerate() {
                    if g.abs() >= SMALL * 0.5 {
                        row.squares[s] += g * g;
                        let pull = DECAY * row.weights[s];
                        row.weights[s] -= RATE * (g + pull) / (DAMPING + row.squares[s]).sqrt();
                    }
                }
            }
        }
    }

    /// Drops the features that say least when there are too many.
    fn prune(&mut self) {
        if self.rows.len() <= MAX_ROWS {
            return;
        }
        let weight = |row: &Row| row.weights.iter().fold(0.0f32, |most, w| most.max(w.abs()));
        let mut all: Vec<(f32, u32)> = self.rows.iter().map(|(&print, row)| (weight(row), print)).collect();
        // The print decides between equals, so that the order of the map does not count.
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, print) in &all[..self.rows.len() - MAX_ROWS * 3 / 4] {
            self.rows.remove(print);
        }
    }
}

/// Which kept paragraph to go over: spread by a fixed rule, so that the same decisions teach the same.
fn again(n_learned: u32, i: usize, n_kept: usize) -> usize {
    (n_learned.wrapping_mul(0x9E37_79B1).wrapping_add((i as u32).wrapping_mul(0x85EB_CA6B)) >> 8) as usize
        % n_kept
}

/// What speaks for stretches before any weight does: the proposer, and forms that were accepted before.
fn prior(said: &[Said], forms: &[forms::Hit], labels: &[String]) -> Vec<PriorSpan> {
    let said = said.iter().filter_map(|said| {
        let label = labels.iter().position(|label| *label == said.label)?;
        let p = said.confidence.clamp(0.05, 0.99);
        let odds = (p / (1.0 - p)).ln() as f32;
        let len = (said.end - said.start) as f32;
        Some(PriorSpan { start: said.start, end: said.end, label, score: odds / len })
    });
    let forms = forms.iter().filter_map(|hit| {
        let label = labels.iter().position(|label| *label == hit.label)?;
        let len = (hit.end - hit.start) as f32;
        let speaks = match hit.trust {
            1 => 1.0,
            2 => 2.0,
            _ => return None,
        };
        Some(PriorSpan { start: hit.start, end: hit.end, label, score: speaks / len })
    });
    said.chain(forms).collect()
}
