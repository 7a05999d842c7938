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
