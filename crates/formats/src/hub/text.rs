//! Plain text of the articles: each block of an article a line, broken paragraphs joined, a blank line between
//! articles. Read are a plain text, and tables of texts: lines of JSON, CSV and TSV.

use serde_json::{Map, Value};

use super::jsonl::{MAX_DOCUMENTS, first, id, objects};
use super::{Draft, ExportError, Format, FormatInfo, Job, OutFile, ReadError, table};
use crate::decode::decode;

pub(super) struct Text;

/// What the column of the texts may be called.
const TEXTS: [&str; 6] = ["text", "content", "body", "正文", "内容", "全文"];
/// How much of a file is looked at to tell a table.
const SAMPLE_BYTES: usize = 64 * 1024;

impl Format for Text {
    fn info(&self) -> &'static FormatInfo {
        &table::PLAIN_TEXT
    }

    fn write(&self, job: &Job<'_>) -> Result<Vec<OutFile>, ExportError> {
        let mut out = String::new();
        for sheet in job.sheets {
            for article in 0..sheet.articles.len() {
                for (_, paragraph) in sheet.paragraphs(article) {
                    out.push_str(&paragraph);
                    out.push('\n');
                }
                out.push('\n');
            }
        }
        Ok(vec![OutFile::new(format!("{}.txt", job.stem), "text/plain", out)])
    }

    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        if is_lines(bytes) {
            return objects(bytes)
                .map(|object| object.and_then(|(line, object)| draft(&format!("line {line}"), object)))
                .collect();
        }
        if let Some(delimiter) = delimiter(bytes) {
            return rows(bytes, delimiter);
        }
        let decoded = decode(bytes)?;
        if decoded.text.trim().is_empty() {
            return Err(ReadError::NoDocuments);
        }
        let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text).to_owned();
        Ok(vec![Draft { text, ..Draft::default() }])
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        is_lines(bytes) || (!bytes.trim_ascii().is_empty() && !is_marked_up(bytes) && decode(bytes).is_ok())
    }
}

/// Whether bytes are a table of texts: then they are documents, else one text.
pub(super) fn is_table(bytes: &[u8]) -> bool {
    is_lines(bytes) || delimiter(bytes).is_some()
}

/// Whether bytes are lines of JSON that each have a text.
fn is_lines(bytes: &[u8]) -> bool {
    first(bytes).is_some_and(|object| object.get("text").is_some_and(Value::is_string))
}

/// Whether bytes are JSON or XML, and so no plain text. A text may begin with a bracket.
fn is_marked_up(bytes: &[u8]) -> bool {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let line = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_json = |bytes: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok();
    match body {
        [b'{' | b'[', ..] => {
            is_json(line) || is_json(body) || matches!(body[1..].trim_ascii_start(), [b'"', ..])
        }
        [b'<', b'?' | b'!', ..] => true,
        [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes)
}

/// What parts the columns of a table of texts: its head has two columns or more, one of them of texts, and the row
/// below as many. None for no such table.
fn delimiter(bytes: &[u8]) -> Option<u8> {
    let head = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    [b',', b'\t', b';'].into_iter().find(|delimiter| {
        let mut reader = reader(head, *delimiter);
        let Ok(names) = reader.headers().cloned() else { return false };
        let n = names.len();
        n > 1
            && text_column(&names).is_some()
            && reader.byte_records().next().is_some_and(|row| row.is_ok_and(|row| row.len() == n))
    })
}

fn text_column(names: &csv::StringRecord) -> Option<usize> {
    TEXTS.iter().find_map(|text| names.iter().position(|name| name.trim().eq_ignore_ascii_case(text)))
}

/// The documents of a table.
fn rows(bytes: &[u8], delimiter: u8) -> Result<Vec<Draft>, ReadError> {
    let damaged = |error: &csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        ReadError::damaged(format!("line {line}"), "not a row of the table, or not UTF-8")
    };
    let mut reader = reader(bytes, delimiter);
    let names = reader.headers().cloned().map_err(|error| damaged(&error))?;
    let Some(column) = text_column(&names) else { return Err(ReadError::damaged("line 1", "no text")) };
    let mut drafts = Vec::new();
    for row in reader.records().take(MAX_DOCUMENTS) {
        let row = row.map_err(|error| damaged(&error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let mut object = Map::new();
        for (i, (name, value)) in names.iter().zip(&row).enumerate() {
            let key = if i == column { "text" } else { name.trim() };
            if i == column || !value.is_empty() {
                object.insert(key.to_owned(), value.into());
            }
        }
        drafts.push(draft(&format!("line {line}"), object)?);
    }
    Ok(drafts)
}

/// A document of a row; what else the row says of it goes with it.
fn draft(at: &str, mut object: Map<String, Value>) -> Result<Draft, ReadError> {
    let Some(Value::String(text)) = object.shift_remove("text") else {
        return Err(ReadError::damaged(at, "no text"));
    };
    let id = id(object.shift_remove("id").as_ref());
    let name = ["name", "title"].iter().find_map(|key| object.get(*key).and_then(Value::as_str));
    let name = name.unwrap_or_default().to_owned();
    Ok(Draft { id, name, text, meta: object, ..Draft::default() })
}
