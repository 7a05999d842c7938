//! What is learned from a person: taught to the worker, kept, handed over and forgotten; and the word list.

use jianbao_formats::stored::{
    ArticlesRecord, BackupRow, StoredError, WordsRecord, decode_record, encode_record,
};
use jianbao_formats::word_list;
use jianbao_propose::protocol::{JobId, Report, Request};

use super::{Open, Workbench};
use crate::lessons;
use crate::msg::Effect;
use crate::notice::Notice;
use crate::session::JobState;
use crate::store::{Setting, Settings, Table};

impl Workbench {
    /// Whether decisions are learned from.
    pub fn learning(&self) -> bool {
        self.lessons.on
    }

    /// Takes over whether decisions are learned from.
    pub fn restore_learning(&mut self, on: bool) {
        self.lessons.on = on;
    }

    /// How learning stands; none before anything was learned.
    pub fn report(&self) -> Option<Report> {
        self.lessons.report.filter(|report| report.learned > 0)
    }

    /// Whether something was learned about articles from the person's corrections.
    pub fn has_learned(&self) -> bool {
        !self.articles.now.is_empty()
    }

    /// How many words the person's list has.
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Takes over what was kept when the page was open before.
    pub(super) fn take_settings(&mut self, mut settings: Settings) {
        self.lessons.to_recall = settings.take(Setting::Learned);
        self.lessons.report = decode_record(&settings.take(Setting::Report)).ok();
        // What is damaged or of another version counts as nothing; it was never a person's work itself.
        self.articles = decode_record(&settings.take(Setting::Articles)).unwrap_or_default();
        self.words.extend(words(&settings.take(Setting::Words)));
    }

    /// A document is opened: what was learned about articles before it stays apart from what it teaches.
    pub(super) fn turn_to_document(&mut self, id: &str) {
        if self.articles.document != id || id.is_empty() {
            self.articles.before.clone_from(&self.articles.now);
            self.articles.document = id.to_owned();
        }
    }

    /// A job on what is open came to its end and has learned this about articles.
    pub(super) fn take_articles(&mut self, learned: Vec<u8>, effects: &mut Vec<Effect>) {
        let document = self.keeper.open_id().unwrap_or_default().to_owned();
        if (&learned, &document) != (&self.articles.now, &self.articles.document) {
            self.articles.now = learned;
            self.articles.document = document;
            self.keep_articles(effects);
        }
    }

    fn keep_articles(&mut self, effects: &mut Vec<Effect>) {
        let value = match self.articles.now.is_empty() {
            true => Vec::new(),
            false => encode_record(&self.articles),
        };
        self.keeper.set(vec![(Setting::Articles, value)], effects);
    }

    /// Teaches the worker what was decided, and what is not decided any more, once it is done with the page.
    pub(super) fn teach(&mut self, effects: &mut Vec<Effect>) {
        let document = self.keeper.open_id();
        let Some(open) = self.open.as_mut().filter(|open| open.session.job == JobState::Finished) else {
            return;
        };
        let Some(job) = open.done_job.filter(|_| self.lessons.on) else { return };
        // Until it is kept, a document is known by its job.
        let JobId(number) = job;
        let document = document.map_or_else(|| number.to_string(), str::to_owned);
        let lesson = open.taught.lesson(open.session.project(), job, &document);
        effects.extend(lesson.map(Effect::Proposer));
    }

    /// The worker hands over what is to be kept.
    pub(super) fn keep_learned(
        &mut self,
        learned: Vec<u8>,
        document: String,
        taught: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(Open { taught: own, .. }) = &mut self.open
            && self.keeper.open_id() == Some(&document)
        {
            own.kept.clone_from(&taught);
        }
        let report = self.report().filter(|_| !learned.is_empty());
        let report = report.map(|report| encode_record(&report)).unwrap_or_default();
        let values = vec![(Setting::Learned, learned), (Setting::Report, report)];
        self.keeper.set_learned(values, document, taught, effects);
    }

    /// Lets the worker hand over at once what is to be kept: the page or the document is left.
    pub(super) fn hurry_learned(&self, effects: &mut Vec<Effect>) {
        if self.open.as_ref().is_some_and(|open| open.done_job.is_some()) {
            effects.push(Effect::Proposer(Request::Keep));
        }
    }

    /// Forgets all that was learned, here, in the worker and in the store.
    pub(super) fn forget(&mut self, effects: &mut Vec<Effect>) {
        self.articles =
            ArticlesRecord { document: self.articles.document.clone(), ..ArticlesRecord::default() };
        self.set_learned(Vec::new(), effects);
        self.keep_articles(effects);
        self.lessons.report = None;
        self.notice = Some(Notice::Forgotten);
    }

    /// Puts this in the place of what was learned about entities.
    pub(super) fn set_learned(&mut self, learned: Vec<u8>, effects: &mut Vec<Effect>) {
        self.lessons.to_recall.clear();
        if learned.is_empty() {
            let forgotten = [Setting::Learned, Setting::Report].map(|setting| (setting, Vec::new()));
            self.keeper.set(forgotten.to_vec(), effects);
        }
        // A worker that was never asked for anything knows nothing that it could forget.
        if !learned.is_empty() || self.next_job > 0 {
            effects.push(Effect::Proposer(Request::SetLearned(learned)));
        }
    }

    /// Lets the worker go on with what was learned before the page was opened.
    pub(super) fn recall(&mut self, effects: &mut Vec<Effect>) {
        effects.extend(self.lessons.recall().map(Effect::Proposer));
    }

    pub(super) fn export_learned(&mut self, effects: &mut Vec<Effect>) {
        self.recall(effects);
        effects.push(Effect::Proposer(Request::GetLearned));
    }

    /// A file of what was learned.
    pub(super) fn hand_over_learned(&mut self, learned: &[u8], effects: &mut Vec<Effect>) {
        if learned.is_empty() {
            self.notice = Some(Notice::NothingLearned);
            return;
        }
        let bytes = lessons::to_file(learned);
        let mime = "application/octet-stream".into();
        effects.push(Effect::Download { name: "jianbao.learned".into(), mime, bytes });
    }

    /// Adds a list to the word list.
    pub(super) fn add_words(&mut self, list: &str, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let list = word_list::read(list, open.project().labels());
        let n_before = self.words.len();
        self.words.extend(list.words.into_iter().map(|(word, label)| (word, label.to_string())));
        let taken = self.words.len() - n_before;
        self.keep_words(effects);
        self.cancel(effects);
        self.start_job(effects);
        self.notice = Some(Notice::WordsTaken { taken, left_out: list.left_out });
    }

    pub(super) fn forget_words(&mut self, effects: &mut Vec<Effect>) {
        self.words.clear();
        self.keep_words(effects);
        self.notice = Some(Notice::WordsForgotten);
    }

    fn keep_words(&mut self, effects: &mut Vec<Effect>) {
        let value = match self.words.is_empty() {
            true => Vec::new(),
            false => encode_record(&WordsRecord { words: self.words.iter().cloned().collect() }),
        };
        self.keeper.set(vec![(Setting::Words, value)], effects);
    }

    /// Takes the values of the app out of a backup: words join those that are here; what was learned is taken where
    /// nothing was learned here.
    pub(super) fn restore_settings(&mut self, rows: &mut Vec<BackupRow>, effects: &mut Vec<Effect>) {
        let has_learned = self.report().is_some() || !self.lessons.to_recall.is_empty();
        for row in rows
            .extract_if(.., |row| row.table == Table::Settings.name() && Setting::named(&row.id).is_some())
        {
            match Setting::named(&row.id) {
                Some(Setting::Words) => {
                    self.words.extend(words(&row.value));
                    self.keep_words(effects);
                }
                Some(Setting::Articles) if !self.has_learned() => {
                    self.articles = decode_record(&row.value).unwrap_or_default();
                    self.keep_articles(effects);
                }
                Some(setting @ (Setting::Learned | Setting::Report)) if !has_learned => {
                    self.keeper.set(vec![(setting, row.value.clone())], effects);
                    match setting {
                        Setting::Report => self.lessons.report = decode_record(&row.value).ok(),
                        _ => self.lessons.to_recall = row.value,
                    }
                }
                _ => {}
            }
        }
        if self.next_job > 0 {
            self.recall(effects);
        }
    }
}

fn words(bytes: &[u8]) -> Vec<(String, String)> {
    let read: Result<WordsRecord, StoredError> = decode_record(bytes);
    read.map(|record| record.words).unwrap_or_default()
}
