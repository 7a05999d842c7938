//! What is kept: the contract of a store, and whole stories over a store in memory that answers at once or not at all.

#![allow(clippy::unwrap_used, reason = "a test")]

mod window;

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use jianbao_core::edit::Refusal;
use jianbao_core::{ByteRange, Confidence, LabelId};
use jianbao_formats::exchange::{Order, serve};
use jianbao_propose::protocol::Response;
use jianbao_propose::{EntityProposal, Evidence, Proposal};
use jianbao_workbench::actions::Action;
use jianbao_workbench::cursor::Motion;
use jianbao_workbench::exchange::ExportMsg;
use jianbao_workbench::msg::{BatchMsg, DocumentsMsg};
use jianbao_workbench::session::JobState;
use jianbao_workbench::store::{
    Key, Keys, MemoryStorage, Saved, StoreAnswer, StoreError, Table, Write, contract,
};
use jianbao_workbench::view;
use jianbao_workbench::{Effect, Lang, Msg, Notice, Workbench};

use crate::window::{TEXT, Window, state};

/// Runs what never waits.
fn now_or_panic<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory does not wait"),
    }
}

#[test]
fn memory_keeps_the_contract() {
    now_or_panic(contract::check(&MemoryStorage::default()));
}

#[test]
fn a_full_memory_takes_nothing_of_a_write() {
    let store = MemoryStorage::with_limit(10);
    let put = |id: &str, n: usize| Write::Put(Table::Texts, Key::new(id, 0), vec![0; n]);
    assert_eq!(store.write_now(&[put("a", 8)]), Ok(()));
    assert_eq!(store.write_now(&[put("b", 1), put("c", 2)]), Err(StoreError::Full));
    assert_eq!(store.n_bytes(), 8);
    assert_eq!(store.write_now(&[Write::Delete(Keys::all(Table::Texts)), put("b", 10)]), Ok(()));
}

#[test]
fn every_action_is_kept_and_comes_back_with_its_undo_history() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("陶景云", "PER");
    window.label("澜江市", "LOC");
    window.label("𠮷野", "LOC");
    window.tell(Msg::Act(Action::Undo));
    window.tell(Msg::SetOrder(view::Order::Article));
    window.tell(Msg::Act(Action::Move(Motion::End)));
    assert_eq!(window.bench.saved(), Saved::All(window.project().seq()));
    window.answer(StoreAnswer::Hiding);
    let (before, cursor, id) = (state(window.project()), window.bench.cursor().at, window.id());

    // As after a crash: nothing but the store is left.
    let mut again = Window::reopening(&store, Some(id.clone()));
    assert_eq!(again.id(), id);
    assert_eq!(state(again.project()), before);
    assert_eq!((again.bench.cursor().at, again.bench.order()), (cursor, view::Order::Article));
    assert_eq!(again.bench.saved(), Saved::All(again.project().seq()));
    assert!(again.bench.is_changed(), "it is in no file yet");
    assert!(!again.bench.would_lose());

    // Redo, then undo to the very beginning.
    again.tell(Msg::Act(Action::Redo));
    assert_eq!(again.project().set().entities().count(), 4, "the other place of a name follows");
    while again.bench.can_undo_redo().0 {
        again.tell(Msg::Act(Action::Undo));
    }
    assert_eq!(again.project().set().entities().count(), 0);
    assert_eq!(again.bench.saved(), Saved::All(again.project().seq()));
}

#[test]
fn what_is_made_while_a_write_is_under_way_goes_with_the_next_one() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    let kept = window.project().seq();
    window.slow = true;
    window.label("陶景云", "PER");
    window.label("澜江市", "LOC");
    window.label("𠮷野", "LOC");
    assert_eq!(window.waiting.len(), 1, "never more than one write at a time");
    assert_eq!(window.bench.saved(), Saved::Saving(kept));
    assert!(window.bench.would_lose());
    window.slow = false;
    window.serve();
    assert_eq!(window.bench.saved(), Saved::All(window.project().seq()));
    assert_eq!(window.seqs(Table::Log), (kept..window.project().seq()).collect::<Vec<_>>());

    // Cut off at any moment, what was kept is a state that was there.
    window.slow = true;
    let before = state(window.project());
    window.label("渡口", "LOC");
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(state(again.project()), before);
}

#[test]
fn a_failed_write_is_told_of_tried_again_and_loses_nothing() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    let kept = window.project().seq();
    window.refuses = Some(StoreError::Full);
    let at = window.project().document.text().find("澜江市").unwrap();
    window.tell(Msg::Select(ByteRange::at(at, at + "澜江市".len())));
    window.tell(Msg::Label(LabelId::new("LOC")));
    assert_eq!(window.bench.notice(), Some(&Notice::NotSaved(StoreError::Full)));
    assert_eq!(window.bench.saved(), Saved::Failed(kept, StoreError::Full));
    assert!(window.bench.would_lose());
    assert!(window.effects.contains(&Effect::TryStoreAgain { millis: 1000 }));

    // Work goes on in memory; the same failure is not told of at every action.
    window.tell(Msg::Dismiss);
    window.label("陶景云", "PER");
    window.answer(StoreAnswer::TryAgain);
    assert_eq!(window.bench.notice(), None);
    assert!(window.effects.contains(&Effect::TryStoreAgain { millis: 2000 }));
    window.tell(Msg::Close { discard: false });
    assert!(window.effects.contains(&Effect::ConfirmClose));

    window.refuses = None;
    window.answer(StoreAnswer::TryAgain);
    assert_eq!(window.bench.saved(), Saved::All(window.project().seq()));
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(state(again.project()), state(window.project()));
}

#[test]
fn closing_loses_nothing_and_the_list_tells_how_far_a_document_is() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.slow = true;
    window.label("陶景云", "PER");
    let before = state(window.project());
    window.tell(Msg::Close { discard: false });
    assert!(window.bench.project().is_none(), "no question: it is on its way");
    window.slow = false;
    window.serve();

    window.paste("另一个版面。\n");
    let second = window.id();
    window.tell(Msg::Close { discard: false });
    let list = window.bench.documents();
    assert_eq!(list.len(), 2);
    assert_eq!(list[0].id, second, "the last one first");
    let state_of_first = list[1].state.clone().unwrap();
    assert_eq!((state_of_first.entities, state_of_first.entities_accepted), (2, 1));
    assert_eq!(state_of_first.chars, window_chars(TEXT));

    let first = list[1].id.clone();
    window.tell(Msg::Documents(DocumentsMsg::Open(first.clone())));
    assert_eq!(state(window.project()), before);
    window.tell(Msg::Close { discard: false });

    // A name, a deletion and its taking back are kept, and touch nothing else.
    window.tell(Msg::Documents(DocumentsMsg::Rename { id: first.clone(), name: " 晚报 𠮷 ".into() }));
    window.tell(Msg::Documents(DocumentsMsg::Delete(second.clone())));
    let mut other = Window::on(&store);
    let named = |window: &Window, id: &str| {
        let list = window.bench.documents();
        let entry = list.iter().find(|entry| entry.id == id).unwrap();
        (entry.name().to_owned(), entry.is_deleted())
    };
    assert_eq!(named(&other, &first), ("晚报 𠮷".into(), false));
    assert_eq!(named(&other, &second), ("另一个版面。".into(), true));
    other.tell(Msg::Documents(DocumentsMsg::Restore(second.clone())));
    assert_eq!(named(&Window::on(&store), &second), ("另一个版面。".into(), false));
    other.tell(Msg::Documents(DocumentsMsg::Open(first)));
    assert_eq!(&*other.project().info.name, "晚报 𠮷");
}

#[test]
fn what_is_deleted_for_good_leaves_nothing_behind() {
    let store: Rc<MemoryStorage> = Rc::default();
    let mut window = Window::on(&store);
    let mut ids = Vec::new();
    for (text, quote) in [(TEXT, "𠮷野"), ("望川城的夜渡 👩‍👩‍👧\r\n", "望川城"), ("渡口改期e\u{301}\n", "渡口")]
    {
        window.paste(text);
        window.label(quote, "LOC");
        ids.push(window.id());
        window.tell(Msg::Close { discard: false });
    }
    let of = |id: &str| store.read_now(&Table::ALL.map(|table| Keys::of(table, id))).concat().len();
    let (first, second, third) = (ids[0].clone(), ids[1].clone(), ids[2].clone());
    // Only what was deleted before.
    window.tell(Msg::Documents(DocumentsMsg::Purge(vec![first.clone(), "nothing".into()])));
    assert_eq!((window.bench.notice(), window.bench.documents().len()), (None, 3));

    window.tell(Msg::Documents(DocumentsMsg::Delete(first.clone())));
    window.tell(Msg::Documents(DocumentsMsg::Delete(second.clone())));
    let bytes = store.n_bytes();
    window.tell(Msg::Documents(DocumentsMsg::Purge(vec![first.clone()])));
    assert_eq!(window.bench.notice(), Some(&Notice::Purged { purged: 1, in_use: 0 }));
    assert_eq!((of(&first), window.bench.documents().len()), (0, 2));
    assert!(store.n_bytes() < bytes && of(&second) > 0 && of(&third) > 0);
    assert_eq!(window.lock, None, "no lock is kept");
    assert_eq!(Window::on(&store).bench.documents().len(), 2);

    // One that another window has open stays.
    window.elsewhere = Some(second.clone());
    window.tell(Msg::Documents(DocumentsMsg::Purge(vec![second.clone()])));
    assert_eq!(window.bench.notice(), Some(&Notice::Purged { purged: 0, in_use: 1 }));
    assert!(of(&second) > 0);
    window.elsewhere = None;
    window.tell(Msg::Documents(DocumentsMsg::Delete(third.clone())));
    window.tell(Msg::Documents(DocumentsMsg::Purge(vec![second, third])));
    assert_eq!(window.bench.notice(), Some(&Notice::Purged { purged: 2, in_use: 0 }));
    assert_eq!(store.n_bytes(), 0);
}

/// As the store counts: after ingest.
fn window_chars(text: &str) -> usize {
    text.replace("\r\n", "\n").chars().count()
}

#[test]
fn a_further_page_is_kept_with_what_was_there() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("陶景云", "PER");
    window.paste("第二版\n\n望川城的消息。\n");
    window.label("望川城", "LOC");
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(state(again.project()), state(window.project()));
    assert_eq!(again.project().document.text(), window.project().document.text());
}

#[test]
fn snapshots_bound_what_is_replayed() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    for _ in 0..700 {
        window.label("陶景云", "PER");
        window.tell(Msg::Act(Action::Undo));
    }
    let (seq, snapshots) = (window.project().seq(), window.seqs(Table::Snapshots));
    assert!(seq > 2000, "{seq}");
    assert_eq!(snapshots.len(), 3, "the first and the last two: {snapshots:?}");
    assert!(seq - snapshots[2] <= 510, "{snapshots:?} of {seq}");
    assert_eq!(window.seqs(Table::Log).len() as u64, seq - snapshots[0], "the log is whole");
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(again.project().set(), window.project().set());
}

#[test]
fn a_damaged_entry_ends_the_reading_and_nothing_is_deleted() {
    let store: Rc<MemoryStorage> = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("陶景云", "PER");
    let good = state(window.project());
    let at = window.project().seq();
    window.label("澜江市", "LOC");
    window.label("𠮷野", "LOC");
    let id = window.id();
    store.write_now(&[Write::Put(Table::Log, Key::new(&id, at), vec![1, 2, 3])]).unwrap();
    let damaged = store.read_now(&[Keys::of(Table::Log, &id), Keys::of(Table::Snapshots, &id)]);

    let mut again = Window::reopening(&store, Some(id.clone()));
    assert!(
        matches!(again.bench.notice(), Some(Notice::Recovered { detail, .. }) if detail.contains("2 entries")),
        "{:?}",
        again.bench.notice()
    );
    assert_eq!(state(again.project()), good);
    // It goes on as a document of its own; the damaged one stays as it is.
    again.tell(Msg::Dismiss);
    again.label("渡口", "LOC");
    assert_ne!(again.id(), id);
    assert_eq!(again.bench.saved(), Saved::All(again.project().seq()));
    assert_eq!(store.read_now(&[Keys::of(Table::Log, &id), Keys::of(Table::Snapshots, &id)]), damaged);
}

#[test]
fn a_damaged_snapshot_is_passed_over() {
    let store: Rc<MemoryStorage> = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    for _ in 0..300 {
        window.label("陶景云", "PER");
        window.tell(Msg::Act(Action::Undo));
    }
    let (id, snapshots) = (window.id(), window.seqs(Table::Snapshots));
    assert_eq!(snapshots.len(), 2);
    store.write_now(&[Write::Put(Table::Snapshots, Key::new(&id, snapshots[1]), vec![1])]).unwrap();
    let again = Window::reopening(&store, Some(id.clone()));
    assert_eq!(again.bench.notice(), None);
    assert_eq!(again.project().set(), window.project().set());

    // Without any, it is said and nothing is touched.
    store.write_now(&[Write::Put(Table::Snapshots, Key::new(&id, snapshots[0]), Vec::new())]).unwrap();
    let again = Window::reopening(&store, Some(id));
    assert!(
        matches!(again.bench.notice(), Some(Notice::DocumentDamaged { .. })),
        "{:?}",
        again.bench.notice()
    );
    assert_eq!(again.seqs(Table::Snapshots), snapshots);
}

#[test]
fn what_a_newer_version_wrote_is_not_opened_and_not_touched() {
    let records = [
        (Table::Documents, 0),
        (Table::States, 0),
        (Table::Snapshots, 1),
        (Table::Log, 3),
        (Table::Points, 2),
    ];
    for (table, seq) in records {
        let store: Rc<MemoryStorage> = Rc::default();
        let mut window = Window::on(&store);
        window.paste(TEXT);
        assert_eq!(window.project().seq(), 1);
        window.label("陶景云", "PER");
        window.label("澜江市", "LOC");
        let id = window.id();
        let newer = vec![2, 0];
        store.write_now(&[Write::Put(table, Key::new(&id, seq), newer)]).unwrap();
        let before = store.read_now(&Table::ALL.map(Keys::all));
        let again = Window::reopening(&store, Some(id));
        assert!(again.bench.project().is_none(), "{table:?}");
        assert!(matches!(again.bench.notice(), Some(Notice::DocumentNewer { .. })), "{table:?}");
        assert_eq!(store.read_now(&Table::ALL.map(Keys::all)), before, "{table:?}");
    }
}

#[test]
fn without_a_store_all_goes_on_in_memory_and_it_is_said() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.answer(StoreAnswer::Opened { window: 7, trouble: Some(StoreError::Blocked), reopen: None });
    assert_eq!(window.bench.notice(), Some(&Notice::Fleeting(StoreError::Blocked)));
    window.tell(Msg::Dismiss);
    window.paste(TEXT);
    window.label("陶景云", "PER");
    assert_eq!(window.bench.saved(), Saved::Fleeting(StoreError::Blocked));
    assert!(window.bench.would_lose());
    window.tell(Msg::Close { discard: false });
    assert!(window.bench.project().is_none(), "the list still has it");
    assert!(window.bench.would_lose(), "but the window must not be closed without a word");
}

#[test]
fn what_is_opened_before_the_store_is_ready_is_kept_once_it_is() {
    let store = Rc::default();
    let mut window = Window { bench: Workbench::new(Lang::En), ..Window::on(&store) };
    window.paste(TEXT);
    window.label("陶景云", "PER");
    assert_eq!(window.bench.saved(), Saved::Opening);
    window.answer(StoreAnswer::Opened { window: 9, trouble: None, reopen: Some("other".into()) });
    assert_eq!(window.bench.saved(), Saved::All(window.project().seq()));
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(again.project().set(), window.project().set());
}

#[test]
fn the_second_window_looks_on_and_takes_over() {
    let store = Rc::default();
    let mut first = Window::on(&store);
    first.paste(TEXT);
    first.label("陶景云", "PER");
    let id = first.id();
    assert_eq!(first.lock.as_ref(), Some(&id), "a new document is locked too");

    let mut second = Window::on(&store);
    second.elsewhere = Some(id.clone());
    second.tell(Msg::Documents(DocumentsMsg::Open(id.clone())));
    assert_eq!(second.bench.notice(), Some(&Notice::ReadOnly));
    assert_eq!(second.bench.saved(), Saved::Elsewhere);
    assert_eq!(state(second.project()), state(first.project()));

    // Whatever is tried, nothing changes and nothing is written.
    let before = store.read_now(&Table::ALL.map(Keys::all));
    let shown = state(second.project());
    for msg in [
        Msg::Select(ByteRange::at(0, 7)),
        Msg::Label(LabelId::new("LOC")),
        Msg::Act(Action::Undo),
        Msg::Act(Action::AcceptAll),
        Msg::StartJob,
        Msg::Pasted { units: "另一页。".encode_utf16().collect() },
        Msg::Opened { name: "words.csv".into(), bytes: "陶景云,PER".into() },
        Msg::Store(Box::new(StoreAnswer::Hiding)),
    ] {
        second.tell(msg);
        assert_eq!(state(second.project()), shown);
    }
    assert_eq!(store.read_now(&Table::ALL.map(Keys::all)), before);
    assert_eq!(second.bench.notice(), Some(&Notice::Refused(Refusal::ReadOnly)));

    // The first goes on, and closes: the second has what it did, and goes on itself.
    first.label("澜江市", "LOC");
    let last = state(first.project());
    first.tell(Msg::Close { discard: false });
    assert_eq!(first.lock, None);
    second.answer(StoreAnswer::Locked { id, held: true });
    assert_eq!(second.bench.notice(), Some(&Notice::TakenOver));
    assert_eq!(state(second.project()), last);
    second.tell(Msg::Dismiss);
    second.label("𠮷野", "LOC");
    assert_eq!(second.bench.saved(), Saved::All(second.project().seq()));
}

#[test]
fn a_backup_has_everything_and_puts_it_back() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("陶景云", "PER");
    let (first, first_state) = (window.id(), state(window.project()));
    window.tell(Msg::Close { discard: false });
    window.paste("望川城的夜渡\n船家说，今夜无人。\n");
    // What could not be kept is in it too.
    window.refuses = Some(StoreError::Full);
    let at = window.project().document.text().find("望川城").unwrap();
    window.tell(Msg::Select(ByteRange::at(at, at + "望川城".len())));
    window.tell(Msg::Label(LabelId::new("LOC")));
    assert!(window.bench.notice().is_some_and(Notice::offers_backup));
    let (second, second_state) = (window.id(), state(window.project()));
    window.tell(Msg::Documents(DocumentsMsg::Backup));
    let backup = window.downloaded().unwrap();

    // Into an empty store, all of it.
    let empty = Rc::default();
    let mut other = Window::on(&empty);
    let open = |bytes: &[u8]| Msg::Opened { name: "jianbao.backup".into(), bytes: bytes.to_vec() };
    other.tell(open(&backup));
    assert_eq!(other.bench.notice(), Some(&Notice::Restored { restored: 2, left_out: 0 }));
    assert_eq!(other.bench.documents().len(), 2);
    for (id, expected) in [(&first, &first_state), (&second, &second_state)] {
        other.tell(Msg::Documents(DocumentsMsg::Open(id.clone())));
        assert_eq!(state(other.project()), *expected);
        assert!(other.bench.can_undo_redo().0);
        other.tell(Msg::Close { discard: false });
    }

    // Where all is there already, nothing changes; what went on since stays beside what the backup has.
    other.tell(open(&backup));
    assert_eq!(other.bench.notice(), Some(&Notice::Restored { restored: 0, left_out: 2 }));
    let mut behind = Window::on(&store);
    behind.tell(open(&backup));
    assert_eq!(behind.bench.notice(), Some(&Notice::Restored { restored: 1, left_out: 1 }));
    assert_eq!(behind.bench.documents().len(), 3);

    // Damage is said, and touches nothing.
    let before = store.read_now(&Table::ALL.map(Keys::all));
    behind.tell(open(&backup[..backup.len() - 5]));
    assert!(matches!(behind.bench.notice(), Some(Notice::Damaged { .. })));
    assert_eq!(store.read_now(&Table::ALL.map(Keys::all)), before);
}

/// A window whose workers answer at once: one reads files, the other one proposes a person and is done.
fn open_many(window: &mut Window, files: &[(&str, &[u8])], stop_after: Option<usize>) {
    let mut files = files.iter();
    window.tell(Msg::Batch(BatchMsg::Begin(files.len())));
    let mut n_read = 0;
    while !window.effects.is_empty() {
        for effect in std::mem::take(&mut window.effects) {
            match effect {
                Effect::NextFile if stop_after == Some(n_read) => window.tell(Msg::Batch(BatchMsg::Stop)),
                Effect::NextFile => {
                    let (name, bytes) = files.next().unwrap();
                    n_read += 1;
                    window.tell(Msg::Batch(BatchMsg::File { name: (*name).into(), bytes: bytes.to_vec() }));
                }
                Effect::Files(request) => window.tell(Msg::Files(Box::new(serve(*request)))),
                Effect::StartJob { job, text, .. } => {
                    let at = text.find("陶景云").map(|at| ByteRange::at(at, at + "陶景云".len()));
                    let person = |range| {
                        Proposal::Entity(EntityProposal {
                            label: "PER".into(),
                            ranges: vec![range],
                            evidence: Evidence {
                                confidence: Confidence::from_thousandths(900),
                                reasons: Vec::new(),
                            },
                            value: None,
                            alias_of: None,
                            nested: false,
                        })
                    };
                    let proposals = at.map(person).into_iter().collect();
                    window.tell(Msg::Worker(Response::Batch { job, proposals }));
                    window.tell(Msg::Worker(Response::Done { job, learned: Vec::new() }));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn many_files_become_documents_with_proposals() {
    // The last one is GB18030.
    let old = b"\xb3\xce\xbd\xad\xc8\xd5\xb1\xa8\xd1\xb6\xa3\xa8\xbc\xc7\xd5\xdf\xcc\xd5\xbe\xb0\xd4\xc6\xa3\xa9\xd7\xf2\xc8\xd5\xa3\xac\xb3\xc7\xbc\xca\xb9\xab\xbd\xbb\xbf\xaa\xcd\xa8\xd4\xcb\xd3\xaa\xa1\xa3\n";
    let files: [(&str, &[u8]); 4] = [
        ("甲.txt", TEXT.as_bytes()),
        ("图.png", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("乙.txt", "另一个版面，没有名字。".as_bytes()),
        ("旧.txt", old),
    ];
    let store = Rc::default();
    let mut window = Window::on(&store);
    open_many(&mut window, &files, None);
    assert_eq!(
        window.bench.notice(),
        Some(&Notice::ManyOpened { opened: 3, refused: vec!["图.png".into()] })
    );
    assert_eq!(window.bench.batch(), None);
    assert!(window.bench.project().is_none(), "nothing opens by itself");

    let mut other = Window::on(&store);
    let list = other.bench.documents();
    let mut found: Vec<_> =
        list.iter().map(|entry| (entry.name(), entry.state.as_ref().unwrap().entities)).collect();
    found.sort_unstable();
    assert_eq!(found, [("乙.txt", 0), ("旧.txt", 1), ("甲.txt", 1)]);
    let old = list.iter().find(|entry| entry.name() == "旧.txt").unwrap().id.clone();
    other.tell(Msg::Documents(DocumentsMsg::Open(old)));
    assert!(other.project().document.text().starts_with("澄江日报讯"));
    assert_eq!(other.bench.job(), JobState::Finished);
}

#[test]
fn the_opening_of_many_files_can_be_stopped() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    let files: [(&str, &[u8]); 3] = [("1.txt", b"one"), ("2.txt", b"two"), ("3.txt", b"three")];
    open_many(&mut window, &files, Some(2));
    assert_eq!(window.bench.notice(), Some(&Notice::ManyOpened { opened: 2, refused: Vec::new() }));
    assert_eq!(Window::on(&store).bench.documents().len(), 2);
}

#[test]
fn documents_are_exported_together_under_ids_of_their_own() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    for text in [TEXT, "另一个版面。\n", "第三个版面。\n"] {
        window.paste(text);
        window.tell(Msg::Close { discard: false });
    }
    let list = window.bench.documents();
    let ids: Vec<_> = list.iter().map(|entry| entry.id.clone()).collect();
    // One of them cannot be read: the others are exported all the same, and it is said.
    let damaged = list.iter().find(|entry| entry.name().starts_with("第三")).unwrap().id.clone();
    store.write_now(&[Write::Delete(Keys::of(Table::Snapshots, &damaged))]).unwrap();
    window.tell(Msg::Documents(DocumentsMsg::Export(ids)));
    assert_eq!(window.bench.notice(), Some(&Notice::NotExported { names: vec!["第三个版面。".into()] }));
    let exporting = window.bench.exporting().unwrap();
    assert_eq!(exporting.n_documents, 2);
    let order = Order { format: "jianbao".into(), ..exporting.order.clone() };
    window.tell(Msg::Export(ExportMsg::Choose(order)));
    window.serve_files();
    let written = window.bench.exporting().unwrap().ready().unwrap();
    let imported = jianbao_formats::labelled_json::read(&written.file.bytes).unwrap();
    let mut texts: Vec<_> =
        imported.projects.iter().map(|project| (&*project.info.id, project.document.text().len())).collect();
    texts.sort_unstable();
    assert_eq!(texts.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["d1", "d2"]);

    // Each of them knows that it was exported.
    window.tell(Msg::Export(ExportMsg::Download));
    let marked = store.read_now(&[Keys::all(Table::Points)]).remove(0);
    let readable = list.iter().filter(|entry| entry.id != damaged).map(|entry| entry.id.as_str());
    assert_eq!(marked.len(), 2);
    assert!(readable.into_iter().all(|id| marked.iter().any(|(key, _)| key.id == id && key.seq == 1)));
}
