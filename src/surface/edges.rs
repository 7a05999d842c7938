//! The handles at the edges of the picked entity, and dragging them.

use gloo::events::EventListener;
use gloo::utils::document;
use jianbao_core::{AnnotationId, ByteOffset, Document};
use jianbao_workbench::Msg;
use jianbao_workbench::actions::Edge;
use jianbao_workbench::view::ChunkView;
use jianbao_workbench::workbench::Run;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

use super::{position, show_selection};
use crate::platform::page::{hide, shift};
use crate::shared::Shared;

/// The entity whose edges can be dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Draggable {
    /// Which.
    pub id: AnnotationId,
    /// Its runs.
    pub runs: Vec<Run>,
}

impl Draggable {
    /// What can be dragged: each edge of each run, from the first to the last in reading order.
    pub fn grips(&self) -> impl Iterator<Item = Grip> + use<> {
        (0..self.runs.len()).flat_map(|run| [Edge::Start, Edge::End].map(|edge| Grip { run, edge }))
    }

    fn at(&self, grip: Grip) -> ByteOffset {
        self.runs[grip.run].at(grip.edge)
    }
}

/// An edge of a run.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Grip {
    /// Which run of the entity.
    pub run: usize,
    /// Which edge of it.
    pub edge: Edge,
}

/// A drag under way.
pub struct Drag {
    what: Draggable,
    grip: Grip,
    /// Where the edge would be if the pointer came up now.
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
    pub fn new(what: Draggable, grip: Grip, tell: &Callback<DragMsg>) -> Self {
        let listen = |name, tell: Callback<DragMsg>, msg: fn(&PointerEvent) -> DragMsg| {
            EventListener::new(&document(), name, move |event| tell.emit(msg(event.unchecked_ref())))
        };
        let at = what.at(grip);
        let moved =
            |event: &PointerEvent| DragMsg::Moved(f64::from(event.client_x()), f64::from(event.client_y()));
        Self {
            what,
            grip,
            at,
            _listeners: [
                listen("pointermove", tell.clone(), moved),
                listen("pointerup", tell.clone(), |_| DragMsg::Dropped),
                listen("pointercancel", tell.clone(), |_| DragMsg::Cancelled),
            ],
        }
    }

    /// The pointer is at a place: shows what would become of the run. One edge does not move past the other.
    pub fn move_to(&mut self, document: &Document, chunks: &[Shared<ChunkView>], at: ByteOffset) {
        let run = self.what.runs[self.grip.run];
        let (start, end) = if self.grip.edge == Edge::Start { (at, run.end) } else { (run.start, at) };
        if position::is_before(document, chunks, start, end) {
            self.at = at;
            show_selection(document, chunks, start, end);
        }
    }

    /// What the workbench is to do at the end; nothing where the run is what it was.
    pub fn finish(self) -> Option<Msg> {
        let Grip { run, edge } = self.grip;
        (self.at != self.what.at(self.grip)).then_some(Msg::DragEdge {
            id: self.what.id,
            run,
            edge,
            to: self.at,
        })
    }
}

/// Where the handles of an entity belong, one for each grip, the one that is dragged where the pointer is: from the
/// left and the top of all that the surface holds, in CSS pixels. None for a place that is not drawn.
pub fn spots(
    root: &HtmlElement,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    entity: &Draggable,
    drag: Option<&Drag>,
) -> Vec<Option<(f64, f64)>> {
    let spot = |grip: Grip| {
        let at = drag.filter(|drag| drag.grip == grip).map_or(entity.at(grip), |drag| drag.at);
        let rect = position::rect_at(document, chunks, at)?;
        let (left, top) = position::inside(root, &rect);
        Some((left, top + rect.height()))
    };
    entity.grips().map(spot).collect()
}

/// Puts the handles at their places; hides them where there is no entity.
pub fn put(handles: &HtmlElement, spots: Option<&[Option<(f64, f64)>]>) {
    hide(handles, spots.is_none());
    for (i, spot) in spots.into_iter().flatten().enumerate() {
        let handle =
            handles.children().item(i as u32).and_then(|handle| handle.dyn_into::<HtmlElement>().ok());
        let Some(handle) = handle else { continue };
        hide(&handle, spot.is_none());
        if let Some((left, top)) = *spot {
            shift(&handle, left, top);
        }
    }
}
