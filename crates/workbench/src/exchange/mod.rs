//! Files of other tools, in and out: what was asked of the worker that reads and writes them, and what its dialogs
//! show.

mod export;
mod import;
mod problems;

pub use export::{ExportMsg, Exporting, item_name, loss_text};
pub(crate) use export::{named, short_quote};
pub use import::{ENCODINGS, ImportMsg, Importing};
pub use problems::{problem_path, problem_text};

use jianbao_core::Project;
use jianbao_formats::exchange::{Answer, Order, TaskId};
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
    /// A file of many, which is opened without a question.
    quiet: Option<Importing>,
    export: Option<Exporting>,
    /// What was chosen for the export before.
    last_order: Option<Order>,
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
        match self.begin(name, bytes, effects) {
            Ok(importing) => {
                self.imports.push(importing);
                None
            }
            Err(opened) => Some(opened),
        }
    }

    /// As [`Self::opened`], without asking a person; what comes of it comes by [`Self::hear_quietly`].
    pub(crate) fn open_quietly(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) -> Option<Result<Opened, Notice>> {
        match self.begin(name, bytes, effects) {
            Ok(importing) => {
                self.quiet = Some(importing);
                None
            }
            Err(opened) => Some(opened),
        }
    }

    /// Asks the worker to read a file; what can be opened here is opened at once.
    fn begin(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) -> Result<Importing, Result<Opened, Notice>> {
        if files::is_labelled(&bytes) {
            return Err(files::labelled(&name, &bytes, 0));
        }
        if self.lost {
            return Err(files::without_worker(&name, bytes));
        }
        let importing = Importing::new(self.next_task(), name, bytes);
        effects.push(importing.request());
        Ok(importing)
    }

    /// Whether an answer is about the file that is opened without a question.
    pub(crate) fn is_quiet(&self, answer: &Answer) -> bool {
        matches!(answer, Answer::Read { task, .. } if self.quiet.as_ref().is_some_and(|quiet| quiet.task == *task))
    }

    /// What is in the file that is opened without a question.
    pub(crate) fn hear_quietly(&mut self, answer: Answer) -> Result<Opened, Notice> {
        let (Answer::Read { found, .. }, Some(mut importing)) = (answer, self.quiet.take()) else {
            return Err(Notice::Empty);
        };
        importing.hear(found);
        importing.open()
    }

    /// The file that is opened without a question is not wanted any more.
    pub(crate) fn forget_quiet(&mut self) {
        self.quiet = None;
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
            Answer::Written { task, written } => {
                if let Some(export) = self.export.as_mut().filter(|export| export.task == task) {
                    export.hear(written);
                }
                None
            }
            Answer::Ready { .. } | Answer::Unreadable => None,
        }
    }

    /// The worker is gone or cannot be started: what waits for it is opened without it, where that can be.
    /// What was opened without a question stands apart.
    pub(crate) fn lose(&mut self) -> (Vec<Result<Opened, Notice>>, Outcome) {
        self.lost = true;
        self.export = None;
        let (waiting, shown) = std::mem::take(&mut self.imports).into_iter().partition(Importing::is_waiting);
        self.imports = shown;
        let waiting: Vec<Importing> = waiting;
        let opened = waiting.into_iter().map(Importing::open_without_worker).collect();
        (opened, self.quiet.take().map(Importing::open_without_worker))
    }

    /// The file that a person is asked about; none when there is none.
    pub fn importing(&self) -> Option<&Importing> {
        self.imports.iter().find(|import| import.is_shown())
    }

    /// What closes the dialog that is open; none when there is none.
    pub(crate) fn dialog(&self) -> Option<Msg> {
        let import = self.importing().map(|_| Msg::Import(ImportMsg::Cancel));
        import.or_else(|| self.export.as_ref().map(|_| Msg::Export(ExportMsg::Close)))
    }

    /// Opens the export dialog for documents.
    ///
    /// # Errors
    /// When there is no worker to write with.
    pub(crate) fn begin_export(
        &mut self,
        projects: &[&Project],
        stem: &str,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Notice> {
        if self.lost {
            return Err(Notice::NoFilesWorker);
        }
        let export = Exporting::new(self.next_task(), projects, stem, self.last_order.clone());
        effects.push(export.request());
        self.export = Some(export);
        Ok(())
    }

    /// What the export dialog shows; none when it is closed.
    pub fn exporting(&self) -> Option<&Exporting> {
        self.export.as_ref()
    }

    /// A person did something in the export dialog. The item to go to, where that was asked for.
    pub(crate) fn export(&mut self, msg: ExportMsg, effects: &mut Vec<Effect>) -> Option<String> {
        let task = self.next_task();
        let export = self.export.as_mut()?;
        match msg {
            ExportMsg::Choose(order) => {
                self.last_order = Some(order.clone());
                export.choose(task, order);
                effects.push(export.request());
            }
            ExportMsg::Download => {
                let file = &export.ready()?.file;
                let (name, mime, bytes) = (file.name.clone(), file.mime.clone().into(), file.bytes.clone());
                effects.push(Effect::Download { name, mime, bytes });
            }
            ExportMsg::Copy => effects.push(Effect::Copy(export.ready()?.text.clone()?)),
            ExportMsg::GoTo(item) => {
                self.export = None;
                return Some(item);
            }
            ExportMsg::Close => self.export = None,
        }
        None
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
