//! Small rules of form that several parts share.

use super::chars::{is_closer, is_sentence_end};

/// Whether the text ends like a sentence.
pub(crate) fn ends_sentence(chars: &[char]) -> bool {
    let end = chars.iter().rposition(|&c| !is_closer(c));
    end.is_some_and(|k| is_sentence_end(chars[k]) || chars[k] == '.')
}
