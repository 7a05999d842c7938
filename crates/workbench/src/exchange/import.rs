//! A file that is being opened: what was found in it, and what a person chose instead.

use jianbao_formats::exchange::{Content, Found, ReadChoice, Refused, Request, TaskId};

use crate::files::{self, Opened};
use crate::msg::Effect;
use crate::notice::Notice;

/// Encodings that are offered, by their names in the WHATWG Encoding Standard.
pub const ENCODINGS: [&str; 9] =
    ["UTF-8", "gb18030", "Big5", "UTF-16LE", "UTF-16BE", "Shift_JIS", "EUC-JP", "EUC-KR", "windows-1252"];

/// What a person does in the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportMsg {
    /// The file is to be read otherwise.
    Choose(ReadChoice),
    /// This one of its documents is wanted.
    Pick(usize),
    /// It is to be opened as shown.
    Open,
    /// It is not to be opened.
    Cancel,
}

/// A file that is being opened.
#[derive(Debug)]
pub struct Importing {
    pub(super) task: TaskId,
    /// Its name.
    pub name: String,
    bytes: Vec<u8>,
    /// What a person chose.
    pub choice: ReadChoice,
    /// What was found last; none before the first answer.
    pub found: Option<Found>,
    /// Why nothing can be made of it with this choice.
    pub refused: Option<Refused>,
    /// Which of its documents is wanted.
    pub document: usize,
    /// Whether an answer is awaited.
    pub waits: bool,
}

impl Importing {
    pub(super) fn new(task: TaskId, name: String, bytes: Vec<u8>) -> Self {
        let choice = ReadChoice::default();
        Self { task, name, bytes, choice, found: None, refused: None, document: 0, waits: true }
    }

    pub(super) fn request(&self) -> Effect {
        let (name, bytes, choice) = (self.name.clone(), self.bytes.clone(), self.choice.clone());
        Effect::Files(Box::new(Request::Read { task: self.task, name, bytes, choice }))
    }

    pub(super) fn choose(&mut self, task: TaskId, choice: ReadChoice) {
        (self.task, self.choice, self.waits) = (task, choice, true);
    }

    /// Takes an answer; whether a person has to look at it.
    pub(super) fn hear(&mut self, found: Result<Found, Refused>) -> bool {
        self.waits = false;
        match found {
            Ok(found) => {
                (self.refused, self.document) = (None, 0);
                // A plain text in an encoding that is sure needs no question, unless one was asked already.
                let asks = found.unsure || !matches!(found.content, Content::Text(_)) || self.is_shown();
                self.found = Some(found);
                asks
            }
            Err(refused) => {
                let asks = self.is_shown();
                self.refused = Some(refused);
                asks
            }
        }
    }

    /// Whether the dialog shows it.
    pub(super) fn is_shown(&self) -> bool {
        self.found.is_some()
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.found.is_none()
    }

    /// The first characters of what would be opened.
    pub fn head(&self) -> String {
        match self.found.as_ref().map(|found| &found.content) {
            Some(Content::Text(text)) => text.chars().take(400).collect(),
            Some(Content::Documents { list, .. }) => {
                list.get(self.document).map(|document| document.head.clone()).unwrap_or_default()
            }
            None => String::new(),
        }
    }

    /// Whether it can be opened as it is.
    pub fn can_open(&self) -> bool {
        self.found.is_some() && self.refused.is_none() && !self.waits
    }

    pub(super) fn open(self) -> Result<Opened, Notice> {
        if let Some(refused) = self.refused {
            return Err(refusal(refused, self.name));
        }
        let Some(found) = self.found else { return Err(Notice::Empty) };
        match found.content {
            Content::Text(text) => {
                // What a person has looked at is no guess any more.
                let encoding = found.encoding.filter(|encoding| encoding != "UTF-8");
                files::decoded(&self.name, text, encoding.map(|encoding| (encoding, false)))
            }
            Content::Documents { json, .. } => files::labelled(&self.name, json.as_bytes(), self.document),
        }
    }

    pub(super) fn open_without_worker(self) -> Result<Opened, Notice> {
        files::without_worker(&self.name, self.bytes)
    }
}

fn refusal(refused: Refused, name: String) -> Notice {
    match refused {
        Refused::Empty => Notice::Empty,
        Refused::TooLong(bytes) => Notice::TooLong(bytes),
        Refused::Binary => Notice::Binary { name },
        Refused::Unknown => Notice::UnknownFormat { name },
        Refused::NewerVersion(version) => Notice::NewerVersion { version },
        Refused::Damaged { detail } | Refused::NotWritten { detail } => Notice::Damaged { name, detail },
    }
}
