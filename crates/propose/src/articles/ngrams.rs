//! Counts of neighbouring characters, to tell whether a text goes on across a break.

use super::math::{ln, mix};
use crate::vectors::{larger, positive};

/// What stands for a character in the counts: digits are one, white space is none.
pub(crate) fn symbol(c: char) -> u32 {
    if c.is_ascii_digit() { '0' as u32 } else { c as u32 }
}

/// The key of a run of one to three characters.
pub(crate) fn key(run: &[char]) -> u32 {
    let mut x = run.len() as u64;
    for &c in run {
        x = (x << 21) ^ u64::from(symbol(c));
    }
    mix(x)
}

/// Stands before the first character of a paragraph in the counts.
pub(crate) const PARAGRAPH: char = '\u{2}';
/// Stand before and after a headline or another short line of its own.
pub(crate) const TITLE: char = '\u{3}';
pub(crate) const TITLE_END: char = '\u{4}';

/// Counts are kept as this many steps per doubling.
const STEPS: f32 = 2.0;

/// The number under which a count is stored.
#[cfg(feature = "train")]
pub(crate) fn quantized(count: u32) -> u8 {
    if count == 0 { 0 } else { (1.0 + STEPS * ln(count as f32) / std::f32::consts::LN_2 + 0.5) as u8 }
}

/// The count that a stored number stands for.
pub(crate) fn restored(stored: u8) -> f32 {
    if stored == 0 {
        0.0
    } else {
        super::math::exp((f32::from(stored) - 1.0) / STEPS * std::f32::consts::LN_2)
    }
}

/// Where counts come from: a model, or a training set without the page in hand.
pub(crate) trait Counts {
    /// The (quantized) count of a run.
    fn count(&self, run: &[char]) -> f32;
    /// Characters counted in all.
    fn total(&self) -> f32;
}

/// The counts of a model: sorted keys with their quantized counts.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct NgramTable {
    /// Sorted.
    keys: Vec<u32>,
    /// One for each key.
    stored: Vec<u8>,
    /// Characters counted in all.
    total: f32,
    /// Where the keys with each value of their upper half begin; keys are hashes, so there are few of each.
    starts: Vec<u32>,
    /// What each stored number stands for.
    values: Vec<f32>,
}

impl NgramTable {
    /// A table of sorted keys, a count for each, and the number of characters counted.
    pub(crate) fn new(keys: Vec<u32>, stored: Vec<u8>, total: f32) -> Self {
        let mut starts = vec![0_u32; (1 << 16) + 1];
        for key in &keys {
            starts[(key >> 16) as usize + 1] += 1;
        }
        for k in 1..starts.len() {
            starts[k] += starts[k - 1];
        }
        Self { keys, stored, total, starts, values: (0..=u8::MAX).map(restored).collect() }
    }

    /// Its keys in order, each with its count.
    #[cfg(feature = "train")]
    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = (u32, u8)> {
        self.keys.iter().copied().zip(self.stored.iter().copied())
    }
}

impl Counts for NgramTable {
    fn count(&self, run: &[char]) -> f32 {
        let key = key(run);
        let half = (key >> 16) as usize;
        let Some(&[from, to]) = self.starts.get(half..half + 2) else { return 0.0 };
        let near = &self.keys[from as usize..to as usize];
        near.iter()
            .position(|&k| k == key)
            .map_or(0.0, |k| self.values[usize::from(self.stored[from as usize + k])])
    }

    fn total(&self) -> f32 {
        self.total
    }
}

/// The counts on one side of a break, looked up once for all breaks that the side may be at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    /// The character at the break; none for an empty text.
    edge: Option<char>,
    /// The one behind it.
    inner: Option<char>,
    edge_count: f32,
    both_count: f32,
}

impl Side {
    /// The end of a text.
    pub(crate) fn tail(counts: &dyn Counts, c: &[char]) -> Self {
        let inner = c.len().checked_sub(2).map(|k| c[k]);
        Self::of(counts, c.last().copied(), inner, |edge, inner| [inner, edge])
    }

    /// The start of a text.
    pub(crate) fn head(counts: &dyn Counts, c: &[char]) -> Self {
        Self::of(counts, c.first().copied(), c.get(1).copied(), |edge, inner| [edge, inner])
    }

    fn of(
        counts: &dyn Counts,
        edge: Option<char>,
        inner: Option<char>,
        order: impl Fn(char, char) -> [char; 2],
    ) -> Self {
        let edge_count = edge.map_or(0.0, |e| counts.count(&[e]));
        let both_count = edge.zip(inner).map_or(0.0, |(e, i)| counts.count(&order(e, i)));
        Self { edge, inner, edge_count, both_count }
    }
}

/// How much more often the characters meet than by chance, as logarithms: the two at the break,
/// and what one more on the left and on the right adds.
pub(crate) fn association(counts: &dyn Counts, tail: Side, head: Side) -> [f32; 3] {
    let (Some(t1), Some(h1)) = (tail.edge, head.edge) else { return [0.0; 3] };
    let total = larger(counts.total(), 1.0);
    let both = counts.count(&[t1, h1]);
    let pair = ln((both + 0.3) / (tail.edge_count * head.edge_count / total + 0.3));
    // A longer run cannot be more frequent than a shorter one inside it.
    let longer = |run: [char; 3], inner: f32, edge: f32| {
        let count = if both > 0.0 && inner > 0.0 { counts.count(&run) } else { 0.0 };
        ln((count + 0.2) / (inner * both / larger(edge, 1.0) + 0.2))
    };
    let left = tail.inner.map_or(0.0, |t2| longer([t2, t1, h1], tail.both_count, tail.edge_count));
    let right = head.inner.map_or(0.0, |h2| longer([t1, h1, h2], head.both_count, head.edge_count));
    [pair, left, right]
}

/// How telling a shared pair of characters is: rare ones are.
pub(crate) fn weight(counts: &dyn Counts, run: &[char]) -> f32 {
    let c = counts.count(run);
    positive(ln(larger(counts.total(), 1.0) / (c + 2.0)) - 6.0)
}
