//! The first minute: the tour on the sample page, by keys alone; and what the status bar says of the work.

use jianbao_e2e::{Page, browse};
use serde_json::json;

fn focus(page: &Page) -> String {
    page.get("return document.activeElement?.textContent ?? ''", json!([]))
}

/// The card lies on the screen and not over what its step is about.
#[track_caller]
fn assert_in_place(page: &Page, what: &str) {
    let (inside, apart): (bool, bool) = page.get(
        "const card = document.getElementById('tour').getBoundingClientRect();
         const frame = document.getElementById('tour-frame').getBoundingClientRect();
         const inside = card.left >= 0 && card.top >= 0 && card.right <= innerWidth && card.bottom <= innerHeight;
         const apart = card.right <= frame.left || frame.right <= card.left || card.bottom <= frame.top || frame.bottom <= card.top;
         return [inside, apart]",
        json!([]),
    );
    assert!(inside, "{what}: the card is on the screen");
    assert!(apart || what.contains("text"), "{what}: the card hides what it is about");
}

#[test]
fn the_tour_is_taken_by_keys_skipped_and_taken_again() {
    browse(|page| {
        page.wait_for(".start");
        page.click(".drop-area .primary");
        page.wait_for("#tour");
        page.wait_for(".t .m");
        let n = 7;
        for step in 1..=n {
            page.wait_for_text("#tour", &format!("{step} / {n}"));
            page.wait("the button has the focus", || {
                focus(page) == if step == n { "完成" } else { "下一步" }
            });
            assert_in_place(page, &format!("step {step}{}", if step == 5 { ", text" } else { "" }));
            if step == 1 {
                page.screenshot("tour");
                page.assert_accessible("tour");
                page.set_dark(true);
                page.assert_accessible("tour, dark");
                page.set_dark(false);
            }
            if step == 2 {
                // Keys of the page work meanwhile.
                page.press("n");
                page.wait_for(".t .m.picked");
                page.screenshot("tour-mark");
            }
            page.press("Enter");
        }
        page.wait_gone("#tour");

        // It does not come by itself a second time, and is there when asked for; Escape skips it.
        page.close(false);
        page.click(".drop-area .primary");
        page.wait_for(".surface");
        assert_eq!(page.count("#tour"), 0);
        page.press("Control+k");
        page.wait_for("dialog.palette");
        page.type_text("导览");
        page.press("Enter");
        page.wait_for("#tour");
        page.set_viewport(420, 850);
        page.press("Enter");
        page.wait_for_text("#tour", "2 / 7");
        page.screenshot("tour-narrow");
        page.assert_accessible("tour, narrow");
        page.press("Escape");
        page.wait_gone("#tour");
    });
}

#[test]
fn the_status_bar_tells_progress_and_pace() {
    browse(|page| {
        page.open_proposed_sample();
        let share =
            || -> u32 { page.get("return document.querySelector('.status .share').value", json!([])) };
        let before = share();
        assert_eq!(page.count(".status .pace"), 0, "no rate of nothing");
        page.press("Control+Home");
        page.press("n");
        for _ in 0..8 {
            page.press("a");
        }
        page.wait("the share has grown", || share() > before);
        page.wait_for_text(".status .pace", "次决定");
        let text = page.text(".status .pace");
        assert!(text.starts_with('8') && text.contains("每分钟"), "{text}");
        page.press("Control+Shift+a");
        // Some are proposed only by that.
        page.wait("nearly all is decided", || share() >= 90);
        page.wait_for_text(".status .pace", "每篇 0:");
        page.screenshot("pace");
        page.assert_accessible("status bar with its pace");
    });
}
