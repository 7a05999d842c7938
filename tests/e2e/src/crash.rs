//! Kills the browser while a person works, and looks at what is left.
//!
//! Each run opens the document that the run before left, works on it with real keys, and sends SIGKILL to the
//! browser's process at a random moment. After each action it is noted how many actions there are, how many the
//! status bar says are kept, and what is drawn. What comes back must have at least the actions that were said to be
//! kept, and look as it did after just as many.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::{Page, Setup, app};

/// A page with a run of proposals in it, of nobody and nowhere.
const PAGE: &str = "𠮷野集市开张\n\n澜江日报讯（记者 陶景云）10月8日，👩‍👩‍👧 的集市在澜江市e\u{301}开张，来客三千人。\n\
    市长赵一鸣说，集市每月逢八开放，摊位费30元。\n\n渡口改期\n\n望川城的夜渡从下周起改在晚上9点。船家陶景云说，水位已降。\n";

/// After so many runs a new document is begun.
const RUNS_OF_A_DOCUMENT: usize = 10;

/// What came of all runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many there were.
    pub runs: usize,
    /// How many actions were seen to be kept, in all.
    pub kept: u64,
    /// In how many runs something was gone that had been said to be kept.
    pub lost: usize,
    /// In how many runs what came back was not as it had been.
    pub damaged: usize,
    /// In how many runs what came back could be compared with what was drawn before; in the others the browser was
    /// killed before the first look, or between an action and the look at it.
    pub compared: usize,
    /// The longest time before the end from which something was not kept, in milliseconds.
    pub largest_gap_ms: u128,
}

/// What was seen after an action.
struct Seen {
    at: Instant,
    kept: u64,
    actions: u64,
    drawn: Vec<String>,
}

fn look(page: &Page) -> Seen {
    let script = format!(
        "const bar = document.querySelector('.status .saved').dataset;
        const drawn = (() => {{ {} }})();
        return [Number(bar.kept), Number(bar.actions), drawn];",
        app::STATE
    );
    let (kept, actions, drawn) = page.get(&script, json!([]));
    Seen { at: Instant::now(), kept, actions, drawn }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same moments and keys for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// Runs so often, with keys and moments from a seed; tells `after` how each run went.
///
/// # Panics
/// When the browser cannot be started or driven for another reason than that it was killed.
pub fn run(runs: usize, seed: u64, mut after: impl FnMut(usize, &Report)) -> Report {
    let setup = Setup::default();
    let mut page = Page::open(&setup);
    let mut random = Random(seed);
    let mut report = Report::default();
    for number in 0..runs {
        if number % RUNS_OF_A_DOCUMENT == 0 {
            page.paste_page(PAGE);
        } else {
            page.click(".document .open");
            page.wait_for(".surface");
        }
        let process = page.browser_process().expect("the browser runs");
        let delay = Duration::from_millis(300 + random.next(2500));
        let seen = work_until_killed(&page, process, delay, &mut random);
        page.start_again(&setup);
        judge(&page, &seen, &mut report);
        after(number + 1, &report);
    }
    report
}

/// Works until the browser is gone; what was seen, and the moment of the end.
fn work_until_killed(
    page: &Page,
    process: u32,
    delay: Duration,
    random: &mut Random,
) -> (Vec<Seen>, Instant) {
    let killer = std::thread::spawn(move || {
        std::thread::sleep(delay);
        let end = Instant::now();
        let killed = Command::new("kill").args(["-KILL", &process.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the browser could not be killed");
        end
    });
    let mut seen = Vec::new();
    // Whatever is asked of a browser that is gone panics, and that is the end of the work.
    let _ended = catch_unwind(AssertUnwindSafe(|| {
        page.press("Control+Home");
        loop {
            act(page, random);
            seen.push(look(page));
        }
    }));
    (seen, killer.join().expect("it only waits and kills"))
}

fn act(page: &Page, random: &mut Random) {
    match random.next(8) {
        0..=3 => {
            for _ in 0..random.next(5) {
                page.press("ArrowRight");
            }
            for _ in 0..=random.next(2) {
                page.press("Shift+ArrowRight");
            }
            page.press(["1", "2", "3"][random.next(3) as usize]);
        }
        4 => {
            page.press("ArrowDown");
            page.press(["u", "k", "y"][random.next(3) as usize]);
        }
        5 => {
            page.press("n");
            page.press("a");
        }
        6 => page.press("Control+z"),
        _ => page.press("Control+Shift+z"),
    }
}

fn judge(page: &Page, (seen, end): &(Vec<Seen>, Instant), report: &mut Report) {
    report.runs += 1;
    let came_back = catch_unwind(AssertUnwindSafe(|| {
        page.click(".document .open");
        page.wait_for(".surface");
        page.wait_for_text(".status .saved", "已保存");
        (look(page), page.count(".notice.problem"))
    }));
    let Ok((now, problems)) = came_back else {
        report.damaged += 1;
        return;
    };
    let promised = seen.iter().map(|seen| seen.kept).max().unwrap_or(0);
    report.kept += promised;
    let by_actions: BTreeMap<_, _> = seen.iter().map(|seen| (seen.actions, &seen.drawn)).collect();
    let before = by_actions.get(&now.actions);
    report.lost += usize::from(now.actions < promised);
    report.compared += usize::from(before.is_some());
    report.damaged += usize::from(problems > 0 || before.is_some_and(|drawn| **drawn != now.drawn));
    let first_gone = seen.iter().find(|seen| seen.actions > now.actions);
    let gap = first_gone.map_or(Duration::ZERO, |seen| end.saturating_duration_since(seen.at));
    report.largest_gap_ms = report.largest_gap_ms.max(gap.as_millis());
    // For the next run.
    page.close(false);
    page.wait_for(".document");
}
