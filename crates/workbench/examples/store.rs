//! Measures what is kept: a document on which 100,000 actions were done, and a list of 200 documents, ten of them of
//! 1 MB, over a store in memory. `cargo run --release -p jianbao-workbench --example store [FOLDER]`.
//!
//! With a folder, each of the two stores is left in it as a backup, `actions.backup` and `documents.backup`: for `cargo
//! xtask bench`, which measures the same in a browser.

use std::path::PathBuf;
use std::time::Instant;

use jianbao_core::edit::Millis;
use jianbao_core::{ByteRange, LabelId};
use jianbao_workbench::actions::Action;
use jianbao_workbench::history::HistoryMsg;
use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::store::{Keys, MemoryStorage, Record, Saved, StoreAnswer, StoreRequest, Table, Write};
use jianbao_workbench::{Effect, Lang, Msg, Workbench};

const SENTENCE: &str = "王小明在澜江市说，𠮷田桥将于三月通车。\n";
const N_ACTIONS: u64 = 100_000;
const N_DOCUMENTS: usize = 200;
const N_LONG: usize = 10;
const LONG_BYTES: usize = 1_000_000;

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let leave = |bench: &mut Workbench, store: &MemoryStorage, name: &str| {
        let Some(folder) = &folder else { return };
        let backup = tell(bench, store, Msg::Documents(DocumentsMsg::Backup));
        let path = folder.join(name);
        std::fs::write(&path, backup).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    };
    let store = MemoryStorage::default();
    let mut bench = opened(&store);
    paste(&mut bench, &store, &format!("十万个动作\n{}", SENTENCE.repeat(50)));
    let began = Instant::now();
    let mut longest = 0.0_f64;
    while seq(&bench) < N_ACTIONS {
        let action = Instant::now();
        // Stands once, so that no other places follow.
        tell(&mut bench, &store, Msg::Select(ByteRange::at(0, "十万个动作".len())));
        tell(&mut bench, &store, Msg::Label(LabelId::new("PER")));
        longest = longest.max(action.elapsed().as_secs_f64());
        tell(&mut bench, &store, Msg::Act(Action::Undo));
    }
    assert_eq!(bench.saved(), Saved::All(seq(&bench)));
    println!(
        "{} actions done and kept in {:.1} s; the slowest with its write took {:.1} ms",
        seq(&bench),
        began.elapsed().as_secs_f64(),
        longest * 1000.0
    );
    let id = bench.document_id().expect("it is kept").to_owned();
    let records = |table| store.read_now(&[Keys::of(table, &id)]).remove(0);
    let (log, snapshots) = (records(Table::Log), records(Table::Snapshots));
    println!("log: {} entries, {:.1} MB", log.len(), mb(&log));
    let last = snapshots.last().map_or(0, |(key, _)| key.seq);
    println!(
        "snapshots: {}, {:.2} MB; {} entries after the last",
        snapshots.len(),
        mb(&snapshots),
        seq(&bench) - last
    );
    let set = bench.project().expect("it is open").set().clone();
    tell(&mut bench, &store, Msg::Close { discard: false });
    leave(&mut bench, &store, "actions.backup");
    let opening = Instant::now();
    tell(&mut bench, &store, Msg::Documents(DocumentsMsg::Open(id.clone())));
    figure("store: a log of 100,000 actions opened", opening);
    assert!(*bench.project().expect("it is open").set() == set);
    // Without any snapshot but the first, all of the log is replayed.
    let rest =
        snapshots.iter().skip(1).map(|(key, _)| Write::Delete(Keys::one(Table::Snapshots, &id, key.seq)));
    store.write_now(&rest.collect::<Vec<_>>()).expect("memory takes it");
    tell(&mut bench, &store, Msg::Close { discard: false });
    let opening = Instant::now();
    tell(&mut bench, &store, Msg::Documents(DocumentsMsg::Open(id)));
    figure("store: the same with the first snapshot alone", opening);
    assert!(*bench.project().expect("it is open").set() == set);
    look_back(&mut bench, &store);

    let store = MemoryStorage::default();
    let mut bench = opened(&store);
    for number in 0..N_DOCUMENTS {
        let bytes = if number < N_LONG { LONG_BYTES } else { 10_000 };
        let name = if number < N_LONG { "长文" } else { "短文" };
        paste(&mut bench, &store, &format!("{name}{number}\n{}", SENTENCE.repeat(bytes / SENTENCE.len())));
        tell(&mut bench, &store, Msg::Close { discard: false });
    }
    leave(&mut bench, &store, "documents.backup");
    println!("{N_DOCUMENTS} documents, {N_LONG} of 1 MB: {:.1} MB kept", store.n_bytes() as f64 / 1e6);
    let listing = Instant::now();
    let mut bench = opened(&store);
    figure("store: 200 documents listed", listing);
    let list = bench.documents();
    assert_eq!(list.len(), N_DOCUMENTS);
    let long = list.iter().max_by_key(|entry| entry.state.as_ref().map_or(0, |state| state.chars));
    let id = long.expect("there are some").id.clone();
    let opening = Instant::now();
    tell(&mut bench, &store, Msg::Documents(DocumentsMsg::Open(id)));
    figure("store: one of 1 MB opened", opening);
    assert!(bench.project().is_some_and(|project| project.document.text().len() > LONG_BYTES - 100));
}

/// The history of a document that was just opened: its newest page, what changed since the beginning, the way back.
fn look_back(bench: &mut Workbench, store: &MemoryStorage) {
    let mut timed = |what: &str, msg| {
        let began = Instant::now();
        tell(bench, store, msg);
        let view = bench.history();
        println!("{what}: {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
        view
    };
    let view = timed("history opened", Msg::Act(Action::History)).expect("it is open");
    assert!(view.has_more && view.rows.len() < 100, "only the newest of it is read");
    let view = timed("what changed since the beginning", Msg::History(HistoryMsg::Compare(Some(1))));
    assert!(view.and_then(|view| view.compared).is_some_and(|compared| compared.differences.is_some()));
    timed("gone back to it", Msg::History(HistoryMsg::GoBack));
}

fn opened(store: &MemoryStorage) -> Workbench {
    let mut bench = Workbench::new(Lang::Zh);
    let answer = StoreAnswer::Opened { window: store.n_bytes() as u32, trouble: None, reopen: None };
    tell(&mut bench, store, Msg::Store(Box::new(answer)));
    bench
}

fn paste(bench: &mut Workbench, store: &MemoryStorage, text: &str) {
    tell(bench, store, Msg::Pasted { units: text.encode_utf16().collect() });
    tell(bench, store, Msg::StopJob);
}

/// Lets something happen, with a store and locks that answer at once; the file that is handed over, if one is.
fn tell(bench: &mut Workbench, store: &MemoryStorage, msg: Msg) -> Vec<u8> {
    let mut file = Vec::new();
    // Two actions are some seconds apart, as a person's are: the history is told by time.
    for effect in bench.update(msg, Millis(store.n_bytes() as u64 * 40)) {
        let answer = match effect {
            Effect::Store(request) => match *request {
                StoreRequest::Read(task, keys) => StoreAnswer::Read(task, Ok(store.read_now(&keys))),
                StoreRequest::Write(task, writes) => StoreAnswer::Written(task, store.write_now(&writes)),
            },
            Effect::Lock(id) => StoreAnswer::Locked { id, held: true },
            Effect::Download { bytes, .. } => {
                file = bytes;
                continue;
            }
            _ => continue,
        };
        let handed_over = tell(bench, store, Msg::Store(Box::new(answer)));
        if !handed_over.is_empty() {
            file = handed_over;
        }
    }
    file
}

/// For `cargo xtask bench`: name and milliseconds.
fn figure(name: &str, began: Instant) {
    println!("figure\t{name}\t{:.3}", began.elapsed().as_secs_f64() * 1000.0);
}

fn seq(bench: &Workbench) -> u64 {
    bench.project().map_or(0, |project| project.seq())
}

fn mb(records: &[Record]) -> f64 {
    records.iter().map(|(_, value)| value.len()).sum::<usize>() as f64 / 1e6
}
