//! What was noticed while a file was read.

use std::fmt;

use jianbao_core::CharOffset;

/// The most diagnostics that are kept for one file; what comes after is only counted.
pub const MAX_DIAGNOSTICS: usize = 1000;

/// The codes of everything that is noticed, for which the interface has words.
pub const CODES: [&str; 42] = [
    // Of items that could not be placed.
    "attributes",
    "blocks-overlap",
    "inline-outside",
    "no-label",
    "no-range",
    "no-text",
    "not-understood",
    "one-is-read",
    "range-empty",
    "range-outside",
    "relations",
    "too-many",
    "transcription",
    "unknown-label",
    // Of what was changed or set aside.
    "articles-overlap",
    "block-cut",
    "id-number",
    "id-twice",
    "key-twice",
    "label-added",
    "label-twice",
    "label-without-id",
    "missing",
    "more",
    "parts-rebuilt",
    "quote-differs",
    "ranges-overlap",
    "text-changed",
    "text-cleaned",
    "title-differs",
    "too-many-labels",
    "unit",
    "unsorted",
    // Of documents that were not read, as ImportError has them.
    "damaged",
    "empty",
    "newer-version",
    "no-documents",
    "not-jianbao",
    "not-json",
    "offset-unit",
    "text-too-long",
    "too-large",
];

/// How bad it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is lost; worth knowing.
    Note,
    /// Something was changed or set aside, and is kept.
    Warning,
    /// An item could not be placed and is not in the result.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something noticed while a file was read. Holds no text of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A fixed id, such as `range-outside`, for which the interface has words.
    pub code: &'static str,
    /// Where in the file: a path such as `documents[0].entities[3].ranges`, or a line.
    pub path: String,
    /// Where in the text, in code points, when it is about a place there.
    pub at: Option<CharOffset>,
    /// What it is, in English.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.path)?;
        if let Some(at) = self.at {
            write!(f, " (text {})", at.0)?;
        }
        write!(f, ": {} [{}]", self.message, self.code)
    }
}

/// Collects diagnostics, up to [`MAX_DIAGNOSTICS`].
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: Vec<Diagnostic>,
    left_out: usize,
    /// Whether what a reader forgives is told too.
    strict: bool,
}

impl Sink {
    /// One that is told what a reader forgives, too.
    pub(crate) fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// How much was noticed so far.
    pub(crate) fn n(&self) -> usize {
        self.found.len() + self.left_out
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    pub(crate) fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        path: impl Into<String>,
        at: Option<u32>,
        message: impl Into<String>,
    ) {
        debug_assert!(CODES.contains(&code), "{code} is not in the list");
        if self.found.len() < MAX_DIAGNOSTICS {
            let (path, message) = (path.into(), message.into());
            self.found.push(Diagnostic { severity, code, path, at: at.map(CharOffset), message });
        } else {
            self.left_out += 1;
        }
    }

    pub(crate) fn note(&mut self, code: &'static str, path: &str, message: impl Into<String>) {
        self.push(Severity::Note, code, path, None, message);
    }

    pub(crate) fn warn(&mut self, code: &'static str, path: &str, message: impl Into<String>) {
        self.push(Severity::Warning, code, path, None, message);
    }

    pub(crate) fn error(&mut self, code: &'static str, path: &str, message: impl Into<String>) {
        self.push(Severity::Error, code, path, None, message);
    }

    /// What the schema asks for and a reader can do without.
    pub(crate) fn missing(&mut self, path: &str, key: &str) {
        if self.strict {
            self.warn("missing", path, format!("no {key}"));
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        if self.left_out > 0 {
            self.found.push(Diagnostic {
                severity: Severity::Warning,
                code: "more",
                path: String::new(),
                at: None,
                message: format!("{} further remarks are left out", self.left_out),
            });
        }
        self.found
    }
}
