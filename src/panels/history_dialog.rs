//! The history: what was done when, points with names, what changed since a point, and the way back to it.

use jianbao_formats::hub::table;
use jianbao_workbench::history::{ComparedView, Difference, HistoryMsg, HistoryRow, HistoryView, Item};
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::platform::{clock_text, day_text, time_text};

/// The id of the field for the name of a point.
const NAME_ID: &str = "point-name";

/// Up to how many places of one kind of change are shown without being asked for.
const MAX_OPEN: usize = 30;

/// What the dialog needs to know.
pub struct HistoryDialogProps {
    /// The language.
    pub lang: Lang,
    /// What it shows.
    pub view: HistoryView,
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

impl HistoryDialogProps {
    fn tell(&self, msg: HistoryMsg) -> Callback<MouseEvent> {
        self.send.reform(move |_| Msg::History(msg.clone()))
    }

    fn button(&self, class: &'static str, zh: &'static str, en: &'static str, msg: HistoryMsg) -> Html {
        html! { <button type="button" {class} onclick={self.tell(msg)}>{ self.lang.pick(zh, en) }</button> }
    }
}

/// The dialog.
pub fn history_dialog(props: &HistoryDialogProps) -> Html {
    let lang = props.lang;
    // With a key of its own each of the two begins at its top.
    let (key, title, inside) = match &props.view.compared {
        None => ("timeline", lang.pick("历史", "History").to_owned(), timeline(props)),
        Some(compared) => ("compared", since(&compared.row, lang), comparison(props, compared)),
    };
    html! { <Dialog {key} class="history" {title} {lang} on_close={props.send.reform(|()| Msg::Dismiss)}>{ inside }</Dialog> }
}

fn name_field() -> Option<HtmlInputElement> {
    gloo::utils::document().get_element_by_id(NAME_ID)?.dyn_into().ok()
}

/// Gives the keyboard to the field for the name of a point.
pub fn focus_point_name() {
    if let Some(field) = name_field() {
        let _not_worth_a_word = field.focus();
        field.select();
    }
}

fn timeline(props: &HistoryDialogProps) -> Html {
    let (lang, view) = (props.lang, &props.view);
    let name = (!props.read_only).then(|| {
        let edit = HistoryMsg::Edit(Some(view.now));
        props.button("name-now", "给现在这一点起名", "Name this point", edit)
    });
    let changes = view.exported.map(|seq| {
        let compare = HistoryMsg::Compare(Some(seq));
        props.button("since-export", "上次导出以来的变化", "What changed since the last export", compare)
    });
    let end = if view.reads {
        reading(lang)
    } else if view.has_more {
        props.button("more", "更早的", "Older", HistoryMsg::More)
    } else if view.is_damaged {
        lost(lang.pick("更早的操作读不出来。", "Older actions cannot be read."))
    } else {
        Html::default()
    };
    html! {
        <>
            <p class="row-of-buttons">{ name }{ changes }</p>
            { rows(props, &view.rows) }
            { end }
            { rows(props, &view.older) }
        </>
    }
}

fn reading(lang: Lang) -> Html {
    html! { <p class="counts" role="status">{ lang.pick("正在读更早的操作…", "Reading older actions…") }</p> }
}

fn lost(text: &'static str) -> Html {
    html! { <p class="lost">{ text }</p> }
}

/// Rows under their days.
fn rows(props: &HistoryDialogProps, rows: &[HistoryRow]) -> Html {
    let mut last_day = String::new();
    let mut shown = Vec::new();
    for row in rows {
        let day = day_text(row.period.to, props.lang);
        if day != last_day {
            shown.push(html! { <h3 key={day.clone()}>{ &day }</h3> });
            last_day = day;
        }
        shown.push(show(props, row));
    }
    shown.into_iter().collect()
}

fn show(props: &HistoryDialogProps, row: &HistoryRow) -> Html {
    let (lang, seq) = (props.lang, row.period.seq);
    let is_named = !row.point.name.is_empty();
    let is_edited = props.view.editing == Some(seq) && !row.is_single;
    let (from, to) = (clock_text(row.period.from, lang), clock_text(row.period.to, lang));
    let time = if from == to { to } else { format!("{from}–{to}") };
    let mut did = vec![name_of(props, row, is_edited)];
    if !row.is_single {
        did.extend(marks(row, lang));
    }
    did.push(html! { <span>{ row.period.tally.words(lang) }</span> });
    if row.period.n_steps > 1 {
        let text = lang.pick(format!("{} 步", row.period.n_steps), format!("{} steps", row.period.n_steps));
        did.push(html! {
            <button class="plain steps" aria-expanded={row.is_unfolded.to_string()} onclick={props.tell(HistoryMsg::Unfold(seq))}>{ text }</button>
        });
    }
    let mut deeds = Vec::new();
    if !props.read_only && !row.is_single && !is_edited {
        let (zh, en) = if is_named { ("改名", "Rename") } else { ("起名", "Name") };
        deeds.push(props.button("plain edit", zh, en, HistoryMsg::Edit(Some(seq))));
        if is_named {
            let none = HistoryMsg::Name(seq, String::new());
            deeds.push(props.button("plain unname", "去掉名字", "Remove the name", none));
        }
    }
    if !row.is_now {
        deeds.push(props.button(
            "compare",
            "比较、回退…",
            "Compare, go back…",
            HistoryMsg::Compare(Some(seq)),
        ));
    }
    html! {
        <div key={format!("{seq}{}", row.is_single)} class={if row.is_single { "period single" } else { "period" }}>
            <time>{ time }</time>
            <div class="did">{ did }</div>
            <div class="deeds">{ deeds }</div>
        </div>
    }
}

/// What is special about a point besides its name.
fn marks(row: &HistoryRow, lang: Lang) -> Vec<Html> {
    let mut marks = Vec::new();
    let mut add = |class: &'static str, text: String| marks.push(html! { <span {class}>{ text }</span> });
    if row.is_now {
        add("mark-of", lang.pick("现在", "Now").to_owned());
    }
    if let Some(id) = row.point.exported.as_deref() {
        let name = table().iter().find(|info| info.id == id).map_or(id, |info| info.name);
        if row.is_last_export {
            add("mark-of last", format!("{}{name}", lang.pick("上次导出：", "Last export: ")));
        } else {
            add("mark-of", format!("{}{name}", lang.pick("导出：", "Exported: ")));
        }
    }
    if row.is_start {
        add("mark-of", lang.pick("文档进来", "The document came in").to_owned());
    }
    marks
}

/// The name of a point, or the field for it: Enter or the button takes the name, Escape does not.
fn name_of(props: &HistoryDialogProps, row: &HistoryRow, is_edited: bool) -> Html {
    let (lang, seq) = (props.lang, row.period.seq);
    if !is_edited {
        let is_shown = !row.is_single && !row.point.name.is_empty();
        return if is_shown {
            html! { <b class="name">{ &row.point.name }</b> }
        } else {
            Html::default()
        };
    }
    let take = props.send.reform(move |()| {
        let name = name_field().map(|field| field.value()).unwrap_or_default();
        Msg::History(HistoryMsg::Name(seq, name))
    });
    let onclick = take.reform(|_: MouseEvent| ());
    let onkeydown = {
        let send = props.send.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            _ if event.is_composing() => {}
            "Enter" => take.emit(()),
            "Escape" => {
                // The dialog stays.
                event.prevent_default();
                send.emit(Msg::History(HistoryMsg::Edit(None)));
            }
            _ => {}
        })
    };
    html! {
        <>
            <input id={NAME_ID} type="text" maxlength="80" autocomplete="off" autofocus=true value={row.point.name.clone()} {onkeydown}
                aria-label={lang.pick("这一点的名字", "Name of the point")} placeholder={lang.pick("如：初校", "Such as: first reading")} />
            <button type="button" class="take-name" {onclick}>{ lang.pick("起名", "Name") }</button>
        </>
    }
}

/// Since when, in words.
fn since(row: &HistoryRow, lang: Lang) -> String {
    let when = if !row.point.name.is_empty() {
        format!("“{}”", row.point.name)
    } else if row.is_last_export {
        lang.pick("上次导出", "the last export").to_owned()
    } else if row.is_start {
        lang.pick("文档进来", "the document came in").to_owned()
    } else {
        time_text(row.period.to, lang)
    };
    lang.pick(format!("{when} 以来的变化"), format!("Changes since {when}"))
}

fn comparison(props: &HistoryDialogProps, compared: &ComparedView) -> Html {
    let lang = props.lang;
    let differences = compared.differences.as_ref().map(|differences| differences.as_slice());
    let can_go_back = !props.read_only && differences.is_some_and(|differences| !differences.is_empty());
    let found = match differences {
        None if props.view.reads => reading(lang),
        None => lost(lang.pick(
            "那时以来的操作读不全，无法比较。",
            "What was done since then cannot be read, so there is nothing to compare.",
        )),
        Some([]) => html! { <p>{ lang.pick("没有不同。", "Nothing is different.") }</p> },
        Some(differences) => differences.iter().map(|found| difference(props, found)).collect(),
    };
    html! {
        <>
            { found }
            if can_go_back {
                <p class="counts">{ lang.pick("回到那一点，就把这些一次收回；做过的仍在历史里，撤销就回来。",
                    "Going back takes all of this back as one step. What was done stays in the history, and undo brings it back.") }</p>
            }
            <footer>
                { props.button("timeline", "时间线", "Timeline", HistoryMsg::Compare(None)) }
                if can_go_back { { props.button("primary go-back", "回到那一点", "Go back to it", HistoryMsg::GoBack) } }
            </footer>
        </>
    }
}

fn difference(props: &HistoryDialogProps, found: &Difference) -> Html {
    let lang = props.lang;
    let item = |item: &Item| {
        let go = props.tell(HistoryMsg::GoTo(item.id, item.at));
        html! { <button key={item.id.0} class="plain place" onclick={go}>{ &item.text }</button> }
    };
    let more = found.n.saturating_sub(found.items.len().max(1));
    html! {
        <details class="difference" open={found.n <= MAX_OPEN}>
            <summary>{ found.what.text(found.n, lang) }</summary>
            <p class="places">
                { for found.items.iter().map(item) }
                if more > 0 { { lang.pick(format!("还有 {more} 处"), format!("and {more} more")) } }
            </p>
        </details>
    }
}
