//! The browser's own doors: clock, files, page.

pub mod files;
pub mod page;

use jianbao_core::edit::Millis;

/// The time now.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as u64)
}
