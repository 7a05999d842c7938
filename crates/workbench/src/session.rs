//! A project that is open: its log, its job, and how it changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::annotation::{Annotation, Author, Status};
use jianbao_core::edit::{self, Changes, Command, Kind, Meta, Millis, Op, Refusal, Transaction, WENT_BACK};
use jianbao_core::log::Entry;
use jianbao_core::set::decided_texts;
use jianbao_core::text::{IngestError, IngestReport};
use jianbao_core::{ByteRange, Document, DocumentInfo, LabelId, LabelSet, Project};
use jianbao_formats::stored::PointRecord;
use jianbao_propose::intake::{Intake, Rejected};
use jianbao_propose::protocol::{JobId, Known, KnownBlock, KnownPlace};

use crate::history::{Points, point_at};

/// How many characters the name of a point has at most.
const MAX_POINT_NAME: usize = 80;

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
    /// What was rejected, until something is decided: looked for once and not for each batch of proposals.
    rejected: Option<Rejected>,
    /// The number of log entries at the last download; changes after it are not in any file.
    handed_over_seq: u64,
    /// How many entries the log had when it was opened.
    begun: u64,
    points: Arc<Points>,
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
        session.begun = session.project.seq();
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
            rejected: None,
            handed_over_seq,
            begun: handed_over_seq,
            points: Arc::default(),
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

    /// How many transactions it had when it was opened.
    pub fn begun(&self) -> u64 {
        self.begun
    }

    /// The points that were named or exported.
    pub fn points(&self) -> &Arc<Points> {
        &self.points
    }

    /// The same with points that are kept.
    pub(crate) fn with_points(self, points: Arc<Points>) -> Self {
        Self { points, ..self }
    }

    /// Gives the point after so many transactions a name; an empty one takes it away.
    ///
    /// # Errors
    /// When nothing may be changed.
    pub fn name_point(&mut self, seq: u64, name: &str, at: Millis) -> Result<(), Refusal> {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        let name: String = name.trim().chars().take(MAX_POINT_NAME).collect();
        let points = Arc::make_mut(&mut self.points);
        let place = place_of(points, seq, at);
        let point = &mut points[place].1;
        point.name = name;
        if point.name.is_empty() && point.exported.is_none() {
            points.remove(place);
        }
        Ok(())
    }

    /// The project as it was after so many transactions was exported. Who only looks on leaves no mark.
    pub fn mark_exported(&mut self, seq: u64, format: &str, at: Millis) {
        if !self.read_only {
            let points = Arc::make_mut(&mut self.points);
            let place = place_of(points, seq, at);
            mark_exported(&mut points[place].1, format, at);
        }
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
        let kind = command.kind(joins_previous);
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

    /// Takes in what the engine proposes. Right after a way back it becomes a part of that step: else all that the
    /// step can bring back would stand in the way of new proposals.
    pub fn take_in(&mut self, proposals: Vec<jianbao_propose::Proposal>, at: Millis) -> Changes {
        let mut changes = Changes::default();
        let went_back =
            self.project.history().undo_groups().last().is_some_and(|group| group.event() == WENT_BACK);
        self.intake.push(proposals);
        let rejected = self.rejected.take().unwrap_or_else(|| decided_texts(&self.project).rejected);
        while let Some(mut command) = self.intake.next_command(&self.project, &rejected) {
            if let (true, Command::Propose { proposals }) = (went_back, &mut command) {
                command = Command::ProposeAnew { proposals: std::mem::take(proposals) };
            }
            // A refusal means that all of it was known or stood in a person's way.
            if let Ok(made) = self.run(&command, at, false) {
                changes.merge(made);
            }
        }
        self.rejected = Some(rejected);
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
        if transaction.ops.iter().any(decides) {
            self.rejected = None;
        }
        let transaction = Arc::new(transaction);
        let seq = self.project.seq();
        let changes = edit::apply(&mut self.project, &transaction);
        self.log.push(Entry { seq, transaction });
        changes.expect("what was planned for this state fits it")
    }
}

/// Whether a change is more than proposals that come or go.
fn decides(op: &Op) -> bool {
    match op {
        Op::Put { before, after, .. } => {
            before.iter().chain(after).any(|annotation| annotation.status != Status::Proposed)
        }
        _ => true,
    }
}

/// The place of a point, which may be new.
fn place_of(points: &mut Points, seq: u64, at: Millis) -> usize {
    point_at(points, seq).unwrap_or_else(|place| {
        points.insert(place, (seq, PointRecord { at: at.0, ..PointRecord::default() }));
        place
    })
}

/// Notes an export on a point.
pub(crate) fn mark_exported(point: &mut PointRecord, format: &str, at: Millis) {
    (point.at, point.exported) = (at.0, Some(format.to_owned()));
}

/// Whether a person decided on an article: accepted, made or changed it.
fn is_decided(article: &Annotation) -> bool {
    article.status == Status::Accepted
        || article.origin.author == Author::Person
        || article.origin.corrected_from.is_some()
}
