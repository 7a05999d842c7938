//! The network that scores labels, and the chain over them: a sparse first layer for each unit, a
//! second one over five neighbours, and a conditional random field on top.

use super::labels::COUNT;
use super::math::exp;
use crate::vectors::{add_row, dot, greatest, larger, positive};

/// Values of the first layer.
pub(crate) const FIRST: usize = 32;
/// Values of the second layer.
pub(crate) const SECOND: usize = 96;
/// Units that the second layer looks at.
pub(crate) const WINDOW: usize = 5;
/// What it sees of the page beside them: the mean of all units, and the means of those before and after, the
/// nearer ones weighing more.
pub(crate) const WIDE: usize = 3;
/// How much less each unit farther away weighs.
const FADE: f32 = 0.85;

/// The weights. Matrices are stored input by input.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Network {
    /// `ROWS` rows of `FIRST`.
    pub rows: Vec<f32>,
    /// `FIRST`.
    pub first_bias: Vec<f32>,
    /// `(WINDOW + WIDE) * FIRST` rows of `SECOND`.
    pub second: Vec<f32>,
    /// `SECOND`.
    pub second_bias: Vec<f32>,
    /// `SECOND` rows of `COUNT`.
    pub last: Vec<f32>,
    /// `COUNT`.
    pub last_bias: Vec<f32>,
    /// The chain on top.
    pub moves: Moves,
}

/// How labels follow one another.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moves {
    /// `COUNT` rows (label before) of `COUNT` (label after).
    pub next: Vec<f32>,
    /// `COUNT`: the label of the first unit.
    pub start: Vec<f32>,
}

impl Moves {
    /// The mean of several.
    pub(crate) fn mean<'a>(all: impl Iterator<Item = &'a Self> + Clone) -> Self {
        let share = 1.0 / all.clone().count().max(1) as f32;
        let mut mean = Self { next: vec![0.0; COUNT * COUNT], start: vec![0.0; COUNT] };
        for one in all {
            add_row(&mut mean.next, share, &one.next);
            add_row(&mut mean.start, share, &one.start);
        }
        mean
    }
}

/// The mean of the label scores that several networks give unit `k`; `first` and `wide` hold for each network the
/// first layers of all units and what they say of the page.
pub(crate) fn mean_scores(
    networks: &[Network],
    first: &[Vec<[f32; FIRST]>],
    wide: &[Vec<[[f32; FIRST]; WIDE]>],
    k: usize,
) -> [f32; COUNT] {
    let share = 1.0 / networks.len().max(1) as f32;
    let mut mean = [0.0; COUNT];
    for ((network, first), wide) in networks.iter().zip(first).zip(wide) {
        add_row(&mut mean, share, &network.last(&network.second(first, wide, k)));
    }
    mean
}

/// What the first layers of all units say of the page around each.
pub(crate) fn wide(first: &[[f32; FIRST]]) -> Vec<[[f32; FIRST]; WIDE]> {
    let mut out = vec![[[0.0; FIRST]; WIDE]; first.len()];
    let mut mean = [0.0; FIRST];
    let (mut before, mut after) = ([0.0; FIRST], [0.0; FIRST]);
    for (k, h) in first.iter().enumerate() {
        add_row(&mut mean, 1.0 / first.len() as f32, h);
        out[k][1] = before;
        before = fade(before, h);
    }
    for (k, h) in first.iter().enumerate().rev() {
        out[k][0] = mean;
        out[k][2] = after;
        after = fade(after, h);
    }
    out
}

fn fade(mut sum: [f32; FIRST], h: &[f32; FIRST]) -> [f32; FIRST] {
    for (s, v) in sum.iter_mut().zip(h) {
        *s = *s * FADE + v * (1.0 - FADE);
    }
    sum
}

/// Adds to the slopes of the first layers what those of [`wide`] mean for them.
#[cfg(feature = "train")]
pub(crate) fn add_wide_slopes(d_first: &mut [[f32; FIRST]], d_wide: &[[[f32; FIRST]; WIDE]]) {
    let n = d_first.len();
    let mut mean = [0.0; FIRST];
    for d in d_wide {
        add_row(&mut mean, 1.0 / n as f32, &d[0]);
    }
    let mut carried = [0.0; FIRST];
    for k in (0..n).rev() {
        add_row(&mut d_first[k], 1.0, &mean);
        add_row(&mut d_first[k], 1.0 - FADE, &carried);
        carried = carried.map(|v| v * FADE);
        add_row(&mut carried, 1.0, &d_wide[k][1]);
    }
    let mut carried = [0.0; FIRST];
    for k in 0..n {
        add_row(&mut d_first[k], 1.0 - FADE, &carried);
        carried = carried.map(|v| v * FADE);
        add_row(&mut carried, 1.0, &d_wide[k][2]);
    }
}

impl Network {
    /// The first layer of one unit.
    pub(crate) fn first(&self, rows: &[u16]) -> [f32; FIRST] {
        let mut h = [0.0; FIRST];
        h.copy_from_slice(&self.first_bias);
        for &row in rows {
            let at = usize::from(row) * FIRST;
            add_row(&mut h, 1.0, &self.rows[at..at + FIRST]);
        }
        h.map(positive)
    }

    /// The second layer of unit `k`, from the first layers of all and what they say of the page.
    pub(crate) fn second(
        &self,
        first: &[[f32; FIRST]],
        wide: &[[[f32; FIRST]; WIDE]],
        k: usize,
    ) -> [f32; SECOND] {
        let mut z = [0.0; SECOND];
        z.copy_from_slice(&self.second_bias);
        let mut add = |w: usize, h: &[f32; FIRST]| {
            for (i, &v) in h.iter().enumerate() {
                if v != 0.0 {
                    let at = (w * FIRST + i) * SECOND;
                    add_row(&mut z, v, &self.second[at..at + SECOND]);
                }
            }
        };
        for w in 0..WINDOW {
            if let Some(h) = (k + w).checked_sub(WINDOW / 2).and_then(|i| first.get(i)) {
                add(w, h);
            }
        }
        for (w, h) in wide[k].iter().enumerate() {
            add(WINDOW + w, h);
        }
        z.map(positive)
    }

    /// The label scores of a unit, from its second layer.
    pub(crate) fn last(&self, z: &[f32; SECOND]) -> [f32; COUNT] {
        let mut out = [0.0; COUNT];
        out.copy_from_slice(&self.last_bias);
        for (i, &v) in z.iter().enumerate() {
            if v != 0.0 {
                add_row(&mut out, v, &self.last[i * COUNT..(i + 1) * COUNT]);
            }
        }
        out
    }
}

/// Forward and backward sums of a chain, scaled unit by unit.
pub(crate) struct Chain {
    /// Scaled forward values; each row sums to one.
    pub forward: Vec<[f32; COUNT]>,
    /// Scaled backward values.
    pub backward: Vec<[f32; COUNT]>,
    /// `exp` of each score less the greatest of its unit.
    #[cfg_attr(not(feature = "train"), expect(dead_code, reason = "read while training"))]
    pub local: Vec<[f32; COUNT]>,
    /// The scale of each unit.
    #[cfg_attr(not(feature = "train"), expect(dead_code, reason = "read while training"))]
    pub scale: Vec<f32>,
}

/// Runs forward and backward over a page. `moves` is `exp` of [`Moves::next`].
pub(crate) fn chain(start: &[f32], moves: &[f32], scores: &[[f32; COUNT]]) -> Chain {
    let n = scores.len();
    let mut local = Vec::with_capacity(n);
    for s in scores {
        let top = greatest(s);
        local.push(s.map(|v| exp(v - top)));
    }
    let mut forward: Vec<[f32; COUNT]> = Vec::with_capacity(n);
    let mut scale = Vec::with_capacity(n);
    for k in 0..n {
        let mut row = [0.0; COUNT];
        if k == 0 {
            for l in 0..COUNT {
                row[l] = exp(start[l]);
            }
        } else {
            for (from, &f) in forward[k - 1].iter().enumerate() {
                add_row(&mut row, f, &moves[from * COUNT..(from + 1) * COUNT]);
            }
        }
        let mut sum = 0.0;
        for l in 0..COUNT {
            row[l] *= local[k][l];
            sum += row[l];
        }
        let sum = larger(sum, 1e-30);
        forward.push(row.map(|v| v / sum));
        scale.push(sum);
    }
    let mut backward = vec![[1.0; COUNT]; n];
    for k in (0..n.saturating_sub(1)).rev() {
        let mut ahead = [0.0; COUNT];
        for l in 0..COUNT {
            ahead[l] = backward[k + 1][l] * local[k + 1][l] / scale[k + 1];
        }
        for from in 0..COUNT {
            let row = &moves[from * COUNT..(from + 1) * COUNT];
            backward[k][from] = dot(row, &ahead);
        }
    }
    Chain { forward, backward, local, scale }
}

impl Chain {
    /// The chance of each label of unit `k`.
    pub(crate) fn marginal(&self, k: usize) -> [f32; COUNT] {
        std::array::from_fn(|l| self.forward[k][l] * self.backward[k][l])
    }
}

/// The chance of each label of each unit, from scores scaled by `calm`.
pub(crate) fn marginals(moves: &Moves, scores: &[[f32; COUNT]], calm: f32) -> Vec<[f32; COUNT]> {
    let scaled: Vec<[f32; COUNT]> = scores.iter().map(|s| s.map(|v| v * calm)).collect();
    let start: Vec<f32> = moves.start.iter().map(|v| v * calm).collect();
    let next: Vec<f32> = moves.next.iter().map(|v| exp(v * calm)).collect();
    let chain = chain(&start, &next, &scaled);
    (0..scores.len()).map(|k| chain.marginal(k)).collect()
}
