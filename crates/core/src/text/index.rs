//! Lines, chunks, and the one converter between bytes, code points and UTF-16.

use super::grapheme::cuts_every;
use super::{ByteOffset, ByteRange, CharOffset, LineIdx, LineUtf16, Utf16Offset};

/// The longest line in characters; a longer one is cut between grapheme clusters.
/// A pasted page can be one line, and layout of one endless line is slow in every browser.
pub const MAX_LINE_CHARS: usize = 2000;

/// How many lines make a chunk, the unit of layout and repainting: about as many as a window shows, since a chunk is
/// styled, laid out and painted as a whole.
pub const CHUNK_LINES: usize = 16;

/// Knows where each line starts in every unit.
///
/// **Invariant**: lines partition the text; each ends after a line feed, at a cut of an over-long line, or at
/// the end of the text. An empty text is one empty line. A text that ends in a line feed has no empty last line.
///
/// A conversion is a binary search and a scan of one line.
#[derive(Debug)]
pub struct TextIndex {
    /// One for each line, and one for the end of the text.
    starts: Vec<Start>,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
struct Start {
    byte: u32,
    char: u32,
    utf16: u32,
}

impl Start {
    /// The position after `text`.
    fn after(self, text: &str) -> Self {
        let (mut chars, mut utf16) = (0, 0);
        for c in text.chars() {
            chars += 1;
            utf16 += c.len_utf16() as u32;
        }
        Self { byte: self.byte + text.len() as u32, char: self.char + chars, utf16: self.utf16 + utf16 }
    }
}

impl TextIndex {
    /// The index of a text.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![Start::default()];
        let mut at = Start::default();
        let mut push = |piece: &str| {
            at = at.after(piece);
            starts.push(at);
        };
        for line in text.split_inclusive('\n') {
            let mut from = 0;
            // Fewer bytes than the limit cannot be more characters.
            if line.len() > MAX_LINE_CHARS {
                for cut in cuts_every(line, MAX_LINE_CHARS) {
                    push(&line[from..cut]);
                    from = cut;
                }
            }
            push(&line[from..]);
        }
        if text.is_empty() {
            push("");
        }
        Self { starts }
    }

    /// How many lines there are; at least one.
    pub fn n_lines(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many chunks there are; at least one.
    pub fn n_chunks(&self) -> usize {
        self.n_lines().div_ceil(CHUNK_LINES)
    }

    /// The bytes of a line, its line feed included.
    ///
    /// # Panics
    /// If there is no such line.
    pub fn line(&self, line: LineIdx) -> ByteRange {
        ByteRange::new(ByteOffset(self.starts[line.idx()].byte), ByteOffset(self.starts[line.idx() + 1].byte))
    }

    /// The lines of a chunk.
    ///
    /// # Panics
    /// If there is no such chunk.
    pub fn chunk_lines(&self, chunk: usize) -> std::ops::Range<usize> {
        assert!(chunk < self.n_chunks(), "no chunk {chunk}");
        chunk * CHUNK_LINES..((chunk + 1) * CHUNK_LINES).min(self.n_lines())
    }

    /// The line that holds a position; the end of the text belongs to the last line.
    pub fn line_at(&self, at: ByteOffset) -> LineIdx {
        self.line_by(|start| start.byte <= at.0)
    }

    /// The lines that a range touches. An empty range touches the line it is in.
    pub fn lines_of(&self, range: ByteRange) -> std::ops::RangeInclusive<usize> {
        let first = self.line_at(range.start()).idx();
        let last = ByteOffset(range.end().0.saturating_sub(1));
        // Nearly every range ends in the line in which it begins: one search, not two.
        let is_one = range.is_empty() || self.starts.get(first + 1).is_none_or(|next| last.0 < next.byte);
        first..=if is_one { first } else { self.line_at(last).idx() }
    }

    /// Length of the text in code points.
    pub fn len_chars(&self) -> u32 {
        self.end().char
    }

    /// Length of the text in UTF-16 code units.
    pub fn len_utf16(&self) -> u32 {
        self.end().utf16
    }

    /// Code points before a position.
    ///
    /// # Panics
    /// If `at` is not a character boundary of `text`, which must be the text of this index.
    pub fn char_from_byte(&self, text: &str, at: ByteOffset) -> CharOffset {
        let start = self.starts[self.line_at(at).idx()];
        CharOffset(start.char + text[start.byte as usize..at.idx()].chars().count() as u32)
    }

    /// The position after so many code points; none beyond the end of the text.
    pub fn byte_from_char(&self, text: &str, at: CharOffset) -> Option<ByteOffset> {
        if at.0 > self.end().char {
            return None;
        }
        let line = self.line_by(|start| start.char <= at.0);
        let start = self.starts[line.idx()];
        let slice = self.line(line).slice(text);
        let into =
            slice.char_indices().nth((at.0 - start.char) as usize).map_or(slice.len(), |(byte, _)| byte);
        Some(ByteOffset(start.byte + into as u32))
    }

    /// UTF-16 code units before a position.
    ///
    /// # Panics
    /// If `at` is not a character boundary of `text`, which must be the text of this index.
    pub fn utf16_from_byte(&self, text: &str, at: ByteOffset) -> Utf16Offset {
        let within = self.line_utf16_from_byte(text, at);
        Utf16Offset(self.starts[within.line.idx()].utf16 + within.units)
    }

    /// The position after so many UTF-16 code units; none beyond the end of the text or inside a surrogate pair.
    pub fn byte_from_utf16(&self, text: &str, at: Utf16Offset) -> Option<ByteOffset> {
        if at.0 > self.end().utf16 {
            return None;
        }
        let line = self.line_by(|start| start.utf16 <= at.0);
        let units = at.0 - self.starts[line.idx()].utf16;
        self.byte_from_line_utf16(text, LineUtf16 { line, units })
    }

    /// A position as the DOM counts it.
    ///
    /// # Panics
    /// If `at` is not a character boundary of `text`, which must be the text of this index.
    pub fn line_utf16_from_byte(&self, text: &str, at: ByteOffset) -> LineUtf16 {
        let line = self.line_at(at);
        let start = self.starts[line.idx()].byte as usize;
        LineUtf16 { line, units: len_utf16(&text[start..at.idx()]) }
    }

    /// A position from where the DOM counts it; none beyond the end of the line or inside a surrogate pair.
    pub fn byte_from_line_utf16(&self, text: &str, at: LineUtf16) -> Option<ByteOffset> {
        let range = (at.line.idx() < self.n_lines()).then(|| self.line(at.line))?;
        let mut left = at.units;
        let mut byte = range.start().0;
        for c in range.slice(text).chars() {
            if left == 0 {
                break;
            }
            left = left.checked_sub(c.len_utf16() as u32)?;
            byte += c.len_utf8() as u32;
        }
        (left == 0).then_some(ByteOffset(byte))
    }

    fn end(&self) -> Start {
        self.starts[self.n_lines()]
    }

    /// The last line whose start satisfies `before`.
    fn line_by(&self, before: impl Fn(&Start) -> bool) -> LineIdx {
        let n = self.starts[..self.n_lines()].partition_point(before);
        LineIdx(n.saturating_sub(1) as u32)
    }
}

fn len_utf16(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_after_line_feeds() {
        let text = "甲\n\n乙\n";
        let index = TextIndex::new(text);
        let lines: Vec<_> = (0..index.n_lines()).map(|i| index.line(LineIdx(i as u32)).slice(text)).collect();
        assert_eq!(lines, ["甲\n", "\n", "乙\n"]);
        assert_eq!(TextIndex::new("").n_lines(), 1);
        assert_eq!(index.lines_of(ByteRange::at(0, 4)), 0..=0);
        assert_eq!(index.lines_of(ByteRange::at(0, 5)), 0..=1);
        assert_eq!(index.lines_of(ByteRange::at(4, 4)), 1..=1);
        assert_eq!(index.line_at(ByteOffset::at(text.len())), LineIdx(2));
    }

    #[test]
    fn an_endless_line_is_cut_between_clusters() {
        let family = "👩‍👩‍👧";
        let text = family.repeat(1500);
        let index = TextIndex::new(&text);
        assert!(index.n_lines() > 3);
        for i in 0..index.n_lines() {
            let line = index.line(LineIdx(i as u32)).slice(&text);
            assert!(line.chars().count() <= MAX_LINE_CHARS);
            assert_eq!(line.len() % family.len(), 0);
        }
    }

    #[test]
    fn units_are_told_apart() {
        let text = "a\n𠮷e\u{301}👩‍👩‍👧甲";
        let index = TextIndex::new(text);
        let at = ByteOffset::at(text.find('甲').unwrap());
        assert_eq!(index.char_from_byte(text, at), CharOffset(10));
        assert_eq!(index.utf16_from_byte(text, at), Utf16Offset(14));
        assert_eq!(index.line_utf16_from_byte(text, at), LineUtf16 { line: LineIdx(1), units: 12 });
        // Inside the surrogate pair of the first character of line 1 there is no position.
        assert_eq!(index.byte_from_line_utf16(text, LineUtf16 { line: LineIdx(1), units: 1 }), None);
        assert_eq!(index.byte_from_utf16(text, Utf16Offset(3)), None);
        assert_eq!(index.byte_from_char(text, CharOffset(12)), None);
    }
}
