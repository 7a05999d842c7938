//! Sums over rows of numbers, four at a time.
//!
//! The vectors are those of the processor, not loops that a compiler may turn into them: the web worker is built for a
//! small file, and such a build turns no loop into vectors. Every number is made by the same operations in the same
//! order as in a plain loop, so that models, scores and training do not depend on the machine.

use wide::f32x4;

/// Adds `x` times a row to `y`; what one of them has more is left alone.
#[inline]
pub(crate) fn add_row(y: &mut [f32], x: f32, row: &[f32]) {
    let len = y.len().min(row.len());
    let (y4, y_rest) = y[..len].as_chunks_mut::<4>();
    let (row4, row_rest) = row[..len].as_chunks::<4>();
    let x4 = f32x4::splat(x);
    for (a, b) in y4.iter_mut().zip(row4) {
        *a = (f32x4::new(*a) + x4 * f32x4::new(*b)).to_array();
    }
    for (a, b) in y_rest.iter_mut().zip(row_rest) {
        *a += x * b;
    }
}

/// `out += x · w`, where `w` has a row of `out.len()` for each of `x`.
pub(crate) fn add_product(out: &mut [f32], x: &[f32], w: &[f32]) {
    let n = out.len();
    let (four, rest) = x.as_chunks::<4>();
    let mut rows = w.chunks_exact(n);
    for x in four {
        let [Some(a), Some(b), Some(c), Some(d)] = std::array::from_fn(|_| rows.next()) else { return };
        let [xa, xb, xc, xd] = x.map(f32x4::splat);
        let (out4, out_rest) = out.as_chunks_mut::<4>();
        let (rows4, done) = ([a, b, c, d].map(|row| row.as_chunks::<4>().0), 4 * out4.len());
        for (i, out) in out4.iter_mut().enumerate() {
            let [a, b, c, d] = rows4.map(|row| f32x4::new(row[i]));
            *out = (f32x4::new(*out) + ((xa * a + xb * b) + (xc * c + xd * d))).to_array();
        }
        for (i, out) in out_rest.iter_mut().enumerate() {
            let i = done + i;
            *out += (x[0] * a[i] + x[1] * b[i]) + (x[2] * c[i] + x[3] * d[i]);
        }
    }
    for (x, row) in rest.iter().zip(rows) {
        add_row(out, *x, row);
    }
}

/// The sum of products, in eight lanes.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    let rest = a_rest.iter().zip(b_rest).fold(0.0, |sum, (x, y)| sum + x * y);
    let mut lanes = [f32x4::ZERO; 2];
    for (x, y) in a8.iter().zip(b8) {
        let (x4, y4) = (x.as_chunks::<4>().0, y.as_chunks::<4>().0);
        for (lane, (x, y)) in lanes.iter_mut().zip(x4.iter().zip(y4)) {
            *lane += f32x4::new(*x) * f32x4::new(*y);
        }
    }
    lanes.iter().flat_map(|lane| lane.to_array()).fold(rest, |sum, v| sum + v)
}

/// The greatest number of a row; not-a-number counts as less than any.
#[inline]
pub(crate) fn greatest(row: &[f32]) -> f32 {
    row.iter().fold(f32::NEG_INFINITY, |most, &v| larger(v, most))
}

/// The larger of two numbers; the second where the first is not-a-number. In wasm, `f32::max` would be a call.
#[inline]
pub(crate) fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// A number where it is above 0, else 0.
#[inline]
pub(crate) fn positive(v: f32) -> f32 {
    larger(v, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, by: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * by) % 101) as f32 / 7.0 - 7.0).collect()
    }

    #[test]
    fn rows_are_added_as_in_a_plain_loop() {
        for n in [0, 1, 3, 4, 5, 32, 99] {
            let (row, mut got) = (numbers(n, 37), numbers(n, 53));
            let want: Vec<f32> = got.iter().zip(&row).map(|(y, r)| y + 0.3 * r).collect();
            add_row(&mut got, 0.3, &row);
            assert_eq!(got, want);
        }
    }

    #[test]
    fn products_are_those_of_a_plain_loop() {
        for (inputs, outputs) in [(1, 1), (4, 6), (7, 13), (32, 240)] {
            let (x, w) = (numbers(inputs, 17), numbers(inputs * outputs, 29));
            let mut got = numbers(outputs, 41);
            let want: Vec<f32> = (0..outputs)
                .map(|o| got[o] + (0..inputs).map(|i| x[i] * w[i * outputs + o]).sum::<f32>())
                .collect();
            add_product(&mut got, &x, &w);
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-3 * want.abs().max(1.0), "{got} {want}");
            }
        }
    }

    #[test]
    fn sums_and_extremes() {
        for n in [0, 3, 8, 21] {
            let (a, b) = (numbers(n, 11), numbers(n, 13));
            let want: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            assert!((dot(&a, &b) - want).abs() < 1e-3 * want.abs().max(1.0));
        }
        assert_eq!(greatest(&[1.0, f32::NAN, 3.0, -2.0]), 3.0);
        assert_eq!((positive(-0.5), positive(2.0), larger(f32::NAN, 1.0)), (0.0, 2.0, 1.0));
    }
}
