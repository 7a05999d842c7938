//! Prints how long the article detector takes: `speed_articles [PAGE.txt]`. Without a page, one made of
//! invented sentences. Also for about 1 MB of the same text.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jianbao_propose::articles::{ArticleModel, Job, Options};

fn main() {
    let start = Instant::now();
    let model = ArticleModel::built_in();
    println!("load the model: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let page = std::env::args().nth(1).map_or_else(invented, |name| {
        std::fs::read_to_string(&name).unwrap_or_else(|error| {
            eprintln!("{name}: {error}");
            std::process::exit(1);
        })
    });
    let repeated = page.repeat(1_000_000 / page.len().max(1) + 1);
    for (name, text, runs) in [("one page", page, 7), ("1 MB", repeated, 2)] {
        let text: Arc<str> = Arc::from(text);
        let (mut best, mut longest) = (Duration::MAX, Duration::ZERO);
        for _ in 0..runs {
            let mut job = Job::new(text.clone(), model.clone(), Options::default());
            let start = Instant::now();
            let mut step = Duration::ZERO;
            loop {
                let begun = Instant::now();
                let progress = job.step(4000);
                step = step.max(begun.elapsed());
                if progress.finished {
                    break;
                }
            }
            best = best.min(start.elapsed());
            longest = step;
        }
        let chars = text.chars().count();
        println!(
            "{name}: {chars} characters, {:.1} ms, longest step {:.1} ms",
            best.as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3
        );
    }
}

fn invented() -> String {
    let mut page = String::new();
    for n in 1..16 {
        page.push_str(&format!("柳河镇第{n}座桥通车\n\n□ 柳河日报记者 林小川\n\n"));
        page.push_str(&"8月3日,柳河镇的新桥通车。两岸的居民敲锣打鼓,走过这座等了十年的桥。镇长说,今后进城只要二十分钟。".repeat(4));
        page.push_str("\n\n");
    }
    page
}
