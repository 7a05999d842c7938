//! The documents that are kept, and what is open among them.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::edit::Millis;
use jianbao_core::order;
use jianbao_core::{ByteOffset, Project};
use jianbao_formats::stored::{Proposing, StoredError, decode_backup};

use super::{Open, Workbench};
use crate::cursor::Cursor;
use crate::history::point_at;
use crate::lessons::Taught;
use crate::msg::{DocumentsMsg, Effect};
use crate::notice::Notice;
use crate::session::{JobState, Session};
use crate::store::{DocumentEntry, Follow, Loaded, OpenedDocument, RecoverError, Saved, StoreAnswer};
use crate::view::Order;

/// How many characters of its first line name a document that came without a name.
const NAME_CHARS: usize = 24;

/// The name of a document that is new: that of its file, else its first line.
pub(super) fn name_for(project: &Project) -> String {
    if !project.info.name.is_empty() {
        return project.info.name.to_string();
    }
    let line = project.document.text().lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().chars().take(NAME_CHARS).collect()
}

impl Workbench {
    /// The documents that are kept, the one that was changed last first; deleted ones among them.
    pub fn documents(&self) -> Arc<Vec<DocumentEntry>> {
        let mut entries = self.keeper.entries();
        let latest_first = |entry: &DocumentEntry| u64::MAX - entry.changed();
        order::sort_by_key(Arc::make_mut(&mut entries).as_mut_slice(), latest_first);
        entries
    }

    /// What is kept of what is open.
    pub fn saved(&self) -> Saved {
        if self.is_read_only() {
            return Saved::Elsewhere;
        }
        self.keeper.saved(self.project().map_or(0, |project| project.seq()))
    }

    /// The id under which what is open is kept; none while it is not.
    pub fn document_id(&self) -> Option<&str> {
        self.keeper.open_id()
    }

    /// Whether a document is being opened.
    pub fn is_loading(&self) -> bool {
        self.open.is_none() && (self.wanted.is_some() || self.keeper.is_loading())
    }

    /// Whether what is open is only to be looked at, because another window has it.
    pub fn is_read_only(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.session.read_only)
    }

    /// Whether something would be gone with the window.
    pub fn would_lose(&self) -> bool {
        if self.keeper.is_unsafe() {
            let others = self.keeper.entries();
            let others = others.iter().filter_map(|entry| entry.state.as_ref());
            return self.is_changed() || others.into_iter().any(|state| state.not_handed_over);
        }
        self.is_changed() && matches!(self.saved(), Saved::Saving(_))
    }

    /// Whether what is open would be gone when it is closed.
    pub(super) fn would_lose_by_closing(&self) -> bool {
        let kept = !matches!(self.saved(), Saved::Opening | Saved::Failed(..));
        !kept && self.is_changed()
    }

    /// Puts everything that is new on its way to the store; with `whole` also where the person is.
    pub(super) fn keep(&mut self, now: Millis, whole: bool, effects: &mut Vec<Effect>) {
        let was_kept = self.keeper.open_id().is_some();
        let follow = self.open.as_ref().filter(|open| !open.session.read_only).map(follow);
        self.keeper.follow(follow.as_ref(), now, whole, effects);
        if let Some(id) = self.keeper.open_id().filter(|_| !was_kept) {
            effects.push(Effect::Lock(id.to_owned()));
        }
        if !self.asked_to_persist && self.is_changed() && !self.keeper.is_unsafe() {
            self.asked_to_persist = true;
            effects.push(Effect::AskToPersist);
        }
    }

    /// Opens a document once it is known whether another window has it.
    fn want(&mut self, id: String, effects: &mut Vec<Effect>) {
        self.stop_purging();
        self.wanted = Some(id.clone());
        effects.push(Effect::Lock(id));
    }

    fn hear_lock(&mut self, id: &str, held: bool, effects: &mut Vec<Effect>) {
        if self.wanted.as_deref() == Some(id) {
            self.wanted = None;
            self.is_held = held;
            self.keeper.load(id, effects);
        } else if held && self.is_read_only() && self.keeper.open_id() == Some(id) {
            // The other window may have changed it: read it anew.
            self.is_held = true;
            self.takes_over = true;
            self.keeper.finish();
            self.close_history();
            self.open = None;
            self.keeper.load(id, effects);
        }
    }

    /// Leaves what is open, which is kept.
    pub(super) fn leave(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.cancel(effects);
        self.close_history();
        self.keep(now, true, effects);
        self.hurry_learned(effects);
        self.keeper.finish();
        if self.open.take().is_some() {
            effects.push(Effect::Unlock);
        }
    }

    pub(super) fn hear_store(&mut self, answer: StoreAnswer, now: Millis, effects: &mut Vec<Effect>) {
        let is_hiding = answer == StoreAnswer::Hiding;
        if let StoreAnswer::Locked { id, held } = &answer
            && !self.hear_lock_for_purge(id, *held, effects)
        {
            self.hear_lock(id, *held, effects);
        }
        if let StoreAnswer::Opened { trouble: Some(why), .. } = &answer {
            self.notice = Some(Notice::Fleeting(why.clone()));
        }
        match self.keeper.hear(answer, effects) {
            Loaded::Nothing => {}
            Loaded::Ready(reopen, settings) => {
                self.take_settings(settings);
                if let Some(id) = reopen.filter(|_| self.open.is_none()) {
                    self.reopens = true;
                    self.want(id, effects);
                }
            }
            Loaded::Document(opened) => {
                self.reopens = false;
                // What was opened meanwhile stays.
                if self.open.is_none() {
                    self.go_on_with(*opened, now, effects);
                }
            }
            Loaded::Unreadable { id, problem } => {
                effects.push(Effect::Unlock);
                // What this window showed before may have been deleted for good in another one.
                let is_gone = std::mem::take(&mut self.reopens) && problem == RecoverError::NoText;
                if !is_gone {
                    let name = self.name_of(&id);
                    self.notice = Some(match problem {
                        RecoverError::Newer(_) => Notice::DocumentNewer { name },
                        other => Notice::DocumentDamaged { name, detail: other.to_string() },
                    });
                }
            }
            Loaded::Past(past) => self.hear_past(past),
            Loaded::Gathered(gathered, problems) => {
                self.handing = Vec::new();
                let mut projects = Vec::new();
                for OpenedDocument { id, project, points, problem, .. } in gathered {
                    let seq = project.seq();
                    // What is damaged is left alone.
                    if problem.is_none() {
                        let point = point_at(&points, seq).map(|at| points[at].1.clone());
                        self.handing.push((id, seq, point.unwrap_or_default()));
                    }
                    projects.push(project);
                }
                number(&mut projects);
                let projects: Vec<_> = projects.iter().collect();
                if !projects.is_empty()
                    && let Err(notice) = self.exchange.begin_export(&projects, "jianbao", effects)
                {
                    self.notice = Some(notice);
                }
                if !problems.is_empty() {
                    self.notice = Some(Notice::NotExported { names: problems });
                }
            }
            Loaded::Backup(bytes) => effects.push(Effect::Download {
                name: "jianbao.backup".into(),
                mime: "application/octet-stream".into(),
                bytes,
            }),
            Loaded::Trouble(error) => {
                self.reopens = false;
                self.notice = Some(Notice::NotSaved(error));
            }
        }
        if is_hiding {
            self.keep(now, true, effects);
            self.hurry_learned(effects);
        }
    }

    pub(super) fn tell_documents(&mut self, msg: DocumentsMsg, now: Millis, effects: &mut Vec<Effect>) {
        match msg {
            DocumentsMsg::Open(id) => {
                if self.open.is_none() {
                    self.notice = None;
                    self.want(id, effects);
                }
            }
            DocumentsMsg::Rename { id, name } => {
                let name = name.trim();
                if !name.is_empty() {
                    self.change_record(&id, effects, |record| record.name = name.to_owned());
                }
            }
            DocumentsMsg::Delete(id) => {
                let name = self.name_of(&id);
                self.change_record(&id, effects, |record| record.deleted = Some(now.0));
                self.notice = Some(Notice::DocumentDeleted { name });
            }
            DocumentsMsg::Backup => {
                let follow = self.open.as_ref().map(follow);
                self.keeper.back_up(follow.as_ref(), now, effects);
            }
            DocumentsMsg::Export(ids) => {
                if self.open.is_none() && !self.keeper.is_loading() {
                    self.keeper.gather(ids, effects);
                }
            }
            DocumentsMsg::Purge(ids) => self.purge(ids, effects),
            DocumentsMsg::Restore(id) => {
                self.change_record(&id, effects, |record| record.deleted = None);
                self.notice = None;
            }
        }
    }

    /// Puts the documents of a backup into the store.
    pub(super) fn restore(&mut self, name: String, bytes: &[u8], now: Millis, effects: &mut Vec<Effect>) {
        self.notice = Some(match decode_backup(bytes) {
            Ok(mut rows) => {
                self.restore_settings(&mut rows, effects);
                let (restored, left_out) = self.keeper.restore(rows, now, effects);
                Notice::Restored { restored, left_out }
            }
            Err(StoredError::NewerVersion { found, .. }) => Notice::NewerVersion { version: found.into() },
            Err(error) => Notice::Damaged { name, detail: error.to_string() },
        });
    }

    fn change_record(
        &mut self,
        id: &str,
        effects: &mut Vec<Effect>,
        change: impl FnOnce(&mut jianbao_formats::stored::DocumentRecord),
    ) {
        let entries = self.keeper.entries();
        let Some(entry) = entries.iter().find(|entry| entry.id == id) else { return };
        // A record that cannot be read is not written over.
        let Ok(mut record) = entry.record.clone() else { return };
        change(&mut record);
        self.keeper.set_record(id, record, effects);
    }

    fn name_of(&self, id: &str) -> String {
        let entries = self.keeper.entries();
        entries.iter().find(|entry| entry.id == id).map_or(id, |entry| entry.name()).to_owned()
    }

    /// Shows a document as it was left.
    fn go_on_with(&mut self, opened: OpenedDocument, now: Millis, effects: &mut Vec<Effect>) {
        let state = opened.state.clone();
        match &opened.problem {
            None => self.keeper.go_on(&opened),
            // What cannot be read stays as it is, so what can be goes on as a document of its own.
            Some(problem) => {
                let name = opened.project.info.name.to_string();
                self.notice = Some(Notice::Recovered { name: name.clone(), detail: problem.to_string() });
                self.keeper.begin(&self.lang.pick(format!("{name}（恢复）"), format!("{name} (recovered)")));
            }
        }
        self.turn_to_document(&opened.id);
        let has_problem = opened.problem.is_some();
        let mut session = Session::with_project(opened.project);
        if !has_problem {
            session = session.with_points(opened.points);
        }
        session.was_changed = state.not_handed_over;
        session.read_only = !self.is_held && !has_problem;
        if session.read_only {
            self.notice = Some(Notice::ReadOnly);
        } else if std::mem::take(&mut self.takes_over) {
            self.notice = Some(Notice::TakenOver);
        }
        session.job = match state.proposing {
            Proposing::Idle | Proposing::Running => JobState::Idle,
            Proposing::Finished => JobState::Finished,
            Proposing::Stopped => JobState::Stopped,
        };
        let mut open = Open::new(session, Arc::clone(&self.thresholds));
        open.taught = Taught::before(opened.taught);
        let at = ByteOffset(state.cursor);
        if at > ByteOffset::ZERO && open.project().document.text().is_char_boundary(at.idx()) {
            open.cursor = Cursor { at, anchor: None };
        }
        if state.article_order {
            open.set_order(Order::Article, &mut Vec::new());
        }
        effects.push(Effect::ScrollTo(open.cursor.at));
        effects.push(Effect::FocusText);
        self.open = Some(open);
        if state.proposing == Proposing::Running {
            self.start_job(effects);
        }
        self.keep(now, false, effects);
    }
}

/// Lets each document of a file have an id of its own.
fn number(projects: &mut [Project]) {
    let mut seen = BTreeSet::new();
    for (at, project) in projects.iter_mut().enumerate() {
        let mut number = at + 1;
        while project.info.id.is_empty() || !seen.insert(project.info.id.clone()) {
            project.info.id = format!("d{number}").into();
            number += 1;
        }
    }
}

fn follow(open: &Open) -> Follow<'_> {
    let (session, totals) = (&open.session, open.totals);
    Follow { session, cursor: open.cursor.at, order: open.layout.order(), totals }
}
