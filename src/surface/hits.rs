//! The hits of a search, painted over the text: no element and no text node changes, so marks and selections stay.
//!
//! By the [CSS Custom Highlight API](https://www.w3.org/TR/css-highlight-api-1/), of which web-sys knows nothing without
//! a compiler flag. Where a browser has none, the caret still stands at the hit. Only what is in view is painted.

use jianbao_core::{ByteOffset, ByteRange, Document};
use jianbao_workbench::view::ChunkView;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{drawn, position};
use crate::shared::Shared;

#[wasm_bindgen]
extern "C" {
    type Highlight;

    #[wasm_bindgen(constructor)]
    fn new() -> Highlight;

    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &web_sys::Range);

    type HighlightRegistry;

    #[wasm_bindgen(method)]
    fn set(this: &HighlightRegistry, name: &str, highlight: &Highlight);

    #[wasm_bindgen(method)]
    fn delete(this: &HighlightRegistry, name: &str) -> bool;
}

/// All hits, and the one that is shown; the names in the style sheet.
const NAMES: [&str; 2] = ["hit", "hit-now"];

/// What is selected while a field has the focus; its name in the style sheet.
const SELECTION: &str = "selected";

fn registry() -> Option<HighlightRegistry> {
    let css = js_sys::Reflect::get(&gloo::utils::window(), &JsValue::from_str("CSS")).ok()?;
    let highlights = js_sys::Reflect::get(&css, &JsValue::from_str("highlights")).ok()?;
    highlights.is_object().then(|| highlights.unchecked_into())
}

/// Paints nothing any more.
pub fn clear() {
    if let Some(registry) = registry() {
        for name in NAMES {
            registry.delete(name);
        }
    }
}

/// Paints what the workbench has selected, where the browser does not show it because a field has the focus; or nothing.
pub fn paint_selection(
    document: &Document,
    chunks: &[Shared<ChunkView>],
    ends: Option<(ByteOffset, ByteOffset)>,
) {
    let Some(registry) = registry() else { return };
    let range = ends.and_then(|(from, to)| {
        let (from, to) =
            if position::is_before(document, chunks, from, to) { (from, to) } else { (to, from) };
        let [(start, start_at), (end, end_at)] = position::selection_points(document, chunks, from, to)?;
        let range = web_sys::Range::new().ok()?;
        range.set_start(&start, start_at).ok()?;
        range.set_end(&end, end_at).ok()?;
        Some(range)
    });
    match range {
        Some(range) => {
            let highlight = Highlight::new();
            highlight.add(&range);
            registry.set(SELECTION, &highlight);
        }
        None => {
            registry.delete(SELECTION);
        }
    }
}

/// Paints the hits, by place, that are in view.
pub fn paint(
    root: &Element,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    hits: &[ByteRange],
    now: Option<ByteRange>,
) {
    let Some(registry) = registry() else { return };
    let highlights = NAMES.map(|_| Highlight::new());
    let in_view = drawn::in_view(root, chunks);
    for chunk in chunks.get(in_view).unwrap_or_default() {
        let mut element = None;
        for stretch in chunk.rows.iter().flat_map(|row| &row.stretches) {
            let first = hits.partition_point(|hit| hit.end() <= stretch.range.start());
            let here = hits[first..].iter().take_while(|hit| hit.start() < stretch.range.end());
            for hit in here {
                let Some(part) = hit.intersection(stretch.range) else { continue };
                element = element.or_else(|| position::chunk_element(chunk));
                let text = element
                    .as_ref()
                    .and_then(|chunk| position::stretch_element(chunk, stretch.range.start()));
                let range = text.and_then(|text| position::dom_range(&text, document, part));
                if let Some(range) = range {
                    highlights[usize::from(now == Some(*hit))].add(&range);
                }
            }
        }
    }
    for (name, highlight) in NAMES.iter().zip(&highlights) {
        registry.set(name, highlight);
    }
}
