//! spaCy's DocBin (`.spacy`): MessagePack in zlib, as `spacy train` takes it.
//!
//! Every code point is a token, as the Chinese pipeline of spaCy cuts, so every entity fits. `doc.ents` holds the
//! entities that do not overlap, the longest or the shortest first; `doc.spans["sc"]` all of them, the key that the span
//! categorizer expects; `spans["articles"]` the parts of the articles, labelled with their ids, and `spans["roles"]`
//! the blocks.
//!
//! The layout is that of `spacy/tokens/_serialize.py`, `span_group.pyx` and `_dict_proxies.py` of spaCy 3.8. Strings are
//! named by 64-bit hashes (MurmurHash64A, seed 1), but for the symbols of spaCy, which have fixed numbers
//! (`spacy_symbols.txt`, printed from `spacy.symbols`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::ops::Range;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rmp::Marker;
use rmp::encode;

use super::draft::articles_of;
use super::{
    Draft, DraftBlock, DraftSpan, ExportError, Flat, Format, FormatInfo, Job, OffsetUnit, OutFile, ReadError,
    Sheet, table,
};

pub(super) struct SpacyDocbin;

/// The most that is unpacked, in bytes.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// The most documents, strings and spans of one group that are read.
const MAX_ITEMS: usize = 2_000_000;
/// Attributes of tokens, by their numbers in spaCy.
const ORTH: u64 = 65;
const ENT_IOB: u64 = 77;
const ENT_TYPE: u64 = 78;
/// Keys of span groups.
const SPANS: &str = "sc";
const ARTICLES: &str = "articles";
const ROLES: &str = "roles";

impl Format for SpacyDocbin {
    fn info(&self) -> &'static FormatInfo {
        &table::SPACY_DOCBIN
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let bytes = Bin::of(job).write().map_err(|_| ExportError::Archive)?;
        Ok(vec![OutFile::new(format!("{}.spacy", job.stem), "application/octet-stream", bytes)])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let mut unpacked = Vec::new();
        let broken = |_| ReadError::damaged("file", "not zlib, or broken off");
        ZlibDecoder::new(bytes).take(MAX_UNPACKED + 1).read_to_end(&mut unpacked).map_err(broken)?;
        if unpacked.len() as u64 > MAX_UNPACKED {
            return Err(ReadError::damaged("file", format!("more than {MAX_UNPACKED} bytes unpacked")));
        }
        read(&unpacked)
            .ok_or_else(|| ReadError::damaged("file", "not a DocBin of spaCy 3"))?
            .map_err(|what| ReadError::damaged("file", what))
    }

    fn look_into(&self, bytes: &[u8]) -> Option<String> {
        let drafts = self.read(bytes).ok()?;
        let mut out = String::new();
        for draft in drafts.iter().take(20) {
            let head: String = draft.text.chars().take(200).collect();
            out.push_str(&format!("{head}\n"));
            for span in draft.spans.iter().take(50) {
                out.push_str(&format!("{} {:?}\n", span.label, span.ranges));
            }
        }
        Some(out)
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        if !is_zlib(bytes) {
            return false;
        }
        let mut begin = [0; 16];
        let mut decoder = ZlibDecoder::new(bytes);
        let mut n = 0;
        while n < begin.len() {
            match decoder.read(&mut begin[n..]) {
                Ok(0) | Err(_) => break,
                Ok(more) => n += more,
            }
        }
        // A map of text keys; spaCy writes the version first.
        matches!(begin[0], 0x80..=0x8f | 0xde | 0xdf)
            && begin[..n].windows(7).any(|found| found == b"version")
    }
}

/// Whether bytes begin as zlib does (RFC 1950).
pub(super) fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, flags, ..] if (0x7800 + u16::from(*flags)).is_multiple_of(31))
}

/// The number of a string in spaCy: that of a symbol, or its hash.
fn number(string: &str) -> u64 {
    static SYMBOLS: OnceLock<HashMap<&'static str, u64>> = OnceLock::new();
    let symbols = SYMBOLS.get_or_init(|| {
        let rows = include_str!("spacy_symbols.txt").lines().filter_map(|row| row.split_once(' '));
        rows.filter_map(|(number, name)| Some((name, number.parse().ok()?))).collect()
    });
    match symbols.get(string) {
        Some(number) => *number,
        None if string.is_empty() => 0,
        None => murmur2::murmur64a(string.as_bytes(), 1),
    }
}

/// A span of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    id: u64,
    label: u64,
    start: u32,
    end: u32,
}

/// What a DocBin holds.
#[derive(Default)]
struct Bin<'a> {
    tokens: Vec<u8>,
    lengths: Vec<u8>,
    n_tokens: usize,
    n_docs: usize,
    strings: BTreeSet<&'a str>,
    /// Strings of one character, which are in no sheet by themselves.
    chars: BTreeSet<char>,
    groups: Vec<Vec<u8>>,
}

impl<'a> Bin<'a> {
    fn of(job: &Job<'a>) -> Self {
        let mut bin = Self::default();
        for sheet in job.sheets {
            bin.add(sheet, job.options.flat);
        }
        bin
    }

    fn number(&mut self, string: &'a str) -> u64 {
        if !string.is_empty() {
            self.strings.insert(string);
        }
        number(string)
    }

    fn add(&mut self, sheet: &'a Sheet, flat: Flat) {
        let ruler = sheet.ruler(OffsetUnit::CodePoint);
        let mut of_char: HashMap<char, u64> = HashMap::new();
        let mut words: Vec<u64> = Vec::new();
        for c in sheet.text.chars() {
            words.push(*of_char.entry(c).or_insert_with(|| number(c.encode_utf8(&mut [0; 4]))));
        }
        self.chars.extend(of_char.keys());
        let place = |range: &Range<usize>| (ruler.units(range.start), ruler.units(range.end));
        let mut entities = Vec::new();
        for span in &sheet.spans {
            let (start, end) = place(&(span.start()..span.end()));
            let (id, label) = (self.number(&span.id), self.number(span.label.as_str()));
            entities.push(Span { id, label, start, end });
        }
        let mut articles = Vec::new();
        for article in &sheet.articles {
            let label = self.number(&article.id);
            for part in &article.parts {
                let (start, end) = place(part);
                articles.push(Span { id: 0, label, start, end });
            }
        }
        let mut roles = Vec::new();
        for block in &sheet.blocks {
            let (start, end) = place(&block.range);
            roles.push(Span { id: 0, label: self.number(block.role.id()), start, end });
        }
        // B is 3, I is 1 and O is 2.
        let mut tags = vec![(2_u64, 0_u64); words.len()];
        for span in flattened(&sheet.text, &entities, flat) {
            for (i, tag) in tags[span.start as usize..span.end as usize].iter_mut().enumerate() {
                *tag = (if i == 0 { 3 } else { 1 }, span.label);
            }
        }
        for (word, (iob, label)) in words.iter().zip(tags) {
            for value in [*word, iob, label] {
                self.tokens.extend(value.to_le_bytes());
            }
        }
        self.lengths.extend((words.len() as i32).to_le_bytes());
        self.n_tokens += words.len();
        self.n_docs += 1;
        self.strings.extend([SPANS, ARTICLES, ROLES]);
        let groups = [(SPANS, entities), (ARTICLES, articles), (ROLES, roles)];
        self.groups.push(span_groups(&groups));
    }

    fn write(&self) -> std::io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let chars: Vec<String> = self.chars.iter().map(char::to_string).collect();
        let strings: BTreeSet<&str> =
            self.strings.iter().copied().chain(chars.iter().map(String::as_str)).collect();
        encode::write_map_len(&mut out, 9)?;
        text(&mut out, "version")?;
        text(&mut out, "0.1")?;
        text(&mut out, "attrs")?;
        encode::write_array_len(&mut out, 3)?;
        for attribute in [ORTH, ENT_IOB, ENT_TYPE] {
            encode::write_uint(&mut out, attribute)?;
        }
        text(&mut out, "tokens")?;
        encode::write_bin(&mut out, &self.tokens)?;
        // No token is followed by a space: spaces are tokens.
        text(&mut out, "spaces")?;
        encode::write_bin(&mut out, &vec![0; self.n_tokens])?;
        text(&mut out, "lengths")?;
        encode::write_bin(&mut out, &self.lengths)?;
        text(&mut out, "strings")?;
        encode::write_array_len(&mut out, strings.len() as u32)?;
        strings.iter().try_for_each(|string| text(&mut out, string))?;
        text(&mut out, "cats")?;
        encode::write_array_len(&mut out, self.n_docs as u32)?;
        for _ in 0..self.n_docs {
            encode::write_map_len(&mut out, 0)?;
        }
        text(&mut out, "flags")?;
        encode::write_array_len(&mut out, self.n_docs as u32)?;
        for _ in 0..self.n_docs {
            encode::write_map_len(&mut out, 1)?;
            text(&mut out, "has_unknown_spaces")?;
            encode::write_bool(&mut out, false)?;
        }
        text(&mut out, "span_groups")?;
        encode::write_array_len(&mut out, self.n_docs as u32)?;
        self.groups
            .iter()
            .try_for_each(|groups| encode::write_bin(&mut out, groups).map_err(std::io::Error::from))?;
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&out)?;
        zlib.finish()
    }
}

/// The entities for `doc.ents`: without white space at their edges, which `spacy train` refuses, and none over another.
fn flattened(text: &str, spans: &[Span], flat: Flat) -> Vec<Span> {
    let chars: Vec<char> = text.chars().collect();
    let mut order: Vec<Span> = spans
        .iter()
        .map(|span| {
            let mut span = *span;
            let blank = |at: u32| chars.get(at as usize).is_some_and(|c| c.is_whitespace());
            while span.start < span.end && blank(span.start) {
                span.start += 1;
            }
            while span.start < span.end && blank(span.end - 1) {
                span.end -= 1;
            }
            span
        })
        .filter(|span| span.start < span.end)
        .collect();
    match flat {
        Flat::Innermost => order.sort_by_key(|span| span.end - span.start),
        Flat::Outermost | Flat::PerLabel => {
            order.sort_by_key(|span| std::cmp::Reverse(span.end - span.start))
        }
    }
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    order.retain(|span| {
        let free = taken.range(..span.end).next_back().is_none_or(|(_, end)| *end <= span.start);
        if free {
            taken.insert(span.start, span.end);
        }
        free
    });
    order
}

fn text(out: &mut Vec<u8>, text: &str) -> std::io::Result<()> {
    encode::write_str(out, text).map_err(std::io::Error::from)
}

/// The groups of a document: each as bytes, and the keys under which it is found.
fn span_groups(groups: &[(&str, Vec<Span>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let written = (|| {
        encode::write_map_len(&mut out, groups.len() as u32)?;
        for (key, spans) in groups {
            let mut group = Vec::new();
            encode::write_map_len(&mut group, 3)?;
            text(&mut group, "name")?;
            text(&mut group, key)?;
            text(&mut group, "attrs")?;
            encode::write_map_len(&mut group, 0)?;
            text(&mut group, "spans")?;
            encode::write_array_len(&mut group, spans.len() as u32)?;
            for span in spans {
                // Big-endian: id, knowledge base, label, tokens from and to, characters from and to. A token is a character.
                let mut packed = Vec::with_capacity(40);
                [span.id, 0, span.label].iter().for_each(|value| packed.extend(value.to_be_bytes()));
                let places = [span.start, span.end, span.start, span.end];
                places.iter().for_each(|value| packed.extend(value.to_be_bytes()));
                encode::write_bin(&mut group, &packed)?;
            }
            encode::write_bin(&mut out, &group)?;
            encode::write_array_len(&mut out, 1)?;
            text(&mut out, key)?;
        }
        std::io::Result::Ok(())
    })();
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    out
}

/// Reads MessagePack; what does not fit is none.
struct Pack<'a>(&'a [u8]);

impl<'a> Pack<'a> {
    fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    fn map(&mut self) -> Option<usize> {
        rmp::decode::read_map_len(&mut self.0).ok().map(|n| n as usize)
    }

    fn array(&mut self) -> Option<usize> {
        let n = rmp::decode::read_array_len(&mut self.0).ok()? as usize;
        // Each item takes a byte at least; a length may lie.
        (n <= self.0.len() && n <= MAX_ITEMS).then_some(n)
    }

    fn text(&mut self) -> Option<&'a str> {
        let n = rmp::decode::read_str_len(&mut self.0).ok()? as usize;
        std::str::from_utf8(self.bytes(n)?).ok()
    }

    /// Bytes, which older programs write as text.
    fn binary(&mut self) -> Option<&'a [u8]> {
        let n = match rmp::decode::read_bin_len(&mut Self(self.0).0) {
            Ok(_) => rmp::decode::read_bin_len(&mut self.0).ok()?,
            Err(_) => rmp::decode::read_str_len(&mut self.0).ok()?,
        };
        self.bytes(n as usize)
    }

    fn number(&mut self) -> Option<u64> {
        rmp::decode::read_int(&mut self.0).ok()
    }

    /// Passes over a value, whatever it is.
    fn skip(&mut self) -> Option<()> {
        let mut left = 1_u64;
        while left > 0 {
            left -= 1;
            let length = |pack: &mut Self, n: usize| {
                let bytes = pack.bytes(n)?;
                Some(bytes.iter().fold(0_usize, |n, byte| n << 8 | usize::from(*byte)))
            };
            let n = match rmp::decode::read_marker(&mut self.0).ok()? {
                Marker::FixMap(n) => {
                    left += 2 * u64::from(n);
                    0
                }
                Marker::FixArray(n) => {
                    left += u64::from(n);
                    0
                }
                Marker::Array16 => {
                    left += length(self, 2)? as u64;
                    0
                }
                Marker::Array32 => {
                    left += length(self, 4)? as u64;
                    0
                }
                Marker::Map16 => {
                    left += 2 * length(self, 2)? as u64;
                    0
                }
                Marker::Map32 => {
                    left += 2 * length(self, 4)? as u64;
                    0
                }
                Marker::FixStr(n) => usize::from(n),
                Marker::Str8 | Marker::Bin8 => length(self, 1)?,
                Marker::Str16 | Marker::Bin16 => length(self, 2)?,
                Marker::Str32 | Marker::Bin32 => length(self, 4)?,
                Marker::U8 | Marker::I8 => 1,
                Marker::U16 | Marker::I16 | Marker::FixExt1 => 2,
                Marker::FixExt2 => 3,
                Marker::U32 | Marker::I32 | Marker::F32 => 4,
                Marker::FixExt4 => 5,
                Marker::U64 | Marker::I64 | Marker::F64 => 8,
                Marker::FixExt8 => 9,
                Marker::FixExt16 => 17,
                Marker::Ext8 => length(self, 1)? + 1,
                Marker::Ext16 => length(self, 2)? + 1,
                Marker::Ext32 => length(self, 4)? + 1,
                Marker::FixPos(_)
                | Marker::FixNeg(_)
                | Marker::Null
                | Marker::True
                | Marker::False
                | Marker::Reserved => 0,
            };
            self.bytes(n)?;
        }
        Some(())
    }
}

/// The documents; none where it is no DocBin, an error where its parts do not fit one another.
fn read(bytes: &[u8]) -> Option<Result<Vec<Draft>, String>> {
    let mut pack = Pack(bytes);
    let mut attributes: Vec<u64> = Vec::new();
    let (mut tokens, mut spaces, mut lengths) = (&[][..], &[][..], &[][..]);
    let mut strings: HashMap<u64, &str> = HashMap::new();
    let mut groups: Vec<&[u8]> = Vec::new();
    let mut unknown_spaces: Vec<bool> = Vec::new();
    for _ in 0..pack.map()? {
        match pack.text()? {
            "attrs" => {
                for _ in 0..pack.array()? {
                    attributes.push(pack.number()?);
                }
            }
            "tokens" => tokens = pack.binary()?,
            "spaces" => spaces = pack.binary()?,
            "lengths" => lengths = pack.binary()?,
            "strings" => {
                for _ in 0..pack.array()? {
                    let string = pack.text()?;
                    strings.insert(number(string), string);
                }
            }
            "span_groups" => {
                for _ in 0..pack.array()? {
                    groups.push(pack.binary()?);
                }
            }
            "flags" => {
                for _ in 0..pack.array()? {
                    let mut unknown = false;
                    for _ in 0..pack.map()? {
                        if pack.text()? == "has_unknown_spaces" {
                            unknown = rmp::decode::read_bool(&mut pack.0).ok()?;
                        } else {
                            pack.skip()?;
                        }
                    }
                    unknown_spaces.push(unknown);
                }
            }
            _ => pack.skip()?,
        }
    }
    let column = |wanted: u64| attributes.iter().position(|found| *found == wanted);
    let width = 8 * attributes.len();
    let orth = column(ORTH)?;
    let n_docs = lengths.len() / 4;
    let fits = n_docs <= MAX_ITEMS && tokens.len() % width == 0 && spaces.len() * width == tokens.len();
    if !fits {
        return Some(Err("the tokens do not fit the attributes".to_owned()));
    }
    let mut rows = tokens.chunks_exact(width).zip(spaces);
    let mut drafts = Vec::new();
    for (i, length) in lengths.chunks_exact(4).enumerate() {
        let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
        let rows: Vec<(&[u8], &u8)> = rows.by_ref().take(length).collect();
        if rows.len() < length {
            return Some(Err(format!("document {} has fewer tokens than it says", i + 1)));
        }
        let blank = unknown_spaces.get(i) == Some(&true);
        let value = |row: &[u8], column: usize| {
            let bytes = row.get(8 * column..8 * column + 8)?;
            bytes.try_into().ok().map(u64::from_le_bytes)
        };
        let mut draft = Draft { unit: Some(OffsetUnit::Byte), ..Draft::default() };
        // Where each token starts and ends.
        let mut places: Vec<Range<usize>> = Vec::with_capacity(rows.len());
        for (row, space) in &rows {
            let Some(word) = strings.get(&value(row, orth)?) else {
                return Some(Err(format!("document {} has a token whose text is missing", i + 1)));
            };
            let start = draft.text.len();
            draft.text.push_str(word);
            places.push(start..draft.text.len());
            if **space != 0 || blank {
                draft.text.push(' ');
            }
        }
        let mut seen: BTreeSet<(String, u64, u64)> = BTreeSet::new();
        if let Some(groups) = groups.get(i).filter(|groups| !groups.is_empty()) {
            read_groups(groups, &strings, &places, &mut draft, &mut seen)?;
        }
        if let Some((iob, kind)) = column(ENT_IOB).zip(column(ENT_TYPE)) {
            let mut open: Option<(u64, usize, usize)> = None;
            let rows = rows.iter().map(|(row, _)| Some((value(row, iob)?, value(row, kind)?)));
            for (at, tag) in rows.chain([Some((2, 0))]).enumerate() {
                let (iob, label) = tag?;
                match &mut open {
                    Some((before, _, end)) if iob == 1 && *before == label => *end = at,
                    _ => {
                        if let Some((label, first, last)) = open.take() {
                            let label = strings.get(&label).copied().unwrap_or_default();
                            let (start, end) = (places[first].start as u64, places[last].end as u64);
                            if seen.insert((label.to_owned(), start, end)) {
                                draft.spans.push(span("", label, start, end));
                            }
                        }
                        open = (matches!(iob, 1 | 3) && label != 0).then_some((label, at, at));
                    }
                }
            }
        }
        drafts.push(draft);
    }
    Some(Ok(drafts))
}

fn span(id: &str, label: &str, start: u64, end: u64) -> DraftSpan {
    DraftSpan {
        id: id.to_owned(),
        label: label.to_owned(),
        ranges: vec![(start, end)],
        ..DraftSpan::default()
    }
}

/// The span groups of a document: a map of groups to their keys, or a list of groups.
fn read_groups(
    bytes: &[u8],
    strings: &HashMap<u64, &str>,
    places: &[Range<usize>],
    draft: &mut Draft,
    seen: &mut BTreeSet<(String, u64, u64)>,
) -> Option<()> {
    let mut pack = Pack(bytes);
    let mut found: Vec<&[u8]> = Vec::new();
    match Pack(bytes).map() {
        Some(n) => {
            pack.map()?;
            for _ in 0..n {
                found.push(pack.binary()?);
                pack.skip()?;
            }
        }
        None => {
            for _ in 0..pack.array()? {
                found.push(pack.binary()?);
            }
        }
    }
    let mut articles: Vec<(String, (u64, u64))> = Vec::new();
    for group in found {
        let mut pack = Pack(group);
        let mut name = "";
        let mut spans: Vec<Span> = Vec::new();
        for _ in 0..pack.map()? {
            match pack.text()? {
                "name" => name = pack.text()?,
                "spans" => {
                    for _ in 0..pack.array()? {
                        let packed: &[u8; 40] = pack.binary()?.try_into().ok()?;
                        let long = |at: usize| Some(u64::from_be_bytes(packed[at..at + 8].try_into().ok()?));
                        let short = |at: usize| Some(u32::from_be_bytes(packed[at..at + 4].try_into().ok()?));
                        spans.push(Span {
                            id: long(0)?,
                            label: long(16)?,
                            start: short(24)?,
                            end: short(28)?,
                        });
                    }
                }
                _ => pack.skip()?,
            }
        }
        for found in spans {
            let label = strings.get(&found.label).copied().unwrap_or_default();
            let range =
                places.get(found.start as usize).zip(places.get((found.end as usize).wrapping_sub(1)));
            let Some((start, end)) = range.map(|(first, last)| (first.start as u64, last.end as u64)) else {
                draft.lose("range-outside", format!("spans {name}"), format!("{label} is not in the text"));
                continue;
            };
            match name {
                ARTICLES => articles.push((label.to_owned(), (start, end))),
                ROLES => draft.blocks.push(DraftBlock {
                    range: (start, end),
                    role: label.to_owned(),
                    continues: false,
                }),
                _ => {
                    let id = strings.get(&found.id).copied().unwrap_or_default();
                    if name == SPANS || seen.insert((label.to_owned(), start, end)) {
                        draft.spans.push(span(id, label, start, end));
                    }
                    // `doc.ents` has it without white space at its edges.
                    let text = &draft.text[start as usize..end as usize];
                    let before = (text.len() - text.trim_start().len()) as u64;
                    seen.insert((label.to_owned(), start, end));
                    seen.insert((
                        label.to_owned(),
                        start + before,
                        start + before + text.trim().len() as u64,
                    ));
                }
            }
        }
    }
    draft.articles = articles_of(articles);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_numbers_of_spacy() {
        // Printed by `spacy.strings.hash_string` and by a `StringStore`, which knows symbols.
        assert_eq!(number("PER"), 4_317_129_024_397_789_502);
        assert_eq!(number("𠮷"), 9_290_575_084_641_464_184);
        assert_eq!(number("01234567"), 1_750_498_843_159_833_583);
        assert_eq!((number("ORG"), number("X"), number("")), (383, 101, 0));
    }

    #[test]
    fn any_value_is_passed_over() {
        let mut bytes = Vec::new();
        encode::write_map_len(&mut bytes, 2).unwrap();
        text(&mut bytes, "𠮷").unwrap();
        encode::write_array_len(&mut bytes, 20).unwrap();
        (0..20).for_each(|n| encode::write_f64(&mut bytes, f64::from(n)).unwrap());
        encode::write_sint(&mut bytes, -70_000).unwrap();
        encode::write_ext_meta(&mut bytes, 3, 1).unwrap();
        bytes.extend([1, 2, 3]);
        text(&mut bytes, "end").unwrap();
        let mut pack = Pack(&bytes);
        pack.skip().unwrap();
        assert_eq!(pack.text(), Some("end"));
        // Lengths that lie.
        assert!(Pack(&[0xdd, 0xff, 0xff, 0xff, 0xff]).array().is_none());
        assert!(Pack(&[0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0]).skip().is_none());
        assert!(Pack(&[0xc6, 0xff, 0xff, 0xff, 0xff]).binary().is_none());
        assert!(Pack(&[0x91; 1000]).skip().is_none());
    }
}
