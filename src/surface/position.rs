//! Places in the DOM and places in the document.
//!
//! The text of a row is in its `.t` element, whose `data-s` is the byte offset where it begins. A DOM point is turned
//! into UTF-16 units from there, and these into bytes by the text itself: the cost is one row, not the document.

use jianbao_core::{ByteOffset, ByteRange, Document};
use jianbao_workbench::view::ChunkView;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DomRect, Element, Node};

use crate::shared::Shared;

#[wasm_bindgen]
extern "C" {
    /// `document`, with the two ways to ask for the place under a point: the standard one, and that of older
    /// Safari. web-sys has them behind a compiler flag or not at all.
    type PointDocument;

    #[wasm_bindgen(method, catch, js_name = caretPositionFromPoint)]
    fn caret_position_from_point(
        this: &PointDocument,
        x: f64,
        y: f64,
    ) -> Result<Option<CaretPosition>, wasm_bindgen::JsValue>;

    #[wasm_bindgen(method, catch, js_name = caretRangeFromPoint)]
    fn caret_range_from_point(
        this: &PointDocument,
        x: f64,
        y: f64,
    ) -> Result<Option<web_sys::Range>, wasm_bindgen::JsValue>;

    /// What the standard way answers.
    type CaretPosition;

    #[wasm_bindgen(method, getter, js_name = offsetNode)]
    fn offset_node(this: &CaretPosition) -> Node;

    #[wasm_bindgen(method, getter)]
    fn offset(this: &CaretPosition) -> u32;
}

/// The DOM point under a point of the window, in CSS pixels.
pub fn at_point(x: f64, y: f64) -> Option<(Node, u32)> {
    let document: PointDocument = gloo::utils::document().unchecked_into();
    match document.caret_position_from_point(x, y) {
        Ok(position) => position.map(|position| (position.offset_node(), position.offset())),
        Err(_) => {
            let range = document.caret_range_from_point(x, y).ok()??;
            Some((range.start_container().ok()?, range.start_offset().ok()?))
        }
    }
}

/// What is selected inside `root`; none when nothing is, or when an end lies elsewhere.
pub fn selected(root: &Element, document: &Document) -> Option<ByteRange> {
    let selection = gloo::utils::window().get_selection().ok()??;
    // Firefox can select several ranges; the last one made is the one that the person means.
    let range = selection.get_range_at(selection.range_count().checked_sub(1)?).ok()?;
    let (start_node, start) = (range.start_container().ok()?, range.start_offset().ok()?);
    let (end_node, end) = (range.end_container().ok()?, range.end_offset().ok()?);
    if range.collapsed() || !root.contains(Some(&start_node)) {
        return None;
    }
    let start = offset_at(document, &start_node, start)?;
    // A triple click ends at the start of what follows, even behind the last row.
    let end = offset_at(document, &end_node, end).unwrap_or(document.range().end());
    (start < end).then(|| ByteRange::new(start, end))
}

/// The byte offset of a DOM point: a node, and UTF-16 units or children into it. Points beside the text of a row count
/// as its start; none for a point outside all rows.
pub fn offset_at(document: &Document, node: &Node, units: u32) -> Option<ByteOffset> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    if let Some(text) = element.closest(".t").ok()? {
        let start: u32 = text.get_attribute("data-s")?.parse().ok()?;
        let before = web_sys::Range::new().ok()?;
        before.set_start(&text, 0).ok()?;
        before.set_end(node, units).ok()?;
        return Some(units_on(document, ByteOffset(start), before.to_string().length()));
    }
    // An element that holds rows: the point is before its child of that number, or behind its last one.
    let child = node.child_nodes().item(units).and_then(|child| child.dyn_into::<Element>().ok());
    let row = match child {
        Some(child) => first_row(&child),
        None => element.closest(".row").ok().flatten(),
    };
    let row = row.or_else(|| element.closest(".row").ok().flatten())?;
    row.query_selector(".t").ok()??.get_attribute("data-s")?.parse().ok().map(ByteOffset)
}

fn first_row(element: &Element) -> Option<Element> {
    if element.matches(".row").ok()? { Some(element.clone()) } else { element.query_selector(".row").ok()? }
}

/// So many UTF-16 units on from a place, at most to the end of the line. Inside a surrogate pair: before it.
fn units_on(document: &Document, from: ByteOffset, units: u32) -> ByteOffset {
    let mut left = units as usize;
    let mut at = from.idx();
    for c in document.text()[at..].chars().take_while(|c| *c != '\n') {
        if c.len_utf16() > left {
            break;
        }
        left -= c.len_utf16();
        at += c.len_utf8();
    }
    ByteOffset::at(at)
}

/// The element of a chunk. Chunks are the last children of the surface; taking one by its number costs no walk through
/// the page.
pub fn chunk_element(root: &Element, n_chunks: usize, index: usize) -> Option<Element> {
    let children = root.children();
    let first = (children.length() as usize).checked_sub(n_chunks)?;
    children.item((first + index) as u32)
}

/// The element of the text of the row that holds a place; none where it is not drawn yet.
pub fn row_element(root: &Element, chunks: &[Shared<ChunkView>], at: ByteOffset) -> Option<Element> {
    // Not by halves: chunks that are not drawn yet have no rows.
    let begins_before =
        |chunk: &Shared<ChunkView>| chunk.rows.first().is_some_and(|row| row.range.start() <= at);
    let index = chunks.iter().rposition(begins_before)?;
    let rows = &chunks[index].rows;
    let row = &rows[rows.partition_point(|row| row.range.start() <= at).checked_sub(1)?];
    if at > row.range.end() {
        return None;
    }
    let start = row.range.start().0;
    chunk_element(root, chunks.len(), index)?.query_selector(&format!(".t[data-s=\"{start}\"]")).ok()?
}

/// The DOM point of a place: a text node and UTF-16 units into it, or the element of an empty row.
pub fn dom_point(
    root: &Element,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    at: ByteOffset,
) -> Option<(Node, u32)> {
    point_in_row(&row_element(root, chunks, at)?, document, at)
}

fn point_in_row(row: &Element, document: &Document, at: ByteOffset) -> Option<(Node, u32)> {
    let start: u32 = row.get_attribute("data-s")?.parse().ok()?;
    let text = document.text().get(start as usize..at.idx())?;
    let mut units: u32 = text.chars().map(|c| c.len_utf16() as u32).sum();
    let walker = gloo::utils::document().create_tree_walker_with_what_to_show(row, 4).ok()?; // text nodes
    let mut last = None;
    while let Ok(Some(node)) = walker.next_node() {
        let length = node.node_value().map_or(0, |value| value.encode_utf16().count() as u32);
        if units <= length {
            return Some((node, units));
        }
        units -= length;
        last = Some((node, length));
    }
    Some(last.unwrap_or_else(|| (row.clone().into(), 0)))
}

/// Where a place is drawn, in CSS pixels of the window.
pub fn rect_at(
    root: &Element,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    at: ByteOffset,
) -> Option<DomRect> {
    rect_in_row(&row_element(root, chunks, at)?, document, at)
}

/// Where a place in a row is drawn, in CSS pixels of the window.
pub fn rect_in_row(row: &Element, document: &Document, at: ByteOffset) -> Option<DomRect> {
    let (node, units) = point_in_row(row, document, at)?;
    let range = web_sys::Range::new().ok()?;
    range.set_start(&node, units).ok()?;
    range.collapse_with_to_start(true);
    let rect = range.get_bounding_client_rect();
    // An empty row has no box for a point.
    Some(if rect.height() > 0.0 { rect } else { row.get_bounding_client_rect() })
}
