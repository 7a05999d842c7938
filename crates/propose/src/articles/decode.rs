//! From scores to a layout: the best labels together with the best partners of all resumptions.

use super::labels::{COUNT, LABELS, Relation};
use super::lattice::Lattice;
use super::network::Moves;
use super::pairs::Pair;

/// What a page was decided to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decision {
    /// The label of each unit.
    pub labels: Vec<u8>,
    /// For a unit that resumes, the unit that it goes on from.
    pub partner: Vec<Option<u32>>,
    /// Labels and partners together.
    pub score: f32,
}

/// How much a pair's score counts beside the labels' scores.
const PAIR_WEIGHT: f32 = 0.5;
/// The score of a resumption without any partner.
const ALONE: f32 = -6.0;
/// Taken off for every part that stops in mid-sentence without going on anywhere.
const LOOSE_END: f32 = 3.0;
/// How many places are tried for a resumption that the first pass did not see.
const TRIES: usize = 40;
/// Pairs below this logit are not worth a try.
const WORTH: f32 = -5.9;
/// On a long page one place in so many units is tried.
const UNITS_PER_TRY: usize = 4;
/// What a try must gain, so that rounding decides nothing.
const LEAST_GAIN: f32 = 1e-3;
/// What makes a label impossible.
const NEVER: f32 = 1000.0;

fn relation(label: u8) -> Relation {
    LABELS[usize::from(label)].relation
}

fn resumes(label: u8) -> bool {
    matches!(relation(label), Relation::Resumes | Relation::ResumesInside)
}

/// Decides a page, one try after the other.
#[derive(Debug, Default)]
pub(crate) struct Decider {
    scores: Vec<[f32; COUNT]>,
    lattice: Lattice,
    /// The best ones first.
    pairs: Vec<Pair>,
    /// Places to try, the best ones last.
    heads: Vec<u32>,
    /// Whether each unit stops in mid-sentence, so that something must go on from it.
    open: Vec<bool>,
    best: Decision,
}

impl Decider {
    /// The best labels by themselves.
    pub(crate) fn new(moves: &Moves, scores: Vec<[f32; COUNT]>, open: Vec<bool>) -> Self {
        let mut lattice = Lattice::new(scores.len());
        lattice.forward_from(0, moves, &scores);
        lattice.backward_from(scores.len(), moves, &scores);
        let (labels, score) = lattice.best();
        let best = Decision { labels, partner: Vec::new(), score };
        Self { scores, lattice, pairs: Vec::new(), heads: Vec::new(), open, best }
    }

    /// The labels that are best so far.
    pub(crate) fn labels(&self) -> &[u8] {
        &self.best.labels
    }

    /// Adds partners to the best labels. The labels by themselves may have swallowed resumptions: the places with
    /// the best partners are to be tried.
    pub(crate) fn pair_up(&mut self, mut pairs: Vec<Pair>) {
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.tail, a.head).cmp(&(b.tail, b.head))));
        let mut seen = vec![false; self.scores.len()];
        let mut heads: Vec<u32> = pairs
            .iter()
            .take_while(|p| p.score >= WORTH)
            .map(|p| p.head)
            .filter(|&head| !std::mem::replace(&mut seen[head as usize], true))
            .take(TRIES.max(self.scores.len() / UNITS_PER_TRY))
            .collect();
        heads.reverse();
        let (partner, added) = partners(&self.best.labels, &pairs, &self.open);
        self.best.partner = partner;
        self.best.score += added;
        self.pairs = pairs;
        self.heads = heads;
    }

    /// Tries one more place the other way round (resumed or not); false when none is left.
    pub(crate) fn step(&mut self, moves: &Moves) -> bool {
        let Some(head) = self.heads.pop() else { return false };
        let head = head as usize;
        let now = resumes(self.best.labels[head]);
        let (labels, score) = self.lattice.best_through(head, |label| resumes(label) != now);
        let (partner, added) = partners(&labels, &self.pairs, &self.open);
        if score + added > self.best.score + LEAST_GAIN {
            self.best = Decision { labels, partner, score: score + added };
            for (l, s) in self.scores[head].iter_mut().enumerate() {
                if resumes(l as u8) == now {
                    *s -= NEVER;
                }
            }
            self.lattice.forward_from(head, moves, &self.scores);
            self.lattice.backward_from(head, moves, &self.scores);
        }
        true
    }

    /// What was decided.
    pub(crate) fn decision(self) -> Decision {
        self.best
    }
}

/// Assigns to every resumption the tail that it goes on from, each tail to one head at most. The best pairs
/// come first.
fn partners(labels: &[u8], pairs: &[Pair], open: &[bool]) -> (Vec<Option<u32>>, f32) {
    let n = labels.len();
    let mut partner: Vec<Option<u32>> = vec![None; n];
    // Segments: stretches that only follow their neighbour.
    let mut segment = vec![u32::MAX; n];
    let mut count = 0;
    let mut last_of: Vec<u32> = Vec::new();
    for k in 0..n {
        match relation(labels[k]) {
            Relation::Furniture => {}
            Relation::Same | Relation::Continues if count > 0 => {
                segment[k] = count - 1;
                last_of[count as usize - 1] = k as u32;
            }
            _ => {
                segment[k] = count;
                last_of.push(k as u32);
                count += 1;
            }
        }
    }
    let usable = pairs.iter().filter(|p| {
        let (t, h) = (p.tail as usize, p.head as usize);
        resumes(labels[h])
            && segment[t] != u32::MAX
            && last_of[segment[t] as usize] == p.tail
            && segment[t] != segment[h]
    });
    let mut taken = vec![false; n];
    let mut previous = vec![u32::MAX; count as usize];
    let mut total = 0.0;
    for pair in usable {
        let (t, h) = (pair.tail as usize, pair.head as usize);
        if taken[t] || partner[h].is_some() {
            continue;
        }
        // No article may follow itself.
        let mut at = segment[t];
        while at != u32::MAX && at != segment[h] {
            at = previous[at as usize];
        }
        if at == segment[h] {
            continue;
        }
        taken[t] = true;
        partner[h] = Some(pair.tail);
        previous[segment[h] as usize] = segment[t];
        total += PAIR_WEIGHT * pair.score;
    }
    for k in 0..n {
        if resumes(labels[k]) && partner[k].is_none() {
            total += PAIR_WEIGHT * ALONE;
        }
    }
    // A part that stops in mid-sentence and that nothing goes on from is a loose end.
    for &last in &last_of {
        let last = last as usize;
        if open[last] && !taken[last] && LABELS[usize::from(labels[last])].role == jianbao_core::Role::Body {
            total -= LOOSE_END;
        }
    }
    (partner, total)
}
