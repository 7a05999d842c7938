//! Articles that go on on another page.

use std::path::Path;

use jianbao_propose::articles::Options;
use jianbao_propose::reasons;

use super::support::{layout, read};

#[test]
fn an_article_that_goes_on_on_another_page_is_one_and_the_reason_names_the_page() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let page = read(&dir.join("two-pages.gold.json"), &dir.join("two-pages.txt"));
    let break_at = page.text.find('\u{C}').unwrap();
    let found = layout(&page.text, Options::default());
    let over: Vec<_> = found
        .articles
        .iter()
        .filter(|a| {
            let starts = || a.parts.iter().map(|part| part.start().idx());
            starts().any(|at| at < break_at) && starts().any(|at| at > break_at)
        })
        .collect();
    assert_eq!(over.len(), 2, "one with its headline on both pages, one that stops inside a sentence");
    for article in &over {
        let reason = article.evidence.reasons.iter().find(|r| r.starts_with("jump-page:")).unwrap();
        let [zh, en] = reasons::words(reason).unwrap();
        assert!(zh.contains('1') && en.contains('1'), "{zh} / {en}");
    }
    let broken = found.blocks.iter().find(|b| b.range.slice(&page.text).starts_with("（上接第1版）北塬"));
    assert!(broken.unwrap().continues, "the sentence goes on where it stopped");

    // Without the pointers nothing ties the pages together.
    let plain = page.text.replace("（上接第1版）", "").replace("（下转第3版）", "");
    let found = layout(&plain, Options::default());
    let reasons = found.articles.iter().flat_map(|a| &a.evidence.reasons);
    assert_eq!(reasons.filter(|r| r.starts_with("jump")).count(), 0);
}
