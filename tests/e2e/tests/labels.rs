//! The dialog of labels: presets, labels of one's own, what becomes of entities, files, undo.

use jianbao_e2e::{Page, browse};
use serde_json::json;

const PAGE: &str = "澜江日报讯（记者 陶景云）昨日，𠮷野站👩‍👩‍👧开通，cafe\u{301}。\n";

fn labels(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.toolbar .label')].map(button => button.firstChild.textContent.trim())",
        json!([]),
    )
}

#[track_caller]
fn open_editor(page: &Page) {
    page.click(".toolbar button[aria-label='编辑标签集']");
    page.wait_for("dialog.label-set");
}

/// Writes a field of a row by keys, and leaves it.
#[track_caller]
fn write(page: &Page, css: &str, text: &str) {
    page.click(css);
    page.press("Control+a");
    page.type_text(text);
    page.press("Tab");
}

#[test]
fn a_label_of_ones_own_is_made_used_and_undone() {
    browse(|page| {
        page.paste_page(PAGE);
        open_editor(page);
        page.assert_screen("labels");

        page.click("dialog.label-set > button");
        page.wait("there is a further row", || page.count(".label-rows li") == 11);
        page.wait("the new row has the keyboard", || {
            page.get(
                "return document.activeElement.closest('.label-rows li')?.matches(':last-child') ?? false",
                json!([]),
            )
        });
        // Without a name it cannot be saved, and the person is told why.
        page.click("dialog.label-set footer .primary");
        page.wait_for_text("dialog.label-set [role=alert]", "标识和名称");
        write(page, ".label-rows li:last-child .id input", "POST");
        write(page, ".label-rows li:last-child .zh input", "职务");
        write(page, ".label-rows li:last-child .definition input", "职务和头衔");
        page.choose(".label-rows li:last-child .key select", "1");
        page.wait("the key has gone over", || {
            page.get("return document.querySelector('.label-rows .key select').value === ''", json!([]))
        });
        page.click("dialog.label-set footer .primary");
        page.wait_gone("dialog.label-set");
        assert_eq!(labels(page).last().map(String::as_str), Some("职务"));
        page.select("记者");
        page.press("1");
        page.wait("the new label is given", || page.mark("记者").is_some_and(|mark| mark.label == 10));
        let (_, file) = page.save();
        assert_eq!(file["labels"][10]["id"], "POST");
        assert_eq!(file["labels"][10]["definition"], "职务和头衔");
        page.press("Control+z");
        page.press("Control+z");
        page.wait("the set is as before", || labels(page).len() == 10);
    });
}

#[test]
fn a_label_that_goes_says_what_its_entities_become() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("陶景云");
        page.press("1");
        page.wait("it is labeled", || page.mark("陶景云").is_some_and(|mark| mark.status == "accepted"));
        let n_persons = page.marks().iter().filter(|mark| mark.label == 0).count();
        open_editor(page);
        page.click(".label-rows li:nth-child(1) button[aria-label^='删除']");
        page.wait_for_text(".label-rows li.going", "处实体");
        page.screenshot("labels-going");
        page.assert_accessible("label editor, a label goes");
        page.choose(".label-rows .fate select", "ORG");
        page.click("dialog.label-set footer .primary");
        page.wait_gone("dialog.label-set");
        page.wait("the label is gone", || labels(page).len() == 9);
        assert_eq!(
            page.mark("陶景云").map(|mark| mark.label),
            Some(0),
            "what were organizations come first now"
        );
        page.press("Control+z");
        page.wait("one step brings label and entities back", || labels(page).len() == 10);
        assert_eq!(page.marks().iter().filter(|mark| mark.label == 0).count(), n_persons);
        assert_eq!(page.mark("陶景云").map(|mark| (mark.label, mark.status)), Some((0, "accepted".into())));
    });
}

#[test]
fn a_set_is_taken_from_a_preset_and_from_a_file() {
    browse(|page| {
        page.paste_page(PAGE);
        let persons = page.mark("陶景云").map(|mark| mark.label);
        open_editor(page);
        page.choose(".label-set .tools select", "ontonotes");
        page.wait("there are its rows", || page.count(".label-rows li:not(.going)") >= 18);
        let path = page.download(|| page.click(".label-set .tools button"));
        page.click("dialog.label-set footer .primary");
        page.wait_gone("dialog.label-set");
        page.wait("the labels are those of the preset", || labels(page).iter().any(|name| name == "行政区"));
        assert_eq!(page.mark("陶景云").map(|mark| mark.label), persons, "a person is a person in it");
        page.screenshot("eighteen-labels");
        let colors: Vec<String> = page.get(
            "return [...document.querySelectorAll('.toolbar .label')].map(label => getComputedStyle(label).borderBottomColor)",
            json!([]),
        );
        let distinct: std::collections::BTreeSet<_> = colors.iter().collect();
        assert_eq!(distinct.len(), colors.len(), "all of them are told apart: {colors:?}");

        page.press("Control+z");
        page.wait("undone", || labels(page).len() == 10);
        open_editor(page);
        // A file that is none changes nothing.
        page.upload(".label-set input[type=file]", &[&page.file("bad.json", "{]")]);
        page.wait_for_text("dialog.label-set [role=alert]", "没有读到标签");
        page.upload(".label-set input[type=file]", &[&path]);
        page.wait("the labels of the file are there", || page.count(".label-rows li:not(.going)") >= 18);
        page.click("dialog.label-set footer .primary");
        page.wait("they are those of the preset", || labels(page).iter().any(|name| name == "行政区"));
    });
}
