//! The model file: counts of neighbouring characters, the pair scorer, the label networks.
//!
//! Little-endian: the mark `JBART`, a version byte, a checksum of what follows, then the sections in
//! the order of [`ArticleModel`]. Weights are bytes with one scale for each row of their table, which is a byte too:
//! a power of two in eighths.

#[cfg(feature = "built-in")]
use std::sync::{Arc, OnceLock};

use super::features::ROWS;
use super::labels::COUNT;
use super::math::exp;
use super::network::{FIRST, Moves, Network, SECOND, WIDE, WINDOW};
#[cfg(feature = "train")]
use super::ngrams::Counts;
use super::ngrams::NgramTable;
use super::pairs::{HIDDEN, INPUTS, PairNet};

const MARK: &[u8; 5] = b"JBART";
const VERSION: u8 = 3;
/// The greatest weight of a row is so many times its scale.
#[cfg(feature = "train")]
const FINE: f32 = 127.0;
/// The same for the first layer of a network, which is most of the file and compresses better for it.
#[cfg(feature = "train")]
const COARSE: f32 = 15.0;
/// Scales of rows go in so many steps to the next power of two.
const SCALE_STEPS: f32 = 8.0;
/// The number of the scale that is one.
const SCALE_OF_ONE: f32 = 160.0;

/// The trained model of the article detector.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleModel {
    pub(crate) counts: NgramTable,
    pub(crate) pairs: PairNet,
    pub(crate) networks: Vec<Network>,
    /// The mean of those of the networks.
    pub(crate) moves: Moves,
}

/// Why a model file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It does not begin with the mark of an article model.
    #[error("not an article model")]
    NotAModel,
    /// It was written for another version of the program.
    #[error("article model of version {found}, this program reads version {expected}")]
    Version {
        /// The version of the file.
        found: u8,
        /// The version that this program reads.
        expected: u8,
    },
    /// It is cut short or altered.
    #[error("article model is damaged")]
    Damaged,
}

impl ArticleModel {
    pub(crate) fn new(counts: NgramTable, pairs: PairNet, networks: Vec<Network>) -> Self {
        let moves = Moves::mean(networks.iter().map(|n| &n.moves));
        Self { counts, pairs, networks, moves }
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are not an article model of this version, or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        if bytes.len() < 10 || &bytes[..5] != MARK {
            return Err(ModelError::NotAModel);
        }
        if bytes[5] != VERSION {
            return Err(ModelError::Version { found: bytes[5], expected: VERSION });
        }
        let (sum, body) = bytes[6..].split_at(4);
        if sum != checksum(body).to_le_bytes() {
            return Err(ModelError::Damaged);
        }
        let mut reader = Reader { bytes: body };
        let counts = reader.counts()?;
        let pairs = PairNet {
            first: reader.table(INPUTS, HIDDEN)?,
            bias: reader.floats(HIDDEN)?,
            second: reader.floats(HIDDEN)?,
            offset: reader.float()?,
        };
        let count = reader.byte()?;
        if count == 0 {
            return Err(ModelError::Damaged);
        }
        let networks = (0..count).map(|_| reader.network()).collect::<Result<Vec<_>, _>>()?;
        if reader.bytes.is_empty() {
            Ok(Self::new(counts, pairs, networks))
        } else {
            Err(ModelError::Damaged)
        }
    }

    /// The model that comes with the program, built in.
    ///
    /// # Panics
    /// Never: a test loads the file that is built in.
    #[cfg(feature = "built-in")]
    pub fn built_in() -> Arc<Self> {
        static MODEL: OnceLock<Arc<ArticleModel>> = OnceLock::new();
        MODEL
            .get_or_init(|| {
                let bytes = include_bytes!("../../../../models/articles.bin");
                Arc::new(Self::load(bytes).expect("the built-in model is checked by a test"))
            })
            .clone()
    }

    /// The model as a file.
    #[cfg(feature = "train")]
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut body = Vec::new();
        write_counts(&mut body, &self.counts);
        write_table(&mut body, &self.pairs.first, HIDDEN, FINE);
        write_floats(&mut body, &self.pairs.bias);
        write_floats(&mut body, &self.pairs.second);
        write_floats(&mut body, &[self.pairs.offset]);
        body.push(self.networks.len() as u8);
        for n in &self.networks {
            write_table(&mut body, &n.rows, FIRST, COARSE);
            write_floats(&mut body, &n.first_bias);
            write_table(&mut body, &n.second, SECOND, FINE);
            write_floats(&mut body, &n.second_bias);
            write_table(&mut body, &n.last, COUNT, FINE);
            write_floats(&mut body, &n.last_bias);
            write_table(&mut body, &n.moves.next, COUNT, FINE);
            write_floats(&mut body, &n.moves.start);
        }
        let mut out = MARK.to_vec();
        out.push(VERSION);
        out.extend(checksum(&body).to_le_bytes());
        out.extend(body);
        out
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take(&mut self, n: usize) -> Result<&[u8], ModelError> {
        if self.bytes.len() < n {
            return Err(ModelError::Damaged);
        }
        let (taken, rest) = self.bytes.split_at(n);
        self.bytes = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, ModelError> {
        Ok(self.take(1)?[0])
    }

    fn float(&mut self) -> Result<f32, ModelError> {
        let b = self.take(4)?;
        let value = f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        if value.is_finite() { Ok(value) } else { Err(ModelError::Damaged) }
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, ModelError> {
        (0..n).map(|_| self.float()).collect()
    }

    fn network(&mut self) -> Result<Network, ModelError> {
        Ok(Network {
            rows: self.table(ROWS, FIRST)?,
            first_bias: self.floats(FIRST)?,
            second: self.table((WINDOW + WIDE) * FIRST, SECOND)?,
            second_bias: self.floats(SECOND)?,
            last: self.table(SECOND, COUNT)?,
            last_bias: self.floats(COUNT)?,
            moves: Moves { next: self.table(COUNT, COUNT)?, start: self.floats(COUNT)? },
        })
    }

    /// Rows of bytes, after the scale of each.
    fn table(&mut self, rows: usize, width: usize) -> Result<Vec<f32>, ModelError> {
        let mut out = Vec::with_capacity(rows * width);
        let scales: Vec<f32> = self.take(rows)?.iter().map(|&b| scale(b)).collect();
        for scale in scales {
            out.extend(self.take(width)?.iter().map(|&b| f32::from(b as i8) * scale));
        }
        Ok(out)
    }

    fn counts(&mut self) -> Result<NgramTable, ModelError> {
        let total = self.float()?;
        let b = self.take(4)?;
        let n = u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize;
        if n > self.bytes.len() {
            return Err(ModelError::Damaged);
        }
        let mut keys = Vec::with_capacity(n);
        let mut at = 0_u32;
        for _ in 0..n {
            let mut step = 0_u32;
            let mut shift = 0;
            loop {
                let b = self.byte()?;
                step |= u32::from(b & 0x7F).checked_shl(shift).ok_or(ModelError::Damaged)?;
                if b < 0x80 {
                    break;
                }
                shift += 7;
            }
            at = at.checked_add(step).ok_or(ModelError::Damaged)?;
            keys.push(at);
        }
        let stored = self.take(n)?.to_vec();
        Ok(NgramTable::new(keys, stored, total))
    }
}

/// The scale of a row that is stored under a number.
fn scale(number: u8) -> f32 {
    exp((f32::from(number) - SCALE_OF_ONE) / SCALE_STEPS * std::f32::consts::LN_2)
}

/// The number of the least scale that is not below this one.
#[cfg(feature = "train")]
fn scale_number(least: f32) -> u8 {
    (0..u8::MAX).find(|&number| scale(number) >= least).unwrap_or(u8::MAX)
}

#[cfg(feature = "train")]
fn write_floats(out: &mut Vec<u8>, values: &[f32]) {
    for v in values {
        out.extend(v.to_le_bytes());
    }
}

#[cfg(feature = "train")]
fn write_table(out: &mut Vec<u8>, values: &[f32], width: usize, levels: f32) {
    let mut bytes = Vec::with_capacity(values.len());
    for row in values.chunks(width) {
        let top = row.iter().fold(0.0_f32, |t, v| t.max(v.abs()));
        let number = scale_number(top / levels);
        let scale = scale(number);
        out.push(number);
        bytes.extend(row.iter().map(|v| (v / scale).round() as i8 as u8));
    }
    out.extend(bytes);
}

#[cfg(feature = "train")]
fn write_counts(out: &mut Vec<u8>, counts: &NgramTable) {
    out.extend(counts.total().to_le_bytes());
    out.extend((counts.entries().len() as u32).to_le_bytes());
    let mut before = 0;
    for (key, _) in counts.entries() {
        let mut step = key - before;
        before = key;
        while step >= 0x80 {
            out.push((step as u8 & 0x7F) | 0x80);
            step >>= 7;
        }
        out.push(step as u8);
    }
    out.extend(counts.entries().map(|(_, stored)| stored));
}
