//! The first letters of pinyin, which Chinese users type for a word: `rm` for 人名.

use super::{place, tables};

/// Further readings of common characters that have several.
const OTHER_READINGS: [(char, u8); 14] = [
    ('重', b'c'),
    ('行', b'h'),
    ('长', b'c'),
    ('长', b'z'),
    ('会', b'k'),
    ('传', b'z'),
    ('传', b'c'),
    ('参', b's'),
    ('单', b's'),
    ('调', b't'),
    ('调', b'd'),
    ('校', b'j'),
    ('系', b'j'),
    ('降', b'x'),
];

/// Whether a character is typed with a letter: its own in lower case, or the first of its pinyin.
fn is_typed(c: char, letter: u8) -> bool {
    if c.is_ascii() {
        return c.to_ascii_lowercase() as u8 == letter;
    }
    let initial = tables().zip(place(c)).map(|(tables, at)| tables.initials[at]);
    initial == Some(letter) || OTHER_READINGS.contains(&(c, letter))
}

/// What can be typed of a text: letters, digits and Chinese characters.
fn typed(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn letters(query: &str) -> Option<Vec<u8>> {
    let is_plain = !query.is_empty() && query.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then(|| query.bytes().map(|byte| byte.to_ascii_lowercase()).collect())
}

/// Whether first letters are those that a text begins with. None of anything but letters and digits is.
pub fn starts_with_initials(text: &str, query: &str) -> bool {
    letters(query).is_some_and(|letters| {
        let text = typed(text);
        text.len() >= letters.len() && text.iter().zip(&letters).all(|(&c, &letter)| is_typed(c, letter))
    })
}

/// Whether first letters are those of some stretch of a text.
pub fn contains_initials(text: &str, query: &str) -> bool {
    letters(query).is_some_and(|letters| {
        let fits = |window: &[char]| window.iter().zip(&letters).all(|(&c, &letter)| is_typed(c, letter));
        typed(text).windows(letters.len()).any(fits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_letters_find_words() {
        assert!(starts_with_initials("人名", "rm"));
        assert!(starts_with_initials("重做", "cz") && starts_with_initials("重做", "zz"));
        assert!(starts_with_initials("下载标注 JSON", "xzbzj"));
        assert!(contains_initials("接受整篇文章", "wz"));
        assert!(!starts_with_initials("接受整篇文章", "wz"));
        assert!(
            !contains_initials("接受", "")
                && !contains_initials("接受", "接")
                && !contains_initials("接受", "jsz")
        );
    }

    #[test]
    fn the_table_is_that_of_the_standard() {
        for (c, letter) in [('啊', b'a'), ('座', b'z'), ('一', b'y'), ('鸥', b'o'), ('中', b'z')] {
            assert!(is_typed(c, letter), "{c}");
        }
        assert!(!is_typed('𠮷', b'j') && !is_typed('。', b'j'));
    }
}
