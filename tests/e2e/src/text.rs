//! Where a character of the document is on the screen, and selecting text with the pointer.

use serde_json::json;
use thirtyfour::Key;

use crate::Page;

/// A place in the document: the row, and a boundary in its text counted in Unicode code points.
pub type Place = (usize, usize);

/// The elements that hold the text of a row and nothing else, in the order of the document.
const ROWS: &str = ".t";

/// Scrolls a row into view and finds the point of a boundary in its text. Taken just inside the character after
/// the boundary (or, with `before`, the one before it), so that the boundary is the nearest one on that line.
const POINT: &str = r"
const [rows, row, boundary, before, done] = arguments;
const root = document.querySelectorAll(rows)[row];
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

/// The row with the first occurrence of a quote, and the code points of the row before the quote.
const FIND: &str = r"
const [rows, quote] = arguments;
const texts = [...document.querySelectorAll(rows)].map(row => row.textContent);
const row = texts.findIndex(text => text.includes(quote));
return row < 0 ? null : [row, [...texts[row].slice(0, texts[row].indexOf(quote))].length];
";

impl Page {
    /// How many rows of text there are.
    #[track_caller]
    pub fn row_count(&self) -> usize {
        self.count(ROWS)
    }

    /// The text of a row as the browser holds it.
    #[track_caller]
    pub fn row_text(&self, row: usize) -> String {
        self.get(
            "return document.querySelectorAll(arguments[0])[arguments[1]].textContent",
            json!([ROWS, row]),
        )
    }

    /// Where a quote that lies within one row begins, the first time it occurs.
    #[track_caller]
    pub fn place_of(&self, quote: &str) -> Place {
        let place: Option<Place> = self.get(FIND, json!([ROWS, quote]));
        place.unwrap_or_else(|| panic!("no row has the text {quote}"))
    }

    /// Selects the first occurrence of a quote with the mouse.
    #[track_caller]
    pub fn select(&self, quote: &str) {
        let (row, start) = self.place_of(quote);
        self.drag_select((row, start), (row, start + quote.chars().count()));
    }

    /// Clicks on the first character of the first occurrence of a quote.
    #[track_caller]
    pub fn click_on(&self, quote: &str) {
        self.click_text(self.place_of(quote));
    }

    /// Selects from a place to another one (exclusive) by pressing, moving and releasing the mouse.
    /// Both must fit on the screen at once. Selects backwards when `to` lies before `from`.
    #[track_caller]
    pub fn drag_select(&self, from: Place, to: Place) {
        self.drag_holding(from, to, None);
    }

    /// Selects the first occurrence of a quote with the mouse while Control is held.
    #[track_caller]
    pub fn select_with_control(&self, quote: &str) {
        let (row, start) = self.place_of(quote);
        self.drag_holding((row, start), (row, start + quote.chars().count()), Some(Key::Control));
    }

    #[track_caller]
    fn drag_holding(&self, from: Place, to: Place, held: Option<Key>) {
        let backwards = to < from;
        // Bringing the second into view may move the first, and so may what is drawn behind the frame: until both
        // are where they were.
        let measure = || (self.point(from, backwards), self.point(to, !backwards));
        let mut measured = measure();
        self.wait("the text to stand still", || {
            let before = std::mem::replace(&mut measured, measure());
            before == measured
        });
        let (start, end) = measured;
        let middle = ((start.0 + end.0) / 2, (start.1 + end.1) / 2);
        self.act("drag", |chain| {
            let chain = held.iter().fold(chain, |chain, key| chain.key_down(key.clone()));
            let chain = chain
                .move_to(start.0, start.1)
                .click_and_hold()
                .move_to(middle.0, middle.1)
                .move_to(end.0, end.1)
                .release();
            held.iter().fold(chain, |chain, key| chain.key_up(key.clone()))
        });
    }

    /// Drags an element to a boundary in the text.
    #[track_caller]
    pub fn drag_to_text(&self, css: &str, to: Place) {
        let end = self.point(to, to.1 > 0);
        let element = self.element(css);
        self.act(&format!("drag {css}"), |chain| {
            chain
                .move_to_element_center(&element)
                .click_and_hold()
                .move_by_offset(3, 3)
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

    /// Clicks on the first character of a quote while Control is down.
    #[track_caller]
    pub fn control_click_on(&self, quote: &str) {
        let (x, y) = self.point(self.place_of(quote), false);
        let control = char::from(thirtyfour::Key::Control);
        self.act("click with Control", |chain| {
            chain.key_down(control).move_to(x + 1, y).click().key_up(control)
        });
    }

    /// Moves the pointer to the button above a block, which cuts or joins there.
    #[track_caller]
    pub fn hover_edge(&self, opening: &str) {
        let row = self.place_of(opening).0;
        self.point((row, 0), false);
        let point: Point = self.get(
            "const box = document.querySelectorAll('.row')[arguments[0]].querySelector('.edge').getBoundingClientRect();
            return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }",
            json!([row]),
        );
        self.act("hover", |chain| chain.move_to(point.x.round() as i64, point.y.round() as i64));
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
    fn point(&self, (row, boundary): Place, before: bool) -> (i64, i64) {
        let point: Option<Point> = self.get_async(POINT, json!([ROWS, row, boundary, before]));
        let point = point.unwrap_or_else(|| panic!("no character at {boundary} of row {row}"));
        (point.x.round() as i64, point.y.round() as i64)
    }
}
