//! What a person does to articles and blocks beyond cutting, joining and moving what is under the cursor.

use jianbao_core::edit::{Command, Destination, Millis};
use jianbao_core::{AnnotationId, ByteOffset, Role};

use super::Open;
use crate::actions::Step;
use crate::msg::Effect;
use crate::notice::Notice;

impl Open {
    /// A digit while the menu of articles is open. The number is complete when no longer one can be meant, else with
    /// Enter.
    pub(super) fn type_article(
        &mut self,
        typed: usize,
        digit: usize,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let number = typed * 10 + digit;
        if number > 0 && number * 10 <= self.outline.entries().len() {
            self.choosing = Some(number);
            return None;
        }
        self.choose_article(number, now, effects)
    }

    /// Moves the blocks to the article of this number; what was typed is forgotten where there is none.
    pub(super) fn choose_article(
        &mut self,
        number: usize,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        match self.outline.by_number(number).map(|entry| entry.id) {
            Some(id) => self.move_to(Destination::Article(id), now, effects),
            None => {
                self.choosing = Some(0);
                None
            }
        }
    }

    /// Puts the article of a card behind that of another one.
    pub(super) fn join(&mut self, into: AnnotationId, from: AnnotationId, now: Millis) -> Option<Notice> {
        // A card dropped where it was means nothing.
        if into == from {
            return None;
        }
        self.run(&Command::JoinArticles { into, from }, now)
    }

    /// Appends the block at a place to the article that is picked, or to that of the cursor; the cursor goes there,
    /// so that the next one can follow.
    pub(super) fn append_block(&mut self, at: ByteOffset, now: Millis) -> Option<Notice> {
        let Some(article) = self.article() else { return Some(Notice::NoArticleHere) };
        let block = self.project().set().block_at(at)?.id;
        let to = Destination::Article(article);
        let notice = self.run(&Command::MoveBlocks { blocks: vec![block], to }, now);
        if notice.is_none() {
            self.cursor.at = self.project().set().get(block)?.body.start();
            self.cursor.anchor = None;
        }
        notice
    }

    /// Moves a part of an article by one place in its reading order.
    pub(super) fn move_part(
        &mut self,
        id: AnnotationId,
        part: usize,
        step: Step,
        now: Millis,
    ) -> Option<Notice> {
        let n = self.outline.get(id)?.parts.len();
        let other = match step {
            Step::Back => part.checked_sub(1),
            Step::On => Some(part + 1).filter(|&next| next < n),
        };
        let Some(other) = other else { return Some(Notice::NoPartThere) };
        let mut order: Vec<_> = (0..n).collect();
        order.swap(part, other);
        self.run(&Command::ReorderParts { id, order }, now)
    }

    /// Moves the part that the cursor is in.
    pub(super) fn move_part_here(&mut self, step: Step, now: Millis) -> Option<Notice> {
        let at = self.cursor.at;
        let Some(article) = self.article() else { return Some(Notice::NoArticleHere) };
        let parts = &self.outline.get(article)?.parts;
        let part = parts.iter().position(|part| part.contains(at) || part.end() == at).unwrap_or(0);
        self.move_part(article, part, step, now)
    }

    /// Says what the selected stretch of a block is, such as a dateline at its start; where it is just that already,
    /// says so no longer.
    pub(super) fn set_inline(
        &mut self,
        role: Role,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let set = self.project().set();
        let selected = self.selected();
        let range =
            selected.as_ref().filter(|pieces| pieces.as_slice().len() == 1).map(|pieces| pieces.first());
        let place = range.and_then(|range| {
            let block = set.block_at(range.start())?;
            let inside = block.block()?;
            let is_same = inside.inline.iter().any(|inline| inline.range == range && inline.role == role);
            inside.range.covers(range).then_some((block.id, range, is_same))
        });
        let Some((block, range, is_same)) = place else { return Some(Notice::SelectInBlock) };
        let role = (!is_same).then_some(role);
        let notice = self.run(&Command::SetInline { block, range, role }, now);
        self.deselect(effects);
        notice
    }
}
