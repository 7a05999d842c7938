//! Measures the worker that proposes, by itself: a page starts the built one, talks the protocol with it, and notes when
//! each message comes.
//!
//! `bench_worker` prints `figure`, name and milliseconds with tabs between, for the sample page and for a megabyte of it;
//! `bench_worker PAGE.txt` prints what that page takes.

use jianbao_e2e::{Page, Setup};
use jianbao_propose::Proposal;
use jianbao_propose::protocol::{JobId, Known, Request, Response};
use serde_json::json;

const RUNS: usize = 7;
/// A megabyte takes long enough to be measured by a few runs.
const LONG_RUNS: usize = 3;
const TEXT_BYTES: usize = 1_000_000;

/// Starts a worker beside that of the app, and notes what it says and when.
const START: &str = r#"
const [names] = arguments;
const address = name => new URL(document.querySelector(`meta[name=${name}]`).content, document.baseURI).href;
window.heard = [];
window.proposing = new Worker(address('jianbao-worker'), { type: 'module' });
proposing.onmessage = event => heard.push([performance.now(), event.data]);
return names.map(address);
"#;

/// Sends a request, and forgets what was heard before.
const ASK: &str = r"
const [hex] = arguments;
const request = Uint8Array.from(hex.match(/../g), byte => parseInt(byte, 16));
heard.length = 0;
window.asked = performance.now();
proposing.postMessage(request, [request.buffer]);
";

/// The second byte of a message says what kind it is.
const IS_KIND: &str = "return heard.length > 0 && heard.at(-1)[1][1] === arguments[0]";

/// What was heard since the last request: milliseconds after it, and the message.
const HEARD: &str = r"
const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
return heard.map(([time, message]) => [time - asked, hex(message)]);
";

/// Milliseconds of the two stages of a job.
#[derive(Clone, Copy)]
struct Took {
    articles: f64,
    entities: f64,
}

fn main() {
    let page = Page::open(&Setup::default());
    page.wait_for("main");
    let names = ["jianbao-articles", "jianbao-entities-newspaper"];
    let [articles, entities]: [String; 2] = page.get(START, json!([names]));
    page.wait("the worker", || {
        page.get(IS_KIND, json!([kind_of(&Response::Ready { build: String::new() })]))
    });
    ask(&page, &Request::Models { articles, entities });
    // The first job waits for the models, and the browser compiles what is used often.
    let sample = Page::sample();
    for _ in 0..3 {
        run(&page, &sample);
    }
    if let Some(name) = std::env::args_os().nth(1) {
        let text =
            std::fs::read_to_string(&name).unwrap_or_else(|error| panic!("{}: {error}", name.display()));
        let took = best(&page, &text, RUNS);
        println!(
            "{} characters in the worker: articles {:.1} ms, entities {:.1} ms ({:.0} k characters/s)",
            text.chars().count(),
            took.articles,
            took.entities,
            speed(&text, took)
        );
        return;
    }
    let took = best(&page, &sample, RUNS);
    figure("worker: articles of the sample page", took.articles);
    figure("worker: entities of the sample page", took.entities);
    let long = (sample.clone() + "\n").repeat(TEXT_BYTES / sample.len() + 1);
    let took = best(&page, &long, LONG_RUNS);
    println!("entities in the worker: {:.0} k characters/s", speed(&long, took));
    figure("worker: articles of 1 MB", took.articles);
    figure("worker: entities of 1 MB", took.entities);
}

/// Characters a millisecond, which are thousands of characters a second.
fn speed(text: &str, took: Took) -> f64 {
    text.chars().count() as f64 / took.entities
}

fn figure(name: &str, millis: f64) {
    println!("figure\t{name}\t{millis:.1}");
}

/// The least of several runs, since what else the machine does only slows them down.
fn best(page: &Page, text: &str, n_runs: usize) -> Took {
    let least = |a: Took, b: Took| Took {
        articles: f64::min(a.articles, b.articles),
        entities: f64::min(a.entities, b.entities),
    };
    (0..n_runs).map(|_| run(page, text)).reduce(least).expect("there is a run")
}

/// Has a text proposed for: from the request to the last batch with articles, and from there to the end.
fn run(page: &Page, text: &str) -> Took {
    let job = JobId(1);
    let done = kind_of(&Response::Done { job, learned: Vec::new() });
    ask(page, &Request::Run { job, text: text.to_owned(), known: Known::default() });
    page.wait("the proposals", || page.get(IS_KIND, json!([done])));
    let heard: Vec<(f64, String)> = page.get(HEARD, json!([]));
    let mut took = Took { articles: 0.0, entities: 0.0 };
    let mut n_entities = 0;
    for (millis, message) in &heard {
        match Response::decode(&from_hex(message)).expect("the worker is of this build") {
            Response::Batch { proposals, .. } => {
                let n = proposals.iter().filter(|proposal| matches!(proposal, Proposal::Entity(_))).count();
                if n < proposals.len() {
                    took.articles = *millis;
                }
                n_entities += n;
            }
            Response::Done { .. } => took.entities = millis - took.articles,
            _ => {}
        }
    }
    assert!(took.articles > 0.0 && n_entities > 0, "both stages propose something");
    took
}

fn ask(page: &Page, request: &Request) {
    page.get::<()>(ASK, json!([to_hex(&request.encode())]));
}

fn kind_of(response: &Response) -> u8 {
    response.encode()[1]
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits a byte");
    (0..hex.len()).step_by(2).map(byte).collect()
}
