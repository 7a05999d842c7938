//! Where a character of the document is on the screen, and selecting text with the pointer.

use serde_json::json;

use crate::Page;

/// A place in the document: the block (`data-b`), and a boundary in its text counted in Unicode code points.
pub type Place = (usize, usize);

/// Scrolls a block into view and finds the point of a boundary in its text. Taken just inside the character after
/// the boundary (or, with `before`, the one before it), so that the boundary is the nearest one on that line.
const POINT: &str = r"
const [block, boundary, before, done] = arguments;
const root = document.querySelector(`[data-b='${block}']`);
if (!root) return done(null);
root.scrollIntoView({ block: 'nearest' });
requestAnimationFrame(() => requestAnimationFrame(() => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let index = 0;
  const wanted = before ? boundary - 1 : boundary;
  while (walker.nextNode()) {
    let unit = 0;
    for (const character of walker.currentNode.data) {
      if (index++ === wanted) {
        const range = document.createRange();
        range.setStart(walker.currentNode, unit);
        range.setEnd(walker.currentNode, unit + character.length);
        const box = range.getBoundingClientRect();
        return done({ x: before ? box.right - 1 : box.left + 1, y: (box.top + box.bottom) / 2 });
      }
      unit += character.length;
    }
  }
  done(null);
}));
";

#[derive(serde::Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

impl Page {
    /// The text of a block as the browser holds it.
    #[track_caller]
    pub fn block_text(&self, block: usize) -> String {
        self.get("return document.querySelector(`[data-b='${arguments[0]}']`).textContent", json!([block]))
    }

    /// Selects from one boundary to another (exclusive) by pressing, moving and releasing the mouse.
    /// Both must fit on the screen at once. Selects backwards when `to` lies before `from`.
    #[track_caller]
    pub fn drag_select(&self, from: Place, to: Place) {
        let backwards = to < from;
        // Twice the first one: bringing the second into view may have moved it.
        self.point(from, backwards);
        let end = self.point(to, !backwards);
        let start = self.point(from, backwards);
        let middle = ((start.0 + end.0) / 2, (start.1 + end.1) / 2);
        self.act("drag", |chain| {
            chain
                .move_to(start.0, start.1)
                .click_and_hold()
                .move_to(middle.0, middle.1)
                .move_to(end.0, end.1)
                .release()
        });
    }

    /// Clicks on the character that follows a boundary.
    #[track_caller]
    pub fn click_text(&self, at: Place) {
        let (x, y) = self.point(at, false);
        self.act("click", |chain| chain.move_to(x + 1, y).click());
    }

    /// Clicks twice, quickly, on the character that follows a boundary.
    #[track_caller]
    pub fn double_click_text(&self, at: Place) {
        let (x, y) = self.point(at, false);
        self.act("double click", |chain| chain.move_to(x + 1, y).double_click());
    }

    /// Moves the pointer over the character that follows a boundary.
    #[track_caller]
    pub fn hover_text(&self, at: Place) {
        let (x, y) = self.point(at, false);
        self.act("hover", |chain| chain.move_to(x + 1, y));
    }

    #[track_caller]
    fn point(&self, (block, boundary): Place, before: bool) -> (i64, i64) {
        let point: Option<Point> = self.get_async(POINT, json!([block, boundary, before]));
        let point = point.unwrap_or_else(|| panic!("no character at {boundary} of block {block}"));
        (point.x.round() as i64, point.y.round() as i64)
    }
}
