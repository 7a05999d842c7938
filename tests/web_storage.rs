//! The store over IndexedDB, held to the contract that every store is held to.

#![allow(clippy::unwrap_used)] // clippy does not take these functions for tests

use idb::DatabaseEvent as _;
use jianbao::platform::files;
use jianbao::store::IdbStorage;
use jianbao_formats::stored::encode_backup;
use jianbao_workbench::store::{Key, Keys, Storage, StoreError, Table, Write, contract};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;
use yew::Callback;

wasm_bindgen_test_configure!(run_in_browser);

async fn open(name: &str) -> IdbStorage {
    IdbStorage::open(name, Callback::noop()).await.unwrap()
}

#[wasm_bindgen_test]
async fn indexed_db_keeps_the_contract() {
    contract::check(&open("contract").await).await;
}

#[wasm_bindgen_test]
async fn what_is_kept_is_there_for_the_next_window() {
    let key = Key::new("𠮷", 3);
    open("twice").await.write(&[Write::Put(Table::Log, key.clone(), vec![1, 2])]).await.unwrap();
    let found = open("twice").await.read(&[Keys::all(Table::Log)]).await.unwrap();
    assert_eq!(found, [vec![(key, vec![1, 2])]]);
}

/// Reads and writes that were begun at once do not meet in one transaction, and each sees those before it.
#[wasm_bindgen_test]
async fn what_is_begun_first_happens_first() {
    let store = open("order").await;
    let key = Key::new("a", 0);
    let writes: Vec<_> = (0..20).map(|n| [Write::Put(Table::States, key.clone(), vec![n])]).collect();
    let last = writes.iter().map(|writes| store.write(writes));
    for write in last {
        write.await.unwrap();
    }
    let found = store.read(&[Keys::one(Table::States, "a", 0), Keys::all(Table::Texts)]).await.unwrap();
    assert_eq!(found, [vec![(key, vec![19])], Vec::new()]);
}

async fn wait_for(request: &impl idb::Request) {
    while request.ready_state().unwrap() == idb::request::RequestReadyState::Pending {
        yew::platform::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// What the first version of the tables has stays, beside the tables that came since.
#[wasm_bindgen_test]
async fn the_tables_of_version_1_are_gone_on_with() {
    let mut request = idb::Factory::new().unwrap().open("version 1", Some(1)).unwrap();
    request.on_upgrade_needed(|event| {
        let database = event.database().unwrap();
        for table in ["documents", "states", "texts", "snapshots", "log", "settings"] {
            let store = database.create_object_store(table, idb::ObjectStoreParams::new()).unwrap();
            let value = Uint8Array::from(table.as_bytes());
            let _done_with_the_upgrade =
                store.put(&value, Some(&Array::of2(&"𠮷".into(), &7.into()))).unwrap();
        }
    });
    wait_for(&request).await;
    request.database().unwrap().close();

    let store = open("version 1").await;
    let key = Key::new("𠮷", 7);
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Points) {
        let found = store.read(&[Keys::all(table)]).await.unwrap();
        assert_eq!(found, [vec![(key.clone(), table.name().as_bytes().to_vec())]]);
    }
    store.write(&[Write::Add(Table::Points, key.clone(), vec![1])]).await.unwrap();
    assert_eq!(store.read(&[Keys::all(Table::Points)]).await.unwrap(), [vec![(key, vec![1])]]);
}

/// A window with a newer version of the tables is not kept waiting: this one lets go and says so.
#[wasm_bindgen_test]
async fn a_newer_version_gets_the_database_and_the_old_one_cannot_open_it() {
    let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let lost = {
        let heard = std::rc::Rc::clone(&heard);
        Callback::from(move |error| heard.borrow_mut().push(error))
    };
    let old = IdbStorage::open("newer", lost).await.unwrap();
    let factory = idb::Factory::new().unwrap();
    let request = factory.open("newer", Some(1000)).unwrap();
    wait_for(&request).await;
    assert_eq!(*heard.borrow(), [StoreError::Newer]);
    assert_eq!(old.read(&[Keys::all(Table::Log)]).await, Err(StoreError::Closed));
    assert_eq!(IdbStorage::open("newer", Callback::noop()).await.unwrap_err(), StoreError::Newer);
}

/// Of one document nothing so large could be opened, but a backup is of all of them.
#[wasm_bindgen_test]
async fn only_a_backup_may_be_large() {
    let file = |head: &[u8]| {
        let mebibyte = Uint8Array::new_with_length(1 << 20);
        let parts: Array =
            std::iter::once(Uint8Array::from(head)).chain((0..64).map(|_| mebibyte.clone())).collect();
        File::new_with_u8_array_sequence(&parts, "large").unwrap()
    };
    let backup = encode_backup(&[]);
    let large = backup.len() + (64 << 20);
    assert!(matches!(files::read(&file(&backup)).await, files::Read::Bytes(bytes) if bytes.len() == large));
    let text = vec![b'a'; backup.len()];
    assert!(matches!(files::read(&file(&text)).await, files::Read::TooLong(n) if n == large));
}
