//! The project's own file: labelled JSON, version 1.
//!
//! Nothing of a project is lost in it but its undo history: every status, origin, reason and note, what was
//! proposed before a person changed it, and keys that this version does not know. Offsets are code points of `text`,
//! half-open; every range of an entity carries its quote. `docs/labelled-json.schema.json` describes it.
//!
//! Ids: an annotation is written under its number (`b1`, `a2`, `e3`: the number plus one, after a letter for
//! the layer). A file whose ids have this form and name each number once is read back under the same numbers; otherwise
//! annotations are numbered anew and keep the id that they came with.

mod build;
mod positions;
mod read;
mod write;

pub(crate) use read::document;
pub use read::{ImportError, Imported, MAX_FILE_BYTES, VERSION, check, read, read_labels};
pub use write::file_ids;

pub use write::{Layout, WriteOptions, write, write_labels};

use jianbao_core::AnnotationId;
use jianbao_core::annotation::Layer;

/// The largest number that an id may carry and be kept, so that a file cannot ask for a table of four billion.
const MAX_NUMBER: u32 = 1 << 22;

/// The letter before the number in an id.
fn letter(layer: Layer) -> char {
    match layer {
        Layer::Article => 'a',
        Layer::Block => 'b',
        Layer::Entity => 'e',
    }
}

/// The id under which an annotation is written unless it brought one of its own.
fn plain_id(layer: Layer, id: AnnotationId) -> String {
    format!("{}{}", letter(layer), u64::from(id.0) + 1)
}

/// The number of an id in the form of [`plain_id`].
fn number_of(layer: Layer, id: &str) -> Option<AnnotationId> {
    let digits = id.strip_prefix(letter(layer))?;
    if digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    (number <= MAX_NUMBER).then_some(AnnotationId(number - 1))
}

/// SHA-256 of the text in UTF-8, in lower-case hexadecimal.
pub fn text_sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
