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
    styled(millis, lang, None)
}

/// The day of a time.
pub fn day_text(millis: u64, lang: Lang) -> String {
    styled(millis, lang, Some(("dateStyle", "medium")))
}

/// The hour and minute of a time.
pub fn clock_text(millis: u64, lang: Lang) -> String {
    styled(millis, lang, Some(("timeStyle", "short")))
}

/// `style` is an option of `Intl.DateTimeFormat` with its value.
fn styled(millis: u64, lang: Lang, style: Option<(&str, &str)>) -> String {
    let date = js_sys::Date::new(&(millis as f64).into());
    let options = js_sys::Object::new();
    if let Some((option, value)) = style {
        let _a_plain_object_takes_it = js_sys::Reflect::set(&options, &option.into(), &value.into());
    }
    date.to_locale_string(lang.tag(), &options).into()
}
