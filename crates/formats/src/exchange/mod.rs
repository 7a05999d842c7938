//! What the app and the program that reads and writes files say to each other.
//!
//! The formats and the tables of encodings are large and seldom needed, so they are not in the app: it sends a file
//! to a second web worker and gets back a text or labelled JSON with what was noticed, or sends labelled JSON and gets
//! files and what they lack. [`serve`] is all that the worker does, and needs no browser.
//!
//! One byte array a message: the version of the protocol, then postcard. Decoding returns an error and never panics.

mod serve;

use serde::{Deserialize, Serialize};

pub use serve::serve;

use crate::hub::{ExportOptions, OffsetUnit, SplitRule};

/// The version of these types. Raise it with every change of them.
pub const EXCHANGE_VERSION: u8 = 1;

/// Numbers what is asked for, so that a late answer can be told.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskId(pub u32);

/// From the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Read a file.
    Read {
        /// The number that the answer carries.
        task: TaskId,
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
        /// What a person chose instead of what was found out.
        choice: ReadChoice,
    },
    /// Write documents.
    Write {
        /// The number that the answer carries.
        task: TaskId,
        /// The documents, as labelled JSON.
        documents: String,
        /// How.
        order: Order,
    },
}

/// What a person chose for reading; what is none is found out from the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadChoice {
    /// The id of a format.
    pub format: Option<String>,
    /// An encoding by a name of the WHATWG Encoding Standard.
    pub encoding: Option<String>,
    /// How offsets are counted.
    pub unit: Option<OffsetUnit>,
}

/// How to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The id of a format.
    pub format: String,
    /// The name of the files, without an extension.
    pub stem: String,
    /// What was chosen.
    pub options: ExportOptions,
    /// Into which parts; none for one.
    pub split: Option<SplitRule>,
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The worker has started.
    Ready {
        /// The build it is of; the page must be of the same.
        build: String,
    },
    /// A file was read, or not.
    Read {
        /// Which task.
        task: TaskId,
        /// What was found, or why nothing.
        found: Result<Found, Refused>,
    },
    /// Documents were written, or not.
    Written {
        /// Which task.
        task: TaskId,
        /// The files, or why there are none.
        written: Result<Written, Refused>,
    },
    /// A message could not be read.
    Unreadable,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The id of its format.
    pub format: String,
    /// The encoding that it was read from; none for archives.
    pub encoding: Option<String>,
    /// Whether the encoding is a doubtful guess, or bytes did not fit it.
    pub unsure: bool,
    /// How its offsets are counted; none where it has none.
    pub unit: Option<OffsetUnit>,
    /// Whether a person could choose another unit.
    pub unit_choice: bool,
    /// The text or the documents.
    pub content: Content,
    /// What was noticed; items that could not be placed first.
    pub problems: Vec<Problem>,
}

/// A text or documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A text without annotations; a byte order mark is still in it.
    Text(String),
    /// Documents, as labelled JSON.
    Documents {
        /// One file of all of them.
        json: String,
        /// What each is, for the preview.
        list: Vec<Summary>,
    },
}

/// A document in a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Its id.
    pub id: String,
    /// The first characters of its text.
    pub head: String,
    /// How long it is, in characters.
    pub n_chars: usize,
    /// How many entities it has.
    pub n_entities: usize,
    /// How many articles it has.
    pub n_articles: usize,
}

/// Something that was noticed while a file was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Whether an item could not be placed and is not in the result.
    pub is_loss: bool,
    /// A fixed id.
    pub code: String,
    /// Where in the file.
    pub path: String,
    /// What it is, in English.
    pub message: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// What is handed over: the file, or an archive of all of them.
    pub file: WrittenFile,
    /// The names of the files.
    pub names: Vec<String>,
    /// The content of the first file, where it is text and not too long to be copied.
    pub text: Option<String>,
    /// Its beginning; of an archive, that of the annotations in it.
    pub preview: String,
    /// What was left out or changed.
    pub losses: Vec<Lost>,
    /// How many documents are in each part of a split.
    pub parts: Vec<(String, usize)>,
    /// Articles on two sides of a split that are nearly the same, as `DOCUMENT#ID`.
    pub leaks: Vec<(String, String)>,
    /// How many quotes were read back and compared; none where the format cannot be read back.
    pub checked: Option<usize>,
}

/// One kind of loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The id of its kind.
    pub kind: String,
    /// How many items it touches.
    pub count: usize,
    /// The first of them, as `DOCUMENT#ID`.
    pub items: Vec<String>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why nothing was read or written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// It is too long; its length in bytes.
    TooLong(usize),
    /// It is no text and no archive that is read.
    Binary,
    /// It is of no format that is known.
    Unknown,
    /// It was written by a newer version.
    NewerVersion(u64),
    /// It is not to its end what it began as.
    Damaged {
        /// Where and what, in English.
        detail: String,
    },
    /// What was written did not read back.
    NotWritten {
        /// What was wrong, in English.
        detail: String,
    },
}

/// A message cannot be read: it is of another version or damaged.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of another version, or damaged")]
pub struct Unreadable;

impl Request {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are of another version or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        decode(bytes)
    }
}

impl Answer {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode(self)
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are of another version or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        decode(bytes)
    }
}

fn encode(message: &impl Serialize) -> Vec<u8> {
    let start = vec![EXCHANGE_VERSION];
    postcard::to_extend(message, start).expect("writing to memory cannot fail, and no type here is refused")
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Unreadable> {
    match bytes.split_first() {
        Some((&EXCHANGE_VERSION, rest)) => match postcard::take_from_bytes(rest) {
            Ok((message, [])) => Ok(message),
            _ => Err(Unreadable),
        },
        _ => Err(Unreadable),
    }
}
