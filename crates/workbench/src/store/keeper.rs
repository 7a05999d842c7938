//! What is written when, and what is known of the documents in the store.
//!
//! Every transaction is on its way to the store as soon as it is made; what is made while a write is under way goes
//! with the next one, so that there is never more than one. A write has everything that belongs together, so a store
//! that was cut off in the middle holds a state that was there.

mod settings;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jianbao_core::edit::Millis;
use jianbao_core::log::{Entry, Snapshot};
use jianbao_core::{ByteOffset, Project};
use jianbao_formats::stored::{
    BackupRow, DocumentRecord, PointRecord, Proposing, SnapshotWriter, StateRecord, StoredError,
    decode_entry, decode_record, encode_backup, encode_entry, encode_record, encode_snapshot,
};

pub(crate) use self::settings::{Setting, Settings};
use super::recover::{self, RecoverError};
use super::{Key, Keys, Record, StoreAnswer, StoreError, StoreRequest, StoreTask, Table, Write};
use crate::history::{Points, point_at};
use crate::msg::Effect;
use crate::session::{JobState, Session};
use crate::view::{Order, Totals};

/// A snapshot is due after so many entries of the log: replaying them takes some ten milliseconds.
const SNAPSHOT_ENTRIES: usize = 500;

/// A snapshot is due after so many bytes of log, and not before the log is as long as the last snapshot: so that
/// snapshots cost no more than the log itself.
const SNAPSHOT_BYTES: usize = 1 << 20;

/// So many annotations of a snapshot are written in one go: some milliseconds.
const SNAPSHOT_STEP: usize = 1000;

/// How many groups can be undone after a document was opened again. All that was done stays in the log.
const MAX_UNDO_GROUPS: usize = 1000;

/// How many changes these groups may hold in all; the newest group is kept whatever its length.
const MAX_UNDO_OPS: usize = 20_000;

/// The first pause before a failed write is tried again, in milliseconds; it doubles up to [`MAX_PAUSE`].
const FIRST_PAUSE: u32 = 1000;

const MAX_PAUSE: u32 = 60_000;

/// A document in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentEntry {
    /// Its id.
    pub id: String,
    /// Its name, when it came in, and whether it was deleted; none where the record cannot be read.
    pub record: Result<DocumentRecord, StoredError>,
    /// How far the work on it is; none where the record is missing or cannot be read.
    pub state: Option<StateRecord>,
}

impl DocumentEntry {
    /// Its name; its id where that cannot be read.
    pub fn name(&self) -> &str {
        self.record.as_ref().map_or(&self.id, |record| &record.name)
    }

    /// Whether it was deleted.
    pub fn is_deleted(&self) -> bool {
        self.record.as_ref().is_ok_and(|record| record.deleted.is_some())
    }

    /// When it was changed last, as far as that is known.
    pub fn changed(&self) -> u64 {
        let created = self.record.as_ref().map_or(0, |record| record.created);
        self.state.as_ref().map_or(created, |state| state.changed)
    }
}

/// What is kept of what is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The store is not ready yet.
    Opening,
    /// Everything up to this number of actions.
    All(u64),
    /// Something is on its way; everything up to this number of actions is kept.
    Saving(u64),
    /// A write failed and will be tried again; everything up to this number of actions is kept.
    Failed(u64, StoreError),
    /// It is only to be looked at here: another window has it and saves it.
    Elsewhere,
    /// Everything is forgotten with the window.
    Fleeting(StoreError),
}

/// Where things are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Opening,
    Kept,
    /// In memory alone.
    Fleeting(StoreError),
}

/// Decides what is written when.
#[derive(Debug, Default)]
pub struct Keeper {
    place: Place,
    window: u32,
    n_made: u32,
    last_task: u32,
    entries: Arc<Vec<DocumentEntry>>,
    /// What is to be written; the first is on its way, or failed and waits.
    jobs: VecDeque<Job>,
    /// The task of the first job, while it is on its way.
    in_flight: Option<StoreTask>,
    failed: Option<Failed>,
    reads: Vec<(StoreTask, Wanted)>,
    open: Option<Tracked>,
    /// Documents that are read one after the other, to be exported together.
    gathering: Option<Gathering>,
    /// The list is to be read again once all is written.
    lists_after: bool,
    /// There is more to be written of a snapshot, and time for it was asked for.
    goes_on_soon: bool,
}

#[derive(Debug)]
struct Gathering {
    /// Those that are still to be read, the next one last.
    left: Vec<String>,
    found: Vec<OpenedDocument>,
    /// The names of those that could not be read, or not to their end.
    problems: Vec<String>,
}

#[derive(Debug)]
struct Failed {
    error: StoreError,
    pause: u32,
}

#[derive(Debug)]
struct Job {
    /// Of which document; empty for values of the app.
    id: String,
    writes: Vec<Write>,
    /// The number of actions that are kept when it is done.
    seq: u64,
}

#[derive(Debug)]
enum Wanted {
    /// Values of the app; the document to open again.
    Settings(Option<String>),
    List,
    Document(String),
    Log(Box<OpenedDocument>),
    Past {
        id: String,
        first: u64,
        to: u64,
    },
    /// Everything; what is open is here already.
    Backup(Vec<BackupRow>),
}

/// What of the open document is in the store or on its way there.
#[derive(Debug, Default)]
struct Tracked {
    /// None until there is a store.
    id: Option<String>,
    name: String,
    /// The length of the text that was sent last, in bytes.
    text_bytes: usize,
    /// Entries below this were sent.
    sent: u64,
    /// Entries below this are kept for certain.
    kept: u64,
    /// The numbers of the snapshots: the first, and the last two.
    snapshots: Vec<u64>,
    snapshot_bytes: usize,
    /// One that is being written.
    draft: Option<SnapshotWriter>,
    /// Entries of the log after the last snapshot, and their bytes.
    entries: usize,
    bytes: usize,
    state: StateRecord,
    /// The points that were sent.
    points: Arc<Points>,
}

/// What the keeper looks at after everything that happens.
pub(crate) struct Follow<'a> {
    pub(crate) session: &'a Session,
    pub(crate) cursor: ByteOffset,
    pub(crate) order: Order,
    pub(crate) totals: Totals,
}

/// A document that was read.
#[derive(Debug)]
pub(crate) struct OpenedDocument {
    pub(crate) id: String,
    pub(crate) project: Project,
    pub(crate) state: StateRecord,
    /// What could not be read.
    pub(crate) problem: Option<RecoverError>,
    /// What it has taught so far, as the worker keeps it.
    pub(crate) taught: Vec<u8>,
    pub(crate) points: Arc<Points>,
    /// The numbers of its snapshots.
    snapshots: Vec<u64>,
    name: String,
}

/// Entries of the log from before the document was opened.
#[derive(Debug)]
pub(crate) struct Past {
    /// The document.
    pub(crate) id: String,
    /// The first number that was wanted, and the one behind the last.
    pub(crate) wanted: (u64, u64),
    /// Those without a gap up to the last; none where the store could not be read.
    pub(crate) found: Option<Vec<Entry>>,
}

/// What came of an answer.
#[derive(Debug)]
pub(crate) enum Loaded {
    /// Nothing to tell.
    Nothing,
    /// There is a store; the document to open again, and the values of the app.
    Ready(Option<String>, Settings),
    /// A document was read.
    Document(Box<OpenedDocument>),
    /// A document could not be read.
    Unreadable { id: String, problem: RecoverError },
    /// A backup.
    Backup(Vec<u8>),
    /// Documents that were read to be exported together, and the names of those that could not be read.
    Gathered(Vec<OpenedDocument>, Vec<String>),
    /// What was done before.
    Past(Past),
    /// The list could not be read, or a write failed for the first time.
    Trouble(StoreError),
}

impl Keeper {
    /// The documents, in no special order.
    pub fn entries(&self) -> Arc<Vec<DocumentEntry>> {
        Arc::clone(&self.entries)
    }

    /// The id of the document that is open; none where it has none yet.
    pub fn open_id(&self) -> Option<&str> {
        self.open.as_ref()?.id.as_deref()
    }

    /// What is kept of what is open, which has so many actions.
    pub fn saved(&self, seq: u64) -> Saved {
        let kept = self.open.as_ref().map_or(0, |open| open.kept);
        match (&self.place, &self.failed) {
            (Place::Opening, _) => Saved::Opening,
            (Place::Fleeting(why), _) => Saved::Fleeting(why.clone()),
            (Place::Kept, Some(failed)) => Saved::Failed(kept, failed.error.clone()),
            (Place::Kept, None) if kept == seq && self.jobs.is_empty() => Saved::All(kept),
            (Place::Kept, None) => Saved::Saving(kept),
        }
    }

    /// Whether what is made now may be gone with the window: it is kept in memory alone, or writes fail.
    pub fn is_unsafe(&self) -> bool {
        self.place != Place::Kept || self.failed.is_some()
    }

    /// A document begins that is not in the store.
    pub(crate) fn begin(&mut self, name: &str) {
        self.open = Some(Tracked { name: name.to_owned(), ..Tracked::default() });
    }

    /// Puts a document into the store that is not open.
    pub(crate) fn add(
        &mut self,
        session: &Session,
        name: &str,
        totals: Totals,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let project = session.project();
        let id = self.new_id(now);
        self.n_made += 1;
        let record = DocumentRecord { name: name.to_owned(), created: now.0, deleted: None };
        let cursor =
            project.set().block_from(ByteOffset::ZERO).map_or(ByteOffset::ZERO, |block| block.body.start());
        let state = state_of(&Follow { session, cursor, order: Order::Page, totals }, now);
        let key = |seq| Key::new(&id, seq);
        let writes = vec![
            Write::Add(Table::Documents, key(0), encode_record(&record)),
            Write::Add(Table::States, key(0), encode_record(&state)),
            Write::Add(Table::Texts, key(0), project.document.text().as_bytes().to_vec()),
            Write::Add(
                Table::Snapshots,
                key(project.seq()),
                encode_snapshot(shortened(Snapshot::of(project))),
            ),
        ];
        let entry = DocumentEntry { id: id.clone(), record: Ok(record), state: Some(state) };
        Arc::make_mut(&mut self.entries).push(entry);
        self.jobs.push_back(Job { id, writes, seq: 0 });
        self.send(effects);
    }

    /// A document that was read goes on.
    pub(crate) fn go_on(&mut self, opened: &OpenedDocument) {
        self.open = Some(Tracked {
            id: Some(opened.id.clone()),
            name: opened.name.clone(),
            text_bytes: opened.project.document.text().len(),
            sent: opened.project.seq(),
            kept: opened.project.seq(),
            snapshots: opened.snapshots.clone(),
            snapshot_bytes: 0,
            draft: None,
            entries: opened.project.seq().saturating_sub(opened.snapshots.last().copied().unwrap_or(0))
                as usize,
            bytes: 0,
            state: opened.state.clone(),
            points: Arc::clone(&opened.points),
        });
    }

    /// Reads the list again.
    pub(crate) fn list(&mut self, effects: &mut Vec<Effect>) {
        if self.place != Place::Opening {
            self.read(vec![Keys::all(Table::Documents), Keys::all(Table::States)], Wanted::List, effects);
        }
    }

    /// Reads a document.
    pub(crate) fn load(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let keys = READ_OF_DOCUMENT.map(|table| Keys::of(table, id));
        self.read(keys.to_vec(), Wanted::Document(id.to_owned()), effects);
    }

    /// Reads documents, one after the other.
    pub(crate) fn gather(&mut self, mut ids: Vec<String>, effects: &mut Vec<Effect>) {
        ids.reverse();
        if let Some(first) = ids.pop() {
            self.load(&first, effects);
            self.gathering = Some(Gathering { left: ids, found: Vec::new(), problems: Vec::new() });
        }
    }

    /// Takes what was read to be exported together; gives back what was read for another reason.
    fn take_gathered(&mut self, loaded: Loaded, effects: &mut Vec<Effect>) -> Loaded {
        let Some(gathering) = &mut self.gathering else { return loaded };
        match loaded {
            Loaded::Document(opened) => {
                if opened.problem.is_some() {
                    gathering.problems.push(opened.name.clone());
                }
                gathering.found.push(*opened);
            }
            Loaded::Unreadable { id, .. } => {
                let entry = self.entries.iter().find(|entry| entry.id == id);
                gathering.problems.push(entry.map_or(id.clone(), |entry| entry.name().to_owned()));
            }
            Loaded::Trouble(_) => {
                self.gathering = None;
                return loaded;
            }
            other => return other,
        }
        match gathering.left.pop() {
            Some(next) => {
                self.load(&next, effects);
                Loaded::Nothing
            }
            None => {
                let Gathering { found, problems, .. } = self.gathering.take().expect("it was there above");
                Loaded::Gathered(found, problems)
            }
        }
    }

    /// When what is open came in.
    pub(crate) fn created(&self) -> Option<u64> {
        let id = self.open_id()?;
        let entry = self.entries.iter().find(|entry| entry.id == id)?;
        entry.record.as_ref().ok().map(|record| record.created)
    }

    /// How many actions the first state has that is kept of what is open.
    pub(crate) fn first_kept(&self) -> Option<u64> {
        self.open.as_ref()?.snapshots.first().copied()
    }

    /// Reads what was done in the open document, from one action to before another one.
    pub(crate) fn read_past(&mut self, first: u64, to: u64, effects: &mut Vec<Effect>) {
        let Some(id) = self.open_id().map(str::to_owned) else { return };
        let keys = Keys { table: Table::Log, of: Some((id.clone(), first, to - 1)) };
        self.read(vec![keys], Wanted::Past { id, first, to }, effects);
    }

    /// Notes on a point of a document that is not open that it was exported.
    pub(crate) fn set_point(&mut self, id: &str, seq: u64, point: &PointRecord, effects: &mut Vec<Effect>) {
        let writes = vec![Write::Put(Table::Points, Key::new(id, seq), encode_record(point))];
        self.jobs.push_back(Job { id: id.to_owned(), writes, seq: 0 });
        self.send(effects);
    }

    /// Whether a document is being read.
    pub fn is_loading(&self) -> bool {
        let quiet =
            |wanted: &Wanted| matches!(wanted, Wanted::List | Wanted::Settings(_) | Wanted::Past { .. });
        self.reads.iter().any(|(_, wanted)| !quiet(wanted))
    }

    /// Changes what the list says of a document.
    pub(crate) fn set_record(&mut self, id: &str, record: DocumentRecord, effects: &mut Vec<Effect>) {
        let value = encode_record(&record);
        let writes = vec![Write::Put(Table::Documents, Key::new(id, 0), value)];
        let seq = self.open.as_ref().map_or(0, |open| open.sent);
        self.jobs.push_back(Job { id: id.to_owned(), writes, seq });
        let entries = Arc::make_mut(&mut self.entries);
        if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
            entry.record = Ok(record);
        }
        self.send(effects);
    }

    /// Deletes everything that is kept of a document that is not open.
    pub(crate) fn purge(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let writes = Table::ALL.map(|table| Write::Delete(Keys::of(table, id))).to_vec();
        self.jobs.push_back(Job { id: id.to_owned(), writes, seq: 0 });
        Arc::make_mut(&mut self.entries).retain(|entry| entry.id != id);
        self.send(effects);
    }

    /// Reads everything for a backup. What is open goes into it as it is now, kept or not.
    pub(crate) fn back_up(&mut self, follow: Option<&Follow<'_>>, now: Millis, effects: &mut Vec<Effect>) {
        let own = follow.map(|follow| self.rows_of_open(follow, now)).unwrap_or_default();
        self.read(Table::ALL.map(Keys::all).to_vec(), Wanted::Backup(own), effects);
    }

    fn rows_of_open(&self, follow: &Follow<'_>, now: Millis) -> Vec<BackupRow> {
        let Some(open) = &self.open else { return Vec::new() };
        let project = follow.session.project();
        let id = open.id.clone().unwrap_or_else(|| self.new_id(now));
        let entry = self.entries.iter().find(|entry| entry.id == id);
        let record = entry.and_then(|entry| entry.record.clone().ok());
        let record =
            record.unwrap_or(DocumentRecord { name: open.name.clone(), created: now.0, deleted: None });
        let row =
            |table: Table, seq, value| BackupRow { table: table.name().into(), id: id.clone(), seq, value };
        let mut rows = vec![
            row(Table::Documents, 0, encode_record(&record)),
            row(Table::States, 0, encode_record(&state_of(follow, now))),
            row(Table::Texts, 0, project.document.text().as_bytes().to_vec()),
            row(Table::Snapshots, project.seq(), encode_snapshot(shortened(Snapshot::of(project)))),
        ];
        let unsent = unsent(follow.session.log(), open.kept).iter();
        rows.extend(unsent.map(|entry| row(Table::Log, entry.seq, encode_entry(entry))));
        let points = follow.session.points().iter();
        rows.extend(points.map(|(seq, point)| row(Table::Points, *seq, encode_record(point))));
        rows
    }

    /// Puts documents of a backup into the store, with what they have taught. One that is there and as far is left
    /// out; one that is there and less far stays, and the other one gets an id of its own. How many are put back, and how many are left out.
    pub(crate) fn restore(
        &mut self,
        rows: Vec<BackupRow>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> (usize, usize) {
        let mut documents: BTreeMap<String, Vec<BackupRow>> = BTreeMap::new();
        for row in rows {
            documents.entry(row.id.clone()).or_default().push(row);
        }
        let (mut restored, mut left_out) = (0, 0);
        for (id, rows) in documents {
            let is = |row: &&BackupRow, table: Table| row.table == table.name();
            if !rows.iter().any(|row| is(&row, Table::Texts)) {
                continue;
            }
            let state = rows.iter().find(|row| is(row, Table::States));
            let seq = state
                .and_then(|row| decode_record::<StateRecord>(&row.value).ok())
                .map_or(0, |state| state.seq);
            let there = self.entries.iter().find(|entry| entry.id == id);
            if there.is_some_and(|entry| entry.state.as_ref().is_some_and(|state| state.seq >= seq)) {
                left_out += 1;
                continue;
            }
            let new_id = if there.is_some() { self.new_id(now) } else { id };
            self.n_made += 1;
            let add = |row: BackupRow| {
                let table = Table::ALL.into_iter().find(|table| table.name() == row.table)?;
                Some(Write::Add(table, Key::new(&new_id, row.seq), row.value))
            };
            let writes = rows.into_iter().filter_map(add).collect();
            self.jobs.push_back(Job { id: new_id, writes, seq: 0 });
            restored += 1;
        }
        self.lists_after = true;
        self.send(effects);
        (restored, left_out)
    }

    fn new_id(&self, now: Millis) -> String {
        format!("{:011x}-{:08x}-{:x}", now.0, self.window, self.n_made)
    }

    /// Sends what is new. With `whole` also where the person is, and without waiting for what is on its way.
    pub(crate) fn follow(
        &mut self,
        follow: Option<&Follow<'_>>,
        now: Millis,
        whole: bool,
        effects: &mut Vec<Effect>,
    ) {
        if self.place == Place::Opening {
            return;
        }
        if let Some(follow) = follow
            && (whole || self.jobs.is_empty())
            && let Some(job) = self.job(follow, now, whole)
        {
            self.jobs.push_back(job);
        }
        if self.open.as_ref().is_some_and(|open| open.draft.is_some()) && !self.goes_on_soon {
            self.goes_on_soon = true;
            effects.push(Effect::TryStoreAgain { millis: 0 });
        }
        self.send(effects);
    }

    /// What is open is closed, after its last changes were sent.
    pub(crate) fn finish(&mut self) {
        self.open = None;
    }

    /// The store said something.
    pub(crate) fn hear(&mut self, answer: StoreAnswer, effects: &mut Vec<Effect>) -> Loaded {
        match answer {
            StoreAnswer::Opened { window, trouble, reopen } => {
                self.window = window;
                self.place = trouble.map_or(Place::Kept, Place::Fleeting);
                self.read_settings(reopen, effects);
                self.list(effects);
                Loaded::Nothing
            }
            StoreAnswer::Lost(error) => {
                self.in_flight = None;
                self.failed = Some(Failed { error: error.clone(), pause: MAX_PAUSE });
                Loaded::Trouble(error)
            }
            StoreAnswer::Read(task, found) => {
                let Some(at) = self.reads.iter().position(|(own, _)| *own == task) else {
                    return Loaded::Nothing;
                };
                let (_, wanted) = self.reads.remove(at);
                let loaded = match found {
                    Ok(found) => self.take(wanted, found, effects),
                    // What is in memory is better than nothing.
                    Err(_)
                        if matches!(
                            wanted,
                            Wanted::Backup(_) | Wanted::Settings(_) | Wanted::Past { .. }
                        ) =>
                    {
                        self.take(wanted, Vec::new(), effects)
                    }
                    Err(error) => Loaded::Trouble(error),
                };
                self.take_gathered(loaded, effects)
            }
            StoreAnswer::Written(task, done) => self.written(task, done, effects),
            StoreAnswer::TryAgain => {
                self.goes_on_soon = false;
                // The send at the end of everything that happens does it.
                if self.failed.is_some() && self.in_flight.is_none() {
                    self.try_first(effects);
                }
                Loaded::Nothing
            }
            StoreAnswer::Hiding | StoreAnswer::Locked { .. } => Loaded::Nothing,
        }
    }

    fn written(
        &mut self,
        task: StoreTask,
        done: Result<(), StoreError>,
        effects: &mut Vec<Effect>,
    ) -> Loaded {
        if self.in_flight != Some(task) {
            return Loaded::Nothing;
        }
        self.in_flight = None;
        match done {
            Ok(()) => {
                self.failed = None;
                let Some(job) = self.jobs.pop_front() else { return Loaded::Nothing };
                if let Some(open) = self.open.as_mut().filter(|open| open.id.as_ref() == Some(&job.id)) {
                    open.kept = open.kept.max(job.seq);
                }
                if self.jobs.is_empty() && std::mem::take(&mut self.lists_after) {
                    self.list(effects);
                }
                Loaded::Nothing
            }
            // The next state of it is tried anyway, and no document waits for it.
            Err(StoreError::Full) if self.jobs.front().is_some_and(Job::is_settings) => {
                self.jobs.pop_front();
                Loaded::Trouble(StoreError::Full)
            }
            Err(error) => {
                let pause =
                    self.failed.as_ref().map_or(FIRST_PAUSE, |failed| (failed.pause * 2).min(MAX_PAUSE));
                let is_news = self.failed.as_ref().is_none_or(|failed| failed.error != error);
                self.failed = Some(Failed { error: error.clone(), pause });
                effects.push(Effect::TryStoreAgain { millis: pause });
                if is_news { Loaded::Trouble(error) } else { Loaded::Nothing }
            }
        }
    }

    fn send(&mut self, effects: &mut Vec<Effect>) {
        if self.in_flight.is_none() && self.failed.is_none() && self.place != Place::Opening {
            self.try_first(effects);
        }
    }

    fn try_first(&mut self, effects: &mut Vec<Effect>) {
        let Some(writes) = self.jobs.front().map(|job| job.writes.clone()) else { return };
        let task = self.next_task();
        self.in_flight = Some(task);
        effects.push(Effect::Store(Box::new(StoreRequest::Write(task, writes))));
    }

    fn read(&mut self, keys: Vec<Keys>, wanted: Wanted, effects: &mut Vec<Effect>) {
        let task = self.next_task();
        self.reads.push((task, wanted));
        effects.push(Effect::Store(Box::new(StoreRequest::Read(task, keys))));
    }

    fn next_task(&mut self) -> StoreTask {
        self.last_task += 1;
        StoreTask(self.last_task)
    }

    // What is written.

    fn job(&mut self, follow: &Follow<'_>, now: Millis, whole: bool) -> Option<Job> {
        let new_id = self.new_id(now);
        let open = self.open.as_mut()?;
        let project = follow.session.project();
        let mut writes = Vec::new();
        let is_new = open.id.is_none();
        if is_new {
            self.n_made += 1;
            let id = new_id;
            let record = DocumentRecord { name: open.name.clone(), created: now.0, deleted: None };
            writes.push(Write::Add(Table::Documents, Key::new(&id, 0), encode_record(&record)));
            let entry = DocumentEntry { id: id.clone(), record: Ok(record), state: None };
            Arc::make_mut(&mut self.entries).push(entry);
            open.id = Some(id);
            // What came before the first snapshot is in it.
            open.sent = project.seq();
        }
        let id = open.id.clone().unwrap_or_default();
        let mut bytes = 0;
        for entry in unsent(follow.session.log(), open.sent) {
            let value = encode_entry(entry);
            bytes += value.len();
            open.entries += 1;
            writes.push(Write::Add(Table::Log, Key::new(&id, entry.seq), value));
        }
        open.bytes += bytes;
        open.sent = project.seq();
        let text = project.document.text();
        let is_longer = open.text_bytes != text.len();
        if is_longer {
            open.text_bytes = text.len();
            writes.push(Write::Put(Table::Texts, Key::new(&id, 0), text.as_bytes().to_vec()));
        }
        let is_due =
            open.entries >= SNAPSHOT_ENTRIES || open.bytes >= SNAPSHOT_BYTES.max(open.snapshot_bytes);
        // A snapshot is large: not in the moment of an edit, but when the edit is kept.
        if is_longer {
            // What was begun of the shorter text is of no use.
            open.draft = None;
            let snapshot = shortened(Snapshot::of(project));
            open.put_snapshot(&id, project.seq(), encode_snapshot(snapshot), &mut writes);
        } else if writes.is_empty() {
            if is_due && open.draft.is_none() {
                open.draft = Some(SnapshotWriter::new(shortened(Snapshot::of(project))));
                (open.entries, open.bytes) = (0, 0);
            }
            if open.draft.as_mut().is_some_and(|draft| draft.step(SNAPSHOT_STEP))
                && let Some(draft) = open.draft.take()
            {
                open.put_snapshot(&id, draft.seq(), draft.into_bytes(), &mut writes);
            }
        }
        let points = follow.session.points();
        if !Arc::ptr_eq(points, &open.points) {
            for (seq, _) in open.points.iter().filter(|(seq, _)| point_at(points, *seq).is_err()) {
                writes.push(Write::Delete(Keys::one(Table::Points, &id, *seq)));
            }
            for (seq, point) in points.iter().filter(|point| !open.points.contains(point)) {
                writes.push(Write::Put(Table::Points, Key::new(&id, *seq), encode_record(point)));
            }
            open.points = Arc::clone(points);
        }
        let state = state_of(follow, now);
        let is_moved = (state.cursor, state.article_order) != (open.state.cursor, open.state.article_order);
        let is_other = !same_work(&state, &open.state);
        if !writes.is_empty() || is_other || whole && is_moved {
            let changed = if is_other { state.changed } else { open.state.changed };
            open.state = StateRecord { changed, ..state };
            let value = encode_record(&open.state);
            writes.push(Write::Put(Table::States, Key::new(&id, 0), value));
            let entries = Arc::make_mut(&mut self.entries);
            if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
                entry.state = Some(open.state.clone());
            }
        }
        let seq = open.sent;
        (!writes.is_empty()).then_some(Job { id, writes, seq })
    }

    // What is read.

    fn take(&mut self, wanted: Wanted, mut found: Vec<Vec<Record>>, effects: &mut Vec<Effect>) -> Loaded {
        match wanted {
            Wanted::List => {
                let states = found.pop().unwrap_or_default();
                let documents = found.pop().unwrap_or_default();
                self.entries = Arc::new(entries(documents, &states));
                Loaded::Nothing
            }
            Wanted::Settings(reopen) => Loaded::Ready(reopen, Settings::of(found.into_iter().flatten())),
            Wanted::Document(id) => match begin_reading(&id, &found) {
                Ok(opened) => {
                    let keys = vec![Keys::from(Table::Log, &id, opened.project.seq())];
                    self.read(keys, Wanted::Log(Box::new(opened)), effects);
                    Loaded::Nothing
                }
                Err(problem) => Loaded::Unreadable { id, problem },
            },
            Wanted::Backup(own) => Loaded::Backup(backup(own, found)),
            Wanted::Past { id, first, to } => Loaded::Past(Past {
                id,
                wanted: (first, to),
                found: found.pop().map(|log| last_entries(&log, to)),
            }),
            Wanted::Log(mut opened) => {
                match recover::bring_up(&mut opened.project, found.first().map_or(&[], Vec::as_slice)) {
                    Ok(()) => Loaded::Document(opened),
                    Err(problem @ RecoverError::Newer(_)) => Loaded::Unreadable { id: opened.id, problem },
                    Err(problem) => {
                        opened.problem = Some(problem);
                        Loaded::Document(opened)
                    }
                }
            }
        }
    }
}

impl Tracked {
    fn put_snapshot(&mut self, id: &str, seq: u64, value: Vec<u8>, writes: &mut Vec<Write>) {
        self.snapshot_bytes = value.len();
        writes.push(Write::Put(Table::Snapshots, Key::new(id, seq), value));
        self.snapshots.retain(|&other| other != seq);
        self.snapshots.push(seq);
        // The first stays, because the log begins there.
        while self.snapshots.len() > 3 {
            writes.push(Write::Delete(Keys::one(Table::Snapshots, id, self.snapshots.remove(1))));
        }
    }
}

fn backup(mut rows: Vec<BackupRow>, found: Vec<Vec<Record>>) -> Vec<u8> {
    let n_own = rows.len();
    for (table, records) in Table::ALL.into_iter().zip(found) {
        let others = records.into_iter().map(|(Key { id, seq }, value)| {
            let table = table.name().to_owned();
            BackupRow { table, id, seq, value }
        });
        for row in others {
            // What is open is of one document, and little of it is not kept yet.
            let is_own = |own: &BackupRow| own.seq == row.seq && own.id == row.id && own.table == row.table;
            if !rows[..n_own].iter().any(is_own) {
                rows.push(row);
            }
        }
    }
    encode_backup(&rows)
}

/// Without what was done too long ago to be undone.
fn shortened(mut snapshot: Snapshot) -> Snapshot {
    let mut ops = 0;
    let kept = snapshot.undo.iter().rev().take(MAX_UNDO_GROUPS).enumerate().take_while(|(at, group)| {
        ops += group.edits.iter().map(|edit| edit.ops.len()).sum::<usize>();
        *at == 0 || ops <= MAX_UNDO_OPS
    });
    let first = snapshot.undo.len() - kept.count();
    snapshot.undo.drain(..first);
    snapshot
}

fn unsent(log: &[Entry], sent: u64) -> &[Entry] {
    &log[log.partition_point(|entry| entry.seq < sent)..]
}

fn state_of(follow: &Follow<'_>, now: Millis) -> StateRecord {
    let project = follow.session.project();
    let Totals { articles, articles_accepted, entities, entities_accepted, doubtful } = follow.totals;
    StateRecord {
        changed: now.0,
        seq: project.seq(),
        chars: project.document.index().len_chars() as usize,
        articles,
        articles_accepted,
        entities,
        entities_accepted,
        doubtful,
        proposing: match follow.session.job {
            JobState::Idle | JobState::Unavailable => Proposing::Idle,
            JobState::Running { .. } => Proposing::Running,
            JobState::Finished => Proposing::Finished,
            JobState::Stopped => Proposing::Stopped,
        },
        not_handed_over: follow.session.is_changed(),
        cursor: follow.cursor.0,
        article_order: follow.order == Order::Article,
    }
}

/// Whether two states differ at most in where the person is and in the time.
fn same_work(a: &StateRecord, b: &StateRecord) -> bool {
    let StateRecord { changed, cursor, article_order, .. } = *b;
    StateRecord { changed, cursor, article_order, ..a.clone() } == *b
}

fn entries(documents: Vec<Record>, states: &[Record]) -> Vec<DocumentEntry> {
    let entry = |(key, value): Record| {
        let state = states.binary_search_by(|(other, _)| other.cmp(&key)).ok();
        let state = state.and_then(|at| decode_record(&states[at].1).ok());
        DocumentEntry { id: key.id, record: decode_record(&value), state }
    };
    documents.into_iter().map(entry).collect()
}

/// What is read of a document at first, in this order.
const READ_OF_DOCUMENT: [Table; 6] =
    [Table::Documents, Table::States, Table::Texts, Table::Snapshots, Table::Points, Table::Settings];

fn begin_reading(id: &str, found: &[Vec<Record>]) -> Result<OpenedDocument, RecoverError> {
    let [documents, states, texts, snapshots, points, taught] = found else {
        return Err(RecoverError::NoText);
    };
    let value = |records: &[Record]| records.first().map(|(_, value)| value.clone()).unwrap_or_default();
    let record: DocumentRecord = unless_newer(decode_record(&value(documents)))?;
    // A state that is damaged only says where the person was.
    let state: StateRecord = unless_newer(decode_record(&value(states)))?;
    let text = texts.first().ok_or(RecoverError::NoText)?;
    let mut project = recover::base(&text.1, snapshots)?;
    project.info.name = record.name.as_str().into();
    let snapshots = snapshots.iter().map(|(key, _)| key.seq).collect();
    let points = Arc::new(read_points(points)?);
    let (id, taught, name) = (id.to_owned(), value(taught), record.name);
    Ok(OpenedDocument { id, project, state, problem: None, taught, points, snapshots, name })
}

/// The points that can be read; others are left alone.
fn read_points(records: &[Record]) -> Result<Points, RecoverError> {
    let mut points = Points::new();
    for (key, value) in records {
        match decode_record(value) {
            Ok(point) => points.push((key.seq, point)),
            Err(StoredError::NewerVersion { found, .. }) => return Err(RecoverError::Newer(found)),
            Err(_) => {}
        }
    }
    Ok(points)
}

/// The entries that can be read without a gap, up to the one before `to`.
fn last_entries(log: &[Record], to: u64) -> Vec<Entry> {
    let read = |((key, value), seq): (&Record, u64)| {
        decode_entry(value).ok().filter(|entry| key.seq == seq && entry.seq == seq)
    };
    let mut found: Vec<_> = log.iter().rev().zip((0..to).rev()).map_while(read).collect();
    found.reverse();
    found
}

/// A record that is damaged counts as empty.
fn unless_newer<T: Default>(record: Result<T, StoredError>) -> Result<T, RecoverError> {
    match record {
        Err(StoredError::NewerVersion { found, .. }) => Err(RecoverError::Newer(found)),
        read => Ok(read.unwrap_or_default()),
    }
}
