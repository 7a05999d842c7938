//! The formats of other tools: what is written reads back, what is lost is named, and foreign forms are understood.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::collections::BTreeMap;

use common::{project_of, projects};
use jianbao_core::annotation::Pieces;
use jianbao_core::edit::Command;
use jianbao_core::testing::Harness;
use jianbao_core::{ByteRange, LabelId, Project};
use jianbao_formats::hub::{
    Access, ExportOptions, Exported, Flat, Format, LossKind, OffsetUnit, OutFile, ReadError, Scope, SplitBy,
    SplitRule, Statuses, Stream, detect, export, export_split, format, formats, import, loss,
};
use proptest::prelude::*;

const TEXT: &str = "𠮷野集市开张\n\n□ 本报记者 林小\n满 👩‍👩‍👧 摄\n　　潮江市e\u{301}讯　昨日，王大海来到潮江市渔业局。\n下转3版\n";

/// A page with entities that nest, that a break cuts, and that end at every kind of character.
fn page() -> Project {
    let mut harness: Harness = project_of(TEXT, &[]);
    let span = |from: &str, to: &str| {
        let start = TEXT.find(from).unwrap();
        let end = start + TEXT[start..].find(to).unwrap() + to.len();
        ByteRange::at(start, end)
    };
    let mut add = |label: &str, ranges: &[ByteRange]| {
        let places = vec![Pieces::new(ranges.iter().copied()).unwrap()];
        harness.run(&Command::AddEntities { label: LabelId::new(label), places }).unwrap();
    };
    add("LOC", &[span("𠮷野", "野")]);
    add("EVENT", &[span("𠮷野集市", "张")]);
    add("PER", &[span("林小", "小"), span("满", "满")]);
    add("PER", &[span("👩", "👧")]);
    add("LOC", &[span("潮江市e", "e\u{301}")]);
    add("PER", &[span("王大海", "海")]);
    add("ORG", &[span("潮江市渔", "局")]);
    harness.run(&Command::CutArticle { at: jianbao_core::ByteOffset(0) }).unwrap();
    let article = harness.project.set().articles().next().unwrap().id;
    let blocks: Vec<_> = harness.project.set().blocks().skip(1).take(3).map(|block| block.id).collect();
    let to = jianbao_core::edit::Destination::Article(article);
    harness.run(&Command::MoveBlocks { blocks: blocks.clone(), to }).unwrap();
    harness.run(&Command::SetContinues { block: blocks[1], continues: true }).unwrap();
    harness.project
}

fn written() -> impl Iterator<Item = &'static dyn Format> {
    formats().iter().copied().filter(|format| format.info().access != Access::Read)
}

/// Label and quote of every entity that counts, white space aside.
fn quotes(project: &Project) -> Vec<(String, String)> {
    let mut out: Vec<_> = project
        .set()
        .entities()
        .filter(|found| found.is_live())
        .map(|found| {
            let quote = project.quote(found).split_whitespace().collect();
            (found.entity().unwrap().label.to_string(), quote)
        })
        .collect();
    out.sort();
    out
}

/// Label and ranges of every entity that counts.
fn places(project: &Project) -> Vec<(String, Vec<ByteRange>)> {
    let live = project.set().entities().filter(|found| found.is_live());
    let mut out: Vec<_> =
        live.map(|found| (found.entity().unwrap().label.to_string(), found.body.ranges().to_vec())).collect();
    out.sort();
    out
}

#[test]
fn every_format_is_written_and_told_from_the_others() {
    let page = page();
    for format in written() {
        let info = format.info();
        for scope in [Scope::Page, Scope::Article] {
            let options = ExportOptions { scope, ..ExportOptions::default() };
            let exported = export(format, &[&page], "page", &options).unwrap();
            let first = &exported.files[0];
            assert!(first.name.ends_with(info.extension), "{}", first.name);
            assert!(!first.bytes.is_empty(), "{}", info.id);
            if info.access == Access::ReadWrite {
                let found = detect(&first.bytes).map(|format| format.info().id);
                assert_eq!(found, Some(info.id), "{scope:?}");
            }
            assert_eq!(loss(format, &[&page], &options), exported.loss);
        }
    }
}

#[test]
fn the_report_and_the_table_agree() {
    let page = page();
    for format in written() {
        let keeps = format.info().keeps;
        let report = loss(format, &[&page], &ExportOptions::default());
        let has = |kind| report.has(kind);
        assert_eq!(has(LossKind::Entities), !keeps.entities, "{}", format.info().id);
        if keeps.entities {
            assert_eq!(has(LossKind::Overlap), !keeps.overlap, "{}", format.info().id);
            assert_eq!(has(LossKind::Discontiguous), !keeps.discontiguous, "{}", format.info().id);
        }
        assert_eq!(has(LossKind::Articles), !keeps.articles, "{}", format.info().id);
        assert_eq!(has(LossKind::WhiteSpace), !keeps.white_space, "{}", format.info().id);
    }
}

#[test]
fn a_name_that_a_break_cuts_is_whole_in_the_article() {
    let page = page();
    let options = ExportOptions { scope: Scope::Article, ..ExportOptions::default() };
    let exported = export(format("doccano").unwrap(), &[&page], "page", &options).unwrap();
    let line: serde_json::Value = serde_json::from_slice(&exported.files[0].bytes).unwrap();
    assert!(line["text"].as_str().unwrap().contains("林小满"), "{line}");
    assert!(!exported.loss.has(LossKind::Discontiguous));
    // The fragments lead back to the page.
    let text: Vec<char> = TEXT.chars().collect();
    let fragments = line["fragments"].as_array().unwrap().iter();
    let parts: Vec<String> = fragments
        .map(|f| text[f[0].as_u64().unwrap() as usize..f[1].as_u64().unwrap() as usize].iter().collect())
        .collect();
    let whole: String = line["text"].as_str().unwrap().replace('\n', "");
    assert_eq!(parts.concat(), whole);
}

#[test]
fn doccano_counts_as_it_is_asked_to() {
    let page = page();
    let starts = |unit| {
        let options = ExportOptions { unit: Some(unit), ..ExportOptions::default() };
        let exported = export(format("doccano").unwrap(), &[&page], "page", &options).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&exported.files[0].bytes).unwrap();
        let last = line["label"].as_array().unwrap().last().unwrap().clone();
        (last[0].as_u64().unwrap(), last[1].as_u64().unwrap())
    };
    assert_eq!(starts(OffsetUnit::CodePoint), (45, 51));
    assert_eq!(starts(OffsetUnit::Utf16), (49, 55));
    assert_eq!(starts(OffsetUnit::Grapheme), (40, 46));
    let options = ExportOptions { relations: true, ..ExportOptions::default() };
    let exported = export(format("doccano").unwrap(), &[&page], "page", &options).unwrap();
    let text = String::from_utf8(exported.files[0].bytes.clone()).unwrap();
    assert!(text.contains(r#""start_offset":"#) && text.contains(r#""relations":[]"#));
}

#[test]
fn one_of_nested_entities_is_chosen() {
    let page = page();
    let labels = |flat| {
        let options = ExportOptions { flat, ..ExportOptions::default() };
        let exported = export(format("bio").unwrap(), &[&page], "page", &options).unwrap();
        let names: Vec<_> = exported.files.iter().map(|file| file.name.clone()).collect();
        let text: String =
            exported.files.iter().map(|file| String::from_utf8(file.bytes.clone()).unwrap()).collect();
        (names, text)
    };
    assert!(labels(Flat::Outermost).1.contains("𠮷 B-EVENT\n野 I-EVENT"));
    assert!(labels(Flat::Innermost).1.contains("𠮷 B-LOC\n野 I-LOC\n集 O"));
    let (names, text) = labels(Flat::PerLabel);
    assert!(names.contains(&"page.LOC.bio".to_owned()) && names.contains(&"page.EVENT.bio".to_owned()));
    assert!(text.contains("𠮷 B-EVENT") && text.contains("𠮷 B-LOC"));
}

#[test]
fn schemes_tag_as_they_should_and_the_map_leads_back() {
    let page = page();
    let write =
        |id: &str| export(format(id).unwrap(), &[&page], "page", &ExportOptions::default()).unwrap().files;
    let text = |id: &str| String::from_utf8(write(id)[0].bytes.clone()).unwrap();
    assert!(text("bioes").contains("王 B-PER\n大 I-PER\n海 E-PER\n"));
    assert!(text("bmes").contains("王 B-PER\n大 M-PER\n海 E-PER\n"));
    assert!(text("bio").contains("林 B-PER\n小 I-PER\n满 I-PER\n"));
    let files = write("bio");
    let lines: Vec<&str> = std::str::from_utf8(&files[0].bytes).unwrap().lines().collect();
    let chars: Vec<char> = TEXT.chars().collect();
    for row in std::str::from_utf8(&files[1].bytes).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let first = row["line"].as_u64().unwrap() as usize - 1;
        for (i, place) in row["page"].as_array().unwrap().iter().enumerate() {
            assert!(lines[first + i].starts_with(chars[place.as_u64().unwrap() as usize]));
        }
    }
    // A longest length cuts at sentences and never inside an entity.
    let options = ExportOptions { max_chars: Some(4), ..ExportOptions::default() };
    let short = export(format("bioes").unwrap(), &[&page], "page", &options).unwrap();
    let short = String::from_utf8(short.files[0].bytes.clone()).unwrap();
    assert!(short.contains("王 B-PER\n大 I-PER\n海 E-PER\n"));
    assert!(short.matches("\n\n").count() > text("bioes").matches("\n\n").count());
}

#[test]
fn readable_forms_put_the_article_together() {
    let page = page();
    let read = |id: &str| {
        let files = export(format(id).unwrap(), &[&page], "page", &ExportOptions::default()).unwrap().files;
        String::from_utf8(files[0].bytes.clone()).unwrap()
    };
    assert!(read("text").contains("□ 本报记者 林小满 👩‍👩‍👧 摄\n"));
    assert!(read("markdown").contains("林小满"));
    let tei = read("tei");
    assert!(tei.contains("<persName part=\"I\">林小</persName>"), "{tei}");
    assert!(tei.contains("<persName part=\"F\">满</persName>"), "{tei}");
    assert!(
        tei.contains("<div type=\"article\"") && tei.contains("<fw type=\"furniture\">下转3版</fw>"),
        "{tei}"
    );
    let csv = read("csv");
    assert!(csv.starts_with("\u{feff}document,article,id,label,quote,start,end,ranges"));
    assert!(csv.contains(",PER,林小满,15,19,15-17;18-19,accepted,person,"), "{csv}");
}

#[test]
fn foreign_forms_are_understood() {
    let one = |bytes: &[u8]| {
        let imported = import(None, bytes, "file").unwrap();
        let codes: Vec<_> = imported.diagnostics.iter().map(|found| found.code).collect();
        (quotes(&imported.projects[0]), codes)
    };
    let pair = |label: &str, quote: &str| (label.to_owned(), quote.to_owned());
    // Old doccano keys; UTF-16 offsets.
    let (found, _) = one(r#"{"data": "𠮷野来了", "labels": [[0, 3, "PER"]]}"#.as_bytes());
    assert_eq!(found, [pair("PER", "𠮷野")]);
    // doccano's relation form.
    let (found, codes) =
        one(r#"{"text": "甲乙丙", "entities": [{"id": 0, "label": "X", "start_offset": 1, "end_offset": 3}],
            "relations": [{"id": 0}]}"#
            .replace('\n', " ")
            .as_bytes());
    assert_eq!(found, [pair("X", "乙丙")]);
    assert!(codes.contains(&"relations") && codes.contains(&"label-added"));
    // Inclusive ends.
    let (found, _) = one(
        r#"{"text": "北京勘察设计协会副会长", "label": {"organization": {"北京勘察设计协会": [[0, 7]]}}}"#
            .as_bytes(),
    );
    assert_eq!(found, [pair("organization", "北京勘察设计协会")]);
    // Label Studio as it counted before 2021, by its quotes, and its short form.
    let (found, codes) =
        one(r#"[{"data": {"text": "𠮷𠮷林小满"}, "completions": [{"result": [{"type": "labels",
            "value": {"start": 4, "end": 7, "text": "林小满", "labels": ["PER"]}}]}]}]"#
            .as_bytes());
    assert_eq!((found, codes), (vec![pair("PER", "林小满")], vec!["unit"]));
    let (found, _) = one(
        r#"[{"text": "林小满", "label": [{"start": 0, "end": 3, "text": "林小满", "labels": ["PER"]}]}]"#
            .as_bytes(),
    );
    assert_eq!(found, [pair("PER", "林小满")]);
    // Web Annotations of Recogito count UTF-16.
    let (found, codes) = one(
        r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage",
            "jianbao:sources": [{"id": "urn:x", "value": "𠮷林小满"}],
            "items": [{"body": {"type": "TextualBody", "value": "PER"}, "target": {"source": "urn:x", "selector": [
              {"type": "TextQuoteSelector", "exact": "林小满"}, {"type": "TextPositionSelector", "start": 2, "end": 5}]}}]}"#
            .as_bytes(),
    );
    assert_eq!((found, codes), (vec![pair("PER", "林小满")], vec!["unit"]));
    // IOB1, words, tabs and CRLF.
    let (found, _) = one(
        b"-DOCSTART-\t-X-\tO\tO\r\n\r\nAnn\tNNP\tI-NP\tI-PER\r\nLee\tNNP\tI-NP\tI-PER\r\nsat\tVB\tO\tO\r\n",
    );
    assert_eq!(found, [pair("PER", "AnnLee")]);
    // spaCy tuples as ner-annotator wraps them.
    let (found, _) =
        one(r#"{"classes": ["PER"], "annotations": [["林小满来", {"entities": [[0, 3, "PER"]]}]]}"#
            .as_bytes());
    assert_eq!(found, [pair("PER", "林小满")]);
    // CAS JSON with the carets of the specification.
    let (found, _) =
        one(r#"{"%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "𠮷林小满"},
            {"%ID": 2, "%TYPE": "custom.Span", "@sofa": 1, "^begin": 2, "^end": 5, "label": "PER"}]}"#
            .as_bytes());
    assert_eq!(found, [pair("PER", "林小满")]);
    // STAM of another program: data written inline, an end that counts from the end, an annotation on an annotation.
    let (found, codes) = one(r#"{"@type": "AnnotationStore", "resources": [{"@type": "TextResource", "@id": "r", "text": "𠮷林小满"}],
        "annotations": [{"@type": "Annotation", "@id": "a", "target": {"@type": "TextSelector", "resource": "r", "offset":
          {"@type": "Offset", "begin": {"@type": "BeginAlignedCursor", "value": 1}, "end": {"@type": "EndAlignedCursor", "value": 0}}},
          "data": [{"@type": "AnnotationData", "set": "s", "key": "class", "value": {"@type": "String", "value": "PER"}}]},
          {"@type": "Annotation", "target": {"@type": "AnnotationSelector", "annotation": "a"}, "data": []}]}"#
        .as_bytes());
    assert_eq!(found, [pair("PER", "林小满")]);
    assert!(codes.contains(&"no-range"));
    // WebAnno TSV: UTF-16, stacked values, an escaped bracket.
    let tsv = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.NamedEntity|value\n\n\n#Text=记者𠮷野\n1-1\t0-1\t记\t_\t\n\
        1-2\t1-2\t者\t_\t\n1-3\t2-4\t𠮷\tPER[1]\t\n1-4\t4-5\t野\tPER[1]\t\n\n#Text=上海市\n\
        2-1\t6-7\t上\tLOC[2]|X\\_Y\t\n2-2\t7-8\t海\tLOC[2]\t\n2-3\t8-9\t市\tLOC[2]\t\n";
    let (found, _) = one(tsv.as_bytes());
    assert_eq!(found, [pair("LOC", "上海市"), pair("PER", "𠮷野"), pair("X_Y", "上")]);
    // Text in an old encoding.
    let gb = import(None, &[0xc1, 0xd6, 0xd0, 0xa1, 0xc2, 0xfa, 0xc0, 0xb4, 0xc1, 0xcb, 0xa1, 0xa3], "a.txt")
        .unwrap();
    assert_eq!(gb.projects[0].document.text(), "林小满来了。");
}

#[test]
fn text_with_crlf_keeps_its_entities() {
    // Code points of the raw text, then with CRLF as one, told by the quote.
    for (start, end) in [(3, 6), (2, 5)] {
        let task = format!(
            r#"[{{"data": {{"text": "甲\r\n林小满"}}, "annotations": [{{"result": [{{"type": "labels",
                "value": {{"start": {start}, "end": {end}, "text": "林小满", "labels": ["PER"]}}}}]}}]}}]"#
        );
        let imported = import(None, task.as_bytes(), "").unwrap();
        assert_eq!(quotes(&imported.projects[0]), [("PER".to_owned(), "林小满".to_owned())]);
        assert_eq!(imported.projects[0].document.text(), "甲\n林小满");
    }
}

#[test]
fn what_is_of_no_format_is_refused() {
    assert!(matches!(import(None, b"", ""), Err(ReadError::Unknown)));
    assert!(matches!(import(None, b"{\"a\": 1}", ""), Err(ReadError::Unknown)));
    assert!(matches!(import(format("brat"), b"PK\x03\x04", ""), Err(ReadError::Damaged { .. })));
    assert!(matches!(import(format("tei"), b"<TEI/>", ""), Err(ReadError::WriteOnly("tei"))));
    assert!(matches!(import(format("doccano"), b"{\"text\": 1}\n", ""), Err(ReadError::Damaged { .. })));
}

#[test]
fn a_split_has_its_parts_its_card_and_its_leaks() {
    let pages: Vec<Project> = (0..10)
        .map(|i| {
            let line = if i == 9 { 0 } else { i };
            let text = format!(
                "第{line}版：𠮷野集市{}开张，客人{}位👩‍👩‍👧，收入{}元。",
                (line + 1) * 7919,
                (line + 1) * 104_729,
                (line + 1) * 15_485_863
            );
            let json = serde_json::json!({
                "format": "jianbao", "version": 1,
                "documents": [{"id": format!("2031-02-{:02}", i + 1), "text": text,
                    "entities": [{"label": "LOC", "ranges": [[4, 6]], "status": "accepted"}]}],
            });
            jianbao_formats::labelled_json::read(json.to_string().as_bytes()).unwrap().projects.remove(0)
        })
        .collect();
    let pages: Vec<&Project> = pages.iter().collect();
    let rule = SplitRule { by: SplitBy::Date, dev: 20, test: 10, seed: 1 };
    let split = |flat| {
        let options = ExportOptions { flat, ..ExportOptions::default() };
        export_split(format("hf").unwrap(), &pages, "corpus", &options, Some(&rule)).unwrap()
    };
    let exported = split(Flat::Outermost);
    let parts: Vec<_> = exported.parts.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(parts, [("train", 7), ("dev", 2), ("test", 1)]);
    assert_eq!(exported.checked, Some(10));
    // The first page and the last are nearly the same.
    assert_eq!(exported.leaks, [("2031-02-01#".to_owned(), "2031-02-10#".to_owned())]);
    let names = |exported: &Exported| exported.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        names(&exported),
        ["train.jsonl", "validation.jsonl", "test.jsonl", "labels.json", "README.md"]
    );
    let text = |exported: &Exported, name: &str| {
        let file = exported.files.iter().find(|file| file.name == name).unwrap();
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    let tags: Vec<String> = serde_json::from_str(&text(&exported, "labels.json")).unwrap();
    assert_eq!(tags[..3], ["O", "B-PER", "I-PER"]);
    let card = text(&exported, "README.md");
    let head = card.strip_prefix("---\n").and_then(|card| card.split_once("---\n")).unwrap().0;
    for part in ["train", "validation", "test"] {
        assert!(head.contains(&format!("  - split: {part}\n    path: {part}.jsonl\n")), "{head}");
    }
    assert!(head.contains("task_ids:\n- named-entity-recognition\n"), "{head}");
    // With a file for each label the card finds them by their names.
    let exported = split(Flat::PerLabel);
    assert!(names(&exported).contains(&"train.LOC.jsonl".to_owned()));
    assert!(text(&exported, "README.md").contains("path: train.*.jsonl\n"));
}

fn strategy() -> impl Strategy<Value = ExportOptions> {
    let scope = prop::sample::select(vec![Scope::Page, Scope::Article]);
    let statuses = prop::sample::select(vec![Statuses::WithProposals, Statuses::Accepted]);
    let flat = prop::sample::select(vec![Flat::Outermost, Flat::Innermost, Flat::PerLabel]);
    let unit = prop::sample::select(vec![None, Some(OffsetUnit::CodePoint), Some(OffsetUnit::Grapheme)]);
    (scope, statuses, flat, unit, any::<bool>(), prop::option::of(1..20_usize)).prop_map(
        |(scope, statuses, flat, unit, relations, max_chars)| ExportOptions {
            scope,
            statuses,
            flat,
            unit,
            relations,
            max_chars,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Every export is read back inside [`export`] and fails when a quote is missing.
    #[test]
    fn whatever_is_written_reads_back(a in projects(), b in projects(), options in strategy()) {
        for format in written() {
            // A cluster can be cut by an entity that a file brought; then it cannot be counted in clusters.
            let exported = export(format, &[&a, &b], "page", &options);
            prop_assert!(exported.is_ok(), "{}: {:?}", format.info().id, exported.err());
        }
    }

    /// A file that is written document by document is the file that is written at once. A map beside counts on.
    #[test]
    fn a_stream_writes_what_is_written_at_once(
        mut all in prop::collection::vec(projects(), 1..4), mut options in strategy(),
    ) {
        // At once, a label's file has every document; in a stream, those with the label.
        if options.flat == Flat::PerLabel {
            options.flat = Flat::default();
        }
        for (i, project) in all.iter_mut().enumerate() {
            project.info.id = format!("page-{i}").into();
        }
        for format in written().filter(|format| !Stream::is_numbered(*format)
            && format.info().id != "jianbao") {
            let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
            let mut add = |written: Vec<OutFile>| {
                written.into_iter().for_each(|file| files.entry(file.name).or_default().extend(file.bytes));
            };
            let mut stream = Stream::new(format, &options, "page", None);
            for project in &all {
                add(stream.write(project).unwrap());
            }
            let (rest, exported) = stream.finish().unwrap();
            add(rest);
            let refs: Vec<&Project> = all.iter().collect();
            let whole = export(format, &refs, "page", &options).unwrap();
            prop_assert_eq!(&exported.loss, &whole.loss);
            prop_assert_eq!(exported.checked.unwrap_or(0), whole.checked.unwrap_or(0));
            let is_beside = |file: &&OutFile| exported.files.iter().any(|beside| beside.name == file.name);
            for file in whole.files.iter().filter(|file| !is_beside(file)) {
                let joined = files.get(&file.name).map(|bytes| String::from_utf8_lossy(bytes));
                prop_assert_eq!(joined.as_deref(), std::str::from_utf8(&file.bytes).ok(), "{}", file.name);
            }
        }
    }

    /// Formats with offsets give back the same places when nothing is reported lost that would move them.
    #[test]
    fn places_are_the_same_but_for_what_is_reported(project in projects()) {
        for format in written() {
            let info = format.info();
            if info.access != Access::ReadWrite || info.unit.is_none() || info.id == "jianbao" {
                continue;
            }
            let exported = export(format, &[&project], "page", &ExportOptions::default()).unwrap();
            let moved = [LossKind::Blank, LossKind::Discontiguous, LossKind::Overlap, LossKind::Entities];
            if moved.into_iter().any(|kind| exported.loss.has(kind)) || project.document.text().is_empty() {
                continue;
            }
            let back = import(Some(format), &exported.files[0].bytes, "").unwrap();
            let back = &back.projects[0];
            if info.id == "brat" {
                // Ranges over a line end come back in fragments.
                prop_assert_eq!(quotes(back), quotes(&project));
            } else {
                prop_assert_eq!(back.document.text(), project.document.text(), "{}", info.id);
                prop_assert_eq!(places(back), places(&project), "{}", info.id);
            }
        }
    }

    #[test]
    fn readers_never_panic(project in projects(), at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..6), over in 0..6_usize)
    {
        for format in written() {
            let exported = export(format, &[&project], "page", &ExportOptions::default()).unwrap();
            let mut bytes = exported.files[0].bytes.clone();
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                let to = (at + over).min(bytes.len());
                bytes.splice(at..to, with.iter().copied());
            }
            let _read_or_not = import(Some(format), &bytes, "");
            let _found_or_not = import(None, &bytes, "");
        }
    }
}
