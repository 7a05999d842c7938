//! Pages written for the project, one for each kind.

use std::path::Path;

use jianbao_propose::articles::Options;

use super::support::{compare, layout, read};

/// Each page with the least that must be found: F1 of whole articles, share of right roles.
const PAGES: [(&str, f64, f64); 26] = [
    ("ascii", 1.00, 1.00),
    ("blank-lines-everywhere", 1.00, 0.92),
    ("briefs", 1.00, 1.00),
    ("columns", 1.00, 1.00),
    ("empty", 1.00, 1.00),
    ("english", 1.00, 1.00),
    ("fullwidth", 1.00, 1.00),
    ("furniture", 1.00, 1.00),
    ("interview", 1.00, 1.00),
    ("kicker-subtitle", 1.00, 0.76),
    ("letters-notices", 1.00, 1.00),
    ("multiline-headlines", 1.00, 0.80),
    ("no-blank-lines", 1.00, 1.00),
    ("notices-only", 1.00, 1.00),
    ("one-line", 1.00, 1.00),
    ("photo-news", 1.00, 1.00),
    ("prose", 1.00, 1.00),
    ("results", 1.00, 0.92),
    ("single-article", 1.00, 1.00),
    ("table", 1.00, 1.00),
    ("traditional", 1.00, 0.91),
    ("two-languages", 1.00, 1.00),
    ("two-pages", 1.00, 1.00),
    ("verse", 1.00, 0.91),
    ("wrap-17", 1.00, 1.00),
    ("wrap-40", 1.00, 1.00),
];

#[test]
fn every_kind_of_page_is_found_as_well_as_before() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut names: Vec<String> = std::fs::read_dir(&dir)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".txt").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names, PAGES.map(|p| p.0), "every page has its figures here");
    let mut worse = Vec::new();
    for (name, exact, roles) in PAGES {
        let page = read(&dir.join(format!("{name}.gold.json")), &dir.join(format!("{name}.txt")));
        let found = compare(&page, &layout(&page.text, Options::default()));
        println!(
            "(\"{name}\", {:.2}, {:.2}),",
            (found.exact() * 100.0).floor() / 100.0,
            (found.roles() * 100.0).floor() / 100.0
        );
        if found.exact() < exact || found.roles() < roles {
            worse.push(format!("{name}: exact {:.3}, roles {:.3}", found.exact(), found.roles()));
        }
    }
    assert!(worse.is_empty(), "{worse:#?}");
}

/// The sample pages: articles cut by columns, interrupted and gone on with, continued from other pages, page
/// furniture; one in Chinese, one in English.
#[test]
fn the_sample_pages_are_found_as_well_as_before() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for (name, exact, roles) in [("page", 0.90, 0.90), ("page-en", 0.99, 0.99)] {
        let page = read(&dir.join(format!("{name}.gold.json")), &dir.join(format!("{name}.txt")));
        let found = compare(&page, &layout(&page.text, Options::default()));
        println!("{name}: exact {:.3}, roles {:.3}", found.exact(), found.roles());
        assert!(
            found.exact() >= exact && found.roles() >= roles,
            "{name}: exact {:.3}, roles {:.3}",
            found.exact(),
            found.roles()
        );
    }
}
