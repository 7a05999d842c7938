//! The weights of the tagger: eight bits each, found by the fingerprint of a feature.

use serde::{Deserialize, Serialize};

use super::features::PRINT_BITS;
use super::rice;

/// States of the tagger: outside, and four for each of people, places and organizations.
pub const N_STATES: usize = 13;

/// The labels of the types, in order.
pub const LABELS: [&str; 3] = ["PER", "LOC", "ORG"];

/// The weights as they are stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackedWeights {
    /// What one step of a weight is worth.
    pub step: f32,
    count: u32,
    rice: u32,
    prints: Vec<u8>,
    /// For each feature, which states have a weight.
    masks_low: Vec<u8>,
    masks_high: Vec<u8>,
    /// Their weights, one after the other.
    values: Vec<i8>,
}

/// The weights in memory: an open table of fingerprints and rows.
#[derive(Clone, Debug)]
pub struct Weights {
    step: f32,
    /// One byte of each fingerprint, zero for an empty place: most look-ups end here.
    tags: Vec<u8>,
    /// The weights of the states, and behind them the bits of the fingerprint that its tag may lack, so that one look
    /// at the memory tells both.
    rows: Vec<[i8; 16]>,
}

fn tag(print: u32) -> u8 {
    (print >> (PRINT_BITS - 8)) as u8 | 1
}

/// The lower bits of a fingerprint; its tag has the others.
fn low(print: u32) -> [i8; 3] {
    [0, 8, 16].map(|shift| (print >> shift) as u8 as i8)
}

fn place(print: u32, mask: usize) -> usize {
    (print.wrapping_mul(0x9E37_79B1) >> 4) as usize & mask
}

impl PackedWeights {
    /// Packs rows by fingerprint.
    pub fn new(rows: &std::collections::BTreeMap<u32, [i8; N_STATES]>, step: f32) -> Self {
        let rice = PRINT_BITS.saturating_sub(usize::BITS - rows.len().max(1).leading_zeros());
        let mut packed = Self {
            step,
            count: rows.len() as u32,
            rice,
            prints: rice::encode(rows.keys().copied(), rice),
            masks_low: Vec::new(),
            masks_high: Vec::new(),
            values: Vec::new(),
        };
        for row in rows.values() {
            let mask = row.iter().enumerate().fold(0u16, |m, (i, &v)| m | u16::from(v != 0) << i);
            packed.masks_low.push(mask as u8);
            packed.masks_high.push((mask >> 8) as u8);
            packed.values.extend(row.iter().filter(|&&v| v != 0));
        }
        packed
    }

    /// The weights for use; none when the data is damaged.
    pub fn unpack(&self) -> Option<Weights> {
        let prints = rice::decode(&self.prints, self.count as usize, self.rice)?;
        if self.masks_low.len() != prints.len()
            || self.masks_high.len() != prints.len()
            || !self.step.is_finite()
        {
            return None;
        }
        let size = (prints.len() * 2).next_power_of_two().max(2);
        let mut out = Weights { step: self.step, tags: vec![0; size], rows: vec![[0; 16]; size] };
        let mut values = self.values.iter();
        for (i, print) in prints.into_iter().enumerate() {
            let mut row = [0i8; 16];
            let mask = u16::from(self.masks_low[i]) | u16::from(self.masks_high[i]) << 8;
            for (state, value) in row.iter_mut().enumerate().take(N_STATES) {
                if mask >> state & 1 == 1 {
                    *value = *values.next()?;
                }
            }
            let mut at = place(print, size - 1);
            while out.tags[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            row[N_STATES..].copy_from_slice(&low(print));
            (out.tags[at], out.rows[at]) = (tag(print), row);
        }
        Some(out)
    }
}

impl Weights {
    /// Sums the rows of these features into the scores of one position.
    pub fn score(&self, prints: &[u32], out: &mut [f32]) {
        let mask = self.tags.len() - 1;
        let mut sums = [0i16; 16];
        for &print in prints {
            let (tag, low) = (tag(print), low(print));
            let mut at = place(print, mask);
            loop {
                let here = self.tags[at];
                if here == 0 {
                    break;
                }
                let row = &self.rows[at];
                if here == tag && row[N_STATES..] == low {
                    // What stands behind the weights is summed up too, and nobody reads it.
                    for (sum, value) in sums.iter_mut().zip(row) {
                        *sum += i16::from(*value);
                    }
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        for (score, sum) in out.iter_mut().zip(sums) {
            *score = f32::from(sum) * self.step;
        }
    }
}
