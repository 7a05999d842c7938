//! The entities of the page by their text, and what looks inconsistent in them.

use jianbao_core::annotation::Status;
use jianbao_core::{AnnotationId, LabelSet};
use jianbao_workbench::actions::Action;
use jianbao_workbench::view::{
    EntityGroup, ListFilter, ListRow, ListSort, StatusFilter, Warning, WarningKind, list_rows,
};
use jianbao_workbench::{Lang, Msg};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::use_growing;
use crate::shared::Shared;

/// How many rows are drawn at first and with every further step: a page can have thousands of texts.
const STEP: usize = 150;

/// How many of them are drawn in one task.
const ROWS_AT_ONCE: usize = 30;

/// What the list needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct EntityListProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// The entities by text.
    pub groups: Shared<Vec<EntityGroup>>,
    /// What to look at again.
    pub warnings: Shared<Vec<Warning>>,
    /// The entity that is picked.
    pub picked: Option<AnnotationId>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The list; what is picked in it is picked in the text, and the other way round.
#[component(EntityList)]
pub fn entity_list(props: &EntityListProps) -> Html {
    let lang = props.lang;
    let filter = use_state(ListFilter::default);
    let shown = use_state(|| STEP);
    let n_warnings = use_state(|| STEP);
    let list = use_node_ref();
    let rows =
        use_memo((props.groups.clone(), (*filter).clone()), |(groups, filter)| list_rows(groups, filter));
    let place = props.picked.and_then(|id| rows.iter().position(|row| row.ids.contains(&id)));
    {
        let list = list.clone();
        use_effect_with(props.picked, move |_| {
            let list = list.cast::<Element>();
            // On a narrow screen the inspector scrolls as a whole, and what is picked stands above the list.
            let own = list.and_then(|list| list.closest(".entities").ok()?);
            let own = own.filter(|list| list.scroll_height() > list.client_height());
            if let Some(row) = own.and_then(|list| list.query_selector(".rows [aria-current]").ok()?) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    // The row of what is picked in the text is drawn, wherever it is.
    let n_wanted = place.map_or(0, |place| place + 10);
    let n_shown = (*shown).max(n_wanted).min(rows.len());
    let n_drawn = use_growing(n_shown, ROWS_AT_ONCE).max(n_wanted).min(n_shown);
    let n: usize = rows.iter().map(|row| row.ids.len()).sum();
    let set = |change: fn(&mut ListFilter, &str)| {
        let filter = filter.clone();
        move |value: &str| {
            let mut new = (*filter).clone();
            change(&mut new, value);
            filter.set(new);
        }
    };
    let on_select = |change: fn(&mut ListFilter, &str)| {
        let set = set(change);
        Callback::from(move |event: Event| set(&event.target_unchecked_into::<HtmlSelectElement>().value()))
    };
    let on_text = {
        let set = set(|filter, value| value.clone_into(&mut filter.text));
        Callback::from(move |event: InputEvent| {
            set(&event.target_unchecked_into::<HtmlInputElement>().value())
        })
    };
    let label_options = props.labels.iter().enumerate().map(|(i, label)| {
        html! { <option value={i.to_string()} selected={filter.label == Some(i)}>{ lang.pick(&label.name_zh, &label.name_en).to_string() }</option> }
    });
    let option = |value: &'static str, text: &'static str, selected: bool| {
        html! { <option {value} {selected}>{ text }</option> }
    };
    let statuses = [
        ("live", lang.pick("未拒绝", "Not rejected")),
        ("doubtful", lang.pick("存疑", "In doubt")),
        ("proposed", lang.pick("建议", "Proposed")),
        ("accepted", lang.pick("已接受", "Accepted")),
        ("rejected", lang.pick("已拒绝", "Rejected")),
    ];
    let sorts = [
        ("place", lang.pick("按位置", "By place")),
        ("count", lang.pick("按次数", "By count")),
        ("doubt", lang.pick("按存疑", "By doubt")),
    ];
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(n_shown + STEP))
    };
    html! {
        <section class="entities" aria-label={lang.pick("实体列表", "Entities")}>
            { warning_list(props, &n_warnings) }
            <h2>{ lang.pick("实体", "Entities") }<span class="count">{ n }</span></h2>
            <div class="filters">
                <input type="search" oninput={on_text} autocomplete="off" aria-label={lang.pick("筛选文字", "Filter by text")} placeholder={lang.pick("筛选", "Filter")} />
                <select aria-label={lang.pick("标签", "Label")} onchange={on_select(|filter, value| filter.label = value.parse().ok())}>
                    <option value="" selected={filter.label.is_none()}>{ lang.pick("所有标签", "All labels") }</option>
                    { for label_options }
                </select>
                <select aria-label={lang.pick("状态", "Status")} onchange={on_select(|filter, value| filter.status = status(value))}>
                    { for statuses.into_iter().map(|(value, text)| option(value, text, status(value) == filter.status)) }
                </select>
                <select aria-label={lang.pick("排序", "Order")} onchange={on_select(|filter, value| filter.sort = sort(value))}>
                    { for sorts.into_iter().map(|(value, text)| option(value, text, sort(value) == filter.sort)) }
                </select>
            </div>
            <ul class="rows" ref={list}>{ for rows[..n_drawn].iter().enumerate().map(|(i, row)| show_row(props, row, place == Some(i))) }</ul>
            if n_shown < rows.len() {
                <button class="small" onclick={more}>{ lang.pick(format!("还有 {} 项", rows.len() - n_shown), format!("{} more", rows.len() - n_shown)) }</button>
            }
            if rows.is_empty() { <p class="muted">{ lang.pick("没有这样的实体。", "There are no such entities.") }</p> }
        </section>
    }
}

fn status(value: &str) -> StatusFilter {
    match value {
        "doubtful" => StatusFilter::Doubtful,
        "proposed" => StatusFilter::Only(Status::Proposed),
        "accepted" => StatusFilter::Only(Status::Accepted),
        "rejected" => StatusFilter::Only(Status::Rejected),
        _ => StatusFilter::Live,
    }
}

fn sort(value: &str) -> ListSort {
    match value {
        "count" => ListSort::Count,
        "doubt" => ListSort::Doubt,
        _ => ListSort::Place,
    }
}

/// Each click goes to the next of them.
fn next(ids: &[AnnotationId], picked: Option<AnnotationId>) -> AnnotationId {
    let current = picked.and_then(|id| ids.iter().position(|other| *other == id));
    ids[current.map_or(0, |at| (at + 1) % ids.len())]
}

fn show_row(props: &EntityListProps, row: &ListRow, is_picked: bool) -> Html {
    let lang = props.lang;
    let name = |place: usize| {
        let label = props.labels.iter().nth(place);
        label.map_or_else(String::new, |label| lang.pick(&label.name_zh, &label.name_en).to_string())
    };
    let (first, others) = (row.labels[0].0, &row.labels[1..]);
    let to = next(&row.ids, props.picked);
    let status = if row.accepted {
        "accepted"
    } else if row.rejected {
        "rejected"
    } else {
        "proposed"
    };
    let class = classes!("m", format!("l{first}"), status, (row.n_doubtful > 0).then_some("doubtful"));
    let chip =
        |place: usize| html! { <span class={classes!("chip", format!("l{place}"))}>{ name(place) }</span> };
    html! {
        <li key={row.quote.clone()}>
            <button class="plain" aria-current={is_picked.then_some("true")} onclick={props.send.reform(move |_: MouseEvent| Msg::PickEntity(to))}>
                <span {class}>{ &row.quote }</span>
                if row.ids.len() > 1 { <span class="count">{ format!("×{}", row.ids.len()) }</span> }
                <span class="chips">{ chip(first) }{ for others.iter().map(|(place, _)| chip(*place)) }</span>
            </button>
        </li>
    }
}

/// What looks inconsistent, with a jump to each place; folded up.
fn warning_list(props: &EntityListProps, shown: &UseStateHandle<usize>) -> Html {
    let lang = props.lang;
    if props.warnings.is_empty() {
        return html! {};
    }
    let name = |place: usize| {
        let label = props.labels.iter().nth(place);
        label.map_or_else(String::new, |label| lang.pick(&label.name_zh, &label.name_en).to_string())
    };
    let row = |warning: &Warning| {
        let what = match &warning.kind {
            WarningKind::SeveralLabels(labels) => {
                let names: Vec<_> = labels.iter().map(|place| name(*place)).collect();
                lang.pick("标签不一：", "Several labels: ").to_owned() + &names.join(lang.pick("、", ", "))
            }
            WarningKind::Unbalanced => {
                lang.pick("括号或引号不成对", "A bracket or quotation mark without its other half").to_owned()
            }
            WarningKind::Edge => {
                lang.pick("边上有标点或空格", "Punctuation or a blank at an edge").to_owned()
            }
            WarningKind::Unused(id) => {
                let label = props.labels.get(id).map_or_else(
                    || id.to_string(),
                    |label| lang.pick(&label.name_zh, &label.name_en).to_string(),
                );
                lang.pick(format!("没用到的标签：{label}"), format!("Label never used: {label}"))
            }
        };
        if warning.ids.is_empty() {
            let edit = props.send.reform(|_: MouseEvent| Msg::Act(Action::EditLabels));
            return html! { <li><button class="plain" onclick={edit}><span class="what">{ what }</span></button></li> };
        }
        let is_picked = props.picked.is_some_and(|id| warning.ids.contains(&id));
        let to = next(&warning.ids, props.picked);
        html! {
            <li>
                <button class="plain" aria-current={is_picked.then_some("true")} onclick={props.send.reform(move |_: MouseEvent| Msg::PickEntity(to))}>
                    <span class="quote">{ &warning.quote }</span>
                    if warning.ids.len() > 1 { <span class="count">{ format!("×{}", warning.ids.len()) }</span> }
                    <span class="what">{ what }</span>
                </button>
            </li>
        }
    };
    let rest = props.warnings.len().saturating_sub(**shown);
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + STEP))
    };
    html! {
        <details class="warnings">
            <summary>{ lang.pick("请再看看", "To look at again") }<span class="count">{ props.warnings.len() }</span></summary>
            <ul>{ for props.warnings.iter().take(**shown).map(row) }</ul>
            if rest > 0 { <button class="small" onclick={more}>{ lang.pick(format!("还有 {rest} 项"), format!("{rest} more")) }</button> }
        </details>
    }
}
