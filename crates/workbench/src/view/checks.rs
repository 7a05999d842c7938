//! What looks inconsistent in the entities of a page: a list of places to look at again, no errors.

use std::collections::HashMap;

use jianbao_core::order;
use jianbao_core::{AnnotationId, LabelId, Project};

use super::EntityGroup;
use jianbao_core::annotation::Status;

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What about it.
    pub kind: WarningKind,
    /// The text of the entities; empty where it is about none.
    pub quote: String,
    /// The entities, by place.
    pub ids: Vec<AnnotationId>,
}

/// What can look inconsistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WarningKind {
    /// The same text has several labels: their places in the set, the most frequent first.
    SeveralLabels(Vec<usize>),
    /// A bracket or quotation mark without its other half.
    Unbalanced,
    /// Punctuation or a blank at an edge.
    Edge,
    /// A label that no live entity has.
    Unused(LabelId),
}

const PAIRS: [(char, char); 12] = [
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('(', ')'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    ('[', ']'),
    ('［', '］'),
];

/// What no name begins or ends with. Signs that belong to numbers and names (`%`, `￥`, `℃`, `·`, `-`) are not among it.
const PUNCTUATION: &str = "，。、；：？！…—～,;:?!";

/// Everything to look at, kind by kind and by place.
pub fn warnings(project: &Project, groups: &[EntityGroup]) -> Vec<Warning> {
    let mut several = Vec::new();
    let mut unbalanced = Vec::new();
    let mut edges = Vec::new();
    let mut used: HashMap<usize, usize> = HashMap::new();
    for group in groups {
        let live: Vec<_> = group.entries.iter().filter(|entry| entry.status != Status::Rejected).collect();
        let mut labels: Vec<(usize, usize)> = Vec::new();
        for entry in &live {
            *used.entry(entry.label).or_default() += 1;
            match labels.iter_mut().find(|(label, _)| *label == entry.label) {
                Some((_, n)) => *n += 1,
                None => labels.push((entry.label, 1)),
            }
        }
        if live.is_empty() {
            continue;
        }
        let warning = |kind| Warning {
            kind,
            quote: group.quote.clone(),
            ids: live.iter().map(|entry| entry.id).collect(),
        };
        if labels.len() > 1 {
            order::sort_by_key(&mut labels, |&(label, n)| (usize::MAX - n, label));
            several.push(warning(WarningKind::SeveralLabels(
                labels.into_iter().map(|(label, _)| label).collect(),
            )));
        }
        if !is_balanced(&group.quote) {
            unbalanced.push(warning(WarningKind::Unbalanced));
        }
        if has_odd_edge(&group.quote) {
            edges.push(warning(WarningKind::Edge));
        }
    }
    // Of a page without entities every label would be unused, which says nothing.
    let unused = project
        .labels()
        .iter()
        .enumerate()
        .filter(|(place, _)| !used.is_empty() && !used.contains_key(place));
    let unused = unused.map(|(_, label)| Warning {
        kind: WarningKind::Unused(label.id.clone()),
        quote: String::new(),
        ids: Vec::new(),
    });
    several.into_iter().chain(unbalanced).chain(edges).chain(unused).collect()
}

fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for c in text.chars() {
        if let Some((_, close)) = PAIRS.iter().find(|(first, _)| *first == c) {
            open.push(*close);
        } else if PAIRS.iter().any(|(_, close)| *close == c) && open.pop() != Some(c) {
            return false;
        }
    }
    open.is_empty()
}

fn has_odd_edge(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || PUNCTUATION.contains(c);
    text.chars().next().is_some_and(is_odd) || text.chars().next_back().is_some_and(is_odd)
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::marked;

    use super::super::entity_groups;
    use super::*;
    use crate::thresholds::Thresholds;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let project = marked(text).project;
        let all = warnings(&project, &entity_groups(&project, &Thresholds::default()));
        let name = |kind: &WarningKind| match kind {
            WarningKind::SeveralLabels(_) => "labels",
            WarningKind::Unbalanced => "bracket",
            WarningKind::Edge => "edge",
            WarningKind::Unused(_) => "unused",
        };
        all.iter()
            .map(|warning| (name(&warning.kind), warning.quote.clone()))
            .filter(|(name, _)| *name != "unused")
            .collect()
    }

    #[test]
    fn the_same_text_under_two_labels_is_told_once() {
        let all = found("⟦ORG:𠮷明社⟧⟦LOC:𠮷明社⟧⟦?ORG:𠮷明社⟧⟦~PER:小明⟧⟦PER:小明⟧");
        assert_eq!(all, [("labels", "𠮷明社".to_owned())]);
    }

    #[test]
    fn brackets_without_their_other_half_and_odd_edges_are_told() {
        let all = found(
            "⟦WORK:《澜江日报》⟧⟦WORK:《望川⟧⟦WORK:“甲《乙”》⟧⟦ORG:（丙）丁⟧⟦PER:，戊⟧⟦LOC:己　⟧⟦CONTACT:(0577)1⟧",
        );
        assert_eq!(
            all,
            [
                ("bracket", "《望川".to_owned()),
                ("bracket", "“甲《乙”》".to_owned()),
                ("edge", "，戊".to_owned()),
                ("edge", "己　".to_owned()),
            ]
        );
        assert!(found("⟦PERCENT:15%⟧⟦MONEY:￥3⟧⟦PER:👩‍👩‍👧⟧⟦PER:e\u{301}⟧").is_empty());
    }

    #[test]
    fn labels_that_nothing_has_are_told_where_there_are_entities() {
        let unused = |text| {
            let project = marked(text).project;
            let all = warnings(&project, &entity_groups(&project, &Thresholds::default()));
            all.iter().filter(|warning| matches!(warning.kind, WarningKind::Unused(_))).count()
        };
        assert_eq!(unused("甲乙"), 0);
        assert_eq!(unused("⟦PER:甲⟧⟦~ORG:乙⟧"), 9);
    }
}
