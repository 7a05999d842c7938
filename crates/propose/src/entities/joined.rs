//! A paragraph as one run of characters, joined over line and column breaks, with the way back.

use jianbao_core::ByteRange;

/// The byte offset of a character that stands in the joined text only.
const VIRTUAL: u32 = u32::MAX;

/// The joined text of a paragraph.
///
/// **Invariant**: `folded`, `raw` and `bytes` have the same length.
#[derive(Clone, Debug, Default)]
pub struct Joined {
    /// One folded character for each character of the pieces (see [`fold`]).
    pub folded: Vec<char>,
    /// The characters as written.
    pub raw: Vec<char>,
    /// Where each character begins in the document, in bytes.
    bytes: Vec<u32>,
}

impl Joined {
    /// Joins the pieces of a paragraph. Between two pieces that both meet with a Latin letter or a
    /// digit a blank is put, as a line wrap stands for one there.
    ///
    /// Pieces that do not lie on character boundaries of `text` are left out.
    pub fn new(text: &str, pieces: &[ByteRange]) -> Self {
        let mut joined = Self::default();
        for piece in pieces {
            let Some(part) = text.get(piece.idx()) else { continue };
            let (last, first) = (joined.raw.last(), part.chars().next());
            if last.is_some_and(|c| c.is_ascii_alphabetic()) && first.is_some_and(|c| c.is_ascii_alphabetic())
            {
                joined.push(' ', VIRTUAL);
            }
            for (at, c) in part.char_indices() {
                joined.push(c, piece.start().0 + at as u32);
            }
        }
        joined
    }

    fn push(&mut self, c: char, byte: u32) {
        self.folded.push(fold(c));
        self.raw.push(c);
        self.bytes.push(byte);
    }

    /// Cuts a long text into parts of at most `max` characters, each after the end of a sentence
    /// where there is one.
    pub fn into_parts(self, max: usize) -> Vec<Self> {
        if self.len() <= max {
            return vec![self];
        }
        let mut out = Vec::new();
        let mut start = 0;
        while start < self.len() {
            let mut end = (start + max).min(self.len());
            if end < self.len() {
                let cut = |set: &str| (start + 1..=end).rev().find(|&i| set.contains(self.raw[i - 1]));
                end = cut("。！？!?\n").or_else(|| cut("；;，,、 ")).unwrap_or(end);
            }
            out.push(Self {
                folded: self.folded[start..end].to_vec(),
                raw: self.raw[start..end].to_vec(),
                bytes: self.bytes[start..end].to_vec(),
            });
            start = end;
        }
        out
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether the paragraph holds no character.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// The characters as written from `start` to `end`, without those that are in no piece.
    pub fn quote(&self, start: usize, end: usize) -> String {
        (start..end).filter(|&i| self.bytes[i] != VIRTUAL).map(|i| self.raw[i]).collect()
    }

    /// The ranges in the document of the characters from `start` to `end`: one for each
    /// unbroken stretch, without white space at its edges. Empty when there is nothing else.
    pub fn ranges(&self, start: usize, end: usize) -> Vec<ByteRange> {
        let mut out = Vec::new();
        let mut at = start;
        while at < end {
            let mut stop = at + 1;
            while stop < end && self.bytes[stop] == self.end_of(stop - 1) {
                stop += 1;
            }
            let (mut s, mut e) = (at, stop);
            while s < e && self.is_blank(s) {
                s += 1;
            }
            while e > s && self.is_blank(e - 1) {
                e -= 1;
            }
            if s < e {
                out.push(ByteRange::at(self.bytes[s] as usize, self.end_of(e - 1) as usize));
            }
            at = stop;
        }
        out
    }

    /// The characters of an entity at these ranges of the document: the first and behind the last. None where its edges
    /// are not edges of characters of this text.
    pub fn span_of(&self, ranges: &[ByteRange]) -> Option<(usize, usize)> {
        let (first, last) = (ranges.first()?.start().0, ranges.last()?.end().0);
        let start = self.bytes.iter().position(|&byte| byte == first)?;
        let end = (start..self.len()).find(|&i| self.end_of(i) == last)?;
        Some((start, end + 1))
    }

    fn is_blank(&self, i: usize) -> bool {
        self.bytes[i] == VIRTUAL || self.raw[i].is_whitespace()
    }

    fn end_of(&self, i: usize) -> u32 {
        if self.bytes[i] == VIRTUAL { VIRTUAL } else { self.bytes[i] + self.raw[i].len_utf8() as u32 }
    }
}

/// One character for one: full width to half width, blanks, quotes and dashes to one form each.
pub fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(c as u32 - 0xFEE0).expect("the full-width block maps onto ASCII")
        }
        '\u{3000}' | '\u{A0}' | '\t' | '〓' => ' ',
        '○' | '◯' | '零' => '〇',
        '—' | '–' | '―' | '─' | '−' => '—',
        '〜' | '∼' => '~',
        '·' | '•' | '・' | '‧' | '∙' => '·',
        '「' | '『' | '〝' | '“' => '“',
        '」' | '』' | '〞' | '”' => '”',
        '〈' => '<',
        '〉' => '>',
        '¥' | '￥' => '¥',
        _ => c,
    }
}

/// Whether the character is a Han character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}' | '〇' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_gives_two_ranges_without_blanks() {
        let text = "(𠮷\r\n 冈山)";
        let joined = Joined::new(text, &[ByteRange::at(0, 5), ByteRange::at(7, text.len())]);
        let start = joined.raw.iter().position(|&c| c == '𠮷').unwrap();
        let ranges = joined.ranges(start, joined.len() - 1);
        let quotes: Vec<&str> = ranges.iter().map(|r| r.slice(text)).collect();
        assert_eq!(quotes, ["𠮷", "冈山"]);
    }

    #[test]
    fn latin_words_stay_apart() {
        let joined = Joined::new("Anna\nBell", &[ByteRange::at(0, 4), ByteRange::at(5, 9)]);
        assert_eq!(joined.raw.iter().collect::<String>(), "Anna Bell");
        assert_eq!(joined.ranges(0, 9), [ByteRange::at(0, 4), ByteRange::at(5, 9)]);
    }
}
