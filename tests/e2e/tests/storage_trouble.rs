//! What can go wrong with a store, brought about for real: it is said, work goes on, and nothing is deleted.

use jianbao_e2e::{Keeps, Page, Setup, browse, browse_with};
use serde_json::json;

const PAGE: &str = "𠮷野集市开张\r\n澜江日报讯（记者 陶景云）昨日，👩‍👩‍👧 的集市在澜江市e\u{301}开张。\r\n";

/// Does something with the database of the app: `change` is a function of the database and of what to call at the end.
#[track_caller]
fn change_database(page: &Page, change: &str) {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        const opening = indexedDB.open('jianbao');
        opening.onsuccess = () => ({change})(opening.result, () => {{ opening.result.close(); done(true); }});"
    );
    let changed: bool = page.get_async(&script, json!([]));
    assert!(changed);
}

#[track_caller]
fn wait_saved(page: &Page) {
    page.wait_for_text(".status .saved", "已保存");
}

/// From a file, since a private window has no clipboard.
#[track_caller]
fn open(page: &Page) {
    page.wait_for(".start");
    page.upload("input[type=file]", &[&page.file("集市.txt", PAGE)]);
    page.wait_for(".surface");
    page.wait_for_proposals();
}

#[track_caller]
fn with_two_labels(page: &Page) {
    open(page);
    page.select("𠮷野");
    page.press("3");
    page.select("陶景云");
    page.press("1");
    wait_saved(page);
}

#[test]
fn a_full_disk_is_told_of_and_all_is_kept_once_there_is_room() {
    browse(|page| {
        // From the start, because Chromium looks at the quota anew only when what it allowed before is used up.
        page.wait_for(".start");
        page.set_quota(Some(1));
        page.paste_page(PAGE);
        page.select("澜江市");
        page.press("3");
        page.wait_for_text(".status .saved", "没有保存：浏览器的存储空间满了");
        page.assert_accessible("full disk");
        page.screenshot("full-disk");
        let backup = page.download(|| page.click(".status .backup"));

        // Work goes on.
        page.select("集市在");
        page.press("0");
        assert_eq!(page.mark("集市在").map(|mark| mark.status).as_deref(), Some("accepted"));
        let state = page.state();
        page.set_quota(None);
        wait_saved(page);
        page.reload();
        page.wait_for(".surface");
        assert_eq!(page.state(), state);

        // What was handed over while the disk was full opens elsewhere with what was not kept then.
        browse(|other| {
            other.wait_for(".start");
            other.upload("input[type=file]", &[&backup]);
            other.wait_for_text(".notice p", "已从备份恢复 1 个文档");
            other.click(".document .open");
            other.wait_for(".surface");
            assert_eq!(other.mark("澜江市").map(|mark| mark.status).as_deref(), Some("accepted"));
        });
        page.take_console_errors();
    });
}

#[test]
fn without_storage_all_works_in_memory() {
    browse_with(Setup { keeps: Keeps::Nothing, ..Setup::default() }, |page| {
        page.wait_for_text(".notice.problem p", "不能保存");
        open(page);
        page.wait_for_text(".status .saved", "只在内存里");
        page.select("𠮷野");
        page.press("3");
        page.save();
        // The list works too, as long as the window is there.
        page.close(false);
        page.click(".document .open");
        page.wait_for(".surface");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
        page.take_console_errors();
    });
}

/// A private window keeps until it is closed, and no page can know that it is one.
#[test]
fn a_private_window_keeps_over_a_reload() {
    browse_with(Setup { keeps: Keeps::UntilTheEnd, ..Setup::default() }, |page| {
        with_two_labels(page);
        page.reload();
        page.wait_for(".surface");
        assert_eq!(page.mark("陶景云").map(|mark| mark.status).as_deref(), Some("accepted"));
    });
}

#[test]
fn a_damaged_entry_is_told_of_and_what_came_before_goes_on() {
    browse(|page| {
        with_two_labels(page);
        // The last entry, as a disk may leave it.
        change_database(
            page,
            "(database, done) => {
            const log = database.transaction('log', 'readwrite').objectStore('log');
            log.openCursor(null, 'prev').onsuccess = event => {
              event.target.result.update(new Uint8Array([1, 2, 3])).onsuccess = done;
            };
        }",
        );
        page.reload();
        page.wait_for_text(".notice.problem p", "损坏之前的都已读出");
        page.screenshot("damaged");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
        wait_saved(page);
        page.download(|| page.click(".notice .backup"));
        page.close(false);
        assert_eq!(page.count(".document"), 2, "the damaged one is still there");
    });
}

#[test]
fn what_a_newer_version_kept_is_left_alone() {
    browse(|page| {
        with_two_labels(page);
        change_database(
            page,
            "(database, done) => {
            const documents = database.transaction('documents', 'readwrite').objectStore('documents');
            documents.openCursor().onsuccess = event => {
              event.target.result.update(new Uint8Array([2, 0, 0])).onsuccess = done;
            };
        }",
        );
        page.reload();
        page.wait_for_text(".notice.problem p", "由更新的版本写成");
        page.wait_for(".start");
        page.download(|| page.click(".notice .backup"));

        // The database itself may be newer.
        let raised: bool = page.get_async(
            "const [done] = arguments;
            const opening = indexedDB.open('jianbao', 99);
            opening.onsuccess = () => { opening.result.close(); done(true); };",
            json!([]),
        );
        assert!(raised);
        page.reload();
        page.wait_for_text(".notice.problem p", "由更新的版本写成");
        page.paste_page("另一个版面。\n");
        page.wait_for_text(".status .saved", "只在内存里");
        page.take_console_errors();
    });
}

#[test]
fn a_second_tab_looks_on_and_takes_over() {
    browse(|page| {
        with_two_labels(page);
        let first = page.open_tab(&Setup::default());
        page.click(".document .open");
        page.wait_for_text(".notice p", "这里只能看");
        page.wait_for_text(".status .saved", "只读");
        page.screenshot("read-only");
        page.select("澜江市");
        page.press("3");
        page.wait_for_text(".notice p", "这里只能看");
        assert!(page.mark("澜江市").is_none_or(|mark| mark.status != "accepted"));

        let second = page.tab();
        page.switch_to(&first);
        page.select("澜江市");
        page.press("3");
        wait_saved(page);
        page.close_tab(&second);
        page.wait_for_text(".notice p", "现在可以在这里修改了");
        assert_eq!(page.mark("澜江市").map(|mark| mark.status).as_deref(), Some("accepted"));
        page.select("昨日");
        page.press("4");
        wait_saved(page);
    });
}
