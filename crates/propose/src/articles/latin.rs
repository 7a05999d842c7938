//! Pages in Latin letters, read by their form alone: the networks know Chinese pages only.
//!
//! What the networks say counts little here, and what the form says is not more than likely, so that everything on
//! such a page is said to be less sure.

use jianbao_core::Role;

use super::features::Facts;
use super::labels::{COUNT, LABELS, Relation};
use super::lines::Line;
use super::pairs::{self, Pair};
use super::units::Unit;

/// What the networks' scores are scaled by.
const NETWORK: f32 = 0.1;
/// Added to the role and to the relation that the form speaks for, and once more to both together.
const LIKELY: f32 = 2.0;
/// The score of a text that stops inside a sentence with one that begins inside one.
const FITS: f32 = 2.0;

/// Words of a line that may be a title, at most.
const TITLE_WORDS: usize = 14;

/// Whether most of the letters of a page are Latin.
pub(super) fn is_latin(units: &[Unit]) -> bool {
    let letters = || units.iter().flat_map(|u| &u.chars).filter(|c| c.is_alphabetic());
    letters().filter(|&&c| is_letter(c)).count() * 2 > letters().count()
}

/// A letter of an alphabet with upper and lower case.
pub(super) fn is_letter(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// One piece of a page with its neighbors.
struct Place<'a> {
    lines: &'a [Line],
    units: &'a [Unit],
    facts: &'a [Facts],
}

impl Place<'_> {
    fn words(&self, k: usize) -> usize {
        self.units[k].chars.split(|&c| c == ' ').filter(|w| !w.is_empty()).count()
    }

    fn starts_lower(&self, k: usize) -> bool {
        self.units[k].chars.iter().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_lowercase())
    }

    /// Blank lines before a piece.
    fn blank(&self, k: usize) -> u8 {
        self.lines[self.units[k].lines.start].blank
    }

    fn begins(&self, k: usize, words: &[&str]) -> bool {
        let head: String = self.units[k].chars.iter().take(24).collect::<String>().to_lowercase();
        words.iter().any(|word| head.starts_with(word))
    }

    fn is_credit(&self, k: usize) -> bool {
        self.words(k) <= 8
            && self
                .begins(k, &["photo", "photograph", "picture by", "image by", "illustration", "drawing by"])
    }

    fn is_furniture(&self, k: usize) -> bool {
        let c = &self.units[k].chars;
        let capitals = c.iter().any(|x| x.is_uppercase()) && !c.iter().any(|x| x.is_lowercase());
        let masthead = k == 0 && capitals && self.words(k) <= 6;
        let digits = c.iter().filter(|x| x.is_ascii_digit()).count();
        let last = k + 1 == self.units.len() && digits >= 5 && self.words(k) <= 12;
        let text: String = c.iter().collect::<String>().to_lowercase();
        let dated = self.words(k) <= 14 && digits >= 2 && text.contains("day,") && !self.facts[k].dateline;
        self.facts[k].furniture || masthead || last || dated && !self.facts[k].ends
    }

    /// A line of few words that is no sentence.
    fn is_title(&self, k: usize) -> bool {
        let f = &self.facts[k];
        !f.ends
            && self.words(k) <= TITLE_WORDS
            && !f.byline
            && f.jump.is_none()
            && !self.starts_lower(k)
            && !self.is_credit(k)
            && !self.is_furniture(k)
            && !self.is_signature(k)
    }

    /// A name under a text: set close to it and apart from what follows.
    fn is_signature(&self, k: usize) -> bool {
        let capitalized = self.units[k]
            .chars
            .split(|&c| c == ' ')
            .filter(|w| !w.is_empty())
            .all(|w| w.iter().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase()));
        k > 0
            && !self.facts[k].ends
            && (2..=6).contains(&self.words(k))
            && capitalized
            && self.facts[k - 1].ends
            && self.blank(k) == 0
            && (k + 1 == self.units.len() || self.blank(k + 1) > 0)
    }

    /// Running text that stops inside a sentence.
    fn is_open(&self, k: usize) -> bool {
        self.facts[k].stops_inside() && !self.is_title(k) && !self.is_signature(k) && !self.is_furniture(k)
    }

    /// Whether what follows a piece is set close to it.
    fn is_attached(&self, k: usize) -> bool {
        k + 1 < self.units.len() && self.blank(k + 1) == 0
    }

    /// What the form says.
    fn label(&self, k: usize, titles_attached: bool) -> (Role, Relation) {
        let f = &self.facts[k];
        let before = k.checked_sub(1);
        let closed = before.is_none_or(|b| self.is_furniture(b) || self.is_credit(b) || self.is_signature(b));
        let after_title = before.is_some_and(|b| self.is_title(b));
        if self.is_furniture(k) {
            (Role::Other, Relation::Furniture)
        } else if f.jump.as_ref().is_some_and(|j| j.range.len() + 1 >= self.units[k].chars.len()) {
            (Role::Jump, Relation::Same)
        } else if f.byline {
            (Role::Byline, Relation::Same)
        } else if self.is_credit(k) {
            (Role::Credit, Relation::Same)
        } else if self.is_signature(k) {
            (Role::Signature, Relation::Same)
        } else if self.is_title(k) {
            if after_title && self.blank(k) == 0 {
                (Role::Subtitle, Relation::Same)
            } else if titles_attached && !self.is_attached(k) && !closed {
                (Role::Subhead, Relation::Same)
            } else {
                (Role::Headline, Relation::New)
            }
        } else if k + 1 < self.units.len() && self.is_credit(k + 1) {
            (Role::Caption, if after_title { Relation::Same } else { Relation::New })
        } else if self.starts_lower(k) {
            let open =
                before.is_some_and(|b| !self.facts[b].ends && !self.is_title(b) && !self.is_signature(b));
            (Role::Body, if open { Relation::Continues } else { Relation::ResumesInside })
        } else if closed || f.dateline && !after_title && !before.is_some_and(|b| self.facts[b].byline) {
            (Role::Body, Relation::New)
        } else {
            (Role::Body, Relation::Same)
        }
    }
}

/// Lets the form decide about every piece of a page in Latin letters.
pub(super) fn adjust(
    lines: &[Line],
    units: &[Unit],
    facts: &[Facts],
    scores: &mut [[f32; COUNT]],
    found: &mut Vec<Pair>,
) {
    let place = Place { lines, units, facts };
    // Where some headlines stand close over their text, one that stands free is a subhead.
    let titles_attached = (0..units.len()).any(|k| place.is_title(k) && place.is_attached(k));
    for (k, scores) in scores.iter_mut().enumerate() {
        let (role, relation) = place.label(k, titles_attached);
        for (score, label) in scores.iter_mut().zip(LABELS) {
            let (same_role, same_relation) = (label.role == role, label.relation == relation);
            let votes = f32::from(
                u8::from(same_role) + u8::from(same_relation) + u8::from(same_role && same_relation),
            );
            *score = *score * NETWORK + votes * LIKELY;
        }
    }
    // What begins inside a sentence goes on from what stops inside one, the nearer the likelier.
    for head in (0..units.len()).filter(|&k| place.starts_lower(k)) {
        let tails = pairs::reach(head, units.len());
        for tail in tails.filter(|&t| t != head && t + 1 != head && place.is_open(t)) {
            let score = FITS - 0.02 * head.abs_diff(tail) as f32;
            match found.iter_mut().find(|p| (p.tail, p.head) == (tail as u32, head as u32)) {
                Some(pair) => pair.score = pair.score.max(score),
                None => found.push(Pair { tail: tail as u32, head: head as u32, score }),
            }
        }
    }
}
