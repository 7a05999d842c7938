//! A small recurrent network beside the sparse features: a gated recurrent unit that reads the
//! characters from the left, another that reads them from the right.
//!
//! Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder" (2014), with the reset
//! gate after the product. Its scores are added to those of the sparse features.

use serde::{Deserialize, Serialize};

use super::features::Features;
use super::weights::N_STATES;

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

/// `out += x · w`, where `w` has a row of `out.len()` for each of `x`.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn add_product(out: &mut [f32], x: &[f32], w: &[f32]) {
    let n = out.len();
    let mut rows = w.chunks_exact(4 * n);
    let mut xs = x.chunks_exact(4);
    for (x, w) in (&mut xs).zip(&mut rows) {
        let (a, rest) = w.split_at(n);
        let (b, rest) = rest.split_at(n);
        let (c, d) = rest.split_at(n);
        for ((((out, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *out += (x[0] * a + x[1] * b) + (x[2] * c + x[3] * d);
        }
    }
    for (x, w) in xs.remainder().iter().zip(rows.remainder().chunks_exact(n)) {
        for (out, w) in out.iter_mut().zip(w) {
            *out += x * w;
        }
    }
}

/// A close, cheap stand-in for the hyperbolic tangent that reaches ±1 at ±3.
#[inline(always)]
pub fn squash(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    let s = x * x;
    x * (27.0 + s) / (27.0 + 9.0 * s)
}

/// From 0 to 1.
#[inline(always)]
pub fn gate(x: f32) -> f32 {
    0.5 + 0.5 * squash(0.5 * x)
}

/// The network, ready for use.
#[derive(Clone, Debug)]
pub struct Network {
    width: usize,
    /// The row of each character of the basic plane in `table`; 0 for unknown ones.
    ids: Vec<u16>,
    /// Characters beyond that, sorted.
    others: Vec<(char, u16)>,
    /// What each character adds to the gates: 6 widths a row.
    table: Vec<f32>,
    /// The same of the other rows.
    rows: Vec<f32>,
    bias: Vec<f32>,
    recurrent: [Vec<f32>; 2],
    hidden_bias: [Vec<f32>; 2],
    /// For each direction, width × 16.
    output: [Vec<f32>; 2],
    output_bias: [f32; 16],
    /// States × states.
    pub transitions: Vec<f32>,
}

impl Network {
    /// Makes the tables.
    pub fn new(p: &Parameters) -> Self {
        let width = p.width;
        let layout = Layout::new(p.chars.len(), width);
        let v = &p.values;
        let six = 6 * width;
        let input = &v[layout.input..layout.input_bias];
        let through = |from: usize, to: usize| {
            let mut out = vec![0.0; (to - from) / DIM * six];
            for (row, x) in out.chunks_exact_mut(six).zip(v[from..to].chunks_exact(DIM)) {
                add_product(row, x, input);
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
        let output = |direction: usize| {
            let from = layout.output + direction * width * N_STATES;
            v[from..from + width * N_STATES]
                .chunks_exact(N_STATES)
                .flat_map(|row| row.iter().copied().chain([0.0; 16 - N_STATES]))
                .collect()
        };
        let mut output_bias = [0.0; 16];
        output_bias[..N_STATES].copy_from_slice(&v[layout.output_bias..layout.transitions]);
        let part = |from: usize, n: usize| v[from..from + n].to_vec();
        Self {
            width,
            ids,
            others,
            table: through(layout.chars, layout.rows),
            rows: through(layout.rows, layout.input),
            bias: part(layout.input_bias, six),
            recurrent: layout.recurrent.map(|from| part(from, 3 * width * width)),
            hidden_bias: layout.hidden_bias.map(|from| part(from, width)),
            output: [output(0), output(1)],
            output_bias,
            transitions: part(layout.transitions, N_STATES * N_STATES),
        }
    }

    fn id(&self, c: char) -> usize {
        self.ids.get(c as usize).map_or_else(
            || self.others.iter().find(|(other, _)| *other == c).map_or(0, |(_, id)| usize::from(*id)),
            |id| usize::from(*id),
        )
    }

    /// Adds `by` times the scores of every state at every position to `emissions`.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn add_scores(&self, features: &Features, by: f32, emissions: &mut [f32]) {
        let (n, width) = (features.len(), self.width);
        let six = 6 * width;
        let mut gates: Vec<f32> = Vec::with_capacity(n * six);
        let mut rows = Vec::with_capacity(32);
        for i in 0..n {
            let id = self.id(features.char(i));
            let of_char = &self.table[id * six..(id + 1) * six];
            gates.extend(self.bias.iter().zip(of_char).map(|(b, t)| b + t));
            let row = &mut gates[i * six..];
            features.rows(i, &mut rows);
            for &r in &rows {
                let r = usize::from(r);
                for (g, t) in row.iter_mut().zip(&self.rows[r * six..(r + 1) * six]) {
                    *g += t;
                }
            }
        }
        let mut scores = vec![self.output_bias; n];
        let mut product = vec![0.0f32; 3 * width];
        for direction in 0..2 {
            let mut h = vec![0.0f32; width];
            for step in 0..n {
                let i = if direction == 0 { step } else { n - 1 - step };
                let from = i * six + direction * 3 * width;
                product[..2 * width].fill(0.0);
                product[2 * width..].copy_from_slice(&self.hidden_bias[direction]);
                add_product(&mut product, &h, &self.recurrent[direction]);
                advance(&mut h, &gates[from..from + 3 * width], &product);
                add_product(&mut scores[i], &h, &self.output[direction]);
            }
        }
        for (row, scores) in emissions.chunks_exact_mut(N_STATES).zip(&scores) {
            for (e, s) in row.iter_mut().zip(scores) {
                *e += by * s;
            }
        }
    }
}

/// One step of the unit: reset, update and new gates from the input and from the product.
#[inline(always)]
fn advance(h: &mut [f32], input: &[f32], product: &[f32]) {
    let n = h.len();
    let (ar, rest) = input.split_at(n);
    let (az, an) = rest.split_at(n);
    let (gr, rest) = product.split_at(n);
    let (gz, gn) = rest.split_at(n);
    for ((((((h, ar), az), an), gr), gz), gn) in h.iter_mut().zip(ar).zip(az).zip(an).zip(gr).zip(gz).zip(gn)
    {
        let r = gate(ar + gr);
        let z = gate(az + gz);
        let new = squash(an + r * gn);
        *h = new + z * (*h - new);
    }
}
