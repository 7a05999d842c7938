//! The menu of articles that blocks can go to.

use jianbao_core::edit::Destination;
use jianbao_workbench::actions::{Action, chord_text};
use jianbao_workbench::view::ArticleCard;
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use crate::shared::Shared;
use crate::surface::N_ARTICLE_COLORS;

/// What the menu of articles needs to know.
pub struct MoveMenuProps {
    /// The language.
    pub lang: Lang,
    /// The articles in page order.
    pub cards: Shared<Vec<ArticleCard>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The articles that blocks can go to.
pub fn move_menu(props: &MoveMenuProps) -> Html {
    let lang = props.lang;
    let item = |card: &ArticleCard| {
        let id = card.id;
        let to = props.send.reform(move |_: MouseEvent| Msg::MoveTo(Destination::Article(id)));
        html! {
            <button role="menuitem" class={classes!("wide", format!("c{}", (card.number - 1) % N_ARTICLE_COLORS))} onclick={to}>
                <kbd class="number">{ card.number }</kbd>
                <span class="title">{ card.title.clone().unwrap_or_else(|| card.opening.clone()) }</span>
            </button>
        }
    };
    let to = |to: Destination| props.send.reform(move |_: MouseEvent| Msg::MoveTo(to));
    html! {
        <div id={super::POPUP_ID} class="popup at-selection move-menu" role="menu" aria-label={lang.pick("移到文章", "Move to article")}>
            <p class="muted">{ lang.pick("移到哪篇文章？输入号码。", "To which article? Type its number.") }</p>
            { for props.cards.iter().map(item) }
            <button role="menuitem" class="wide" onclick={to(Destination::NewArticle)}>
                <kbd>{ chord_text(Action::ToNewArticle) }</kbd>{ lang.pick("新文章", "A new article") }
            </button>
            <button role="menuitem" class="wide" onclick={to(Destination::Furniture)}>
                <kbd>{ chord_text(Action::ToFurniture) }</kbd>{ lang.pick("版面元素（不属于文章）", "Page furniture (no article)") }
            </button>
        </div>
    }
}
