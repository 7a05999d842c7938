//! The weights of the tagger: eight bits each, found by the fingerprint of a feature.

use bytemuck::cast;
use serde::{Deserialize, Serialize};
use wide::i16x8;

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

/// Fingerprints that share all but their last bits are a bucket.
const BUCKET_BITS: u32 = 6;

/// So many buckets, as bits of one number, are a group.
const GROUP_BITS: u32 = u64::BITS.ilog2();

/// The weights in memory, sorted by fingerprint. Most features of a text have no weights; the bits of the groups say so,
/// and are small enough to stay near the processor.
#[derive(Clone, Debug)]
pub struct Weights {
    step: f32,
    /// For each group, which of its buckets hold anything.
    buckets: Vec<u64>,
    /// For each group, the number of its first row, and the number of rows.
    firsts: Vec<u32>,
    /// The weights of the states, and behind them the lower bits of the fingerprint, which are more than tell the rows
    /// of a group apart.
    rows: Vec<[i8; 16]>,
}

/// The lower bits of a fingerprint.
fn low(print: u32) -> [i8; 3] {
    [0, 8, 16].map(|shift| (print >> shift) as u8 as i8)
}

const LOW_MASK: u32 = 0xff_ffff;

/// The lower bits of the fingerprint of a row.
fn low_of(row: &[i8; 16]) -> u32 {
    let [.., a, b, c, d] = row.map(|byte| byte as u8);
    u32::from_le_bytes([a, b, c, d]) >> 8
}

/// The group of a fingerprint, and its bucket there as a bit.
fn bucket(print: u32) -> (usize, u64) {
    let bucket = print >> BUCKET_BITS;
    ((bucket >> GROUP_BITS) as usize, 1 << (bucket & (u64::BITS - 1)))
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
        let n_groups = 1 << (PRINT_BITS - BUCKET_BITS - GROUP_BITS);
        let mut out = Weights {
            step: self.step,
            buckets: vec![0; n_groups],
            firsts: vec![0; n_groups + 1],
            rows: Vec::with_capacity(prints.len()),
        };
        let mut values = self.values.iter();
        for (i, print) in prints.into_iter().enumerate() {
            let mut row = [0i8; 16];
            let mask = u16::from(self.masks_low[i]) | u16::from(self.masks_high[i]) << 8;
            for (state, value) in row.iter_mut().enumerate().take(N_STATES) {
                if mask >> state & 1 == 1 {
                    *value = *values.next()?;
                }
            }
            row[N_STATES..].copy_from_slice(&low(print));
            let (group, bit) = bucket(print);
            *out.buckets.get_mut(group)? |= bit;
            out.firsts[group + 1] += 1;
            out.rows.push(row);
        }
        let mut sum = 0;
        for first in &mut out.firsts {
            sum += *first;
            *first = sum;
        }
        Some(out)
    }
}

/// A feature that may have weights: the lower bits of its fingerprint, and the rows among which its own is.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    low: u32,
    at: u32,
    end: u32,
}

impl Weights {
    /// Sums the rows of these features into the scores of one position. `candidates` is room to work in.
    pub fn score(&self, prints: &[u32], candidates: &mut Vec<Candidate>, out: &mut [f32]) {
        candidates.clear();
        for &print in prints {
            let (group, bit) = bucket(print);
            let here = self.buckets[group];
            if here & bit != 0 {
                let at = self.firsts[group] + (here & (bit - 1)).count_ones();
                candidates.push(Candidate { low: print & LOW_MASK, at, end: self.firsts[group + 1] });
            }
        }
        // Two weights of eight bits are in each number of sixteen.
        let (mut even, mut odd) = (i16x8::ZERO, i16x8::ZERO);
        for &Candidate { low, at, end } in candidates.iter() {
            let mut at = at as usize;
            while low_of(&self.rows[at]) < low && at + 1 < end as usize {
                at += 1;
            }
            let row = &self.rows[at];
            let is_own = i16x8::splat(if low_of(row) == low { -1 } else { 0 });
            let row = is_own & cast::<_, i16x8>(*row);
            even += (row << 8) >> 8;
            odd += row >> 8;
        }
        let sums = even.to_array().into_iter().zip(odd.to_array()).flat_map(|(even, odd)| [even, odd]);
        for (score, sum) in out.iter_mut().zip(sums) {
            *score = f32::from(sum) * self.step;
        }
    }
}
