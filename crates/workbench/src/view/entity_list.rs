//! The entities of a page by their text: filtered, sorted, counted.

use std::borrow::Cow;
use std::collections::HashMap;

use jianbao_core::annotation::Status;
use jianbao_core::order;
use jianbao_core::{AnnotationId, Project};

use super::is_doubtful;
use crate::reading::folded;
use crate::thresholds::Thresholds;

/// Entities with the same text, rejected ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityGroup {
    /// The text of all of them.
    pub quote: String,
    /// Each of them, by place.
    pub entries: Vec<GroupEntry>,
}

/// An entity of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupEntry {
    /// Which.
    pub id: AnnotationId,
    /// The place of its label in the set.
    pub label: usize,
    /// What was decided.
    pub status: Status,
    /// How sure the engine is of what nobody decided on, in thousandths; none where nobody said.
    pub sure: Option<u16>,
    /// Whether that is little.
    pub doubtful: bool,
}

/// All entities that are not hidden, by text, in the order in which the texts first appear. Takes one walk through the
/// entities.
pub fn entity_groups(project: &Project, thresholds: &Thresholds) -> Vec<EntityGroup> {
    // Thousands of entities have few texts: they are hashed and compared where they stand.
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut groups: Vec<EntityGroup> = Vec::new();
    for annotation in project.set().entities().filter(|found| !thresholds.hide(found)) {
        let Some(entity) = annotation.entity() else { continue };
        let quote = match annotation.body.ranges() {
            [range] => Cow::Borrowed(project.document.slice(*range)),
            _ => Cow::Owned(project.quote(annotation)),
        };
        let place = *places.entry(quote).or_insert_with_key(|quote| {
            groups.push(EntityGroup { quote: quote.clone().into_owned(), entries: Vec::new() });
            groups.len() - 1
        });
        let confidence =
            annotation.origin.evidence.confidence.filter(|_| annotation.status == Status::Proposed);
        groups[place].entries.push(GroupEntry {
            id: annotation.id,
            label: project.labels().position(&entity.label).unwrap_or(usize::MAX),
            status: annotation.status,
            sure: confidence.map(|confidence| confidence.thousandths()),
            doubtful: is_doubtful(annotation),
        });
    }
    groups
}

/// What the list shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Only texts that contain this; width, case and script do not count.
    pub text: String,
    /// Only entities with the label at this place of the set.
    pub label: Option<usize>,
    /// Only these.
    pub status: StatusFilter,
    /// The order.
    pub sort: ListSort,
}

/// Entities by what was decided.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// Proposed and accepted ones.
    #[default]
    Live,
    /// Those that the engine is unsure of.
    Doubtful,
    /// Those with this status.
    Only(Status),
}

/// The order of the list.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum ListSort {
    /// By first place.
    #[default]
    Place,
    /// The most frequent first.
    Count,
    /// The most doubtful first, decided ones last.
    Doubt,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// The text.
    pub quote: String,
    /// Which entities, by place; never empty.
    pub ids: Vec<AnnotationId>,
    /// The places of their labels in the set, each once, with how many have it: the most frequent first.
    pub labels: Vec<(usize, usize)>,
    /// Whether all of them are accepted.
    pub accepted: bool,
    /// Whether all of them are rejected.
    pub rejected: bool,
    /// How many the engine is unsure of.
    pub n_doubtful: usize,
    sure: u16,
}

/// The rows that a filter leaves, in its order.
pub fn list_rows(groups: &[EntityGroup], filter: &ListFilter) -> Vec<ListRow> {
    let text = folded(filter.text.trim());
    let groups = groups.iter().filter(|group| text.is_empty() || folded(&group.quote).contains(&text));
    let mut rows: Vec<_> = groups.filter_map(|group| row(group, filter)).collect();
    order::sort_by_key(&mut rows, |row| match filter.sort {
        ListSort::Place => 0,
        ListSort::Count => usize::MAX - row.ids.len(),
        ListSort::Doubt => usize::from(row.sure),
    });
    rows
}

fn row(group: &EntityGroup, filter: &ListFilter) -> Option<ListRow> {
    let fits = |entry: &&GroupEntry| {
        let status = match filter.status {
            StatusFilter::Live => entry.status != Status::Rejected,
            StatusFilter::Doubtful => entry.doubtful,
            StatusFilter::Only(status) => entry.status == status,
        };
        status && filter.label.is_none_or(|label| entry.label == label)
    };
    let entries: Vec<_> = group.entries.iter().filter(fits).collect();
    let mut labels: Vec<(usize, usize)> = Vec::new();
    for entry in &entries {
        match labels.iter_mut().find(|(label, _)| *label == entry.label) {
            Some((_, n)) => *n += 1,
            None => labels.push((entry.label, 1)),
        }
    }
    // Few labels, so the most frequent is put first by hand; the others stay in the order of the text.
    let most = (0..labels.len()).rev().max_by_key(|&i| labels[i].1).unwrap_or_default();
    labels.get_mut(..=most)?.rotate_right(1);
    Some(ListRow {
        quote: group.quote.clone(),
        ids: entries.iter().map(|entry| entry.id).collect(),
        labels,
        accepted: entries.iter().all(|entry| entry.status == Status::Accepted),
        rejected: entries.iter().all(|entry| entry.status == Status::Rejected),
        n_doubtful: entries.iter().filter(|entry| entry.doubtful).count(),
        sure: entries.iter().filter_map(|entry| entry.sure).min().unwrap_or(u16::MAX),
    })
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::marked;

    use super::*;

    fn rows(filter: &ListFilter) -> Vec<String> {
        let project =
            marked("⟦PER:𠮷小明⟧⟦?ORG:光明社⟧⟦LOC:臺灣⟧⟦?ORG:光明社⟧⟦?LOC:光明社⟧⟦~PER:社⟧⟦PER:é⟧⟦PER:👩‍👩‍👧⟧")
                .project;
        let rows = list_rows(&entity_groups(&project, &Thresholds::default()), filter);
        rows.iter().map(|row| format!("{}×{}", row.quote, row.ids.len())).collect()
    }

    #[test]
    fn entities_are_grouped_by_text_in_the_order_of_the_page() {
        let all = rows(&ListFilter::default());
        assert_eq!(all, ["𠮷小明×1", "光明社×3", "臺灣×1", "é×1", "👩‍👩‍👧×1"]);
        let by_count = rows(&ListFilter { sort: ListSort::Count, ..ListFilter::default() });
        assert_eq!(by_count[..2], ["光明社×3", "𠮷小明×1"]);
    }

    #[test]
    fn the_list_is_filtered_by_text_label_and_status() {
        assert_eq!(rows(&ListFilter { text: "台湾".into(), ..ListFilter::default() }), ["臺灣×1"]);
        assert_eq!(rows(&ListFilter { label: Some(2), ..ListFilter::default() }), ["光明社×1", "臺灣×1"]);
        let only = |status| rows(&ListFilter { status: StatusFilter::Only(status), ..ListFilter::default() });
        assert_eq!(only(Status::Rejected), ["社×1"]);
        assert_eq!(only(Status::Proposed), ["光明社×3"]);
        assert!(!only(Status::Accepted).contains(&"光明社×3".to_owned()));
    }

    #[test]
    fn the_most_frequent_label_of_a_text_comes_first() {
        let project = marked("⟦?LOC:光明社⟧⟦?ORG:光明社⟧⟦?ORG:光明社⟧").project;
        let rows = list_rows(&entity_groups(&project, &Thresholds::default()), &ListFilter::default());
        assert_eq!(rows[0].labels, [(1, 2), (2, 1)]);
    }
}
