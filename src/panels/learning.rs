//! How learning from decisions stands, and the word list.

use jianbao_propose::protocol::Report;
use jianbao_workbench::{Lang, Msg};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::platform::page::confirm;

/// What the panel needs to know.
pub struct LearningPanelProps {
    /// The language.
    pub lang: Lang,
    /// Whether decisions are learned from.
    pub on: bool,
    /// How it stands; none before anything was learned.
    pub report: Option<Report>,
    /// Whether something was learned about articles.
    pub learned: bool,
    /// How many words the person's list has.
    pub n_words: usize,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// A switch, the figures, and what can be done with what was learned; folded away until it is asked for.
pub fn learning_panel(props: &LearningPanelProps) -> Html {
    let lang = props.lang;
    let summary = match (props.on, props.report) {
        (false, _) => lang.pick("学习：关", "Learning: off"),
        (true, Some(report)) if report.helps => lang.pick("学习：已用上", "Learning: in use"),
        (true, _) => lang.pick("学习：开", "Learning: on"),
    };
    let onchange = props
        .send
        .reform(|event: Event| Msg::SetLearning(event.target_unchecked_into::<HtmlInputElement>().checked()));
    let export = props.send.reform(|_: MouseEvent| Msg::ExportLearned);
    // What is forgotten does not come back.
    let forget = |question: &'static str, msg: fn() -> Msg| {
        let send = props.send.clone();
        Callback::from(move |_: MouseEvent| {
            if confirm(question) {
                send.emit(msg());
            }
        })
    };
    let n_words = props.n_words;
    html! {
        <details class="learning panel-up" name="panel-up">
            <summary>{ summary }</summary>
            <div class="rows">
                <label class="switch">
                    <input type="checkbox" checked={props.on} {onchange} />
                    { lang.pick("从我的接受、拒绝和标注中学习", "Learn from what I accept, reject and label") }
                </label>
                { figures(lang, props.report) }
                if props.report.is_some() || props.learned {
                    <div class="buttons">
                        if props.report.is_some() {
                            <button onclick={export}>{ lang.pick("导出学到的", "Export what was learned") }</button>
                        }
                        <button class="forget" onclick={forget(
                            lang.pick("把学到的都忘掉？忘掉就找不回来了。", "Forget all that was learned? It cannot be brought back."),
                            || Msg::Forget,
                        )}>{ lang.pick("忘掉学到的", "Forget what was learned") }</button>
                    </div>
                }
                if n_words > 0 {
                    <p class="words">{ lang.pick(format!("词表：{n_words} 条"), format!("Word list: {n_words} words")) }</p>
                    <div class="buttons">
                        <button class="forget-words" onclick={forget(
                            lang.pick("忘掉词表？忘掉就找不回来了。", "Forget the word list? It cannot be brought back."),
                            || Msg::ForgetWords,
                        )}>{ lang.pick("忘掉词表", "Forget the word list") }</button>
                    </div>
                }
            </div>
        </details>
    }
}

fn figures(lang: Lang, report: Option<Report>) -> Html {
    let Some(report) = report else {
        return html! { <p>{ lang.pick("还没有学到什么。学到的和文档一起存在这个浏览器里，不会上传。",
        "Nothing was learned yet. What is learned is kept in this browser with the documents and is not uploaded.") }</p> };
    };
    let share = |thousandths: u16| format!("{}.{}%", thousandths / 10, thousandths % 10);
    let Report { learned, held_out, with, without, lately, accepted, helps } = report;
    let (with, without) = (share(with), share(without));
    let used = if helps {
        lang.pick("学到的已用于提议。", "It is used for proposals.")
    } else {
        lang.pick("学到的还没有用于提议：要先在没学过的段落上少让您改。",
            "It is not used for proposals yet: it must first save work on paragraphs that it has not learned.")
    };
    html! {
        <>
            <p>{ lang.pick(format!("已学 {learned} 段。"), lang.count(learned as usize, "", ["paragraph", "paragraphs"]) + " learned. ") }{ used }</p>
            <p>{ lang.pick(
                format!("最近 {held_out} 个实体，学之前先考一遍：用学到的 F1 {with}，不用 F1 {without}。"),
                format!("On entities proposed for before they were learned, lately {held_out}: F1 {with} with what was learned, {without} without."),
            ) }</p>
            if let Some(percent) = (u32::from(accepted) * 100).checked_div(u32::from(lately)) {
                <p>{ lang.pick(format!("最近 {lately} 条提议，原样接受 {percent}%。"),
                    format!("Proposals that were accepted as they were, of the last {lately}: {percent}%.")) }</p>
            }
        </>
    }
}
