//! The command palette and the search, without a browser.

use jianbao_core::annotation::Status;
use jianbao_core::edit::Millis;
use jianbao_core::{LabelId, Project};
use jianbao_workbench::actions::{Action, PressedChord, Step};
use jianbao_workbench::find::{FindMsg, LIST_STEP};
use jianbao_workbench::{Effect, Lang, Msg, Notice, Overlay, Workbench};

fn open(text: &str) -> Workbench {
    let mut bench = Workbench::new(Lang::Zh);
    bench.update(Msg::Pasted { units: text.encode_utf16().collect() }, Millis(0));
    bench
}

fn tell(bench: &mut Workbench, msg: Msg) -> Vec<Effect> {
    bench.update(msg, Millis(1000))
}

fn press(bench: &mut Workbench, key: &str, ctrl: bool) -> Vec<Effect> {
    tell(bench, Msg::Key(PressedChord { key: key.into(), ctrl, shift: false, alt: false }))
}

fn project(bench: &Workbench) -> &Project {
    bench.project().expect("a page is open")
}

fn entities(bench: &Workbench) -> Vec<(String, String, Status)> {
    let project = project(bench);
    let show = |found: &std::sync::Arc<jianbao_core::Annotation>| {
        (project.quote(found), found.entity().expect("an entity").label.to_string(), found.status)
    };
    project.set().entities().map(show).collect()
}

#[test]
fn the_palette_opens_by_key_and_does_what_was_chosen() {
    let mut bench = open("澜江日报讯");
    press(&mut bench, "k", true);
    assert!(matches!(bench.overlay(), Overlay::Palette));
    press(&mut bench, "f", false);
    assert!(matches!(bench.overlay(), Overlay::Palette), "letters belong to the palette");
    let effects = tell(&mut bench, Msg::Act(Action::SwitchLang));
    assert_eq!((bench.overlay().is_open(), bench.lang()), (false, Lang::En));
    assert!(effects.contains(&Effect::FocusText), "keys are commands again");

    press(&mut bench, "k", true);
    press(&mut bench, "Escape", false);
    assert!(!bench.overlay().is_open());

    let mut empty = Workbench::new(Lang::Zh);
    press(&mut empty, "k", true);
    assert!(matches!(empty.overlay(), Overlay::Palette), "on the start screen too");
}

#[test]
fn hits_are_stepped_through_and_the_last_one_is_selected_at_the_end() {
    let mut bench = open("𠮷野站，澜江。\r\n澜江👩‍👩‍👧，e\u{301}瀾江");
    press(&mut bench, "/", false);
    let effects = tell(&mut bench, Msg::Find(FindMsg::Query("瀾江".into())));
    let find = bench.find().expect("the search is open");
    assert_eq!((find.hits().len(), find.now()), (3, Some(0)));
    assert!(effects.contains(&Effect::ScrollTo(find.hits()[0].start())));
    tell(&mut bench, Msg::Find(FindMsg::Step(Step::Back)));
    assert_eq!(bench.find().and_then(|find| find.now()), Some(2), "round the start");
    tell(&mut bench, Msg::Find(FindMsg::Step(Step::On)));
    tell(&mut bench, Msg::Find(FindMsg::Step(Step::On)));
    tell(&mut bench, Msg::Find(FindMsg::Close));
    assert!(bench.find().is_none());
    press(&mut bench, "3", false);
    let text = project(&bench).document.text();
    let second = text.rfind("澜江👩").expect("it is there");
    let accepted = |found: &&std::sync::Arc<jianbao_core::Annotation>| found.status == Status::Accepted;
    let made = project(&bench).set().entities().find(accepted).expect("a label was given");
    assert_eq!((made.body.start().idx(), project(&bench).quote(made).as_str()), (second, "澜江"));
}

#[test]
fn all_ticked_hits_are_labeled_and_undone_together() {
    let mut bench = open("澜江、瀾江、澜江、澜\n　江、长澜江");
    press(&mut bench, "/", false);
    tell(&mut bench, Msg::Find(FindMsg::Query("澜江".into())));
    tell(&mut bench, Msg::Find(FindMsg::List(true)));
    let find = bench.find().expect("the search is open");
    let ticked: Vec<_> = find.rows(project(&bench)).iter().map(|row| row.ticked).collect();
    assert_eq!(ticked, [true, true, true, false, true], "a block ends inside the fourth");

    tell(&mut bench, Msg::Find(FindMsg::Tick(4, false)));
    tell(&mut bench, Msg::Find(FindMsg::Label(LabelId::new("LOC"))));
    let made = entities(&bench);
    assert_eq!(made.len(), 3, "what was left out is not even proposed: {made:?}");
    assert!(made.iter().all(|(_, label, status)| label == "LOC" && *status == Status::Accepted));
    tell(&mut bench, Msg::Act(Action::Undo));
    assert!(entities(&bench).is_empty(), "one step");

    tell(&mut bench, Msg::Find(FindMsg::TickAll(false)));
    tell(&mut bench, Msg::Find(FindMsg::Label(LabelId::new("LOC"))));
    assert_eq!(bench.notice(), Some(&Notice::NothingTicked));
}

#[test]
fn what_the_list_does_not_show_is_not_labeled() {
    let mut bench = open(&"澜江。".repeat(LIST_STEP + 5));
    press(&mut bench, "/", false);
    tell(&mut bench, Msg::Find(FindMsg::Query("澜江".into())));
    tell(&mut bench, Msg::Find(FindMsg::List(true)));
    tell(&mut bench, Msg::Find(FindMsg::Label(LabelId::new("LOC"))));
    assert_eq!(entities(&bench).len(), LIST_STEP);
    tell(&mut bench, Msg::Find(FindMsg::More));
    tell(&mut bench, Msg::Find(FindMsg::Label(LabelId::new("LOC"))));
    assert_eq!(entities(&bench).len(), LIST_STEP + 5);
}

#[test]
fn a_search_begins_with_what_is_selected_and_follows_a_further_page() {
    let mut bench = open("澜江市。澜江");
    let text = project(&bench).document.text();
    let at = text.rfind("澜江").expect("it is there");
    tell(&mut bench, Msg::Select(jianbao_core::ByteRange::at(at, at + "澜江".len())));
    press(&mut bench, "/", false);
    assert_eq!(
        bench.find().map(|find| (find.query(), find.hits().len(), find.now())),
        Some(("澜江", 2, Some(1)))
    );
    bench.update(Msg::Pasted { units: "又是澜江".encode_utf16().collect() }, Millis(2000));
    tell(&mut bench, Msg::Find(FindMsg::Query("澜江".into())));
    assert_eq!(bench.find().map(|find| find.hits().len()), Some(3));
}

#[test]
fn the_lists_never_name_labels_of_another_set() {
    use jianbao_core::annotation::Preset;
    use jianbao_workbench::label_editor::LabelEditorMsg;

    let mut bench = open("𠮷小明");
    tell(&mut bench, Msg::Select(jianbao_core::ByteRange::at(0, "𠮷小明".len())));
    tell(&mut bench, Msg::Label(LabelId::new("WORK")));
    tell(&mut bench, Msg::Idle);
    let label = |bench: &Workbench| {
        let place = bench.lists().groups[0].entries[0].label;
        project(bench).labels().iter().nth(place).map(|label| label.id.to_string())
    };
    assert_eq!(label(&bench).as_deref(), Some("WORK"));
    tell(&mut bench, Msg::Act(Action::EditLabels));
    tell(&mut bench, Msg::LabelEditor(LabelEditorMsg::Preset(Preset::OntoNotes)));
    tell(&mut bench, Msg::LabelEditor(LabelEditorMsg::Apply));
    assert_eq!(label(&bench).as_deref(), Some("WORK_OF_ART"));
    tell(&mut bench, Msg::Act(Action::Undo));
    assert_eq!(label(&bench).as_deref(), Some("WORK"));
}

#[test]
fn labels_that_were_not_saved_are_there_again_unless_given_up() {
    use jianbao_workbench::label_editor::LabelEditorMsg;

    let n_rows = |bench: &Workbench| match bench.overlay() {
        Overlay::Labels(editor) => editor.rows().len(),
        _ => 0,
    };
    let mut bench = open("𠮷小明");
    tell(&mut bench, Msg::Act(Action::EditLabels));
    tell(&mut bench, Msg::LabelEditor(LabelEditorMsg::Add));
    press(&mut bench, "Escape", false);
    assert_eq!((n_rows(&bench), bench.notice()), (0, Some(&Notice::DraftKept)));
    tell(&mut bench, Msg::Act(Action::EditLabels));
    assert_eq!(n_rows(&bench), 11);
    tell(&mut bench, Msg::LabelEditor(LabelEditorMsg::Cancel));
    tell(&mut bench, Msg::Act(Action::EditLabels));
    assert_eq!(n_rows(&bench), 10);
    press(&mut bench, "Escape", false);
    assert_eq!(bench.notice(), None, "nothing was changed");

    // A draft of labels that are others now is of no use.
    tell(&mut bench, Msg::Act(Action::EditLabels));
    tell(&mut bench, Msg::LabelEditor(LabelEditorMsg::Add));
    tell(&mut bench, Msg::Dismiss);
    tell(&mut bench, Msg::Select(jianbao_core::ByteRange::at(0, "𠮷小明".len())));
    tell(&mut bench, Msg::Label(LabelId::new("PER")));
    tell(&mut bench, Msg::Act(Action::EditLabels));
    assert_eq!(n_rows(&bench), 10);
}
