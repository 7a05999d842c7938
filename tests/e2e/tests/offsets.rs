//! Offsets are right in the DOM, in the inspector and in the file, whatever the text is made of.

use jianbao_e2e::app::entity;
use jianbao_e2e::{Page, browse};
use serde_json::{Value, json};

/// An astral character, an emoji of three people joined, a combining mark, CRLF, and a name cut by a line break.
const PAGE: &str = "春分渡口手记\r\n昨日𠮷田贵带着👩‍👩‍👧来到渡口，她们写了《Poe\u{301}sie与船》。\r\n\r\n图为渡口旁的老船工（记者 欧阳\r\n\
                    𠮷景云）在看水。\r\n末了，𠮷字渡口无人。\r\n";

/// Selects with the pointer, labels with a digit, and asks everybody who knows where it is.
#[track_caller]
fn label_and_check(page: &Page, quote: &str, digit: &str) {
    page.press("Escape");
    page.press("Escape");
    page.select(quote);
    assert_eq!(page.selected_text(), quote);
    page.press(digit);
    let mark = page.mark(quote).unwrap_or_else(|| panic!("no mark {quote}: {:?}", page.marks()));
    assert_eq!(mark.status, "accepted", "{quote}");
    assert_eq!(page.text(".inspector .numbers"), expected(&[quote]), "{quote}");
}

/// What the inspector says of stretches: code points of the text after ingest.
fn expected(quotes: &[&str]) -> String {
    let ranges: Vec<_> =
        quotes.iter().map(|quote| range(quote)).map(|[from, to]| format!("{from}–{to}")).collect();
    ranges.join(" · ")
}

fn range(quote: &str) -> [usize; 2] {
    let text = PAGE.replace("\r\n", "\n");
    let start = text[..text.find(quote).expect("a quote of the page")].chars().count();
    [start, start + quote.chars().count()]
}

#[test]
fn every_kind_of_character_is_labeled_where_it_is() {
    browse(|page| {
        page.paste_page(PAGE);
        assert!(page.notice().contains("6 处换行已统一"), "{}", page.notice());
        for (quote, digit) in [
            ("𠮷田贵", "1"),
            ("👩‍👩‍👧", "0"),
            ("着👩‍👩‍👧来", "9"),
            ("Poe\u{301}sie", "9"),
            ("船》", "2"),
            ("𠮷字渡口", "3"),
            ("字", "7"),
        ] {
            label_and_check(page, quote, digit);
        }

        // Over the line break: one entity with two ranges.
        page.press("Escape");
        page.press("Escape");
        let (above, from) = page.place_of("欧阳");
        let (below, to) = page.place_of("景云");
        page.drag_select((above, from), (below, to + 2));
        page.press("1");
        assert!(page.mark("欧阳𠮷景云").is_some(), "{:?}", page.marks());
        for (n, quote) in ["欧阳", "𠮷景云"].into_iter().enumerate() {
            let place = page.text(&format!(".inspector .ranges li:nth-child({}) .numbers", n + 1));
            assert_eq!(place, expected(&[quote]));
        }

        let (path, file) = page.save();
        for quote in ["𠮷田贵", "👩‍👩‍👧", "着👩‍👩‍👧来", "Poe\u{301}sie", "船》", "𠮷字渡口"]
        {
            assert_eq!(entity(&file, quote)["ranges"], json!([range(quote)]), "{quote}");
        }
        assert_eq!(entity(&file, "欧阳𠮷景云")["ranges"], json!([range("欧阳"), range("𠮷景云")]));
        assert_eq!(file["offset_unit"], "code_point");
        assert_eq!(file["documents"][0]["text"], Value::from(PAGE.replace("\r\n", "\n")));

        // And again after it was opened.
        page.close(false);
        page.upload("input[type=file]", &[&path]);
        page.wait_for(".surface");
        let (_, again) = page.save();
        assert_eq!(file["documents"][0]["entities"], again["documents"][0]["entities"]);
    });
}

/// Keys move over whole characters as a person sees them, and a selection never cuts one.
#[test]
fn the_cursor_goes_by_visible_characters() {
    browse(|page| {
        page.paste_page("𠮷👩‍👩‍👧e\u{301}终。\n");
        page.press("Home");
        for expected in ["𠮷", "𠮷👩‍👩‍👧", "𠮷👩‍👩‍👧e\u{301}", "𠮷👩‍👩‍👧e\u{301}终"]
        {
            page.press("Shift+ArrowRight");
            assert_eq!(page.selected_text(), expected);
        }
        page.press("Shift+ArrowLeft");
        page.press("Shift+ArrowLeft");
        assert_eq!(page.selected_text(), "𠮷👩‍👩‍👧");
        page.press("1");
        assert!(page.mark("𠮷👩‍👩‍👧").is_some());
        page.press("}");
        assert!(page.mark("𠮷").is_some(), "an edge moves over the whole emoji");
        page.save();
    });
}
