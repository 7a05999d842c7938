//! The store of the app: over IndexedDB where the browser lets it, else in memory.

mod idb;

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use jianbao_workbench::store::{MemoryStorage, Storage, StoreAnswer, StoreError, StoreRequest};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

pub use idb::IdbStorage;

/// The name of the app's database.
const DATABASE: &str = "jianbao";

/// Where in the memory of the window the id of the document that it shows is kept: it lives through a reload, and
/// every window has its own.
const SHOWN: &str = "jianbao.document";

/// A store, and whom it answers.
#[derive(Clone, Debug)]
pub struct Store {
    backend: Rc<Backend>,
    answer: Callback<StoreAnswer>,
    waiting: Rc<RefCell<Waiting>>,
}

/// How long a frame that is under way may take.
const FRAME_MILLIS: u32 = 20;

/// What is done when a frame is over, or before the next request that does not wait.
#[derive(Debug, Default)]
struct Waiting {
    requests: Vec<StoreRequest>,
    over: Option<Timeout>,
}

#[derive(Debug)]
enum Backend {
    Idb(IdbStorage),
    Memory(MemoryStorage),
}

impl Store {
    /// Opens the store, tells `answer` how that went, and hands it to `opened`.
    pub fn open(opened: Callback<Self>, answer: Callback<StoreAnswer>) {
        spawn_local(async move {
            let lost = answer.reform(StoreAnswer::Lost);
            let (backend, trouble) = match IdbStorage::open(DATABASE, lost).await {
                Ok(store) => (Backend::Idb(store), None),
                Err(error) => (Backend::Memory(MemoryStorage::default()), Some(error)),
            };
            opened.emit(Self { backend: Rc::new(backend), answer: answer.clone(), waiting: Rc::default() });
            answer.emit(StoreAnswer::Opened { window: random(), trouble, reopen: shown() });
        });
    }

    /// Does what is asked for, and answers. Each request is begun at once, so they happen in the order in which they
    /// are made.
    pub fn serve(&self, request: StoreRequest) {
        self.catch_up();
        self.begin(request);
    }

    /// Does what is asked for when the next frame is over, so that the frame does not wait for it: to begin a
    /// transaction takes the browser a millisecond. By a timer, since frames can stay away from a page that is seen;
    /// at once in a page that is not, where timers are slow.
    pub fn serve_behind_frame(&self, request: StoreRequest) {
        if document().hidden() {
            return self.serve(request);
        }
        let mut waiting = self.waiting.borrow_mut();
        waiting.requests.push(request);
        let store = self.clone();
        waiting.over.get_or_insert_with(|| Timeout::new(FRAME_MILLIS, move || store.catch_up()));
    }

    /// Does at once what waits for a frame.
    pub fn catch_up(&self) {
        let Waiting { requests, .. } = self.waiting.take();
        requests.into_iter().for_each(|request| self.begin(request));
    }

    fn begin(&self, request: StoreRequest) {
        let Self { backend, answer, .. } = self.clone();
        spawn_local(async move {
            answer.emit(match request {
                StoreRequest::Read(task, wanted) => StoreAnswer::Read(
                    task,
                    match &*backend {
                        Backend::Idb(store) => store.read(&wanted).await,
                        Backend::Memory(store) => store.read(&wanted).await,
                    },
                ),
                StoreRequest::Write(task, writes) => StoreAnswer::Written(
                    task,
                    match &*backend {
                        Backend::Idb(store) => store.write(&writes).await,
                        Backend::Memory(store) => store.write(&writes).await,
                    },
                ),
            });
        });
    }
}

/// Asks the browser not to clear the store when it is short of room; the browser may ask the person.
pub fn ask_to_persist() {
    if let Ok(asked) = window().navigator().storage().persist() {
        spawn_local(async move {
            // Refused or not, nothing changes in what is done here.
            let _answer = wasm_bindgen_futures::JsFuture::from(asked).await;
        });
    }
}

/// Remembers which document this window shows.
pub fn remember_shown(id: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _full_or_blocked = match id {
            Some(id) => storage.set_item(SHOWN, id),
            None => storage.remove_item(SHOWN),
        };
    }
}

fn shown() -> Option<String> {
    window().session_storage().ok()??.get_item(SHOWN).ok()?
}

/// A number that no other window is likely to have.
fn random() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// What went wrong, by the name that the browser gives it.
fn error_of(name: &str, words: &str) -> StoreError {
    match name {
        "QuotaExceededError" => StoreError::Full,
        "ConstraintError" => StoreError::Exists,
        "VersionError" => StoreError::Newer,
        "SecurityError" => StoreError::Blocked,
        // The connection is closed or about to be.
        "InvalidStateError" => StoreError::Closed,
        _ => StoreError::Other(format!("{name}: {words}")),
    }
}
