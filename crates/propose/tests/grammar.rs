//! The fixed forms on pages written for them: F1 by label and normal forms, each with a floor.
//!
//! `cargo test -p jianbao-propose --test grammar -- --nocapture` prints the figures and what is wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jianbao_core::{ByteRange, Role};
use jianbao_propose::entities::{EntityModel, Job, Options, PageDate, Paragraph};
use jianbao_propose::{EntityProposal, NormalValue};
use serde::Deserialize;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/grammar");

/// The lowest F1 of each label.
const FLOORS: [(&str, f64); 7] = [
    ("TIME", 0.97),
    ("MONEY", 0.97),
    ("PERCENT", 0.97),
    ("QUANTITY", 0.97),
    ("CONTACT", 0.97),
    ("WORK", 0.97),
    ("EVENT", 0.97),
];

/// A page with its truth; offsets are in characters.
#[derive(Deserialize)]
struct Page {
    text: String,
    /// The date of the page, where times are relative to it.
    date: Option<String>,
    entities: Vec<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    start: usize,
    end: usize,
    label: String,
    quote: String,
    value: Option<String>,
    unit: Option<String>,
    #[serde(default)]
    optional: bool,
}

/// Right, proposed and marked.
#[derive(Clone, Copy, Default)]
struct Counts {
    right: usize,
    proposed: usize,
    marked: usize,
}

impl Counts {
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.proposed + self.marked) as f64
    }
}

fn pages() -> Vec<(String, Page)> {
    let folder = std::fs::read_dir(FOLDER).expect("the fixtures are there");
    let mut files: Vec<_> = folder.map(|file| file.expect("a file can be looked at").path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: &Path| {
        let json = std::fs::read_to_string(path).expect("a fixture can be read");
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let name =
        |path: &Path| path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    files.iter().map(|path| (name(path), read(path))).collect()
}

/// What is proposed for a page whose lines are its paragraphs, without nested items.
fn propose(page: &Page) -> Vec<EntityProposal> {
    let date = page.date.as_deref().map(|date| {
        let parts: Vec<u16> =
            date.split('-').map(|part| part.parse().expect("a date is three numbers")).collect();
        PageDate { year: i32::from(parts[0]), month: parts[1] as u8, day: parts[2] as u8 }
    });
    let mut start = 0;
    let mut paragraphs = Vec::new();
    for line in page.text.split('\n') {
        let pieces = vec![ByteRange::at(start, start + line.len())];
        paragraphs.push(Paragraph { pieces, role: Role::Body, article: None });
        start += line.len() + 1;
    }
    let options = Options { page_date: date, ..Options::default() };
    let mut job = Job::new(Arc::from(page.text.as_str()), paragraphs, EntityModel::built_in(), options);
    while !job.step(usize::MAX).finished {}
    let mut found = job.take();
    found.retain(|entity| !entity.nested);
    found
}

fn bytes(page: &Page) -> Vec<usize> {
    page.text.char_indices().map(|(at, _)| at).chain([page.text.len()]).collect()
}

#[test]
fn marks_are_where_their_quotes_are() {
    for (name, page) in pages() {
        let bytes = bytes(&page);
        for mark in &page.entities {
            assert_eq!(&page.text[bytes[mark.start]..bytes[mark.end]], mark.quote, "{name}");
        }
    }
}

#[test]
fn every_label_keeps_its_floor() {
    let mut counts: BTreeMap<&str, Counts> =
        FLOORS.iter().map(|floor| (floor.0, Counts::default())).collect();
    for (name, page) in pages() {
        let bytes = bytes(&page);
        let place = |mark: &Mark| ByteRange::at(bytes[mark.start], bytes[mark.end]);
        let found = propose(&page);
        let is_found = |mark: &Mark| found.iter().any(|e| e.label == mark.label && e.ranges == [place(mark)]);
        for mark in page.entities.iter().filter(|mark| !mark.optional) {
            let Some(counts) = counts.get_mut(mark.label.as_str()) else { continue };
            counts.marked += 1;
            if !is_found(mark) {
                println!("{name}: missed {} {}", mark.label, mark.quote);
            }
        }
        for entity in &found {
            let Some(counts) = counts.get_mut(entity.label.as_ref()) else { continue };
            let marks = || page.entities.iter().filter(|mark| entity.ranges == [place(mark)]);
            if marks().any(|mark| mark.optional) {
                continue;
            }
            counts.proposed += 1;
            if marks().any(|mark| mark.label == entity.label) {
                counts.right += 1;
            } else {
                println!("{name}: extra {} {}", entity.label, entity.ranges[0].slice(&page.text));
            }
        }
    }
    for (label, counts) in &counts {
        println!("{label:8} F {:.3}  ({}/{}/{})", counts.f1(), counts.right, counts.proposed, counts.marked);
    }
    let marked: usize = counts.values().map(|counts| counts.marked).sum();
    assert!(marked >= 700, "{marked} items");
    for (label, floor) in FLOORS {
        assert!(counts[label].f1() >= floor, "{label}: F {:.3}", counts[label].f1());
    }
}

#[test]
fn normal_forms_are_right() {
    let (mut right, mut all) = (0usize, 0usize);
    for (name, page) in pages() {
        let bytes = bytes(&page);
        let found = propose(&page);
        for mark in page.entities.iter().filter(|mark| !mark.optional) {
            let Some(value) = &mark.value else { continue };
            let wanted = NormalValue { value: value.clone(), unit: mark.unit.clone() };
            let place = ByteRange::at(bytes[mark.start], bytes[mark.end]);
            let got = found.iter().find(|e| e.label == mark.label && e.ranges == [place]);
            let got = got.and_then(|entity| entity.value.clone());
            all += 1;
            if got.as_ref() == Some(&wanted) {
                right += 1;
            } else {
                println!("{name}: {} is {got:?}, not {wanted:?}", mark.quote);
            }
        }
    }
    println!("normal forms: {right} of {all}");
    assert!(all >= 290 && right * 100 >= all * 97, "{right} of {all}");
}
