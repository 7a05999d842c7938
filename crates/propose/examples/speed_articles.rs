//! Prints how long the article detector takes: `speed_articles [PAGE.txt]`. Without a page, one made of
//! invented sentences. Also for the same text again and again, up to 1 MB.

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
    println!("bytes, characters, runs: least ms, median ms, least us a character, longest step ms");
    // The cost is linear when the time for a character stays the same.
    for (size, runs) in [(0, 31), (62_500, 9), (125_000, 9), (250_000, 7), (500_000, 5), (1_000_000, 5)] {
        let text: Arc<str> = Arc::from(page.repeat(size / page.len().max(1) + 1));
        let mut times: Vec<Duration> = Vec::with_capacity(runs);
        // Of all runs the one with the shortest longest step: other work on the machine only makes it longer.
        let mut longest = Duration::MAX;
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
            times.push(start.elapsed());
            longest = longest.min(step);
        }
        times.sort();
        let chars = text.chars().count();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{}, {chars}, {runs}: {:.1}, {:.1}, {:.2}, {:.1}",
            text.len(),
            ms(times[0]),
            ms(times[runs / 2]),
            ms(times[0]) * 1e3 / chars.max(1) as f64,
            ms(longest)
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
