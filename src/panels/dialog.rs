//! A dialog over the page: modal, closed by Escape, by its cross or by what it is for.

use jianbao_workbench::Lang;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What a dialog needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// A class of its own.
    pub class: &'static str,
    /// Its title.
    pub title: AttrValue,
    /// The language.
    pub lang: Lang,
    /// It is to be closed.
    pub on_close: Callback<()>,
    /// What stands in it.
    pub children: Html,
}

/// The dialog; open from when it is drawn.
#[component(Dialog)]
pub fn dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                let _already_open = dialog.show_modal();
            }
        });
    }
    let close = props.on_close.reform(|_: MouseEvent| ());
    let on_cancel = props.on_close.reform(|event: Event| event.prevent_default());
    html! {
        <dialog class={classes!("dialog", props.class)} ref={node} oncancel={on_cancel} aria-label={props.title.clone()}>
            <header>
                <h2>{ &props.title }</h2>
                <button type="button" class="plain" onclick={close} aria-label={props.lang.pick("关闭", "Close")}>{ "✕" }</button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}

/// A choice of one in a list: its name, and the values with their texts.
pub fn select(
    id: &'static str,
    name: &str,
    options: &[(String, String)],
    chosen: &str,
    on_choose: Callback<String>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        on_choose.emit(select.value());
    });
    let option = |(value, text): &(String, String)| {
        html! { <option value={value.clone()} selected={value == chosen}>{ text }</option> }
    };
    html! {
        <label class="field" for={id}>
            <span>{ name }</span>
            <select {id} {onchange}>{ for options.iter().map(option) }</select>
        </label>
    }
}
