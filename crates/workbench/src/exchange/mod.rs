//! Files of other tools, in and out: what was asked of the worker that reads and writes them, and what its dialogs
//! show.

mod import;

pub use import::{ENCODINGS, ImportMsg, Importing};

use jianbao_formats::exchange::{Answer, TaskId};
use jianbao_formats::hub::OffsetUnit;

use crate::files::{self, Opened};
use crate::lang::Lang;
use crate::msg::{Effect, Msg};
use crate::notice::Notice;

/// What was asked of the worker and is not done.
#[derive(Debug, Default)]
pub struct Exchange {
    last_task: u32,
    /// The worker is gone, or cannot be started.
    lost: bool,
    imports: Vec<Importing>,
}

/// What comes of something that happened.
pub(crate) type Outcome = Option<Result<Opened, Notice>>;

impl Exchange {
    fn next_task(&mut self) -> TaskId {
        self.last_task += 1;
        TaskId(self.last_task)
    }

    /// A file came. Labelled JSON is opened here; all else the worker reads.
    pub(crate) fn opened(&mut self, name: String, bytes: Vec<u8>, effects: &mut Vec<Effect>) -> Outcome {
        if files::is_labelled(&bytes) {
            return Some(files::labelled(&name, &bytes, 0));
        }
        if self.lost {
            return Some(files::without_worker(&name, bytes));
        }
        let importing = Importing::new(self.next_task(), name, bytes);
        effects.push(importing.request());
        self.imports.push(importing);
        None
    }

    /// The worker said something.
    pub(crate) fn hear(&mut self, answer: Answer) -> Outcome {
        match answer {
            Answer::Read { task, found } => {
                // What comes late from an old request is dropped.
                let at = self.imports.iter().position(|import| import.task == task)?;
                if self.imports[at].hear(found) {
                    return None;
                }
                Some(self.imports.remove(at).open())
            }
            Answer::Written { .. } | Answer::Ready { .. } | Answer::Unreadable => None,
        }
    }

    /// The worker is gone or cannot be started: what waits for it is opened without it, where that can be.
    pub(crate) fn lose(&mut self) -> Vec<Result<Opened, Notice>> {
        self.lost = true;
        let (waiting, shown) = std::mem::take(&mut self.imports).into_iter().partition(Importing::is_waiting);
        self.imports = shown;
        let waiting: Vec<Importing> = waiting;
        waiting.into_iter().map(Importing::open_without_worker).collect()
    }

    /// The file that a person is asked about; none when there is none.
    pub fn importing(&self) -> Option<&Importing> {
        self.imports.iter().find(|import| import.is_shown())
    }

    /// What closes the dialog that is open; none when there is none.
    pub(crate) fn dialog(&self) -> Option<Msg> {
        self.importing().map(|_| Msg::Import(ImportMsg::Cancel))
    }

    /// A person did something in the dialog.
    pub(crate) fn import(&mut self, msg: ImportMsg, effects: &mut Vec<Effect>) -> Outcome {
        let at = self.imports.iter().position(Importing::is_shown)?;
        match msg {
            ImportMsg::Choose(_) if self.lost => return Some(Err(Notice::NoFilesWorker)),
            ImportMsg::Choose(choice) => {
                let task = self.next_task();
                self.imports[at].choose(task, choice);
                effects.push(self.imports[at].request());
            }
            ImportMsg::Pick(document) => self.imports[at].document = document,
            ImportMsg::Cancel => drop(self.imports.remove(at)),
            ImportMsg::Open => return Some(self.imports.remove(at).open()),
        }
        None
    }
}

/// What a unit of offsets is called.
pub fn unit_name(unit: OffsetUnit, lang: Lang) -> &'static str {
    match unit {
        OffsetUnit::CodePoint => lang.pick("字符（码点）", "Code points"),
        OffsetUnit::Utf16 => lang.pick("UTF-16 单元", "UTF-16 units"),
        OffsetUnit::Grapheme => lang.pick("字形簇", "Grapheme clusters"),
        OffsetUnit::CodePointLf => lang.pick("字符，CRLF 算一个", "Code points, CRLF as one"),
        OffsetUnit::Byte => lang.pick("UTF-8 字节", "UTF-8 bytes"),
    }
}
