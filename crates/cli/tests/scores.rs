//! The scores from inside are those of the scorers outside, on the training pages where both are there.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{arg, folder, jianbao};
use serde_json::Value;

/// The folder with the training pages and the scorers, beside the project or one above its neighbors.
fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    ["../shared", "../../shared"]
        .iter()
        .map(|place| root.join(place))
        .find(|path| path.join("tools").is_dir())
}

fn python(script: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("python3").arg(script).args(args).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

fn close(a: &Value, b: &Value, name: &str) {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{name}");
            a.iter().zip(b).for_each(|(a, b)| close(a, b, name));
        }
        _ => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() < 1e-9, "{name}: {a} inside, {b} outside");
        }
    }
}

#[test]
fn articles_score_as_outside() {
    let Some(shared) = shared() else {
        println!("note: the training pages are not there, the comparison of scores is skipped");
        return;
    };
    // With the least that `evaluate` must give: what was measured, less a margin.
    // The articles are also on training pages, so this shows only that nothing broke.
    let least = |b3: f64, exact: f64, resume: f64, joinb: f64| {
        [("b3", b3), ("exact", exact), ("resume", resume), ("joinb", joinb)]
    };
    for (set, least) in [
        ("zh_clean", least(0.98, 0.95, 0.0, 0.0)),
        ("zh_broken", least(0.98, 0.95, 0.0, 0.97)),
        // Eight resumptions and twenty-two: one of them is a step of .1 and of .05.
        ("zh_interrupted", least(0.96, 0.90, 0.70, 0.96)),
        ("zh_all", least(0.94, 0.77, 0.62, 0.93)),
    ] {
        let folder = folder(&format!("scores-{set}"));
        let (pages, gold, pred) = (folder.join("pages"), folder.join("gold"), folder.join("pred"));
        [&pages, &gold, &pred].into_iter().for_each(|path| fs::create_dir_all(path).unwrap());
        let mut files: Vec<_> = fs::read_dir(shared.join("data/pages/dev").join(set))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files.iter().take(16) {
            let into = if file.extension().unwrap() == "json" { &gold } else { &pages };
            fs::copy(file, into.join(file.file_name().unwrap())).unwrap();
        }
        assert_eq!(jianbao(&["propose", arg(&pages), "--out", arg(&pred)], b"").code, 0);
        let found = jianbao(&["evaluate", "--json", arg(&gold), arg(&pred)], b"");
        let found: Value = serde_json::from_str(&found.out).unwrap();
        for (figure, least) in least {
            let value = &found["articles"][figure];
            // F1 comes with precision and recall.
            let value = value.get(2).unwrap_or(value).as_f64().unwrap();
            println!("{set}: {figure} {value:.3}");
            assert!(value >= least, "{set}: {figure} {value:.3}, at least {least}");
        }
        // One prediction is missing.
        let first = fs::read_dir(&pred).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
        fs::remove_file(first).unwrap();
        let inside = jianbao(&["evaluate", "--json", arg(&gold), arg(&pred)], b"");
        assert_eq!((inside.code, inside.err.as_str()), (0, ""));
        let inside: Value = serde_json::from_str(&inside.out).unwrap();
        let script = shared.join("tools/score_pages.py");
        let Some(outside) = python(&script, &["--json", arg(&gold), arg(&pred)]) else {
            println!("note: python3 is not installed, the comparison of scores is skipped");
            return;
        };
        let outside: Value = serde_json::from_str(&outside).unwrap();
        for (name, value) in outside.as_object().unwrap() {
            let same = &inside["articles"][name];
            if name == "role_f" {
                let roles = value.as_object().unwrap();
                assert_eq!(roles.len(), same.as_object().unwrap().len());
                roles.iter().for_each(|(role, value)| close(&same[role], value, role));
            } else {
                close(same, value, name);
            }
        }
    }
}

#[test]
fn entities_score_as_outside() {
    let Some(shared) = shared() else {
        println!("note: the scorers are not there, the comparison of scores is skipped");
        return;
    };
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/page.gold.json");
    let folder = folder("scores-entities");
    // The truth with every third entity cut short, every fourth of another label, every fifth gone, and one inside
    // another.
    let mut file: Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
    let entities = file["documents"][0]["entities"].as_array_mut().unwrap();
    let inner =
        entities.iter().find(|entity| entity["quote"].as_str().unwrap().chars().count() > 3).unwrap().clone();
    for (i, entity) in entities.iter_mut().enumerate() {
        if i % 3 == 0 {
            let end = entity["ranges"][0][1].as_u64().unwrap();
            entity["ranges"][0][1] = (end + 1).into();
        }
        if i % 4 == 0 {
            entity["label"] = "WORK".into();
        }
        if i % 5 == 0 {
            entity["status"] = "rejected".into();
        }
    }
    let mut nested = inner;
    nested["ranges"][0][1] = (nested["ranges"][0][0].as_u64().unwrap() + 2).into();
    entities.push(nested);
    let pred = folder.join("pred.json");
    fs::write(&pred, file.to_string()).unwrap();
    for options in [&[][..], &["--nested"], &["--labels", "PER,ORG"]] {
        let inside = jianbao(&[&["evaluate", "--json", gold, arg(&pred)], options].concat(), b"");
        let inside: Value = serde_json::from_str(&inside.out).unwrap();
        let script = shared.join("tools/score_entities.py");
        let Some(outside) = python(&script, &[&[gold, arg(&pred)], options].concat()) else {
            println!("note: python3 is not installed, the comparison of scores is skipped");
            return;
        };
        // Lines such as: PER       P 0.500 R 0.500 F 0.500  (1/2/2)
        let mut n = 0;
        for line in outside.lines() {
            let label = line.split_whitespace().next().unwrap();
            let counts = line.rsplit_once('(').unwrap().1.trim_end_matches(')');
            let counts: Vec<u64> = counts.split('/').map(|count| count.parse().unwrap()).collect();
            let row = &inside["entities"][label];
            assert_eq!(
                [&row["hit"], &row["pred"], &row["gold"]].map(|v| v.as_u64().unwrap()).to_vec(),
                counts,
                "{label}"
            );
            n += 1;
        }
        assert_eq!(n, inside["entities"].as_object().unwrap().len());
        assert!(n > 2);
    }
}
