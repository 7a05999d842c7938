//! What cannot be opened is told in a clear message, and nothing that was there is lost.

use std::path::Path;

use jianbao_e2e::{Page, Setup, browse, browse_with, python};
use serde_json::json;

const OPEN: &str = "澜江至望川城际公交开通\n澜江日报讯（记者 陶景云）昨日，城际公交开通运营。\n";

/// Pastes a text without the clipboard of the system, which is slow with many megabytes.
#[track_caller]
fn paste_made_of(page: &Page, unit: &str, times: usize) {
    page.get::<()>(
        "const [unit, times] = arguments;
        const data = new DataTransfer();
        data.setData('text/plain', unit.repeat(times));
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));",
        json!([unit, times]),
    );
}

/// Every bad input, and what its message says; `give` hands a file to the app.
#[track_caller]
fn refuse_all(page: &Page, words: [&str; 6], give: impl Fn(&Path), unchanged: impl Fn()) {
    let [empty, long, binary, damaged, foreign, newer] = words;
    let expect = |what: &str, word: &str| {
        page.wait(&format!("the message for {what}"), || {
            page.count(".notice p") > 0 && page.notice().contains(word)
        });
        assert_eq!(page.count(".notice.problem[role=alert]"), 1, "{what}");
        unchanged();
        page.click(".notice button");
        page.wait_gone(".notice");
    };
    page.paste(" \n\t\u{3000}\n");
    expect("an empty paste", empty);
    paste_made_of(page, "报", 7_000_000);
    expect("20 MB pasted", long);
    let files: [(&str, Vec<u8>, &str); 7] = [
        ("empty.txt", Vec::new(), empty),
        ("large.txt", b"jianbao ".repeat(2_500_000), long),
        (
            "picture.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde".to_vec(),
            binary,
        ),
        ("picture.txt", (0..=255).cycle().take(4000).collect(), binary),
        (
            "damaged.json",
            br#"{"format":"jianbao","version":1,"documents":[{"id":"d1","text":"#.to_vec(),
            damaged,
        ),
        ("foreign.json", br#"{"title":"abc","pages":[]}"#.to_vec(), foreign),
        (
            "newer.json",
            br#"{"format":"jianbao","version":99,"offset_unit":"code_point","labels":[],"documents":[]}"#
                .to_vec(),
            newer,
        ),
    ];
    for (name, content, word) in files {
        give(&page.file(name, content));
        expect(name, word);
    }
}

const ZH: [&str; 6] = ["这里没有文字", "上限是 16 MB", "不是文本文件", "已损坏", "是什么格式", "更新的版本"];
const EN: [&str; 6] = [
    "There is no text in it",
    "the limit is 16 MB",
    "is not a text file",
    "is damaged",
    "of no format that is known",
    "written by a newer version (format version 99)",
];

fn start_screen_refuses(page: &Page, words: [&str; 6]) {
    page.wait_for(".start");
    let still_there = || assert_eq!(page.count(".start"), 1);
    refuse_all(page, words, |path| page.upload("input[type=file]", &[path]), still_there);
}

#[test]
fn the_start_screen_refuses_in_chinese() {
    browse(|page| start_screen_refuses(page, ZH));
}

#[test]
fn the_start_screen_refuses_in_english() {
    browse_with(Setup { languages: "en-US,en", ..Setup::default() }, |page| start_screen_refuses(page, EN));
}

#[test]
fn what_is_open_stays_open() {
    browse(|page| {
        page.paste_page(OPEN);
        page.select("望川");
        page.press("3");
        page.save();
        let before = page.state();
        let unchanged = || assert_eq!(page.state(), before);
        refuse_all(page, ZH, |path| page.drop_files(".surface", &[path]), unchanged);

        // Another file of labels takes its place, and what was done stays in the list.
        page.select("城际公交");
        page.press("9");
        let (labels, _) = page.save();
        page.press("Delete");
        let changed = page.state();
        page.drop_files(".surface", &[&labels]);
        page.wait("what the file has", || page.mark("城际公交").is_some());
        page.close(false);
        page.click(".documents > ul > .document:last-child .open");
        page.wait_for(".surface");
        assert_eq!(page.state(), changed);

        // A text that is pasted goes behind what is there.
        page.paste("另一个版面。\n");
        page.wait_for_text(".surface", "另一个版面");
        page.wait_for_proposals();
        let rows = |page: &Page| page.rows().into_iter().map(|row| row.text).collect::<Vec<_>>();
        let texts = rows(page);
        assert!(
            texts[0].starts_with("澜江至望川") && texts.iter().any(|text| text.starts_with("另一个版面"))
        );
        assert_eq!(page.mark("望川").map(|mark| mark.status).as_deref(), Some("accepted"));
        let (_, file) = page.save();
        assert_eq!(file["documents"].as_array().map(Vec::len), Some(1));
    });
}

/// Files as they come from old systems open as what they are, and say so where it was not UTF-8.
#[test]
fn encodings_are_recognized() {
    const SIMPLIFIED: &str = "澜江日报讯（记者陶景云）九月十四日，澜江至望川的城际公交开通运营。\n据市交通运输局介绍，线路全长三十八公里，设站二十四座，全程票价七元，车辆避开了正在施工的大桥，乘客可以刷卡。\n";
    const TRADITIONAL: &str = "瀾江日報訊（記者陶景雲）九月十四日，瀾江至望川的城際公車開通營運。\n據市交通運輸局介紹，路線全長三十八公里，設站二十四座，全程票價七元，車輛避開了正在施工的大橋，乘客可以刷卡。\n";
    const ENCODE: &str = "import sys
target, source, encoding = sys.argv[1:]
text = open(source, encoding='utf-8').read()
open(target, 'wb').write(text.encode(encoding))";
    browse(|page| {
        page.wait_for(".start");
        for (text, encoding, told) in [
            (SIMPLIFIED, "gb18030", "gb18030"),
            (TRADITIONAL, "big5", "Big5"),
            (SIMPLIFIED, "utf-16", "UTF-16LE"),
            (SIMPLIFIED, "utf-16-le", "UTF-16LE"),
            (SIMPLIFIED, "utf-16-be", "UTF-16BE"),
            (SIMPLIFIED, "utf-8-sig", ""),
            (SIMPLIFIED, "utf-8", ""),
        ] {
            let source = page.file("source.txt", text);
            let target = page.file(&format!("{encoding}.txt"), "");
            python(ENCODE, &[&target, &source, Path::new(encoding)]);
            page.upload("input[type=file]", &[&target]);
            page.wait_for(".surface");
            let rows: Vec<String> = text.lines().map(str::to_owned).collect();
            let drawn: Vec<String> = page.rows().into_iter().map(|row| row.text).collect();
            assert_eq!(drawn[..2], rows, "{encoding}");
            if told.is_empty() {
                assert_eq!(page.count(".notice"), 0, "{encoding}");
            } else {
                assert!(page.notice().contains(told), "{encoding}: {}", page.notice());
            }
            page.save();
            page.close(false);
        }
    });
}
