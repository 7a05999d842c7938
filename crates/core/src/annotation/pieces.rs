//! The stretches of text that one annotation covers.

use smallvec::{SmallVec, smallvec};
use thiserror::Error;

use crate::order;
use crate::text::{ByteOffset, ByteRange};

/// One stretch or several, in reading order, which may differ from text order: the tail of an article
/// can stand above its head.
///
/// **Invariant** (the normal form): at least one range; none empty; no two share a byte; a range never starts
/// where the one before it in reading order ends (the two would be one).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pieces(SmallVec<[ByteRange; 1]>);

/// Why ranges are no [`Pieces`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PiecesError {
    /// There is no range at all.
    #[error("no range")]
    None,
    /// A range holds no text.
    #[error("an empty range at byte {0}", at.0)]
    Empty {
        /// Where.
        at: ByteOffset,
    },
    /// Two ranges share text.
    #[error("two ranges share byte {0}", at.0)]
    Overlap {
        /// The first shared byte.
        at: ByteOffset,
    },
}

impl Pieces {
    /// From ranges in reading order; neighbors that touch become one.
    ///
    /// # Errors
    /// When there is no range, an empty one, or two that overlap.
    pub fn new(ranges: impl IntoIterator<Item = ByteRange>) -> Result<Self, PiecesError> {
        let mut pieces: SmallVec<[ByteRange; 1]> = SmallVec::new();
        for range in ranges {
            if range.is_empty() {
                return Err(PiecesError::Empty { at: range.start() });
            }
            match pieces.last_mut() {
                Some(last) if last.end() == range.start() => {
                    *last = ByteRange::new(last.start(), range.end())
                }
                _ => pieces.push(range),
            }
        }
        let mut sorted = pieces.clone();
        order::sort(&mut sorted);
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].overlaps(pair[1])) {
            return Err(PiecesError::Overlap { at: pair[1].start() });
        }
        if pieces.is_empty() { Err(PiecesError::None) } else { Ok(Self(pieces)) }
    }

    /// A single range.
    ///
    /// # Errors
    /// When it is empty.
    pub fn one(range: ByteRange) -> Result<Self, PiecesError> {
        if range.is_empty() {
            Err(PiecesError::Empty { at: range.start() })
        } else {
            Ok(Self(smallvec![range]))
        }
    }

    /// The ranges in reading order.
    pub fn as_slice(&self) -> &[ByteRange] {
        &self.0
    }

    /// The ranges in reading order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ByteRange> + DoubleEndedIterator + '_ {
        self.0.iter().copied()
    }

    /// The ranges in text order.
    pub fn sorted(&self) -> SmallVec<[ByteRange; 1]> {
        let mut sorted = self.0.clone();
        order::sort(&mut sorted);
        sorted
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "pieces are never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Where reading begins.
    pub fn first(&self) -> ByteRange {
        self.0[0]
    }

    /// The piece with which reading ends.
    pub fn last(&self) -> ByteRange {
        self.0[self.0.len() - 1]
    }

    /// The first byte in text order.
    pub fn start(&self) -> ByteOffset {
        self.iter().map(ByteRange::start).min().unwrap_or_default()
    }

    /// The end in text order.
    pub fn end(&self) -> ByteOffset {
        self.iter().map(ByteRange::end).max().unwrap_or_default()
    }

    /// The shortest range that holds every piece.
    pub fn hull(&self) -> ByteRange {
        ByteRange::new(self.start(), self.end())
    }

    /// Sum of the lengths in bytes.
    pub fn len_bytes(&self) -> u32 {
        self.iter().map(ByteRange::len_bytes).sum()
    }

    /// Whether a position lies in one of the pieces.
    pub fn contains(&self, at: ByteOffset) -> bool {
        self.iter().any(|piece| piece.contains(at))
    }

    /// Whether one of the pieces holds the whole range.
    pub fn covers(&self, range: ByteRange) -> bool {
        self.iter().any(|piece| piece.covers(range))
    }

    /// Whether a piece shares text with the range.
    pub fn overlaps(&self, range: ByteRange) -> bool {
        self.iter().any(|piece| piece.overlaps(range))
    }

    /// Whether a piece shares text with a piece of the other.
    pub fn overlaps_any(&self, other: &Self) -> bool {
        other.iter().any(|piece| self.overlaps(piece))
    }

    /// These and a further range at the end of reading. What the range shares with a piece is not added twice.
    ///
    /// # Errors
    /// When the range is empty.
    pub fn with(&self, range: ByteRange) -> Result<Self, PiecesError> {
        let mut rest = Self::one(range)?;
        for piece in self.iter() {
            match rest.without(piece) {
                Some(left) => rest = left,
                None => return Ok(self.clone()),
            }
        }
        Self::new(self.iter().chain(rest.iter()))
    }

    /// These less a range; none when nothing is left.
    pub fn without(&self, range: ByteRange) -> Option<Self> {
        let rest = self.iter().flat_map(|piece| {
            let Some(cut) = piece.intersection(range) else { return [Some(piece), None] };
            let before = ByteRange::new(piece.start(), cut.start());
            let after = ByteRange::new(cut.end(), piece.end());
            [before, after].map(|part| (!part.is_empty()).then_some(part))
        });
        Self::new(rest.flatten()).ok()
    }

    /// The text of the pieces in reading order, joined without anything between.
    ///
    /// # Panics
    /// If a piece is not of `text`.
    pub fn text(&self, text: &str) -> String {
        self.iter().map(|piece| piece.slice(text)).collect()
    }
}

impl TryFrom<ByteRange> for Pieces {
    type Error = PiecesError;

    fn try_from(range: ByteRange) -> Result<Self, PiecesError> {
        Self::one(range)
    }
}
