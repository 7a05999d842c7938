//! A window over a store in memory that answers at once or not at all, for whole stories.

#![allow(clippy::unwrap_used, dead_code, reason = "a test; not every one needs all of it")]

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use jianbao_core::edit::Millis;
use jianbao_core::log::Snapshot;
use jianbao_core::{ByteRange, LabelId, Project};
use jianbao_formats::exchange::serve;
use jianbao_formats::stored::encode_snapshot;
use jianbao_workbench::store::{Keys, MemoryStorage, StoreAnswer, StoreError, StoreRequest, Table};
use jianbao_workbench::{Effect, Lang, Msg, Workbench};

pub const TEXT: &str =
    "𠮷野集市开张\r\n\r\n👩‍👩‍👧 来到澜江市，陶景云e\u{301}也来了。\r\n渡口无人，陶景云先走。\r\n";

/// A window over a store that others may share.
pub struct Window {
    pub bench: Workbench,
    pub store: Rc<MemoryStorage>,
    /// Requests that were not answered, while the store is slow.
    pub waiting: VecDeque<StoreRequest>,
    pub slow: bool,
    /// What every write is answered with, instead of being done.
    pub refuses: Option<StoreError>,
    pub effects: Vec<Effect>,
    pub now: u64,
    /// The lock that it has or waits for.
    pub lock: Option<String>,
    /// A lock that another window has.
    pub elsewhere: Option<String>,
}

impl Window {
    pub fn on(store: &Rc<MemoryStorage>) -> Self {
        Self::reopening(store, None)
    }

    pub fn reopening(store: &Rc<MemoryStorage>, reopen: Option<String>) -> Self {
        let mut window = Self {
            bench: Workbench::new(Lang::Zh),
            store: Rc::clone(store),
            waiting: VecDeque::new(),
            slow: false,
            refuses: None,
            effects: Vec::new(),
            now: 1_000_000,
            lock: None,
            elsewhere: None,
        };
        // No two windows have the same number.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        window.answer(StoreAnswer::Opened { window: number, trouble: None, reopen });
        window
    }

    pub fn answer(&mut self, answer: StoreAnswer) {
        self.tell(Msg::Store(Box::new(answer)));
    }

    pub fn tell(&mut self, msg: Msg) {
        self.now += 1000;
        let mut locks = Vec::new();
        for effect in self.bench.update(msg, Millis(self.now)) {
            match effect {
                Effect::Store(request) => self.waiting.push_back(*request),
                Effect::Lock(id) => locks.push(id),
                Effect::Unlock => self.lock = None,
                other => self.effects.push(other),
            }
        }
        for id in locks {
            let held = self.elsewhere.as_ref() != Some(&id);
            self.lock = Some(id.clone());
            self.answer(StoreAnswer::Locked { id, held });
        }
        if !self.slow {
            self.serve();
        }
    }

    /// Answers everything that waits.
    pub fn serve(&mut self) {
        while let Some(request) = self.waiting.pop_front() {
            let answer = match request {
                StoreRequest::Read(task, keys) => StoreAnswer::Read(task, Ok(self.store.read_now(&keys))),
                StoreRequest::Write(task, writes) => {
                    let done = self.refuses.clone().map_or_else(|| self.store.write_now(&writes), Err);
                    StoreAnswer::Written(task, done)
                }
            };
            self.answer(answer);
        }
    }

    /// Answers what was asked of the worker that reads and writes files.
    pub fn serve_files(&mut self) {
        for effect in std::mem::take(&mut self.effects) {
            if let Effect::Files(request) = effect {
                self.tell(Msg::Files(Box::new(serve(*request))));
            }
        }
    }

    /// The file that was handed over first.
    pub fn downloaded(&self) -> Option<Vec<u8>> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Download { bytes, .. } => Some(bytes.clone()),
            _ => None,
        })
    }

    pub fn paste(&mut self, text: &str) {
        self.tell(Msg::Pasted { units: text.encode_utf16().collect() });
        self.tell(Msg::StopJob);
    }

    pub fn label(&mut self, quote: &str, label: &str) {
        let at = self.project().document.text().find(quote).unwrap();
        self.tell(Msg::Select(ByteRange::at(at, at + quote.len())));
        self.tell(Msg::Label(LabelId::new(label)));
        assert_eq!(self.bench.notice(), None);
    }

    pub fn project(&self) -> &Project {
        self.bench.project().unwrap()
    }

    pub fn id(&self) -> String {
        self.bench.document_id().unwrap().to_owned()
    }

    pub fn seqs(&self, table: Table) -> Vec<u64> {
        self.store.read_now(&[Keys::all(table)])[0].iter().map(|(key, _)| key.seq).collect()
    }
}

/// Everything of a project but its name, which a document without one gets when it is kept.
pub fn state(project: &Project) -> Vec<u8> {
    let mut snapshot = Snapshot::of(project);
    snapshot.info.name = "".into();
    encode_snapshot(snapshot)
}
