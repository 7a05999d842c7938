//! Where the text of an entity stands elsewhere.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::noncontiguous::NFA;
use aho_corasick::{Input, MatchKind};
use memchr::memchr_iter;

use crate::annotation::{Annotation, AnnotationId, LabelId, Status};
use crate::order;
use crate::project::Project;
use crate::text::ByteRange;

/// Where a text occurs, besides the one annotation that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// Live entities with the same label and exactly this place, by place.
    pub labeled: Vec<AnnotationId>,
    /// Places without an entity of this label, by place. Rejected places are not among them, nor are those inside or
    /// across a longer entity of the same label, or where the text of a longer one that was accepted stands: 长安 in
    /// 长安分局 is another thing. A shorter entity inside, which is only proposed, counts for nothing: its edges are
    /// most likely wrong.
    pub free: Vec<ByteRange>,
}

/// An entity of which the other places are asked for.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Asked<'a> {
    /// It is left out of what is found.
    pub(crate) id: AnnotationId,
    /// Its label.
    pub(crate) label: &'a LabelId,
    /// Its text.
    pub(crate) quote: &'a str,
}

/// Whether an entity is a mere proposal that lies inside a place without being all of it.
pub(crate) fn is_outdone(annotation: &Annotation, place: ByteRange) -> bool {
    let ranges = annotation.body.ranges();
    annotation.status == Status::Proposed
        && ranges != [place]
        && ranges.iter().all(|range| place.covers(*range))
}

/// The other places of `quote` in the document, leftmost first, not overlapping; `id` is left out.
pub fn occurrences(project: &Project, id: AnnotationId, label: &LabelId, quote: &str) -> Occurrences {
    occurrences_of(project, &[Asked { id, label, quote }]).pop().unwrap_or_default()
}

/// The same of many entities, in their order. The document is read once for each label, whatever the number of texts,
/// and where several of them begin at one place the longest is meant.
pub(crate) fn occurrences_of(project: &Project, asked: &[Asked<'_>]) -> Vec<Occurrences> {
    let mut found = vec![Occurrences::default(); asked.len()];
    // By label, then by text: the numbers of those who ask.
    let mut labels: BTreeMap<&LabelId, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (number, one) in asked.iter().enumerate().filter(|(_, one)| !one.quote.trim().is_empty()) {
        labels.entry(one.label).or_default().entry(one.quote).or_default().push(number);
    }
    for (label, quotes) in labels {
        for (at, quote) in places(project, label, &quotes.keys().copied().collect::<Vec<_>>()) {
            let place = ByteRange::at(at, at + quote.len());
            let there = project.set().entities_in(project.document.index(), place);
            let has_label = |annotation: &&&Arc<Annotation>| {
                annotation.entity().is_some_and(|entity| entity.label == *label)
                    && !is_outdone(annotation, place)
            };
            let mut over = there.iter().filter(has_label).peekable();
            let is_free = over.peek().is_none();
            let exact = over.find(|annotation| annotation.body.ranges() == [place]);
            let exact = exact.filter(|exact| exact.is_live()).map(|exact| exact.id);
            for &number in quotes.get(quote).into_iter().flatten() {
                if is_free {
                    found[number].free.push(place);
                }
                found[number].labeled.extend(exact.filter(|&id| id != asked[number].id));
            }
        }
    }
    found
}

/// Where the texts stand, leftmost first and the longest at a place: its first byte, and which text. Longer texts that
/// a person accepted with the label take their places away from the shorter ones in them.
fn places<'a>(project: &Project, label: &LabelId, quotes: &[&'a str]) -> Vec<(usize, &'a str)> {
    let text = project.document.text();
    // A single text is what an edit asks for: found without an automaton in a third of the time. Longer texts that
    // were accepted hold it, so that one of them, if there is any, stands over one of its places.
    if let [quote] = quotes {
        let all: Vec<usize> = overlapping(text, quote).collect();
        let is_longer = |at: &usize| {
            let place = ByteRange::at(*at, at + quote.len());
            let there = project.set().entities_in(project.document.index(), place);
            there.iter().any(|found| {
                accepted_range(found, label).is_some_and(|range| range.covers(place) && range != place)
            })
        };
        if !all.iter().any(is_longer) {
            return apart(all.into_iter(), quote.len()).map(|at| (at, *quote)).collect();
        }
    }
    let known: HashSet<&str> = quotes.iter().copied().collect();
    let shortest = quotes.iter().map(|quote| quote.len()).min().unwrap_or_default();
    let accepted = project.set().entities().filter_map(|found| accepted_range(found, label));
    let longer = accepted
        .map(|range| project.document.slice(range))
        .filter(|text| text.len() > shortest && !known.contains(text));
    let longer = order::set_of(longer);
    let Some(short) = automaton(quotes) else { return Vec::new() };
    let longer = longer.into_iter().filter(|text| matches!(short.try_find(&Input::new(*text)), Ok(Some(_))));
    let all: Vec<&str> = quotes.iter().copied().chain(longer).collect();
    let automaton = if all.len() == quotes.len() { Some(short) } else { self::automaton(&all) };
    automaton
        .iter()
        .filter_map(|automaton| automaton.try_find_iter(Input::new(text)).ok())
        .flatten()
        .filter_map(|found| Some((found.start(), *quotes.get(found.pattern().as_usize())?)))
        .collect()
}

/// The range of an entity of one range that was accepted with a label.
fn accepted_range(found: &Annotation, label: &LabelId) -> Option<ByteRange> {
    let is_accepted = found.status == Status::Accepted;
    match found.body.ranges() {
        [range] if is_accepted && found.entity().is_some_and(|entity| entity.label == *label) => Some(*range),
        _ => None,
    }
}

/// Where a text begins, also inside of itself: at 0 and 1 for 啊啊 in 啊啊啊, counted in characters. By its last byte:
/// in the browser that takes an edit a third less time than the whole.
fn overlapping(text: &str, quote: &str) -> impl Iterator<Item = usize> {
    let (text, quote) = (text.as_bytes(), quote.as_bytes());
    let before = quote.len().saturating_sub(1);
    let last = quote.last().map(|&last| memchr_iter(last, text.get(before..).unwrap_or_default()));
    last.into_iter().flatten().filter(move |&at| text[at..].starts_with(quote))
}

/// Of places of so many bytes those that no place before overlaps.
fn apart(places: impl Iterator<Item = usize>, len: usize) -> impl Iterator<Item = usize> {
    let mut end = 0;
    places.filter(move |&at| {
        let is_apart = at >= end;
        if is_apart {
            end = at + len;
        }
        is_apart
    })
}

/// None only where the texts are too many for one, which those of a document that was taken in are not. This form of
/// an automaton is built fastest and needs the least code; it is used once.
fn automaton(texts: &[&str]) -> Option<NFA> {
    NFA::builder().match_kind(MatchKind::LeftmostLongest).build(texts).ok()
}
