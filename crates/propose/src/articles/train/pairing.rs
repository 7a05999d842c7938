//! Trains the pair scorer by logistic regression with one hidden layer.

use super::counting::{Tally, WithoutPage};
use super::{Dice, Prepared};
use crate::articles::features::Facts;
use crate::articles::labels::{LABELS, Relation};
use crate::articles::math::sigmoid;
use crate::articles::ngrams::NgramTable;
use crate::articles::pairs::{Contexts, HIDDEN, INPUTS, PairNet, inputs, possible, reach};
use crate::vectors::add_row;

/// Of the pairs that do not belong together, one in so many is learned from; it counts as many.
const THIN: usize = 12;
const ROUNDS: usize = 8;

struct Example {
    x: [f32; INPUTS],
    y: f32,
    weight: f32,
}

/// Trains the pair scorer on every page, each without its own text in the counts.
pub(crate) fn train(
    pages: &[Prepared],
    facts: &[Vec<Facts>],
    table: &NgramTable,
    tally: &Tally,
    seed: u64,
) -> PairNet {
    let mut dice = Dice::new(seed ^ 0xA11);
    let mut examples = Vec::new();
    for (page, facts) in pages.iter().zip(facts) {
        let counts = WithoutPage { table, tally, source: page.source };
        let contexts = Contexts::of(facts);
        let resumed = |u: usize| {
            matches!(
                LABELS[usize::from(page.gold[u].label)].relation,
                Relation::Resumes | Relation::ResumesInside
            )
        };
        let next: Vec<Option<usize>> = {
            let mut next = vec![None; page.units.len()];
            for (u, truth) in page.gold.iter().enumerate() {
                if let Some(b) = truth.before {
                    next[b as usize] = Some(u);
                }
            }
            next
        };
        for (tail, &next_of_tail) in next.iter().enumerate() {
            let topics = contexts.topics(tail);
            for (head, topic) in reach(tail, page.units.len()).zip(topics) {
                if !possible(facts, tail, head) {
                    continue;
                }
                let y = resumed(head) && page.gold[head].before == Some(tail as u32);
                // A tail or head that does have a far partner is worth learning from each time.
                let telling = resumed(head) || next_of_tail.is_some_and(|n| n != tail + 1);
                let (keep, weight) =
                    if y || telling { (true, 1.0) } else { (dice.below(THIN) == 0, THIN as f32) };
                if keep {
                    examples.push(Example {
                        x: inputs(&page.units, facts, &contexts, &counts, topic, (tail, head)),
                        y: f32::from(u8::from(y)),
                        weight,
                    });
                }
            }
        }
    }
    fit(&mut examples, &mut dice)
}

fn fit(examples: &mut [Example], dice: &mut Dice) -> PairNet {
    let mut net = PairNet {
        first: (0..INPUTS * HIDDEN).map(|_| (dice.unit() - 0.5) * 0.4).collect(),
        bias: (0..HIDDEN).map(|_| dice.unit() * 0.1).collect(),
        second: (0..HIDDEN).map(|_| (dice.unit() - 0.5) * 0.4).collect(),
        offset: -4.0,
    };
    let size = INPUTS * HIDDEN + 2 * HIDDEN + 1;
    let (mut m, mut v) = (vec![0.0_f32; size], vec![0.0_f32; size]);
    let mut gradient = vec![0.0_f32; size];
    let mut steps = 0;
    const BATCH: usize = 64;
    let total_steps = ROUNDS * examples.len().div_ceil(BATCH);
    for _ in 0..ROUNDS {
        for k in (1..examples.len()).rev() {
            examples.swap(k, dice.below(k + 1));
        }
        for batch in examples.chunks(BATCH) {
            gradient.fill(0.0);
            for e in batch {
                let mut h = [0.0_f32; HIDDEN];
                h.copy_from_slice(&net.bias);
                for (k, &x) in e.x.iter().enumerate() {
                    add_row(&mut h, x, &net.first[k * HIDDEN..(k + 1) * HIDDEN]);
                }
                let score = h.iter().zip(&net.second).fold(net.offset, |s, (h, w)| s + h.max(0.0) * w);
                let d = (sigmoid(score) - e.y)
                    * e.weight.min(4.0)
                    * if e.y > 0.5 { 1.0 } else { e.weight.max(1.0) / e.weight.clamp(1.0, 4.0) };
                for (j, &h) in h.iter().enumerate() {
                    gradient[INPUTS * HIDDEN + HIDDEN + j] += d * h.max(0.0);
                    if h > 0.0 {
                        let dj = d * net.second[j];
                        gradient[INPUTS * HIDDEN + j] += dj;
                        for (k, &x) in e.x.iter().enumerate() {
                            gradient[k * HIDDEN + j] += dj * x;
                        }
                    }
                }
                gradient[size - 1] += d;
            }
            steps += 1;
            let rate = 0.004 * (1.0 - steps as f32 / (total_steps + 1) as f32) + 1e-5;
            let scale = 1.0 / batch.len() as f32;
            let (c1, c2) = (1.0 - 0.9_f32.powi(steps.min(2000)), 1.0 - 0.999_f32.powi(steps.min(20000)));
            let mut update = |k: usize, w: &mut f32| {
                let g = (gradient[k] * scale).clamp(-5.0, 5.0);
                m[k] = 0.9 * m[k] + 0.1 * g;
                v[k] = 0.999 * v[k] + 0.001 * g * g;
                *w -= rate * (m[k] / c1) / ((v[k] / c2).sqrt() + 1e-6);
            };
            for (k, w) in net.first.iter_mut().enumerate() {
                update(k, w);
            }
            for (k, w) in net.bias.iter_mut().enumerate() {
                update(INPUTS * HIDDEN + k, w);
            }
            for (k, w) in net.second.iter_mut().enumerate() {
                update(INPUTS * HIDDEN + HIDDEN + k, w);
            }
            update(size - 1, &mut net.offset);
        }
    }
    net
}
