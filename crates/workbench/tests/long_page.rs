//! A long page: what an edit makes anew at once, and what is made a part at a time. Counted, since times depend on the
//! machine.

#![allow(clippy::unwrap_used, reason = "a test")]

mod window;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use jianbao_core::{ByteOffset, Role};
use jianbao_workbench::actions::Action;
use jianbao_workbench::store::{StoreAnswer, Table};
use jianbao_workbench::{Effect, Msg};
use window::Window;

const LINE: &str = "王小明e\u{301}和李大海在𠮷野，👩‍👩‍👧。\n";
const N_LINES: usize = 2400;

fn open(store: &Rc<jianbao_workbench::store::MemoryStorage>) -> Window {
    let mut window = Window::on(store);
    window.paste(&LINE.repeat(N_LINES));
    window
}

fn cut(window: &mut Window, line: usize) {
    window.tell(Msg::GoTo(ByteOffset::at(line * LINE.len())));
    window.tell(Msg::Act(Action::Cut));
    assert_eq!(window.bench.notice(), None);
}

#[test]
fn a_chunk_is_made_anew_when_it_is_drawn_and_only_where_it_looks_otherwise() {
    let mut window = open(&Rc::default());
    for line in [0, 800, 1600] {
        cut(&mut window, line);
    }
    let n = window.bench.chunks().len();
    assert!(n > 100, "{n} chunks");
    window.bench.renew(0..n);
    let before = window.bench.chunks().to_vec();
    let n_other = |window: &Window| {
        let pairs = window.bench.chunks().iter().zip(&before);
        pairs.filter(|(now, before)| !Arc::ptr_eq(now, before)).count()
    };
    cut(&mut window, 40);
    assert_eq!(n_other(&window), 0, "nothing is drawn yet");
    let last_article = ByteOffset::at(1600 * LINE.len());
    let later = before.iter().position(|chunk| chunk.hull.contains(last_article)).unwrap();
    assert!(window.bench.is_dated(0) && window.bench.is_dated(later));
    window.bench.renew(later..later + 1);
    assert!(!window.bench.is_dated(later));
    assert_eq!(n_other(&window), 1, "the article there has another number");
    window.bench.renew(0..n);
    let made = n_other(&window);
    assert!((2..8).contains(&made), "{made} chunks: the rows of all others are as they were");
    // A name that stands everywhere, without any article changing.
    let before = window.bench.chunks().to_vec();
    window.label("王小明", "PER");
    assert!(window.bench.chunks().iter().zip(&before).all(|(now, before)| Arc::ptr_eq(now, before)));
    // The last one holds nothing but the end of the text.
    assert!((0..n - 1).all(|chunk| window.bench.is_dated(chunk)));
}

#[test]
fn a_cut_in_article_order_leaves_all_rows_in_their_chunks() {
    let mut window = open(&Rc::default());
    let whole = window.project().document.range();
    window.tell(Msg::Select(whole));
    window.tell(Msg::Act(Action::ToNewArticle));
    cut(&mut window, 803);
    window.tell(Msg::Act(Action::ToggleOrder));
    let numbers = |window: &Window| -> BTreeSet<u64> {
        window.bench.chunks().iter().map(|chunk| chunk.key.number()).collect()
    };
    let before = numbers(&window);
    assert_eq!(before.len(), window.bench.chunks().len(), "each has a number of its own");
    cut(&mut window, 40);
    let after = numbers(&window);
    assert_eq!(after, before, "no chunk comes or goes");
}

#[test]
fn lists_are_made_one_at_a_time() {
    let mut window = open(&Rc::default());
    // All other places follow.
    for name in ["王小明", "李大海"] {
        window.label(name, "PER");
    }
    let mut n_times = 0;
    while window.bench.lists().is_stale {
        assert_eq!(window.bench.lists().groups.len(), if n_times == 0 { 0 } else { 2 });
        window.tell(Msg::Idle);
        n_times += 1;
    }
    assert_eq!(n_times, 3);
    let row =
        window.bench.lists().thresholds.iter().find(|row| row.label.as_str() == "PER").cloned().unwrap();
    assert_eq!(row.n_shown, 2 * N_LINES - 2);
}

#[test]
fn a_snapshot_is_written_a_part_at_a_time() {
    let store = Rc::default();
    let mut window = open(&store);
    for name in ["王小明", "李大海"] {
        window.label(name, "PER");
    }
    let goes_on = Effect::TryStoreAgain { millis: 0 };
    let mut n_edits = 0;
    while !window.effects.contains(&goes_on) {
        let role = if n_edits % 2 == 0 { Role::Caption } else { Role::Body };
        window.tell(Msg::SetRole(role));
        n_edits += 1;
        assert!(n_edits < 600, "a snapshot is due");
    }
    let n_snapshots = window.seqs(Table::Snapshots).len();
    let mut n_parts = 0;
    while window.effects.contains(&goes_on) {
        assert_eq!(window.seqs(Table::Snapshots).len(), n_snapshots);
        window.effects.clear();
        window.answer(StoreAnswer::TryAgain);
        n_parts += 1;
    }
    assert!((3..20).contains(&n_parts), "{n_parts} parts");
    assert_eq!(window.seqs(Table::Snapshots).len(), n_snapshots + 1);
    let again = Window::reopening(&store, Some(window.id()));
    assert_eq!(again.project().set(), window.project().set());
}
