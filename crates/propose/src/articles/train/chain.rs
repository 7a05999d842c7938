//! Trains the network and the chain over its labels by the likelihood of the true labels.

use super::{Dice, Prepared};
use crate::articles::features::ROWS;
use crate::articles::labels::COUNT;
use crate::articles::math::exp;
use crate::articles::network::{FIRST, Moves, Network, SECOND, WIDE, WINDOW, add_wide_slopes, chain, wide};
use crate::vectors::{add_row, dot};

const ROUNDS: usize = 5;
/// Chance that a fact is left out while learning.
const DROP: f32 = 0.3;
/// Chance that a value of the second layer is.
const DROP_SECOND: f32 = 0.25;
const RATE: f32 = 0.002;
/// The weights are averaged over the last part of the training, now and then.
const AVERAGE_FROM: f32 = 0.5;
const AVERAGE_EVERY: usize = 20;

/// Adam for one table of weights.
struct Adam {
    m: Vec<f32>,
    v: Vec<f32>,
    g: Vec<f32>,
}

impl Adam {
    fn new(n: usize) -> Self {
        Self { m: vec![0.0; n], v: vec![0.0; n], g: vec![0.0; n] }
    }

    fn apply(&mut self, w: &mut [f32], range: std::ops::Range<usize>, rate: f32) {
        for k in range {
            let g = self.g[k];
            self.g[k] = 0.0;
            self.m[k] = 0.9 * self.m[k] + 0.1 * g;
            self.v[k] = 0.995 * self.v[k] + 0.005 * g * g;
            w[k] -= rate * self.m[k] / (self.v[k].sqrt() + 1e-4);
        }
    }
}

fn initial(n: usize, scale: f32, dice: &mut Dice) -> Vec<f32> {
    (0..n).map(|_| (dice.unit() - 0.5) * 2.0 * scale).collect()
}

/// Trains on all pages, of which the first `natural` are as they came.
pub(crate) fn train(pages: &[Prepared], rows: &[Vec<Vec<u16>>], natural: usize, seed: u64) -> Network {
    let mut dice = Dice::new(seed ^ 0xC4A1);
    let mut net = Network {
        // A fact that was hardly ever seen says nothing.
        rows: vec![0.0; ROWS * FIRST],
        first_bias: vec![0.05; FIRST],
        second: initial((WINDOW + WIDE) * FIRST * SECOND, 0.12, &mut dice),
        second_bias: vec![0.05; SECOND],
        last: initial(SECOND * COUNT, 0.15, &mut dice),
        last_bias: vec![0.0; COUNT],
        moves: Moves { next: vec![0.0; COUNT * COUNT], start: vec![0.0; COUNT] },
    };
    let mut adam: Vec<Adam> = [
        ROWS * FIRST,
        FIRST,
        (WINDOW + WIDE) * FIRST * SECOND,
        SECOND,
        SECOND * COUNT,
        COUNT,
        COUNT * COUNT,
        COUNT,
    ]
    .into_iter()
    .map(Adam::new)
    .collect();
    // The pages as they are count twice, beside what was made of them.
    let mut order: Vec<usize> = (0..pages.len()).chain(0..natural).collect();
    let total = ROUNDS * order.len();
    let mut steps = 0;
    let mut mean = Mean::default();
    for _ in 0..ROUNDS {
        for k in (1..order.len()).rev() {
            order.swap(k, dice.below(k + 1));
        }
        for &p in &order {
            steps += 1;
            let progress = steps as f32 / total as f32;
            let rate = RATE * (1.0 - progress) + RATE * 0.1;
            let labels: Vec<u8> = pages[p].gold.iter().map(|t| t.label).collect();
            learn(&mut net, &mut adam, &rows[p], &labels, rate, &mut dice);
            if progress > AVERAGE_FROM && steps % AVERAGE_EVERY == 0 {
                mean.add(&mut net);
            }
        }
    }
    mean.write(&mut net);
    net
}

/// The mean of the weights over the last part of the training, which wander less than any of them.
#[derive(Default)]
struct Mean {
    sums: Vec<Vec<f32>>,
    count: f32,
}

impl Mean {
    fn add(&mut self, net: &mut Network) {
        self.count += 1.0;
        for (k, table) in tables(net).into_iter().enumerate() {
            if self.sums.len() == k {
                self.sums.push(vec![0.0; table.len()]);
            }
            add_row(&mut self.sums[k], 1.0, table);
        }
    }

    fn write(&self, net: &mut Network) {
        for (table, sum) in tables(net).into_iter().zip(&self.sums) {
            for (w, s) in table.iter_mut().zip(sum) {
                *w = s / self.count;
            }
        }
    }
}

fn tables(net: &mut Network) -> [&mut [f32]; 8] {
    [
        &mut net.rows,
        &mut net.first_bias,
        &mut net.second,
        &mut net.second_bias,
        &mut net.last,
        &mut net.last_bias,
        &mut net.moves.next,
        &mut net.moves.start,
    ]
}

fn learn(net: &mut Network, adam: &mut [Adam], rows: &[Vec<u16>], gold: &[u8], rate: f32, dice: &mut Dice) {
    let n = rows.len();
    if n == 0 {
        return;
    }
    let switched: Vec<Vec<u16>> =
        rows.iter().map(|r| r.iter().copied().filter(|_| dice.unit() >= DROP).collect()).collect();
    let first: Vec<[f32; FIRST]> = switched.iter().map(|r| net.first(r)).collect();
    let around = wide(&first);
    let mut second: Vec<[f32; SECOND]> = (0..n).map(|k| net.second(&first, &around, k)).collect();
    let kept = 1.0 / (1.0 - DROP_SECOND);
    for z in second.iter_mut().flatten() {
        *z = if dice.unit() < DROP_SECOND { 0.0 } else { *z * kept };
    }
    let scores: Vec<[f32; COUNT]> = second.iter().map(|z| net.last(z)).collect();
    let moves: Vec<f32> = net.moves.next.iter().map(|&v| exp(v)).collect();
    let chain = chain(&net.moves.start, &moves, &scores);
    let scale = 1.0 / (n as f32).sqrt().max(1.0) * 0.5;
    // Of the scores: expected less true.
    let mut d_first = vec![[0.0_f32; FIRST]; n];
    let mut d_wide = vec![[[0.0_f32; FIRST]; WIDE]; n];
    for k in 0..n {
        let mut d = chain.marginal(k);
        d[usize::from(gold[k])] -= 1.0;
        let d = d.map(|v| v * scale);
        add_row(&mut adam[5].g, 1.0, &d);
        if k == 0 {
            add_row(&mut adam[7].g, 1.0, &d);
        } else {
            for from in 0..COUNT {
                let f = chain.forward[k - 1][from] / chain.scale[k];
                if f > 1e-9 {
                    for to in 0..COUNT {
                        let p = f * moves[from * COUNT + to] * chain.local[k][to] * chain.backward[k][to];
                        adam[6].g[from * COUNT + to] += scale * p;
                    }
                }
            }
            adam[6].g[usize::from(gold[k - 1]) * COUNT + usize::from(gold[k])] -= scale;
        }
        let mut dz = [0.0_f32; SECOND];
        for (i, &z) in second[k].iter().enumerate() {
            if z > 0.0 {
                add_row(&mut adam[4].g[i * COUNT..(i + 1) * COUNT], z, &d);
                dz[i] = kept * dot(&net.last[i * COUNT..(i + 1) * COUNT], &d);
            }
        }
        add_row(&mut adam[3].g, 1.0, &dz);
        for w in 0..WINDOW {
            let Some(i) = (k + w).checked_sub(WINDOW / 2).filter(|&i| i < n) else { continue };
            for (j, &h) in first[i].iter().enumerate() {
                if h > 0.0 {
                    let at = (w * FIRST + j) * SECOND;
                    add_row(&mut adam[2].g[at..at + SECOND], h, &dz);
                    d_first[i][j] += dot(&net.second[at..at + SECOND], &dz);
                }
            }
        }
        for (w, around) in around[k].iter().enumerate() {
            for (j, &h) in around.iter().enumerate() {
                let at = ((WINDOW + w) * FIRST + j) * SECOND;
                if h > 0.0 {
                    add_row(&mut adam[2].g[at..at + SECOND], h, &dz);
                }
                d_wide[k][w][j] = dot(&net.second[at..at + SECOND], &dz);
            }
        }
    }
    add_wide_slopes(&mut d_first, &d_wide);
    let mut touched = Vec::new();
    for ((rows, h), d) in switched.iter().zip(&first).zip(&mut d_first) {
        for (d, h) in d.iter_mut().zip(h) {
            *d = if *h > 0.0 { *d } else { 0.0 };
        }
        add_row(&mut adam[1].g, 1.0, &*d);
        for &row in rows {
            let at = usize::from(row) * FIRST;
            add_row(&mut adam[0].g[at..at + FIRST], 1.0, &*d);
            touched.push(row);
        }
    }
    touched.sort_unstable();
    touched.dedup();
    for row in touched {
        let at = usize::from(row) * FIRST;
        adam[0].apply(&mut net.rows, at..at + FIRST, rate);
    }
    adam[1].apply(&mut net.first_bias, 0..FIRST, rate);
    adam[2].apply(&mut net.second, 0..(WINDOW + WIDE) * FIRST * SECOND, rate);
    adam[3].apply(&mut net.second_bias, 0..SECOND, rate);
    adam[4].apply(&mut net.last, 0..SECOND * COUNT, rate);
    adam[5].apply(&mut net.last_bias, 0..COUNT, rate);
    adam[6].apply(&mut net.moves.next, 0..COUNT * COUNT, rate);
    adam[7].apply(&mut net.moves.start, 0..COUNT, rate);
}
