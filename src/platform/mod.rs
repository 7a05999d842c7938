//! The browser's own doors: clock, files, locks, page.

pub mod files;
pub mod locks;
pub mod offline;
pub mod page;
pub mod words;

use jianbao_core::edit::Millis;
use jianbao_workbench::Lang;

/// The time now.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as u64)
}

/// A time for a person, in their own zone.
pub fn time_text(millis: u64, lang: Lang) -> String {
    let date = js_sys::Date::new(&(millis as f64).into());
    date.to_locale_string(lang.tag(), &wasm_bindgen::JsValue::UNDEFINED).into()
}
