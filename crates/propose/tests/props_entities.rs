//! Properties of the entity proposer that hold on any text, and names over breaks.

use std::sync::Arc;

use jianbao_core::{ByteRange, Role};
use jianbao_propose::EntityProposal;
use jianbao_propose::entities::{EntityModel, Job, Options, Paragraph};
use proptest::prelude::*;

fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in text.split('\n') {
        let range = ByteRange::at(start, start + line.len());
        start += line.len() + 1;
        // Every third line goes on with the paragraph before it.
        match out.last_mut() {
            Some(Paragraph { pieces, .. }) if pieces.len() < 2 && line.len().is_multiple_of(3) => {
                pieces.push(range)
            }
            _ => out.push(Paragraph { pieces: vec![range], role: Role::Body, article: None }),
        }
    }
    out
}

fn propose(text: &str, paragraphs: Vec<Paragraph>, budgets: &[usize]) -> Vec<EntityProposal> {
    let mut job = Job::new(Arc::from(text), paragraphs, EntityModel::built_in(), Options::default());
    let mut out = Vec::new();
    let mut budgets = budgets.iter().cycle();
    loop {
        let progress = job.step(*budgets.next().unwrap_or(&1));
        out.extend(job.take());
        if progress.finished {
            return out;
        }
    }
}

/// Pieces of newspaper text and of trouble.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "澜江日报讯(记者 沈可)8月3日,",
        "望川市公安局东城分局柳树街派出所",
        "𠮷冈春子说",
        "👩‍👩‍👧",
        "e\u{301}",
        "\r\n",
        "\n",
        "19时至22时",
        "500余万元",
        "百分之四十点八",
        "《关于修改〈消防条例〉的决定》",
        "何某",
        "约翰·哈特菲尔德",
        "河北省石家庄市裕华东路7号",
        " ",
        "。",
        "Anna",
        "第",
        "一九九八年",
    ]);
    prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => any::<String>()], 0..20)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn ranges_are_valid_and_steps_do_not_matter(text in text(), budgets in prop::collection::vec(1usize..60, 1..4)) {
        let whole = propose(&text, paragraphs(&text), &[usize::MAX]);
        prop_assert_eq!(&whole, &propose(&text, paragraphs(&text), &budgets));
        let pieces: Vec<ByteRange> = paragraphs(&text).into_iter().flat_map(|p| p.pieces).collect();
        for (number, entity) in whole.iter().enumerate() {
            prop_assert!(!entity.ranges.is_empty() && !entity.evidence.reasons.is_empty());
            prop_assert!(entity.alias_of.is_none_or(|of| (of as usize) < number));
            for range in &entity.ranges {
                prop_assert!(!range.is_empty() && text.get(range.idx()).is_some());
                prop_assert!(pieces.iter().any(|p| p.covers(*range)), "{:?} is in no piece", range);
            }
            prop_assert!(entity.ranges.windows(2).all(|w| w[0].end() <= w[1].start()));
        }
    }
}

#[test]
fn a_name_over_a_break_has_two_ranges() {
    let text = "澜江日报讯(魏\r\n\r\n田苗)8月3日,天晴。";
    let (end, start) = (text.find('\r').unwrap(), text.find('田').unwrap());
    let pieces = vec![ByteRange::at(0, end), ByteRange::at(start, text.len())];
    let found = propose(text, vec![Paragraph { pieces, role: Role::Body, article: None }], &[10]);
    let person = found.iter().find(|e| e.label == "PER").unwrap();
    let quotes: Vec<&str> = person.ranges.iter().map(|r| r.slice(text)).collect();
    assert_eq!(quotes, ["魏", "田苗"]);
}
