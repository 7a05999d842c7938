//! Surface forms that a person gave a label, and how often they stood in the text without it.

use std::collections::BTreeMap;

use super::Decision;

/// The most forms; the ones that were seen longest ago go first.
pub const MAX_FORMS: usize = 4000;

/// The longest form, in characters.
pub const MAX_FORM_CHARS: usize = 16;

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The label that it had last.
    pub(super) label: String,
    /// How often it was an entity.
    pub(super) yes: u16,
    /// How often it stood in a decided paragraph and was none.
    pub(super) no: u16,
    /// When it was last seen, in paragraphs.
    pub(super) seen: u32,
}

/// A known form in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: String,
    /// 1 for seen once, 2 for more often, 3 where it was sometimes none, 4 where it mostly was.
    pub(super) trust: u8,
}

/// All forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Forms {
    pub(super) all: BTreeMap<Vec<char>, Form>,
    pub(super) clock: u32,
}

impl Forms {
    /// The known forms in a text, the longest at each place, none overlapping.
    pub(super) fn find(&self, text: &[char]) -> Vec<Hit> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let longest = (text.len() - at).min(MAX_FORM_CHARS);
            let found = (1..=longest).rev().find_map(|len| Some((len, self.all.get(&text[at..at + len])?)));
            let Some((len, form)) = found else {
                at += 1;
                continue;
            };
            let trust = match (form.yes, form.no) {
                (yes, no) if no > yes => 4,
                (_, 1..) => 3,
                (1, 0) => 1,
                _ => 2,
            };
            out.push(Hit { start: at, end: at + len, label: form.label.clone(), trust });
            at += len;
        }
        out
    }

    /// Counts the forms of a paragraph.
    pub(super) fn learn(&mut self, text: &[char], decisions: &[Decision], complete: bool) {
        self.clock += 1;
        let is_entity =
            |hit: &Hit| decisions.iter().any(|d| d.label.is_some() && d.start < hit.end && hit.start < d.end);
        if complete {
            for hit in self.find(text) {
                if !is_entity(&hit)
                    && let Some(form) = self.all.get_mut(&text[hit.start..hit.end])
                {
                    form.no = form.no.saturating_add(1);
                }
            }
        }
        for decision in decisions.iter().filter(|decision| !decision.again) {
            let Some(form) = text.get(decision.start..decision.end) else { continue };
            if form.is_empty() || form.len() > MAX_FORM_CHARS {
                continue;
            }
            match &decision.label {
                Some(label) => {
                    let new = Form { label: label.clone(), yes: 0, no: 0, seen: 0 };
                    let known = self.all.entry(form.to_vec()).or_insert(new);
                    if known.label != *label {
                        *known = Form { label: label.clone(), yes: 0, no: known.no, seen: 0 };
                    }
                    known.yes = known.yes.saturating_add(1);
                    known.seen = self.clock;
                }
                None => {
                    if let Some(known) = self.all.get_mut(form) {
                        known.no = known.no.saturating_add(1);
                    }
                }
            }
        }
        if self.all.len() > MAX_FORMS {
            let mut by_age: Vec<_> =
                self.all.iter().map(|(form, known)| (known.seen, form.clone())).collect();
            by_age.sort();
            for (_, form) in by_age.into_iter().take(self.all.len() - MAX_FORMS * 3 / 4) {
                self.all.remove(&form);
            }
        }
    }
}
