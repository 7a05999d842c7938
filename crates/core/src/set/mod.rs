//! All annotations of a project, and the questions that are asked of them.

mod decided;
mod occurrences;
mod segments;

pub use decided::{DecidedTexts, decided_texts};
pub(crate) use occurrences::{Asked, is_outdone, occurrences_of};
pub use occurrences::{Occurrences, occurrences};
pub use segments::{Segment, segments};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smallvec::SmallVec;

use crate::annotation::{Annotation, AnnotationId, Body, Layer};
use crate::order;
use crate::text::{ByteOffset, ByteRange, TextIndex};

/// Annotations by number, by place and by line.
///
/// At ten thousand annotations a query is microseconds: blocks and article parts are ordered by their start,
/// and since live ones never overlap, the last start before a position finds them. Entities may nest and
/// overlap, so each line lists those that touch it.
#[derive(Clone, Debug, Default)]
pub struct AnnotationSet {
    slots: Vec<Option<Arc<Annotation>>>,
    /// Parts of live articles: (start, article) to end, and whether no part of the article stands before it in the text.
    parts: BTreeMap<(ByteOffset, AnnotationId), (ByteOffset, bool)>,
    /// Live blocks: (start, block) to end, and whether it goes on with the paragraph before it. A walk through all of
    /// them need not look at the annotations, which lie all over the memory.
    blocks: BTreeMap<(ByteOffset, AnnotationId), (ByteOffset, bool)>,
    /// Entities of every status, by first byte.
    entities: BTreeSet<(ByteOffset, AnnotationId)>,
    /// Entities of every status that touch a line.
    by_line: Vec<SmallVec<[AnnotationId; 2]>>,
    /// Rejected articles.
    rejected_articles: BTreeSet<AnnotationId>,
}

impl AnnotationSet {
    /// An empty set for a text.
    pub fn new(index: &TextIndex) -> Self {
        Self { by_line: vec![SmallVec::new(); index.n_lines()], ..Self::default() }
    }

    /// Puts an annotation in its place, or takes it away, and returns what was there.
    /// Keeps no rules; [`apply`](crate::edit::apply) is where changes come from.
    pub(crate) fn put(
        &mut self,
        index: &TextIndex,
        id: AnnotationId,
        annotation: Option<Arc<Annotation>>,
    ) -> Option<Arc<Annotation>> {
        if self.slots.len() <= id.idx() {
            self.slots.resize(id.idx() + 1, None);
        }
        let before = self.slots[id.idx()].take();
        if let Some(before) = &before {
            self.unlist(index, before);
        }
        if let Some(annotation) = &annotation {
            self.list(index, annotation);
        }
        self.slots[id.idx()] = annotation;
        before
    }

    fn list(&mut self, index: &TextIndex, annotation: &Annotation) {
        let id = annotation.id;
        match &annotation.body {
            Body::Article(article) if annotation.is_live() => {
                let first = article.parts.start();
                let part = |part: ByteRange| ((part.start(), id), (part.end(), part.start() == first));
                self.parts.extend(article.parts.iter().map(part));
            }
            Body::Article(_) => {
                self.rejected_articles.insert(id);
            }
            Body::Block(block) if annotation.is_live() => {
                self.blocks.insert((block.range.start(), id), (block.range.end(), block.continues));
            }
            Body::Block(_) => {}
            Body::Entity(entity) => {
                self.entities.insert((entity.ranges.start(), id));
                for range in entity.ranges.iter() {
                    for line in index.lines_of(range) {
                        let ids = &mut self.by_line[line];
                        // The ranges of one annotation come one after another.
                        if ids.last() != Some(&id) {
                            ids.push(id);
                        }
                    }
                }
            }
        }
    }

    fn unlist(&mut self, index: &TextIndex, annotation: &Annotation) {
        let id = annotation.id;
        match &annotation.body {
            Body::Article(article) => {
                for part in article.parts.iter() {
                    self.parts.remove(&(part.start(), id));
                }
                self.rejected_articles.remove(&id);
            }
            Body::Block(block) => {
                self.blocks.remove(&(block.range.start(), id));
            }
            Body::Entity(entity) => {
                self.entities.remove(&(entity.ranges.start(), id));
                for range in entity.ranges.iter() {
                    for line in index.lines_of(range) {
                        self.by_line[line].retain(|listed| *listed != id);
                    }
                }
            }
        }
    }

    /// The annotation with this number.
    pub fn get(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.slots.get(id.idx())?.as_ref()
    }

    /// The number that the next new annotation gets.
    pub fn next_id(&self) -> AnnotationId {
        AnnotationId(self.slots.len() as u32)
    }

    /// Keeps numbers below `next` from being given out again, as after reading a snapshot.
    pub(crate) fn reserve_below(&mut self, next: AnnotationId) {
        if self.slots.len() < next.idx() {
            self.slots.resize(next.idx(), None);
        }
    }

    /// Every annotation, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.slots.iter().flatten()
    }

    /// How many annotations there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    fn known(&self, id: AnnotationId) -> Option<&Arc<Annotation>> {
        self.get(id)
    }

    /// Live articles in the order of the first byte of what they cover.
    pub fn articles(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        let first = self.parts.iter().filter(|(_, (_, is_first))| *is_first);
        first.filter_map(|(&(_, id), _)| self.known(id))
    }

    /// Articles that were rejected, by number.
    pub fn rejected_articles(&self) -> impl Iterator<Item = &Arc<Annotation>> {
        self.rejected_articles.iter().filter_map(|&id| self.known(id))
    }

    /// Parts of live articles that share text with a range, in text order.
    pub fn parts_in(&self, range: ByteRange) -> impl Iterator<Item = (ByteRange, AnnotationId)> + '_ {
        let before = self.parts.range(..(range.start(), AnnotationId(0))).next_back();
        let within = self.parts.range((range.start(), AnnotationId(0))..(range.end(), AnnotationId(0)));
        before
            .into_iter()
            .chain(within)
            .map(|(&(start, id), &(end, _))| (ByteRange::new(start, end), id))
            .filter(move |(part, _)| part.overlaps(range))
    }

    /// The live article whose part holds a position.
    pub fn article_at(&self, at: ByteOffset) -> Option<&Arc<Annotation>> {
        let (&(_, id), &(end, _)) = self.parts.range(..=(at, AnnotationId(u32::MAX))).next_back()?;
        (at < end).then(|| self.known(id)).flatten()
    }

    /// Live blocks in text order.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.blocks.keys().filter_map(|&(_, id)| self.known(id))
    }

    /// Where live blocks are, in text order, and whether each goes on with the paragraph before it.
    pub fn block_places(&self) -> impl Iterator<Item = (ByteRange, bool)> {
        self.blocks.iter().map(|(&(start, _), &(end, continues))| (ByteRange::new(start, end), continues))
    }

    /// Live blocks that share text with a range, in text order.
    pub fn blocks_in(&self, range: ByteRange) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        let before = self.blocks.range(..(range.start(), AnnotationId(0))).next_back();
        let within = self.blocks.range((range.start(), AnnotationId(0))..(range.end(), AnnotationId(0)));
        before
            .into_iter()
            .chain(within)
            .filter_map(|(&(_, id), _)| self.known(id))
            .filter(move |annotation| annotation.block().is_some_and(|block| block.range.overlaps(range)))
    }

    /// The live block that holds a position.
    pub fn block_at(&self, at: ByteOffset) -> Option<&Arc<Annotation>> {
        let (&(_, id), _) = self.blocks.range(..=(at, AnnotationId(u32::MAX))).next_back()?;
        self.known(id).filter(|found| found.block().is_some_and(|block| block.range.contains(at)))
    }

    /// The first live block that starts at a position or behind it.
    pub fn block_from(&self, at: ByteOffset) -> Option<&Arc<Annotation>> {
        let (&(_, id), _) = self.blocks.range((at, AnnotationId(0))..).next()?;
        self.known(id)
    }

    /// The last live block that starts before a position.
    pub fn block_before(&self, at: ByteOffset) -> Option<&Arc<Annotation>> {
        let (&(_, id), _) = self.blocks.range(..(at, AnnotationId(0))).next_back()?;
        self.known(id)
    }

    /// The blocks of an article in reading order; none for what is no article.
    pub fn blocks_of(&self, article: AnnotationId) -> Vec<Arc<Annotation>> {
        let parts = self.get(article).and_then(|found| found.article()).map(|article| &article.parts);
        let parts = parts.into_iter().flat_map(|parts| parts.iter());
        parts
            .flat_map(|part| {
                self.blocks_in(part).filter(move |annotation| {
                    annotation.block().is_some_and(|block| part.covers(block.range))
                })
            })
            .cloned()
            .collect()
    }

    /// The live article to which a block belongs; none for page furniture.
    pub fn article_of(&self, block: &Annotation) -> Option<&Arc<Annotation>> {
        self.article_at(block.body.start())
    }

    /// Entities of every status by their first byte.
    pub fn entities(&self) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.entities.iter().filter_map(|&(_, id)| self.known(id))
    }

    /// Entities of every status that begin at a position or behind it.
    pub fn entities_from(&self, at: ByteOffset) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.entities.range((at, AnnotationId(0))..).filter_map(|&(_, id)| self.known(id))
    }

    /// Entities of every status that begin before a position, the nearest last.
    pub fn entities_before(&self, at: ByteOffset) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.entities.range(..(at, AnnotationId(0))).filter_map(|&(_, id)| self.known(id))
    }

    /// Entities of every status that share text with a range, by their first byte.
    pub fn entities_in(&self, index: &TextIndex, range: ByteRange) -> Vec<&Arc<Annotation>> {
        let ids = self.by_line[index.lines_of(range)].iter().flatten();
        let found = ids
            .filter_map(|&id| self.known(id))
            .filter(|annotation| annotation.body.ranges().iter().any(|piece| piece.overlaps(range)));
        let mut found: Vec<_> = found.collect();
        order::sort_by_key(&mut found, |annotation| (annotation.body.start(), annotation.id));
        found.dedup_by_key(|annotation| annotation.id);
        found
    }

    /// An annotation of any status that says the same.
    pub fn find_same(&self, body: &Body) -> Option<&Arc<Annotation>> {
        let start = body.start();
        let here = (start, AnnotationId(0))..=(start, AnnotationId(u32::MAX));
        let same = |annotation: &&Arc<Annotation>| annotation.body.says_same(body);
        match body.layer() {
            Layer::Article => {
                self.article_at(start).filter(same).or_else(|| self.rejected_articles().find(same))
            }
            Layer::Block => self.blocks.range(here).filter_map(|(&(_, id), _)| self.known(id)).find(same),
            Layer::Entity => self.entities.range(here).filter_map(|&(_, id)| self.known(id)).find(same),
        }
    }
}

impl PartialEq for AnnotationSet {
    /// The same annotations under the same numbers.
    fn eq(&self, other: &Self) -> bool {
        let n = self.slots.len().max(other.slots.len());
        (0..n as u32).all(|i| self.get(AnnotationId(i)) == other.get(AnnotationId(i)))
    }
}

impl Eq for AnnotationSet {}
