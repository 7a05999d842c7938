//! The chunks as they are drawn, which may be a moment behind the chunks as they are.
//!
//! An edit that other places follow can change every chunk of a long page. Only those that a person sees must be drawn
//! with it; the others come in small batches, so that neither the edit nor what comes after it waits for them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jianbao_core::{ByteOffset, Document};
use jianbao_workbench::Workbench;
use jianbao_workbench::view::ChunkView;
use web_sys::Element;

use super::position;
use super::slab::slabs;
use crate::shared::Shared;

/// How many chunks are drawn of a text of which nothing is on the screen yet.
const FEW: usize = 4;

/// How many rows out of view are drawn together with those in view: no more than an edit in one place changes.
const FEW_ROWS: usize = 32;

/// How many rows are drawn in one go afterwards, which takes some milliseconds.
const BATCH_ROWS: usize = 16;

/// How many chunks are looked at for that: most that are behind may turn out to be as they were.
const BATCH_CHUNKS: usize = 16;

/// How far around the window chunks count as in view, in CSS pixels: a turn of the wheel. What is further off is drawn
/// in the tasks behind the frame, or when it is scrolled to before them.
const MARGIN_PX: f64 = 120.0;

/// The chunks as they are drawn.
#[derive(Default)]
pub struct Drawn {
    chunks: Vec<Shared<ChunkView>>,
    /// What they are drawn of.
    document: Option<Document>,
    is_behind: bool,
}

impl Drawn {
    /// The chunks that are on the screen, one for each chunk of the text; without rows where nothing was drawn yet.
    pub fn chunks(&self) -> &[Shared<ChunkView>] {
        &self.chunks
    }

    /// Whether a chunk is not yet drawn as it is.
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Something changed: draws what is in view, and the rest too if it is little. `root` is the surface, if there is
    /// one.
    pub fn follow(&mut self, bench: &mut Workbench, root: Option<&Element>) {
        let Some(document) = bench.project().map(|project| project.document.clone()) else { return };
        let (old, new) = (self.document.as_ref().map_or("", Document::text), document.text());
        if !std::ptr::eq(old, new) {
            // Rows of another text must not be drawn with this one; a further page leaves them right.
            if !new.starts_with(old) {
                self.chunks.clear();
            }
            self.document = Some(document);
        }
        let in_view = root.map_or(0..FEW, |root| in_view(root, &self.chunks));
        let in_view = self.align(bench.chunks(), in_view);
        self.draw(bench, in_view);
        let behind = self.behind(bench);
        self.is_behind = behind.iter().map(|&at| bench.chunks()[at].rows.len()).sum::<usize>() > FEW_ROWS;
        if !self.is_behind {
            for at in behind {
                self.draw(bench, at..at + 1);
            }
        }
    }

    /// One drawn chunk for each that is, the same as before for what it is of. Which of them are those that were in
    /// view, with new ones right behind them, which may have taken their rows; the first ones, where none are left.
    fn align(&mut self, now: &[Arc<ChunkView>], in_view: Range<usize>) -> Range<usize> {
        let number_at = |at: usize| self.chunks.get(at).map(|chunk| chunk.key.number());
        if self.chunks.len() == now.len()
            && now.iter().enumerate().all(|(at, view)| number_at(at) == Some(view.key.number()))
        {
            return in_view;
        }
        let old = std::mem::take(&mut self.chunks);
        let places: HashMap<_, _> =
            old.iter().enumerate().map(|(at, chunk)| (chunk.key.number(), at)).collect();
        let mut seen: Option<Range<usize>> = None;
        let mut n_new = 0;
        for (at, view) in now.iter().enumerate() {
            let was = places.get(&view.key.number()).copied();
            n_new = if was.is_none() { n_new + 1 } else { 0 };
            let is_seen = match was {
                Some(was) => in_view.contains(&was),
                None => n_new <= FEW && seen.as_ref().is_some_and(|seen| seen.end == at),
            };
            if is_seen {
                seen = Some(seen.map_or(at, |seen| seen.start)..at + 1);
            }
            let empty = || Shared::new(Arc::new(ChunkView::new(view.key, Vec::new())));
            self.chunks.push(was.map_or_else(empty, |was| old[was].clone()));
        }
        seen.unwrap_or(0..FEW)
    }

    /// Draws some more of what is behind.
    pub fn go_on(&mut self, bench: &mut Workbench) {
        let behind = self.behind(bench);
        let (mut n_looked_at, mut n_rows) = (0, 0);
        for &at in behind.iter().take(BATCH_CHUNKS) {
            if n_rows >= BATCH_ROWS {
                break;
            }
            n_looked_at += 1;
            if self.draw(bench, at..at + 1) {
                n_rows += bench.chunks()[at].rows.len();
            }
        }
        self.is_behind = behind.len() > n_looked_at;
    }

    fn behind(&self, bench: &Workbench) -> Vec<usize> {
        let is_behind = |&at: &usize| bench.is_dated(at) || !self.is_current(bench.chunks(), at);
        (0..bench.chunks().len()).filter(is_behind).collect()
    }

    /// Draws the chunks that hold a place and those beside them, so that the place can be found on the screen.
    pub fn reach(&mut self, bench: &mut Workbench, place: ByteOffset) {
        if !self.is_behind {
            return;
        }
        let holds = |chunk: &Arc<ChunkView>| {
            let mut stretches = chunk.rows.iter().flat_map(|row| &row.stretches);
            stretches.any(|stretch| stretch.range.start() <= place && place <= stretch.range.end())
        };
        let here: Vec<_> = (0..bench.chunks().len()).filter(|&at| holds(&bench.chunks()[at])).collect();
        for at in here {
            self.draw(bench, at.saturating_sub(1)..at + 2);
        }
    }

    /// Draws chunks as they are; whether any of them was otherwise.
    fn draw(&mut self, bench: &mut Workbench, which: Range<usize>) -> bool {
        bench.renew(which.clone());
        let now = bench.chunks();
        let mut is_other = false;
        for at in which.start..which.end.min(now.len()) {
            if !self.is_current(now, at) {
                self.chunks[at] = Shared::new(Arc::clone(&now[at]));
                is_other = true;
            }
        }
        is_other
    }

    fn is_current(&self, now: &[Arc<ChunkView>], at: usize) -> bool {
        std::ptr::eq(&*self.chunks[at], Arc::as_ptr(&now[at]))
    }
}

/// The chunks in the window and close to it.
pub(super) fn in_view(root: &Element, chunks: &[Shared<ChunkView>]) -> Range<usize> {
    let frame = root.get_bounding_client_rect();
    let (top, bottom) = (frame.top() - MARGIN_PX, frame.bottom() + MARGIN_PX);
    // First among the slabs: to ask where a chunk of a slab is that is out of view would lay it out.
    let slabs = slabs(chunks);
    let top_of = |element: Element| element.get_bounding_client_rect().top();
    let begins = |slab: usize| position::slab_element(&chunks[slabs[slab].chunks.start]).map(top_of);
    let seen = first_below(0..slabs.len(), begins, top).saturating_sub(1)
        ..first_below(0..slabs.len(), begins, bottom);
    let begins = |chunk: usize| position::chunk_element(&chunks[chunk]).map(top_of);
    let (Some(first), Some(last)) = (slabs.get(seen.start), slabs[seen.clone()].last()) else { return 0..0 };
    first_below(first.chunks.clone(), begins, top).saturating_sub(1)
        ..first_below(last.chunks.clone(), begins, bottom)
}

/// Which of some elements that stand below each other is the first one that begins below a height, by halves.
fn first_below(among: Range<usize>, begins: impl Fn(usize) -> Option<f64>, height: f64) -> usize {
    let Range { start: mut low, end: mut high } = among;
    while low < high {
        let middle = low.midpoint(high);
        if begins(middle).is_some_and(|top| top < height) { low = middle + 1 } else { high = middle }
    }
    low
}
