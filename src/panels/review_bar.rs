//! How far a review is, and its keys as buttons: what a person on a phone reviews with.

use jianbao_workbench::actions::Action;
use jianbao_workbench::review::{ReviewProgress, Reviewed};
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use crate::surface::hint;

/// What the bar needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct ReviewBarProps {
    /// The language.
    pub lang: Lang,
    /// How far it is.
    pub progress: ReviewProgress,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The bar above the text while there is a review.
#[component(ReviewBar)]
pub fn review_bar(props: &ReviewBarProps) -> Html {
    let lang = props.lang;
    let ReviewProgress { reviewed, passed, left } = props.progress;
    let act = |action: Action, text: &'static str, class: &'static str| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::Act(action));
        html! { <button {class} {onclick} title={hint(action, lang)}>{ text }</button> }
    };
    let choice = |which: Reviewed, text: &'static str| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::SetReviewed(which));
        html! { <button {onclick} aria-pressed={(reviewed == which).to_string()}>{ text }</button> }
    };
    let of = passed + left;
    html! {
        <section class="review-bar" aria-label={lang.pick("审阅", "Review")}>
            <span role="status">{ lang.pick(
                format!("存疑 第 {} 条，共 {of} 条", (passed + 1).min(of)),
                format!("In doubt: {} of {of}", (passed + 1).min(of)),
            ) }</span>
            <progress max={of.to_string()} value={passed.to_string()} aria-hidden="true"></progress>
            <div class="group switch" role="group" aria-label={lang.pick("审阅什么", "What to review")}>
                { choice(Reviewed::All, lang.pick("全部", "All")) }
                { choice(Reviewed::Blocks, lang.pick("文章", "Articles")) }
                { choice(Reviewed::Entities, lang.pick("实体", "Entities")) }
            </div>
            <div class="group">
                { act(Action::Accept, lang.pick("接受", "Accept"), "primary") }
                { act(Action::Reject, lang.pick("拒绝", "Reject"), "") }
                { act(Action::Skip, lang.pick("跳过", "Skip"), "") }
                { act(Action::Back, lang.pick("上一条", "Back"), "") }
                { act(Action::Review, lang.pick("结束", "End"), "") }
            </div>
        </section>
    }
}
