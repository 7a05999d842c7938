//! Articles by pointer and by key: appended, dragged together, their parts in another order, a cut seen before it is
//! made, roles inside blocks, and the review queue.

use jianbao_e2e::app::block;
use jianbao_e2e::{Page, Setup, browse, browse_everywhere, browse_with};
use serde_json::json;

/// Three articles of two blocks each, whatever is proposed.
fn three_articles(page: &Page) {
    let text: String = ["渡口𠮷", "水库", "粮仓"]
        .map(|name| format!("{name}的消息\n\n{name}昨天传来消息，e\u{301}👩‍👩‍👧都来看。\r\n\n"))
        .concat();
    page.paste_page(&text);
    for name in ["渡口𠮷", "水库", "粮仓"] {
        page.go_to_block(&format!("{name}的消息"));
        page.press("Home");
        page.press("Shift+ArrowDown");
        page.press("Shift+End");
        page.press("w");
        page.press("Escape");
    }
    assert_eq!(page.count(".card"), 3);
}

fn article(page: &Page, opening: &str) -> Option<usize> {
    page.row(opening).article
}

#[test]
fn articles_are_put_together_by_pointer() {
    browse_everywhere(|page| {
        three_articles(page);
        let before = page.state();
        // A card dragged onto another one.
        page.drag(".card:nth-child(3) .body", ".card:nth-child(1) .body");
        page.wait("two articles", || page.count(".card") == 2);
        assert_eq!(article(page, "粮仓的消息"), Some(1));
        page.press("Control+z");
        // Blocks appended with Control and a click, one after the other.
        page.click_on("渡口𠮷的消息");
        page.control_click_on("水库昨天");
        assert_eq!(article(page, "水库昨天"), Some(1));
        page.control_click_on("粮仓昨天");
        assert_eq!(article(page, "粮仓昨天"), Some(1));
        assert!(page.count(".card:nth-child(1) .part") >= 2, "in several parts");
        // Its parts in another order, with the buttons of the inspector.
        page.click(".card:nth-child(1) .body");
        let opening = || page.text(".inspector .parts li:nth-child(1)");
        let first = opening();
        page.click(".inspector .parts li:nth-child(1) button:nth-of-type(3)");
        page.wait("another first part", || opening() != first);
        page.press("Escape");
        while page.state() != before {
            page.press("Control+z");
        }
    });
}

#[test]
fn cards_out_of_view_cost_no_layout() {
    browse(|page| {
        page.paste_page(&Page::sample().repeat(20));
        let n_articles: usize = page.text(".articles .count").parse().expect("a number");
        assert!(n_articles > 100, "{n_articles}");
        page.wait("all cards", || page.count(".card") == n_articles);
        let laid_out: usize = page.get(
            "return [...document.querySelectorAll('.card')]
                .filter(card => card.checkVisibility({ contentVisibilityAuto: true })).length",
            json!([]),
        );
        assert!(0 < laid_out && laid_out <= 64, "{laid_out} of {n_articles}");
        // They are there for whoever looks for them.
        page.get::<()>("document.querySelector('.articles').scrollTop = 1e6", json!([]));
        let last = ".articles .group:last-child .card:last-child .body";
        page.click(last);
        page.wait("the last article", || page.count(".articles .group:last-child .card.picked") == 1);
    });
}

#[test]
fn a_cut_is_seen_before_it_is_made() {
    browse(|page| {
        three_articles(page);
        page.hover_edge("水库昨天");
        page.wait_for("#cut-preview");
        let shown = page.text("#cut-preview");
        assert!(shown.contains("水库的消息") && shown.contains("水库昨天"), "{shown}");
        page.screenshot("cut-preview");
        page.hover_text(page.place_of("渡口𠮷"));
        page.wait_gone("#cut-preview");
        // It also goes where the pointer leaves the page straight from the button.
        page.hover_edge("水库昨天");
        page.wait_for("#cut-preview");
        page.hover(".articles h2");
        page.wait_gone("#cut-preview");
        // By keyboard the inspector has it.
        page.go_to_block("水库昨天");
        assert!(page.text(".inspector .cut-sides").contains("水库的消息"));
        page.press("Enter");
        assert_eq!(page.count(".card"), 4);
    });
}

#[test]
fn roles_inside_blocks_and_articles_beyond_ten_by_key() {
    browse(|page| {
        three_articles(page);
        page.go_to_block("水库昨天");
        for _ in 0..4 {
            page.press("Shift+ArrowRight");
        }
        page.press("Alt+d");
        page.wait_for(".t .inline.dateline");
        let (_, file) = page.save();
        let inline = &block(&file, "水库昨天")["inline"];
        assert_eq!(inline[0]["role"], "dateline");
        page.press("m");
        page.wait_for(".move-menu");
        page.press("1");
        assert_eq!(article(page, "水库昨天"), Some(1));
        page.press("Alt+ArrowUp");
        let (_, file) = page.save();
        let parts = file["documents"][0]["articles"][0]["parts"].clone();
        assert!(parts[0][0].as_u64() > parts[1][0].as_u64(), "the later part is read first: {parts}");
    });
}

#[test]
fn a_review_on_a_phone() {
    let phone = Setup { languages: "en", viewport: (390, 780), ..Setup::default() };
    browse_with(phone, |page| {
        page.open_proposed_sample();
        page.tap("button[title^='Review']");
        page.wait_for(".review-bar");
        let of = |page: &Page| page.text(".review-bar [role=status]");
        let first = of(page);
        assert!(first.starts_with("In doubt: 1 of "), "{first}");
        page.tap(".review-bar .primary");
        page.wait("the next one", || of(page) != first);
        page.tap(".review-bar .group:last-child button:nth-child(4)");
        page.wait("back", || of(page).starts_with("In doubt: 1 of "));
        page.assert_accessible("review");
        let wide: bool = page.get("return document.documentElement.scrollWidth > innerWidth", json!([]));
        assert!(!wide, "nothing is cut off at the side");
        page.screenshot("review-phone");
        page.tap(".review-bar .group:last-child button:nth-child(5)");
        page.wait_gone(".review-bar");
    });
}
