//! How well a unit goes on from another one that is not its neighbour.

use super::features::{Facts, merged, shared, weight_of};
use super::math::sigmoid;
use super::ngrams::{Counts, association};
use super::patterns;
use super::units::Unit;

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
                for (h, w) in hidden.iter_mut().zip(&self.first[k * HIDDEN..(k + 1) * HIDDEN]) {
                    *h += v * w;
                }
            }
        }
        hidden.iter().zip(&self.second).fold(self.offset, |s, (h, w)| s + h.max(0.0) * w)
    }
}

/// What the text around each unit is about, for the pairs.
pub(crate) struct Contexts {
    before: Vec<Words>,
    after: Vec<Words>,
    /// What the text up to a unit has in common with the text after it.
    next: Vec<f32>,
}

/// A word list with the root of its weight.
struct Words(Vec<(u32, f32)>, f32);

impl Words {
    fn of(words: Vec<(u32, f32)>) -> Self {
        let weight = weight_of(&words).sqrt();
        Self(words, weight)
    }

    fn similarity(&self, other: &Self) -> f32 {
        let scale = self.1 * other.1;
        if scale > 0.0 { shared(&self.0, &other.0) / scale } else { 0.0 }
    }
}

impl Contexts {
    /// Collects the words of up to five units back and three on.
    pub(crate) fn of(facts: &[Facts]) -> Self {
        let before: Vec<Words> = (0..facts.len())
            .map(|k| Words::of(merged(facts[k.saturating_sub(5)..=k].iter().rev(), 400)))
            .collect();
        let after: Vec<Words> = (0..facts.len())
            .map(|k| Words::of(merged(facts[k..(k + 3).min(facts.len())].iter(), 300)))
            .collect();
        let next =
            (0..facts.len()).map(|k| after.get(k + 1).map_or(0.0, |a| before[k].similarity(a))).collect();
        Self { before, after, next }
    }
}

/// Whether a unit may be the head (`Facts::may_resume`) of an interrupted article's next part,
/// with `tail` its end; `head` may stand before `tail` in the text.
pub(crate) fn possible(facts: &[Facts], tail: usize, head: usize) -> bool {
    let (t, h) = (&facts[tail], &facts[head]);
    t.may_be_open
        && h.may_resume
        && head != tail
        && head != tail + 1
        && head.abs_diff(tail) <= REACH
        && (t.len >= 8 || !t.ends)
        // A text in mid-sentence goes on in a text, not in a short line of its own.
        && (h.len >= 9 || h.ends)
}

/// The inputs of the pair scorer.
pub(crate) fn inputs(
    units: &[Unit],
    facts: &[Facts],
    contexts: &Contexts,
    counts: &dyn Counts,
    tail: usize,
    head: usize,
) -> [f32; INPUTS] {
    let (t, h) = (&facts[tail], &facts[head]);
    let far = association(counts, t.tail, h.head);
    let near_head = h.local;
    let near_tail = facts.get(tail + 1).map_or([0.0; 3], |f| f.local);
    let sum = |a: [f32; 3]| a[0] + a[1] + a[2];
    let topic = contexts.before[tail].similarity(&contexts.after[head]);
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

/// The pairs of a page that are worth a look, and for each unit its best score as head and as tail.
pub(crate) fn scored(
    net: &PairNet,
    units: &[Unit],
    facts: &[Facts],
    counts: &dyn Counts,
) -> (Vec<Pair>, Vec<(f32, f32)>) {
    let contexts = Contexts::of(facts);
    let mut best = vec![(-9.0_f32, -9.0_f32); units.len()];
    let mut out = Vec::new();
    for tail in 0..units.len() {
        let reach = tail.saturating_sub(REACH)..(tail + REACH + 1).min(units.len());
        for head in reach {
            if !possible(facts, tail, head) {
                continue;
            }
            let score = net.score(&inputs(units, facts, &contexts, counts, tail, head));
            best[head].0 = best[head].0.max(score);
            best[tail].1 = best[tail].1.max(score);
            if score > FLOOR {
                out.push(Pair { tail: tail as u32, head: head as u32, score });
            }
        }
    }
    (out, best)
}

/// The chance that a logit stands for.
pub(crate) fn chance(score: f32) -> f32 {
    sigmoid(score)
}
