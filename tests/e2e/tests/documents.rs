//! Documents are kept: after every action, over a reload, in a list.

use jianbao_e2e::{Page, Setup, app::assert_drawn, browse, browse_everywhere};
use serde_json::json;

const PAGE: &str = "𠮷野集市开张\r\n澜江日报讯（记者 陶景云）昨日，👩‍👩‍👧 的集市在澜江市e\u{301}开张。\r\n";

#[track_caller]
fn wait_saved(page: &Page) {
    page.wait_for_text(".status .saved", "已保存");
}

#[test]
fn a_reload_goes_on_where_it_was_left() {
    browse_everywhere(|page| {
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
fn an_edit_of_a_long_page_is_kept_when_the_page_is_put_away_at_once() {
    browse(|page| {
        // So long that it is written a moment later.
        let line = |n: usize| format!("第{n}行，雨e\u{301}👩‍👩‍👧还在下。\r\n");
        page.paste_page(&std::iter::once(PAGE.to_owned()).chain((0..1200).map(line)).collect::<String>());
        page.wait_for_proposals();
        page.wait_until_idle();
        wait_saved(page);
        page.select("集市开张");
        // The timer that it waits for never ends.
        let stop = "const real = window.setTimeout;
            window.setTimeout = (then, millis) => millis === 20 ? 0 : real(then, millis)";
        page.get::<()>(stop, json!([]));
        page.press("3");
        let leave = "return window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        let may_leave = || page.get::<bool>(leave, json!([]));
        assert!(!may_leave(), "nothing is kept yet");
        let hide = "Object.defineProperty(document, 'hidden', { value: true });
            document.dispatchEvent(new Event('visibilitychange'))";
        page.get::<()>(hide, json!([]));
        page.wait("the edit to be kept", may_leave);
        page.reload();
        page.wait_for(".surface");
        page.wait("the label", || page.mark("集市开张").is_some_and(|mark| mark.status == "accepted"));
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

#[test]
fn what_was_deleted_can_be_deleted_for_good() {
    // How many records there are of documents, in all tables, and their bytes.
    const KEPT: &str = "const [done] = arguments;
        const request = indexedDB.open('jianbao');
        request.onsuccess = () => {
          const database = request.result, names = [...database.objectStoreNames];
          const transaction = database.transaction(names);
          let records = 0, bytes = 0;
          for (const name of names) {
            transaction.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
              if (!cursor) return;
              const isOfApp = ['learned', 'report', 'articles', 'words'].includes(cursor.key[0]);
              records += isOfApp ? 0 : 1;
              bytes += isOfApp ? 0 : cursor.value.length;
              cursor.continue();
            };
          }
          transaction.oncomplete = () => { database.close(); done([records, bytes]); };
        };";
    browse(|page| {
        let kept = || page.get_async::<(usize, usize)>(KEPT, json!([]));
        page.paste_page(&PAGE.repeat(50));
        page.select("𠮷野");
        page.press("3");
        wait_saved(page);
        page.close(false);
        page.paste_page("望川城的夜渡\n船家说，今夜无人。\n");
        wait_saved(page);
        page.close(false);
        page.wait("two documents", || page.count(".documents > ul > .document") == 2);
        let (records, bytes) = kept();

        page.click(".document:last-child .delete");
        page.wait_for(".documents details.deleted");
        page.click(".documents summary");
        page.screenshot("documents-deleted");
        page.assert_accessible("start screen with deleted documents");
        // Asked, and not meant.
        page.click(".deleted .purge");
        page.answer_dialog(false);
        assert_eq!(page.count(".deleted .document"), 1);
        page.click(".deleted .purge");
        page.answer_dialog(true);
        page.wait("deleted for good", || page.notice().contains("彻底删除了 1 个文档"));
        page.wait_gone(".documents details.deleted");
        page.reload();
        page.wait("one document", || page.count(".document") == 1);
        let (fewer_records, fewer_bytes) = kept();
        assert!(fewer_records < records && fewer_bytes * 2 < bytes, "{bytes} bytes, then {fewer_bytes}");

        // One that another window has open stays.
        page.click(".document .open");
        page.wait_for(".surface");
        let first = page.open_tab(&Setup::default());
        let second = page.tab();
        page.wait_for(".document");
        page.click(".document .delete");
        page.wait_for(".documents details.deleted");
        page.click(".documents summary");
        page.click(".deleted .purge-all");
        page.answer_dialog(true);
        page.wait("it is open elsewhere", || page.notice().contains("1 个正在另一个窗口里打开"));
        page.switch_to(&first);
        page.close(false);
        page.switch_to(&second);
        page.click(".deleted .purge-all");
        page.answer_dialog(true);
        page.wait_gone(".documents");
        assert_eq!(kept(), (0, 0));
    });
}
