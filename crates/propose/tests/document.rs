//! What the rest of the document tells: short forms, places inside organizations, hidden names, names over breaks.

use std::sync::Arc;

use jianbao_core::{ByteRange, Role};
use jianbao_propose::EntityProposal;
use jianbao_propose::entities::{EntityModel, Job, Options, Paragraph};

/// Proposals for paragraphs given as pieces of text, each piece on lines of its own.
fn propose(paragraphs: &[&[&str]]) -> (String, Vec<EntityProposal>) {
    let mut text = String::new();
    let mut out = Vec::new();
    for pieces in paragraphs {
        let mut ranges = Vec::new();
        for piece in *pieces {
            ranges.push(ByteRange::at(text.len(), text.len() + piece.len()));
            text.push_str(piece);
            text.push_str("\r\n\r\n");
        }
        out.push(Paragraph { pieces: ranges, role: Role::Body, article: None });
    }
    let mut job = Job::new(Arc::from(text.as_str()), out, EntityModel::built_in(), Options::default());
    while !job.step(usize::MAX).finished {}
    (text, job.take())
}

/// Normal forms are relative to the date that the page itself names.
#[test]
fn the_date_of_the_page_completes_times() {
    let value_of = |head: &str, quote_of: &str| {
        let (text, found) = propose(&[&[head], &["昨日上午,👩‍👩‍👧与𠮷冈春子在cafe\u{301}会面,9月3日再见。"]]);
        let entity = found.iter().find(|e| quote(&text, e) == quote_of);
        entity.and_then(|e| e.value.clone()).map(|value| value.value)
    };
    assert_eq!(value_of("澜江日报 2021年8月18日 星期三 第3版", "昨日上午").as_deref(), Some("2021-08-17"));
    assert_eq!(value_of("澜江日报 2021年8月18日 星期三 第3版", "9月3日").as_deref(), Some("2021-09-03"));
    assert_eq!(value_of("澜江日报 第3版", "昨日上午"), None);
    assert_eq!(value_of("澜江日报 第3版", "9月3日").as_deref(), Some("XXXX-09-03"));
    // A date that a sentence tells is not that of the page.
    assert_eq!(value_of("2019年5月1日,大桥通车。", "9月3日").as_deref(), Some("XXXX-09-03"));
}

fn quote(text: &str, entity: &EntityProposal) -> String {
    entity.ranges.iter().map(|range| range.slice(text)).collect::<Vec<_>>().join("|")
}

/// Quotes of a label that are not nested, in the order of the text.
fn quotes(text: &str, found: &[EntityProposal], label: &str) -> Vec<String> {
    found.iter().filter(|e| e.label == label && !e.nested).map(|e| quote(text, e)).collect()
}

#[test]
fn a_short_form_is_linked_to_the_full_name() {
    let (text, found) = propose(&[
        &["👩‍👩‍👧一家走失,望川市公安局东城分局接到报警。"],
        &["东城分局民警赶到𠮷田码头,市民说东城分局来得快。"],
        &["西城分局没有出警。"],
    ]);
    let number = |quote_of: &str| found.iter().position(|e| !e.nested && quote(&text, e) == quote_of);
    let full = number("望川市公安局东城分局").expect("the full name is proposed") as u32;
    let short: Vec<Option<u32>> =
        found.iter().filter(|e| quote(&text, e) == "东城分局").map(|e| e.alias_of).collect();
    assert_eq!(short, [Some(full), Some(full)]);
    let other = found.iter().find(|e| quote(&text, e) == "西城分局");
    assert!(other.is_none_or(|e| e.alias_of.is_none()), "another bureau is no short form");
    assert!(found[full as usize].alias_of.is_none());
}

#[test]
fn the_place_in_an_organization_is_proposed_beside_it() {
    let (text, found) = propose(&[&[
        "记者从望川市公安局东城分局获悉,澜江省人民检察院已介入e\u{301}。案发于澜江省望川市东城区柳树街107号。",
    ]]);
    assert_eq!(quotes(&text, &found, "ORG"), ["望川市公安局东城分局", "澜江省人民检察院"]);
    assert_eq!(quotes(&text, &found, "LOC"), ["澜江省望川市东城区柳树街107号"]);
    let nested: Vec<(String, &str)> =
        found.iter().filter(|e| e.nested).map(|e| (quote(&text, e), e.label.as_ref())).collect();
    let places = ["望川市", "澜江省", "澜江省", "望川市", "东城区"];
    assert_eq!(nested, places.map(|place| (place.to_owned(), "LOC")));
    for inner in found.iter().filter(|e| e.nested) {
        assert!(inner.evidence.reasons.iter().any(|reason| reason == "nested"));
        let is_held = |outer: &EntityProposal| !outer.nested && outer.ranges[0].covers(inner.ranges[0]);
        assert!(found.iter().any(is_held), "{} lies in nothing", quote(&text, inner));
    }
}

#[test]
fn hidden_names_are_people() {
    let (text, found) = propose(&[
        &["经审理,被告人何某与白某某、汤某甲合谋,欧阳某望风。"],
        &["某公司在某地、某日的说法,某些人不信;何某否认👨‍👩‍👦。"],
    ]);
    assert_eq!(quotes(&text, &found, "PER"), ["何某", "白某某", "汤某甲", "欧阳某", "何某"]);
}

#[test]
fn a_name_cut_by_a_column_is_one_entity() {
    let (text, found) = propose(&[
        &["局长许志远和𠮷冈春子到场,民警魏", "田苗说,望川市公", "安局东城分局昨日立案。"],
        &["魏田苗是老民警。"],
    ]);
    assert_eq!(quotes(&text, &found, "PER").last().map(String::as_str), Some("魏田苗"));
    assert!(quotes(&text, &found, "PER").contains(&"魏|田苗".to_owned()));
    assert_eq!(quotes(&text, &found, "ORG"), ["望川市公|安局东城分局"]);
}
