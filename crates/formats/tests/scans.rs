//! Files of text recognition: what is made of them is in `golden/`, which `UPDATE_GOLDEN=1` writes anew.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};

use jianbao_core::Project;
use jianbao_formats::hub::{self, OpenChoice, OutFile, ReadError};
use jianbao_formats::labelled_json::{WriteOptions, write};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn foreign(name: &str) -> Vec<u8> {
    std::fs::read(folder().join("foreign").join(name)).unwrap()
}

fn zipped(names: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<OutFile> = names
        .iter()
        .map(|(name, from)| OutFile { name: (*name).to_owned(), mime: "", bytes: foreign(from) })
        .collect();
    hub::archive("issue", &files).unwrap().bytes
}

/// Opens bytes, holds what comes of it against a golden file, and gives the format and the documents.
fn opened(bytes: &[u8], golden: &str) -> (&'static str, Vec<Project>, Vec<String>) {
    let opened = hub::open(bytes, golden, &OpenChoice::default()).unwrap();
    let projects: Vec<&Project> = opened.projects.iter().collect();
    let written = write(&projects, &WriteOptions::default());
    let path = folder().join("golden").join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written, "{golden}: run with UPDATE_GOLDEN=1");
    let noticed = opened.diagnostics.iter().map(ToString::to_string).collect();
    (opened.format.info().id, opened.projects, noticed)
}

fn entities(project: &Project) -> Vec<(String, String)> {
    let found = project.set().entities();
    found.map(|found| (found.entity().unwrap().label.to_string(), project.quote(found))).collect()
}

/// The parts of each article as text.
fn articles(project: &Project) -> Vec<Vec<&str>> {
    let text = project.document.text();
    let parts = |ranges: &[jianbao_core::ByteRange]| ranges.iter().map(|part| &text[part.idx()]).collect();
    project.set().articles().map(|article| parts(article.body.ranges())).collect()
}

fn roles(project: &Project) -> Vec<(&'static str, bool)> {
    project
        .set()
        .blocks()
        .map(|block| block.block().unwrap())
        .map(|block| (block.role.id(), block.continues))
        .collect()
}

fn pair(label: &str, quote: &str) -> (String, String) {
    (label.to_owned(), quote.to_owned())
}

#[test]
fn page_xml_gives_lines_articles_and_names() {
    let (format, projects, noticed) = opened(&foreign("page.xml"), "page-xml.json");
    assert_eq!(format, "page-xml");
    let page = &projects[0];
    let lines = [
        "潮江e\u{301}渔港开市",
        "𠮷野电（记者林小",
        "满报道：潮江渔业局👩‍👩‍👧公布",
        "王大海获奖。",
        "（上接第1版）鱼价回落。",
    ];
    assert_eq!(page.document.text(), lines.join("\n"));
    // Offsets are UTF-16 from the start of the line; a name goes on over the line end.
    assert_eq!(
        entities(page),
        [
            pair("LOC", "潮江e\u{301}"),
            pair("LOC", "𠮷野"),
            pair("PER", "林小满"),
            pair("ORG", "潮江渔业局"),
            pair("PER", "王大海")
        ]
    );
    assert_eq!(articles(page), [vec![lines[..3].join("\n").as_str(), lines[4]], vec![lines[3]]]);
    assert_eq!(page.title(page.set().articles().next().unwrap().id).as_deref(), Some(lines[0]));
    assert_eq!(roles(page)[..3], [("headline", false), ("body", false), ("body", true)]);
    let lost: Vec<_> = noticed.iter().filter(|text| text.starts_with("error")).collect();
    assert_eq!(lost.len(), 2, "{noticed:?}");
    assert!(lost[0].contains("unclear") && lost[1].contains("90 to 92"), "{lost:?}");
}

#[test]
fn mets_joins_the_articles_of_several_pages() {
    let archive = zipped(&[
        ("n/alto/alto2.xml", "alto2.xml"),
        ("n/alto/alto1.xml", "alto1.xml"),
        ("n/mets.xml", "mets.xml"),
    ]);
    let (format, projects, noticed) = opened(&archive, "mets-alto.json");
    assert_eq!((format, projects.len()), ("mets-alto", 1));
    let issue = &projects[0];
    let lines = [
        "𠮷野渔港👩‍👩‍👧开市",
        "记者林小",
        "满报道 Ann Lee pre-",
        "第3版",
        "（上接第1版）cafe\u{301} 鱼价回落。",
        "王大海摄",
    ];
    assert_eq!(issue.document.text(), lines.join("\n"));
    assert_eq!(articles(issue), [vec![lines[..3].join("\n").as_str(), lines[4]], vec![lines[5]]]);
    assert_eq!(entities(issue), [pair("LOC", "𠮷野"), pair("PER", "林小满"), pair("PER", "Ann Lee")]);
    assert_eq!(
        roles(issue),
        [
            ("headline", false),
            ("body", false),
            ("body", true),
            ("body", false),
            ("body", false),
            ("caption", false)
        ]
    );
    assert!(noticed.iter().any(|text| text.contains("the block TB_9 of article DIVL1")), "{noticed:?}");
    // A METS file alone holds no text, and says so.
    let refused = hub::open(&foreign("mets.xml"), "", &OpenChoice::default());
    assert!(matches!(refused, Err(ReadError::Damaged { what, .. }) if what.contains("ALTO")));
}

#[test]
fn alto_alone_tells_articles_by_its_tags() {
    let (format, projects, _) = opened(&foreign("alto1.xml"), "alto.json");
    assert_eq!(format, "mets-alto");
    assert_eq!(articles(&projects[0]), [vec!["𠮷野渔港👩‍👩‍👧开市\n记者林小\n满报道 Ann Lee pre-"]]);
}

#[test]
fn hocr_gives_a_document_for_each_page() {
    let (format, projects, noticed) = opened(&foreign("page.hocr"), "hocr.json");
    assert_eq!((format, projects.len(), noticed.len()), ("hocr", 2, 0));
    let text = "潮江渔港𠮷野\n记者 Ann Lee\n👩‍👩‍👧摄于 cafe\u{301} & 港\n图为e\u{301}市。";
    let text =
        text.replace("于 cafe\u{301}", "于caf\u{e9}").replace(" & 港", " &港").replace("记者 Ann", "记者Ann");
    assert_eq!(projects[0].document.text(), text);
    assert_eq!(&*projects[0].info.name, "chaojiang-03.png");
    assert_eq!(
        roles(&projects[0]),
        [("headline", false), ("body", false), ("body", true), ("caption", false)]
    );
    assert_eq!(projects[1].document.text(), "第二页。");
}

#[test]
fn pages_in_an_archive_and_in_other_encodings_are_read() {
    let archive = zipped(&[
        ("n/mets.xml", "mets.xml"),
        ("n/page/0001.xml", "page.xml"),
        ("n/page/0002.xml", "page.xml"),
    ]);
    let opened = hub::open(&archive, "n.zip", &OpenChoice::default()).unwrap();
    assert_eq!((opened.format.info().id, opened.projects.len()), ("page-xml", 2));
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(String::from_utf8(foreign("alto2.xml")).unwrap().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let opened = hub::open(&utf16, "", &OpenChoice::default()).unwrap();
    assert_eq!((opened.format.info().id, opened.encoding), ("mets-alto", Some("UTF-16LE")));
    // The declaration is believed where the bytes are not UTF-8.
    let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><alto><TextBlock><TextLine><String CONTENT=\"caf\xe9 \xa4\"/></TextLine></TextBlock></alto>";
    let opened = hub::open(latin, "", &OpenChoice::default()).unwrap();
    assert_eq!(opened.projects[0].document.text(), "café €");
}

#[test]
fn a_docbin_of_words_is_read() {
    // Written by spaCy 3.8 with the English pipeline: words, entities, a span group with a nested span, user data.
    let opened = hub::open(&foreign("words.spacy"), "", &OpenChoice::default()).unwrap();
    assert_eq!((opened.format.info().id, opened.projects.len()), ("spacy-docbin", 2));
    let first = &opened.projects[0];
    assert_eq!(first.document.text(), "Ann Lee met café owner 𠮷野 in Port 👩‍👩‍👧 Ford.");
    assert_eq!(
        entities(first),
        [pair("GIVEN", "Ann"), pair("PERSON", "Ann Lee"), pair("GPE", "Port 👩‍👩‍👧 Ford")]
    );
    assert_eq!(opened.projects[1].document.text(), "Second page");
}

#[test]
fn tables_of_texts_are_documents() {
    let csv = "\u{feff}id;标题;正文\r\n7;渔港;\"𠮷野\"\"开市\"\"\r\n第二行👩‍👩‍👧\"\r\n8;;cafe\u{301}\r\n";
    let tsv = "title\tText\nthe port\tone\n\ttwo\n";
    let lines = "{\"text\": \"甲\", \"id\": 3, \"date\": \"2020-01-02\"}\n\n{\"text\": \"乙\"}\n";
    let texts = |bytes: &str| {
        let opened = hub::open(bytes.as_bytes(), "", &OpenChoice::default()).unwrap();
        assert_eq!((opened.format.info().id, opened.text), ("text", None));
        let one = |project: &Project| (project.info.id.to_string(), project.document.text().to_owned());
        opened.projects.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(texts(csv), [pair("7", "𠮷野\"开市\"\n第二行👩‍👩‍👧"), pair("8", "cafe\u{301}")]);
    assert_eq!(texts(tsv), [pair("d1", "one"), pair("d2", "two")]);
    assert_eq!(texts(lines), [pair("3", "甲"), pair("d2", "乙")]);
    // A text that only begins like a table is a text.
    for plain in ["text\none\n", "Body, text and soul\nwent out\n", "正文，如下\n甲\n"] {
        let opened = hub::open(plain.as_bytes(), "", &OpenChoice::default()).unwrap();
        assert!(opened.text.is_some(), "{plain}");
    }
}

#[test]
fn hostile_files_are_refused() {
    let bomb = r#"<!DOCTYPE PcGts [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><PcGts><Page>&b;</Page></PcGts>"#;
    for name in ["PcGts", "alto"] {
        let bomb = bomb.replace("PcGts", name);
        let refused = hub::open(bomb.as_bytes(), "", &OpenChoice::default());
        assert!(matches!(refused, Err(ReadError::Damaged { what, .. }) if what.contains("entities")));
    }
    let deep = format!("<html class='ocr_page'>{}", "<span class='ocr_line ocr_page'>甲".repeat(100_000));
    assert!(hub::open(deep.as_bytes(), "", &OpenChoice::default()).is_err());
    let deep = format!("{deep}{}</html>", "</span>".repeat(100_000));
    let opened = hub::open(deep.as_bytes(), "", &OpenChoice::default()).unwrap();
    assert_eq!(opened.projects.len(), 1);
}
