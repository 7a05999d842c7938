//! What can happen to the workbench, and what it asks of the shell in answer.

use std::borrow::Cow;

use jianbao_core::edit::Destination;
use jianbao_core::{AnnotationId, ByteOffset, ByteRange, Confidence, LabelId, Role};
use jianbao_formats::exchange::{Answer, Request};
use jianbao_propose::protocol::{EntityModelKind, JobId, Known, Response};

use crate::actions::{Action, Edge, PressedChord, Step};
use crate::exchange::{ExportMsg, ImportMsg};
use crate::find::FindMsg;
use crate::history::HistoryMsg;
use crate::label_editor::LabelEditorMsg;
use crate::label_menu::LabelMenuMsg;
use crate::lang::Lang;
use crate::notice::Notice;
use crate::review::Reviewed;
use crate::store::{StoreAnswer, StoreRequest};
use crate::tour::TourMsg;
use crate::view::Order;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A text was pasted or dropped. UTF-16 as JavaScript keeps it, so that lone surrogates can be told of.
    Pasted {
        /// Its code units.
        units: Vec<u16>,
    },
    /// A file was opened or dropped.
    Opened {
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// The sample page was asked for.
    OpenSample,
    /// The person wants to open something else.
    Close {
        /// Whether they know that changes since the last download go.
        discard: bool,
    },
    /// The worker said something.
    Worker(Response),
    /// The worker is gone or cannot be started.
    WorkerLost,
    /// The worker that reads and writes files said something.
    Files(Box<Answer>),
    /// It is gone or cannot be started.
    FilesLost,
    /// Something was done in the dialog about a file that is opened.
    Import(ImportMsg),
    /// Something was done in the dialog of labels.
    LabelEditor(LabelEditorMsg),
    /// Something was done in the tour.
    Tour(TourMsg),
    /// Something was done in the search.
    Find(FindMsg),
    /// Something was done in the history.
    History(HistoryMsg),
    /// Something was done in the export dialog.
    Export(ExportMsg),
    /// The store said something.
    Store(Box<StoreAnswer>),
    /// Something about the opening of many files.
    Batch(BatchMsg),
    /// Something was done in the list of documents.
    Documents(DocumentsMsg),
    /// There is time to make what no edit waits for.
    Idle,
    /// Propose again, or for the first time.
    StartJob,
    /// Stop proposing.
    StopJob,
    /// A stretch of the text is to be selected.
    Select(ByteRange),
    /// Text was selected from one place to another, in the order that is shown: the other may stand before it in the
    /// text.
    SelectBetween {
        /// Where the selection began.
        from: ByteOffset,
        /// Where it ended.
        to: ByteOffset,
    },
    /// A place was clicked.
    Click {
        /// Where.
        at: ByteOffset,
        /// The entities there, the smallest first; a click on what is picked picks the next.
        entities: Vec<AnnotationId>,
    },
    /// An edge of an entity was dragged.
    DragEdge {
        /// The entity.
        id: AnnotationId,
        /// Which of its runs, see [`Run`](crate::workbench::Run).
        run: usize,
        /// Which edge of it.
        edge: Edge,
        /// Where the edge is now.
        to: ByteOffset,
    },
    /// An entity was picked in a list.
    PickEntity(AnnotationId),
    /// An article was picked in a list.
    PickArticle(AnnotationId),
    /// A place in the text was asked for.
    GoTo(ByteOffset),
    /// A place is to be shown where it stands on the page.
    ShowInPage(ByteOffset),
    /// The text is to be shown in this order.
    SetOrder(Order),
    /// A key was pressed that no input took.
    Key(PressedChord),
    /// A button of an action was pressed.
    Act(Action),
    /// A label was chosen for the selection or the picked entity.
    Label(LabelId),
    /// Something was done in the menu of labels.
    LabelMenu(LabelMenuMsg),
    /// Text was selected to be a further range of the picked entity.
    AddBetween {
        /// Where the selection began.
        from: ByteOffset,
        /// Where it ended.
        to: ByteOffset,
    },
    /// A range is to go from an entity.
    RemoveRange {
        /// The entity.
        id: AnnotationId,
        /// The range.
        range: ByteRange,
    },
    /// The place with the text of the picked entity that begins here is to be ticked, or not to be.
    TickPlace(ByteOffset),
    /// All places with the text of the picked entity are to be ticked, or none.
    TickPlaces(bool),
    /// Other places with the text of the picked entity are to have its label.
    LabelOccurrences {
        /// Those that are not ticked as well.
        all: bool,
    },
    /// Cut before a block.
    CutBefore(AnnotationId),
    /// Join the article that a block begins with the one before it on the page.
    JoinBefore(AnnotationId),
    /// Put one article behind another.
    JoinArticles {
        /// The one that stays.
        into: AnnotationId,
        /// The one that is taken up.
        from: AnnotationId,
    },
    /// The block at a place is to go on with the article that is picked or that the cursor is in.
    AppendBlock(ByteOffset),
    /// A part of an article goes one place back or on in its reading order.
    MovePart {
        /// The article.
        id: AnnotationId,
        /// The number of the part in reading order, from 0.
        part: usize,
        /// Which way.
        step: Step,
    },
    /// What a cut before this block would make is to be shown, or no longer.
    PreviewCut(Option<AnnotationId>),
    /// What a review goes through is to be this.
    SetReviewed(Reviewed),
    /// Blocks go somewhere.
    MoveTo(Destination),
    /// Blocks have a role.
    SetRole(Role),
    /// A note was written on what is picked.
    Note {
        /// On what.
        id: AnnotationId,
        /// The note.
        text: String,
    },
    /// What was learned from corrections is to be forgotten.
    Forget,
    /// The person's word list is to be forgotten.
    ForgetWords,
    /// Decisions are to be learned from, and what was learned used, or not.
    SetLearning(bool),
    /// What was learned is to be handed over as a file.
    ExportLearned,
    /// Proposals of a label are to be shown from this confidence on.
    SetThreshold {
        /// The label.
        label: LabelId,
        /// From what confidence.
        from: Confidence,
    },
    /// Proposals are to come from this model of entities.
    SetEntityModel(EntityModelKind),
    /// The interface is to be in this language.
    SetLang(Lang),
    /// A newer app was fetched and is wanted.
    Update,
    /// The shell met a problem.
    Problem(Notice),
    /// A message was read.
    Dismiss,
}

/// What happens while many files are opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchMsg {
    /// So many files were chosen; more of them, where some are being opened already.
    Begin(usize),
    /// The next one was read.
    File {
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// The next one could not be read.
    Unreadable {
        /// Its name.
        name: String,
    },
    /// Enough; what is open stays.
    Stop,
}

/// What a person does in the list of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentsMsg {
    /// Open it where it was left.
    Open(String),
    /// Give it another name.
    Rename {
        /// Its id.
        id: String,
        /// The name.
        name: String,
    },
    /// Delete it; it can be put back.
    Delete(String),
    /// Put it back.
    Restore(String),
    /// Delete these for good, which were deleted before; the person was asked.
    Purge(Vec<String>),
    /// Hand everything over as one file.
    Backup,
    /// Export these documents together.
    Export(Vec<String>),
}

/// What the workbench asks of the shell.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Let the worker propose.
    StartJob {
        /// The number of the job.
        job: JobId,
        /// The text.
        text: String,
        /// What the person has decided so far.
        known: Box<Known>,
        /// The model of entities.
        model: EntityModelKind,
    },
    /// Tell the worker that proposes something beside its jobs.
    Proposer(jianbao_propose::protocol::Request),
    /// Let the worker stop.
    CancelJob(JobId),
    /// Let the worker that reads and writes files do this.
    Files(Box<Request>),
    /// Let the store do this.
    Store(Box<StoreRequest>),
    /// Say [`StoreAnswer::TryAgain`] after a pause.
    TryStoreAgain {
        /// How long, in milliseconds.
        millis: u32,
    },
    /// Take the lock of a document, so that no other window changes it, or wait for it; [`StoreAnswer::Locked`] tells.
    Lock(String),
    /// Let it go, or wait no longer.
    Unlock,
    /// Read the next of many files; then [`BatchMsg::File`].
    NextFile,
    /// Load the page again as the newer app that waits.
    Update,
    /// Ask the browser not to clear the store when it is short of room.
    AskToPersist,
    /// Hand a file over.
    Download {
        /// Its name.
        name: String,
        /// Its media type.
        mime: Cow<'static, str>,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Put a text on the clipboard.
    Copy(String),
    /// Bring a place into view.
    ScrollTo(ByteOffset),
    /// Select from one place to another, or nothing.
    ShowSelection(Option<(ByteOffset, ByteOffset)>),
    /// The order of the text changes: what is seen now is to be seen at the same height then.
    KeepPlace,
    /// Give the keyboard to the last row of the dialog of labels.
    FocusNewLabel,
    /// Give the keyboard to the field for the name of a point.
    FocusPointName,
    /// Give the keyboard to the card of the tour.
    FocusTour,
    /// Give the keyboard to the field of the search.
    FocusFind,
    /// Give the keyboard to the text.
    FocusText,
    /// Give the keyboard to the field of the label menu, behind what stands in it.
    FocusLabelMenu,
    /// Ask whether changes since the last download may go; then [`Msg::Close`] with `discard`.
    ConfirmClose,
}
