//! How far the work is.

use jianbao_workbench::session::JobState;
use jianbao_workbench::view::Totals;
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

/// What the bar needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct StatusBarProps {
    /// The language.
    pub lang: Lang,
    /// Counts.
    pub totals: Totals,
    /// How the proposing stands.
    pub job: JobState,
    /// Whether there are changes that are in no file.
    pub changed: bool,
    /// Whether something was learned from corrections.
    pub learned: bool,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The status bar.
#[component(StatusBar)]
pub fn status_bar(props: &StatusBarProps) -> Html {
    let lang = props.lang;
    let Totals { articles, articles_accepted, entities, entities_accepted, doubtful } = props.totals;
    let counts = lang.pick(
        format!("文章 {articles_accepted}/{articles} 已接受 · 实体 {entities_accepted}/{entities} 已接受 · {doubtful} 处存疑"),
        format!("Articles {articles_accepted}/{articles} accepted · Entities {entities_accepted}/{entities} accepted · {doubtful} in doubt"),
    );
    html! {
        <footer class="status">
            <span class="counts">{ counts }</span>
            <span class="job" role="status">{ job(props) }</span>
            <span class={classes!("saved", props.changed.then_some("changed"))}>
                { if props.changed { lang.pick("有改动未下载", "Changes not downloaded") } else { lang.pick("没有未下载的改动", "No changes to download") } }
            </span>
        </footer>
    }
}

fn job(props: &StatusBarProps) -> Html {
    let lang = props.lang;
    let again = |text: &'static str| {
        let start = props.send.reform(|_: MouseEvent| Msg::StartJob);
        html! { <button class="plain" onclick={start}>{ text }</button> }
    };
    match props.job {
        JobState::Running { done, .. } => {
            let stop = props.send.reform(|_: MouseEvent| Msg::StopJob);
            html! {
                <>
                    <label>{ lang.pick("正在提议 ", "Proposing ") }
                        <progress max="1000" value={done.to_string()}></progress></label>
                    <button onclick={stop}>{ lang.pick("停止", "Stop") }</button>
                </>
            }
        }
        JobState::Idle => again(lang.pick("提议文章和实体", "Propose articles and entities")),
        JobState::Stopped => {
            html! { <>{ lang.pick("提议已停止 ", "Proposing was stopped ") }{ again(lang.pick("重新提议", "Propose again")) }</> }
        }
        JobState::Finished => html! {
            <>{ lang.pick("提议完成 ", "Proposals are complete ") }
                { again(lang.pick("按我的改动重新提议", "Propose again with my changes")) }
                if props.learned {
                    <button class="plain" onclick={props.send.reform(|_: MouseEvent| Msg::Forget)}>
                        { lang.pick("忘掉学到的", "Forget what was learned") }
                    </button>
                }</>
        },
        JobState::Unavailable => html! { lang.pick("自动建议不可用", "Proposals are not available") },
    }
}
