//! What is learned from a person, with a store and the real proposer: it lives through a reload, an undo takes it back,
//! and what is forgotten is gone.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use jianbao_core::edit::Millis;
use jianbao_core::{ByteRange, LabelId};
use jianbao_formats::exchange::serve;
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::entities::{EntityModel, Learner};
use jianbao_propose::learning::{Decisions, Learning};
use jianbao_propose::models::Models;
use jianbao_propose::protocol::{EntityModelKind, JobId, Request, Response};
use jianbao_workbench::actions::Action;
use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::store::{Keys, MemoryStorage, StoreAnswer, StoreRequest, Table};
use jianbao_workbench::{Effect, Lang, Msg, Notice, Workbench};
use proptest::prelude::*;

/// Fish that nobody has heard of.
const FISH: [&str; 8] =
    ["青纹鲱鱼", "赤鳍鲳鱼", "𠮷背鲈鱼", "白点鲟鱼", "长须鲶鱼", "黑尾鲤鱼", "金线鲅鱼", "花斑鳜鱼"];

fn page() -> String {
    FISH.map(|fish| format!("渔民说这种{fish}在河里游，cafe\u{301} 的客人👩‍👩‍👧都看见了。\r\n")).concat()
}

/// A window with a store and a worker, which answer at once.
struct Window {
    bench: Workbench,
    store: Rc<MemoryStorage>,
    learning: Learning,
    done: Option<(JobId, Engine)>,
    /// Which word lists were told with each job.
    words: Vec<(String, String)>,
    notice: Option<Notice>,
    downloads: Vec<Vec<u8>>,
    now: u64,
}

impl Window {
    fn on(store: &Rc<MemoryStorage>, reopen: Option<String>) -> Self {
        let mut window = Self {
            bench: Workbench::new(Lang::Zh),
            store: Rc::clone(store),
            learning: Learning::default(),
            done: None,
            words: Vec::new(),
            notice: None,
            downloads: Vec::new(),
            now: 1_000_000,
        };
        let number = store.n_bytes() as u32;
        window.tell(Msg::Store(Box::new(StoreAnswer::Opened { window: number, trouble: None, reopen })));
        window
    }

    fn tell(&mut self, msg: Msg) {
        let mut messages = VecDeque::from([msg]);
        while let Some(msg) = messages.pop_front() {
            self.now += 1000;
            for effect in self.bench.update(msg, Millis(self.now)) {
                match effect {
                    Effect::Store(request) => {
                        let answer = match *request {
                            StoreRequest::Read(task, keys) => {
                                StoreAnswer::Read(task, Ok(self.store.read_now(&keys)))
                            }
                            StoreRequest::Write(task, writes) => {
                                StoreAnswer::Written(task, self.store.write_now(&writes))
                            }
                        };
                        messages.push_back(Msg::Store(Box::new(answer)));
                    }
                    Effect::Lock(id) => {
                        messages.push_back(Msg::Store(Box::new(StoreAnswer::Locked { id, held: true })));
                    }
                    Effect::StartJob { job, text, known, .. } => {
                        self.words.clone_from(&known.words);
                        messages.extend(self.propose(job, &text, *known).map(Msg::Worker));
                    }
                    Effect::Proposer(request) => messages.extend(self.answer(request).map(Msg::Worker)),
                    Effect::Files(request) => messages.push_back(Msg::Files(Box::new(serve(*request)))),
                    Effect::Download { bytes, .. } => self.downloads.push(bytes),
                    _ => {}
                }
            }
            self.notice = self.bench.notice().cloned();
        }
    }

    fn propose(
        &mut self,
        job: JobId,
        text: &str,
        known: jianbao_propose::protocol::Known,
    ) -> impl Iterator<Item = Response> {
        let mut config = Config::known(text, known);
        let learned = config.learned();
        config.entities.learner = Some(Arc::clone(self.learning.learner()));
        let models = Models {
            entities: Arc::new(EntityModel::rules_only()),
            ..Models::built_in(EntityModelKind::Newspaper)
        };
        let mut engine = Engine::with_models(text.into(), config, models);
        while !engine.step(usize::MAX).finished {}
        let proposals = engine.take();
        self.done = Some((job, engine));
        [Response::Batch { job, proposals }, Response::Done { job, learned }].into_iter()
    }

    /// As the worker does, with no pause before what was learned is handed over.
    fn answer(&mut self, request: Request) -> impl Iterator<Item = Response> + use<> {
        let mut responses = Vec::new();
        let mut changed = false;
        match request {
            Request::Learn { job, document, taught, decided, complete, whole } => {
                if whole {
                    self.learning.turn_to(&document, &taught);
                }
                if let Some((done, engine)) = &mut self.done
                    && *done == job
                {
                    changed = self.learning.teach(engine, &Decisions { decided, complete, whole });
                }
            }
            Request::Recall(bytes) => self.learning = Learning::from_bytes(&bytes).unwrap(),
            Request::SetLearned(bytes) => {
                self.learning.replace(Learner::from_bytes(&bytes).unwrap());
                changed = true;
            }
            Request::GetLearned => responses.push(Response::Learned(self.learning.learner().to_bytes())),
            _ => {}
        }
        if changed {
            responses.push(Response::Report(self.learning.learner().report()));
            let (document, taught) = self.learning.taught();
            let (learned, document) = (self.learning.to_bytes(), document.to_owned());
            responses.push(Response::ToKeep { learned, document, taught });
        }
        responses.into_iter()
    }

    fn paste(&mut self, text: &str) {
        self.tell(Msg::Pasted { units: text.encode_utf16().collect() });
    }

    fn place(&self, quote: &str) -> ByteRange {
        let at = self.bench.project().unwrap().document.text().find(quote).unwrap();
        ByteRange::at(at, at + quote.len())
    }

    fn select(&mut self, quote: &str) {
        self.tell(Msg::Select(self.place(quote)));
    }

    fn is_labeled(&self, quote: &str) -> bool {
        let place = self.place(quote);
        let project = self.bench.project().unwrap();
        project.set().entities().any(|entity| entity.body.ranges() == [place])
    }

    fn label(&mut self, quote: &str, label: &str) {
        self.select(quote);
        self.tell(Msg::Label(LabelId::new(label)));
    }

    fn learned(&self) -> Vec<u8> {
        self.learning.learner().to_bytes()
    }

    fn settings(&self) -> Vec<String> {
        let rows = self.store.read_now(&[Keys::all(Table::Settings)]).remove(0);
        rows.into_iter().map(|(key, _)| key.id).collect()
    }

    fn id(&self) -> String {
        self.bench.document_id().unwrap().to_owned()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_done_is_unlearned_when_it_is_undone(
        steps in prop::collection::vec((0..FISH.len(), 0..6_usize), 1..25))
    {
        let mut window = Window::on(&Rc::default(), None);
        window.paste(&page());
        // What was learned with each number of steps that can be undone, and of how many decisions.
        let learned_of = |window: &Window| {
            (window.learned(), window.learning.learner().report().learned)
        };
        let mut learned = vec![learned_of(&window)];
        // Once an older decision was made otherwise or deleted, undoing that learns it behind those that came after it:
        // the same decisions in another order.
        let mut in_order = true;
        for (fish, kind) in steps {
            let n_groups =
                |window: &Window| window.bench.project().unwrap().history().undo_groups().len();
            let is_labeled = window.is_labeled(FISH[fish]);
            match kind {
                0 | 1 => {
                    window.label(FISH[fish], ["ORG", "WORK"][kind]);
                    in_order &= !is_labeled;
                }
                2 => {
                    window.select(FISH[fish]);
                    window.tell(Msg::Act(Action::Delete));
                    in_order &= !is_labeled;
                }
                3 => {
                    window.label(FISH[fish], "ORG");
                    window.tell(Msg::Act(Action::Reject));
                }
                4 => window.tell(Msg::Act(Action::Undo)),
                _ => {
                    window.tell(Msg::Act(Action::Undo));
                    window.tell(Msg::Act(Action::Undo));
                    window.tell(Msg::Act(Action::Redo));
                }
            }
            let n = n_groups(&window);
            let now = learned_of(&window);
            if kind >= 4 && let Some(before) = learned.get(n) {
                prop_assert_eq!(now.1, before.1, "after {} groups", n);
                prop_assert!(!in_order || now.0 == before.0, "after {} groups", n);
            }
            // A step of two groups: the one in between is not looked at.
            learned.truncate(n);
            while learned.len() < n {
                learned.push((Vec::new(), 0));
            }
            learned.push(now);
            if kind == 3 {
                break;
            }
        }
        while window.bench.can_undo_redo().0 {
            window.tell(Msg::Act(Action::Undo));
        }
        prop_assert!(window.learned() == learned[0].0, "nothing is left of it");
    }
}

#[test]
fn a_reload_keeps_what_was_learned_and_an_undo_after_it_unlearns() {
    let store = Rc::default();
    let mut window = Window::on(&store, None);
    window.paste(&page());
    for fish in &FISH[..4] {
        window.label(fish, "ORG");
    }
    let (id, three) = (window.id(), {
        window.tell(Msg::Act(Action::Undo));
        let learned = window.learned();
        window.tell(Msg::Act(Action::Redo));
        learned
    });
    let (learned, report) = (window.learned(), window.bench.report());
    assert!(report.is_some_and(|report| report.learned == 4));

    let mut again = Window::on(&store, Some(id.clone()));
    assert_eq!(again.bench.report(), report, "before the worker was asked for anything");
    again.tell(Msg::StartJob);
    assert_eq!(again.learned(), learned, "and nothing is learned twice");
    again.tell(Msg::Act(Action::Undo));
    // Learned anew from what stands, as the state at hand is the one from before all of them.
    assert_eq!(again.learning.learner().report().learned, 3);
    assert_eq!(again.learned(), three);

    // What is undone before the page is proposed for again is unlearned then.
    let mut later = Window::on(&store, Some(id));
    later.tell(Msg::Act(Action::Undo));
    later.tell(Msg::StartJob);
    assert_eq!(later.learning.learner().report().learned, 2);

    // Another document goes on with it.
    later.tell(Msg::Close { discard: false });
    later.paste("𠮷野的渔民说赤鳍鲳鱼少了。\n");
    later.label("赤鳍鲳鱼", "ORG");
    assert_eq!(later.learning.learner().report().learned, 3);
}

#[test]
fn what_is_forgotten_is_gone_for_good() {
    let store: Rc<MemoryStorage> = Rc::default();
    let mut window = Window::on(&store, None);
    window.paste(&page());
    FISH.iter().for_each(|fish| window.label(fish, "ORG"));
    window.tell(Msg::Opened { name: "词.csv".into(), bytes: "青纹鲱鱼,ORG\n澜江,LOC\n".into() });
    assert_eq!(window.bench.n_words(), 2);
    let id = window.id();
    assert_eq!(window.settings(), [id.as_str(), "learned", "report", "words"]);
    assert_eq!(Window::on(&store, None).bench.n_words(), 2);

    window.tell(Msg::Forget);
    window.tell(Msg::ForgetWords);
    assert_eq!(window.notice, Some(Notice::WordsForgotten));
    assert_eq!(window.settings(), [id.as_str()], "which decisions were taught, so that they are not again");
    // Not even when the page is proposed for again, now or after a reload.
    window.tell(Msg::StartJob);
    assert!(window.learning.learner().is_empty() && window.words.is_empty());
    let mut again = Window::on(&store, Some(id));
    assert_eq!((again.bench.report(), again.bench.n_words()), (None, 0));
    again.tell(Msg::StartJob);
    assert!(again.learning.learner().is_empty() && again.words.is_empty());
    // Before the worker has started it can be forgotten, too.
    again.label(FISH[0], "WORK");
    assert!(!again.learning.learner().is_empty());
    let mut third = Window::on(&store, None);
    assert!(third.bench.report().is_some());
    third.tell(Msg::Forget);
    assert_eq!(Window::on(&store, None).bench.report(), None);
}

#[test]
fn words_are_for_every_document_that_has_their_labels() {
    let store = Rc::default();
    let mut window = Window::on(&store, None);
    window.paste(&page());
    window.tell(Msg::Opened {
        name: "词.csv".into(), bytes: "𠮷野,LOC\n👩‍👩‍👧 号,WORK\n".into()
    });
    let words = vec![("👩‍👩‍👧 号".to_owned(), "WORK".to_owned()), ("𠮷野".to_owned(), "LOC".to_owned())];
    assert_eq!(window.words, words);
    let mut again = Window::on(&store, None);
    again.paste("另一页，𠮷野。\n");
    assert_eq!(again.words, words);
    // A document with other labels is not told of labels that it does not have.
    again.tell(Msg::Close { discard: false });
    let file = r##"{ "format": "jianbao", "version": 1, "offset_unit": "code_point", "generator": "test",
        "labels": [{ "id": "LOC", "name": { "zh": "地", "en": "Place" }, "color": "#0b7285", "key": "1" }],
        "documents": [{ "id": "d1", "name": "a", "text": "𠮷野\n", "blocks": [], "articles": [], "entities": [] }]
    }"##;
    again.tell(Msg::Opened { name: "a.json".into(), bytes: file.into() });
    again.tell(Msg::StartJob);
    assert_eq!(again.words, words[1..]);
}

#[test]
fn a_backup_brings_it_to_another_browser() {
    let store = Rc::default();
    let mut window = Window::on(&store, None);
    window.paste(&page());
    FISH.iter().for_each(|fish| window.label(fish, "ORG"));
    window.tell(Msg::Opened { name: "词.csv".into(), bytes: "𠮷野,LOC\n".into() });
    window.tell(Msg::Documents(DocumentsMsg::Backup));
    let backup = window.downloads.pop().unwrap();
    let (learned, id) = (window.learned(), window.id());

    let elsewhere = Rc::default();
    let mut other = Window::on(&elsewhere, None);
    other.tell(Msg::Opened { name: "a.backup".into(), bytes: backup.clone() });
    let restored = Some(Notice::Restored { restored: 1, left_out: 0 });
    assert_eq!((other.notice.clone(), other.bench.n_words()), (restored, 1));
    assert!(other.bench.report().is_some());
    let mut again = Window::on(&elsewhere, Some(id));
    again.tell(Msg::StartJob);
    assert_eq!(again.learned(), learned, "and nothing is learned twice");

    // Where something was learned already, that stays; words join.
    let mut third = Window::on(&Rc::default(), None);
    third.paste("渔民说赤鳍鲳鱼少了。\n");
    third.label("赤鳍鲳鱼", "WORK");
    third.tell(Msg::Opened { name: "词.csv".into(), bytes: "澜江,LOC\n".into() });
    let own = third.learned();
    third.tell(Msg::Opened { name: "a.backup".into(), bytes: backup });
    third.tell(Msg::StartJob);
    assert_eq!((third.learned(), third.bench.n_words()), (own, 2));
}
