//! What the app keeps: it is read back exactly and replays to the same project, and every version can still be read.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use common::project_of;
use jianbao_core::log::{Entry, Snapshot, replay};
use jianbao_core::testing::{commands, texts};
use jianbao_core::{Document, DocumentInfo, LabelSet, Project};
use jianbao_formats::stored::{
    ArticlesRecord, DocumentRecord, PointRecord, Proposing, SnapshotWriter, StateRecord, StoredError,
    WordsRecord, decode_entry, decode_record, decode_snapshot, encode_entry, encode_record, encode_snapshot,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn entries_and_snapshots_are_read_back_as_they_were(
        raw in texts(), commands in prop::collection::vec(commands(), 0..40))
    {
        let harness = project_of(&raw, &commands);
        let mut entries: Vec<Entry> = Vec::new();
        for entry in &harness.log {
            let back = decode_entry(&encode_entry(entry)).unwrap();
            prop_assert_eq!(&back, entry);
            entries.push(back);
        }
        let project = &harness.project;
        let snapshot = Snapshot::of(project);
        let bytes = encode_snapshot(snapshot.clone());
        let mut writer = SnapshotWriter::new(snapshot.clone());
        while !writer.step(1) {}
        assert_eq!(writer.into_bytes(), bytes, "part by part it is the same");
        let back = decode_snapshot(&bytes).unwrap();
        prop_assert_eq!(&back, &snapshot);
        prop_assert_eq!(&back.restore(project.document.clone()).unwrap(), project);

        // The log that was read replays to the same.
        let info = DocumentInfo { ..project.info.clone() };
        let mut replayed = Project::new(project.document.clone(), info, LabelSet::newspaper());
        replay(&mut replayed, &entries).unwrap();
        prop_assert_eq!(&replayed, project);
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic(
        raw in texts(), commands in prop::collection::vec(commands(), 0..20),
        at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 0..6))
    {
        let harness = project_of(&raw, &commands);
        let mut bytes = encode_snapshot(Snapshot::of(&harness.project));
        let at = at.index(bytes.len());
        bytes.splice(at..at + 1, with.iter().copied());
        if let Ok(snapshot) = decode_snapshot(&bytes) {
            let _fits_or_not = snapshot.restore(harness.project.document.clone());
        }
        for entry in &harness.log {
            let mut bytes = encode_entry(entry);
            let at = at % bytes.len();
            bytes.splice(at..at + 1, with.iter().copied());
            if let Ok(entry) = decode_entry(&bytes) {
                let mut project = harness.project.clone();
                let _fits_or_not = replay(&mut project, [&entry]);
            }
        }
    }

    #[test]
    fn records_are_read_back_as_they_were(
        name in any::<String>(), created in any::<u64>(), deleted in any::<Option<u64>>(), numbers in any::<[u32; 4]>())
    {
        let record = DocumentRecord { name, created, deleted };
        prop_assert_eq!(decode_record::<DocumentRecord>(&encode_record(&record)), Ok(record.clone()));
        let exported = deleted.map(|_| "conll".to_owned());
        let point = PointRecord { at: created, name: record.name, exported };
        prop_assert_eq!(decode_record::<PointRecord>(&encode_record(&point)), Ok(point));
        let [seq, chars, entities, cursor] = numbers;
        let state = StateRecord {
            changed: created,
            seq: seq.into(),
            chars: chars as usize,
            entities: entities as usize,
            cursor,
            ..StateRecord::default()
        };
        prop_assert_eq!(decode_record::<StateRecord>(&encode_record(&state)), Ok(state));
    }
}

#[test]
fn a_newer_version_is_told_from_damage() {
    assert_eq!(decode_entry(&[2, 0, 1]), Err(StoredError::NewerVersion { found: 2, known: 1 }));
    for bytes in [&[][..], &[0], &[1], &[1, 255], b"null"] {
        let expected = match bytes.first() {
            Some(2..) => StoredError::NewerVersion { found: bytes[0], known: 1 },
            _ => StoredError::Damaged,
        };
        assert_eq!(decode_entry(bytes), Err(expected.clone()));
        assert_eq!(decode_snapshot(bytes), Err(expected.clone()));
        assert_eq!(decode_record::<DocumentRecord>(bytes), Err(expected));
    }
}

/// What is behind a whole value is damage too.
#[test]
fn a_value_has_an_end() {
    let mut bytes = encode_record(&DocumentRecord::default());
    bytes.push(0);
    assert_eq!(decode_record::<DocumentRecord>(&bytes), Err(StoredError::Damaged));
}

const TEXT: &str = "𠮷野集市开张\n\n👩‍👩‍👧 来到澜江市，陶景云e\u{301}也来了。\n";

/// What version 1 wrote: a name and the bytes in hexadecimal on each line. Never written anew.
fn version_1() -> Vec<(&'static str, Vec<u8>)> {
    let digits = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let line = |line: &'static str| line.split_once(' ').map(|(name, hex)| (name, digits(hex))).unwrap();
    include_str!("golden/stored/v1.hex").lines().map(line).collect()
}

#[test]
fn version_1_is_read_and_written_as_ever() {
    let values = version_1();
    let of = |name: &str| values.iter().find(|(other, _)| *other == name).map(|(_, bytes)| bytes).unwrap();

    let document: DocumentRecord = decode_record(of("document")).unwrap();
    let name = "晚报 𠮷👩‍👩‍👧".to_owned();
    assert_eq!(document, DocumentRecord { name, created: 1_700_000_000_000, deleted: None });
    assert_eq!(encode_record(&document), *of("document"));

    let state: StateRecord = decode_record(of("state")).unwrap();
    let expected = (6, Proposing::Finished, 19, true);
    assert_eq!((state.seq, state.proposing, state.cursor, state.article_order), expected);
    assert_eq!(encode_record(&state), *of("state"));

    let articles: ArticlesRecord = decode_record(of("articles")).unwrap();
    let expected = ArticlesRecord { document: "a𠮷".into(), before: vec![1], now: vec![1, 2, 255] };
    assert_eq!((&articles, encode_record(&articles)), (&expected, of("articles").clone()));

    let words: WordsRecord = decode_record(of("words")).unwrap();
    let expected = vec![("👩‍👩‍👧e\u{301}".to_owned(), "WORK".to_owned()), ("𠮷野".to_owned(), "LOC".to_owned())];
    assert_eq!((&words.words, encode_record(&words)), (&expected, of("words").clone()));

    let point: PointRecord = decode_record(of("point")).unwrap();
    let exported = Some("conll".to_owned());
    assert_eq!(point, PointRecord { at: 1_700_000_000_000, name: "初校 𠮷👩‍👩‍👧".to_owned(), exported });
    assert_eq!(encode_record(&point), *of("point"));

    let (text, _) = Document::ingest(TEXT).unwrap();
    let snapshot = decode_snapshot(of("snapshot")).unwrap();
    assert_eq!(encode_snapshot(snapshot.clone()), *of("snapshot"));
    let mut project: Project = snapshot.restore(text).unwrap();
    assert_eq!((project.seq(), project.set().entities().count()), (2, 1));
    let log = values.iter().filter(|(name, _)| *name == "entry");
    for (_, bytes) in log {
        let entry = decode_entry(bytes).unwrap();
        assert_eq!(encode_entry(&entry), *bytes);
        replay(&mut project, [&entry]).unwrap();
    }
    assert_eq!((project.seq(), project.set().entities().count()), (6, 2));
    assert_eq!(project.history().undo_groups().len(), 3);
    assert_eq!(project.labels(), &LabelSet::newspaper());
}
