//! What must hold of the engine as a whole.

use jianbao_core::testing::{Harness, texts};
use jianbao_core::{ByteRange, Confidence, Document, DocumentInfo, LabelSet, Project};
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::intake::{Intake, Rejected};
use jianbao_propose::{EntityProposal, Evidence, Proposal, reasons};
use proptest::prelude::*;

const SAMPLE: &str = include_str!("../../../samples/page.txt");

fn propose(text: &str, budget: usize) -> Vec<Proposal> {
    let mut engine = Engine::new(text.into(), Config::default());
    let mut proposals = Vec::new();
    let mut last = 0;
    loop {
        let progress = engine.step(budget);
        proposals.extend(engine.take());
        assert!(progress.thousandths() >= last, "progress never goes back");
        last = progress.thousandths();
        if progress.finished {
            return proposals;
        }
    }
}

fn document(text: &str) -> Document {
    Document::ingest(text).expect("short").0
}

/// Takes proposals into a project as the app and the command line do.
fn take_in(document: Document, proposals: Vec<Proposal>) -> Harness {
    let mut harness =
        Harness::with_plain_blocks(Project::new(document, DocumentInfo::default(), LabelSet::newspaper()));
    let mut intake = Intake::default();
    intake.push(proposals);
    while let Some(command) = intake.next_command(&harness.project, &Rejected::new()) {
        let _all_of_it_was_known = harness.run(&command);
    }
    harness
}

#[test]
fn any_budget_gives_the_same() {
    let whole = propose(SAMPLE, usize::MAX);
    assert!(whole.iter().any(|proposal| matches!(proposal, Proposal::Article(_))));
    assert!(whole.iter().any(|proposal| matches!(proposal, Proposal::Entity(_))));
    for budget in [1, 100, 2000] {
        assert!(propose(SAMPLE, budget) == whole, "budget {budget}");
    }
}

/// What lines are known by, alone or beside anything else.
const SIGNS: [&str; 64] = [
    "【", "】", "[", "]", "(", ")", "（", "）", "《", "》", "“", "”", "‘", "’", "<", ">", "□", "■", "○", "◎",
    "●", "▲", "★", "※", "·", "—", "-", "…", ":", "：", "/", ".", "。", ",", "，", "、", "!", "?", "%", "¥",
    "$", "@", "&", "'s", "No.", "第", "版", "日", "月", "年", "时", "元", "电", "讯", "报道", "记者", "摄",
    "图", "1", "一", "王", "A", "a", "𠮷",
];

#[test]
fn lines_of_two_signs_break_nothing() {
    let pairs = SIGNS.iter().flat_map(|a| SIGNS.iter().map(move |b| format!("{a}{b}")));
    let lines: Vec<_> = SIGNS.iter().map(ToString::to_string).chain(pairs).collect();
    for page in lines.chunks(64) {
        let text = page.join("\n");
        take_in(document(&text), propose(&text, usize::MAX));
    }
    // Some are a page of their own: a page that ends behind its first line has other rules.
    for line in lines.iter().step_by(17) {
        propose(line, usize::MAX);
    }
}

#[test]
fn every_reason_on_the_sample_has_words_and_is_given_once() {
    for proposal in propose(SAMPLE, usize::MAX) {
        let evidence = match proposal {
            Proposal::Article(article) => vec![article.evidence],
            Proposal::Block(block) => vec![block.evidence, block.link],
            Proposal::Entity(entity) => vec![entity.evidence],
        };
        for evidence in evidence {
            assert!(!evidence.reasons.is_empty());
            let mut said = std::collections::BTreeSet::new();
            for reason in evidence.reasons {
                let words = reasons::words(&reason).unwrap_or_else(|| panic!("{reason} has no words"));
                assert!(said.insert(words.clone()), "{reason} is given twice");
                assert!(words.iter().all(|text| !text.is_empty() && !text.contains("{}")), "{reason}");
            }
        }
    }
}

#[test]
fn the_project_takes_every_proposal() {
    let proposals = propose(SAMPLE, usize::MAX);
    let count = |is: fn(&Proposal) -> bool| proposals.iter().filter(|proposal| is(proposal)).count();
    let articles = count(|proposal| matches!(proposal, Proposal::Article(_)));
    let blocks = count(|proposal| matches!(proposal, Proposal::Block(_)));
    let entities = count(|proposal| matches!(proposal, Proposal::Entity(_)));
    let harness = take_in(document(SAMPLE), proposals);
    let set = harness.project.set();
    assert_eq!(set.articles().count(), articles);
    assert_eq!(set.blocks().count(), blocks);
    assert_eq!(set.entities().count(), entities);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn lines_of_some_signs_break_nothing(
        lines in prop::collection::vec(prop::collection::vec(prop::sample::select(&SIGNS[..]), 0..7), 0..40))
    {
        let text = lines.iter().map(|line| line.concat()).collect::<Vec<_>>().join("\r\n");
        let document = document(&text);
        let proposals = propose(document.text(), usize::MAX);
        take_in(document, proposals);
    }

    /// No text makes the engine panic, and what it says of any text fits a project.
    #[test]
    fn any_text_is_read(text in texts(), budget in 1..400usize) {
        let document = document(&text);
        let whole = propose(document.text(), usize::MAX);
        prop_assert_eq!(&propose(document.text(), budget), &whole);
        // Not taken in again, which would take off a second byte order mark.
        take_in(document, whole);
    }
}

/// A detector that ends inside what a person sees as one character proposes all of it.
#[test]
fn proposals_are_of_whole_characters() {
    let text = "壬癸e\u{301}在👩‍👩‍👧家。";
    let entity = |start: usize, end: usize| {
        Proposal::Entity(EntityProposal {
            label: "PER".into(),
            ranges: vec![ByteRange::at(start, end)],
            evidence: Evidence { confidence: Confidence::from_thousandths(900), reasons: Vec::new() },
            value: None,
            alias_of: None,
            nested: false,
        })
    };
    let family = text.find('👩').unwrap();
    let harness = take_in(document(text), vec![entity(0, 7), entity(family, family + 4)]);
    let quotes: Vec<_> =
        harness.project.set().entities().map(|entity| harness.project.quote(entity)).collect();
    assert_eq!(quotes, ["壬癸e\u{301}", "👩‍👩‍👧"]);
}
