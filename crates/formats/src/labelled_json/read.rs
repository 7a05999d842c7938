//! Reads labelled JSON, also what people and scripts wrote by hand.
//!
//! The input is hostile until shown otherwise: sizes are bounded, nothing panics, and what cannot be placed is either
//! kept aside in the annotation or named in a diagnostic.

use jianbao_core::annotation::{Color, Extra, Label, LabelId, LabelSet};
use jianbao_core::text::{IngestError, IngestReport};
use jianbao_core::{DocumentInfo, Project};
use serde_json::{Map, Value};
use thiserror::Error;

use super::build::Builder;
use super::positions::Positions;
use super::text_sha256;
use crate::diagnostic::{Diagnostic, Sink};
use crate::json::{Fields, to_extra};

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 512 * 1024 * 1024;

/// The most labels in a set.
const MAX_LABELS: usize = 1000;

/// What was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// One for each document, in the order of the file.
    pub projects: Vec<Project>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is larger than [`MAX_FILE_BYTES`].
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// It is not JSON, or not to its end.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// Where, from 1.
        line: usize,
        /// Where, from 1, in bytes.
        column: usize,
    },
    /// It is JSON of another kind.
    #[error("JSON, but not a file of jianbao")]
    NotJianbao,
    /// It was written by a newer version.
    #[error("version {found} of the format, this program reads up to {known}")]
    NewerVersion {
        /// Of the file.
        found: u64,
        /// [`VERSION`].
        known: u32,
    },
    /// It was begun as a file of jianbao and is broken.
    #[error("damaged at {at}: {what}")]
    Damaged {
        /// A path such as `documents[0]`, or a line and a column.
        at: String,
        /// What is wrong there.
        what: &'static str,
    },
    /// Offsets are counted in a unit that is not known.
    #[error("offsets are not counted in code points")]
    OffsetUnit,
    /// It has no documents.
    #[error("no document in the file")]
    NoDocuments,
    /// A document has no text.
    #[error("{at}: no text")]
    NoText {
        /// A path such as `documents[0]`.
        at: String,
    },
    /// A text is too long, or something else that a text cannot be.
    #[error("{at}: {error}")]
    Text {
        /// A path such as `documents[0]`.
        at: String,
        /// What.
        error: IngestError,
    },
}

impl ImportError {
    /// A fixed id, for which the interface has words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too-large",
            Self::NotJson { .. } => "not-json",
            Self::NotJianbao => "not-jianbao",
            Self::NewerVersion { .. } => "newer-version",
            Self::Damaged { .. } => "damaged",
            Self::OffsetUnit => "offset-unit",
            Self::NoDocuments => "no-documents",
            Self::NoText { .. } => "no-text",
            Self::Text { .. } => "text-too-long",
        }
    }
}

/// Reads a file of one or several documents.
///
/// # Errors
/// When nothing can be made of the file. What is wrong with single annotations is in the diagnostics. With several
/// documents, one that cannot be read is a diagnostic too, unless none can.
pub fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    let mut sink = Sink::default();
    let projects = read_file(bytes, &mut sink)?;
    Ok(Imported { projects, diagnostics: sink.finish() })
}

/// Reads a file and says everything that is wrong with it, also what [`read`] forgives: what the schema asks for and
/// the file does not have, and blocks out of order.
///
/// # Errors
/// As [`read`].
pub fn check(bytes: &[u8]) -> Result<Vec<Diagnostic>, ImportError> {
    let mut sink = Sink::strict();
    read_file(bytes, &mut sink)?;
    Ok(sink.finish())
}

/// Reads the labels of a file, with documents or without.
///
/// # Errors
/// As [`read`], but for the documents.
pub fn read_labels(bytes: &[u8]) -> Result<(LabelSet, Vec<Diagnostic>), ImportError> {
    let mut sink = Sink::default();
    let mut file = head(bytes, &mut sink)?;
    let damaged = || ImportError::Damaged { at: "labels".to_owned(), what: "a list of labels expected" };
    let items = file.array("labels", &mut sink).filter(|items| !items.is_empty()).ok_or_else(damaged)?;
    let labels = labels(items, "labels", &mut sink);
    Ok((labels, sink.finish()))
}

/// The fields of a file after those that say what it is.
fn head(bytes: &[u8], sink: &mut Sink) -> Result<Fields, ImportError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    let mut file = Fields::new(parse(bytes)?, String::new());
    if file.take("format") != Some(Value::from("jianbao")) {
        return Err(ImportError::NotJianbao);
    }
    let damaged = |at: &str, what| ImportError::Damaged { at: at.to_owned(), what };
    match file.take("version").as_ref().and_then(Value::as_u64) {
        Some(found) if found > u64::from(VERSION) => {
            return Err(ImportError::NewerVersion { found, known: VERSION });
        }
        Some(1..) => {}
        _ => return Err(damaged("version", "a whole number from 1 expected")),
    }
    match file.take("offset_unit") {
        None => sink.missing("offset_unit", "offset_unit"),
        Some(unit) if unit == "code_point" => {}
        Some(_) => return Err(ImportError::OffsetUnit),
    }
    let _writes_its_own = file.take("generator");
    Ok(file)
}

fn read_file(bytes: &[u8], sink: &mut Sink) -> Result<Vec<Project>, ImportError> {
    let mut file = head(bytes, sink)?;
    let damaged = |at: &str, what| ImportError::Damaged { at: at.to_owned(), what };
    let common = match file.array("labels", sink) {
        Some(items) => labels(items, "labels", sink),
        None => {
            sink.missing("labels", "labels");
            LabelSet::newspaper()
        }
    };
    let documents = match file.take("documents") {
        Some(Value::Array(documents)) if documents.is_empty() => return Err(ImportError::NoDocuments),
        Some(Value::Array(documents)) => documents,
        Some(_) => return Err(damaged("documents", "a list expected")),
        None => return Err(ImportError::NoDocuments),
    };
    let file_extra = file.extra();

    let n = documents.len();
    let mut projects = Vec::new();
    let mut first_error = None;
    for (i, item) in documents.into_iter().enumerate() {
        let path = format!("documents[{i}]");
        match document(item, &path, &common, &file_extra, sink) {
            Ok(project) => projects.push(project),
            Err(error) if n == 1 => return Err(error),
            Err(error) => {
                sink.error(error.code(), &path, error.to_string());
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        Some(error) if projects.is_empty() => Err(error),
        _ => Ok(projects),
    }
}

/// UTF-16 as some editors save it. By hand, so that the app needs no tables of encodings.
fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn parse(bytes: &[u8]) -> Result<Map<String, Value>, ImportError> {
    let decoded;
    let body = match bytes {
        [0xef, 0xbb, 0xbf, body @ ..] => body,
        [0xff, 0xfe, units @ ..] => {
            decoded = utf16(units, u16::from_le_bytes);
            decoded.as_bytes()
        }
        [0xfe, 0xff, units @ ..] => {
            decoded = utf16(units, u16::from_be_bytes);
            decoded.as_bytes()
        }
        bytes => bytes,
    };
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(ImportError::NotJianbao),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let head = &body[..body.len().min(200)];
            let ours = head.first() == Some(&b'{') && head.windows(9).any(|word| word == b"\"jianbao\"");
            Err(if ours {
                let what = if error.is_eof() { "the file ends too early" } else { "not JSON from here on" };
                ImportError::Damaged { at: format!("line {line}, column {column}"), what }
            } else {
                ImportError::NotJson { line, column }
            })
        }
    }
}

/// Reads one document. `path` says where it is.
pub(crate) fn document(
    item: Value,
    path: &str,
    common: &LabelSet,
    file_extra: &Extra,
    sink: &mut Sink,
) -> Result<Project, ImportError> {
    let damaged = |at: String, what| ImportError::Damaged { at, what };
    let mut fields =
        Fields::of(item, path.to_owned()).map_err(|_| damaged(path.to_owned(), "an object expected"))?;
    let text = match fields.take("text") {
        Some(Value::String(text)) => text,
        Some(_) => return Err(damaged(format!("{path}.text"), "a string expected")),
        None => return Err(ImportError::NoText { at: path.to_owned() }),
    };
    if let Some(said) = fields.string("text_sha256", sink)
        && !said.eq_ignore_ascii_case(&text_sha256(&text))
    {
        let path = format!("{path}.text_sha256");
        sink.warn("text-changed", &path, "the text is not the one that this sum was made for");
    }
    let (positions, changed) =
        Positions::new(&text).map_err(|error| ImportError::Text { at: path.to_owned(), error })?;
    if !changed.is_clean() {
        let path = format!("{path}.text");
        let IngestReport { crlf, cr, nul, .. } = changed;
        let message = format!("line ends or NUL were made clean: {crlf} CRLF, {cr} CR, {nul} NUL");
        sink.note("text-cleaned", &path, message);
    }

    let mut info = DocumentInfo { file_extra: file_extra.clone(), ..DocumentInfo::default() };
    info.id = identity(&mut fields, sink).into();
    info.name = fields.string("name", sink).unwrap_or_default().into();
    if let Some(inner) = fields.object("ingest", sink) {
        let rest = ingest(inner, &mut info, sink);
        fields.put_back("ingest", rest);
    }
    info.ingest.crlf = info.ingest.crlf.saturating_add(changed.crlf);
    info.ingest.cr = info.ingest.cr.saturating_add(changed.cr);
    info.ingest.nul = info.ingest.nul.saturating_add(changed.nul);
    if let Some(meta) = fields.object("meta", sink) {
        info.meta = to_extra(meta.rest());
    }
    let labels = match fields.array("labels", sink) {
        Some(items) => labels(items, &format!("{path}.labels"), sink),
        None => common.clone(),
    };

    for key in ["blocks", "articles", "entities"] {
        if !fields.has(key) {
            sink.missing(path, key);
        }
    }
    let mut builder = Builder::new(positions, labels, path, sink);
    // Articles first: blocks name them.
    let articles = fields.array("articles", builder.sink);
    builder.articles(articles.unwrap_or_default());
    let blocks = fields.array("blocks", builder.sink);
    builder.blocks(blocks.unwrap_or_default());
    let entities = fields.array("entities", builder.sink);
    builder.entities(entities.unwrap_or_default());
    info.extra = fields.extra();
    builder.finish(info)
}

/// The id of an object; a number is taken as a string.
pub(super) fn identity(fields: &mut Fields, sink: &mut Sink) -> String {
    match fields.take("id") {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => {
            sink.note("id-number", &format!("{}.id", fields.path), "a number, taken as a string");
            id.to_string()
        }
        Some(other) => {
            fields.set_aside("id", other, "a string", sink);
            String::new()
        }
        None => String::new(),
    }
}

/// Reads the report of ingest; what is left is kept.
fn ingest(mut fields: Fields, info: &mut DocumentInfo, sink: &mut Sink) -> Fields {
    if let Some(newlines) = fields.string("newlines", sink) {
        match parse_newlines(&newlines) {
            Some((crlf, cr)) => (info.ingest.crlf, info.ingest.cr) = (crlf, cr),
            None => fields.keep("newlines", newlines.into()),
        }
    }
    info.encoding = fields.string("encoding", sink).map(Into::into);
    info.ingest.byte_order_mark = fields.bool("byte_order_mark", sink).unwrap_or(false);
    let mut count = |key| match fields.take(key) {
        None => 0,
        Some(value) => value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_else(|| {
            fields.set_aside(key, value, "a count", sink);
            0
        }),
    };
    info.ingest.nul = count("nul");
    info.ingest.lone_surrogates = count("lone_surrogates");
    fields
}

/// `lf`, or counts as in `crlf→lf: 12, cr→lf: 1`.
fn parse_newlines(text: &str) -> Option<(u32, u32)> {
    let (mut crlf, mut cr) = (0, 0);
    if text == "lf" {
        return Some((0, 0));
    }
    for part in text.split(", ") {
        let (kind, n) = part.split_once(": ")?;
        let n = n.parse().ok()?;
        match kind {
            "crlf→lf" => crlf = n,
            "cr→lf" => cr = n,
            _ => return None,
        }
    }
    Some((crlf, cr))
}

fn labels(items: Vec<Value>, path: &str, sink: &mut Sink) -> LabelSet {
    let mut labels: Vec<Label> = Vec::new();
    for (i, item) in items.into_iter().enumerate() {
        let path = format!("{path}[{i}]");
        if labels.len() == MAX_LABELS {
            sink.error("too-many-labels", &path, format!("only {MAX_LABELS} labels are read"));
            break;
        }
        let Ok(fields) = Fields::of(item, path.clone()) else {
            sink.error("not-understood", &path, "an object expected");
            continue;
        };
        let Some(mut label) = label(fields, labels.len(), sink) else { continue };
        if labels.iter().any(|other| other.id == label.id) {
            sink.error("label-twice", &path, "a label with this id came before");
            continue;
        }
        if label.key.is_some() && labels.iter().any(|other| other.key == label.key) {
            sink.warn("key-twice", &path, "another label has this key; it is taken away");
            label.key = None;
        }
        labels.push(label);
    }
    LabelSet::new(labels).unwrap_or_else(|_| LabelSet::newspaper())
}

fn label(mut fields: Fields, place: usize, sink: &mut Sink) -> Option<Label> {
    let id = fields.string("id", sink).filter(|id| !id.is_empty());
    let Some(id) = id else {
        sink.error("label-without-id", &fields.path, "a label without an id");
        return None;
    };
    let mut label = new_label(&id, place);
    match fields.take("name") {
        Some(Value::String(name)) => {
            label.name_zh = name.as_str().into();
            label.name_en = name.into();
        }
        Some(Value::Object(names)) => {
            let mut names = Fields::new(names, format!("{}.name", fields.path));
            label.name_zh = names.string("zh", sink).unwrap_or_else(|| id.clone()).into();
            label.name_en = names.string("en", sink).unwrap_or_else(|| id.clone()).into();
            fields.put_back("name", names);
        }
        Some(other) => fields.set_aside("name", other, "a name, or one for each language", sink),
        None => {}
    }
    if let Some(color) = fields.string("color", sink) {
        match Color::parse(&color) {
            Some(color) => label.color = color,
            None => fields.set_aside("color", color.into(), "a color such as #15803d", sink),
        }
    }
    if let Some(key) = fields.string("key", sink) {
        let mut chars = key.chars();
        match (chars.next(), chars.next()) {
            (Some(char), None) => label.key = Some(char),
            _ => fields.set_aside("key", key.into(), "one character", sink),
        }
    }
    label.definition = fields.string("definition", sink).unwrap_or_default().into();
    label.extra = fields.extra();
    Some(label)
}

/// A label of which only the id is known.
pub(super) fn new_label(id: &str, place: usize) -> Label {
    let colors = LabelSet::newspaper();
    let color = colors.iter().nth(place % colors.len()).map_or(Color { rgb: [0x57; 3] }, |label| label.color);
    Label {
        id: LabelId::new(id),
        name_zh: id.into(),
        name_en: id.into(),
        color,
        key: None,
        definition: "".into(),
        extra: None,
    }
}

/// Adds a label that an entity has and the set does not, so that the entity can stay.
pub(super) fn with_label(labels: &LabelSet, id: &str) -> Option<LabelSet> {
    if labels.len() >= MAX_LABELS || id.is_empty() {
        return None;
    }
    let mut all = labels.to_vec();
    all.push(new_label(id, all.len()));
    LabelSet::new(all).ok()
}
