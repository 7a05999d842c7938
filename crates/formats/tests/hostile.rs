//! Files that want to do harm: no reader panics, hangs or takes much memory.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use jianbao_formats::hub::{OpenChoice, ReadError, format, formats, open};

#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/seeds.rs"]
mod seeds;

fn open_as(id: Option<&str>, bytes: &[u8]) -> Result<usize, ReadError> {
    let choice = OpenChoice { format: id.and_then(format), ..OpenChoice::default() };
    open(bytes, "file", &choice).map(|opened| opened.projects.len())
}

/// Opens as its content shows and as every format; each takes far less than the limit, which is for busy machines.
fn survives(what: &str, bytes: &[u8]) {
    for format in [None].into_iter().chain(formats().iter().map(|format| Some(format.info().id))) {
        let start = Instant::now();
        let _read_or_not = open_as(format, bytes);
        assert!(start.elapsed() < Duration::from_secs(60), "{what} as {format:?}: {:?}", start.elapsed());
    }
}

#[test]
fn depth_and_numbers_do_no_harm() {
    let n = 100_000;
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"text\":", "}]"), ("<a>", "</a>")] {
        survives("deep and open", open.repeat(n).as_bytes());
        survives("deep", format!("{}{}", open.repeat(n), close.repeat(n)).as_bytes());
    }
    let numbers = [
        "-1",
        "0",
        "1",
        "4294967295",
        "4294967296",
        "18446744073709551615",
        "1e308",
        "99999999999999999999999",
    ];
    for start in numbers {
        for end in numbers {
            let text = "𠮷\\r\\n👩‍👩‍👧e\u{301}";
            survives(
                "doccano",
                format!("{{\"text\":\"{text}\",\"label\":[[{start},{end},\"A\"]]}}").as_bytes(),
            );
            survives(
                "cluener",
                format!("{{\"text\":\"{text}\",\"label\":{{\"A\":{{\"𠮷\":[[{start},{end}]]}}}}}}")
                    .as_bytes(),
            );
            survives(
                "brat",
                &zip(&[
                    ("a.txt", "𠮷x".as_bytes()),
                    ("a.ann", format!("T1\tA {start} {end}\tx\n").as_bytes()),
                ]),
            );
            let tsv =
                format!("#FORMAT=WebAnno TSV 3.3\n#T_SP=a|v\n\n#Text=𠮷x\n1-1\t{start}-{end}\t𠮷\tA[1]\t\n");
            survives("tsv", tsv.as_bytes());
            let rule = format!("person {{offset:{start}; length:{end};}}");
            let page = format!(
                "<PcGts><Page><TextRegion><TextLine custom=\"{rule}\"><TextEquiv><Unicode>𠮷x</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"
            );
            survives("page", page.as_bytes());
        }
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b'a'; 1 << 20];
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let fast = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    bomb.start_file("a.ann", fast).unwrap();
    (0..260).for_each(|_| bomb.write_all(&zeros).unwrap());
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 4_000_000, "{}", bomb.len());
    let refused = open_as(Some("brat"), &bomb);
    assert!(
        matches!(&refused, Err(ReadError::Damaged { what, .. }) if what.contains("unpacked")),
        "{refused:?}"
    );
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    (0..260).for_each(|_| zlib.write_all(&zeros).unwrap());
    let zlib = zlib.finish().unwrap();
    let refused = open_as(Some("spacy-docbin"), &zlib);
    assert!(
        matches!(&refused, Err(ReadError::Damaged { what, .. }) if what.contains("unpacked")),
        "{refused:?}"
    );
    // Sizes that lie: in each of the two places where an archive has them.
    let mut lies = zip(&[("a.txt", b"\xf0\xa0\xae\xb7"), ("a.ann", b"")]);
    for at in 0..lies.len() {
        let before = lies[at];
        lies[at] = 0xff;
        let _read_or_not = open_as(None, &lies);
        lies[at] = before;
    }
}

#[test]
fn many_small_things_take_their_time_and_no_more() {
    let n = 10_000;
    let lines = |line: &str| line.repeat(n);
    survives(
        "labels",
        format!("{{\"text\":\"甲\",\"label\":[{}]}}", vec!["[0,1,\"A\"]"; n].join(",")).as_bytes(),
    );
    survives("bio", lines("甲 B-A\n").as_bytes());
    survives(
        "attributes",
        format!("<alto {}/>", (0..10_000).map(|i| format!("a{i}=\"\" ")).collect::<String>()).as_bytes(),
    );
    let refs: String = (0..n).map(|i| format!("t{i} ")).collect();
    let tags: String = (0..n).map(|i| format!("<NamedEntityTag ID=\"t{i}\" TYPE=\"x\"/>")).collect();
    let words = format!("<String CONTENT=\"甲\" TAGREFS=\"{refs}\"/>").repeat(3);
    survives(
        "tags",
        format!("<alto><Tags>{tags}</Tags><TextBlock><TextLine>{words}</TextLine></TextBlock></alto>")
            .as_bytes(),
    );
    let rules = "person {offset:0; length:1; continued:true;}".repeat(n);
    let line =
        format!("<TextLine custom=\"{rules}\"><TextEquiv><Unicode>甲</Unicode></TextEquiv></TextLine>")
            .repeat(2);
    survives("rules", format!("<PcGts><Page><TextRegion>{line}</TextRegion></Page></PcGts>").as_bytes());
}

#[test]
fn damaged_files_are_read_or_refused() {
    let seeds = seeds::seeds();
    for n in 0..600 {
        let mut random = mutate::Random::new(n);
        let (name, content) = &seeds[random.below(seeds.len())];
        let (_, other) = &seeds[random.below(seeds.len())];
        let mut file = content.clone();
        mutate::mutate(&mut file, other, &mut random);
        let _read_or_not = open_as(None, &file);
        let _read_or_not = open_as(Some(name), &file);
    }
}
