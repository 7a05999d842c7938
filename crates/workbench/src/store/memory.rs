//! A store in memory: for tests, and where the browser keeps nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::{Key, Keys, Record, Storage, StoreError, Table, Write};

type Records = BTreeMap<(Table, Key), Vec<u8>>;

/// Keeps records as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    records: RefCell<Records>,
    n_bytes: Cell<usize>,
    /// How many bytes of values fit into it; none for no limit.
    limit: Option<usize>,
}

impl MemoryStorage {
    /// A store that takes no more than so many bytes.
    pub fn with_limit(bytes: usize) -> Self {
        Self { limit: Some(bytes), ..Self::default() }
    }

    /// How many bytes of values it holds.
    pub fn n_bytes(&self) -> usize {
        self.n_bytes.get()
    }

    /// [`Storage::read`] at once.
    pub fn read_now(&self, wanted: &[Keys]) -> Vec<Vec<Record>> {
        let records = self.records.borrow();
        let one = |keys: &Keys| {
            let found = keys_in(&records, keys);
            found.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        wanted.iter().map(one).collect()
    }

    /// [`Storage::write`] at once.
    ///
    /// # Errors
    /// As there; nothing changed then.
    pub fn write_now(&self, writes: &[Write]) -> Result<(), StoreError> {
        let mut records = self.records.borrow_mut();
        let mut before = Vec::new();
        let mut n_bytes = self.n_bytes.get();
        let mut set = |records: &mut Records, at: (Table, Key), value: Option<Vec<u8>>| {
            n_bytes += value.as_ref().map_or(0, Vec::len);
            let old = match value {
                Some(value) => records.insert(at.clone(), value),
                None => records.remove(&at),
            };
            n_bytes -= old.as_ref().map_or(0, Vec::len);
            before.push((at, old));
            n_bytes
        };
        let mut done = Ok(());
        for write in writes {
            match write {
                Write::Add(table, key, _) if records.contains_key(&(*table, key.clone())) => {
                    done = Err(StoreError::Exists);
                    break;
                }
                Write::Add(table, key, value) | Write::Put(table, key, value) => {
                    set(&mut records, (*table, key.clone()), Some(value.clone()));
                }
                Write::Delete(keys) => {
                    let found: Vec<Key> = keys_in(&records, keys).map(|(key, _)| key.clone()).collect();
                    for key in found {
                        set(&mut records, (keys.table, key), None);
                    }
                }
            }
        }
        if done.is_ok() && self.limit.is_some_and(|limit| n_bytes > limit) {
            done = Err(StoreError::Full);
        }
        match done {
            Ok(()) => self.n_bytes.set(n_bytes),
            Err(_) => {
                for (at, old) in before.into_iter().rev() {
                    match old {
                        Some(old) => records.insert(at, old),
                        None => records.remove(&at),
                    };
                }
            }
        }
        done
    }
}

fn keys_in<'a>(records: &'a Records, keys: &Keys) -> impl Iterator<Item = (&'a Key, &'a Vec<u8>)> {
    let table = keys.table;
    let (first, last) = match &keys.of {
        Some((id, first, last)) => (Key::new(id, *first), Some(Key::new(id, *last))),
        None => (Key::new("", 0), None),
    };
    let found = records.range((table, first)..).map(|((of, key), value)| (*of, key, value));
    found
        .take_while(move |(of, key, _)| *of == table && last.as_ref().is_none_or(|last| *key <= last))
        .map(|(_, key, value)| (key, value))
}

impl Storage for MemoryStorage {
    async fn read(&self, wanted: &[Keys]) -> Result<Vec<Vec<Record>>, StoreError> {
        Ok(self.read_now(wanted))
    }

    async fn write(&self, writes: &[Write]) -> Result<(), StoreError> {
        self.write_now(writes)
    }
}
