//! Plain text of the articles: each block of an article a line, broken paragraphs joined, a blank line between
//! articles.

use serde_json::{Map, Value};

use super::jsonl::{first, id, objects};
use super::{Draft, ExportError, Format, FormatInfo, Job, OutFile, ReadError, table};
use crate::decode::decode;

pub(super) struct Text;

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

    /// A plain text, or lines of JSON that each have a `text`.
    fn read(&self, bytes: &[u8]) -> Result<Vec<Draft>, ReadError> {
        if is_lines(bytes) {
            return objects(bytes)
                .map(|object| object.and_then(|(line, object)| draft(line, object)))
                .collect();
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

/// Whether bytes are lines of JSON that each have a text.
pub(super) fn is_lines(bytes: &[u8]) -> bool {
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

fn draft(line: usize, mut object: Map<String, Value>) -> Result<Draft, ReadError> {
    let Some(Value::String(text)) = object.shift_remove("text") else {
        return Err(ReadError::damaged(format!("line {line}"), "no text"));
    };
    let id = id(object.shift_remove("id").as_ref());
    let name = object.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Draft { id, name, text, meta: object, ..Draft::default() })
}
