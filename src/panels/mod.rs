//! What stands around the text.

mod article_list;
mod count_hint;
mod cut_popup;
mod dialog;
mod document_list;
mod entity_list;
mod export_dialog;
mod find_bar;
mod help;
mod history_dialog;
mod import_dialog;
mod inspector;
mod label_dialog;
mod label_menu;
mod learning;
mod move_menu;
mod notice_bar;
mod palette;
mod place_list;
mod review_bar;
mod start_screen;
mod status_bar;
mod thresholds;
mod toolbar;
mod tour;

pub use article_list::ArticleList;
pub use count_hint::{CountHintProps, count_hint};
pub use cut_popup::{CUT_ID, CutPopup};
pub use document_list::DocumentList;
pub use export_dialog::{ExportDialogProps, ExportView, export_dialog};
pub use find_bar::{FindBarProps, FindView, find_bar, focus as focus_find};
pub use help::{HelpDialogProps, help_dialog};
pub use history_dialog::{HistoryDialogProps, focus_point_name, history_dialog};
pub use import_dialog::{ImportDialogProps, ImportView, import_dialog};
pub use inspector::Inspector;
pub use label_dialog::{LabelDialogProps, focus_new as focus_new_label, label_dialog};
pub use label_menu::{LABEL_FIELD_ID, LabelMenu};
pub use move_menu::{MoveMenuProps, move_menu};
pub use notice_bar::{NoticeBarProps, notice_bar};
pub use palette::Palette;
pub use review_bar::ReviewBar;
pub use start_screen::{StartScreenProps, start_screen};
pub use status_bar::StatusBar;
pub use toolbar::Toolbar;
pub use tour::{TourCardProps, focus as focus_tour, place as place_tour, tour_card};

use gloo::timers::callback::Timeout;
use jianbao_core::annotation::{Label, Preset};
use jianbao_workbench::Lang;
use yew::prelude::*;

use crate::platform::page::Theme;

/// The id of the menu at the selection, of which there is one at a time.
pub const POPUP_ID: &str = "popup";

/// Grows up to `all`, `at_once` in each task, so that a long list does not hold the page up.
#[hook]
fn use_growing(all: usize, at_once: usize) -> usize {
    let now = use_state_eq(|| at_once);
    let grow = now.clone();
    use_effect_with((all, *now), move |&(all, drawn)| {
        let next = (drawn < all).then(|| Timeout::new(0, move || grow.set(drawn + at_once)));
        move || drop(next)
    });
    *now
}

/// What the button for the next theme says: what is now.
fn theme_text(theme: Theme, lang: Lang) -> &'static str {
    match theme {
        Theme::System => lang.pick("跟随系统", "System"),
        Theme::Light => lang.pick("浅色", "Light"),
        Theme::Dark => lang.pick("深色", "Dark"),
    }
}

/// What belongs under a label; what a preset says, in the language of the interface.
fn definition(label: &Label, lang: Lang) -> String {
    let english = (lang == Lang::En).then(|| Preset::definition_in_english(label)).flatten();
    english.unwrap_or(&label.definition).to_owned()
}
