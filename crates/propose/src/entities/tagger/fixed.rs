//! Products of a matrix with vectors of numbers from −1 to 1, in whole numbers of 16 bits: eight products an
//! instruction, and the same sums on every machine.
//!
//! The vectors are those of the processor, not loops that a compiler may turn into them: the web worker is built for a
//! small file, and such a build turns no loop into vectors.

use bytemuck::cast;
use wide::{f32x4, i16x8, i32x4};

/// What stands for 1 in a vector.
const ONE: f32 = 32767.0;

/// The weights of a matrix, in blocks of `4 * N` outputs.
#[derive(Clone, Debug)]
pub struct Matrix<const N: usize> {
    /// For each block and each pair of inputs: the two weights of each output, side by side.
    rows: Vec<[i16x8; N]>,
    n_pairs: usize,
    /// What 1 in a sum is worth.
    scale: f32,
}

impl<const N: usize> Matrix<N> {
    /// A matrix of so many inputs and outputs; `weight` tells the weight from an input to an output. Outputs are filled
    /// up to whole blocks.
    pub fn new(inputs: usize, outputs: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let weight = |i: usize, o: usize| if i < inputs && o < outputs { weight(i, o) } else { 0.0 };
        let (n_pairs, n_blocks) = (inputs.div_ceil(2), outputs.div_ceil(4 * N));
        let all = (0..inputs).flat_map(|i| (0..outputs).map(move |o| (i, o)));
        let largest = all.map(|(i, o)| weight(i, o).abs()).fold(f32::MIN_POSITIVE, f32::max);
        // The sum of all products must fit. A multiple of 127 keeps weights that were stored as eight bits as they are.
        let fits = i32::MAX / (ONE as i32 * inputs.max(1) as i32);
        let step = largest / (fits / 127 * 127).clamp(127, i32::from(i16::MAX)) as f32;
        let whole = |i: usize, o: usize| (weight(i, o) / step).round() as i16;
        let row = |block: usize, pair: usize| -> [i16x8; N] {
            std::array::from_fn(|v| {
                let at = |lane: usize| whole(2 * pair + lane % 2, 4 * (block * N + v) + lane / 2);
                i16x8::new(std::array::from_fn(at))
            })
        };
        let rows = (0..n_blocks).flat_map(|block| (0..n_pairs).map(move |pair| (block, pair)));
        Self { rows: rows.map(|(block, pair)| row(block, pair)).collect(), n_pairs, scale: step / ONE }
    }

    /// The outputs, four in each of `out`.
    #[inline]
    pub fn multiply(&self, x: &Pairs, out: &mut [f32x4]) {
        let scale = f32x4::splat(self.scale);
        for (block, out) in self.rows.chunks_exact(self.n_pairs).zip(out.chunks_exact_mut(N)) {
            let mut sums = [i32x4::ZERO; N];
            for (weights, &pair) in block.iter().zip(&x.0) {
                let pair: i16x8 = cast(i32x4::splat(pair));
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum += weights.dot(pair);
                }
            }
            for (out, sum) in out.iter_mut().zip(sums) {
                *out = sum.round_float() * scale;
            }
        }
    }
}

/// A vector of numbers from −1 to 1, two in each.
#[derive(Clone, Debug)]
pub struct Pairs(Vec<i32>);

impl Pairs {
    /// So many zeros, filled up to a multiple of eight.
    pub fn zeros(len: usize) -> Self {
        Self(vec![0; len.div_ceil(8) * 4])
    }

    /// Takes the numbers over.
    #[inline]
    pub fn set(&mut self, numbers: &[f32x4]) {
        for (to, from) in self.0.chunks_exact_mut(4).zip(numbers.chunks_exact(2)) {
            let whole = [from[0], from[1]].map(|x| (x * f32x4::splat(ONE)).fast_round_int());
            to.copy_from_slice(&cast::<i16x8, [i32; 4]>(i16x8::from_i32x8_saturate(cast(whole))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_that_of_the_numbers() {
        for (inputs, outputs) in [(1, 1), (5, 15), (40, 120), (256, 24)] {
            let weight = |i: usize, o: usize| ((i * 37 + o * 101) % 255) as f32 / 64.0 - 2.0;
            let matrix = Matrix::<6>::new(inputs, outputs, weight);
            let x = |i: usize| if i < inputs { ((i * 29) % 21) as f32 / 10.0 - 1.0 } else { 0.0 };
            let mut pairs = Pairs::zeros(inputs);
            let numbers: Vec<f32x4> = (0..inputs.div_ceil(8) * 2)
                .map(|v| f32x4::new(std::array::from_fn(|lane| x(4 * v + lane))))
                .collect();
            pairs.set(&numbers);
            let mut out = vec![f32x4::ZERO; outputs.div_ceil(24) * 6];
            matrix.multiply(&pairs, &mut out);
            let out: Vec<f32> = out.into_iter().flat_map(f32x4::to_array).collect();
            for (o, got) in out.iter().enumerate().take(outputs) {
                let want: f32 = (0..inputs).map(|i| x(i) * weight(i, o)).sum();
                assert!((got - want).abs() < 2e-4 * inputs as f32, "{inputs} {outputs} {o}: {got} {want}");
            }
        }
    }

    #[test]
    fn the_largest_sum_fits() {
        let matrix = Matrix::<1>::new(256, 4, |_, _| 3.0);
        let mut pairs = Pairs::zeros(256);
        pairs.set(&[f32x4::splat(1.0); 64]);
        let mut out = [f32x4::ZERO];
        matrix.multiply(&pairs, &mut out);
        assert!((out[0].to_array()[0] - 768.0).abs() < 0.1);
    }
}
