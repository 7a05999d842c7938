//! Sets of characters that are asked at every position of a text.

/// Words of 64 characters of the basic plane.
const WORDS: usize = 0x1_0000 / 64;

/// A set of characters of the basic plane, one bit each: a question takes the same time however large the set is.
#[derive(Clone, Debug)]
pub struct CharSet(Box<[u64]>);

impl CharSet {
    /// The set of these characters; those beyond the basic plane are left out.
    pub fn new(chars: impl IntoIterator<Item = char>) -> Self {
        let mut bits = vec![0u64; WORDS];
        for c in chars {
            if let Some(word) = bits.get_mut(c as usize / 64) {
                *word |= 1 << (c as u32 % 64);
            }
        }
        Self(bits.into())
    }

    /// The set of the first characters of words.
    pub fn of_first(words: &[&str]) -> Self {
        Self::new(words.iter().filter_map(|word| word.chars().next()))
    }

    /// Whether the set holds the character.
    pub fn contains(&self, c: char) -> bool {
        self.0.get(c as usize / 64).is_some_and(|word| word >> (c as u32 % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in() {
        let set = CharSet::new("一丁\u{FFFF}a𠮷".chars());
        assert!("一丁\u{FFFF}a".chars().all(|c| set.contains(c)));
        assert!(!"丂b𠮷\0".chars().any(|c| set.contains(c)));
        assert!(CharSet::of_first(&["记者", "编辑"]).contains('编'));
    }
}
