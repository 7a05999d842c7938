//! Giving labels: by key, from the menu, one after the other while a label sticks.

use jianbao_core::annotation::{Body, Entity};
use jianbao_core::edit::{Command, Millis};
use jianbao_core::{LabelId, LabelSet, Pieces};

use super::{Open, Picked};
use crate::actions::{Action, PressedChord};
use crate::cursor::{self, Cursor};
use crate::label_editor::LabelEditor;
use crate::label_menu::{Item, LabelMenu, LabelMenuMsg, LabelMenuView, Purpose, new_label};
use crate::msg::Effect;
use crate::notice::Notice;

impl Open {
    // The menu.

    /// The menu as it is shown. With text selected it is there without being asked for.
    pub(super) fn label_menu(&self) -> Option<LabelMenuView> {
        let is_selecting = self.selected().is_some();
        let open = self.menu.as_ref().filter(|menu| match menu.purpose {
            Purpose::Selection => is_selecting,
            Purpose::Picked => self.picked_entity().is_some(),
            Purpose::Sticky => true,
        });
        let unasked = LabelMenu::new(Purpose::Selection);
        let menu = open.or((is_selecting && self.choosing.is_none()).then_some(&unasked))?;
        let view = menu.view(self.project().labels(), self.preselected(menu.purpose));
        Some(LabelMenuView {
            takes_enter: open.is_some() || self.is_phrase(),
            can_add: menu.purpose == Purpose::Selection && self.picked_entity().is_some(),
            ..view
        })
    }

    fn preselected(&self, purpose: Purpose) -> Option<&LabelId> {
        let entity = self.picked_entity().filter(|_| purpose == Purpose::Picked);
        let own = entity.and_then(|id| Some(&self.project().set().get(id)?.entity()?.label));
        own.or(self.sticky.as_ref()).or(self.last_label.as_ref())
    }

    /// Opens the menu with its field ready for typing.
    pub(super) fn open_menu(&mut self, menu: LabelMenu, effects: &mut Vec<Effect>) {
        self.choosing = None;
        self.menu = Some(menu);
        effects.push(Effect::FocusLabelMenu);
    }

    /// Closes the menu, if it was opened, and gives the keyboard back to the text.
    pub(super) fn close_menu(&mut self, effects: &mut Vec<Effect>) -> bool {
        let was_open = self.menu.take().is_some();
        if was_open {
            effects.push(Effect::FocusText);
            effects.push(Effect::ShowSelection(self.cursor.ends()));
        }
        was_open
    }

    /// A menu for what is selected or picked.
    pub(super) fn choose_label(&mut self, effects: &mut Vec<Effect>) -> Option<Notice> {
        let purpose = match (self.selected(), self.picked_entity()) {
            (Some(_), _) => Purpose::Selection,
            (None, Some(_)) => Purpose::Picked,
            (None, None) => return Some(Notice::SelectFirst),
        };
        self.open_menu(LabelMenu::new(purpose), effects);
        None
    }

    pub(super) fn in_menu(
        &mut self,
        msg: LabelMenuMsg,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let view = self.label_menu()?;
        match msg {
            LabelMenuMsg::Typed(query) => {
                let menu = self.menu.get_or_insert_with(|| LabelMenu::new(view.purpose));
                menu.type_query(query);
                None
            }
            LabelMenuMsg::Move(step) => {
                self.menu.get_or_insert_with(|| LabelMenu::new(view.purpose)).step(&view, step);
                None
            }
            LabelMenuMsg::Take => match view.items.get(view.chosen)?.clone() {
                Item::Label(label) => self.take_label(&label, now, effects),
                Item::New(name) => self.create_label(&name, now, effects),
            },
            LabelMenuMsg::TakeBeside => {
                let Item::Label(label) = view.items.get(view.chosen)?.clone() else { return None };
                self.label_beside(label, now, effects)
            }
            LabelMenuMsg::Create => self.create_label(&view.query, now, effects),
        }
    }

    /// A label was chosen: for what the menu was opened for, else for what is selected or picked, else it sticks.
    pub(super) fn take_label(
        &mut self,
        label: &LabelId,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let purpose = self.menu.as_ref().map(|menu| menu.purpose);
        self.close_menu(effects);
        let has_target = self.selected().is_some() || self.picked_entity().is_some() && self.sticky.is_none();
        if purpose == Some(Purpose::Sticky) || purpose.is_none() && !has_target {
            self.stick(label);
            return None;
        }
        self.label(label, now, effects)
    }

    /// Makes a label and gives it: one step to undo.
    fn create_label(&mut self, name: &str, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let labels = self.project().labels();
        let label = new_label(labels, name)?;
        let id = label.id.clone();
        let all = labels.iter().cloned().chain([label]).collect();
        let labels = LabelSet::new(all).ok()?;
        let notice = self.run(&Command::SetLabels { labels, moved: Vec::new() }, now);
        self.joins_next = notice.is_none();
        let notice = notice.or(self.take_label(&id, now, effects));
        self.joins_next = false;
        notice
    }

    // A label that sticks.

    /// From now on whatever is selected gets this label; the one that sticks already comes off.
    fn stick(&mut self, label: &LabelId) {
        let is_on = self.sticky.as_ref() == Some(label);
        self.sticky = (!is_on).then(|| label.clone());
        self.pick(Picked::Nothing);
    }

    /// The labels to be edited: what was left unsaved, unless something happened since.
    pub(super) fn label_editor(&mut self) -> Box<LabelEditor> {
        let draft = self.label_draft.take().filter(|(seq, _)| *seq == self.project().seq());
        draft.map_or_else(|| Box::new(LabelEditor::new(self.project())), |(_, editor)| editor)
    }

    pub(super) fn keep_draft(&mut self, editor: Box<LabelEditor>) {
        self.label_draft = Some((self.project().seq(), editor));
    }

    /// Takes over another set of labels, as one step of undo. A label that went is not offered any more.
    pub(super) fn take_labels(&mut self, command: &Command, now: Millis) -> Option<Notice> {
        let notice = self.run(command, now);
        let labels = self.project().shared_labels();
        for kept in [&mut self.last_label, &mut self.sticky] {
            *kept = kept.take().filter(|id| labels.get(id).is_some());
        }
        notice
    }

    /// Ends the label that sticks, or asks for the one that is to.
    pub(super) fn toggle_sticky(&mut self, effects: &mut Vec<Effect>) {
        if self.sticky.take().is_none() {
            self.open_menu(LabelMenu::new(Purpose::Sticky), effects);
        }
    }

    // Keys.

    /// Whether letters are a label's name: where a phrase is selected, and not whole blocks, for which letters say what
    /// is to become of them.
    fn is_phrase(&self) -> bool {
        let set = self.project().set();
        let ranges = self.selected_ranges();
        let covers_block = |range: &jianbao_core::ByteRange| {
            set.blocks_in(*range).any(|block| range.covers(block.body.ranges()[0]))
        };
        self.selected().is_some() && !ranges.iter().any(covers_block)
    }

    /// A key with what it means for labels; what it means otherwise is left to the table of actions.
    pub(super) fn label_key(
        &mut self,
        chord: &PressedChord,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Option<Notice>> {
        let mut chars = chord.key.chars();
        let (Some(c), None, false) = (chars.next(), chars.next(), chord.ctrl || chord.alt || chord.shift)
        else {
            return None;
        };
        if c.is_ascii_digit() {
            return Some(self.digit(c, now, effects));
        }
        if c.is_ascii_lowercase() && self.is_phrase() {
            self.open_menu(LabelMenu::with_query(Purpose::Selection, c.to_string()), effects);
            return Some(None);
        }
        None
    }

    /// A digit is an article's in the menu of articles, a label's where there is something to label, and else a count:
    /// of the characters that the next digit labels, or of how often the next key is meant.
    fn digit(&mut self, digit: char, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let number = digit.to_digit(10).map_or(0, |number| number as usize);
        if let Some(typed) = self.choosing {
            return self.type_article(typed, number, now, effects);
        }
        let count = self.count.take();
        let is_target = self.picked_entity().is_some() && !self.counting && !self.adding;
        if let Some(count) = count {
            self.select_next(count, effects);
        } else if self.selected().is_none() && !is_target {
            if number > 0 {
                self.count = Some(number);
            }
            return None;
        }
        let label = self.project().labels().by_key(digit)?.id.clone();
        self.label(&label, now, effects)
    }

    /// Whether a count before an action means characters from the cursor on.
    pub(super) fn counts_characters(&self, action: Action) -> bool {
        matches!(action, Action::LastLabel | Action::ChooseLabel | Action::AddRange | Action::Cut)
    }

    /// Selects so many characters from the cursor on. What is labelled so is picked, but digits go on counting.
    pub(super) fn select_next(&mut self, count: usize, effects: &mut Vec<Effect>) {
        let from = self.cursor.at;
        let project = self.session.project();
        let to = (0..count).fold(from, |at, _| cursor::step(project, &self.layout, at, true));
        self.cursor = Cursor { at: to, anchor: Some(from) };
        self.counting = true;
        effects.push(Effect::ShowSelection(self.cursor.ends()));
    }

    /// Enter takes what the menu has chosen, where a phrase is selected.
    pub(super) fn enter(&mut self, now: Millis, effects: &mut Vec<Effect>) -> Option<Option<Notice>> {
        self.is_phrase().then(|| self.in_menu(LabelMenuMsg::Take, now, effects))
    }

    /// Labels what is selected, or gives the picked entity another label. What is selected exactly as an entity
    /// already lies there is that entity.
    pub(super) fn label(
        &mut self,
        label: &LabelId,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Option<Notice> {
        let selected = self.selected();
        let command = match (&selected, self.picked_entity()) {
            (Some(ranges), _) => self.command_for(label, ranges),
            (None, Some(id)) => Command::SetLabel { ids: vec![id], label: label.clone() },
            (None, None) => return Some(Notice::SelectFirst),
        };
        let notice = self.run(&command, now);
        if notice.is_none() {
            self.last_label = Some(label.clone());
            if let Some(ranges) = selected {
                self.cursor = Cursor { at: ranges.last().end(), anchor: None };
                effects.push(Effect::ShowSelection(None));
                let made = self.project().set().find_same(&Body::Entity(Entity::new(label.clone(), ranges)));
                if let Some(id) = made.map(|made| made.id) {
                    self.pick(Picked::Entity(id));
                }
            }
        }
        notice
    }

    /// Labels what is selected, or the text of the picked entity, whatever label it has already.
    fn label_beside(&mut self, label: LabelId, now: Millis, effects: &mut Vec<Effect>) -> Option<Notice> {
        let picked = self.picked_entity().and_then(|id| self.project().set().get(id)?.entity());
        let ranges = self.selected().or(picked.map(|entity| entity.ranges.clone()))?;
        self.menu = None;
        self.deselect(effects);
        effects.push(Effect::FocusText);
        let notice =
            self.run(&Command::AddEntities { label: label.clone(), places: vec![ranges.clone()] }, now);
        let made = self.project().set().find_same(&Body::Entity(Entity::new(label, ranges)));
        if let Some(id) = made.map(|made| made.id) {
            self.pick(Picked::Entity(id));
        }
        notice
    }

    fn command_for(&self, label: &LabelId, ranges: &Pieces) -> Command {
        let index = self.project().document.index();
        let there = self.project().set().entities_in(index, ranges.first());
        let exact = there
            .iter()
            .find(|found| found.is_live() && found.entity().is_some_and(|entity| entity.ranges == *ranges));
        match exact {
            Some(found) if found.entity().is_some_and(|entity| entity.label != *label) => {
                Command::SetLabel { ids: vec![found.id], label: label.clone() }
            }
            _ => Command::AddEntities { label: label.clone(), places: vec![ranges.clone()] },
        }
    }
}
