//! What is written comes back the same, less what the loss report names, entity by entity.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, HashSet};

use jianbao_core::edit::Command;
use jianbao_core::testing::Harness;
use jianbao_core::{ByteRange, LabelId, Pieces, Project};
use jianbao_formats::hub::{
    Access, ExportOptions, Exported, Format, LossKind, Scope, export, formats, import,
};
use jianbao_formats::labelled_json::file_ids;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

mod common;

use common::{project_of, projects};

/// What makes trouble: astral characters, clusters, line ends, white space at edges, marks of formats.
const TEXTS: [&str; 16] = [
    "甲",
    "𠮷",
    "👩‍👩‍👧",
    "e\u{301}",
    "\r\n",
    "\n\n",
    " ",
    "\u{3000}",
    "\t",
    "A b",
    "<&\">",
    "\\n|[1]",
    "-DOCSTART-",
    "。",
    "B-PER",
    "林小满",
];

/// Texts of those, with entities that nest, cross and have gaps.
fn troubles() -> impl Strategy<Value = Project> {
    let pieces = prop::collection::vec(prop::sample::select(TEXTS.to_vec()), 0..60);
    let span = (
        any::<prop::sample::Index>(),
        1..12_usize,
        0..3_usize,
        1..4_usize,
        prop::sample::select(vec!["PER", "LOC", "ORG"]),
    );
    (pieces, prop::collection::vec(span, 0..40)).prop_map(|(pieces, spans)| {
        let mut harness = project_of(&pieces.concat(), &[]);
        let text = harness.project.document.text().to_owned();
        let ends = edges(&text);
        for (start, length, gap, n_ranges, label) in spans {
            let mut at = start.index(ends.len());
            let mut ranges = Vec::new();
            for _ in 0..n_ranges {
                let to = (at + length).min(ends.len() - 1);
                if at < to {
                    ranges.push(ByteRange::at(ends[at], ends[to]));
                }
                at = to + gap;
            }
            add(&mut harness, label, vec![ranges]);
        }
        harness.project
    })
}

/// Where grapheme clusters begin and end: a person cannot label half of one.
fn edges(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

fn add(harness: &mut Harness, label: &str, places: Vec<Vec<ByteRange>>) {
    let places: Vec<Pieces> = places.into_iter().filter_map(|ranges| Pieces::new(ranges).ok()).collect();
    let _some_are_refused = harness.run(&Command::AddEntities { label: LabelId::new(label), places });
}

fn both() -> impl Iterator<Item = &'static dyn Format> {
    formats().iter().copied().filter(|format| format.info().access == Access::ReadWrite)
}

/// How often something is there.
fn counted<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    items.for_each(|item| *counts.entry(item).or_insert(0) += 1);
    counts
}

fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Holds what comes back against what was written; how many entities that were.
fn holds(format: &dyn Format, project: &Project, exported: &Exported) -> Result<usize, String> {
    let info = format.info();
    let named = |kinds: &[LossKind]| -> HashSet<&str> {
        let items =
            kinds.iter().filter_map(|kind| exported.loss.losses.get(kind)).flat_map(|loss| &loss.items);
        items.filter_map(|item| item.split_once('#').map(|(_, id)| id)).collect()
    };
    let gone = named(&[LossKind::Rejected, LossKind::Blank, LossKind::Overlap, LossKind::Entities]);
    let moved = named(&[LossKind::Discontiguous, LossKind::Cluster]);
    let in_pieces: HashSet<&str> =
        gone.iter().filter_map(|id| id.rsplit_once('.').map(|(id, _)| id)).collect();
    let ids = file_ids(project);
    let back = import(Some(format), &exported.files[0].bytes, "").map_err(|error| error.to_string());
    let back = match back {
        Ok(imported) => imported.projects,
        // Nothing was left to write.
        Err(_) if tight(project.document.text()).is_empty() => return Ok(0),
        Err(error) => return Err(error),
    };
    let whole = |project: &Project, ranges: &[ByteRange]| {
        let label_text: String = ranges.iter().map(|range| project.document.slice(*range)).collect();
        tight(&label_text)
    };
    let found =
        || back.iter().flat_map(|project| project.set().entities().map(move |found| (project, found)));
    let quotes = counted(found().map(|(project, found)| {
        (found.entity().unwrap().label.to_string(), whole(project, found.body.ranges()))
    }));
    let places = counted(
        found().map(|(_, found)| (found.entity().unwrap().label.to_string(), found.body.ranges().to_vec())),
    );
    let mut expected = Vec::new();
    for annotation in project.set().entities() {
        let id = ids[&annotation.id].as_str();
        let moved = moved.contains(id) || in_pieces.contains(id);
        if !gone.contains(id) && !moved {
            let ranges = annotation.body.ranges().to_vec();
            expected.push((annotation.entity().unwrap().label.to_string(), ranges));
        }
    }
    for ((label, ranges), n) in counted(expected.iter().cloned()) {
        let quote = whole(project, &ranges);
        if quotes.get(&(label.clone(), quote.clone())).is_none_or(|found| *found < n) {
            return Err(format!("{}: {label} {quote} is missing", info.id));
        }
        // brat has no line ends in fragments, so a range over one comes back as several.
        let is_exact = info.unit.is_some() && info.id != "brat" && info.keeps.white_space;
        if is_exact && places.get(&(label.clone(), ranges.clone())).is_none_or(|found| *found < n) {
            return Err(format!("{}: {label} {ranges:?} is elsewhere", info.id));
        }
    }
    if info.keeps.white_space {
        let texts: Vec<&str> = back.iter().map(|project| project.document.text()).collect();
        if texts != [project.document.text()] {
            return Err(format!("{}: the text is another", info.id));
        }
    }
    Ok(expected.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn entities_come_back(project in prop_oneof![troubles(), projects()]) {
        for format in both() {
            let exported = export(format, &[&project], "page", &ExportOptions::default());
            let exported = exported.map_err(|error| TestCaseError::fail(format!("{}: {error}", format.info().id)))?;
            if project.document.text().is_empty() || !format.info().keeps.entities {
                continue;
            }
            if let Err(what) = holds(format, &project, &exported) {
                return Err(TestCaseError::fail(what));
            }
        }
    }
}

#[test]
fn an_empty_page_is_written() {
    let project = project_of("", &[]).project;
    for format in formats().iter().filter(|format| format.info().access != Access::Read) {
        for scope in [Scope::Page, Scope::Article] {
            let options = ExportOptions { scope, ..ExportOptions::default() };
            let exported = export(*format, &[&project], "page", &options);
            assert!(exported.is_ok(), "{}: {:?}", format.info().id, exported.err());
        }
    }
}

#[test]
fn ten_thousand_entities_come_back() {
    let mut harness = project_of(&"𠮷甲e\u{301}乙👩‍👩‍👧林小满来到潮江。\r\n".repeat(1000), &[]);
    let text = harness.project.document.text().to_owned();
    let ends = edges(&text);
    let range = |from: usize, to: usize| ByteRange::at(ends[from], ends[to.min(ends.len() - 1)]);
    let n = ends.len() - 1;
    // Each starts at its own place; they nest, cross and run over line ends, and every seventh has a gap.
    let place = |i: usize| {
        let at = i * (n - 40) / 10_800;
        match i % 7 {
            0 => vec![range(at, at + 2), range(at + 4, at + 6)],
            _ => vec![range(at, at + 1 + i % 19)],
        }
    };
    // White space alone is no entity.
    let is_text = |places: &Vec<ByteRange>| places.iter().all(|range| !text[range.idx()].trim().is_empty());
    for (k, label) in ["PER", "LOC", "ORG"].into_iter().enumerate() {
        let places = (0..10_800).filter(|i| i % 3 == k).map(place).filter(is_text);
        add(&mut harness, label, places.collect());
    }
    let project = harness.project;
    assert!(project.set().entities().count() >= 10_000, "{}", project.set().entities().count());
    for format in both().filter(|format| format.info().keeps.entities) {
        let exported = export(format, &[&project], "page", &ExportOptions::default()).unwrap();
        let named = exported.loss.losses.values().all(|loss| loss.items.len() == loss.count);
        // A report names the first thousand of a kind; then only the check of the export itself counts.
        if named {
            assert!(holds(format, &project, &exported).unwrap() > 9_000, "{}", format.info().id);
        } else {
            assert!(exported.checked.unwrap() > 0, "{}", format.info().id);
        }
    }
}
