//! The command palette: every action and label, found by its name in either language, by its pinyin initials or by
//! its key.

use jianbao_core::{LabelId, LabelSet};

use crate::actions::{self, Action, Chord};
use crate::lang::Lang;
use crate::reading::{contains_initials, folded, starts_with_initials};

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An action of the table.
    Act(Action),
    /// Give a label to what is selected or picked.
    Label(LabelId),
}

/// A row of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it does.
    pub deed: Deed,
    /// Its name of its own, for the element on the screen.
    pub id: String,
    /// What it is called.
    pub text: String,
    /// What it is called in the other language.
    pub other_text: String,
    /// The group that it belongs to.
    pub group: &'static str,
    /// Its keys for a person.
    pub keys: Vec<String>,
}

/// The rows that a query finds, the best first; all of them in the order of the table for an empty one. Without
/// labels only what can be done while no page is open.
pub fn find(query: &str, lang: Lang, labels: Option<&LabelSet>) -> Vec<Found> {
    let query = folded(query.trim());
    let actions = actions::all().iter().filter(|row| labels.is_some() || row.action.works_without_page());
    let actions = actions.map(|row| Found {
        deed: Deed::Act(row.action),
        id: row.id.to_owned(),
        text: row.text(lang).to_owned(),
        other_text: row.text(lang.other()).to_owned(),
        group: row.group.title(lang),
        keys: row.chords.iter().map(Chord::text).collect(),
    });
    let labels = labels.into_iter().flat_map(LabelSet::iter).enumerate().map(|(i, label)| {
        let zh = format!("标注为：{}", label.name_zh);
        let en = format!("Label as: {}", label.name_en);
        let (text, other_text) = lang.pick((zh.clone(), en.clone()), (en, zh));
        Found {
            deed: Deed::Label(label.id.clone()),
            id: format!("label-{i}"),
            text,
            other_text,
            group: lang.pick("标签", "Labels"),
            keys: label.key.map(String::from).into_iter().collect(),
        }
    });
    // In so many heaps, one for each distance: within one the order of the table stays.
    let mut heaps: [Vec<Found>; N_DISTANCES] = Default::default();
    for row in actions.chain(labels) {
        if let Some(distance) = distance(&row, &query) {
            heaps[distance].push(row);
        }
    }
    heaps.into_iter().flatten().collect()
}

const N_DISTANCES: usize = 7;

/// How far a row is from what was typed, in rough steps below [`N_DISTANCES`]; none where it does not fit.
fn distance(row: &Found, query: &str) -> Option<usize> {
    if query.is_empty() || row.keys.iter().any(|key| folded(key) == *query) {
        return Some(0);
    }
    let texts = [folded(&row.text), folded(&row.other_text)];
    let initials = |fits: fn(&str, &str) -> bool| fits(&row.text, query) || fits(&row.other_text, query);
    if texts.iter().any(|text| text.starts_with(query)) {
        Some(1)
    } else if initials(starts_with_initials) {
        Some(2)
    } else if texts.iter().any(|text| begins_word(text, query)) {
        Some(3)
    } else if texts.iter().any(|text| text.contains(query)) {
        Some(4)
    } else if texts.iter().any(|text| query.split_whitespace().all(|part| text.contains(part))) {
        Some(5)
    } else {
        initials(contains_initials).then_some(6)
    }
}

fn begins_word(text: &str, query: &str) -> bool {
    text.match_indices(query)
        .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(query: &str, lang: Lang) -> String {
        find(query, lang, Some(&LabelSet::newspaper())).first().map(|row| row.id.clone()).unwrap_or_default()
    }

    #[test]
    fn actions_are_found_in_both_languages_by_initials_and_by_key() {
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(first("撤销", lang), "undo");
            assert_eq!(first("撤銷", lang), "undo");
            assert_eq!(first("undo", lang), "undo");
            assert_eq!(first("cx", lang), "undo");
            assert_eq!(first("Ctrl Z", lang), "undo");
            assert_eq!(first("ＵＮＤＯ", lang), "undo");
            assert_eq!(first("机构", lang), "label-1");
            assert_eq!(first("rest page", lang), "accept-all");
        }
        assert!(find("没有这样的命令", Lang::Zh, None).is_empty());
    }

    #[test]
    fn every_action_and_label_stands_in_it_once_and_finds_itself() {
        let labels = LabelSet::newspaper();
        for lang in [Lang::Zh, Lang::En] {
            let all = find("", lang, Some(&labels));
            assert_eq!(all.len(), actions::all().len() + labels.len());
            for row in &all {
                let found = find(&row.text, lang, Some(&labels));
                assert!(found.iter().any(|other| other.id == row.id), "{}", row.text);
            }
        }
    }

    #[test]
    fn without_a_page_only_what_works_is_offered() {
        let found = find("", Lang::En, None);
        assert!(found.iter().any(|row| row.id == "help"));
        assert!(found.iter().all(|row| row.id != "undo"));
    }
}
