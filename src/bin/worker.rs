//! The web worker: answers that it is there, with the build it comes from.

use wasm_bindgen::{JsCast, JsValue};

fn main() {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // Posting a string cannot fail: it needs no transfer and is always cloneable.
    scope.post_message(&JsValue::from_str(jianbao::BUILD_ID)).expect("a string can be posted");
}
