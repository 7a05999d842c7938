//! Many strings looked up in a text at once, longest first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Multiplies and rotates: good enough for keys that are two characters, and far faster than the
/// standard hasher.
#[derive(Clone, Copy, Default)]
pub struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// A hash map with [`QuickHasher`].
pub type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;

/// A string and its number.
type Entry = (Box<[char]>, usize);

/// A set of strings of at least two characters, each with a number.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// By the first two characters; longer strings first.
    entries: QuickMap<u64, Vec<Entry>>,
}

fn key(a: char, b: char) -> u64 {
    u64::from(a as u32) << 21 | u64::from(b as u32)
}

impl Dictionary {
    /// Adds a string; one of fewer than two characters is too common to be looked for and is left
    /// out. The first number of a string stays.
    pub fn insert(&mut self, text: &[char], number: usize) {
        let [a, b, ..] = text else { return };
        let list = self.entries.entry(key(*a, *b)).or_default();
        if list.iter().any(|(t, _)| t.as_ref() == text) {
            return;
        }
        let at = list.partition_point(|(t, _)| t.len() >= text.len());
        list.insert(at, (text.into(), number));
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The longest string that begins at `at`: its length in characters and its number.
    pub fn longest_at(&self, text: &[char], at: usize) -> Option<(usize, usize)> {
        let list = self.entries.get(&key(*text.get(at)?, *text.get(at + 1)?))?;
        list.iter().find(|(t, _)| text[at..].starts_with(t)).map(|(t, n)| (t.len(), *n))
    }

    /// Every occurrence from left to right, the longest at each place, none overlapping:
    /// first character, end, number.
    pub fn find(&self, text: &[char]) -> Vec<(usize, usize, usize)> {
        let mut out = Vec::new();
        if self.is_empty() {
            return out;
        }
        let mut at = 0;
        while at + 1 < text.len() {
            if let Some((len, number)) = self.longest_at(text, at) {
                out.push((at, at + len, number));
                at += len;
            } else {
                at += 1;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wins() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        let mut d = Dictionary::default();
        d.insert(&chars("长安"), 0);
        d.insert(&chars("长安分局"), 1);
        d.insert(&chars("长"), 2);
        assert_eq!(d.find(&chars("长安分局在长安区,长沙")), [(0, 4, 1), (5, 7, 0)]);
    }
}
