//! The page itself: its language, theme, title, and the question before it is left.

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use gloo::utils::{document, document_element, window};
use jianbao_core::LabelSet;
use jianbao_propose::protocol::EntityModelKind;
use jianbao_workbench::Lang;
use jianbao_workbench::thresholds::Thresholds;
use js_sys::Number;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The language that the person chose here before, else the one that the browser prefers.
pub fn language() -> Lang {
    let chosen = setting("lang");
    Lang::from_tag(&chosen.or_else(|| window().navigator().language()).unwrap_or_default())
}

/// Tells the page its language, and remembers it.
pub fn set_language(lang: Lang) {
    let _cosmetic = document_element().set_attribute("lang", lang.tag());
    remember("lang", lang.tag());
    document().set_title(lang.pick("剪报 jianbao", "jianbao 剪报"));
}

const MODELS: [(EntityModelKind, &str); 2] =
    [(EntityModelKind::Newspaper, "newspaper"), (EntityModelKind::Open, "open")];

/// The model of entities that the person chose here before.
pub fn entity_model() -> EntityModelKind {
    let name = setting("model").unwrap_or_default();
    MODELS.into_iter().find(|(_, other)| *other == name).map(|(model, _)| model).unwrap_or_default()
}

/// Remembers the model of entities.
pub fn remember_entity_model(model: EntityModelKind) {
    if let Some((_, name)) = MODELS.into_iter().find(|(other, _)| *other == model) {
        remember("model", name);
    }
}

/// From which confidence on the person wanted proposals to be shown here before.
pub fn thresholds() -> Thresholds {
    Thresholds::from_setting(&setting("thresholds").unwrap_or_default())
}

/// Remembers from which confidence on proposals are shown.
pub fn remember_thresholds(thresholds: &Thresholds) {
    remember("thresholds", &thresholds.to_setting());
}

/// Whether decisions are learned from; they are unless the person said no here before.
pub fn learning() -> bool {
    setting("learning").as_deref() != Some("off")
}

/// Remembers whether decisions are learned from.
pub fn remember_learning(on: bool) {
    remember("learning", if on { "on" } else { "off" });
}

/// How the page is colored.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    const ALL: [(Self, &'static str); 3] =
        [(Self::System, "system"), (Self::Light, "light"), (Self::Dark, "dark")];

    /// What was chosen here before.
    pub fn chosen() -> Self {
        let name = setting("theme").unwrap_or_default();
        Self::ALL.into_iter().find(|(_, other)| *other == name).map_or(Self::System, |(theme, _)| theme)
    }

    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Colors the page, and remembers it.
    pub fn set(self) {
        let name = Self::ALL.into_iter().find(|(theme, _)| *theme == self).map_or("system", |(_, name)| name);
        let _cosmetic = document_element().set_attribute("data-theme", name);
        remember("theme", name);
    }
}

/// The page's own colors for labels: custom properties `--label-0` and on. Set one by one, because the policy of the
/// page allows no style in markup.
pub fn set_label_colors(labels: &LabelSet) {
    let Ok(root) = document_element().dyn_into::<HtmlElement>() else { return };
    for (i, label) in labels.iter().enumerate() {
        let _cosmetic = root.style().set_property(&format!("--label-{i}"), &label.color.to_string());
    }
}

/// Puts an element at a place in the page, in CSS pixels.
pub fn place(element: &HtmlElement, left: f64, top: f64) {
    set_length(element, "left", left);
    set_length(element, "top", top);
}

/// Moves an element from the corner of what holds it, in CSS pixels. Costs no layout, unlike [`place`].
pub fn shift(element: &HtmlElement, left: f64, top: f64) {
    let _cosmetic = element.style().set_property("translate", &(px(left) + " " + &px(top)));
}

/// Does something behind the next frame, in a task of its own, so that what a person sees does not wait for it; not at
/// all where the handle is dropped before the frame.
pub fn behind_frame(then: impl FnOnce() + 'static) -> AnimationFrame {
    request_animation_frame(move |_| {
        Timeout::new(0, then).forget();
    })
}

/// Hides an element or shows it. What is so already is left alone: the browser would look at its style again.
pub fn hide(element: &HtmlElement, hidden: bool) {
    if element.hidden() != hidden {
        element.set_hidden(hidden);
    }
}

/// Puts an element at a place in the page and gives it a size, in CSS pixels.
pub fn place_box(element: &HtmlElement, left: f64, top: f64, width: f64, height: f64) {
    place(element, left, top);
    set_length(element, "width", width);
    set_length(element, "height", height);
}

fn set_length(element: &HtmlElement, property: &str, length: f64) {
    let _cosmetic = element.style().set_property(property, &px(length));
}

/// The browser writes the number: Rust's way to write a fraction is long.
fn px(length: f64) -> String {
    Number::from(length)
        .to_string_with_radix(10)
        .map_or_else(|_| "0".to_owned(), |px| String::from(px) + "px")
}

/// Whether the tour was taken or skipped here before.
pub fn is_tour_taken() -> bool {
    setting("tour").is_some()
}

/// Remembers that it was.
pub fn remember_tour() {
    remember("tour", "taken");
}

/// Asks a question that is answered with yes or no.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

// Where storage is blocked the page works without a memory for its settings.

fn setting(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&format!("jianbao.{name}")).ok()?
}

fn remember(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _full_or_blocked = storage.set_item(&format!("jianbao.{name}"), value);
    }
}
