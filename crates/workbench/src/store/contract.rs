//! What every store must do, as one suite: run natively on memory and in a browser on IndexedDB.

use super::{Key, Keys, MAX_SEQ, Record, Storage, StoreError, Table, Write};

/// Holds an empty store to the contract.
///
/// # Panics
/// At the first thing that is not as it must be.
pub async fn check(store: &impl Storage) {
    what_is_kept_is_read(store).await;
    keys_are_in_order_and_ranges_inclusive(store).await;
    a_failed_write_changes_nothing(store).await;
    tables_are_apart(store).await;
    long_and_strange_values_come_back(store).await;
    many_writes_keep_their_order(store).await;
}

async fn write(store: &impl Storage, writes: &[Write]) {
    store.write(writes).await.expect("the store takes it");
}

async fn read(store: &impl Storage, keys: Keys) -> Vec<Record> {
    let mut found = store.read(&[keys]).await.expect("the store can be read");
    assert_eq!(found.len(), 1, "one answer for each that is wanted");
    found.remove(0)
}

async fn clear(store: &impl Storage) {
    let all: Vec<_> = Table::ALL.into_iter().map(|table| Write::Delete(Keys::all(table))).collect();
    write(store, &all).await;
}

fn log(id: &str, seq: u64, value: &str) -> Write {
    Write::Add(Table::Log, Key::new(id, seq), value.as_bytes().to_vec())
}

async fn what_is_kept_is_read(store: &impl Storage) {
    let key = Key::new("a", 0);
    assert_eq!(read(store, Keys::one(Table::Texts, "a", 0)).await, []);
    write(store, &[Write::Put(Table::Texts, key.clone(), b"one".to_vec())]).await;
    write(store, &[Write::Put(Table::Texts, key.clone(), b"two".to_vec())]).await;
    assert_eq!(read(store, Keys::of(Table::Texts, "a")).await, [(key, b"two".to_vec())]);
    write(store, &[Write::Delete(Keys::of(Table::Texts, "a"))]).await;
    assert_eq!(read(store, Keys::all(Table::Texts)).await, []);
    write(store, &[Write::Delete(Keys::of(Table::Texts, "nothing"))]).await;
    write(store, &[]).await;
    clear(store).await;
}

async fn keys_are_in_order_and_ranges_inclusive(store: &impl Storage) {
    // 10 sorts after 9, which it would not as text; an id that begins with another one is another one.
    let entries = [("a", 10), ("a", 9), ("a", 2), ("ab", 3), ("b", 0), ("a", MAX_SEQ)]
        .map(|(id, seq)| log(id, seq, id));
    write(store, &entries).await;
    let seqs = |found: Vec<Record>| found.into_iter().map(|(key, _)| key.seq).collect::<Vec<_>>();
    assert_eq!(seqs(read(store, Keys::of(Table::Log, "a")).await), [2, 9, 10, MAX_SEQ]);
    assert_eq!(seqs(read(store, Keys::from(Table::Log, "a", 9)).await), [9, 10, MAX_SEQ]);
    assert_eq!(seqs(read(store, Keys::one(Table::Log, "a", 9)).await), [9]);
    let all = read(store, Keys::all(Table::Log)).await;
    let names: Vec<_> = all.iter().map(|(key, _)| (key.id.as_str(), key.seq)).collect();
    assert_eq!(names, [("a", 2), ("a", 9), ("a", 10), ("a", MAX_SEQ), ("ab", 3), ("b", 0)]);
    let keys = Keys { table: Table::Log, of: Some(("a".into(), 3, 9)) };
    write(store, &[Write::Delete(keys)]).await;
    assert_eq!(seqs(read(store, Keys::of(Table::Log, "a")).await), [2, 10, MAX_SEQ]);
    clear(store).await;
}

async fn a_failed_write_changes_nothing(store: &impl Storage) {
    write(store, &[log("a", 0, "first"), Write::Put(Table::States, Key::new("a", 0), b"s0".to_vec())]).await;
    let before = store.read(&Table::ALL.map(Keys::all)).await;
    let failed = store
        .write(&[
            log("a", 1, "second"),
            Write::Put(Table::States, Key::new("a", 0), b"s1".to_vec()),
            Write::Delete(Keys::of(Table::Log, "a")),
            log("a", 2, "third"),
            log("a", 2, "again"),
        ])
        .await;
    assert_eq!(failed, Err(StoreError::Exists));
    assert_eq!(store.read(&Table::ALL.map(Keys::all)).await, before);
    // An entry of the log is never replaced.
    assert_eq!(store.write(&[log("a", 0, "other")]).await, Err(StoreError::Exists));
    assert_eq!(store.read(&Table::ALL.map(Keys::all)).await, before);
    // After a failure it goes on.
    write(store, &[log("a", 1, "second")]).await;
    assert_eq!(read(store, Keys::of(Table::Log, "a")).await.len(), 2);
    clear(store).await;
}

async fn tables_are_apart(store: &impl Storage) {
    let key = Key::new("a", 0);
    let writes: Vec<_> = Table::ALL
        .into_iter()
        .map(|table| Write::Put(table, key.clone(), table.name().as_bytes().to_vec()))
        .collect();
    write(store, &writes).await;
    let found = store.read(&Table::ALL.map(|table| Keys::one(table, "a", 0))).await.expect("it can be read");
    let names: Vec<_> = found.iter().map(|records| records[0].1.as_slice()).collect();
    assert_eq!(names, Table::ALL.map(|table| table.name().as_bytes()));
    write(store, &[Write::Delete(Keys::all(Table::Log))]).await;
    assert_eq!(read(store, Keys::all(Table::Snapshots)).await.len(), 1);
    clear(store).await;
}

async fn long_and_strange_values_come_back(store: &impl Storage) {
    let id = "𠮷👩‍👩‍👧\r\ne\u{301}";
    let long: Vec<u8> = (0..3_000_000_u32).map(|i| (i * 7 % 256) as u8).collect();
    for (seq, value) in [Vec::new(), id.as_bytes().to_vec(), long].into_iter().enumerate() {
        write(store, &[Write::Add(Table::Texts, Key::new(id, seq as u64), value.clone())]).await;
        let found = read(store, Keys::one(Table::Texts, id, seq as u64)).await;
        assert!(found == [(Key::new(id, seq as u64), value)], "value {seq} came back otherwise");
    }
    clear(store).await;
}

async fn many_writes_keep_their_order(store: &impl Storage) {
    for seq in 0..200 {
        write(store, &[log("a", seq, "x"), Write::Put(Table::States, Key::new("a", 0), vec![seq as u8])])
            .await;
    }
    assert_eq!(read(store, Keys::of(Table::Log, "a")).await.len(), 200);
    assert_eq!(read(store, Keys::of(Table::States, "a")).await[0].1, [199]);
    clear(store).await;
}
