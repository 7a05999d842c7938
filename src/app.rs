//! The root component: owns the workbench, hands it what happens, does what it asks for, and lays out the screen.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::render::AnimationFrame;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use jianbao_core::{ByteOffset, Project};
use jianbao_workbench::find::Find;
use jianbao_workbench::motions::FindWords;
use jianbao_workbench::msg::{BatchMsg, Effect, Msg as BenchMsg};
use jianbao_workbench::session::JobState;
use jianbao_workbench::store::{StoreAnswer, StoreRequest};
use jianbao_workbench::tour::TourMsg;
use jianbao_workbench::{Notice, Overlay, Workbench};
use wasm_bindgen::JsCast;
use web_sys::{
    BeforeUnloadEvent, ClipboardEvent, DragEvent, Element, File, HtmlElement, HtmlInputElement, KeyboardEvent,
};
use yew::prelude::*;

use crate::input;
use crate::panels::{
    self, ArticleList, CountHintProps, CutPopup, ExportDialogProps, ExportView, FindBarProps, FindView,
    HelpDialogProps, HistoryDialogProps, ImportDialogProps, ImportView, Inspector, LabelDialogProps,
    LabelMenu, MoveMenuProps, NoticeBarProps, Palette, ReviewBar, StartScreenProps, StatusBar, Toolbar,
    TourCardProps, count_hint, export_dialog, find_bar, help_dialog, history_dialog, import_dialog,
    label_dialog, move_menu, notice_bar, start_screen, tour_card,
};
use crate::platform::locks::Lock;
use crate::platform::page::Theme;
use crate::platform::{self, files, offline, page};
use crate::shared::Shared;
use crate::store::{self, Store};
use crate::surface::{self, Draggable, Drawn, Surface, position};
use crate::worker::{Client, Files, Heard, Propose, address, has_model};
use jianbao_formats::exchange::Answer;
use jianbao_propose::protocol::{EntityModelKind, Request, Response};

/// How long after an edit its lists are made: a person who goes on working is not held up.
const IDLE_MILLIS: u32 = 120;

/// The same while proposals come in for a long page.
const JOB_MILLIS: u32 = 1000;

/// How long proposals are taken in before the browser may paint and hear keys again.
const SLICE_MILLIS: u64 = 8;

/// Of how many chunks a page is long: what stands beside its text takes longer than a frame to look through, and so is
/// drawn behind the frame with the text.
const FEW_CHUNKS: usize = 64;

/// What is done later, unless this is dropped before.
enum Later {
    /// With the next frame.
    Frame(#[expect(dead_code)] AnimationFrame),
    /// In a task of its own.
    Task(#[expect(dead_code)] Timeout),
}

/// What stands beside the text.
#[derive(Default)]
struct Panels {
    /// They are to be drawn again.
    is_behind: bool,
    cards: Html,
    inspector: Html,
    status: Html,
}

/// The root component.
pub struct App {
    bench: Workbench,
    worker: Option<Client<Propose>>,
    /// What the worker said and was not heard yet. Messages that come while the screen is drawn would be handled all
    /// at once after it.
    unheard: VecDeque<Response>,
    /// The next slice of it.
    hearing: Option<Timeout>,
    files: Option<Client<Files>>,
    /// None until it is open.
    store: Option<Store>,
    /// That of the document that is open or wanted.
    lock: Option<Lock>,
    theme: Theme,
    /// The page brings the open model too, so that there is a choice.
    has_open_model: bool,
    /// A pointer gesture is under way: the text on the screen stays as it is until it ends.
    held: bool,
    drawn: Drawn,
    /// The next batch of what is behind on the screen: the first one behind the frame, the others one after the other.
    catching_up: Option<Later>,
    /// The lists that no edit waits for are made when this is over.
    making_lists: Option<Timeout>,
    /// What stands beside the text, as it is drawn.
    panels: Panels,
    /// The panels follow when this is over.
    following: Option<AnimationFrame>,
    /// What is to stay at its height when the order of the text changes: a place and its height, see
    /// [`surface::show_at`].
    kept: Option<(ByteOffset, f64)>,
    /// Hits of a search are painted over the text.
    painted: bool,
    /// What is selected is painted, since a field has the focus.
    shows_selection: bool,
    /// What can only be done once the screen is up to date.
    after_render: Vec<Effect>,
    send: Callback<BenchMsg>,
    on_hold: Callback<bool>,
    on_scroll: Callback<()>,
    /// Files of many that are still to be read.
    queue: VecDeque<File>,
    on_files: Callback<Vec<File>>,
    on_theme: Callback<()>,
    _listeners: Vec<EventListener>,
    /// Something would be lost if the person left now.
    would_lose: Rc<Cell<bool>>,
    /// Asks whether to leave then.
    leaving: Option<EventListener>,
}

/// What happens to the app.
pub enum Msg {
    /// Something for the workbench.
    Bench(BenchMsg),
    /// Files were chosen or dropped.
    Files(Vec<File>),
    /// A file was read.
    FileRead(String, files::Read),
    /// The worker that proposes said something.
    Heard(Heard<Response>),
    /// Time to hear more of what it said.
    HearOn,
    /// The worker that reads and writes files said something.
    HeardFiles(Heard<Answer>),
    /// The store is open.
    Store(Store),
    /// A pointer gesture begins or ends.
    Hold(bool),
    /// The next theme.
    NextTheme,
    /// The text was scrolled: what comes into view may be behind.
    Scrolled,
    /// Time to draw more of what is behind.
    CatchUp,
    /// Time to make the lists that no edit waits for.
    MakeLists,
    /// Time to draw the panels.
    FollowPanels,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let lang = page::language();
        page::set_language(lang);
        let theme = Theme::chosen();
        theme.set();
        wasm_bindgen_futures::spawn_local(async {
            let text = files::fetch_text(&address("jianbao-characters").unwrap_or_default()).await;
            // Without them a search goes by width and case alone.
            text.iter().for_each(|text| jianbao_workbench::reading::load(text));
        });
        let mut bench = Workbench::new(lang).with_words(FindWords(platform::words::find_words));
        bench.update(BenchMsg::SetEntityModel(page::entity_model()), platform::now());
        if page::is_tour_taken() {
            bench.update(BenchMsg::Tour(TourMsg::Taken), platform::now());
        }
        bench.restore_thresholds(page::thresholds());
        bench.restore_learning(page::learning());
        Store::open(link.callback(Msg::Store), link.callback(stored));
        let newer = link.callback(|()| Msg::Bench(BenchMsg::Problem(Notice::UpdateReady)));
        offline::keep(move || newer.emit(()));
        Self {
            bench,
            worker: None,
            unheard: VecDeque::new(),
            hearing: None,
            files: None,
            store: None,
            lock: None,
            theme,
            has_open_model: has_model(EntityModelKind::Open),
            held: false,
            drawn: Drawn::default(),
            catching_up: None,
            making_lists: None,
            panels: Panels::default(),
            following: None,
            kept: None,
            painted: false,
            shows_selection: false,
            after_render: Vec::new(),
            send: link.callback(Msg::Bench),
            on_hold: link.callback(Msg::Hold),
            on_scroll: link.callback(|()| Msg::Scrolled),
            queue: VecDeque::new(),
            on_files: link.callback(Msg::Files),
            on_theme: link.callback(|()| Msg::NextTheme),
            _listeners: listeners(link.callback(Msg::Bench), link.callback(Msg::Files)),
            would_lose: Rc::default(),
            leaving: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Bench(msg) => self.tell(ctx, msg),
            Msg::Files(mut files) if files.len() != 1 => {
                if files.is_empty() {
                    return false;
                }
                let n_files = files.len();
                self.queue.extend(files.drain(..));
                self.tell(ctx, BenchMsg::Batch(BatchMsg::Begin(n_files)));
            }
            Msg::Files(files) => {
                let Some(file) = files.into_iter().next() else { return false };
                let link = ctx.link().clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let read = files::read(&file).await;
                    link.send_message(Msg::FileRead(file.name(), read));
                });
                return false;
            }
            Msg::FileRead(name, read) => {
                let msg = match read {
                    files::Read::Bytes(bytes) => BenchMsg::Opened { name, bytes },
                    files::Read::TooLong(bytes) => BenchMsg::Problem(Notice::TooLong(bytes)),
                    files::Read::Failed => BenchMsg::Problem(Notice::Unreadable { name }),
                };
                self.tell(ctx, msg);
            }
            Msg::Heard(heard) => {
                match heard {
                    Heard::Said(Response::Ready { .. }) => {
                        self.worker.iter_mut().for_each(Client::is_ready);
                        return false;
                    }
                    Heard::Said(response) => {
                        self.unheard.push_back(response);
                        self.hear_soon(ctx);
                        return false;
                    }
                    Heard::Lost => {
                        self.worker = None;
                        self.unheard.clear();
                        self.tell(ctx, BenchMsg::WorkerLost);
                    }
                };
            }
            Msg::HearOn => {
                self.hearing = None;
                let begun = platform::now();
                let mut is_other = false;
                while let Some(response) = self.unheard.pop_front() {
                    is_other |= self.take(ctx, BenchMsg::Worker(response));
                    if platform::now().0.saturating_sub(begun.0) >= SLICE_MILLIS {
                        break;
                    }
                }
                // Once for all that was heard.
                self.show(is_other);
                if !self.unheard.is_empty() {
                    self.hear_soon(ctx);
                }
            }
            Msg::HeardFiles(heard) => match heard {
                Heard::Said(Answer::Ready { .. }) => {
                    self.files.iter_mut().for_each(Client::is_ready);
                    return false;
                }
                Heard::Said(answer) => self.tell(ctx, BenchMsg::Files(Box::new(answer))),
                Heard::Lost => {
                    self.files = None;
                    self.tell(ctx, BenchMsg::FilesLost);
                }
            },
            Msg::Store(store) => {
                self.store = Some(store);
                return false;
            }
            Msg::Hold(held) => {
                self.held = held;
                if !held {
                    // What came in meanwhile is shown now.
                    self.draw();
                }
                return !held;
            }
            Msg::NextTheme => {
                self.theme = self.theme.next();
                self.theme.set();
            }
            Msg::Scrolled => {
                let is_late = self.drawn.is_behind() && !self.held;
                if is_late {
                    self.draw();
                } else {
                    self.paint_hits();
                    self.bench.tour().into_iter().for_each(panels::place_tour);
                }
                return is_late;
            }
            Msg::MakeLists => {
                self.making_lists = None;
                self.tell(ctx, BenchMsg::Idle);
            }
            Msg::FollowPanels => {
                self.following = None;
                self.draw_panels();
            }
            Msg::CatchUp => {
                self.catching_up = None;
                // A gesture that is under way draws everything at its end.
                let goes_on = self.drawn.is_behind() && !self.held;
                if goes_on {
                    self.drawn.go_on(&mut self.bench);
                }
                if goes_on && self.drawn.is_behind() {
                    let link = ctx.link().clone();
                    let next = Timeout::new(0, move || link.send_message(Msg::CatchUp));
                    self.catching_up = Some(Later::Task(next));
                }
                return goes_on;
            }
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let bench = &self.bench;
        let lang = bench.lang();
        let send = &self.send;
        let notice = bench.notice().map(|notice| {
            notice_bar(&NoticeBarProps {
                text: notice.text(lang),
                problem: notice.is_problem(),
                backup: notice.offers_backup(),
                update: *notice == Notice::UpdateReady,
                lang,
                send: send.clone(),
            })
        });
        let help = match bench.overlay() {
            Overlay::Nothing => None,
            Overlay::Keys => Some(help_dialog(&HelpDialogProps { lang, send: send.clone() })),
            Overlay::Palette => {
                let labels = bench.project().map(|project| Shared::new(project.shared_labels()));
                Some(html! { <Palette {lang} {labels} send={send.clone()} /> })
            }
            Overlay::Labels(editor) => {
                let (send, on_file) = (send.clone(), self.on_files.reform(|file| vec![file]));
                Some(label_dialog(&LabelDialogProps { lang, editor, send, on_file }))
            }
            Overlay::History(_) => bench.history().map(|view| {
                let (send, read_only) = (send.clone(), bench.is_read_only());
                history_dialog(&HistoryDialogProps { lang, view, read_only, send })
            }),
        };
        let import = bench.importing().map(|importing| {
            import_dialog(&ImportDialogProps { lang, view: ImportView::of(importing), send: send.clone() })
        });
        let export = bench.exporting().map(|exporting| {
            export_dialog(&ExportDialogProps {
                lang,
                view: ExportView::of(exporting, bench.project()),
                send: send.clone(),
            })
        });
        let Some(project) = bench.project() else {
            if bench.is_loading() {
                return html! { <div class="opening" role="status">{ lang.pick("正在打开…", "Opening…") }</div> };
            }
            let start = StartScreenProps {
                lang,
                theme: self.theme,
                documents: Shared::new(bench.documents()),
                send: send.clone(),
                on_files: self.on_files.clone(),
                batch: bench.batch(),
                on_theme: self.on_theme.clone(),
            };
            return html! {
                <>
                    { start_screen(&start) }
                    { notice.unwrap_or_default() }
                    { help.unwrap_or_default() }
                    { import.unwrap_or_default() }
                    { export.unwrap_or_default() }
                </>
            };
        };
        let labels = Shared::new(project.shared_labels());
        let find = bench.find().map(|find| {
            find_bar(&FindBarProps {
                lang,
                labels: labels.clone(),
                view: FindView::of(find, project),
                send: send.clone(),
            })
        });
        let (can_undo, can_redo) = bench.can_undo_redo();
        let picked = bench.picked_runs().map(|(id, runs)| Draggable { id, runs });
        html! {
            <div class="workbench">
                <Toolbar {lang} theme={self.theme} labels={labels.clone()} {can_undo} {can_redo}
                    name={project.info.name.to_string()} rejected={bench.shows_rejected()} reviewing={bench.review().is_some()} order={bench.order()}
                    sticky={bench.sticky_label().cloned()}
                    send={send.clone()} on_theme={self.on_theme.clone()} />
                { self.panels.cards.clone() }
                <main class="page">
                    if let Some(progress) = bench.review() {
                        <ReviewBar {lang} {progress} send={send.clone()} />
                    }
                    { find.unwrap_or_default() }
                    <Surface chunks={self.drawn.chunks().to_vec()} document={project.document.clone()}
                        labels={labels.clone()} {lang} cursor={bench.cursor()} {picked} send={send.clone()}
                        on_hold={self.on_hold.clone()} on_scroll={self.on_scroll.clone()} />
                    if let Some(view) = bench.label_menu().filter(|_| !self.held) {
                        <LabelMenu {lang} {labels} {view} send={send.clone()} />
                    }
                    if let Some(count) = bench.count() {
                        { count_hint(&CountHintProps { lang, count }) }
                    }
                    if bench.is_choosing_article() {
                        { move_menu(&MoveMenuProps { lang, cards: Shared::new(bench.cards()), send: send.clone() }) }
                    }
                    if let Some(preview) = bench.cut_preview() {
                        <CutPopup {lang} {preview} />
                    }
                    { notice.unwrap_or_default() }
                </main>
                { self.panels.inspector.clone() }
                { self.panels.status.clone() }
                if let Some(tour) = bench.tour() {
                    { tour_card(&TourCardProps { lang, tour, send: send.clone() }) }
                }
                { help.unwrap_or_default() }
                { import.unwrap_or_default() }
                { export.unwrap_or_default() }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if self.drawn.is_behind() && self.catching_up.is_none() {
            // Behind the frame, so that what a person sees does not wait.
            let link = ctx.link().clone();
            self.catching_up =
                Some(Later::Frame(page::behind_frame(move || link.send_message(Msg::CatchUp))));
        }
        if self.panels.is_behind && self.following.is_none() {
            let link = ctx.link().clone();
            self.following = Some(page::behind_frame(move || link.send_message(Msg::FollowPanels)));
        }
        if self.bench.lists().is_stale && self.making_lists.is_none() {
            let link = ctx.link().clone();
            // They change with everything that is proposed.
            let waits = self.is_long() && matches!(self.bench.job(), JobState::Running { .. });
            let millis = if waits { JOB_MILLIS } else { IDLE_MILLIS };
            self.making_lists = Some(Timeout::new(millis, move || link.send_message(Msg::MakeLists)));
        }
        let effects = std::mem::take(&mut self.after_render);
        let (Some(root), Some(project)) = (surface_root(), self.bench.project()) else { return };
        for effect in effects {
            match effect {
                // To ask for it again would make the browser lay out the page first.
                Effect::FocusText if !has_focus(&root) => {
                    let _not_worth_a_word = root.focus();
                }
                Effect::FocusLabelMenu => self.focus_label_field(),
                Effect::FocusTour => panels::focus_tour(),
                Effect::FocusNewLabel => panels::focus_new_label(),
                Effect::FocusPointName => panels::focus_point_name(),
                Effect::FocusFind => {
                    panels::focus_find(self.bench.find().map_or("", Find::query));
                }
                Effect::ScrollTo(at) => surface::scroll_to(&root, &project.document, self.drawn.chunks(), at),
                Effect::ShowSelection(Some((from, to))) => {
                    surface::show_selection(&project.document, self.drawn.chunks(), from, to);
                }
                Effect::KeepPlace => {
                    if let Some(place) = self.kept.take() {
                        surface::show_at(&root, &project.document, self.drawn.chunks(), place);
                    }
                }
                _ => {}
            }
        }
        self.sync_label_field();
        self.place_popup(&root, panels::POPUP_ID, self.bench.cursor().at);
        if let Some(preview) = self.bench.cut_preview() {
            self.place_popup(&root, panels::CUT_ID, preview.at);
        }
        self.paint_hits();
        self.bench.tour().into_iter().for_each(panels::place_tour);
    }
}

impl App {
    /// Hands the workbench what happened, does what it asks for, and brings the screen up to date.
    fn tell(&mut self, ctx: &Context<Self>, msg: BenchMsg) {
        let is_other = self.take(ctx, msg);
        self.show(is_other);
    }

    /// Hands the workbench what happened and does what it asks for; whether another document, language or set of
    /// labels is shown after it.
    fn take(&mut self, ctx: &Context<Self>, msg: BenchMsg) -> bool {
        if matches!(msg, BenchMsg::Batch(BatchMsg::Stop)) {
            self.queue.clear();
        }
        let (lang, model) = (self.bench.lang(), self.bench.entity_model());
        let is_hiding = matches!(&msg, BenchMsg::Store(answer) if **answer == StoreAnswer::Hiding);
        let sets_threshold = matches!(msg, BenchMsg::SetThreshold { .. });
        let sets_learning = matches!(msg, BenchMsg::SetLearning(_));
        let shown = self.bench.document_id().map(str::to_owned);
        let was_open = self.bench.project().is_some();
        let labels = self.bench.project().map(Project::shared_labels);
        let was_taken = self.bench.is_tour_taken();
        for effect in self.bench.update(msg, platform::now()) {
            self.run(ctx, effect);
        }
        if let Some(store) = self.store.as_ref().filter(|_| is_hiding) {
            // It may be the last moment.
            store.catch_up();
        }
        if self.bench.is_tour_taken() && !was_taken {
            page::remember_tour();
        }
        if self.bench.lang() != lang {
            page::set_language(self.bench.lang());
        }
        if sets_learning {
            page::remember_learning(self.bench.learning());
        }
        if sets_threshold {
            page::remember_thresholds(self.bench.thresholds());
        }
        if self.bench.entity_model() != model {
            page::remember_entity_model(self.bench.entity_model());
        }
        let labels_now = self.bench.project().map(Project::shared_labels);
        let same_labels = match (&labels, &labels_now) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            (_, now) => now.is_none(),
        };
        if let Some(labels) = labels_now.filter(|_| !same_labels) {
            page::set_label_colors(&labels);
        }
        if self.bench.document_id() != shown.as_deref() {
            store::remember_shown(self.bench.document_id());
        }
        let would_lose = self.bench.would_lose();
        self.would_lose.set(would_lose);
        if would_lose && self.leaving.is_none() {
            self.leaving = Some(before_unload(Rc::clone(&self.would_lose)));
        } else if !would_lose && self.bench.project().is_none() {
            self.leaving = None;
        }
        !was_open || self.bench.lang() != lang || !same_labels
    }

    /// Brings the screen up to date.
    fn show(&mut self, is_other: bool) {
        if !self.held || is_other {
            self.draw();
        }
        if is_other || !self.is_long() {
            self.draw_panels();
        } else {
            self.panels.is_behind = true;
        }
    }

    fn is_long(&self) -> bool {
        self.bench.chunks().len() > FEW_CHUNKS
    }

    /// Draws what stands beside the text as it is now.
    fn draw_panels(&mut self) {
        let bench = &self.bench;
        let Some(project) = bench.project() else { return };
        let (lang, send) = (bench.lang(), &self.send);
        let labels = Shared::new(project.shared_labels());
        let lists = bench.lists();
        let cards = Shared::new(bench.cards());
        self.panels = Panels {
            is_behind: false,
            cards: html! { <ArticleList {lang} cards={cards.clone()} send={send.clone()} /> },
            inspector: html! {
                <Inspector {lang} labels={labels.clone()} details={bench.details()} {cards}
                    groups={Shared::new(lists.groups)} warnings={Shared::new(lists.warnings)} picked={bench.picked_entity()} send={send.clone()} />
            },
            status: html! {
                <StatusBar {lang} totals={bench.totals()} pace={bench.pace()} job={bench.job()} saved={bench.saved()} actions={project.seq()} since_export={bench.is_changed_since_export()} learned={bench.has_learned()}
                    learning={bench.learning()} report={bench.report()} n_words={bench.n_words()}
                    {labels} thresholds={Shared::new(lists.thresholds)}
                    model={self.has_open_model.then(|| bench.entity_model())}
                    send={send.clone()} />
            },
        };
    }

    /// Hears more of what the worker said in a task of its own.
    fn hear_soon(&mut self, ctx: &Context<Self>) {
        if self.hearing.is_none() {
            let link = ctx.link().clone();
            self.hearing = Some(Timeout::new(0, move || link.send_message(Msg::HearOn)));
        }
    }

    /// Starts the worker that proposes, unless it runs.
    fn start_proposer(&mut self, ctx: &Context<Self>) {
        if self.worker.is_none() {
            let link = ctx.link().clone();
            self.worker = Client::start(move |heard| link.send_message(Msg::Heard(heard))).ok();
        }
    }

    fn run(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Proposer(request) => {
                self.start_proposer(ctx);
                self.worker.iter_mut().for_each(|worker| worker.send(request.clone()));
            }
            Effect::StartJob { job, text, known, model } => {
                self.start_proposer(ctx);
                // Loaded while the network is still there, so that files can be read and written without it.
                self.start_files(ctx);
                match &mut self.worker {
                    Some(worker) => {
                        worker.use_model(model);
                        worker.send(Request::Run { job, text, known: *known });
                    }
                    None => self.send.emit(BenchMsg::WorkerLost),
                }
            }
            Effect::CancelJob(job) => {
                if let Some(worker) = &mut self.worker {
                    worker.send(Request::Cancel { job });
                }
            }
            Effect::Files(request) => {
                self.start_files(ctx);
                match &mut self.files {
                    Some(files) => files.send(*request),
                    None => self.send.emit(BenchMsg::FilesLost),
                }
            }
            Effect::Store(request) => {
                if let Some(store) = &self.store {
                    match *request {
                        // What is drawn of a short page leaves the frame room for it.
                        write @ StoreRequest::Write(..) if self.is_long() => store.serve_behind_frame(write),
                        request => store.serve(request),
                    }
                }
            }
            Effect::Lock(id) => {
                // The one before goes first, so that no window waits for itself.
                self.lock = None;
                let told = ctx.link().callback(stored);
                self.lock = Some(Lock::take(&format!("jianbao.document.{id}"), move |held| {
                    told.emit(StoreAnswer::Locked { id: id.clone(), held });
                }));
            }
            Effect::Unlock => self.lock = None,
            Effect::NextFile => {
                if let Some(file) = self.queue.pop_front() {
                    let send = self.send.clone();
                    wasm_bindgen_futures::spawn_local(async move {
                        let (name, read) = (file.name(), files::read(&file).await);
                        send.emit(BenchMsg::Batch(match read {
                            files::Read::Bytes(bytes) => BatchMsg::File { name, bytes },
                            files::Read::TooLong(_) | files::Read::Failed => BatchMsg::Unreadable { name },
                        }));
                    });
                }
            }
            Effect::AskToPersist => store::ask_to_persist(),
            Effect::Update => offline::update(),
            Effect::TryStoreAgain { millis } => {
                let again = ctx.link().callback(stored);
                Timeout::new(millis, move || again.emit(StoreAnswer::TryAgain)).forget();
            }
            Effect::Download { name, mime, bytes } => {
                if files::download(&name, &mime, &bytes).is_err() {
                    self.send.emit(BenchMsg::Problem(Notice::DownloadFailed));
                }
            }
            Effect::Copy(text) => {
                let send = self.send.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let done = files::copy(&text).await;
                    let notice = if done { Notice::Copied } else { Notice::CopyFailed };
                    send.emit(BenchMsg::Problem(notice));
                });
            }
            Effect::ConfirmClose => {
                if page::confirm(Notice::close_question(self.bench.lang())) {
                    self.send.emit(BenchMsg::Close { discard: true });
                }
            }
            Effect::KeepPlace => {
                let (root, project) = (surface_root(), self.bench.project());
                self.kept = root.zip(project).and_then(|(root, project)| {
                    let at = self.bench.cursor().at;
                    surface::place_in_view(&root, &project.document, self.drawn.chunks(), at)
                });
                self.after_render.push(effect);
            }
            // Before anything is drawn: behind it, the browser would lay out the page once more.
            Effect::ShowSelection(None) => {
                self.after_render.retain(|effect| !matches!(effect, Effect::ShowSelection(_)));
                surface::select_nothing();
            }
            Effect::ScrollTo(_)
            | Effect::ShowSelection(_)
            | Effect::FocusText
            | Effect::FocusFind
            | Effect::FocusTour
            | Effect::FocusNewLabel
            | Effect::FocusPointName
            | Effect::FocusLabelMenu => {
                self.after_render.push(effect);
            }
        }
    }

    /// Brings the screen up to date: what is in view and what an effect is about to show at once, the rest soon.
    fn draw(&mut self) {
        let (drawn, bench) = (&mut self.drawn, &mut self.bench);
        drawn.follow(bench, surface_root().as_deref());
        for effect in &self.after_render {
            match *effect {
                Effect::ScrollTo(at) => drawn.reach(bench, at),
                Effect::ShowSelection(Some((from, to))) => {
                    drawn.reach(bench, from);
                    drawn.reach(bench, to);
                }
                Effect::KeepPlace => {
                    if let Some((at, _)) = self.kept {
                        drawn.reach(bench, at);
                    }
                }
                _ => {}
            }
        }
    }

    /// Starts the worker that reads and writes files, unless it runs.
    fn start_files(&mut self, ctx: &Context<Self>) {
        if self.files.is_none() {
            let link = ctx.link().clone();
            self.files = Client::start(move |heard| link.send_message(Msg::HeardFiles(heard))).ok();
        }
    }

    /// Gives the keyboard to the field of the label menu, behind what was typed before it was there.
    fn focus_label_field(&self) {
        let Some(field) = label_field() else { return };
        let query = self.bench.label_menu().map(|menu| menu.query).unwrap_or_default();
        field.set_value(&query);
        let end = query.encode_utf16().count() as u32;
        let _not_worth_a_word = field.focus().and_then(|()| field.set_selection_range(end, end));
    }

    /// What stands in the field of the label menu is what the menu shows, unless a person types there; then what is
    /// selected is still seen.
    fn sync_label_field(&mut self) {
        let field = label_field();
        let is_typing = field.as_ref().is_some_and(|field| has_focus(field));
        let query = self.bench.label_menu().map(|menu| menu.query).unwrap_or_default();
        if let Some(field) = field.filter(|field| !is_typing && field.value() != query) {
            field.set_value(&query);
        }
        let ends = self.bench.cursor().ends().filter(|_| is_typing);
        if let Some(project) = self.bench.project()
            && (ends.is_some() || self.shows_selection)
        {
            self.shows_selection = ends.is_some();
            surface::hits::paint_selection(&project.document, self.drawn.chunks(), ends);
        }
    }

    /// Paints the hits of the search that are in view, and takes away what was painted for an earlier one.
    fn paint_hits(&mut self) {
        let find = self.bench.find().filter(|find| !find.hits().is_empty());
        match (find, surface_root(), self.bench.project()) {
            (Some(find), Some(root), Some(project)) => {
                let now = find.now().map(|now| find.hits()[now]);
                surface::hits::paint(&root, &project.document, self.drawn.chunks(), find.hits(), now);
                self.painted = true;
            }
            _ if std::mem::take(&mut self.painted) => surface::hits::clear(),
            _ => {}
        }
    }

    /// Puts what pops up below a place in the text, inside the page.
    fn place_popup(&self, root: &HtmlElement, id: &str, at: ByteOffset) {
        let menu = document().get_element_by_id(id);
        let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) else { return };
        let Some(project) = self.bench.project() else { return };
        let Some(rect) = position::rect_at(&project.document, self.drawn.chunks(), at) else { return };
        let frame = root.get_bounding_client_rect();
        let (width, height) = (f64::from(menu.offset_width()), f64::from(menu.offset_height()));
        let left = (rect.left() - frame.left()).min(frame.width() - width - 12.0).max(4.0);
        let below = rect.bottom() - frame.top() + 6.0;
        let above = rect.top() - frame.top() - height - 6.0;
        let top = if below + height > frame.height() && above > 0.0 { above } else { below };
        // It is placed in the page, in which the surface may stand below other things.
        page::place(&menu, left, top.max(0.0) + f64::from(root.offset_top()));
    }
}

fn has_focus(element: &Element) -> bool {
    document().active_element().is_some_and(|active| active == *element)
}

fn label_field() -> Option<HtmlInputElement> {
    document().get_element_by_id(panels::LABEL_FIELD_ID)?.dyn_into().ok()
}

fn stored(answer: StoreAnswer) -> Msg {
    Msg::Bench(BenchMsg::Store(Box::new(answer)))
}

fn surface_root() -> Option<HtmlElement> {
    document().get_element_by_id(surface::ID)?.dyn_into().ok()
}

/// What is heard everywhere on the page: keys, paste, drop, and the person about to leave.
fn listeners(send: Callback<BenchMsg>, on_files: Callback<Vec<File>>) -> Vec<EventListener> {
    let document = document();
    let active = || EventListenerOptions::enable_prevent_default();
    let listen = |name: &'static str, then: Box<dyn Fn(&Event)>| {
        EventListener::new_with_options(&document, name, active(), move |event| then(event))
    };
    let (keys, paste, paste_file, hiding) = (send.clone(), send.clone(), on_files.clone(), send.clone());
    vec![
        listen(
            "keydown",
            Box::new(move |event| {
                let event: &KeyboardEvent = event.unchecked_ref();
                if let Some(chord) = input::chord(event)
                    && jianbao_workbench::workbench::takes(&chord)
                {
                    event.prevent_default();
                    keys.emit(BenchMsg::Key(chord));
                }
            }),
        ),
        listen(
            "paste",
            Box::new(move |event| {
                let event: &ClipboardEvent = event.unchecked_ref();
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let in_input = target.is_some_and(|target| {
                    target.closest("input, textarea, [contenteditable]").ok().flatten().is_some()
                });
                let Some(data) = event.clipboard_data().filter(|_| !in_input) else { return };
                event.prevent_default();
                match files::first(data.files()) {
                    Some(file) => paste_file.emit(vec![file]),
                    None => paste.emit(BenchMsg::Pasted { units: files::text_units(&data) }),
                }
            }),
        ),
        // Before a page is put away or closed; unlike the event of closing, it also comes on a phone.
        listen(
            "visibilitychange",
            Box::new(move |_| {
                if gloo::utils::document().hidden() {
                    hiding.emit(BenchMsg::Store(Box::new(StoreAnswer::Hiding)));
                }
            }),
        ),
        listen("dragover", Box::new(|event| event.prevent_default())),
        listen(
            "drop",
            Box::new(move |event| {
                event.prevent_default();
                let event: &DragEvent = event.unchecked_ref();
                let Some(data) = event.data_transfer() else { return };
                match files::all(data.files()) {
                    files if !files.is_empty() => on_files.emit(files),
                    _ => send.emit(BenchMsg::Pasted { units: files::text_units(&data) }),
                }
            }),
        ),
    ]
}

/// Asks before the page is left with changes that are kept nowhere. Kept by [`App`] while a document is open that was
/// changed, and no longer, since a listener for this keeps the page out of the browser's cache; with each edit it would
/// cost a word to the browser's other process.
fn before_unload(would_lose: Rc<Cell<bool>>) -> EventListener {
    EventListener::new_with_options(
        &window(),
        "beforeunload",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            if would_lose.get() {
                event.prevent_default();
                event.unchecked_ref::<BeforeUnloadEvent>().set_return_value("changes");
            }
        },
    )
}
