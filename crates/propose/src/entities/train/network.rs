//! Training of the recurrent network: Adam on the likelihood of whole sentences, repeatable to the byte.
//!
//! Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015).

use std::collections::BTreeMap;

use super::super::tagger::crf::{Chain, states_of};
use super::super::tagger::features::Features;
use super::super::tagger::lexicon::Lexicon;
use super::super::tagger::network::{DIM, Layout, N_ROWS, Parameters};
use super::super::tagger::weights::N_STATES;
use super::{Example, Random};
use crate::vectors::add_product;

/// How to train the network.
#[derive(Clone, Copy, Debug)]
pub struct NetworkSettings {
    /// Width of one direction.
    pub width: usize,
    /// Passes over the examples.
    pub epochs: usize,
    /// Learning rate at the beginning; it falls to zero.
    pub rate: f32,
    /// The share of values left out.
    pub dropout: f32,
    /// Sentences for one step.
    pub batch: usize,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self { width: 40, epochs: 32, rate: 4e-3, dropout: 0.15, batch: 24 }
    }
}

/// A sentence as the network reads it.
struct Prepared {
    chars: Vec<u16>,
    rows: Vec<Vec<u8>>,
    gold: Vec<u8>,
}

/// What one direction remembers of one sentence.
#[derive(Default)]
struct Trace {
    /// States before each step and after the last, one row a step, in the order of reading.
    h: Vec<f32>,
    r: Vec<f32>,
    z: Vec<f32>,
    new: Vec<f32>,
    product: Vec<f32>,
    slope_r: Vec<f32>,
    slope_z: Vec<f32>,
    slope_new: Vec<f32>,
}

/// What the network does to four numbers at once.
fn squash(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    let s = x * x;
    x * (27.0 + s) / (27.0 + 9.0 * s)
}

fn gate(x: f32) -> f32 {
    0.5 + 0.5 * squash(0.5 * x)
}

fn squash_slope(x: f32) -> f32 {
    if x.abs() >= 3.0 {
        return 0.0;
    }
    let s = x * x;
    let d = 27.0 + 9.0 * s;
    ((27.0 + 3.0 * s) * d - x * (27.0 + s) * 18.0 * x) / (d * d)
}

fn gate_slope(x: f32) -> f32 {
    0.25 * squash_slope(0.5 * x)
}

fn transposed(w: &[f32], columns: usize) -> Vec<f32> {
    let rows = w.len() / columns;
    let mut out = vec![0.0; w.len()];
    for i in 0..rows {
        for j in 0..columns {
            out[j * rows + i] = w[i * columns + j];
        }
    }
    out
}

/// `out += xᵀ · y`, summed over the rows of both.
fn add_outer(out: &mut [f32], x: &[f32], y: &[f32], nx: usize, ny: usize) {
    let steps = x.len() / nx;
    for i in 0..nx {
        let out = &mut out[i * ny..(i + 1) * ny];
        let mut t = 0;
        while t + 4 <= steps {
            let (a, b, c, d) = (x[t * nx + i], x[(t + 1) * nx + i], x[(t + 2) * nx + i], x[(t + 3) * nx + i]);
            let (ya, rest) = y[t * ny..(t + 4) * ny].split_at(ny);
            let (yb, rest) = rest.split_at(ny);
            let (yc, yd) = rest.split_at(ny);
            for ((((o, ya), yb), yc), yd) in out.iter_mut().zip(ya).zip(yb).zip(yc).zip(yd) {
                *o += (a * ya + b * yb) + (c * yc + d * yd);
            }
            t += 4;
        }
        for t in t..steps {
            let a = x[t * nx + i];
            for (o, y) in out.iter_mut().zip(&y[t * ny..(t + 1) * ny]) {
                *o += a * y;
            }
        }
    }
}

struct Trainer {
    layout: Layout,
    width: usize,
    values: Vec<f32>,
    grads: Vec<f32>,
    chain: Chain,
    dropout: f32,
    random: Random,
    input_t: Vec<f32>,
    recurrent_t: [Vec<f32>; 2],
    output_t: Vec<f32>,
}

impl Trainer {
    fn mask(&mut self, n: usize) -> Vec<f32> {
        let keep = 1.0 / (1.0 - self.dropout);
        let below = (f64::from(self.dropout) * 65536.0) as u64;
        (0..n).map(|_| if self.random.next() & 0xffff < below { 0.0 } else { keep }).collect()
    }

    fn transpose(&mut self) {
        let (l, w) = (self.layout, self.width);
        self.input_t = transposed(&self.values[l.input..l.input_bias], 6 * w);
        self.recurrent_t = l.recurrent.map(|from| transposed(&self.values[from..from + 3 * w * w], 3 * w));
        self.output_t = transposed(&self.values[l.output..l.output_bias], N_STATES);
    }

    /// Adds the gradient of one sentence; gives its loss.
    fn sentence(&mut self, example: &Prepared) -> f64 {
        let (l, w) = (self.layout, self.width);
        let n = example.chars.len();
        let six = 6 * w;
        // Now and then a character is not known, as rare ones are not.
        let chars: Vec<usize> = example
            .chars
            .iter()
            .map(|&c| if self.random.next() % 100 < 3 { 0 } else { usize::from(c) })
            .collect();
        let mut x = vec![0.0f32; n * DIM];
        for i in 0..n {
            let row = &mut x[i * DIM..(i + 1) * DIM];
            let mut add = |from: usize| {
                for (x, e) in row.iter_mut().zip(&self.values[from..from + DIM]) {
                    *x += e;
                }
            };
            add(l.chars + chars[i] * DIM);
            for &r in &example.rows[i] {
                add(l.rows + usize::from(r) * DIM);
            }
        }
        let x_mask = self.mask(n * DIM);
        for (x, m) in x.iter_mut().zip(&x_mask) {
            *x *= m;
        }
        let mut gates = vec![0.0f32; n * six];
        for (row, x) in gates.chunks_exact_mut(six).zip(x.chunks_exact(DIM)) {
            row.copy_from_slice(&self.values[l.input_bias..l.input_bias + six]);
            add_product(row, x, &self.values[l.input..l.input_bias]);
        }
        let traces = [self.read(&gates, n, 0), self.read(&gates, n, 1)];
        let mut hidden = vec![0.0f32; n * 2 * w];
        for (direction, trace) in traces.iter().enumerate() {
            for step in 0..n {
                let i = if direction == 0 { step } else { n - 1 - step };
                let to = i * 2 * w + direction * w;
                hidden[to..to + w].copy_from_slice(&trace.h[(step + 1) * w..(step + 2) * w]);
            }
        }
        let h_mask = self.mask(n * 2 * w);
        for (h, m) in hidden.iter_mut().zip(&h_mask) {
            *h *= m;
        }
        let mut emissions = vec![0.0f32; n * N_STATES];
        for (e, h) in emissions.chunks_exact_mut(N_STATES).zip(hidden.chunks_exact(2 * w)) {
            e.copy_from_slice(&self.values[l.output_bias..l.transitions]);
            add_product(e, h, &self.values[l.output..l.output_bias]);
        }
        // The likelihood.
        let transitions = &self.values[l.transitions..l.len];
        let weights: Vec<f32> = transitions.iter().map(|t| t.exp()).collect();
        let m = self.chain.forward_backward(&emissions, &weights);
        let gold = &example.gold;
        let mut gold_score = 0.0f64;
        for i in 0..n {
            gold_score += f64::from(emissions[i * N_STATES + gold[i] as usize]);
            if i > 0 {
                gold_score += f64::from(transitions[gold[i - 1] as usize * N_STATES + gold[i] as usize]);
            }
        }
        let mut expected = vec![0.0f32; N_STATES * N_STATES];
        self.chain.expect_transitions(&m, &weights, &mut expected);
        for i in 1..n {
            expected[gold[i - 1] as usize * N_STATES + gold[i] as usize] -= 1.0;
        }
        for (g, e) in self.grads[l.transitions..l.len].iter_mut().zip(&expected) {
            *g += e;
        }
        let mut d_emissions = vec![0.0f32; n * N_STATES];
        for i in 0..n {
            for s in 0..N_STATES {
                d_emissions[i * N_STATES + s] = m.state(i, s) - f32::from(u8::from(gold[i] as usize == s));
            }
        }
        for row in d_emissions.chunks_exact(N_STATES) {
            for (g, d) in self.grads[l.output_bias..l.transitions].iter_mut().zip(row) {
                *g += d;
            }
        }
        add_outer(&mut self.grads[l.output..l.output_bias], &hidden, &d_emissions, 2 * w, N_STATES);
        let mut d_hidden = vec![0.0f32; n * 2 * w];
        for (dh, d) in d_hidden.chunks_exact_mut(2 * w).zip(d_emissions.chunks_exact(N_STATES)) {
            add_product(dh, d, &self.output_t);
        }
        for (d, m) in d_hidden.iter_mut().zip(&h_mask) {
            *d *= m;
        }
        let mut d_gates = vec![0.0f32; n * six];
        for (direction, trace) in traces.iter().enumerate() {
            self.unread(trace, &d_hidden, &mut d_gates, n, direction);
        }
        for row in d_gates.chunks_exact(six) {
            for (g, d) in self.grads[l.input_bias..l.input_bias + six].iter_mut().zip(row) {
                *g += d;
            }
        }
        add_outer(&mut self.grads[l.input..l.input_bias], &x, &d_gates, DIM, six);
        for i in 0..n {
            let mut dx = [0.0f32; DIM];
            add_product(&mut dx, &d_gates[i * six..(i + 1) * six], &self.input_t);
            for (d, m) in dx.iter_mut().zip(&x_mask[i * DIM..(i + 1) * DIM]) {
                *d *= m;
            }
            let mut add = |from: usize| {
                for (g, d) in self.grads[from..from + DIM].iter_mut().zip(dx) {
                    *g += d;
                }
            };
            add(l.chars + chars[i] * DIM);
            for &r in &example.rows[i] {
                add(l.rows + usize::from(r) * DIM);
            }
        }
        m.log_z - gold_score
    }

    fn read(&self, gates: &[f32], n: usize, direction: usize) -> Trace {
        let (l, w) = (self.layout, self.width);
        let recurrent = &self.values[l.recurrent[direction]..l.recurrent[direction] + 3 * w * w];
        let bias = &self.values[l.hidden_bias[direction]..l.hidden_bias[direction] + w];
        let mut t = Trace { h: vec![0.0; (n + 1) * w], ..Trace::default() };
        for part in
            [&mut t.r, &mut t.z, &mut t.new, &mut t.product, &mut t.slope_r, &mut t.slope_z, &mut t.slope_new]
        {
            part.resize(n * w, 0.0);
        }
        let mut product = vec![0.0f32; 3 * w];
        for step in 0..n {
            let i = if direction == 0 { step } else { n - 1 - step };
            let input = &gates[i * 6 * w + direction * 3 * w..][..3 * w];
            product[..2 * w].fill(0.0);
            product[2 * w..].copy_from_slice(bias);
            add_product(&mut product, &t.h[step * w..(step + 1) * w], recurrent);
            for k in 0..w {
                let at = step * w + k;
                let (ar, az) = (input[k] + product[k], input[w + k] + product[w + k]);
                let (r, z) = (gate(ar), gate(az));
                let an = input[2 * w + k] + r * product[2 * w + k];
                let new = squash(an);
                t.r[at] = r;
                t.z[at] = z;
                t.new[at] = new;
                t.product[at] = product[2 * w + k];
                t.slope_r[at] = gate_slope(ar);
                t.slope_z[at] = gate_slope(az);
                t.slope_new[at] = squash_slope(an);
                t.h[at + w] = new + z * (t.h[at] - new);
            }
        }
        t
    }

    fn unread(&mut self, t: &Trace, d_hidden: &[f32], d_gates: &mut [f32], n: usize, direction: usize) {
        let (l, w) = (self.layout, self.width);
        let mut carried = vec![0.0f32; w];
        let mut d_products = vec![0.0f32; n * 3 * w];
        for step in (0..n).rev() {
            let i = if direction == 0 { step } else { n - 1 - step };
            let above = &d_hidden[i * 2 * w + direction * w..][..w];
            let to = &mut d_gates[i * 6 * w + direction * 3 * w..][..3 * w];
            let d_product = &mut d_products[step * 3 * w..(step + 1) * 3 * w];
            for k in 0..w {
                let at = step * w + k;
                let dh = above[k] + carried[k];
                let dan = dh * (1.0 - t.z[at]) * t.slope_new[at];
                let daz = dh * (t.h[at] - t.new[at]) * t.slope_z[at];
                let dar = dan * t.product[at] * t.slope_r[at];
                to[k] = dar;
                to[w + k] = daz;
                to[2 * w + k] = dan;
                d_product[k] = dar;
                d_product[w + k] = daz;
                d_product[2 * w + k] = dan * t.r[at];
                carried[k] = dh * t.z[at];
            }
            add_product(&mut carried, d_product, &self.recurrent_t[direction]);
        }
        let from = l.recurrent[direction];
        add_outer(&mut self.grads[from..from + 3 * w * w], &t.h[..n * w], &d_products, w, 3 * w);
        let bias = l.hidden_bias[direction];
        for row in d_products.chunks_exact(3 * w) {
            for (g, d) in self.grads[bias..bias + w].iter_mut().zip(&row[2 * w..]) {
                *g += d;
            }
        }
    }
}

/// Trains the network. `report` is called after each pass with its number and the mean loss.
pub fn train_network(
    examples: &[Example],
    lexicon: &Lexicon,
    settings: NetworkSettings,
    mut report: impl FnMut(usize, f64),
) -> Parameters {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    let mut features = Vec::new();
    for example in examples {
        let f = Features::new(&example.text, lexicon, example.convention);
        for i in 0..f.len() {
            *counts.entry(f.char(i)).or_default() += 1;
        }
        features.push(f);
    }
    let chars: Vec<char> = counts.iter().filter(|(_, n)| **n >= 4).map(|(c, _)| *c).collect();
    let prepared: Vec<Prepared> = features
        .iter()
        .zip(examples)
        .map(|(f, example)| Prepared {
            chars: (0..f.len())
                .map(|i| chars.binary_search(&f.char(i)).map_or(0, |at| at as u16 + 1))
                .collect(),
            rows: (0..f.len())
                .map(|i| {
                    let mut rows = Vec::new();
                    f.rows(i, &mut rows);
                    rows
                })
                .collect(),
            gold: states_of(example.text.len(), &example.spans),
        })
        .collect();
    drop(features);
    let width = settings.width;
    let layout = Layout::new(chars.len(), width);
    let mut random = Random(20_210_819);
    let mut values = vec![0.0f32; layout.len];
    let mut fill = |from: usize, to: usize, size: f32| {
        for v in &mut values[from..to] {
            *v = ((random.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0) * size;
        }
    };
    fill(layout.chars, layout.rows, 0.3);
    fill(layout.rows, layout.input, 0.1);
    fill(layout.input, layout.input_bias, 0.2);
    for from in layout.recurrent {
        fill(from, from + 3 * width * width, 1.0 / (width as f32).sqrt());
    }
    fill(layout.output, layout.output_bias, 0.15);
    // Conventions that no example follows must not speak.
    values[layout.rows + (N_ROWS - 9) * DIM..layout.input].fill(0.0);
    let mut t = Trainer {
        layout,
        width,
        grads: vec![0.0; values.len()],
        values,
        chain: Chain::new(3),
        dropout: settings.dropout,
        random,
        input_t: Vec::new(),
        recurrent_t: [Vec::new(), Vec::new()],
        output_t: Vec::new(),
    };
    let (mut first, mut second) = (vec![0.0f32; layout.len], vec![0.0f32; layout.len]);
    let mut order: Vec<usize> = (0..prepared.len()).collect();
    let batches = prepared.len().div_ceil(settings.batch) * settings.epochs;
    let mut done = 0usize;
    for epoch in 0..settings.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, (t.random.next() % (i as u64 + 1)) as usize);
        }
        let mut loss = 0.0;
        for batch in order.chunks(settings.batch) {
            t.transpose();
            t.grads.fill(0.0);
            for &at in batch {
                loss += t.sentence(&prepared[at]);
            }
            done += 1;
            let rate = settings.rate * (1.0 - done as f32 / batches as f32).max(0.01);
            step(&mut t, &mut first, &mut second, rate, done, batch.len());
        }
        report(epoch + 1, loss / prepared.len().max(1) as f64);
    }
    Parameters { width, chars, values: t.values }
}

fn step(t: &mut Trainer, first: &mut [f32], second: &mut [f32], rate: f32, done: usize, batch: usize) {
    let norm = t.grads.iter().map(|g| f64::from(*g) * f64::from(*g)).sum::<f64>().sqrt() as f32;
    let by = (1.0 / batch as f32) * (5.0 * batch as f32 / norm.max(1e-6)).min(1.0);
    let (a, b) = (0.9f32, 0.998f32);
    let n = done.min(20_000) as i32;
    let (fix_a, fix_b) = (1.0 / (1.0 - a.powi(n)), 1.0 / (1.0 - b.powi(n)));
    for (((v, g), m), s) in t.values.iter_mut().zip(&t.grads).zip(first).zip(second) {
        let g = g * by;
        *m = a * *m + (1.0 - a) * g;
        *s = b * *s + (1.0 - b) * g * g;
        *v -= rate * (*m * fix_a) / ((*s * fix_b).sqrt() + 1e-7);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::features::Convention;
    use crate::entities::tagger::network;
    use crate::entities::train::Words;

    #[test]
    fn training_computes_what_the_network_does() {
        for x in (-80..80).map(|x| x as f32 / 16.0) {
            let four = wide::f32x4::splat(x);
            assert_eq!([squash(x); 4], network::squash(four).to_array());
            assert_eq!([gate(x); 4], network::gate(four).to_array());
        }
    }

    /// The gradient of one sentence agrees with small steps of single weights.
    #[test]
    fn gradients_are_right() {
        let text: Vec<char> = "局长许志远到望川市。".chars().collect();
        let mut words = Words::default();
        words.add_list("局长\n望川市", 16);
        let lexicon = words.pack().unpack().unwrap();
        let f = Features::new(&text, &lexicon, Convention::Guideline);
        let width = 5;
        let chars: Vec<char> = {
            let mut c = text.clone();
            c.sort_unstable();
            c
        };
        let layout = Layout::new(chars.len(), width);
        let mut random = Random(7);
        let values: Vec<f32> =
            (0..layout.len).map(|_| (random.next() >> 40) as f32 / (1u64 << 24) as f32 - 0.5).collect();
        let prepared = Prepared {
            chars: (0..f.len()).map(|i| chars.binary_search(&f.char(i)).unwrap() as u16 + 1).collect(),
            rows: (0..f.len())
                .map(|i| {
                    let mut rows = Vec::new();
                    f.rows(i, &mut rows);
                    rows
                })
                .collect(),
            gold: states_of(text.len(), &[(2, 5, 0), (6, 9, 1)]),
        };
        let trainer = |values: Vec<f32>| {
            let mut t = Trainer {
                layout,
                width,
                grads: vec![0.0; values.len()],
                values,
                chain: Chain::new(3),
                dropout: 0.0,
                random: Random(1),
                input_t: Vec::new(),
                recurrent_t: [Vec::new(), Vec::new()],
                output_t: Vec::new(),
            };
            t.transpose();
            t
        };
        let mut t = trainer(values.clone());
        t.sentence(&prepared);
        for at in (0..layout.len).step_by(13) {
            let mut loss = [0.0; 2];
            for (loss, by) in loss.iter_mut().zip([1e-2f32, -1e-2]) {
                let mut moved = values.clone();
                moved[at] += by;
                *loss = trainer(moved).sentence(&prepared);
            }
            let slope = (loss[0] - loss[1]) / 2e-2;
            assert!(
                (slope - f64::from(t.grads[at])).abs() < 5e-3 + 0.02 * slope.abs(),
                "{at}: {slope} {}",
                t.grads[at]
            );
        }
    }
}
