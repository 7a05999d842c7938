//! Files to damage: those in `tests/foreign`, and one of each format that is written.

use std::path::Path;

use jianbao_formats::hub::{Access, ExportOptions, export, formats};
use jianbao_formats::labelled_json;

/// The names and contents.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut seeds = Vec::new();
    for entry in std::fs::read_dir(tests.join("foreign")).expect("the folder is there").flatten() {
        let content = std::fs::read(entry.path()).expect("a file");
        seeds.push((entry.file_name().to_string_lossy().into_owned(), content));
    }
    let trouble = std::fs::read(tests.join("golden").join("trouble.json")).expect("the file is there");
    let trouble = labelled_json::read(&trouble).expect("it is read").projects;
    let projects: Vec<_> = trouble.iter().collect();
    for format in formats().iter().filter(|format| format.info().access != Access::Read) {
        let written = export(*format, &projects, "seed", &ExportOptions::default()).expect("it is written");
        seeds.push((format.info().id.to_owned(), written.files[0].bytes.clone()));
    }
    seeds.sort();
    seeds
}
