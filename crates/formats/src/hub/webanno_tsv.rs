//! WebAnno TSV 3: one token a line, its annotations in columns. Offsets are **UTF-16 code units**. Only read.
//!
//! The text is put together from the `#Text=` lines and the offsets of the tokens. Span layers are read: a value with a
//! number in brackets goes on over all tokens that have the same number.

use std::collections::BTreeMap;

use super::{Draft, DraftSpan, Format, FormatInfo, OffsetUnit, ReadError, table};

pub(super) struct WebannoTsv;

impl Format for WebannoTsv {
    fn info(&self) -> &'static FormatInfo {
        &table::WEBANNO_TSV
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ReadError::damaged("file", "not UTF-8"))?;
        read(text.strip_prefix('\u{feff}').unwrap_or(text)).map(|draft| vec![draft])
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        body.starts_with(b"#FORMAT=WebAnno TSV 3")
    }
}

/// The most white space that is believed to lie between two sentences, in UTF-16 units.
const MAX_GAP: u64 = 10_000;

fn read(file: &str) -> Result<Draft, ReadError> {
    let mut draft = Draft { unit: Some(OffsetUnit::Utf16), ..Draft::default() };
    // Which columns hold span layers, by the features that the head lists.
    let mut columns: Vec<bool> = Vec::new();
    let mut sentence: Option<String> = None;
    let mut n_units = 0_u64;
    // Annotations that go on, by column and number: label, start, end.
    let mut open: BTreeMap<(usize, String), (String, u64, u64)> = BTreeMap::new();
    for (i, line) in file.lines().enumerate() {
        let at = format!("line {}", i + 1);
        if let Some(layer) = line.strip_prefix("#T_") {
            let (kind, rest) = layer.split_once('=').unwrap_or((layer, ""));
            let n_features = rest.split('|').count().saturating_sub(1).max(1);
            columns.extend(std::iter::repeat_n(kind == "SP", n_features));
            if kind != "SP" {
                draft.lose("relations", at, "relations and chains are not kept");
            }
            continue;
        }
        if let Some(text) = line.strip_prefix("#Text=") {
            // Sentences of several lines have several of these.
            let text = unescape(text);
            sentence = Some(match sentence {
                Some(before) => format!("{before}\n{text}"),
                None => text,
            });
            continue;
        }
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let mut cells = line.split('\t');
        let (Some(_number), Some(place)) = (cells.next(), cells.next()) else {
            draft.lose("not-understood", at, "not a token");
            continue;
        };
        let range =
            place.split_once('-').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let Some((start, end)): Option<(u64, u64)> = range else {
            return Err(ReadError::damaged(at, "no offsets"));
        };
        if let Some(text) = sentence.take() {
            let gap = start.checked_sub(n_units).filter(|gap| *gap <= MAX_GAP);
            let gap = gap.ok_or_else(|| ReadError::damaged(&at, "offsets that do not follow the text"))?;
            // What lies between sentences is not in the file; it is white space.
            let spaces = if draft.text.is_empty() { " " } else { "\n" };
            draft.text.push_str(&spaces.repeat(gap as usize));
            n_units += gap + text.chars().map(|c| c.len_utf16() as u64).sum::<u64>();
            draft.text.push_str(&text);
        }
        let _form = cells.next();
        for (column, cell) in
            cells.enumerate().filter(|(column, _)| columns.get(*column).copied().unwrap_or(false))
        {
            for value in split(cell) {
                let (label, number) = match value.rsplit_once('[') {
                    Some((label, number)) if number.ends_with(']') => (label, Some(number.to_owned())),
                    _ => (value.as_str(), None),
                };
                let label = unescape(label);
                if label == "_" || label.is_empty() {
                    continue;
                }
                let label = if label == "*" { "SPAN".to_owned() } else { label };
                match number {
                    Some(number) => {
                        let entry = open.entry((column, number)).or_insert((label, start, end));
                        (entry.1, entry.2) = (entry.1.min(start), entry.2.max(end));
                    }
                    None => draft.spans.push(span(label, start, end)),
                }
            }
        }
    }
    if draft.text.is_empty() {
        return Err(ReadError::NoDocuments);
    }
    draft.spans.extend(open.into_values().map(|(label, start, end)| span(label, start, end)));
    Ok(draft)
}

fn span(label: String, start: u64, end: u64) -> DraftSpan {
    DraftSpan { label, ranges: vec![(start, end)], ..DraftSpan::default() }
}

/// The stacked values of a cell; a bar behind a backslash is part of a value.
fn split(cell: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if let Some(value) = out.last_mut() {
                    value.push(c);
                    value.extend(chars.next());
                }
            }
            '|' => out.push(String::new()),
            c => out.last_mut().into_iter().for_each(|value| value.push(c)),
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                other => out.extend(other),
            },
            c => out.push(c),
        }
    }
    out
}
