//! Chords as text, `Control+Shift+z`, to the keys of WebDriver.

use thirtyfour::Key;

/// The keys of a chord, in the order they go down.
///
/// The last part is a key by its name in `KeyboardEvent.key` (`Enter`, `ArrowDown`, `F2`) or one character;
/// those before it are `Control`, `Shift`, `Alt` or `Meta`. The key plus is written `+`, as in `Control++`.
pub(crate) fn chord(text: &str) -> Vec<char> {
    let (modifiers, key) = match text.strip_suffix('+') {
        Some(modifiers) => (modifiers.strip_suffix('+').unwrap_or(modifiers), "+"),
        None => text.rsplit_once('+').unwrap_or(("", text)),
    };
    modifiers.split('+').filter(|name| !name.is_empty()).chain([key]).map(key_by_name).collect()
}

fn key_by_name(name: &str) -> char {
    let mut characters = name.chars();
    if let (Some(character), None) = (characters.next(), characters.next()) {
        return character;
    }
    let key = match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Space" => Key::Space,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F3" => Key::F3,
        "F6" => Key::F6,
        other => panic!("no key is named {other}"),
    };
    key.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_read() {
        assert_eq!(chord("a"), ['a']);
        assert_eq!(chord("+"), ['+']);
        assert_eq!(chord("Control+Shift+z"), [Key::Control.value(), Key::Shift.value(), 'z']);
        assert_eq!(chord("Control++"), [Key::Control.value(), '+']);
        assert_eq!(chord("Escape"), [Key::Escape.value()]);
    }
}
