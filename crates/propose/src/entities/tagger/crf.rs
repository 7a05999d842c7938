//! A linear-chain conditional random field over begin, inside, end, single and outside.
//!
//! State 0 is outside; type `k` has the states `1 + 4k` (begin), `+1` (inside), `+2` (end) and
//! `+3` (single). Only transitions that keep names whole are allowed, so a path is always a list
//! of spans.

use crate::vectors::{greatest, larger};

/// A name on a path: first position, end, type.
pub type Span = (usize, usize, usize);

/// How many states `types` types have.
pub const fn n_states(types: usize) -> usize {
    1 + 4 * types
}

/// The states of a text of `len` characters in which `spans` (sorted, disjoint) are the names.
pub fn states_of(len: usize, spans: &[Span]) -> Vec<u8> {
    let mut out = vec![0; len];
    for &(start, end, kind) in spans {
        let first = (1 + 4 * kind) as u8;
        if end == start + 1 {
            out[start] = first + 3;
        } else {
            out[start] = first;
            out[start + 1..end - 1].fill(first + 1);
            out[end - 1] = first + 2;
        }
    }
    out
}

/// Whether `b` may follow `a`.
pub const fn may_follow(a: usize, b: usize) -> bool {
    let opens = a > 0 && (a - 1) % 4 < 2;
    let goes_on = b > 0 && matches!((b - 1) % 4, 1 | 2);
    if opens { goes_on && (a - 1) / 4 == (b - 1) / 4 } else { !goes_on }
}

/// Whether a text may begin with this state.
pub const fn may_begin(state: usize) -> bool {
    may_follow(0, state)
}

/// Whether a text may end with this state.
pub const fn may_end(state: usize) -> bool {
    may_follow(state, 0)
}

/// Which states may come before each state.
#[derive(Clone, Debug)]
pub struct Chain {
    /// How many states.
    pub n: usize,
    before: Vec<Vec<u8>>,
    after: Vec<Vec<u8>>,
}

impl Chain {
    /// The chain of so many types.
    pub fn new(types: usize) -> Self {
        let n = n_states(types);
        let list = |f: &dyn Fn(usize) -> bool| (0..n).filter(|&a| f(a)).map(|a| a as u8).collect::<Vec<_>>();
        Self {
            n,
            before: (0..n).map(|b| list(&|a| may_follow(a, b))).collect(),
            after: (0..n).map(|a| list(&|b| may_follow(a, b))).collect(),
        }
    }

    /// The best path. `emissions` holds `n` scores a position, `transitions` is `n` × `n`, from row to column.
    pub fn viterbi(&self, emissions: &[f32], transitions: &[f32]) -> Vec<u8> {
        let n = self.n;
        let len = emissions.len() / n;
        let mut back = vec![0u8; len * n];
        let mut score: Vec<f32> =
            (0..n).map(|s| if len > 0 && may_begin(s) { emissions[s] } else { f32::NEG_INFINITY }).collect();
        let mut next = score.clone();
        for i in 1..len {
            for b in 0..n {
                let mut best = (f32::NEG_INFINITY, 0);
                for &a in &self.before[b] {
                    let value = score[a as usize] + transitions[a as usize * n + b];
                    if value > best.0 {
                        best = (value, a);
                    }
                }
                next[b] = best.0 + emissions[i * n + b];
                back[i * n + b] = best.1;
            }
            std::mem::swap(&mut score, &mut next);
        }
        let mut path = vec![0; len];
        if len > 0 {
            let mut state =
                (0..n).filter(|&s| may_end(s)).fold(0, |a, b| if score[b] > score[a] { b } else { a });
            for i in (0..len).rev() {
                path[i] = state as u8;
                state = back[i * n + state] as usize;
            }
        }
        path
    }

    /// The scaled forward and backward values. `weights` are the exponentials of the transitions.
    pub fn forward_backward(&self, emissions: &[f32], weights: &[f32]) -> Marginals {
        let n = self.n;
        let len = emissions.len() / n;
        let mut m = Marginals {
            n,
            emit: vec![0.0; len * n],
            alpha: vec![0.0; len * n],
            beta: vec![0.0; len * n],
            scale: vec![1.0; len],
            log_z: 0.0,
        };
        for i in 0..len {
            let row = &emissions[i * n..(i + 1) * n];
            let top = greatest(row);
            for (to, score) in m.emit[i * n..(i + 1) * n].iter_mut().zip(row) {
                *to = (score - top).exp();
            }
            let mut sum = 0.0;
            for b in 0..n {
                let from = if i == 0 {
                    if may_begin(b) { 1.0 } else { 0.0 }
                } else {
                    self.before[b]
                        .iter()
                        .map(|&a| m.alpha[(i - 1) * n + a as usize] * weights[a as usize * n + b])
                        .sum::<f32>()
                };
                let last = i + 1 == len && !may_end(b);
                let value = if last { 0.0 } else { from * m.emit[i * n + b] };
                m.alpha[i * n + b] = value;
                sum += value;
            }
            let sum = larger(sum, f32::MIN_POSITIVE);
            for b in 0..n {
                m.alpha[i * n + b] /= sum;
            }
            m.scale[i] = sum;
            m.log_z += f64::from(sum).ln() + f64::from(top);
        }
        for i in (0..len).rev() {
            for a in 0..n {
                m.beta[i * n + a] = if i + 1 == len {
                    if may_end(a) { 1.0 } else { 0.0 }
                } else {
                    self.after[a]
                        .iter()
                        .map(|&b| {
                            let b = b as usize;
                            weights[a * n + b] * m.emit[(i + 1) * n + b] * m.beta[(i + 1) * n + b]
                        })
                        .sum::<f32>()
                        / m.scale[i + 1]
                };
            }
        }
        m
    }

    /// Adds `by` times the expected counts of transitions to `out`, an `n` × `n` table.
    pub fn expect_transitions(&self, m: &Marginals, weights: &[f32], out: &mut [f32]) {
        let n = self.n;
        for i in 1..m.scale.len() {
            for b in 0..n {
                let right = m.emit[i * n + b] * m.beta[i * n + b] / m.scale[i];
                if right < 1e-7 {
                    continue;
                }
                for &a in &self.before[b] {
                    let a = a as usize;
                    out[a * n + b] += m.alpha[(i - 1) * n + a] * weights[a * n + b] * right;
                }
            }
        }
    }
}

/// Forward and backward values of one text.
#[derive(Clone, Debug)]
pub struct Marginals {
    n: usize,
    emit: Vec<f32>,
    alpha: Vec<f32>,
    beta: Vec<f32>,
    scale: Vec<f32>,
    /// The logarithm of the sum over all paths.
    pub log_z: f64,
}

impl Marginals {
    /// The probability of a state at a position.
    pub fn state(&self, i: usize, s: usize) -> f32 {
        self.alpha[i * self.n + s] * self.beta[i * self.n + s]
    }

    /// The probability that exactly this stretch is a name of this type.
    pub fn span(&self, (start, end, kind): Span, weights: &[f32]) -> f64 {
        let n = self.n;
        let states = states_of(end - start, &[(0, end - start, kind)]);
        let mut p = f64::from(self.alpha[start * n + states[0] as usize]);
        for i in start + 1..end {
            let (a, b) = (states[i - start - 1] as usize, states[i - start] as usize);
            p *= f64::from(weights[a * n + b]) * f64::from(self.emit[i * n + b]) / f64::from(self.scale[i]);
        }
        p * f64::from(self.beta[(end - 1) * n + *states.last().unwrap_or(&0) as usize])
    }
}

/// The spans of a path.
pub fn spans_of(path: &[u8]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, &state) in path.iter().enumerate() {
        if state == 0 {
            continue;
        }
        let (kind, part) = ((state as usize - 1) / 4, (state as usize - 1) % 4);
        match part {
            0 => start = i,
            2 => out.push((start, i + 1, kind)),
            3 => out.push((i, i + 1, kind)),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_spans_agree() {
        let spans = vec![(0, 1, 2), (1, 4, 0), (5, 7, 1)];
        assert_eq!(spans_of(&states_of(8, &spans)), spans);
    }

    #[test]
    fn marginals_sum_to_one_and_agree_with_all_paths() {
        let chain = Chain::new(2);
        let n = chain.n;
        let len = 4;
        let noise = |i: usize| ((i * 7919) % 101) as f32 / 50.0 - 1.0;
        let emissions: Vec<f32> = (0..len * n).map(noise).collect();
        let transitions: Vec<f32> = (0..n * n).map(|i| noise(i + 5)).collect();
        let weights: Vec<f32> = transitions.iter().map(|t| t.exp()).collect();
        let m = chain.forward_backward(&emissions, &weights);
        // Every path by hand.
        let (mut z, mut span, mut best) = (0.0f64, 0.0f64, (f64::NEG_INFINITY, Vec::new()));
        for code in 0..n.pow(len as u32) {
            let path: Vec<usize> = (0..len).map(|i| code / n.pow(i as u32) % n).collect();
            if !may_begin(path[0])
                || !may_end(path[len - 1])
                || path.windows(2).any(|w| !may_follow(w[0], w[1]))
            {
                continue;
            }
            let mut score = 0.0;
            for i in 0..len {
                score += f64::from(emissions[i * n + path[i]]);
                if i > 0 {
                    score += f64::from(transitions[path[i - 1] * n + path[i]]);
                }
            }
            z += score.exp();
            let bytes: Vec<u8> = path.iter().map(|&s| s as u8).collect();
            if spans_of(&bytes).contains(&(1, 3, 1)) {
                span += score.exp();
            }
            if score > best.0 {
                best = (score, bytes);
            }
        }
        assert!((m.log_z - z.ln()).abs() < 1e-4);
        assert!((m.span((1, 3, 1), &weights) - span / z).abs() < 1e-5);
        assert_eq!(chain.viterbi(&emissions, &transitions), best.1);
        for i in 0..len {
            let sum: f32 = (0..n).map(|s| m.state(i, s)).sum();
            assert!((sum - 1.0).abs() < 1e-4);
        }
    }
}
