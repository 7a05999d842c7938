//! The number that was typed before a key, at the caret.

use jianbao_workbench::Lang;
use yew::prelude::*;

/// What the hint needs to know.
pub struct CountHintProps {
    /// The language.
    pub lang: Lang,
    /// The number.
    pub count: usize,
}

/// The number, and what it can be followed by.
pub fn count_hint(props: &CountHintProps) -> Html {
    let n = props.count;
    html! {
        <div id={super::POPUP_ID} class="popup at-selection count-hint" role="status">
            <kbd>{ n }</kbd>
            { props.lang.pick(
                format!("再按标签数字：标注后面 {n} 个字；方向键：移动 {n} 次"),
                format!("Then a label's digit: label the next {n} characters; an arrow: move {n} times"),
            ) }
        </div>
    }
}
