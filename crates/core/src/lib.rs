//! The model of jianbao: an immutable text, annotations on it, and the changes that people and
//! the engine make. No IO, no clock, no randomness, nothing serialisable.
//!
//! In reading order:
//!
//! 1. [`text`]: a [`Document`] is taken in once and never changes; [`TextIndex`] alone converts between bytes,
//!    code points and UTF-16.
//! 2. [`annotation`]: an [`Annotation`] says of some stretches that they are an article, a block with a role, or an
//!    entity with a label; it knows where that came from and what was decided.
//! 3. [`set`]: an [`AnnotationSet`] answers what is where, and cuts overlapping marks into flat segments.
//! 4. [`edit`]: a [`Command`] is planned into a [`Transaction`], which is applied, logged, and can be turned around.
//! 5. [`log`]: the transactions of a project in order, and snapshots of it.
//!
//! ```
//! use std::sync::Arc;
//! use jianbao_core::annotation::{LabelId, LabelSet, Pieces};
//! use jianbao_core::edit::{self, Command, Kind, Meta, Millis, Transaction};
//! use jianbao_core::text::{ByteRange, Document};
//! use jianbao_core::project::{DocumentInfo, Project};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (document, report) = Document::ingest("𠮷小明在光明报社工作。\r\n")?;
//! assert_eq!(report.crlf, 1);
//! let mut project = Project::new(document, DocumentInfo::default(), LabelSet::newspaper());
//!
//! let name = Pieces::one(ByteRange::at(0, 10))?;
//! let command = Command::AddEntities { label: LabelId::new("PER"), places: vec![name] };
//! let ops = edit::plan(&project, &command)?;
//! let meta = Meta { event: command.event().into(), at: Millis(0), kind: Kind::Edit { joins_previous: false } };
//! edit::apply(&mut project, &Arc::new(Transaction { ops, meta }))?;
//!
//! let entity = project.set().entities().next().expect("just added");
//! assert_eq!(project.quote(entity), "𠮷小明");
//!
//! let undo = project.history().undo(Millis(1)).expect("one thing to undo");
//! edit::apply(&mut project, &Arc::new(undo))?;
//! assert!(project.set().is_empty());
//! # Ok(())
//! # }
//! ```

pub mod text;

pub mod annotation;

pub mod set;

pub mod order;

pub mod project;

pub mod edit;

pub mod log;

#[cfg(feature = "testing")]
pub mod testing;

pub use annotation::{Annotation, AnnotationId, Confidence, LabelId, LabelSet, Pieces, Role, Status};
pub use edit::{Command, Transaction};
pub use project::{DocumentInfo, Project};
pub use set::AnnotationSet;
pub use text::{ByteOffset, ByteRange, CharOffset, Document, LineIdx, LineUtf16, TextIndex, Utf16Offset};
