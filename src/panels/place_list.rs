//! The other places with the text of the picked entity: to tick, and to label together.

use jianbao_core::LabelSet;
use jianbao_core::annotation::Status;
use jianbao_workbench::actions::{Action, chord_text};
use jianbao_workbench::view::{EntityDetails, ListedPlace, PlaceState};
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use super::use_growing;
use crate::shared::Shared;

/// How many places are drawn in one task: about as many as are seen.
const PLACES_AT_ONCE: usize = 20;

/// What the list needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct PlaceListProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// The entity.
    pub entity: EntityDetails,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The other places with the text of an entity.
#[component(PlaceList)]
pub fn place_list(props: &PlaceListProps) -> Html {
    let lang = props.lang;
    let EntityDetails { n_places, n_open, n_ticked, .. } = props.entity;
    let told = match (n_open, lang) {
        (0, Lang::Zh) => format!("同样的文字还有 {n_places} 处，都已这样标。"),
        (0, Lang::En) => format!("The same text stands in {n_places} other places, all of them labelled so."),
        (_, Lang::Zh) => format!("同样的文字还有 {n_places} 处，其中 {n_open} 处没有这样标。"),
        (_, Lang::En) => {
            format!("The same text stands in {n_places} other places, {n_open} of them not labelled so.")
        }
    };
    let act = |msg: Msg| props.send.reform(move |_: MouseEvent| msg.clone());
    let tick_all = n_ticked < n_open;
    // What is ticked is just what *all* means.
    let is_all = props.entity.ticked_all;
    let n_drawn = use_growing(props.entity.places.len(), PLACES_AT_ONCE);
    html! {
        <div class="places">
            <p>
                { told }
                if n_open + n_ticked > 0 {
                    if !is_all {
                        <button class="ticked" disabled={n_ticked == 0} onclick={act(Msg::LabelOccurrences { all: false })}>
                            { lang.pick(format!("标注勾选的 {n_ticked} 处"), format!("Label the {n_ticked} ticked")) }
                            <kbd>{ chord_text(Action::LabelOccurrences) }</kbd>
                        </button>
                    }
                    <button class="all" onclick={act(Msg::LabelOccurrences { all: true })}>
                        { lang.pick(format!("其余 {n_open} 处都这样标"), format!("Label all {n_open} so")) }
                        if is_all { <kbd>{ chord_text(Action::LabelOccurrences) }</kbd> }
                    </button>
                    <button class="tick-all" onclick={act(Msg::TickPlaces(tick_all))}>
                        { if tick_all { lang.pick("全选", "Tick all") } else { lang.pick("全不选", "Tick none") } }
                    </button>
                }
            </p>
            <ul>{ for props.entity.places.iter().take(n_drawn).map(|listed| show_place(props, listed)) }</ul>
            if n_places > props.entity.places.len() {
                <p class="muted">{ lang.pick(
                    format!("还有 {} 处没有列出，标注时一并处理。", n_places - props.entity.places.len()),
                    format!("{} more are not listed and go with the rest.", n_places - props.entity.places.len()),
                ) }</p>
            }
        </div>
    }
}

fn show_place(props: &PlaceListProps, listed: &ListedPlace) -> Html {
    let lang = props.lang;
    let place = &listed.place;
    let at = place.range.start();
    let state = match &place.state {
        PlaceState::Free => String::new(),
        PlaceState::Proposed => lang.pick("建议", "proposed").to_owned(),
        PlaceState::Accepted => lang.pick("✓ 已标", "✓ labelled").to_owned(),
        PlaceState::Rejected => lang.pick("已拒绝", "rejected").to_owned(),
        PlaceState::Other { label, status, .. } => {
            let name =
                props.labels.get(label).map(|label| lang.pick(&label.name_zh, &label.name_en).to_string());
            let name = name.unwrap_or_else(|| label.to_string());
            if *status == Status::Accepted {
                name
            } else {
                lang.pick(format!("建议：{name}"), format!("proposed: {name}"))
            }
        }
    };
    let said = format!("{}{}{} {state}", listed.before, props.entity.quote, listed.behind);
    html! {
        <li key={at.0}>
            <input type="checkbox" checked={place.can_tick() && place.ticked} disabled={!place.can_tick()} aria-label={said}
                onchange={props.send.reform(move |_: Event| Msg::TickPlace(at))} />
            <span class="context">
                <span class="before">{ &listed.before }</span><mark>{ &props.entity.quote }</mark>{ &listed.behind }
            </span>
            if !state.is_empty() { <span class="muted">{ state }</span> }
        </li>
    }
}
