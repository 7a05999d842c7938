//! How a person reads and types characters: what counts as the same in a search, and the first letters of pinyin.
//!
//! The tables are data of others; where they come from and under which license stands in `assets/README.md`. They are
//! no part of the app's wasm: the shell loads them when it starts, and until then only width and case do not count.

mod fold;
mod pinyin;

use std::sync::OnceLock;

pub use fold::{fold, folded};
pub use pinyin::{contains_initials, starts_with_initials};

/// From here to U+9FFF the tables have a place for each character.
const FIRST: u32 = 0x4e00;
const N_CHARS: usize = 0x5200;

#[derive(Debug)]
struct Tables {
    /// The character that each counts as.
    simplified: Vec<u16>,
    /// The letter that its pinyin begins with, 0 where none is known.
    initials: Vec<u8>,
}

static TABLES: OnceLock<Tables> = OnceLock::new();

/// Takes the tables over: the text of `assets/characters.txt`. Only the first time counts.
pub fn load(text: &str) {
    let _loaded_before = TABLES.set(Tables::of(text));
}

/// Outside of the browser the tables are part of the program.
fn tables() -> Option<&'static Tables> {
    #[cfg(not(target_arch = "wasm32"))]
    TABLES.get_or_init(|| Tables::of(include_str!("../../../../assets/characters.txt")));
    TABLES.get()
}

fn place(c: char) -> Option<usize> {
    (c as u32).checked_sub(FIRST).map(|at| at as usize).filter(|at| *at < N_CHARS)
}

impl Tables {
    fn of(text: &str) -> Self {
        let (initials, pairs) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut tables = Self {
            simplified: (FIRST..).take(N_CHARS).map(|c| c as u16).collect(),
            initials: vec![0; N_CHARS],
        };
        for line in initials.lines() {
            let mut chars = line.chars();
            let letter = chars.next().map_or(0, |letter| letter as u8);
            for at in chars.filter_map(place) {
                tables.initials[at] = letter;
            }
        }
        let mut chars = pairs.chars().filter(|c| !c.is_whitespace());
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            if let (Some(at), Some(_)) = (place(from), place(to)) {
                tables.simplified[at] = to as u16;
            }
        }
        tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole() {
        let tables = tables().unwrap();
        assert_eq!(tables.initials.iter().filter(|letter| **letter != 0).count(), 3755);
        let changed = (FIRST..).zip(&tables.simplified).filter(|(c, to)| *c != u32::from(**to));
        assert_eq!(changed.count(), 2853);
    }

    #[test]
    fn a_damaged_table_does_no_harm() {
        for text in ["", "a", "a啊\n\n臺", "\n\n\u{1f600}台", "x\n\nabc\n"] {
            let tables = Tables::of(text);
            assert_eq!((tables.simplified.len(), tables.initials.len()), (N_CHARS, N_CHARS));
        }
    }
}
