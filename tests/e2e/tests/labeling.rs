//! Giving labels: the menu at the selection, a label that sticks, counts, all from keys or the mouse.

use jianbao_e2e::app::entity;
use jianbao_e2e::{Page, browse, browse_everywhere};
use serde_json::{Value, json};

/// Places of labels in the set.
const PERSON: usize = 0;
const ORGANIZATION: usize = 1;
const PLACE: usize = 2;
const WORK: usize = 8;

/// Of nothing that is proposed, with an astral character, a family of emoji and a letter with its accent.
const PAGE: &str = "甲乙丙丁𠮷戊己庚辛👩\u{200d}👩\u{200d}👧壬癸e\u{301}子丑寅卯。\n辰巳午未申酉戌亥。\n";

fn field(page: &Page) -> String {
    page.get("return document.querySelector('#label-name').value", json!([]))
}

fn focused(page: &Page) -> String {
    page.get("return document.activeElement.id", json!([]))
}

fn choices(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.label-menu [role=option]')]
           .map(option => option.textContent.replace('Enter', '').trim())",
        json!([]),
    )
}

fn label_of(page: &Page, text: &str) -> Option<usize> {
    page.mark(text).map(|mark| mark.label)
}

/// Names that are typed find labels, while the text keeps its own letters for what is no phrase.
#[test]
fn a_label_is_found_by_typing_its_name() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("乙丙");
        page.wait_for(".label-menu");
        assert_eq!(focused(page), "surface", "digits and arrows still work");
        page.press("w");
        page.wait_for("#label-name:focus");
        page.type_text("ork");
        assert_eq!(field(page), "work");
        assert_eq!(choices(page)[0], "9作品");
        page.press("Enter");
        assert_eq!(label_of(page, "乙丙"), Some(WORK));
        assert_eq!(focused(page), "surface");
        assert_eq!(page.count(".label-menu"), 0);

        // By the first letters of its pinyin.
        page.select("丁𠮷");
        page.press("r");
        page.wait_for("#label-name:focus");
        page.type_text("m");
        page.wait("the label of rm", || choices(page).first().is_some_and(|first| first == "1人名"));
        page.press("Enter");
        page.wait("the mark", || label_of(page, "丁𠮷") == Some(PERSON));

        // By a Chinese name through an input method; the menu takes no key that the method takes.
        page.select("戊己");
        page.press("Tab");
        page.wait_for("#label-name:focus");
        for step in ["j", "ji", "jig"] {
            page.compose(step);
        }
        for (key, code) in [("Enter", 229), ("1", 229)] {
            page.cdp(
                "Input.dispatchKeyEvent",
                json!({ "type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": code }),
            );
        }
        assert_eq!(label_of(page, "戊己"), None, "nothing is taken while a method composes");
        page.commit_composition("机构");
        assert_eq!(field(page), "机构");
        page.press("Enter");
        assert_eq!(label_of(page, "戊己"), Some(ORGANIZATION));

        // The one that was used last is chosen without typing; arrows lead to others.
        page.select("辰巳");
        page.press("Enter");
        assert_eq!(label_of(page, "辰巳"), Some(ORGANIZATION));
        page.select("午未");
        page.press("Tab");
        page.press("ArrowDown");
        page.press("Enter");
        assert_eq!(label_of(page, "午未"), Some(PLACE));

        // What is picked gets another label by name; Escape leaves it as it is.
        page.press("e");
        page.wait_for("#label-name:focus");
        page.type_text("per");
        page.press("Escape");
        assert_eq!(label_of(page, "午未"), Some(PLACE));
        assert_eq!(focused(page), "surface");
        page.press("e");
        page.type_text("person");
        page.press("Enter");
        assert_eq!(label_of(page, "午未"), Some(PERSON));
    });
}

/// Whole blocks are not labelled by letters: these say what the blocks are.
#[test]
fn letters_are_roles_where_whole_blocks_are_selected() {
    browse(|page| {
        page.paste_page(PAGE);
        page.go_to_block("辰巳");
        page.press("Shift+End");
        page.press("h");
        assert_eq!(page.row("辰巳").role.as_deref(), Some("headline"));
        assert_eq!(page.count(".t .m"), 0);
        page.press("Home");
        page.press("Shift+ArrowRight");
        page.press("t");
        assert_eq!(page.row("辰巳").role.as_deref(), Some("headline"), "a phrase is labelled");
        assert_eq!(field(page), "t");
    });
}

/// A label that is missing is made where it is missed, and is undone with what it was made for.
#[test]
fn a_label_is_made_in_the_menu() {
    browse(|page| {
        page.paste_page(PAGE);
        let n_labels = page.count(".toolbar .labels .label");
        page.select("丁𠮷戊");
        page.press("Tab");
        page.compose("shu");
        page.commit_composition("树种");
        assert_eq!(choices(page), ["新建标签“树种”"]);
        page.assert_accessible("label menu with a new label");
        page.press("Enter");
        let made = page.mark("丁𠮷戊").expect("it is labelled");
        assert_eq!(made.label, n_labels);
        assert_eq!(page.count(".toolbar .labels .label"), n_labels + 1);
        let color: String = page.get(
            "return getComputedStyle(document.querySelector('.t .m')).getPropertyValue('--mark')",
            json!([]),
        );
        assert!(color.trim().starts_with('#'), "a color of its own: {color}");
        let (_, file) = page.save();
        assert_eq!(entity(&file, "丁𠮷戊")["label"], "树种");
        let names: Vec<&Value> = file["labels"].as_array().expect("a list").iter().collect();
        assert!(names.iter().any(|label| label["id"] == "树种"));

        page.press("Control+z");
        assert_eq!(page.count(".t .m"), 0);
        assert_eq!(page.count(".toolbar .labels .label"), n_labels, "one step takes both back");
        page.press("Control+Shift+z");
        assert_eq!(page.mark("丁𠮷戊").map(|mark| mark.label), Some(n_labels));
        page.select("辰巳");
        page.click(".label-menu .choices .label:last-child");
        assert_eq!(label_of(page, "辰巳"), Some(n_labels), "it is a label like any other");
    });
}

/// However far a page is scrolled, the labels are in view and those for a selection beside it.
#[test]
fn the_labels_are_at_hand_at_the_end_of_a_long_page() {
    browse(|page| {
        let lines: String =
            (0..300).map(|i| format!("第{i}行的文字，e\u{301}👩\u{200d}👩\u{200d}👧𠮷。\r\n")).collect();
        page.paste_page(&(lines + "末了说到甲乙丙。\n"));
        page.press("Control+End");
        page.select("甲乙丙");
        page.wait_for(".label-menu");
        let [menu, bar]: [f64; 2] = page.get(
            "const selected = getSelection().getRangeAt(0).getBoundingClientRect();
             const menu = document.querySelector('.label-menu').getBoundingClientRect();
             const bar = document.querySelector('.toolbar .labels').getBoundingClientRect();
             return [Math.min(Math.abs(menu.top - selected.bottom), Math.abs(selected.top - menu.bottom)), bar.top]",
            json!([]),
        );
        assert!(menu < 40.0 && (0.0..100.0).contains(&bar), "menu {menu} px off, bar at {bar}");
        page.press("3");
        assert_eq!(label_of(page, "甲乙丙"), Some(PLACE));
    });
}

/// While a label sticks, selecting is labelling; it stays until it is ended.
#[test]
fn a_sticky_label_is_given_by_selecting() {
    browse_everywhere(|page| {
        page.paste_page(PAGE);
        // From the bar.
        page.click(".toolbar .labels .l0");
        assert_eq!(page.count(".toolbar .labels .l0.sticky[aria-pressed=true]"), 1);
        for text in ["乙丙", "戊己", "👩\u{200d}👩\u{200d}👧壬"] {
            page.select(text);
            page.wait(text, || label_of(page, text) == Some(PERSON));
            assert_eq!(page.count(".label-menu"), 0, "no menu is in the way");
        }
        assert_eq!(page.count(".toolbar .labels .l0.sticky"), 1, "the label does not come off by itself");
        // Another one, and off.
        page.click(".toolbar .labels .l2");
        assert_eq!(page.count(".toolbar .labels .sticky"), 1);
        page.select("辰巳");
        page.wait("the mark", || label_of(page, "辰巳") == Some(PLACE));
        assert_eq!(label_of(page, "👩\u{200d}👩\u{200d}👧壬"), Some(PERSON));
        page.press("Escape");
        assert_eq!(page.count(".toolbar .labels .sticky"), 0);
        page.select("午未");
        page.wait_for(".label-menu");
        assert_eq!(label_of(page, "午未"), None);
        page.press("Escape");

        // By keys alone.
        page.press("p");
        page.wait_for("#label-name:focus");
        page.assert_accessible("menu for the label that sticks");
        page.press("2");
        assert_eq!(page.count(".toolbar .labels .l1.sticky"), 1);
        page.go_to_block("辰巳");
        page.press("End");
        page.press("ArrowLeft");
        page.press("Shift+ArrowLeft");
        page.press("Enter");
        assert_eq!(label_of(page, "亥"), Some(ORGANIZATION));
        page.press("p");
        assert_eq!(page.count(".toolbar .labels .sticky"), 0);
    });
}

/// From the cursor a span is labelled with at most three keys: a count and a label, or characters and a label.
#[test]
fn a_span_is_labelled_with_two_keys_from_the_cursor() {
    browse(|page| {
        page.paste_page(PAGE);
        page.press("Control+Home");
        // A count, then a label: the next characters, as a person counts them.
        page.press("5");
        assert_eq!(page.text(".count-hint kbd"), "5");
        page.press("1");
        assert_eq!(label_of(page, "甲乙丙丁𠮷"), Some(PERSON));
        assert_eq!(page.count(".count-hint"), 0);
        // A count, then a motion, with and without selecting.
        page.press("4");
        page.press("ArrowRight");
        page.press("2");
        page.press("Shift+ArrowRight");
        assert_eq!(page.selected_text(), "👩\u{200d}👩\u{200d}👧壬");
        page.press("2");
        assert_eq!(label_of(page, "👩\u{200d}👩\u{200d}👧壬"), Some(ORGANIZATION));
        page.press("3");
        assert_eq!(
            label_of(page, "👩\u{200d}👩\u{200d}👧壬"),
            Some(PLACE),
            "a digit is a label where one is picked"
        );
        page.press("ArrowRight");
        // A count, then Enter: the label used last; and the next count goes on from there.
        page.press("2");
        page.press("Enter");
        assert_eq!(label_of(page, "e\u{301}子"), Some(PLACE));
        page.press("1");
        page.press("2");
        assert_eq!(label_of(page, "丑"), Some(ORGANIZATION));
        assert_eq!(label_of(page, "e\u{301}子"), Some(PLACE));
        page.press("ArrowRight");
        // A count is forgotten by Escape, and by the mouse.
        page.press("7");
        page.press("Escape");
        assert_eq!(page.count(".count-hint"), 0);
        page.press("7");
        page.click_on("辰巳");
        assert_eq!(page.count(".count-hint"), 0);
        assert_eq!(page.marks().len(), 4);
    });
}
