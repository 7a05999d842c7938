//! What a person should know now.

use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

/// What the bar needs to know.
pub struct NoticeBarProps {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub problem: bool,
    /// Whether a backup of everything is offered.
    pub backup: bool,
    /// Whether a newer app is offered.
    pub update: bool,
    /// The language.
    pub lang: Lang,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// A message that stays until it is read or something else happens.
pub fn notice_bar(props: &NoticeBarProps) -> Html {
    let dismiss = props.send.reform(|_: MouseEvent| Msg::Dismiss);
    let class = classes!("notice", props.problem.then_some("problem"));
    let role = if props.problem { "alert" } else { "status" };
    html! {
        <div {class} {role}>
            <p>{ &props.text }</p>
            if props.update {
                <button class="update" onclick={props.send.reform(|_: MouseEvent| Msg::Update)}>
                    { props.lang.pick("更新", "Update") }</button>
            }
            if props.backup {
                <button class="backup" onclick={props.send.reform(|_: MouseEvent| Msg::Documents(DocumentsMsg::Backup))}>
                    { props.lang.pick("下载备份", "Download a backup") }</button>
            }
            <button class="plain" onclick={dismiss} aria-label={props.lang.pick("关闭", "Close")}>{ "✕" }</button>
        </div>
    }
}
