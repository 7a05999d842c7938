//! What is learned from a person's decisions, on a model without a tagger: nothing here depends on trained weights.

use std::sync::Arc;

use jianbao_core::{ByteRange, Role};
use jianbao_propose::entities::learner::{MAX_FORMS, MAX_LABELS, State};
use jianbao_propose::entities::{Decided, EntityModel, Job, KnownString, Learner, Options, Paragraph};

/// Sentences about fish that nobody has heard of; 《鱼》 is the person's own label.
const FISH: [&str; 12] = [
    "渔民昨天捕到一条⟦青纹鲱鱼⟧，重三斤。",
    "市场上的⟦赤鳍鲳鱼⟧卖得很快。",
    "老人说⟦𠮷背鲈鱼⟧只在春天出现。",
    "他们把⟦白点鲟鱼⟧放回水里。👩‍👩‍👧",
    "一条⟦长须鲶鱼⟧游过桥下，cafe\u{301} 的客人都看见了。",
    "河里的⟦黑尾鲤鱼⟧多了起来。",
    "渔民捕到两条⟦金线鲅鱼⟧，卖了钱。",
    "市场上没有⟦花斑鳜鱼⟧。",
    "老人说⟦灰鳞鲑鱼⟧肉很细。",
    "他们把⟦红眼鳟鱼⟧送进水族馆。",
    "一条⟦银腹鲢鱼⟧跳出水面。\r\n",
    "河里的⟦大口鲇鱼⟧少了。",
];

struct Page {
    text: String,
    entities: Vec<ByteRange>,
}

fn page(marked: &str) -> Page {
    let (mut text, mut entities, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '⟦' => start = text.len(),
            '⟧' => entities.push(ByteRange::at(start, text.len())),
            _ => text.push(c),
        }
    }
    Page { text, entities }
}

fn job(text: &str, learner: Option<&Learner>) -> (Job, Vec<(String, String)>) {
    let whole = Paragraph { pieces: vec![ByteRange::at(0, text.len())], role: Role::Body, article: Some(0) };
    let options = Options { learner: learner.cloned().map(Arc::new), ..Options::default() };
    let mut job = Job::new(text.into(), vec![whole], Arc::new(EntityModel::rules_only()), options);
    while !job.step(usize::MAX).finished {}
    let found = job.take().into_iter().map(|found| {
        let quote = found.ranges.iter().map(|range| range.slice(text)).collect();
        (quote, found.label.into_owned())
    });
    let found = found.collect();
    (job, found)
}

fn correct(learner: &mut Learner, marked: &str, label: &str) {
    let page = page(marked);
    let (mut job, _) = job(&page.text, None);
    let decided: Vec<_> = page
        .entities
        .iter()
        .map(|range| Decided { ranges: vec![*range], label: Some(label.to_owned()), again: false })
        .collect();
    job.learn(learner, &decided, &[ByteRange::at(0, page.text.len())]);
}

fn taught() -> Learner {
    let mut learner = Learner::default();
    for round in 0..3 {
        for sentence in FISH {
            // Other words of the same kind, so that it is not the same text three times.
            let other = ["纹", "斑", "点"][round];
            correct(&mut learner, &sentence.replace('纹', other), "FISH");
        }
    }
    learner
}

#[test]
fn a_label_of_the_persons_own_is_learned_from_a_few_dozen_examples() {
    let learner = taught();
    assert!(learner.helps());
    let text = "渔民捕到一条青背鲭鱼。市场上的赤斑鳕鱼卖得很快，老人说三年没有见过。";
    let (_, found) = job(text, Some(&learner));
    let fish: Vec<_> =
        found.iter().filter(|(_, label)| label == "FISH").map(|(quote, _)| quote.as_str()).collect();
    assert_eq!(fish, ["青背鲭鱼", "赤斑鳕鱼"]);
    // What the proposer says by itself stays.
    assert!(job(text, None).1.iter().all(|item| found.contains(item)));
    assert!(job(text, None).1.iter().all(|(_, label)| label != "FISH"));
}

#[test]
fn what_is_rejected_again_and_again_is_not_proposed_any_more() {
    let mut learner = Learner::default();
    let sentences = [
        "这里停着三艘船。",
        "他买了五斤米。",
        "路上有八辆车。",
        "她走了九公里。",
        "院里养了四头牛。",
        "我们摘了六斤梨。",
    ];
    let is_quantity = |found: &[(String, String)]| found.iter().any(|(_, label)| label == "QUANTITY");
    for _ in 0..4 {
        for text in sentences {
            let (mut job, found) = job(text, None);
            assert!(is_quantity(&found), "{text}: {found:?}");
            job.learn(&mut learner, &[], &[ByteRange::at(0, text.len())]);
        }
    }
    // Entities that are right, so that there is something to compare.
    for sentence in FISH {
        correct(&mut learner, sentence, "FISH");
    }
    assert!(learner.helps());
    assert!(!is_quantity(&job("他卖了七斤米。", Some(&learner)).1));
    let report = learner.report();
    assert!(report.helps && report.held_out == 12, "{report:?}");
    assert!(report.accepted < report.lately, "{report:?}");
}

#[test]
fn nothing_changes_before_it_is_known_to_help() {
    let mut learner = Learner::default();
    for sentence in &FISH[..3] {
        correct(&mut learner, sentence, "FISH");
    }
    assert!(!learner.helps() && !learner.is_empty());
    let text = "市场上的赤鳍鲳鱼卖了三十元。";
    assert_eq!(job(text, Some(&learner)).1, job(text, None).1);
}

#[test]
fn what_was_accepted_before_is_no_merit_of_the_proposer() {
    let mut learner = Learner::default();
    for sentence in FISH.iter().cycle().take(36) {
        let page = page(sentence);
        let whole =
            Paragraph { pieces: vec![ByteRange::at(0, page.text.len())], role: Role::Body, article: None };
        let accepted = page
            .entities
            .iter()
            .map(|range| KnownString { text: range.slice(&page.text).to_owned(), label: "FISH".to_owned() });
        let options = Options { accepted: accepted.collect(), ..Options::default() };
        let mut job =
            Job::new(page.text.as_str().into(), vec![whole], Arc::new(EntityModel::rules_only()), options);
        while !job.step(usize::MAX).finished {}
        assert!(job.take().iter().any(|found| found.label == "FISH"));
        let decided: Vec<_> = page
            .entities
            .iter()
            .map(|range| Decided { ranges: vec![*range], label: Some("FISH".to_owned()), again: false })
            .collect();
        job.learn(&mut learner, &decided, &[ByteRange::at(0, page.text.len())]);
    }
    let report = learner.report();
    assert!(report.helps && report.without == 0 && report.with > 300, "{report:?}");
}

#[test]
fn the_state_comes_back_and_damage_is_told() {
    let learner = taught();
    let bytes = learner.to_bytes();
    let back = Learner::from_bytes(&bytes).expect("it was just written");
    assert_eq!(back.report(), learner.report());
    assert_eq!(back.to_bytes(), bytes, "nothing is lost with a second writing");
    let text = "渔民捕到一条青背鲭鱼。";
    assert_eq!(job(text, Some(&back)).1, job(text, Some(&learner)).1);
    // As JSON for a file beside a project.
    let json = serde_json::to_string(&learner.state()).expect("plain data");
    let state: State = serde_json::from_str(&json).expect("just written");
    assert_eq!(Learner::from_state(&state).expect("whole").report(), learner.report());

    assert!(Learner::from_bytes(&[]).expect("nothing").is_empty());
    assert_eq!(Learner::default().to_bytes(), [0; 0]);
    assert!(Learner::from_bytes(&[9, 1, 2]).is_err());
    assert!(Learner::from_bytes(&[3, 1, 2]).is_err());
    for cut in [2, bytes.len() / 2, bytes.len() - 1] {
        assert!(Learner::from_bytes(&bytes[..cut]).is_err());
    }
}

#[test]
fn the_same_decisions_teach_the_same_and_it_stays_bounded() {
    assert_eq!(taught().to_bytes(), taught().to_bytes());
    let mut learner = Learner::default();
    for number in 0..MAX_LABELS + 3 {
        correct(&mut learner, FISH[number % FISH.len()], &format!("L{number}"));
    }
    assert_eq!(learner.labels().len(), MAX_LABELS);
    let mut learner = Learner::default();
    let mut most = 0;
    for page in 0..MAX_FORMS / 50 + 10 {
        let name = |number: usize| -> String {
            let chars = [number / 300, number % 300].map(|at| char::from_u32(0x4E00 + at as u32 * 7));
            chars.into_iter().flatten().collect()
        };
        let names: String = (0..50).map(|i| format!("⟦{}⟧、", name(page * 50 + i))).collect();
        correct(&mut learner, &names, "L0");
        most = most.max(learner.state().n_forms());
    }
    assert!(most > MAX_FORMS - 100 && most <= MAX_FORMS && learner.state().n_forms() < most, "{most}");
    // Decisions that make no sense are passed over.
    let (mut job, _) = job("甲乙丙", None);
    let nonsense = [
        Decided { ranges: vec![ByteRange::at(1, 2)], label: Some("L0".into()), again: false },
        Decided { ranges: vec![ByteRange::at(0, 900)], label: None, again: false },
        Decided { ranges: Vec::new(), label: Some("L1".into()), again: false },
    ];
    job.learn(&mut learner, &nonsense, &[]);
}

/// A sentence about a person by what they do; the words in between differ.
fn by_trade(trade: &str, number: usize) -> String {
    let before = ["昨天上午，", "据了解，", "大家都说", "去年，", "在门口，", "听说"][number % 6];
    let after = ["把东西放下就走了。", "今年不来了。", "已经等了很久。", "说了两句话。"][number % 4];
    format!("{before}⟦{trade}⟧{after}")
}

#[test]
fn nouns_for_people_are_one_kind_of_word() {
    let mut learner = Learner::default();
    let trades =
        ["木匠", "裁缝", "司机", "厨师", "石匠", "保姆", "会计", "翻译", "船长", "乘客", "歌手", "邻居"];
    for number in 0..36 {
        correct(&mut learner, &by_trade(trades[number % trades.len()], number), "ROLE");
        correct(&mut learner, "昨天上午，桌子已经放下了。", "ROLE");
    }
    assert!(learner.helps());
    // Neither word shares a character with one that was marked, and neither do the words around them.
    let found = job("这里有渔民和牧师，没有桌子。", Some(&learner)).1;
    let roles: Vec<_> =
        found.iter().filter(|(_, label)| label == "ROLE").map(|(quote, _)| quote.as_str()).collect();
    assert_eq!(roles, ["渔民", "牧师"]);
}
