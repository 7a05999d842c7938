//! Entries of the log and snapshots of a project.

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

use super::{StoredError, append, decode, encode};

/// The largest number of an annotation that is believed: bounds the table that a damaged snapshot asks for.
const MAX_ID: u32 = 1 << 24;

/// An entry as bytes.
pub fn encode_entry(entry: &Entry) -> Vec<u8> {
    encode(&WireEntry { seq: entry.seq, transaction: (&*entry.transaction).into() })
}

/// An entry from bytes.
///
/// # Errors
/// When it is damaged or of a newer version.
pub fn decode_entry(bytes: &[u8]) -> Result<Entry, StoredError> {
    let wire: WireEntry = decode(bytes)?;
    Ok(Entry { seq: wire.seq, transaction: Arc::new(wire.transaction.read()?) })
}

/// A snapshot as bytes.
pub fn encode_snapshot(snapshot: Snapshot) -> Vec<u8> {
    let mut writer = SnapshotWriter::new(snapshot);
    while !writer.step(usize::MAX) {}
    writer.into_bytes()
}

/// Writes a snapshot a part at a time: that of a long page takes longer than a frame.
#[derive(Debug)]
pub struct SnapshotWriter {
    snapshot: Snapshot,
    /// How many annotations are written.
    n_written: usize,
    bytes: Vec<u8>,
}

impl SnapshotWriter {
    /// Begins.
    pub fn new(snapshot: Snapshot) -> Self {
        // What is written one after the other is the same as `WireSnapshot` as a whole.
        let info = WireInfo::from(&snapshot.info);
        let n = snapshot.annotations.len();
        let bytes = encode(&(snapshot.seq, info, write_labels(&snapshot.labels), n));
        Self { snapshot, n_written: 0, bytes }
    }

    /// The number of transactions that are in it.
    pub fn seq(&self) -> u64 {
        self.snapshot.seq
    }

    /// Writes at most so many annotations more; whether that was all.
    pub fn step(&mut self, n: usize) -> bool {
        for annotation in self.snapshot.annotations.iter().skip(self.n_written).take(n) {
            append(&mut self.bytes, &WireAnnotation::from(&**annotation));
        }
        self.n_written = self.n_written.saturating_add(n);
        let is_all = self.n_written >= self.snapshot.annotations.len();
        if is_all {
            append(&mut self.bytes, &self.snapshot.next_id.0);
            for groups in [&self.snapshot.undo, &self.snapshot.redo] {
                let wire = |group: &Group| group.edits.iter().map(|edit| (&**edit).into()).collect();
                let groups: Vec<Vec<WireTransaction>> = groups.iter().map(wire).collect();
                append(&mut self.bytes, &groups);
            }
        }
        is_all
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// A snapshot from bytes.
///
/// # Errors
/// When it is damaged or of a newer version.
pub fn decode_snapshot(bytes: &[u8]) -> Result<Snapshot, StoredError> {
    let wire: WireSnapshot = decode(bytes)?;
    let groups = |groups: Vec<Vec<WireTransaction>>| -> Result<Vec<Group>, StoredError> {
        let group = |edits: Vec<WireTransaction>| {
            let edits = edits.into_iter().map(|edit| edit.read().map(Arc::new)).collect::<Result<_, _>>()?;
            Ok(Group { edits })
        };
        groups.into_iter().map(group).collect()
    };
    let annotations: Vec<Arc<Annotation>> =
        wire.annotations.into_iter().map(|found| found.read().map(Arc::new)).collect::<Result<_, _>>()?;
    if wire.next_id > MAX_ID || annotations.iter().any(|found| found.id.0 >= MAX_ID) {
        return Err(StoredError::Invalid("number"));
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

// The form of version 1: plain numbers and strings, checked on the way in. The order of fields and variants is part
// of it.

#[derive(Serialize, Deserialize)]
struct WireEntry {
    seq: u64,
    transaction: WireTransaction,
}

/// Written by [`SnapshotWriter`].
#[derive(Deserialize)]
struct WireSnapshot {
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
enum WireKind {
    Edit,
    /// An edit that is undone together with the one before it.
    EditJoined,
    Undo,
    Redo,
    Insert,
}

#[derive(Serialize, Deserialize)]
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
    evidence: WireEvidence,
    corrected_from: Option<WireBody>,
    note: Option<String>,
    extra: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
struct WireEvidence {
    /// In thousandths.
    confidence: Option<u16>,
    reasons: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum WireBody {
    Article {
        parts: Vec<[u32; 2]>,
    },
    Block {
        range: [u32; 2],
        role: String,
        continues: bool,
        inline: Vec<(u32, u32, String)>,
        link: Option<WireEvidence>,
    },
    Entity {
        label: String,
        ranges: Vec<[u32; 2]>,
        value: Option<String>,
        unit: Option<String>,
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
    fn read(self) -> Result<Transaction, StoredError> {
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
        let ops = self.ops.into_iter().map(op).collect::<Result<_, StoredError>>()?;
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
    fn read(self) -> Result<Annotation, StoredError> {
        Ok(Annotation {
            id: AnnotationId(self.id),
            body: self.body.read()?,
            status: Status::from_id(&self.status).ok_or(StoredError::Invalid("status"))?,
            origin: Origin {
                author: Author::parse(&self.origin).ok_or(StoredError::Invalid("origin"))?,
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
    fn read(self) -> Result<Body, StoredError> {
        let pieces = |pairs: Vec<[u32; 2]>| {
            let ranges = pairs.into_iter().map(range).collect::<Result<Vec<_>, _>>()?;
            Pieces::new(ranges).map_err(|_| StoredError::Invalid("range"))
        };
        let role_of = |id: &str| Role::from_id(id).ok_or(StoredError::Invalid("role"));
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
                    inline: inline.into_iter().map(span).collect::<Result<_, StoredError>>()?,
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

fn range([start, end]: [u32; 2]) -> Result<ByteRange, StoredError> {
    if start < end {
        Ok(ByteRange::at(start as usize, end as usize))
    } else {
        Err(StoredError::Invalid("range"))
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

fn read_labels(labels: Vec<WireLabel>) -> Result<LabelSet, StoredError> {
    let label = |label: WireLabel| {
        Ok(Label {
            id: LabelId::new(&label.id),
            name_zh: label.zh.into(),
            name_en: label.en.into(),
            color: Color::parse(&label.color).ok_or(StoredError::Invalid("color"))?,
            key: label.key,
            definition: label.definition.into(),
            extra: label.extra.map(Into::into),
        })
    };
    let labels = labels.into_iter().map(label).collect::<Result<_, StoredError>>()?;
    LabelSet::new(labels).map_err(|_| StoredError::Invalid("set of labels"))
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
