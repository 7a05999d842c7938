//! The commands: what they print, how they fail, and with which exit code.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::fs;

use common::{arg, folder, jianbao};
use serde_json::Value;

/// A small page with an astral character, a family emoji, a combining mark and CRLF.
const PAGE: &str = "潮江开渔节举行\r\n\r\n□ 本报记者 林小满\r\n\r\n　　本报潮江9月3日电　𠮷野集市昨日开张，迎来游客1300人，\
    收入8万元。👩‍👩‍👧 也来了，cafe\u{301} 开门。\r\n\r\n城际公交下月开通\r\n\r\n　　记者从市交通局获悉，票价两元。（方知夏）\r\n";

#[test]
fn a_page_is_proposed_for_from_a_file_and_from_standard_input() {
    let folder = folder("propose");
    let page = folder.join("page.txt");
    fs::write(&page, PAGE).unwrap();
    let from_file = jianbao(&["propose", arg(&page)], b"");
    assert_eq!((from_file.code, from_file.err.as_str()), (0, ""));
    let file: Value = serde_json::from_str(&from_file.out).unwrap();
    let document = &file["documents"][0];
    assert_eq!(document["name"], "page.txt");
    assert_eq!(document["ingest"]["newlines"], "crlf→lf: 9");
    assert_eq!(document["ingest"]["encoding"], "UTF-8");
    assert!(!document["articles"].as_array().unwrap().is_empty(), "{document}");
    assert!(document["blocks"].as_array().unwrap().iter().all(|block| block["status"] == "proposed"));

    let entity = |quote: &str| {
        let mut entities = document["entities"].as_array().unwrap().iter();
        entities.find(|entity| entity["quote"] == quote).unwrap_or_else(|| panic!("no {quote}: {document}"))
    };
    assert_eq!((&entity("8万元")["value"], &entity("8万元")["unit"]), (&"80000".into(), &"CNY".into()));
    assert_eq!((&entity("1300人")["value"], &entity("1300人")["unit"]), (&"1300".into(), &"人".into()));
    assert_eq!(entity("9月3日")["value"], "XXXX-09-03");

    let from_stdin = jianbao(&["propose", "-"], PAGE.as_bytes());
    assert_eq!(from_stdin.code, 0);
    let piped: Value = serde_json::from_str(&from_stdin.out).unwrap();
    assert_eq!(piped["documents"][0]["blocks"], document["blocks"]);

    let accepted = jianbao(&["propose", arg(&page), "--accept", "all"], b"");
    let accepted: Value = serde_json::from_str(&accepted.out).unwrap();
    assert!(accepted["documents"][0]["blocks"].as_array().unwrap().iter().all(|b| b["status"] == "accepted"));

    let checked = jianbao(&["check", "-"], from_stdin.out.as_bytes());
    assert_eq!((checked.code, checked.out.as_str(), checked.err.as_str()), (0, "", ""));
}

#[test]
fn words_and_thresholds_shape_what_is_proposed() {
    let folder = folder("words");
    let words = folder.join("words.csv");
    fs::write(&words, "文字,标签\r\n𠮷野集市,ORG\r\n渔节,没有的\r\n三\r\n").unwrap();
    let entities = |args: &[&str]| -> (i32, String, Vec<(String, String, f64)>) {
        let run = jianbao(&[&["propose", "-"], args].concat(), PAGE.as_bytes());
        let file: Value = serde_json::from_str(&run.out).unwrap_or_default();
        let list = file["documents"][0]["entities"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let row = |e: &Value| (text(&e["quote"]), text(&e["label"]), e["confidence"].as_f64().unwrap_or(1.0));
        (run.code, run.err, list.iter().map(row).collect())
    };
    let (code, err, found) = entities(&["--words", arg(&words)]);
    let lines: Vec<_> = err.lines().collect();
    assert_eq!((code, lines.len()), (1, 2), "{err}");
    assert!(lines[0].contains("line 3: no label “没有的” in the set"), "{err}");
    assert!(lines[1].contains("line 4: no label"), "{err}");
    assert!(found.iter().any(|(quote, label, _)| (quote.as_str(), label.as_str()) == ("𠮷野集市", "ORG")));

    let (_, _, all) = entities(&[]);
    let (code, err, sure) = entities(&["--threshold", "0.9", "--threshold", "人名=1"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(sure.len() < all.len() && !sure.is_empty());
    assert!(sure.iter().all(|(_, label, p)| *p >= if label == "PER" { 1.0 } else { 0.9 }), "{sure:?}");
    let (code, err, _) = entities(&["--threshold", "没有的=0.5"]);
    assert_eq!((code, err.as_str()), (1, "jianbao: --threshold: there is no label 没有的\n"));
    let (code, err, _) = entities(&["--threshold", "PER=7"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_folder_gives_a_folder_and_one_bad_page_does_not_stop_the_rest() {
    let folder = folder("folder");
    fs::write(folder.join("a.txt"), PAGE).unwrap();
    fs::write(folder.join("b.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\0").unwrap();
    fs::write(folder.join("c.txt"), "  \n").unwrap();
    fs::write(folder.join("d.txt"), encoding_rs::GB18030.encode(PAGE).0).unwrap();
    let out = folder.join("out");
    let run = jianbao(&["propose", arg(&folder), "--out", arg(&out)], b"");
    assert_eq!(run.code, 1);
    let lines: Vec<_> = run.err.lines().collect();
    assert_eq!(lines.len(), 1, "{}", run.err);
    assert!(lines[0].contains("b.txt: not a text but a picture (PNG)"));
    assert!(out.join("a.json").exists() && out.join("c.json").exists() && !out.join("b.json").exists());
    let d: Value = serde_json::from_slice(&fs::read(out.join("d.json")).unwrap()).unwrap();
    assert_eq!(d["documents"][0]["ingest"]["encoding"], "gb18030");
    assert!(d["documents"][0]["text"].as_str().unwrap().contains("𠮷野集市"));

    let run = jianbao(&["propose", arg(&folder)], b"");
    assert_eq!(run.code, 1);
    assert_eq!(run.err, "jianbao: a folder needs --out DIR for the results\n");
}

#[test]
fn an_empty_or_blank_page_gives_an_empty_document() {
    for text in ["", " \r\n\n\u{3000}\t\n"] {
        let run = jianbao(&["propose", "-"], text.as_bytes());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{text:?}");
        let file: Value = serde_json::from_str(&run.out).unwrap();
        let document = &file["documents"][0];
        assert_eq!(document["text"], text.replace("\r\n", "\n"));
        for list in ["blocks", "articles", "entities"] {
            assert_eq!(document[list], Value::Array(Vec::new()), "{list} of {text:?}");
        }
        let checked = jianbao(&["check", "-"], run.out.as_bytes());
        assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{text:?}");
    }
}

#[test]
fn lines_of_json_give_lines_of_labelled_json() {
    let input = format!(
        "{}\n\nnot json\n{{\"id\": 5}}\n{}\n",
        serde_json::json!({"id": "p1", "text": PAGE, "paper": "潮江日报"}),
        serde_json::json!({"id": 7, "text": "一行。"}),
    );
    let run = jianbao(&["propose", "-", "--jsonl"], input.as_bytes());
    assert_eq!(run.code, 1);
    let errors: Vec<_> = run.err.lines().collect();
    assert_eq!(errors, ["jianbao: line 3: not a JSON object (column 2)", "jianbao: line 4: no text in it"]);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["documents"][0]["id"], "p1");
    assert_eq!(lines[0]["documents"][0]["meta"]["paper"], "潮江日报");
    assert_eq!(lines[1]["documents"][0]["id"], "7");

    let folder = folder("jsonl");
    let file = folder.join("pages.jsonl");
    fs::write(&file, &run.out).unwrap();
    assert_eq!(jianbao(&["check", arg(&file)], b"").code, 0);
    let stats = jianbao(&["stats", "--json", arg(&file)], b"");
    let stats: Value = serde_json::from_str(&stats.out).unwrap();
    assert_eq!(stats["documents"], 2);
}

#[test]
fn a_file_that_is_wrong_is_told_where() {
    let folder = folder("check");
    let cases = [
        ("empty.json", "", "the file is empty [empty]"),
        ("text.json", "报纸", "not JSON: line 1, column 1 [not-json]"),
        ("foreign.json", r#"{"text": "a"}"#, "[not-jianbao]"),
        ("newer.json", r#"{"format": "jianbao", "version": 9, "documents": []}"#, "version 9 of the format"),
        ("cut.json", r#"{"format": "jianbao", "version": 1, "docu"#, "the file ends too early [damaged]"),
        (
            "quote.json",
            r#"{"format": "jianbao", "version": 1, "offset_unit": "code_point", "labels": [{"id": "PER"}],
               "documents": [{"id": "d1", "text": "𠮷甲乙", "blocks": [], "articles": [], "entities": [
               {"id": "e1", "label": "PER", "ranges": [[1, 2]], "quote": "乙", "status": "accepted",
                "origin": "person"}]}]}"#,
            "warning: documents[0].entities[0].quote (text 1): the text at this place is another than the quote",
        ),
        (
            "missing.json",
            r#"{"format": "jianbao", "version": 1, "offset_unit": "code_point", "labels": [{"id": "PER"}],
               "documents": [{"id": "d1", "text": "甲乙", "blocks": [], "articles": [], "entities": [
               {"id": "e1", "label": "PER", "ranges": [[1, 2]], "quote": "乙", "origin": "person"}]}]}"#,
            "documents[0].entities[0]: no status [missing]",
        ),
    ];
    for (name, content, message) in cases {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        let run = jianbao(&["check", arg(&path)], b"");
        assert_eq!(run.code, 1, "{name}");
        assert_eq!(run.err.lines().count(), 1, "{name}: {}", run.err);
        assert!(run.err.contains(name) && run.err.contains(message), "{name}: {}", run.err);
    }
    let run = jianbao(&["check", arg(&folder.join("nowhere.json"))], b"");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("nowhere.json"));
    let two = jianbao(&["check", arg(&folder.join("empty.json")), arg(&folder.join("text.json"))], b"");
    assert_eq!((two.code, two.err.lines().count()), (1, 2));
}

#[test]
fn the_samples_are_valid_and_counted() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/page.gold.json");
    let checked = jianbao(&["check", samples], b"");
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    let stats = jianbao(&["stats", samples], b"");
    assert_eq!(stats.code, 0);
    assert!(stats.out.starts_with("1 documents, "), "{}", stats.out);
    assert!(stats.out.contains("headline") && stats.out.contains("PER") && stats.out.contains("person"));
}

#[test]
fn a_page_scores_full_marks_against_itself_and_none_against_nothing() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/page.gold.json");
    let run = jianbao(&["evaluate", "--json", sample, sample], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let scores: Value = serde_json::from_str(&run.out).unwrap();
    for figure in ["b3", "art90", "exact", "bound", "join", "joinb", "inline", "link"] {
        assert_eq!(scores["articles"][figure][2], 1.0, "{figure}");
    }
    assert_eq!(scores["articles"]["role_acc"], 1.0);
    assert_eq!(scores["entities"]["all"]["f"], 1.0);

    let folder = folder("evaluate");
    fs::create_dir_all(folder.join("gold")).unwrap();
    fs::create_dir_all(folder.join("pred")).unwrap();
    fs::copy(sample, folder.join("gold/page.json")).unwrap();
    let run = jianbao(&["evaluate", "--json", arg(&folder.join("gold")), arg(&folder.join("pred"))], b"");
    assert_eq!(run.code, 0);
    let scores: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(scores["articles"]["exact"][2], 0.0);
    assert_eq!(scores["entities"]["all"]["f"], 0.0);

    let run = jianbao(&["evaluate", sample, arg(&folder.join("nowhere.json"))], b"");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("nowhere.json"));
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    assert_eq!(jianbao(&[], b"").code, 2);
    assert_eq!(jianbao(&["frobnicate"], b"").code, 2);
    assert_eq!(jianbao(&["check"], b"").code, 2);
    assert_eq!(jianbao(&["--version"], b"").code, 0);
}

#[test]
fn a_page_is_converted_and_what_is_lost_is_told() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/page.gold.json");
    let folder = folder("convert");
    let out = folder.join("page.jsonl");
    let run = jianbao(&["convert", sample, "--to", "doccano", "--out", arg(&out)], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.lines().all(|line| line.starts_with("jianbao: loss: ")), "{}", run.err);
    assert!(run.err.contains("[roles]"));

    // And back: the format is found out by itself.
    let back = folder.join("back.json");
    let run = jianbao(&["convert", arg(&out), "--to", "jianbao", "--out", arg(&back)], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let scores = jianbao(&["evaluate", "--json", "--nested", sample, arg(&back)], b"");
    let scores: Value = serde_json::from_str(&scores.out).unwrap();
    // All but those that a break cuts.
    assert!(scores["entities"]["all"]["f"].as_f64().unwrap() > 0.97, "{scores}");

    let bio = folder.join("page.bio");
    let run = jianbao(&["convert", sample, "--to", "bio", "--articles", "--out", arg(&bio)], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(fs::read_to_string(&bio).unwrap().contains(" B-PER\n"));
    assert!(folder.join("page.map.jsonl").exists());

    let run = jianbao(&["convert", sample, "--to", "nonsense"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("label-studio"));
    let run = jianbao(&["convert", "-", "--to", "doccano"], b"{}");
    assert_eq!((run.code, run.err.as_str()), (1, "jianbao: -: no known format\n"));
}

#[test]
fn lines_are_converted_in_a_stream() {
    let mut input = String::new();
    for i in 0..200 {
        input.push_str(&format!(
            "{{\"id\": {i}, \"text\": \"林小满来到潮江。\", \"label\": [[0, 3, \"PER\"]]}}\n"
        ));
    }
    input.push_str("{\"id\": 200, \"text\": \"短\", \"label\": [[0, 9, \"PER\"]]}\n");
    let run = jianbao(&["convert", "-", "--jsonl", "--to", "bmes"], input.as_bytes());
    assert_eq!(run.code, 1);
    assert_eq!(run.out.matches("林 B-PER\n小 M-PER\n满 E-PER\n").count(), 200);
    let problems: Vec<_> = run.err.lines().filter(|line| !line.contains(": loss: ")).collect();
    assert_eq!(problems.len(), 1, "{}", run.err);
    assert!(problems[0].contains("line 201") && problems[0].contains("[range-outside]"), "{}", run.err);
    assert!(problems[0].contains("0 to 9 is not in the text, which has 1 UTF-16 units"), "{}", run.err);
    // The map beside counts the lines of the whole file.
    let folder = folder("stream");
    let out = folder.join("all.bmes");
    jianbao(&["convert", "-", "--jsonl", "--to", "bmes", "--out", arg(&out)], input.as_bytes());
    let lines = fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    let map = fs::read_to_string(folder.join("all.map.jsonl")).unwrap();
    for row in map.lines().take(200) {
        let row: Value = serde_json::from_str(row).unwrap();
        assert_eq!(lines[row["line"].as_u64().unwrap() as usize - 1], "林 B-PER");
    }
    assert_eq!(map.lines().count(), 201);
    // Another encoding, line by line.
    let (gb, _, _) = encoding_rs::GB18030.encode(&input);
    let run = jianbao(&["convert", "-", "--jsonl", "--encoding", "gbk", "--to", "bmes"], &gb);
    assert_eq!(run.out.matches("林 B-PER\n").count(), 200, "{}", run.err);
    let run = jianbao(&["convert", "-", "--jsonl", "--to", "bmes", "--flat", "per-label"], input.as_bytes());
    assert!(run.code == 1 && run.err.contains("--out"), "{}", run.err);
}

/// Formats of which nothing can be put behind what a file holds go into numbered files, which are read as any other.
#[test]
fn lines_become_numbered_files_of_many_documents() {
    const N: usize = 2100;
    let text = "林小满到𠮷野🙂。👩‍👩‍👧e\u{301}";
    let line = |i| serde_json::json!({"page_id": format!("页{i}"), "text": text, "label": [[0, 3, "PER"]]});
    let input: String = (0..N).map(|i| format!("{}\r\n", line(i))).collect();
    let run = jianbao(&["convert", "-", "--jsonl", "--to", "brat"], input.as_bytes());
    assert!(run.code == 1 && run.err.contains("brat is written as numbered files"), "{}", run.err);
    for (to, extension) in
        [("brat", "zip"), ("spacy-docbin", "spacy"), ("web-annotation", "jsonld"), ("stam", "json")]
    {
        let folder = folder(to);
        let run = jianbao(&["convert", "-", "--jsonl", "--to", to, "--out", arg(&folder)], input.as_bytes());
        assert_eq!(run.code, 0, "{to}: {}", run.err);
        let counts = ["0001", "0002", "0003"].map(|number| {
            let file = folder.join(format!("jianbao-{number}.{extension}"));
            let back = jianbao(&["convert", arg(&file), "--to", "doccano"], b"");
            assert_eq!(back.code, 0, "{to}: {}", back.err);
            let first: Value = serde_json::from_str(back.out.lines().next().unwrap()).unwrap();
            assert_eq!((first["text"].as_str(), &first["label"][0][1]), (Some(text), &3.into()));
            back.out.lines().count()
        });
        assert_eq!(counts, [1000, 1000, 100], "{to}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
    }
}

/// Documents of doccano, one a line, on ten days; the first and the last have the same text.
fn corpus() -> String {
    let text = |i: usize| {
        let i = i % 39 + 1;
        format!("第{i}号消息：𠮷野在{}来到潮江{}，称“{}”。👩‍👩‍👧", i * 7919, i * 104_729, i * 15_485_863)
    };
    let line = |i| {
        let row = serde_json::json!({
            "page_id": format!("2031-02-{:02}-{i}", i % 10 + 1), "text": text(i), "label": [[0, 1, "EVENT"]],
        });
        format!("{row}\n")
    };
    (0..40).map(line).collect()
}

#[test]
fn documents_are_parted_and_leaks_are_told() {
    let folder = folder("split");
    // As a whole, and line by line.
    for name in ["corpus.txt", "corpus.jsonl"] {
        let input = folder.join(name);
        fs::write(&input, corpus()).unwrap();
        let lines = |part: &str, out: &std::path::Path| {
            fs::read_to_string(out.join(format!("corpus.{part}.jsonl")))
                .map_or(0, |text| text.lines().count())
        };
        let split = |more: &[&str], out: &std::path::Path| {
            let to = [
                "convert",
                arg(&input),
                "--to",
                "doccano",
                "--split",
                "train=.8,dev=.1,test=.1",
                "--out",
                arg(out),
            ];
            let run = jianbao(&[&to[..], more].concat(), b"");
            assert_eq!(run.code, 0, "{}", run.err);
            run.err
        };
        let by_day = folder.join(format!("{name}-by-day"));
        let told = split(&["--by", "date"], &by_day);
        assert!(told.contains("jianbao: split: train 32, dev 4, test 4\n"), "{told}");
        let test = fs::read_to_string(by_day.join("corpus.test.jsonl")).unwrap();
        assert!(test.lines().all(|line| line.contains("2031-02-10")), "{test}");
        // Documents 0 and 39 are the same text, on the first day and on the last.
        assert!(
            told.contains("jianbao: leak: 2031-02-01-0# and 2031-02-10-39# are nearly the same"),
            "{told}"
        );

        let (one, two) = (folder.join(format!("{name}-1")), folder.join(format!("{name}-2")));
        let told = split(&["--seed", "1"], &one);
        assert!(told.contains("jianbao: split: train "), "{told}");
        split(&["--seed", "2"], &two);
        let all = ["train", "dev", "test"].map(|part| lines(part, &one));
        assert_eq!(all.iter().sum::<usize>(), 40);
        let read = |out: &std::path::Path| fs::read_to_string(out.join("corpus.train.jsonl")).unwrap();
        assert_ne!(read(&one), read(&two));
    }
    let wrong = ["train=.8,dev=.1", "dev=.7,test=.7", "dev=x", "other=.1", "dev=.123"];
    for shares in wrong {
        let run =
            jianbao(&["convert", "-", "--to", "doccano", "--split", shares, "--out", arg(&folder)], b"");
        assert_eq!(run.code, 2, "{shares}: {}", run.err);
    }
    let input = corpus();
    let args =
        ["convert", "-", "--jsonl", "--to", "hf", "--split", "dev=.2", "--by", "date", "--out", arg(&folder)];
    let run = jianbao(&args, input.as_bytes());
    assert!(run.code == 1 && run.err.contains("read twice"), "{}", run.err);
    // What Hugging Face needs lies beside.
    let hub = folder.join("hub");
    let args = ["convert", "-", "--jsonl", "--to", "hf", "--split", "dev=.2,test=.2", "--out", arg(&hub)];
    let run = jianbao(&args, input.as_bytes());
    assert_eq!(run.code, 0, "{}", run.err);
    let card = fs::read_to_string(hub.join("README.md")).unwrap();
    for part in ["train", "validation", "test"] {
        assert!(hub.join(format!("{part}.jsonl")).exists(), "{part}");
        assert!(card.contains(&format!("split: {part}\n    path: {part}.jsonl")), "{card}");
    }
    assert!(fs::read_to_string(hub.join("labels.json")).unwrap().contains("B-EVENT"));
}

#[test]
fn an_encoding_can_be_given() {
    let folder = folder("encoding");
    let page = folder.join("page.txt");
    // Two characters alone say nothing of their encoding.
    fs::write(&page, [0xa4, 0xa4, 0xa4, 0xe5]).unwrap();
    let run = jianbao(&["convert", arg(&page), "--encoding", "big5", "--to", "jianbao"], b"");
    assert!(run.out.contains("\"text\": \"中文\""), "{}{}", run.out, run.err);
    let run = jianbao(&["convert", arg(&page), "--encoding", "none-such", "--to", "jianbao"], b"");
    assert!(run.code == 1 && run.err.contains("unknown encoding"), "{}", run.err);
}

#[test]
fn a_simulated_person_corrects_documents_in_order() {
    let folder = folder("simulate");
    let line = |fish: &str| {
        let text = format!("渔民👩‍👩‍👧昨天捕到一条{fish}，𠮷川的cafe\u{301}也来买。");
        let start = text.chars().take_while(|&c| c != '条').count() + 1;
        let span = (start, start + fish.chars().count(), "FISH");
        serde_json::json!({ "text": text, "spans": [span] }).to_string()
    };
    let first = ['青', '赤', '白', '黑', '金', '银', '灰', '花'];
    let kinds = ["纹鲱鱼", "鳍鲳鱼", "背鲈鱼", "点鲟鱼", "须鲶鱼", "尾鲤鱼"];
    let lines: Vec<String> =
        first.iter().flat_map(|a| kinds.iter().map(move |kind| line(&format!("{a}{kind}")))).collect();
    let file = folder.join("fish.jsonl");
    fs::write(&file, lines.join("\r\n")).unwrap();
    let run = jianbao(&["simulate", arg(&file), "--after", "0,40", "--by-label"], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let rows: Vec<_> = run.out.lines().filter(|row| row.contains("corrected (")).collect();
    assert_eq!(rows.len(), 2, "{}", run.out);
    assert!(rows[0].contains("without F 0.000  with P 0.000 R 0.000 F 0.000"), "{}", run.out);
    let f: f64 = rows[1].split("F ").nth(2).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(f > 0.8, "{}", run.out);

    let run = jianbao(&["simulate", arg(&file), "--after", "100"], b"");
    assert!(run.code == 1 && run.err.contains("48 documents"), "{}", run.err);
    fs::write(&file, "{\"text\": \"甲\", \"spans\": []}\n不是 JSON\n").unwrap();
    let run = jianbao(&["simulate", arg(&file), "--after", "0"], b"");
    assert!(run.code == 1 && run.err.contains("line 2"), "{}", run.err);
}

#[test]
fn pages_of_left_out_days_are_no_training() {
    let folder = folder("days");
    fs::write(folder.join("a.txt"), "𠮷野集市e\u{301}👩‍👩‍👧\r\n").unwrap();
    fs::write(folder.join("a.json"), r#"{"lines": [], "articles": [], "meta": {"page": "20310203-01"}}"#)
        .unwrap();
    let out = folder.join("model.bin");
    for days in ["3", "03", "1,3"] {
        let train = ["train", "articles", "--data", arg(&folder), "--out", arg(&out), "--without-days", days];
        let run = jianbao(&train, b"");
        assert!(run.code == 1 && run.err.contains("no pages in"), "{days}: {}", run.err);
    }
    let run = jianbao(&["train", "articles", "--data", arg(&folder), "--without-days", "32"], b"");
    assert_eq!(run.code, 2);
}
