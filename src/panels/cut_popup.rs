//! What a cut would make, while the pointer is at its button.

use jianbao_workbench::Lang;
use jianbao_workbench::view::{CutPreview, CutSide};
use yew::prelude::*;

/// The id of its element.
pub const CUT_ID: &str = "cut-preview";

/// What the preview needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct CutPopupProps {
    /// The language.
    pub lang: Lang,
    /// What the cut would make.
    pub preview: CutPreview,
}

/// The preview beside the text.
#[component(CutPopup)]
pub fn cut_popup(props: &CutPopupProps) -> Html {
    html! { <div id={CUT_ID} class="popup at-selection cut-preview" role="tooltip">{ both_sides(props.lang, &props.preview) }</div> }
}

/// The two articles that a cut would make.
pub fn both_sides(lang: Lang, preview: &CutPreview) -> Html {
    let facts = |side: &CutSide| {
        let blocks = lang.count(side.n_blocks, "段", ["block", "blocks"]);
        blocks + " · " + &lang.count(side.n_chars, "字", ["char", "chars"])
    };
    let above = if preview.above.is_whole { "" } else { "…" };
    let below = if preview.below.is_whole { "" } else { "…" };
    html! {
        <dl class="cut-sides">
            <dt>{ lang.pick(format!("留在文章 {}", preview.number), format!("Stays in article {}", preview.number)) }</dt>
            <dd><q>{ above }{ &preview.above.words }</q><span class="facts">{ facts(&preview.above) }</span></dd>
            <dt>{ lang.pick("另起一篇", "A new article") }</dt>
            <dd><q>{ &preview.below.words }{ below }</q><span class="facts">{ facts(&preview.below) }</span></dd>
        </dl>
    }
}
