//! The set of labels as a person edits it: nothing changes in the project until it is taken over, as one step.

use std::collections::HashMap;

use jianbao_core::annotation::{Color, Label, Preset};
use jianbao_core::edit::Command;
use jianbao_core::{LabelId, LabelSet, Project};
use jianbao_formats::labelled_json::{self, WriteOptions};

use crate::colors::free_color;
use crate::lang::Lang;
use crate::msg::Effect;

/// What is done in the editor. Rows are named by their number, which they keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelEditorMsg {
    /// The labels are to be those of a preset.
    Preset(Preset),
    /// A further label.
    Add,
    /// A field of a row was written.
    Field(u32, LabelField, String),
    /// A label is to go.
    Remove(u32),
    /// What the entities of a label that goes become: this label, or none.
    Fate(u32, Option<LabelId>),
    /// A label that was to go stays.
    Keep(u32),
    /// A label changes places with the one before it or behind it.
    Move(u32, bool),
    /// Hand the set over as a file.
    Export,
    /// Take the set over.
    Apply,
    /// Give up what was changed.
    Cancel,
}

/// A field of a row.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum LabelField {
    /// Its name in files.
    Id,
    /// Its name in Chinese.
    NameZh,
    /// Its name in English.
    NameEn,
    /// Its key; empty for none.
    Key,
    /// Its color, `#rrggbb`.
    Color,
    /// What belongs under it.
    Definition,
}

/// A label in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorRow {
    /// What messages call it.
    pub number: u32,
    /// The label as it is to be.
    pub label: Label,
    /// Whether the project has it already, so that its id stays.
    pub exists: bool,
    /// How many entities have it, rejected ones too.
    pub n_entities: usize,
    /// Where it goes: what its entities become.
    pub goes: Option<Fate>,
}

/// What the entities of a label become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They get another label.
    Become(LabelId),
    /// They are taken away.
    Gone,
}

/// Why the set cannot be taken over as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditorProblem {
    /// No label is left.
    NoLabel,
    /// A label has no id or no name.
    Unnamed,
    /// Two labels have this id.
    SameId(LabelId),
    /// The file holds no labels, or is damaged.
    UnreadableFile(String),
}

impl EditorProblem {
    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoLabel => lang.pick("至少要有一个标签。", "At least one label is needed.").into(),
            Self::Unnamed => {
                lang.pick("每个标签都要有标识和名称。", "Every label needs an id and a name.").into()
            }
            Self::SameId(id) => {
                lang.pick(format!("有两个标签的标识都是 {id}。"), format!("Two labels have the id {id}."))
            }
            Self::UnreadableFile(name) => lang.pick(
                format!("“{name}”里没有读到标签，标签集没有改动。"),
                format!("No labels could be read from “{name}”; the set was not changed."),
            ),
        }
    }
}

/// The set as it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelEditor {
    rows: Vec<EditorRow>,
    /// As it was when it was opened.
    original: Vec<EditorRow>,
    next_number: u32,
    file_problem: Option<EditorProblem>,
    /// It was to be saved: what hinders that is told from now on.
    tried: bool,
}

impl LabelEditor {
    /// With the labels of a project.
    pub fn new(project: &Project) -> Self {
        let mut counts: HashMap<LabelId, usize> = HashMap::new();
        for entity in project.set().entities().filter_map(|found| found.entity()) {
            *counts.entry(entity.label.clone()).or_default() += 1;
        }
        let rows = project.labels().iter().enumerate().map(|(i, label)| EditorRow {
            number: i as u32,
            label: label.clone(),
            exists: true,
            n_entities: counts.get(&label.id).copied().unwrap_or_default(),
            goes: None,
        });
        let rows: Vec<_> = rows.collect();
        Self {
            next_number: rows.len() as u32,
            original: rows.clone(),
            rows,
            file_problem: None,
            tried: false,
        }
    }

    /// The rows in the order of the set.
    pub fn rows(&self) -> &[EditorRow] {
        &self.rows
    }

    /// Whether something was changed in it.
    pub fn is_changed(&self) -> bool {
        self.rows != self.original
    }

    /// What was wrong with a file, or what kept the set from being saved; what is not yet filled in is no problem
    /// before.
    pub fn problem(&self) -> Option<EditorProblem> {
        self.file_problem.clone().or_else(|| self.hindrance().filter(|_| self.tried))
    }

    fn hindrance(&self) -> Option<EditorProblem> {
        let labels: Vec<_> = self.staying().collect();
        if labels.is_empty() {
            return Some(EditorProblem::NoLabel);
        }
        for (i, label) in labels.iter().enumerate() {
            if [label.id.as_str(), &label.name_zh, &label.name_en].iter().any(|text| text.trim().is_empty()) {
                return Some(EditorProblem::Unnamed);
            }
            if labels[..i].iter().any(|other| other.id == label.id) {
                return Some(EditorProblem::SameId(label.id.clone()));
            }
        }
        None
    }

    fn staying(&self) -> impl Iterator<Item = &Label> {
        self.rows.iter().filter(|row| row.goes.is_none()).map(|row| &row.label)
    }

    /// The set as it would be; none while something keeps it from being one.
    pub fn labels(&self) -> Option<LabelSet> {
        LabelSet::new(self.staying().cloned().collect()).ok().filter(|_| self.hindrance().is_none())
    }

    /// What takes the set over; none while something keeps it from that.
    pub(crate) fn apply(&mut self) -> Option<Command> {
        self.tried = true;
        self.file_problem = None;
        let moved = self.rows.iter().filter(|row| row.exists).filter_map(|row| {
            let to = match row.goes.as_ref()? {
                Fate::Become(id) => Some(id.clone()),
                Fate::Gone => None,
            };
            Some((row.label.id.clone(), to))
        });
        Some(Command::SetLabels { labels: self.labels()?, moved: moved.collect() })
    }

    /// Does what was asked for, but for taking the set over or giving it up.
    pub(crate) fn update(&mut self, msg: LabelEditorMsg, effects: &mut Vec<Effect>) {
        self.file_problem = None;
        match msg {
            LabelEditorMsg::Preset(preset) => {
                self.replace_with(&preset.labels(), |label| preset.same_meaning(label));
            }
            LabelEditorMsg::Add => {
                self.add();
                effects.push(Effect::FocusNewLabel);
            }
            LabelEditorMsg::Field(number, field, value) => self.write(number, field, &value),
            LabelEditorMsg::Remove(number) => self.remove(number),
            LabelEditorMsg::Fate(number, to) => {
                if let Some(row) = self.row(number) {
                    row.goes = Some(to.map_or(Fate::Gone, Fate::Become));
                }
            }
            LabelEditorMsg::Keep(number) => {
                if let Some(row) = self.row(number) {
                    row.goes = None;
                }
                self.mend_keys();
            }
            LabelEditorMsg::Move(number, up) => {
                let at = self.rows.iter().position(|row| row.number == number);
                let to = at.and_then(|at| if up { at.checked_sub(1) } else { Some(at + 1) });
                if let (Some(at), Some(to)) = (at, to.filter(|to| *to < self.rows.len())) {
                    self.rows.swap(at, to);
                }
            }
            LabelEditorMsg::Export => {
                if let Some(labels) = self.labels() {
                    let file = labelled_json::write_labels(&labels, &WriteOptions::default());
                    effects.push(Effect::Download {
                        name: "labels.json".into(),
                        mime: "application/json".into(),
                        bytes: file.into_bytes(),
                    });
                }
            }
            LabelEditorMsg::Apply | LabelEditorMsg::Cancel => {}
        }
    }

    /// Takes the labels of a file; those that are in use and not in it stay.
    pub(crate) fn import(&mut self, name: &str, bytes: &[u8]) {
        match labelled_json::read_labels(bytes) {
            Ok((labels, _)) => {
                self.file_problem = None;
                self.replace_with(&labels, |label| labels.get(label).map(|found| found.id.clone()));
            }
            Err(_) => self.file_problem = Some(EditorProblem::UnreadableFile(name.to_owned())),
        }
    }

    /// The labels of another set come first. Of those that were there, the same one stays as the other set has it; one
    /// with the meaning of another goes and its entities become that; one that is in use stays; the others go.
    fn replace_with(&mut self, set: &LabelSet, same: impl Fn(&LabelId) -> Option<LabelId>) {
        let old = std::mem::take(&mut self.rows);
        for label in set.iter() {
            let known = old.iter().find(|row| row.exists && row.label.id == label.id);
            let (number, n_entities) =
                known.map_or((self.next_number, 0), |row| (row.number, row.n_entities));
            self.next_number = self.next_number.max(number + 1);
            self.rows.push(EditorRow {
                number,
                label: label.clone(),
                exists: known.is_some(),
                n_entities,
                goes: None,
            });
        }
        for mut row in old.into_iter().filter(|row| row.exists && set.get(&row.label.id).is_none()) {
            row.goes = match same(&row.label.id) {
                Some(to) => Some(Fate::Become(to)),
                None if row.n_entities > 0 => None,
                None => Some(Fate::Gone),
            };
            self.rows.push(row);
        }
        self.mend_keys();
    }

    fn row(&mut self, number: u32) -> Option<&mut EditorRow> {
        self.rows.iter_mut().find(|row| row.number == number)
    }

    fn add(&mut self) {
        let used: Vec<Color> = self.staying().map(|label| label.color).collect();
        let key = "1234567890".chars().find(|key| self.staying().all(|label| label.key != Some(*key)));
        let taken = |id: &str| self.rows.iter().any(|row| row.label.id.as_str() == id);
        let id = (1..).map(|n| format!("LABEL{n}")).find(|id| !taken(id)).unwrap_or_default();
        let label = Label {
            id: LabelId::new(&id),
            name_zh: "".into(),
            name_en: "".into(),
            color: free_color(&used),
            key,
            definition: "".into(),
            extra: None,
        };
        self.rows.push(EditorRow {
            number: self.next_number,
            label,
            exists: false,
            n_entities: 0,
            goes: None,
        });
        self.next_number += 1;
    }

    fn write(&mut self, number: u32, field: LabelField, value: &str) {
        let key = value.chars().next();
        if field == LabelField::Key && key.is_some() {
            // A key is one label's alone: the one that had it has none now.
            for row in self.rows.iter_mut().filter(|row| row.number != number && row.label.key == key) {
                row.label.key = None;
            }
        }
        let Some(row) = self.row(number) else { return };
        let label = &mut row.label;
        match field {
            LabelField::Id if row.exists => {}
            LabelField::Id => label.id = LabelId::new(value.trim()),
            // A name that was given in one language alone is the name in the other too.
            LabelField::NameZh => {
                if label.name_en.is_empty() || label.name_en == label.name_zh {
                    label.name_en = value.trim().into();
                }
                label.name_zh = value.trim().into();
            }
            LabelField::NameEn => {
                if label.name_zh.is_empty() || label.name_zh == label.name_en {
                    label.name_zh = value.trim().into();
                }
                label.name_en = value.trim().into();
            }
            LabelField::Key => label.key = key,
            LabelField::Color => label.color = Color::parse(value).unwrap_or(label.color),
            LabelField::Definition => label.definition = value.trim().into(),
        }
    }

    /// A new label goes at once; one of the project stays to be seen, with what becomes of its entities.
    fn remove(&mut self, number: u32) {
        let Some(at) = self.rows.iter().position(|row| row.number == number) else { return };
        if self.rows[at].exists {
            self.rows[at].goes = Some(Fate::Gone);
        } else {
            self.rows.remove(at);
        }
        // Nothing becomes a label that goes.
        let gone: Vec<_> = self.staying().map(|label| label.id.clone()).collect();
        for row in &mut self.rows {
            if matches!(&row.goes, Some(Fate::Become(id)) if !gone.contains(id)) {
                row.goes = Some(Fate::Gone);
            }
        }
    }

    /// The first of two labels with the same key keeps it.
    fn mend_keys(&mut self) {
        let mut seen = Vec::new();
        for row in self.rows.iter_mut().filter(|row| row.goes.is_none()) {
            if row.label.key.is_some_and(|key| seen.contains(&key)) {
                row.label.key = None;
            }
            seen.extend(row.label.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use jianbao_core::testing::marked;

    use super::*;

    fn ids(editor: &LabelEditor) -> Vec<String> {
        editor.staying().map(|label| label.id.to_string()).collect()
    }

    fn tell(editor: &mut LabelEditor, msg: LabelEditorMsg) -> Vec<Effect> {
        let mut effects = Vec::new();
        editor.update(msg, &mut effects);
        effects
    }

    #[test]
    fn a_preset_takes_over_what_means_the_same_and_keeps_what_is_in_use() {
        let project = marked("⟦PER:𠮷小明⟧⟦MONEY:三元⟧").project;
        let mut editor = LabelEditor::new(&project);
        tell(&mut editor, LabelEditorMsg::Preset(Preset::Cluener));
        let ids = ids(&editor);
        assert_eq!(ids.len(), 11);
        assert_eq!(ids.last().map(String::as_str), Some("MONEY"), "in use and without a counterpart");
        let Some(Command::SetLabels { labels, moved }) = editor.apply() else {
            panic!("it can be taken over")
        };
        assert_eq!(labels.len(), 11);
        assert!(moved.contains(&(LabelId::new("PER"), Some(LabelId::new("name")))));
        assert!(moved.contains(&(LabelId::new("PERCENT"), None)));
        assert_eq!(
            labels.iter().filter(|label| label.key == Some('5')).count(),
            1,
            "keys stay one label's alone"
        );
        tell(&mut editor, LabelEditorMsg::Preset(Preset::Newspaper));
        assert_eq!(editor.labels().as_ref(), Some(&LabelSet::newspaper()), "and back");
    }

    #[test]
    fn labels_are_added_written_and_taken_away() {
        let project = marked("⟦PER:甲⟧").project;
        let mut editor = LabelEditor::new(&project);
        tell(&mut editor, LabelEditorMsg::Add);
        let number = editor.rows().last().expect("it is there").number;
        assert_eq!(editor.problem(), None, "not before it is saved");
        assert_eq!(editor.apply(), None);
        assert_eq!(editor.problem(), Some(EditorProblem::Unnamed));
        tell(&mut editor, LabelEditorMsg::Field(number, LabelField::NameZh, " 职务👩‍👩‍👧 ".into()));
        tell(&mut editor, LabelEditorMsg::Field(number, LabelField::Key, "1".into()));
        let row = editor.rows().last().expect("it is there").clone();
        assert_eq!(
            (&*row.label.name_zh, &*row.label.name_en, row.label.key),
            ("职务👩‍👩‍👧", "职务👩‍👩‍👧", Some('1'))
        );
        assert_eq!(editor.rows()[0].label.key, None, "the key went over");
        tell(&mut editor, LabelEditorMsg::Field(number, LabelField::Id, "PER".into()));
        assert_eq!(editor.problem(), Some(EditorProblem::SameId(LabelId::new("PER"))));
        tell(&mut editor, LabelEditorMsg::Remove(number));
        assert_eq!(editor.problem(), None);
        let first = editor.rows()[0].number;
        tell(&mut editor, LabelEditorMsg::Field(first, LabelField::Id, "X".into()));
        assert_eq!(editor.rows()[0].label.id.as_str(), "PER", "the id of a label in files stays");
        tell(&mut editor, LabelEditorMsg::Remove(first));
        tell(&mut editor, LabelEditorMsg::Fate(first, Some(LabelId::new("ORG"))));
        let second = editor.rows()[1].number;
        tell(&mut editor, LabelEditorMsg::Remove(second));
        assert_eq!(editor.rows()[0].goes, Some(Fate::Gone), "nothing becomes what goes");
        tell(&mut editor, LabelEditorMsg::Keep(first));
        tell(&mut editor, LabelEditorMsg::Move(first, false));
        assert_eq!(ids(&editor)[..2], ["PER", "LOC"]);
    }

    #[test]
    fn a_set_goes_out_as_a_file_and_comes_back() {
        let project = marked("甲").project;
        let mut editor = LabelEditor::new(&project);
        tell(&mut editor, LabelEditorMsg::Preset(Preset::OntoNotes));
        let effects = tell(&mut editor, LabelEditorMsg::Export);
        let [Effect::Download { bytes, .. }] = &effects[..] else { panic!("a file is handed over") };
        let mut other = LabelEditor::new(&project);
        other.import("labels.json", bytes);
        assert_eq!(other.labels(), Some(Preset::OntoNotes.labels()));
        other.import("bad.json", b"{\"format\":\"jianbao\"");
        assert_eq!(other.problem(), Some(EditorProblem::UnreadableFile("bad.json".into())));
        assert_eq!(other.labels(), Some(Preset::OntoNotes.labels()), "nothing is lost by it");
        assert!(other.apply().is_some(), "and it can still be taken over");
    }
}
