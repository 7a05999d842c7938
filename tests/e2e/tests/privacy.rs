//! Nothing leaves the page.

use std::collections::BTreeSet;

use jianbao_e2e::{Page, browse, root};
use serde_json::json;

fn policy(page: &Page) -> String {
    page.get("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content", json!([]))
}

#[test]
fn a_whole_story_asks_for_nothing_but_the_app() {
    browse(|page| {
        page.paste_page(&Page::sample());
        page.press("n");
        page.press("a");
        page.select("刚刚开门");
        page.press("0");
        let (path, _) = page.save();
        page.close(false);
        page.upload("input[type=file]", &[&path]);
        page.wait_for(".surface");
        page.press("?");
        page.press("Escape");

        // The page asked its own server alone, and that was asked for files of the site alone.
        let requests = page.requests();
        assert!(requests.iter().all(|url| url.starts_with(&page.url())), "{requests:?}");
        let files: BTreeSet<String> = files_of_the_site();
        let served = page.served();
        assert!(served.len() > 5, "page, styles, app and worker: {served:?}");
        for request in served {
            let name = request.trim_start_matches('/').split('?').next().unwrap_or_default().to_owned();
            assert!(name.is_empty() || files.contains(&name), "asked for {request}");
        }
    });
}

fn files_of_the_site() -> BTreeSet<String> {
    let dist = root().join("dist");
    let mut folders = vec![dist.clone()];
    let mut files = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a built site").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&dist).expect("below the site");
                files.insert(name.to_string_lossy().into_owned());
            }
        }
    }
    files
}

/// Once the app and its worker are there, it needs no network at all.
#[test]
fn works_offline_once_loaded() {
    browse(|page| {
        page.paste_page("先开一个版面，等工作线程就绪。\n");
        page.close(false);
        page.set_offline(true);
        page.paste_page(&Page::sample());
        assert!(page.count(".card") > 3);
        page.save();
    });
}

#[test]
fn the_policy_names_no_foreign_source() {
    browse(|page| {
        page.wait_for("main");
        let policy = policy(page);
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        for directive in policy.split(';') {
            let mut words = directive.split_whitespace();
            let name = words.next().unwrap_or_default();
            for source in words {
                let known = ["'self'", "'none'", "'wasm-unsafe-eval'", "data:"].contains(&source);
                let is_hash = source.starts_with("'sha");
                assert!(known || is_hash, "{name} allows {source}");
                assert!(source != "data:" || name == "img-src", "{name} allows {source}");
            }
        }
    });
}
