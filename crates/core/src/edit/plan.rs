//! The rules: what a command means for a project.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::structure::{block_ranges, parts_of, place_in, ranges, reading_order};
use super::{Command, Destination, Kind, Net, NewProposal, Op, Refusal, Transaction};
use crate::annotation::{
    Annotation, AnnotationId, Article, Author, Block, Body, Entity, Evidence, InlineRole, LabelId, LabelSet,
    Layer, Origin, Pieces, Role, Status,
};
use crate::order;
use crate::project::{Project, is_by_lines};
use crate::set::{Asked, is_outdone, occurrences_of};
use crate::text::{ByteOffset, ByteRange};

/// The part of the engine that [`Command::Follow`] speaks for.
const FOLLOWING: &str = "same-text";

/// The changes that a command makes, in order; applying them cannot fail.
///
/// # Errors
/// A [`Refusal`] when the command cannot be carried out or would change nothing. The project is not touched either way.
pub fn plan(project: &Project, command: &Command) -> Result<Vec<Op>, Refusal> {
    let mut draft = Draft::new(project);
    match command {
        Command::AddEntities { label, places } => draft.add_entities(label, places)?,
        Command::AddRange { id, range } => draft.add_range(*id, *range)?,
        Command::SetRanges { id, ranges } => draft.set_ranges(*id, ranges)?,
        Command::SetLabel { ids, label } => draft.set_label(ids, label)?,
        Command::Accept { ids } => draft.accept(ids)?,
        Command::Reject { ids } => draft.reject(ids)?,
        Command::Delete { ids } => draft.delete(ids)?,
        Command::SetNote { id, text } => draft.set_note(*id, text)?,
        Command::CutArticle { at } => draft.cut_article(*at)?,
        Command::JoinArticles { into, from } => draft.join_articles(*into, *from)?,
        Command::MoveBlocks { blocks, to } => draft.move_blocks(blocks, *to)?,
        Command::ReorderParts { id, order } => draft.reorder_parts(*id, order)?,
        Command::SetRole { blocks, role } => draft.set_role(blocks, *role)?,
        Command::SetContinues { block, continues } => draft.set_continues(*block, *continues)?,
        Command::SetInline { block, range, role } => draft.set_inline(*block, *range, *role)?,
        Command::Propose { proposals } => draft.propose(proposals),
        Command::ProposeAnew { proposals } => {
            draft.anew = true;
            draft.propose(proposals);
        }
        Command::Follow { ids } => draft.follow(ids)?,
        Command::SetLabels { labels, moved } => draft.set_labels(labels, moved)?,
        Command::GoBack { since } => draft.go_back(since)?,
    }
    draft.finish()
}

/// Changes under way. Each annotation is changed at most once: the last word on it counts.
struct Draft<'a> {
    project: &'a Project,
    changed: BTreeMap<AnnotationId, Option<Annotation>>,
    next_id: AnnotationId,
    labels: Option<LabelSet>,
    /// What is proposed is undone with the edit before it, so it may change what an undo refers to.
    anew: bool,
}

impl<'a> Draft<'a> {
    fn new(project: &'a Project) -> Self {
        Self { project, changed: BTreeMap::new(), next_id: project.set.next_id(), labels: None, anew: false }
    }

    fn finish(self) -> Result<Vec<Op>, Refusal> {
        let mut ops = Vec::with_capacity(self.changed.len());
        if let Some(labels) = self.labels
            && labels != *self.project.labels
        {
            ops.push(Op::Labels { before: Arc::clone(&self.project.labels), after: Arc::new(labels) });
        }
        for (id, after) in self.changed {
            let before = self.project.set.get(id).cloned();
            if before.as_deref() != after.as_ref() {
                ops.push(Op::Put { id, before, after: after.map(Arc::new) });
            }
        }
        if ops.is_empty() { Err(Refusal::NothingToDo) } else { Ok(ops) }
    }

    // Reading and writing.

    /// The annotation as it will be.
    fn get(&self, id: AnnotationId) -> Option<Annotation> {
        match self.changed.get(&id) {
            Some(changed) => changed.clone(),
            None => self.project.set.get(id).map(|found| (**found).clone()),
        }
    }

    fn find(&self, id: AnnotationId, layer: Layer) -> Result<Annotation, Refusal> {
        self.get(id).filter(|found| found.body.layer() == layer).ok_or(Refusal::NotFound(id))
    }

    fn block(&self, id: AnnotationId) -> Result<(Annotation, Block), Refusal> {
        let annotation = self.find(id, Layer::Block)?;
        let block = annotation.block().cloned().ok_or(Refusal::NotFound(id))?;
        Ok((annotation, block))
    }

    fn entity(&self, id: AnnotationId) -> Result<(Annotation, Entity), Refusal> {
        let annotation = self.find(id, Layer::Entity)?;
        let entity = annotation.entity().cloned().ok_or(Refusal::NotFound(id))?;
        Ok((annotation, entity))
    }

    fn put(&mut self, annotation: Annotation) {
        self.changed.insert(annotation.id, Some(annotation));
    }

    fn remove(&mut self, id: AnnotationId) {
        self.changed.insert(id, None);
    }

    fn new_id(&mut self) -> AnnotationId {
        let id = self.next_id;
        self.next_id = AnnotationId(id.0 + 1);
        id
    }

    fn add(&mut self, body: Body, status: Status, origin: Origin) -> AnnotationId {
        let id = self.new_id();
        self.put(Annotation { id, body, status, origin, note: None, extra: None });
        id
    }

    /// Gives an annotation another body; what was proposed stays on record.
    fn correct(&mut self, mut annotation: Annotation, body: Body) {
        if annotation.body.says_same(&body) {
            annotation.body = body;
        } else {
            let was = std::mem::replace(&mut annotation.body, body);
            match &annotation.origin.corrected_from {
                // Back to what was proposed: nothing is corrected any more.
                Some(proposed) if proposed.says_same(&annotation.body) => {
                    annotation.origin.corrected_from = None
                }
                None if annotation.origin.author != Author::Person => {
                    annotation.origin.corrected_from = Some(Arc::new(was));
                }
                _ => {}
            }
        }
        self.put(annotation);
    }

    // Entities.

    fn known_label(&self, label: &LabelId) -> Result<(), Refusal> {
        self.project.labels.get(label).map(|_| ()).ok_or_else(|| Refusal::UnknownLabel(label.clone()))
    }

    /// Ranges of the text that hold more than white space.
    fn of_text(&self, ranges: &Pieces) -> Result<(), Refusal> {
        let document = &self.project.document;
        let holds = |range: ByteRange| document.holds(range) && !document.slice(range).trim().is_empty();
        if ranges.iter().all(holds) { Ok(()) } else { Err(Refusal::NoText) }
    }

    fn add_entities(&mut self, label: &LabelId, places: &[Pieces]) -> Result<(), Refusal> {
        self.known_label(label)?;
        for ranges in places {
            self.of_text(ranges)?;
            let body = Body::Entity(Entity::new(label.clone(), ranges.clone()));
            match self.project.set.find_same(&body) {
                Some(same) => {
                    let mut same = (**same).clone();
                    same.status = Status::Accepted;
                    self.put(same);
                }
                None => {
                    self.add(body, Status::Accepted, Origin::person());
                }
            }
            self.outdo(label, ranges);
        }
        Ok(())
    }

    /// Rejects proposals of the same label that share text with what a person labeled: their edges were wrong.
    fn outdo(&mut self, label: &LabelId, ranges: &Pieces) {
        let index = self.project.document.index();
        let over = ranges.iter().flat_map(|range| self.project.set.entities_in(index, range));
        let wrong = over.filter(|found| {
            found.status == Status::Proposed
                && found.entity().is_some_and(|entity| entity.label == *label && entity.ranges != *ranges)
        });
        for found in wrong.map(|found| (**found).clone()).collect::<Vec<_>>() {
            // Not what this very command accepts elsewhere.
            if !self.changed.contains_key(&found.id) {
                self.set_status(found, Status::Rejected);
            }
        }
    }

    fn add_range(&mut self, id: AnnotationId, range: ByteRange) -> Result<(), Refusal> {
        let (_, entity) = self.entity(id)?;
        let ranges = entity.ranges.with(range).map_err(|_| Refusal::NoText)?;
        self.set_ranges(id, &ranges)
    }

    fn set_ranges(&mut self, id: AnnotationId, ranges: &Pieces) -> Result<(), Refusal> {
        self.of_text(ranges)?;
        let (annotation, entity) = self.entity(id)?;
        // What the old stretch stood for need not hold for the new one.
        let value = entity.value.filter(|_| entity.ranges == *ranges);
        self.settle(annotation, Entity { ranges: ranges.clone(), value, ..entity })
    }

    fn set_label(&mut self, ids: &[AnnotationId], label: &LabelId) -> Result<(), Refusal> {
        self.known_label(label)?;
        for &id in ids {
            let (annotation, entity) = self.entity(id)?;
            let value = entity.value.filter(|_| entity.label == *label);
            self.settle(annotation, Entity { label: label.clone(), value, ..entity })?;
        }
        Ok(())
    }

    /// Gives an entity another body by a person's hand, which accepts it.
    fn settle(&mut self, mut annotation: Annotation, entity: Entity) -> Result<(), Refusal> {
        let body = Body::Entity(entity);
        if let Some(same) = self.project.set.find_same(&body).filter(|same| same.id != annotation.id) {
            if same.is_live() {
                return Err(Refusal::Duplicate);
            }
            // A rejected twin gives way: the person wants it now.
            self.remove(same.id);
        }
        annotation.status = Status::Accepted;
        self.correct(annotation, body);
        Ok(())
    }

    // Decisions.

    fn accept(&mut self, ids: &[AnnotationId]) -> Result<(), Refusal> {
        let mut revived: Vec<ByteRange> = Vec::new();
        for &id in ids {
            let annotation = self.get(id).ok_or(Refusal::NotFound(id))?;
            if let Body::Article(article) = &annotation.body {
                // A rejected article comes back only where nothing else has taken its place.
                if !annotation.is_live() {
                    let there = self.project.set.parts_in(article.parts.hull()).map(|(part, _)| part);
                    if there.chain(revived.iter().copied()).any(|part| article.parts.overlaps(part)) {
                        return Err(Refusal::AlreadyBegins);
                    }
                    revived.extend(article.parts.iter());
                }
                for block in self.project.set.blocks_of(id) {
                    self.set_status((*block).clone(), Status::Accepted);
                }
            }
            self.set_status(annotation, Status::Accepted);
        }
        Ok(())
    }

    fn reject(&mut self, ids: &[AnnotationId]) -> Result<(), Refusal> {
        for &id in ids {
            let annotation = self.get(id).ok_or(Refusal::NotFound(id))?;
            if annotation.body.layer() == Layer::Block {
                return Err(Refusal::BlockStays);
            }
            self.set_status(annotation, Status::Rejected);
        }
        Ok(())
    }

    fn delete(&mut self, ids: &[AnnotationId]) -> Result<(), Refusal> {
        for &id in ids {
            let annotation = self.get(id).ok_or(Refusal::NotFound(id))?;
            match (annotation.body.layer(), &annotation.origin.author) {
                (Layer::Block, _) => return Err(Refusal::BlockStays),
                (_, Author::Engine(_)) => self.set_status(annotation, Status::Rejected),
                _ => self.remove(id),
            }
        }
        Ok(())
    }

    fn set_status(&mut self, mut annotation: Annotation, status: Status) {
        annotation.status = status;
        self.put(annotation);
    }

    fn set_note(&mut self, id: AnnotationId, text: &str) -> Result<(), Refusal> {
        let mut annotation = self.get(id).ok_or(Refusal::NotFound(id))?;
        annotation.note = (!text.is_empty()).then(|| text.into());
        self.put(annotation);
        Ok(())
    }

    // Structure.

    /// Gives an article the blocks of these ranges, in reading order; one without blocks goes.
    fn set_blocks(
        &mut self,
        id: AnnotationId,
        order: &[ByteRange],
        all: &[ByteRange],
    ) -> Result<(), Refusal> {
        let annotation = self.find(id, Layer::Article)?;
        match parts_of(order, all) {
            Some(parts) => self.correct(annotation, Body::Article(Article { parts })),
            None => self.remove(id),
        }
        Ok(())
    }

    fn new_article(&mut self, order: &[ByteRange], all: &[ByteRange], status: Status) {
        if let Some(parts) = parts_of(order, all) {
            self.add(Body::Article(Article { parts }), status, Origin::person());
        }
    }

    fn cut_article(&mut self, at: ByteOffset) -> Result<(), Refusal> {
        let set = &self.project.set;
        let found = set.block_at(at).or_else(|| set.block_from(at)).ok_or(Refusal::NoBlock)?;
        let (annotation, block) = self.block(found.id)?;
        let mut all = block_ranges(set);
        let halves = self.halves(&block, at);
        let cut = halves.map_or(block.range.start(), |(_, second)| second.start());

        let article = set.article_of(&annotation).map(|article| (article.id, article.status));
        let mut order = article.map_or_else(Vec::new, |(id, _)| reading_order(set, id));
        if let Some((first, second)) = halves {
            let place = all.partition_point(|range| range.start() < block.range.start());
            all.splice(place..=place, [first, second]);
            if let Some(i) = order.iter().position(|range| *range == block.range) {
                order.splice(i..=i, [first, second]);
            }
            let (kept, moved) = cut_block(&block, first, second);
            let origin = Origin { corrected_from: None, ..annotation.origin.clone() };
            self.add(Body::Block(moved), annotation.status, origin);
            self.correct(annotation, Body::Block(kept));
        } else if block.continues {
            // What begins an article does not go on with the one above.
            self.correct(annotation, Body::Block(Block { continues: false, link: None, ..block }));
        }

        match article {
            Some((id, status)) => {
                let i = order.iter().position(|range| range.start() == cut).ok_or(Refusal::NoBlock)?;
                if i == 0 {
                    return Err(Refusal::AlreadyBegins);
                }
                self.set_blocks(id, &order[..i], &all)?;
                self.new_article(&order[i..], &all, status);
            }
            // Page furniture: a new article of this block alone.
            None => {
                let block = all.iter().find(|range| range.start() == cut).copied().ok_or(Refusal::NoBlock)?;
                self.new_article(&[block], &all, Status::Accepted);
            }
        }
        Ok(())
    }

    /// The two halves of a block cut at a position, trimmed; none where one of them would be blank.
    fn halves(&self, block: &Block, at: ByteOffset) -> Option<(ByteRange, ByteRange)> {
        if !block.range.contains(at) || !self.project.document.text().is_char_boundary(at.idx()) {
            return None;
        }
        let trim = |range: ByteRange| {
            let text = self.project.document.slice(range);
            let start = range.start().idx() + (text.len() - text.trim_start().len());
            let trimmed = text.trim();
            (!trimmed.is_empty()).then(|| ByteRange::at(start, start + trimmed.len()))
        };
        let first = trim(ByteRange::new(block.range.start(), at))?;
        let second = trim(ByteRange::new(at, block.range.end()))?;
        Some((first, second))
    }

    fn join_articles(&mut self, into: AnnotationId, from: AnnotationId) -> Result<(), Refusal> {
        if into == from {
            return Err(Refusal::SameArticle);
        }
        self.find(into, Layer::Article)?;
        self.find(from, Layer::Article)?;
        let set = &self.project.set;
        let mut order = reading_order(set, into);
        order.extend(reading_order(set, from));
        let all = block_ranges(set);
        self.remove(from);
        self.set_blocks(into, &order, &all)
    }

    fn move_blocks(&mut self, blocks: &[AnnotationId], to: Destination) -> Result<(), Refusal> {
        let set = &self.project.set;
        let all = block_ranges(set);
        let mut moved: Vec<Arc<Annotation>> = Vec::with_capacity(blocks.len());
        for &id in blocks {
            self.block(id)?;
            moved.extend(set.get(id).filter(|block| block.is_live()).cloned());
        }
        order::sort_by_key(&mut moved, |block| block.body.start());
        moved.dedup_by_key(|block| block.id);
        // Blocks that are there already stay where they are.
        if let Destination::Article(id) = to {
            self.find(id, Layer::Article)?;
            moved.retain(|block| set.article_of(block).is_none_or(|article| article.id != id));
        }
        if moved.is_empty() {
            return Err(Refusal::NothingToDo);
        }
        let moving = ranges(&moved);

        let mut sources: Vec<AnnotationId> =
            moved.iter().filter_map(|block| set.article_of(block)).map(|article| article.id).collect();
        order::sort(&mut sources);
        sources.dedup();
        // All blocks of one article into a new one: nothing would change but its number.
        if to == Destination::NewArticle
            && sources.len() == 1
            && reading_order(set, sources[0]).len() == moving.len()
        {
            return Err(Refusal::NothingToDo);
        }
        for source in sources {
            let rest: Vec<_> =
                reading_order(set, source).into_iter().filter(|range| !moving.contains(range)).collect();
            self.set_blocks(source, &rest, &all)?;
        }
        match to {
            Destination::Article(id) => {
                let mut order = reading_order(set, id);
                for &range in &moving {
                    let place = place_in(&order, range.start());
                    order.insert(place, range);
                }
                self.set_blocks(id, &order, &all)?;
            }
            Destination::NewArticle => self.new_article(&moving, &all, Status::Accepted),
            Destination::Furniture => {}
        }
        // A first block, or one without an article, goes on with nothing.
        for block in &moved {
            let (mut annotation, body) = self.block(block.id)?;
            if to == Destination::Furniture {
                // The only trace of the decision, since no article holds the block.
                annotation.status = Status::Accepted;
                self.put(annotation.clone());
            }
            let first = to != Destination::Furniture && moving.first() != Some(&body.range);
            if body.continues && !first {
                self.correct(annotation, Body::Block(Block { continues: false, link: None, ..body }));
            }
        }
        Ok(())
    }

    fn reorder_parts(&mut self, id: AnnotationId, order: &[usize]) -> Result<(), Refusal> {
        let annotation = self.find(id, Layer::Article)?;
        let parts = annotation.article().ok_or(Refusal::NotFound(id))?.parts.clone();
        let mut sorted = order.to_vec();
        order::sort(&mut sorted);
        if !sorted.into_iter().eq(0..parts.len()) {
            return Err(Refusal::BadOrder);
        }
        // From the blocks, so that parts that now follow each other become one.
        let set = &self.project.set;
        let blocks: Vec<_> = order
            .iter()
            .flat_map(|&i| set.blocks_in(parts.as_slice()[i]).filter_map(|found| found.block()))
            .map(|block| block.range)
            .collect();
        self.set_blocks(id, &blocks, &block_ranges(set))
    }

    fn set_role(&mut self, blocks: &[AnnotationId], role: Role) -> Result<(), Refusal> {
        for &id in blocks {
            let (mut annotation, block) = self.block(id)?;
            annotation.status = Status::Accepted;
            self.correct(annotation, Body::Block(Block { role, ..block }));
        }
        Ok(())
    }

    fn set_continues(&mut self, id: AnnotationId, continues: bool) -> Result<(), Refusal> {
        let (mut annotation, block) = self.block(id)?;
        if block.continues == continues {
            return Err(Refusal::NothingToDo);
        }
        annotation.status = Status::Accepted;
        self.correct(annotation, Body::Block(Block { continues, link: None, ..block }));
        Ok(())
    }

    fn set_inline(&mut self, id: AnnotationId, range: ByteRange, role: Option<Role>) -> Result<(), Refusal> {
        let (mut annotation, mut block) = self.block(id)?;
        if range.is_empty() || !self.project.document.holds(range) || !block.range.covers(range) {
            return Err(Refusal::NoText);
        }
        block.inline.retain(|inline| !inline.range.overlaps(range));
        block.inline.extend(role.map(|role| InlineRole { range, role }));
        order::sort_by_key(&mut block.inline, |inline| inline.range);
        annotation.status = Status::Accepted;
        self.correct(annotation, Body::Block(block));
        Ok(())
    }

    // Proposals and labels.

    /// Adds proposals. Each is checked against what is there and against those before it.
    fn propose(&mut self, proposals: &[NewProposal]) {
        let past = if self.anew { Past::none(self.project) } else { Past::of(self.project) };
        let mut parts: Vec<ByteRange> = Vec::new();
        let mut last_block: Option<ByteRange> = None;
        for proposal in proposals {
            let fits = match &proposal.body {
                Body::Article(article) => {
                    let free = |part: ByteRange| {
                        self.project.set.parts_in(part).all(|(_, id)| self.gives_way(id))
                            && !parts.iter().chain(&past.parts).any(|other| other.overlaps(part))
                            && past
                                .cut_blocks
                                .iter()
                                .all(|block| !block.overlaps(part) || part.covers(*block))
                    };
                    let fits = article.parts.iter().all(free);
                    if fits {
                        parts.extend(article.parts.iter());
                    }
                    fits
                }
                Body::Block(block) => {
                    let fits = last_block.is_none_or(|last| last.end() <= block.range.start());
                    if fits {
                        last_block = Some(block.range);
                    }
                    fits
                }
                Body::Entity(entity) => past.labels.iter().all(|labels| labels.get(&entity.label).is_some()),
            };
            // A block says again what a plain one said, only with evidence now: that is decided below.
            let is_new =
                proposal.body.layer() == Layer::Block || self.project.set.find_same(&proposal.body).is_none();
            if fits && is_new && self.is_of_text(&proposal.body) {
                self.propose_one(proposal);
            }
        }
    }

    fn is_of_text(&self, body: &Body) -> bool {
        body.ranges().iter().all(|range| !range.is_empty() && self.project.document.holds(*range))
    }

    fn propose_one(&mut self, proposal: &NewProposal) {
        let origin = Origin {
            author: proposal.author.clone(),
            evidence: proposal.evidence.clone(),
            corrected_from: None,
        };
        let Body::Block(block) = &proposal.body else {
            if let Body::Article(article) = &proposal.body {
                let there = article.parts.iter().flat_map(|part| self.project.set.parts_in(part));
                for (_, id) in there.collect::<Vec<_>>() {
                    self.remove(id);
                }
            }
            self.add(proposal.body.clone(), Status::Proposed, origin);
            return;
        };
        // Blocks that nobody has looked at yet make room; one of a person's does not.
        let there: Vec<_> = self.project.set.blocks_in(block.range).cloned().collect();
        if !there.iter().all(|found| self.is_untouched(found)) {
            return;
        }
        match there.iter().find(|found| found.body.ranges() == [block.range]) {
            Some(same) => {
                let id = same.id;
                let body = proposal.body.clone();
                self.put(Annotation { id, body, status: Status::Proposed, origin, note: None, extra: None });
            }
            None => {
                self.add(proposal.body.clone(), Status::Proposed, origin);
            }
        }
        for found in there {
            if found.body.ranges() != [block.range] {
                self.changed.entry(found.id).or_insert(None);
            }
        }
    }

    fn follow(&mut self, ids: &[AnnotationId]) -> Result<(), Refusal> {
        let mut decided = Vec::new();
        for &id in ids {
            let (annotation, entity) = self.entity(id)?;
            let quote = self.project.quote(&annotation);
            // A single character is too often a part of something else.
            if annotation.status != Status::Proposed && quote.chars().nth(1).is_some() {
                decided.push((annotation, entity, quote));
            }
        }
        let asked = decided.iter().map(|(annotation, entity, quote)| Asked {
            id: annotation.id,
            label: &entity.label,
            quote,
        });
        let elsewhere = occurrences_of(self.project, &asked.collect::<Vec<_>>());
        let reasons = [Arc::from("same-as-accepted")];
        let evidence = Evidence { confidence: None, reasons: reasons.into() };
        let origin = Origin { author: Author::Engine(FOLLOWING.into()), evidence, corrected_from: None };
        // Several of the same text find the same places: each place follows the first of them.
        let mut taken = BTreeSet::new();
        for ((annotation, entity, _), elsewhere) in decided.iter().zip(elsewhere) {
            if annotation.is_live() {
                for place in elsewhere.free {
                    if decided.len() > 1 && !taken.insert((place, &entity.label)) {
                        continue;
                    }
                    let Ok(ranges) = Pieces::one(place) else { continue };
                    for inside in self.project.set.entities_in(self.project.document.index(), place) {
                        let same_label = inside.entity().is_some_and(|other| other.label == entity.label);
                        if same_label && is_outdone(inside, place) {
                            self.set_status((**inside).clone(), Status::Rejected);
                        }
                    }
                    let body = Body::Entity(Entity { ranges, alias_of: None, ..entity.clone() });
                    self.add(body, Status::Proposed, origin.clone());
                }
            } else {
                // Accepted in another place, the text alone decides nothing: this place is an exception.
                let is_accepted = |id: &AnnotationId| {
                    self.project.set.get(*id).is_some_and(|found| found.status == Status::Accepted)
                };
                if elsewhere.labeled.iter().any(is_accepted) {
                    continue;
                }
                for other in elsewhere.labeled.iter().filter_map(|&id| self.project.set.get(id)) {
                    if self.is_untouched(other) || other.origin.author == origin.author {
                        self.set_status((**other).clone(), Status::Rejected);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether an article makes room for a newer proposal.
    fn gives_way(&self, article: AnnotationId) -> bool {
        self.project.set.get(article).is_some_and(|found| self.is_untouched(found))
    }

    /// Whether an annotation is as the engine made it, and no undo refers to it that is not taken before.
    fn is_untouched(&self, annotation: &Annotation) -> bool {
        annotation.status == Status::Proposed
            && annotation.note.is_none()
            && matches!(annotation.origin.author, Author::Engine(_))
            && annotation.origin.corrected_from.is_none()
            && (self.anew || !self.project.history.touches(annotation.id))
    }

    fn set_labels(&mut self, labels: &LabelSet, moved: &[(LabelId, Option<LabelId>)]) -> Result<(), Refusal> {
        let fate = |label: &LabelId| moved.iter().find(|(from, _)| from == label).map(|(_, to)| to.as_ref());
        // For each entity that goes, the one that stands in its place.
        let mut gone: BTreeMap<AnnotationId, Option<AnnotationId>> = BTreeMap::new();
        for annotation in self.project.set.entities() {
            let Some(entity) = annotation.entity() else { continue };
            if labels.get(&entity.label).is_some() {
                continue;
            }
            let to = fate(&entity.label).ok_or_else(|| Refusal::LabelInUse(entity.label.clone()))?;
            let Some(to) = to else {
                self.remove(annotation.id);
                gone.insert(annotation.id, None);
                continue;
            };
            if labels.get(to).is_none() {
                return Err(Refusal::UnknownLabel(to.clone()));
            }
            let renamed = relabeled(annotation, fate);
            match self.twin(&renamed) {
                Some(twin) if decidedness(twin.status) >= decidedness(renamed.status) => {
                    self.remove(renamed.id);
                    gone.insert(renamed.id, Some(twin.id));
                }
                twin => {
                    if let Some(twin) = twin {
                        self.remove(twin.id);
                        gone.insert(twin.id, Some(renamed.id));
                    }
                    self.put(renamed);
                }
            }
        }
        let stands_for = |mut id: AnnotationId| loop {
            match gone.get(&id) {
                Some(Some(other)) => id = *other,
                Some(None) => return None,
                None => return Some(id),
            }
        };
        let ids: Vec<_> = self.project.set.entities().map(|annotation| annotation.id).collect();
        for id in ids {
            let Some(mut changed) = self.get(id) else { continue };
            if let Body::Entity(entity) = &mut changed.body
                && let Some(full) = entity.alias_of.filter(|full| gone.contains_key(full))
            {
                entity.alias_of = stands_for(full).filter(|full| *full != id);
                self.put(changed);
            }
        }
        self.labels = Some(labels.clone());
        Ok(())
    }

    /// Another entity that says the same, as it will be.
    fn twin(&self, annotation: &Annotation) -> Option<Annotation> {
        let at = annotation.body.start();
        let here = self.project.set.entities_from(at).take_while(|found| found.body.start() == at);
        let others = here.filter(|found| found.id != annotation.id).filter_map(|found| self.get(found.id));
        others.into_iter().find(|found| found.body.says_same(&annotation.body))
    }

    fn go_back(&mut self, since: &[Arc<Transaction>]) -> Result<(), Refusal> {
        let net = Net::of(since);
        for (id, before, now) in net.annotations {
            if self.project.set.get(id) != now.as_ref() {
                return Err(Refusal::NotTheLast);
            }
            self.changed.insert(id, before.map(Arc::unwrap_or_clone));
        }
        if let Some((before, now)) = net.labels {
            if now != self.project.labels {
                return Err(Refusal::NotTheLast);
            }
            self.labels = Some(Arc::unwrap_or_clone(before));
        }
        self.keep_pages(since);
        Ok(())
    }

    /// The plain blocks of pages that came in with these transactions: the text stays, so they do too.
    fn keep_pages(&mut self, since: &[Arc<Transaction>]) {
        let inserted = since.iter().filter(|transaction| transaction.meta.kind == Kind::Insert);
        for op in inserted.flat_map(|transaction| &transaction.ops) {
            let Op::Put { before: None, after: Some(after), .. } = op else { continue };
            let Some(block) = after.block().filter(|_| is_by_lines(after)) else { continue };
            // Where there was a block then, its lines were cut otherwise.
            let stays =
                |found: &Annotation| found.block().is_some_and(|other| other.range.overlaps(block.range));
            let there = self.project.set.blocks_in(block.range);
            let is_free = there.into_iter().all(|found| self.changed.contains_key(&found.id))
                && !self.changed.values().flatten().any(stays);
            if is_free {
                self.changed.insert(after.id, Some((**after).clone()));
            }
        }
    }
}

/// An entity whose label has another name now: nothing that a person decided on the entity itself.
fn relabeled<'a>(
    annotation: &Annotation,
    fate: impl Fn(&LabelId) -> Option<Option<&'a LabelId>>,
) -> Annotation {
    let rename = |body: &Body| match body {
        Body::Entity(entity) => match fate(&entity.label) {
            Some(None) => None,
            Some(Some(to)) => Some(Body::Entity(Entity { label: to.clone(), ..entity.clone() })),
            None => Some(body.clone()),
        },
        other => Some(other.clone()),
    };
    let mut renamed = annotation.clone();
    renamed.body = rename(&annotation.body).unwrap_or_else(|| annotation.body.clone());
    renamed.origin.corrected_from =
        annotation.origin.corrected_from.as_deref().and_then(rename).map(Arc::new);
    if renamed.origin.corrected_from.as_deref().is_some_and(|was| was.says_same(&renamed.body)) {
        renamed.origin.corrected_from = None;
    }
    renamed
}

/// Of two entities that become the same, the more decided one stays.
fn decidedness(status: Status) -> u8 {
    match status {
        Status::Accepted => 2,
        Status::Rejected => 1,
        Status::Proposed => 0,
    }
}

/// What an undo or a redo may bring back. A proposal must not stand in its way.
struct Past<'a> {
    /// Parts of articles.
    parts: Vec<ByteRange>,
    /// Blocks that were cut, whole and in halves.
    cut_blocks: Vec<ByteRange>,
    /// Label sets, the present one among them.
    labels: Vec<&'a LabelSet>,
}

impl<'a> Past<'a> {
    /// Nothing but the present labels.
    fn none(project: &'a Project) -> Self {
        Self { parts: Vec::new(), cut_blocks: Vec::new(), labels: vec![&project.labels] }
    }

    fn of(project: &'a Project) -> Self {
        let mut past = Self::none(project);
        for op in project.history.ops() {
            match op {
                Op::Labels { before, after } => past.labels.extend([&**before, &**after]),
                Op::Put { before, after, .. } => {
                    let range =
                        |side: &Option<Arc<Annotation>>| side.as_ref()?.block().map(|block| block.range);
                    if range(before) != range(after) {
                        past.cut_blocks.extend(range(before).into_iter().chain(range(after)));
                    }
                    let live = before.iter().chain(after).filter(|annotation| annotation.is_live());
                    let articles = live.filter_map(|annotation| annotation.article());
                    past.parts.extend(articles.flat_map(|article| article.parts.iter()));
                }
            }
        }
        past
    }
}

/// The two blocks that a cut makes. The first keeps the role; what follows a cut is running text unless the
/// whole was something else.
fn cut_block(block: &Block, first: ByteRange, second: ByteRange) -> (Block, Block) {
    let inline_of = |half: ByteRange| -> Vec<InlineRole> {
        let clip = |inline: &InlineRole| {
            inline.range.intersection(half).map(|range| InlineRole { range, role: inline.role })
        };
        block.inline.iter().filter_map(clip).collect()
    };
    let kept = Block { range: first, inline: inline_of(first), ..block.clone() };
    let moved =
        Block { range: second, role: block.role, continues: false, inline: inline_of(second), link: None };
    (kept, moved)
}
