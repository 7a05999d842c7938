//! Decisions that are taken back are unlearned: what is learned is a function of what stands.

use jianbao_core::ByteRange;
use jianbao_propose::engine::{Config, Engine};
use jianbao_propose::entities::{EntityModel, Learner};
use jianbao_propose::learning::{Decisions, Learning, WINDOW};
use jianbao_propose::models::Models;
use jianbao_propose::protocol::{EntityModelKind, KnownPlaceOf};
use jianbao_propose::{EntityProposal, Proposal};
use proptest::prelude::*;

/// Two fish to a line, of kinds that nobody has heard of.
const LINES: [&str; 7] = [
    "渔民昨天捕到一条⟦青纹鲱鱼⟧，又捕到⟦赤鳍鲳鱼⟧，都卖了。",
    "老人说⟦𠮷背鲈鱼⟧和⟦白点鲟鱼⟧只在春天出现。👩‍👩‍👧",
    "一条⟦长须鲶鱼⟧游过，cafe\u{301} 的客人看见⟦黑尾鲤鱼⟧。",
    "市场上没有⟦金线鲅鱼⟧，只有⟦花斑鳜鱼⟧。\r",
    "老人说⟦灰鳞鲑鱼⟧肉很细，⟦红眼鳟鱼⟧肉很粗。",
    "一条⟦银腹鲢鱼⟧跳出水面，⟦大口鲇鱼⟧沉下去。",
    "河里的⟦短尾鲭鱼⟧少了，⟦圆头鳕鱼⟧多了。",
];

/// A page, and of each fish its place and the line that it is in, in bytes.
struct Page {
    text: String,
    fish: Vec<((u32, u32), (u32, u32))>,
}

impl Page {
    fn new(repeat: usize) -> Self {
        let (mut text, mut fish) = (String::new(), Vec::new());
        for line in LINES.iter().cycle().take(LINES.len() * repeat) {
            let (start, first) = (text.len() as u32, fish.len());
            let mut at = 0;
            for c in line.chars() {
                match c {
                    '⟦' => at = text.len() as u32,
                    '⟧' => fish.push(((at, text.len() as u32), (0, 0))),
                    _ => text.push(c),
                }
            }
            let line = (start, text.len() as u32);
            fish[first..].iter_mut().for_each(|found| found.1 = line);
            text.push('\n');
        }
        Self { text, fish }
    }

    /// An engine that is done with it, without trained weights of entities.
    fn engine(&self, learner: Option<&Learner>) -> (Engine, Vec<Proposal>) {
        let models = Models {
            entities: std::sync::Arc::new(EntityModel::rules_only()),
            ..Models::built_in(EntityModelKind::Newspaper)
        };
        let mut config = Config::default();
        config.entities.learner = learner.cloned().map(std::sync::Arc::new);
        let mut engine = Engine::with_models(self.text.as_str().into(), config, models);
        while !engine.step(usize::MAX).finished {}
        let proposals = engine.take();
        (engine, proposals)
    }

    fn place(&self, fish: usize, label: Option<&str>) -> KnownPlaceOf {
        KnownPlaceOf { ranges: vec![self.fish[fish].0], label: label.map(str::to_owned) }
    }
}

/// A person, whose decisions can be taken back.
struct Desk<'a> {
    page: &'a Page,
    engine: Engine,
    learning: Learning,
    /// Which fish is labeled how.
    labels: Vec<Option<&'static str>>,
}

impl<'a> Desk<'a> {
    fn new(page: &'a Page) -> Self {
        let (engine, _) = page.engine(None);
        let mut learning = Learning::default();
        learning.turn_to("a", &[]);
        Self { page, engine, learning, labels: vec![None; page.fish.len()] }
    }

    /// As the app tells it: what changed, and lines in which all is decided with everything in them.
    fn decide(&mut self, fish: &[usize], label: Option<&'static str>) {
        fish.iter().for_each(|&fish| self.labels[fish] = label);
        let mut told: Vec<usize> = fish.to_vec();
        let mut complete = Vec::new();
        for &one in fish {
            let line = self.page.fish[one].1;
            let inside: Vec<_> = (0..self.labels.len()).filter(|&at| self.page.fish[at].1 == line).collect();
            if inside.iter().all(|&at| self.labels[at].is_some()) && !complete.contains(&line) {
                complete.push(line);
                told.extend(inside);
            }
        }
        told.sort_unstable();
        told.dedup();
        let decided = told
            .iter()
            .map(|&at| (at as u32, self.labels[at].map(|label| self.page.place(at, Some(label)))))
            .collect();
        self.learning.teach(&mut self.engine, &Decisions { decided, complete, whole: false });
    }

    fn learned(&self) -> Vec<u8> {
        self.learning.learner().to_bytes()
    }

    /// What would be proposed for the page with what was learned.
    fn proposed(&self) -> Vec<(String, String)> {
        let proposals = self.page.engine(Some(self.learning.learner())).1;
        let entity = |proposal: &Proposal| match proposal {
            Proposal::Entity(EntityProposal { label, ranges, .. }) => {
                let quote = ranges.iter().map(|range: &ByteRange| range.slice(&self.page.text)).collect();
                Some((quote, label.to_string()))
            }
            _ => None,
        };
        proposals.iter().filter_map(entity).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_decision_that_is_undone_leaves_nothing_behind(
        steps in prop::collection::vec((any::<prop::sample::Index>(), 0..5_usize), 1..30))
    {
        let page = Page::new(1);
        let mut desk = Desk::new(&page);
        // What was decided, in order, with what had been learned before it.
        let mut done: Vec<(usize, &str, Vec<u8>)> = Vec::new();
        let mut undone: Vec<(usize, &str, Vec<u8>)> = Vec::new();
        for (at, kind) in steps {
            match kind {
                0 | 1 => {
                    let open: Vec<_> = (0..page.fish.len()).filter(|&at| desk.labels[at].is_none()).collect();
                    if !open.is_empty() {
                        let (fish, label) = (*at.get(&open), ["FISH", "LOC"][kind]);
                        done.push((fish, label, desk.learned()));
                        undone.clear();
                        desk.decide(&[fish], Some(label));
                    }
                }
                2 | 3 => {
                    if let Some((fish, label, before)) = done.pop() {
                        let after = desk.learned();
                        desk.decide(&[fish], None);
                        prop_assert!(desk.learned() == before, "what is undone");
                        undone.push((fish, label, after));
                    }
                }
                _ => {
                    if let Some((fish, label, after)) = undone.pop() {
                        done.push((fish, label, desk.learned()));
                        desk.decide(&[fish], Some(label));
                        prop_assert!(desk.learned() == after, "what is done again");
                    }
                }
            }
        }
        // Somebody who never decided what was undone has learned the same and goes on the same way.
        let mut other = Desk::new(&page);
        done.iter().for_each(|(fish, label, _)| other.decide(&[*fish], Some(label)));
        prop_assert!(desk.learned() == other.learned(), "what was learned");
        prop_assert!(desk.learning.taught() == other.learning.taught(), "what taught it");
        if let Some(next) = (0..page.fish.len()).find(|&at| desk.labels[at].is_none()) {
            desk.decide(&[next], Some("FISH"));
            other.decide(&[next], Some("FISH"));
            prop_assert!(desk.learned() == other.learned(), "and what comes next");
        }
    }
}

#[test]
fn what_is_proposed_is_as_before_the_decision_and_its_undo() {
    let page = Page::new(5);
    let mut desk = Desk::new(&page);
    // Enough for the learner to speak, with the last line left open.
    let taught: Vec<usize> = (0..page.fish.len() - 2).collect();
    taught.chunks(2).for_each(|fish| desk.decide(fish, Some("FISH")));
    assert!(desk.learning.learner().helps());
    let before = desk.proposed();
    let is_fish = |found: &[(String, String)]| found.iter().filter(|(_, label)| label == "FISH").count();
    assert!(is_fish(&before) > 0);
    // Fish all of a sudden are places, in three decisions.
    for fish in [0, 1, 2] {
        desk.decide(&[fish], Some("LOC"));
    }
    assert_ne!(desk.proposed(), before);
    for fish in [2, 1, 0] {
        desk.decide(&[fish], Some("FISH"));
    }
    assert_eq!(is_fish(&desk.proposed()), is_fish(&before), "a correction that is corrected");
    // One that was never learned otherwise is taken back wholly.
    let (learned, proposed) = (desk.learned(), desk.proposed());
    let last = page.fish.len() - 1;
    desk.decide(&[last], Some("LOC"));
    assert_ne!(desk.learned(), learned);
    desk.decide(&[last], None);
    assert_eq!((desk.learned(), desk.proposed()), (learned, proposed));
}

#[test]
fn an_old_decision_is_taken_out_from_under_those_behind_it() {
    let page = Page::new(4);
    let without = |left_out: Option<usize>| {
        let mut desk = Desk::new(&page);
        (0..40).filter(|&fish| Some(fish) != left_out).for_each(|fish| desk.decide(&[fish], Some("FISH")));
        desk
    };
    let mut desk = without(None);
    desk.decide(&[4], None);
    // Its line was never complete for who left it out, nor is it any more for who took it back.
    assert_eq!(desk.learned(), without(Some(4)).learned());
    // Made otherwise, it is the last lesson.
    let mut other = without(Some(4));
    for desk in [&mut desk, &mut other] {
        desk.decide(&[4], Some("LOC"));
    }
    assert_eq!(desk.learned(), other.learned());
}

#[test]
fn what_can_be_taken_back_is_bounded() {
    let n = 2 * WINDOW + 3;
    let page = Page::new(n / 14 + 1);
    let mut desk = Desk::new(&page);
    (0..n).for_each(|fish| desk.decide(&[fish], Some("FISH")));
    let all = desk.learned();
    // One as old as can be, from under all behind it.
    let began = std::time::Instant::now();
    desk.decide(&[n - WINDOW], None);
    println!("{WINDOW} lessons learned anew in {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
    assert_ne!(desk.learned(), all);
    let mut longest = std::time::Duration::ZERO;
    for fish in (n - 24..n).rev() {
        let began = std::time::Instant::now();
        desk.decide(&[fish], None);
        longest = longest.max(began.elapsed());
    }
    println!("the slowest of 24 undone one by one took {:.1} ms", longest.as_secs_f64() * 1000.0);
    // One that is older stays learned.
    let learned = desk.learned();
    desk.decide(&[0], None);
    assert_eq!(desk.learned(), learned);
}

#[test]
fn it_comes_back_as_it_was_kept_and_what_was_learned_before_is_not_learned_again() {
    let page = Page::new(1);
    let mut desk = Desk::new(&page);
    let empty = desk.learned();
    assert_eq!(desk.learning.to_bytes(), [0; 0]);
    (0..6).for_each(|fish| desk.decide(&[fish], Some("FISH")));
    let (bytes, taught) = (desk.learning.to_bytes(), desk.learning.taught().1);
    let learned = desk.learned();

    // The page is loaded again and proposed for; nothing is new.
    let mut again = Desk::new(&page);
    again.learning = Learning::from_bytes(&bytes).expect("it was just written");
    again.learning.turn_to("a", &taught);
    let all = |desk: &Desk, upto: usize| {
        (0..upto).map(|fish| (fish as u32, Some(desk.page.place(fish, Some("FISH"))))).collect::<Vec<_>>()
    };
    let whole = |decided| Decisions { decided, complete: Vec::new(), whole: true };
    assert!(!again.learning.teach(&mut again.engine, &whole(all(&desk, 6))));
    assert_eq!(again.learned(), learned);
    // What was undone while nobody listened is unlearned now.
    assert!(again.learning.teach(&mut again.engine, &whole(Vec::new())));
    assert_eq!(again.learned(), empty);

    // Another document goes on with it, and coming back finds what was taught.
    let mut other = Learning::from_bytes(&bytes).expect("it was just written");
    other.turn_to("b", &[]);
    other.turn_to("a", &taught);
    let (mut engine, _) = page.engine(None);
    assert!(!other.teach(&mut engine, &whole(all(&desk, 6))));
    assert!(other.teach(&mut engine, &whole(all(&desk, 7))));

    // Forgotten is forgotten: what the document taught is not taught again.
    other.replace(Learner::default());
    assert!(!other.teach(&mut engine, &whole(all(&desk, 7))));
    assert_eq!(other.to_bytes(), [0; 0]);
    let taught = other.taught().1;
    let mut later = Learning::default();
    later.turn_to("a", &taught);
    assert!(!later.teach(&mut engine, &whole(all(&desk, 7))));

    for cut in [1, bytes.len() / 2, bytes.len() - 1] {
        assert!(Learning::from_bytes(&bytes[..cut]).is_err());
    }
    assert!(Learning::from_bytes(&[99]).is_err());
}

/// What version 1 wrote of two lessons. Never written anew.
#[test]
fn version_1_is_read_and_written_as_ever() {
    let (bytes, taught) =
        (include_bytes!("fixtures/learning-v1.bin"), include_bytes!("fixtures/taught-v1.bin"));
    let mut learning = Learning::from_bytes(bytes).expect("it was written by version 1");
    assert_eq!(learning.to_bytes(), bytes);
    assert_eq!(learning.learner().report().learned, 2);
    let page = Page::new(1);
    let (mut engine, _) = page.engine(None);
    learning.turn_to("a𠮷", taught);
    let decided = vec![(0, Some(page.place(0, Some("FISH")))), (1, None)];
    let undone = Decisions { decided, complete: Vec::new(), whole: false };
    assert!(learning.teach(&mut engine, &undone));
    assert_eq!(learning.learner().report().learned, 1, "the second lesson was taken back");
    assert_eq!(learning.taught().0, "a𠮷");
    let mut other = Learning::default();
    other.turn_to("a𠮷", taught);
    let both = [0, 1].map(|at| (at as u32, Some(page.place(at, Some("FISH")))));
    assert!(!other.teach(&mut engine, &Decisions { decided: both.to_vec(), ..Decisions::default() }));
}
