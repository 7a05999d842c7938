//! The tour: a card beside what its step is about, and a frame around that. Everything works as always meanwhile.

use gloo::utils::{document, window};
use jianbao_workbench::tour::{Place, Tour, TourMsg};
use jianbao_workbench::{Lang, Msg};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::platform::page;

const CARD_ID: &str = "tour";
const FRAME_ID: &str = "tour-frame";

/// Between the card and what it is about, in CSS pixels.
const GAP: f64 = 10.0;

/// What the card needs to know.
pub struct TourCardProps {
    /// The language.
    pub lang: Lang,
    /// The step.
    pub tour: Tour,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The card of a step.
pub fn tour_card(props: &TourCardProps) -> Html {
    let (lang, tour) = (props.lang, props.tour);
    let on = |msg: TourMsg| props.send.reform(move |_: MouseEvent| Msg::Tour(msg));
    let (step, n) = tour.step();
    let (title, text) = tour.text(lang);
    let is_last = tour.next().is_none();
    html! {
        <>
            <div id={FRAME_ID} class="tour-frame" aria-hidden="true"></div>
            <section id={CARD_ID} class="tour" role="dialog" aria-labelledby="tour-title" aria-describedby="tour-text">
                <p class="muted numbers">{ lang.pick(format!("导览 {} / {n}", step + 1), format!("Tour {} / {n}", step + 1)) }</p>
                <h2 id="tour-title">{ title }</h2>
                <p id="tour-text">{ text }</p>
                <div class="row-of-buttons">
                    if !is_last { <button class="plain" onclick={on(TourMsg::End)}>{ lang.pick("跳过", "Skip") }</button> }
                    if step > 0 { <button onclick={on(TourMsg::Back)}>{ lang.pick("上一步", "Back") }</button> }
                    <button class="primary" onclick={on(TourMsg::Next)}>
                        { if is_last { lang.pick("完成", "Done") } else { lang.pick("下一步", "Next") } }
                    </button>
                </div>
            </section>
        </>
    }
}

/// Gives the keyboard to the button that goes on.
pub fn focus() {
    let button = document().query_selector(".tour .primary").ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _not_worth_a_word = button.focus();
    }
}

/// Puts the card beside what its step is about, and the frame around that. What is not drawn on a narrow screen is
/// passed over for what is.
pub fn place(tour: Tour) {
    let find = |id: &str| document().get_element_by_id(id)?.dyn_into::<HtmlElement>().ok();
    let (Some(card), Some(frame)) = (find(CARD_ID), find(FRAME_ID)) else { return };
    let about: &[&str] = match tour.place() {
        Place::Articles => &[".articles .card", ".gutter .number"],
        Place::Mark => &[".t .m"],
        Place::Details => &[".inspector .details"],
        Place::Labels => &[".toolbar .labels"],
        Place::Text => &[".row.banded .t"],
        Place::Review => &[".toolbar .review"],
        Place::Out => &[".toolbar .out"],
    };
    let rect_of = |css: &&str| {
        let element: Element = document().query_selector(css).ok()??;
        let rect = element.get_bounding_client_rect();
        (rect.width() > 0.0 && rect.height() > 0.0).then_some(rect)
    };
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let (card_width, card_height) = (f64::from(card.offset_width()), f64::from(card.offset_height()));
    let Some(rect) = about.iter().find_map(rect_of) else {
        page::place(&card, GAP, (height - card_height - GAP).max(0.0));
        return page::place_box(&frame, 0.0, 0.0, 0.0, 0.0);
    };
    let (top, bottom) = (rect.top().max(0.0), rect.bottom().min(height));
    page::place_box(&frame, rect.left() - 3.0, top - 3.0, rect.width() + 6.0, (bottom - top).max(0.0) + 6.0);
    // Below it, above it, or beside it, whichever has room.
    let left = rect.left().min(width - card_width - GAP).max(GAP);
    let (left, top) = if bottom + GAP + card_height < height {
        (left, bottom + GAP)
    } else if top - GAP - card_height > 0.0 {
        (left, top - GAP - card_height)
    } else if rect.left() - GAP - card_width > 0.0 {
        (rect.left() - GAP - card_width, top.min(height - card_height - GAP).max(GAP))
    } else {
        (left, (height - card_height - GAP).max(0.0))
    };
    page::place(&card, left, top);
}
