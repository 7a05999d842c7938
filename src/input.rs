//! Keys as the workbench knows them.

use jianbao_workbench::actions::PressedChord;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// What a key press says; none where it belongs to somebody else: an input, an input method, a button that it
/// would press.
pub fn chord(event: &KeyboardEvent) -> Option<PressedChord> {
    // Key code 229 is all that some browsers say of the key that begins or ends a composition.
    if event.is_composing() || event.key_code() == 229 || event.default_prevented() {
        return None;
    }
    let key = event.key();
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let ctrl = event.ctrl_key() || event.meta_key();
    if target.is_some_and(|target| belongs_to(&target, &key, ctrl)) {
        return None;
    }
    Some(PressedChord {
        key: key_name(&key, &event.code()),
        ctrl,
        shift: event.shift_key(),
        alt: event.alt_key(),
    })
}

/// Whether an element takes a key itself.
fn belongs_to(target: &Element, key: &str, ctrl: bool) -> bool {
    let inside = |selector| target.closest(selector).ok().flatten().is_some();
    if inside("input, textarea, [contenteditable], dialog") && key != "Escape" {
        return true;
    }
    // A select knows plain keys alone: undo works there as everywhere.
    if inside("select") && key != "Escape" && !ctrl {
        return true;
    }
    let presses = matches!(key, "Enter" | " ") || key.starts_with("Arrow") || matches!(key, "Home" | "End");
    presses && inside("button, a, summary, [role=menuitem]")
}

/// Letters in lower case; a letter of another layout or script by the place of its key.
fn key_name(key: &str, code: &str) -> String {
    if key.is_ascii() && key != "Process" && key != "Unidentified" {
        return if key.len() == 1 { key.to_ascii_lowercase() } else { key.to_owned() };
    }
    let place = code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit"));
    place.map_or_else(|| key.to_owned(), str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    use super::key_name;

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn letters_of_other_layouts_go_by_place() {
        assert_eq!(key_name("A", "KeyA"), "a");
        assert_eq!(key_name("ф", "KeyA"), "a");
        assert_eq!(key_name("【", "BracketLeft"), "【");
        assert_eq!(key_name("１", "Digit1"), "1");
        assert_eq!(key_name("Delete", "Delete"), "Delete");
        assert_eq!(key_name("{", "BracketLeft"), "{");
    }
}
