//! A guard on the dev pages of the training corpus, where they are: they are not part of the project.
//!
//! Their articles are also among the training pages, so this shows that nothing broke, not how good
//! the model is on other pages (`docs/articles.md` says that).

use std::path::PathBuf;

use jianbao_propose::articles::Options;

use super::support::{Found, compare, layout, read};

fn pages() -> Option<PathBuf> {
    let named = std::env::var_os("JIANBAO_PAGES").map(PathBuf::from);
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let beside = ["../shared", "../../shared"].map(|place| root.join(place).join("data/pages/dev"));
    named.into_iter().chain(beside).find(|dir| dir.is_dir())
}

#[test]
fn dev_pages_are_found_as_well_as_before() {
    let Some(dir) = pages() else {
        println!("skipped: no dev pages beside the project, and JIANBAO_PAGES names none");
        return;
    };
    // Mode, least exact F1 of articles, least share of right roles: the measured figures less a margin.
    for (mode, exact, roles) in
        [("clean", 0.98, 0.985), ("broken", 0.97, 0.985), ("interrupted", 0.92, 0.975), ("all", 0.775, 0.975)]
    {
        let mut names: Vec<PathBuf> = std::fs::read_dir(dir.join(format!("zh_{mode}")))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .collect();
        names.sort();
        let mut sum = Found::default();
        for name in names {
            let page = read(&name, &name.with_extension("txt"));
            sum.add(compare(&page, &layout(&page.text, Options::default())));
        }
        println!("{mode}: exact {:.3}, roles {:.3}", sum.exact(), sum.roles());
        assert!(
            sum.exact() >= exact && sum.roles() >= roles,
            "{mode}: exact {:.3}, roles {:.3}",
            sum.exact(),
            sum.roles()
        );
    }
}
