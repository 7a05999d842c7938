//! What a person has shown: forms of lines that have a role here, and decisions that stand.
//!
//! Nothing is trained anew: a hint adds to the scores of the labels that it speaks for.

use jianbao_core::{ByteRange, Role};
use serde::{Deserialize, Serialize};

use super::chars::{fold, is_han};
use super::labels::{COUNT, LABELS, Relation};
use super::lines::Line;
use super::math::ln;
use super::pairs::Pair;
use super::units::Unit;

/// Blocks longer than this have no form worth learning.
const LONGEST: usize = 60;
/// What the first example of a form adds to the score of its role; each more adds less.
const FIRST: f32 = 60.0;
/// The same for a form without any mark, digit or word of the trade, which most headlines have.
const FIRST_PLAIN: f32 = 2.0;
/// What makes any other label impossible.
const NEVER: f32 = 1.0e6;
/// Lines that must have been joined at one width before it is taken for the wrap width.
const JOINS: u32 = 3;

/// What was learned from a person's corrections; goes from document to document.
///
/// Forgetting it is [`Hints::default`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// Sorted by form, then role.
    forms: Vec<FormHint>,
    /// Widths at which lines were joined, in characters, with how often; sorted.
    widths: Vec<(u16, u32)>,
}

/// Blocks of one form that a person gave one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FormHint {
    form: String,
    /// The id of the role.
    role: String,
    times: u32,
    /// How many of them began an article.
    begins: u32,
}

/// What a person decided of one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The block, in bytes.
    pub range: ByteRange,
    /// What it is.
    pub role: Role,
    /// How it comes after what is before it.
    pub place: Place,
}

/// How a block comes after what is before it, as a person decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It begins an article.
    Begins,
    /// It is the next paragraph or line of the article of the block before it.
    Follows,
    /// It goes on with the paragraph of the block before it.
    Continues,
    /// It goes on with the article that stops at the end of this block, which is not its neighbor.
    ResumesAfter(ByteRange),
    /// It is page furniture.
    Furniture,
    /// Nothing was decided about it.
    Open,
}

impl Hints {
    /// Learns from what a person corrected in a text.
    pub fn observe(&mut self, text: &str, corrections: &[Correction]) {
        for correction in corrections {
            let c: Vec<char> = correction.range.slice(text).chars().map(fold).collect();
            if let Some(form) = form(&c) {
                let begins = u32::from(correction.place == Place::Begins);
                let role = correction.role.id();
                match self
                    .forms
                    .binary_search_by(|h| (h.form.as_str(), h.role.as_str()).cmp(&(form.as_str(), role)))
                {
                    Ok(k) => {
                        self.forms[k].times += 1;
                        self.forms[k].begins += begins;
                    }
                    Err(k) => {
                        self.forms.insert(k, FormHint { form, role: role.to_owned(), times: 1, begins })
                    }
                }
            }
            if correction.place == Place::Continues {
                self.observe_join(text, correction.range);
            }
        }
    }

    /// A line was joined to the one before it: remember how wide that one was.
    fn observe_join(&mut self, text: &str, range: ByteRange) {
        let before = text[..range.start().idx()].trim_end();
        let line = before.rsplit('\n').next().unwrap_or("");
        let newlines = text[before.len()..range.start().idx()].matches('\n').count();
        let width = line.chars().count().min(200) as u16;
        if newlines != 1 || width < 6 {
            return;
        }
        match self.widths.binary_search_by_key(&width, |w| w.0) {
            Ok(k) => self.widths[k].1 += 1,
            Err(k) => self.widths.insert(k, (width, 1)),
        }
    }

    /// Whether nothing was learned yet.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty() && self.widths.is_empty()
    }

    /// The width at which lines wrap, by what was joined.
    pub(crate) fn wrap(&self) -> Option<usize> {
        let (width, times) = self.widths.iter().copied().max_by_key(|&(w, n)| (n, w))?;
        (times >= JOINS).then_some(usize::from(width))
    }
}

/// The form of a short block: its marks as they are, its words by kind and length.
fn form(c: &[char]) -> Option<String> {
    if c.is_empty() || c.len() > LONGEST {
        return None;
    }
    const WORDS: [&str; 9] = ["记者", "通讯员", "报讯", "摄", "图", "文", "作者", "编辑", "版"];
    let mut out = String::new();
    let mut k = 0;
    while k < c.len() && out.len() < 48 {
        let kind = |x: char| {
            if is_han(x) {
                'H'
            } else if x.is_ascii_digit() {
                '0'
            } else if x.is_alphabetic() {
                'L'
            } else {
                x
            }
        };
        let this = kind(c[k]);
        let length = c[k..].iter().take_while(|&&x| kind(x) == this).count();
        match this {
            'H' => {
                let run = &c[k..k + length];
                let word = WORDS.iter().find(|w| super::patterns::find(run, w).is_some());
                out.push_str(word.copied().unwrap_or("H"));
                out.push(
                    ['1', '2', '3', '4']
                        [usize::from(length > 3) + usize::from(length > 8) + usize::from(length > 16)],
                );
            }
            other => out.push(other),
        }
        k += length;
    }
    Some(out)
}

/// Adds what was learned and decided to the scores of a sheet. Returns for each unit whether it was.
pub(crate) fn apply(
    hints: &Hints,
    fixed: &[Correction],
    lines: &[Line],
    units: &[Unit],
    scores: &mut [[f32; COUNT]],
    pairs: &mut Vec<Pair>,
) -> Vec<bool> {
    let mut learned = vec![false; units.len()];
    for (k, unit) in units.iter().enumerate() {
        let Some(form) = form(&unit.chars) else { continue };
        let from = hints.forms.partition_point(|h| h.form < form);
        for hint in hints.forms[from..].iter().take_while(|h| h.form == form) {
            learned[k] = true;
            let plain = form.chars().all(|c| matches!(c, 'H' | '1'..='4'));
            let first = if plain { FIRST_PLAIN } else { FIRST };
            let more = first * (0.7 + ln(1.0 + hint.times as f32) * 0.43);
            for (l, score) in scores[k].iter_mut().enumerate() {
                if LABELS[l].role.id() == hint.role {
                    let begins = LABELS[l].relation == Relation::New;
                    let usual = hint.begins * 2 >= hint.times;
                    *score += if begins == usual { more } else { more * 0.5 };
                }
            }
        }
    }
    let whole = |k: usize| {
        let own = &units[k].lines;
        ByteRange::new(lines[own.start].range.start(), lines[own.end - 1].range.end())
    };
    for correction in fixed {
        let k = units.partition_point(|u| lines[u.lines.end - 1].range.end() <= correction.range.start());
        if k == units.len() || !whole(k).overlaps(correction.range) {
            continue;
        }
        learned[k] = true;
        let first = lines[units[k].lines.start].range.start() >= correction.range.start();
        let mut tail = None;
        if let Place::ResumesAfter(before) = correction.place {
            let t = units.partition_point(|u| lines[u.lines.end - 1].range.end() < before.end());
            if t < units.len() && whole(t).overlaps(before) && t != k {
                tail = Some(t as u32);
            }
        }
        for (l, score) in scores[k].iter_mut().enumerate() {
            let label = LABELS[l];
            let role = label.role == correction.role || matches!(correction.place, Place::Furniture);
            let place = match correction.place {
                Place::Begins => label.relation == Relation::New,
                Place::Follows => label.relation == Relation::Same,
                Place::Continues => matches!(label.relation, Relation::Continues | Relation::Same),
                Place::ResumesAfter(_) => {
                    tail.is_none() || matches!(label.relation, Relation::Resumes | Relation::ResumesInside)
                }
                Place::Furniture => label.relation == Relation::Furniture,
                Place::Open => true,
            };
            // A part of a unit cannot say how the unit begins.
            if !role || (first && !place) {
                *score -= NEVER;
            }
        }
        if let Some(tail) = tail {
            pairs.retain(|p| p.head != k as u32 && p.tail != tail);
            pairs.push(Pair { tail, head: k as u32, score: 20.0 });
            // What comes right after the tail is another article, then.
            if let Some(next) = scores.get_mut(tail as usize + 1) {
                for (l, score) in next.iter_mut().enumerate() {
                    if matches!(LABELS[l].relation, Relation::Same | Relation::Continues) {
                        *score -= NEVER;
                    }
                }
            }
        }
    }
    learned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().map(fold).collect()
    }

    #[test]
    fn lines_of_one_form_are_alike_and_others_are_not() {
        let one = form(&chars("□ 海州日报记者 林小川"));
        assert_eq!(one, form(&chars("□ 东山晚报记者 𠮷一")));
        assert_ne!(one, form(&chars("东山晚报记者 吴一")));
        assert_eq!(form(&chars(&"长".repeat(80))), None);
    }

    #[test]
    fn a_wrap_width_takes_several_joins() {
        let text = "一二三四五六七八九十\n接着说。\n";
        let at = text.find('接').expect("is there");
        let join = Correction {
            range: ByteRange::at(at, text.len() - 1),
            role: Role::Body,
            place: Place::Continues,
        };
        let mut hints = Hints::default();
        hints.observe(text, &[join.clone(), join.clone()]);
        assert_eq!(hints.wrap(), None);
        hints.observe(text, &[join]);
        assert_eq!(hints.wrap(), Some(10));
        assert!(!hints.is_empty());
    }
}
