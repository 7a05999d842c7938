//! Entities: the same ranges and the same label.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Counts;
use super::page::{Entity, Page};

/// Counts by label over all pages.
#[derive(Debug, Default)]
pub struct Sum {
    pages: usize,
    labels: BTreeMap<String, Counts>,
}

impl Sum {
    /// Items of the truth that are optional count neither for nor against; nor does a prediction with their ranges.
    /// Predictions inside longer ones are left out unless `nested`: the truth marks the outermost.
    pub fn add(&mut self, gold: &Page, pred: &Page, labels: Option<&[String]>, nested: bool) {
        self.pages += 1;
        let wanted = |entity: &&Entity| labels.is_none_or(|labels| labels.contains(&entity.label));
        let skip: HashSet<_> =
            gold.entities.iter().filter(|entity| entity.optional).map(|entity| &entity.ranges).collect();
        let key = |entity: &'_ Entity| (entity.ranges.clone(), entity.label.clone());
        let truth: HashSet<_> =
            gold.entities.iter().filter(|entity| !entity.optional).filter(wanted).map(key).collect();
        let found = if nested { pred.entities.iter().collect() } else { outermost(&pred.entities) };
        let found: HashSet<_> = found
            .into_iter()
            .filter(|entity| !skip.contains(&entity.ranges))
            .filter(wanted)
            .map(key)
            .collect();
        for (_, label) in &truth {
            self.labels.entry(label.clone()).or_default().gold += 1;
        }
        for item in &found {
            let counts = self.labels.entry(item.1.clone()).or_default();
            counts.pred += 1;
            counts.hit += usize::from(truth.contains(item));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.pages == 0
    }

    fn rows(&self) -> Vec<(&str, Counts)> {
        let mut all = Counts::default();
        self.labels.values().for_each(|counts| all.add(*counts));
        self.labels.iter().map(|(label, counts)| (label.as_str(), *counts)).chain([("all", all)]).collect()
    }

    pub fn json(&self) -> Value {
        let row = |(label, counts): (&str, Counts)| {
            let [p, r, f] = counts.prf();
            let Counts { hit, pred, gold } = counts;
            (label.to_owned(), json!({"p": p, "r": r, "f": f, "hit": hit, "pred": pred, "gold": gold}))
        };
        self.rows().into_iter().map(row).collect()
    }

    pub fn text(&self) -> String {
        let mut out = format!("entities, {} pages\n", self.pages);
        for (label, counts) in self.rows() {
            let [p, r, f] = counts.prf();
            let Counts { hit, pred, gold } = counts;
            writeln!(out, "  {label:<10} P {p:.3} R {r:.3} F {f:.3}  ({hit}/{pred}/{gold})")
                .expect("writing to a string cannot fail");
        }
        out
    }
}

/// Those that no longer one covers, by their outer edges.
fn outermost(entities: &[Entity]) -> Vec<&Entity> {
    let edges = |entity: &Entity| {
        let start = entity.ranges.first().map_or(0, |range| range.0);
        (start, entity.ranges.last().map_or(0, |range| range.1))
    };
    let mut sorted: Vec<_> = entities.iter().map(|entity| (edges(entity), entity)).collect();
    sorted.sort_by_key(|((start, end), _)| (*start, std::cmp::Reverse(*end)));
    let mut kept = Vec::new();
    // The furthest end so far, and the edges of what reaches it first.
    let mut furthest: Option<(usize, usize)> = None;
    for (here, entity) in sorted {
        match furthest {
            Some(outer) if outer.1 >= here.1 && outer != here => continue,
            _ => {}
        }
        kept.push(entity);
        if furthest.is_none_or(|outer| here.1 > outer.1) {
            furthest = Some(here);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(ranges: &[(usize, usize)], label: &str, optional: bool) -> Entity {
        Entity { ranges: ranges.to_vec(), label: label.to_owned(), optional }
    }

    fn page(entities: Vec<Entity>) -> Page {
        Page { entities, has_entities: true, ..Page::default() }
    }

    #[test]
    fn every_range_and_the_label_must_be_right() {
        let gold = page(vec![
            entity(&[(0, 3)], "PER", false),
            entity(&[(5, 7), (9, 10)], "PER", false),
            entity(&[(12, 16)], "ORG", false),
            entity(&[(20, 22)], "TIME", true),
        ]);
        let pred = page(vec![
            entity(&[(0, 3)], "PER", false),
            entity(&[(5, 7)], "PER", false),
            entity(&[(12, 16)], "LOC", false),
            // Inside a longer one: left out unless asked for.
            entity(&[(12, 14)], "LOC", false),
            // The ranges of an optional one, whatever the label.
            entity(&[(20, 22)], "WORK", false),
        ]);
        let mut sum = Sum::default();
        sum.add(&gold, &pred, None, false);
        let rows = sum.rows();
        let of = |label: &str| rows.iter().find(|(found, _)| *found == label).unwrap().1;
        assert_eq!(of("PER"), Counts { hit: 1, pred: 2, gold: 2 });
        assert_eq!(of("ORG"), Counts { hit: 0, pred: 0, gold: 1 });
        assert_eq!(of("LOC"), Counts { hit: 0, pred: 1, gold: 0 });
        assert_eq!(of("all"), Counts { hit: 1, pred: 3, gold: 3 });
        assert_eq!(of("all").prf(), [1.0 / 3.0; 3]);

        let mut sum = Sum::default();
        sum.add(&gold, &pred, Some(&["LOC".to_owned()]), true);
        assert_eq!(sum.rows().last().unwrap().1, Counts { hit: 0, pred: 2, gold: 0 });
    }

    #[test]
    fn shares_of_nothing_are_as_agreed() {
        assert_eq!(Counts::default().prf(), [1.0; 3]);
        assert_eq!(Counts { hit: 0, pred: 0, gold: 2 }.prf(), [0.0; 3]);
        assert_eq!(Counts { hit: 0, pred: 2, gold: 0 }.prf(), [0.0, 1.0, 0.0]);
    }
}
