//! Sentences made from templates, to teach names that few sentences hold: short names of countries and provinces,
//! foreign names, chains of places, bodies of a place.
//!
//! A template is a line of text with marks `[LOC …]` as in `docs/guideline.md`, and slots `{名}` for a word of that list.

use std::collections::BTreeMap;

use super::super::tagger::features::Convention;
use super::super::tagger::weights::LABELS;
use super::{Example, Random};

/// The words for each slot.
pub type Lists = BTreeMap<String, Vec<String>>;

/// A template that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TemplateError {
    /// A slot without a list, or with an empty one.
    #[error("no words for the slot {0}")]
    NoWords(String),
    /// A mark or slot that does not end, or a label that is not known.
    #[error("not a template: {0}")]
    Malformed(String),
}

/// A piece of a template: text, a slot, the beginning of a mark, or its end.
#[derive(Debug)]
enum Piece {
    Text(String),
    Slot(String),
    Open(usize),
    Close,
}

fn parse(line: &str) -> Result<Vec<Piece>, TemplateError> {
    let malformed = || TemplateError::Malformed(line.to_owned());
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['[', ']', '{']) {
        if at > 0 {
            out.push(Piece::Text(rest[..at].to_owned()));
        }
        let after = &rest[at + 1..];
        match rest.as_bytes()[at] {
            b'[' => {
                let (label, after) = after.split_once(' ').ok_or_else(malformed)?;
                out.push(Piece::Open(LABELS.iter().position(|l| *l == label).ok_or_else(malformed)?));
                rest = after;
            }
            b'{' => {
                let (slot, after) = after.split_once('}').ok_or_else(malformed)?;
                out.push(Piece::Slot(slot.to_owned()));
                rest = after;
            }
            _ => {
                out.push(Piece::Close);
                rest = after;
            }
        }
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest.to_owned()));
    }
    Ok(out)
}

/// Fills each template `times` times. By the guideline a chain of places is one mark; by MSRA's conventions its links
/// are marks of their own, and so are the places before the last one at the head of an organization.
///
/// # Errors
/// When a template is malformed or names a list that is not there.
pub fn fill(
    templates: &str,
    lists: &Lists,
    times: usize,
    convention: Convention,
) -> Result<Vec<Example>, TemplateError> {
    let mut random = Random(19_980_601);
    let mut out = Vec::new();
    for line in templates.lines().filter(|line| !line.is_empty()) {
        let pieces = parse(line)?;
        for _ in 0..times {
            let mut text = String::new();
            let mut marks: Vec<(usize, usize, String)> = Vec::new();
            // The label and the ends of the slots of the mark that is open.
            let mut open: Option<(usize, usize, Vec<usize>)> = None;
            for piece in &pieces {
                match piece {
                    Piece::Text(words) => text.push_str(words),
                    Piece::Slot(name) => {
                        let words = lists.get(name).filter(|words| !words.is_empty());
                        let words = words.ok_or_else(|| TemplateError::NoWords(name.clone()))?;
                        text.push_str(&words[(random.next() % words.len() as u64) as usize]);
                        if let Some(open) = &mut open {
                            open.2.push(text.chars().count());
                        }
                    }
                    Piece::Open(label) => open = Some((*label, text.chars().count(), Vec::new())),
                    Piece::Close => {
                        let malformed = || TemplateError::Malformed(line.to_owned());
                        let (label, mut start, ends) = open.take().ok_or_else(malformed)?;
                        let end = text.chars().count();
                        if convention == Convention::Msra {
                            let links = match LABELS[label] {
                                "LOC" => ends.len(),
                                // The last slot is what kind of body it is, the one before its place.
                                "ORG" => ends.len().saturating_sub(2),
                                _ => 0,
                            };
                            for link in ends.into_iter().take(links).filter(|link| *link < end) {
                                marks.push((start, link, "LOC".to_owned()));
                                start = link;
                            }
                        }
                        marks.push((start, end, LABELS[label].to_owned()));
                    }
                }
            }
            let example = Example::new(&text, &marks, convention);
            out.push(example.ok_or_else(|| TemplateError::Malformed(line.to_owned()))?);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        [("城", "澜江省"), ("县", "望川县"), ("部", "教育局"), ("人", "许志远")]
            .map(|(slot, word)| (slot.to_owned(), vec![word.to_owned()]))
            .into()
    }

    fn marks(template: &str, convention: Convention) -> Vec<(String, &'static str)> {
        let example = &fill(template, &lists(), 1, convention).unwrap()[0];
        let quote = |s: usize, e: usize| example.text[s..e].iter().collect::<String>();
        example.spans.iter().map(|&(s, e, label)| (quote(s, e), LABELS[label])).collect()
    }

    #[test]
    fn marks_follow_the_conventions() {
        let template = "[ORG {城}{县}{部}]的[PER {人}]到[LOC {城}{县}]。";
        let of = |list: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
            list.iter().map(|(quote, label)| ((*quote).to_owned(), *label)).collect()
        };
        assert_eq!(
            marks(template, Convention::Guideline),
            of(&[("澜江省望川县教育局", "ORG"), ("许志远", "PER"), ("澜江省望川县", "LOC")])
        );
        assert_eq!(
            marks(template, Convention::Msra),
            of(&[
                ("澜江省", "LOC"),
                ("望川县教育局", "ORG"),
                ("许志远", "PER"),
                ("澜江省", "LOC"),
                ("望川县", "LOC")
            ])
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let error = |template: &str| fill(template, &lists(), 1, Convention::Guideline).err();
        assert_eq!(error("{没有}"), Some(TemplateError::NoWords("没有".to_owned())));
        for bad in ["[XYZ 甲]", "{城", "甲]", "[LOC甲]"] {
            assert_eq!(error(bad), Some(TemplateError::Malformed(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn the_templates_of_the_project_are_well_formed() {
        let templates = include_str!("../../../../../corpus/templates.txt");
        for line in templates.lines() {
            assert!(parse(line).is_ok(), "{line}");
        }
    }
}
