//! What becomes of entities when their label goes.

use jianbao_core::annotation::{LabelId, LabelSet, Status};
use jianbao_core::edit::{Command, Refusal};
use jianbao_core::testing::{Harness, marked};

fn without(id: &str) -> LabelSet {
    let labels = LabelSet::newspaper().to_vec();
    LabelSet::new(labels.into_iter().filter(|label| label.id.as_str() != id).collect())
        .expect("one label less")
}

fn entities(harness: &Harness) -> Vec<(String, String, Status)> {
    let project = &harness.project;
    let show = |entity: &std::sync::Arc<jianbao_core::Annotation>| {
        (project.quote(entity), entity.entity().expect("an entity").label.to_string(), entity.status)
    };
    project.set().entities().map(show).collect()
}

#[test]
fn a_label_in_use_stays_unless_it_is_said_what_its_entities_become() {
    let mut harness =
        Harness::with_plain_blocks(marked("⟦PER:𠮷小明⟧在⟦?ORG:光明报社⟧，⟦~ORG:社⟧。").project);
    let org = LabelId::new("ORG");
    let refused = harness.run(&Command::SetLabels { labels: without("ORG"), moved: Vec::new() });
    assert_eq!(refused.unwrap_err(), Refusal::LabelInUse(org.clone()));

    let to = Some(LabelId::new("LOC"));
    harness.run(&Command::SetLabels { labels: without("ORG"), moved: vec![(org.clone(), to)] }).unwrap();
    let moved = entities(&harness);
    assert_eq!(moved[1], ("光明报社".into(), "LOC".into(), Status::Proposed), "nothing was decided by it");
    assert_eq!(moved[2], ("社".into(), "LOC".into(), Status::Rejected));
    assert!(harness.project.set().entities().all(|entity| entity.origin.corrected_from.is_none()));

    let mut other = Harness::with_plain_blocks(marked("⟦PER:甲⟧⟦ORG:乙⟧").project);
    other.run(&Command::SetLabels { labels: without("ORG"), moved: vec![(org, None)] }).unwrap();
    assert_eq!(entities(&other), [("甲".into(), "PER".into(), Status::Accepted)]);
}

#[test]
fn two_entities_that_become_the_same_are_one() {
    let mut harness = Harness::with_plain_blocks(marked("⟦PER:⟦?ORG:甲乙⟧⟧，⟦?PER:⟦ORG:丙⟧⟧").project);
    let moved = vec![(LabelId::new("ORG"), Some(LabelId::new("PER")))];
    harness.run(&Command::SetLabels { labels: without("ORG"), moved }).unwrap();
    let one = |quote: &str| (quote.to_owned(), "PER".to_owned(), Status::Accepted);
    assert_eq!(entities(&harness), [one("甲乙"), one("丙")]);
}
