//! Documents are kept: after every action, over a reload, in a list.

use jianbao_e2e::{Page, app::assert_drawn, browse};

const PAGE: &str = "𠮷野集市开张\r\n澜江日报讯（记者 陶景云）昨日，👩‍👩‍👧 的集市在澜江市e\u{301}开张。\r\n";

#[track_caller]
fn wait_saved(page: &Page) {
    page.wait_for_text(".status .saved", "已保存");
}

#[test]
fn a_reload_goes_on_where_it_was_left() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("𠮷野");
        page.press("3");
        page.select("陶景云");
        page.press("1");
        page.press("Control+z");
        wait_saved(page);
        let before = page.state();
        page.reload();
        page.wait_for(".surface");
        wait_saved(page);
        assert_drawn(&page.state(), &before, "after a reload");
        page.press("Control+Shift+z");
        assert_eq!(page.mark("陶景云").map(|mark| mark.status).as_deref(), Some("accepted"));
        let (_, file) = page.save();
        assert_eq!(file["documents"][0]["text"], PAGE.replace("\r\n", "\n"));
    });
}

#[test]
fn documents_are_listed_found_renamed_deleted_and_put_back() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("𠮷野");
        page.press("3");
        page.close(false);
        page.wait_for(".document");
        page.paste_page("望川城的夜渡\n船家说，今夜无人。\n");
        page.close(false);
        page.wait("two documents", || page.count(".document") == 2);
        page.assert_accessible("start screen with documents");
        page.screenshot("documents");
        page.set_dark(true);
        page.assert_accessible("start screen with documents, dark");
        page.set_viewport(400, 800);
        page.screenshot("documents-narrow-dark");
        page.set_dark(false);
        page.set_viewport(1280, 800);

        // By name.
        page.click(".documents input[type=search]");
        page.type_text("夜渡");
        page.wait("one document", || page.count(".document") == 1);
        page.click(".document .rename");
        page.wait_for(".document input.rename");
        page.click(".document input.rename");
        page.press("Control+a");
        page.type_text("夜渡 𠮷");
        page.press("Enter");
        page.wait_for_text(".document .name", "夜渡 𠮷");

        // Away, and back.
        page.click(".document .delete");
        page.wait_for(".documents details.deleted");
        page.reload();
        page.wait_for(".documents details.deleted");
        assert_eq!(page.count(".documents > ul > .document"), 1);
        page.click(".documents summary");
        page.click(".document .restore");
        page.wait("both documents", || page.count(".documents > ul > .document") == 2);
        page.click(".documents > ul > .document:last-child .open");
        page.wait_for(".surface");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
    });
}

#[test]
fn many_files_become_documents() {
    browse(|page| {
        page.wait_for(".start");
        let text = page.file("集市.txt", PAGE);
        let other = page.file("夜渡 𠮷.txt", "望川城的夜渡\n船家说，今夜无人。\n");
        let long = page.file("长.txt", "渡口的水位又降了一些，船家陶景云说。\n".repeat(4000));
        let picture = page.file("图.png", b"\x89PNG\r\n\x1a\n\0\0\0");
        page.upload("input[type=file][multiple]", &[&text, &other, &long, &picture]);
        page.wait_for(".batch progress");
        page.wait_for_text(".notice p", "打开了 3 个文档。打不开：图.png");
        page.wait_gone(".batch");
        assert_eq!(page.count(".documents > ul > .document"), 3);
        page.reload();
        page.wait("three documents", || page.count(".documents > ul > .document") == 3);
        page.click(".documents > ul > .document:last-child .open");
        page.wait_for(".surface");
        page.wait_for_text(".status .job", "提议完成");
        assert!(!page.marks().is_empty(), "they were proposed for while nothing was open");
    });
}
