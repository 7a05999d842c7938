//! Turns of the event loop: work between which messages are heard.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::{MessageChannel, MessagePort};

/// Runs something in a turn of its own, whenever that is asked for.
///
/// A message to itself, because a timer that sets the next one waits four milliseconds each time, as the HTML standard
/// demands.
pub(super) struct Turns {
    ask: MessagePort,
    _hear: EventListener,
}

impl Turns {
    pub(super) fn new(run: impl Fn() + 'static) -> Self {
        let channel = MessageChannel::new().expect("where there are workers there are channels");
        let hear = EventListener::new(&channel.port1(), "message", move |_| run());
        channel.port1().start();
        Self { ask: channel.port2(), _hear: hear }
    }

    /// Asks for a turn.
    pub(super) fn ask(&self) {
        let asked = self.ask.post_message(&JsValue::NULL);
        debug_assert!(asked.is_ok(), "nothing is handed over");
    }
}
