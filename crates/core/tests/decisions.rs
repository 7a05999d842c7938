//! What a decision about a text means for its other places, and what is remembered of it.

use jianbao_core::annotation::Status;
use jianbao_core::set::{decided_texts, occurrences};
use jianbao_core::testing::{Harness, marked};
use jianbao_core::{AnnotationId, Command};

fn find(harness: &Harness, quote: &str, nth: usize) -> AnnotationId {
    let set = harness.project.set();
    let mut found = set.entities().filter(|entity| harness.project.quote(entity) == quote);
    found.nth(nth).expect("it is there").id
}

fn live(harness: &Harness) -> Vec<(usize, String, Status)> {
    let entities = harness.project.set().entities().filter(|entity| entity.is_live());
    entities.map(|entity| (entity.body.start().idx(), harness.project.quote(entity), entity.status)).collect()
}

#[test]
fn the_longest_of_several_decided_texts_has_its_place() {
    let mut harness =
        Harness::new(marked("⟦LOC:𠮷安⟧、⟦LOC:𠮷安县⟧。\n𠮷安县在𠮷安，e\u{301}👩‍👩‍👧𠮷安").project);
    let (short, long) = (find(&harness, "𠮷安", 0), find(&harness, "𠮷安县", 0));
    harness.run(&Command::Follow { ids: vec![short, long] }).expect("three places follow");
    let new: Vec<_> = live(&harness).into_iter().filter(|(.., status)| *status == Status::Proposed).collect();
    let text = harness.project.document.text();
    let second_line = text.find('\n').expect("two lines") + 1;
    let quotes: Vec<_> = new.iter().map(|(at, quote, _)| (*at, quote.as_str())).collect();
    let last = text.rfind("𠮷安").expect("at the end");
    assert_eq!(quotes, [(second_line, "𠮷安县"), (second_line + 13, "𠮷安"), (last, "𠮷安")]);
}

#[test]
fn the_text_of_a_longer_accepted_name_is_no_place_of_a_shorter_one() {
    // The second 长安街 is labeled by nobody.
    let harness = Harness::new(marked("⟦LOC:长安⟧，⟦LOC:长安街⟧，长安街，长安").project);
    let short = find(&harness, "长安", 0);
    let label =
        harness.project.set().get(short).and_then(|found| found.entity()).expect("an entity").label.clone();
    let free = occurrences(&harness.project, short, &label, "长安").free;
    let last = harness.project.document.text().rfind("长安").expect("at the end");
    assert_eq!(free.iter().map(|range| range.start().idx()).collect::<Vec<_>>(), [last]);
}

#[test]
fn a_longer_accepted_name_is_seen_where_it_begins_inside_a_place() {
    // 啊啊 stands at the first 啊; the longer name begins at the second one.
    let harness = Harness::new(marked("⟦LOC:啊啊⟧，啊⟦LOC:啊啊e\u{301}⟧，啊啊e\u{301}，啊啊𠮷").project);
    let short = find(&harness, "啊啊", 0);
    let label =
        harness.project.set().get(short).and_then(|found| found.entity()).expect("an entity").label.clone();
    let free = occurrences(&harness.project, short, &label, "啊啊").free;
    let last = harness.project.document.text().rfind("啊啊").expect("at the end");
    assert_eq!(free.iter().map(|range| range.start().idx()).collect::<Vec<_>>(), [last]);
}

#[test]
fn places_are_remembered_as_exceptions_and_texts_as_rejected() {
    let mut harness = Harness::new(
        marked("⟦~PER:甲乙⟧，⟦PER:甲乙⟧，⟦~ORG:丙丁⟧，⟦~ORG:戊⟧⟦ORG:⟦~ORG:戊己⟧庚⟧，甲乙").project,
    );
    let decided = decided_texts(&harness.project);
    let texts = |set: &std::collections::BTreeSet<(String, jianbao_core::LabelId)>| -> Vec<String> {
        set.iter().map(|(text, _)| text.clone()).collect()
    };
    assert_eq!(texts(&decided.accepted), ["戊己庚", "甲乙"]);
    assert_eq!(
        texts(&decided.rejected),
        ["丙丁", "戊"],
        "戊己 gave way to a longer name: that decides nothing"
    );
    // The rejected place stays as it is, the free one follows.
    let accepted = find(&harness, "甲乙", 1);
    harness.run(&Command::Follow { ids: vec![accepted] }).expect("one place follows");
    let places = harness.project.set().entities().filter(|entity| harness.project.quote(entity) == "甲乙");
    let statuses: Vec<_> = places.map(|entity| entity.status).collect();
    assert_eq!(statuses, [Status::Rejected, Status::Accepted, Status::Proposed]);
}
