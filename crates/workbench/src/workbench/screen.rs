//! Keeping what is shown in step with the project.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jianbao_core::edit::{Changes, Op};
use jianbao_core::{AnnotationId, LineIdx, order};

use super::Open;
use crate::msg::Effect;
use crate::thresholds::threshold_rows;
use crate::view::{
    ArticleCard, Flow, Layout, Order, Outline, Shown, article_cards, chunk_view, entity_groups, mended,
    n_chunks, totals, warnings,
};

/// Of how many entities a walk through all of them takes so long that the lists are made one at a time.
const MANY_ENTITIES: usize = 4000;

/// What of a chunk is as it was before some edit, until the chunk is about to be drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Dated {
    /// The lines that look otherwise now.
    lines: BTreeSet<usize>,
    /// Articles were numbered or bounded anew, which may show beside any row.
    is_renumbered: bool,
}

impl Dated {
    fn is_any(&self) -> bool {
        self.is_renumbered || !self.lines.is_empty()
    }
}

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
            return self.make_all_lists();
        }
        if changes.reading && self.layout.order() == Order::Article {
            self.outline_articles();
        } else if changes.structure {
            self.outline_same_text();
        }
        self.outdate(&changes.lines);
        self.refresh_lists();
    }

    /// The chunks are of the same text; what stands beside their rows may be numbered anew.
    fn outline_same_text(&mut self) {
        if self.outline_anew() {
            self.dated.iter_mut().for_each(|dated| dated.is_renumbered = true);
        }
    }

    /// Looks at the articles again; whether any is numbered or bounded otherwise than before.
    fn outline_anew(&mut self) -> bool {
        let outline = Outline::of(self.project());
        let is_other = outline != self.outline;
        self.outline = outline;
        is_other
    }

    /// Lines look otherwise now, with the same text: they are made anew when their chunks are about to be drawn.
    fn outdate(&mut self, lines: &BTreeSet<usize>) {
        for &line in lines {
            let range = self.project().document.index().line(LineIdx(line as u32));
            for chunk in self.layout.chunks_of(self.project(), range) {
                self.dated[chunk].lines.insert(line);
            }
        }
    }

    /// Whether a chunk is as it was before some edit.
    pub(super) fn is_dated(&self, chunk: usize) -> bool {
        self.dated.get(chunk).is_some_and(Dated::is_any)
    }

    /// Brings chunks up to date.
    pub(super) fn renew(&mut self, chunks: Range<usize>) {
        let shown = self.shown();
        for index in chunks {
            if self.is_dated(index) {
                let Dated { lines, is_renumbered } = std::mem::take(&mut self.dated[index]);
                let old = &self.chunks[index];
                let view = mended(self.project(), &self.outline, old, &lines, is_renumbered, &shown);
                replace(&mut self.chunks[index], view);
            }
        }
    }

    /// Rows come and go where blocks change: chunks are found again by what they are of.
    fn outline_articles(&mut self) {
        let is_renumbered = self.outline_anew();
        let flow = Flow::of(self.project(), &self.outline);
        let Layout::Article(before) = std::mem::replace(&mut self.layout, Layout::Article(flow)) else {
            return;
        };
        let old = std::mem::take(&mut self.chunks);
        let places: HashMap<_, _> =
            old.iter().enumerate().map(|(i, chunk)| (chunk.key.number(), i)).collect();
        let mut was_dated = std::mem::take(&mut self.dated);
        let Layout::Article(flow) = &self.layout else { return };
        let shown = self.shown();
        for index in 0..flow.n_chunks() {
            let same =
                places.get(&flow.key(index).number()).filter(|&&at| flow.same_text(index, &before, at));
            let (chunk, dated) = match same {
                Some(&at) => {
                    let mut dated = std::mem::take(&mut was_dated[at]);
                    dated.is_renumbered |= is_renumbered;
                    (Arc::clone(&old[at]), dated)
                }
                None => {
                    let project = self.session.project();
                    let view = chunk_view(project, &self.outline, &self.layout, index, &shown);
                    (Arc::new(view), Dated::default())
                }
            };
            self.chunks.push(chunk);
            self.dated.push(dated);
        }
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
        self.dated = vec![Dated::default(); self.chunks.len()];
        self.totals = totals(self.project(), &self.thresholds);
        self.counted = self.project().seq();
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
        self.look_at_cards_again();
        let counted = self.session.log().partition_point(|entry| entry.seq < self.counted);
        for op in self.session.log()[counted..].iter().flat_map(|entry| &entry.transaction.ops) {
            if let Op::Put { before, after, .. } = op {
                for (annotation, counts) in [(before, false), (after, true)] {
                    annotation.iter().for_each(|found| self.totals.count(found, &self.thresholds, counts));
                }
            }
        }
        self.counted = self.project().seq();
        (self.lists.is_stale, self.lists.n_made) = (true, 0);
    }

    /// What the cards show may be something else.
    pub(super) fn look_at_cards_again(&mut self) {
        if let Some(cards) = self.cards.take() {
            self.cards_before = cards;
        }
    }

    /// The articles in page order, which are looked at when they are first asked for after something happened.
    pub(super) fn cards(&self) -> Arc<Vec<ArticleCard>> {
        let look = || {
            let mut cards = Arc::clone(&self.cards_before);
            let picked = self.picked_article();
            replace(&mut cards, article_cards(self.project(), &self.outline, picked, &self.thresholds));
            cards
        };
        Arc::clone(self.cards.get_or_init(look))
    }

    /// Makes the lists that no edit waits for; of a long page one at a time.
    pub(super) fn make_lists(&mut self) {
        while self.lists.is_stale {
            self.make_next_list();
            if self.totals.entities > MANY_ENTITIES {
                break;
            }
        }
    }

    fn make_all_lists(&mut self) {
        while self.lists.is_stale {
            self.make_next_list();
        }
    }

    fn make_next_list(&mut self) {
        let project = self.session.project();
        match self.lists.n_made {
            0 => replace(&mut self.lists.groups, entity_groups(project, &self.thresholds)),
            1 => replace(&mut self.lists.warnings, warnings(project, &self.lists.groups)),
            _ => {
                self.count_hidden();
                self.lists.is_stale = false;
            }
        }
        self.lists.n_made += 1;
    }

    /// Counts what the thresholds hide.
    pub(super) fn count_hidden(&mut self) {
        let rows = threshold_rows(self.session.project(), &self.thresholds);
        replace(&mut self.lists.thresholds, rows);
    }

    pub(super) fn refresh_around(&mut self, id: AnnotationId) {
        let Some(annotation) = self.project().set().get(id) else { return };
        let ranges = annotation.body.ranges();
        let index = self.project().document.index();
        let lines = order::set_of(ranges.iter().flat_map(|range| index.lines_of(*range)));
        self.outdate(&lines);
    }
}

/// Keeps the old value, and so its identity, when the new one is equal.
fn replace<T: PartialEq>(old: &mut Arc<T>, new: T) {
    if **old != new {
        *old = Arc::new(new);
    }
}
