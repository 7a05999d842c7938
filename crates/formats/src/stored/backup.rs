//! A backup: everything of a store in one file.

use serde::{Deserialize, Serialize};

use super::{StoredError, decode, encode};

/// What a backup begins with, so that it is told from other files.
const MAGIC: &[u8] = b"jianbao backup\n";

/// A record of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRow {
    /// The name of its table.
    pub table: String,
    /// The id of its document.
    pub id: String,
    /// Its number.
    pub seq: u64,
    /// Its value, as it is stored.
    pub value: Vec<u8>,
}

/// Whether a file is a backup, whole or not.
pub fn is_backup(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Rows as a file. The values are as they are stored, damaged ones too: a backup loses nothing.
pub fn encode_backup(rows: &[BackupRow]) -> Vec<u8> {
    [MAGIC, &encode(&rows)].concat()
}

/// Rows from a file.
///
/// # Errors
/// When it is no backup, damaged or of a newer version.
pub fn decode_backup(bytes: &[u8]) -> Result<Vec<BackupRow>, StoredError> {
    decode(bytes.strip_prefix(MAGIC).ok_or(StoredError::Damaged)?)
}
