//! Log entries and snapshots of a project as JSON, for autosave.
//!
//! Unlike every file for others, offsets here are **UTF-8 bytes** of the document's text: the text is kept beside the
//! log and never changes, and an entry can be written and read without it. Each value carries its version. Whether
//! ranges are of the text is checked when an entry is applied or a snapshot restored, not here.

use std::borrow::Cow;
use std::sync::Arc;

use jianbao_core::annotation::{
    Annotation, Article, Author, Block, Body, Color, Entity, Evidence, InlineRole, Label, LabelId, LabelSet,
    NormalValue, Origin, Status,
};
use jianbao_core::edit::{Group, Kind, Meta, Millis, Op, Transaction};
use jianbao_core::log::{Entry, Snapshot};
use jianbao_core::text::IngestReport;
use jianbao_core::{AnnotationId, ByteRange, Confidence, DocumentInfo, Pieces, Role};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The version of entries and snapshots that is written, and the newest that is read.
pub const LOG_VERSION: u32 = 1;

/// The largest number of an annotation that is believed: bounds the table that a damaged snapshot asks for.
const MAX_ID: u32 = 1 << 24;

/// Why a log entry or a snapshot could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LogError {
    /// It is no JSON of the expected form.
    #[error("damaged at line {line}, column {column}")]
    Damaged {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// It was written by a newer version.
    #[error("version {found} of the log, this program reads up to {known}")]
    NewerVersion {
        /// Of the value.
        found: u32,
        /// [`LOG_VERSION`].
        known: u32,
    },
    /// A value is of the right form and means nothing.
    #[error("a {0} that makes no sense")]
    Invalid(&'static str),
}

/// An entry as JSON in one line.
pub fn encode_entry(entry: &Entry) -> String {
    let wire = WireEntry { version: LOG_VERSION, seq: entry.seq, transaction: (&*entry.transaction).into() };
    to_json(&wire)
}

/// An entry from JSON.
///
/// # Errors
/// When it is damaged or of a newer version.
pub fn decode_entry(json: &[u8]) -> Result<Entry, LogError> {
    let wire: WireEntry = from_json(json)?;
    Ok(Entry { seq: wire.seq, transaction: Arc::new(wire.transaction.read()?) })
}

/// A snapshot as JSON in one line.
pub fn encode_snapshot(snapshot: &Snapshot) -> String {
    let groups = |groups: &[Group]| {
        groups.iter().map(|group| group.edits.iter().map(|edit| (&**edit).into()).collect()).collect()
    };
    let wire = WireSnapshot {
        version: LOG_VERSION,
        seq: snapshot.seq,
        info: (&snapshot.info).into(),
        labels: write_labels(&snapshot.labels),
        annotations: snapshot.annotations.iter().map(|annotation| (&**annotation).into()).collect(),
        next_id: snapshot.next_id.0,
        undo: groups(&snapshot.undo),
        redo: groups(&snapshot.redo),
    };
    to_json(&wire)
}

/// A snapshot from JSON.
///
/// # Errors
/// When it is damaged or of a newer version.
pub fn decode_snapshot(json: &[u8]) -> Result<Snapshot, LogError> {
    let wire: WireSnapshot = from_json(json)?;
    let groups = |groups: Vec<Vec<WireTransaction>>| -> Result<Vec<Group>, LogError> {
        let group = |edits: Vec<WireTransaction>| {
            let edits = edits.into_iter().map(|edit| edit.read().map(Arc::new)).collect::<Result<_, _>>()?;
            Ok(Group { edits })
        };
        groups.into_iter().map(group).collect()
    };
    let annotations: Vec<Arc<Annotation>> =
        wire.annotations.into_iter().map(|found| found.read().map(Arc::new)).collect::<Result<_, _>>()?;
    if wire.next_id > MAX_ID || annotations.iter().any(|found| found.id.0 >= MAX_ID) {
        return Err(LogError::Invalid("number"));
    }
    Ok(Snapshot {
        seq: wire.seq,
        info: wire.info.into(),
        labels: Arc::new(read_labels(wire.labels)?),
        annotations,
        next_id: AnnotationId(wire.next_id),
        undo: groups(wire.undo)?,
        redo: groups(wire.redo)?,
    })
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, numbers and lists can always be written")
}

fn from_json<T: for<'a> Deserialize<'a>>(json: &[u8]) -> Result<T, LogError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let damaged = |error: serde_json::Error| LogError::Damaged { line: error.line(), column: error.column() };
    let Version { version } = serde_json::from_slice(json).map_err(damaged)?;
    if version > LOG_VERSION {
        return Err(LogError::NewerVersion { found: version, known: LOG_VERSION });
    }
    serde_json::from_slice(json).map_err(damaged)
}

// The form in JSON: plain numbers and strings, checked on the way in.

#[derive(Serialize, Deserialize)]
struct WireEntry {
    version: u32,
    seq: u64,
    #[serde(flatten)]
    transaction: WireTransaction,
}

#[derive(Serialize, Deserialize)]
struct WireSnapshot {
    version: u32,
    seq: u64,
    info: WireInfo,
    labels: Vec<WireLabel>,
    annotations: Vec<WireAnnotation>,
    next_id: u32,
    undo: Vec<Vec<WireTransaction>>,
    redo: Vec<Vec<WireTransaction>>,
}

#[derive(Serialize, Deserialize)]
struct WireTransaction {
    event: String,
    at: u64,
    kind: WireKind,
    ops: Vec<WireOp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireKind {
    Edit,
    /// An edit that is undone together with the one before it.
    EditJoined,
    Undo,
    Redo,
    Insert,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireOp {
    Put { id: u32, before: Option<Box<WireAnnotation>>, after: Option<Box<WireAnnotation>> },
    Labels { before: Vec<WireLabel>, after: Vec<WireLabel> },
}

#[derive(Serialize, Deserialize)]
struct WireAnnotation {
    id: u32,
    body: WireBody,
    status: String,
    origin: String,
    #[serde(default, skip_serializing_if = "WireEvidence::is_empty")]
    evidence: WireEvidence,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrected_from: Option<WireBody>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
struct WireEvidence {
    /// In thousandths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

impl WireEvidence {
    fn is_empty(&self) -> bool {
        self.confidence.is_none() && self.reasons.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireBody {
    Article {
        parts: Vec<[u32; 2]>,
    },
    Block {
        range: [u32; 2],
        role: String,
        #[serde(default)]
        continues: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        inline: Vec<(u32, u32, String)>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<WireEvidence>,
    },
    Entity {
        label: String,
        ranges: Vec<[u32; 2]>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alias_of: Option<u32>,
    },
}

#[derive(Serialize, Deserialize)]
struct WireLabel {
    id: String,
    zh: String,
    en: String,
    color: String,
    key: Option<char>,
    definition: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extra: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WireInfo {
    id: String,
    name: String,
    encoding: Option<String>,
    byte_order_mark: bool,
    crlf: u32,
    cr: u32,
    nul: u32,
    lone_surrogates: u32,
    meta: Option<String>,
    extra: Option<String>,
    file_extra: Option<String>,
}

fn string(text: &Option<Arc<str>>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

impl From<&Transaction> for WireTransaction {
    fn from(transaction: &Transaction) -> Self {
        let Meta { event, at, kind } = &transaction.meta;
        let kind = match kind {
            Kind::Edit { joins_previous: false } => WireKind::Edit,
            Kind::Edit { joins_previous: true } => WireKind::EditJoined,
            Kind::Undo => WireKind::Undo,
            Kind::Redo => WireKind::Redo,
            Kind::Insert => WireKind::Insert,
        };
        let side = |side: &Option<Arc<Annotation>>| side.as_deref().map(|found| Box::new(found.into()));
        let op = |op: &Op| match op {
            Op::Put { id, before, after } => {
                WireOp::Put { id: id.0, before: side(before), after: side(after) }
            }
            Op::Labels { before, after } => {
                WireOp::Labels { before: write_labels(before), after: write_labels(after) }
            }
        };
        let ops = transaction.ops.iter().map(op).collect();
        Self { event: event.clone().into_owned(), at: at.0, kind, ops }
    }
}

impl WireTransaction {
    fn read(self) -> Result<Transaction, LogError> {
        let kind = match self.kind {
            WireKind::Edit => Kind::Edit { joins_previous: false },
            WireKind::EditJoined => Kind::Edit { joins_previous: true },
            WireKind::Undo => Kind::Undo,
            WireKind::Redo => Kind::Redo,
            WireKind::Insert => Kind::Insert,
        };
        let side =
            |side: Option<Box<WireAnnotation>>| side.map(|found| found.read().map(Arc::new)).transpose();
        let op = |op| {
            Ok(match op {
                WireOp::Put { id, before, after } => {
                    Op::Put { id: AnnotationId(id), before: side(before)?, after: side(after)? }
                }
                WireOp::Labels { before, after } => Op::Labels {
                    before: Arc::new(read_labels(before)?),
                    after: Arc::new(read_labels(after)?),
                },
            })
        };
        let ops = self.ops.into_iter().map(op).collect::<Result<_, LogError>>()?;
        Ok(Transaction { ops, meta: Meta { event: Cow::Owned(self.event), at: Millis(self.at), kind } })
    }
}

impl From<&Annotation> for WireAnnotation {
    fn from(annotation: &Annotation) -> Self {
        Self {
            id: annotation.id.0,
            body: (&annotation.body).into(),
            status: annotation.status.id().to_owned(),
            origin: annotation.origin.author.to_string(),
            evidence: (&annotation.origin.evidence).into(),
            corrected_from: annotation.origin.corrected_from.as_deref().map(Into::into),
            note: string(&annotation.note),
            extra: string(&annotation.extra),
        }
    }
}

impl WireAnnotation {
    fn read(self) -> Result<Annotation, LogError> {
        Ok(Annotation {
            id: AnnotationId(self.id),
            body: self.body.read()?,
            status: Status::from_id(&self.status).ok_or(LogError::Invalid("status"))?,
            origin: Origin {
                author: Author::parse(&self.origin).ok_or(LogError::Invalid("origin"))?,
                evidence: self.evidence.into(),
                corrected_from: self.corrected_from.map(|body| body.read().map(Arc::new)).transpose()?,
            },
            note: self.note.map(Into::into),
            extra: self.extra.map(Into::into),
        })
    }
}

impl From<&Evidence> for WireEvidence {
    fn from(evidence: &Evidence) -> Self {
        Self {
            confidence: evidence.confidence.map(Confidence::thousandths),
            reasons: evidence.reasons.iter().map(|reason| reason.to_string()).collect(),
        }
    }
}

impl From<WireEvidence> for Evidence {
    fn from(wire: WireEvidence) -> Self {
        Self {
            confidence: wire.confidence.map(Confidence::from_thousandths),
            reasons: wire.reasons.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&Body> for WireBody {
    fn from(body: &Body) -> Self {
        let pairs = |pieces: &Pieces| pieces.iter().map(pair).collect();
        match body {
            Body::Article(article) => Self::Article { parts: pairs(&article.parts) },
            Body::Block(block) => Self::Block {
                range: pair(block.range),
                role: block.role.id().to_owned(),
                continues: block.continues,
                inline: block
                    .inline
                    .iter()
                    .map(|inline| {
                        let [start, end] = pair(inline.range);
                        (start, end, inline.role.id().to_owned())
                    })
                    .collect(),
                link: block.link.as_ref().map(Into::into),
            },
            Body::Entity(entity) => Self::Entity {
                label: entity.label.as_str().to_owned(),
                ranges: pairs(&entity.ranges),
                value: entity.value.as_ref().map(|value| value.value.to_string()),
                unit: entity.value.as_ref().and_then(|value| value.unit.as_deref()).map(str::to_owned),
                alias_of: entity.alias_of.map(|id| id.0),
            },
        }
    }
}

impl WireBody {
    fn read(self) -> Result<Body, LogError> {
        let pieces = |pairs: Vec<[u32; 2]>| {
            let ranges = pairs.into_iter().map(range).collect::<Result<Vec<_>, _>>()?;
            Pieces::new(ranges).map_err(|_| LogError::Invalid("range"))
        };
        let role_of = |id: &str| Role::from_id(id).ok_or(LogError::Invalid("role"));
        Ok(match self {
            Self::Article { parts } => Body::Article(Article { parts: pieces(parts)? }),
            Self::Block { range: at, role, continues, inline, link } => {
                let span = |(start, end, role): (u32, u32, String)| {
                    Ok(InlineRole { range: range([start, end])?, role: role_of(&role)? })
                };
                Body::Block(Block {
                    range: range(at)?,
                    role: role_of(&role)?,
                    continues,
                    inline: inline.into_iter().map(span).collect::<Result<_, LogError>>()?,
                    link: link.map(Into::into),
                })
            }
            Self::Entity { label, ranges, value, unit, alias_of } => Body::Entity(Entity {
                label: LabelId::new(&label),
                ranges: pieces(ranges)?,
                value: value.map(|value| NormalValue { value: value.into(), unit: unit.map(Into::into) }),
                alias_of: alias_of.map(AnnotationId),
            }),
        })
    }
}

fn pair(range: ByteRange) -> [u32; 2] {
    [range.start().0, range.end().0]
}

fn range([start, end]: [u32; 2]) -> Result<ByteRange, LogError> {
    if start < end {
        Ok(ByteRange::at(start as usize, end as usize))
    } else {
        Err(LogError::Invalid("range"))
    }
}

fn write_labels(labels: &LabelSet) -> Vec<WireLabel> {
    let label = |label: &Label| WireLabel {
        id: label.id.as_str().to_owned(),
        zh: label.name_zh.to_string(),
        en: label.name_en.to_string(),
        color: label.color.to_string(),
        key: label.key,
        definition: label.definition.to_string(),
        extra: string(&label.extra),
    };
    labels.iter().map(label).collect()
}

fn read_labels(labels: Vec<WireLabel>) -> Result<LabelSet, LogError> {
    let label = |label: WireLabel| {
        Ok(Label {
            id: LabelId::new(&label.id),
            name_zh: label.zh.into(),
            name_en: label.en.into(),
            color: Color::parse(&label.color).ok_or(LogError::Invalid("color"))?,
            key: label.key,
            definition: label.definition.into(),
            extra: label.extra.map(Into::into),
        })
    };
    let labels = labels.into_iter().map(label).collect::<Result<_, LogError>>()?;
    LabelSet::new(labels).map_err(|_| LogError::Invalid("set of labels"))
}

impl From<&DocumentInfo> for WireInfo {
    fn from(info: &DocumentInfo) -> Self {
        let IngestReport { byte_order_mark, crlf, cr, nul, lone_surrogates } = info.ingest;
        Self {
            id: info.id.to_string(),
            name: info.name.to_string(),
            encoding: info.encoding.as_deref().map(str::to_owned),
            byte_order_mark,
            crlf,
            cr,
            nul,
            lone_surrogates,
            meta: string(&info.meta),
            extra: string(&info.extra),
            file_extra: string(&info.file_extra),
        }
    }
}

impl From<WireInfo> for DocumentInfo {
    fn from(wire: WireInfo) -> Self {
        let WireInfo { byte_order_mark, crlf, cr, nul, lone_surrogates, .. } = wire;
        Self {
            id: wire.id.into(),
            name: wire.name.into(),
            encoding: wire.encoding.map(Into::into),
            ingest: IngestReport { byte_order_mark, crlf, cr, nul, lone_surrogates },
            meta: wire.meta.map(Into::into),
            extra: wire.extra.map(Into::into),
            file_extra: wire.file_extra.map(Into::into),
        }
    }
}
