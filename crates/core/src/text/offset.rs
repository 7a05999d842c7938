//! The units in which a position in a document is counted.
//!
//! There is no arithmetic across units and no `From` between them: only
//! [`TextIndex`](crate::text::TextIndex) converts.

use std::fmt;

/// A position in a document, in UTF-8 bytes.
///
/// **Invariant** (kept by whoever stores one): it lies on a character boundary of
/// the text that it was made for, and not behind its end.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub u32);

/// A position counted in Unicode scalar values ("code points"). Files and exports use this.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(pub u32);

/// A position counted in UTF-16 code units from the start of the document.
/// Some foreign formats use this.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Offset(pub u32);

/// The number of a line, from 0.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineIdx(pub u32);

/// A position counted in UTF-16 code units from the start of one line. The DOM uses this.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineUtf16 {
    /// The line.
    pub line: LineIdx,
    /// UTF-16 code units from its start.
    pub units: u32,
}

impl ByteOffset {
    /// The start of every document.
    pub const ZERO: Self = Self(0);

    /// The offset as an index into a `str`.
    pub const fn idx(self) -> usize {
        self.0 as usize
    }

    /// From an index into a `str`.
    ///
    /// # Panics
    /// If the index is beyond `u32`; an ingested document is far smaller.
    pub const fn at(index: usize) -> Self {
        assert!(index <= u32::MAX as usize, "offset beyond 4 GiB");
        Self(index as u32)
    }
}

impl LineIdx {
    /// The number as an index into a slice.
    pub const fn idx(self) -> usize {
        self.0 as usize
    }
}

/// A half-open stretch of a document, in UTF-8 bytes.
///
/// **Invariant**: `start <= end`. An empty range is a point; what is stored in an
/// annotation is never empty.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRange {
    start: ByteOffset,
    end: ByteOffset,
}

impl ByteRange {
    /// The range from `start` to `end`.
    ///
    /// # Panics
    /// If `end` is before `start`.
    pub const fn new(start: ByteOffset, end: ByteOffset) -> Self {
        assert!(start.0 <= end.0, "range ends before it starts");
        Self { start, end }
    }

    /// The range between two indices into a `str`.
    ///
    /// # Panics
    /// If `end` is before `start`.
    pub const fn at(start: usize, end: usize) -> Self {
        Self::new(ByteOffset::at(start), ByteOffset::at(end))
    }

    /// Where it begins.
    pub const fn start(self) -> ByteOffset {
        self.start
    }

    /// Where it ends; the byte here is not part of it.
    pub const fn end(self) -> ByteOffset {
        self.end
    }

    /// Its length in bytes.
    pub const fn len_bytes(self) -> u32 {
        self.end.0 - self.start.0
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start.0 == self.end.0
    }

    /// Whether the position lies in it (the end does not).
    pub const fn contains(self, at: ByteOffset) -> bool {
        self.start.0 <= at.0 && at.0 < self.end.0
    }

    /// Whether all of `other` lies in it.
    pub const fn covers(self, other: Self) -> bool {
        self.start.0 <= other.start.0 && other.end.0 <= self.end.0
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start.0 < other.end.0 && other.start.0 < self.end.0 && !self.is_empty() && !other.is_empty()
    }

    /// What the two share; none when they share no byte.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let end = self.end.min(other.end);
        (start < end).then_some(Self { start, end })
    }

    /// The range as indices into a `str`.
    pub const fn idx(self) -> std::ops::Range<usize> {
        self.start.idx()..self.end.idx()
    }

    /// The text of it.
    ///
    /// # Panics
    /// If the range is not on character boundaries of `text`.
    pub fn slice(self, text: &str) -> &str {
        &text[self.idx()]
    }
}

impl fmt::Debug for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}
