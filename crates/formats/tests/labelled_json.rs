//! Labelled JSON: nothing is lost, whatever is read never panics, and Python agrees on every offset.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};

use common::{project_of, projects, schema_errors};
use jianbao_core::Project;
use jianbao_formats::labelled_json::{ImportError, Imported, Layout, WriteOptions, read, write};
use proptest::prelude::*;
use serde_json::{Value, json};

fn assert_same(read: &Project, written: &Project) {
    assert_eq!(read.document, written.document);
    assert_eq!(read.info, written.info);
    assert_eq!(read.labels(), written.labels());
    assert_eq!(read.set(), written.set());
}

fn read_one(file: &str) -> (Project, Vec<&'static str>) {
    let Imported { mut projects, diagnostics } = read(file.as_bytes()).expect("readable");
    assert_eq!(projects.len(), 1);
    let project = projects.remove(0);
    assert_eq!(project.violations(), []);
    (project, diagnostics.into_iter().map(|found| found.code).collect())
}

fn write_one(project: &Project) -> String {
    write(&[project], &WriteOptions { generator: "test".into(), ..WriteOptions::default() })
}

/// A file of one document with this text and these keys besides.
fn file(text: &str, rest: Value) -> String {
    let mut document = json!({"id": "d1", "text": text});
    for (key, value) in rest.as_object().unwrap() {
        document[key] = value.clone();
    }
    json!({"format": "jianbao", "version": 1, "offset_unit": "code_point", "documents": [document]})
        .to_string()
}

proptest! {
    #[test]
    fn a_project_survives_a_round_trip(project in projects()) {
        let project = &project;
        let written = write_one(project);
        prop_assert_eq!(schema_errors(&written), Vec::<String>::new());
        let (back, diagnostics) = read_one(&written);
        prop_assert_eq!(diagnostics, Vec::<&str>::new());
        assert_same(&back, project);
        prop_assert_eq!(write_one(&back), written);
    }

    #[test]
    fn several_projects_survive_in_one_file(a in projects(), b in projects()) {
        let options = WriteOptions { layout: Layout::Compact, ..WriteOptions::default() };
        let written = write(&[&a, &b], &options);
        prop_assert!(!written.contains('\n'));
        prop_assert_eq!(schema_errors(&written), Vec::<String>::new());
        let back = read(written.as_bytes()).unwrap();
        prop_assert_eq!(back.diagnostics, []);
        assert_same(&back.projects[0], &a);
        assert_same(&back.projects[1], &b);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(project in projects(), edits in prop::collection::vec(
        (any::<prop::sample::Index>(), prop::sample::select(vec![
            "", "0", "9", "-1", "99999999999999999999", "null", "[]", "{}", "\"", ",", "\\ud800", "a1", "1e9", "[[",
        ]), 0..12_usize), 1..6))
    {
        let mut bytes = write_one(&project).into_bytes();
        for (place, with, over) in edits {
            let at = place.index(bytes.len());
            let to = (at + over).min(bytes.len());
            bytes.splice(at..to, with.bytes());
        }
        if let Ok(Imported { projects, .. }) = read(&bytes) {
            for project in &projects {
                prop_assert_eq!(project.violations(), []);
                prop_assert_eq!(schema_errors(&write_one(project)), Vec::<String>::new());
            }
        }
    }

    /// Changes that keep the file JSON, so that the rules of the model are what is tried.
    #[test]
    fn a_file_that_breaks_rules_is_mended_out_loud(project in projects(), edits in prop::collection::vec(
        (any::<prop::sample::Index>(), prop::sample::select(vec![
            json!(0), json!(1), json!(3), json!(7), json!(99), json!(-1), json!(null), json!("a1"), json!("e1"),
            json!([]), json!([[0, 3]]), json!([[0, 2], [1, 4], [1, 1]]), json!({}), json!("rejected"), json!("body"),
            json!(u64::MAX), json!(true),
        ])), 1..8))
    {
        let mut value: Value = serde_json::from_str(&write_one(&project)).unwrap();
        for (place, with) in edits {
            let mut slots = Vec::new();
            let document = &mut value["documents"][0];
            let layers = document.as_object_mut().into_iter().flatten();
            for (_, items) in layers.filter(|(key, _)| ["blocks", "articles", "entities"].contains(&key.as_str())) {
                for item in items.as_array_mut().into_iter().flatten() {
                    slots.extend(item.as_object_mut().into_iter().flatten().map(|(_, value)| value));
                }
            }
            if slots.is_empty() {
                continue;
            }
            let n = slots.len();
            *slots[place.index(n)] = with;
        }
        let before = value.to_string();
        let (project, _) = read_one(&before);
        // Once mended, a file stays as it is.
        let mended = write_one(&project);
        prop_assert_eq!(schema_errors(&mended), Vec::<String>::new());
        let (again, _) = read_one(&mended);
        prop_assert_eq!(write_one(&again), mended);
    }
}

/// Text with an astral character, a family emoji, a combining mark, and names that breaks cut; CRLF and a mark that
/// ingest takes away.
const TROUBLE: &str = "\u{feff}𠮷野集市开张\r\n\r\n□ 本报记者 林小\r\n满 👩‍👩‍👧 摄\r\n　　潮江市e\u{301}讯　昨日，𠮷\r\n野区迎来客人。\r\n下转3版\r\n";

fn troubled() -> Project {
    let mut project = project_of(TROUBLE, &[]).project;
    let text = project.document.text().to_owned();
    let at = |needle: &str| text.find(needle).unwrap();
    let chars = |byte: usize| text[..byte].chars().count();
    let span = |needle: &str| json!([chars(at(needle)), chars(at(needle) + needle.len())]);
    let mut value: Value = serde_json::from_str(&write_one(&project)).unwrap();
    let document = &mut value["documents"][0];
    document["meta"] = json!({"paper": "潮江日报", "page": 3});
    document["layers"] = json!(["kept"]);
    let blocks = document["blocks"].as_array_mut().unwrap();
    blocks[0]["role"] = json!("headline");
    blocks[1]["role"] = json!("byline");
    blocks[1]["corrected_from"] = json!({"start": blocks[1]["start"], "end": blocks[1]["end"], "role": "body",
        "continues": false, "seen": true});
    blocks[3]["inline"] = json!([{"start": chars(at("潮江市")), "end": chars(at("　昨日")), "role": "dateline",
        "weight": 0.1}]);
    blocks[3]["link"] = json!({"confidence": 0.75, "reasons": ["indent"]});
    blocks[4]["continues"] = json!(true);
    let end = chars(at("\n下转"));
    document["articles"] = json!([
        {"id": "a90", "parts": [[0, end]], "status": "accepted", "origin": "engine:articles", "confidence": 0.912,
         "reasons": ["headline", "byline"], "note": "一篇"},
        {"id": "a91", "parts": [[0, 3]], "status": "rejected", "origin": "engine:articles", "confidence": null,
         "note": null},
    ]);
    let cut = |a: &str, b: &str| json!([span(a), span(b)]);
    let mut second = span("𠮷\n")[0].clone();
    second = json!([[second, second.as_u64().unwrap() + 1], span("野区")]);
    document["entities"] = json!([
        {"id": "e100", "label": "LOC", "ranges": [span("𠮷野集市")], "quote": "𠮷野集市", "status": "accepted",
         "origin": "person", "confidence": null, "note": null, "color": {"deep": [1, 2.50, "x"]}},
        {"id": "e101", "label": "PER", "ranges": cut("林小", "满"), "quote": "林小满", "status": "proposed",
         "origin": "engine:entities", "confidence": 0.88, "reasons": ["byline", "surname:林"], "note": null},
        {"id": "e102", "label": "LOC", "ranges": second, "quote": "𠮷野区", "status": "proposed",
         "origin": "engine:entities", "confidence": 0.5, "alias_of": "e100", "note": null},
        {"id": "e103", "label": "TIME", "ranges": [span("昨日")], "quote": "昨日", "value": "2021-09-15",
         "unit": "d", "status": "rejected", "origin": "import:brat", "confidence": null, "note": "旧"},
        {"id": "e104", "label": "EMOJI", "ranges": [span("👩‍👩‍👧")], "quote": "👩‍👩‍👧", "status": "accepted",
         "origin": "person", "confidence": null, "note": null},
    ]);
    value["tool"] = json!({"kept": "also here"});
    value["labels"][0]["name"]["fr"] = json!("personne");
    let (read, codes) = read_one(&value.to_string());
    assert_eq!(codes, ["label-added"]);
    project = read;
    project
}

#[test]
fn the_golden_file_stays_as_it_is() {
    let written = write_one(&troubled());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/trouble.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    assert_eq!(written, include_str!("golden/trouble.json"));
    assert_eq!(schema_errors(&written), Vec::<String>::new());
    let (back, codes) = read_one(&written);
    assert_eq!(codes, Vec::<&str>::new());
    assert_same(&back, &troubled());
    for kept in ["\"layers\"", "\"fr\"", "\"deep\"", "2.5", "\"seen\"", "\"weight\"", "\"tool\"", "\"paper\""]
    {
        assert!(written.contains(kept), "{kept} is lost");
    }
}

#[test]
fn python_finds_every_quote() {
    let script = r#"
import json, sys
n = 0
file = json.load(sys.stdin)
for d in file["documents"]:
    t = d["text"]
    for e in d["entities"]:
        assert "".join(t[s:x] for s, x in e["ranges"]) == e["quote"], e["id"]; n += 1
    for b in d["blocks"]:
        q = t[b["start"]:b["end"]]
        assert q and q == q.strip() and "\n" not in q, b["id"]; n += 1
        for i in b.get("inline", []):
            assert b["start"] <= i["start"] < i["end"] <= b["end"]
    for a in d["articles"]:
        for s, e in a["parts"]:
            assert t[s:e], a["id"]; n += 1
        heads = [t[b["start"]:b["end"]] for s, e in a["parts"] for b in d["blocks"]
                 if b["role"] == "headline" and s <= b["start"] and b["end"] <= e]
        assert a["title"] == ("".join(heads) or None), a["id"]
print(n)
"#;
    let python =
        Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else {
        println!("note: python3 is not installed, the check of offsets by Python is skipped");
        return;
    };
    let written = write_one(&troubled());
    python.stdin.take().unwrap().write_all(written.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    let n: usize = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    assert!(n >= 12, "{n} items were checked");
}

#[test]
fn what_is_no_labelled_json_is_refused_with_a_code() {
    let code = |bytes: &[u8]| read(bytes).map(|_| ()).unwrap_err().code();
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b" \n"), "empty");
    assert_eq!(code("一张报纸".as_bytes()), "not-json");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0"), "not-json");
    assert_eq!(code(b"[1, 2]"), "not-jianbao");
    assert_eq!(code(br#"{"text": "a", "label": []}"#), "not-jianbao");
    assert_eq!(code(br#"{"format": "jianbao", "version": 2, "documents": []}"#), "newer-version");
    assert_eq!(code(br#"{"format": "jianbao", "version": "x", "documents": []}"#), "damaged");
    assert_eq!(code(br#"{"format": "jianbao", "version": 1, "offset_unit": "byte"}"#), "offset-unit");
    assert_eq!(code(br#"{"format": "jianbao", "version": 1, "documents": []}"#), "no-documents");
    assert_eq!(code(br#"{"format": "jianbao", "version": 1, "documents": [{"id": "d1"}]}"#), "no-text");
    assert_eq!(code(br#"{"format": "jianbao", "version": 1, "documents": [{"text": 4}]}"#), "damaged");
    let written = write_one(&troubled());
    let cut = &written.as_bytes()[..written.len() / 2];
    assert!(matches!(read(cut), Err(ImportError::Damaged { at, .. }) if at.starts_with("line ")));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(code(deep.as_bytes()), "not-json");
    let long = file(&"a".repeat(17 << 20), json!({}));
    assert_eq!(code(long.as_bytes()), "text-too-long");
}

#[test]
fn a_file_with_a_byte_order_mark_or_in_utf_16_is_read() {
    let plain = file("甲乙", json!({"entities": [{"label": "PER", "ranges": [[0, 2]]}]}));
    let marked = format!("\u{feff}{plain}");
    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [marked.as_bytes(), &utf16] {
        let read = read(bytes).unwrap();
        assert_eq!(read.projects[0].set().entities().count(), 1);
    }
}

#[test]
fn blocks_and_parts_that_are_missing_are_derived() {
    let text = "头条\n正文。\n页脚\n尾巴。";
    // Blocks name the articles; there are no parts.
    let blocks = json!([
        {"start": 0, "end": 2, "role": "headline", "article": "x"},
        {"start": 3, "end": 6, "role": "body", "article": "x"},
        {"start": 7, "end": 9, "role": "other", "article": null},
        {"start": 10, "end": 13, "role": "body", "article": "x"},
    ]);
    for articles in [json!([]), json!([{"id": "x", "status": "accepted", "origin": "person"}])] {
        let (project, codes) = read_one(&file(text, json!({"blocks": blocks, "articles": articles})));
        assert_eq!(codes, Vec::<&str>::new());
        let article = project.set().articles().next().unwrap();
        assert_eq!(project.quote(article), "头条\n正文。尾巴。");
        assert_eq!(project.title(article.id).as_deref(), Some("头条"));
        assert!(write_one(&project).contains(r#""id":"x""#));
    }
    // Parts without blocks.
    let (project, _) = read_one(&file(text, json!({"articles": [{"id": "a1", "parts": [[0, 6]]}]})));
    assert_eq!(project.set().blocks().count(), 4);
    assert_eq!(project.set().blocks_of(project.set().articles().next().unwrap().id).len(), 2);
}

#[test]
fn where_there_is_no_block_the_lines_are_the_blocks() {
    let text = "甲\n\n　𠮷e\u{301}👩\u{200d}👩\u{200d}👧\n乙。";
    let broken = json!([{"start": 90, "end": 99, "role": "body"}]);
    for rest in [json!({}), json!({"blocks": []}), json!({"blocks": broken})] {
        let (project, _) = read_one(&file(text, rest));
        let blocks: Vec<String> = project.set().blocks().map(|block| project.quote(block)).collect();
        assert_eq!(blocks, ["甲", "𠮷e\u{301}👩\u{200d}👩\u{200d}👧", "乙。"]);
    }
    let (project, _) = read_one(&file(" \n", json!({"blocks": []})));
    assert_eq!(project.set().blocks().count(), 0);
}

#[test]
fn blocks_have_the_last_word_on_parts() {
    // The part covers page furniture.
    let text = "头条\n正文。\n页脚\n尾巴。";
    let given = json!({
        "blocks": [
            {"id": "b1", "start": 0, "end": 2, "role": "headline", "article": "a1"},
            {"id": "b2", "start": 3, "end": 6, "role": "body", "article": "a1"},
            {"id": "b3", "start": 7, "end": 9, "role": "other", "article": null},
            {"id": "b4", "start": 10, "end": 13, "role": "body", "article": "a1"},
        ],
        "articles": [{"id": "a1", "parts": [[0, 13]]}],
    });
    let (project, codes) = read_one(&file(text, given));
    assert_eq!(codes, ["parts-rebuilt"]);
    let article = project.set().articles().next().unwrap();
    assert_eq!(project.quote(article), "头条\n正文。尾巴。");
}

#[test]
fn breaches_of_the_rules_are_named_and_mended() {
    let text = "甲乙丙丁戊\n己庚辛";
    let (project, codes) = read_one(&file(
        text,
        json!({
            "blocks": [
                {"id": "b1", "start": 0, "end": 5, "role": "deck"},
                {"id": "b2", "start": 3, "end": 5, "role": "body"},
                {"id": "b3", "start": 6, "end": 9, "role": "body", "status": "maybe"},
                {"id": "b4", "start": 6, "end": 90, "role": "body"},
                {"id": "b5", "start": 6, "end": 6, "role": "body"},
                {"id": "b6", "start": "6", "end": 7},
            ],
            "articles": [
                {"id": "a7", "parts": [[0, 3]], "title": "甲"},
                {"id": "a8", "parts": [[2, 9], [2, 4]]},
            ],
            "entities": [
                {"id": "e9", "label": "PER", "ranges": [[0, 2]], "quote": "丙丁"},
                {"id": "e9", "label": "PER", "ranges": [[2, 4], [3, 5]], "alias_of": "nobody"},
                {"id": "e10", "ranges": [[2, 4]]},
                {"id": "e11", "label": "PER"},
                7,
            ],
        }),
    ));
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    for code in [
        "not-understood",
        "blocks-overlap",
        "range-outside",
        "range-empty",
        "no-range",
        "ranges-overlap",
        "articles-overlap",
        "block-cut",
        "quote-differs",
        "id-twice",
        "unknown-label",
        "no-text",
        "title-differs",
    ] {
        assert!(sorted.contains(&code), "{code} is missing in {codes:?}");
    }
    let written = write_one(&project);
    for kept in
        [r#""unread":{"role":"deck"}"#, r#""quote":"丙丁""#, r#""status":"maybe""#, r#""alias_of":"nobody""#]
    {
        assert!(written.contains(kept), "{kept} is lost in {written}");
    }
    assert_eq!(project.set().articles().count(), 2);
    assert_eq!(project.set().entities().count(), 2);
}

#[test]
fn a_text_that_is_not_clean_keeps_its_places() {
    let text = "甲\r\n𠮷\u{0}丁";
    let (project, codes) = read_one(&file(
        text,
        json!({"entities": [{"label": "PER", "ranges": [[3, 4], [5, 6]], "quote": "𠮷丁"}]}),
    ));
    assert_eq!(codes, ["text-cleaned"]);
    assert_eq!(project.quote(project.set().entities().next().unwrap()), "𠮷丁");
    assert_eq!((project.info.ingest.crlf, project.info.ingest.nul), (1, 1));
}

#[test]
fn a_changed_text_is_told() {
    let (_, codes) = read_one(&file("甲", json!({"text_sha256": "00"})));
    assert_eq!(codes, ["text-changed"]);
}

#[test]
fn ids_that_are_not_ours_are_kept() {
    let given = json!({"entities": [
        {"id": "T1", "label": "PER", "ranges": [[0, 1]]},
        {"id": "T2", "label": "PER", "ranges": [[1, 2]], "alias_of": "T1"},
        {"id": 3, "label": "PER", "ranges": [[0, 2]]},
    ]});
    let (project, codes) = read_one(&file("甲乙", given));
    assert_eq!(codes, ["id-number"]);
    let written = write_one(&project);
    for id in [r#""id":"T1""#, r#""id":"T2""#, r#""alias_of":"T1""#, r#""id":"3""#] {
        assert!(written.contains(id), "{id} is lost in {written}");
    }
    let (again, _) = read_one(&written);
    assert_eq!(write_one(&again), written);
}

#[test]
fn hostile_sizes_do_not_hang() {
    // Many entities over one long line and over all lines.
    let text = "甲\n".repeat(20_000);
    let entities: Vec<Value> = (0..2000).map(|_| json!({"label": "PER", "ranges": [[0, 40_000]]})).collect();
    let (project, codes) = read_one(&file(&text, json!({"entities": entities})));
    assert!(codes.contains(&"too-many"));
    assert!(project.set().len() < 30_000);
    let ranges: Vec<Value> = (0..30_000).map(|i| json!([i, 40_000])).collect();
    let (_, codes) = read_one(&file(&text, json!({"entities": [{"label": "PER", "ranges": ranges}]})));
    assert!(codes.contains(&"ranges-overlap"));
}
