//! The store over IndexedDB, by the crate `idb`.
//!
//! A transaction of IndexedDB ends by itself as soon as nothing more is asked of it, so all its requests are made before
//! anything is awaited, and what is awaited is its end alone.

use std::iter::zip;

use idb::event::VersionChangeEvent;
use idb::{
    Database, DatabaseEvent as _, Factory, KeyRange, ObjectStoreParams, Query, Request as _, Transaction,
    TransactionMode,
};
use jianbao_workbench::store::{Key, Keys, Record, Storage, StoreError, Table, Write};
use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DomException;
use yew::Callback;

use super::error_of;

/// The version of the tables. A new table says in [`since`] with which it came.
const VERSION: u32 = 2;

/// The version that a table came with.
fn since(table: Table) -> u32 {
    if table == Table::Points { 2 } else { 1 }
}

/// A store over IndexedDB. Keys are arrays of the id and the number, values are bytes.
#[derive(Debug)]
pub struct IdbStorage {
    database: Database,
}

impl IdbStorage {
    /// Opens a database, or makes it. `lost` hears when it cannot be used any more.
    ///
    /// # Errors
    /// When the browser has no IndexedDB for the page, or the database is of a newer version.
    pub async fn open(name: &str, lost: Callback<StoreError>) -> Result<Self, StoreError> {
        let mut request =
            Factory::new().and_then(|factory| factory.open(name, Some(VERSION))).map_err(at_opening)?;
        request.on_upgrade_needed(|event| {
            // What throws in here aborts the opening, which then fails.
            let _told_by_the_request = upgrade(&event);
        });
        let opened = Promise::new(&mut |resolve: Function, reject: Function| {
            request.on_success(move |_| call(&resolve));
            request.on_error(move |_| call(&reject));
        });
        if JsFuture::from(opened).await.is_err() {
            let error = request.error().ok().flatten();
            return Err(
                error.map_or(StoreError::Blocked, |error| at_opening(idb::Error::DomException(error)))
            );
        }
        let mut database = request.database().map_err(at_opening)?;
        let (closed, newer) = (lost.clone(), lost);
        database.on_close(move |_| closed.emit(StoreError::Closed));
        // A newer version of the app in another window waits until this one lets go.
        database.on_version_change(move |event| {
            if let Some(database) = event.target().and_then(|target| Database::try_from(target).ok()) {
                database.close();
            }
            newer.emit(StoreError::Newer);
        });
        Ok(Self { database })
    }

    fn begin<'a>(
        &self,
        tables: impl Iterator<Item = Table> + 'a,
        mode: TransactionMode,
    ) -> Result<Option<Transaction>, StoreError> {
        let tables: Vec<_> = tables.collect();
        let names: Vec<_> =
            Table::ALL.into_iter().filter(|table| tables.contains(table)).map(Table::name).collect();
        if names.is_empty() {
            return Ok(None);
        }
        self.database.transaction(&names, mode).map(Some).map_err(describe)
    }
}

impl Storage for IdbStorage {
    async fn read(&self, wanted: &[Keys]) -> Result<Vec<Vec<Record>>, StoreError> {
        let tables = wanted.iter().map(|keys| keys.table);
        let Some(transaction) = self.begin(tables, TransactionMode::ReadOnly)? else { return Ok(Vec::new()) };
        let ask = |keys: &Keys| {
            let store = transaction.object_store(keys.table.name())?;
            let query = keys.of.as_ref().map(range).transpose()?.map(Query::from);
            Ok((store.get_all_keys(query.clone(), None)?, store.get_all(query, None)?))
        };
        let asked: Vec<_> = wanted.iter().map(ask).collect::<Result<_, _>>().map_err(describe)?;
        end(transaction).await?;
        let answer = asked.into_iter().map(|(keys, values)| {
            let (keys, values) = (Array::from(&keys.result()?), Array::from(&values.result()?));
            Ok(zip(keys.iter(), values.iter()).filter_map(|(key, value)| record(&key, &value)).collect())
        });
        answer.collect::<Result<_, _>>().map_err(describe)
    }

    async fn write(&self, writes: &[Write]) -> Result<(), StoreError> {
        let tables = writes.iter().map(|write| match write {
            Write::Put(table, ..) | Write::Add(table, ..) => *table,
            Write::Delete(keys) => keys.table,
        });
        let Some(transaction) = self.begin(tables, TransactionMode::ReadWrite)? else { return Ok(()) };
        let ask = |write: &Write| -> Result<(), idb::Error> {
            match write {
                Write::Put(table, key, value) => {
                    let store = transaction.object_store(table.name())?;
                    store.put(&Uint8Array::from(value.as_slice()), Some(&js_key(&key.id, key.seq))).map(drop)
                }
                Write::Add(table, key, value) => {
                    let store = transaction.object_store(table.name())?;
                    store.add(&Uint8Array::from(value.as_slice()), Some(&js_key(&key.id, key.seq))).map(drop)
                }
                Write::Delete(keys) => {
                    let store = transaction.object_store(keys.table.name())?;
                    match &keys.of {
                        Some(of) => store.delete(range(of)?).map(drop),
                        None => store.clear().map(drop),
                    }
                }
            }
        };
        if let Err(error) = writes.iter().try_for_each(ask) {
            // Without this, what was asked before would still be done.
            let _ended_already = transaction.abort();
            return Err(describe(error));
        }
        end(transaction).await
    }
}

/// Makes the tables that versions before this one did not have.
fn upgrade(event: &VersionChangeEvent) -> Result<(), idb::Error> {
    let database = event.database()?;
    let old = event.old_version()?;
    for table in Table::ALL.into_iter().filter(|table| since(*table) > old) {
        database.create_object_store(table.name(), ObjectStoreParams::new())?;
    }
    Ok(())
}

/// Waits until all of a transaction is done, or none of it.
async fn end(mut transaction: Transaction) -> Result<(), StoreError> {
    let ended = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.on_complete(move |_| call(&resolve));
        transaction.on_abort(move |_| call(&reject));
    });
    // The handlers live in the transaction.
    match JsFuture::from(ended).await {
        Ok(_) => Ok(()),
        // Without an error when the browser itself gives the transaction up, as when it closes the database.
        Err(_) => Err(transaction.error().map_or(StoreError::Closed, |error| of_exception(&error))),
    }
}

fn call(function: &Function) {
    let called = function.call0(&JsValue::NULL);
    debug_assert!(called.is_ok(), "the functions of a promise do not throw");
}

fn js_key(id: &str, seq: u64) -> JsValue {
    Array::of2(&JsValue::from_str(id), &JsValue::from_f64(seq as f64)).into()
}

fn range((id, first, last): &(String, u64, u64)) -> Result<KeyRange, idb::Error> {
    KeyRange::bound(&js_key(id, *first), &js_key(id, *last), None, None)
}

/// None where a record is not as this store writes them, as one that was put there by hand.
fn record(key: &JsValue, value: &JsValue) -> Option<Record> {
    let key = key.dyn_ref::<Array>()?;
    let (id, seq) = (key.get(0).as_string()?, key.get(1).as_f64()?);
    let bytes = value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    Some((Key { id, seq: seq as u64 }, bytes))
}

fn describe(error: idb::Error) -> StoreError {
    use idb::Error as E;
    let value = match error {
        E::DomException(exception) => return of_exception(&exception),
        E::TransactionOpenFailed(value)
        | E::AddFailed(value)
        | E::UpdateFailed(value)
        | E::DeleteFailed(value)
        | E::ClearFailed(value)
        | E::GetAllFailed(value)
        | E::GetAllKeysFailed(value)
        | E::ObjectStoreNotFound(value)
        | E::RequestResultNotFound(value)
        | E::IndexedDbNotFound(value)
        | E::IndexedDbOpenFailed(value) => value,
        other => return StoreError::Other(other.to_string()),
    };
    value.dyn_ref::<DomException>().map_or(StoreError::Blocked, of_exception)
}

fn of_exception(error: &DomException) -> StoreError {
    error_of(&error.name(), &error.message())
}

/// What fails while the database is opened is a browser that keeps nothing, unless it says otherwise.
fn at_opening(error: idb::Error) -> StoreError {
    match describe(error) {
        StoreError::Closed => StoreError::Blocked,
        other => other,
    }
}
