//! The history of what is open, over the page.

use std::sync::Arc;

use jianbao_core::annotation::Layer;
use jianbao_core::edit::{Command, Millis, Refusal, Transaction};
use jianbao_core::{AnnotationId, ByteOffset};

use super::{Open, Workbench};
use crate::history::{History, HistoryMsg, HistoryView, Points, last_export};
use crate::msg::{Effect, Msg};
use crate::notice::Notice;
use crate::overlay::Overlay;
use crate::session::{JobState, mark_exported};
use crate::store::Past;

impl Workbench {
    /// What the screen shows of the history; none while it is closed.
    pub fn history(&self) -> Option<HistoryView> {
        let (Overlay::History(history), Some(open)) = (&self.overlay, &self.open) else { return None };
        Some(history.view(open.session.points(), self.keeper.created().unwrap_or_default()))
    }

    /// Whether the document was exported and changed after that.
    pub fn is_changed_since_export(&self) -> bool {
        let Some(open) = &self.open else { return false };
        last_export(open.session.points()).is_some_and(|seq| seq < open.project().seq())
    }

    pub(super) fn begin_history(&mut self) {
        self.show_history(|_| {});
    }

    /// Shows the history of what is open, prepared like this; nothing while nothing is open.
    fn show_history(&mut self, prepare: impl FnOnce(&mut History)) {
        let Some(open) = &self.open else { return };
        let begun = open.session.begun();
        let floor = self.keeper.first_kept().map_or(begun, |kept| kept.min(begun));
        let mut history = History::new(floor, open.session.log(), open.project().seq());
        prepare(&mut history);
        self.show(Overlay::History(Box::new(history)));
    }

    /// Takes the history away with the document that it is of.
    pub(super) fn close_history(&mut self) {
        if matches!(self.overlay, Overlay::History(_)) {
            self.overlay = Overlay::Nothing;
        }
    }

    /// Shows what changed since the last export; since the document came in where there was none.
    pub(super) fn begin_changes(&mut self) {
        let since = self.points().and_then(last_export).unwrap_or_default();
        self.show_history(|history| history.compare(Some(since)));
    }

    /// Lets the present point be named.
    pub(super) fn begin_naming(&mut self, effects: &mut Vec<Effect>) {
        if self.is_read_only() {
            self.notice = Some(Notice::Refused(Refusal::ReadOnly));
        } else if self.open.is_some() {
            self.show_history(|history| history.edit(Some(history.now())));
            effects.push(Effect::FocusPointName);
        }
    }

    fn points(&self) -> Option<&Points> {
        self.open.as_ref().map(|open| &**open.session.points())
    }

    pub(super) fn tell_history(&mut self, msg: HistoryMsg, now: Millis, effects: &mut Vec<Effect>) {
        let (Overlay::History(history), Some(open)) = (&mut self.overlay, &mut self.open) else { return };
        match msg {
            HistoryMsg::More => history.more(),
            HistoryMsg::Unfold(seq) => history.unfold(seq),
            HistoryMsg::Edit(seq) => {
                history.edit(seq);
                effects.extend(seq.map(|_| Effect::FocusPointName));
            }
            HistoryMsg::Name(seq, name) => {
                history.edit(None);
                if let Err(refusal) = open.session.name_point(seq, &name, now) {
                    self.notice = Notice::refused(refusal);
                }
            }
            HistoryMsg::Compare(seq) => history.compare(seq),
            HistoryMsg::GoBack => {
                let Some(since) = history.since().map(<[_]>::to_vec) else { return };
                self.put_away(effects);
                self.cancel(effects);
                let Some(open) = &mut self.open else { return };
                self.notice = open.go_back_before(since, now);
            }
            HistoryMsg::GoTo(id, at) => {
                self.put_away(effects);
                self.go_to(id, at, now, effects);
            }
        }
    }

    fn go_to(&mut self, id: AnnotationId, at: ByteOffset, now: Millis, effects: &mut Vec<Effect>) {
        let Some(open) = &mut self.open else { return };
        let live = open.project().set().get(id).filter(|found| found.is_live());
        let msg = match live.map(|found| found.body.layer()) {
            Some(Layer::Entity) => Msg::PickEntity(id),
            Some(Layer::Article) => Msg::PickArticle(id),
            _ => Msg::GoTo(at),
        };
        self.notice = open.update(msg, now, effects);
    }

    /// Older actions were read.
    pub(super) fn hear_past(&mut self, past: Past) {
        if let Overlay::History(history) = &mut self.overlay
            && self.keeper.open_id() == Some(&past.id)
        {
            history.take(past.wanted, &past.found.unwrap_or_default());
        }
    }

    /// Notes that what the export dialog has ready is handed over.
    pub(super) fn mark_handed_over(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let Some(format) = self.exchange.exporting().filter(|export| export.ready().is_some()) else {
            return;
        };
        let format = format.order.format.clone();
        for (id, seq, mut point) in std::mem::take(&mut self.handing) {
            mark_exported(&mut point, &format, now);
            self.keeper.set_point(&id, seq, &point, effects);
        }
        if let Some(open) = &mut self.open {
            open.session.mark_exported(self.handing_seq, &format, now);
        }
    }

    /// Keeps the history up to date while it is shown.
    pub(super) fn follow_history(&mut self, effects: &mut Vec<Effect>) {
        let (Overlay::History(history), Some(open)) = (&mut self.overlay, &self.open) else { return };
        history.follow(open.session.log());
        if let Some((first, to)) = history.wants(open.session.points()) {
            self.keeper.read_past(first, to, effects);
        }
        history.bring_up(open.project(), self.lang);
    }
}

impl Open {
    /// Makes everything as it was before the last transactions, as one step.
    fn go_back_before(&mut self, since: Vec<Arc<Transaction>>, now: Millis) -> Option<Notice> {
        if matches!(self.session.job, JobState::Running { .. }) {
            self.session.job = JobState::Stopped;
        }
        let seq = self.project().seq();
        let refused = self.carry_out(&Command::GoBack { since }, now, false);
        refused.or((self.project().seq() > seq).then_some(Notice::WentBack))
    }
}
