//! Places in the DOM and places in the document.
//!
//! The text of a stretch is in an element whose `data-s` is the byte offset where it begins: the `.t` element of its row,
//! or an `.s` element in there where a row has several. A DOM point is turned into UTF-16 units from there, and these
//! into bytes by the text itself: the cost is one stretch, not the document.

use jianbao_core::{ByteOffset, ByteRange, Document};
use jianbao_workbench::view::ChunkView;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DomRect, Element, Node};

use super::chunk::chunk_id;
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

/// What is selected inside `root`, from where to where in the order of the screen; none when nothing is, or when an end
/// lies elsewhere.
pub fn selected(root: &Element, document: &Document) -> Option<(ByteOffset, ByteOffset)> {
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
    let end =
        offset_at(document, &end_node, end).or_else(|| end_of(document, &root.last_element_child()?))?;
    (start != end).then_some((start, end))
}

/// The end of the last stretch in an element.
fn end_of(document: &Document, element: &Element) -> Option<ByteOffset> {
    let stretches = element.query_selector_all("[data-s]").ok()?;
    let last: Element = stretches.item(stretches.length().checked_sub(1)?)?.dyn_into().ok()?;
    let length = last.text_content().map_or(0, |text| text.encode_utf16().count() as u32);
    Some(units_on(document, start_of(&last)?, length))
}

fn start_of(stretch: &Element) -> Option<ByteOffset> {
    stretch.get_attribute("data-s")?.parse().ok().map(ByteOffset)
}

/// The byte offset of a DOM point: a node, and UTF-16 units or children into it. Points beside the text of a row count
/// as its start; none for a point outside all rows.
pub fn offset_at(document: &Document, node: &Node, units: u32) -> Option<ByteOffset> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    if let Some(text) = element.closest("[data-s]").ok()? {
        let before = web_sys::Range::new().ok()?;
        before.set_start(&text, 0).ok()?;
        before.set_end(node, units).ok()?;
        return Some(units_on(document, start_of(&text)?, before.to_string().length()));
    }
    // What stands between two stretches of a row counts as the start of the second.
    if let Some(seam) = element.closest(".seam").ok()? {
        return start_of(&seam.next_element_sibling()?);
    }
    let child = node.child_nodes().item(units).and_then(|child| child.dyn_into::<Element>().ok());
    if element.matches(".t").ok()? {
        return match child {
            Some(seam) if seam.matches(".seam").ok()? => start_of(&seam.next_element_sibling()?),
            Some(stretch) => start_of(&stretch),
            None => end_of(document, &element),
        };
    }
    // An element that holds rows: the point is before its child of that number, or behind its last one.
    let row = match child {
        Some(child) => first_row(&child),
        None => element.closest(".row").ok().flatten(),
    };
    let row = row.or_else(|| element.closest(".row").ok().flatten())?;
    start_of(&row.query_selector("[data-s]").ok()??)
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

/// The element of a chunk.
pub fn chunk_element(chunk: &ChunkView) -> Option<Element> {
    gloo::utils::document().get_element_by_id(&chunk_id(chunk))
}

/// The element of the slab that a chunk is in.
pub fn slab_element(chunk: &ChunkView) -> Option<Element> {
    chunk_element(chunk)?.parent_element()
}

/// A stretch on the screen.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
struct OnScreen {
    /// How many stretches stand before it.
    nth: usize,
    chunk: usize,
    range: ByteRange,
}

/// The stretches that hold a place or end there: in article order there may be two that stand far from each other.
/// None where it is not drawn yet. Only chunks that can have it are looked through.
fn holding(chunks: &[Shared<ChunkView>], at: ByteOffset) -> impl Iterator<Item = OnScreen> + Clone + '_ {
    let holds = move |range: ByteRange| range.start() <= at && at <= range.end();
    let counted = chunks.iter().enumerate().scan(0, |n_before, (chunk, view)| {
        let before = *n_before;
        *n_before += view.n_stretches;
        Some((chunk, before, view))
    });
    counted.filter(move |(_, _, view)| holds(view.hull)).flat_map(move |(chunk, before, view)| {
        let stretches = view.rows.iter().flat_map(|row| &row.stretches).enumerate();
        stretches
            .map(move |(nth, stretch)| OnScreen { nth: before + nth, chunk, range: stretch.range })
            .filter(move |stretch| holds(stretch.range))
    })
}

fn element_of(chunks: &[Shared<ChunkView>], stretch: OnScreen) -> Option<Element> {
    stretch_element(&chunk_element(&chunks[stretch.chunk])?, stretch.range.start())
}

/// The element of the text of the stretch that begins at a place, in the element of its chunk.
pub fn stretch_element(chunk: &Element, start: ByteOffset) -> Option<Element> {
    chunk.query_selector(&format!("[data-s=\"{}\"]", start.0)).ok()?
}

/// The DOM range of a range that lies in one stretch, in the element of its text.
pub fn dom_range(text: &Element, document: &Document, part: ByteRange) -> Option<web_sys::Range> {
    let range = web_sys::Range::new().ok()?;
    let (start, from) = point_in_row(text, document, part.start())?;
    let (end, to) = point_in_row(text, document, part.end())?;
    range.set_start(&start, from).ok()?;
    range.set_end(&end, to).ok()?;
    Some(range)
}

/// The element of the text of the stretch that holds a place; none where it is not drawn yet.
pub fn row_element(chunks: &[Shared<ChunkView>], at: ByteOffset) -> Option<Element> {
    element_of(chunks, holding(chunks, at).max_by_key(|stretch| stretch.range.start())?)
}

/// The DOM points of the ends of a selection. Where a line was cut in two, one place ends a stretch and begins another:
/// the ones that are closest to each other are meant.
pub fn selection_points(
    document: &Document,
    chunks: &[Shared<ChunkView>],
    from: ByteOffset,
    to: ByteOffset,
) -> Option<[(Node, u32); 2]> {
    let ends = holding(chunks, to);
    let pairs = holding(chunks, from).flat_map(|start| ends.clone().map(move |end| (start, end)));
    let (start, end) = pairs.min_by_key(|(start, end)| start.nth.abs_diff(end.nth))?;
    let point = |stretch, at| point_in_row(&element_of(chunks, stretch)?, document, at);
    Some([point(start, from)?, point(end, to)?])
}

/// Whether one place stands before another one on the screen.
pub fn is_before(
    document: &Document,
    chunks: &[Shared<ChunkView>],
    first: ByteOffset,
    second: ByteOffset,
) -> bool {
    let Some([(start, from), (end, to)]) = selection_points(document, chunks, first, second) else {
        return false;
    };
    // The end of a range that would stand before its start takes the start along.
    let is_range = |range: web_sys::Range| {
        range.set_end(&end, to).ok()?;
        range.set_start(&start, from).ok()?;
        Some(!range.collapsed() && range.end_container().ok()? == end && range.end_offset().ok()? == to)
    };
    web_sys::Range::new().ok().and_then(is_range).unwrap_or(false)
}

/// The DOM point of a place: a text node and UTF-16 units into it, or the element of an empty row.
pub fn dom_point(document: &Document, chunks: &[Shared<ChunkView>], at: ByteOffset) -> Option<(Node, u32)> {
    point_in_row(&row_element(chunks, at)?, document, at)
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

/// Whether a chunk that holds a place is in the window. Costs no layout of what is not: a chunk is asked for only where
/// its slab is in the window.
pub fn is_near(root: &Element, chunks: &[Shared<ChunkView>], at: ByteOffset) -> bool {
    let frame = root.get_bounding_client_rect();
    let is_near = |element: Element| {
        let rect = element.get_bounding_client_rect();
        rect.bottom() >= frame.top() && rect.top() <= frame.bottom()
    };
    let mut holding = holding(chunks, at).map(|stretch| &chunks[stretch.chunk]);
    holding.any(|chunk| slab_element(chunk).is_some_and(is_near) && chunk_element(chunk).is_some_and(is_near))
}

/// Where a place is drawn, in CSS pixels of the window.
pub fn rect_at(document: &Document, chunks: &[Shared<ChunkView>], at: ByteOffset) -> Option<DomRect> {
    rect_in_row(&row_element(chunks, at)?, document, at)
}

/// How far from the left and the top of all that the surface holds something is that is drawn in it, in CSS pixels.
pub fn inside(root: &Element, rect: &DomRect) -> (f64, f64) {
    let frame = root.get_bounding_client_rect();
    (rect.left() - frame.left(), rect.top() - frame.top() + f64::from(root.scroll_top()))
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
