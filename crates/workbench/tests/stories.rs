//! What a person does from paste to download, without a browser.

use std::collections::BTreeSet;

use jianbao_core::annotation::{Body, Role, Status};
use jianbao_core::edit::{Destination, Millis};
use jianbao_core::{ByteOffset, ByteRange, Confidence, LabelId, Project};
use jianbao_formats::exchange::serve;
use jianbao_formats::word_list::{LeftOut, Why};
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::models::Models;
use jianbao_propose::protocol::{EntityModelKind, KnownPlaceOf, Request, Response};
use jianbao_propose::{EntityProposal, Evidence, Proposal};
use jianbao_workbench::actions::{Action, Edge, PressedChord, Step};
use jianbao_workbench::history::HistoryMsg;
use jianbao_workbench::label_menu::LabelMenuMsg;
use jianbao_workbench::review::Reviewed;
use jianbao_workbench::session::JobState;
use jianbao_workbench::view::{Details, Flow, Layout, Order, Outline, Shown, chunk_view, n_chunks, totals};
use jianbao_workbench::{Effect, Lang, Msg, Notice, Workbench};

/// A workbench with a clock and a worker that answers at once.
struct Desk {
    bench: Workbench,
    clock: u64,
    effects: Vec<Effect>,
    n_checked: usize,
}

impl Desk {
    fn new() -> Self {
        Self { bench: Workbench::new(Lang::Zh), clock: 0, effects: Vec::new(), n_checked: 0 }
    }

    fn with(text: &str) -> Self {
        let mut desk = Self::new();
        desk.tell(Msg::Pasted { units: text.encode_utf16().collect() });
        desk
    }

    fn tell(&mut self, msg: Msg) {
        self.clock += 1000;
        let mut effects = self.bench.update(msg, Millis(self.clock));
        // The worker for files answers at once.
        let (asked, rest) = effects.into_iter().partition(|effect| matches!(effect, Effect::Files(_)));
        effects = rest;
        for effect in asked {
            let Effect::Files(request) = effect else { continue };
            effects.extend(self.bench.update(Msg::Files(Box::new(serve(*request))), Millis(self.clock)));
        }
        for effect in &effects {
            if let Effect::StartJob { job, text, known, model } = effect {
                let config = Config::known(text, (**known).clone());
                let learned = config.learned();
                let proposals =
                    Engine::with_models(text.as_str().into(), config, Models::built_in(*model)).run();
                self.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(self.clock));
                self.bench.update(Msg::Worker(Response::Done { job: *job, learned }), Millis(self.clock));
            }
        }
        self.effects = effects;
        self.check_rows();
    }

    /// The rows on the screen, which are mended change by change, are those that the project has now.
    fn check_rows(&mut self) {
        // Now and then, so that what is put off also adds up.
        self.n_checked += 1;
        if self.n_checked.is_multiple_of(3) {
            self.draw();
        }
        let Some(project) = self.bench.project() else { return };
        let outline = Outline::of(project);
        let layout = match self.bench.order() {
            Order::Page => Layout::Page,
            Order::Article => Layout::Article(Flow::of(project, &outline)),
        };
        let article = self.bench.cards().iter().find(|card| card.picked).map(|card| card.id);
        let shown = Shown {
            entity: self.bench.picked_entity(),
            article,
            rejected: self.bench.shows_rejected(),
            thresholds: self.bench.thresholds().clone().into(),
        };
        assert_eq!(self.bench.totals(), totals(project, self.bench.thresholds()));
        assert_eq!(self.bench.chunks().len(), n_chunks(project, &layout));
        for (index, drawn) in self.bench.chunks().iter().enumerate() {
            let fresh = chunk_view(project, &outline, &layout, index, &shown);
            assert!(**drawn == fresh || self.bench.is_dated(index), "chunk {index} is stale");
            // The screen tells the rows of a chunk by where they begin.
            let starts: BTreeSet<_> = fresh.rows.iter().map(|row| row.first().range.start()).collect();
            assert_eq!(starts.len(), fresh.rows.len(), "two rows of chunk {index} begin in one place");
        }
    }

    /// Brings all that is shown up to date, as the screen does with what is in view.
    fn draw(&mut self) {
        let n = self.bench.chunks().len();
        self.bench.renew(0..n);
        assert!((0..n).all(|index| !self.bench.is_dated(index)));
    }

    fn press(&mut self, key: &str) {
        let (ctrl, key) = key.strip_prefix("Ctrl+").map_or((false, key), |key| (true, key));
        let (alt, key) = key.strip_prefix("Alt+").map_or((false, key), |key| (true, key));
        let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
        self.tell(Msg::Key(PressedChord { key: key.into(), ctrl, shift, alt }));
    }

    fn project(&self) -> &Project {
        self.bench.project().expect("a document is open")
    }

    fn text(&self) -> &str {
        self.project().document.text()
    }

    fn find(&self, quote: &str) -> ByteRange {
        let at = self.text().find(quote).expect("the quote is in the text");
        ByteRange::at(at, at + quote.len())
    }

    fn select(&mut self, quote: &str) {
        let range = self.find(quote);
        self.tell(Msg::Select(range));
    }

    fn click(&mut self, quote: &str) {
        let at = self.find(quote).start();
        self.tell(Msg::Click { at, entities: Vec::new() });
    }

    /// Label and status of the entity with exactly this text; the first one.
    fn entity(&self, quote: &str) -> Option<(String, Status)> {
        let set = self.project().set();
        let found = set.entities().find(|entity| self.project().quote(entity) == quote)?;
        Some((found.entity()?.label.to_string(), found.status))
    }

    /// The texts of the ranges of the picked entity.
    fn ranges(&self) -> Vec<&str> {
        let id = self.bench.picked_entity().expect("an entity is picked");
        let entity = self.project().set().get(id).and_then(|found| found.entity()).expect("it is one");
        entity.ranges.iter().map(|range| self.project().document.slice(range)).collect()
    }

    /// Clicks a place with the picked entity staying picked.
    fn click_picked(&mut self, place: impl Fn(&Self) -> ByteOffset) {
        let (at, id) = (place(self), self.bench.picked_entity().expect("an entity is picked"));
        self.tell(Msg::Click { at, entities: vec![id] });
    }

    /// The number of the article that holds a quote.
    fn article(&self, quote: &str) -> Option<usize> {
        let article = self.project().set().article_at(self.find(quote).start())?.id;
        self.bench.cards().iter().find(|card| card.id == article).map(|card| card.number)
    }

    fn role(&self, quote: &str) -> Role {
        let block = self.project().set().block_at(self.find(quote).start()).expect("a block is there");
        block.block().expect("it is one").role
    }

    fn downloaded(&mut self) -> Vec<u8> {
        self.press("Ctrl+s");
        let file = self.effects.iter().find_map(|effect| match effect {
            Effect::Download { bytes, .. } => Some(bytes.clone()),
            _ => None,
        });
        file.expect("a file is handed over")
    }
}

/// A person at these bytes, as the engine proposes one with so many thousandths of confidence.
fn propose_person(range: std::ops::Range<usize>, sure: u16) -> Proposal {
    Proposal::Entity(EntityProposal {
        label: "PER".into(),
        ranges: vec![ByteRange::at(range.start, range.end)],
        evidence: Evidence { confidence: Confidence::from_thousandths(sure), reasons: vec!["form".into()] },
        value: None,
        alias_of: None,
        nested: false,
    })
}

const PAGE: &str = "秋收过半\r\n\r\n本报讯（记者 赵一鸣）10月8日，河湾县的稻田收了一半。👩‍👩‍👧一家人都下了田。\r\n\
    今年河湾县种了30万亩水稻，比去年多两成。\r\n\r\n图书馆开馆\r\n\r\n𠮷山市图书馆昨天开馆，读者可在里面停留到晚上9点。\r\n\
    馆长钱e\u{301}说，馆里有12万册书。";

#[test]
fn paste_correct_download_reopen() {
    let mut desk = Desk::with(PAGE);
    assert_eq!(desk.bench.job(), JobState::Finished);
    assert!(matches!(desk.bench.notice(), Some(Notice::TakenIn { report, .. }) if report.crlf == 8));
    assert!(!desk.bench.is_changed(), "what the engine says is no change of the person's");

    // An entity: select, digit; the edge; the same by its name elsewhere.
    desk.select("河湾县");
    desk.press("3");
    assert_eq!(desk.entity("河湾县"), Some(("LOC".into(), Status::Accepted)));
    desk.press("}");
    assert_eq!(desk.entity("河湾").map(|(label, _)| label), Some("LOC".into()));
    desk.press("]");
    desk.tell(Msg::LabelOccurrences { all: true });
    let labeled = desk.project().set().entities().filter(|entity| desk.project().quote(entity) == "河湾县");
    assert!(labeled.filter(|entity| entity.status == Status::Accepted).count() == 2);

    // A role and a boundary.
    desk.click("今年河湾县");
    desk.press("u");
    assert_eq!(desk.role("今年河湾县"), Role::Subhead);
    desk.press("Enter");
    assert_ne!(desk.article("今年河湾县"), desk.article("秋收过半"));
    desk.press("Backspace");
    assert_eq!(desk.article("今年河湾县"), desk.article("秋收过半"));
    assert!(desk.bench.is_changed());

    let file = desk.downloaded();
    assert!(!desk.bench.is_changed());
    let mut other = Desk::new();
    other.tell(Msg::Opened { name: "seite.json".into(), bytes: file.clone() });
    assert_eq!(other.bench.notice(), None);
    assert_eq!(other.project().set().iter().count(), desk.project().set().iter().count());
    assert!(other.downloaded() == file, "nothing is lost on the way");
}

#[test]
fn undo_goes_all_the_way_back_and_redo_all_the_way_on() {
    let mut desk = Desk::with(PAGE);
    let start = desk.project().set().clone();
    desk.select("𠮷山市图书馆");
    desk.press("2");
    desk.click("图书馆开馆");
    desk.press("k");
    desk.press("w");
    desk.click("馆长钱");
    desk.press("y");
    desk.press("f");
    let end = desk.project().set().clone();
    assert_ne!(start, end);
    let mut n = 0;
    while desk.bench.can_undo_redo().0 {
        desk.press("Ctrl+z");
        n += 1;
    }
    assert_eq!(*desk.project().set(), start);
    desk.press("Ctrl+z");
    assert_eq!(desk.bench.notice(), Some(&Notice::NothingToUndo));
    for _ in 0..n {
        desk.press("Ctrl+y");
    }
    assert_eq!(*desk.project().set(), end);
}

#[test]
fn quick_steps_of_an_edge_are_undone_together() {
    let mut desk = Desk::with("王小明在光明报社工作。");
    desk.select("光明");
    desk.press("2");
    desk.bench.update(Msg::Act(Action::MoveEdge(Edge::End, Step::On)), Millis(90_000));
    desk.bench.update(Msg::Act(Action::MoveEdge(Edge::End, Step::On)), Millis(90_200));
    assert!(desk.entity("光明报社").is_some());
    desk.press("Ctrl+z");
    assert!(desk.entity("光明").is_some());
}

/// An entity is picked that has 乙丙, 己庚 and, over a line break, 癸子.
fn desk_with_runs() -> Desk {
    let mut desk = Desk::with("甲乙丙丁𠮷戊己庚辛壬癸\r\n子e\u{301}丑👩\u{200d}👩\u{200d}👧寅");
    desk.select("乙丙");
    desk.press("1");
    desk.tell(Msg::AddBetween { from: desk.find("己").start(), to: desk.find("庚").end() });
    desk.tell(Msg::AddBetween { from: desk.find("癸").start(), to: desk.find("子").end() });
    assert_eq!(desk.ranges(), ["乙丙", "己庚", "癸", "子"]);
    desk
}

#[test]
fn each_run_of_an_entity_has_edges_that_move_by_key() {
    let mut desk = desk_with_runs();
    desk.click_picked(|desk| desk.find("丙").start());
    desk.press("]");
    assert_eq!(desk.ranges(), ["乙丙丁", "己庚", "癸", "子"]);
    desk.click_picked(|desk| desk.find("庚").start());
    desk.press("[");
    assert_eq!(desk.ranges(), ["乙丙丁", "戊己庚", "癸", "子"]);
    desk.press("[");
    assert_eq!(desk.ranges(), ["乙丙丁𠮷戊己庚", "癸", "子"], "what touches is one");
    desk.press("Ctrl+z");
    // The break inside of a run is no edge of it.
    desk.click_picked(|desk| desk.find("子").start());
    desk.press("{");
    assert_eq!(desk.ranges(), ["乙丙丁", "戊己庚", "子"]);
    desk.press("{");
    assert_eq!(desk.ranges(), ["乙丙丁", "戊己庚", "子"], "no run ends so");
    desk.press("]");
    assert_eq!(desk.ranges(), ["乙丙丁", "戊己庚", "子e\u{301}"]);
    // The edge takes the cursor along, and so stays the one that keys move.
    desk.click_picked(|desk| desk.find("庚").end());
    for left in ["戊己", "戊", "戊"] {
        desk.press("}");
        assert_eq!(desk.ranges(), ["乙丙丁", left, "子e\u{301}"]);
    }
    // With the cursor in none of them: the outer edges.
    desk.click_picked(|desk| desk.find("壬").start());
    desk.press("[");
    desk.press("}");
    assert_eq!(desk.ranges(), ["甲乙丙丁", "戊", "子"]);
}

#[test]
fn each_run_of_an_entity_has_edges_that_can_be_dragged() {
    for order in [Order::Page, Order::Article] {
        let mut desk = desk_with_runs();
        desk.tell(Msg::SetOrder(order));
        let (id, runs) = desk.bench.picked_runs().expect("picked");
        let texts: Vec<&str> = runs.iter().map(|run| &desk.text()[run.start.idx()..run.end.idx()]).collect();
        assert_eq!(texts, ["乙丙", "己庚", "癸\n子"]);
        let drag = |desk: &mut Desk, run, edge, to| desk.tell(Msg::DragEdge { id, run, edge, to });
        let to = desk.find("丁").end();
        drag(&mut desk, 0, Edge::End, to);
        assert_eq!(desk.ranges(), ["乙丙丁", "己庚", "癸", "子"]);
        let to = desk.find("庚").start();
        drag(&mut desk, 1, Edge::Start, to);
        assert_eq!(desk.ranges(), ["乙丙丁", "庚", "癸", "子"]);
        let to = desk.find("壬").start();
        drag(&mut desk, 2, Edge::Start, to);
        assert_eq!(desk.ranges(), ["乙丙丁", "庚", "壬癸", "子"]);
        // Into and over other runs.
        let to = desk.find("壬").end();
        drag(&mut desk, 0, Edge::End, to);
        assert_eq!(desk.ranges(), ["乙丙丁𠮷戊己庚辛壬癸", "子"]);
    }
}

#[test]
fn a_name_cut_by_a_line_break_is_one_entity() {
    let mut desk = Desk::with("河湾日报讯（赵\r\n\r\n一鸣）8日，开馆。");
    let range = ByteRange::new(desk.find("赵").start(), desk.find("鸣").end());
    desk.tell(Msg::Select(range));
    desk.press("1");
    assert_eq!(desk.entity("赵一鸣"), Some(("PER".into(), Status::Accepted)));
    let Details::Entity(details) = desk.bench.details() else { panic!("the new entity is picked") };
    let ranges: Vec<_> = details.ranges.iter().map(|range| (range.chars.0.0, range.chars.1.0)).collect();
    assert_eq!(ranges, [(6, 7), (9, 11)]);
}

/// Who starts anew gets all proposals again; the way back with what was proposed after it is one step to undo.
#[test]
fn after_a_way_back_all_is_proposed_anew() {
    let mut desk = Desk::with(PAGE);
    let said = |desk: &Desk| -> Vec<_> {
        desk.project().set().iter().map(|found| (found.body.clone(), found.status)).collect()
    };
    let mut proposed = said(&desk);
    assert!(desk.project().set().articles().next().is_some());
    desk.click("河湾县");
    desk.press("Shift+a");
    desk.press("Ctrl+Shift+a");
    let worked = said(&desk);
    assert_ne!(worked, proposed);

    desk.tell(Msg::Act(Action::History));
    let start =
        desk.bench.history().expect("the history is shown").rows.last().expect("its start").period.seq;
    desk.tell(Msg::History(HistoryMsg::Compare(Some(start))));
    desk.tell(Msg::History(HistoryMsg::GoBack));
    assert!(
        desk.project().set().articles().next().is_none() && desk.project().set().entities().next().is_none()
    );
    desk.tell(Msg::StartJob);
    let mut anew = said(&desk);
    let key = |found: &(Body, Status)| format!("{found:?}");
    proposed.sort_by_key(key);
    anew.sort_by_key(key);
    assert_eq!(anew, proposed);

    desk.press("Ctrl+z");
    assert_eq!(said(&desk), worked);
    desk.press("Ctrl+y");
    let mut again = said(&desk);
    again.sort_by_key(key);
    assert_eq!(again, proposed);
}

#[test]
fn proposals_are_walked_through_with_one_key_each() {
    let mut desk = Desk::with("甲乙丙丁戊己庚辛");
    let propose = |at: usize| propose_person(at..at + 3, 600);
    desk.bench = Workbench::new(Lang::Zh);
    let units = "甲乙丙丁戊己庚辛".encode_utf16().collect();
    let effects = desk.bench.update(Msg::Pasted { units }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let proposals = vec![propose(0), propose(6), propose(12)];
    desk.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(2));
    assert_eq!(desk.bench.totals().doubtful, 3);

    desk.press("n");
    assert_eq!(
        desk.bench
            .picked_entity()
            .and_then(|id| desk.project().set().get(id))
            .map(|e| desk.project().quote(e)),
        Some("甲".into())
    );
    desk.press("a");
    desk.press("x");
    desk.press("a");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoMoreProposals));
    let statuses: Vec<_> = desk.project().set().entities().map(|entity| entity.status).collect();
    assert_eq!(statuses, [Status::Accepted, Status::Rejected, Status::Accepted]);

    // What was rejected is never proposed again.
    desk.tell(Msg::StartJob);
    assert_eq!(desk.entity("丙"), Some(("PER".into(), Status::Rejected)));
}

#[test]
fn a_review_goes_from_the_most_doubtful_on() {
    let mut desk = Desk::new();
    let effects =
        desk.bench.update(Msg::Pasted { units: "甲乙丙丁戊己".encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let propose = |at: usize, sure| propose_person(at..at + 3, sure);
    let proposals = vec![propose(0, 800), propose(6, 300), propose(12, 600), propose(15, 990)];
    desk.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(2));
    let picked = |desk: &Desk| {
        let id = desk.bench.picked_entity()?;
        Some(desk.project().quote(desk.project().set().get(id)?))
    };
    desk.press("q");
    assert_eq!((picked(&desk), desk.bench.review().map(|review| review.left)), (Some("丙".into()), Some(3)));
    desk.press(" ");
    assert_eq!(picked(&desk), Some("戊".into()));
    desk.press("x");
    assert_eq!(picked(&desk), Some("甲".into()));
    desk.press("a");
    assert_eq!(desk.bench.notice(), Some(&Notice::ReviewDone));
    desk.press("q");
    assert_eq!(picked(&desk), Some("丙".into()), "what was passed over comes again in the next review");
    desk.press("Ctrl+Shift+a");
    assert_eq!(desk.bench.totals().entities_accepted, 3);
    desk.press("Ctrl+z");
    assert_eq!(desk.bench.totals().entities_accepted, 1, "one step back");
}

#[test]
fn blocks_move_by_menu_and_digit() {
    let mut desk = Desk::with(PAGE);
    // Two articles to be sure of.
    desk.click("图书馆开馆");
    if desk.article("图书馆开馆") == desk.article("秋收过半") {
        desk.press("Enter");
    }
    let first = desk.article("秋收过半").expect("an article");
    desk.click("馆长钱");
    desk.press("m");
    assert!(desk.bench.is_choosing_article());
    desk.press(&first.to_string());
    assert_eq!(desk.article("馆长钱"), Some(first));
    assert!(desk.bench.cards()[first - 1].parts.len() > 1, "an article in two parts");
    desk.tell(Msg::MoveTo(Destination::Furniture));
    assert_eq!(desk.article("馆长钱"), None);
}

/// A page with an article that another one interrupts in the middle of a name; 戊 is page furniture.
const INTERRUPTED: &str =
    "渡口开航\n本报讯（记者 赵\n水库蓄水\n水库昨天开始蓄水，👩‍👩‍👧都来看。\n　一鸣）渡口昨天开航。\n戊\n";

/// [`INTERRUPTED`] with its articles and joins put right, without any proposal.
fn interrupted() -> Desk {
    let mut desk = Desk::new();
    desk.tell(Msg::WorkerLost);
    desk.tell(Msg::Pasted { units: INTERRUPTED.encode_utf16().collect() });
    for (from, to) in [("渡口开航", "赵"), ("水库蓄水", "都来看。")] {
        let range = ByteRange::new(desk.find(from).start(), desk.find(to).end());
        desk.tell(Msg::Select(range));
        desk.press("w");
    }
    desk.click("一鸣");
    desk.press("m");
    desk.press("1");
    desk.press("y");
    desk
}

/// The rows of the screen as text, `¦` where stretches meet.
fn drawn(desk: &mut Desk) -> Vec<String> {
    desk.draw();
    let rows = desk.bench.chunks().iter().flat_map(|chunk| &chunk.rows);
    let row = |row: &std::sync::Arc<jianbao_workbench::view::Row>| {
        let stretches: Vec<_> = row.stretches.iter().map(|s| s.range.slice(desk.text())).collect();
        stretches.join("¦")
    };
    rows.map(row).collect()
}

#[test]
fn article_order_puts_articles_together() {
    let mut desk = interrupted();
    desk.click("水库昨天");
    desk.press("v");
    assert_eq!(desk.effects.first(), Some(&Effect::KeepPlace));
    assert_eq!(desk.bench.cursor().at, desk.find("水库昨天").start(), "the cursor stays");
    let rows = [
        "渡口开航",
        "本报讯（记者 赵¦一鸣）渡口昨天开航。",
        "水库蓄水",
        "水库昨天开始蓄水，👩‍👩‍👧都来看。",
        "戊",
    ];
    assert_eq!(drawn(&mut desk), rows);
    let seam = desk.bench.chunks()[0].rows[1].stretches[1].seam.expect("the paragraph was broken");
    assert_eq!(seam.part, Some(2), "by the start of the second part");

    // A name across the break, selected and labeled by key, its edges moved over the break and back.
    desk.click("赵");
    desk.press("Shift+ArrowRight");
    desk.press("Shift+ArrowRight");
    desk.press("Shift+ArrowRight");
    desk.press("1");
    assert_eq!(desk.entity("赵一"), Some(("PER".into(), Status::Accepted)));
    desk.press("]");
    assert_eq!(desk.entity("赵一鸣"), Some(("PER".into(), Status::Accepted)));
    for _ in 0..2 {
        desk.press("}");
    }
    assert!(desk.entity("赵").is_some(), "the range behind the break is gone");
    for _ in 0..2 {
        desk.press("]");
    }
    assert!(desk.entity("赵一鸣").is_some());
    // With the pointer: from behind to before.
    let (from, to) = (desk.find("）渡口").start(), desk.find("记者").start());
    desk.tell(Msg::SelectBetween { from, to });
    desk.press("0");
    assert!(desk.entity("记者 赵一鸣").is_some());

    // The same annotations in page order.
    desk.press("v");
    assert_eq!(desk.bench.order(), Order::Page);
    assert_eq!(drawn(&mut desk).join("\n"), INTERRUPTED.trim_end());
    assert!(desk.bench.picked_entity().is_some(), "what is picked stays picked");
}

#[test]
fn every_correction_of_articles_works_in_article_order() {
    let mut desk = interrupted();
    let before = desk.project().set().clone();
    desk.press("v");
    // Motions follow the reading.
    desk.press("Ctrl+Home");
    desk.press("ArrowDown");
    desk.press("ArrowDown");
    assert_eq!(desk.bench.cursor().at, desk.find("一鸣").start());
    desk.press("ArrowLeft");
    assert_eq!(desk.bench.cursor().at, desk.find("赵").end());
    desk.press("ArrowRight");
    // No longer one paragraph; a role; cut and join with the article that is shown before.
    desk.press("y");
    assert_eq!(drawn(&mut desk)[1..3], ["本报讯（记者 赵", "一鸣）渡口昨天开航。"]);
    desk.press("c");
    assert_eq!(desk.role("一鸣"), Role::Caption);
    desk.press("Enter");
    assert_eq!(desk.article("一鸣"), Some(3));
    desk.press("Backspace");
    assert_eq!(desk.article("一鸣"), Some(2), "shown behind the second article, so joined with that");
    desk.press("f");
    assert_eq!(drawn(&mut desk).last().map(String::as_str), Some("戊"));
    assert_eq!(drawn(&mut desk)[4], "一鸣）渡口昨天开航。");
    desk.press("w");
    desk.press("m");
    desk.press("1");
    assert_eq!(desk.article("一鸣"), Some(1));
    while desk.bench.can_undo_redo().0 && *desk.project().set() != before {
        desk.press("Ctrl+z");
    }
    assert_eq!(*desk.project().set(), before);
    // A jump back to the place on the page.
    let at = desk.find("一鸣").start();
    desk.tell(Msg::ShowInPage(at));
    assert_eq!((desk.bench.order(), desk.bench.cursor().at), (Order::Page, at));
    assert!(desk.effects.contains(&Effect::ScrollTo(at)));
}

#[test]
fn proposals_stream_into_article_order() {
    let mut desk = Desk::new();
    let units: Vec<u16> = PAGE.encode_utf16().collect();
    let effects = desk.bench.update(Msg::Pasted { units }, Millis(1));
    let Some(Effect::StartJob { job, text, .. }) = effects.first().cloned() else { panic!("a job starts") };
    desk.press("v");
    for part in Engine::new(text.into(), Config::default()).run().chunks(2) {
        desk.tell(Msg::Worker(Response::Batch { job, proposals: part.to_vec() }));
    }
    desk.press("v");
    desk.press("v");
    assert_eq!(desk.project().violations(), []);
}

#[test]
fn bad_input_has_a_message_and_loses_nothing() {
    let mut desk = Desk::with("王小明在光明报社工作。");
    desk.select("王小明");
    desk.press("1");
    let before = desk.project().set().clone();
    let newer = br#"{"format": "jianbao", "version": 99, "documents": []}"#;
    type IsExpected = fn(&Notice) -> bool;
    let cases: [(Msg, IsExpected); 7] = [
        (Msg::Pasted { units: " \n\u{3000}\n".encode_utf16().collect() }, |n| *n == Notice::Empty),
        (Msg::Pasted { units: vec![u16::from(b'a'); 20 * 1024 * 1024] }, |n| matches!(n, Notice::TooLong(_))),
        (
            Msg::Opened { name: "a.png".into(), bytes: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec() },
            |n| matches!(n, Notice::Binary { .. }),
        ),
        (Msg::Opened { name: "a.json".into(), bytes: b"{\"format\": \"jian".to_vec() }, |n| {
            matches!(n, Notice::Damaged { .. })
        }),
        (Msg::Opened { name: "a.json".into(), bytes: b"{\"a\": [1]}".to_vec() }, |n| {
            matches!(n, Notice::UnknownFormat { .. })
        }),
        (Msg::Opened { name: "a.json".into(), bytes: newer.to_vec() }, |n| {
            matches!(n, Notice::NewerVersion { version: 99 })
        }),
        (Msg::Opened { name: "b.json".into(), bytes: other_page() }, |n| *n == Notice::WouldLoseChanges),
    ];
    for (msg, is_expected) in cases {
        desk.tell(msg);
        let notice = desk.bench.notice().expect("a message");
        assert!(is_expected(notice), "{notice:?}");
        assert!(notice.is_problem());
        for lang in [Lang::Zh, Lang::En] {
            assert!(notice.text(lang).chars().count() > 5);
        }
        assert_eq!(*desk.project().set(), before);
    }
    desk.tell(Msg::Close { discard: false });
    assert_eq!(desk.effects, [Effect::ConfirmClose]);
    assert!(desk.bench.project().is_some());
}

/// The labelled JSON of another page.
fn other_page() -> Vec<u8> {
    Desk::with("另一页").downloaded()
}

#[test]
fn a_second_paste_is_a_further_page() {
    let mut desk = Desk::with("王小明在光明报社工作。");
    desk.select("王小明");
    desk.press("1");
    desk.tell(Msg::Pasted {
        units: "第二页\r\n王小明回来了，𠮷山市的王小明。".encode_utf16().collect()
    });
    assert!(matches!(desk.bench.notice(), Some(Notice::PageAdded { report }) if report.crlf == 1));
    assert_eq!(desk.text(), "王小明在光明报社工作。\n\u{c}\n第二页\n王小明回来了，𠮷山市的王小明。");
    assert_eq!(desk.entity("王小明"), Some(("PER".into(), Status::Accepted)), "nothing is lost");
    assert_eq!(desk.project().violations(), []);
    desk.press("Ctrl+z");
    assert_ne!(desk.entity("王小明").map(|(_, status)| status), Some(Status::Accepted));
}

#[test]
fn a_word_list_is_proposed_from() {
    let mut desk = Desk::new();
    let list = || "澄观楼,地名\r\n\"柳枝社\"\tORG\n什么,没有的\n".as_bytes().to_vec();
    desk.tell(Msg::Opened { name: "words.csv".into(), bytes: list() });
    assert_eq!(desk.bench.notice(), Some(&Notice::WordsWithoutPage));
    desk.tell(Msg::Pasted {
        units: "他们在澄观楼听柳枝社唱了一天，又回澄观楼。".encode_utf16().collect()
    });
    desk.tell(Msg::Opened { name: "words.csv".into(), bytes: list() });
    let left_out = vec![LeftOut { line: 3, why: Why::UnknownLabel("没有的".into()) }];
    assert_eq!(desk.bench.notice(), Some(&Notice::WordsTaken { taken: 2, left_out }));
    assert_eq!(desk.entity("澄观楼"), Some(("LOC".into(), Status::Proposed)));
    assert_eq!(desk.entity("柳枝社"), Some(("ORG".into(), Status::Proposed)));
}

/// A labelled JSON file with this text and empty lists.
fn without_blocks(text: &str) -> Vec<u8> {
    let text = text.replace('\n', "\\n");
    let document =
        format!(r#"{{"id": "d1", "text": "{text}", "blocks": [], "articles": [], "entities": []}}"#);
    format!(
        r#"{{"format": "jianbao", "version": 1, "offset_unit": "code_point", "documents": [{document}]}}"#
    )
    .into()
}

#[test]
fn a_file_without_blocks_is_worked_on_like_a_pasted_page() {
    let pasted = Desk::with(PAGE);
    let mut desk = Desk::new();
    desk.tell(Msg::Opened { name: "leer.json".into(), bytes: without_blocks(pasted.text()) });
    assert_eq!(desk.project().set().blocks().count(), pasted.project().set().blocks().count());
    desk.tell(Msg::StartJob);
    assert_eq!(desk.bench.job(), JobState::Finished);
    assert_eq!(desk.bench.cards().len(), pasted.bench.cards().len());
    for quote in ["秋收过半", "本报讯", "图书馆开馆", "𠮷山市图书馆"] {
        assert_eq!(desk.role(quote), pasted.role(quote), "{quote}");
    }
    assert_ne!(desk.role("秋收过半"), Role::Body);
    desk.click("图书馆开馆");
    desk.press("u");
    assert_eq!(desk.role("图书馆开馆"), Role::Subhead);
}

#[test]
fn what_was_corrected_counts_in_this_document_and_the_next() {
    let page = |mark: &str| {
        format!(
            "秋收过半\n\n{mark}\n\n河湾县的稻田收了一半，一家人都下了田，孩子们也来帮忙。\n今年种了三十万亩水稻，比去年多。\n\n图书馆开馆\n\n{mark}\n\n图书馆昨天开馆，读者可以停留到晚上，馆里有很多册书。\n馆长说欢迎大家都来。"
        )
    };
    let role_of = |desk: &Desk, quote: &str, n: usize| {
        let at = desk.text().match_indices(quote).nth(n).expect("it is there").0;
        let block = desk.project().set().block_at(ByteOffset::at(at)).expect("a block").clone();
        let reasons: Vec<String> = block.origin.evidence.reasons.iter().map(ToString::to_string).collect();
        (block.block().expect("it is one").role, reasons)
    };
    let mut desk = Desk::with(&page("◎甲：乙"));
    desk.click("◎甲：乙");
    desk.press("c");
    desk.tell(Msg::StartJob);
    let (role, reasons) = role_of(&desk, "◎甲：乙", 1);
    assert_eq!(role, Role::Caption, "the rest of the document");
    assert!(reasons.iter().any(|reason| reason.starts_with("learned")), "{reasons:?}");
    assert!(desk.bench.has_learned());

    desk.tell(Msg::Close { discard: true });
    desk.tell(Msg::Pasted { units: page("◎丙：丁").encode_utf16().collect() });
    assert_eq!(role_of(&desk, "◎丙：丁", 0).0, Role::Caption, "the next document");

    // A page that comes as a file is another document, too.
    desk.tell(Msg::Close { discard: true });
    desk.tell(Msg::Opened { name: "a.json".into(), bytes: without_blocks(&page("◎戊：己")) });
    desk.tell(Msg::StartJob);
    assert_eq!(role_of(&desk, "◎戊：己", 0).0, Role::Caption, "the one after it, from a file");

    desk.tell(Msg::Forget);
    assert!(!desk.bench.has_learned());
    desk.tell(Msg::Close { discard: true });
    desk.tell(Msg::Pasted { units: page("◎丙：丁").encode_utf16().collect() });
    assert_ne!(role_of(&desk, "◎丙：丁", 0).0, Role::Caption);
}

#[test]
fn other_places_follow_a_decision_and_its_undo() {
    let mut desk = Desk::with("甲乙丙说，甲乙丙到了。甲乙丙丁是另一个人。甲乙丙走了。");
    let names = |desk: &Desk| -> Vec<Status> {
        let set = desk.project().set();
        let names =
            set.entities().filter(|entity| desk.project().quote(entity) == "甲乙丙" && entity.is_live());
        names.map(|entity| entity.status).collect()
    };
    let before = names(&desk);
    desk.select("甲乙丙丁");
    desk.press("1");
    desk.select("甲乙丙");
    desk.press("1");
    assert_eq!(
        names(&desk),
        [Status::Accepted, Status::Proposed, Status::Proposed],
        "not inside the longer name"
    );
    desk.press("x");
    assert_eq!(names(&desk), [], "rejected once, rejected everywhere");
    desk.press("Ctrl+z");
    assert_eq!(names(&desk).len(), 3);
    // Rejected in one place and accepted in another, it is an exception.
    let second =
        desk.project().set().entities().filter(|entity| desk.project().quote(entity) == "甲乙丙").nth(1);
    let second = second.expect("it follows").id;
    desk.tell(Msg::PickEntity(second));
    desk.press("x");
    assert_eq!(names(&desk), [Status::Accepted, Status::Proposed], "the others stay proposed");
    desk.press("Ctrl+z");
    desk.press("Ctrl+z");
    desk.press("Ctrl+z");
    assert_eq!(names(&desk), before);
}

#[test]
fn a_threshold_hides_proposals_and_gives_them_back() {
    let mut desk = Desk::new();
    let text = "甲乙丙和丁戊己和𠮷庚辛。";
    let effects = desk.bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let at = |name: &str| text.find(name).expect("it is there");
    let proposals = vec![
        propose_person(at("甲乙丙")..at("甲乙丙") + 9, 900),
        propose_person(at("丁戊己")..at("丁戊己") + 9, 600),
        propose_person(at("𠮷庚辛")..at("𠮷庚辛") + 10, 500),
    ];
    desk.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(2));
    let set = |desk: &mut Desk, thousandths: u16| {
        let from = Confidence::from_thousandths(thousandths);
        desk.tell(Msg::SetThreshold { label: LabelId::new("PER"), from });
        let rows = desk.bench.lists().thresholds;
        let row = rows.iter().find(|row| row.label.as_str() == "PER");
        row.map(|row| (row.n_shown, row.n_hidden))
    };
    assert_eq!(set(&mut desk, 0), Some((3, 0)));
    assert_eq!(set(&mut desk, 600), Some((2, 1)));
    desk.tell(Msg::Idle);
    assert_eq!((desk.bench.totals().entities, desk.bench.lists().groups.len()), (2, 2));
    assert_eq!(set(&mut desk, 700), Some((1, 2)));
    // Only what is shown is walked through and accepted with the rest.
    desk.press("n");
    desk.press("n");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoMoreProposals));
    desk.tell(Msg::Act(Action::AcceptAll));
    assert_eq!(desk.bench.totals().entities_accepted, 1);
    assert_eq!(set(&mut desk, 0), Some((2, 0)), "nothing is lost");
    assert_eq!(desk.bench.totals().entities, 3);
    desk.tell(Msg::Close { discard: true });
    assert_eq!(*desk.bench.lists().thresholds, []);
}

#[test]
fn what_is_rejected_while_proposals_arrive_is_not_proposed_again() {
    let mut desk = Desk::new();
    let text = "甲乙丙走了。甲乙丙丁走了。甲乙丙回来了。";
    let effects = desk.bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let job = *job;
    let batch = |desk: &mut Desk, at: usize, len: usize| {
        let proposals = vec![propose_person(at..at + len, 900)];
        desk.bench.update(Msg::Worker(Response::Batch { job, proposals }), Millis(2));
    };
    batch(&mut desk, 0, 9);
    desk.press("n");
    desk.press("x");
    let last = text.rfind("甲乙丙").expect("three times");
    batch(&mut desk, last, 9);
    let longer = text.find("甲乙丙丁").expect("once");
    batch(&mut desk, longer, 12);
    let live = |desk: &Desk| -> Vec<String> {
        let entities = desk.project().set().entities().filter(|entity| entity.is_live());
        entities.map(|entity| desk.project().quote(entity)).collect()
    };
    assert_eq!(live(&desk), ["甲乙丙丁"], "the shorter text was rejected, the longer was not");
}

#[test]
fn decisions_are_taught_once_the_page_is_done() {
    let mut desk = Desk::new();
    let text = "甲乙丙和𠮷戊己。\n庚辛壬。";
    let effects = desk.bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let job = *job;
    // What is told: of each decision the label, an empty one where it is rejected, and none where it is open again; in
    // how many blocks everything is decided; and whether that is all there is.
    let taught = |effects: &[Effect]| -> Vec<(Vec<Option<String>>, usize, bool)> {
        let lesson = |effect: &Effect| match effect {
            Effect::Proposer(Request::Learn { decided, complete, whole, .. }) => {
                let label = |place: &KnownPlaceOf| place.label.clone().unwrap_or_default();
                let labels = decided.iter().map(|(_, place)| place.as_ref().map(label)).collect();
                Some((labels, complete.len(), *whole))
            }
            _ => None,
        };
        effects.iter().filter_map(lesson).collect()
    };
    let label = |label: &str| Some(label.to_owned());
    let proposals = vec![propose_person(0..9, 900), propose_person(12..22, 900)];
    desk.bench.update(Msg::Worker(Response::Batch { job, proposals }), Millis(2));
    desk.press("n");
    desk.press("a");
    assert_eq!(taught(&desk.effects), [], "the worker has other things to do");
    let effects = desk.bench.update(Msg::Worker(Response::Done { job, learned: Vec::new() }), Millis(3));
    assert_eq!(taught(&effects), [(vec![label("PER")], 0, true)]);
    desk.press("x");
    let line = || vec![label("PER"), label("")];
    assert_eq!(taught(&desk.effects), [(line(), 1, false)], "now all of the line is decided");
    desk.press("Ctrl+z");
    assert_eq!(taught(&desk.effects), [(vec![None], 0, false)], "it is open again");
    desk.press("Ctrl+Shift+z");
    assert_eq!(taught(&desk.effects), [(line(), 1, false)]);
    // What was learned is proposed, though the job is at its end.
    let late = vec![propose_person(text.find("庚辛壬").expect("there")..text.len() - 3, 700)];
    desk.bench.update(Msg::Worker(Response::Batch { job, proposals: late }), Millis(4));
    assert_eq!(desk.entity("庚辛壬"), Some(("PER".into(), Status::Proposed)));
    // Switched off, nothing is taught, and the worker is told before the next job.
    desk.tell(Msg::SetLearning(false));
    assert_eq!(desk.effects, [Effect::Proposer(Request::UseLearned(false))]);
    desk.press("n");
    desk.press("a");
    assert_eq!(taught(&desk.effects), []);
    desk.tell(Msg::StartJob);
    assert!(matches!(desk.effects[0], Effect::Proposer(Request::UseLearned(false))));
    // What was learned is a file that comes back, and can be forgotten.
    desk.tell(Msg::Worker(Response::Learned(vec![1, 2, 3])));
    let Some(Effect::Download { bytes, .. }) = desk.effects.first().cloned() else { panic!("a file") };
    desk.tell(Msg::Opened { name: "a.learned".into(), bytes });
    assert_eq!(desk.effects, [Effect::Proposer(Request::SetLearned(vec![1, 2, 3]))]);
    desk.tell(Msg::Forget);
    assert_eq!(desk.effects, [Effect::Proposer(Request::SetLearned(Vec::new()))]);
}

#[test]
fn a_label_outdoes_proposals_with_wrong_edges() {
    let mut desk = Desk::new();
    let text = "阿布都在等船，阿布都走了。";
    let effects = desk.bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let short = |at: usize| propose_person(at..at + 6, 800);
    let second = text.rfind("阿布").expect("twice");
    let proposals = vec![short(0), short(second)];
    desk.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(2));
    desk.select("阿布都");
    desk.press("1");
    let live = |desk: &Desk| -> Vec<(String, Status)> {
        let entities = desk.project().set().entities().filter(|entity| entity.is_live());
        entities.map(|entity| (desk.project().quote(entity), entity.status)).collect()
    };
    assert_eq!(live(&desk), [("阿布都".into(), Status::Accepted), ("阿布都".into(), Status::Proposed)]);
    desk.press("Ctrl+z");
    assert_eq!(live(&desk), [("阿布".into(), Status::Proposed), ("阿布".into(), Status::Proposed)]);
}

#[test]
fn without_a_worker_all_is_done_by_hand() {
    let mut bench = Workbench::new(Lang::En);
    bench.update(Msg::WorkerLost, Millis(0));
    let units = "甲乙\n丙丁".encode_utf16().collect();
    let effects = bench.update(Msg::Pasted { units }, Millis(1));
    assert_eq!(effects, [Effect::FocusText]);
    assert_eq!(bench.job(), JobState::Unavailable);
    assert_eq!(bench.notice(), Some(&Notice::NoWorker));
    bench.update(Msg::Click { at: ByteOffset::at(0), entities: Vec::new() }, Millis(2));
    bench.update(Msg::Act(Action::ToNewArticle), Millis(3));
    bench.update(Msg::Act(Action::SetRole(Role::Headline)), Millis(4));
    bench.update(Msg::Select(ByteRange::at(7, 10)), Millis(5));
    bench.update(Msg::Label(LabelId::new("PER")), Millis(6));
    assert_eq!(bench.cards().len(), 1);
    assert_eq!(bench.cards()[0].title.as_deref(), Some("甲乙"));
    assert!(bench.lists().groups.is_empty(), "no edit waits for the lists");
    bench.update(Msg::Idle, Millis(7));
    assert_eq!(bench.lists().groups.len(), 1);
}

#[test]
fn proposals_that_come_late_do_not_touch_what_a_person_did() {
    let mut bench = Workbench::new(Lang::Zh);
    let units: Vec<u16> = PAGE.encode_utf16().collect();
    let effects = bench.update(Msg::Pasted { units }, Millis(1));
    let Some(Effect::StartJob { job, text, .. }) = effects.first().cloned() else { panic!("a job starts") };
    // Before any proposal arrives, the person makes all of it one article and the first block a kicker.
    bench.update(Msg::Act(Action::SetRole(Role::Kicker)), Millis(2));
    bench.update(Msg::Select(ByteRange::at(0, text.len())), Millis(3));
    bench.update(Msg::MoveTo(Destination::NewArticle), Millis(4));
    let proposals = Engine::new(text.into(), Config::default()).run();
    for part in proposals.chunks(3) {
        bench.update(Msg::Worker(Response::Batch { job, proposals: part.to_vec() }), Millis(5));
    }
    bench.update(Msg::Worker(Response::Done { job, learned: Vec::new() }), Millis(6));
    assert_eq!(bench.cards().len(), 1);
    let project = bench.project().expect("open");
    assert_eq!(project.violations(), []);
    let first = project.set().blocks().next().and_then(|block| block.block()).expect("a block");
    assert_eq!(first.role, Role::Kicker);
    while bench.can_undo_redo().0 {
        bench.update(Msg::Act(Action::Undo), Millis(7));
    }
    assert_eq!(bench.project().expect("open").violations(), []);
}

#[test]
fn another_model_proposes_anew_and_keeps_what_was_decided() {
    let mut desk = Desk::with("本报记者王小明报道，青石市长李华昨天到云溪县调研。\n");
    desk.press("Tab");
    desk.press("a");
    let accepted = |desk: &Desk| {
        let project = desk.bench.project().unwrap();
        let is_accepted = |found: &&std::sync::Arc<_>| {
            let found: &jianbao_core::annotation::Annotation = found;
            found.status == Status::Accepted
        };
        project.set().iter().filter(is_accepted).map(|found| found.id).collect::<Vec<_>>()
    };
    let before = accepted(&desk);
    assert!(!before.is_empty());
    desk.tell(Msg::SetEntityModel(EntityModelKind::Open));
    assert!(
        desk.effects
            .iter()
            .any(|effect| matches!(effect, Effect::StartJob { model: EntityModelKind::Open, .. }))
    );
    assert_eq!(desk.bench.job(), JobState::Finished);
    assert_eq!(accepted(&desk), before);
    // The same model again is no change.
    desk.tell(Msg::SetEntityModel(EntityModelKind::Open));
    assert!(desk.effects.is_empty());
}

#[test]
fn without_model_files_a_person_is_told_and_can_ask_again() {
    let mut bench = Workbench::new(Lang::Zh);
    bench.update(Msg::Pasted { units: "青石市昨天下雨。".encode_utf16().collect() }, Millis(0));
    bench.update(Msg::Worker(Response::NoModels), Millis(1));
    assert_eq!(bench.notice(), Some(&Notice::NoModels));
    assert_eq!(bench.job(), JobState::Stopped);
    let effects = bench.update(Msg::StartJob, Millis(2));
    assert!(matches!(effects[..], [Effect::StartJob { .. }]));
}

/// Letters are a label's name where a phrase is selected, and roles where whole blocks are.
#[test]
fn labels_are_given_by_name_and_made_on_the_fly() {
    let mut desk = Desk::with("甲乙丙丁\r\n𠮷戊👩‍👩‍👧e\u{301}己\r\n");
    let typed = |text: &str| Msg::LabelMenu(LabelMenuMsg::Typed(text.into()));
    desk.select("乙丙");
    assert_eq!(desk.bench.label_menu().map(|menu| menu.query).as_deref(), Some(""));
    desk.press("m");
    assert_eq!(desk.effects, [Effect::FocusLabelMenu]);
    desk.tell(typed("money"));
    desk.tell(Msg::LabelMenu(LabelMenuMsg::Take));
    assert_eq!(desk.entity("乙丙"), Some(("MONEY".into(), Status::Accepted)));
    assert_eq!(desk.bench.label_menu(), None);

    desk.select("𠮷戊👩‍👩‍👧");
    desk.tell(typed(" 树 种"));
    desk.tell(Msg::LabelMenu(LabelMenuMsg::Take));
    assert_eq!(desk.entity("𠮷戊👩‍👩‍👧"), Some(("树_种".into(), Status::Accepted)));
    desk.press("Ctrl+z");
    assert_eq!(desk.entity("𠮷戊👩‍👩‍👧"), None);
    assert_eq!(desk.project().labels().len(), 10);

    // The whole block.
    desk.select("甲乙丙丁");
    desk.press("k");
    assert_eq!(desk.role("甲乙丙丁"), Role::Kicker);
    desk.press("Escape");
    desk.press("e");
    assert_eq!(desk.bench.notice(), Some(&Notice::SelectFirst));
}

/// A label sticks to what is selected by mouse, also while another entity is picked, until Escape.
#[test]
fn a_sticky_label_is_given_until_it_ends() {
    let mut desk = Desk::with("甲乙丙丁戊己庚辛\n");
    desk.tell(Msg::Label(LabelId::new("LOC")));
    assert_eq!(desk.bench.sticky_label(), Some(&LabelId::new("LOC")));
    desk.select("乙丙");
    desk.tell(Msg::Label(LabelId::new("PER")));
    assert_eq!(desk.entity("乙丙").map(|found| found.0).as_deref(), Some("LOC"), "what is picked stays");
    desk.select("戊己");
    assert_eq!(desk.entity("戊己").map(|found| found.0).as_deref(), Some("PER"));
    desk.press("Escape");
    desk.select("庚");
    assert_eq!(desk.entity("庚"), None);
}

/// A dozen articles of a headline and a line each.
fn dozen() -> Desk {
    let text: String =
        (1..=12).map(|i| format!("第{i}篇𠮷题\n\n第{i}篇的正文e\u{301}在这里。\r\n\n")).collect();
    let mut desk = Desk::new();
    desk.tell(Msg::WorkerLost);
    desk.tell(Msg::Pasted { units: text.encode_utf16().collect() });
    for i in 1..=12 {
        let range = ByteRange::new(
            desk.find(&format!("第{i}篇𠮷")).start(),
            desk.find(&format!("第{i}篇的正文e\u{301}在这里。")).end(),
        );
        desk.tell(Msg::Select(range));
        desk.press("w");
    }
    assert_eq!(desk.bench.cards().len(), 12);
    desk
}

#[test]
fn every_article_is_reached_by_its_number() {
    let mut desk = dozen();
    // The article that the block is in then, by its headline, since numbers go by the place on the page.
    let mut move_to = |keys: &[&str]| {
        desk.click("第3篇的正文");
        desk.press("m");
        keys.iter().for_each(|key| desk.press(key));
        let at = desk.article("第3篇的正文");
        let is_open = desk.bench.is_choosing_article();
        let home = (1..=12).rfind(|i| desk.article(&format!("第{i}篇𠮷")) == at);
        desk.press("Escape");
        if home != Some(3) {
            desk.press("Ctrl+z");
        }
        (home, is_open)
    };
    assert_eq!(move_to(&["7"]), (Some(7), false), "no article has a longer number that begins so");
    assert_eq!(move_to(&["1"]), (Some(3), true), "10, 11 and 12 do");
    assert_eq!(move_to(&["1", "2"]), (Some(12), false));
    assert_eq!(move_to(&["1", "Enter"]), (Some(1), false));
    assert_eq!(move_to(&["1", "5"]), (Some(3), true), "there is none: typed anew");
    assert_eq!(move_to(&["1", "5", "1", "0"]), (Some(10), false));
}

#[test]
fn blocks_and_articles_are_put_together_by_pointer() {
    let mut desk = dozen();
    let id = |desk: &Desk, number: usize| desk.bench.cards()[number - 1].id;
    // Cards dragged onto one another.
    let (into, from) = (id(&desk, 2), id(&desk, 5));
    desk.tell(Msg::JoinArticles { into, from });
    assert_eq!((desk.article("第5篇的正文"), desk.bench.cards().len()), (Some(2), 11));
    desk.tell(Msg::JoinArticles { into, from: into });
    assert_eq!((desk.bench.cards().len(), desk.bench.notice()), (11, None), "onto itself: nothing");
    // Blocks appended one after the other.
    desk.click("第1篇𠮷");
    let at = desk.find("第3篇的正文").start();
    desk.tell(Msg::AppendBlock(at));
    let at = desk.find("第4篇的正文").start();
    desk.tell(Msg::AppendBlock(at));
    assert_eq!([desk.article("第3篇的正文"), desk.article("第4篇的正文")], [Some(1), Some(1)]);
    desk.press("Ctrl+z");
    assert_eq!(desk.article("第4篇的正文"), Some(4), "one by one");
}

#[test]
fn parts_are_put_in_another_reading_order() {
    let mut desk = interrupted();
    let parts = |desk: &Desk| desk.bench.cards()[0].parts.clone();
    let before = parts(&desk);
    assert_eq!(before.len(), 2);
    desk.click("一鸣");
    desk.press("Alt+ArrowUp");
    assert_eq!(parts(&desk), [before[1], before[0]]);
    desk.press("Alt+ArrowUp");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoPartThere));
    desk.press("Alt+ArrowDown");
    assert_eq!(parts(&desk), before);
    let id = desk.bench.cards()[0].id;
    desk.tell(Msg::MovePart { id, part: 0, step: Step::On });
    assert_eq!(parts(&desk), [before[1], before[0]]);
    desk.click("戊");
    desk.press("Alt+ArrowUp");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoArticleHere));
}

#[test]
fn a_stretch_of_a_block_has_a_role_of_its_own() {
    let mut desk = interrupted();
    let inline = |desk: &Desk| {
        let block = desk.project().set().block_at(desk.find("本报讯").start()).unwrap();
        let roles = block.block().unwrap().inline.iter();
        roles.map(|inline| (inline.range.slice(desk.text()).to_owned(), inline.role)).collect::<Vec<_>>()
    };
    desk.select("本报讯");
    desk.press("Alt+d");
    assert_eq!(inline(&desk), [("本报讯".to_owned(), Role::Dateline)]);
    assert!(!desk.bench.cursor().is_selecting());
    desk.select("本报讯");
    desk.press("Alt+j");
    assert_eq!(inline(&desk), [("本报讯".to_owned(), Role::Jump)]);
    desk.select("本报讯");
    desk.press("Alt+j");
    assert_eq!(inline(&desk), [], "the same again takes it away");
    desk.press("Ctrl+z");
    assert_eq!(inline(&desk).len(), 1);
    desk.press("Alt+j");
    assert_eq!(desk.bench.notice(), Some(&Notice::SelectInBlock));
}

#[test]
fn a_review_goes_back_moves_edges_and_goes_through_one_kind() {
    let mut desk = Desk::new();
    let effects = desk
        .bench
        .update(Msg::Pasted { units: "甲乙丙丁戊己\n庚辛壬癸\n".encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    let proposals = vec![propose_person(0..3, 800), propose_person(6..9, 300), propose_person(12..15, 600)];
    desk.bench.update(Msg::Worker(Response::Batch { job: *job, proposals }), Millis(2));
    let picked = |desk: &Desk| {
        let id = desk.bench.picked_entity()?;
        Some(desk.project().quote(desk.project().set().get(id)?))
    };
    let progress = |desk: &Desk| desk.bench.review().map(|review| (review.passed, review.left));
    desk.press("q");
    desk.tell(Msg::SetReviewed(Reviewed::Entities));
    assert_eq!((picked(&desk).as_deref(), progress(&desk)), (Some("丙"), Some((0, 3))));
    desk.press("ArrowRight");
    assert_eq!(picked(&desk).as_deref(), Some("丙丁"));
    desk.press("Shift+ArrowLeft");
    assert_eq!(picked(&desk).as_deref(), Some("乙丙丁"));
    desk.press("Shift+ArrowRight");
    desk.press("ArrowLeft");
    desk.press("a");
    desk.press("a");
    assert_eq!(progress(&desk), Some((2, 1)));
    desk.press("Backspace");
    assert_eq!((picked(&desk).as_deref(), progress(&desk)), (Some("戊"), Some((1, 1))), "decided: not left");
    // Undone, it is its turn again.
    desk.press("Ctrl+z");
    assert_eq!((picked(&desk).as_deref(), progress(&desk)), (Some("戊"), Some((1, 2))));
    desk.press("x");
    desk.press("x");
    assert_eq!(desk.bench.review(), None, "done");
    assert_eq!(desk.entity("戊").map(|(_, status)| status), Some(Status::Rejected));
    assert_eq!(desk.entity("丙").map(|(_, status)| status), Some(Status::Accepted));
    desk.press("q");
    assert!(desk.bench.review().is_none(), "nothing doubtful is left");
}

#[test]
fn a_cut_is_shown_before_it_is_made() {
    let mut desk = interrupted();
    let block = desk.project().set().block_at(desk.find("一鸣").start()).unwrap().id;
    desk.select("本报讯");
    desk.tell(Msg::PreviewCut(Some(block)));
    let preview = desk.bench.cut_preview().expect("inside an article");
    assert_eq!((preview.number, preview.above.n_blocks, preview.below.n_blocks), (1, 2, 1));
    assert_eq!(preview.below.words, "一鸣）渡口昨天开航。");
    assert!(desk.bench.selection().is_some(), "looking ends nothing");
    desk.tell(Msg::PreviewCut(None));
    assert_eq!(desk.bench.cut_preview(), None);
    desk.click("一鸣");
    let Details::Block(details) = desk.bench.details() else { panic!("a block") };
    assert_eq!(details.cut, Some(preview));
}

/// The ranges of the picked entity, as text.
fn picked_ranges(desk: &Desk) -> Vec<String> {
    let Details::Entity(details) = desk.bench.details() else { panic!("an entity is picked") };
    details.ranges.into_iter().map(|range| range.text).collect()
}

/// An entity gets further ranges by key and by mouse, in reading order, and loses them again.
#[test]
fn ranges_come_and_go() {
    let mut desk = Desk::with("甲乙丙丁\r\n𠮷戊👩‍👩‍👧e\u{301}己\r\n");
    desk.select("丙");
    desk.press("1");
    // By key: first the key, then the text, then the key again.
    desk.press("+");
    assert_eq!(desk.bench.notice(), Some(&Notice::AddingRange));
    for _ in 0..2 {
        desk.press("ArrowRight");
    }
    desk.press("Shift+ArrowRight");
    desk.press("+");
    assert_eq!(picked_ranges(&desk), ["丙", "𠮷"]);
    // By mouse, before the others: in reading order all the same.
    let range = desk.find("甲");
    desk.tell(Msg::AddBetween { from: range.start(), to: range.end() });
    assert_eq!(picked_ranges(&desk), ["甲", "丙", "𠮷"]);
    // With a count.
    desk.press("+");
    desk.press("Ctrl+End");
    for _ in 0..3 {
        desk.press("ArrowLeft");
    }
    desk.press("1");
    desk.press("+");
    assert_eq!(picked_ranges(&desk), ["甲", "丙", "𠮷", "e\u{301}"]);
    // All its ranges are drawn as of one entity.
    desk.draw();
    let pieces = desk.bench.chunks().iter().flat_map(|chunk| &chunk.rows).flat_map(|row| &row.stretches);
    let parts: Vec<_> = pieces
        .flat_map(|stretch| stretch.pieces.iter())
        .flat_map(|piece| &piece.marks)
        .map(|mark| (mark.part, mark.picked))
        .collect();
    assert_eq!(
        parts,
        [(Some((1, 4)), true), (Some((2, 4)), true), (Some((3, 4)), true), (Some((4, 4)), true)]
    );

    // One goes in the inspector, one at the cursor, one by selecting it; the last one stays.
    let Details::Entity(details) = desk.bench.details() else { panic!("an entity is picked") };
    desk.tell(Msg::RemoveRange { id: details.id, range: details.ranges[0].range });
    assert_eq!(picked_ranges(&desk), ["丙", "𠮷", "e\u{301}"]);
    desk.press("-");
    assert_eq!(picked_ranges(&desk), ["丙", "𠮷"], "the one that ends at the cursor");
    desk.press("-");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoRangeHere));
    desk.select("𠮷");
    desk.press("-");
    assert_eq!(picked_ranges(&desk), ["丙"]);
    desk.select("丙");
    desk.press("-");
    assert_eq!(desk.bench.notice(), Some(&Notice::LastRange));
    assert_eq!(picked_ranges(&desk), ["丙"]);
    // And all of it is undone, one by one.
    for _ in 0..7 {
        desk.press("Ctrl+z");
    }
    assert_eq!(desk.project().set().entities().count(), 0);
}

/// A key goes through the entities at the cursor, the smallest first.
#[test]
fn marks_over_each_other_are_picked_in_turn() {
    let mut desk = Desk::with("甲乙丙丁戊己庚辛\n");
    for (text, key) in [("乙丙丁戊", "2"), ("丙丁", "1"), ("丁戊己", "3")] {
        desk.select(text);
        desk.press(key);
        desk.press("Escape");
    }
    desk.click("丁");
    let mut picked = Vec::new();
    for _ in 0..4 {
        desk.press(".");
        picked.push(picked_ranges(&desk).concat());
    }
    assert_eq!(picked, ["丙丁", "丁戊己", "乙丙丁戊", "丙丁"]);
    desk.click("庚");
    desk.press("ArrowRight");
    desk.press(".");
    assert_eq!(desk.bench.notice(), Some(&Notice::NoMarkHere));
}

/// Of the other places with a text some are left out, and those that are ticked are labelled in one step. What was
/// rejected stays rejected.
#[test]
fn ticked_places_are_labelled_in_one_step() {
    let mut desk = Desk::with("甲乙，甲乙。甲乙；甲乙、甲乙\n甲乙甲丙\n");
    let at = |desk: &Desk, n: usize| {
        let (start, _) = desk.text().match_indices("甲乙").nth(n).expect("there are so many");
        ByteRange::at(start, start + "甲乙".len())
    };
    let labels = |desk: &Desk| -> Vec<Option<String>> {
        let set = desk.project().set();
        let label = |n| {
            let range = at(desk, n);
            let found = set
                .entities()
                .find(|found| found.status == Status::Accepted && found.body.ranges() == [range]);
            found.map(|found| found.entity().expect("it is one").label.to_string())
        };
        (0..6).map(label).collect()
    };
    // One is labelled and the others follow as proposals; of these one is rejected, one gets another label.
    for (n, key) in [(0, "1"), (3, "2")] {
        let range = at(&desk, n);
        desk.tell(Msg::Select(range));
        desk.press(key);
    }
    let range = at(&desk, 1);
    let set = desk.project().set();
    let followed = set.entities().find(|found| found.body.ranges() == [range]).expect("it follows").id;
    desk.tell(Msg::PickEntity(followed));
    desk.press("x");
    let range = at(&desk, 0);
    let first =
        desk.project().set().entities().find(|found| found.body.ranges() == [range]).expect("it is there").id;
    desk.tell(Msg::PickEntity(first));
    let details = |desk: &Desk| match desk.bench.details() {
        Details::Entity(details) => details,
        other => panic!("an entity is picked, not {other:?}"),
    };
    let shown = details(&desk);
    assert_eq!(
        (shown.n_places, shown.n_open, shown.n_ticked),
        (5, 4, 3),
        "neither the one that was rejected nor the one of a person is ticked"
    );
    desk.tell(Msg::TickPlace(at(&desk, 4).start()));
    assert_eq!(details(&desk).n_ticked, 2);
    desk.press("Shift+l");
    let per = || Some("PER".to_owned());
    assert_eq!(labels(&desk), [per(), None, per(), Some("ORG".into()), None, per()]);
    desk.press("Ctrl+z");
    assert_eq!(labels(&desk), [per(), None, None, Some("ORG".into()), None, None], "one step");
    desk.tell(Msg::TickPlaces(false));
    assert_eq!(details(&desk).n_ticked, 0);
    desk.tell(Msg::LabelOccurrences { all: true });
    assert_eq!(labels(&desk), [per(), None, per(), per(), per(), per()], "what was rejected stays rejected");
    desk.press("Ctrl+z");
    assert_eq!(labels(&desk), [per(), None, None, Some("ORG".into()), None, None], "one step");
}

/// Accepting the rest of a page accepts what is shown and brings nothing along.
#[test]
fn nothing_follows_when_the_rest_is_accepted() {
    let mut desk = Desk::new();
    let effects =
        desk.bench.update(Msg::Pasted { units: "甲在𠮷。甲走了。".encode_utf16().collect() }, Millis(1));
    let Some(Effect::StartJob { job, .. }) = effects.first() else { panic!("a job starts") };
    desk.bench.update(
        Msg::Worker(Response::Batch { job: *job, proposals: vec![propose_person(0..3, 800)] }),
        Millis(2),
    );
    desk.press("Ctrl+Shift+a");
    assert_eq!((desk.bench.totals().entities, desk.bench.totals().entities_accepted), (1, 1));
}
