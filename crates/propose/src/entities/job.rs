//! The work on one document, in steps.

use std::collections::BTreeMap;
use std::sync::Arc;

use jianbao_core::{ByteRange, Confidence, Role};

use crate::{EntityProposal, Evidence};

use super::candidate::{Candidate, Source};
use super::dictionary::Dictionary;
use super::joined::{Joined, fold, is_han};
use super::learner::{self, Decision, Found, Learner, Said};
use super::model::EntityModel;
use super::options::{KnownString, Options, PageDate};
use super::resolve::{Resolved, resolve};
use super::tagger::features::{Convention, Features};
use super::tagger::network::Hidden;
use super::tagger::weights::{LABELS, N_STATES};
use super::tagger::{Tagged, crf};
use super::{english, grammar, structure, tidy};

/// Longer paragraphs are worked on in parts that end with a sentence, so that a step stays short.
const PART_CHARS: usize = 1500;

/// A name that the tagger found elsewhere in the document is favored by this much at each character.
const REPEAT_BONUS: f32 = 1.5;

/// The scores of at most so many characters are kept between the readings, some twenty megabytes, which is about a
/// megabyte of Chinese text; those of others are computed again where they are needed.
const KEPT_CHARS: usize = 400_000;

/// The short form of an organization has at least so many characters.
const MIN_ALIAS: usize = 3;

/// The probabilities of a name over the document must sum to this before it is favored.
const MIN_REPEATED: f64 = 0.6;

/// What stands outside of everything else, for the learner.
fn outermost(resolved: &[Resolved]) -> Vec<Said> {
    let outer = resolved.iter().filter(|item| !item.nested).map(|item| &item.candidate);
    let said = |c: &Candidate| Said {
        start: c.start,
        end: c.end,
        label: c.label.to_string(),
        confidence: c.confidence,
    };
    outer.map(said).collect()
}

/// The tagger has learned Chinese text: where a rule for English speaks, what it says of Latin letters counts for
/// nothing.
fn prefer_english(text: &[char], candidates: &mut Vec<Candidate>) {
    let english: Vec<(usize, usize)> =
        candidates.iter().filter(|c| c.source == Source::English).map(|c| (c.start, c.end)).collect();
    let is_latin = |c: &Candidate| !text[c.start..c.end].iter().any(|&c| is_han(c));
    candidates.retain(|c| {
        let is_tagged = matches!(c.source, Source::Tagger | Source::Repeated);
        let overlaps = |&(start, end): &(usize, usize)| {
            start < c.end && c.start < end && (c.start, c.end) != (start, end)
        };
        !(is_tagged && is_latin(c) && english.iter().any(overlaps))
    });
}

/// Whether a stretch does not begin or end inside a word of Latin letters.
fn is_whole(text: &[char], start: usize, end: usize) -> bool {
    let joins = |at: usize| {
        at > 0 && at < text.len() && text[at - 1].is_ascii_alphanumeric() && text[at].is_ascii_alphanumeric()
    };
    !joins(start) && !joins(end)
}

/// How many lines that could hold the date of the page are looked at.
const DATE_LINES: usize = 40;

/// A line that may hold the date of the page is not longer than this.
const DATE_LINE_CHARS: usize = 60;

/// The date of the page: the first whole date in the page furniture, else on a short line that is no sentence.
fn page_date(parts: &[Part]) -> Option<PageDate> {
    let is_line = |part: &&Part| {
        part.text.len() <= DATE_LINE_CHARS && !part.text.folded.iter().any(|c| "。!?".contains(*c))
    };
    let in_line = |part: &Part| {
        grammar::scan(&part.text.folded, None).into_iter().find_map(|hit| whole_date(&hit.value?.value))
    };
    let is_furniture = |part: &&Part| part.role == Role::Other;
    let furniture = parts.iter().filter(is_furniture).filter(is_line).take(DATE_LINES).find_map(in_line);
    furniture.or_else(|| parts.iter().filter(is_line).take(DATE_LINES).find_map(in_line))
}

/// The date that an ISO 8601 date without a time names.
fn whole_date(value: &str) -> Option<PageDate> {
    let mut numbers = value.split('-').map(|part| part.parse::<u16>().ok());
    let date = PageDate {
        year: i32::from(numbers.next()??),
        month: u8::try_from(numbers.next()??).ok()?,
        day: u8::try_from(numbers.next()??).ok()?,
    };
    let is_date = (1..=12).contains(&date.month) && (1..=31).contains(&date.day);
    (numbers.next().is_none() && is_date).then_some(date)
}

fn convention(model: &EntityModel, options: &Options) -> Convention {
    if options.raw_tagger { Convention::Msra } else { model.convention }
}

/// A paragraph of the document in reading order.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Where it stands: one range, or several where a column or a line ends inside it.
    pub pieces: Vec<ByteRange>,
    /// What it is.
    pub role: Role,
    /// The number of its article; none for page furniture.
    pub article: Option<u32>,
}

/// What a person decided about a stretch of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Where it stands, in reading order.
    pub ranges: Vec<ByteRange>,
    /// The id of the label that it has; none where a proposal was rejected.
    pub label: Option<String>,
    /// It was learned before, and is told again because everything around it is decided now.
    pub again: bool,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Characters worked on. Every character is read twice and counted as half each time.
    pub done_chars: usize,
    /// Characters of all paragraphs.
    pub total_chars: usize,
    /// Whether there is nothing left to do.
    pub finished: bool,
}

/// A paragraph, or a part of a long one.
#[derive(Debug)]
struct Part {
    text: Joined,
    role: Role,
    first: Vec<Candidate>,
    tagged: Vec<Tagged>,
    /// The scores behind that, for the second reading; empty where they are not kept.
    scores: Vec<f32>,
    /// What was found in it before anything learned was brought to it.
    said: Vec<Said>,
    /// First character and end of what the person decided, and of what was found since then.
    settled: Vec<(usize, usize)>,
    /// No byte of it stands before or behind these.
    bounds: (u32, u32),
}

impl Part {
    /// First character and end of a stretch of the document; none where it is not wholly in this part.
    fn span_of(&self, ranges: &[ByteRange]) -> Option<(usize, usize)> {
        let first = ranges.first()?.start().0;
        // Most stretches are in one of many parts.
        if first < self.bounds.0 || self.bounds.1 <= first {
            return None;
        }
        self.text.span_of(ranges)
    }
}

/// Proposes the entities of one document. What it gives out does not depend on how the work is
/// cut into steps.
///
/// The first reading collects what each paragraph says for itself; the second adds what the rest
/// of the document tells (repeated names, short forms) and gives the proposals out.
#[derive(Debug)]
pub struct Job {
    parts: Vec<Part>,
    /// The tagger.
    model: Arc<EntityModel>,
    options: Options,
    known: Dictionary,
    known_strings: Vec<(KnownString, Source)>,
    /// Names found in the first reading, for the second.
    repeated: Dictionary,
    repeated_labels: Vec<(&'static str, &'static str, f64)>,
    /// Names that the tagger was sure of somewhere, with the number of their type.
    tagged_names: Dictionary,
    /// Organizations given out so far by their last characters, each once with its last number; the last one is last.
    organizations: BTreeMap<[char; MIN_ALIAS], Vec<(Vec<char>, u32)>>,
    next: usize,
    n_given: u32,
    /// Characters of the parts whose scores are kept.
    kept_chars: usize,
    total_chars: usize,
    done_half_chars: usize,
    out: Vec<EntityProposal>,
}

impl Job {
    /// A job on the paragraphs of `text`. Pieces that do not lie on character boundaries are left out.
    pub fn new(
        text: Arc<str>,
        paragraphs: Vec<Paragraph>,
        model: Arc<EntityModel>,
        mut options: Options,
    ) -> Self {
        let mut parts = Vec::new();
        for paragraph in &paragraphs {
            for joined in Joined::new(&text, &paragraph.pieces).into_parts(PART_CHARS) {
                let ranges = joined.ranges(0, joined.len());
                let start = ranges.iter().map(|range| range.start().0).min().unwrap_or(0);
                let end = ranges.iter().map(|range| range.end().0).max().unwrap_or(0);
                parts.push(Part {
                    bounds: (start, end),
                    text: joined,
                    role: paragraph.role,
                    first: Vec::new(),
                    tagged: Vec::new(),
                    scores: Vec::new(),
                    said: Vec::new(),
                    settled: Vec::new(),
                });
            }
        }
        options.page_date = options.page_date.or_else(|| page_date(&parts));
        let total_chars = parts.iter().map(|p| p.text.len()).sum();
        let mut known = Dictionary::default();
        let mut known_strings = Vec::new();
        for (list, source) in [(&options.accepted, Source::Person), (&options.words, Source::WordList)] {
            for item in list {
                known.insert(&item.text.chars().map(fold).collect::<Vec<_>>(), known_strings.len());
                known_strings.push((item.clone(), source));
            }
        }
        Self {
            parts,
            model,
            options,
            known,
            known_strings,
            repeated: Dictionary::default(),
            repeated_labels: Vec::new(),
            tagged_names: Dictionary::default(),
            organizations: BTreeMap::new(),
            next: 0,
            n_given: 0,
            kept_chars: 0,
            total_chars,
            done_half_chars: 0,
            out: Vec::new(),
        }
    }

    /// Works on the next paragraphs until `budget_chars` are read or there is nothing left; at
    /// least one paragraph (or part of a long one) is done.
    pub fn step(&mut self, budget_chars: usize) -> Progress {
        let mut spent = 0;
        while self.next < 2 * self.parts.len() {
            let n = self.parts.len();
            if self.next < n {
                self.first_reading(self.next);
                if self.next + 1 == n {
                    self.collect_repeated();
                }
            } else {
                self.second_reading(self.next - n);
            }
            let len = self.parts[self.next % n].text.len();
            self.next += 1;
            self.done_half_chars += len;
            spent += len;
            if spent >= budget_chars {
                break;
            }
        }
        Progress {
            done_chars: self.done_half_chars / 2,
            total_chars: self.total_chars,
            finished: self.next >= 2 * self.parts.len(),
        }
    }

    /// The proposals since the last call, in the order of their numbers.
    pub fn take(&mut self) -> Vec<EntityProposal> {
        std::mem::take(&mut self.out)
    }

    fn first_reading(&mut self, i: usize) {
        let part = &mut self.parts[i];
        let text = &part.text.folded;
        let mut found = structure::scan(text, part.role);
        for hit in grammar::scan(text, self.options.page_date) {
            let mut candidate = Candidate::new(
                hit.start,
                hit.end,
                hit.rule.label,
                f64::from(hit.rule.confidence) / 1000.0,
                Source::Grammar,
                format!("grammar:{}", hit.rule.id),
            );
            candidate.value = hit.value;
            found.push(candidate);
        }
        found.extend(english::scan(text));
        for (start, end, number) in self.known.find(text) {
            let (item, source) = &self.known_strings[number];
            let reason = if *source == Source::Person { "accepted" } else { "word-list" };
            found.push(Candidate::new(start, end, item.label.clone(), 0.99, *source, reason));
        }
        part.first = found;
        if let Some(tagger) = &self.model.tagger {
            let scores = tagger.emissions(text, convention(&self.model, &self.options));
            part.tagged = tagger.decode(&scores);
            if self.kept_chars + text.len() <= KEPT_CHARS {
                self.kept_chars += text.len();
                part.scores = scores;
            }
        }
    }

    /// Names that are sure in one place are names in the others too.
    fn collect_repeated(&mut self) {
        let mut names: BTreeMap<Vec<char>, (&'static str, f64)> = BTreeMap::new();
        for part in &self.parts {
            for c in &part.first {
                let label = match c.label.as_ref() {
                    "PER" => "PER",
                    "ORG" => "ORG",
                    _ => continue,
                };
                let is_name = matches!(c.source, Source::Structure | Source::Cue) && c.end - c.start >= 2;
                // Who has been named in full is called by the last name.
                let last = part.text.folded[c.start..c.end].iter().rposition(|&letter| letter == ' ');
                if let (Source::English, "PER", Some(last)) = (c.source, label, last) {
                    let name = part.text.folded[c.start + last + 1..c.end].to_vec();
                    if name.len() > 2 {
                        let entry = names.entry(name).or_insert((label, 0.0));
                        entry.1 = entry.1.max(c.confidence - 0.1);
                    }
                }
                if is_name {
                    let name: Vec<char> = part.text.folded[c.start..c.end].to_vec();
                    let entry = names.entry(name).or_insert((label, 0.0));
                    entry.1 = entry.1.max(c.confidence);
                }
            }
        }
        let mut tagged: BTreeMap<Vec<char>, [f64; 3]> = BTreeMap::new();
        for part in &self.parts {
            for item in &part.tagged {
                let (start, end, kind) = item.span;
                if end - start >= 2 {
                    let name = part.text.folded[start..end].to_vec();
                    tagged.entry(name).or_default()[kind] += item.probability;
                }
            }
        }
        if let Some(tagger) = &self.model.tagger {
            for short in tidy::short_places(tagged.keys(), tagger) {
                self.repeated.insert(&short, self.repeated_labels.len());
                self.repeated_labels.push(("LOC", "short-place", 0.75));
            }
        }
        for (name, weights) in tagged {
            let kind = (0..3).fold(0, |a, b| if weights[b] > weights[a] { b } else { a });
            if weights[kind] >= MIN_REPEATED {
                self.tagged_names.insert(&name, kind);
            }
        }
        for (name, (label, confidence)) in names {
            self.repeated.insert(&name, self.repeated_labels.len());
            self.repeated_labels.push((label, "repeated", confidence));
        }
    }

    fn second_reading(&mut self, i: usize) {
        let mut candidates = std::mem::take(&mut self.parts[i].first);
        let tagged = std::mem::take(&mut self.parts[i].tagged);
        let scores = std::mem::take(&mut self.parts[i].scores);
        let text = &self.parts[i].text;
        candidates.extend(self.tagged_again(&text.folded, tagged, scores));
        for (start, end, number) in self.repeated.find(&text.folded) {
            let (label, reason, confidence) = self.repeated_labels[number];
            if is_whole(&text.folded, start, end) {
                candidates.push(Candidate::new(
                    start,
                    end,
                    label,
                    confidence * 0.97,
                    Source::Repeated,
                    reason,
                ));
            }
        }
        prefer_english(&text.folded, &mut candidates);
        candidates.retain(|c| !self.is_rejected(text, c) && self.has_label(c));
        // What the person accepted is no merit of the proposer: learning is not held against it.
        let others = candidates.iter().filter(|c| c.source != Source::Person).cloned().collect();
        let resolved = resolve(candidates);
        self.parts[i].said = if resolved.iter().any(|item| item.candidate.source == Source::Person) {
            outermost(&resolve(others))
        } else {
            outermost(&resolved)
        };
        let resolved = self.with_learned(i, resolved);
        let joined = std::mem::take(&mut self.parts[i].text);
        for item in resolved {
            self.give(&joined, item);
        }
        self.parts[i].text = joined;
    }

    /// What the tagger says when names that it found elsewhere in the document count for more.
    fn tagged_again(&self, text: &[char], first: Vec<Tagged>, mut scores: Vec<f32>) -> Vec<Candidate> {
        let Some(tagger) = &self.model.tagger else { return Vec::new() };
        let hits = self.tagged_names.find(text);
        let is_new = |&(s, e, kind): &(usize, usize, usize)| !first.iter().any(|t| t.span == (s, e, kind));
        let mut found = first.clone();
        if hits.iter().any(is_new) {
            if scores.is_empty() {
                scores = tagger.emissions(text, convention(&self.model, &self.options));
            }
            for &(start, end, kind) in &hits {
                let states = crf::states_of(end - start, &[(0, end - start, kind)]);
                for (j, state) in states.into_iter().enumerate() {
                    scores[(start + j) * N_STATES + state as usize] += REPEAT_BONUS;
                }
            }
            found = tagger.decode(&scores);
        }
        let candidates = found.into_iter().map(|item| {
            let (start, end, kind) = item.span;
            let reason = if first.iter().any(|t| t.span == item.span) { "tagger" } else { "tagger-repeat" };
            let confidence = self.model.calibrated(item.probability);
            Candidate::new(start, end, LABELS[kind], confidence, Source::Tagger, reason)
        });
        if self.options.raw_tagger {
            candidates.collect()
        } else {
            tidy::tidy(text, candidates.collect(), tagger)
        }
    }

    fn has_label(&self, c: &Candidate) -> bool {
        self.options.labels.is_empty() || self.options.labels.iter().any(|label| *label == c.label)
    }

    /// What stands of a part after what was learned is brought to it. What the person accepted or listed stays.
    fn with_learned(&self, i: usize, resolved: Vec<Resolved>) -> Vec<Resolved> {
        let Some(learner) = self.options.learner.as_ref().filter(|learner| learner.helps()) else {
            return resolved;
        };
        let part = &self.parts[i];
        let found = self.found_by(learner, part);
        let mut candidates: Vec<Candidate> = Vec::new();
        for item in resolved {
            let mut c = item.candidate;
            let same = found
                .iter()
                .find(|found| (found.start, found.end) == (c.start, c.end) && found.label == c.label);
            let is_persons = matches!(c.source, Source::Person | Source::WordList);
            let is_in_kept = || {
                found.iter().any(|found| {
                    found.start <= c.start
                        && c.end <= found.end
                        && part.said.iter().any(|said| {
                            (said.start, said.end, &said.label) == (found.start, found.end, &found.label)
                        })
                })
            };
            match same {
                Some(found) if !is_persons => c.confidence = found.probability,
                None if !(is_persons || item.nested && is_in_kept()) => continue,
                _ => {}
            }
            c.reasons.retain(|reason| reason != "nested");
            candidates.push(c);
        }
        for item in found {
            let is_known = part
                .said
                .iter()
                .any(|said| (said.start, said.end, &said.label) == (item.start, item.end, &item.label));
            if !is_known {
                let Found { start, end, label, probability } = item;
                let c = Candidate::new(start, end, label, probability, Source::Learned, "tagger-learned");
                candidates.push(c);
            }
        }
        candidates.retain(|c| self.has_label(c) && !self.is_rejected(&part.text, c));
        resolve(candidates)
    }

    /// What the learner finds in a part.
    fn found_by(&self, learner: &Learner, part: &Part) -> Vec<Found> {
        let text = &part.text.folded;
        let (rows, hidden) = self.known(text);
        learner.find(learner::Paragraph { text, rows: &rows, hidden: &hidden, said: &part.said })
    }

    /// What the tagger knows of each character, for the learner.
    fn known(&self, text: &[char]) -> (Vec<Vec<u8>>, Hidden) {
        let Some(tagger) = &self.model.tagger else { return Default::default() };
        let features = Features::new(text, &tagger.lexicon, convention(&self.model, &self.options));
        let row = |i: usize| {
            let mut row = Vec::new();
            features.rows(i, &mut row);
            row
        };
        ((0..text.len()).map(row).collect(), tagger.hidden(&features))
    }

    /// Learns from what a person decided on this document, once all work on it is done. In paragraphs that lie wholly
    /// in one of the `complete` ranges nothing else is an entity. Decisions that run over several paragraphs are left
    /// out.
    pub fn learn(&mut self, learner: &mut Learner, decided: &[Decided], complete: &[ByteRange]) {
        for i in 0..self.parts.len() {
            let part = &self.parts[i];
            let inside = decided.iter().filter_map(|decided| {
                let (start, end) = part.span_of(&decided.ranges)?;
                Some(Decision { start, end, label: decided.label.clone(), again: decided.again })
            });
            let inside: Vec<_> = inside.collect();
            let ranges = part.text.ranges(0, part.text.len());
            let is_complete = !ranges.is_empty()
                && ranges.iter().all(|range| complete.iter().any(|outer| outer.covers(*range)));
            if is_complete || !inside.is_empty() {
                let text = &part.text.folded;
                let (rows, hidden) = self.known(text);
                learner.learn(
                    learner::Paragraph { text, rows: &rows, hidden: &hidden, said: &part.said },
                    &inside,
                    is_complete,
                );
            }
        }
    }

    /// From now on [`Self::seek`] gives out nothing that touches this stretch: it is decided.
    pub fn settle(&mut self, ranges: &[ByteRange]) {
        for part in &mut self.parts {
            let span = part.span_of(ranges);
            part.settled.extend(span);
        }
    }

    /// Takes one [`Self::settle`] of this stretch back: it is not decided any more.
    pub fn release(&mut self, ranges: &[ByteRange]) {
        for part in &mut self.parts {
            let span = part.span_of(ranges);
            let at = part.settled.iter().position(|settled| Some(*settled) == span);
            if let Some(at) = at {
                part.settled.remove(at);
            }
        }
    }

    /// Gives out what the learner finds that was not proposed yet and touches nothing that was decided, from a part of
    /// the document on, until `budget_chars` are read; where to go on, or none at the end.
    pub fn seek(&mut self, learner: &Learner, from: usize, budget_chars: usize) -> Option<usize> {
        let mut spent = 0;
        let mut i = from;
        while i < self.parts.len() && spent < budget_chars {
            let found = self.found_by(learner, &self.parts[i]);
            for Found { start, end, label, probability } in found {
                let part = &self.parts[i];
                let is_known =
                    part.said.iter().any(|said| (said.start, said.end, &said.label) == (start, end, &label));
                let touches = part.settled.iter().any(|&(s, e)| s < end && start < e);
                let candidate =
                    Candidate::new(start, end, label, probability, Source::Learned, "tagger-learned");
                if is_known
                    || touches
                    || !self.has_label(&candidate)
                    || self.is_rejected(&part.text, &candidate)
                {
                    continue;
                }
                self.parts[i].settled.push((start, end));
                let joined = std::mem::take(&mut self.parts[i].text);
                self.give(&joined, Resolved { candidate, nested: false });
                self.parts[i].text = joined;
            }
            spent += self.parts[i].text.len();
            i += 1;
        }
        (i < self.parts.len()).then_some(i)
    }

    fn is_rejected(&self, text: &Joined, c: &Candidate) -> bool {
        !self.options.rejected.is_empty() && {
            let quote = text.quote(c.start, c.end);
            self.options.rejected.iter().any(|r| r.label == c.label && r.text == quote)
        }
    }

    fn give(&mut self, text: &Joined, item: Resolved) {
        let Resolved { candidate, nested } = item;
        let confidence = Confidence::from_probability(candidate.confidence);
        if self.options.thresholds.get(candidate.label.as_ref()).is_some_and(|t| confidence < *t) {
            return;
        }
        let ranges = text.ranges(candidate.start, candidate.end);
        if ranges.is_empty() {
            return;
        }
        let name = &text.folded[candidate.start..candidate.end];
        let mut reasons = candidate.reasons;
        let mut alias_of = None;
        if candidate.label == "ORG" {
            alias_of = self.full_name(name);
            if alias_of.is_some() {
                reasons.push("alias".into());
            } else if let Some(end) = name.last_chunk() {
                let same_end = self.organizations.entry(*end).or_default();
                same_end.retain(|(known, _)| known != name);
                same_end.push((name.to_vec(), self.n_given));
            }
        }
        self.n_given += 1;
        self.out.push(EntityProposal {
            label: candidate.label,
            ranges,
            evidence: Evidence { confidence, reasons },
            value: candidate.value,
            alias_of,
            nested,
        });
    }

    /// The organization given out before of which `name` is the end.
    fn full_name(&self, name: &[char]) -> Option<u32> {
        let same_end = self.organizations.get(name.last_chunk()?)?;
        if same_end.iter().any(|(full, _)| full == name) {
            return None;
        }
        let is_full = |full: &[char]| full.len() >= name.len() + 2 && full.ends_with(name);
        same_end.iter().rev().find(|(full, _)| is_full(full)).map(|&(_, number)| number)
    }
}
