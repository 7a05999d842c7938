//! The history of a document: points with names, the timeline, what changed, and the way back.

#![allow(clippy::unwrap_used, reason = "a test")]

mod window;

use std::rc::Rc;
use std::sync::Arc;

use jianbao_core::annotation::Layer;
use jianbao_core::edit::Refusal;
use jianbao_core::log::replay;
use jianbao_core::testing::{commands, texts};
use jianbao_core::{Document, DocumentInfo, Project};
use jianbao_workbench::actions::Action;
use jianbao_workbench::exchange::ExportMsg;
use jianbao_workbench::history::{Change, Difference, HistoryMsg, HistoryView, What};
use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::session::Session;
use jianbao_workbench::store::{Key, Keys, MemoryStorage, Saved, StoreAnswer, StoreError, Table, Write};
use jianbao_workbench::{Effect, Lang, Msg, Notice, Workbench};
use proptest::prelude::*;

use crate::window::{TEXT, Window, state};

const MINUTE: u64 = 60_000;

impl Window {
    fn history(&mut self) -> HistoryView {
        if self.bench.history().is_none() {
            self.tell(Msg::Act(Action::History));
        }
        self.bench.history().unwrap()
    }

    fn in_history(&mut self, msg: HistoryMsg) -> HistoryView {
        self.tell(Msg::History(msg));
        self.bench.history().unwrap()
    }

    fn compare(&mut self, seq: u64) -> Arc<Vec<Difference>> {
        self.history();
        self.in_history(HistoryMsg::Compare(Some(seq))).compared.unwrap().differences.unwrap()
    }

    fn go_back(&mut self, seq: u64) {
        self.compare(seq);
        self.tell(Msg::History(HistoryMsg::GoBack));
    }
}

/// Each row: up to which action, how many it has, what they did, the name of the point.
fn rows(view: &HistoryView) -> Vec<(u64, usize, String, String)> {
    let row = |row: &jianbao_workbench::history::HistoryRow| {
        (row.period.seq, row.period.n_steps, row.period.tally.words(Lang::En), row.point.name.clone())
    };
    view.rows.iter().map(row).collect()
}

fn kinds(differences: &[Difference]) -> Vec<(What, usize)> {
    differences.iter().map(|found| (found.what, found.n)).collect()
}

#[test]
fn a_story_of_points_and_ways_back() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("澜江市", "LOC");
    window.tell(Msg::Act(Action::NamePoint));
    let now = window.project().seq();
    assert_eq!(window.bench.history().unwrap().editing, Some(now));
    assert!(window.effects.contains(&Effect::FocusPointName));
    window.in_history(HistoryMsg::Name(now, " 初校 𠮷 ".into()));
    window.tell(Msg::Dismiss);
    assert!(window.bench.history().is_none());
    let named = state(window.project());
    window.label("渡口", "LOC");
    window.label("𠮷野", "PER");
    window.now += 7 * MINUTE;
    window.label("𠮷野", "LOC");

    // Also after a reload, when the log is in the store alone.
    let mut window = Window::reopening(&store, Some(window.id()));
    let before = state(window.project());
    let view = window.history();
    let expected = [
        (5, 1, "1 entity relabeled", ""),
        (4, 2, "2 entities added", ""),
        (2, 1, "1 entity added", "初校 𠮷"),
        (1, 0, "", ""),
    ];
    let found = rows(&view);
    let found: Vec<_> =
        found.iter().map(|(seq, n, did, name)| (*seq, *n, did.as_str(), name.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!((view.rows[0].is_now, view.rows[3].is_start), (true, true));
    assert!(view.older.is_empty() && !view.has_more && !view.is_damaged);

    // What changed since, with the place of each.
    let added = What::Of(Layer::Entity, Change::Added);
    let differences = window.compare(now);
    assert_eq!(kinds(&differences), [(added, 2)]);
    let texts: Vec<_> = differences[0].items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["𠮷野 地名", "渡口 地名"]);
    let item = &differences[0].items[1];
    window.tell(Msg::History(HistoryMsg::GoTo(item.id, item.at)));
    assert_eq!(window.bench.picked_entity(), Some(item.id));

    let relabeled = window.compare(4);
    assert_eq!(kinds(&relabeled), [(What::Of(Layer::Entity, Change::Relabeled), 1)]);
    assert_eq!(relabeled[0].items[0].text, "𠮷野 人名 → 地名");

    // Back, and forth again; what was done since is still there.
    window.go_back(now);
    assert_eq!(window.bench.notice(), Some(&Notice::WentBack));
    assert!(window.bench.history().is_none());
    assert_eq!(window.project().set().entities().count(), 1);
    let view = window.history();
    assert_eq!(rows(&view)[0].2, "1 return to a point");
    assert!(window.compare(now).is_empty());
    window.tell(Msg::Dismiss);
    window.tell(Msg::Act(Action::Undo));
    let strip = |project: &Project| project.set().iter().cloned().collect::<Vec<_>>();
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(strip(again.project()), strip(window.project()));
    assert_ne!(state(window.project()), named);
    assert_ne!(state(window.project()), before, "the log went on");
    let original = Window::reopening(&store, Some(window.id()));
    assert_eq!(original.project().set().entities().count(), 3);

    // A name is changed, and taken away.
    window.history();
    window.in_history(HistoryMsg::Name(now, "二校".into()));
    let view = Window::reopening(&store, Some(window.id())).history();
    assert!(view.rows.iter().any(|row| row.period.seq == now && row.point.name == "二校"));
    window.in_history(HistoryMsg::Name(now, "  ".into()));
    assert!(window.seqs(Table::Points).is_empty());
    assert_eq!(window.bench.saved(), Saved::All(window.project().seq()));
}

#[test]
fn what_changed_since_the_last_export() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("澜江市", "LOC");
    assert!(!window.bench.is_changed_since_export(), "it was never exported");
    window.tell(Msg::Act(Action::Download));
    assert!(!window.bench.is_changed_since_export());
    window.label("渡口", "LOC");
    assert!(window.bench.is_changed_since_export());

    let mut window = Window::reopening(&store, Some(window.id()));
    window.tell(Msg::Act(Action::Changes));
    let compared = window.bench.history().unwrap().compared.unwrap();
    assert!(compared.row.is_last_export);
    assert_eq!(compared.row.point.exported.as_deref(), Some("jianbao"));
    assert_eq!(kinds(&compared.differences.unwrap()), [(What::Of(Layer::Entity, Change::Added), 1)]);
    window.tell(Msg::Dismiss);

    // By the dialog: what was there when it was opened is what was handed over.
    window.tell(Msg::Act(Action::Export));
    let seq = window.project().seq();
    window.tell(Msg::Export(ExportMsg::Download));
    assert!(window.bench.is_changed_since_export(), "nothing was written yet");
    window.serve_files();
    window.tell(Msg::Export(ExportMsg::Download));
    window.tell(Msg::Export(ExportMsg::Close));
    assert!(!window.bench.is_changed_since_export());
    let view = window.history();
    assert_eq!((view.rows[0].period.seq, view.rows[0].is_last_export), (seq, true));
    assert_eq!(view.rows[0].point.exported.as_deref(), Some("doccano"));
    assert!(!view.rows[1].is_last_export && view.rows[1].point.exported.is_some());
    // The other way round: an entity that was accepted is open again.
    window.tell(Msg::Dismiss);
    window.tell(Msg::Act(Action::Undo));
    window.tell(Msg::Act(Action::Changes));
    let differences = window.bench.history().unwrap().compared.unwrap().differences.unwrap();
    assert_eq!(kinds(&differences), [(What::Of(Layer::Entity, Change::Removed), 1)]);
}

/// Only so much is read and drawn as is looked at; every point can be reached all the same.
#[test]
fn a_long_log_is_read_from_its_end() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("渡口", "LOC");
    let early = window.project().seq();
    window.history();
    window.in_history(HistoryMsg::Name(early, "早".into()));
    window.tell(Msg::Dismiss);
    let strip = |project: &Project| project.set().iter().cloned().collect::<Vec<_>>();
    let then = strip(window.project());
    for _ in 0..700 {
        window.now += 3 * MINUTE;
        window.label("陶景云", "PER");
        window.tell(Msg::Act(Action::Undo));
    }
    window.label("澜江市", "LOC");
    let mut window = Window::reopening(&store, Some(window.id()));
    let (now, opened) = (window.project().seq(), strip(window.project()));
    window.slow = true;
    window.tell(Msg::Act(Action::History));
    let view = window.bench.history().unwrap();
    assert!(view.reads && view.rows.len() == 1 && view.rows[0].is_now, "{view:?}");
    window.slow = false;
    window.serve();
    let view = window.history();
    assert_eq!((view.rows.len(), view.has_more, view.reads), (40, true, false));
    assert_eq!(view.older.iter().map(|row| row.point.name.as_str()).collect::<Vec<_>>(), ["早", ""]);
    assert!(view.older[1].is_start);
    let inner = window.in_history(HistoryMsg::Unfold(now));
    assert_eq!(inner.rows.iter().filter(|row| row.is_single).count(), inner.rows[0].period.n_steps);

    let mut n_rows = 40;
    let mut view = window.in_history(HistoryMsg::Unfold(now));
    while view.has_more {
        view = window.in_history(HistoryMsg::More);
        assert!(view.rows.len() > n_rows && view.rows.len() <= n_rows + 42, "{n_rows} {}", view.rows.len());
        n_rows = view.rows.len();
    }
    let all: usize = view.rows.iter().map(|row| row.period.n_steps).sum();
    assert_eq!(all as u64, now - 1);
    assert_eq!(view.rows[n_rows - 2].point.name, "早");

    // Without having read so far.
    window.tell(Msg::Dismiss);
    window.go_back(early);
    assert_eq!(strip(window.project()), then);
    window.tell(Msg::Act(Action::Undo));
    assert_eq!(strip(window.project()), opened);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_can_be_gone_back_to() {
    let store: Rc<MemoryStorage> = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    for _ in 0..300 {
        window.label("陶景云", "PER");
        window.tell(Msg::Act(Action::Undo));
    }
    window.label("渡口", "LOC");
    let id = window.id();
    store.write_now(&[Write::Put(Table::Log, Key::new(&id, 100), vec![1, 2])]).unwrap();
    store.write_now(&[Write::Put(Table::Points, Key::new(&id, 9), vec![1])]).unwrap();
    let damaged = store.read_now(&Table::ALL.map(Keys::all));
    let mut window = Window::reopening(&store, Some(id));
    assert_eq!(window.bench.notice(), None, "a snapshot after it is whole");
    let mut view = window.history();
    while view.has_more {
        view = window.in_history(HistoryMsg::More);
    }
    assert!(view.is_damaged && view.older.is_empty());
    assert_eq!(
        view.rows.iter().map(|row| row.period.n_steps as u64).sum::<u64>(),
        window.project().seq() - 101
    );
    let view = window.in_history(HistoryMsg::Compare(Some(50)));
    assert_eq!(view.compared.unwrap().differences, None);
    let (before, seq) = (state(window.project()), window.project().seq());
    window.tell(Msg::History(HistoryMsg::GoBack));
    assert_eq!(state(window.project()), before);
    assert_eq!(store.read_now(&Table::ALL.map(Keys::all)), damaged);
    window.go_back(seq - 1);
    assert_eq!(window.project().set().entities().count(), 0);
}

#[test]
fn points_are_in_a_backup_and_a_window_that_looks_on_changes_none() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.label("渡口", "LOC");
    let (id, seq) = (window.id(), window.project().seq());
    window.history();
    window.in_history(HistoryMsg::Name(seq, "初校".into()));
    window.tell(Msg::Dismiss);
    window.tell(Msg::Documents(DocumentsMsg::Backup));
    let backup = window.downloaded();
    let mut other = Window::on(&Rc::default());
    other.tell(Msg::Opened { name: "jianbao.backup".into(), bytes: backup.unwrap() });
    other.tell(Msg::Documents(DocumentsMsg::Open(id.clone())));
    assert_eq!(other.history().rows[0].point.name, "初校");

    let mut second = Window::on(&store);
    second.elsewhere = Some(id.clone());
    second.tell(Msg::Documents(DocumentsMsg::Open(id)));
    let before = (store.read_now(&Table::ALL.map(Keys::all)), state(second.project()));
    assert_eq!(second.history().rows[0].point.name, "初校");
    second.in_history(HistoryMsg::Name(seq, "另名".into()));
    assert_eq!(second.bench.notice(), Some(&Notice::Refused(Refusal::ReadOnly)));
    second.go_back(seq - 1);
    assert_eq!(second.bench.notice(), Some(&Notice::Refused(Refusal::ReadOnly)));
    second.tell(Msg::Act(Action::NamePoint));
    assert!(second.bench.history().is_none());
    second.tell(Msg::Act(Action::Download));
    assert_eq!((store.read_now(&Table::ALL.map(Keys::all)), state(second.project())), before);

    // It takes over while it looks at the history: that was of what it had before.
    second.history();
    window.label("澜江市", "LOC");
    window.tell(Msg::Close { discard: false });
    second.answer(StoreAnswer::Locked { id: second.id(), held: true });
    assert!(second.bench.history().is_none());
    assert_eq!(second.history().rows.len(), 3);
}

#[test]
fn a_name_that_could_not_be_kept_is_kept_later() {
    let store = Rc::default();
    let mut window = Window::on(&store);
    window.paste(TEXT);
    window.refuses = Some(StoreError::Full);
    let seq = window.project().seq();
    window.history();
    window.in_history(HistoryMsg::Name(seq, "初校".into()));
    assert!(window.seqs(Table::Points).is_empty());
    assert!(matches!(window.bench.saved(), Saved::Failed(..)));
    window.refuses = None;
    window.answer(StoreAnswer::TryAgain);
    assert_eq!(window.seqs(Table::Points), [seq]);
}

/// A page that came in since stays where one goes back to before it, and can be worked on.
#[test]
fn going_back_leaves_the_text() {
    let mut window = Window::on(&Rc::default());
    window.paste(TEXT);
    window.label("渡口", "LOC");
    let seq = window.project().seq();
    window.paste("第二版\n\n望川城的消息。\n");
    window.label("望川城", "LOC");
    let view = window.history();
    assert_eq!(rows(&view)[0].2, "2 entities added · 1 page added");
    window.go_back(seq);
    assert!(window.project().document.text().ends_with("望川城的消息。\n"));
    assert_eq!(window.project().set().entities().count(), 1);
    assert_eq!(window.project().set().blocks().count(), 5);
    window.label("望川城", "PER");

    // Where nothing is different, nothing is done.
    window.tell(Msg::Act(Action::Undo));
    let seq = window.project().seq();
    window.go_back(seq);
    assert_eq!((window.project().seq(), window.bench.notice()), (seq, None));
}

#[test]
fn every_kind_has_words_of_its_own() {
    let changes = [
        Change::Added,
        Change::Proposed,
        Change::Accepted,
        Change::Rejected,
        Change::Removed,
        Change::Relabeled,
        Change::Moved,
        Change::Reopened,
        Change::Noted,
    ];
    let layers = [Layer::Article, Layer::Block, Layer::Entity];
    let of = layers.iter().flat_map(|layer| changes.iter().map(|change| What::Of(*layer, *change)));
    let whole =
        [What::Cut, What::Joined, What::Labels, What::Page, What::Undone, What::Redone, What::WentBack];
    let all: Vec<_> = of.chain(whole).collect();
    for lang in [Lang::Zh, Lang::En] {
        for n in [1, 12] {
            let mut texts: Vec<_> = all.iter().map(|what| what.text(n, lang)).collect();
            assert!(texts.iter().all(|text| text.contains(&n.to_string()) && !text.contains('|')));
            texts.sort();
            texts.dedup();
            assert_eq!(texts.len(), all.len());
        }
    }
}

proptest! {
    /// By the app itself: back to any point of any work, and an undo.
    #[test]
    fn back_to_any_point_and_undo(
        raw in texts().prop_filter("a page", |text| !text.trim().is_empty()),
        commands in prop::collection::vec(commands(), 1..25), at in any::<prop::sample::Index>())
    {
        let (document, _) = Document::ingest(&raw).unwrap();
        let mut session = Session::new(document.clone(), DocumentInfo::default());
        let begun = session.project().clone();
        for command in commands {
            if let Some(command) = command.for_project(session.project()) {
                let _refused_or_not = session.run(&command, jianbao_core::edit::Millis(1), false);
            }
        }
        let n = session.project().seq() - begun.seq();
        let at = begun.seq() + at.index(n as usize + 1) as u64;
        let mut then = begun;
        let log: Vec<_> = session.log().iter().filter(|entry| entry.seq < at).cloned().collect();
        replay(&mut then, &log).unwrap();
        let now: Vec<_> = session.project().set().iter().cloned().collect();

        let since = session.log().iter().filter(|entry| entry.seq >= at);
        let since: Vec<_> = since.map(|entry| entry.transaction.clone()).collect();
        let command = jianbao_core::Command::GoBack { since };
        let went = session.run(&command, jianbao_core::edit::Millis(2), false).is_ok();
        prop_assert!(session.project().set().iter().eq(then.set().iter()));
        prop_assert_eq!(session.project().labels(), then.labels());
        if went {
            session.undo(jianbao_core::edit::Millis(3));
        }
        prop_assert!(session.project().set().iter().eq(now.iter()));
    }
}

#[test]
fn without_a_document_there_is_no_history() {
    let mut bench = Workbench::new(Lang::En);
    for action in [Action::History, Action::NamePoint, Action::Changes] {
        bench.update(Msg::Act(action), jianbao_core::edit::Millis(1));
        assert!(bench.history().is_none());
    }
}
