//! How sure a proposal is.

use std::fmt;

/// The chance that a proposal is right, in thousandths, so that equality and order are exact.
///
/// **Invariant**: at most 1000.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u16);

impl Confidence {
    /// From thousandths; more than 1000 counts as 1000.
    pub const fn from_thousandths(thousandths: u16) -> Self {
        Self(if thousandths > 1000 { 1000 } else { thousandths })
    }

    /// From a probability, rounded; values outside 0..=1 are clamped and NaN counts as 0.
    pub fn from_probability(p: f64) -> Self {
        Self((p.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// In thousandths, 0..=1000.
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// As a probability, 0..=1.
    pub fn probability(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl fmt::Debug for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.probability())
    }
}
