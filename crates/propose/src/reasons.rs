//! Reasons in words.

use crate::{articles, entities};

/// What follows from a person's decisions (`jianbao_core::edit::Command::Follow`).
const FOLLOWING: &[(&str, &str, &str)] =
    &[("same-as-accepted", "与已接受的文字相同", "the same text as one that was accepted")];

/// A reason in Chinese and in English; none for one that this version does not know.
///
/// A reason is an id, with an argument after a colon where its words have a place for one.
pub fn words(reason: &str) -> Option<[String; 2]> {
    let (id, argument) = reason.split_once(':').unwrap_or((reason, ""));
    let tables = [articles::reasons::REASONS, entities::reasons::REASONS, FOLLOWING];
    let &(_, zh, en) = tables.into_iter().flatten().find(|(known, ..)| *known == id)?;
    Some([zh, en].map(|words| words.replace("{}", argument)))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn every_known_reason_has_words_and_an_unknown_one_has_none() {
        assert!(words("form").is_some_and(|words| words.iter().all(|text| !text.is_empty())));
        assert_eq!(words("no-such-reason"), None);
    }
}
