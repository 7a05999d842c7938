//! What a person should know, in their language.

use jianbao_core::edit::Refusal;
use jianbao_core::text::{IngestReport, MAX_TEXT_BYTES};
use jianbao_formats::word_list::{LeftOut, Why};

use crate::lang::Lang;
use crate::store::StoreError;

/// Something that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// There was no text in what was pasted or opened.
    Empty,
    /// The text is too long; its length in bytes.
    TooLong(usize),
    /// The file holds no text.
    Binary {
        /// Its name.
        name: String,
    },
    /// The file is of no format that is read.
    UnknownFormat {
        /// Its name.
        name: String,
    },
    /// The file was written by a newer version.
    NewerVersion {
        /// Of its format.
        version: u64,
    },
    /// The file is labelled JSON, but damaged.
    Damaged {
        /// Its name.
        name: String,
        /// What is wrong, and where.
        detail: String,
    },
    /// The text was taken in with changes, or from an encoding that was guessed.
    TakenIn {
        /// What was changed.
        report: IngestReport,
        /// The encoding that it was read from, where it was not UTF-8.
        encoding: Option<String>,
        /// Whether the encoding is a doubtful guess.
        unsure: bool,
    },
    /// A text was added as a page behind what is open.
    PageAdded {
        /// What was changed in it.
        report: IngestReport,
    },
    /// A word list came before any page.
    WordsWithoutPage,
    /// A word list was taken in.
    WordsTaken {
        /// How many words are new.
        taken: usize,
        /// Rows that are of no use.
        left_out: Vec<LeftOut>,
    },
    /// The file was read, but some of its items could not be placed.
    ReadWithProblems {
        /// What is wrong with each.
        details: Vec<String>,
    },
    /// The browser could not read the file.
    Unreadable {
        /// Its name.
        name: String,
    },
    /// The browser refused the download.
    DownloadFailed,
    /// The browser refused the clipboard.
    CopyFailed,
    /// The text of a file is on the clipboard.
    Copied,
    /// An item of a loss report is not in the document that is open.
    ElsewhereOnly {
        /// The document and its id.
        item: String,
    },
    /// What is open has changes that are in no file.
    WouldLoseChanges,
    /// The browser keeps nothing: all is gone with the window.
    Fleeting(StoreError),
    /// A change could not be kept; it is in memory, and it is tried again.
    NotSaved(StoreError),
    /// A document that is kept was written by a newer version.
    DocumentNewer {
        /// Its name.
        name: String,
    },
    /// A document that is kept cannot be read.
    DocumentDamaged {
        /// Its name.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// A document that is kept could not be read to its end.
    Recovered {
        /// Its name.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// Many files were opened, or as many as were before it was stopped.
    ManyOpened {
        /// How many are documents now.
        opened: usize,
        /// The names of those that could not be opened.
        refused: Vec<String>,
    },
    /// Documents could not be exported, or not to their end, because they cannot be read.
    NotExported {
        /// Their names.
        names: Vec<String>,
    },
    /// A newer app was fetched and waits.
    UpdateReady,
    /// A document is only to be looked at, because another window has it.
    ReadOnly,
    /// The other window let the document go: it can be changed here now.
    TakenOver,
    /// Documents of a backup were put back.
    Restored {
        /// How many.
        restored: usize,
        /// How many are there already.
        left_out: usize,
    },
    /// A document was deleted and can be put back.
    DocumentDeleted {
        /// Its name.
        name: String,
    },
    /// There is no worker.
    NoWorker,
    /// The model files could not be loaded.
    NoModels,
    /// There is no worker that reads and writes files of other tools.
    NoFilesWorker,
    /// A command was refused.
    Refused(Refusal),
    /// Nothing is left to undo.
    NothingToUndo,
    /// Nothing is left to redo.
    NothingToRedo,
    /// No proposal is left in this direction.
    NoMoreProposals,
    /// What was learned was forgotten.
    Forgotten,
    /// Documents were deleted for good.
    Purged {
        /// How many.
        purged: usize,
        /// How many are open in another window, so that they stay.
        in_use: usize,
    },
    /// The word list was forgotten.
    WordsForgotten,
    /// What was learned elsewhere was taken over.
    LearnedTaken,
    /// Nothing was learned yet.
    NothingLearned,
    /// Nothing doubtful is left.
    ReviewDone,
    /// Labels were edited and not saved.
    DraftKept,
    /// Everything is as it was at a point.
    WentBack,
    /// No hit of the search is ticked.
    NothingTicked,
    /// Something must be picked first.
    PickFirst,
    /// Text must be selected first.
    SelectFirst,
    /// No article stands before this one.
    NoArticleBefore,
    /// What should be done to an article was asked for where there is none.
    NoArticleHere,
    /// The part is the first or the last of its article already.
    NoPartThere,
    /// Text inside one block must be selected first.
    SelectInBlock,
    /// What is selected next becomes a range of the picked entity.
    AddingRange,
    /// An entity has at least one range.
    LastRange,
    /// No range of the picked entity is at the cursor.
    NoRangeHere,
    /// No entity is at the cursor.
    NoMarkHere,
}

impl Notice {
    /// What to say of a refusal; nothing where the person sees it anyway.
    pub fn refused(refusal: Refusal) -> Option<Self> {
        (refusal != Refusal::NothingToDo).then_some(Self::Refused(refusal))
    }

    /// What to ask before changes go that are in no file.
    pub fn close_question(lang: Lang) -> &'static str {
        lang.pick(
            "有改动还没下载，关闭后会丢失。仍然关闭吗？",
            "Some changes were not downloaded and will be lost. Close all the same?",
        )
    }

    /// Whether something went wrong.
    pub fn is_problem(&self) -> bool {
        if let Self::WordsTaken { left_out, .. } = self {
            return !left_out.is_empty();
        }
        !matches!(
            self,
            Self::TakenIn { unsure: false, .. }
                | Self::PageAdded { .. }
                | Self::DocumentDeleted { .. }
                | Self::ReadOnly
                | Self::UpdateReady
                | Self::ManyOpened { .. }
                | Self::TakenOver
                | Self::Restored { .. }
                | Self::NothingToUndo
                | Self::NothingToRedo
                | Self::NoMoreProposals
                | Self::ReviewDone
                | Self::WentBack
                | Self::Forgotten
                | Self::WordsForgotten
                | Self::Purged { in_use: 0, .. }
                | Self::LearnedTaken
                | Self::NothingLearned
                | Self::Copied
                | Self::DraftKept
                | Self::NothingTicked
                | Self::PickFirst
                | Self::SelectFirst
                | Self::Refused(_)
                | Self::NoArticleBefore
                | Self::NoArticleHere
                | Self::NoPartThere
                | Self::SelectInBlock
                | Self::AddingRange
                | Self::LastRange
                | Self::NoRangeHere
                | Self::NoMarkHere
        )
    }

    /// Whether a backup of everything is offered with it.
    pub fn offers_backup(&self) -> bool {
        matches!(
            self,
            Self::Fleeting(_)
                | Self::NotSaved(_)
                | Self::DocumentNewer { .. }
                | Self::DocumentDamaged { .. }
                | Self::Recovered { .. }
        )
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        let limit = MAX_TEXT_BYTES / (1024 * 1024);
        match (self, lang) {
            (Self::Empty, Lang::Zh) => "这里没有文字。请粘贴报纸版面的文本，或打开一个文本文件。".into(),
            (Self::Empty, Lang::En) => "There is no text in it. Paste the text of a newspaper page, or open a text file.".into(),
            (Self::TooLong(bytes), Lang::Zh) => {
                format!("文本有 {} MB，上限是 {limit} MB，没有打开。请分几份打开。", mib(*bytes))
            }
            (Self::TooLong(bytes), Lang::En) => {
                format!("The text has {} MB; the limit is {limit} MB. It was not opened: open it in several pieces.", mib(*bytes))
            }
            (Self::Binary { name }, Lang::Zh) => format!("“{name}”不是文本文件，没有打开。"),
            (Self::Binary { name }, Lang::En) => format!("“{name}” is not a text file and was not opened."),
            (Self::UnknownFormat { name }, Lang::Zh) => {
                format!("认不出“{name}”是什么格式，没有打开。")
            }
            (Self::UnknownFormat { name }, Lang::En) => {
                format!("“{name}” is of no format that is known. It was not opened.")
            }
            (Self::NewerVersion { version }, Lang::Zh) => {
                format!("这个文件由更新的版本写成（格式版本 {version}），没有打开，文件没有改动。请更新剪报后再打开。")
            }
            (Self::NewerVersion { version }, Lang::En) => {
                format!("This file was written by a newer version (format version {version}). It was not opened and not changed: update jianbao first.")
            }
            (Self::Damaged { name, detail }, Lang::Zh) => {
                format!("“{name}”已损坏，没有打开，文件没有改动。（{detail}）")
            }
            (Self::Damaged { name, detail }, Lang::En) => {
                format!("“{name}” is damaged. It was not opened and not changed. ({detail})")
            }
            (Self::TakenIn { report, encoding, unsure }, lang) => taken_in(report, encoding.as_deref(), *unsure, lang),
            (Self::WordsWithoutPage, lang) => lang
                .pick("这是词表。请先打开一个版面，再打开词表。", "This is a word list: open a page first, then the list.")
                .into(),
            (Self::WordsTaken { taken, left_out }, lang) => {
                let taken = lang.pick(format!("词表已载入，{taken} 条。"), format!("{taken} words taken in."));
                taken + &left_out_rows(left_out, lang)
            }
            (Self::PageAdded { report }, lang) => {
                let added = lang.pick("已作为新的一页接在后面。", "Added behind it as a further page.");
                let told = report.crlf + report.cr + report.nul + report.lone_surrogates > 0;
                let changed = if told { taken_in(report, None, false, lang) } else { String::new() };
                format!("{added}{}{changed}", lang.pick("", " ")).trim_end().to_owned()
            }
            (Self::ReadWithProblems { details }, Lang::Zh) => {
                format!("文件已打开，但有 {} 项有问题：{}", details.len(), details.join("；"))
            }
            (Self::ReadWithProblems { details }, Lang::En) => {
                format!("The file was opened, but {} items have problems: {}", details.len(), details.join("; "))
            }
            (Self::Unreadable { name }, lang) => {
                lang.pick(format!("浏览器读不了“{name}”。"), format!("The browser could not read “{name}”."))
            }
            (Self::DownloadFailed, lang) => {
                lang.pick("浏览器拒绝了下载，标注都还在，可以再试。", "The browser refused the download. Nothing is lost: try again.").into()
            }
            (Self::WouldLoseChanges, Lang::Zh) => "当前版面有还没保存的改动，没有打开新的。请先下载，或关闭当前版面。".into(),
            (Self::WouldLoseChanges, Lang::En) => {
                "The open page has changes that were not saved, so nothing new was opened. Download it or close it first.".into()
            }
            (Self::Fleeting(why), Lang::Zh) => {
                format!("这个浏览器窗口不能保存：{}。照常可用，但关掉窗口就没有了，请及时下载。", store_error(why, lang))
            }
            (Self::Fleeting(why), Lang::En) => {
                format!("Nothing can be kept in this window: {}. All works as usual, but is gone with the window: download what you need.", store_error(why, lang))
            }
            (Self::NotSaved(why), Lang::Zh) => {
                format!("没有保存：{}。改动都在内存里，可以接着做，程序会再试；请先下载一份。", store_error(why, lang))
            }
            (Self::NotSaved(why), Lang::En) => {
                format!("Not saved: {}. Your changes are in memory and you can go on; saving is tried again. Download a copy to be safe.", store_error(why, lang))
            }
            (Self::DocumentNewer { name }, Lang::Zh) => {
                format!("“{name}”由更新的版本写成，没有打开，也没有改动。请更新剪报后再打开。")
            }
            (Self::DocumentNewer { name }, Lang::En) => {
                format!("“{name}” was written by a newer version. It was not opened and not changed: update jianbao first.")
            }
            (Self::DocumentDamaged { name, detail }, Lang::Zh) => {
                format!("“{name}”的存储已损坏，打不开，也没有改动。（{detail}）")
            }
            (Self::DocumentDamaged { name, detail }, Lang::En) => {
                format!("What was kept of “{name}” is damaged. It was not opened and not changed. ({detail})")
            }
            (Self::Recovered { name, detail }, Lang::Zh) => {
                format!("“{name}”的存储有损坏：损坏之前的都已读出，作为新文档接着做；原来的没有改动。（{detail}）")
            }
            (Self::Recovered { name, detail }, Lang::En) => {
                format!("What was kept of “{name}” is damaged. All before the damage was read and goes on as a new document; the old one was not changed. ({detail})")
            }
            (Self::ManyOpened { opened, refused }, lang) => {
                let done = lang.pick(format!("打开了 {opened} 个文档。"), format!("{opened} documents were opened. "));
                let names = refused.join(lang.pick("、", ", "));
                let not = (!refused.is_empty())
                    .then(|| lang.pick(format!("打不开：{names}。"), format!("Could not be opened: {names}.")));
                done + &not.unwrap_or_default()
            }
            (Self::NotExported { names }, Lang::Zh) => format!("这些文档读不出或读不全：{}。", names.join("、")),
            (Self::NotExported { names }, Lang::En) => {
                format!("These documents cannot be read, or not to their end: {}.", names.join(", "))
            }
            (Self::UpdateReady, lang) => {
                lang.pick("剪报有新版本。更新时会重新载入页面，文档都已保存。", "There is a newer jianbao. Updating loads the page again; your documents are saved.").into()
            }
            (Self::ReadOnly, lang) => lang
                .pick(
                    "这个文档已在另一个窗口打开，这里只能看。那个窗口关闭后，就可在这里接着改。",
                    "This document is open in another window, so it can only be looked at here. Once that window is closed, you can go on here.",
                )
                .into(),
            (Self::TakenOver, lang) => {
                lang.pick("另一个窗口已关闭，现在可以在这里修改了。", "The other window was closed: you can make changes here now.").into()
            }
            (Self::Restored { restored, left_out }, Lang::Zh) => {
                format!("已从备份恢复 {restored} 个文档；{left_out} 个这里已有，没有动。")
            }
            (Self::Restored { restored, left_out }, Lang::En) => {
                format!("{restored} documents were put back from the backup; {left_out} are here already and were left alone.")
            }
            (Self::WentBack, Lang::Zh) => "已回到那一点。撤销（Ctrl Z）就回到刚才。".into(),
            (Self::WentBack, Lang::En) => "Everything is as it was then. Undo (Ctrl Z) takes that back.".into(),
            (Self::DocumentDeleted { name }, Lang::Zh) => format!("已删除“{name}”，可在下面的“已删除”里找回。"),
            (Self::DocumentDeleted { name }, Lang::En) => {
                format!("“{name}” was deleted. You can put it back under “Deleted”.")
            }
            (Self::NoWorker, Lang::Zh) => "自动建议无法启动。手工标注、下载都照常可用。".into(),
            (Self::NoWorker, Lang::En) => "Proposals are not available. Labeling by hand and downloading work as usual.".into(),
            (Self::NoModels, lang) => lang
                .pick(
                    "提议所用的模型文件没能加载，请稍后点“重新提议”。手工标注、下载都照常可用。",
                    "The model files for proposals could not be loaded; try “Propose again” later. Labeling by hand and downloading work as usual.",
                )
                .into(),
            (Self::Refused(refusal), lang) => refused(refusal, lang),
            (Self::NothingToUndo, lang) => lang.pick("没有可撤销的改动。", "Nothing to undo.").into(),
            (Self::NothingToRedo, lang) => lang.pick("没有可重做的改动。", "Nothing to redo.").into(),
            (Self::NoMoreProposals, lang) => lang.pick("这个方向没有待定的建议了。", "No more proposals in this direction.").into(),
            (Self::Forgotten, lang) => lang
                .pick("从你的改动里学到的都忘了；下次提议不再用。", "What was learned from your changes is forgotten and will not be used again.")
                .into(),
            (&Self::Purged { purged, in_use }, lang) => {
                let done = lang.pick(format!("彻底删除了 {purged} 个文档。"), format!("{purged} documents were deleted for good. "));
                match in_use {
                    0 => done.trim_end().into(),
                    _ => done + &lang.pick(
                        format!("{in_use} 个正在另一个窗口里打开，没有删。"),
                        format!("{in_use} are open in another window and stay."),
                    ),
                }
            }
            (Self::WordsForgotten, lang) => {
                lang.pick("词表忘了；下次提议不再用。", "The word list is forgotten and will not be used again.").into()
            }
            (Self::LearnedTaken, lang) => lang
                .pick("已换成文件里学到的内容，下次提议时使用。", "What was learned is now that of the file; it is used for the next proposals.")
                .into(),
            (Self::NothingLearned, lang) => lang.pick("还没有学到什么。", "Nothing was learned yet.").into(),
            (Self::ReviewDone, lang) => lang
                .pick("存疑的都看过了。其余的可以一起接受（Ctrl+Shift+A）。", "Nothing in doubt is left. The rest can be accepted together (Ctrl+Shift+A).")
                .into(),
            (Self::DraftKept, lang) => lang.pick("标签集的改动没有保存；再打开时还在。", "The labels were not saved; the changes are there when they are opened again.").into(),
            (Self::NothingTicked, lang) => lang.pick("请先勾选要标注的地方。", "Tick the places to label first.").into(),
            (Self::PickFirst, lang) => lang.pick("请先选中一个实体或一篇文章。", "Pick an entity or an article first.").into(),
            (Self::SelectFirst, lang) => lang.pick("请先选中文字。", "Select some text first.").into(),
            (Self::CopyFailed, lang) => lang.pick("浏览器不许复制，请改用下载。", "The browser refused the clipboard: download the file instead.").into(),
            (Self::Copied, lang) => lang.pick("已复制。", "Copied.").into(),
            (Self::ElsewhereOnly { item }, Lang::Zh) => format!("{item} 不在打开的这个文档里。"),
            (Self::ElsewhereOnly { item }, Lang::En) => format!("{item} is not in the document that is open."),
            (Self::NoFilesWorker, lang) => lang.pick(
                "读写其他格式的后台程序没有启动。仍可打开 UTF-8 文本和剪报的标注文件，也可下载标注文件。",
                "The background program that reads and writes other formats did not start. Text in UTF-8 and labelled files of jianbao can still be opened, and labelled files downloaded.",
            ).into(),
            (Self::NoArticleHere, lang) => lang.pick("这里没有文章。", "There is no article here.").into(),
            (Self::NoPartThere, lang) => lang.pick("这一部分已经在最前或最后。", "This part is the first or the last already.").into(),
            (Self::SelectInBlock, lang) => lang.pick("请先在一个段块内选中文字。", "Select some text inside one block first.").into(),
            (Self::AddingRange, lang) => lang
                .pick("选中还属于它的文字，再按 + 并入；Esc 取消。", "Select what else belongs to it, then press + again; Esc ends it.")
                .into(),
            (Self::LastRange, lang) => lang
                .pick("实体至少要有一段；要去掉整个实体请删除。", "An entity has at least one range: delete it to take it away.")
                .into(),
            (Self::NoRangeHere, lang) => lang.pick("光标处没有该实体的文字。", "No range of the picked entity is at the cursor.").into(),
            (Self::NoMarkHere, lang) => lang.pick("光标处没有实体。", "No entity is at the cursor.").into(),
            (Self::NoArticleBefore, lang) => lang.pick("前面没有文章可以合并。", "There is no article before this one.").into(),
        }
    }
}

/// Why a store did not do what it should, in words.
pub fn store_error(error: &StoreError, lang: Lang) -> String {
    match error {
        StoreError::Full => lang.pick("浏览器的存储空间满了", "the browser's storage is full").into(),
        StoreError::Blocked => {
            lang.pick("浏览器不让这个页面存储", "the browser lets this page keep nothing").into()
        }
        StoreError::Newer => {
            lang.pick("存储由更新的版本写成", "what is kept here was written by a newer version").into()
        }
        StoreError::Exists => {
            lang.pick("别的窗口也改了这个文档", "another window changed this document").into()
        }
        StoreError::Closed => lang.pick("浏览器关闭了存储", "the browser closed the storage").into(),
        StoreError::Other(words) => words.clone(),
    }
}

/// Megabytes with a tenth; without floating point, whose formatting is long.
fn mib(bytes: usize) -> String {
    let tenths = bytes.saturating_mul(10) / (1024 * 1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn taken_in(report: &IngestReport, encoding: Option<&str>, unsure: bool, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(encoding) = encoding {
        parts.push(match (unsure, lang) {
            (false, Lang::Zh) => format!("按 {encoding} 编码读取"),
            (false, Lang::En) => format!("read as {encoding}"),
            (true, Lang::Zh) => format!("编码可能是 {encoding}，请核对文字是否正常"),
            (true, Lang::En) => {
                format!("the encoding is probably {encoding}: check that the text looks right")
            }
        });
    }
    let counts = [
        (report.crlf + report.cr, "处换行已统一", "line ends made uniform"),
        (report.nul, "个空字符已替换", "NUL characters replaced"),
        (report.lone_surrogates, "个残缺字符已替换", "broken characters replaced"),
    ];
    for (n, zh, en) in counts {
        if n > 0 {
            parts.push(lang.pick(format!("{n} {zh}"), format!("{n} {en}")));
        }
    }
    match lang {
        Lang::Zh => format!("{}。", parts.join("，")),
        Lang::En => {
            let text = parts.join(", ");
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}.", chars.as_str())
        }
    }
}

fn refused(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::UnknownLabel(label) => {
            lang.pick(format!("没有标签 {label}。"), format!("There is no label {label}."))
        }
        Refusal::LabelInUse(label) => lang.pick(
            format!("标签 {label} 还在使用，不能删除。"),
            format!("The label {label} is in use and cannot go."),
        ),
        other => {
            let text = match other {
                Refusal::NoText => lang.pick("这里没有可标注的文字。", "There is no text to label here."),
                Refusal::NoBlock => lang.pick("这里没有段块。", "There is no block here."),
                Refusal::AlreadyBegins => {
                    lang.pick("文章本来就从这里开始。", "An article begins here already.")
                }
                Refusal::SameArticle => {
                    lang.pick("不能与自己合并。", "An article cannot be joined with itself.")
                }
                Refusal::Duplicate => lang.pick("同样的标注已经有了。", "The same entity exists already."),
                Refusal::ReadOnly => lang.pick(
                    "这个文档已在另一个窗口打开，这里只能看。",
                    "This document is open in another window and can only be looked at here.",
                ),
                Refusal::BlockStays => lang.pick(
                    "段块不能拒绝或删除；可以改角色或移走。",
                    "A block cannot be rejected or deleted; give it another role or move it.",
                ),
                _ => lang.pick("现在不能这样做。", "That cannot be done now."),
            };
            text.into()
        }
    }
}

/// How many bad rows of a word list are told one by one.
const MAX_ROWS_TOLD: usize = 5;

/// The rows of a word list that are of no use, in words; nothing where there are none.
fn left_out_rows(rows: &[LeftOut], lang: Lang) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let told: Vec<String> = rows.iter().take(MAX_ROWS_TOLD).map(|row| left_out_row(row, lang)).collect();
    let more = rows.len().saturating_sub(MAX_ROWS_TOLD);
    match lang {
        Lang::Zh => {
            let more = if more > 0 { format!("；还有 {more} 行") } else { String::new() };
            format!("有 {} 行没有用：{}{more}。", rows.len(), told.join("；"))
        }
        Lang::En => {
            let more = if more > 0 { format!("; {more} more") } else { String::new() };
            format!(" Rows left out: {}: {}{more}.", rows.len(), told.join("; "))
        }
    }
}

fn left_out_row(row: &LeftOut, lang: Lang) -> String {
    if lang == Lang::En {
        return row.to_string();
    }
    let why = match &row.why {
        Why::NoText => "没有文字".to_owned(),
        Why::NoLabel => "没有标签（每行写“文字,标签”）".to_owned(),
        Why::Columns(n) => format!("有 {n} 列，应为两列（文字里有逗号就加引号）"),
        Why::TooShort => "只有一个字，太容易认错".to_owned(),
        Why::UnknownLabel(name) => format!("的标签“{name}”不在标签集里"),
    };
    format!("第 {} 行{why}", row.line)
}
