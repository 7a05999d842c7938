//! Prints how fast entities are found, in characters a second: `speed_entities [PAGE.txt]`.
//! Without a page, one made of invented sentences; repeated to about 1 MB. The best of several runs counts, since what
//! else the machine does only slows them down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jianbao_core::{ByteRange, Role};
use jianbao_propose::entities::tagger::features::Convention;
use jianbao_propose::entities::{EntityModel, Job, Options, Paragraph};

const RUNS: usize = 7;

fn main() {
    let start = Instant::now();
    let model = EntityModel::built_in();
    println!("load the model: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let page = std::env::args().nth(1).map_or_else(invented, |name| {
        std::fs::read_to_string(&name).unwrap_or_else(|error| {
            eprintln!("{name}: {error}");
            std::process::exit(1);
        })
    });
    let text: Arc<str> = Arc::from(page.repeat(1_000_000 / page.len().max(1) + 1));
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if end > at {
            paragraphs.push(Paragraph {
                pieces: vec![ByteRange::at(at, end)],
                role: Role::Body,
                article: None,
            });
        }
        at += line.len();
    }
    let chars = text.chars().count() as f64 / 1e3;
    let (mut best, mut longest, mut n) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..RUNS {
        let mut job = Job::new(text.clone(), paragraphs.clone(), model.clone(), Options::default());
        let start = Instant::now();
        let mut step = Duration::ZERO;
        loop {
            let begun = Instant::now();
            let finished = job.step(4000).finished;
            step = step.max(begun.elapsed());
            if finished {
                break;
            }
        }
        best = best.min(start.elapsed());
        longest = longest.min(step);
        n = job.take().len();
    }
    println!(
        "whole proposer: {n} entities in {chars:.0} k characters, {:.0} k characters/s, longest step {:.1} ms",
        chars / best.as_secs_f64(),
        longest.as_secs_f64() * 1e3
    );
    if let Some(tagger) = &model.tagger {
        let lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
        let tag = |_| {
            let start = Instant::now();
            for line in &lines {
                tagger.decode(&tagger.emissions(line, Convention::Guideline));
            }
            start.elapsed()
        };
        let best = (0..RUNS).map(tag).min().unwrap_or_default();
        println!("tagger alone: {:.0} k characters/s", chars / best.as_secs_f64());
    }
}

fn invented() -> String {
    let mut page = String::new();
    for n in 1..16 {
        page.push_str(&format!("柳河镇第{n}座桥通车\n\n□ 柳河日报记者 林小川\n\n"));
        page.push_str(
            &"8月3日,柳河镇的新桥通车。两岸的居民敲锣打鼓,走过这座等了十年的桥。镇长许志远说,今后进城只要二十分钟。望川市公安局东城分局民警沈可告诉记者,桥头的红绿灯当天上午就亮了。"
                .repeat(4),
        );
        page.push_str("\n\n");
    }
    page
}
