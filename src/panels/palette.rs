//! The command palette: type what is to be done, Enter does it.

use jianbao_core::LabelSet;
use jianbao_workbench::palette::{Deed, Found, find};
use jianbao_workbench::{Lang, Msg};
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::dialog::Dialog;
use crate::shared::Shared;

const LIST_ID: &str = "palette-list";

/// What the palette needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct PaletteProps {
    /// The language.
    pub lang: Lang,
    /// The labels of the page that is open; none on the start screen.
    pub labels: Option<Shared<LabelSet>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The palette, with the first row chosen.
#[component(Palette)]
pub fn palette(props: &PaletteProps) -> Html {
    let lang = props.lang;
    let query = use_state(String::new);
    let chosen = use_state(|| 0);
    let list = use_node_ref();
    let found = find(&query, lang, props.labels.as_deref());
    {
        let list = list.clone();
        use_effect_with((*chosen, (*query).clone()), move |_| {
            let list = list.cast::<Element>();
            let row = list.and_then(|list| list.query_selector("[aria-selected=true]").ok()?);
            if let Some(row) = row {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    // The field is only read: to write it would destroy a composition.
    let on_input = {
        let (query, chosen) = (query.setter(), chosen.setter());
        Callback::from(move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            chosen.set(0);
        })
    };
    let on_key = {
        let (send, chosen, at) = (props.send.clone(), chosen.setter(), *chosen);
        let deeds: Vec<_> = found.iter().map(|row| row.deed.clone()).collect();
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.key_code() == 229 || deeds.is_empty() {
                return;
            }
            let last = deeds.len() - 1;
            match event.key().as_str() {
                "ArrowDown" => chosen.set(if at == last { 0 } else { at + 1 }),
                "ArrowUp" => chosen.set(at.checked_sub(1).unwrap_or(last)),
                "PageDown" => chosen.set((at + 8).min(last)),
                "PageUp" => chosen.set(at.saturating_sub(8)),
                "Enter" => run(&send, &deeds[at]),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let row = |(i, row): (usize, &Found)| {
        let onclick = {
            let (send, deed) = (props.send.clone(), row.deed.clone());
            Callback::from(move |_: MouseEvent| run(&send, &deed))
        };
        html! {
            <li key={row.id.clone()} id={format!("palette-{}", row.id)} role="option" aria-selected={(i == *chosen).to_string()} {onclick}>
                <span class="text">{ &row.text }</span>
                <span class="muted">{ row.group }</span>
                <span class="keys">{ for row.keys.iter().map(|key| html! { <kbd>{ key }</kbd> }) }</span>
            </li>
        }
    };
    let active = found.get(*chosen).map(|row| format!("palette-{}", row.id));
    html! {
        <Dialog class="palette" title={lang.pick("命令面板", "Command palette")} {lang} on_close={props.send.reform(|()| Msg::Dismiss)}>
            <input type="text" role="combobox" autofocus=true autocomplete="off" spellcheck="false" oninput={on_input} onkeydown={on_key}
                aria-expanded="true" aria-controls={LIST_ID} aria-activedescendant={active}
                aria-label={lang.pick("命令", "Command")}
                placeholder={lang.pick("输入中文、英文或拼音首字母", "Type in English or Chinese")} />
            <ul id={LIST_ID} role="listbox" ref={list} tabindex="-1" aria-label={lang.pick("命令", "Commands")}>{ for found.iter().enumerate().map(row) }</ul>
            if found.is_empty() { <p class="muted">{ lang.pick("没有这样的命令。", "There is no such command.") }</p> }
            <p class="visually-hidden" role="status">{ lang.pick(format!("{} 条", found.len()), format!("{} commands", found.len())) }</p>
        </Dialog>
    }
}

fn run(send: &Callback<Msg>, deed: &Deed) {
    match deed {
        Deed::Act(action) => send.emit(Msg::Act(*action)),
        Deed::Label(label) => {
            send.emit(Msg::Dismiss);
            send.emit(Msg::Label(label.clone()));
        }
    }
}
