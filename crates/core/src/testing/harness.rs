//! Checks every transaction that a test applies.

use std::sync::Arc;

use crate::edit::{self, Changes, Command, Kind, Meta, Millis, Refusal, Transaction};
use crate::log::{Entry, Snapshot, replay};
use crate::project::Project;

/// A project under test. Whatever is applied is also inverted back to the exact state before, logged, and checked
/// against every rule.
pub struct Harness {
    /// The project.
    pub project: Project,
    /// Everything that was applied.
    pub log: Vec<Entry>,
    start: Snapshot,
    clock: u64,
}

impl Harness {
    /// A project as it stands.
    pub fn new(project: Project) -> Self {
        let start = Snapshot::of(&project);
        Self { project, log: Vec::new(), start, clock: 0 }
    }

    /// A project with its plain blocks.
    pub fn with_plain_blocks(project: Project) -> Self {
        let mut harness = Self::new(project);
        let proposals = harness.project.plain_blocks();
        let _nothing_on_a_blank_text = harness.run(&Command::Propose { proposals });
        harness
    }

    /// Plans and applies a command.
    ///
    /// # Errors
    /// When it is refused.
    pub fn run(&mut self, command: &Command) -> Result<Changes, Refusal> {
        let ops = edit::plan(&self.project, command)?;
        let meta = Meta { event: command.event().into(), at: self.now(), kind: command.kind(false) };
        Ok(self.apply(Transaction { ops, meta }))
    }

    /// Undoes the last group; whether there was one.
    pub fn undo(&mut self) -> bool {
        let now = self.now();
        let transaction = self.project.history().undo(now);
        transaction.map(|transaction| self.apply(transaction)).is_some()
    }

    /// Redoes the group undone last; whether there was one.
    pub fn redo(&mut self) -> bool {
        let now = self.now();
        let transaction = self.project.history().redo(now);
        transaction.map(|transaction| self.apply(transaction)).is_some()
    }

    fn now(&mut self) -> Millis {
        self.clock += 1000;
        Millis(self.clock)
    }

    /// Applies a transaction and checks it.
    ///
    /// # Panics
    /// If anything does not hold.
    pub fn apply(&mut self, transaction: Transaction) -> Changes {
        let transaction = Arc::new(transaction);
        let before = self.project.clone();
        let changes = edit::apply(&mut self.project, &transaction).expect("a planned transaction fits");

        let mut back = self.project.clone();
        let meta = Meta { kind: Kind::Insert, ..transaction.meta.clone() };
        let inverse = Transaction { ops: transaction.inverse_ops(), meta };
        edit::apply(&mut back, &Arc::new(inverse)).expect("the inverse fits");
        assert_eq!(back.set(), before.set(), "the inverse restores the annotations");
        assert_eq!(back.labels(), before.labels(), "the inverse restores the labels");

        assert_eq!(self.project.violations(), [], "after {}", transaction.meta.event);
        self.log.push(Entry { seq: before.seq(), transaction });
        changes
    }

    /// Replays the log from the start and compares with the live project, which is also compared with what a
    /// snapshot of it restores.
    ///
    /// # Panics
    /// If they differ.
    pub fn check_replay(&self) {
        let document = || self.project.document.clone();
        let mut replayed = self.start.clone().restore(document()).expect("a snapshot restores");
        replay(&mut replayed, &self.log).expect("the log replays");
        assert_eq!(replayed, self.project);

        // From any entry on, a snapshot and the rest of the log give the same.
        let middle = self.log.len() / 2;
        let mut half = self.start.clone().restore(document()).expect("a snapshot restores");
        replay(&mut half, &self.log[..middle]).expect("a prefix replays");
        let mut resumed = Snapshot::of(&half).restore(document()).expect("a snapshot restores");
        replay(&mut resumed, &self.log).expect("older entries are passed over");
        assert_eq!(resumed, self.project);
    }
}
