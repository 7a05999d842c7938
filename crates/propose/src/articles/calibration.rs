//! From what the model says to how often it is right.
//!
//! The knots are measured on pages of days that were held out of the training (`docs/articles.md`,
//! "Confidence"); between them the curve is straight.

/// Said, right.
type Curve = &'static [(f32, f32)];

/// A role.
pub(super) const ROLE: Curve = &[
    (0.0, 0.0),
    (0.47, 0.48),
    (0.68, 0.59),
    (0.81, 0.71),
    (0.92, 0.865),
    (0.962, 0.93),
    (0.995, 0.984),
    (1.0, 0.999),
];
/// The start of an article.
pub(super) const NEW: Curve = &[
    (0.0, 0.02),
    (0.375, 0.34),
    (0.65, 0.64),
    (0.82, 0.82),
    (0.9, 0.885),
    (0.95, 0.94),
    (0.99, 0.983),
    (1.0, 0.997),
];
/// A paragraph or line that follows its neighbor, page furniture.
pub(super) const FOLLOWS: Curve =
    &[(0.0, 0.3), (0.45, 0.78), (0.6, 0.84), (0.75, 0.92), (0.86, 0.955), (0.95, 0.985), (1.0, 0.999)];
/// A resumption with its partner.
pub(super) const RESUMES: Curve =
    &[(0.0, 0.25), (0.12, 0.49), (0.39, 0.83), (0.62, 0.92), (0.8, 0.955), (0.92, 0.98), (1.0, 0.995)];
/// A whole article.
pub(super) const ARTICLE: Curve = &[
    (0.0, 0.15),
    (0.217, 0.39),
    (0.55, 0.61),
    (0.757, 0.84),
    (0.87, 0.89),
    (0.93, 0.935),
    (0.976, 0.97),
    (1.0, 0.99),
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
        for curve in [ROLE, NEW, FOLLOWS, RESUMES, ARTICLE] {
            assert!(curve.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            assert_eq!((curve[0].0, curve[curve.len() - 1].0), (0.0, 1.0));
            for &(x, y) in curve {
                assert!((calibrated(curve, x) - y).abs() < 1e-6);
            }
        }
    }
}
