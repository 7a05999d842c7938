//! The page as text: chunks of rows, the pointer and the selection on it, the caret.
//!
//! Text stays text: what a person selects, copies or finds with the browser is the document and nothing else. Numbers,
//! tags and buttons beside it cannot be selected. Only here are UTF-16 offsets known.

mod chunk;
mod drawn;
mod edges;
pub mod hits;
pub mod position;
mod slab;

use std::sync::Arc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::render::AnimationFrame;
use jianbao_core::{AnnotationId, ByteOffset, Document, LabelSet};
use jianbao_workbench::actions::{Action, Edge};
use jianbao_workbench::cursor::Cursor;
use jianbao_workbench::view::ChunkView;
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

pub use self::chunk::{N_ARTICLE_COLORS, circled};
pub use self::drawn::Drawn;
pub use self::edges::Draggable;
use self::edges::{Drag, DragMsg, Grip};
use self::slab::{Slab, Together, slabs};
use crate::platform::page::{behind_frame, hide, shift};
use crate::shared::Shared;

/// The id of its element: looking for an element by anything else costs a walk through a page of a megabyte.
pub const ID: &str = "surface";

/// What the surface needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct SurfaceProps {
    /// The chunks as they are now.
    pub chunks: Vec<Shared<ChunkView>>,
    /// The document.
    pub document: Document,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// The language.
    pub lang: Lang,
    /// Where the keyboard works.
    pub cursor: Cursor,
    /// The picked entity, whose edges can be dragged.
    pub picked: Option<Draggable>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
    /// A pointer gesture begins or ends.
    pub on_hold: Callback<bool>,
    /// The text was scrolled.
    pub on_scroll: Callback<()>,
}

/// The page as text.
pub struct Surface {
    root: NodeRef,
    caret: NodeRef,
    handles: NodeRef,
    drag: Option<Drag>,
    /// The entity of several ranges that the pointer is over.
    hovered: Option<u32>,
    /// A drag has just ended, of a handle or over text: the click that the browser makes of it means nothing.
    dragged: bool,
    /// The block before which a cut is previewed: the pointer is at its button.
    previewed: Option<AnnotationId>,
    /// Where the pointer went down, in CSS pixels of the window.
    down: (i32, i32),
    /// Hears that a chunk comes into view or leaves it, from the first drawing on.
    hears_chunks: Option<EventListener>,
    /// The next look at what stands over the text.
    settling: Option<AnimationFrame>,
}

/// What happens on the surface.
pub enum SurfaceMsg {
    /// A pointer went down.
    Down(PointerEvent),
    /// A pointer came up.
    Up(PointerEvent),
    /// Something was clicked.
    Clicked(MouseEvent),
    /// A pointer went down on a handle.
    Grabbed(Grip, PointerEvent),
    /// The pointer is over something else.
    Over(PointerEvent),
    /// The pointer left the text.
    Left,
    /// A handle is dragged.
    Drag(DragMsg),
    /// A chunk has come into view or left it, and so may be higher than it was taken for.
    ChunksMoved,
    /// All such chunks are laid out.
    Settled,
}

impl Component for Surface {
    type Message = SurfaceMsg;
    type Properties = SurfaceProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            root: NodeRef::default(),
            caret: NodeRef::default(),
            handles: NodeRef::default(),
            drag: None,
            hovered: None,
            dragged: false,
            previewed: None,
            down: (0, 0),
            hears_chunks: None,
            settling: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: SurfaceMsg) -> bool {
        let props = ctx.props();
        match msg {
            SurfaceMsg::Down(event) => {
                self.dragged = false;
                self.down = (event.client_x(), event.client_y());
                props.on_hold.emit(true);
            }
            // The end of a drag is told by the drag itself.
            SurfaceMsg::Up(_) if self.drag.is_some() || self.dragged => {}
            SurfaceMsg::Up(event) => {
                props.on_hold.emit(false);
                self.up(props, &event);
            }
            SurfaceMsg::Clicked(_) if self.dragged => self.dragged = false,
            SurfaceMsg::Clicked(event) => self.clicked(props, &event),
            SurfaceMsg::Grabbed(grip, event) => {
                // No selection begins here, and none of the text below the handle.
                event.prevent_default();
                if let Some(picked) = props.picked.clone() {
                    self.drag = Some(Drag::new(picked, grip, &ctx.link().callback(SurfaceMsg::Drag)));
                }
            }
            SurfaceMsg::Left => {
                self.hover(None);
                self.preview(props, None);
            }
            SurfaceMsg::Drag(msg) => self.dragging(props, &msg),
            SurfaceMsg::ChunksMoved => {
                let link = ctx.link().clone();
                // Behind the frame, in which some browsers come to know the heights.
                let settled = move || link.send_message(SurfaceMsg::Settled);
                self.settling.get_or_insert_with(|| behind_frame(settled));
            }
            SurfaceMsg::Settled => {
                self.settling = None;
                self.settle(props);
            }
            SurfaceMsg::Over(event) => {
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let mark = target.as_ref().and_then(|target| closest(target, ".m.part"));
                self.hover(mark.and_then(|mark| number(&mark, "data-m")));
                let button = target.and_then(|target| closest(&target, "[data-act=cut]"));
                self.preview(props, button.and_then(|button| number(&button, "data-b")).map(AnnotationId));
            }
        }
        false
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let link = ctx.link();
        let slab = |Together { key, chunks }| {
            html! {
                <Slab {key} is_top={chunks.start == 0} chunks={props.chunks[chunks].to_vec()}
                    document={props.document.clone()} labels={props.labels.clone()} lang={props.lang} />
            }
        };
        let handle = |grip: Grip| {
            html! {
                <div class={classes!("handle", if grip.edge == Edge::Start { "at-start" } else { "at-end" })}
                    onpointerdown={link.callback(move |event| SurfaceMsg::Grabbed(grip, event))}></div>
            }
        };
        html! {
            <div id={ID} class="surface" ref={self.root.clone()} tabindex="0" role="document"
                aria-label={props.lang.pick("版面文字", "Text of the page")}
                onpointerdown={link.callback(SurfaceMsg::Down)}
                onpointerup={link.callback(SurfaceMsg::Up)}
                onclick={link.callback(SurfaceMsg::Clicked)}
                onpointerover={link.callback(SurfaceMsg::Over)}
                onpointerleave={link.callback(|_| SurfaceMsg::Left)}
                onscroll={props.on_scroll.reform(|_| ())}>
                // With a key like the slabs: beside a child without one, every slab behind a new one would be made anew.
                <div key="over" class="over" aria-hidden="true">
                    <div class="caret" ref={self.caret.clone()} hidden=true></div>
                    <div ref={self.handles.clone()} hidden=true>
                        { for props.picked.iter().flat_map(Draggable::grips).map(handle) }
                    </div>
                </div>
                { for slabs(&props.chunks).into_iter().map(slab) }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if let (None, Some(root)) = (&self.hears_chunks, self.root.cast::<Element>()) {
            let link = ctx.link().clone();
            let moved = move |_: &Event| link.send_message(SurfaceMsg::ChunksMoved);
            let (name, before) =
                ("contentvisibilityautostatechange", EventListenerOptions::run_in_capture_phase());
            self.hears_chunks = Some(EventListener::new_with_options(&root, name, before, moved));
        }
        if self.hovered.is_some() {
            // Its ranges may be other ones now.
            self.light_up();
        }
        self.put_over_text(ctx.props());
    }
}

impl Surface {
    /// A pointer gesture ended: what is selected now, if anything.
    fn up(&mut self, props: &SurfaceProps, event: &PointerEvent) {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        if target.is_some_and(|target| closest(&target, "[data-act]").is_some()) {
            return;
        }
        let root = self.root.cast::<Element>();
        if let Some((from, to)) = root.and_then(|root| position::selected(&root, &props.document)) {
            // Selecting may label at once and so end the selection before the browser makes a click of it.
            self.dragged = self.down != (event.client_x(), event.client_y());
            let adds = (event.ctrl_key() || event.meta_key()) && props.picked.is_some();
            props.send.emit(if adds {
                Msg::AddBetween { from, to }
            } else {
                Msg::SelectBetween { from, to }
            });
        }
    }

    /// All ranges of an entity light up where the pointer is over one of them.
    fn hover(&mut self, id: Option<u32>) {
        if self.hovered != id {
            self.hovered = id;
            self.light_up();
        }
    }

    fn light_up(&self) {
        let Some(root) = self.root.cast::<Element>() else { return };
        let each = |selector: &str, act: &dyn Fn(&Element)| {
            let Ok(found) = root.query_selector_all(selector) else { return };
            let found = (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok());
            found.for_each(|element: Element| act(&element));
        };
        each("[data-hover]", &|mark| {
            let _cosmetic = mark.remove_attribute("data-hover");
        });
        if let Some(id) = self.hovered {
            each(&format!(".m[data-m=\"{id}\"]"), &|mark| {
                let _cosmetic = mark.set_attribute("data-hover", "");
            });
        }
    }

    /// Shows what a cut before a block would make, or no longer.
    fn preview(&mut self, props: &SurfaceProps, block: Option<AnnotationId>) {
        if self.previewed != block {
            self.previewed = block;
            props.send.emit(Msg::PreviewCut(block));
        }
    }

    fn clicked(&mut self, props: &SurfaceProps, event: &MouseEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        if let Some(button) = closest(&target, "[data-act]") {
            self.preview(props, None);
            // On the tag of a block too, which is beside its text.
            let at = number(&button, "data-at").map(ByteOffset).filter(|_| is_appending(event));
            match at {
                Some(at) => props.send.emit(Msg::AppendBlock(at)),
                None => self.pressed(props, &button),
            }
            return;
        }
        let Some(root) = self.root.cast::<Element>() else { return };
        if position::selected(&root, &props.document).is_some() {
            return; // the end of a drag: told when the pointer came up
        }
        let point = position::at_point(f64::from(event.client_x()), f64::from(event.client_y()));
        let at = point.and_then(|(node, units)| position::offset_at(&props.document, &node, units));
        // The marks under the pointer, the innermost and so the smallest first.
        let marks = std::iter::successors(closest(&target, "[data-m]"), |mark| {
            mark.parent_element().and_then(|parent| closest(&parent, "[data-m]"))
        });
        let entities = marks.filter_map(|mark| number(&mark, "data-m").map(AnnotationId)).collect();
        match at {
            Some(at) if is_appending(event) => props.send.emit(Msg::AppendBlock(at)),
            Some(at) => props.send.emit(Msg::Click { at, entities }),
            None => {}
        }
    }

    /// A button beside the text was pressed.
    fn pressed(&self, props: &SurfaceProps, button: &Element) {
        let block = number(button, "data-b").map(AnnotationId);
        let at = number(button, "data-at").map(ByteOffset);
        let article = number(button, "data-a").map(AnnotationId);
        let act = button.get_attribute("data-act").unwrap_or_default();
        let msg = match act.as_str() {
            "cut" => block.map(Msg::CutBefore),
            "join" => block.map(Msg::JoinBefore),
            "go" => at.map(Msg::GoTo),
            "page" => at.map(Msg::ShowInPage),
            "block" => at.map(|at| Msg::Click { at, entities: Vec::new() }),
            "article" => article.map(Msg::PickArticle),
            _ => None,
        };
        if let Some(msg) = msg {
            props.send.emit(msg);
        }
    }

    fn dragging(&mut self, props: &SurfaceProps, msg: &DragMsg) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        match *msg {
            DragMsg::Moved(x, y) => {
                // While it is dragged, the pointer sees through the handle to the text.
                let _cosmetic = root.set_attribute("data-dragging", "");
                let at = position::at_point(x, y)
                    .filter(|(node, _)| root.contains(Some(node)))
                    .and_then(|(node, units)| position::offset_at(&props.document, &node, units));
                if let (Some(drag), Some(at)) = (&mut self.drag, at) {
                    drag.move_to(&props.document, &props.chunks, at);
                }
                self.put_handles(self.handle_spots(props));
            }
            DragMsg::Dropped | DragMsg::Cancelled => {
                let _cosmetic = root.remove_attribute("data-dragging");
                select_nothing();
                let drag = self.drag.take();
                self.dragged = true;
                props.on_hold.emit(false);
                if let (DragMsg::Dropped, Some(msg)) = (msg, drag.and_then(Drag::finish)) {
                    props.send.emit(msg);
                }
                self.put_handles(self.handle_spots(props));
            }
        }
    }

    /// Puts the caret and the handles where the text is now: a chunk that comes into view takes its true height, and
    /// what is below it moves. Where the cursor is out of view this waits until its chunk comes into it.
    fn settle(&self, props: &SurfaceProps) {
        let root = self.root.cast::<Element>();
        if root.is_some_and(|root| position::is_near(&root, &props.chunks, props.cursor.at)) {
            self.put_over_text(props);
        }
    }

    /// Puts the caret and the handles. Both are looked for before one of them is put: what moves makes the browser lay
    /// out the page again for the next look.
    fn put_over_text(&self, props: &SurfaceProps) {
        let (caret, handles) = (self.caret_spot(props), self.handle_spots(props));
        self.put_caret(caret);
        self.put_handles(handles);
    }

    /// Where the handles at the edges of the picked entity belong; the one that is dragged goes with the pointer.
    fn handle_spots(&self, props: &SurfaceProps) -> Option<Vec<Option<(f64, f64)>>> {
        let root = self.root.cast::<HtmlElement>()?;
        let picked = props.picked.as_ref().filter(|_| !props.cursor.is_selecting())?;
        Some(edges::spots(&root, &props.document, &props.chunks, picked, self.drag.as_ref()))
    }

    fn put_handles(&self, spots: Option<Vec<Option<(f64, f64)>>>) {
        if let Some(handles) = self.handles.cast::<HtmlElement>() {
            edges::put(&handles, spots.as_deref());
        }
    }

    /// Where the caret belongs, at the cursor; nowhere while text is selected.
    fn caret_spot(&self, props: &SurfaceProps) -> Option<(f64, f64)> {
        let root = self.root.cast::<HtmlElement>().filter(|_| !props.cursor.is_selecting())?;
        let rect = position::rect_at(&props.document, &props.chunks, props.cursor.at)?;
        Some(position::inside(&root, &rect))
    }

    fn put_caret(&self, spot: Option<(f64, f64)>) {
        let Some(caret) = self.caret.cast::<HtmlElement>() else { return };
        hide(&caret, spot.is_none());
        if let Some((left, top)) = spot {
            shift(&caret, left, top);
        }
    }
}

/// Brings a place into view, where it is not in view already.
pub fn scroll_to(root: &Element, document: &Document, chunks: &[Shared<ChunkView>], at: ByteOffset) {
    let Some(row) = position::row_element(chunks, at) else { return };
    let (row_rect, frame) = (row.get_bounding_client_rect(), root.get_bounding_client_rect());
    // A row can be taller than the window: the place in it counts.
    let rect = position::rect_in_row(&row, document, at).unwrap_or(row_rect);
    if rect.top() < frame.top() + 24.0 || rect.bottom() > frame.bottom() - 48.0 || rect.height() == 0.0 {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        row.scroll_into_view_with_scroll_into_view_options(&options);
        if let Some(rect) = position::rect_in_row(&row, document, at)
            && (rect.top() < frame.top() || rect.bottom() > frame.bottom())
        {
            let middle = f64::midpoint(frame.top(), frame.bottom());
            root.set_scroll_top(root.scroll_top() + (rect.top() - middle) as i32);
        }
    }
}

/// What a person looks at: the cursor, where it is in view, else the first text in view; and how far below the upper
/// edge of the surface it is drawn, in CSS pixels.
pub fn place_in_view(
    root: &Element,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    cursor: ByteOffset,
) -> Option<(ByteOffset, f64)> {
    let frame = root.get_bounding_client_rect();
    let rect = position::rect_at(document, chunks, cursor);
    if let Some(rect) = rect.filter(|rect| frame.top() <= rect.top() && rect.bottom() <= frame.bottom()) {
        return Some((cursor, rect.top() - frame.top()));
    }
    // Somewhere below the edge there is text, not only blank rows between.
    (1..10).find_map(|i| {
        let (node, units) = position::at_point(frame.left() + 160.0, frame.top() + f64::from(i * 12))?;
        let at = position::offset_at(document, &node, units).filter(|_| root.contains(Some(&node)))?;
        let line = document.text()[at.idx()..].lines().next()?;
        let rect = position::rect_at(document, chunks, at).filter(|_| !line.trim().is_empty())?;
        Some((at, rect.top() - frame.top()))
    })
}

/// Scrolls until a place is drawn so far below the upper edge of the surface.
pub fn show_at(
    root: &HtmlElement,
    document: &Document,
    chunks: &[Shared<ChunkView>],
    (at, below): (ByteOffset, f64),
) {
    let Some(row) = position::row_element(chunks, at) else { return };
    row.scroll_into_view();
    // What comes into view takes its true height then, so a second look is needed.
    for _ in 0..3 {
        let Some(rect) = position::rect_in_row(&row, document, at) else { return };
        let off = rect.top() - root.get_bounding_client_rect().top() - below;
        if off.abs() < 1.0 {
            return;
        }
        root.set_scroll_top(root.scroll_top() + off as i32);
    }
}

/// Selects from one place to another; nothing where they are not drawn.
pub fn show_selection(document: &Document, chunks: &[Shared<ChunkView>], from: ByteOffset, to: ByteOffset) {
    let Ok(Some(selection)) = gloo::utils::window().get_selection() else { return };
    match position::selection_points(document, chunks, from, to) {
        Some([(start, from), (end, to)]) => {
            let shown = selection.set_base_and_extent(&start, from, &end, to);
            debug_assert!(shown.is_ok(), "the points are in the page");
        }
        None => select_nothing(),
    }
}

/// Takes the selection away.
pub fn select_nothing() {
    let Ok(Some(selection)) = gloo::utils::window().get_selection() else { return };
    // Taking nothing away would still make the browser lay out the page.
    if selection.range_count() > 0 {
        let taken = selection.remove_all_ranges();
        debug_assert!(taken.is_ok(), "nothing forbids it");
    }
}

/// Whether a click is to append a block to the article at hand.
fn is_appending(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key()
}

fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

fn number(element: &Element, attribute: &str) -> Option<u32> {
    element.get_attribute(attribute)?.parse().ok()
}

/// The chunks of a workbench as props.
pub fn shared_chunks(chunks: &[Arc<ChunkView>]) -> Vec<Shared<ChunkView>> {
    chunks.iter().cloned().map(Shared::new).collect()
}

/// What an action is called and which key it has, for a tooltip.
pub fn hint(action: Action, lang: Lang) -> String {
    use jianbao_workbench::actions;
    let text = actions::all().iter().find(|row| row.action == action).map_or("", |row| row.text(lang));
    let key = actions::chord_text(action);
    if key.is_empty() { text.to_owned() } else { format!("{text} ({key})") }
}
