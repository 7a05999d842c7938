//! The model of jianbao: an immutable text, annotations on it, and the changes that people and
//! the engine make. No IO, no clock, no randomness, nothing serialisable.

pub mod annotation;
pub mod text;

pub use annotation::{Confidence, Role};
pub use text::{BlockIdx, BlockUtf16, ByteOffset, ByteRange, CharOffset, Utf16Offset};
