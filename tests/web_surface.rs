//! Places in the DOM and places in the document: from one to the other and back, for every position of every row.

#![allow(clippy::unwrap_used)] // clippy does not take these functions for tests

use std::time::Duration;

use jianbao::surface::{position, shared_chunks};
use jianbao_core::ByteOffset;
use jianbao_core::edit::Millis;
use jianbao_workbench::actions::PressedChord;
use jianbao_workbench::view::Order;
use jianbao_workbench::{Lang, Msg, Workbench};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, KeyboardEvent, KeyboardEventInit, Node};

wasm_bindgen_test_configure!(run_in_browser);

const SAMPLE: &str = include_str!("../samples/page.txt");
const TROUBLE: &str = "𠮷田贵与👩‍👩‍👧\r\n\r\n　　e\u{301}在🇨🇳。(记者 陶\r\n景云)讯\u{3000}𠮷\n";

fn nodes(root: &Element) -> Vec<Node> {
    let walker = gloo::utils::document().create_tree_walker_with_what_to_show(root, 4).unwrap();
    std::iter::from_fn(|| walker.next_node().unwrap()).collect()
}

/// Draws a text as the app does, in both orders, and checks every position.
async fn check(text: &str) {
    // The document of the test before would come back.
    gloo::utils::window().session_storage().unwrap().unwrap().clear().unwrap();
    let document = gloo::utils::document();
    let host = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&host).unwrap();
    let handle = yew::Renderer::<jianbao::App>::with_root(host.clone()).render();
    yew::platform::time::sleep(Duration::from_millis(50)).await;

    let data = web_sys::DataTransfer::new().unwrap();
    data.set_data("text/plain", text).unwrap();
    let init = web_sys::ClipboardEventInit::new();
    init.set_clipboard_data(Some(&data));
    init.set_bubbles(true);
    let paste = web_sys::ClipboardEvent::new_with_event_init_dict("paste", &init).unwrap();
    document.body().unwrap().dispatch_event(&paste).unwrap();
    yew::platform::time::sleep(Duration::from_millis(200)).await;

    let mut bench = Workbench::new(Lang::Zh);
    bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(0));
    let press = |bench: &mut Workbench, chord: &str| {
        let (ctrl, key) = chord.strip_prefix("Control+").map_or((false, chord), |key| (true, key));
        let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(ctrl);
        init.set_shift_key(shift);
        let press = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        document.dispatch_event(&press).unwrap();
        bench.update(Msg::Key(PressedChord { key: key.into(), ctrl, shift, alt: false }), Millis(0));
    };
    // The first two characters get a mark, which cuts the text of their row.
    for key in ["Shift+ArrowRight", "Shift+ArrowRight", "1"] {
        press(&mut bench, key);
    }
    // The first block and the third are an article and a paragraph, which article order draws in one row.
    for key in ["Control+Home", "Enter", "ArrowDown", "ArrowDown", "m", "1", "y"] {
        press(&mut bench, key);
    }
    yew::platform::time::sleep(Duration::from_millis(100)).await;
    assert!(host.query_selector(".t [data-m]").unwrap().is_some());
    check_positions(&host, &mut bench, Order::Page);

    press(&mut bench, "v");
    yew::platform::time::sleep(Duration::from_millis(100)).await;
    assert!(host.query_selector(".t .seam").unwrap().is_some());
    check_positions(&host, &mut bench, Order::Article);
    handle.destroy();
    host.remove();
}

fn check_positions(host: &Element, bench: &mut Workbench, order: Order) {
    assert_eq!(bench.order(), order);
    bench.renew(0..bench.chunks().len());
    let chunks = shared_chunks(bench.chunks());
    let project = bench.project().unwrap();
    let root = host.query_selector(".surface").unwrap().unwrap();
    let taken = &project.document;

    let mut checked = 0;
    for node in nodes(&root) {
        let row = node.parent_element().and_then(|parent| parent.closest("[data-s]").unwrap());
        let Some(row) = row else { continue };
        let start: u32 = row.get_attribute("data-s").unwrap().parse().unwrap();
        let length = node.node_value().unwrap().encode_utf16().count() as u32;
        for units in 0..=length {
            let at = position::offset_at(taken, &node, units).unwrap();
            assert!(taken.text().is_char_boundary(at.idx()));
            let (back, back_units) = position::dom_point(taken, &chunks, at).unwrap();
            assert_eq!(
                position::offset_at(taken, &back, back_units),
                Some(at),
                "{units} of a row at {start}"
            );
            let before = web_sys::Range::new().unwrap();
            before.set_start(&row, 0).unwrap();
            before.set_end(&back, back_units).unwrap();
            assert_eq!(String::from(before.to_string()), taken.text()[start as usize..at.idx()]);
            checked += 1;
        }
    }
    // And from the document: every place between two characters of a row has a point.
    let rows = root.query_selector_all("[data-s]").unwrap();
    for row in (0..rows.length()).filter_map(|i| rows.item(i)) {
        let row: Element = row.unchecked_into();
        let start: usize = row.get_attribute("data-s").unwrap().parse().unwrap();
        let text = row.text_content().unwrap();
        assert_eq!(taken.text()[start..start + text.len()], text, "a row is the document and nothing else");
        for (i, _) in text.char_indices() {
            let at = ByteOffset::at(start + i);
            let (node, units) = position::dom_point(taken, &chunks, at).unwrap();
            assert_eq!(position::offset_at(taken, &node, units), Some(at));
        }
    }
    // Every character of the document is on the screen, but for white space between blocks.
    let is_shown = |c: &char| if order == Order::Page { *c != '\n' } else { !c.is_whitespace() };
    let in_rows = taken.text().chars().filter(is_shown).count();
    assert!(checked >= in_rows, "{checked} positions of {in_rows}");
}

#[wasm_bindgen_test]
async fn every_position_of_a_troublesome_text_is_stable() {
    check(TROUBLE).await;
}

#[wasm_bindgen_test]
async fn every_position_of_the_sample_is_stable() {
    check(SAMPLE).await;
}
