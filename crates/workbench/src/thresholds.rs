//! How sure the engine must be before a proposal is shown, label by label.

use std::collections::BTreeMap;

use jianbao_core::annotation::{Annotation, Status};
use jianbao_core::{Confidence, LabelId, Project};

/// By label, below which confidence a proposal is hidden. Nothing is hidden for a label that is not named.
///
/// What is hidden stays in the project: it is only not drawn, listed, counted or accepted with the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thresholds(BTreeMap<LabelId, Confidence>);

const NOTHING: Confidence = Confidence::from_thousandths(0);

impl Thresholds {
    /// Of one label; 0 where nothing is hidden.
    pub fn get(&self, label: &LabelId) -> Confidence {
        self.0.get(label).copied().unwrap_or(NOTHING)
    }

    /// Sets that of one label.
    pub fn set(&mut self, label: LabelId, from: Confidence) {
        if from == NOTHING {
            self.0.remove(&label);
        } else {
            self.0.insert(label, from);
        }
    }

    /// Whether an annotation is a proposal that is too doubtful to be shown. What nobody said how sure it is, is shown.
    pub fn hide(&self, annotation: &Annotation) -> bool {
        !self.0.is_empty()
            && annotation.status == Status::Proposed
            && annotation.entity().is_some_and(|entity| {
                let from = self.0.get(&entity.label);
                let sure = annotation.origin.evidence.confidence;
                from.zip(sure).is_some_and(|(from, sure)| sure < *from)
            })
    }

    /// As a line of text for the settings: thousandths and label, apart by blanks as in `600:PER 450:LOC`. Labels with
    /// a blank in their id are not remembered.
    pub fn to_setting(&self) -> String {
        let rows = self.0.iter().filter(|(label, _)| !label.as_str().contains(char::is_whitespace));
        let rows: Vec<_> = rows.map(|(label, from)| format!("{}:{label}", from.thousandths())).collect();
        rows.join(" ")
    }

    /// From such a line; what cannot be read is left out.
    pub fn from_setting(line: &str) -> Self {
        let row = |row: &str| {
            let (thousandths, label) = row.split_once(':')?;
            let from = Confidence::from_thousandths(thousandths.parse().ok()?);
            (!label.is_empty()).then(|| (LabelId::new(label), from))
        };
        let mut thresholds = Self::default();
        line.split_whitespace().filter_map(row).for_each(|(label, from)| thresholds.set(label, from));
        thresholds
    }
}

/// A label with its threshold and how many of its proposals that hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdRow {
    /// The label.
    pub label: LabelId,
    /// Below which confidence its proposals are hidden.
    pub from: Confidence,
    /// Undecided proposals that are shown.
    pub n_shown: usize,
    /// Those that are hidden.
    pub n_hidden: usize,
}

/// A row for each label of the set, in its order.
pub fn threshold_rows(project: &Project, thresholds: &Thresholds) -> Vec<ThresholdRow> {
    let mut rows: Vec<_> = project
        .labels()
        .iter()
        .map(|label| ThresholdRow {
            from: thresholds.get(&label.id),
            label: label.id.clone(),
            n_shown: 0,
            n_hidden: 0,
        })
        .collect();
    for annotation in project.set().entities().filter(|found| found.status == Status::Proposed) {
        let label = annotation.entity().and_then(|entity| project.labels().position(&entity.label));
        if let Some(row) = label.and_then(|at| rows.get_mut(at)) {
            let hidden = thresholds.hide(annotation);
            row.n_hidden += usize::from(hidden);
            row.n_shown += usize::from(!hidden);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back() {
        let mut thresholds = Thresholds::default();
        thresholds.set(LabelId::new("PER"), Confidence::from_probability(0.6));
        thresholds.set(LabelId::new("鱼𠮷👩‍👩‍👧e\u{301}"), Confidence::from_probability(0.45));
        thresholds.set(LabelId::new("LOC"), Confidence::from_probability(0.5));
        thresholds.set(LabelId::new("LOC"), NOTHING);
        let line = thresholds.to_setting();
        assert_eq!(line, "600:PER 450:鱼𠮷👩‍👩‍👧e\u{301}");
        assert_eq!(Thresholds::from_setting(&line), thresholds);
        assert_eq!(Thresholds::from_setting("x 5 :A 9999999:B 700: \r\n"), Thresholds::default());
    }
}
