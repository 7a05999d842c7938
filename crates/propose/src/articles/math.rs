//! `exp` and `ln` made of basic arithmetic alone, so that every platform computes the same bits.

use crate::vectors::larger;

/// e to the power of `x`; exact to about 1e-6, clamped to ±80.
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    let k = (x * std::f32::consts::LOG2_E).round();
    // The constant in two parts, so that the difference is exact.
    let r = (x - k * 0.693_359_4) + k * 2.121_944_4e-4;
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    p * f32::from_bits(((k as i32 + 127) as u32) << 23)
}

/// The natural logarithm of a positive normal number.
pub(crate) fn ln(x: f32) -> f32 {
    let bits = larger(x, f32::MIN_POSITIVE).to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut m = f32::from_bits((bits & 0x7F_FFFF) | 0x3F80_0000);
    if m > std::f32::consts::SQRT_2 {
        m *= 0.5;
        exponent += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let p = 2.0 * s * (1.0 + z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z / 9.0))));
    p + exponent as f32 * std::f32::consts::LN_2
}

/// The logistic function.
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// A 32-bit mix of an integer; used for hashing.
pub(crate) fn mix(x: u64) -> u32 {
    let mut z = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_standard_functions() {
        for k in -400..400 {
            let x = k as f32 * 0.1;
            assert!((exp(x) - x.exp()).abs() <= 2e-6 * x.exp(), "exp {x}");
            let y = 1.3_f32.powi(k / 5);
            assert!((ln(y) - y.ln()).abs() <= 1e-5, "ln {y}");
        }
    }
}
