//! The handles at the ends of the picked entity, and dragging them.

use gloo::events::EventListener;
use gloo::utils::document;
use jianbao_core::{AnnotationId, ByteOffset, Document, Pieces};
use jianbao_workbench::Msg;
use jianbao_workbench::view::ChunkView;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

use super::{position, show_selection};
use crate::platform::page::place;
use crate::shared::Shared;

/// An end of an entity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Where its first range begins.
    First,
    /// Where its last range ends.
    Last,
}

/// The entity whose ends can be dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Draggable {
    /// Which.
    pub id: AnnotationId,
    /// Its ranges.
    pub ranges: Pieces,
}

impl Draggable {
    fn piece(&self, end: End) -> usize {
        if end == End::First { 0 } else { self.ranges.len() - 1 }
    }

    /// Where an end is, and the other edge of its range.
    fn edges(&self, end: End) -> (ByteOffset, ByteOffset) {
        match end {
            End::First => (self.ranges.first().start(), self.ranges.first().end()),
            End::Last => (self.ranges.last().end(), self.ranges.last().start()),
        }
    }
}

/// A drag under way.
pub struct Drag {
    what: Draggable,
    end: End,
    /// Where the end would be if the pointer came up now.
    at: ByteOffset,
    _listeners: [EventListener; 3],
}

/// What happens during a drag.
pub enum DragMsg {
    /// The pointer is here, in CSS pixels of the window.
    Moved(f64, f64),
    /// The pointer came up.
    Dropped,
    /// The browser took the pointer away.
    Cancelled,
}

impl Drag {
    /// Begins a drag. The listeners are on the document, so that the pointer may leave the handle and the text.
    pub fn new(what: Draggable, end: End, tell: &Callback<DragMsg>) -> Self {
        let listen = |name, tell: Callback<DragMsg>, msg: fn(&PointerEvent) -> DragMsg| {
            EventListener::new(&document(), name, move |event| tell.emit(msg(event.unchecked_ref())))
        };
        let (at, _) = what.edges(end);
        let moved =
            |event: &PointerEvent| DragMsg::Moved(f64::from(event.client_x()), f64::from(event.client_y()));
        Self {
            what,
            end,
            at,
            _listeners: [
                listen("pointermove", tell.clone(), moved),
                listen("pointerup", tell.clone(), |_| DragMsg::Dropped),
                listen("pointercancel", tell.clone(), |_| DragMsg::Cancelled),
            ],
        }
    }

    /// The pointer is at a place: shows what would become of the range. One end does not move past the other.
    pub fn move_to(
        &mut self,
        root: &HtmlElement,
        document: &Document,
        chunks: &[Shared<ChunkView>],
        at: ByteOffset,
    ) {
        let (_, fixed) = self.what.edges(self.end);
        let (start, end) = if self.end == End::First { (at, fixed) } else { (fixed, at) };
        if position::is_before(root, document, chunks, start, end) {
            self.at = at;
            show_selection(root, document, chunks, Some((start, end)));
        }
    }

    /// What the workbench is to do at the end; nothing where the range is what it was.
    pub fn finish(self) -> Option<Msg> {
        let piece = self.what.piece(self.end);
        let (was, from) = self.what.edges(self.end);
        (self.at != was).then_some(Msg::Drag { id: self.what.id, piece, from, to: self.at })
    }

    /// Where the end that is dragged would be.
    pub fn at(&self) -> (End, ByteOffset) {
        (self.end, self.at)
    }
}

/// Puts the handles at the ends of an entity, or hides them.
pub fn draw(
    root: &HtmlElement,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    handles: [Option<HtmlElement>; 2],
    ends: Option<[ByteOffset; 2]>,
) {
    let frame = root.get_bounding_client_rect();
    for (i, handle) in handles.into_iter().enumerate() {
        let Some(handle) = handle else { continue };
        let rect = ends.and_then(|ends| position::rect_at(root, document, chunks, ends[i]));
        handle.set_hidden(rect.is_none());
        if let Some(rect) = rect {
            let top = rect.top() - frame.top() + f64::from(root.scroll_top());
            place(&handle, rect.left() - frame.left(), top + rect.height());
        }
    }
}
