//! From what the model says to how often it is right.
//!
//! The knots are measured on pages of days that were held out of the training (`docs/articles.md`,
//! "Confidence"); between them the curve is straight.

/// Said, right.
type Curve = &'static [(f32, f32)];

/// A role.
pub(super) const ROLE: Curve =
    &[(0.0, 0.0), (0.58, 0.49), (0.84, 0.68), (0.94, 0.83), (0.98, 0.92), (0.997, 0.967), (1.0, 0.998)];
/// The start of an article.
pub(super) const NEW: Curve = &[
    (0.0, 0.02),
    (0.55, 0.54),
    (0.7, 0.65),
    (0.81, 0.7),
    (0.91, 0.79),
    (0.955, 0.89),
    (0.98, 0.962),
    (1.0, 0.997),
];
/// A resumption with its partner.
pub(super) const RESUMES: Curve =
    &[(0.0, 0.2), (0.05, 0.3), (0.23, 0.62), (0.5, 0.8), (0.65, 0.85), (0.84, 0.96), (1.0, 0.99)];
/// A whole article.
pub(super) const ARTICLE: Curve = &[
    (0.0, 0.1),
    (0.3, 0.4),
    (0.6, 0.54),
    (0.7, 0.65),
    (0.79, 0.77),
    (0.86, 0.83),
    (0.94, 0.9),
    (0.99, 0.955),
    (1.0, 0.985),
];

/// How often what is said at `p` is right.
pub(super) fn calibrated(curve: Curve, p: f32) -> f32 {
    let k = curve.partition_point(|knot| knot.0 <= p).clamp(1, curve.len() - 1);
    let ((x0, y0), (x1, y1)) = (curve[k - 1], curve[k]);
    (y0 + (p - x0) / (x1 - x0) * (y1 - y0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_rises_from_end_to_end() {
        for curve in [ROLE, NEW, RESUMES, ARTICLE] {
            assert!(curve.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            assert_eq!((curve[0].0, curve[curve.len() - 1].0), (0.0, 1.0));
            for &(x, y) in curve {
                assert!((calibrated(curve, x) - y).abs() < 1e-6);
            }
        }
    }
}
