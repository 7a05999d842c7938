//! The command palette and the search, by keys alone and with an input method.

use jianbao_e2e::browse;
use serde_json::json;

const PAGE: &str = "瀾江至望川公交开通\n澜江日报讯（记者 陶景云）昨日，𠮷野站的公交开通运营，ＡＢＣ公司👩‍👩‍👧到澜江采访。\n　　澜江的站点，cafe\u{301}旁。\n";

/// How many hits are painted, and the text of the one that is shown.
const PAINTED: &str = r"
const texts = name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString());
return { hits: texts('hit'), now: texts('hit-now') };
";

#[test]
fn the_palette_finds_every_action_in_both_languages() {
    browse(|page| {
        page.paste_page(PAGE);
        page.press("Control+k");
        page.wait_for("dialog.palette");
        page.assert_screen("palette");

        // English words in a Chinese interface; the article order comes of it.
        page.type_text("article order");
        page.wait_for_text(".palette [aria-selected=true]", "文章顺序");
        page.press("Enter");
        page.wait_gone("dialog.palette");
        page.wait_for(".switch button:nth-child(2)[aria-pressed=true]");
        // Initials of pinyin, and keys work again as before.
        page.press("Control+k");
        page.wait_for("dialog.palette");
        page.type_text("bmsx");
        page.press("ArrowDown");
        page.press("ArrowUp");
        page.wait_for_text(".palette [aria-selected=true]", "版面顺序");
        page.press("Enter");
        page.wait_for(".switch button:nth-child(1)[aria-pressed=true]");
        page.press("?");
        page.wait_for("dialog.help");
        page.press("Escape");
        page.wait_gone("dialog.help");

        // An input method composes in the field; Enter that ends the composition does nothing else.
        page.press("Control+k");
        page.wait_for("dialog.palette");
        page.compose("yu yan");
        page.commit_composition("语言");
        page.wait_for_text(".palette [aria-selected=true]", "界面语言");
        page.click(".palette [aria-selected=true]");
        page.wait_gone("dialog.palette");
        assert_eq!(page.get::<String>("return document.documentElement.lang", json!([])), "en");
        page.press("Control+k");
        page.wait_for("dialog.palette");
        page.screenshot("palette-en");
        page.press("Escape");
        page.wait_gone("dialog.palette");
    });
}

#[test]
fn hits_are_painted_stepped_through_and_labeled_together() {
    browse(|page| {
        page.paste_page(PAGE);
        let before = page.state();
        // What comes and goes beside the text leaves the elements of the text as they are.
        page.get::<()>("document.querySelector('.surface').kept = true", json!([]));
        page.press("/");
        page.wait_for("#find:focus");
        page.type_text("澜江");
        page.wait_for_text(".find output", "/ 4");
        let painted: serde_json::Value = page.get(PAINTED, json!([]));
        assert_eq!(painted["hits"].as_array().map(Vec::len), Some(3), "{painted}");
        assert_eq!(painted["now"], json!(["瀾江"]), "the first from the cursor on, in the other script");
        assert_eq!(page.state(), before, "nothing in the text was touched");
        page.press("Enter");
        page.wait_for_text(".find output", "2 / 4");
        page.press("Shift+Enter");
        page.press("Shift+Enter");
        page.wait_for_text(".find output", "4 / 4");
        page.screenshot("find");
        page.assert_accessible("search");

        page.click(".find .bar button[aria-expanded]");
        page.wait_for(".find .hits li");
        assert_eq!(page.count(".find .hits li"), 4);
        page.assert_screen("find-list");
        page.click(".find .hits li:nth-child(2) input");
        page.wait_for_text(".find .hits", "勾选 ");
        page.click(".find .hits .label.l2");
        let places =
            || page.marks().into_iter().filter(|mark| mark.label == 2 && mark.status == "accepted").count();
        page.wait("three places are labeled", || places() == 3);
        page.press("Escape");
        page.press("Control+z");
        page.wait("one step takes all of them back", || places() == 0);

        // Escape ends a search wherever in its bar the focus is.
        page.press("/");
        page.wait_for("#find:focus");
        page.click(".find .bar button[aria-expanded]");
        page.press("Escape");
        page.wait_gone(".find");

        // The end of a search leaves the hit selected, ready for a label.
        page.press("/");
        page.wait_for("#find:focus");
        page.press("Control+a");
        page.type_text("abc公司");
        page.wait_for_text(".find output", "1 / 1");
        page.press("Escape");
        page.wait_gone(".find");
        assert_eq!(page.selected_text(), "ＡＢＣ公司");
        page.press("?");
        page.wait_for("dialog.help");
        page.press("Escape");
        page.wait_gone("dialog.help");
        assert!(page.get::<bool>("return document.querySelector('.surface').kept === true", json!([])));
        page.press("2");
        page.wait("it is labeled", || {
            page.mark("ＡＢＣ公司").is_some_and(|mark| mark.label == 1 && mark.status == "accepted")
        });
    });
}

#[test]
fn the_browsers_own_search_finds_all_of_the_text() {
    browse(|page| {
        page.paste_page(&format!("{PAGE}{}\n尾声在此", "\n又一行文字。".repeat(400)));
        // Control with F stays the browser's: the page does not take the key.
        let taken: bool = page.get(
            "const event = new KeyboardEvent('keydown', { key: 'f', code: 'KeyF', ctrlKey: true, bubbles: true, cancelable: true });
             document.querySelector('.surface').dispatchEvent(event); return event.defaultPrevented",
            json!([]),
        );
        assert!(!taken);
        assert!(page.get::<bool>("return window.find('尾声在此')", json!([])), "far out of view");
        assert_eq!(page.selected_text(), "尾声在此");
    });
}
