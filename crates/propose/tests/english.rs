//! Names, dates and amounts in English and in mixed text, about invented people and places.

use std::collections::BTreeSet;
use std::sync::Arc;

use jianbao_core::{ByteRange, Role};
use jianbao_propose::EntityProposal;
use jianbao_propose::entities::{EntityModel, Job, Options, Paragraph};

/// Entities are marked as `[LABEL text]`.
const TEXTS: [&str; 16] = [
    "The mayor, [PER Anna Bellweather], opened the bridge on [TIME Monday].",
    "Mr. [PER Thorne] paid [MONEY $3.5 million] for the house, [PERCENT 12 per cent] more than last year.",
    "[ORG Larkfield University] and the [ORG Ministry of Tides] signed it on [TIME 12 March 2021].",
    "A fire broke out in [LOC Marrow Street], Captain [PER Jory Winslade] said.",
    "[PER J. R. Oakham] was born in [LOC New Zealand] on [TIME July 4, 1987].",
    "It cost [MONEY 1,250 yuan], not [MONEY 5 million dollars].",
    "\u{201c}We are late,\u{201d} said [PER Della Quint] of the [ORG Harrow Bay Police].",
    "In [TIME May 2019] the [ORG Tallow Trading Company] moved to [LOC Singapore].",
    "[PER Robert Ashdown]'s boat left [LOC Pelican Island]; [PER Ashdown] came back alone.",
    "They may march in May. The Last Judgement fell. He said so.",
    "青石市副市长会见了[PER Tim Rowan]，双方谈了[MONEY 2.5 billion yuan]的合同。👩‍👩‍👧",
    "𠮷川的[ORG Fennel Motors]公司昨天没有回应，cafe\u{301} 开门。",
    "Professor [PER Ina Caldwell-Reyes] told the court that [PERCENT 7%] of the fish died.",
    "The river rose by [PERCENT 4.5 percent]\r\nsince [TIME 3rd April].",
    "[ORG Bank of Merrow] cut its rate; [ORG Merrow Gazette] asked why.",
    "[PER Emma de la Tour] lives near [LOC Quill Lake] in [LOC Canada].",
];

fn plain(marked: &str) -> (String, BTreeSet<(String, String)>) {
    let (mut text, mut wanted) = (String::new(), BTreeSet::new());
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('[') {
        let (entity, after) = behind.split_once(']').expect("closed");
        let (label, quote) = entity.split_once(' ').expect("a label");
        text.push_str(before);
        text.push_str(quote);
        wanted.insert((quote.to_owned(), label.to_owned()));
        rest = after;
    }
    (text + rest, wanted)
}

fn propose(text: &str, model: Arc<EntityModel>) -> Vec<EntityProposal> {
    let whole = Paragraph { pieces: vec![ByteRange::at(0, text.len())], role: Role::Body, article: Some(0) };
    let mut job = Job::new(text.into(), vec![whole], model, Options::default());
    while !job.step(usize::MAX).finished {}
    job.take()
}

fn quote(text: &str, entity: &EntityProposal) -> String {
    entity.ranges.iter().map(|range| range.slice(text)).collect()
}

#[test]
fn what_is_marked_is_found_and_hardly_anything_else() {
    let (mut hit, mut proposed, mut wanted_in_all) = (0, 0, 0);
    for marked in TEXTS {
        let (text, wanted) = plain(marked);
        let found: BTreeSet<_> = propose(&text, Arc::new(EntityModel::rules_only()))
            .iter()
            .map(|entity| (quote(&text, entity), entity.label.clone().into_owned()))
            .collect();
        let of_rules: BTreeSet<_> = found
            .iter()
            .filter(|(quote, _)| quote.is_ascii() || wanted.iter().any(|(w, _)| w == quote))
            .cloned()
            .collect();
        hit += of_rules.intersection(&wanted).count();
        proposed += of_rules.len();
        wanted_in_all += wanted.len();
        if of_rules != wanted {
            println!(
                "{text}\n  missed {:?}\n  extra {:?}",
                wanted.difference(&of_rules),
                of_rules.difference(&wanted)
            );
        }
    }
    println!("{hit} of {wanted_in_all} found, {proposed} proposed");
    assert!(
        hit * 100 >= wanted_in_all * 95 && hit * 100 >= proposed * 95,
        "{hit} {proposed} {wanted_in_all}"
    );
}

#[test]
fn rules_for_english_are_less_sure_and_say_so() {
    let (text, _) =
        plain("Mr. [PER Thorne] met [ORG Larkfield University] in [LOC Canada] on [TIME 12 March 2021].");
    let found = propose(&text, Arc::new(EntityModel::rules_only()));
    assert_eq!(found.len(), 4);
    for entity in &found {
        assert!(entity.evidence.confidence.probability() < 0.9);
        assert_eq!(entity.evidence.reasons[0], "english");
    }
    let value = found.iter().find(|entity| entity.label == "TIME").and_then(|entity| entity.value.clone());
    assert_eq!(value.map(|value| value.value), Some("2021-03-12".to_owned()));
}

#[test]
fn amounts_in_words_have_values() {
    let text = "It cost 1,250.5 yuan and 5 million euros.";
    let values: Vec<_> = propose(text, Arc::new(EntityModel::rules_only()))
        .into_iter()
        .filter_map(|entity| entity.value)
        .map(|value| (value.value, value.unit))
        .collect();
    assert_eq!(
        values,
        [("1250.5".into(), Some("CNY".to_owned())), ("5000000".into(), Some("EUR".to_owned()))]
    );
}
