//! The page's side of the workers.

use gloo::events::EventListener;
use gloo::utils::document;
use jianbao_formats::exchange::{self, Answer};
use jianbao_propose::protocol::{EntityModelKind, Request, Response};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlMetaElement, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

/// What a worker is asked and what it says.
pub trait Talk {
    /// What it is asked.
    type Ask;
    /// What it says.
    type Say;
    /// The name of the `meta` element that names its script.
    const NAMED_BY: &str;

    /// A message to it.
    fn encode(ask: &Self::Ask) -> Vec<u8>;
    /// A message from it; none when it cannot be read.
    fn decode(bytes: &[u8]) -> Option<Self::Say>;
    /// The build that it says it is of, once it has started.
    fn build(say: &Self::Say) -> Option<&str>;
}

/// The worker that proposes.
#[derive(Debug)]
pub enum Propose {}

impl Talk for Propose {
    type Ask = Request;
    type Say = Response;
    const NAMED_BY: &str = "jianbao-worker";

    fn encode(ask: &Request) -> Vec<u8> {
        ask.encode()
    }

    fn decode(bytes: &[u8]) -> Option<Response> {
        Response::decode(bytes).ok()
    }

    fn build(say: &Response) -> Option<&str> {
        if let Response::Ready { build } = say { Some(build) } else { None }
    }
}

/// The worker that reads and writes files.
#[derive(Debug)]
pub enum Files {}

impl Talk for Files {
    type Ask = exchange::Request;
    type Say = Answer;
    const NAMED_BY: &str = "jianbao-files";

    fn encode(ask: &exchange::Request) -> Vec<u8> {
        ask.encode()
    }

    fn decode(bytes: &[u8]) -> Option<Answer> {
        Answer::decode(bytes).ok()
    }

    fn build(say: &Answer) -> Option<&str> {
        if let Answer::Ready { build } = say { Some(build) } else { None }
    }
}

/// What came from a worker.
#[derive(Debug)]
pub enum Heard<Say> {
    /// A message.
    Said(Say),
    /// It could not be started, failed, or is of another build: it says nothing any more.
    Lost,
}

/// A running worker.
#[derive(Debug)]
pub struct Client<T: Talk> {
    worker: Worker,
    /// Requests from before the worker was ready; none once it is.
    waiting: Option<Vec<T::Ask>>,
    /// The model that it was told to use.
    model: Option<EntityModelKind>,
    _message: EventListener,
    _error: EventListener,
}

impl<T: Talk> Client<T> {
    /// Starts the worker that the page names.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn start(on_heard: impl Fn(Heard<T::Say>) + Clone + 'static) -> Result<Self, JsValue> {
        let url = address(T::NAMED_BY).ok_or("the page names no worker")?;
        let options = WorkerOptions::new();
        // Packed into one file with the page it is a plain script, see `src/offline/single_file.js`.
        options.set_type(if url.starts_with("blob:") { WorkerType::Classic } else { WorkerType::Module });
        let worker = Worker::new_with_options(&url, &options)?;

        let heard = on_heard.clone();
        let message = EventListener::new(&worker, "message", move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
            heard(match T::decode(&bytes) {
                Some(say) if T::build(&say).is_some_and(|build| build != crate::BUILD_ID) => Heard::Lost,
                Some(say) => Heard::Said(say),
                None => Heard::Lost,
            });
        });
        let error = EventListener::new(&worker, "error", move |_| on_heard(Heard::Lost));
        Ok(Self { worker, waiting: Some(Vec::new()), model: None, _message: message, _error: error })
    }

    /// Sends a request, or keeps it until the worker is ready.
    pub fn send(&mut self, request: T::Ask) {
        match &mut self.waiting {
            Some(waiting) => waiting.push(request),
            None => self.post(&request),
        }
    }

    /// The worker said that it is ready.
    pub fn is_ready(&mut self) {
        for request in self.waiting.take().into_iter().flatten() {
            self.post(&request);
        }
    }

    fn post(&self, request: &T::Ask) {
        let bytes = Uint8Array::from(T::encode(request).as_slice());
        // The buffer is handed over, not copied: a text can be megabytes.
        let buffer = Array::of1(&bytes.buffer());
        let sent = self.worker.post_message_with_transfer(&bytes, &buffer);
        debug_assert!(sent.is_ok(), "an array that was just made can be handed over");
    }
}

impl Client<Propose> {
    /// Lets it use a model of entities from the next job on; where the page has no such file, the one that it has.
    pub fn use_model(&mut self, model: EntityModelKind) {
        if self.model == Some(model) {
            return;
        }
        self.model = Some(model);
        let entities = model_address(model).or_else(|| model_address(EntityModelKind::default()));
        let entities = entities.or_else(|| model_address(EntityModelKind::Open)).unwrap_or_default();
        let articles = address("jianbao-articles").unwrap_or_default();
        self.send(Request::Models { articles, entities });
    }
}

impl<T: Talk> Drop for Client<T> {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Whether the page brings a model of entities: one that is built of openly licensed parts alone leaves one out.
pub fn has_model(model: EntityModelKind) -> bool {
    model_address(model).is_some()
}

fn model_address(model: EntityModelKind) -> Option<String> {
    address(match model {
        EntityModelKind::Newspaper => "jianbao-entities-newspaper",
        EntityModelKind::Open => "jianbao-entities-open",
    })
}

/// The address of a file that the page names in its head, against the base of the page, so that it also works below a
/// path.
pub fn address(name: &str) -> Option<String> {
    let meta = document().query_selector(&format!("meta[name={name}]")).ok()??;
    let base = document().base_uri().ok()?.unwrap_or_default();
    Url::new_with_base(&meta.unchecked_into::<HtmlMetaElement>().content(), &base).ok().map(|url| url.href())
}
