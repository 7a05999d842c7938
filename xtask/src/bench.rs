//! `bench`: measures the core natively and the built site in a browser, and holds the figures against budgets.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::setup;
use crate::site::{self, Mode};
use crate::workspace::{cargo, each_line, run, shown, target_dir};

/// What a figure should be, and what is too much. The second number is loose, because machines are busy.
struct Budget {
    name: &'static str,
    unit: &'static str,
    target: f64,
    limit: f64,
}

/// The names are those that the measuring programs print.
const BUDGETS: [Budget; 32] = [
    Budget { name: "ingest and index, 1 MB", unit: "ms", target: 15.0, limit: 60.0 },
    Budget { name: "one command among 10,000 entities", unit: "ms", target: 0.2, limit: 2.0 },
    Budget { name: "replay of 10,000 log entries", unit: "ms", target: 50.0, limit: 300.0 },
    Budget { name: "a decision followed through 1 MB, 50 places", unit: "ms", target: 16.0, limit: 50.0 },
    Budget {
        name: "a decision followed through 1 MB, 13,000 places",
        unit: "ms",
        target: 16.0,
        limit: 250.0,
    },
    Budget { name: "workbench: 10,000 entities opened", unit: "ms", target: 200.0, limit: 1000.0 },
    Budget { name: "workbench: slowest edit among 10,000 entities", unit: "ms", target: 10.0, limit: 50.0 },
    Budget { name: "workbench: slowest edit in article order", unit: "ms", target: 10.0, limit: 50.0 },
    // At most 500 entries and what is being written stand after the last snapshot, however long the log is.
    Budget { name: "store: a log of 100,000 actions opened", unit: "ms", target: 20.0, limit: 300.0 },
    Budget {
        name: "store: the same with the first snapshot alone",
        unit: "ms",
        target: 500.0,
        limit: 3000.0,
    },
    Budget { name: "store: 200 documents listed", unit: "ms", target: 5.0, limit: 50.0 },
    Budget { name: "store: one of 1 MB opened", unit: "ms", target: 100.0, limit: 500.0 },
    Budget { name: "start to a list of 200 documents", unit: "ms", target: 500.0, limit: 1500.0 },
    Budget { name: "1 MB opened from the store to first paint", unit: "ms", target: 600.0, limit: 2000.0 },
    Budget {
        name: "100,000 actions opened from the store to first paint",
        unit: "ms",
        target: 600.0,
        limit: 2000.0,
    },
    Budget { name: "app.wasm, gzip", unit: "kB", target: 350.0, limit: site::APP_GZIP_LIMIT_KB },
    Budget { name: "start to first paint", unit: "ms", target: 300.0, limit: 1500.0 },
    Budget { name: "paste of 1 MB to first paint", unit: "ms", target: 600.0, limit: 2000.0 },
    Budget { name: "longest task while proposals stream in", unit: "ms", target: 50.0, limit: 250.0 },
    Budget {
        name: "1 MB with 10,000 entities opened to first paint",
        unit: "ms",
        target: 600.0,
        limit: 2000.0,
    },
    Budget { name: "script of an edit", unit: "ms", target: 16.7, limit: 50.0 },
    Budget { name: "script of an edit in article order", unit: "ms", target: 16.7, limit: 50.0 },
    // With what the browser lays out and paints: one frame of a display of 60 Hz.
    Budget { name: "script and frame of an edit", unit: "ms", target: 16.7, limit: 100.0 },
    Budget { name: "script and frame of an edit in article order", unit: "ms", target: 16.7, limit: 100.0 },
    // With the wait for the next frame.
    Budget { name: "edit to paint", unit: "ms", target: 33.3, limit: 100.0 },
    Budget { name: "edit to paint in article order", unit: "ms", target: 33.3, limit: 100.0 },
    Budget { name: "edit that 13,000 places follow to paint", unit: "ms", target: 50.0, limit: 250.0 },
    Budget { name: "scrolling, 95 of 100 frames within", unit: "ms", target: 20.0, limit: 40.0 },
    Budget { name: "worker: articles of the sample page", unit: "ms", target: 50.0, limit: 500.0 },
    Budget { name: "worker: entities of the sample page", unit: "ms", target: 50.0, limit: 500.0 },
    Budget { name: "worker: articles of 1 MB", unit: "ms", target: 5000.0, limit: 60000.0 },
    // 200 k characters a second.
    Budget { name: "worker: entities of 1 MB", unit: "ms", target: 1700.0, limit: 60000.0 },
];

/// Measures the worker by itself.
const WORKER: [&str; 7] = ["run", "--quiet", "--locked", "--package", "jianbao-e2e", "--bin", "bench_worker"];

/// Builds what is measured, measures it, prints a table; false if a figure is beyond its limit.
pub fn bench() -> Result<bool> {
    setup::test_tools()?;
    let site = site::build(Mode::Release)?;
    let mut figures = BTreeMap::new();
    let app_bytes = site.gzip_bytes.get("app").context("the build weighs the app")?;
    figures.insert("app.wasm, gzip".to_owned(), *app_bytes as f64 / 1000.0);
    let core = ["run", "--quiet", "--locked", "--release", "--package", "jianbao-core", "--example", "bench"];
    measure(cargo().args(core), &mut figures)?;
    let workbench =
        ["run", "--quiet", "--locked", "--release", "--package", "jianbao-workbench", "--example", "bench"];
    measure(cargo().args(workbench), &mut figures)?;
    let folder = target_dir()?.join("tmp/kept");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let store =
        ["run", "--quiet", "--locked", "--release", "--package", "jianbao-workbench", "--example", "store"];
    measure(cargo().args(store).arg(&folder), &mut figures)?;
    // A package of its own, so that this program compiles without a WebDriver client.
    let app = ["run", "--quiet", "--locked", "--package", "jianbao-e2e", "--bin", "bench"];
    measure(cargo().args(app), &mut figures)?;
    measure(cargo().args(app).arg("--").arg(&folder), &mut figures)?;
    measure(cargo().args(WORKER), &mut figures)?;

    println!(
        "{:<50} {:>11} {:>11} {:>11}",
        "1 MB of text with 10,000 entities", "measured", "target", "limit"
    );
    let mut good = true;
    for Budget { name, unit, target, limit } in BUDGETS {
        let value = figures.remove(name).with_context(|| format!("nothing has measured: {name}"))?;
        let exceeded = value > limit;
        good &= !exceeded;
        let mark = if exceeded { "  FAILED" } else { "" };
        println!("{name:<50} {value:>8.3} {unit} {target:>8.1} {unit} {limit:>8.1} {unit}{mark}");
    }
    ensure!(figures.is_empty(), "measured without a budget: {:?}", figures.keys());
    Ok(good)
}

/// Builds the site and prints how long the proposals for a page of one's own take in the worker.
pub fn bench_page(page: &Path) -> Result<()> {
    setup::test_tools()?;
    site::build(Mode::Release)?;
    let page = std::path::absolute(page).with_context(|| page.display().to_string())?;
    run(cargo().args(WORKER).arg("--").arg(page))
}

/// Runs a program that prints lines of `figure`, name and value with tabs between; shows its other lines.
fn measure(command: &mut Command, figures: &mut BTreeMap<String, f64>) -> Result<()> {
    let status = each_line(command, |line| {
        match line.strip_prefix("figure\t").and_then(|figure| figure.split_once('\t')) {
            Some((name, value)) => {
                figures.insert(name.to_owned(), value.parse().with_context(|| format!("{name}: {value}"))?);
            }
            None => println!("{line}"),
        }
        Ok(())
    })?;
    ensure!(status.success(), "{} failed: {status}", shown(command));
    Ok(())
}
