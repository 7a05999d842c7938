//! The worker's side: runs the engine in steps and listens between them.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo::events::EventListener;
use gloo::net::http;
use gloo::timers::callback::Timeout;
use jianbao_propose::Proposal;
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::entities::Learner;
use jianbao_propose::learning::{Decisions, Learning};
use jianbao_propose::models::Models;
use jianbao_propose::protocol::{JobId, Known, MAX_BATCH, Request, Response};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::turns::Turns;

/// About how much the engine does in one step, in characters of work: some milliseconds.
const STEP_CHARS: usize = 2000;

/// So long steps follow one another before what was found is handed over and messages are heard: about a frame, since
/// the page shows nothing sooner.
const TURN_MILLIS: f64 = 14.0;

/// How long after something was learned it is handed over to be kept, with what is learned meanwhile: it can be half a
/// megabyte. What is not kept when the page goes is learned again from the decisions, when the document is next
/// proposed for.
const KEEP_MILLIS: u32 = 2000;

struct Running {
    job: JobId,
    engine: Engine,
    learned: Vec<u8>,
}

/// A job that is done, to learn from decisions on its text.
struct Done {
    job: JobId,
    engine: Engine,
    /// Where to go on looking for what was learned; none at the end.
    next: Option<usize>,
}

/// A job that waits for the models.
struct Waiting {
    job: JobId,
    text: String,
    known: Known,
}

/// The model files, which are not part of the program: it starts before they are here.
#[derive(Default)]
enum ModelState {
    /// Nobody has said where they are.
    #[default]
    Unknown,
    /// They are on their way; only the newest order counts.
    Loading(u32),
    /// They are here.
    Ready(Models),
    /// They cannot be had.
    Missing,
}

struct Host {
    turns: Turns,
    models: ModelState,
    n_orders: u32,
    waiting: Option<Waiting>,
    running: Option<Running>,
    /// The last job that came to its end.
    done: Option<Done>,
    /// What was learned from the person.
    learning: Learning,
    /// What was learned is to be kept when this is over.
    keeping: Option<Timeout>,
    /// What was learned is not brought to proposals.
    unused: bool,
    /// A turn to work in has been asked for.
    scheduled: bool,
}

/// Says that the worker is ready, then answers requests for ever.
pub fn run() {
    let host = Rc::new_cyclic(|host: &Weak<RefCell<Host>>| {
        let host = host.clone();
        RefCell::new(Host::new(Turns::new(move || {
            if let Some(host) = host.upgrade() {
                host.borrow_mut().turn();
            }
        })))
    });
    let listener = EventListener::new(&scope(), "message", move |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
        match Request::decode(&bytes) {
            Ok(Request::Models { articles, entities }) => load(&host, articles, entities),
            Ok(Request::Run { job, text, known }) => {
                host.borrow_mut().waiting = Some(Waiting { job, text, known });
                begin(&host);
            }
            Ok(Request::Cancel { job }) => {
                let mut host = host.borrow_mut();
                host.running.take_if(|running| running.job == job);
                host.waiting.take_if(|waiting| waiting.job == job);
                send(&Response::Cancelled { job });
            }
            Ok(Request::Learn { job, document, taught, decided, complete, whole }) => {
                if whole {
                    host.borrow_mut().learning.turn_to(&document, &taught);
                }
                if host.borrow_mut().learn(job, &Decisions { decided, complete, whole }) {
                    keep_soon(&host);
                    host.borrow_mut().schedule();
                }
            }
            Ok(Request::Recall(bytes)) => {
                let mut host = host.borrow_mut();
                // What another version learned is of no use to this one.
                host.learning = Learning::from_bytes(&bytes).unwrap_or_default();
                send(&Response::Report(host.learning.learner().report()));
            }
            Ok(Request::SetLearned(bytes)) => {
                let mut host = host.borrow_mut();
                host.learning.replace(Learner::from_bytes(&bytes).unwrap_or_default());
                host.done.iter_mut().for_each(|done| done.next = None);
                send(&Response::Report(host.learning.learner().report()));
                host.keep();
            }
            Ok(Request::GetLearned) => {
                send(&Response::Learned(host.borrow().learning.learner().to_bytes()));
            }
            Ok(Request::Keep) => {
                let mut host = host.borrow_mut();
                if host.keeping.is_some() {
                    host.keep();
                }
            }
            Ok(Request::UseLearned(uses)) => host.borrow_mut().unused = !uses,
            Err(_) => send(&Response::Unreadable),
        }
    });
    listener.forget();
    send(&Response::Ready { build: crate::BUILD_ID.to_owned() });
}

/// Fetches the models, then begins what waits for them.
fn load(host: &Rc<RefCell<Host>>, articles: String, entities: String) {
    let order = {
        let mut host = host.borrow_mut();
        host.n_orders += 1;
        host.models = ModelState::Loading(host.n_orders);
        host.n_orders
    };
    let host = Rc::clone(host);
    wasm_bindgen_futures::spawn_local(async move {
        let files = (fetch(&articles).await, fetch(&entities).await);
        if !matches!(host.borrow().models, ModelState::Loading(newest) if newest == order) {
            return;
        }
        let models = match files {
            (Some(articles), Some(entities)) => Models::load(&articles, &entities).ok(),
            _ => None,
        };
        host.borrow_mut().models = models.map_or(ModelState::Missing, ModelState::Ready);
        begin(&host);
    });
}

async fn fetch(address: &str) -> Option<Vec<u8>> {
    let response = http::Request::get(address).send().await.ok().filter(http::Response::ok)?;
    response.binary().await.ok()
}

/// Begins the job that waits, if the models are here.
fn begin(host: &Rc<RefCell<Host>>) {
    let mut borrowed = host.borrow_mut();
    let models = match &borrowed.models {
        ModelState::Ready(models) => models.clone(),
        ModelState::Loading(_) => return,
        ModelState::Unknown | ModelState::Missing => {
            if borrowed.waiting.take().is_some() {
                send(&Response::NoModels);
            }
            return;
        }
    };
    let Some(Waiting { job, text, known }) = borrowed.waiting.take() else { return };
    let mut config = Config::known(&text, known);
    config.entities.learner = (!borrowed.unused).then(|| Arc::clone(borrowed.learning.learner()));
    borrowed.done = None;
    let learned = config.learned();
    let engine = Engine::with_models(text.into(), config, models);
    borrowed.running = Some(Running { job, engine, learned });
    borrowed.schedule();
}

pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn send(response: &Response) {
    let bytes = Uint8Array::from(response.encode().as_slice());
    let buffer = Array::of1(&bytes.buffer());
    let sent = scope().post_message_with_transfer(&bytes, &buffer);
    debug_assert!(sent.is_ok(), "an array that was just made can be handed over");
}

/// Hands over what was learned after a while, unless that is on its way.
fn keep_soon(host: &Rc<RefCell<Host>>) {
    if host.borrow().keeping.is_none() {
        let later = Rc::clone(host);
        host.borrow_mut().keeping = Some(Timeout::new(KEEP_MILLIS, move || later.borrow_mut().keep()));
    }
}

impl Host {
    fn new(turns: Turns) -> Self {
        Self {
            turns,
            models: ModelState::default(),
            n_orders: 0,
            waiting: None,
            running: None,
            done: None,
            learning: Learning::default(),
            keeping: None,
            unused: false,
            scheduled: false,
        }
    }

    /// Lets the event loop hear messages first, then works.
    fn schedule(&mut self) {
        if !std::mem::replace(&mut self.scheduled, true) {
            self.turns.ask();
        }
    }

    /// Works for a while, and asks for the next turn where work is left.
    fn turn(&mut self) {
        self.scheduled = false;
        let more = if self.running.is_some() { self.work() } else { self.seek() };
        if more {
            self.schedule();
        }
    }

    /// Goes on with the job that runs; whether more is left.
    fn work(&mut self) -> bool {
        let Some(Running { job, engine, learned }) = &mut self.running else { return false };
        let job = *job;
        let begun = js_sys::Date::now();
        let mut found = Vec::new();
        let progress = loop {
            let progress = engine.step(STEP_CHARS);
            found.extend(engine.take());
            // Articles are worth a look before the entities in them.
            let is_article = |proposal: &Proposal| !matches!(proposal, Proposal::Entity(_));
            let is_over = js_sys::Date::now() - begun >= TURN_MILLIS;
            if progress.finished || is_over || found.iter().any(is_article) {
                break progress;
            }
        };
        send_batches(job, found);
        if progress.finished {
            let learned = std::mem::take(learned);
            let engine = self.running.take().map(|running| running.engine);
            self.done = engine.map(|engine| Done { job, engine, next: None });
            send(&Response::Done { job, learned });
        } else {
            send(&Response::Progress { job, done: progress.thousandths() });
        }
        !progress.finished
    }

    /// Learns from decisions on the text of the job that came to its end last; whether anything changed.
    fn learn(&mut self, job: JobId, decisions: &Decisions) -> bool {
        let Some(done) = self.done.as_mut().filter(|done| done.job == job) else { return false };
        let changed = self.learning.teach(&mut done.engine, decisions);
        if changed {
            let learner = self.learning.learner();
            done.next = (learner.helps() && !self.unused).then_some(0);
            send(&Response::Report(learner.report()));
        }
        changed
    }

    /// Hands over what was learned.
    fn keep(&mut self) {
        self.keeping = None;
        let (document, taught) = self.learning.taught();
        send(&Response::ToKeep { learned: self.learning.to_bytes(), document: document.to_owned(), taught });
    }

    /// Looks for what was learned in the text that is open; whether more is left.
    fn seek(&mut self) -> bool {
        let Some(done) = &mut self.done else { return false };
        let Some(from) = done.next else { return false };
        done.next = done.engine.seek(self.learning.learner(), from, STEP_CHARS);
        send_batches(done.job, done.engine.take());
        done.next.is_some()
    }
}

fn send_batches(job: JobId, mut proposals: Vec<Proposal>) {
    while !proposals.is_empty() {
        let rest = proposals.split_off(proposals.len().min(MAX_BATCH));
        send(&Response::Batch { job, proposals: std::mem::replace(&mut proposals, rest) });
    }
}
