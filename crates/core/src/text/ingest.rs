//! The one place where a raw text becomes the text of a document.

use thiserror::Error;

/// The longest text, in UTF-8 bytes after ingest (16 MiB).
pub const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// What ingest changed, so that a person can be told and an export can say which text it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IngestReport {
    /// Whether a byte order mark was removed.
    pub byte_order_mark: bool,
    /// How many CRLF became LF.
    pub crlf: u32,
    /// How many lone CR became LF.
    pub cr: u32,
    /// How many NUL became U+FFFD.
    pub nul: u32,
    /// How many lone surrogates became U+FFFD.
    pub lone_surrogates: u32,
}

impl IngestReport {
    /// Whether the text is as it came.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

/// Why a text was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IngestError {
    /// It is longer than [`MAX_TEXT_BYTES`].
    #[error("the text has {bytes} bytes, the limit is {limit}")]
    TooLong {
        /// Its length in UTF-8 bytes.
        bytes: usize,
        /// The limit in UTF-8 bytes.
        limit: usize,
    },
}

pub(super) fn normalize(raw: &str) -> Result<(String, IngestReport), IngestError> {
    let mut report = IngestReport::default();
    let body = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    report.byte_order_mark = body.len() != raw.len();

    // NUL grows from one byte to three; the limit holds for what comes out.
    let nul = body.bytes().filter(|&byte| byte == 0).count();
    let crlf = body.matches("\r\n").count();
    let bytes = body.len() + 2 * nul - crlf;
    within_limit(bytes)?;

    let mut text = String::with_capacity(bytes);
    let mut rest = body;
    while let Some(at) = rest.find(['\r', '\0']) {
        text.push_str(&rest[..at]);
        let found = &rest[at..];
        if let Some(after) = found.strip_prefix("\r\n") {
            report.crlf += 1;
            text.push('\n');
            rest = after;
        } else if let Some(after) = found.strip_prefix('\r') {
            report.cr += 1;
            text.push('\n');
            rest = after;
        } else {
            report.nul += 1;
            text.push(char::REPLACEMENT_CHARACTER);
            rest = &found[1..];
        }
    }
    text.push_str(rest);
    Ok((text, report))
}

pub(super) fn within_limit(bytes: usize) -> Result<(), IngestError> {
    let limit = MAX_TEXT_BYTES;
    if bytes > limit { Err(IngestError::TooLong { bytes, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_made_and_counted() {
        let (text, report) = normalize("\u{feff}甲\r\n乙\r丙\0\n\r\n\r").unwrap();
        assert_eq!(text, "甲\n乙\n丙\u{fffd}\n\n\n");
        assert_eq!(
            report,
            IngestReport { byte_order_mark: true, crlf: 2, cr: 2, nul: 1, lone_surrogates: 0 }
        );
    }

    #[test]
    fn only_the_first_mark_is_removed_and_nothing_is_normalized() {
        let raw = "e\u{301}\u{feff}Å 𠮷 👩‍👩‍👧";
        let (text, report) = normalize(raw).unwrap();
        assert_eq!(text, raw);
        assert!(report.is_clean());
    }

    #[test]
    fn the_limit_is_an_error_that_tells_both_sizes() {
        let raw = "a".repeat(MAX_TEXT_BYTES + 1);
        assert_eq!(
            normalize(&raw),
            Err(IngestError::TooLong { bytes: MAX_TEXT_BYTES + 1, limit: MAX_TEXT_BYTES })
        );
        assert!(normalize(&raw[1..]).is_ok());
        // A text that only fits once its line ends are shorter is taken in.
        let raw = format!("\r\n{}", "a".repeat(MAX_TEXT_BYTES - 1));
        assert!(normalize(&raw).is_ok());
    }
}
