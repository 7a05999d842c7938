//! Measures the built app in a browser and prints `figure`, name and value in milliseconds with tabs between.
//!
//! `cargo xtask bench` builds the site, runs this, and knows the budgets. With a folder as argument it measures nothing
//! but what is kept, over the backups that the example `store` of the workbench leaves there.

use std::path::Path;
use std::time::Duration;

use jianbao_e2e::{Page, Setup};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A sentence about nobody, with an astral character, a name and a place of its own.
const SENTENCE_CHARS: usize = 19;
const NAME_CHARS: usize = 3;
/// Where the place stands in it, and where the month that all sentences share.
const PLACE_AT: usize = 4;
const MONTH_AT: usize = 14;
const SENTENCES_PER_LINE: usize = 4;
const TEXT_BYTES: usize = 1_000_000;
const N_ENTITIES: usize = 10_000;
const RUNS: usize = 5;

/// Notes the moment of an event, and how long after it the text is there and painted.
const WATCH_FIRST_TEXT: &str = r"
const [event] = arguments;
let start;
window.measured = null;
document.addEventListener(event, () => start = performance.now(), { capture: true, once: true });
const observer = new MutationObserver(() => {
  if (start === undefined || !document.querySelector('.t')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => window.measured = performance.now() - start));
});
observer.observe(document.body, { subtree: true, childList: true });
";

/// Notes what the next key costs: how long its script takes, the work of both the script and the frame that shows it
/// (style, layout, paint), and how long after the key the page is painted, with the wait for the frame.
///
/// The end of the script and of the frame are told by messages, which come behind the task that they are sent from, so
/// that nothing that the app puts off until behind the frame comes between. The frame is asked for before the app asks
/// for one.
const WATCH_EDIT: &str = r"
window.measured = null;
let start, scripted;
let changed = false;
const message = then => {
  const channel = new MessageChannel();
  channel.port1.onmessage = then;
  channel.port2.postMessage(null);
};
const frame = () => {
  const framed = performance.now();
  scripted ??= framed - start;
  if (!changed) return requestAnimationFrame(frame);
  message(() => {
    const end = performance.now();
    window.measured = { script: scripted, work: scripted + end - framed, paint: end - start };
  });
};
const key = event => {
  if (event.key === 'Control') return;
  document.removeEventListener('keydown', key, true);
  start = performance.now();
  requestAnimationFrame(frame);
  message(() => scripted ??= performance.now() - start);
};
document.addEventListener('keydown', key, true);
new MutationObserver((_, observer) => {
  if (start === undefined) return;
  observer.disconnect();
  changed = true;
}).observe(document.body, { subtree: true, childList: true, attributes: true });
";

/// Notes the tasks that hold the page up for more than 50 milliseconds from now on.
const WATCH_LONG_TASKS: &str = r"
window.longTasks = [];
new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(task => task.duration)))
  .observe({ type: 'longtask' });
";

/// Scrolls what scrolls furthest by half a screen a frame, and returns the time of each frame.
const SCROLL: &str = r"
const [done] = arguments;
const tall = [document.scrollingElement, ...document.querySelectorAll('*')]
  .reduce((a, b) => a.scrollHeight - a.clientHeight >= b.scrollHeight - b.clientHeight ? a : b);
const frames = [];
let last;
requestAnimationFrame(function frame(now) {
  if (last !== undefined) frames.push(now - last);
  last = now;
  tall.scrollTop += tall.clientHeight / 2;
  frames.length < 200 ? requestAnimationFrame(frame) : done(frames);
});
";

/// Notes how long after the start of the page so many documents are listed and painted, from the next start on.
const WATCH_LIST: &str = r"
new MutationObserver((_, observer) => {
  if (document.querySelectorAll('.documents > ul > .document').length !== N_DOCUMENTS) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => window.measured = performance.now()));
}).observe(document, { subtree: true, childList: true });
";

/// Clicks on the first document whose name begins so.
const OPEN_DOCUMENT: &str = r"
const [name] = arguments;
[...document.querySelectorAll('.document .open')]
  .find(button => button.querySelector('.name').textContent.startsWith(name)).click();
";

/// What the example leaves: documents, ten of them of 1 MB, and one with 100,000 actions.
const N_DOCUMENTS: usize = 200;

fn main() {
    match std::env::args_os().nth(1) {
        Some(folder) => kept(Path::new(&folder)),
        None => worked_on(),
    }
}

/// Documents over the store of the browser.
fn kept(folder: &Path) {
    let page = Page::open(&Setup::default());
    put_back(&page, &folder.join("documents.backup"), N_DOCUMENTS);
    let watch = WATCH_LIST.replace("N_DOCUMENTS", &N_DOCUMENTS.to_string());
    page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": watch }));
    let listings = (0..RUNS).map(|_| {
        start_anew(&page);
        measured(&page)
    });
    figure("start to a list of 200 documents", median(listings.collect()));
    print_memory(&page, "200 documents listed");
    let openings = (0..RUNS).map(|run| open_kept(&page, &format!("长文{run}")));
    figure("1 MB opened from the store to first paint", median(openings.collect()));
    put_back(&page, &folder.join("actions.backup"), N_DOCUMENTS + 1);
    let openings = (0..RUNS).map(|_| open_kept(&page, "十万个动作"));
    figure("100,000 actions opened from the store to first paint", median(openings.collect()));
}

/// Milliseconds from the click on a document of the list to its text; then it is closed again.
fn open_kept(page: &Page, name: &str) -> f64 {
    page.get::<()>(WATCH_FIRST_TEXT, json!(["click"]));
    page.get::<()>(OPEN_DOCUMENT, json!([name]));
    let millis = measured(page);
    page.wait_until_idle();
    print_memory(page, &format!("{name} open"));
    page.close(false);
    page.wait_for(".document");
    millis
}

/// Puts a backup back and waits until so many documents are listed.
fn put_back(page: &Page, backup: &Path, n_documents: usize) {
    page.wait_for(".start");
    page.upload("input[type=file][multiple]", &[backup]);
    page.wait("the documents of a backup", || page.count(".documents > ul > .document") == n_documents);
}

fn print_memory(page: &Page, what: &str) {
    let heap = page.js_heap_bytes() as f64 / 1e6;
    let process =
        page.renderer_bytes().map_or("unknown".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
    println!("{what}: JavaScript heap {heap:.1} MB, process of the page {process}");
}

fn worked_on() {
    let page = Page::open(&Setup::default());
    figure("start to first paint", median((0..RUNS).map(|_| first_paint(&page)).collect()));
    let text = text();
    let pastes = (0..RUNS).map(|_| {
        start_anew(&page);
        page.set_clipboard(&text);
        page.get::<()>(WATCH_FIRST_TEXT, json!(["paste"]));
        page.press("Control+v");
        measured(&page)
    });
    figure("paste of 1 MB to first paint", median(pastes.collect()));
    // The proposals for the last one are on their way.
    page.get::<()>(WATCH_LONG_TASKS, json!([]));
    page.wait_for_proposals();
    let mut tasks: Vec<f64> = page.get("return window.longTasks", json!([]));
    tasks.sort_by(f64::total_cmp);
    println!("tasks over 50 ms while proposals stream in: {tasks:.0?}");
    // The browser tells of none that are shorter.
    figure("longest task while proposals stream in", tasks.last().copied().unwrap_or(50.0));
    let file = page.file("bench.json", labelled(&text).to_string());
    let openings = (0..RUNS).map(|_| {
        start_anew(&page);
        page.get::<()>(WATCH_FIRST_TEXT, json!(["change"]));
        page.upload("input[type=file]", &[&file]);
        measured(&page)
    });
    figure("1 MB with 10,000 entities opened to first paint", median(openings.collect()));
    let slowest = edits(&page, "in page order");
    figure("script of an edit", slowest.script);
    figure("script and frame of an edit", slowest.work);
    figure("edit to paint", slowest.paint);
    page.get::<()>(WATCH_EDIT, json!([]));
    page.press("v");
    println!("to article order and painted: {:.1} ms", cost(&page).paint);
    page.wait_for(".chunk.of-articles");
    page.wait_until_idle();
    let slowest = edits(&page, "in article order");
    figure("script of an edit in article order", slowest.script);
    figure("script and frame of an edit in article order", slowest.work);
    figure("edit to paint in article order", slowest.paint);
    page.press("v");
    page.wait_gone(".chunk.of-articles");
    page.wait_until_idle();
    // What stands in every sentence is labeled in every sentence.
    let start = MONTH_AT;
    page.drag_select((2, start), (2, start + 2));
    page.get::<()>(WATCH_EDIT, json!([]));
    page.press("1");
    figure("edit that 13,000 places follow to paint", cost(&page).paint);
    page.wait_until_idle();
    let mut frames: Vec<f64> = page.get_async(SCROLL, json!([]));
    frames.sort_by(f64::total_cmp);
    println!("scrolling, half of the frames within: {:.1} ms", frames[frames.len() / 2]);
    println!("JavaScript heap: {:.1} MB", page.js_heap_bytes() as f64 / 1e6);
    figure("scrolling, 95 of 100 frames within", frames[frames.len() * 95 / 100]);
}

/// What an edit costs, in milliseconds, see [`WATCH_EDIT`].
#[derive(Clone, Copy, Default, Deserialize)]
struct Cost {
    script: f64,
    work: f64,
    paint: f64,
}

impl Cost {
    /// Each figure by itself, of several.
    fn each(costs: &[Self], one: fn(Vec<f64>) -> f64) -> Self {
        let of = |figure: fn(&Self) -> f64| one(costs.iter().map(figure).collect());
        Self { script: of(|cost| cost.script), work: of(|cost| cost.work), paint: of(|cost| cost.paint) }
    }
}

/// What the slowest kind of edit costs, each figure by itself; prints every kind.
fn edits(page: &Page, order: &str) -> Cost {
    let mut edits =
        ["label", "delete", "undo", "set a role", "cut an article"].map(|name| (name, Vec::new()));
    for run in 0..2 * SENTENCES_PER_LINE {
        let start = run % SENTENCES_PER_LINE * SENTENCE_CHARS + PLACE_AT;
        page.drag_select((2, start), (2, start + 3));
        let mut press = |i: usize, key: &str| {
            // A person looks before the next edit; what is made when there is time is made by then.
            page.wait_until_idle();
            page.get::<()>(WATCH_EDIT, json!([]));
            page.press(key);
            edits[i].1.push(cost(page));
        };
        press(0, "1");
        press(1, "Delete");
        press(2, "Control+z");
        // Each time another row: a cut in a row makes two of it.
        page.click_text((10 + run * 5, 6));
        page.press("Escape");
        press(3, "h");
        press(4, "Enter");
        // The next order has the same to do.
        for _ in 0..3 {
            page.press("Control+z");
        }
    }
    let medians = edits.map(|(name, costs)| {
        let cost = Cost::each(&costs, median);
        let best = Cost::each(&costs, |values| values.into_iter().fold(f64::INFINITY, f64::min));
        println!(
            "{name} {order}: script {:.1} ms, with its frame {:.1} ms (at best {:.1}), painted after {:.1} ms",
            cost.script, cost.work, best.work, cost.paint
        );
        cost
    });
    Cost::each(&medians, |values| values.into_iter().fold(0.0, f64::max))
}

/// Milliseconds from opening the page to the first text on it.
fn first_paint(page: &Page) -> f64 {
    page.goto("");
    page.wait_for("main");
    let paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    let mut millis = None;
    page.wait("the first paint", || {
        millis = page.get(paint, json!([]));
        millis.is_some()
    });
    millis.expect("waited for above")
}

/// The start screen, without what the last run left behind.
fn start_anew(page: &Page) {
    // What this window shows comes back otherwise.
    page.get::<()>("sessionStorage.clear()", json!([]));
    page.goto("");
    page.wait("the start screen", || page.count("input[type=file]") > 0 && page.row_count() == 0);
}

/// Milliseconds until what is watched for.
fn measured(page: &Page) -> f64 {
    watched(page)
}

/// What the edit costs that is watched for. Asked when it is over: each question is work for the page too, which would
/// count as the edit.
fn cost(page: &Page) -> Cost {
    std::thread::sleep(Duration::from_millis(300));
    watched(page)
}

fn watched<T: DeserializeOwned>(page: &Page) -> T {
    let mut found = None;
    page.wait("the measured change", || {
        found = page.get("return window.measured", json!([]));
        found.is_some()
    });
    found.expect("waited for above")
}

/// A megabyte in which a name stands some thirty times and a place some sixty times, as in a pile of newspapers.
fn text() -> String {
    const SURNAMES: [char; 20] = [
        '王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林', '何',
        '郭', '马', '罗',
    ];
    const GIVEN: [char; 20] = [
        '明', '华', '军', '敏', '静', '丽', '强', '磊', '洋', '勇', '艳', '杰', '娟', '涛', '超', '霞', '平',
        '刚', '桂', '英',
    ];
    const PLACES: [char; 14] =
        ['澜', '汀', '沅', '漪', '浦', '溪', '岚', '岭', '峪', '崖', '榆', '桐', '槐', '柳'];
    let mut text = String::new();
    let mut sentence = 0;
    while text.len() < TEXT_BYTES {
        for _ in 0..SENTENCES_PER_LINE {
            // Steps that share no factor with the lengths of the lists, so that neighbors differ.
            let pick = |list: &[char], step: usize| list[sentence * step / list.len() % list.len()];
            let (surname, first, second) = (SURNAMES[sentence % 20], pick(&GIVEN, 7), pick(&GIVEN, 13));
            let (place, river) = (PLACES[sentence % 14], pick(&PLACES, 5));
            text.extend([surname, first, second]);
            text.push('在');
            text.extend([place, river, '市']);
            text.push_str("说，𠮷田桥将于三月通车。");
            sentence += 1;
        }
        text.push('\n');
    }
    text
}

/// The text with all its lines as blocks, a hundred an article, and the names in the first sentences as entities.
fn labelled(text: &str) -> Value {
    let line_chars = SENTENCE_CHARS * SENTENCES_PER_LINE;
    let lines = text.lines().count();
    let start_of = |line: usize| line * (line_chars + 1);
    let blocks: Vec<Value> = (0..lines)
        .map(|line| {
            json!({
                "id": format!("b{line}"), "start": start_of(line), "end": start_of(line) + line_chars,
                "role": "body", "article": format!("a{}", line / 100), "continues": false,
                "status": "accepted", "origin": "person",
            })
        })
        .collect();
    let articles: Vec<Value> = (0..lines.div_ceil(100))
        .map(|article| {
            let last = (article * 100 + 99).min(lines - 1);
            json!({
                "id": format!("a{article}"), "title": null,
                "parts": [[start_of(article * 100), start_of(last) + line_chars]],
                "status": "accepted", "origin": "person",
            })
        })
        .collect();
    let rows: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let name = |entity: usize| -> String {
        let start = entity % SENTENCES_PER_LINE * SENTENCE_CHARS;
        rows[entity / SENTENCES_PER_LINE][start..start + NAME_CHARS].iter().collect()
    };
    let entities: Vec<Value> = (0..N_ENTITIES)
        .map(|entity| {
            let start = start_of(entity / SENTENCES_PER_LINE) + entity % SENTENCES_PER_LINE * SENTENCE_CHARS;
            json!({
                "id": format!("e{entity}"), "label": "PER", "ranges": [[start, start + NAME_CHARS]],
                "quote": name(entity), "article": format!("a{}", entity / SENTENCES_PER_LINE / 100),
                "status": "proposed", "origin": "engine:entities", "confidence": 0.9,
            })
        })
        .collect();
    json!({
        "format": "jianbao", "version": 1, "offset_unit": "code_point", "generator": "bench",
        "labels": [{ "id": "PER", "name": { "zh": "人名", "en": "Person" }, "color": "#d9480f", "key": "1" }],
        "documents": [{
            "id": "d1", "name": "bench.txt", "text": text,
            "blocks": blocks, "articles": articles, "entities": entities,
        }],
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn figure(name: &str, value: f64) {
    println!("figure\t{name}\t{value}");
}
