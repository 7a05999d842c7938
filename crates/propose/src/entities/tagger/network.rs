//! A small recurrent network beside the sparse features: a gated recurrent unit that reads the
//! characters from the left, another that reads them from the right.
//!
//! Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder" (2014), with the reset
//! gate after the product. Its scores are added to those of the sparse features.

use serde::{Deserialize, Serialize};
use wide::f32x4;

use super::features::Features;
use super::fixed::{Matrix, Pairs};
use super::weights::N_STATES;
use crate::vectors::add_product;

/// Rows of the table of what is known of a position beside its character.
pub const N_ROWS: usize = 112;

/// Dimensions of the embedding of a character.
pub const DIM: usize = 32;

/// The weights, as numbers of single precision. `H` is the width of one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Width of one direction.
    pub width: usize,
    /// The known characters, sorted; the first row of the embeddings is for all others.
    pub chars: Vec<char>,
    /// All weights, one part after the other; see [`Layout`].
    pub values: Vec<f32>,
}

/// Where the parts of the weights begin.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Embeddings: characters + 1 rows of [`DIM`].
    pub chars: usize,
    /// Embeddings of [`N_ROWS`].
    pub rows: usize,
    /// [`DIM`] × 6 widths: from embeddings to the gates of both directions.
    pub input: usize,
    /// 6 widths.
    pub input_bias: usize,
    /// For each direction, width × 3 widths.
    pub recurrent: [usize; 2],
    /// For each direction, width.
    pub hidden_bias: [usize; 2],
    /// 2 widths × states.
    pub output: usize,
    /// States.
    pub output_bias: usize,
    /// States × states.
    pub transitions: usize,
    /// How many weights.
    pub len: usize,
}

impl Layout {
    /// Of a network of so many characters and this width.
    pub fn new(n_chars: usize, width: usize) -> Self {
        let mut at = 0;
        let mut take = |n: usize| {
            at += n;
            at - n
        };
        let chars = take((n_chars + 1) * DIM);
        let rows = take(N_ROWS * DIM);
        let input = take(DIM * 6 * width);
        let input_bias = take(6 * width);
        let recurrent = [take(3 * width * width), take(3 * width * width)];
        let hidden_bias = [take(width), take(width)];
        let output = take(2 * width * N_STATES);
        let output_bias = take(N_STATES);
        let transitions = take(N_STATES * N_STATES);
        Self {
            chars,
            rows,
            input,
            input_bias,
            recurrent,
            hidden_bias,
            output,
            output_bias,
            transitions,
            len: take(0),
        }
    }

    /// The parts that share one step of the eight bits: first weight and end.
    fn parts(&self) -> [(usize, usize); 9] {
        [
            (self.chars, self.rows),
            (self.rows, self.input),
            (self.input, self.input_bias),
            (self.input_bias, self.recurrent[0]),
            (self.recurrent[0], self.recurrent[1]),
            (self.recurrent[1], self.hidden_bias[0]),
            (self.hidden_bias[0], self.output),
            (self.output, self.output_bias),
            (self.output_bias, self.len),
        ]
    }
}

/// The network as it is stored: eight bits a weight.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackedNetwork {
    width: u16,
    /// The known characters, as gaps.
    chars: Vec<u32>,
    steps: Vec<f32>,
    values: Vec<i8>,
}

impl PackedNetwork {
    /// Rounds the weights.
    pub fn new(p: &Parameters) -> Self {
        let layout = Layout::new(p.chars.len(), p.width);
        let (mut steps, mut values) = (Vec::new(), Vec::new());
        for (from, to) in layout.parts() {
            let part = &p.values[from..to];
            let step = (part.iter().fold(0.0f32, |m, v| m.max(v.abs())) / 127.0).max(1e-9);
            steps.push(step);
            values.extend(part.iter().map(|v| (v / step).round().clamp(-127.0, 127.0) as i8));
        }
        let mut last = 0;
        let chars = p.chars.iter().map(|&c| c as u32 - std::mem::replace(&mut last, c as u32)).collect();
        Self { width: p.width as u16, chars, steps, values }
    }

    /// The weights; none when the data is damaged.
    pub fn parameters(&self) -> Option<Parameters> {
        let width = usize::from(self.width);
        let mut last = 0u32;
        let chars: Option<Vec<char>> = self
            .chars
            .iter()
            .map(|gap| {
                last = last.checked_add(*gap)?;
                char::from_u32(last)
            })
            .collect();
        let chars = chars?;
        let layout = Layout::new(chars.len(), width);
        if width == 0 || width > 256 || self.values.len() != layout.len || self.steps.len() != 9 {
            return None;
        }
        let mut values = vec![0.0; layout.len];
        for ((from, to), step) in layout.parts().into_iter().zip(&self.steps) {
            if !step.is_finite() {
                return None;
            }
            for (to, from) in values[from..to].iter_mut().zip(&self.values[from..to]) {
                *to = f32::from(*from) * step;
            }
        }
        Some(Parameters { width, chars, values })
    }
}

/// What one is in [`Hidden`].
pub const HIDDEN_ONE: f32 = 127.0;

/// What the network thinks of each position of a text, before it makes scores of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Tells networks apart: the numbers of one mean nothing to another.
    pub network: u32,
    /// Numbers a position.
    pub width: usize,
    /// From -1 to 1, in steps of one by [`HIDDEN_ONE`].
    pub states: Vec<i8>,
}

impl Hidden {
    /// The numbers of a position; none where there is no network.
    pub fn at(&self, i: usize) -> &[i8] {
        self.states.get(i * self.width..(i + 1) * self.width).unwrap_or_default()
    }
}

/// The network, ready for use. Widths are counted in vectors of four and filled up with units that stay at 0.
#[derive(Clone, Debug)]
pub struct Network {
    /// Vectors in one direction.
    width: usize,
    /// The row of each character of the basic plane in `table`; 0 for unknown ones.
    ids: Vec<u16>,
    /// Characters beyond that, sorted.
    others: Vec<(char, u16)>,
    /// What each character adds to the gates, with their bias: 6 widths a row.
    table: Vec<f32x4>,
    /// The same of the other rows, without the bias.
    rows: Vec<f32x4>,
    recurrent: [Matrix<6>; 2],
    hidden_bias: [Vec<f32x4>; 2],
    output: [Matrix<4>; 2],
    output_bias: [f32x4; 4],
    /// States × states.
    pub transitions: Vec<f32>,
}

/// So many numbers as vectors, filled up with zeros.
fn vectors(numbers: &[f32], n_vectors: usize) -> impl Iterator<Item = f32x4> {
    let at = |i: usize| numbers.get(i).copied().unwrap_or(0.0);
    (0..n_vectors).map(move |v| f32x4::new(std::array::from_fn(|lane| at(4 * v + lane))))
}

impl Network {
    /// Makes the tables.
    pub fn new(p: &Parameters) -> Self {
        let layout = Layout::new(p.chars.len(), p.width);
        let v = &p.values;
        // A multiple of eight, since two numbers go together in each of four.
        let width = p.width.div_ceil(8) * 2;
        let part = |from: usize, n: usize| &v[from..from + n];
        let input = &v[layout.input..layout.input_bias];
        let table = |from: usize, to: usize, bias: &[f32]| {
            let mut out = Vec::with_capacity((to - from) / DIM * 6 * width);
            let mut row = vec![0.0; 6 * p.width];
            for x in v[from..to].chunks_exact(DIM) {
                row.copy_from_slice(bias);
                add_product(&mut row, x, input);
                out.extend(row.chunks_exact(p.width).flat_map(|gate| vectors(gate, width)));
            }
            out
        };
        let mut ids = vec![0u16; 0x1_0000];
        let mut others = Vec::new();
        for (i, &c) in p.chars.iter().enumerate() {
            match ids.get_mut(c as usize) {
                Some(id) => *id = i as u16 + 1,
                None => others.push((c, i as u16 + 1)),
            }
        }
        let recurrent = |from: usize| {
            let weights = part(from, 3 * p.width * p.width);
            // Each of the three gates begins with a vector of its own.
            let weight = |i: usize, o: usize| {
                let (gate, unit) = (o / (4 * width), o % (4 * width));
                if unit < p.width { weights[i * 3 * p.width + gate * p.width + unit] } else { 0.0 }
            };
            Matrix::new(p.width, 12 * width, weight)
        };
        let output = |direction: usize| {
            let weights = part(layout.output + direction * p.width * N_STATES, p.width * N_STATES);
            Matrix::new(p.width, N_STATES, |i, o| weights[i * N_STATES + o])
        };
        let mut output_bias = [f32x4::ZERO; 4];
        for (to, from) in output_bias.iter_mut().zip(vectors(&v[layout.output_bias..layout.transitions], 4)) {
            *to = from;
        }
        Self {
            width,
            ids,
            others,
            table: table(layout.chars, layout.rows, part(layout.input_bias, 6 * p.width)),
            rows: table(layout.rows, layout.input, &vec![0.0; 6 * p.width]),
            recurrent: layout.recurrent.map(recurrent),
            hidden_bias: layout.hidden_bias.map(|from| vectors(part(from, p.width), width).collect()),
            output: [output(0), output(1)],
            output_bias,
            transitions: part(layout.transitions, N_STATES * N_STATES).to_vec(),
        }
    }

    fn id(&self, c: char) -> usize {
        self.ids.get(c as usize).map_or_else(
            || self.others.iter().find(|(other, _)| *other == c).map_or(0, |(_, id)| usize::from(*id)),
            |id| usize::from(*id),
        )
    }

    /// What each position adds to the gates of both directions: 6 widths each.
    fn gates(&self, features: &Features) -> Vec<f32x4> {
        let six = 6 * self.width;
        let mut gates = Vec::with_capacity(features.len() * six);
        let mut rows = Vec::with_capacity(32);
        for i in 0..features.len() {
            let id = self.id(features.char(i));
            gates.extend_from_slice(&self.table[id * six..(id + 1) * six]);
            features.rows(i, &mut rows);
            for &r in &rows {
                let r = usize::from(r);
                for (g, t) in gates[i * six..].iter_mut().zip(&self.rows[r * six..(r + 1) * six]) {
                    *g += *t;
                }
            }
        }
        gates
    }

    /// Calls `visit` with position, direction and hidden state, as each is computed, and the state as pairs.
    fn read(&self, features: &Features, mut visit: impl FnMut(usize, usize, &[f32x4], &Pairs)) {
        let (n, width) = (features.len(), self.width);
        let gates = self.gates(features);
        let mut product = vec![f32x4::ZERO; 3 * width];
        for direction in 0..2 {
            let mut h = vec![f32x4::ZERO; width];
            let mut pairs = Pairs::zeros(4 * width);
            for step in 0..n {
                let i = if direction == 0 { step } else { n - 1 - step };
                let from = (2 * i + direction) * 3 * width;
                self.recurrent[direction].multiply(&pairs, &mut product);
                advance(&mut h, &gates[from..from + 3 * width], &product, &self.hidden_bias[direction]);
                pairs.set(&h);
                visit(i, direction, &h, &pairs);
            }
        }
    }

    /// Adds `by` times the scores of every state at every position to `emissions`.
    pub fn add_scores(&self, features: &Features, by: f32, emissions: &mut [f32]) {
        let mut scores = vec![self.output_bias; features.len()];
        self.read(features, |i, direction, _, pairs| {
            let mut out = [f32x4::ZERO; 4];
            self.output[direction].multiply(pairs, &mut out);
            for (score, out) in scores[i].iter_mut().zip(out) {
                *score += out;
            }
        });
        for (row, scores) in emissions.chunks_exact_mut(N_STATES).zip(&scores) {
            for (e, s) in row.iter_mut().zip(scores.iter().flat_map(|four| four.to_array())) {
                *e += by * s;
            }
        }
    }

    /// The hidden states of both directions, eight bits a number.
    pub fn hidden(&self, features: &Features) -> Hidden {
        let width = 4 * self.width;
        let mut states = vec![0; features.len() * 2 * width];
        self.read(features, |i, direction, h, _| {
            let h = h.iter().flat_map(|four| four.to_array());
            for (to, h) in states[(2 * i + direction) * width..].iter_mut().zip(h) {
                *to = (h * HIDDEN_ONE).round() as i8;
            }
        });
        let mix = |print: u32, weight: &f32| (print ^ weight.to_bits()).wrapping_mul(0x0100_0193);
        Hidden { network: self.transitions.iter().fold(17, mix), width: 2 * width, states }
    }
}

/// A close, cheap stand-in for the hyperbolic tangent that reaches ±1 at ±3.
#[inline(always)]
pub(in crate::entities) fn squash(x: f32x4) -> f32x4 {
    let x = x.fast_max(f32x4::splat(-3.0)).fast_min(f32x4::splat(3.0));
    let s = x * x;
    let n = f32x4::splat(27.0);
    x * (n + s) / (n + f32x4::splat(9.0) * s)
}

/// From 0 to 1.
#[inline(always)]
pub(in crate::entities) fn gate(x: f32x4) -> f32x4 {
    let half = f32x4::splat(0.5);
    half + half * squash(half * x)
}

/// One step of the unit: reset, update and new gates from the input and from the product.
#[inline(always)]
fn advance(h: &mut [f32x4], input: &[f32x4], product: &[f32x4], bias: &[f32x4]) {
    let n = h.len();
    let (ar, rest) = input.split_at(n);
    let (az, an) = rest.split_at(n);
    let (gr, rest) = product.split_at(n);
    let (gz, gn) = rest.split_at(n);
    for i in 0..n {
        let r = gate(ar[i] + gr[i]);
        let z = gate(az[i] + gz[i]);
        let new = squash(an[i] + r * (gn[i] + bias[i]));
        h[i] = new + z * (h[i] - new);
    }
}
