//! Keys are commands only where nothing is typed.

use jianbao_e2e::{Page, browse};
use serde_json::json;

const PAGE: &str = "春分时节，阿布在渡口等船。\n阿布上了船，没有回头。\n";

/// A key press that an input method has taken: code 229, as browsers report it.
fn press_for_input_method(page: &Page, key: &str) {
    for kind in ["rawKeyDown", "keyUp"] {
        page.cdp(
            "Input.dispatchKeyEvent",
            json!({ "type": kind, "key": key, "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229 }),
        );
    }
}

fn labeled(page: &Page) {
    page.paste_page(PAGE);
    page.select("阿布");
    page.press("1");
    page.click_on("阿布");
    page.wait_for(".note textarea");
}

#[test]
fn composing_a_note_is_no_command() {
    browse(|page| {
        labeled(page);
        let before = page.state();
        page.click(".note textarea");
        for step in ["d", "da", "dai", "dai h", "dai he"] {
            press_for_input_method(page, &step[step.len() - 1..]);
            page.compose(step);
        }
        press_for_input_method(page, "Enter");
        page.commit_composition("待核");
        let value: String = page.get("return document.querySelector('.note textarea').value", json!([]));
        assert_eq!(value, "待核");
        assert_eq!(page.state(), before, "nothing was changed by composing");
        for key in ["a", "x", "h", "f", "w", "Delete", "Backspace", "1", "Enter", "[", "n", "?"] {
            page.press(key);
        }
        assert_eq!(page.state(), before, "nor by typing");
        assert_eq!(page.count("dialog"), 0);
    });
}

#[test]
fn composing_over_the_text_is_no_command() {
    browse(|page| {
        labeled(page);
        let before = page.state();
        let focus: String = page.get("return document.activeElement.className", json!([]));
        assert_eq!(focus, "surface", "the text has the focus");
        for key in ["a", "x", "f", "w", "Enter", "1"] {
            press_for_input_method(page, key);
        }
        for key in ["x", "Enter"] {
            page.get::<()>(
                "document.activeElement.dispatchEvent(
                  new KeyboardEvent('keydown', { key: arguments[0], isComposing: true, bubbles: true }))",
                json!([key]),
            );
        }
        assert_eq!(page.state(), before);
        page.press("x");
        assert_ne!(page.state(), before, "the key alone is one");
    });
}

#[test]
fn keys_in_a_select_are_its_own() {
    browse(|page| {
        page.paste_page(PAGE);
        page.click_on("上了船");
        let role = page.row("阿布上了船").role;
        page.get::<()>("document.querySelector('#block-role').focus()", json!([]));
        for key in ["x", "f", "w", "Delete"] {
            page.press(key);
        }
        assert_eq!(page.row("阿布上了船").article, page.row("春分时节").article);
        assert_eq!(page.row("阿布上了船").role, role);
        page.press("Escape");
    });
}
