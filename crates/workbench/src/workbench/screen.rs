//! Keeping what is shown in step with the project.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jianbao_core::edit::Changes;
use jianbao_core::order::set_of;
use jianbao_core::text::CHUNK_LINES;
use jianbao_core::{AnnotationId, ByteRange, LineIdx};

use super::Open;
use crate::msg::Effect;
use crate::view::{
    Flow, Layout, Order, Outline, Shown, article_cards, chunk_view, entity_groups, mended, n_chunks, totals,
    warnings,
};

impl Open {
    pub(super) fn shown(&self) -> Shown {
        Shown {
            entity: self.picked_entity(),
            article: self.picked_article(),
            rejected: self.show_rejected,
            thresholds: Arc::clone(&self.thresholds),
        }
    }

    pub(super) fn refresh(&mut self, changes: &Changes) {
        if changes.labels {
            self.refresh_all();
            // The lists name labels by their place: they must not be shown with the places of another set.
            return self.make_lists();
        }
        match self.layout.order() {
            Order::Page => self.refresh_page(changes),
            Order::Article => self.refresh_articles(changes),
        }
        self.refresh_lists();
    }

    fn refresh_page(&mut self, changes: &Changes) {
        let mut is_renumbered = false;
        if changes.structure {
            let outline = Outline::of(self.project());
            is_renumbered = outline != self.outline;
            self.outline = outline;
        }
        let chunks = if is_renumbered {
            set_of(0..self.chunks.len())
        } else {
            set_of(changes.lines.iter().map(|line| line / CHUNK_LINES))
        };
        self.mend(chunks, &changes.lines, is_renumbered);
    }

    /// Makes chunks anew that have the same text as before.
    fn mend(&mut self, chunks: BTreeSet<usize>, lines: &BTreeSet<usize>, is_renumbered: bool) {
        let shown = self.shown();
        for index in chunks {
            let view =
                mended(self.project(), &self.outline, &self.chunks[index], lines, is_renumbered, &shown);
            replace(&mut self.chunks[index], view);
        }
    }

    /// Rows come and go where blocks change: chunks are found again by what they are of.
    fn refresh_articles(&mut self, changes: &Changes) {
        if changes.structure {
            let outline = Outline::of(self.project());
            let is_renumbered = outline != self.outline;
            self.outline = outline;
            let flow = Flow::of(self.project(), &self.outline);
            let Layout::Article(before) = std::mem::replace(&mut self.layout, Layout::Article(flow)) else {
                return;
            };
            let old = std::mem::take(&mut self.chunks);
            let places: HashMap<_, _> = old.iter().enumerate().map(|(i, chunk)| (chunk.key, i)).collect();
            let dirty = self.layout.chunks_of(self.project(), &self.ranges_of(&changes.lines));
            let Layout::Article(flow) = &self.layout else { return };
            let shown = &self.shown();
            let chunk = |index: usize| {
                let same = places.get(&flow.key(index)).filter(|&&at| flow.same_text(index, &before, at));
                let Some(&at) = same else {
                    return Arc::new(chunk_view(self.project(), &self.outline, &self.layout, index, shown));
                };
                let mut kept = Arc::clone(&old[at]);
                if is_renumbered || dirty.contains(&index) {
                    let lines = &changes.lines;
                    let view = mended(self.project(), &self.outline, &kept, lines, is_renumbered, shown);
                    replace(&mut kept, view);
                }
                kept
            };
            self.chunks = (0..flow.n_chunks()).map(chunk).collect();
        } else {
            let dirty = self.layout.chunks_of(self.project(), &self.ranges_of(&changes.lines));
            self.mend(dirty, &changes.lines, false);
        }
    }

    pub(super) fn ranges_of(&self, lines: &BTreeSet<usize>) -> Vec<ByteRange> {
        let index = self.project().document.index();
        lines.iter().map(|&line| index.line(LineIdx(line as u32))).collect()
    }

    pub(super) fn refresh_all(&mut self) {
        self.outline = Outline::of(self.project());
        if self.layout.order() == Order::Article {
            self.layout = Layout::Article(Flow::of(self.project(), &self.outline));
        }
        let shown = &self.shown();
        let old = std::mem::take(&mut self.chunks);
        let chunk = |index: usize| {
            let view = chunk_view(self.project(), &self.outline, &self.layout, index, shown);
            match old.get(index) {
                Some(old) if **old == view => Arc::clone(old),
                _ => Arc::new(view),
            }
        };
        self.chunks = (0..n_chunks(self.project(), &self.layout)).map(chunk).collect();
        self.refresh_lists();
    }

    /// Shows the text in an order; the place that is seen stays where it is.
    pub(super) fn set_order(&mut self, order: Order, effects: &mut Vec<Effect>) {
        if self.layout.order() == order {
            return;
        }
        effects.push(Effect::KeepPlace);
        self.layout = match order {
            Order::Page => Layout::Page,
            Order::Article => Layout::Article(Flow::default()),
        };
        self.refresh_all();
        effects.push(Effect::ShowSelection(self.cursor.ends()));
    }

    pub(super) fn refresh_lists(&mut self) {
        let picked = self.picked_article();
        replace(
            &mut self.cards,
            article_cards(self.session.project(), &self.outline, picked, &self.thresholds),
        );
        self.totals = totals(self.project(), &self.thresholds);
        self.lists.is_stale = true;
    }

    /// Makes the lists that no edit waits for.
    pub(super) fn make_lists(&mut self) {
        if std::mem::take(&mut self.lists.is_stale) {
            let project = self.session.project();
            replace(&mut self.lists.groups, entity_groups(project, &self.thresholds));
            replace(&mut self.lists.warnings, warnings(project, &self.lists.groups));
        }
    }

    pub(super) fn refresh_around(&mut self, id: AnnotationId) {
        let Some(annotation) = self.project().set().get(id) else { return };
        let ranges = annotation.body.ranges();
        let index = self.project().document.index();
        let lines = ranges.iter().flat_map(|range| index.lines_of(*range)).collect();
        self.mend(self.layout.chunks_of(self.project(), ranges), &lines, false);
    }
}

/// Keeps the old value, and so its identity, when the new one is equal.
fn replace<T: PartialEq>(old: &mut Arc<T>, new: T) {
    if **old != new {
        *old = Arc::new(new);
    }
}
