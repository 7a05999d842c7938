//! The app in a page of the test runner.

#![allow(clippy::unwrap_used)] // clippy does not take these functions for tests

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn mounts() {
    let document = gloo::utils::document();
    let host = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&host).unwrap();
    yew::Renderer::<jianbao::App>::with_root(host.clone()).render();
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    assert!(host.query_selector("main").unwrap().is_some());
}
