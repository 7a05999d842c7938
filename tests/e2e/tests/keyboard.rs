//! The cursor in the text, by keys alone.

use jianbao_e2e::{Page, browse, browse_everywhere};
use serde_json::json;

const PAGE: &str = "报道的标题在这里\r\n记者昨天来到𠮷林的村庄。“丰收了！”村民们说，收获e\u{301}很好👩\u{200d}👩\u{200d}👧。他们很高兴。\r\n\
                    另外一篇的标题\r\n学校今天开学。孩子们来了。\r\n";

fn selected(page: &Page, keys: &[&str]) -> String {
    for key in keys {
        page.press(key);
    }
    page.selected_text()
}

/// Words are those of the language, sentences end with what closes them, and each motion selects with Shift.
#[test]
fn the_cursor_goes_by_word_sentence_block_and_article() {
    browse_everywhere(|page| {
        page.paste_page(PAGE);
        page.go_to_block("记者");
        assert_eq!(selected(page, &["Control+Shift+ArrowRight"]), "记者");
        assert_eq!(selected(page, &["Control+Shift+ArrowRight"]), "记者昨天");
        // By word, then a label: a word is labelled with two keys.
        page.press("Home");
        page.press("Control+ArrowRight");
        page.press("Control+Shift+ArrowRight");
        page.press("4");
        assert!(page.mark("昨天").is_some());
        page.press("ArrowRight");
        page.press("Control+ArrowLeft");
        assert_eq!(selected(page, &["Control+Shift+ArrowLeft"]), "昨天");

        page.press("Home");
        assert_eq!(selected(page, &["Alt+Shift+End"]), "记者昨天来到𠮷林的村庄。");
        assert_eq!(selected(page, &["ArrowRight", "ArrowLeft", "Alt+Shift+End"]), "“丰收了！”");
        assert_eq!(
            selected(page, &["Alt+End", "Alt+Shift+Home"]),
            "村民们说，收获e\u{301}很好👩\u{200d}👩\u{200d}👧。"
        );
        assert_eq!(
            selected(page, &["End", "Shift+Home"]).lines().next(),
            page.row("记者").text.lines().next()
        );

        // Two articles, whatever was proposed.
        page.go_to_block("另外");
        if page.row("另外").article == page.row("报道").article {
            page.press("Enter");
        }
        page.press("Control+Home");
        page.press("Control+ArrowDown");
        assert_eq!(selected(page, &["Shift+End"]), "另外一篇的标题");
        page.press("ArrowRight");
        page.press("Control+ArrowUp");
        assert_eq!(selected(page, &["Shift+End"]), "另外一篇的标题");
        page.press("Home");
        page.press("Control+ArrowUp");
        assert_eq!(selected(page, &["Shift+End"]), "报道的标题在这里");
        // A count before a motion.
        page.press("Home");
        page.press("ArrowLeft");
        page.press("3");
        page.press("ArrowDown");
        assert_eq!(selected(page, &["Shift+End"]), "学校今天开学。孩子们来了。");
    });
}

/// Nothing fires in a field, in a dialog, or while an input method composes in the field of the label menu.
#[test]
fn motions_and_counts_are_dead_in_fields() {
    browse(|page| {
        page.paste_page(PAGE);
        page.go_to_block("学校");
        page.press("2");
        page.press("3");
        page.wait_for(".note textarea");
        let before = page.state();
        page.click(".note textarea");
        for key in ["3", "1", "p", "e", ".", "+", "-", "Shift+l", "Control+ArrowRight", "Alt+End"] {
            page.press(key);
        }
        assert_eq!(page.state(), before);
        assert_eq!(page.count(".count-hint") + page.count(".label-menu"), 0);
        let text: String = page.get("return document.querySelector('.note textarea').value", json!([]));
        assert_eq!(text, "31pe.+-L");
        page.press("Escape");
        let focus: String = page.get("return document.activeElement.id", json!([]));
        assert_eq!(focus, "surface");
    });
}

#[test]
fn the_cursor_moves_without_a_layout_of_the_page() {
    browse(|page| {
        page.paste_page("他从前住在渡口的西边，后来𠮷又搬到东边去了，e\u{301}👩‍👩‍👧也去了。\r\n");
        page.wait_for_proposals();
        page.press("Control+Home");
        page.press("ArrowRight");
        page.wait_until_idle();
        let before = page.n_layouts();
        for _ in 0..5 {
            page.press("ArrowRight");
        }
        page.wait_until_idle();
        assert_eq!(page.n_layouts(), before);
    });
}
