//! A project that is open: its log, its job, and how it changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::annotation::{Annotation, Author, Status};
use jianbao_core::edit::{self, Changes, Command, Kind, Meta, Millis, Refusal, Transaction};
use jianbao_core::log::Entry;
use jianbao_core::set::decided_texts;
use jianbao_core::text::{IngestError, IngestReport};
use jianbao_core::{ByteRange, Document, DocumentInfo, LabelId, LabelSet, Project};
use jianbao_propose::intake::Intake;
use jianbao_propose::protocol::{JobId, Known, KnownBlock, KnownPlace};

/// How the proposing of a document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Nothing was asked for.
    Idle,
    /// It goes on.
    Running {
        /// The number of the job.
        job: JobId,
        /// Work done, in thousandths.
        done: u16,
    },
    /// It came to its end.
    Finished,
    /// The person stopped it.
    Stopped,
    /// There is no worker; all can be done by hand.
    Unavailable,
}

/// A person's own word list: texts, each with the id of its label.
pub type Words = BTreeSet<(String, String)>;

/// A project that is open.
#[derive(Debug)]
pub struct Session {
    project: Project,
    /// Everything that happened since it was opened.
    log: Vec<Entry>,
    /// How the proposing stands.
    pub job: JobState,
    intake: Intake,
    /// The number of log entries at the last download; changes after it are not in any file.
    handed_over_seq: u64,
    /// It is only to be looked at here, because another window has it.
    pub read_only: bool,
    /// Whether something happened before it was opened that is in no file.
    pub was_changed: bool,
}

impl Session {
    /// A document that was just taken in, with its plain blocks, so that all can be done by hand from the start.
    pub fn new(document: Document, info: DocumentInfo) -> Self {
        let project = Project::new(document, info, LabelSet::newspaper());
        let mut session = Self::with_project(project);
        let proposals = session.project.plain_blocks();
        // Refused only for a blank text, which has none.
        let _ = session.run(&Command::Propose { proposals }, Millis(0), false);
        session.handed_over();
        session
    }

    /// A project that was read from a file.
    pub fn with_project(project: Project) -> Self {
        let handed_over_seq = project.seq();
        Self {
            project,
            log: Vec::new(),
            job: JobState::Idle,
            intake: Intake::default(),
            handed_over_seq,
            read_only: false,
            was_changed: false,
        }
    }

    /// Adds a page behind the text, with its plain blocks. Nothing that was there changes.
    ///
    /// # Errors
    /// When both together are too long; nothing changed then.
    pub fn add_page(&mut self, raw: &str, at: Millis) -> Result<IngestReport, IngestError> {
        let (document, report) = self.project.document.with_page(raw)?;
        let extended = self.project.extended(document);
        self.project = extended.expect("the longer text begins with the old one");
        let proposals = self.project.plain_blocks();
        // Refused only for a blank page, which has none.
        let _ = self.run(&Command::Propose { proposals }, at, false);
        self.intake = Intake::default();
        Ok(report)
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Everything that happened since it was opened, in order.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Whether something happened that is in no file.
    pub fn is_changed(&self) -> bool {
        let mut since = self.log.iter().rev().take_while(|entry| entry.seq >= self.handed_over_seq);
        self.was_changed || since.any(|entry| entry.transaction.meta.kind != Kind::Insert)
    }

    /// Everything so far is in a file.
    pub fn handed_over(&mut self) {
        self.handed_over_seq = self.project.seq();
        self.was_changed = false;
    }

    /// Carries a command out. With `joins_previous` it is undone together with the edit before it.
    ///
    /// # Errors
    /// When the command is refused; nothing changed then.
    pub fn run(&mut self, command: &Command, at: Millis, joins_previous: bool) -> Result<Changes, Refusal> {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        let ops = edit::plan(&self.project, command)?;
        let kind = if matches!(command, Command::Propose { .. }) {
            Kind::Insert
        } else {
            Kind::Edit { joins_previous }
        };
        Ok(self.apply(Transaction { ops, meta: Meta { event: command.event().into(), at, kind } }))
    }

    /// Takes back what a person did last; none when there is nothing, or nothing may be changed.
    pub fn undo(&mut self, at: Millis) -> Option<Changes> {
        if self.read_only {
            return None;
        }
        let transaction = self.project.history().undo(at)?;
        Some(self.apply(transaction))
    }

    /// Does again what was taken back last; none when there is nothing, or nothing may be changed.
    pub fn redo(&mut self, at: Millis) -> Option<Changes> {
        if self.read_only {
            return None;
        }
        let transaction = self.project.history().redo(at)?;
        Some(self.apply(transaction))
    }

    /// Takes in what the engine proposes.
    pub fn take_in(&mut self, proposals: Vec<jianbao_propose::Proposal>, at: Millis) -> Changes {
        let mut changes = Changes::default();
        self.intake.push(proposals);
        while let Some(command) = self.intake.next_command(&self.project) {
            // A refusal means that all of it was known or stood in a person's way.
            if let Ok(made) = self.run(&command, at, false) {
                changes.merge(made);
            }
        }
        changes
    }

    /// What the person has decided so far, for the next job, with the word list as far as the project has its labels.
    pub fn known(&self, words: &Words) -> Known {
        let decided = decided_texts(&self.project);
        let wire = |texts: BTreeSet<(String, LabelId)>| {
            texts.into_iter().map(|(text, label)| (text, label.to_string())).collect()
        };
        let has_label = |label: &str| self.project.labels().iter().any(|known| known.id.as_str() == label);
        Known {
            accepted: wire(decided.accepted),
            rejected: wire(decided.rejected),
            words: words.iter().filter(|(_, label)| has_label(label)).cloned().collect(),
            blocks: self.known_blocks(),
            learned: Vec::new(),
        }
    }

    /// Blocks whose role a person decided, or whose place in an article that a person decided on.
    fn known_blocks(&self) -> Vec<KnownBlock> {
        let set = self.project.set();
        let wire = |range: ByteRange| (range.start().0, range.end().0);
        let known = set.blocks().filter_map(|annotation| {
            let block = annotation.block()?;
            let article = set.article_of(annotation);
            let place = match article {
                Some(article) if is_decided(article) => {
                    let order = set.blocks_of(article.id);
                    let at = order.iter().position(|other| other.id == annotation.id)?;
                    let before = at.checked_sub(1).and_then(|at| order[at].block()).map(|block| block.range);
                    let neighbor = set.block_before(block.range.start()).map(|found| found.body.ranges()[0]);
                    match before {
                        None => KnownPlace::Begins,
                        Some(before) if Some(before) != neighbor => KnownPlace::ResumesAfter(wire(before)),
                        Some(_) if block.continues => KnownPlace::Continues,
                        Some(_) => KnownPlace::Follows,
                    }
                }
                None if annotation.status == Status::Accepted => KnownPlace::Furniture,
                _ => KnownPlace::Open,
            };
            let is_known = annotation.status == Status::Accepted || place != KnownPlace::Open;
            is_known.then(|| KnownBlock { range: wire(block.range), role: block.role.id().to_owned(), place })
        });
        known.collect()
    }

    fn apply(&mut self, transaction: Transaction) -> Changes {
        let transaction = Arc::new(transaction);
        let seq = self.project.seq();
        let changes = edit::apply(&mut self.project, &transaction);
        self.log.push(Entry { seq, transaction });
        changes.expect("what was planned for this state fits it")
    }
}

/// Whether a person decided on an article: accepted, made or changed it.
fn is_decided(article: &Annotation) -> bool {
    article.status == Status::Accepted
        || article.origin.author == Author::Person
        || article.origin.corrected_from.is_some()
}
