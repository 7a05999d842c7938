//! The text of a document and the units in which positions in it are counted.

mod blocks;
mod document;
mod grapheme;
mod index;
mod ingest;
mod offset;
mod script;

pub use blocks::plain_blocks;
pub use document::{Document, PAGE_BREAK};
pub use grapheme::{is_boundary, next_boundary, prev_boundary, snap_outward};
pub use index::{CHUNK_LINES, MAX_LINE_CHARS, TextIndex};
pub use ingest::{IngestError, IngestReport, MAX_TEXT_BYTES};
pub use offset::{ByteOffset, ByteRange, CharOffset, LineIdx, LineUtf16, Utf16Offset};
pub use script::simplify;
