//! What formats are and keep, as data; and what can be chosen when writing.

use serde::{Deserialize, Serialize};

use super::OffsetUnit;

/// What a format is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatInfo {
    /// Its id on the command line.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The extension of its file, without a dot.
    pub extension: &'static str,
    /// The media type of its file.
    pub mime: &'static str,
    /// Whether it is written, read, or both.
    pub access: Access,
    /// The unit of its offsets; none where it has no offsets.
    pub unit: Option<OffsetUnit>,
    /// Whether the unit can be chosen.
    pub unit_choice: bool,
    /// Whether a form with relations can be chosen.
    pub relations_choice: bool,
    /// Whether it is written in sentences, whose length can be limited.
    pub sentences: bool,
    /// How a corpus of any size is written.
    pub streaming: Streaming,
    /// What it keeps.
    pub keeps: Capabilities,
}

impl FormatInfo {
    /// A label as it reads back: brat and others only know letters, digits, `_` and `-`.
    pub(crate) fn label(&self, label: &jianbao_core::LabelId) -> String {
        if self.keeps.any_label { label.to_string() } else { plain_label(label.as_str()) }
    }
}

/// A label of letters, digits, `_` and `-` alone.
pub(crate) fn plain_label(label: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    label.chars().map(plain).collect()
}

/// How a corpus of any size is written, without ever being held as a whole.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Streaming {
    /// Into one file, item by item.
    Joined(Frame),
    /// Into numbered files of many documents each, because nothing can be put behind what a file holds.
    Numbered,
}

/// What stands around the items of a file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Before the first.
    pub head: &'static str,
    /// Between two.
    pub between: &'static str,
    /// Behind the last.
    pub tail: &'static str,
}

impl Frame {
    /// Nothing: the items follow one another.
    pub const NONE: Self = Self { head: "", between: "", tail: "" };
    /// A list in JSON.
    pub const JSON_LIST: Self = Self { head: "[\n", between: ",\n", tail: "\n]\n" };

    /// A file of items.
    pub(super) fn around(&self, items: &[String]) -> String {
        [self.head, &items.join(self.between), self.tail].concat()
    }

    /// The items of a file that was written as a whole; nothing where it has none.
    pub(super) fn items<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let inside = file.strip_prefix(self.head.as_bytes());
        inside.and_then(|inside| inside.strip_suffix(self.tail.as_bytes())).unwrap_or_default()
    }
}

/// Whether a format is written, read, or both.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Both.
    ReadWrite,
    /// Only written.
    Write,
    /// Only read.
    Read,
}

/// What a format keeps of a project.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Entities.
    pub entities: bool,
    /// Entities inside or over others.
    pub overlap: bool,
    /// Entities of several ranges.
    pub discontiguous: bool,
    /// Which stretches make one article, where a whole page is written.
    pub articles: bool,
    /// The roles of blocks.
    pub roles: bool,
    /// Whether something is proposed or accepted.
    pub status: bool,
    /// How sure the engine was.
    pub confidence: bool,
    /// What a person noted.
    pub notes: bool,
    /// The normal forms of times and amounts.
    pub values: bool,
    /// White space and line ends of the text.
    pub white_space: bool,
    /// Labels of any characters.
    pub any_label: bool,
}

impl Capabilities {
    /// Nothing but the text.
    pub const NONE: Self = Self {
        entities: false,
        overlap: false,
        discontiguous: false,
        articles: false,
        roles: false,
        status: false,
        confidence: false,
        notes: false,
        values: false,
        white_space: true,
        any_label: true,
    };
    /// Everything.
    pub const ALL: Self = Self {
        entities: true,
        overlap: true,
        discontiguous: true,
        articles: true,
        roles: true,
        status: true,
        confidence: true,
        notes: true,
        values: true,
        white_space: true,
        any_label: true,
    };
    /// Entities that may overlap, each of one range.
    pub const SPANS: Self = Self { entities: true, overlap: true, ..Self::NONE };
    /// Entities that do not overlap, each of one range.
    pub const FLAT: Self = Self { entities: true, ..Self::NONE };
}

/// What one document of the result is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// A page, its text as it is.
    #[default]
    Page,
    /// An article: its blocks in reading order, broken paragraphs joined. Page furniture is left out.
    Article,
}

/// What is written.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statuses {
    /// What is accepted and what is proposed.
    #[default]
    WithProposals,
    /// Only what is accepted.
    Accepted,
}

/// Which of several entities at one place is written, where only one can be.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flat {
    /// The longest.
    #[default]
    Outermost,
    /// The shortest.
    Innermost,
    /// Each label goes into a file of its own.
    PerLabel,
}

/// What can be chosen when writing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOptions {
    /// Pages or articles.
    pub scope: Scope,
    /// With or without proposals.
    pub statuses: Statuses,
    /// What to do with nested entities.
    pub flat: Flat,
    /// The unit of offsets, for formats that are written in several (doccano); none for the usual one.
    pub unit: Option<OffsetUnit>,
    /// Write doccano's form with entities and relations, as PaddleNLP reads it.
    pub relations: bool,
    /// The longest sentence in characters, for formats of tokens; none for whole lines.
    pub max_chars: Option<usize>,
}
