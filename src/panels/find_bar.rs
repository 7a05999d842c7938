//! The search: a field above the text, and the list of hits that can be labeled together.

use gloo::utils::document;
use jianbao_core::{LabelSet, Project};
use jianbao_workbench::actions::Step;
use jianbao_workbench::find::{Find, FindMsg, HitRow};
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::shared::Shared;

const FIELD_ID: &str = "find";

/// Gives the keyboard to the field and puts in it what is looked for, selected. From then on the field is only read: to
/// write it would destroy a composition.
pub fn focus(query: &str) {
    let field = document().get_element_by_id(FIELD_ID);
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.set_value(query);
        let _not_worth_a_word = field.focus();
        field.select();
    }
}

/// What the bar shows.
#[derive(Clone, PartialEq)]
pub struct FindView {
    query: String,
    n_hits: usize,
    now: Option<usize>,
    is_listing: bool,
    n_ticked: usize,
    rows: Vec<HitRow>,
}

impl FindView {
    /// Of a search in a project.
    pub fn of(find: &Find, project: &Project) -> Self {
        Self {
            query: find.query().to_owned(),
            n_hits: find.hits().len(),
            now: find.now(),
            is_listing: find.is_listing(),
            n_ticked: find.n_ticked(),
            rows: find.rows(project),
        }
    }
}

/// What the bar needs to know.
pub struct FindBarProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// What is shown.
    pub view: FindView,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The bar and, below it, the list.
pub fn find_bar(props: &FindBarProps) -> Html {
    let (lang, view) = (props.lang, &props.view);
    let send = props.send.reform(Msg::Find);
    let on = |msg: FindMsg| send.reform(move |_: MouseEvent| msg.clone());
    let on_input = send.reform(|event: InputEvent| {
        FindMsg::Query(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let on_escape = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                send.emit(FindMsg::Close);
            }
        })
    };
    let on_key = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_typing = event.is_composing() || event.key_code() == 229;
            let msg = match (event.key().as_str(), event.shift_key()) {
                _ if is_typing => {
                    // Escape ends the composition.
                    event.stop_propagation();
                    return;
                }
                ("Enter" | "ArrowDown", false) => FindMsg::Step(Step::On),
                ("Enter", true) | ("ArrowUp", _) => FindMsg::Step(Step::Back),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            send.emit(msg);
        })
    };
    let count = match (view.query.trim().is_empty(), view.now) {
        (true, _) => String::new(),
        (false, None) => lang.pick("没有", "None").to_owned(),
        (false, Some(now)) => format!("{} / {}", now + 1, view.n_hits),
    };
    let none = view.n_hits == 0;
    html! {
        <div class="find" role="search" aria-label={lang.pick("查找", "Search")} onkeydown={on_escape}>
            <div class="bar">
                <input id={FIELD_ID} type="text" autocomplete="off" spellcheck="false"
                    oninput={on_input} onkeydown={on_key} aria-label={lang.pick("在文中查找", "Search in the text")}
                    placeholder={lang.pick("查找：全半角、大小写、繁简都算", "Search: width, case and script do not count")} />
                <output class="numbers" role="status">{ count }</output>
                <button onclick={on(FindMsg::Step(Step::Back))} disabled={none} aria-label={lang.pick("上一处", "Previous hit")} title="Shift Enter">{ "↑" }</button>
                <button onclick={on(FindMsg::Step(Step::On))} disabled={none} aria-label={lang.pick("下一处", "Next hit")} title="Enter">{ "↓" }</button>
                <button onclick={on(FindMsg::List(!view.is_listing))} disabled={none && !view.is_listing} aria-expanded={view.is_listing.to_string()}>
                    { lang.pick("全部标注…", "Label all…") }
                </button>
                <button class="plain" onclick={on(FindMsg::Close)} aria-label={lang.pick("关闭查找", "Close the search")} title="Esc">{ "✕" }</button>
            </div>
            if view.is_listing && !none { { list(props, &send) } }
        </div>
    }
}

fn list(props: &FindBarProps, send: &Callback<FindMsg>) -> Html {
    let (lang, view) = (props.lang, &props.view);
    let on = |msg: FindMsg| send.reform(move |_: MouseEvent| msg.clone());
    let row = |row: &HitRow| {
        let number = row.number;
        let on_tick = send.reform(move |event: Event| {
            FindMsg::Tick(number, event.target_unchecked_into::<HtmlInputElement>().checked())
        });
        let labels = row.labels.iter().map(|id| {
            let place = props.labels.position(id).map(|at| format!("l{at}"));
            let name = props.labels.get(id).map_or_else(
                || id.to_string(),
                |label| lang.pick(&label.name_zh, &label.name_en).to_string(),
            );
            html! { <span class={classes!("chip", place)}>{ name }</span> }
        });
        let is_now = view.now == Some(number);
        html! {
            <li key={number} class={is_now.then_some("now")}>
                <input type="checkbox" checked={row.ticked} onchange={on_tick}
                    aria-label={lang.pick(format!("第 {} 处也标注", number + 1), format!("Label hit {} too", number + 1))} />
                <button class="plain" onclick={on(FindMsg::Go(number))} aria-current={is_now.then_some("true")}>
                    <span class="muted">{ &row.before }</span><mark>{ &row.text }</mark><span class="muted">{ &row.behind }</span>
                </button>
                { for labels }
            </li>
        }
    };
    let label = |(i, label): (usize, &jianbao_core::annotation::Label)| {
        let name = lang.pick(&label.name_zh, &label.name_en).to_string();
        html! { <button class={classes!("label", format!("l{i}"))} onclick={on(FindMsg::Label(label.id.clone()))} disabled={view.n_ticked == 0}>{ name }</button> }
    };
    let (listed, rest) = (view.rows.len(), view.n_hits - view.rows.len());
    html! {
        <div class="hits">
            <div class="row-of-buttons">
                <span>{ lang.pick(format!("勾选 {} 处，标注为：", view.n_ticked), format!("{} ticked, label as:", view.n_ticked)) }</span>
                { for props.labels.iter().enumerate().map(label) }
            </div>
            <div class="row-of-buttons">
                <button class="small" onclick={on(FindMsg::TickAll(true))}>{ lang.pick("全选", "Tick all") }</button>
                <button class="small" onclick={on(FindMsg::TickAll(false))}>{ lang.pick("全不选", "Tick none") }</button>
                if rest > 0 {
                    <span class="muted">{ lang.pick(format!("列出前 {listed} 处，另有 {rest} 处不会标注。"), format!("The first {listed} are listed; {rest} others will not be labeled.")) }</span>
                    <button class="small" onclick={on(FindMsg::More)}>{ lang.pick("再列一些", "List more") }</button>
                }
            </div>
            <ol tabindex="-1">{ for view.rows.iter().map(row) }</ol>
        </div>
    }
}
