//! The menu of labels: what a label is chosen for, what was typed, which label that finds.

use jianbao_core::annotation::{Color, Label};
use jianbao_core::order;
use jianbao_core::{LabelId, LabelSet};

use crate::actions::Step;
use crate::reading::{folded, starts_with_initials};

/// What a label is chosen for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// For the text that is selected.
    Selection,
    /// For the entity that is picked.
    Picked,
    /// To be given to whatever is selected from now on.
    Sticky,
}

/// What a person does in the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelMenuMsg {
    /// This stands in its field now.
    Typed(String),
    /// To the next item, or the one before.
    Move(Step),
    /// The item that is chosen is the one.
    Take,
    /// So it is, beside a label that the same text has.
    TakeBeside,
    /// A label is to be made with the name that was typed.
    Create,
}

/// An item of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A label of the set.
    Label(LabelId),
    /// A label that would be made.
    New(String),
}

/// The menu as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelMenuView {
    /// What a label is chosen for.
    pub purpose: Purpose,
    /// What was typed.
    pub query: String,
    /// What can be chosen: the labels that what was typed finds, the best first, and a new one of that name.
    pub items: Vec<Item>,
    /// The place of the item that Enter takes.
    pub chosen: usize,
    /// Whether Enter takes it while the text has the keyboard.
    pub takes_enter: bool,
    /// Whether the selection could be a further range of the entity that is picked.
    pub can_add: bool,
}

/// The menu while a person chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LabelMenu {
    pub purpose: Purpose,
    query: String,
    /// The place of the item that arrows led to.
    moved: Option<usize>,
}

impl LabelMenu {
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, query: String::new(), moved: None }
    }

    pub fn with_query(purpose: Purpose, query: String) -> Self {
        Self { query, ..Self::new(purpose) }
    }

    pub fn type_query(&mut self, query: String) {
        if self.query != query {
            self.query = query;
            self.moved = None;
        }
    }

    /// As it is shown; without anything typed, `preselected` is the label that Enter takes.
    pub fn view(&self, labels: &LabelSet, preselected: Option<&LabelId>) -> LabelMenuView {
        let query = self.query.trim();
        let items = items(labels, query);
        let preselected = preselected
            .filter(|_| query.is_empty())
            .and_then(|id| items.iter().position(|item| matches!(item, Item::Label(label) if label == id)));
        let chosen = self.moved.filter(|&at| at < items.len()).or(preselected).unwrap_or(0);
        LabelMenuView {
            purpose: self.purpose,
            query: self.query.clone(),
            items,
            chosen,
            takes_enter: true,
            can_add: false,
        }
    }

    /// Chooses the item before or behind the one that is chosen in a view of it; behind the last comes the first.
    pub fn step(&mut self, view: &LabelMenuView, step: Step) {
        let n = view.items.len();
        if n > 0 {
            self.moved = Some((view.chosen + if step == Step::On { 1 } else { n - 1 }) % n);
        }
    }
}

fn items(labels: &LabelSet, query: &str) -> Vec<Item> {
    let mut found: Vec<_> =
        labels.iter().filter_map(|label| rank(label, query).map(|rank| (rank, label))).collect();
    // Stable: what is found equally well stays in the order of the set.
    order::sort_by_key(&mut found, |(rank, _)| *rank as u32);
    let is_new = !query.is_empty() && found.first().is_none_or(|(rank, _)| *rank > Rank::Whole);
    let new = is_new.then(|| Item::New(query.to_owned()));
    found.into_iter().map(|(_, label)| Item::Label(label.id.clone())).chain(new).collect()
}

/// How well something that was typed names a label; the best first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It is a name of it.
    Whole,
    /// A name begins so.
    Start,
    /// It is the first letters of the pinyin of its Chinese name, or of its beginning.
    Initials,
    /// A name has it inside.
    Inside,
}

fn rank(label: &Label, query: &str) -> Option<Rank> {
    let query = folded(query);
    let names = [&*label.name_zh, &*label.name_en, label.id.as_str()];
    let ranks = names.iter().filter_map(|name| {
        let name = folded(name);
        match name.find(&query)? {
            _ if name == query => Some(Rank::Whole),
            0 => Some(Rank::Start),
            _ => Some(Rank::Inside),
        }
    });
    let initials = starts_with_initials(&label.name_zh, &query).then_some(Rank::Initials);
    ranks.chain(initials).min()
}

/// Colors for labels that a person makes; the first one that no label of the set has.
const COLORS: [&str; 18] = [
    "#0f766e", "#a21caf", "#475569", "#9a3412", "#0369a1", "#86198f", "#3f6212", "#854d0e", "#c2410c",
    "#1d4ed8", "#15803d", "#7e22ce", "#a16207", "#0e7490", "#4d7c0f", "#be185d", "#6d28d9", "#b91c1c",
];

/// A label of a name, with an id, a color and a digit that no label of the set has; none without a name.
pub fn new_label(labels: &LabelSet, name: &str) -> Option<Label> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return None;
    }
    let id = name.chars().flat_map(char::to_uppercase).collect::<String>().replace(' ', "_");
    let ids = std::iter::once(id.clone()).chain((2..).map(|n| format!("{id}_{n}")));
    let id = ids.map(|id| LabelId::new(&id)).find(|id| labels.get(id).is_none())?;
    let colors: Vec<_> = COLORS.iter().filter_map(|color| Color::parse(color)).collect();
    let is_free = |color: &&Color| labels.iter().all(|label| label.color != **color);
    let color = *colors.iter().find(is_free).or(colors.get(labels.len() % colors.len()))?;
    let key = "1234567890".chars().find(|key| labels.by_key(*key).is_none());
    let extra = None;
    Some(Label {
        id,
        name_zh: name.as_str().into(),
        name_en: name.as_str().into(),
        color,
        key,
        definition: "".into(),
        extra,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<String> {
        let menu = LabelMenu::with_query(Purpose::Selection, query.into());
        let view = menu.view(&LabelSet::newspaper(), Some(&LabelId::new("LOC")));
        let show = |item: &Item| match item {
            Item::Label(id) => id.to_string(),
            Item::New(name) => format!("+{name}"),
        };
        view.items.iter().map(show).collect()
    }

    #[test]
    fn labels_are_found_by_name_in_both_languages_and_by_id() {
        assert_eq!(found("人名"), ["PER"]);
        assert_eq!(found("名"), ["PER", "ORG", "LOC", "+名"]);
        assert_eq!(found("per"), ["PER", "PERCENT"]);
        assert_eq!(found(" Perso "), ["PER", "+Perso"]);
        assert_eq!(found("money"), ["MONEY"]);
        // As in a search of the text, width and script do not count.
        assert_eq!(found("ｍｏｎｅｙ"), ["MONEY"]);
        assert_eq!(found("機構"), ["ORG", "+機構"]);
        assert_eq!(found("𠮷器"), ["+𠮷器"]);
    }

    #[test]
    fn labels_are_found_by_the_first_letters_of_their_pinyin() {
        assert_eq!(found("rm"), ["PER", "+rm"]);
        assert_eq!(found("jgm"), ["ORG", "+jgm"]);
        assert_eq!(found("sj"), ["TIME", "EVENT", "+sj"]);
    }

    #[test]
    fn without_a_query_all_are_there_and_the_last_one_is_chosen() {
        let menu = LabelMenu::new(Purpose::Selection);
        let labels = LabelSet::newspaper();
        let view = menu.view(&labels, Some(&LabelId::new("LOC")));
        assert_eq!((view.items.len(), view.chosen), (10, 2));
        assert_eq!(menu.view(&labels, None).chosen, 0);
    }

    #[test]
    fn arrows_go_round_and_typing_starts_anew() {
        let mut menu = LabelMenu::with_query(Purpose::Selection, "名".into());
        let labels = LabelSet::newspaper();
        let chosen = |menu: &LabelMenu| menu.view(&labels, None).chosen;
        for (step, expected) in
            [(Step::Back, 3), (Step::Back, 2), (Step::On, 3), (Step::On, 0), (Step::On, 1)]
        {
            let view = menu.view(&labels, None);
            menu.step(&view, step);
            assert_eq!(chosen(&menu), expected);
        }
        menu.type_query("名".into());
        assert_eq!(chosen(&menu), 1, "the same text is no typing");
        menu.type_query("地".into());
        assert_eq!(chosen(&menu), 0);
    }

    #[test]
    fn a_new_label_is_unlike_all_others() {
        let mut labels = LabelSet::newspaper().to_vec();
        for name in ["树 种", "per", "per", "👩‍👩‍👧 e\u{301}"] {
            let set = LabelSet::new(labels.clone()).unwrap();
            let label = new_label(&set, name).unwrap();
            assert!(set.iter().all(|other| other.color != label.color && other.id != label.id));
            labels.push(label);
        }
        let ids: Vec<_> = labels[10..].iter().map(|label| label.id.as_str()).collect();
        assert_eq!(ids, ["树_种", "PER_2", "PER_3", "👩‍👩‍👧_E\u{301}"]);
        assert!(LabelSet::new(labels).is_ok());
        assert_eq!(new_label(&LabelSet::newspaper(), " \u{3000} "), None);
        let few = LabelSet::new(Vec::new()).unwrap();
        assert_eq!(new_label(&few, "树").unwrap().key, Some('1'));
    }
}
