//! The one table of what a person can do by key, button or menu.
//!
//! The keymap, the toolbar, the help and `docs/keyboard.md` are made from it.

use std::sync::LazyLock;

use jianbao_core::Role;

use crate::cursor::Motion;
use crate::lang::Lang;

/// Something that a person can do.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Take back the last change.
    Undo,
    /// Make it again.
    Redo,
    /// Accept what is picked.
    Accept,
    /// Reject what is picked.
    Reject,
    /// Take away what is picked.
    Delete,
    /// Go to the next proposal.
    NextProposal,
    /// Go to the proposal before.
    PrevProposal,
    /// Begin an article at the cursor.
    Cut,
    /// Join the article of the cursor with the one before it on the page.
    JoinPrevious,
    /// Make a new article of the blocks.
    ToNewArticle,
    /// Say that the blocks are page furniture.
    ToFurniture,
    /// Open the menu of articles that the blocks can go to.
    ChooseArticle,
    /// Say that a block goes on with the paragraph before it, or that it does not.
    ToggleContinues,
    /// Pick the article of the cursor.
    PickArticle,
    /// Accept the article of the cursor, with its blocks.
    AcceptArticle,
    /// Accept every proposal of the page that is left.
    AcceptAll,
    /// Begin a review of what is doubtful, or end it.
    Review,
    /// In a review: pass over what is shown.
    Skip,
    /// In a review: go back to the one before.
    Back,
    /// Say what the blocks are.
    SetRole(Role),
    /// Say what the selected stretch inside a block is.
    SetInline(Role),
    /// Move the part of the article at the cursor in the reading order.
    MovePart(Step),
    /// Move an edge of the picked entity by a character.
    MoveEdge(Edge, Step),
    /// Move the cursor.
    Move(Motion),
    /// Move the cursor and keep or begin a selection.
    Extend(Motion),
    /// Give the selection the label that was used last.
    LastLabel,
    /// Make the selection a further range of the picked entity, or what is selected next.
    AddRange,
    /// Take the range at the cursor, or what is selected, from the picked entity.
    RemoveRange,
    /// Pick the entity at the cursor; where several lie over each other, one after the other.
    NextMark,
    /// Label the other places with the text of the picked entity, those that are ticked.
    LabelOccurrences,
    /// Choose a label by name for the selection or the picked entity.
    ChooseLabel,
    /// Choose a label that whatever is selected gets, or end that.
    Sticky,
    /// Show the text in page order or in article order.
    ToggleOrder,
    /// Show rejected proposals, or hide them.
    ToggleRejected,
    /// Let go of what is picked or selected.
    Escape,
    /// Download the labelled JSON.
    Download,
    /// Open the export dialog.
    Export,
    /// Search in the text.
    Find,
    /// Open the dialog of labels.
    EditLabels,
    /// Show what was done, and what changed since.
    History,
    /// Name the present point.
    NamePoint,
    /// Show what changed since the last export.
    Changes,
    /// Take the tour.
    Tour,
    /// Show the keys.
    Help,
    /// Open the command palette.
    Palette,
    /// The interface in the other language.
    SwitchLang,
    /// Close the page and open another one.
    Close,
    /// Propose, or propose again with what was corrected.
    Propose,
    /// Stop proposing.
    StopProposing,
}

impl Action {
    /// Whether it can be done while no page is open.
    pub fn works_without_page(self) -> bool {
        matches!(self, Self::Help | Self::Palette | Self::SwitchLang | Self::Tour)
    }
}

/// An edge of an entity.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

impl Edge {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Start => Self::End,
            Self::End => Self::Start,
        }
    }
}

/// By one character.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Toward the start of the text.
    Back,
    /// Toward its end.
    On,
}

/// A key with its modifiers. On a Mac, Command counts as Control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key as browsers name it (`KeyboardEvent.key`), letters in lower case.
    pub key: &'static str,
    /// Control or Command.
    pub ctrl: bool,
    /// Shift; for keys that are typed with it (`{`) it is part of the key and false here.
    pub shift: bool,
    /// Alt or Option.
    pub alt: bool,
}

const fn key(key: &'static str) -> Chord {
    Chord { key, ctrl: false, shift: false, alt: false }
}

const fn shift(key: &'static str) -> Chord {
    Chord { key, ctrl: false, shift: true, alt: false }
}

const fn ctrl(key: &'static str) -> Chord {
    Chord { key, ctrl: true, shift: false, alt: false }
}

const fn alt(key: &'static str) -> Chord {
    Chord { key, ctrl: false, shift: false, alt: true }
}

/// Groups of actions in the help.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// Entities.
    Entity,
    /// Articles and blocks.
    Article,
    /// What blocks are.
    Role,
    /// What stretches inside blocks are.
    Inline,
    /// Everything else.
    General,
}

impl Group {
    /// All groups in the order of the help.
    pub const ALL: [Self; 6] =
        [Self::General, Self::Entity, Self::Article, Self::Role, Self::Inline, Self::Move];

    /// Its title.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Move => lang.pick("移动与选择", "Move and select"),
            Self::Entity => lang.pick("实体", "Entities"),
            Self::Article => lang.pick("文章与段块", "Articles and blocks"),
            Self::Role => lang.pick("段块的角色", "Roles of blocks"),
            Self::Inline => lang.pick("段块内选中文字的角色", "Roles of the text selected inside a block"),
            Self::General => lang.pick("通用", "General"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug)]
pub struct ActionInfo {
    /// What is done.
    pub action: Action,
    /// Its name in documents and tests.
    pub id: &'static str,
    /// Where the help lists it.
    pub group: Group,
    /// Its keys; none for what has only a button.
    pub chords: Vec<Chord>,
    zh: &'static str,
    en: &'static str,
}

impl ActionInfo {
    /// Its name for a person.
    pub fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Every action, in the order of the help.
pub fn all() -> &'static [ActionInfo] {
    static ALL: LazyLock<Vec<ActionInfo>> = LazyLock::new(table);
    &ALL
}

fn table() -> Vec<ActionInfo> {
    use Action::*;
    let mut rows = Vec::new();
    let mut add = |action, id, group, chords: &[Chord], zh, en| {
        rows.push(ActionInfo { action, id, group, chords: chords.to_vec(), zh, en });
    };
    use Group as G;
    add(Undo, "undo", G::General, &[ctrl("z")], "撤销", "Undo");
    add(Redo, "redo", G::General, &[Chord { shift: true, ..ctrl("z") }, ctrl("y")], "重做", "Redo");
    add(NextProposal, "next-proposal", G::General, &[key("n")], "下一条建议", "Next proposal");
    add(PrevProposal, "prev-proposal", G::General, &[shift("n")], "上一条建议", "Previous proposal");
    add(
        Review,
        "review",
        G::General,
        &[key("q")],
        "审阅存疑的建议／结束审阅",
        "Review what is in doubt, or end it",
    );
    add(Skip, "skip", G::General, &[key(" ")], "审阅时：跳过", "In a review: pass over");
    add(
        Back,
        "back",
        G::General,
        &[alt("ArrowLeft")],
        "审阅时：回到上一条（也可按 ⌫）",
        "In a review: back to the one before (also ⌫)",
    );
    add(
        AcceptAll,
        "accept-all",
        G::General,
        &[Chord { shift: true, ..ctrl("a") }],
        "接受整版剩下的建议",
        "Accept the rest of the page",
    );
    add(Accept, "accept", G::General, &[key("a")], "接受", "Accept");
    add(Reject, "reject", G::General, &[key("x")], "拒绝", "Reject");
    add(Delete, "delete", G::General, &[key("Delete")], "删除", "Delete");
    add(Escape, "escape", G::General, &[key("Escape")], "取消选择", "Clear selection");
    add(Export, "export", G::General, &[ctrl("e")], "导出为其他格式", "Export in another format");
    add(Download, "download", G::General, &[ctrl("s")], "下载标注 JSON", "Download labelled JSON");
    add(
        ToggleOrder,
        "toggle-order",
        G::General,
        &[key("v")],
        "切换版面顺序／文章顺序",
        "Page order or article order",
    );
    add(
        ToggleRejected,
        "toggle-rejected",
        G::General,
        &[shift("x")],
        "显示或隐藏已拒绝的",
        "Show or hide rejected",
    );
    add(Find, "find", G::General, &[key("/")], "在文中查找", "Search in the text");
    add(Palette, "palette", G::General, &[ctrl("k")], "命令面板", "Command palette");
    add(EditLabels, "edit-labels", G::General, &[], "编辑标签集", "Edit the set of labels");
    add(History, "history", G::General, &[shift("h")], "历史", "History");
    add(NamePoint, "name-point", G::General, &[shift("p")], "给现在这一点起名", "Name this point");
    add(
        Changes,
        "changes",
        G::General,
        &[shift("d")],
        "上次导出以来的变化",
        "What changed since the last export",
    );
    add(Help, "help", G::General, &[key("?")], "按键说明", "Keys");
    add(Tour, "tour", G::General, &[], "一分钟导览", "Tour of a minute");
    add(Propose, "propose", G::General, &[], "提议／按我的改动重新提议", "Propose, or again with my changes");
    add(StopProposing, "stop-proposing", G::General, &[], "停止提议", "Stop proposing");
    add(SwitchLang, "switch-lang", G::General, &[], "界面语言：中文／English", "Language: English／中文");
    add(Close, "close", G::General, &[], "关闭，打开另一个版面", "Close and open another page");

    add(
        LastLabel,
        "last-label",
        G::Entity,
        &[key("l")],
        "用上次的标签标注选中文字",
        "Label the selection as last time",
    );
    add(
        ChooseLabel,
        "choose-label",
        G::Entity,
        &[key("e")],
        "按名称或拼音首字母选标签",
        "Choose a label by name",
    );
    add(
        Sticky,
        "sticky-label",
        G::Entity,
        &[key("p")],
        "固定一个标签：选中即标；再按一次结束",
        "Sticky label: what is selected gets it; again to end",
    );
    add(
        LabelOccurrences,
        "label-occurrences",
        G::Entity,
        &[shift("l")],
        "同样文字的其他处（已勾选的）也这样标",
        "Label the other places with this text, those ticked",
    );
    add(
        NextMark,
        "next-mark",
        G::Entity,
        &[key(".")],
        "选中光标处的实体；再按换重叠的下一个",
        "Pick the entity at the cursor; again: the next one there",
    );
    add(
        AddRange,
        "add-range",
        G::Entity,
        &[key("+"), key("=")],
        "选中的文字并入该实体（不连续实体）",
        "Add the selection to the picked entity",
    );
    add(
        RemoveRange,
        "remove-range",
        G::Entity,
        &[key("-")],
        "从该实体去掉光标处的一段",
        "Take the range at the cursor from the entity",
    );
    add(
        MoveEdge(Edge::Start, Step::Back),
        "start-back",
        G::Entity,
        &[key("[")],
        "左边界左移一字",
        "Start one character back",
    );
    add(
        MoveEdge(Edge::Start, Step::On),
        "start-on",
        G::Entity,
        &[key("{")],
        "左边界右移一字",
        "Start one character on",
    );
    add(
        MoveEdge(Edge::End, Step::On),
        "end-on",
        G::Entity,
        &[key("]")],
        "右边界右移一字",
        "End one character on",
    );
    add(
        MoveEdge(Edge::End, Step::Back),
        "end-back",
        G::Entity,
        &[key("}")],
        "右边界左移一字",
        "End one character back",
    );

    add(Cut, "cut", G::Article, &[key("Enter")], "从这里另起一篇文章", "Begin an article here");
    add(
        JoinPrevious,
        "join-previous",
        G::Article,
        &[key("Backspace")],
        "并入版面上的前一篇",
        "Join with the article before",
    );
    add(
        ChooseArticle,
        "choose-article",
        G::Article,
        &[key("m")],
        "把段块移到某篇文章……",
        "Move blocks to an article…",
    );
    add(
        ToNewArticle,
        "to-new-article",
        G::Article,
        &[key("w")],
        "段块自成新文章",
        "Make the blocks a new article",
    );
    add(
        ToFurniture,
        "to-furniture",
        G::Article,
        &[key("f")],
        "段块是版面元素",
        "The blocks are page furniture",
    );
    add(
        ToggleContinues,
        "toggle-continues",
        G::Article,
        &[key("y")],
        "接上段／另起段",
        "Continues the paragraph, or not",
    );
    add(PickArticle, "pick-article", G::Article, &[key("i")], "选中所在文章", "Pick the article");
    add(
        AcceptArticle,
        "accept-article",
        G::Article,
        &[shift("a")],
        "接受整篇文章",
        "Accept the whole article",
    );

    add(
        MovePart(Step::Back),
        "part-back",
        G::Article,
        &[alt("ArrowUp")],
        "这一部分在文章中前移",
        "Read this part of the article earlier",
    );
    add(
        MovePart(Step::On),
        "part-on",
        G::Article,
        &[alt("ArrowDown")],
        "这一部分在文章中后移",
        "Read this part of the article later",
    );

    for (role, id, inline_id, letter) in ROLE_KEYS {
        add(
            SetInline(role),
            inline_id,
            G::Inline,
            &[alt(letter)],
            role_name(role, Lang::Zh),
            role_name(role, Lang::En),
        );
        add(SetRole(role), id, G::Role, &[key(letter)], role_name(role, Lang::Zh), role_name(role, Lang::En));
    }

    let motions = [
        (Motion::Left, "left", key("ArrowLeft"), "左移一字", "Character back"),
        (Motion::Right, "right", key("ArrowRight"), "右移一字", "Character on"),
        (Motion::BlockBack, "block-back", key("ArrowUp"), "上一段块", "Block back"),
        (Motion::BlockOn, "block-on", key("ArrowDown"), "下一段块", "Next block"),
        (Motion::BlockStart, "block-start", key("Home"), "段块开头", "Start of the block"),
        (Motion::BlockEnd, "block-end", key("End"), "段块末尾", "End of the block"),
        (Motion::WordBack, "word-back", ctrl("ArrowLeft"), "词首或上一词", "Start of the word"),
        (Motion::WordOn, "word-on", ctrl("ArrowRight"), "词尾或下一词", "End of the word"),
        (Motion::SentenceBack, "sentence-back", alt("Home"), "句首或上一句", "Start of the sentence"),
        (Motion::SentenceOn, "sentence-on", alt("End"), "句尾或下一句", "End of the sentence"),
        (Motion::ArticleBack, "article-back", ctrl("ArrowUp"), "文章开头或上一篇", "Start of the article"),
        (Motion::ArticleOn, "article-on", ctrl("ArrowDown"), "下一篇文章", "Next article"),
        (Motion::Start, "text-start", ctrl("Home"), "全文开头", "Start of the text"),
        (Motion::End, "text-end", ctrl("End"), "全文末尾", "End of the text"),
    ];
    for (motion, id, chord, zh, en) in motions {
        add(Move(motion), id, G::Move, &[chord], zh, en);
    }
    let extended = [
        (Motion::Left, "extend-left", shift("ArrowLeft"), "向左多选一字", "Select a character back"),
        (Motion::Right, "extend-right", shift("ArrowRight"), "向右多选一字", "Select a character on"),
        (
            Motion::BlockBack,
            "extend-block-back",
            shift("ArrowUp"),
            "选到上一段块",
            "Select to the block before",
        ),
        (Motion::BlockOn, "extend-block-on", shift("ArrowDown"), "选到下一段块", "Select to the next block"),
        (
            Motion::BlockStart,
            "extend-block-start",
            shift("Home"),
            "选到段块开头",
            "Select to the start of the block",
        ),
        (
            Motion::BlockEnd,
            "extend-block-end",
            shift("End"),
            "选到段块末尾",
            "Select to the end of the block",
        ),
    ];
    let with_shift = |chord: Chord| Chord { shift: true, ..chord };
    let further = [
        (
            Motion::WordBack,
            "extend-word-back",
            ctrl("ArrowLeft"),
            "选到词首",
            "Select to the start of the word",
        ),
        (Motion::WordOn, "extend-word-on", ctrl("ArrowRight"), "选到词尾", "Select to the end of the word"),
        (
            Motion::SentenceBack,
            "extend-sentence-back",
            alt("Home"),
            "选到句首",
            "Select to the start of the sentence",
        ),
        (
            Motion::SentenceOn,
            "extend-sentence-on",
            alt("End"),
            "选到句尾",
            "Select to the end of the sentence",
        ),
        (
            Motion::ArticleBack,
            "extend-article-back",
            ctrl("ArrowUp"),
            "选到文章开头",
            "Select to the start of the article",
        ),
        (
            Motion::ArticleOn,
            "extend-article-on",
            ctrl("ArrowDown"),
            "选到下一篇",
            "Select to the next article",
        ),
        (Motion::Start, "extend-text-start", ctrl("Home"), "选到全文开头", "Select to the start of the text"),
        (Motion::End, "extend-text-end", ctrl("End"), "选到全文末尾", "Select to the end of the text"),
    ];
    let further = further.map(|(motion, id, chord, zh, en)| (motion, id, with_shift(chord), zh, en));
    for (motion, id, chord, zh, en) in extended.into_iter().chain(further) {
        add(Extend(motion), id, G::Move, &[chord], zh, en);
    }
    rows
}

const ROLE_KEYS: [(Role, &str, &str, &str); 12] = [
    (Role::Headline, "role-headline", "inline-headline", "h"),
    (Role::Kicker, "role-kicker", "inline-kicker", "k"),
    (Role::Subtitle, "role-subtitle", "inline-subtitle", "s"),
    (Role::Byline, "role-byline", "inline-byline", "b"),
    (Role::Dateline, "role-dateline", "inline-dateline", "d"),
    (Role::Subhead, "role-subhead", "inline-subhead", "u"),
    (Role::Body, "role-body", "inline-body", "t"),
    (Role::Caption, "role-caption", "inline-caption", "c"),
    (Role::Credit, "role-credit", "inline-credit", "r"),
    (Role::Signature, "role-signature", "inline-signature", "g"),
    (Role::Jump, "role-jump", "inline-jump", "j"),
    (Role::Other, "role-other", "inline-other", "o"),
];

/// The key that says what a block is.
pub fn role_key(role: Role) -> &'static str {
    ROLE_KEYS.iter().find(|(other, ..)| *other == role).map_or("", |(.., key)| key)
}

/// The name of a role for a person.
pub fn role_name(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Headline => lang.pick("标题", "Headline"),
        Role::Kicker => lang.pick("引题", "Kicker"),
        Role::Subtitle => lang.pick("副题", "Subtitle"),
        Role::Byline => lang.pick("署名", "Byline"),
        Role::Dateline => lang.pick("电头", "Dateline"),
        Role::Subhead => lang.pick("小标题", "Subhead"),
        Role::Body => lang.pick("正文", "Body"),
        Role::Caption => lang.pick("图说", "Caption"),
        Role::Credit => lang.pick("图片署名", "Credit"),
        Role::Signature => lang.pick("文末署名", "Signature"),
        Role::Jump => lang.pick("转版", "Jump"),
        Role::Other => lang.pick("其他", "Other"),
    }
}

/// The action that a chord is bound to.
pub fn bound_to(chord: &PressedChord) -> Option<Action> {
    all().iter().find(|row| row.chords.iter().any(|bound| chord.is(bound))).map(|row| row.action)
}

/// A key as it was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PressedChord {
    /// The key as browsers name it (`KeyboardEvent.key`), letters in lower case.
    pub key: String,
    /// Control or Command was down.
    pub ctrl: bool,
    /// Shift was down.
    pub shift: bool,
    /// Alt or Option was down.
    pub alt: bool,
}

impl PressedChord {
    /// Whether it is the one that is bound. A sign that is typed with Shift brings its Shift along.
    fn is(&self, bound: &Chord) -> bool {
        let is_sign = bound.key.len() == 1 && bound.key.as_bytes()[0].is_ascii_punctuation();
        self.key == bound.key
            && self.ctrl == bound.ctrl
            && self.alt == bound.alt
            && (self.shift == bound.shift || is_sign)
    }
}

impl Chord {
    /// As a person reads it, such as `Ctrl Shift Z`.
    pub fn text(&self) -> String {
        let name = match self.key {
            "ArrowLeft" => "←".to_owned(),
            "ArrowRight" => "→".to_owned(),
            "ArrowUp" => "↑".to_owned(),
            "ArrowDown" => "↓".to_owned(),
            "Delete" => "Del".to_owned(),
            "Escape" => "Esc".to_owned(),
            " " => "Space".to_owned(),
            key if key.len() == 1 => key.to_ascii_uppercase(),
            key => key.to_owned(),
        };
        let modifiers = [(self.ctrl, "Ctrl"), (self.alt, "Alt"), (self.shift, "Shift")];
        let mut parts: Vec<&str> =
            modifiers.iter().filter(|(down, _)| *down).map(|(_, name)| *name).collect();
        parts.push(&name);
        parts.join(" ")
    }
}

/// `docs/keyboard.md`: every key, from the table.
pub fn keyboard_doc() -> String {
    let mut doc = String::from(
        "# Keyboard\n\n\
         Made from the table of actions in `crates/workbench/src/actions.rs`; the same table feeds the keymap, the help (`?`) and the buttons.\n\
         On a Mac, Command counts as Ctrl.\n\
         No key does anything in an input or while an input method composes.\n\n\
         Digits `1`–`9` and `0` give the selected text a label, or the picked entity another one; in the menu of articles they choose one.\n\
         With nothing selected or picked a digit is a count: `3` `1` labels the next three characters, `3` `→` moves by three.\n\
         Letters with a phrase selected are the name of a label; `Enter` gives the one that the menu has chosen, at first the one used last; `Shift Enter` in its field gives it beside a label that is there.\n",
    );
    for group in Group::ALL {
        doc.push_str(&format!("\n## {} {}\n\n", group.title(Lang::En), group.title(Lang::Zh)));
        doc.push_str("| key | does | 作用 |\n| --- | --- | --- |\n");
        for row in all().iter().filter(|row| row.group == group && !row.chords.is_empty()) {
            let keys: Vec<_> = row.chords.iter().map(|chord| format!("`{}`", chord.text())).collect();
            doc.push_str(&format!(
                "| {} | {} | {} |\n",
                keys.join(", "),
                row.text(Lang::En),
                row.text(Lang::Zh)
            ));
        }
    }
    doc
}

/// The action's own key for a person, to show beside a button.
pub fn chord_text(action: Action) -> String {
    let row = all().iter().find(|row| row.action == action);
    row.and_then(|row| row.chords.first().map(Chord::text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_chord_is_bound_twice_and_no_digit_is_taken_from_labels() {
        let mut seen = HashSet::new();
        for row in all() {
            for chord in &row.chords {
                assert!(seen.insert(*chord), "{} is bound twice", chord.text());
                assert!(!chord.key.chars().all(|c| c.is_ascii_digit()), "digits give labels");
            }
        }
    }

    #[test]
    fn every_action_has_an_id_and_a_text_of_its_own_in_its_group() {
        let mut ids = HashSet::new();
        let mut texts = HashSet::new();
        for row in all() {
            assert!(ids.insert(row.id));
            for lang in [Lang::Zh, Lang::En] {
                assert!(!row.text(lang).is_empty());
                assert!(texts.insert((row.group as u8, lang as u8, row.text(lang))), "{}", row.text(lang));
            }
        }
        assert!(Role::ALL.iter().all(|role| !role_key(*role).is_empty()));
    }

    /// `UPDATE_EXPECT=1 cargo test -p jianbao-workbench` writes it anew.
    #[test]
    fn the_document_of_keys_is_true() {
        expect_test::expect_file!["../../../docs/keyboard.md"].assert_eq(&keyboard_doc());
    }

    #[test]
    fn signs_are_found_with_and_without_shift() {
        let pressed = |key: &str, shift| PressedChord { key: key.into(), ctrl: false, shift, alt: false };
        assert_eq!(bound_to(&pressed("{", true)), Some(Action::MoveEdge(Edge::Start, Step::On)));
        assert_eq!(bound_to(&pressed("[", false)), Some(Action::MoveEdge(Edge::Start, Step::Back)));
        assert_eq!(bound_to(&pressed("?", true)), Some(Action::Help));
        assert_eq!(bound_to(&pressed("a", true)), Some(Action::AcceptArticle));
        assert_eq!(bound_to(&pressed("a", false)), Some(Action::Accept));
    }
}
