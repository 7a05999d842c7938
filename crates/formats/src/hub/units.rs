//! The units in which other tools count.

use jianbao_core::text::TextIndex;
use jianbao_core::{ByteOffset, CharOffset, Utf16Offset};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// How offsets are counted in a file.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OffsetUnit {
    /// Unicode code points: Python, the Web Annotation model, and files of jianbao.
    CodePoint,
    /// UTF-16 code units: JavaScript and Java.
    Utf16,
    /// Extended grapheme clusters.
    Grapheme,
    /// Code points, with CRLF as one: files that were read as text in Python.
    CodePointLf,
    /// Bytes of UTF-8.
    Byte,
}

impl OffsetUnit {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 5] = [Self::CodePoint, Self::Utf16, Self::CodePointLf, Self::Grapheme, Self::Byte];

    /// What several of it are called, in English.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::CodePoint => "code points",
            Self::Utf16 => "UTF-16 units",
            Self::Grapheme => "grapheme clusters",
            Self::CodePointLf => "code points, with CRLF as one",
            Self::Byte => "bytes",
        }
    }

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::CodePoint => "code-point",
            Self::Utf16 => "utf16",
            Self::Grapheme => "grapheme",
            Self::CodePointLf => "code-point-lf",
            Self::Byte => "byte",
        }
    }
}

/// Converts between bytes of a text and another unit.
pub(crate) enum Ruler<'a> {
    Index {
        text: &'a str,
        index: TextIndex,
        utf16: bool,
    },
    /// The byte at which each unit starts, and the end of the text.
    Starts(Vec<usize>),
    Bytes(&'a str),
}

impl<'a> Ruler<'a> {
    pub(crate) fn new(text: &'a str, unit: OffsetUnit) -> Self {
        match unit {
            OffsetUnit::CodePoint | OffsetUnit::Utf16 => {
                Self::Index { text, index: TextIndex::new(text), utf16: unit == OffsetUnit::Utf16 }
            }
            OffsetUnit::Grapheme => {
                let starts = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
                Self::Starts(starts.collect())
            }
            OffsetUnit::CodePointLf => {
                let bytes = text.as_bytes();
                let inside_crlf = |at: usize| at > 0 && bytes[at] == b'\n' && bytes[at - 1] == b'\r';
                let starts = text.char_indices().map(|(at, _)| at).filter(|at| !inside_crlf(*at));
                Self::Starts(starts.chain([text.len()]).collect())
            }
            OffsetUnit::Byte => Self::Bytes(text),
        }
    }

    /// The byte at an offset; none when there is no character boundary.
    pub(crate) fn byte(&self, at: u64) -> Option<usize> {
        let small = u32::try_from(at).ok()?;
        match self {
            Self::Index { text, index, utf16: false } => {
                index.byte_from_char(text, CharOffset(small)).map(ByteOffset::idx)
            }
            Self::Index { text, index, utf16: true } => {
                index.byte_from_utf16(text, Utf16Offset(small)).map(ByteOffset::idx)
            }
            Self::Starts(starts) => starts.get(small as usize).copied(),
            Self::Bytes(text) => text.is_char_boundary(small as usize).then_some(small as usize),
        }
    }

    /// The units before a byte; of clusters, those that begin before it.
    pub(crate) fn units(&self, byte: usize) -> u32 {
        match self {
            Self::Index { text, index, utf16: false } => index.char_from_byte(text, ByteOffset::at(byte)).0,
            Self::Index { text, index, utf16: true } => index.utf16_from_byte(text, ByteOffset::at(byte)).0,
            Self::Starts(starts) => starts.partition_point(|start| *start < byte) as u32,
            Self::Bytes(_) => byte as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_as_it_should() {
        let text = "a\r\n𠮷e\u{301}👩‍👩‍👧甲";
        let at = text.find('甲').unwrap();
        let counts = OffsetUnit::ALL.map(|unit| Ruler::new(text, unit).units(at));
        assert_eq!(counts, [11, 15, 10, 5, at as u32]);
        for unit in OffsetUnit::ALL {
            let ruler = Ruler::new(text, unit);
            assert_eq!(ruler.byte(u64::from(ruler.units(at))), Some(at), "{unit:?}");
            assert_eq!(ruler.byte(u64::from(ruler.units(text.len()))), Some(text.len()), "{unit:?}");
            assert_eq!(ruler.byte(1 << 40), None);
        }
        // Inside a surrogate pair, or a character of several bytes.
        assert_eq!(Ruler::new(text, OffsetUnit::Utf16).byte(4), None);
        assert_eq!(Ruler::new(text, OffsetUnit::Byte).byte(5), None);
    }
}
