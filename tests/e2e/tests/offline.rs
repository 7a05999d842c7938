//! Without a network: after the first visit, and from one file.

use jianbao_e2e::{Page, browse, root};
use serde_json::json;

const PAGE: &str =
    "𠮷野集市开张\n澜江日报讯（记者 陶景云）昨日，👩‍👩‍👧 的集市在澜江市e\u{301}开张，来客三千人。\n";

/// Pastes, waits for proposals, labels, exports in the format of another tool.
#[track_caller]
fn whole_story(page: &Page) {
    page.paste_page(PAGE);
    page.select("𠮷野");
    page.press("3");
    let (_, file) = page.save();
    assert_eq!(file["documents"][0]["text"], PAGE);
    page.press("Control+e");
    page.wait_for("dialog.export");
    page.choose("#export-format", "bio");
    page.wait_for_text("dialog.export .preview", "𠮷 B-");
    page.press("Escape");
    page.wait_gone("dialog.export");
}

#[test]
fn with_the_server_gone_after_the_first_visit_all_works() {
    browse(|page| {
        page.wait_for(".start");
        let kept: bool = page.get_async(
            "const [done] = arguments; navigator.serviceWorker.ready.then(() => done(true));",
            json!([]),
        );
        assert!(kept);
        page.stop_server();
        page.reload();
        page.wait_for(".start");
        whole_story(page);
        page.reload();
        page.wait_for(".surface");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
        page.take_console_errors();
    });
}

/// A site that was built anew is fetched beside the old one, offered, and taken when the person wants it.
#[test]
fn a_newer_app_is_offered_and_taken() {
    browse(|page| {
        page.wait_for(".start");
        page.get_async::<bool>(
            "const [done] = arguments; navigator.serviceWorker.ready.then(() => done(true));",
            json!([]),
        );
        page.reload();
        page.paste_page(PAGE);
        page.wait_for_text(".status .saved", "已保存");
        let before = page.state();
        page.serve_newer();
        // Asked for again and again: a look at the server that is under way already counts for one.
        page.wait("a newer app", || {
            page.get_async::<bool>(
                "const [done] = arguments;
                navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => done(true), () => done(false));",
                json!([]),
            );
            page.count(".notice .update") > 0
        });
        page.wait_for_text(".notice p", "新版本");
        page.screenshot("update");
        page.click(".notice .update");
        page.wait("the newer page", || {
            page.get::<bool>("return document.querySelector('meta[name=newer]') !== null", json!([]))
        });
        page.wait_for(".surface");
        assert_eq!(page.state(), before);
    });
}

/// `cargo xtask single-file` packs the app into one page.
#[test]
fn the_app_in_one_file_works_from_a_folder() {
    let packed = root().join("target/single-file/jianbao.html");
    assert!(packed.is_file(), "no packed app: run `cargo xtask single-file` first");
    browse(|page| {
        // As from a stick: in a folder of its own, with a name that a person gave it.
        let copy = page.file("剪报 一份.html", std::fs::read(&packed).expect("it is there"));
        page.open_file(&copy);
        page.wait_for(".start");
        page.wait_for_text(".single-file", "单文件版");
        page.screenshot("single-file");
        whole_story(page);
        page.wait_for_text(".status .saved", "已保存");
        page.reload();
        page.wait_for(".surface");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
    });
}
