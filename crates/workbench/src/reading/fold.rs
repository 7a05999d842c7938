//! What counts as the same character in a search.

use super::{place, tables};

/// The character that stands for all that count as the same: full-width as half-width, upper case as lower case,
/// traditional as simplified. One character always becomes one character, so that places stay.
///
/// Not folded: what one character and several write alike (`é` and `e` with U+0301), and variants that depend on the
/// word.
pub fn fold(c: char) -> char {
    let c = match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if let Some(at) = place(c) {
        let simplified = tables().map(|tables| u32::from(tables.simplified[at]));
        return simplified.and_then(char::from_u32).unwrap_or(c);
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// A text in which every character is [folded](fold).
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_script_do_not_count() {
        assert_eq!(folded("ＡＢＣ１２３　！"), "abc123 !");
        assert_eq!(folded("臺灣大學與後來"), folded("台湾大学与后来"));
        assert_eq!(folded("ÉÜ"), "éü");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in ('\u{4e00}'..='\u{9fff}').chain('\u{ff00}'..='\u{ffef}').chain('\0'..='\u{2fff}') {
            assert_eq!(fold(fold(c)), fold(c), "{c}");
        }
    }

    #[test]
    fn what_is_no_letter_stays_and_one_stays_one() {
        let text = "𠮷👩‍👩‍👧e\u{301}\r\n《》。İ";
        assert_eq!(text.chars().count(), folded(text).chars().count());
        assert_eq!(folded("𠮷👩‍👩‍👧e\u{301}\r\n《》。"), "𠮷👩‍👩‍👧e\u{301}\r\n《》。");
    }
}
