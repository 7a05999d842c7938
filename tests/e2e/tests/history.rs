//! The history: points with names, the timeline, the way back, what changed since the last export.

use jianbao_e2e::app::assert_drawn;
use jianbao_e2e::{Page, browse};
use serde_json::json;

/// What the rows of the timeline say, without their times.
fn rows(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.history .period .did')].map(row => row.textContent.trim())",
        json!([]),
    )
}

fn focused(page: &Page) -> String {
    page.get("return document.activeElement.id", json!([]))
}

#[track_caller]
fn label(page: &Page, text: &str, key: &str) {
    page.select(text);
    page.press(key);
    page.wait("the label", || page.mark(text).is_some_and(|mark| mark.status == "accepted"));
}

#[track_caller]
fn wait_saved(page: &Page) {
    page.wait_for_text(".status .saved", "已保存");
}

/// Types into the field for the name of a point, once the keyboard is there.
#[track_caller]
fn type_name(page: &Page, name: &str) {
    page.wait("the field", || focused(page) == "point-name");
    page.type_text(name);
}

const PAGE: &str =
    "𠮷野集市开张\r\n\r\n甲乙丙丁👩\u{200d}👩\u{200d}👧壬癸e\u{301}子丑。\r\n辰巳午未申酉。\r\n";

#[test]
fn a_named_point_is_gone_back_to_and_what_came_after_is_not_lost() {
    browse(|page| {
        page.paste_page(PAGE);
        label(page, "丙丁", "1");
        // A point with a name, by keys alone.
        page.press("Escape");
        page.press("Shift+P");
        page.wait_for("dialog.history #point-name");
        type_name(page, "初校 𠮷");
        page.press("Enter");
        page.wait_for_text(".history .period .name", "初校 𠮷");
        page.press("Escape");
        page.wait_gone("dialog.history");
        let named = page.state();

        // On with the work; then the window is loaded again.
        label(page, "壬癸", "2");
        label(page, "辰巳", "3");
        page.select("丙丁");
        page.press("3");
        page.wait("the label", || page.mark("丙丁").is_some_and(|mark| mark.label == 2));
        page.press("Escape");
        page.go_to_block("辰巳");
        page.press("Enter");
        wait_saved(page);
        let worked = page.state();
        assert_ne!(worked, named);
        page.reload();
        page.wait_for(".surface");
        wait_saved(page);
        assert_drawn(&page.state(), &worked, "after a reload");

        // The timeline, by a button.
        page.click(".toolbar button[title^='历史']");
        page.wait_for("dialog.history .period");
        let seen = rows(page);
        assert!(seen[0].starts_with("现在") && seen[0].contains("新增实体 2"), "{seen:?}");
        assert!(seen[0].contains("切开文章 1") && seen[0].contains("实体改标签 1"), "{seen:?}");
        assert!(seen[1].starts_with("初校 𠮷") && seen[1].contains("新增实体 1"), "{seen:?}");
        assert!(seen.last().is_some_and(|row| row.contains("文档进来")), "{seen:?}");
        page.click(".history .period .steps");
        page.wait("single actions", || page.count(".history .period.single") >= 4);
        page.assert_screen("history");
        page.click(".history .period .steps");
        page.wait_gone(".history .period.single");

        // What changed since, with the way to each place.
        page.click(".history .period:nth-of-type(2) .compare");
        page.wait_for(".history .difference");
        assert!(page.text("dialog.history h2").contains("初校 𠮷"));
        page.assert_screen("history-compared");
        page.click(".history .place");
        page.wait_gone("dialog.history");
        page.wait_for(".articles .picked");
        page.press("Escape");

        // Back, and what was done since is not lost.
        page.press("Shift+H");
        page.click(".history .period:nth-of-type(2) .compare");
        page.click(".history .go-back");
        page.wait_gone("dialog.history");
        assert!(page.notice().contains("已回到"), "{}", page.notice());
        assert_drawn(&page.state(), &named, "back at the point");
        page.press("Control+z");
        page.wait("all again", || page.mark("壬癸").is_some());
        assert_drawn(&page.state(), &worked, "after the undo");

        // Another name, and none.
        page.press("Shift+H");
        page.click(".history .period .edit + .unname");
        page.wait("no name", || page.count(".history .period .name") == 0);
        page.click(".history .period:nth-of-type(2) .edit");
        type_name(page, "二校");
        page.click(".history .take-name");
        page.wait_for_text(".history .period .name", "二校");
        page.press("Escape");
    });
}

#[test]
fn what_changed_since_the_last_export_is_seen() {
    browse(|page| {
        page.paste_page(PAGE);
        label(page, "丙丁", "1");
        let (_, file) = page.save();
        assert!(file["documents"][0]["entities"].as_array().is_some_and(|found| !found.is_empty()));
        assert_eq!(page.count(".status .since-export"), 0);
        page.press("Escape");
        label(page, "壬癸", "2");
        page.wait_for(".status .since-export");
        wait_saved(page);
        page.reload();
        page.click(".status .since-export");
        page.wait_for(".history .difference");
        assert!(page.text("dialog.history h2").contains("上次导出"));
        assert_eq!(page.text(".history .difference summary"), "新增实体 1");
        assert_eq!(page.text(".history .place"), "壬癸 机构名");
        page.click(".history .place");
        page.wait_gone("dialog.history");
        page.wait_for(".t .picked");
        assert_eq!(page.text(".t .picked"), "壬癸");

        // In the timeline the export has its mark; the same by a key, in English.
        page.press("Escape");
        page.press("Shift+H");
        page.wait_for_text(".history .mark-of.last", "上次导出");
        page.press("Escape");
        page.click(".toolbar button[lang=en]");
        page.wait_for(".toolbar button[lang=zh-Hans]");
        page.press("Shift+D");
        page.wait_for_text(".history .difference summary", "1 entity added");
        page.screenshot("history-english");
    });
}
