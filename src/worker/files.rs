//! The side of the worker that reads and writes files: one answer to each request, in order.

use gloo::events::EventListener;
use jianbao_formats::exchange::{Answer, Request, serve};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::MessageEvent;

use super::host::scope;

/// Says that the worker is ready, then answers requests for ever.
pub fn run() {
    let listener = EventListener::new(&scope(), "message", |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let bytes = data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
        send(&match Request::decode(&bytes) {
            Ok(request) => serve(request),
            Err(_) => Answer::Unreadable,
        });
    });
    listener.forget();
    send(&Answer::Ready { build: crate::BUILD_ID.to_owned() });
}

fn send(answer: &Answer) {
    let bytes = Uint8Array::from(answer.encode().as_slice());
    let buffer = Array::of1(&bytes.buffer());
    let sent = scope().post_message_with_transfer(&bytes, &buffer);
    debug_assert!(sent.is_ok(), "an array that was just made can be handed over");
}
