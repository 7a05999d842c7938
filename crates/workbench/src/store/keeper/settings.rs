//! What is kept beside the documents: what was learned, and the person's word list.
//!
//! Each is one record under its name in [`Table::Settings`], written as a whole. What a document has taught so far is
//! there under the id of the document, so that it goes where the document goes.

use super::{Job, Keeper, Wanted};
use crate::msg::Effect;
use crate::store::{Key, Keys, Record, Table, Write};

/// A value of the app.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// What was learned about entities, as the worker keeps it.
    Learned,
    /// How that stands ([`Report`](jianbao_propose::protocol::Report)).
    Report,
    /// What was learned about articles ([`ArticlesRecord`](jianbao_formats::stored::ArticlesRecord)).
    Articles,
    /// The person's word list ([`WordsRecord`](jianbao_formats::stored::WordsRecord)).
    Words,
}

impl Setting {
    /// All, in a fixed order.
    const ALL: [Self; 4] = [Self::Learned, Self::Report, Self::Articles, Self::Words];

    /// Its name in a store.
    const fn name(self) -> &'static str {
        match self {
            Self::Learned => "learned",
            Self::Report => "report",
            Self::Articles => "articles",
            Self::Words => "words",
        }
    }

    /// The one with a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }
}

/// Values of the app, as they were kept.
#[derive(Debug, Default)]
pub(crate) struct Settings(Vec<(Setting, Vec<u8>)>);

impl Settings {
    pub(super) fn of(records: impl IntoIterator<Item = Record>) -> Self {
        let setting = |(key, value): Record| Some((Setting::named(&key.id)?, value));
        Self(records.into_iter().filter_map(setting).collect())
    }

    /// Takes one; nothing where it was never kept.
    pub(crate) fn take(&mut self, setting: Setting) -> Vec<u8> {
        let found = self.0.iter_mut().find(|(other, _)| *other == setting);
        found.map(|(_, value)| std::mem::take(value)).unwrap_or_default()
    }
}

impl Keeper {
    /// Reads the values of the app, before anything else.
    pub(super) fn read_settings(&mut self, reopen: Option<String>, effects: &mut Vec<Effect>) {
        let keys = Setting::ALL.map(|setting| Keys::of(Table::Settings, setting.name()));
        self.read(keys.to_vec(), Wanted::Settings(reopen), effects);
    }

    /// Keeps values of the app, all or none of them; an empty one is forgotten.
    pub(crate) fn set(&mut self, values: Vec<(Setting, Vec<u8>)>, effects: &mut Vec<Effect>) {
        self.write_settings(
            values.into_iter().map(|(setting, value)| (setting.name().to_owned(), value)),
            effects,
        );
    }

    /// Keeps what was learned, with what its document has taught so far.
    pub(crate) fn set_learned(
        &mut self,
        values: Vec<(Setting, Vec<u8>)>,
        document: String,
        taught: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) {
        let values = values.into_iter().map(|(setting, value)| (setting.name().to_owned(), value));
        // A document that was deleted for good leaves nothing behind.
        let is_there = self.entries.iter().any(|entry| entry.id == document);
        self.write_settings(values.chain(is_there.then_some((document, taught))), effects);
    }

    fn write_settings(&mut self, values: impl Iterator<Item = (String, Vec<u8>)>, effects: &mut Vec<Effect>) {
        let write = |(id, value): (String, Vec<u8>)| match value.is_empty() {
            true => Write::Delete(Keys::of(Table::Settings, &id)),
            false => Write::Put(Table::Settings, Key::new(&id, 0), value),
        };
        let job = Job { id: String::new(), writes: values.map(write).collect(), seq: 0 };
        // What waits and would be written over at once is not written at all.
        let n_sent = usize::from(self.in_flight.is_some());
        let mut at = 0;
        self.jobs.retain(|old| {
            at += 1;
            at <= n_sent || !old.is_settings() || !old.ids().all(|id| job.ids().any(|other| other == id))
        });
        self.jobs.push_back(job);
        self.send(effects);
    }
}

impl Job {
    /// Whether it is of no document.
    pub(super) fn is_settings(&self) -> bool {
        self.id.is_empty()
    }

    fn ids(&self) -> impl Iterator<Item = Option<&str>> {
        self.writes.iter().map(|write| match write {
            Write::Put(_, key, _) | Write::Add(_, key, _) => Some(key.id.as_str()),
            Write::Delete(keys) => keys.of.as_ref().map(|(id, ..)| id.as_str()),
        })
    }
}
