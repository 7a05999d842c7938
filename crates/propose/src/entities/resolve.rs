//! One answer from many sources: which of several overlapping candidates stand.

use super::candidate::{Candidate, Source};

/// A candidate that stands.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// What it is.
    pub candidate: Candidate,
    /// Whether it lies inside a longer one that stands too.
    pub nested: bool,
}

/// Resolves the candidates of one paragraph, in text order.
///
/// The stronger source wins ([`Source`] is in that order), then the longer stretch, then the
/// surer one. Three exceptions, each with its reason: a name that the tagger is fairly sure of
/// and that holds a whole number or time outweighs it (a company whose name begins with a
/// numeral); forms that are fixed by their marks (`《》`, addresses of mail and web) outweigh all
/// but the person; places inside organizations, and names inside titles, stay as nested.
pub fn resolve(mut candidates: Vec<Candidate>) -> Vec<Resolved> {
    candidates.retain(|c| c.start < c.end);
    merge_equal(&mut candidates);
    let names: Vec<(usize, usize)> = candidates
        .iter()
        .filter(|c| c.source == Source::Tagger && c.confidence >= 0.6)
        .map(|c| (c.start, c.end))
        .collect();
    candidates.retain(|c| {
        !(c.source == Source::Grammar
            && rank(c) == Source::Grammar as u8
            && names.iter().any(|&(s, e)| s <= c.start && c.end <= e && e - s > c.end - c.start))
    });
    candidates.sort_by(|a, b| {
        rank(b)
            .cmp(&rank(a))
            .then((b.end - b.start).cmp(&(a.end - a.start)))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(a.start.cmp(&b.start))
            .then(a.label.cmp(&b.label))
    });
    let mut out: Vec<Resolved> = Vec::new();
    for mut candidate in candidates {
        let mut nested = false;
        let mut stands = true;
        for taken in &out {
            if !taken.candidate.overlaps(&candidate) {
                continue;
            }
            if taken.candidate.holds(&candidate) && may_nest(&taken.candidate, &candidate) && !taken.nested {
                nested = true;
            } else {
                stands = false;
                break;
            }
        }
        if stands {
            // The links of an address already say so.
            if nested && !candidate.reasons.iter().any(|reason| reason == "nested") {
                candidate.reasons.push("nested".into());
            }
            out.push(Resolved { candidate, nested });
        }
    }
    for item in &mut out {
        let c = &mut item.candidate;
        let reason = match c.source {
            Source::Grammar => "over-tagger",
            Source::Structure => "structure-over-tagger",
            _ => continue,
        };
        let outweighs = |&(s, e): &(usize, usize)| s < c.end && c.start < e && (s, e) != (c.start, c.end);
        if !item.nested && names.iter().any(outweighs) {
            c.reasons.push(reason.into());
        }
    }
    out.sort_by_key(|r| (r.candidate.start, std::cmp::Reverse(r.candidate.end)));
    out
}

/// The order of sources, with forms fixed by their marks just below the person.
fn rank(c: &Candidate) -> u8 {
    match (c.source, c.label.as_ref()) {
        (Source::Grammar, "WORK" | "CONTACT") => Source::WordList as u8,
        (Source::Repeated, _) => Source::Tagger as u8,
        (source, _) => source as u8,
    }
}

fn may_nest(outer: &Candidate, inner: &Candidate) -> bool {
    matches!(
        (outer.label.as_ref(), inner.label.as_ref()),
        ("WORK" | "EVENT", "PER" | "ORG" | "LOC" | "TIME") | ("ORG" | "LOC", "LOC")
    )
}

/// Candidates of the same stretch and label become one, with the reasons of all.
fn merge_equal(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|a, b| {
        (a.start, a.end, &a.label)
            .cmp(&(b.start, b.end, &b.label))
            .then(b.source.cmp(&a.source))
            .then(b.confidence.total_cmp(&a.confidence))
    });
    let mut merged: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates.drain(..) {
        match merged.last_mut() {
            Some(last)
                if (last.start, last.end) == (candidate.start, candidate.end)
                    && last.label == candidate.label =>
            {
                last.confidence = last.confidence.max(candidate.confidence);
                last.value = last.value.take().or(candidate.value);
                for reason in candidate.reasons {
                    if !last.reasons.contains(&reason) {
                        last.reasons.push(reason);
                    }
                }
            }
            _ => merged.push(candidate),
        }
    }
    *candidates = merged;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(start: usize, end: usize, label: &'static str, source: Source) -> Candidate {
        Candidate::new(start, end, label, 0.9, source, "grammar")
    }

    fn spans(candidates: Vec<Candidate>) -> Vec<(usize, usize, String, bool)> {
        resolve(candidates)
            .into_iter()
            .map(|r| (r.candidate.start, r.candidate.end, r.candidate.label.into_owned(), r.nested))
            .collect()
    }

    #[test]
    fn stronger_sources_win_and_places_nest() {
        assert_eq!(
            spans(vec![
                c(0, 8, "ORG", Source::Tagger),
                c(0, 3, "LOC", Source::Tagger),
                c(6, 10, "PER", Source::Structure)
            ]),
            [(0, 3, "LOC".to_owned(), false), (6, 10, "PER".to_owned(), false)]
        );
        assert_eq!(
            spans(vec![c(0, 8, "ORG", Source::Tagger), c(0, 3, "LOC", Source::Tagger)]),
            [(0, 8, "ORG".to_owned(), false), (0, 3, "LOC".to_owned(), true)]
        );
    }

    #[test]
    fn a_name_that_holds_a_number_wins() {
        assert_eq!(
            spans(vec![c(0, 4, "ORG", Source::Tagger), c(0, 2, "QUANTITY", Source::Grammar)]),
            [(0, 4, "ORG".to_owned(), false)]
        );
        assert_eq!(
            spans(vec![c(1, 4, "ORG", Source::Tagger), c(0, 2, "TIME", Source::Grammar)]),
            [(0, 2, "TIME".to_owned(), false)]
        );
    }
}
