//! The immutable text of a document.

use std::sync::Arc;

use super::ingest::{self, IngestError, IngestReport};
use super::{ByteOffset, ByteRange, TextIndex};

/// What stands between two pages of one document: a form feed on a line of its own.
pub const PAGE_BREAK: &str = "\n\u{c}\n";

/// A text that never changes after it was taken in, and the index that converts positions in it.
/// Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Document {
    text: Arc<str>,
    index: Arc<TextIndex>,
}

impl Document {
    /// Takes a text in: removes a byte order mark, turns CRLF and CR into LF and NUL into U+FFFD,
    /// and keeps everything else as it is (no Unicode normalization).
    ///
    /// # Errors
    /// [`IngestError::TooLong`] beyond [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES) of UTF-8 after these changes.
    pub fn ingest(raw: &str) -> Result<(Self, IngestReport), IngestError> {
        let (text, report) = ingest::normalize(raw)?;
        Ok((Self::from_clean(text), report))
    }

    /// Takes in UTF-16 as JavaScript keeps it: as [`Self::ingest`], and each lone surrogate becomes U+FFFD.
    ///
    /// # Errors
    /// As [`Self::ingest`].
    pub fn ingest_utf16(units: &[u16]) -> Result<(Self, IngestReport), IngestError> {
        let mut lone_surrogates = 0;
        let raw: String = char::decode_utf16(units.iter().copied())
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    lone_surrogates += 1;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        let (document, mut report) = Self::ingest(&raw)?;
        report.lone_surrogates = lone_surrogates;
        Ok((document, report))
    }

    /// This text and a further page behind it, with a page break between. The report is that of the page.
    ///
    /// # Errors
    /// As [`Self::ingest`], for both together.
    pub fn with_page(&self, raw: &str) -> Result<(Self, IngestReport), IngestError> {
        let (page, report) = ingest::normalize(raw)?;
        let text = [self.text(), PAGE_BREAK, &page].concat();
        ingest::within_limit(text.len())?;
        Ok((Self::from_clean(text), report))
    }

    fn from_clean(text: String) -> Self {
        let index = TextIndex::new(&text);
        Self { text: text.into(), index: Arc::new(index) }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Lines, chunks and conversions of positions.
    pub fn index(&self) -> &TextIndex {
        &self.index
    }

    /// The text of a range.
    ///
    /// # Panics
    /// If the range is not of this document.
    pub fn slice(&self, range: ByteRange) -> &str {
        range.slice(&self.text)
    }

    /// The range of the whole text.
    pub fn range(&self) -> ByteRange {
        ByteRange::at(0, self.text.len())
    }

    /// Whether the range lies in the text, on character boundaries.
    pub fn holds(&self, range: ByteRange) -> bool {
        let on_boundary = |at: ByteOffset| self.text.is_char_boundary(at.idx());
        range.end().idx() <= self.text.len() && on_boundary(range.start()) && on_boundary(range.end())
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
    }
}

impl Eq for Document {}
