//! The state of the app, and what each message does to it.

mod articles;
mod batch;
mod decisions;
mod documents;
mod edges;
mod history;
mod labeling;
mod learning;
mod marks;
mod purge;
mod screen;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use jianbao_core::annotation::Layer;
use jianbao_core::edit::{Changes, Command, Destination, Millis, Refusal};
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, LabelId, Pieces, Project};
use jianbao_formats::stored::{self, ArticlesRecord, PointRecord};
use jianbao_propose::protocol::{EntityModelKind, JobId, Known, Request, Response};

use self::batch::Batch;
pub use self::batch::BatchView;
pub use self::edges::Run;
use self::purge::Purging;
use self::screen::Dated;
use crate::actions::{self, Action};
use crate::cursor::{Cursor, Motion, selected_pieces};
use crate::exchange::{self, Exchange, ExportMsg, Exporting, Importing};
use crate::files::{self, Opened};
use crate::find::{Find, FindMsg};
use crate::label_editor::{LabelEditor, LabelEditorMsg};
use crate::label_menu::{LabelMenu, LabelMenuView};
use crate::lang::Lang;
use crate::lessons::{self, Lessons, Taught};
use crate::motions::{FindWords, Ground};
use crate::msg::{Effect, Msg};
use crate::notice::Notice;
use crate::overlay::Overlay;
use crate::pace::Pace;
use crate::review::{Review, ReviewProgress};
use crate::session::{JobState, Session, Words};
use crate::store::Keeper;
use crate::thresholds::{ThresholdRow, Thresholds};
use crate::tour::{Tour, TourMsg};
use crate::view::{
    ArticleCard, ChunkView, CutPreview, Details, EntityGroup, Layout, Order, Outline, Ticks, Totals, Warning,
    article_details, block_details, cut_preview, entity_details,
};

/// The sample page, written for the project.
pub const SAMPLE: &str = include_str!("../../../samples/page.txt");

/// Edits of the same kind on the same thing, closer together than this, are undone together.
const GROUP_MILLIS: u64 = 500;

/// Of how many entities in one command other places follow.
const MAX_FOLLOWED: usize = 50;

/// The state of the app. Everything that happens comes in as a [`Msg`]; what it asks of the shell goes out as
/// [`Effect`]s.
#[derive(Debug, Default)]
pub struct Workbench {
    open: Option<Open>,
    /// The language of the interface.
    lang: Lang,
    notice: Option<Notice>,
    overlay: Overlay,
    tour: Option<Tour>,
    /// The tour was taken or skipped before.
    tour_taken: bool,
    /// Finds words for the cursor.
    find_words: FindWords,
    /// What was learned about articles.
    articles: ArticlesRecord,
    words: Words,
    next_job: u32,
    entity_model: EntityModelKind,
    thresholds: Arc<Thresholds>,
    lessons: Lessons,
    worker_lost: bool,
    exchange: Exchange,
    keeper: Keeper,
    /// What this window showed before is being opened again.
    reopens: bool,
    /// The document that is opened once it is known whether its lock can be had.
    wanted: Option<String>,
    /// The lock of the document that is opened is held by this window.
    is_held: bool,
    /// What was only to be looked at is read anew, because the other window let it go.
    takes_over: bool,
    purging: Option<Purging>,
    asked_to_persist: bool,
    batch: Option<Batch>,
    /// How many actions there were in what is open when the export dialog opened.
    handing_seq: u64,
    /// Documents that are exported together: the id of each, how many actions it has, and what is kept of that point.
    handing: Vec<(String, u64, PointRecord)>,
}

/// What is open, and what the screen shows of it.
#[derive(Debug)]
struct Open {
    session: Session,
    cursor: Cursor,
    find_words: FindWords,
    picked: Picked,
    last_label: Option<LabelId>,
    /// The label that whatever is selected gets.
    sticky: Option<LabelId>,
    /// The menu of labels, where a person opened it or typed in it.
    menu: Option<LabelMenu>,
    /// A number that was typed before a key.
    count: Option<usize>,
    /// The last label was given by a count, so that the next digit is one again.
    counting: bool,
    /// What is selected next is to be a further range of the entity that is picked.
    adding: bool,
    /// The next edit is undone together with the one before it.
    joins_next: bool,
    /// Which other places with the text of the picked entity are ticked.
    ticks: Ticks,
    /// The menu of articles for a move is open; the number typed so far, 0 for none.
    choosing: Option<usize>,
    /// The block before which a cut is shown before it is made.
    preview: Option<AnnotationId>,
    show_rejected: bool,
    /// Which proposals are too doubtful to be shown; the workbench has the same.
    thresholds: Arc<Thresholds>,
    /// A review of what is doubtful is under way.
    review: Option<Review>,
    find: Option<Find>,
    outline: Outline,
    layout: Layout,
    chunks: Vec<Arc<ChunkView>>,
    /// What of each chunk is as it was before some edit: it is made anew before it is drawn.
    dated: Vec<Dated>,
    /// What the cards show, and what they showed before something happened.
    cards: OnceCell<Arc<Vec<ArticleCard>>>,
    cards_before: Arc<Vec<ArticleCard>>,
    /// What the inspector shows, made when it is first asked for after something happened: the other places with a text
    /// are looked for in the whole page.
    details: OnceCell<Details>,
    lists: Lists,
    /// Labels that were edited and not saved, and the number of the last action then.
    label_draft: Option<(u64, Box<LabelEditor>)>,
    pace: Pace,
    /// Counts over the actions before this number.
    totals: Totals,
    counted: u64,
    last_edit: Option<(&'static str, AnnotationId, Millis)>,
    taught: Taught,
    /// The job that came to its end last: what is decided now is taught on it.
    done_job: Option<JobId>,
}

/// The lists of a page that no edit waits for: they are made when there is time.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// The entities by text.
    pub groups: Arc<Vec<EntityGroup>>,
    /// What to look at again.
    pub warnings: Arc<Vec<Warning>>,
    /// Each label with its threshold and what that hides.
    pub thresholds: Arc<Vec<ThresholdRow>>,
    /// Whether something changed since they were made, or not all of them are made.
    pub is_stale: bool,
    /// How many of them were made since the last change.
    n_made: usize,
}

/// What is picked; the blocks of a command come from the cursor or the selection.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
enum Picked {
    #[default]
    Nothing,
    Entity(AnnotationId),
    Article(AnnotationId),
}

impl Workbench {
    /// A workbench with nothing open.
    pub fn new(lang: Lang) -> Self {
        Self { lang, ..Self::default() }
    }

    /// The same with words as the shell finds them.
    pub fn with_words(self, find_words: FindWords) -> Self {
        Self { find_words, ..self }
    }

    /// Lets something happen.
    pub fn update(&mut self, msg: Msg, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(open) = &mut self.open {
            open.find_words = self.find_words;
            open.details.take();
        }
        match msg {
            Msg::Pasted { units } => self.take(files::pasted(&units), now, &mut effects),
            Msg::Opened { name, bytes } if matches!(self.overlay, Overlay::Labels(_)) => {
                if let Overlay::Labels(editor) = &mut self.overlay {
                    editor.import(&name, &bytes);
                }
            }
            Msg::LabelEditor(msg) => self.edit_labels(msg, now, &mut effects),
            Msg::Opened { name, bytes } if stored::is_backup(&bytes) => {
                self.restore(name, &bytes, now, &mut effects);
            }
            Msg::Opened { bytes, .. } if lessons::from_file(&bytes).is_some() => {
                let learned = lessons::from_file(&bytes).unwrap_or_default().to_vec();
                self.set_learned(learned, &mut effects);
                self.notice = Some(Notice::LearnedTaken);
            }
            Msg::Opened { name, bytes } => {
                let opened = self.exchange.opened(name, bytes, &mut effects);
                self.take_all(opened, now, &mut effects);
            }
            Msg::Batch(msg) => self.tell_batch(msg, now, &mut effects),
            Msg::Files(answer) if self.exchange.is_quiet(&answer) => {
                let found = self.exchange.hear_quietly(*answer);
                self.take_into_batch(found, now, &mut effects);
            }
            Msg::Files(answer) => {
                let opened = self.exchange.hear(*answer);
                self.take_all(opened, now, &mut effects);
            }
            Msg::FilesLost => {
                let (opened, quiet) = self.exchange.lose();
                if let Some(found) = quiet {
                    self.take_into_batch(found, now, &mut effects);
                }
                self.take_all(opened, now, &mut effects);
            }
            Msg::History(msg) => self.tell_history(msg, now, &mut effects),
            Msg::Export(msg) => {
                if matches!(msg, ExportMsg::Download | ExportMsg::Copy) {
                    self.mark_handed_over(now, &mut effects);
                }
                if let Some(item) = self.exchange.export(msg, &mut effects) {
                    self.go_to_item(item, now, &mut effects);
                }
            }
            Msg::Import(msg) => {
                let opened = self.exchange.import(msg, &mut effects);
                self.take_all(opened, now, &mut effects);
            }
            Msg::OpenSample => {
                self.take(files::sample(self.lang), now, &mut effects);
                if !self.tour_taken {
                    self.begin_tour(&mut effects);
                }
            }
            Msg::Tour(msg) => self.go_on_tour(msg, &mut effects),
            Msg::Close { discard } => self.close(discard, now, &mut effects),
            Msg::Store(answer) => self.hear_store(*answer, now, &mut effects),
            Msg::Documents(msg) => self.tell_documents(msg, now, &mut effects),
            Msg::Worker(response) => self.hear(response, now, &mut effects),
            Msg::WorkerLost => {
                self.worker_lost = true;
                if let Some(open) = &mut self.open
                    && matches!(open.session.job, JobState::Running { .. } | JobState::Idle)
                {
                    open.session.job = JobState::Unavailable;
                    self.notice = Some(Notice::NoWorker);
                }
                self.lose_for_batch(now, &mut effects);
            }
            Msg::Idle => self.open.iter_mut().for_each(Open::make_lists),
            Msg::StartJob => self.start_job(&mut effects),
            Msg::StopJob => {
                if let Some(open) = &mut self.open
                    && let JobState::Running { job, .. } = open.session.job
                {
                    open.session.job = JobState::Stopped;
                    effects.push(Effect::CancelJob(job));
                }
            }
            Msg::Forget => self.forget(&mut effects),
            Msg::ForgetWords => self.forget_words(&mut effects),
            Msg::SetLearning(on) => {
                self.lessons.on = on;
                effects.push(Effect::Proposer(Request::UseLearned(on)));
            }
            Msg::ExportLearned => self.export_learned(&mut effects),
            Msg::SetLang(lang) => self.lang = lang,
            Msg::SetEntityModel(model) => {
                let changed = std::mem::replace(&mut self.entity_model, model) != model;
                if changed && self.open.is_some() {
                    self.cancel(&mut effects);
                    self.start_job(&mut effects);
                }
            }
            Msg::SetThreshold { label, from } => {
                Arc::make_mut(&mut self.thresholds).set(label, from);
                if let Some(open) = &mut self.open {
                    open.thresholds = Arc::clone(&self.thresholds);
                    open.refresh_all();
                    open.count_hidden();
                }
            }
            Msg::Update => {
                self.keep(now, true, &mut effects);
                effects.push(Effect::Update);
            }
            Msg::Problem(notice) => self.notice = Some(notice),
            Msg::Dismiss => {
                self.notice = None;
                self.put_away(&mut effects);
            }
            Msg::Key(chord) => self.key(&chord, now, &mut effects),
            Msg::Act(action) => {
                self.put_away(&mut effects);
                if !self.act(action, now, &mut effects)
                    && let Some(open) = &mut self.open
                {
                    self.notice = open.update(Msg::Act(action), now, &mut effects);
                }
            }
            other => {
                if let Some(open) = &mut self.open {
                    self.notice = open.update(other, now, &mut effects);
                }
            }
        }
        self.propose_for_batch(&mut effects);
        self.keep(now, false, &mut effects);
        self.follow_history(&mut effects);
        self.teach(&mut effects);
        effects
    }

    fn key(&mut self, chord: &actions::PressedChord, now: Millis, effects: &mut Vec<Effect>) {
        if self.overlay.is_open() {
            if chord.key == "Escape" || chord.key == "?" {
                self.put_away(effects);
            }
            return;
        }
        if let Some(cancel) = self.exchange.dialog() {
            if chord.key == "Escape" {
                effects.extend(self.update(cancel, now));
            }
            return;
        }
        if chord.key == "Escape" && self.tour.is_some() {
            return self.go_on_tour(TourMsg::End, effects);
        }
        if chord.key == "Escape" && self.notice.take().is_some() {
            return;
        }
        if let Some(action) = actions::bound_to(chord)
            && self.act(action, now, effects)
        {
            return;
        }
        let Some(open) = &mut self.open else { return };
        self.notice = open.key(chord, now, effects);
    }

    /// Does what is not a matter of the open page alone; whether the action was such a one.
    fn act(&mut self, action: Action, now: Millis, effects: &mut Vec<Effect>) -> bool {
        let msg = match action {
            Action::Help => return self.show(Overlay::Keys),
            Action::Palette => return self.show(Overlay::Palette),
            Action::Tour => {
                if self.open.is_none() {
                    self.take(files::sample(self.lang), now, effects);
                }
                self.begin_tour(effects);
                return true;
            }
            Action::EditLabels => {
                let Some(open) = &mut self.open else { return true };
                let editor = open.label_editor();
                return self.show(Overlay::Labels(editor));
            }
            Action::Export => {
                self.begin_export(effects);
                return true;
            }
            Action::History => {
                self.begin_history();
                return true;
            }
            Action::NamePoint => {
                self.begin_naming(effects);
                return true;
            }
            Action::Changes => {
                self.begin_changes();
                return true;
            }
            Action::SwitchLang => Msg::SetLang(self.lang.other()),
            Action::Close => Msg::Close { discard: false },
            Action::Propose => Msg::StartJob,
            Action::StopProposing => Msg::StopJob,
            _ => return false,
        };
        effects.extend(self.update(msg, now));
        true
    }

    fn show(&mut self, overlay: Overlay) -> bool {
        self.notice = None;
        self.overlay = overlay;
        true
    }

    fn begin_tour(&mut self, effects: &mut Vec<Effect>) {
        if self.open.is_some() {
            self.tour = Some(Tour::start());
            effects.push(Effect::FocusTour);
        }
    }

    fn go_on_tour(&mut self, msg: TourMsg, effects: &mut Vec<Effect>) {
        self.tour = match msg {
            TourMsg::Next => self.tour.and_then(Tour::next),
            TourMsg::Back => self.tour.map(Tour::back),
            TourMsg::Taken | TourMsg::End => None,
        };
        if self.tour.is_none() {
            self.tour_taken = true;
        }
        effects.push(if self.tour.is_some() { Effect::FocusTour } else { Effect::FocusText });
    }

    fn edit_labels(&mut self, msg: LabelEditorMsg, now: Millis, effects: &mut Vec<Effect>) {
        let (Overlay::Labels(editor), Some(open)) = (&mut self.overlay, &mut self.open) else { return };
        match msg {
            LabelEditorMsg::Apply => {
                let Some(command) = editor.apply() else { return };
                self.notice = open.take_labels(&command, now);
            }
            LabelEditorMsg::Cancel => {}
            msg => return editor.update(msg, effects),
        }
        self.overlay = Overlay::Nothing;
        effects.push(Effect::FocusText);
    }

    /// Takes away what lies over the page: the keyboard is the page's again.
    fn put_away(&mut self, effects: &mut Vec<Effect>) {
        let overlay = std::mem::take(&mut self.overlay);
        let Some(open) = self.open.as_mut().filter(|_| overlay.is_open()) else { return };
        effects.push(Effect::FocusText);
        if let Overlay::Labels(editor) = overlay
            && editor.is_changed()
        {
            open.keep_draft(editor);
            self.notice = Some(Notice::DraftKept);
        }
    }

    /// Opens what was found. A text joins what is open as a further page; a project takes its place, unless that has
    /// changes that are in no file.
    fn take(&mut self, found: Result<Opened, Notice>, now: Millis, effects: &mut Vec<Effect>) {
        if let Err(problem) = found.and_then(|opened| self.open(opened, now, effects)) {
            self.notice = Some(problem);
        }
    }

    fn begin_export(&mut self, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let project = open.session.project();
        (self.handing_seq, self.handing) = (project.seq(), Vec::new());
        if let Err(notice) = self.exchange.begin_export(&[project], files::stem(project), effects) {
            self.notice = Some(notice);
        }
    }

    /// Goes to an item that a loss report names.
    fn go_to_item(&mut self, item: String, now: Millis, effects: &mut Vec<Effect>) {
        let Some(open) = &mut self.open else { return };
        let found = exchange::named(open.session.project(), &item);
        let found = found.map(|found| (found.id, found.body.layer(), found.body.start()));
        self.notice = match found {
            Some((id, Layer::Entity, _)) => open.update(Msg::PickEntity(id), now, effects),
            Some((id, Layer::Article, _)) => open.update(Msg::PickArticle(id), now, effects),
            Some((_, Layer::Block, at)) => open.update(Msg::GoTo(at), now, effects),
            None => Some(Notice::ElsewhereOnly { item }),
        };
        effects.push(Effect::FocusText);
    }

    fn take_all(
        &mut self,
        found: impl IntoIterator<Item = Result<Opened, Notice>>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        found.into_iter().for_each(|found| self.take(found, now, effects));
    }

    fn open(&mut self, opened: Opened, now: Millis, effects: &mut Vec<Effect>) -> Result<(), Notice> {
        let would_lose = self.would_lose_by_closing();
        if let (Opened::Text { .. } | Opened::Words(_), true) = (&opened, self.is_read_only()) {
            return Err(Notice::Refused(Refusal::ReadOnly));
        }
        match (opened, &mut self.open) {
            (Opened::Text { raw, lone_surrogates, .. }, Some(open)) => {
                let end = open.project().document.range().end();
                let notice = files::add_page(&mut open.session, &raw, lone_surrogates, now)?;
                open.grow(end);
                effects.push(Effect::ScrollTo(open.cursor.at));
                self.cancel(effects);
                self.start_job(effects);
                self.notice = Some(notice);
            }
            (Opened::Text { raw, lone_surrogates, name, encoding }, None) => {
                let (session, notice) = files::new_session(&raw, lone_surrogates, &name, encoding)?;
                self.turn_to_document("");
                self.keeper.begin(&documents::name_for(session.project()));
                self.open = Some(Open::new(session, Arc::clone(&self.thresholds)));
                self.notice = notice;
                self.start_job(effects);
            }
            (Opened::Words(_), None) => return Err(Notice::WordsWithoutPage),
            (Opened::Words(list), Some(_)) => self.add_words(&list, effects),
            (Opened::Project { .. }, _) if would_lose => {
                return Err(Notice::WouldLoseChanges);
            }
            (Opened::Project { project, notice }, _) => {
                self.leave(now, effects);
                self.turn_to_document("");
                self.keeper.begin(&documents::name_for(&project));
                let session = Session::with_project(*project);
                self.open = Some(Open::new(session, Arc::clone(&self.thresholds)));
                self.notice = notice;
            }
        }
        effects.push(Effect::FocusText);
        Ok(())
    }

    fn cancel(&self, effects: &mut Vec<Effect>) {
        if let Some(Open { session: Session { job: JobState::Running { job, .. }, .. }, .. }) = &self.open {
            effects.push(Effect::CancelJob(*job));
        }
    }

    fn close(&mut self, discard: bool, now: Millis, effects: &mut Vec<Effect>) {
        if self.would_lose_by_closing() && !discard {
            effects.push(Effect::ConfirmClose);
            return;
        }
        self.leave(now, effects);
        // Another window may have added to it.
        self.keeper.list(effects);
        self.tour = None;
        self.notice = None;
    }

    fn start_job(&mut self, effects: &mut Vec<Effect>) {
        let Some(open) = &mut self.open else { return };
        if open.session.read_only {
            self.notice = Some(Notice::Refused(Refusal::ReadOnly));
            return;
        }
        if self.worker_lost {
            open.session.job = JobState::Unavailable;
            self.notice = Some(Notice::NoWorker);
            return;
        }
        effects.extend(self.lessons.recall().map(Effect::Proposer));
        if !self.lessons.on {
            effects.push(Effect::Proposer(Request::UseLearned(false)));
        }
        self.next_job += 1;
        let job = JobId(self.next_job);
        open.session.job = JobState::Running { job, done: 0 };
        let text = open.session.project().document.text().to_owned();
        let known = Known { learned: self.articles.before.clone(), ..open.session.known(&self.words) };
        effects.push(Effect::StartJob { job, text, known: Box::new(known), model: self.entity_model });
        self.interrupt_batch();
    }

    fn hear(&mut self, response: Response, now: Millis, effects: &mut Vec<Effect>) {
        let Some(response) = self.hear_for_batch(response, now, effects) else { return };
        match response {
            Response::Report(report) => return self.lessons.report = Some(report),
            Response::Learned(learned) => return self.hand_over_learned(&learned, effects),
            Response::ToKeep { learned, document, taught } => {
                return self.keep_learned(learned, document, taught, effects);
            }
            _ => {}
        }
        let Some(open) = &mut self.open else { return };
        let job = open.session.job.clone();
        let current = match (&response, job, open.done_job) {
            (_, JobState::Running { job, .. }, _) => job,
            // What was learned since the job came to its end.
            (Response::Batch { job, .. }, JobState::Finished, Some(done)) if *job == done => done,
            _ => return,
        };
        // What comes late from an old job is dropped.
        match response {
            Response::Progress { job, done } if job == current => {
                open.session.job = JobState::Running { job, done };
            }
            Response::Batch { job, proposals } if job == current => {
                let changes = open.session.take_in(proposals, now);
                open.refresh(&changes);
            }
            Response::Done { job, learned } if job == current => {
                open.session.job = JobState::Finished;
                open.done_job = Some(job);
                open.taught.note_all();
                self.take_articles(learned, effects);
            }
            Response::Unreadable => {
                open.session.job = JobState::Unavailable;
                self.notice = Some(Notice::NoWorker);
            }
            // Not for good: the network may be back when it is asked again.
            Response::NoModels => {
                open.session.job = JobState::Stopped;
                self.notice = Some(Notice::NoModels);
            }
            _ => {}
        }
    }

    // What the screen shows.

    /// The language of the interface.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The model of entities that proposals come from.
    pub fn entity_model(&self) -> EntityModelKind {
        self.entity_model
    }

    /// From which confidence on proposals are shown, for the settings.
    pub fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// Takes over the thresholds that were set before.
    pub fn restore_thresholds(&mut self, thresholds: Thresholds) {
        self.thresholds = Arc::new(thresholds);
    }

    /// What a person should know now.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The step of the tour; none while it is not taken.
    pub fn tour(&self) -> Option<Tour> {
        self.tour
    }

    /// Whether the tour was taken or skipped, so that it does not begin by itself again.
    pub fn is_tour_taken(&self) -> bool {
        self.tour_taken
    }

    /// How fast the work goes.
    pub fn pace(&self) -> Pace {
        self.open.as_ref().map(|open| open.pace).unwrap_or_default()
    }

    /// What lies over the page.
    pub fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// The file that a person is asked about before it is opened.
    pub fn importing(&self) -> Option<&Importing> {
        self.exchange.importing()
    }

    /// What the export dialog shows; none when it is closed.
    pub fn exporting(&self) -> Option<&Exporting> {
        self.exchange.exporting()
    }

    /// The project that is open; none on the start screen.
    pub fn project(&self) -> Option<&Project> {
        self.open.as_ref().map(|open| open.session.project())
    }

    /// Whether something happened that is in no file.
    pub fn is_changed(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.session.is_changed())
    }

    /// How the proposing stands.
    pub fn job(&self) -> JobState {
        self.open.as_ref().map_or(JobState::Idle, |open| open.session.job.clone())
    }

    /// The text in rows, chunk by chunk; a chunk that did not change is the same `Arc` as before. What an edit changed
    /// in the look of a chunk is seen in it after [`renew`](Self::renew).
    pub fn chunks(&self) -> &[Arc<ChunkView>] {
        self.open.as_ref().map_or(&[], |open| &open.chunks)
    }

    /// Whether a chunk is as it was before some edit.
    pub fn is_dated(&self, chunk: usize) -> bool {
        self.open.as_ref().is_some_and(|open| open.is_dated(chunk))
    }

    /// Brings chunks up to date that are about to be drawn.
    pub fn renew(&mut self, chunks: Range<usize>) {
        self.open.iter_mut().for_each(|open| open.renew(chunks.clone()));
    }

    /// The order in which the text is shown.
    pub fn order(&self) -> Order {
        self.open.as_ref().map_or(Order::Page, |open| open.layout.order())
    }

    /// The articles in page order.
    pub fn cards(&self) -> Arc<Vec<ArticleCard>> {
        self.open.as_ref().map(Open::cards).unwrap_or_default()
    }

    /// The lists that [`Msg::Idle`] makes.
    pub fn lists(&self) -> Lists {
        self.open.as_ref().map(|open| open.lists.clone()).unwrap_or_default()
    }

    /// How far the work is.
    pub fn totals(&self) -> Totals {
        self.open.as_ref().map(|open| open.totals).unwrap_or_default()
    }

    /// What the inspector shows.
    pub fn details(&self) -> Details {
        self.open.as_ref().map_or(Details::Nothing, |open| open.details.get_or_init(|| open.look()).clone())
    }

    /// Where the cursor stands and what is selected.
    pub fn cursor(&self) -> Cursor {
        self.open.as_ref().map(|open| open.cursor).unwrap_or_default()
    }

    /// Where a motion would lead from a place.
    pub fn leads_to(&self, from: ByteOffset, motion: Motion) -> ByteOffset {
        let cursor = Cursor { at: from, anchor: None };
        self.open.as_ref().map_or(from, |open| cursor.moved(open.ground(), motion, false).at)
    }

    /// What a label would be given to: the ranges that are selected; none when nothing but blanks is.
    pub fn selection(&self) -> Option<Pieces> {
        self.open.as_ref()?.selected()
    }

    /// The menu of labels; none when it is closed.
    pub fn label_menu(&self) -> Option<LabelMenuView> {
        self.open.as_ref()?.label_menu()
    }

    /// The label that whatever is selected gets.
    pub fn sticky_label(&self) -> Option<&LabelId> {
        self.open.as_ref()?.sticky.as_ref()
    }

    /// A number that was typed before a key.
    pub fn count(&self) -> Option<usize> {
        self.open.as_ref()?.count
    }

    /// Whether the menu of articles for a move is open.
    pub fn is_choosing_article(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.choosing.is_some())
    }

    /// The entity that is picked.
    pub fn picked_entity(&self) -> Option<AnnotationId> {
        self.open.as_ref()?.picked_entity()
    }

    /// The entity that is picked, and its runs in reading order, whose edges can be dragged.
    pub fn picked_runs(&self) -> Option<(AnnotationId, Vec<Run>)> {
        self.open.as_ref()?.picked_runs()
    }

    /// Whether there is something to undo and to redo.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        let history = self.project().map(Project::history);
        let has = |groups: Option<&[_]>| {
            groups.is_some_and(|groups: &[jianbao_core::edit::Group]| !groups.is_empty())
        };
        (has(history.map(|h| h.undo_groups())), has(history.map(|h| h.redo_groups())))
    }

    /// How far a review is; none while there is no review.
    pub fn review(&self) -> Option<ReviewProgress> {
        let open = self.open.as_ref()?;
        Some(open.review.as_ref()?.progress(open.project(), &open.thresholds))
    }

    /// What the cut would make that the pointer is at.
    pub fn cut_preview(&self) -> Option<CutPreview> {
        let open = self.open.as_ref()?;
        let block = open.project().set().get(open.preview?)?;
        cut_preview(open.project(), &open.outline, block.body.start())
    }

    /// The search; none while it is closed.
    pub fn find(&self) -> Option<&Find> {
        self.open.as_ref()?.find.as_ref()
    }

    /// Whether rejected proposals are drawn.
    pub fn shows_rejected(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.show_rejected)
    }
}

impl Open {
    fn new(session: Session, thresholds: Arc<Thresholds>) -> Self {
        let cursor = Cursor::default();
        let mut open = Self {
            session,
            cursor,
            find_words: FindWords::default(),
            picked: Picked::Nothing,
            last_label: None,
            sticky: None,
            menu: None,
            count: None,
            counting: false,
            adding: false,
            joins_next: false,
            ticks: Ticks::default(),
            choosing: None,
            preview: None,
            show_rejected: false,
            thresholds,
            review: None,
            find: None,
            outline: Outline::default(),
            layout: Layout::Page,
            chunks: Vec::new(),
            dated: Vec::new(),
            cards: OnceCell::new(),
            cards_before: Arc::default(),
            details: OnceCell::new(),
            lists: Lists::default(),
            label_draft: None,
            pace: Pace::default(),
            totals: Totals::default(),
            counted: 0,
            last_edit: None,
            taught: Taught::default(),
            done_job: None,
        };
        open.cursor.at =
            open.project().set().block_from(ByteOffset::ZERO).map_or(ByteOffset::ZERO, |b| b.body.start());
        open.refresh_all();
        open.count_hidden();
        open
    }

    fn project(&self) -> &Project {
        self.session.project()
    }

    /// What the cursor moves on.
    fn ground(&self) -> Ground<'_> {
        Ground {
            project: self.session.project(),
            layout: &self.layout,
            outline: &self.outline,
            find_words: self.find_words,
        }
    }

    /// The text has become longer than up to here: the cursor goes to the start of what is new.
    fn grow(&mut self, end: ByteOffset) {
        let first = self.project().set().block_from(end).map(|block| block.body.start());
        self.cursor = Cursor { at: first.unwrap_or_default(), anchor: None };
        self.picked = Picked::Nothing;
        self.refresh_all();
    }

    // What is picked and selected.

    fn picked_entity(&self) -> Option<AnnotationId> {
        if let Picked::Entity(id) = self.picked { Some(id) } else { None }
    }

    fn picked_article(&self) -> Option<AnnotationId> {
        if let Picked::Article(id) = self.picked { Some(id) } else { None }
    }

    fn pick(&mut self, picked: Picked) {
        let before = std::mem::replace(&mut self.picked, picked);
        if before != picked {
            self.ticks = Ticks::default();
            self.adding = false;
            for picked in [before, picked] {
                if let Picked::Entity(id) | Picked::Article(id) = picked {
                    self.refresh_around(id);
                }
            }
            // Of the lists, only the cards show what is picked, and only an article.
            if [before, picked].iter().any(|picked| matches!(picked, Picked::Article(_))) {
                self.look_at_cards_again();
            }
        }
    }

    fn selected(&self) -> Option<Pieces> {
        selected_pieces(&self.project().document, &self.selected_ranges())
    }

    /// What is selected, stretch by stretch in the order that is shown; nothing when nothing is.
    fn selected_ranges(&self) -> Vec<ByteRange> {
        self.cursor.ends().map(|(from, to)| self.layout.between(from, to)).unwrap_or_default()
    }

    /// The blocks that a command is for: those that the selection touches, those of the article that is picked,
    /// or the one at the cursor.
    fn blocks(&self) -> Vec<AnnotationId> {
        let set = self.project().set();
        if self.cursor.is_selecting() {
            let ranges = self.selected_ranges();
            return ranges.iter().flat_map(|range| set.blocks_in(*range)).map(|block| block.id).collect();
        }
        if let Picked::Article(id) = self.picked {
            return set.blocks_of(id).iter().map(|block| block.id).collect();
        }
        let at = self.cursor.at;
        let here = set.block_at(at).or_else(|| {
            set.block_before(at).filter(|before| before.block().is_some_and(|block| block.range.end() == at))
        });
        here.map(|block| block.id).into_iter().collect()
    }

    fn article(&self) -> Option<AnnotationId> {
        self.picked_article().or_else(|| {
            let set = self.project().set();
            let block = set.get(*self.blocks().first()?)?;
            set.article_of(block).map(|article| article.id)
        })
    }

    /// What is picked, else what stands at the cursor, in detail.
    fn look(&self) -> Details {
        let project = self.project();
        match self.picked {
            Picked::Entity(id) => {
                let entity =
                    project.set().get(id).and_then(|found| entity_details(project, found, &self.ticks));
                entity.map_or(Details::Nothing, Details::Entity)
            }
            Picked::Article(id) => {
                article_details(project, &self.outline, id).map_or(Details::Nothing, Details::Article)
            }
            Picked::Nothing => {
                block_details(project, &self.outline, &self.blocks()).map_or(Details::Nothing, Details::Block)
            }
        }
    }

    // What happens.

    fn key(
        &mut self,
        chord: &actions::PressedChord,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        if let Some(notice) = self.label_key(chord, now, effects) {
            return notice;
        }
        let count = self.count.take();
        self.counting = false;
        let action = self.in_review(chord).or_else(|| actions::bound_to(chord))?;
        if let (Action::Cut, Some(number)) = (action, self.choosing.filter(|&typed| typed > 0)) {
            return self.choose_article(number, now, effects);
        }
        if let Some(count) = count
            && self.counts_characters(action)
        {
            self.select_next(count, effects);
        }
        if action == Action::Cut
            && let Some(notice) = self.enter(now, effects)
        {
            return notice;
        }
        let times = count.filter(|_| matches!(action, Action::Move(_) | Action::Extend(_)));
        (0..times.unwrap_or(1)).fold(None, |_, _| self.act(action, now, effects))
    }

    fn update(&mut self, msg: Msg, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        // The pointer passes over something: that ends nothing.
        if let Msg::PreviewCut(block) = msg {
            self.preview = block;
            return None;
        }
        self.count = None;
        self.counting = false;
        if !matches!(msg, Msg::LabelMenu(_) | Msg::Label(_)) {
            self.menu = None;
        }
        match msg {
            Msg::Select(range) => {
                let between = Msg::SelectBetween { from: range.start(), to: range.end() };
                self.update(between, now, effects)
            }
            Msg::SelectBetween { from, to } => {
                self.cursor = Cursor { at: to, anchor: Some(from) };
                self.choosing = None;
                if let Some(label) = self.sticky.clone()
                    && self.selected().is_some()
                {
                    return self.label(&label, now, effects);
                }
                // The picked entity stays picked: the selection may become a range of it.
                if self.picked_entity().is_none() {
                    self.pick(Picked::Nothing);
                }
                None
            }
            Msg::Click { at, entities } => {
                self.cursor = Cursor { at, anchor: None };
                self.choosing = None;
                let current =
                    self.picked_entity().and_then(|id| entities.iter().position(|other| *other == id));
                let next = current.map_or(0, |i| (i + 1) % entities.len());
                self.pick(entities.get(next).map_or(Picked::Nothing, |&id| Picked::Entity(id)));
                None
            }
            Msg::DragEdge { id, run, edge, to } => self.drag_edge((id, run), edge, to, now),
            Msg::PickEntity(id) => {
                self.pick_and_show(id, effects);
                None
            }
            Msg::PickArticle(id) => {
                let start = self.outline.get(id)?.parts.first().start();
                self.cursor = Cursor { at: start, anchor: None };
                self.pick(Picked::Article(id));
                effects.push(Effect::ScrollTo(start));
                None
            }
            Msg::GoTo(at) => {
                self.cursor = Cursor { at, anchor: None };
                self.pick(Picked::Nothing);
                effects.push(Effect::ScrollTo(at));
                None
            }
            Msg::ShowInPage(at) => {
                self.set_order(Order::Page, effects);
                self.update(Msg::GoTo(at), now, effects)
            }
            Msg::SetOrder(order) => {
                self.set_order(order, effects);
                None
            }
            Msg::Act(action) => self.act(action, now, effects),
            Msg::Label(label) => self.take_label(&label, now, effects),
            Msg::LabelMenu(msg) => self.in_menu(msg, now, effects),
            Msg::Find(msg) => self.find(msg, now, effects),
            Msg::AddBetween { from, to } => {
                self.cursor = Cursor { at: to, anchor: Some(from) };
                self.add_range(now, effects)
            }
            Msg::RemoveRange { id, range } => self.remove_range(id, &[range], now),
            Msg::TickPlace(at) => {
                self.ticks.toggle(at);
                None
            }
            Msg::TickPlaces(ticked) => self.tick_places(ticked),
            Msg::LabelOccurrences { all } => self.label_occurrences(all, now),
            Msg::CutBefore(block) => {
                let at = self.project().set().get(block)?.body.start();
                self.cursor = Cursor { at, anchor: None };
                self.run(&Command::CutArticle { at }, now)
            }
            Msg::JoinBefore(block) => self.join_before(block, now),
            Msg::JoinArticles { into, from } => self.join(into, from, now),
            Msg::AppendBlock(at) => self.append_block(at, now),
            Msg::MovePart { id, part, step } => self.move_part(id, part, step, now),
            Msg::SetReviewed(reviewed) => {
                self.review.as_mut()?.set_reviewed(reviewed);
                self.review_next(effects)
            }
            Msg::MoveTo(to) => self.move_to(to, now, effects),
            Msg::SetRole(role) => self.act(Action::SetRole(role), now, effects),
            Msg::Note { id, text } => self.run(&Command::SetNote { id, text }, now),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        match action {
            Action::Undo => self.go_back(now, effects, true),
            Action::Redo => self.go_back(now, effects, false),
            Action::Accept => self.decide(true, now, effects),
            Action::Reject => self.decide(false, now, effects),
            Action::Delete => {
                let id = self.picked_entity().or(self.picked_article())?;
                let notice = self.run(&Command::Delete { ids: vec![id] }, now);
                self.pick(Picked::Nothing);
                notice
            }
            Action::NextProposal => self.next_proposal(true, effects),
            Action::PrevProposal => self.next_proposal(false, effects),
            Action::Cut => {
                let at = self.selected_ranges().first().map_or(self.cursor.at, |range| range.start());
                self.run(&Command::CutArticle { at }, now)
            }
            Action::JoinPrevious => {
                let block = match self.picked_article() {
                    Some(id) => self.project().set().blocks_of(id).first().map(|block| block.id),
                    None => self.blocks().first().copied(),
                };
                self.join_before(block?, now)
            }
            Action::ToNewArticle => self.move_to(Destination::NewArticle, now, effects),
            Action::ToFurniture => self.move_to(Destination::Furniture, now, effects),
            Action::ChooseArticle => {
                self.choosing = (!self.blocks().is_empty()).then_some(0);
                None
            }
            Action::ToggleContinues => {
                let block = *self.blocks().first()?;
                let continues = !self.project().set().get(block)?.block()?.continues;
                self.run(&Command::SetContinues { block, continues }, now)
            }
            Action::PickArticle => {
                let id = self.article()?;
                self.pick(Picked::Article(id));
                None
            }
            Action::AcceptArticle => {
                let article = self.article()?;
                let inside = self.project().set().entities().filter(|entity| {
                    let at = self.project().set().article_at(entity.body.start());
                    entity.is_live()
                        && !self.thresholds.hide(entity)
                        && at.is_some_and(|found| found.id == article)
                });
                let ids = inside.map(|entity| entity.id).chain([article]).collect();
                self.run(&Command::Accept { ids }, now)
            }
            Action::AcceptAll => {
                let all = self.project().set().iter();
                let live = all.filter(|found| found.is_live() && !self.thresholds.hide(found));
                let ids = live.map(|annotation| annotation.id).collect();
                // Only what was shown: nothing follows that nobody has seen.
                self.carry_out(&Command::Accept { ids }, now, false)
            }
            Action::Review => {
                self.review = if self.review.is_some() { None } else { Some(Review::default()) };
                self.review.as_ref()?;
                self.review_next(effects)
            }
            Action::Skip => {
                let id = self.under_review()?;
                self.review.as_mut()?.pass(id);
                self.review_next(effects)
            }
            Action::Back => {
                let id = self.review.as_mut()?.back()?;
                self.pick_and_show(id, effects);
                None
            }
            Action::SetRole(role) => self.run(&Command::SetRole { blocks: self.blocks(), role }, now),
            Action::SetInline(role) => self.set_inline(role, now, effects),
            Action::MovePart(step) => self.move_part_here(step, now),
            Action::MoveEdge(edge, step) => self.move_edge(edge, step, now),
            Action::Move(motion) | Action::Extend(motion) => {
                let extend = matches!(action, Action::Extend(_));
                self.cursor = self.cursor.moved(self.ground(), motion, extend);
                self.choosing = None;
                self.menu = None;
                if !extend && !self.adding {
                    self.pick(Picked::Nothing);
                }
                effects.push(Effect::ShowSelection(self.cursor.ends()));
                effects.push(Effect::ScrollTo(self.cursor.at));
                None
            }
            Action::LastLabel => {
                let label = self.last_label.clone()?;
                self.label(&label, now, effects)
            }
            Action::ChooseLabel => self.choose_label(effects),
            Action::AddRange => self.add_range(now, effects),
            Action::RemoveRange => self.remove_range_here(now, effects),
            Action::NextMark => self.next_mark(),
            Action::LabelOccurrences => self.label_occurrences(false, now),
            Action::Sticky => {
                self.toggle_sticky(effects);
                None
            }
            Action::ToggleOrder => {
                let other = if self.layout.order() == Order::Page { Order::Article } else { Order::Page };
                self.set_order(other, effects);
                None
            }
            Action::ToggleRejected => {
                self.show_rejected = !self.show_rejected;
                self.refresh_all();
                None
            }
            Action::Find => {
                let selected = self.selected().map(|ranges| ranges.text(self.project().document.text()));
                let mut find = self.find.take().unwrap_or_else(|| Find::new(&self.project().document));
                let query = selected.unwrap_or_else(|| find.query().to_owned());
                find.look_for(
                    self.project(),
                    query,
                    self.cursor.ends().map_or(self.cursor.at, |(from, _)| from),
                );
                self.find = Some(find);
                self.deselect(effects);
                effects.push(Effect::FocusFind);
                None
            }
            Action::Escape => {
                // Also the way out of a field: keys are commands again.
                effects.push(Effect::FocusText);
                if self.close_menu(effects) {
                    return None;
                }
                if self.choosing.is_some() {
                    self.choosing = None;
                } else if self.review.is_some() {
                    self.review = None;
                } else {
                    self.sticky = None;
                    self.adding = false;
                    self.deselect(effects);
                    self.pick(Picked::Nothing);
                }
                None
            }
            Action::Download => {
                effects.push(files::download(self.project()));
                self.session.handed_over();
                let seq = self.project().seq();
                self.session.mark_exported(seq, "jianbao", now);
                None
            }
            // Not a matter of the open page alone.
            Action::Help
            | Action::Palette
            | Action::EditLabels
            | Action::Tour
            | Action::Export
            | Action::History
            | Action::NamePoint
            | Action::Changes
            | Action::SwitchLang
            | Action::Close
            | Action::Propose
            | Action::StopProposing => None,
        }
    }

    fn find(&mut self, msg: FindMsg, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let find = self.find.as_mut()?;
        // The list takes room from the text, so that the hit may be out of sight.
        let shows = matches!(msg, FindMsg::Query(_) | FindMsg::Step(_) | FindMsg::Go(_) | FindMsg::List(_));
        match msg {
            FindMsg::Query(query) => {
                let at = find.hit().map_or(self.cursor.at, |hit| hit.start());
                find.look_for(self.session.project(), query, at);
            }
            FindMsg::Step(step) => find.step(step),
            FindMsg::Go(number) => find.go(number),
            FindMsg::List(is_listing) => find.list(is_listing),
            FindMsg::Tick(number, ticked) => find.tick(number, ticked),
            FindMsg::TickAll(ticked) => find.tick_all(ticked),
            FindMsg::More => find.more(),
            FindMsg::Label(label) => {
                let Some(command) = find.labeling(self.session.project(), &label) else {
                    return Some(Notice::NothingTicked);
                };
                // The person has seen every place: no others follow.
                let notice = self.carry_out(&command, now, false);
                self.last_label = Some(label);
                return notice;
            }
            FindMsg::Close => {
                let hit = find.hit();
                self.find = None;
                effects.push(Effect::FocusText);
                // What was found is selected, so that a key can label it.
                let hit = hit?;
                self.cursor = Cursor { at: hit.end(), anchor: Some(hit.start()) };
                effects.push(Effect::ShowSelection(self.cursor.ends()));
                return None;
            }
        }
        if let Some(hit) = self.find.as_ref().and_then(Find::hit).filter(|_| shows) {
            self.deselect(effects);
            self.pick(Picked::Nothing);
            self.cursor = Cursor { at: hit.start(), anchor: None };
            effects.push(Effect::ScrollTo(hit.start()));
        }
        None
    }

    fn deselect(&mut self, effects: &mut Vec<Effect>) {
        if self.cursor.is_selecting() {
            self.cursor.anchor = None;
            effects.push(Effect::ShowSelection(None));
        }
    }

    /// Carries a command out. What it is about decides whether it is undone together with the edit before.
    fn run(&mut self, command: &Command, now: Millis) -> Option<Notice> {
        self.carry_out(command, now, is_decision(command))
    }

    fn carry_out(&mut self, command: &Command, now: Millis, others_follow: bool) -> Option<Notice> {
        let target = match command {
            Command::SetRanges { id, .. } | Command::SetNote { id, .. } => Some((command.event(), *id)),
            _ => None,
        };
        let joins = target.is_some_and(|(event, id)| {
            self.last_edit.is_some_and(|(last_event, last_id, at)| {
                (last_event, last_id) == (event, id) && now.0.saturating_sub(at.0) < GROUP_MILLIS
            })
        });
        match self.session.run(command, now, joins || self.joins_next) {
            Ok(mut changes) => {
                self.last_edit = target.map(|(event, id)| (event, id, now));
                self.pace.decided(now);
                self.taught.note(changes.ids.iter().copied());
                if others_follow {
                    let ids = changes.ids.iter().copied();
                    let ids = ids.filter(|&id| {
                        self.project().set().get(id).is_some_and(|found| found.entity().is_some())
                    });
                    let follow = Command::Follow { ids: ids.take(MAX_FOLLOWED).collect() };
                    // Nothing may follow; what does is undone together with the decision.
                    changes.merge(self.session.run(&follow, now, true).unwrap_or_default());
                }
                self.after(&changes);
                None
            }
            Err(refusal) => Notice::refused(refusal),
        }
    }

    fn after(&mut self, changes: &Changes) {
        // What is picked may be gone.
        let gone = |id| self.project().set().get(id).is_none_or(|found| !found.is_live());
        if let Picked::Entity(id) | Picked::Article(id) = self.picked
            && gone(id)
        {
            self.picked = Picked::Nothing;
        }
        self.refresh(changes);
    }

    fn go_back(&mut self, now: Millis, effects: &mut Vec<Effect>, undo: bool) -> Option<Notice> {
        if self.session.read_only {
            return Some(Notice::Refused(Refusal::ReadOnly));
        }
        let changes = if undo { self.session.undo(now) } else { self.session.redo(now) };
        let Some(changes) = changes else {
            return Some(if undo { Notice::NothingToUndo } else { Notice::NothingToRedo });
        };
        self.last_edit = None;
        self.taught.note(changes.ids.iter().copied());
        self.after(&changes);
        // What a review has passed and is undecided again is its turn again.
        if let Some(review) = &mut self.review
            && let Some(id) = review.reopen(&changes.ids)
        {
            self.pick_and_show(id, effects);
            return None;
        }
        // Show the person what came back or went.
        let set = self.project().set();
        let first = changes.ids.iter().filter_map(|&id| set.get(id)).map(|found| found.body.start()).min();
        effects.extend(first.map(Effect::ScrollTo));
        None
    }

    fn move_to(&mut self, to: Destination, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        self.choosing = None;
        let blocks = self.blocks();
        if blocks.is_empty() {
            return Some(Notice::SelectFirst);
        }
        let notice = self.run(&Command::MoveBlocks { blocks, to }, now);
        self.deselect(effects);
        notice
    }

    /// The article that is shown before another one: on the page the one that the block above belongs to.
    fn article_before(&self, article: AnnotationId) -> Option<AnnotationId> {
        let entry = self.outline.get(article)?;
        if self.layout.order() == Order::Article {
            return self.outline.by_number(entry.number - 1).map(|before| before.id);
        }
        let set = self.project().set();
        let first = entry.parts.start();
        std::iter::successors(set.block_before(first), |block| set.block_before(block.body.start()))
            .find_map(|block| set.article_of(block))
            .map(|found| found.id)
    }

    /// Joins the article of a block with the one that stands before it on the page.
    fn join_before(&mut self, block: AnnotationId, now: Millis) -> Option<Notice> {
        let set = self.project().set();
        let block = set.get(block)?;
        let from = set.article_of(block)?;
        let Some(into) = self.article_before(from.id) else { return Some(Notice::NoArticleBefore) };
        self.run(&Command::JoinArticles { into, from: from.id }, now)
    }
}

/// Whether other places with the same text follow a command.
fn is_decision(command: &Command) -> bool {
    matches!(
        command,
        Command::AddEntities { .. }
            | Command::Accept { .. }
            | Command::Reject { .. }
            | Command::Delete { .. }
    )
}

/// Whether the workbench does something with a key, so that the browser should not. A letter may be the start of a
/// label's name, a digit a label or a count.
pub fn takes(chord: &actions::PressedChord) -> bool {
    let is_plain = chord.key.len() == 1 && chord.key.as_bytes()[0].is_ascii_alphanumeric();
    actions::bound_to(chord).is_some() || is_plain && !chord.ctrl && !chord.alt && !chord.shift
}
