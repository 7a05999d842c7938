//! How far the work is.

use jianbao_core::LabelSet;
use jianbao_propose::protocol::{EntityModelKind, Report};
use jianbao_workbench::actions::Action;
use jianbao_workbench::msg::DocumentsMsg;
use jianbao_workbench::notice::store_error;
use jianbao_workbench::pace::Pace;
use jianbao_workbench::session::JobState;
use jianbao_workbench::store::Saved;
use jianbao_workbench::thresholds::ThresholdRow;
use jianbao_workbench::view::Totals;
use jianbao_workbench::{Lang, Msg};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::learning::{LearningPanelProps, learning_panel};
use super::thresholds::{ThresholdPanelProps, threshold_panel};
use crate::shared::Shared;
use crate::surface::hint;

/// What the bar needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct StatusBarProps {
    /// The language.
    pub lang: Lang,
    /// Counts.
    pub totals: Totals,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// From which confidence on proposals of each label are shown.
    pub thresholds: Shared<Vec<ThresholdRow>>,
    /// How fast the work goes.
    pub pace: Pace,
    /// How the proposing stands.
    pub job: JobState,
    /// What is kept of the document.
    pub saved: Saved,
    /// How many actions there are.
    pub actions: u64,
    /// Whether it was exported and changed after that.
    pub since_export: bool,
    /// Whether decisions are learned from.
    pub learning: bool,
    /// How learning stands.
    pub report: Option<Report>,
    /// Whether something was learned about articles.
    pub learned: bool,
    /// How many words the person's list has.
    pub n_words: usize,
    /// The model of entities; none where the page brings only one, so that there is nothing to choose.
    pub model: Option<EntityModelKind>,
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
    let thresholds = ThresholdPanelProps {
        lang,
        labels: props.labels.clone(),
        rows: props.thresholds.clone(),
        send: props.send.clone(),
    };
    let learning = LearningPanelProps {
        lang,
        on: props.learning,
        report: props.report,
        learned: props.learned,
        n_words: props.n_words,
        send: props.send.clone(),
    };
    let (done, all) = (articles_accepted + entities_accepted, articles + entities);
    let share = (done * 100).checked_div(all).unwrap_or(0);
    html! {
        <footer class="status">
            <progress class="share" max="100" value={share.to_string()} title={lang.pick("已定的文章和实体", "Articles and entities that are decided")}
                aria-label={lang.pick("进度", "Progress")}></progress>
            <span class="counts">{ format!("{share}% · ") }{ counts }</span>
            { pace(props) }
            <span class="job" role="status">{ job(props) }</span>
            { threshold_panel(&thresholds) }
            { learning_panel(&learning) }
            { for props.model.map(|model| choose_model(props, model)) }
            if props.since_export {
                <button class="plain since-export" onclick={props.send.reform(|_: MouseEvent| Msg::Act(Action::Changes))}
                    title={hint(Action::Changes, lang)}>{ lang.pick("导出后有改动", "Changed since the export") }</button>
            }
            { saved(props) }
        </footer>
    }
}

/// `data-kept` has how many actions are kept for certain, `data-actions` how many there are.
fn saved(props: &StatusBarProps) -> Html {
    let lang = props.lang;
    let (kept, class, text) = match &props.saved {
        Saved::Opening => (0, None, String::new()),
        Saved::All(kept) => (*kept, None, lang.pick("已保存", "Saved").to_owned()),
        Saved::Saving(kept) => (*kept, None, lang.pick("正在保存…", "Saving…").to_owned()),
        Saved::Failed(kept, why) => {
            let why = store_error(why, lang);
            (*kept, Some("problem"), lang.pick(format!("没有保存：{why}"), format!("Not saved: {why}")))
        }
        Saved::Elsewhere => (
            0,
            Some("problem"),
            lang.pick("只读：另一个窗口在改", "Read only: open in another window").to_owned(),
        ),
        Saved::Fleeting(why) => {
            let why = store_error(why, lang);
            (0, Some("problem"), lang.pick(format!("只在内存里：{why}"), format!("In memory only: {why}")))
        }
    };
    let backup = matches!(props.saved, Saved::Failed(..) | Saved::Fleeting(_)).then(|| {
        let backup = props.send.reform(|_: MouseEvent| Msg::Documents(DocumentsMsg::Backup));
        html! { <button class="backup" onclick={backup}>{ lang.pick("下载备份", "Download a backup") }</button> }
    });
    html! {
        <>
            <span class={classes!("saved", class)} data-kept={kept.to_string()}
                data-actions={props.actions.to_string()}>{ text }</span>
            { for backup }
        </>
    }
}

/// Decisions in a minute, and the time that an article takes.
fn pace(props: &StatusBarProps) -> Html {
    let (lang, pace) = (props.lang, props.pace);
    let Some(rate) = pace.per_minute() else { return html! {} };
    let n = pace.n_decisions();
    let decisions =
        lang.pick(format!("{n} 次决定 · 每分钟 {rate} 次"), format!("{n} decisions · {rate} a minute"));
    let article = pace.seconds_per_article(props.totals.articles_accepted).map(|seconds| {
        let time = format!("{}:{:02}", seconds / 60, seconds % 60);
        lang.pick(format!(" · 每篇 {time}"), format!(" · {time} an article"))
    });
    html! { <span class="pace numbers">{ decisions }{ article }</span> }
}

fn choose_model(props: &StatusBarProps, model: EntityModelKind) -> Html {
    let lang = props.lang;
    let onchange = props.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Msg::SetEntityModel(if select.value() == "open" {
            EntityModelKind::Open
        } else {
            EntityModelKind::Newspaper
        })
    });
    let option = |kind, value: &'static str, text: &'static str| {
        html! { <option {value} selected={model == kind}>{ text }</option> }
    };
    html! {
        <label class="model" title={lang.pick("“报纸”认得更准，训练语料没有开放许可，供研究和个人使用；“开放”只用开放许可的语料。",
            "“Newspaper” is better, but its training texts have no open license: for research and private use. “Open” was trained on openly licensed text alone.")}>
            { lang.pick("模型 ", "Model ") }
            <select {onchange}>
                { option(EntityModelKind::Newspaper, "newspaper", lang.pick("报纸", "Newspaper")) }
                { option(EntityModelKind::Open, "open", lang.pick("开放", "Open")) }
            </select>
        </label>
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
            <>{ lang.pick("提议完成 ", "Proposals complete ") }
                { again(lang.pick("按改动重新提议", "Propose anew")) }</>
        },
        JobState::Unavailable => html! { lang.pick("自动建议不可用", "Proposals are not available") },
    }
}
