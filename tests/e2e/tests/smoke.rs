//! The app opens, keeps to its policy and to itself.

use jianbao_e2e::{Setup, browse, browse_with};
use serde_json::json;

#[test]
fn opens_without_errors_or_foreign_requests() {
    browse(|page| {
        page.wait_for("main");
        assert_eq!(page.title(), "剪报 jianbao");
        let requests = page.requests();
        assert!(requests.len() >= 4, "page, style, script and wasm: {requests:?}");
        assert!(requests.iter().all(|url| url.starts_with(&page.url())), "{requests:?}");
    });
}

/// The policy is really in force: without it the tests for its violations would mean nothing.
#[test]
fn policy_refuses_what_is_foreign_or_inline() {
    browse(|page| {
        page.wait_for("main");
        let refused: String = page.get_async(
            "const [done] = arguments;
            document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.head.append(script);",
            json!([]),
        );
        assert!(refused.starts_with("script-src"), "{refused}");
        let fetched: bool = page.get_async(
            "const [done] = arguments; fetch('http://localhost:9/').then(() => done(true), () => done(false));",
            json!([]),
        );
        assert!(!fetched);
        let errors = page.take_console_errors();
        assert!(errors.iter().any(|error| error.contains("Content Security Policy")), "{errors:?}");
    });
}

/// The worker named by the page starts and is of the same build.
#[test]
fn page_names_the_worker_of_its_build() {
    browse(|page| {
        page.wait_for("main");
        let worker: String =
            page.get("return document.querySelector('meta[name=jianbao-worker]').content", json!([]));
        let status: u16 = page.get_async(
            "const [url, done] = arguments; fetch(new URL(url, document.baseURI)).then(r => done(r.status));",
            json!([worker]),
        );
        assert_eq!(status, 200, "{worker}");
    });
}

#[test]
fn the_harness_sets_languages_colors_and_viewport() {
    browse_with(
        Setup { languages: "en-US,en", viewport: (400, 700), dark: true, ..Setup::default() },
        |page| {
            let (languages, dark, width): (Vec<String>, bool, u32) = page.get(
            "return [[...navigator.languages], matchMedia('(prefers-color-scheme: dark)').matches, innerWidth]",
            json!([]),
        );
            assert_eq!(languages, ["en-US", "en"]);
            assert!(dark);
            assert_eq!(width, 400);
            page.screenshot("narrow-dark");
        },
    );
}
