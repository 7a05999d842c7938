//! The articles of the page as cards.

use std::cell::RefCell;
use std::rc::Rc;

use jianbao_core::AnnotationId;
use jianbao_core::annotation::Status;
use jianbao_workbench::view::ArticleCard;
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::use_growing;
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
    let n_drawn = use_growing(n.div_ceil(GROUP), GROUPS_AT_ONCE);
    let drag = use_mut_ref(CardDrag::default);
    let on_move = {
        let drag = Rc::clone(&drag);
        Callback::from(move |event: PointerEvent| drag.borrow_mut().move_to(&event))
    };
    let on_up = {
        let (drag, send) = (Rc::clone(&drag), props.send.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some((from, into)) = drag.borrow_mut().drop_card() {
                send.emit(Msg::JoinArticles { into, from });
            }
        })
    };
    let on_leave = {
        let drag = Rc::clone(&drag);
        Callback::from(move |_: PointerEvent| *drag.borrow_mut() = CardDrag::default())
    };
    html! {
        <nav class="articles" aria-label={lang.pick("文章", "Articles")} onpointermove={on_move} onpointerup={on_up}
            onpointerleave={on_leave}>
            <h2>{ lang.pick("文章", "Articles") }<span class="count">{ n }</span></h2>
            if n == 0 {
                <p class="muted hint">{ lang.pick(
                    "还没有文章。把光标放在一篇文章的开头，按 Enter 另起一篇。",
                    "No articles yet. Put the cursor where one begins and press Enter."
                ) }</p>
            }
            <div role="list">
                { for (0..n).step_by(GROUP).take(n_drawn).map(|from| html! {
                    <Cards key={from} {lang} cards={CardSlice { all: props.cards.clone(), from }} drag={drag.clone()}
                        send={props.send.clone()} />
                }) }
            </div>
        </nav>
    }
}

/// How many groups are drawn at once, which takes some milliseconds; those behind them come in tasks of their own.
const GROUPS_AT_ONCE: usize = 4;

/// How many cards are drawn, and kept from being laid out while out of view, as one: a page of a megabyte has more than
/// a thousand.
const GROUP: usize = 16;

/// Some of the cards; equal to another where it shows the same.
#[derive(Clone)]
struct CardSlice {
    all: Shared<Vec<ArticleCard>>,
    from: usize,
}

impl CardSlice {
    fn cards(&self) -> &[ArticleCard] {
        &self.all[self.from..self.all.len().min(self.from + GROUP)]
    }
}

impl PartialEq for CardSlice {
    fn eq(&self, other: &Self) -> bool {
        self.cards() == other.cards()
    }
}

#[derive(Properties)]
struct CardsProps {
    lang: Lang,
    cards: CardSlice,
    drag: Rc<RefCell<CardDrag>>,
    send: Callback<Msg>,
}

impl PartialEq for CardsProps {
    fn eq(&self, other: &Self) -> bool {
        // What is dragged is drawn by hand.
        let is_same =
            self.lang == other.lang && Rc::ptr_eq(&self.drag, &other.drag) && self.send == other.send;
        is_same && self.cards == other.cards
    }
}

#[component(Cards)]
fn cards(props: &CardsProps) -> Html {
    html! { <div class="group" role="none">{ for props.cards.cards().iter().map(|card| show(props, card)) }</div> }
}

fn show(props: &CardsProps, card: &ArticleCard) -> Html {
    let (lang, drag) = (props.lang, &props.drag);
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
        .unwrap_or_else(|| format!("{}{}…", lang.pick("（无题）", "(untitled) "), card.opening));
    let chars = lang.count(card.n_chars, "字", ["char", "chars"]);
    let entities = lang.count(card.n_entities, "实体", ["entity", "entities"]);
    let jump = |(i, at): (usize, &jianbao_core::ByteOffset)| {
        let at = *at;
        let go = props.send.reform(move |_: MouseEvent| Msg::GoTo(at));
        html! { <button class="plain part" onclick={go} title={lang.pick("跳到这一部分", "Go to this part")}>{ circled(i + 1) }</button> }
    };
    let take = {
        let drag = Rc::clone(drag);
        Callback::from(move |event: PointerEvent| *drag.borrow_mut() = CardDrag::begin(id, &event))
    };
    let pick = {
        let (drag, send) = (Rc::clone(drag), props.send.clone());
        Callback::from(move |_: MouseEvent| {
            // The click that ends a drag picks nothing.
            if !std::mem::take(&mut drag.borrow_mut().is_over) {
                send.emit(Msg::PickArticle(id));
            }
        })
    };
    html! {
        <div {class} role="listitem" key={id.0} data-a={id.0.to_string()} onpointerdown={take}
            title={lang.pick("拖到另一篇上，两篇合为一篇", "Drag onto another article to join the two")}>
            <button class="plain body" onclick={pick}
                aria-current={card.picked.then_some("true")}>
                <span class="number">{ card.number }</span>
                <span class="title">{ title }</span>
                <span class="facts">
                    <span>{ chars }</span>{ " " }<span>{ entities }</span>
                    if card.n_doubtful > 0 {
                        { " " }<span class="doubt">{ lang.pick(format!("{} 处存疑", card.n_doubtful), format!("{} in doubt", card.n_doubtful)) }</span>
                    }
                    if card.status == Status::Accepted {
                        { " " }<span class="done">{ lang.pick("已接受", "accepted") }</span>
                    }
                </span>
            </button>
            if card.parts.len() > 1 {
                <span class="parts">{ for card.parts.iter().enumerate().map(jump) }</span>
            }
        </div>
    }
}

/// How far the pointer moves before a press is a drag, in CSS pixels.
const SLACK: i32 = 5;

/// A card that is dragged with the mouse. With pointer events: in Firefox a button cannot be dragged otherwise.
#[derive(Default)]
struct CardDrag {
    /// What was pressed, and where.
    pressed: Option<(AnnotationId, i32, i32)>,
    /// The card that it would be dropped on.
    target: Option<Element>,
    /// A drag has just ended.
    is_over: bool,
}

impl CardDrag {
    fn begin(id: AnnotationId, event: &PointerEvent) -> Self {
        // A finger scrolls the list.
        let is_mouse = event.pointer_type() == "mouse" && event.button() == 0;
        let pressed = is_mouse.then(|| (id, event.client_x(), event.client_y()));
        Self { pressed, ..Self::default() }
    }

    fn move_to(&mut self, event: &PointerEvent) {
        let Some((from, x, y)) = self.pressed else { return };
        if (event.client_x() - x).abs().max((event.client_y() - y).abs()) < SLACK {
            return;
        }
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let card = element.and_then(|element| element.closest(".card").ok().flatten());
        self.show(card.filter(|card| article_of(card).is_some_and(|id| id != from)));
    }

    /// Shows where the card would be dropped.
    fn show(&mut self, target: Option<Element>) {
        if self.target == target {
            return;
        }
        if let Some(before) = std::mem::replace(&mut self.target, target) {
            let _cosmetic = before.remove_attribute("data-drop");
        }
        if let Some(now) = &self.target {
            let _cosmetic = now.set_attribute("data-drop", "");
        }
    }

    /// The article that was dragged and the one that it was dropped on.
    fn drop_card(&mut self) -> Option<(AnnotationId, AnnotationId)> {
        let (from, ..) = self.pressed.take()?;
        let into = self.target.as_ref().and_then(article_of);
        self.is_over = into.is_some();
        self.show(None);
        Some((from, into?))
    }
}

fn article_of(card: &Element) -> Option<AnnotationId> {
    card.get_attribute("data-a")?.parse().ok().map(AnnotationId)
}
