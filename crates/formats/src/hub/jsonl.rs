//! Helpers for formats of one JSON object a line.

use serde_json::{Map, Value};

use super::ReadError;

/// The most documents of one file.
pub(super) const MAX_DOCUMENTS: usize = 1_000_000;

/// The objects of a file, with the numbers of their lines from 1.
pub(super) fn objects(
    bytes: &[u8],
) -> impl Iterator<Item = Result<(usize, Map<String, Value>), ReadError>> + '_ {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
        .take(MAX_DOCUMENTS)
        .map(|(i, line)| match serde_json::from_slice(line) {
            Ok(Value::Object(object)) => Ok((i + 1, object)),
            _ => Err(ReadError::damaged(format!("line {}", i + 1), "a JSON object expected")),
        })
}

/// The first object of a file in lines, to tell formats apart.
pub(super) fn first(bytes: &[u8]) -> Option<Map<String, Value>> {
    objects(bytes).next()?.ok().map(|(_, object)| object)
}

/// The JSON of a file, to tell formats apart; none for lines of JSON.
pub(super) fn whole(bytes: &[u8]) -> Option<Value> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let begins = body.iter().find(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(begins, b'{' | b'[') {
        return None;
    }
    serde_json::from_slice(body).ok()
}

/// A whole file as JSON.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, ReadError> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(body).map_err(|error| {
        ReadError::damaged(
            format!("line {}, column {}", error.line(), error.column()),
            "not JSON from here on",
        )
    })
}

/// Lines of JSON as bytes of a file.
pub(super) fn write(lines: impl Iterator<Item = Value>) -> String {
    lines.map(|line| format!("{line}\n")).collect()
}

/// A string or a number as an id; empty for anything else.
pub(super) fn id(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    }
}
