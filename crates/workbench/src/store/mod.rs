//! Where documents are kept: what a store must do ([`Storage`]), one in memory ([`MemoryStorage`]), and the
//! [`Keeper`], which decides what is written when.
//!
//! A store knows nothing of documents: it keeps bytes under a table, the id of a document and a number. A read sees
//! one moment, a write happens wholly or not at all. The shell has a store of its own over IndexedDB; both are held to
//! the same suite (`contract`, with the feature `testing`).

#[cfg(feature = "testing")]
pub mod contract;
mod keeper;
mod memory;
mod recover;

use std::future::Future;

use thiserror::Error;

pub use keeper::{DocumentEntry, Keeper, Saved};
pub(crate) use keeper::{Follow, Loaded, OpenedDocument, Past, Setting, Settings};
pub use memory::MemoryStorage;
pub use recover::RecoverError;

/// A table of records.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Names of documents ([`DocumentRecord`](jianbao_formats::stored::DocumentRecord)), number 0.
    Documents,
    /// How far the work is ([`StateRecord`](jianbao_formats::stored::StateRecord)), number 0.
    States,
    /// Texts in UTF-8, number 0.
    Texts,
    /// Snapshots, by how many transactions they contain.
    Snapshots,
    /// Entries of the log, by their number. Only ever added to.
    Log,
    /// Points of the log ([`PointRecord`](jianbao_formats::stored::PointRecord)), by how many entries come before them.
    Points,
    /// Values of the app, the id is their name; and under the id of a document what it has taught. Number 0.
    Settings,
}

impl Table {
    /// All, in a fixed order.
    pub const ALL: [Self; 7] = [
        Self::Documents,
        Self::States,
        Self::Texts,
        Self::Snapshots,
        Self::Log,
        Self::Points,
        Self::Settings,
    ];

    /// Its name in a store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::States => "states",
            Self::Texts => "texts",
            Self::Snapshots => "snapshots",
            Self::Log => "log",
            Self::Points => "points",
            Self::Settings => "settings",
        }
    }
}

/// Names a record in its table. Ordered by id, then number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The id of the document.
    pub id: String,
    /// The number; below 2^53.
    pub seq: u64,
}

impl Key {
    /// The key with this id and number.
    pub fn new(id: &str, seq: u64) -> Self {
        Self { id: id.to_owned(), seq }
    }
}

/// The largest number of a key: what JavaScript counts exactly.
pub const MAX_SEQ: u64 = (1 << 53) - 1;

/// Records of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The table.
    pub table: Table,
    /// Of which document, and the first and the last number; none for the whole table.
    pub of: Option<(String, u64, u64)>,
}

impl Keys {
    /// All records of a table.
    pub fn all(table: Table) -> Self {
        Self { table, of: None }
    }

    /// All records of a document in a table.
    pub fn of(table: Table, id: &str) -> Self {
        Self::from(table, id, 0)
    }

    /// Those from a number on.
    pub fn from(table: Table, id: &str, seq: u64) -> Self {
        Self { table, of: Some((id.to_owned(), seq, MAX_SEQ)) }
    }

    /// The one record with this number.
    pub fn one(table: Table, id: &str, seq: u64) -> Self {
        Self { table, of: Some((id.to_owned(), seq, seq)) }
    }
}

/// A record that was read.
pub type Record = (Key, Vec<u8>);

/// One change of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Keep a value, in place of one that is there.
    Put(Table, Key, Vec<u8>),
    /// Keep a value where there is none; [`StoreError::Exists`] where there is.
    Add(Table, Key, Vec<u8>),
    /// Delete records; nothing where there are none.
    Delete(Keys),
}

/// Why a store did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room left.
    #[error("the storage is full")]
    Full,
    /// The browser lets the page keep nothing.
    #[error("the storage is blocked")]
    Blocked,
    /// It was made by a newer version.
    #[error("the storage is of a newer version")]
    Newer,
    /// A record was to be added and is there already.
    #[error("the record exists already")]
    Exists,
    /// The browser closed it, or another window needs it in a newer form.
    #[error("the storage was closed")]
    Closed,
    /// Something else; the name and the words of the browser.
    #[error("{0}")]
    Other(String),
}

/// A store. Both operations are one transaction.
pub trait Storage {
    /// Reads records, for each of the wanted ones in the order of their keys.
    fn read(&self, wanted: &[Keys]) -> impl Future<Output = Result<Vec<Vec<Record>>, StoreError>>;

    /// Makes all changes in order, or none of them.
    fn write(&self, writes: &[Write]) -> impl Future<Output = Result<(), StoreError>>;
}

/// Numbers what was asked of the store.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreTask(pub u32);

/// What the store is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRequest {
    /// See [`Storage::read`].
    Read(StoreTask, Vec<Keys>),
    /// See [`Storage::write`].
    Write(StoreTask, Vec<Write>),
}

/// What the store said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAnswer {
    /// It can be used.
    Opened {
        /// A number that no other window has, for the ids of new documents.
        window: u32,
        /// Why it forgets everything with the window; none where it keeps.
        trouble: Option<StoreError>,
        /// The document that this window showed before.
        reopen: Option<String>,
    },
    /// It cannot be used any more.
    Lost(StoreError),
    /// Records were read.
    Read(StoreTask, Result<Vec<Vec<Record>>, StoreError>),
    /// Changes were made, or none of them.
    Written(StoreTask, Result<(), StoreError>),
    /// The time to try a failed write again has come.
    TryAgain,
    /// The lock of a document is held by this window, or by another one.
    Locked {
        /// The document.
        id: String,
        /// Whether this window has it.
        held: bool,
    },
    /// The page is about to be hidden: everything should be on its way.
    Hiding,
}
