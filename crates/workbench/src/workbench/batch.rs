//! Many files at once: each becomes a document of its own, with proposals, while a person may do something else.

use jianbao_core::edit::Millis;
use jianbao_propose::protocol::{JobId, Known, Response};

use super::{Workbench, documents};
use crate::files::{self, Opened};
use crate::msg::{BatchMsg, Effect};
use crate::notice::Notice;
use crate::session::{JobState, Session};
use crate::view::totals;

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchView {
    /// How many files are done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// The name of the file that is being read or proposed for.
    pub name: String,
}

/// Files that are being opened, one after the other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    total: usize,
    done: usize,
    opened: usize,
    /// The names of those that are no documents.
    refused: Vec<String>,
    name: String,
    /// What is being proposed for; without a job while the worker is busy with what is open.
    current: Option<(Session, Option<JobId>)>,
}

impl Workbench {
    /// How far the opening of many files is; none when there is none.
    pub fn batch(&self) -> Option<BatchView> {
        let Batch { total, done, name, .. } = self.batch.as_ref()?;
        Some(BatchView { done: *done, total: *total, name: name.clone() })
    }

    pub(super) fn tell_batch(&mut self, msg: BatchMsg, now: Millis, effects: &mut Vec<Effect>) {
        match (msg, &mut self.batch) {
            (BatchMsg::Begin(total), batch @ None) => {
                *batch = Some(Batch { total, ..Batch::default() });
                effects.push(Effect::NextFile);
            }
            (BatchMsg::Begin(more), Some(batch)) => batch.total += more,
            (BatchMsg::File { name, bytes }, Some(batch)) => {
                batch.name.clone_from(&name);
                if let Some(found) = self.exchange.open_quietly(name, bytes, effects) {
                    self.take_into_batch(found, now, effects);
                }
            }
            (BatchMsg::Unreadable { name }, Some(batch)) => {
                batch.name.clone_from(&name);
                self.take_into_batch(Err(Notice::Unreadable { name }), now, effects);
            }
            (BatchMsg::Stop, Some(batch)) => {
                if let Some((_, Some(job))) = batch.current.take() {
                    effects.push(Effect::CancelJob(job));
                }
                self.exchange.forget_quiet();
                self.end_batch();
            }
            (_, None) => {}
        }
    }

    /// A file of the batch was read.
    pub(super) fn take_into_batch(
        &mut self,
        found: Result<Opened, Notice>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(batch) = &mut self.batch else { return };
        let session = match found {
            Ok(Opened::Text { raw, lone_surrogates, name, encoding }) => {
                files::new_session(&raw, lone_surrogates, &name, encoding).map(|(session, _)| (session, true))
            }
            Ok(Opened::Project { project, .. }) => Ok((Session::with_project(*project), false)),
            Ok(Opened::Words(_)) => Err(Notice::WordsWithoutPage),
            Err(notice) => Err(notice),
        };
        match session {
            Ok((session, true)) if !self.worker_lost => {
                batch.current = Some((session, None));
                self.propose_for_batch(effects);
            }
            Ok((session, _)) => self.keep_of_batch(&session, now, effects),
            Err(_) => {
                batch.refused.push(batch.name.clone());
                self.next_of_batch(effects);
            }
        }
    }

    /// Lets the worker propose for what is next, unless it is busy with what is open: that goes first.
    pub(super) fn propose_for_batch(&mut self, effects: &mut Vec<Effect>) {
        let is_busy = matches!(self.job(), JobState::Running { .. });
        let Some((session, job @ None)) = self.batch.as_mut().and_then(|batch| batch.current.as_mut()) else {
            return;
        };
        if is_busy {
            return;
        }
        self.next_job += 1;
        *job = Some(JobId(self.next_job));
        let text = session.project().document.text().to_owned();
        let known = Known { learned: self.articles.now.clone(), ..session.known(&self.words) };
        let job = JobId(self.next_job);
        effects.extend(self.lessons.recall().map(Effect::Proposer));
        effects.push(Effect::StartJob { job, text, known: Box::new(known), model: self.entity_model });
    }

    /// The worker has turned to what is open: what it did for the batch is begun again later.
    pub(super) fn interrupt_batch(&mut self) {
        if let Some((_, job)) = self.batch.as_mut().and_then(|batch| batch.current.as_mut()) {
            *job = None;
        }
    }

    /// Takes what the worker says of the batch; gives back what is of something else.
    pub(super) fn hear_for_batch(
        &mut self,
        response: Response,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Response> {
        let current = self.batch.as_mut().and_then(|batch| batch.current.as_mut());
        let Some((session, Some(own))) = current else { return Some(response) };
        match response {
            Response::Progress { job, .. } if job == *own => {}
            Response::Batch { job, proposals } if job == *own => {
                session.take_in(proposals, now);
            }
            Response::Done { job, .. } if job == *own => self.end_of_batch(JobState::Finished, now, effects),
            // Without proposals they are documents all the same.
            Response::NoModels | Response::Unreadable => self.end_of_batch(JobState::Idle, now, effects),
            other => return Some(other),
        }
        None
    }

    /// There is no worker any more.
    pub(super) fn lose_for_batch(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.end_of_batch(JobState::Idle, now, effects);
    }

    fn end_of_batch(&mut self, job: JobState, now: Millis, effects: &mut Vec<Effect>) {
        let current = self.batch.as_mut().and_then(|batch| batch.current.take());
        if let Some((mut session, _)) = current {
            session.job = job;
            self.keep_of_batch(&session, now, effects);
        }
    }

    fn keep_of_batch(&mut self, session: &Session, now: Millis, effects: &mut Vec<Effect>) {
        let name = documents::name_for(session.project());
        let counts = totals(session.project(), &self.thresholds);
        self.keeper.add(session, &name, counts, now, effects);
        if let Some(batch) = &mut self.batch {
            batch.opened += 1;
        }
        self.next_of_batch(effects);
    }

    fn next_of_batch(&mut self, effects: &mut Vec<Effect>) {
        let Some(batch) = &mut self.batch else { return };
        batch.done += 1;
        if batch.done < batch.total {
            effects.push(Effect::NextFile);
        } else {
            self.end_batch();
        }
    }

    fn end_batch(&mut self) {
        if let Some(Batch { opened, refused, .. }) = self.batch.take() {
            self.notice = Some(Notice::ManyOpened { opened, refused });
        }
    }
}
