//! What is kept of a document besides its text, its log and its snapshots: its name, how far the work on it is and
//! where a person was in it, and the points of its log that were named or exported.
//!
//! These are records of their own, since different doors of the app write them: a list of documents the name, the
//! saving of actions the state.

use serde::{Deserialize, Serialize};

use super::{StoredError, decode, encode};

/// A document in the list. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Its name.
    pub name: String,
    /// When it came in.
    pub created: u64,
    /// When a person deleted it; it can be put back until it is deleted for good.
    pub deleted: Option<u64>,
}

/// How far the proposing of a document was.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proposing {
    /// Nobody asked for it.
    #[default]
    Idle,
    /// It was under way.
    Running,
    /// It came to its end.
    Finished,
    /// It was stopped.
    Stopped,
}

/// How far the work on a document is, and where it is gone on with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRecord {
    /// When it was changed last, in milliseconds since 1970.
    pub changed: u64,
    /// How many transactions were applied.
    pub seq: u64,
    /// The length of the text in characters.
    pub chars: usize,
    /// How many articles it has.
    pub articles: usize,
    /// How many of them are accepted.
    pub articles_accepted: usize,
    /// How many entities it has.
    pub entities: usize,
    /// How many of them are accepted.
    pub entities_accepted: usize,
    /// How many proposals are in doubt.
    pub doubtful: usize,
    /// How the proposing stands.
    pub proposing: Proposing,
    /// Whether a person changed something that is in no file.
    pub not_handed_over: bool,
    /// Where the cursor stands, in bytes of the text.
    pub cursor: u32,
    /// Whether the text is shown article by article.
    pub article_order: bool,
}

/// A point of the log that a person named or at which the document was exported; its key says how many transactions
/// come before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointRecord {
    /// When it was named or exported last, in milliseconds since 1970.
    pub at: u64,
    /// Its name; empty where it has none.
    pub name: String,
    /// The id of the format in which the document was exported last at this point.
    pub exported: Option<String>,
}

/// A record as bytes.
pub fn encode_record(record: &impl Serialize) -> Vec<u8> {
    encode(record)
}

/// A record from bytes.
///
/// # Errors
/// When it is damaged or of a newer version.
pub fn decode_record<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, StoredError> {
    decode(bytes)
}
