//! The buttons above the text.

use jianbao_core::{LabelId, LabelSet};
use jianbao_workbench::actions::Action;
use jianbao_workbench::view::Order;
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use super::{definition, theme_text};
use crate::platform::page::Theme;
use crate::shared::Shared;
use crate::surface::hint;

/// What the toolbar needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct ToolbarProps {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// The name of the document.
    pub name: String,
    /// The order in which the text is shown.
    pub order: Order,
    /// Whether a review is under way.
    pub reviewing: bool,
    /// The label that whatever is selected gets.
    pub sticky: Option<LabelId>,
    /// Whether rejected proposals are drawn.
    pub rejected: bool,
    /// Where to send what happens.
    pub send: Callback<Msg>,
    /// The next theme is wanted.
    pub on_theme: Callback<()>,
}

/// The toolbar.
#[component(Toolbar)]
pub fn toolbar(props: &ToolbarProps) -> Html {
    let lang = props.lang;
    let act = |action: Action| props.send.reform(move |_: MouseEvent| Msg::Act(action));
    let button = |action: Action, text: &'static str, enabled: bool| {
        html! { <button onclick={act(action)} disabled={!enabled} title={hint(action, lang)}>{ text }</button> }
    };
    let label = |(i, label): (usize, &jianbao_core::annotation::Label)| {
        let id = label.id.clone();
        let name = lang.pick(&label.name_zh, &label.name_en).to_string();
        let onclick = props.send.reform(move |_: MouseEvent| Msg::Label(id.clone()));
        let is_sticky = props.sticky.as_ref() == Some(&label.id);
        html! {
            <button class={classes!("label", format!("l{i}"), is_sticky.then_some("sticky"))} {onclick}
                aria-pressed={is_sticky.to_string()} title={definition(label, lang)}>
                { name }
                if let Some(key) = label.key { <kbd>{ key }</kbd> }
            </button>
        }
    };
    let close = props.send.reform(|_: MouseEvent| Msg::Close { discard: false });
    let switch = props.send.reform(move |_: MouseEvent| Msg::SetLang(lang.other()));
    html! {
        <header class="toolbar" role="toolbar" aria-label={lang.pick("工具栏", "Tools")}>
            <button class="plain home" onclick={close} title={lang.pick("关闭，打开另一个版面", "Close and open another page")}>
                <span class="seal" aria-hidden="true">{ "剪报" }</span>
                <span class="name">{ &props.name }</span>
            </button>
            <div class="group">
                { button(Action::Undo, lang.pick("撤销", "Undo"), props.can_undo) }
                { button(Action::Redo, lang.pick("重做", "Redo"), props.can_redo) }
                { button(Action::History, lang.pick("历史", "History"), true) }
            </div>
            <div class="group switch" role="group" aria-label={lang.pick("顺序", "Order")}>
                { order_button(props, Order::Page, lang.pick("版面顺序", "Page order")) }
                { order_button(props, Order::Article, lang.pick("文章顺序", "Article order")) }
            </div>
            <div class="group review">
                <button onclick={act(Action::Review)} aria-pressed={props.reviewing.to_string()}
                    title={hint(Action::Review, lang)}>
                    { lang.pick("审阅", "Review") }
                </button>
                { button(Action::AcceptAll, lang.pick("接受其余", "Accept the rest"), true) }
            </div>
            <div class="group end out">
                <button onclick={act(Action::ToggleRejected)} aria-pressed={props.rejected.to_string()}
                    title={hint(Action::ToggleRejected, lang)}>{ lang.pick("已拒绝", "Rejected") }</button>
                <button onclick={act(Action::Palette)} title={hint(Action::Palette, lang)}>{ lang.pick("命令", "Commands") }</button>
                <button onclick={act(Action::Help)} title={hint(Action::Help, lang)}>{ lang.pick("按键", "Keys") }</button>
                <button onclick={switch} lang={lang.other().tag()}>{ lang.pick("English", "中文") }</button>
                <button onclick={props.on_theme.reform(|_: MouseEvent| ())}>{ theme_text(props.theme, lang) }</button>
                <button onclick={act(Action::Export)} title={hint(Action::Export, lang)}>{ lang.pick("导出", "Export") }</button>
                <button class="primary" onclick={act(Action::Download)} title={hint(Action::Download, lang)}>
                    { lang.pick("下载 JSON", "Download JSON") }
                </button>
            </div>
            <div class="group labels" role="group" aria-label={lang.pick("标签", "Labels")}>
                { for props.labels.iter().enumerate().map(label) }
                <button onclick={act(Action::EditLabels)} title={hint(Action::EditLabels, lang)} aria-label={lang.pick("编辑标签集", "Edit the set of labels")}>{ "✎" }</button>
                <button onclick={act(Action::Sticky)} aria-pressed={props.sticky.is_some().to_string()} title={hint(Action::Sticky, lang)}>
                    if props.sticky.is_some() {
                        { lang.pick("选中即标", "Sticky") }<kbd>{ "Esc" }</kbd>
                    } else {
                        { lang.pick("固定标签", "Sticky label") }
                    }
                </button>
            </div>
        </header>
    }
}

fn order_button(props: &ToolbarProps, order: Order, text: &'static str) -> Html {
    let set = props.send.reform(move |_: MouseEvent| Msg::SetOrder(order));
    html! {
        <button onclick={set} aria-pressed={(props.order == order).to_string()}
            title={hint(Action::ToggleOrder, props.lang)}>{ text }</button>
    }
}
