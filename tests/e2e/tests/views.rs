//! Page order and article order: the same annotations, every correction in both.

use jianbao_e2e::app::entity;
use jianbao_e2e::{Page, browse, browse_everywhere};
use serde_json::json;

const SAMPLE: &str = include_str!("../../../samples/page.txt");

/// How far below the upper edge of the text the caret is drawn.
fn caret_height(page: &Page) -> f64 {
    page.get(
        "const [caret, surface] = ['.caret', '.surface'].map(css => document.querySelector(css).getBoundingClientRect());
        return caret.top - surface.top",
        json!([]),
    )
}

/// Where the quote is now and whether it is in view.
fn is_in_view(page: &Page, opening: &str) -> bool {
    page.get(
        "const row = [...document.querySelectorAll('.row')].find(row => row.querySelector('.t').textContent.startsWith(arguments[0]));
        const [box, frame] = [row, document.querySelector('.surface')].map(element => element.getBoundingClientRect());
        return box.top >= frame.top - 2 && box.top < frame.bottom",
        json!([opening]),
    )
}

#[test]
fn article_order_joins_what_the_page_breaks() {
    browse_everywhere(|page| {
        page.open_proposed_sample();
        // What is out of view is drawn behind the frame, the end last.
        let end = SAMPLE.trim_end().lines().next_back().unwrap_or_default().trim();
        page.wait("all rows", || page.rows().iter().any(|row| row.text.contains(end)));
        let rows = page.row_count();
        assert!(page.rows().iter().all(|row| !row.text.contains("记者 陶景云")), "the page breaks the name");

        // The place that is looked at stays where it is.
        page.click_on("据市交通运输局介绍");
        let height = caret_height(page);
        page.press("v");
        page.wait_for(".chunk.of-articles");
        page.wait("fewer rows", || page.row_count() < rows);
        assert!((caret_height(page) - height).abs() < 3.0, "{} {height}", caret_height(page));
        let text = page.rows().into_iter().find(|row| row.text.contains("记者 陶景云）9月14日"));
        assert!(text.is_some(), "the name is whole");
        assert_eq!(page.mark("陶景云").map(|mark| mark.status).as_deref(), Some("proposed"));

        // A label over a break, with the mouse: from before the name to behind it.
        page.select("者 陶景云）");
        assert_eq!(page.selected_text(), "者 陶景云）", "copied as it reads");
        page.press("0");
        assert_eq!(page.mark("者 陶景云）").map(|mark| mark.label), Some(9));
        // Its end moved back over the break with keys, and dragged over it.
        for (key, text) in [("}", "者 陶景云"), ("}", "者 陶景"), ("}", "者 陶")] {
            page.press(key);
            page.wait(text, || page.mark(text).is_some());
        }
        let (row, at) = page.place_of("者 陶景云）");
        page.drag_to_text(".handle.at-end", (row, at + 4));
        page.wait("the longer mark", || page.mark("者 陶景").is_some());

        // The paragraph is cut and put together again; the caret walks over the break.
        page.click_on("景云）9月14日");
        let n = page.row_count();
        page.press("y");
        page.wait("two rows", || page.row_count() == n + 1);
        page.press("y");
        page.wait("one row", || page.row_count() == n);
        page.press("Home");
        page.press("ArrowLeft");
        page.press("Shift+ArrowLeft");
        assert_eq!(page.selected_text(), "陶");
        page.press("Escape");

        // From a break to its place on the page.
        page.click(".seam:not(.part)");
        page.wait_gone(".chunk.of-articles");
        page.wait("the rows of the page", || page.row_count() == rows);
        page.wait("the place on the page", || is_in_view(page, "房。6月19日凌晨"));
        let (_, file) = page.save();
        assert_eq!(entity(&file, "者 陶景")["ranges"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn parts_lead_to_each_other_in_both_orders() {
    browse(|page| {
        page.open_proposed_sample();
        // In page order, from the end of the first part to the second and back.
        page.click(".jump.on");
        page.wait("the second part", || is_in_view(page, "句不丢面子"));
        page.click(".jump.from");
        page.wait("the first part", || is_in_view(page, "守在柜台"));
        // With the switch of the toolbar: the second part follows the first; a mark leads to it on the page.
        page.click(".toolbar .switch button:nth-child(2)");
        page.wait_for(".chunk.of-articles");
        let whole = |row: &jianbao_e2e::app::Row| row.text.ends_with("多等一会儿不误事。");
        page.wait("one paragraph", || page.rows().iter().any(whole));
        page.click(".seam.part");
        page.wait_gone(".chunk.of-articles");
        page.wait("the place on the page", || is_in_view(page, "句不丢面子"));
    });
}

#[test]
fn blocks_and_articles_are_corrected_in_article_order() {
    browse_everywhere(|page| {
        page.open_proposed_sample();
        page.press("v");
        page.wait_for(".chunk.of-articles");
        let before = page.state();
        let n_articles = page.count(".card");
        page.click_on("“反诈不是一阵风");
        page.press("Home");
        page.press("s");
        assert_eq!(page.row("“反诈不是一阵风").role.as_deref(), Some("subtitle"));
        page.press("Enter");
        page.wait("a cut", || page.count(".card") == n_articles + 1);
        assert!(page.row("“反诈不是一阵风").begins);
        page.press("Backspace");
        page.wait("joined", || page.count(".card") == n_articles);
        page.press("f");
        assert_eq!(page.row("“反诈不是一阵风").article, None);
        let rows = page.rows();
        let place = rows.iter().position(|row| row.text.starts_with("“反诈不是一阵风"));
        let furniture = rows.iter().position(|row| row.article.is_none());
        assert!(place >= furniture && furniture.is_some(), "with the page furniture, at the end");
        for _ in 0..4 {
            page.press("Control+z");
        }
        page.wait_until_idle();
        assert_eq!(page.state(), before);
    });
}

#[test]
fn a_chunk_that_comes_in_leaves_the_elements_of_the_others() {
    browse(|page| {
        let line = |n: usize| format!("第{n:02}行，𠮷田在渡口等船，e\u{301}👩‍👩‍👧都来了。\n\n");
        // Several slabs of chunks.
        page.paste_page(&(1..=300).map(line).collect::<String>());
        page.wait_for_proposals();
        page.make_one_article();
        page.go_to_block("第17行");
        page.press("Enter");
        page.wait("two articles", || page.count(".card") == 2);
        page.press("v");
        page.wait_for(".chunk.of-articles");
        page.wait_until_idle();
        let (n_chunks, n_slabs) = (page.count(".chunk"), page.count(".slab"));
        assert!(n_slabs > 2, "{n_slabs}");
        let remember = "document.querySelectorAll('.chunk, .slab').forEach(element => element.mine = true)";
        page.get::<()>(remember, json!([]));
        page.go_to_block("第41行");
        page.press("m");
        page.wait_for(".move-menu");
        page.press("1");
        page.wait("the line behind the first article", || {
            let rows = page.rows();
            let at = |opening: &str| rows.iter().position(|row| row.text.starts_with(opening));
            at("第41行") < at("第17行")
        });
        assert!(page.count(".chunk") > n_chunks, "it is a chunk of its own");
        let n_kept =
            "return [...document.querySelectorAll('.chunk, .slab')].filter(element => element.mine).length";
        assert_eq!(page.get::<usize>(n_kept, json!([])), n_chunks + n_slabs, "no other is made anew");
    });
}

#[test]
fn the_caret_goes_with_the_text_when_chunks_take_their_height() {
    const AT_THE_END: &str = "
        const caret = document.querySelector('.caret').getBoundingClientRect();
        const row = [...document.querySelectorAll('.row .t')].at(-1).getBoundingClientRect();
        return caret.height > 0 && caret.top >= row.top - 1 && caret.bottom <= row.bottom + 1;
    ";
    browse_everywhere(|page| {
        // Chunks of other heights than they are taken for while they are out of view.
        let line = |n: usize| "𠮷田说，渡口的船e\u{301}👩‍👩‍👧都来了。".repeat(1 + n % 7);
        page.paste_page(&(0..60).map(line).collect::<Vec<_>>().join("\n\n"));
        page.wait_for_proposals();
        page.wait_until_idle();
        page.press("Control+End");
        page.wait("the caret at the end of the text", || page.get(AT_THE_END, json!([])));
    });
}

#[test]
fn a_jump_brings_the_place_into_view_though_what_is_passed_takes_another_height() {
    const IN_VIEW: &str = "
        const caret = document.querySelector('.caret').getBoundingClientRect();
        const frame = document.getElementById('surface').getBoundingClientRect();
        return caret.height > 0 && caret.top >= frame.top && caret.bottom <= frame.bottom;
    ";
    browse_everywhere(|page| {
        // Lines that turn out far higher towards the end than they are taken for.
        let line = |n: usize| "𠮷田说，渡口的船e\u{301}👩‍👩‍👧都来了。".repeat(1 + n / 12);
        page.paste_page(&(0..240).map(line).collect::<Vec<_>>().join("\r\n"));
        page.wait_for_proposals();
        page.wait_until_idle();
        for key in ["Control+End", "Control+Home", "Control+End"] {
            page.press(key);
            page.wait_until_idle();
            page.wait("the caret in view", || page.get(IN_VIEW, json!([])));
        }
    });
}

#[test]
fn a_line_cut_in_two_leaves_the_elements_of_the_lines_below() {
    browse(|page| {
        let line = |n: usize| format!("第{n:02}行，𠮷田在渡口等船，e\u{301}👩‍👩‍👧都来了。\r\n");
        page.paste_page(&(1..=12).map(line).collect::<String>());
        page.wait_for_proposals();
        page.make_one_article();
        page.wait("one article", || page.count(".card") == 1);
        page.wait_until_idle();
        let rows = page.row_count();
        let remember = "document.querySelectorAll('.row').forEach(row => row.mine = row.querySelector('.t').textContent)";
        page.get::<()>(remember, json!([]));
        let at = page.place_of("第03行").0;
        page.click_text((at, 6));
        page.press("Escape");
        page.press("Enter");
        page.wait("two articles", || page.count(".card") == 2);
        page.wait_until_idle();
        assert_eq!(page.row_count(), rows + 1, "a line makes two rows");
        let kept = "return [...document.querySelectorAll('.row')]
          .filter(row => row.mine === row.querySelector('.t').textContent).length";
        assert_eq!(
            page.get::<usize>(kept, json!([])),
            rows - 1,
            "no other row is made anew or became another"
        );
    });
}
