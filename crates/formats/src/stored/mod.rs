//! What the app keeps of its documents, as bytes: entries of the log, snapshots, and what a list needs to know.
//!
//! Each value begins with its version; behind it stands the form of that version in [postcard](https://postcard.rs),
//! which is a fifth as long as JSON and read as much faster. A form never changes: a change is a new version with
//! structures of its own, and the old ones stay to read what was written.
//!
//! Unlike in every file for others, offsets here are **UTF-8 bytes** of the document's text: the text is kept beside
//! the log and never changes, so an entry can be written and read without it. Whether ranges are of the text is
//! checked when an entry is applied or a snapshot restored, not here.

mod backup;
mod log;
mod record;
mod settings;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use backup::{BackupRow, decode_backup, encode_backup, is_backup};
pub use log::{SnapshotWriter, decode_entry, decode_snapshot, encode_entry, encode_snapshot};
pub use record::{DocumentRecord, PointRecord, Proposing, StateRecord, decode_record, encode_record};
pub use settings::{ArticlesRecord, WordsRecord};

/// The version that is written, and the newest that is read.
pub const STORED_VERSION: u8 = 1;

/// Why a value could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoredError {
    /// It is not of the expected form.
    #[error("damaged")]
    Damaged,
    /// It was written by a newer version.
    #[error("version {found}, this program reads up to {known}")]
    NewerVersion {
        /// Of the value.
        found: u8,
        /// [`STORED_VERSION`].
        known: u8,
    },
    /// A value is of the right form and means nothing.
    #[error("a {0} that makes no sense")]
    Invalid(&'static str),
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![STORED_VERSION];
    append(&mut bytes, value);
    bytes
}

fn append(bytes: &mut Vec<u8>, value: &impl Serialize) {
    let written = postcard::to_extend(value, std::mem::take(bytes));
    *bytes = written.expect("writing to memory cannot fail, and no type here is refused");
}

fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, StoredError> {
    match bytes.split_first() {
        Some((&STORED_VERSION, rest)) => match postcard::take_from_bytes(rest) {
            Ok((value, [])) => Ok(value),
            _ => Err(StoredError::Damaged),
        },
        Some((&found, _)) if found > STORED_VERSION => {
            Err(StoredError::NewerVersion { found, known: STORED_VERSION })
        }
        _ => Err(StoredError::Damaged),
    }
}
