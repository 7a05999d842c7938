//! Accepting and rejecting, proposal by proposal or in a review.

use std::sync::Arc;

use jianbao_core::edit::{Command, Millis};
use jianbao_core::{AnnotationId, ByteOffset};

use super::{Open, Picked};
use crate::actions::{Action, Edge, PressedChord, Step};
use crate::cursor::Cursor;
use crate::msg::Effect;
use crate::notice::Notice;

impl Open {
    /// What the review shows now.
    pub(super) fn under_review(&self) -> Option<AnnotationId> {
        self.review.as_ref()?;
        self.picked_entity().or(self.blocks().first().copied())
    }

    /// What a key does in a review and nowhere else: back, and the edges of the entity that is shown.
    pub(super) fn in_review(&self, chord: &PressedChord) -> Option<Action> {
        self.review.as_ref().filter(|_| !chord.ctrl && !chord.alt)?;
        let edge = if chord.shift { Edge::Start } else { Edge::End };
        match chord.key.as_str() {
            "Backspace" => Some(Action::Back),
            "ArrowLeft" if self.picked_entity().is_some() => Some(Action::MoveEdge(edge, Step::Back)),
            "ArrowRight" if self.picked_entity().is_some() => Some(Action::MoveEdge(edge, Step::On)),
            _ => None,
        }
    }

    pub(super) fn review_next(&mut self, effects: &mut Vec<Effect>) -> Option<Notice> {
        match self.review.as_ref()?.next(self.project(), &self.thresholds) {
            Some(id) => {
                self.pick_and_show(id, effects);
                None
            }
            None => {
                self.review = None;
                Some(Notice::ReviewDone)
            }
        }
    }

    /// One key for what is under review. An entity is accepted or rejected; a block's proposed place is accepted or
    /// turned around: what begins an article joins the one before, what goes on with a paragraph begins one, what
    /// follows begins an article.
    pub(super) fn decide_in_review(
        &mut self,
        accept: bool,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let id = self.under_review()?;
        let notice = match (self.picked_entity(), accept) {
            (_, true) => self.run(&Command::Accept { ids: vec![id] }, now),
            (Some(_), false) => self.run(&Command::Reject { ids: vec![id] }, now),
            (None, false) => {
                let set = self.project().set();
                let block = set.get(id)?.block()?;
                let article = set.article_at(block.range.start());
                let begins =
                    article.is_some_and(|article| article.body.ranges()[0].start() == block.range.start());
                if block.continues {
                    self.run(&Command::SetContinues { block: id, continues: false }, now)
                } else if begins {
                    self.join_before(id, now)
                } else {
                    self.run(&Command::CutArticle { at: block.range.start() }, now)
                }
            }
        };
        self.review.as_mut()?.pass(id);
        notice.or(self.review_next(effects))
    }

    pub(super) fn decide(&mut self, accept: bool, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        if self.review.is_some() {
            return self.decide_in_review(accept, now, effects);
        }
        let entity = self.picked_entity();
        let ids = match (entity.or(self.picked_article()), accept) {
            (Some(id), _) => vec![id],
            (None, true) => self.blocks(),
            (None, false) => return Some(Notice::PickFirst),
        };
        let start = ids.first().and_then(|&id| self.project().set().get(id)).map(|found| found.body.start());
        let command = if accept { Command::Accept { ids } } else { Command::Reject { ids } };
        let notice = self.run(&command, now);
        // One key a decision: on to the next proposal.
        if entity.is_some() {
            self.cursor = Cursor { at: start.unwrap_or(self.cursor.at), anchor: None };
            return notice.or(self.next_proposal(true, effects));
        }
        notice
    }

    pub(super) fn next_proposal(&mut self, on: bool, effects: &mut Vec<Effect>) -> Option<Notice> {
        use jianbao_core::Status;
        let set = self.project().set();
        let is_proposed = |found: &&Arc<jianbao_core::Annotation>| {
            found.status == Status::Proposed && !self.thresholds.hide(found)
        };
        let (at, id) = match self.picked_entity().and_then(|id| set.get(id)) {
            Some(entity) => (entity.body.start(), entity.id),
            None if on => (self.cursor.at, AnnotationId(0)),
            None => (self.cursor.at, AnnotationId(u32::MAX)),
        };
        let next = if on {
            set.entities_from(at)
                .filter(|found| (found.body.start(), found.id) > (at, id) || self.picked_entity().is_none())
                .find(is_proposed)
        } else {
            set.entities_before(ByteOffset(at.0 + 1))
                .rev()
                .filter(|found| (found.body.start(), found.id) < (at, id))
                .find(is_proposed)
        };
        match next.map(|found| found.id) {
            Some(id) => {
                self.pick_and_show(id, effects);
                None
            }
            None => Some(Notice::NoMoreProposals),
        }
    }

    pub(super) fn pick_and_show(&mut self, id: AnnotationId, effects: &mut Vec<Effect>) {
        let Some(found) = self.project().set().get(id) else { return };
        let at = found.body.start();
        let picked = if found.entity().is_some() { Picked::Entity(id) } else { Picked::Nothing };
        self.deselect(effects);
        self.cursor = Cursor { at, anchor: None };
        self.pick(picked);
        effects.push(Effect::ScrollTo(at));
    }
}
