//! What counts as the same character in a search.

use std::sync::LazyLock;

/// Traditional characters, each followed by the simplified one.
const PAIRS: &str = include_str!("simplified.txt");

const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// For each character from [`FIRST`] to [`LAST`] the one that it counts as, looked up without a search: a text of a
/// megabyte is folded at one go.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table: Vec<u16> = (FIRST as u16..=LAST as u16).collect();
    let mut chars = PAIRS.chars().filter(|c| !c.is_whitespace());
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        if let Some(slot) = place(from).and_then(|at| table.get_mut(at)) {
            *slot = to as u16;
        }
    }
    table
});

fn place(c: char) -> Option<usize> {
    (FIRST..=LAST).contains(&(c as u32)).then(|| (c as u32 - FIRST) as usize)
}

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
        return char::from_u32(u32::from(SIMPLIFIED[at])).unwrap_or(c);
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
    fn the_table_is_read_whole_and_folding_twice_changes_nothing() {
        let chars: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(chars.len(), 2 * 2853);
        for pair in chars.chunks(2) {
            assert!(pair.iter().all(|&c| place(c).is_some()), "{pair:?}");
            assert_eq!(fold(pair[0]), fold(pair[1]), "{pair:?}");
            assert_eq!(fold(fold(pair[0])), fold(pair[0]), "{pair:?}");
        }
    }

    #[test]
    fn what_is_no_letter_stays_and_one_stays_one() {
        let text = "𠮷👩‍👩‍👧e\u{301}\r\n《》。İ";
        assert_eq!(text.chars().count(), folded(text).chars().count());
        assert_eq!(folded("𠮷👩‍👩‍👧e\u{301}\r\n《》。"), "𠮷👩‍👩‍👧e\u{301}\r\n《》。");
    }
}
