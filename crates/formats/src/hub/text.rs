//! Plain text of the articles: each block of an article a line, broken paragraphs joined, a blank line between
//! articles.

use super::{Access, Capabilities, Draft, ExportError, Format, FormatInfo, Job, OutFile, ReadError};
use crate::decode::decode;

pub(super) struct Text;

impl Format for Text {
    fn info(&self) -> &'static FormatInfo {
        static INFO: FormatInfo = FormatInfo {
            id: "text",
            name: "Plain text",
            extension: "txt",
            mime: "text/plain",
            access: Access::ReadWrite,
            unit: None,
            unit_choice: false,
            streams: true,
            keeps: Capabilities { articles: true, white_space: false, ..Capabilities::NONE },
        };
        &INFO
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
        let decoded = decode(bytes).map_err(|error| ReadError::damaged("file", error.to_string()))?;
        if decoded.text.trim().is_empty() {
            return Err(ReadError::NoDocuments);
        }
        let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text).to_owned();
        Ok(vec![Draft { text, ..Draft::default() }])
    }

    fn detect(&self, bytes: &[u8]) -> bool {
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        first.is_some_and(|byte| !matches!(byte, b'{' | b'[' | b'<')) && decode(bytes).is_ok()
    }
}
