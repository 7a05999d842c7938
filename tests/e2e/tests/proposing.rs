//! What a person sets about proposals: from which confidence on they are shown, and words of their own.

use jianbao_e2e::{Page, browse};
use serde_json::json;

/// A page with names that the engine is more and less sure of.
const PAGE: &str = "记者王小明报道，青石市长李华昨天到云溪县调研，还听了𠮷枝三弄。👩‍👩‍👧 cafe\u{301} 开门。\n";

/// Sets a slider as a drag does.
fn slide(page: &Page, label: &str, percent: u32) {
    page.get::<()>(
        "const slider = document.querySelector(`.thresholds input[data-label='${arguments[0]}']`);
        slider.value = arguments[1];
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));",
        json!([label, percent]),
    );
}

/// How many proposals of a label are shown and hidden, as the panel says.
fn counts(page: &Page, label: &str) -> (usize, usize) {
    let text: String = page.get(
        "return document.querySelector(`.thresholds input[data-label='${arguments[0]}']`)
            .closest('label').querySelector('.n').textContent",
        json!([label]),
    );
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
    (numbers.next().expect("shown"), numbers.next().expect("hidden"))
}

#[test]
fn a_threshold_hides_proposals_at_once_and_is_remembered() {
    browse(|page| {
        page.open_proposed_sample();
        page.click(".thresholds summary");
        let before = page.marks().len();
        let (shown, hidden) = counts(page, "PER");
        assert_eq!(hidden, 0);
        slide(page, "PER", 95);
        page.wait("fewer names", || counts(page, "PER").1 > 0);
        let (fewer, hidden) = counts(page, "PER");
        assert_eq!(fewer + hidden, shown, "nothing is lost");
        assert_eq!(page.marks().len(), before - hidden, "what is hidden is not drawn");
        assert!(page.text(".thresholds summary").contains(&hidden.to_string()));
        // It holds after the page was loaded anew.
        page.reload();
        page.wait_for(".surface");
        page.wait("the page as it was", || page.marks().len() == before - hidden);
        page.click(".thresholds summary");
        slide(page, "PER", 0);
        page.wait("all names", || counts(page, "PER") == (shown, 0));
        assert_eq!(page.marks().len(), before);
        page.screenshot("thresholds");
    });
}

#[test]
fn a_word_list_is_proposed_from_and_its_bad_rows_are_told() {
    browse(|page| {
        page.paste_page(PAGE);
        page.wait_for_proposals();
        let list = "文字,标签\r\n𠮷枝三弄,work\r\n云溪县调研,没有的\r\n青石\r\n";
        let file = page.file("words.csv", list);
        page.drop_files(".surface", &[&file]);
        page.wait("the list", || page.notice().contains("词表已载入，1 条"));
        let notice = page.notice();
        assert!(notice.contains("第 3 行的标签“没有的”不在标签集里"), "{notice}");
        assert!(notice.contains("第 4 行没有标签"), "{notice}");
        page.wait_for_proposals();
        page.wait("the word of the list", || page.mark("𠮷枝三弄").is_some());
    });
}
