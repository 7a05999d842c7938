//! Measures the built app in a browser and prints `figure`, name and value in milliseconds with tabs between.
//!
//! `cargo xtask bench` builds the site, runs this, and knows the budgets. With a folder as argument it measures nothing
//! but what is kept, over the backups that the example `store` of the workbench leaves there.

use std::path::Path;

use jianbao_e2e::{Page, Setup};
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

/// Notes how long after the next key the page has changed and is painted, and how long the script of it took: the
/// observer is called when the script that changed the page has ended. The frame is asked for before the app asks for
/// one, and its end is told by a message, so that nothing that the app puts off until behind the frame comes between.
const WATCH_EDIT: &str = r"
let start;
let changed = false;
window.measured = null;
const behind = new MessageChannel();
behind.port1.onmessage = () => window.measured = performance.now() - start;
const frame = () => changed ? behind.port2.postMessage(null) : requestAnimationFrame(frame);
document.addEventListener('keydown', () => {
  start = performance.now();
  requestAnimationFrame(frame);
}, { capture: true, once: true });
const observer = new MutationObserver(() => {
  if (start === undefined) return;
  observer.disconnect();
  changed = true;
  window.scripted = performance.now() - start;
});
observer.observe(document.body, { subtree: true, childList: true, attributes: true });
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
    let [script, paint] = edits(&page, "in page order");
    figure("script of an edit", script);
    figure("edit to paint", paint);
    page.get::<()>(WATCH_EDIT, json!([]));
    page.press("v");
    println!("to article order and painted: {:.1} ms", measured(&page));
    page.wait_for(".chunk.of-articles");
    page.wait_until_idle();
    let [script, paint] = edits(&page, "in article order");
    figure("script of an edit in article order", script);
    figure("edit to paint in article order", paint);
    page.press("v");
    page.wait_gone(".chunk.of-articles");
    page.wait_until_idle();
    // What stands in every sentence is labeled in every sentence.
    let start = MONTH_AT;
    page.drag_select((2, start), (2, start + 2));
    page.get::<()>(WATCH_EDIT, json!([]));
    page.press("1");
    figure("edit that 13,000 places follow to paint", measured(&page));
    page.wait_until_idle();
    let mut frames: Vec<f64> = page.get_async(SCROLL, json!([]));
    frames.sort_by(f64::total_cmp);
    println!("scrolling, half of the frames within: {:.1} ms", frames[frames.len() / 2]);
    println!("JavaScript heap: {:.1} MB", page.js_heap_bytes() as f64 / 1e6);
    figure("scrolling, 95 of 100 frames within", frames[frames.len() * 95 / 100]);
}

/// Milliseconds that the slowest kind of edit takes, its script alone and until it is painted; prints every kind.
fn edits(page: &Page, order: &str) -> [f64; 2] {
    let mut edits = ["label", "delete", "undo", "set a role", "cut an article"]
        .map(|name| (name, Vec::new(), Vec::new()));
    for run in 0..SENTENCES_PER_LINE {
        let start = run * SENTENCE_CHARS + PLACE_AT;
        page.drag_select((2, start), (2, start + 3));
        let mut press = |i: usize, key: &str| {
            page.get::<()>(WATCH_EDIT, json!([]));
            page.press(key);
            edits[i].2.push(measured(page));
            edits[i].1.push(page.get("return window.scripted", json!([])));
        };
        press(0, "1");
        press(1, "Delete");
        press(2, "Control+z");
        // Each time another row: a cut in a row makes two of it.
        page.click_text((10 + run * 10, 6));
        page.press("Escape");
        press(3, "h");
        press(4, "Enter");
        // The next order has the same to do.
        for _ in 0..3 {
            page.press("Control+z");
        }
    }
    let edits = edits.map(|(name, script, paint)| (name, [median(script), median(paint)]));
    for (name, [script, paint]) in edits {
        println!("{name} {order}: script {script:.1} ms, painted after {paint:.1} ms");
    }
    edits
        .into_iter()
        .fold([0.0, 0.0], |[a, b], (_, [script, paint])| [f64::max(a, script), f64::max(b, paint)])
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

fn measured(page: &Page) -> f64 {
    let mut millis = None;
    page.wait("the measured change", || {
        millis = page.get("return window.measured", json!([]));
        millis.is_some()
    });
    millis.expect("waited for above")
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
