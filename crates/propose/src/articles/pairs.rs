//! How well a unit goes on from another one that is not its neighbour.

use super::features::{Facts, Marks, weight_of};
use super::math::sigmoid;
use super::ngrams::{Counts, association};
use super::patterns;
use super::units::Unit;
use crate::vectors::{add_row, positive};

/// Inputs of the pair scorer.
pub(crate) const INPUTS: usize = 29;
/// Its hidden values.
pub(crate) const HIDDEN: usize = 24;
/// Units between a tail and its head, at most; keeps the cost linear.
pub(crate) const REACH: usize = 160;

/// The weights of the pair scorer: one hidden layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PairNet {
    /// `INPUTS` rows of `HIDDEN`.
    pub first: Vec<f32>,
    /// Of `HIDDEN`.
    pub bias: Vec<f32>,
    /// Of `HIDDEN`.
    pub second: Vec<f32>,
    /// Added at the end.
    pub offset: f32,
}

impl PairNet {
    /// The logit that the pair belongs together.
    pub(crate) fn score(&self, x: &[f32; INPUTS]) -> f32 {
        let mut hidden = [0.0_f32; HIDDEN];
        hidden.copy_from_slice(&self.bias);
        for (k, &v) in x.iter().enumerate() {
            if v != 0.0 {
                add_row(&mut hidden, v, &self.first[k * HIDDEN..(k + 1) * HIDDEN]);
            }
        }
        hidden.iter().zip(&self.second).fold(self.offset, |s, (h, w)| s + positive(*h) * w)
    }
}

/// What the text around each unit is about, for the pairs. Filled unit by unit, then [closed](Self::close).
#[derive(Debug, Default)]
pub(crate) struct Contexts {
    /// The words of up to six units that end with a unit.
    before: Vec<Vec<(u32, f32)>>,
    before_weight: Vec<f32>,
    /// The words of up to three units from a unit on.
    after: Vec<Vec<(u32, f32)>>,
    after_weight: Vec<f32>,
    /// What the text up to a unit has in common with the text after it.
    next: Vec<f32>,
    /// The units whose `after` holds a word, in order; those of word `w` from `from[w]` on.
    heads: Vec<u32>,
    from: Vec<u32>,
}

impl Contexts {
    /// The contexts of all units.
    #[cfg(feature = "train")]
    pub(crate) fn of(facts: &[Facts]) -> Self {
        let mut marks = Marks::for_words_of(facts);
        let mut contexts = Self::default();
        for k in 0..facts.len() {
            contexts.add(facts, k, &mut marks);
        }
        contexts.close(&marks);
        contexts
    }

    /// Collects the words around unit `k`, which must be the next.
    pub(crate) fn add(&mut self, facts: &[Facts], k: usize, marks: &mut Marks) {
        let before = marks.union(facts[k.saturating_sub(5)..=k].iter().rev(), 400);
        let after = marks.union(facts[k..(k + 3).min(facts.len())].iter(), 300);
        self.before_weight.push(weight_of(&before).sqrt());
        self.after_weight.push(weight_of(&after).sqrt());
        if k > 0 {
            self.next.push(marks.similarity(&self.before[k - 1], &after));
        }
        self.before.push(before);
        self.after.push(after);
    }

    /// Makes the list of the units in whose text each word is.
    pub(crate) fn close(&mut self, marks: &Marks) {
        self.next.push(0.0);
        let mut from = vec![0_u32; marks.words() + 1];
        for word in self.after.iter().flatten() {
            from[word.0 as usize + 1] += 1;
        }
        for w in 1..from.len() {
            from[w] += from[w - 1];
        }
        let mut at = from.clone();
        self.heads = vec![0; from.last().map_or(0, |&n| n as usize)];
        for (head, words) in self.after.iter().enumerate() {
            for word in words {
                let place = &mut at[word.0 as usize];
                self.heads[*place as usize] = head as u32;
                *place += 1;
            }
        }
        self.from = from;
        self.after = Vec::new();
    }

    /// What the text up to `tail` has in common with the text from each unit within reach on; the
    /// first value is that of the first unit within [`reach`].
    pub(crate) fn topics(&self, tail: usize) -> Vec<f32> {
        let reach = reach(tail, self.before.len());
        let mut sums = vec![0.0_f32; reach.len()];
        for &(word, weight) in &self.before[tail] {
            let word = word as usize;
            let heads = &self.heads[self.from[word] as usize..self.from[word + 1] as usize];
            let first = heads.partition_point(|&h| (h as usize) < reach.start);
            for &head in heads[first..].iter().take_while(|&&h| (h as usize) < reach.end) {
                sums[head as usize - reach.start] += weight;
            }
        }
        for (sum, head) in sums.iter_mut().zip(reach) {
            let scale = self.before_weight[tail] * self.after_weight[head];
            *sum = if scale > 0.0 { *sum / scale } else { 0.0 };
        }
        sums
    }
}

/// The units that a tail may go on in.
pub(crate) fn reach(tail: usize, units: usize) -> std::ops::Range<usize> {
    tail.saturating_sub(REACH)..(tail + REACH + 1).min(units)
}

fn may_be_tail(tail: &Facts) -> bool {
    tail.may_be_open && (tail.len >= 8 || !tail.ends)
}

/// Whether a unit may be the head (`Facts::may_resume`) of an interrupted article's next part,
/// with `tail` its end; `head` may stand before `tail` in the text.
pub(crate) fn possible(facts: &[Facts], tail: usize, head: usize) -> bool {
    let h = &facts[head];
    may_be_tail(&facts[tail])
        && h.may_resume
        && head != tail
        && head != tail + 1
        && head.abs_diff(tail) <= REACH
        // A text in mid-sentence goes on in a text, not in a short line of its own.
        && (h.len >= 9 || h.ends)
}

/// The inputs of the pair scorer; `topic` is what [`Contexts::topics`] says of the pair.
pub(crate) fn inputs(
    units: &[Unit],
    facts: &[Facts],
    contexts: &Contexts,
    counts: &dyn Counts,
    topic: f32,
    (tail, head): (usize, usize),
) -> [f32; INPUTS] {
    let (t, h) = (&facts[tail], &facts[head]);
    let far = association(counts, t.tail, h.head);
    let near_head = h.local;
    let near_tail = facts.get(tail + 1).map_or([0.0; 3], |f| f.local);
    let sum = |a: [f32; 3]| a[0] + a[1] + a[2];
    let topic_near = if head > 0 { contexts.next[head - 1] } else { 0.0 };
    let topic_next = contexts.next[tail];
    let before_ends = head == 0 || facts[head - 1].ends;
    let before = head.checked_sub(1).map(|k| &facts[k]);
    let next = facts.get(tail + 1);
    let flag = |b: bool| if b { 1.0 } else { 0.0 };
    let distance = head.abs_diff(tail) as f32;
    let first = units[head].chars[0];
    [
        far[0],
        far[1],
        far[2],
        sum(far).max(-3.0),
        sum(near_head),
        sum(near_tail),
        flag(t.ends),
        flag(!t.ends && t.len >= 30),
        flag(before_ends),
        topic * 10.0,
        topic_near * 10.0,
        topic_next * 10.0,
        flag(t.open_quotes > 0) * 2.0,
        flag(h.stray_quotes > 0) * 2.0,
        flag(t.open_quotes > 0 && h.stray_quotes > 0) * 2.0,
        super::math::ln(1.0 + distance),
        flag(head < tail),
        flag(h.len < 30),
        flag(matches!(first, ',' | '。' | '、' | ';' | ':' | '”' | ')' | '》' | '!' | '?')) * 2.0,
        flag(before.is_none_or(|b| b.names > 0 || b.credit || b.byline || b.furniture)),
        flag(next.is_none_or(|n| !n.ends && n.len < 40)),
        flag(next.is_none_or(|n| n.dateline)),
        flag(before.is_some_and(|b| !b.ends && b.len >= 30)),
        flag(t.jump.as_ref().is_some_and(|j| !j.back)) * 2.0,
        flag(t.len < 30),
        flag(patterns::ends_with(&units[tail].chars, "。") && topic > 0.06),
        h.opens.clamp(-3.0, 5.0),
        next.map_or(0.0, |n| n.opens_title.clamp(-3.0, 5.0)),
        before.map_or(0.0, |b| b.ends_title.clamp(-3.0, 5.0)),
    ]
}

/// One scored pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// The unit that is gone on from.
    pub tail: u32,
    /// The unit that goes on.
    pub head: u32,
    /// The logit that they belong together.
    pub score: f32,
}

/// Pairs below this logit are forgotten.
const FLOOR: f32 = -6.0;

/// The pairs of a page that are worth a look, found tail by tail.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// In the order of their tails, then heads.
    pub found: Vec<Pair>,
    /// For each unit its best score as head and as tail.
    pub best: Vec<(f32, f32)>,
}

impl Pairs {
    /// No pairs yet.
    pub(crate) fn new(units: usize) -> Self {
        Self { found: Vec::new(), best: vec![(-9.0, -9.0); units] }
    }

    /// Scores all pairs with this tail.
    pub(crate) fn add(
        &mut self,
        net: &PairNet,
        units: &[Unit],
        facts: &[Facts],
        contexts: &Contexts,
        counts: &dyn Counts,
        tail: usize,
    ) {
        if !may_be_tail(&facts[tail]) {
            return;
        }
        let topics = contexts.topics(tail);
        for (head, topic) in reach(tail, units.len()).zip(topics) {
            if !possible(facts, tail, head) {
                continue;
            }
            let score = net.score(&inputs(units, facts, contexts, counts, topic, (tail, head)));
            self.best[head].0 = self.best[head].0.max(score);
            self.best[tail].1 = self.best[tail].1.max(score);
            if score > FLOOR {
                self.found.push(Pair { tail: tail as u32, head: head as u32, score });
            }
        }
    }
}

/// The pairs of a page that are worth a look.
#[cfg(feature = "train")]
pub(crate) fn scored(net: &PairNet, units: &[Unit], facts: &[Facts], counts: &dyn Counts) -> Pairs {
    let contexts = Contexts::of(facts);
    let mut pairs = Pairs::new(units.len());
    for tail in 0..units.len() {
        pairs.add(net, units, facts, &contexts, counts, tail);
    }
    pairs
}

/// The chance that a logit stands for.
pub(crate) fn chance(score: f32) -> f32 {
    sigmoid(score)
}
