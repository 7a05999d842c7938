//! Code points of a text as a file has it, to bytes of the document made of it.

use jianbao_core::text::{IngestError, IngestReport};
use jianbao_core::{ByteOffset, ByteRange, CharOffset, Document};

/// Converts positions of a file.
///
/// Nearly always the text in the file is clean and the document is that text. Where it is not (CR, NUL), ingest changes
/// it, and a table leads from the characters of the file to the bytes of the document.
pub(super) struct Positions {
    document: Document,
    /// For each character of the file's text and for its end, the byte in the document; none for a clean text.
    table: Option<Vec<u32>>,
}

impl Positions {
    /// Takes the text in. A byte order mark at its start is part of the text: offsets count it.
    pub(super) fn new(raw: &str) -> Result<(Self, IngestReport), IngestError> {
        // Ingest removes one mark, so it gets one more.
        let (document, mut report) = Document::ingest(&format!("\u{feff}{raw}"))?;
        report.byte_order_mark = false;
        let table = (!report.is_clean()).then(|| table(raw));
        Ok((Self { document, table }, report))
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The byte at which a character of the file's text begins; none beyond its end.
    fn byte(&self, at: u64) -> Option<ByteOffset> {
        let at = u32::try_from(at).ok()?;
        match &self.table {
            Some(table) => table.get(at as usize).map(|byte| ByteOffset(*byte)),
            None => self.document.index().byte_from_char(self.document.text(), CharOffset(at)),
        }
    }

    /// The range between two characters; none when it is not of the text.
    pub(super) fn range(&self, start: u64, end: u64) -> Option<ByteRange> {
        let (start, end) = (self.byte(start)?, self.byte(end)?);
        (start <= end).then(|| ByteRange::new(start, end))
    }
}

/// What ingest makes of each character: CRLF becomes one byte (of which the LF is the one that counts), CR one,
/// NUL three.
fn table(raw: &str) -> Vec<u32> {
    let mut byte = 0;
    let mut table = Vec::with_capacity(raw.len() + 1);
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        table.push(byte);
        byte += match c {
            '\r' if chars.peek() == Some(&'\n') => 0,
            '\0' => char::REPLACEMENT_CHARACTER.len_utf8() as u32,
            other => other.len_utf8() as u32,
        };
    }
    table.push(byte);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ingest_changes_is_followed() {
        let raw = "\u{feff}甲\r\n𠮷\0\r丁";
        let (positions, report) = Positions::new(raw).unwrap();
        let text = positions.document().text();
        assert_eq!(text, "\u{feff}甲\n𠮷\u{fffd}\n丁");
        assert_eq!((report.crlf, report.cr, report.nul, report.byte_order_mark), (1, 1, 1, false));
        let slice = |start, end| positions.range(start, end).map(|range| range.slice(text).to_owned());
        assert_eq!(slice(0, 2).as_deref(), Some("\u{feff}甲"));
        assert_eq!(slice(2, 5).as_deref(), Some("\n𠮷"));
        assert_eq!(slice(4, 5).as_deref(), Some("𠮷"));
        assert_eq!(slice(7, 8).as_deref(), Some("丁"));
        assert_eq!(slice(7, 9), None);
        assert_eq!(slice(5, 4), None);
    }

    #[test]
    fn a_clean_text_needs_no_table() {
        let (positions, report) = Positions::new("甲\n𠮷").unwrap();
        assert!(report.is_clean());
        assert!(positions.table.is_none());
        assert_eq!(positions.range(2, 3), Some(ByteRange::at(4, 8)));
        assert_eq!(positions.range(2, 4), None);
    }
}
