//! The articles of the page as cards.

use jianbao_core::annotation::Status;
use jianbao_workbench::view::ArticleCard;
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use crate::shared::Shared;
use crate::surface::{N_ARTICLE_COLORS, circled};

/// What the list needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct ArticleListProps {
    /// The language.
    pub lang: Lang,
    /// The articles in page order.
    pub cards: Shared<Vec<ArticleCard>>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The list of articles.
#[component(ArticleList)]
pub fn article_list(props: &ArticleListProps) -> Html {
    let lang = props.lang;
    let n = props.cards.len();
    html! {
        <nav class="articles" aria-label={lang.pick("文章", "Articles")}>
            <h2>{ lang.pick("文章", "Articles") }<span class="count">{ n }</span></h2>
            if n == 0 {
                <p class="muted hint">{ lang.pick(
                    "还没有文章。把光标放在一篇文章的开头，按 Enter 另起一篇。",
                    "No articles yet. Put the cursor where one begins and press Enter."
                ) }</p>
            }
            <ol>{ for props.cards.iter().map(|card| show(props, card)) }</ol>
        </nav>
    }
}

fn show(props: &ArticleListProps, card: &ArticleCard) -> Html {
    let lang = props.lang;
    let id = card.id;
    let class = classes!(
        "card",
        format!("c{}", (card.number - 1) % N_ARTICLE_COLORS),
        (card.status == Status::Accepted).then_some("accepted"),
        card.picked.then_some("picked"),
    );
    let title = card
        .title
        .clone()
        .unwrap_or_else(|| format!("（{}）{}…", lang.pick("无题", "untitled"), card.opening));
    let facts = lang.pick(
        format!("{} 字 · {} 实体", card.n_chars, card.n_entities),
        format!("{} chars · {} entities", card.n_chars, card.n_entities),
    );
    let jump = |(i, at): (usize, &jianbao_core::ByteOffset)| {
        let at = *at;
        let go = props.send.reform(move |_: MouseEvent| Msg::GoTo(at));
        html! { <button class="plain part" onclick={go} title={lang.pick("跳到这一部分", "Go to this part")}>{ circled(i + 1) }</button> }
    };
    html! {
        <li {class} key={id.0}>
            <button class="plain body" onclick={props.send.reform(move |_: MouseEvent| Msg::PickArticle(id))}
                aria-current={card.picked.then_some("true")}>
                <span class="number">{ card.number }</span>
                <span class="title">{ title }</span>
                <span class="facts">{ facts }
                    if card.n_doubtful > 0 {
                        <span class="doubt">{ lang.pick(format!(" · {} 处存疑", card.n_doubtful), format!(" · {} in doubt", card.n_doubtful)) }</span>
                    }
                    if card.status == Status::Accepted {
                        <span class="done">{ lang.pick(" · 已接受", " · accepted") }</span>
                    }
                </span>
            </button>
            if card.parts.len() > 1 {
                <span class="parts">{ for card.parts.iter().enumerate().map(jump) }</span>
            }
        </li>
    }
}
