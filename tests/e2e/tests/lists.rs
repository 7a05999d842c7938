//! The lists beside the text: entities by text, filtered and sorted, in step with the text; what looks inconsistent.

use jianbao_e2e::{Page, browse};
use serde_json::json;

const PAGE: &str =
    "澜江日报讯：澜江日报与《望川晚报在𠮷野站，采访陶景云。\n陶景云到澜江日报，又到𠮷野站👩‍👩‍👧，e\u{301}。\n";

#[track_caller]
fn label(page: &Page, quote: &str, key: &str) {
    page.select(quote);
    page.press(key);
    page.wait("it is labeled", || page.mark(quote).is_some());
}

fn rows(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.entities .rows .m')].map(row => row.textContent)",
        json!([]),
    )
}

#[test]
fn entities_are_listed_filtered_and_picked_both_ways() {
    browse(|page| {
        page.open_proposed_sample();
        page.wait_for(".entities .rows li");
        let all = rows(page);
        assert!(all.len() > 5);
        page.screenshot("lists");
        page.assert_accessible("lists");

        // A click in the list picks in the text.
        page.click(".entities .rows li:nth-child(4) button");
        page.wait_for(".t .m.picked");
        let picked: String = page.get(
            "return [...document.querySelectorAll('.t .m.picked')].map(mark => mark.textContent).join('')",
            json!([]),
        );
        assert_eq!(picked, all[3]);
        page.wait_for(".entities .rows li:nth-child(4) [aria-current=true]");

        // A click in the text shows the row.
        let other: String = page.get(
            "const mark = [...document.querySelectorAll('.t .m')].find(mark => mark.textContent !== arguments[0]);
             mark.dataset.probe = ''; return mark.textContent",
            json!([picked]),
        );
        page.click(".t .m[data-probe]");
        page.wait_for_text(".entities .rows [aria-current=true] .m", &other);

        // Filters and order.
        page.choose(".entities select[aria-label='标签']", "0");
        page.wait("only persons are listed", || {
            page.count(".entities .rows .m.l0") == page.count(".entities .rows li")
                && rows(page).len() < all.len()
        });
        page.choose(".entities select[aria-label='标签']", "");
        page.click(".entities input[type=search]");
        page.type_text(&all[1]);
        page.wait("only what contains it is listed", || rows(page).iter().all(|row| row.contains(&all[1])));
        page.press("Control+a");
        page.press("Backspace");
        page.choose(".entities select[aria-label='状态']", "accepted");
        page.wait_for_text(".entities", "没有这样的实体");
        page.choose(".entities select[aria-label='状态']", "live");
        page.choose(".entities select[aria-label='排序']", "count");
        page.wait("the most frequent comes first", || rows(page).len() == all.len());
        let counts: Vec<u32> = page.get(
            "return [...document.querySelectorAll('.entities .rows li')].map(row => Number(row.querySelector('.count')?.textContent.slice(1) ?? 1))",
            json!([]),
        );
        assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
        page.set_dark(true);
        page.screenshot("lists-dark");
        page.assert_accessible("lists, dark");
        page.set_viewport(420, 850);
        page.screenshot("lists-narrow");
    });
}

#[test]
fn what_looks_inconsistent_is_listed_with_a_jump() {
    browse(|page| {
        page.paste_page(PAGE);
        // Only what is labeled here counts, whatever was proposed.
        for _ in 0..30 {
            if page.marks().is_empty() {
                break;
            }
            page.press("Escape");
            page.press("Control+Home");
            page.press("n");
            page.press("x");
        }
        assert!(page.marks().is_empty(), "nothing is proposed any more");
        label(page, "《望川晚报", "9");
        label(page, "陶景云。", "1");
        page.wait_for(".entities .warnings");
        page.click(".entities .warnings summary");
        page.wait_for_text(".entities .warnings", "括号或引号不成对");
        page.wait_for_text(".entities .warnings", "边上有标点或空格");
        page.wait_for_text(".entities .warnings", "没用到的标签：机构名");
        page.screenshot("warnings");
        page.assert_accessible("warnings");
        page.click(".entities .warnings li:last-child button");
        page.wait_for("dialog.label-set");
        page.press("Escape");
        page.wait_gone("dialog.label-set");
        page.press("Control+Home");
        page.click(".entities .warnings li:nth-child(1) button");
        page.wait_for_text(".inspector .details .quote", "《望川晚报");
        // Mended with a key, it is listed no more.
        page.press("{");
        page.wait("it is balanced now", || !page.text(".entities .warnings").contains("括号或引号不成对"));
    });
}
