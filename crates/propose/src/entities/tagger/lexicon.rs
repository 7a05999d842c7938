//! Known words by class, as a set of fingerprints: a word is not stored, only recognized.

use serde::{Deserialize, Serialize};

use super::rice;

/// What a known word is. A word can be several things.
pub mod class {
    /// A person.
    pub const PERSON: u16 = 1;
    /// A place, from long lists.
    pub const PLACE: u16 = 2;
    /// An organization.
    pub const ORGANIZATION: u16 = 4;
    /// A common noun.
    pub const NOUN: u16 = 8;
    /// Another common word.
    pub const WORD: u16 = 16;
    /// A title or function beside names.
    pub const TITLE: u16 = 32;
    /// What names of organizations end with.
    pub const ORGANIZATION_END: u16 = 64;
    /// What names of places end with.
    pub const PLACE_END: u16 = 128;
    /// A well-known place or a division of the country.
    pub const CORE_PLACE: u16 = 256;
}

/// How many classes there are.
pub const N_CLASSES: usize = 9;

/// The longest word that is looked up, in characters.
pub const MAX_LEN: usize = 8;

const PREFIX_BITS: u32 = 18;

/// The lexicon as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Packed {
    bits: u32,
    /// The parameter of the Rice code of the fingerprints.
    extra: u32,
    count: u32,
    prints: Vec<u8>,
    /// The distinct class sets, and for each word the number of its set.
    sets: Vec<u16>,
    classes: Vec<u8>,
    /// For each place of the table of beginnings that is not zero: gap to the one before, and the
    /// longest word with this beginning.
    lengths: Vec<u8>,
    begins: Vec<u8>,
    n_begins: u32,
}

/// The lexicon in memory.
#[derive(Clone, Debug)]
pub struct Lexicon {
    bits: u32,
    /// Open addressing; the fingerprint plus one, zero for none.
    keys: Vec<u32>,
    classes: Vec<u16>,
    /// By hash of the first two characters: the longest word that may begin so.
    longest: Vec<u8>,
}

fn start() -> u64 {
    0x9e37_79b9_7f4a_7c15
}

fn add(hash: u64, c: char) -> u64 {
    (hash.rotate_left(7) ^ u64::from(c as u32)).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

fn print(hash: u64, bits: u32) -> u32 {
    ((hash ^ (hash >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as u32
}

impl Packed {
    /// Packs words of 2 to [`MAX_LEN`] characters (others are left out) with `extra` bits a word
    /// beyond their number: one word in 2^`extra` that is not in the list is taken for one of it.
    pub fn new(words: &std::collections::BTreeMap<Vec<char>, u16>, extra: u32) -> Self {
        let words: Vec<_> = words.iter().filter(|(w, _)| (2..=MAX_LEN).contains(&w.len())).collect();
        let bits = usize::BITS - words.len().max(1).leading_zeros() + extra;
        let mut prints = std::collections::BTreeMap::<u32, u16>::new();
        let mut longest = vec![0u8; 1 << PREFIX_BITS];
        for (word, classes) in &words {
            let hash = word.iter().fold(start(), |h, &c| add(h, c));
            *prints.entry(print(hash, bits)).or_default() |= **classes;
            let begin = &mut longest[prefix(word[0], word[1])];
            *begin = (*begin).max(word.len() as u8);
        }
        let mut sets: Vec<u16> = prints.values().copied().collect();
        sets.sort_unstable();
        sets.dedup();
        let begins: Vec<u32> = (0..longest.len() as u32).filter(|&i| longest[i as usize] > 0).collect();
        Self {
            bits,
            extra,
            count: prints.len() as u32,
            prints: rice::encode(prints.keys().copied(), extra),
            classes: prints.values().map(|s| sets.binary_search(s).unwrap_or(0) as u8).collect(),
            sets,
            lengths: begins.iter().map(|&i| longest[i as usize]).collect(),
            n_begins: begins.len() as u32,
            begins: rice::encode(begins.into_iter(), 1),
        }
    }

    /// The lexicon for use; none when the data is damaged.
    pub fn unpack(&self) -> Option<Lexicon> {
        if !(1..=31).contains(&self.bits) {
            return None;
        }
        let prints = rice::decode(&self.prints, self.count as usize, self.extra)?;
        let size = (prints.len() * 2).next_power_of_two().max(2);
        let mut lexicon = Lexicon {
            bits: self.bits,
            keys: vec![0; size],
            classes: vec![0; size],
            longest: vec![0; 1 << PREFIX_BITS],
        };
        if self.classes.len() != prints.len() {
            return None;
        }
        for (value, set) in prints.into_iter().zip(&self.classes) {
            let mut at = value as usize & (size - 1);
            while lexicon.keys[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            if u64::from(value) >> self.bits != 0 {
                return None;
            }
            lexicon.keys[at] = value.checked_add(1)?;
            lexicon.classes[at] = *self.sets.get(*set as usize)?;
        }
        let begins = rice::decode(&self.begins, self.n_begins as usize, 1)?;
        for (at, len) in begins.into_iter().zip(&self.lengths) {
            *lexicon.longest.get_mut(at as usize)? = (*len).min(MAX_LEN as u8);
        }
        Some(lexicon)
    }
}

fn prefix(a: char, b: char) -> usize {
    (add(add(start(), a), b) >> (64 - PREFIX_BITS)) as usize
}

impl Lexicon {
    /// Calls `found` with the length and the classes of every known word that begins at `at`.
    pub fn words_at(&self, text: &[char], at: usize, mut found: impl FnMut(usize, u16)) {
        let (Some(&a), Some(&b)) = (text.get(at), text.get(at + 1)) else { return };
        let longest = self.longest[prefix(a, b)] as usize;
        if longest < 2 {
            return;
        }
        let mut hash = add(start(), a);
        for len in 2..=longest.min(text.len() - at) {
            hash = add(hash, text[at + len - 1]);
            let classes = self.classes_of(print(hash, self.bits));
            if classes != 0 {
                found(len, classes);
            }
        }
    }

    /// The classes of a word; 0 for an unknown one.
    pub fn classes(&self, word: &[char]) -> u16 {
        if word.len() < 2 {
            return 0;
        }
        self.classes_of(print(word.iter().fold(start(), |h, &c| add(h, c)), self.bits))
    }

    fn classes_of(&self, print: u32) -> u16 {
        let mask = self.keys.len() - 1;
        let mut at = print as usize & mask;
        while self.keys[at] != 0 {
            if self.keys[at] == print + 1 {
                return self.classes[at];
            }
            at = (at + 1) & mask;
        }
        0
    }
}
