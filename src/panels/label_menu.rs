//! The menu of labels at the selection: a field for typing a name, and the labels.

use jianbao_core::LabelSet;
use jianbao_workbench::actions::{Action, Step};
use jianbao_workbench::label_menu::{Item, LabelMenuMsg, LabelMenuView, Purpose};
use jianbao_workbench::{Lang, Msg};
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::definition;
use crate::shared::Shared;

/// The id of its field.
pub const LABEL_FIELD_ID: &str = "label-name";

const LIST_ID: &str = "label-list";

/// What the label menu needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct LabelMenuProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// What it shows.
    pub view: LabelMenuView,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The labels for what is selected or picked, or for what is going to be selected.
#[component(LabelMenu)]
pub fn label_menu(props: &LabelMenuProps) -> Html {
    let lang = props.lang;
    let view = &props.view;
    let title = match view.purpose {
        Purpose::Selection => lang.pick("标注为", "Label as"),
        Purpose::Picked => lang.pick("改标为", "Change the label to"),
        Purpose::Sticky => lang.pick("固定标签", "Sticky label"),
    };
    let hint = match view.purpose {
        Purpose::Sticky => lang.pick("之后选中即标", "for all that is selected from now on"),
        _ => lang.pick("名称或拼音首字母", "Type a name"),
    };
    let on_key = {
        let (labels, send) = (props.labels.clone(), props.send.clone());
        Callback::from(move |event: KeyboardEvent| {
            // Keys of an input method are its own.
            if event.is_composing() || event.key_code() == 229 || event.ctrl_key() || event.alt_key() {
                return;
            }
            let input: HtmlInputElement = event.target_unchecked_into();
            let digit = event.key().chars().next().filter(|c| c.is_ascii_digit() && input.value().is_empty());
            let msg = match (digit.and_then(|digit| labels.by_key(digit)), event.key().as_str()) {
                (Some(label), _) => Msg::Label(label.id.clone()),
                (None, "Enter") if event.shift_key() => Msg::LabelMenu(LabelMenuMsg::TakeBeside),
                (None, "Enter") => Msg::LabelMenu(LabelMenuMsg::Take),
                (None, "ArrowDown") => Msg::LabelMenu(LabelMenuMsg::Move(Step::On)),
                (None, "ArrowUp") => Msg::LabelMenu(LabelMenuMsg::Move(Step::Back)),
                _ => return,
            };
            event.prevent_default();
            send.emit(msg);
        })
    };
    let on_input = {
        let send = props.send.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            send.emit(Msg::LabelMenu(LabelMenuMsg::Typed(input.value())));
        })
    };
    // From here on the menu is open for typing, however the person got here.
    let on_focus = {
        let send = props.send.clone();
        Callback::from(move |event: FocusEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            send.emit(Msg::LabelMenu(LabelMenuMsg::Typed(input.value())));
        })
    };
    let chosen = format!("{LIST_ID}-{}", view.chosen);
    html! {
        <div id={super::POPUP_ID} class="popup at-selection label-menu" role="group" aria-label={title}>
            <label class="field">
                <span class="muted">{ title }</span>
                // Never written while a person types: writing would destroy a composition.
                <input id={LABEL_FIELD_ID} type="text" autocomplete="off" spellcheck="false" placeholder={hint}
                    role="combobox" aria-label={title} aria-expanded="true" aria-autocomplete="list" aria-controls={LIST_ID}
                    aria-activedescendant={(!view.items.is_empty()).then_some(chosen)}
                    oninput={on_input} onkeydown={on_key} onfocus={on_focus} />
            </label>
            <div id={LIST_ID} class="choices" role="listbox" aria-label={lang.pick("标签", "Labels")}>
                { for view.items.iter().enumerate().map(|(at, item)| show_item(props, at, item)) }
            </div>
            if view.can_add {
                <button class="wide" onclick={props.send.reform(|_: MouseEvent| Msg::Act(Action::AddRange))}>
                    { lang.pick("并入选中的实体", "Add to the picked entity") }
                </button>
            }
        </div>
    }
}

fn show_item(props: &LabelMenuProps, at: usize, item: &Item) -> Html {
    let lang = props.lang;
    let is_chosen = at == props.view.chosen;
    let id = format!("{LIST_ID}-{at}");
    let enter = (is_chosen && props.view.takes_enter).then(|| html! { <kbd>{ "Enter" }</kbd> });
    match item {
        Item::New(name) => html! {
            <button {id} role="option" tabindex="-1" aria-selected={is_chosen.to_string()}
                class={classes!("label", "new", is_chosen.then_some("chosen"))}
                onclick={props.send.reform(|_: MouseEvent| Msg::LabelMenu(LabelMenuMsg::Create))}>
                { lang.pick(format!("新建标签“{name}”"), format!("Create label “{name}”")) }{ enter }
            </button>
        },
        Item::Label(label) => {
            let Some(place) = props.labels.position(label) else { return html! {} };
            let Some(label) = props.labels.get(label) else { return html! {} };
            let name = lang.pick(&label.name_zh, &label.name_en).to_string();
            let taken = label.id.clone();
            html! {
                <button {id} role="option" tabindex="-1" aria-selected={is_chosen.to_string()}
                    class={classes!("label", format!("l{place}"), is_chosen.then_some("chosen"))}
                    onclick={props.send.reform(move |_: MouseEvent| Msg::Label(taken.clone()))} title={definition(label, lang)}>
                    <kbd>{ label.key.map(String::from).unwrap_or_default() }</kbd>{ name }{ enter }
                </button>
            }
        }
    }
}
