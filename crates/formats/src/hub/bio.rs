//! One character and its tag a line: BIO (IOB2), BIOES and BMES.
//!
//! There are no offsets. White space is left out; a blank line ends a sentence, which is a line of the text or, where a
//! longest length is asked for, a sentence of it; no entity is cut. `-DOCSTART-` begins a document. Beside it lies a map:
//! for each sentence the places of its characters on the page, so that predictions find their way back.
//!
//! Reading takes any of these schemes and their relatives (IOB1, BILOU), of characters or of words.

use std::ops::Range;

use jianbao_core::LabelId;
use serde_json::json;

use super::{
    Draft, DraftSpan, ExportError, Format, FormatInfo, Job, OffsetUnit, OutFile, ReadError, Sheet, table,
};

/// How the characters of an entity are tagged.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Bio,
    Bioes,
    Bmes,
}

impl Scheme {
    /// The letter of a character of an entity of so many.
    pub(super) fn letter(self, place: usize, n: usize) -> char {
        let (first, last) = (place == 0, place + 1 == n);
        match self {
            Self::Bio => {
                if first {
                    'B'
                } else {
                    'I'
                }
            }
            Self::Bioes | Self::Bmes if first && last => 'S',
            Self::Bioes | Self::Bmes if first => 'B',
            Self::Bioes | Self::Bmes if last => 'E',
            Self::Bioes => 'I',
            Self::Bmes => 'M',
        }
    }
}

/// The tokens of a sentence: where each character is, and of which entity.
pub(super) struct Sentence<'a> {
    pub(super) chars: Vec<(usize, char)>,
    /// The label of the entity, the place in it, and its length, for each character.
    pub(super) entities: Vec<Option<(&'a LabelId, usize, usize)>>,
}

impl Sentence<'_> {
    pub(super) fn tag(&self, place: usize, scheme: Scheme) -> String {
        match self.entities[place] {
            None => "O".to_owned(),
            Some((label, at, n)) => format!("{}-{label}", scheme.letter(at, n)),
        }
    }
}

/// The sentences of a sheet, whose entities do not overlap.
pub(super) fn sentences(sheet: &Sheet, max_chars: Option<usize>) -> Vec<Sentence<'_>> {
    let mut ends: Vec<usize> = Vec::new();
    // Entities do not overlap, so only the last one before a place can reach over it.
    let inside = |at: usize| {
        let before = sheet.spans.partition_point(|span| span.start() < at);
        before > 0 && sheet.spans[before - 1].end() > at
    };
    let mut start = 0;
    let mut last_stop = 0;
    let mut n_chars = 0;
    for (at, c) in sheet.text.char_indices() {
        let end = at + c.len_utf8();
        n_chars += usize::from(!c.is_whitespace());
        let stop = matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
        if c == '\n' && !inside(end) {
            ends.push(end);
            (start, last_stop, n_chars) = (end, end, 0);
        } else if max_chars.is_some_and(|max| n_chars >= max) {
            // Behind the last sentence, or here.
            let cut = if last_stop > start { last_stop } else { end };
            if !inside(cut) {
                ends.push(cut);
                n_chars = sheet.text[cut..end].chars().filter(|c| !c.is_whitespace()).count();
                (start, last_stop) = (cut, cut);
            }
        }
        if stop && !inside(end) {
            last_stop = end;
        }
    }
    ends.push(sheet.text.len());
    let mut starts = vec![0];
    starts.extend(ends.iter().copied());
    let spans: Vec<(Range<usize>, &LabelId)> =
        sheet.spans.iter().map(|span| (span.start()..span.end(), &span.label)).collect();
    let mut next = 0;
    let mut out = Vec::new();
    for (from, to) in starts.into_iter().zip(ends) {
        let chars: Vec<(usize, char)> = sheet.text[from..to]
            .char_indices()
            .map(|(at, c)| (from + at, c))
            .filter(|(_, c)| !c.is_whitespace())
            .collect();
        let mut entities = vec![None; chars.len()];
        while let Some((range, label)) = spans.get(next).filter(|(range, _)| range.start < to) {
            let first = chars.partition_point(|(at, _)| *at < range.start);
            let last = chars.partition_point(|(at, _)| *at < range.end);
            for (place, slot) in entities[first..last].iter_mut().enumerate() {
                *slot = Some((*label, place, last - first));
            }
            next += 1;
        }
        if !chars.is_empty() {
            out.push(Sentence { chars, entities });
        }
    }
    out
}

pub(super) struct Tagged {
    scheme: Scheme,
    info: &'static FormatInfo,
}

pub(super) static BIO: Tagged = Tagged { scheme: Scheme::Bio, info: &table::BIO };
pub(super) static BIOES: Tagged = Tagged { scheme: Scheme::Bioes, info: &table::BIOES };
pub(super) static BMES: Tagged = Tagged { scheme: Scheme::Bmes, info: &table::BMES };

impl Format for Tagged {
    fn info(&self) -> &'static FormatInfo {
        self.info
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let (mut out, mut map) = (String::new(), String::new());
        let mut n_lines = 0;
        for sheet in job.sheets {
            out.push_str("-DOCSTART- O\n\n");
            n_lines += 2;
            for sentence in sentences(sheet, job.options.max_chars) {
                let page: Vec<u32> = sentence.chars.iter().map(|(at, _)| sheet.on_page(*at)).collect();
                let row =
                    json!({"document": sheet.document, "sheet": sheet.id, "line": n_lines + 1, "page": page});
                map.push_str(&format!("{row}\n"));
                for (place, (_, c)) in sentence.chars.iter().enumerate() {
                    let tag = sentence.tag(place, self.scheme);
                    let tag = match tag.split_once('-') {
                        Some((letter, label)) => format!("{letter}-{}", super::info::plain_label(label)),
                        None => tag,
                    };
                    out.push_str(&format!("{c} {tag}\n"));
                }
                out.push('\n');
                n_lines += sentence.chars.len() + 1;
            }
        }
        let name = format!("{}.{}", job.stem, self.info.extension);
        Ok(vec![
            OutFile::new(name, "text/plain", out),
            OutFile::new(format!("{}.map.jsonl", job.stem), "application/jsonl", map),
        ])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ReadError::damaged("file", "not UTF-8"))?;
        Ok(read(text.strip_prefix('\u{feff}').unwrap_or(text)))
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let head = &bytes[..bytes.len().min(64 * 1024)];
        let head = String::from_utf8_lossy(head);
        let mut rows =
            head.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).peekable();
        if rows.peek().is_none() {
            return false;
        }
        let (mut n, mut fit, mut m, mut e) = (0, 0, false, false);
        for row in rows.take(2000) {
            n += 1;
            let Some((_, tag)) = columns(row) else { continue };
            if tag == "O" || is_tag(tag) {
                fit += 1;
                m |= tag.starts_with("M-");
                e |= tag.starts_with("E-") || tag.starts_with("S-") || tag.starts_with("L-");
            }
        }
        let found = if m {
            Scheme::Bmes
        } else if e {
            Scheme::Bioes
        } else {
            Scheme::Bio
        };
        // The last line of the head may be cut.
        fit + 1 >= n && fit > 0 && found == self.scheme
    }
}

/// The token and the tag of a line.
fn columns(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end_matches(['\r', ' ', '\t']);
    let (rest, tag) = line.rsplit_once([' ', '\t'])?;
    let token = rest.split([' ', '\t']).next().filter(|token| !token.is_empty())?;
    Some((token, tag))
}

fn is_tag(tag: &str) -> bool {
    tag.split_once('-').is_some_and(|(letter, label)| {
        !label.is_empty() && matches!(letter, "B" | "I" | "O" | "E" | "S" | "M" | "L" | "U")
    })
}

fn read(text: &str) -> Vec<Draft> {
    let rows = || text.lines().filter(|line| !line.starts_with("# ")).filter_map(columns);
    let words = rows().any(|(token, _)| token != "-DOCSTART-" && token.chars().count() > 1);
    let mut drafts = vec![Draft { unit: Some(OffsetUnit::CodePoint), ..Draft::default() }];
    let mut n_chars = 0_u64;
    let mut open: Option<(String, u64, u64)> = None;
    let mut fresh = true;
    for (i, line) in text.lines().enumerate() {
        let Some(draft) = drafts.last_mut() else { break };
        let blank = line.trim_end_matches(['\r', ' ', '\t']).is_empty();
        let row = if blank { None } else { columns(line) };
        let begins = row.is_some_and(|(token, _)| token == "-DOCSTART-");
        if blank || begins {
            close(draft, &mut open);
            fresh = true;
            if begins && !draft.text.is_empty() {
                n_chars = 0;
                drafts.push(Draft { unit: Some(OffsetUnit::CodePoint), ..Draft::default() });
            }
            continue;
        }
        let Some((token, tag)) = row else {
            if !line.starts_with("# ") {
                draft.lose("no-label", format!("line {}", i + 1), "no tag");
            }
            continue;
        };
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        if fresh && !draft.text.is_empty() {
            draft.text.push('\n');
            n_chars += 1;
        } else if words && latin(draft.text.chars().next_back()) && latin(token.chars().next()) {
            draft.text.push(' ');
            n_chars += 1;
        }
        fresh = false;
        let start = n_chars;
        draft.text.push_str(token);
        n_chars += token.chars().count() as u64;
        let (letter, label) = tag.split_once('-').unwrap_or((tag, ""));
        let goes_on =
            open.as_ref().is_some_and(|(before, ..)| before == label) && !matches!(letter, "B" | "S" | "U");
        if label.is_empty() {
            close(draft, &mut open);
        } else if goes_on {
            if let Some((.., end)) = &mut open {
                *end = n_chars;
            }
        } else {
            close(draft, &mut open);
            open = Some((label.to_owned(), start, n_chars));
        }
        if matches!(letter, "E" | "S" | "L" | "U") {
            close(draft, &mut open);
        }
    }
    if let Some(draft) = drafts.last_mut() {
        close(draft, &mut open);
    }
    drafts.retain(|draft| !draft.text.is_empty());
    drafts
}

fn close(draft: &mut Draft, open: &mut Option<(String, u64, u64)>) {
    if let Some((label, start, end)) = open.take() {
        draft.spans.push(DraftSpan { label, ranges: vec![(start, end)], ..DraftSpan::default() });
    }
}
