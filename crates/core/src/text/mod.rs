//! The text of a document and the units in which positions in it are counted.

mod offset;

pub use offset::{BlockIdx, BlockUtf16, ByteOffset, ByteRange, CharOffset, Utf16Offset};
