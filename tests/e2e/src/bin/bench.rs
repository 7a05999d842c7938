//! Measures the built app in a browser and prints each figure beside its budget.
//!
//! `cargo xtask bench` builds the site and runs this. Fails only beyond the second number of a budget, which is
//! loose, because the machine may be busy.

use std::process::ExitCode;

use jianbao_e2e::{Page, Setup};
use serde_json::json;

/// One measured figure with what was wanted of it.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    target: f64,
    fail: f64,
}

fn main() -> ExitCode {
    let page = Page::open(&Setup::default());
    page.wait_for("main");
    let figures = [Figure {
        name: "start to first paint",
        value: median((0..5).map(|_| first_paint(&page)).collect()),
        unit: "ms",
        target: 300.0,
        fail: 1500.0,
    }];
    println!("{:<40} {:>10} {:>10} {:>10}", "measure", "value", "target", "fail");
    for figure in &figures {
        let Figure { name, value, unit, target, fail } = figure;
        let mark = if value > fail { "  FAILED" } else { "" };
        println!("{name:<40} {value:>7.1} {unit:<2} {target:>7.1} {unit:<2} {fail:>7.1} {unit:<2}{mark}");
    }
    if figures.iter().any(|figure| figure.value > figure.fail) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Milliseconds from opening the page to the first text on it.
fn first_paint(page: &Page) -> f64 {
    page.reload();
    page.wait_for("main");
    let paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    let mut millis = None;
    page.wait("the first paint", || {
        millis = page.get(paint, json!([]));
        millis.is_some()
    });
    millis.expect("waited for above")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
