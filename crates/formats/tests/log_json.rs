//! The log as JSON: what is written is read back exactly, and replays to the same project.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use common::project_of;
use jianbao_core::Project;
use jianbao_core::log::{Entry, Snapshot, replay};
use jianbao_core::testing::{commands, texts};
use jianbao_core::{DocumentInfo, LabelSet};
use jianbao_formats::log_json::{LogError, decode_entry, decode_snapshot, encode_entry, encode_snapshot};
use proptest::prelude::*;

proptest! {
    #[test]
    fn entries_and_snapshots_are_read_back_as_they_were(
        raw in texts(), commands in prop::collection::vec(commands(), 0..40))
    {
        let harness = project_of(&raw, &commands);
        let mut entries: Vec<Entry> = Vec::new();
        for entry in &harness.log {
            let json = encode_entry(entry);
            prop_assert!(!json.contains('\n'));
            let back = decode_entry(json.as_bytes()).unwrap();
            prop_assert_eq!(&back, entry);
            entries.push(back);
        }
        let project = &harness.project;
        let snapshot = Snapshot::of(project);
        let back = decode_snapshot(encode_snapshot(&snapshot).as_bytes()).unwrap();
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
        at in any::<prop::sample::Index>(), with in prop::sample::select(vec!["", "9", "4294967295", "[", "\"", "x"]))
    {
        let harness = project_of(&raw, &commands);
        let mut json = encode_snapshot(&Snapshot::of(&harness.project)).into_bytes();
        let at = at.index(json.len());
        json.splice(at..at + 1, with.bytes());
        if let Ok(snapshot) = decode_snapshot(&json) {
            let _fits_or_not = snapshot.restore(harness.project.document.clone());
        }
        for entry in &harness.log {
            let mut json = encode_entry(entry).into_bytes();
            let at = at % json.len();
            json.splice(at..at + 1, with.bytes());
            if let Ok(entry) = decode_entry(&json) {
                let mut project = harness.project.clone();
                let _fits_or_not = replay(&mut project, [&entry]);
            }
        }
    }
}

#[test]
fn a_newer_version_is_told_from_damage() {
    let newer = decode_entry(br#"{"version": 2, "something": "else"}"#);
    assert_eq!(newer, Err(LogError::NewerVersion { found: 2, known: 1 }));
    assert!(matches!(decode_entry(b"{\"version\": 1"), Err(LogError::Damaged { .. })));
    assert!(matches!(decode_snapshot(b"null"), Err(LogError::Damaged { .. })));
}
